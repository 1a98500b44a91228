"""The map of the layout page, and beside it the card of the city that is chosen on it."""

from __future__ import annotations

from typing import Final

import streamlit as st

from analysis.study import Study
from briefing.style import SELECTION
from ui import cached, html, state, widgets
from ui.clustering.controls import remembered_segments
from ui.layout.card import city_card
from ui.layout.shown import Shown
from ui.map import component
from ui.map.layout_layers import CITY_LAYER, HUB_LAYER, SHADES, background_layers, city_label_points, layout_map_layers
from ui.map.model import Bounds, MapEvent
from ui.map.study_layers import map_bounds

MAP_HEIGHT_PX: Final = 620
CHOSEN: Final = "layout_city"
LEGEND_ROOM: Final = 0.4
"""Room for the legend, as a share of the study's width."""


def show(shown: Shown) -> None:
    """Draw the map and the card, and say what the map shows."""
    text = shown.text
    shade = remembered_segments("layout_shade", SHADES, "layout_page.shade", text)
    city = _chosen(shown)
    ids = {row["name_zh"]: str(key) for key, row in shown.study.rows("cities").items()}
    left, right = st.columns([0.68, 0.32], gap="small")
    with left:
        component.show_map(
            key="layout_map",
            layers=layout_map_layers(
                shown,
                shade,
                cached.kept(city_label_points, shown.study),
                cached.kept(background_layers, shown.study, text),
            ),
            bounds=room_for_legend(cached.kept(map_bounds, shown.study)),
            texts={name: text(f"map.{name}") for name in component.TEXT_KEYS},
            selected=(CITY_LAYER, ids[city]) if city in ids else None,
            height_px=MAP_HEIGHT_PX,
            attribution=(text(cached.attribution_key()),),
            selection_colour=SELECTION,
            writes_address=False,
            on_event=lambda event: take_event(event, shown.study),
        )
    with right:
        city = _city_box(shown, city)
        with st.container(height=MAP_HEIGHT_PX - 84, border=True):
            html.show(city_card(shown, city))
    widgets.note(*_words(shown, shade))


def room_for_legend(bounds: Bounds) -> Bounds:
    """Return bounds that are wider in the east, so that the legend covers no city at first."""
    south, west, north, east = bounds
    return south, west, north, east + LEGEND_ROOM * (east - west)


def take_event(event: MapEvent, study: Study) -> None:
    """Follow a click on a city or a hub; any other click changes nothing."""
    rows = study.rows("cities")
    if event.kind == "select" and event.layer in (CITY_LAYER, HUB_LAYER) and event.id in rows:
        state.remember(CHOSEN, str(rows[event.id]["name_zh"]))


def _chosen(shown: Shown) -> str:
    kept = state.remembered(CHOSEN, "")
    return kept if kept in shown.plan.tier_of else shown.plan.cities[0]


def _city_box(shown: Shown, city: str) -> str:
    """Offer the cities by name too; a click on the map draws the box anew with its city."""
    key = f"layout_city_{shown.text.language}_{city}"
    chosen: str = st.selectbox(
        shown.text("layout_page.choose_city"),
        shown.plan.cities,
        index=shown.plan.cities.index(city),
        format_func=shown.city,
        key=key,
        on_change=lambda: state.remember(CHOSEN, state.widget_value(key)),
    )
    return chosen


def _words(shown: Shown, shade: str) -> list[str]:
    text, network = shown.text, shown.network
    words = [text(f"layout_page.shade_{shade}_words")]
    if network.dominant is not None:
        words.append(text("layout_page.tree_how", model=model_words(shown)))
    if shade == "minutes" and shown.tiers.reach_map is not None:
        words.append(text("layout_page.townships_how", speed=f"{shown.tiers.reach_map.local_speed_km_h:g}"))
    if shown.settings.lines:
        words.append(text("layout_page.lines_count"))
    return words


def model_words(shown: Shown) -> str:
    """Return the model of flows with its mass and parameter in words."""
    text, network = shown.text, shown.network
    mass = text(f"layout_page.mass_{network.mass}")
    if network.decay is None or network.parameter is None:
        return text("layout_page.model_words_radiation", mass=mass)
    return text(f"layout_page.model_words_{network.decay}", mass=mass, parameter=f"{network.parameter:g}")
