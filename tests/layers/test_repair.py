from __future__ import annotations

from typing import Any

import geopandas as gpd
import pytest
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st
from shapely import GeometryCollection, LineString, MultiPolygon, Point, Polygon, box

from analysis.errors import ParameterError
from layers.repair import KINDS, repaired, repairs_on_offer

BOW_TIE = Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])
FLAT = Polygon([(0, 0), (1, 1), (2, 2), (0, 0)])
CLOCKWISE = Polygon([(0, 0), (0, 1), (1, 1), (1, 0)])
DOUBLED = Polygon([(0, 0), (1, 0), (1, 0), (1, 1), (0, 1)])


def frame(*geometries: Any, **columns: Any) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns or {"a": range(len(geometries))}, geometry=list(geometries), crs="EPSG:4547")


def offered(*geometries: Any, **columns: Any) -> dict[str, tuple[Any, ...]]:
    return {one.kind: one.places for one in repairs_on_offer(frame(*geometries, **columns))}


@pytest.mark.parametrize(
    ("geometry", "kind"),
    [
        (BOW_TIE, "invalid_rings"),
        (CLOCKWISE, "ring_order"),
        (DOUBLED, "repeated_points"),
        (LineString([(0, 0), (1, 1), (1, 1)]), "repeated_points"),
        (None, "missing_geometry"),
        (Polygon(), "missing_geometry"),
        (GeometryCollection([Point(0, 0)]), "mixed_types"),
    ],
)
def test_fault_is_found_and_mended(geometry: Any, kind: str) -> None:
    assert offered(box(9, 9, 10, 10), geometry)[kind] == (1,)
    mended, done = repaired(frame(box(9, 9, 10, 10), geometry), [kind])
    assert [one.kind for one in done] == [kind]
    assert kind not in {one.kind for one in repairs_on_offer(mended)}


def test_sound_layer_is_offered_nothing() -> None:
    assert offered(box(0, 0, 1, 1), box(1, 1, 2, 2)) == {}


def test_nothing_is_changed_unasked() -> None:
    given_frame = frame(BOW_TIE, None)
    before = given_frame.copy()
    repairs_on_offer(given_frame)
    repaired(given_frame, KINDS)
    assert given_frame.equals(before)
    assert repaired(given_frame, [])[0].equals(before)


def test_bow_tie_becomes_two_triangles() -> None:
    mended, _ = repaired(frame(BOW_TIE), ["invalid_rings"])
    assert mended.geometry[0].area == pytest.approx(2.0)
    assert len(mended.geometry[0].geoms) == 2


def test_ring_without_area_loses_its_geometry_and_then_its_feature() -> None:
    mended, _ = repaired(frame(FLAT, box(0, 0, 1, 1)), ["invalid_rings"])
    assert mended.geometry.isna().tolist() == [True, False]
    mended, done = repaired(frame(FLAT, box(0, 0, 1, 1)), ["invalid_rings", "missing_geometry"])
    assert mended.index.tolist() == [1]
    assert [one.removes for one in done] == [False, True]


def test_single_and_multiple_become_multiple() -> None:
    mended, _ = repaired(frame(box(0, 0, 1, 1), MultiPolygon([box(2, 2, 3, 3)])), ["mixed_types"])
    assert set(mended.geom_type) == {"MultiPolygon"}


def test_overlapping_parts_of_a_collection_become_a_valid_area() -> None:
    mended, _ = repaired(frame(GeometryCollection([box(0, 0, 2, 2), box(1, 1, 3, 3), Point(9, 9)])), ["mixed_types"])
    assert mended.geometry[0].is_valid
    assert mended.geometry[0].area == pytest.approx(7.0)


def test_same_place_with_other_attributes_is_no_duplicate() -> None:
    assert offered(Point(0, 0), Point(0, 0), a=[1, 2]) == {}
    assert offered(Point(0, 0), Point(0, 0), Point(0, 0), a=[[1], [1], [2]]) == {"duplicate_features": (1,)}


def test_first_of_duplicates_stays() -> None:
    mended, _ = repaired(frame(Point(0, 0), Point(0, 0), a=["x", "x"]), ["duplicate_features"])
    assert mended.index.tolist() == [0]


def test_outer_rings_of_other_formats_may_run_either_way() -> None:
    assert repairs_on_offer(frame(CLOCKWISE), ring_order=False) == ()


def test_coordinates_that_are_not_finite_are_left_alone() -> None:
    assert offered(Point(float("nan"), 1), Polygon([(0, 0), (1, float("inf")), (1, 0)])) == {}


def test_empty_layer_is_fine() -> None:
    assert offered() == {}
    assert repaired(frame(), KINDS)[1] == ()


def test_unknown_repair_is_refused() -> None:
    with pytest.raises(ParameterError) as caught:
        repaired(frame(), ["magic"])
    assert caught.value.problems[0].code == "unknown_choice"


GRID = st.integers(0, 4).map(float)
PAIRS = st.tuples(GRID, GRID)
POLYGONS = st.lists(PAIRS, min_size=3, max_size=8).map(Polygon)
LINES = st.lists(PAIRS, min_size=2, max_size=6).map(LineString)
SIMPLE = st.one_of(st.none(), PAIRS.map(Point), LINES, POLYGONS, st.just(Polygon()))
SOLID = SIMPLE.filter(lambda one: one is not None)
GEOMETRIES = st.one_of(
    SIMPLE,
    st.lists(POLYGONS, min_size=1, max_size=3).map(MultiPolygon),
    st.lists(SOLID, max_size=3).map(GeometryCollection),
)


EDGE_TWICE = Polygon([(0, 1), (1, 0), (0, 0), (0, 1), (1, 0), (0, 2)])
OVERLAPPING = GeometryCollection([Polygon([(0, 0), (0, 1), (1, 0)]), Polygon([(0, 0), (0, 1), (0, 0), (0, 1), (1, 0)])])


@settings(max_examples=200, deadline=None)
@given(st.lists(GEOMETRIES, max_size=6), st.sets(st.sampled_from(KINDS)))
@example([EDGE_TWICE], {"invalid_rings"})
@example([OVERLAPPING], {"invalid_rings"})
def test_repair_made_twice_changes_nothing_more(geometries: list[Any], kinds: set[str]) -> None:
    once, _ = repaired(frame(*geometries, a=[0] * len(geometries)), kinds)
    twice, done = repaired(once, kinds)
    assert done == ()
    assert shapely.to_wkb(twice.geometry.to_numpy()).tolist() == shapely.to_wkb(once.geometry.to_numpy()).tolist()


@settings(max_examples=100, deadline=None)
@given(st.lists(GEOMETRIES, max_size=6))
def test_all_repairs_leave_a_sound_layer(geometries: list[Any]) -> None:
    mended, _ = repaired(frame(*geometries), KINDS)
    areas = mended.geometry[mended.geometry.map(lambda one: shapely.get_dimensions(one) == 2)]
    assert areas.is_valid.all()
    assert mended.geometry.notna().all()
    assert not mended.geometry.is_empty.any()
    assert repairs_on_offer(mended) == ()
