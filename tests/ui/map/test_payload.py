"""Geometry and columns as plain features."""

from __future__ import annotations

import json

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import GeometryCollection, LineString, MultiPoint, MultiPolygon, Point, Polygon, box
from shapely.geometry.base import BaseGeometry

from ui.map.payload import features, label_point, public_layer_bytes


def one(geometry: BaseGeometry | None, **columns: object) -> dict[str, object]:
    lists = {name: [value] for name, value in columns.items()}
    (feature,) = features(ids=["a"], geometries=[geometry], titles=["A"], **lists)  # type: ignore[arg-type]  # any column
    return dict(feature)


def test_point_is_rounded_to_a_metre_and_loses_its_height() -> None:
    assert one(Point(113.1234567, 23.7654321, 88.0))["coordinates"] == [113.12346, 23.76543]


@pytest.mark.parametrize(
    ("geometry", "name"),
    [
        (Point(1, 2), "Point"),
        (MultiPoint([(1, 2), (3, 4)]), "MultiPoint"),
        (LineString([(1, 2), (3, 4)]), "LineString"),
        (shapely.MultiLineString([[(1, 2), (3, 4)]]), "MultiLineString"),
        (box(0, 0, 1, 1), "Polygon"),
        (MultiPolygon([box(0, 0, 1, 1), box(2, 2, 3, 3)]), "MultiPolygon"),
    ],
)
def test_geometry_survives_as_geojson_has_it(geometry: BaseGeometry, name: str) -> None:
    feature = one(geometry)
    assert feature["type"] == name
    assert shapely.geometry.shape(feature).equals(geometry)


def test_holes_are_kept() -> None:
    ring = Polygon(box(0, 0, 3, 3).exterior, [box(1, 1, 2, 2).exterior])
    assert len(one(ring)["coordinates"]) == 2  # type: ignore[arg-type]  # a list of two rings


def test_vertices_that_rounding_made_equal_are_dropped() -> None:
    assert one(LineString([(0, 0), (1e-7, 0), (1, 0)]))["coordinates"] == [[0.0, 0.0], [1.0, 0.0]]


def test_line_shorter_than_the_rounding_stays_a_line() -> None:
    assert len(one(LineString([(0, 0), (1e-7, 0)]))["coordinates"]) == 2  # type: ignore[arg-type]  # two places


def test_missing_and_empty_geometries_are_left_out() -> None:
    found = features(ids=[1, 2, 3], geometries=[None, Point(), Point(1, 2)], titles=["a", "b", "c"])
    assert [feature["id"] for feature in found] == ["3"]


def test_no_feature_is_an_empty_list() -> None:
    assert features(ids=[], geometries=[], titles=[]) == []


def test_collection_cannot_be_drawn() -> None:
    with pytest.raises(ValueError, match="feature a: GeometryCollection"):
        one(GeometryCollection([Point(1, 2)]))


@pytest.mark.parametrize("place", [(500000.0, 2500000.0), (113.0, float("inf"))])
def test_projected_or_infinite_coordinates_are_refused(place: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="no longitude and latitude"):
        one(Point(place))


def test_columns_of_different_length_are_refused() -> None:
    with pytest.raises(ValueError, match="different length"):
        features(ids=[1], geometries=[Point(1, 2)], titles=[])


@pytest.mark.parametrize("radius", [None, 0.0, float("nan")])
def test_no_uncertainty_no_circle(radius: float | None) -> None:
    assert "radius_m" not in one(Point(1, 2), uncertainty_m=radius)


def test_uncertainty_circle_has_metres_and_dashes() -> None:
    feature = one(Point(1, 2), uncertainty_m=700, uncertainty_dashes="2 5")
    assert (feature["radius_m"], feature["dash"]) == (700.0, "2 5")


def test_tooltip_has_three_lines_at_most_and_no_empty_one() -> None:
    assert one(Point(1, 2), lines=["a", "", "b", "c", "d"])["lines"] == ["a", "b", "c"]


def test_label_of_a_polygon_stands_where_it_is_told_or_in_the_middle() -> None:
    assert one(box(0, 0, 2, 2), labels="L", label_points=(0.5, 0.5))["label_at"] == [0.5, 0.5]
    assert one(box(0, 0, 2, 2), labels="L")["label_at"] == pytest.approx([1.0, 1.0], abs=0.05)


def test_label_point_is_in_the_largest_part() -> None:
    parts = MultiPolygon([box(0, 0, 1, 1), box(5, 5, 9, 9)])
    assert label_point(parts) == pytest.approx((7.0, 7.0), abs=0.05)


def test_label_point_of_a_crescent_is_inside_unlike_its_centroid() -> None:
    crescent = Point(0, 0).buffer(2).difference(Point(0.5, 0).buffer(1.8))
    assert not crescent.contains(crescent.centroid)
    assert crescent.contains(Point(label_point(crescent)))


def test_label_point_of_a_tiny_area_is_inside() -> None:
    crescent = Point(0, 0).buffer(2e-4).difference(Point(5e-5, 0).buffer(1.8e-4))
    assert crescent.buffer(1e-5).contains(Point(label_point(crescent)))


def test_label_point_of_nothing_is_an_error() -> None:
    with pytest.raises(ValueError, match="no middle"):
        label_point(Polygon())


@given(st.text(max_size=40))
def test_any_text_survives_the_way_to_the_browser(text: str) -> None:
    found = features(ids=["a"], geometries=[Point(1, 2)], titles=[text], labels=[text])
    assert json.loads(public_layer_bytes(found))[0]["title"] == text
