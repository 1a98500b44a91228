"""What the tried lines would change: who gains most, before and after."""

from __future__ import annotations

import math

import pandas as pd
import streamlit as st

from ui import widgets, wording
from ui.layout.controls import line_words
from ui.layout.shown import Shown

MOST_LISTED = 10


def show(shown: Shown) -> None:
    """Draw the cities that gain most; nothing without a tried line."""
    text, found = shown.text, shown.network.line_effect
    if found is None:
        return
    st.subheader(text("layout_page.effect_title"))
    separator = text("app.list_separator")
    tried = separator.join(line_words(shown.study, line, text) for line in shown.network.lines)
    if not found.gainers:
        widgets.lead(text("layout_page.effect_none", lines=tried))
    else:
        best = found.gainers[0]
        widgets.lead(text("layout_page.effect_lead", lines=tried, n=len(found.gainers), city=shown.city(best)))
        rows = [_row(shown, city) for city in found.gainers[:MOST_LISTED]]
        names = ("city", "mean_before", "mean_after", "mean_gain", "higher_before", "higher_after", "hub_after")
        widgets.table([text(f"layout_page.effect_{name}") for name in names], rows, numeric=range(1, 6))
    if found.unused:
        slow = separator.join(line_words(shown.study, line, text) for line in found.unused)
        widgets.note(text("layout_page.effect_unused", lines=slow))
    widgets.note(text("layout_page.effect_how"))
    widgets.download_csv(
        text("layout_page.download_effect"), effect_frame(shown), "yuantu-new-lines.csv", key="line_effect"
    )


def effect_frame(shown: Shown) -> pd.DataFrame:
    """Return every city before and after in full precision."""
    found = shown.network.line_effect
    assert found is not None  # noqa: S101  only shown where there is one
    return found.by_city.rename_axis("city").reset_index()


def _row(shown: Shown, city: str) -> tuple[str, ...]:
    found = shown.network.line_effect
    assert found is not None  # noqa: S101  only shown where there is one
    row = found.by_city.loc[city].to_dict()
    hub = row["hub_after"]
    return (
        shown.city(city),
        wording.number(row["mean_before_min"]),
        wording.number(row["mean_after_min"]),
        wording.number(row["mean_gain_min"], 1),
        minutes_words(row["higher_before_min"]),
        minutes_words(row["higher_after_min"]),
        shown.city(hub) if isinstance(hub, str) else "–",
    )


def minutes_words(minutes: float) -> str:
    """Return minutes as a whole number; a dash where there is no way or nothing higher."""
    return wording.number(minutes) if math.isfinite(minutes) else "–"
