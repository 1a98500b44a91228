from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.spatial import cKDTree
from shapely import LineString, MultiLineString, Point, box

from analysis.errors import ParameterError
from analysis.siting.nearest import nearest_of_lines, nearest_of_points, sum_within

millimetres = st.integers(-(10**9), 10**9)
places = millimetres.map(lambda value: value / 1000)


def points(least: int, most: int = 30) -> st.SearchStrategy[np.ndarray]:
    return arrays(float, st.tuples(st.integers(least, most), st.just(2)), elements=places)


@given(points(0), points(1))
def test_distance_to_points_is_that_of_a_tree(asked: np.ndarray, sites: np.ndarray) -> None:
    distance_m, which = nearest_of_points(sites).query(asked)
    assert distance_m == pytest.approx(cKDTree(sites).query(asked)[0], rel=1e-12, abs=1e-9)
    assert np.hypot(*(asked - sites[which]).T) == pytest.approx(distance_m, rel=1e-12, abs=1e-9)


@given(points(0, 10), st.lists(points(2, 6), min_size=1, max_size=12))
def test_distance_to_lines_is_exact(asked: np.ndarray, corners: list[np.ndarray]) -> None:
    lines = [LineString(line) for line in corners]
    distance_m, which = nearest_of_lines(lines).query(asked)
    exact = shapely.distance(shapely.points(asked)[:, None], np.array(lines)[None, :])
    assert distance_m == pytest.approx(exact.min(axis=1), rel=1e-9, abs=1e-5)
    assert exact[np.arange(len(asked)), which] == pytest.approx(distance_m, rel=1e-9, abs=1e-5)


def test_every_cell_of_a_lattice_finds_its_nearest_line_among_many(rng: np.random.Generator) -> None:
    walks = rng.uniform(0, 2e5, (60, 1, 2)) + rng.normal(0, 3000, (60, 50, 2)).cumsum(axis=1)
    lines = shapely.linestrings(walks)
    x, y = np.meshgrid(np.arange(-5e4, 2.5e5, 7_000), np.arange(-5e4, 2.5e5, 7_000))
    asked = np.column_stack([x.ravel(), y.ravel()])
    tree = shapely.STRtree(lines)
    _, exact = tree.query_nearest(shapely.points(asked), return_distance=True, all_matches=False)
    assert nearest_of_lines(lines).distance_m(asked) == pytest.approx(exact, rel=1e-12, abs=1e-8)


def test_the_answer_to_a_point_does_not_hang_on_the_points_before_it(rng: np.random.Generator) -> None:
    near = nearest_of_points(rng.uniform(0, 1000, (200, 2)))
    asked = rng.uniform(-500, 1500, (300, 2))
    alone = [near.distance_m(point)[0] for point in asked]
    assert near.distance_m(asked).tolist() == alone
    assert near.distance_m(asked[::-1])[::-1].tolist() == alone


def test_points_on_one_line_or_one_place_are_no_exception() -> None:
    row = np.column_stack([np.arange(100.0), np.zeros(100)])
    assert nearest_of_points(row).distance_m([(50.2, 3), (-4, 3)]) == pytest.approx([np.hypot(0.2, 3), 5])
    assert nearest_of_points([(5, 5)] * 40).distance_m([(5, 5), (8, 9)]).tolist() == [0, 5]


def test_a_point_beyond_all_measure_has_its_distance() -> None:
    assert nearest_of_points([(0, 0), (1e-3, 0)]).distance_m([(1e30, 0), (0, -1e100)]) == pytest.approx([1e30, 1e100])


def test_one_long_slanting_line_is_exact_far_from_its_corners() -> None:
    diagonal = LineString([(0, 0), (300_000, 300_000)])
    assert nearest_of_lines([diagonal]).distance_m([(100_000, 120_000)]) == pytest.approx([20_000 / np.sqrt(2)])


def test_outline_of_a_polygon_counts_and_not_its_inside() -> None:
    distance_m, which = nearest_of_lines([box(0, 0, 10, 10), None, MultiLineString([[(50, 0), (50, 9)]])]).query(
        [(5, 5), (49, 5), (12, 5)]
    )
    assert distance_m.tolist() == [5, 1, 2]
    assert which.tolist() == [0, 2, 0]


def test_nothing_to_be_near_to_is_infinitely_far() -> None:
    for nothing in (nearest_of_points([]), nearest_of_lines([])):
        distance_m, which = nothing.query([(0, 0), (np.nan, 0)])
        assert distance_m[0] == np.inf
        assert np.isnan(distance_m[1])
        assert which.tolist() == [-1, -1]


def test_a_point_without_position_is_near_to_nothing() -> None:
    distance_m, which = nearest_of_points([(0, 0)]).query([(np.nan, 1), (3, 4), (np.inf, 0)])
    assert np.isnan(distance_m[[0, 2]]).all()
    assert distance_m[1] == 5
    assert which.tolist() == [-1, 0, -1]


def test_no_question_has_no_answer() -> None:
    assert nearest_of_points([(0, 0)]).distance_m([]).shape == (0,)


def test_sites_without_position_are_refused() -> None:
    with pytest.raises(ParameterError) as caught:
        nearest_of_points([(0, np.nan)])
    assert caught.value.problems[0].code == "coordinates_not_finite"


def test_every_geometry_that_is_no_line_is_named() -> None:
    with pytest.raises(ParameterError) as caught:
        nearest_of_lines([Point(0, 0), LineString([(0, 0), (1, 1)]), Point(1, 1)])
    assert [(p.code, p.where) for p in caught.value.problems] == [
        ("geometry_type", "line 1"),
        ("geometry_type", "line 3"),
    ]


@given(points(0), points(0), st.floats(0, 2e6))
def test_sum_within_a_radius_is_that_of_all_pairs(asked: np.ndarray, sites: np.ndarray, radius_m: float) -> None:
    weights = np.arange(len(sites), dtype=float)
    squared = ((asked[:, None] - sites[None]) ** 2).sum(axis=2)
    expected = ((squared <= radius_m * radius_m) * weights).sum(axis=1)
    assert sum_within(asked, sites, weights, radius_m=radius_m) == pytest.approx(expected)


def test_the_radius_is_included_and_an_unknown_place_has_no_sum() -> None:
    found = sum_within([(0, 0), (np.nan, 0)], [(3, 4), (0, 9)], [10, 100], radius_m=5)
    assert found[0] == 10
    assert np.isnan(found[1])
