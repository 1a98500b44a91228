"""Reach: who is within an hour or two of a city of a higher tier, and which places are farthest."""

from __future__ import annotations

import streamlit as st

from ui import widgets
from ui.layout.shown import Shown
from ui.plan_text import reach_words


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
            widgets.share_range(row["cities_share"], row["cities_share"]),
            widgets.number(len(result.reach.estimated[float(str(limit))])),
            widgets.share_range(row["population_share"], row["population_share"]),
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
