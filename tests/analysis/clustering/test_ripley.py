from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import ArrayLike
from shapely import MultiPolygon, affinity, box

from analysis.clustering.nulls import LandNull
from analysis.clustering.ripley import (
    CORRECTIONS,
    DISTANCES,
    Correction,
    default_distances_m,
    k_of_layouts_m2,
    l_of_layouts_m,
    ripley,
)
from analysis.clustering.window import Window
from analysis.errors import ParameterError
from analysis.examples.classic_patterns import CELLS, JAPANESE_PINES, REDWOOD
from tests.analysis.clustering.patterns import RAGGED, RAGGED_POINTS, RAGGED_R, REFERENCE, SQUARE, UNIT_R

PATTERNS = {"redwood": REDWOOD, "cells": CELLS, "japanesepines": JAPANESE_PINES}
HUNDRED = Window(box(0, 0, 100, 100))
UNBIASED: tuple[Correction, ...] = ("translation", "isotropic")

each_correction = pytest.mark.parametrize("correction", CORRECTIONS)


@each_correction
@pytest.mark.parametrize("name", PATTERNS)
def test_k_of_the_classic_patterns_is_that_of_spatstat(name: str, correction: Correction) -> None:
    found = ripley(PATTERNS[name], SQUARE, UNIT_R, correction=correction)
    assert found.k_m2 == pytest.approx(REFERENCE[name, correction], rel=1e-9)
    assert found.l_m == pytest.approx(np.sqrt(found.k_m2 / np.pi))


@each_correction
def test_k_in_a_window_with_bay_lake_and_island_is_that_of_spatstat(correction: Correction) -> None:
    found = ripley(RAGGED_POINTS, Window(RAGGED), RAGGED_R, correction=correction)
    tolerance = 5e-4 if correction == "translation" else 1e-9  # the raster's
    assert found.k_m2 == pytest.approx(REFERENCE["ragged", correction], rel=tolerance, nan_ok=True)


@pytest.mark.parametrize("correction", UNBIASED)
@pytest.mark.parametrize("window", [SQUARE, Window(affinity.scale(RAGGED, 0.1, 0.1))], ids=["square", "ragged"])
def test_k_of_chance_is_the_area_of_the_disc_on_average(window: Window, correction: Correction) -> None:
    """Within four standard errors at every distance, for a fixed seed."""
    r_m = np.linspace(0.02, 0.2, 6)
    layouts = LandNull(window.area).draw_many(20, 3000, np.random.default_rng(7))
    k = k_of_layouts_m2(layouts, window, r_m, correction=correction)
    error = k.std(axis=0) / np.sqrt(len(k))
    assert (error < 0.05 * np.pi * r_m**2).all()
    assert (np.abs(k.mean(axis=0) - np.pi * r_m**2) < 4 * error).all()


def test_without_correction_k_of_chance_is_too_small() -> None:
    layouts = LandNull(SQUARE.area).draw_many(20, 1000, np.random.default_rng(7))
    assert k_of_layouts_m2(layouts, SQUARE, [0.25], correction="none").mean() < 0.9 * np.pi * 0.25**2


@pytest.mark.parametrize(
    ("correction", "k"),
    [
        ("none", 10_000),
        ("translation", 10_000 / 0.7),
        ("isotropic", 15_000),  # half of one circle lies inside, and all of the other
        ("border", 5_000),  # at 30 m only the upper point is so far inside
    ],
)
def test_two_points_by_hand(correction: Correction, k: float) -> None:
    found = ripley([(50, 0), (50, 30)], HUNDRED, [29, 30], correction=correction)
    assert found.k_m2 == pytest.approx([0, k])


@each_correction
def test_points_at_one_place_are_all_neighbours_at_once(correction: Correction) -> None:
    found = ripley([(50, 50)] * 5, HUNDRED, [0, 10, 49], correction=correction)
    assert found.k_m2 == pytest.approx([8_000 if correction == "border" else 10_000] * 3)


def test_a_pair_at_exactly_the_distance_counts() -> None:
    for step in (0.1, 0.3, 0.7, 1 / 3):
        assert ripley([(0, 0), (step, 0)], SQUARE, [step], correction="none").k_m2.tolist() == [1]


