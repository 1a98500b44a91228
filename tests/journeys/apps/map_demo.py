"""A page with nothing but the map, whose names are hostile: what `test_map_component.py` looks at."""

from __future__ import annotations

import time

import streamlit as st
from shapely.geometry import LineString, Point, box

from ui.map.assets import register_public_layer
from ui.map.component import TEXT_KEYS, show_map
from ui.map.link import parse_layers, parse_view
from ui.map.model import Basemap, MapEvent, MapLayer
from ui.map.payload import features, public_layer_bytes
from ui.text import Text

HOSTILE = "<img src=x onerror=window.ran=1>{{7*7}}${1+1}`tick`\\n&amp;<script>window.ran=1</script>"
CENTRE = (23.0, 113.5)


def layers() -> list[MapLayer]:
    """Return an area, a line, a site of hostile name, two sites at one point, and one far away."""
    area = features(
        ids=["area"],
        geometries=[box(113.0, 22.7, 114.0, 23.3)],
        titles=["Area"],
        labels=[HOSTILE],
        label_points=[(113.5, 23.2)],
    )
    line = features(ids=["line"], geometries=[LineString([(113.1, 22.8), (113.9, 22.8)])], titles=["Line"])
    places = [("middle", 113.5, 23.0), ("left", 113.2, 23.0), ("far", 117.0, 23.0)]
    sites = features(
        ids=[name for name, _, _ in places],
        geometries=[Point(longitude, latitude) for _, longitude, latitude in places],
        titles=[HOSTILE, "Left", "Far"],
        lines=[[HOSTILE, "second"], [], []],
        labels=[HOSTILE, "Left", "Far"],
        uncertainty_m=[10_000.0, None, None],
    )
    towns = features(ids=["town"], geometries=[Point(113.2, 23.0)], titles=[HOSTILE], labels=["Town"])
    return [
        MapLayer(
            "sites",
            HOSTILE,
            "point",
            sites,
            style={"fill": "#0072b2", "size": 7},
            legend=((HOSTILE, {"draw": "circle"}),),
        ),
        MapLayer("towns", "Towns", "point", towns, style={"fill": "#d55e00", "shape": "diamond", "size": 9}, z_order=5),
        MapLayer("lines", "Lines", "line", line, style={"stroke": "#444444", "stroke_width": 3}),
        MapLayer(
            "areas", "Areas", "polygon", url=register_public_layer(public_layer_bytes(area)), style={"fill": "#6b8fb3"}
        ),
    ]


def note(event: MapEvent) -> None:
    """Keep the selection."""
    st.session_state["chosen"] = event.selected


def basemap() -> Basemap | None:
    """Return tiles that this machine does not have, if the link asks for any."""
    tiles = f"{st.context.url}/no-such-tile/{{z}}/{{x}}/{{y}}.png"
    if query.get("basemap") == "tianditu":
        return Basemap("tianditu", f"{tiles}?T={{layer}}&tk={{key}}&s={{s}}", key="secret")
    if query.get("basemap") == "amap":
        return Basemap("amap", f"{tiles}?s={{s}}")
    return Basemap("osm", tiles) if "basemap" in query else None


query = st.query_params
text = Text(query.get("lang", "zh"))
st.button("rerun")
if st.button("far"):
    st.session_state["chosen"] = ("sites", "far")
if st.button("write"):
    query["written"] = str(time.time())
if st.button("english"):
    text = Text("en")
show_map(
    key="demo",
    layers=layers(),
    bounds=(22.0, 112.5, 24.0, 114.5),
    texts={name: text(f"map.{name}") for name in TEXT_KEYS},
    selected=st.session_state.get("chosen"),
    view=parse_view(query.get("view")) or (*CENTRE, 9),
    visible=parse_layers(query.get("layers")),
    attribution=[HOSTILE],
    basemap=basemap(),
    on_event=note,
)
st.text(f"chosen {st.session_state.get('chosen')}")
st.text(f"run {time.time()}")
