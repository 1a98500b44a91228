"""Two pages with the same map, on the second in a tab that is not open, and a button that reruns the page quickly."""

from __future__ import annotations

import streamlit as st
from shapely.geometry import Point

from ui.map.component import TEXT_KEYS, show_map
from ui.map.model import MapLayer
from ui.map.payload import features
from ui.text import Text

RUNS = 5
text = Text("zh")


def draw(number: int) -> None:
    """Draw the map with one place whose name changes."""
    places = features(ids=["a"], geometries=[Point(113.5, 23.0)], titles=["A"], labels=[f"Place {number}"])
    show_map(
        key="map",
        layers=[MapLayer("places", "Places", "point", places, style={"fill": "#0072b2"})],
        bounds=(22.0, 112.5, 24.0, 114.5),
        texts={name: text(f"map.{name}") for name in TEXT_KEYS},
    )


def first() -> None:
    """Draw the map; after the button, five times at once."""
    if st.button("burst"):
        st.session_state["number"] = 0
    number = st.session_state.get("number", RUNS)
    draw(number)
    if number < RUNS:
        st.session_state["number"] = number + 1
        st.rerun()


def second() -> None:
    """Draw the map in a tab that is not open."""
    st.text("second page")
    open_tab, hidden_tab = st.tabs(["open", "hidden"])
    open_tab.text("nothing")
    with hidden_tab:
        draw(RUNS)


st.navigation([st.Page(first, title="first", default=True), st.Page(second, title="second")]).run()