def test_the_border_correction_has_nothing_where_no_point_lies_so_far_inside() -> None:
    found = ripley([(50, 20), (50, 30)], HUNDRED, [15, 20, 30, 31], correction="border")
    assert found.k_m2 == pytest.approx([5_000, 5_000, 5_000, np.nan], nan_ok=True)
    assert np.isnan(found.l_m[-1])


@given(
    st.sampled_from(CORRECTIONS),
    st.integers(0, 2**32 - 1),
    st.floats(0, 360),
    st.sampled_from([1e-3, 1.0, 1e4]),
)
def test_k_does_not_depend_on_where_which_way_and_in_which_unit(
    correction: Correction, seed: int, turn: float, unit: float
) -> None:
    """A ring with an island, turned and moved to where Gauss-Kruger coordinates lie."""
    area = box(0, 0, 4, 3).difference(box(1, 1, 2, 2)).union(box(5, 0, 6, 1))
    points = LandNull(area).draw(8, np.random.default_rng(seed))
    r_m = np.array([0.37, 1.13, 1.9])

    def moved(shape: shapely.Geometry) -> shapely.Geometry:
        turned = affinity.rotate(shape, turn, origin=(0, 0))
        return affinity.translate(affinity.scale(turned, unit, unit, origin=(0, 0)), 5e5, 2.5e6)

    elsewhere = shapely.get_coordinates(moved(shapely.MultiPoint(points)))
    tolerance = {"translation": 0.02, "isotropic": 1e-4}.get(correction, 1e-6)  # of the raster; of coordinates of 1e6
    found = ripley(elsewhere, Window(moved(area)), unit * r_m, correction=correction).k_m2 / unit**2
    assert found == pytest.approx(
        ripley(points, Window(area), r_m, correction=correction).k_m2, rel=tolerance, nan_ok=True
    )


@given(st.sampled_from(CORRECTIONS), st.integers(2, 12), st.integers(0, 2**32 - 1))
def test_k_never_falls_and_never_below_that_without_correction(correction: Correction, n: int, seed: int) -> None:
    window = Window(RAGGED)
    points = LandNull(RAGGED).draw(n, np.random.default_rng(seed))
    r_m = np.linspace(0, window.longest_m, 30)
    found = ripley(points, window, r_m, correction=correction)
    if correction != "border":
        assert (np.diff(found.k_m2) >= 0).all()
        assert (found.k_m2 >= 0.999 * ripley(points, window, r_m, correction="none").k_m2).all()
        assert found.k_m2[-1] <= 100 * window.area_m2


@each_correction
def test_many_layouts_give_what_each_gives_alone(correction: Correction, rng: np.random.Generator) -> None:
    layouts = LandNull(RAGGED).draw_many(9, 5, rng)
    window = Window(RAGGED)
    alone = [ripley(layout, window, RAGGED_R, correction=correction).l_m for layout in layouts]
    assert np.array_equal(l_of_layouts_m(layouts, window, RAGGED_R, correction=correction), alone, equal_nan=True)
    assert l_of_layouts_m(layouts[:0], window, RAGGED_R, correction=correction).shape == (0, len(RAGGED_R))


@pytest.mark.parametrize(
    ("correction", "weights"),
    [
        ("none", (1, 1)),
        ("translation", (1 / 0.8, 1 / 0.8)),
        ("isotropic", (np.pi / np.arccos(1 / 4), np.pi / (np.pi - np.arccos(3 / 4)))),
    ],
)
def test_a_point_outside_counts_with_the_part_of_its_circle_that_lies_inside(
    correction: Correction, weights: tuple[float, float]
) -> None:
    """5 m off the middle of a side of 100 m, and 15 m inside: a quay seaward of a generalised coast."""
    found = ripley([(50, -5), (50, 15)], HUNDRED, [15, 20], correction=correction)
    assert found.k_m2 == pytest.approx([0, 5_000 * sum(weights)])


def test_a_point_outside_has_no_distance_to_the_border_but_is_a_neighbour() -> None:
    found = ripley([(50, -5), (50, 15), (50, 40)], HUNDRED, [0, 15, 30, 40], correction="border")
    assert found.k_m2 == pytest.approx([0, 0, 10_000 / 3, 10_000 / 3])


