"""The table of cities: what the plan and the data say of each."""

from __future__ import annotations

from typing import Any, Final, cast

import altair as alt
import numpy as np
import pandas as pd
import streamlit as st

from briefing.style import tier_colours
from ui import widgets
from ui.layer_facts import minutes_note
from ui.layout.shown import Shown
from ui.sites import tier_name

CHART_FRAME_PX: Final = 160  # title, axis and legend, which share the chart's height with the bars


def show(shown: Shown) -> None:
    """Draw the table of cities and the parks of those that have any."""
    text = shown.text
    st.subheader(text("layout.cities_title"))
    frame = city_frame(shown)
    column = st.column_config.NumberColumn
    st.dataframe(
        frame,
        hide_index=True,
        height=min(36 * len(frame) + 40, 460),
        placeholder="–",
        column_config={
            text("layout.column_city"): st.column_config.TextColumn(pinned=True),
            text("layout.column_minutes"): column(format="%.0f"),
            text("layout.column_population"): column(format="%.1f"),
            text("layout_page.column_potential"): column(format="%.2f"),
            text("layout_page.column_stability"): column(format="%.0f%%"),
        },
    )
    how = [text("layout_page.cities_how", draws=shown.tiers.weight_draws)]
    widgets.note(*how, *([minutes_note(shown.study, text)] if shown.study.has("links") else ()))
    widgets.download_csv(text("layout.download_cities"), frame, "yuantu-cities.csv", key="cities")
    parks = frame[frame[text("layout.column_parks")] > 0]
    if len(parks):
        st.altair_chart(cast(Any, _chart(shown, parks)), width="stretch")


def city_frame(shown: Shown) -> pd.DataFrame:
    """Return the cities of the plan in the reader's words, in the plan's order."""
    text, plan, result = shown.text, shown.plan, shown.result
    cities = list(plan.cities)
    ways = result.to_higher_tier.reindex(cities)
    layer = shown.study.layer("cities").set_index("name_zh")
    population = layer["population_2020"].reindex(cities)
    inferred = [shown.inferred_tier(city) for city in cities]
    shares = [
        None if tier is None else shown.stability(city, tier) for city, tier in zip(cities, inferred, strict=True)
    ]
    potential = pd.Series(np.nan, index=cities) if shown.headline is None else shown.headline.potential.value
    found = shown.network.dominant
    return pd.DataFrame(
        {
            text("layout.column_city"): [shown.city(city) for city in cities],
            text("layout.column_tier"): [tier_name(plan, city, text) for city in cities],
            text("layout_page.column_inferred"): ["–" if tier is None else shown.tier(tier) for tier in inferred],
            text("layout_page.column_stability"): [None if share is None else 100 * share for share in shares],
            text("layout_page.column_potential"): potential.reindex(cities).to_numpy(dtype=float),
            text("layout.column_parks"): [int(result.parks.get(city, 0)) for city in cities],
            text("layout.column_population"): [
                None if pd.isna(people) else float(people) / 1e4 for people in population
            ],
            text("layout.column_minutes"): [
                float(value) if pd.notna(value) and np.isfinite(value) else None for value in ways["minutes"]
            ],
            text("layout.column_hub"): [shown.city(hub) if isinstance(hub, str) else "–" for hub in ways["hub"]],
            text("layout_page.column_flow_hub"): [
                "–" if found is None or not found.hub.get(city) else shown.city(str(found.hub[city])) for city in cities
            ],
            text("layout.column_estimated"): [
                "–" if pd.isna(value) else text("app.yes") if value else text("app.no") for value in ways["estimated"]
            ],
        }
    )


def _chart(shown: Shown, parks: pd.DataFrame) -> alt.Chart:
    text, plan = shown.text, shown.plan
    colours = tier_colours([tier.id for tier in plan.tiers])
    names = [tier.name.in_language(text.language) for tier in plan.tiers]
    chart: alt.Chart = (
        alt.Chart(parks, title=text("layout.chart_parks"))
        .mark_bar(stroke="#6b7a89", strokeWidth=0.5)
        .encode(
            x=alt.X(text("layout.column_parks"), type="quantitative", axis=alt.Axis(tickMinStep=1)),
            y=alt.Y(
                text("layout.column_city"), type="nominal", sort="-x", title=None, axis=alt.Axis(labelOverlap=False)
            ),
            color=alt.Color(
                text("layout.column_tier"),
                type="nominal",
                scale=alt.Scale(domain=names, range=list(colours.values())),
                sort=names,
                legend=alt.Legend(symbolSize=140, symbolStrokeWidth=0.5, orient="bottom", title=None),
            ),
        )
        .properties(height=26 * len(parks) + CHART_FRAME_PX, padding=widgets.CHART_PADDING)
    )
    return chart
