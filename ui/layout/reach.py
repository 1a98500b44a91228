"""Reach: who is within an hour or two of a city of a higher tier, and which places are farthest."""

from __future__ import annotations

from typing import Final

import pandas as pd
import streamlit as st

from ui import widgets, wording
from ui.layout.shown import Shown
from ui.plan_text import reach_words

FARTHEST_SHOWN: Final = 5


def show(shown: Shown) -> None:
    """Draw the shares by threshold; nothing without links or with one tier."""
    result, plan, text = shown.result, shown.plan, shown.text
    if result.reach is None:
        return
    st.subheader(text("layout.reach_title"))
    lowest = plan.tiers[-1].name.in_language(text.language)
    rows = [
        (
            text("layout.within", minutes=limit),
            wording.share_range(row["cities_share"], row["cities_share"]),
            wording.number(len(result.reach.estimated[float(str(limit))])),
            wording.share_range(row["population_share"], row["population_share"]),
        )
        for limit, row in result.reach.shares.iterrows()
    ]
    columns = [
        text("layout.column_within"),
        text("layout.column_cities_share", tier=lowest),
        text("layout.column_reach_estimated", tier=lowest),
        text("layout.column_people_share"),
    ]
    widgets.table(columns, rows, numeric=(1, 2, 3))
    farthest = text("app.list_separator").join(
        text("layout.farthest_one", city=shown.city(city), minutes=f"{minutes:.0f}")
        for city, minutes in result.reach.farthest
    )
    widgets.note(
        text("layout.farthest", cities=farthest), text("layout.reach_how"), *reach_words(shown.study, result, text)
    )
    _townships(shown)


def _townships(shown: Shown) -> None:
    """Draw the shares of townships by threshold and name the farthest; nothing where they are not known."""
    found, text = shown.tiers.reach_map, shown.text
    if found is None or found.townships is None or not len(found.townships):
        return
    minutes = found.townships["minutes"]
    rows = [
        (text("layout.within", minutes=f"{limit:g}"), wording.number(int((minutes <= limit).sum())), f"{share:.0%}")
        for limit, share in ((limit, float((minutes <= limit).mean())) for limit in found.thresholds_min)
    ]
    names = ("townships", "townships_share")
    columns = [text("layout.column_within"), *(text(f"layout_page.column_{name}") for name in names)]
    widgets.table(columns, rows, numeric=(1, 2))
    layer = shown.study.rows("townships")
    farthest = text("app.list_separator").join(
        text(
            "layout_page.farthest_township",
            township=text.choose(layer[key], "name") or key,
            city=shown.city(str(layer[key]["city"])),
            minutes=f"{one:.0f}",
        )
        for key, one in found.farthest_townships[:FARTHEST_SHOWN]
    )
    words = [
        text("layout_page.farthest_townships", townships=farthest),
        text("layout_page.townships_how", speed=f"{found.local_speed_km_h:g}"),
        text("layout_page.townships_caveat", n=len(minutes)),
    ]
    if found.unreachable_townships:
        words.append(text("layout_page.townships_unreachable", n=len(found.unreachable_townships)))
    widgets.note(*words)
    widgets.download_csv(
        text("layout_page.download_townships"), township_frame(shown), "yuantu-townships.csv", key="townships"
    )


def township_frame(shown: Shown) -> pd.DataFrame:
    """Return the minutes of every township in full precision."""
    found, text = shown.tiers.reach_map, shown.text
    assert found is not None  # noqa: S101  only shown where there is one
    assert found.townships is not None  # noqa: S101  likewise
    layer = shown.study.rows("townships")
    frame = found.townships.rename_axis("township").reset_index()
    frame.insert(1, "name", [text.choose(layer[str(key)], "name") for key in frame["township"]])
    return frame