def test_a_point_whose_circle_lies_wholly_outside_has_the_largest_weight() -> None:
    points = [(-5, 50), (-5, 51), (50, 50)]
    assert ripley(points, HUNDRED, [2], correction="isotropic").k_m2 == pytest.approx([10_000 / 6 * 200])
    assert ripley(points, HUNDRED, [2], correction="border").k_m2.tolist() == [0]


def test_a_pair_that_no_move_of_the_window_allows_has_the_largest_weight() -> None:
    points = [(-5, 50), (99, 50)]
    assert ripley(points, HUNDRED, [110], correction="translation").k_m2 == pytest.approx([10_000 * 100])


@each_correction
def test_points_that_all_lie_outside_are_refused(correction: Correction) -> None:
    with pytest.raises(ParameterError, match="no_point_in_area"):
        ripley([(-1, 0), (200, 3)], HUNDRED, [5], correction=correction)


@each_correction
@pytest.mark.parametrize("points", [[], [(50, 50)]])
def test_fewer_than_two_points_have_no_k(points: ArrayLike, correction: Correction) -> None:
    with pytest.raises(ParameterError, match="too_few_points"):
        ripley(points, HUNDRED, [5], correction=correction)


def test_broken_coordinates_are_counted() -> None:
    with pytest.raises(ParameterError, match=r"coordinates_not_finite \(n=2\)"):
        ripley([(0, np.nan), (np.inf, 0), (5, 5)], HUNDRED, [5], correction="none")
    with pytest.raises(ParameterError, match="coordinates_not_finite"):
        l_of_layouts_m(np.full((2, 3, 2), np.nan), HUNDRED, [5], correction="none")


@pytest.mark.parametrize(
    ("r_m", "codes"),
    [
        ([], ["no_distance"]),
        ([np.nan], ["bad_distance"]),
        ([-1, 0], ["bad_distance"]),
        ([1, 1], ["distances_not_ascending"]),
        ([3, 2], ["distances_not_ascending"]),
        ([1, 142], ["radius_too_large"]),
        ([np.inf], ["radius_too_large"]),
        ([150, -2, np.nan], ["radius_too_large", "bad_distance", "bad_distance", "distances_not_ascending"]),
    ],
)
def test_all_that_is_wrong_with_the_distances_is_told_at_once(r_m: list[float], codes: list[str]) -> None:
    with pytest.raises(ParameterError) as error:
        ripley([(1, 1), (2, 2)], HUNDRED, r_m, correction="none")
    assert [problem.code for problem in error.value.problems] == codes


def test_the_diagonal_itself_is_no_radius_too_large() -> None:
    assert ripley([(0, 0), (100, 100)], HUNDRED, [HUNDRED.longest_m], correction="none").k_m2 == pytest.approx([10_000])


def test_an_unknown_correction_is_told_with_all_else() -> None:
    with pytest.raises(ParameterError) as error:
        ripley([(1, 1)], HUNDRED, [-1], correction="periodic")  # type: ignore[arg-type]
    assert [problem.code for problem in error.value.problems] == ["too_few_points", "unknown_choice", "bad_distance"]


def test_the_usual_distances_reach_a_quarter_of_the_shorter_side() -> None:
    r_m = default_distances_m(Window(box(0, 0, 400, 100)))
    assert len(r_m) == DISTANCES
    assert r_m[[0, -1]].tolist() == [0, 25]
    assert np.diff(r_m) == pytest.approx(25 / 49)


def test_islands_far_apart_are_one_window() -> None:
    islands = MultiPolygon([box(0, 0, 1, 1), box(100, 0, 101, 1)])
    points = [(0.5, 0.5), (100.5, 0.5), (100.5, 0.9)]
    isotropic = ripley(points, Window(islands), [0.45, 101], correction="isotropic").k_m2
    none = ripley(points, Window(islands), [0.45, 101], correction="none").k_m2
    assert none == pytest.approx([2 / 6 * 2, 2])
    assert isotropic[0] > none[0]
    assert isotropic[1] > 2 / 6 * 4 * 100  # an arc across so small an island is hardly any of the circle
