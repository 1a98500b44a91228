from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import CRS
from scipy.stats import kstest

from analysis.clustering.pattern import (
    MOST_POINTS_PAIRWISE,
    ClarkEvans,
    checked_points,
    clark_evans,
    mean_nn_m,
    mean_nn_of_layouts_m,
    mean_nn_torus_m,
    mean_nn_without_each_m,
    require_metres,
)
from analysis.errors import ParameterError

coordinate = st.integers(0, 50)
points_of = st.lists(st.tuples(coordinate, coordinate), min_size=3, max_size=12)


def plain_mean_nn(points: np.ndarray) -> float:
    """The definition, written out."""
    return float(np.mean([min(math.dist(p, q) for j, q in enumerate(points) if j != i) for i, p in enumerate(points)]))


def test_mean_distance_of_three_points_by_hand() -> None:
    assert mean_nn_m([(0, 0), (0, 3), (4, 3)]) == pytest.approx((3 + 3 + 4) / 3)


def test_points_at_one_place_are_zero_metres_apart() -> None:
    assert mean_nn_m([(5, 5)] * 4) == 0
    assert mean_nn_m([(5, 5)] * 2) == 0


@pytest.mark.parametrize("points", [[], [(1, 1)]])
def test_fewer_than_two_points_have_no_nearest_neighbour(points: list[tuple[float, float]]) -> None:
    with pytest.raises(ParameterError, match="too_few_points"):
        mean_nn_m(points)
    with pytest.raises(ParameterError, match="too_few_points"):
        clark_evans(points, area_m2=1, perimeter_m=4)


def test_a_missing_coordinate_is_refused() -> None:
    with pytest.raises(ParameterError, match="coordinates_not_finite"):
        checked_points([(0, 0), (math.nan, 1)])


@given(points_of)
def test_leaving_each_point_out_agrees_with_counting_anew(points: list[tuple[int, int]]) -> None:
    given_points = np.array(points, dtype=float)
    anew = [plain_mean_nn(np.delete(given_points, place, axis=0)) for place in range(len(points))]
    assert mean_nn_without_each_m(given_points) == pytest.approx(anew)


def test_leaving_one_out_of_two_points_is_refused() -> None:
    with pytest.raises(ParameterError, match="too_few_points"):
        mean_nn_without_each_m([(0, 0), (1, 1)])


@given(points_of, st.floats(0.01, 1000), st.integers(-10_000, 10_000))
def test_ratios_do_not_change_with_scale_or_place(points: list[tuple[int, int]], factor: float, shift: int) -> None:
    plain = clark_evans(points, area_m2=2500, perimeter_m=200)
    moved = clark_evans((np.array(points) + shift) * factor, area_m2=2500 * factor**2, perimeter_m=200 * factor)
    assert moved.naive == pytest.approx(plain.naive, abs=1e-6)
    assert moved.donnelly == pytest.approx(plain.donnelly, abs=1e-6)
    assert moved.donnelly_z == pytest.approx(plain.donnelly_z, abs=1e-5)


@pytest.mark.parametrize("n", [5, MOST_POINTS_PAIRWISE + 1])
def test_many_layouts_at_once_agree_with_one_by_one(n: int, rng: np.random.Generator) -> None:
    layouts = rng.random((7, n, 2))
    assert mean_nn_of_layouts_m(layouts) == pytest.approx([plain_mean_nn(layout) for layout in layouts])


def test_no_layout_gives_no_mean() -> None:
    assert mean_nn_of_layouts_m(np.zeros((0, 5, 2))).shape == (0,)


def test_the_torus_joins_opposite_sides() -> None:
    assert mean_nn_torus_m([(1, 5), (99, 5)], width_m=100, height_m=100) == pytest.approx(2)


def test_square_lattice_on_a_torus_has_ratio_two() -> None:
    """Clark and Evans (1954)."""
    points = [(x, y) for x in range(0, 60, 10) for y in range(0, 50, 10)]
    assert mean_nn_torus_m(points, width_m=60, height_m=50) / (0.5 * math.sqrt(3000 / 30)) == pytest.approx(2)


def test_naive_numbers_by_hand() -> None:
    """Four points in a square of 100 m by 100 m, 10 m apart: expected 25 m, standard error 0.26136 * 100 / 4."""
    found = clark_evans([(0, 0), (0, 10), (50, 50), (60, 50)], area_m2=10_000, perimeter_m=400)
    assert (found.mean_nn_m, found.naive_expected_m) == (10, 25)
    assert found.naive == pytest.approx(0.4)
    assert found.naive_z == pytest.approx((10 - 25) / (0.26136 * 25), rel=1e-4)
    assert found.naive_p == pytest.approx(0.0217, abs=2e-4)


def test_area_of_nothing_is_refused() -> None:
    with pytest.raises(ParameterError, match="empty_area"):
        clark_evans([(0, 0), (1, 1)], area_m2=0, perimeter_m=0)


def random_patterns(n: int, layouts: int) -> list[ClarkEvans]:
    rng = np.random.default_rng(1978)
    return [clark_evans(points, area_m2=1, perimeter_m=4) for points in rng.random((layouts, n, 2))]


def test_donnelly_is_unbiased_for_fifteen_random_points_in_a_square_and_the_naive_ratio_is_not() -> None:
    """Donnelly (1978); the edge alone makes the naive ratio 13 % too large."""
    found = random_patterns(15, 1500)
    assert np.mean([one.donnelly for one in found]) == pytest.approx(1, abs=0.015)
    assert np.mean([one.naive for one in found]) == pytest.approx(1.13, abs=0.015)


def test_donnelly_rejects_random_patterns_as_often_as_it_says_and_the_naive_test_far_too_often() -> None:
    """At the 5 % level the naive test rejects about 22 % of random patterns of 15 points."""
    found = random_patterns(15, 1500)
    assert np.mean([one.donnelly_p < 0.05 for one in found]) == pytest.approx(0.05, abs=0.02)
    assert np.mean([one.naive_p < 0.05 for one in found]) == pytest.approx(0.22, abs=0.03)
    assert kstest([one.donnelly_p for one in found], "uniform").statistic < 0.06


def test_degrees_and_feet_are_refused_and_metres_are_not() -> None:
    require_metres(CRS.from_epsg(4547), where="study")
    with pytest.raises(ParameterError, match="crs_not_projected"):
        require_metres(CRS.from_epsg(4326), where="study")
    with pytest.raises(ParameterError, match="crs_not_metres"):
        require_metres(CRS.from_epsg(2263), where="study")
