"""What the map's values promise, and what is believed of what a browser sends."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.map.model import Basemap, MapEvent, MapLayer, content_hash, is_layer_id, position

SELECT = {"kind": "select", "layer": "parks", "id": "a", "nonce": 1, "view": [23.1, 113.2, 9], "visible": ["parks"]}


def layer(**changes: Any) -> MapLayer:
    given_values: dict[str, Any] = {"id": "parks", "title": "Parks", "kind": "point", "features": [{"id": "a"}]}
    return MapLayer(**(given_values | changes))


@pytest.mark.parametrize("changes", [{"title": "园区"}, {"visible": False}, {"legend": (("x", {"draw": "circle"}),)}])
def test_layer_hash_ignores_what_needs_no_drawing(changes: dict[str, Any]) -> None:
    assert layer(**changes).hash == layer().hash


@pytest.mark.parametrize(
    "changes",
    [
        {"features": [{"id": "b"}]},
        {"style": {"fill": "#000000"}},
        {"kind": "polygon"},
        {"interactive": False},
        {"z_order": 3},
        {"features": None, "url": "data/a.json"},
    ],
)
def test_layer_hash_changes_with_what_is_drawn(changes: dict[str, Any]) -> None:
    assert layer(**changes).hash != layer().hash


def test_content_hash_ignores_the_order_of_keys() -> None:
    assert content_hash({"a": 1, "b": 2}) == content_hash({"b": 2, "a": 1})


def test_content_hash_refuses_what_json_cannot_say() -> None:
    with pytest.raises(ValueError, match="JSON"):
        content_hash(math.nan)


@pytest.mark.parametrize("layer_id", ["", "a b", "a,b", "园区", "<b>", "x" * 301])
def test_layer_id_that_cannot_stand_in_a_link_is_refused(layer_id: str) -> None:
    with pytest.raises(ValueError, match="layer id"):
        layer(id=layer_id)


@pytest.mark.parametrize("changes", [{"url": "data/a.json"}, {"features": None}])
def test_layer_needs_features_or_an_address_and_not_both(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="either features or url"):
        layer(**changes)


def test_empty_layer_is_a_layer() -> None:
    assert layer(features=[]).as_data()["features"] == []


def test_event_of_a_click_is_read() -> None:
    event = MapEvent.parse(SELECT)
    assert event == MapEvent("select", "parks", "a", (23.1, 113.2, 9), ("parks",))
    assert event.selected == ("parks", "a")


def test_event_of_a_cleared_selection_selects_nothing() -> None:
    event = MapEvent.parse(SELECT | {"kind": "clear", "layer": "", "id": ""})
    assert event is not None
    assert event.selected is None


@pytest.mark.parametrize(
    "value",
    [
        None,
        [],
        "select",
        {},
        SELECT | {"kind": "run"},
        SELECT | {"layer": 1},
        SELECT | {"id": None},
        SELECT | {"id": "x" * 400},
    ],
)
def test_event_of_another_shape_is_nothing(value: object) -> None:
    assert MapEvent.parse(value) is None


def test_event_without_a_usable_view_keeps_the_selection() -> None:
    event = MapEvent.parse(SELECT | {"view": [1e9, 0, 3], "visible": ["parks", "<b>", 3]})
    assert event == MapEvent("select", "parks", "a", None, ("parks",))


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.text(), lambda inner: st.lists(inner, max_size=4)))
def test_position_is_on_the_map_or_nothing(value: object) -> None:
    found = position(value)
    assert found is None or (abs(found[0]) <= 85 and abs(found[1]) <= 180 and 0 <= found[2] <= 22)


def test_position_is_rounded_as_in_links() -> None:
    assert position([23.123456, 113.98765432, 9.4]) == (23.1235, 113.9877, 9.4)


@given(st.text(max_size=20))
def test_layer_ids_need_no_escaping_in_a_link(text: str) -> None:
    if is_layer_id(text):
        assert all(char.isascii() and (char.isalnum() or char in "-_") for char in text)


@pytest.mark.parametrize("url", ["javascript:alert(1)//{z}{x}{y}", "//tile/{z}/{x}/{y}", "https://tile/{z}/{x}"])
def test_tile_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="tile address"):
        Basemap("osm", url)


def test_basemaps_know_their_own_address() -> None:
    assert Basemap("tianditu", key="k").as_data()["key"] == "k"
    assert "{key}" in Basemap("tianditu").template
    assert Basemap("osm").template.startswith("https://tile.openstreetmap.org/")


def test_only_amap_is_drawn_in_gcj02() -> None:
    datums = {kind: Basemap(kind, key="k").as_data()["datum"] for kind in ("osm", "tianditu", "amap")}
    assert datums == {"osm": "wgs84", "tianditu": "wgs84", "amap": "gcj02"}
