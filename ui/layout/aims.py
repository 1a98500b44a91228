"""The plan's aims as measures, each with what it would be by chance and what it was measured from."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analysis.layout.aims import MEASURES, AimMeasure
from ui import widgets, wording
from ui.layout.shown import Shown


def show(shown: Shown) -> None:
    """Draw the aims; nothing where the plan has none."""
    text, plan = shown.text, shown.plan
    if not plan.aims:
        return
    st.subheader(text("layout_page.aims_title"))
    widgets.note(text("layout_page.aims_how"))
    names = ("aim", "level", "value", "expected", "aim_p", "interval", "from")
    rows = [_row(shown, one) for one in shown.tiers.aims]
    if rows:
        widgets.table([text(f"layout_page.column_{name}") for name in names], rows, numeric=(2, 3, 4, 5))
    widgets.note(*_words(shown))
    if rows:
        widgets.download_csv(text("layout_page.download_aims"), aims_frame(shown), "yuantu-aims.csv", key="aims")


def aim_name(shown: Shown, aim_id: str) -> str:
    """Return an aim's name in the plan; its id where the plan does not have it."""
    names = {aim.id: aim.name.in_language(shown.text.language) for aim in shown.plan.aims}
    return names.get(aim_id, aim_id)


def aims_frame(shown: Shown) -> pd.DataFrame:
    """Return the measures in full precision, and below each what it is the mean of."""
    frames = []
    for one in shown.tiers.aims:
        whole = {
            "aim": one.id,
            "level": one.level,
            "part": "all",
            "value": one.value,
            "n": one.n,
            "counted": one.counted,
            "expected": None if one.chance is None else one.chance.expected,
            "p": None if one.chance is None else one.chance.p,
            "null": None if one.chance is None else one.chance.null,
            "low": None if one.interval is None else one.interval[0],
            "high": None if one.interval is None else one.interval[1],
        }
        parts = one.parts if one.parts.index.name is None else one.parts.reset_index()
        frames += [pd.DataFrame([whole]), parts.assign(aim=one.id, level=one.level, part="part")]
    return pd.concat([frame.dropna(axis=1, how="all") for frame in frames], ignore_index=True)


def _row(shown: Shown, one: AimMeasure) -> tuple[str, ...]:
    text = shown.text
    interval = "–" if one.interval is None else wording.interval(*one.interval, 2)
    return (
        aim_name(shown, one.id),
        text(f"layout_page.level_{one.level}") if one.level else "–",
        wording.number(one.value, 2),
        "–" if one.chance is None else wording.number(one.chance.expected, 2),
        "–" if one.chance is None else wording.p_value(one.chance.p, one.chance.permutations),
        interval,
        text(f"layout_page.counted_{one.counted}", n=one.n),
    )


def _words(shown: Shown) -> list[str]:
    text, measured = shown.text, shown.tiers.aims
    ids = dict.fromkeys(one.id for one in measured)
    words = [text(f"layout_page.aim_{name}_words", name=aim_name(shown, name)) for name in MEASURES if name in ids]
    nulls = {one.chance.null: one.chance.permutations for one in measured if one.chance is not None}
    words += [text(f"layout_page.null_{name}", permutations=count) for name, count in nulls.items()]
    missing = {one.id: one.left_out for one in measured if one.left_out and one.counted != "parks"}
    if missing:
        cities = next(iter(missing.values()))
        words.append(text("layout_page.aims_without", n=len(cities)))
    return words
