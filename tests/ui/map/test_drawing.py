"""What is believed of a drawn shape and a place that a browser reports, and pictures as layers."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.map.model import MOST_CORNERS, MapEvent, MapImage, MapLayer, geometry, place

PNG = b"\x89PNG\r\n\x1a\nrest"
BOUNDS = (22.0, 112.0, 24.0, 114.0)
RING = [[113.0, 22.0], [114.0, 22.0], [114.0, 23.0], [113.0, 22.0]]
DRAW = {"kind": "draw", "layer": "", "id": "", "view": [23.1, 113.2, 9], "visible": []}
ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.sampled_from(["type", "coordinates"]), inner),
    max_leaves=20,
)


def picture(**changes: Any) -> MapLayer:
    values: dict[str, Any] = {"png": PNG, "bounds": BOUNDS, "opacity": 0.8}
    return MapLayer("surface", "Surface", "image", image=MapImage(**(values | changes)))


def polygon(ring: object) -> dict[str, object]:
    return {"type": "Polygon", "coordinates": [ring]}


def test_drawn_point_is_read() -> None:
    event = MapEvent.parse(DRAW | {"geometry": {"type": "Point", "coordinates": [113.12345678, 23]}})
    assert event is not None
    assert (event.kind, event.geometry) == ("draw", {"type": "Point", "coordinates": [113.123457, 23.0]})
    assert event.selected is None


def test_drawn_polygon_is_read() -> None:
    event = MapEvent.parse(DRAW | {"geometry": polygon(RING)})
    assert event is not None
    assert event.geometry == polygon(RING)


def test_only_a_draw_carries_a_geometry_and_only_a_place_a_place() -> None:
    sent = DRAW | {"kind": "select", "geometry": polygon(RING), "place": [113, 23]}
    event = MapEvent.parse(sent)
    assert event is not None
    assert (event.geometry, event.place) == (None, None)


def test_place_asked_about_is_read_with_its_layer() -> None:
    event = MapEvent.parse(DRAW | {"kind": "place", "layer": "surface", "place": [113.5, 23.25]})
    assert event is not None
    assert (event.kind, event.layer, event.place) == ("place", "surface", (113.5, 23.25))


@pytest.mark.parametrize(
    "value", [None, [], [113], [113, 23, 5], [113, "23"], [True, 23], [math.nan, 23], [10**400, 1]]
)
def test_what_is_no_place_is_nothing(value: object) -> None:
    assert place(value) is None
    assert MapEvent.parse(DRAW | {"kind": "place", "place": value}) is None
    assert MapEvent.parse(DRAW | {"geometry": {"type": "Point", "coordinates": value}}) is None


@pytest.mark.parametrize("value", [[181, 0], [0, 86], [0, -86], [-180.5, 0]])
def test_place_off_the_map_is_nothing(value: object) -> None:
    assert place(value) is None


@pytest.mark.parametrize(
    "value",
    [
        None,
        "Polygon",
        {"type": "LineString", "coordinates": RING},
        {"type": "Polygon", "coordinates": []},
        {"type": "Polygon", "coordinates": [RING, RING]},
        polygon(RING[:-1]),
        polygon([*RING[:-1], [113.1, 22.0]]),
        polygon([[113, 22], [114, 22], [113, 22], [113, 22]]),
        polygon([*RING[:2], [math.inf, 23], RING[0]]),
        polygon("rest"),
    ],
)
def test_what_is_no_drawn_shape_is_nothing(value: object) -> None:
    assert geometry(value) is None
    assert MapEvent.parse(DRAW | {"geometry": value}) is None


@pytest.mark.parametrize(("corners", "believed"), [(MOST_CORNERS, True), (MOST_CORNERS + 1, False)])
def test_polygon_of_too_many_corners_is_nothing(corners: int, *, believed: bool) -> None:
    turns = [2 * math.pi * step / corners for step in range(corners)]
    ring = [[113 + math.cos(turn), 23 + math.sin(turn)] for turn in turns]
    assert (geometry(polygon([*ring, ring[0]])) is not None) == believed


@given(ANY)
def test_whatever_a_browser_sends_is_a_shape_or_nothing(value: object) -> None:
    found = geometry(value)
    assert found is None or found["type"] in ("Point", "Polygon")


def test_picture_is_sent_as_a_data_address() -> None:
    sent: Any = picture().as_data()["image"]
    assert sent == {"url": "data:image/png;base64,iVBORw0KGgpyZXN0", "bounds": list(BOUNDS), "opacity": 0.8}


@pytest.mark.parametrize("changes", [{"png": PNG + b"x"}, {"bounds": (22.0, 112.0, 24.0, 115.0)}, {"opacity": 0.5}])
def test_hash_of_a_picture_changes_with_what_is_drawn(changes: dict[str, Any]) -> None:
    assert picture(**changes).hash != picture().hash


def test_hash_of_the_same_picture_stays() -> None:
    assert picture().hash == picture().hash


@pytest.mark.parametrize(
    "changes",
    [{"png": b"<svg onload=alert(1)>"}, {"bounds": (24.0, 112.0, 22.0, 114.0)}, {"bounds": (math.nan, 0.0, 1.0, 1.0)}],
)
def test_picture_that_is_none_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"PNG|rectangle"):
        picture(**changes)


@pytest.mark.parametrize("changes", [{"kind": "image", "features": []}, {"kind": "polygon", "image": None}])
def test_only_an_image_layer_has_an_image(changes: dict[str, Any]) -> None:
    values: dict[str, Any] = {"id": "surface", "title": "", "image": MapImage(PNG, BOUNDS)}
    with pytest.raises(ValueError, match="layer surface"):
        MapLayer(**(values | changes))
