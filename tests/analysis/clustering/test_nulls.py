from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chisquare
from shapely import LineString, MultiPolygon, Polygon, box

from analysis.clustering.chance import compare_with_null, monte_carlo_p
from analysis.clustering.nulls import LandNull, Null, SettlementNull
from analysis.clustering.pattern import mean_nn_of_layouts_m
from analysis.clustering.simulation import simulate
from analysis.errors import ParameterError

HOLED = box(0, 0, 100, 100).difference(box(20, 20, 80, 80))
ISLANDS = MultiPolygon([HOLED, box(1000, 1000, 1010, 1010), Polygon([(0, 200), (100, 200), (0, 300)])])
TOWNSHIPS = [(0, 0), (1, 0), (2, 0), (100, 0), (200, 0)]
TOWNSHIP_CITIES = ["a", "a", "a", "b", "c"]


def settlement() -> SettlementNull:
    return SettlementNull({"a": 600, "b": 300, "c": 0, "d": 100}, TOWNSHIPS, TOWNSHIP_CITIES)


def test_land_draws_lie_on_land_with_holes_and_islands(rng: np.random.Generator) -> None:
    points = LandNull(ISLANDS).draw(5000, rng)
    assert points.shape == (5000, 2)
    assert shapely.intersects_xy(ISLANDS.buffer(1e-9), points[:, 0], points[:, 1]).all()


def test_land_draws_are_uniform(rng: np.random.Generator) -> None:
    """Counts in cells against the cells' land, by chi-square with a fixed seed."""
    points = LandNull(ISLANDS).draw(20_000, rng)
    cells = [box(x, y, x + 10, y + 10) for x in range(0, 100, 10) for y in range(0, 300, 10)]
    cells = [cell for cell in [*cells, box(1000, 1000, 1010, 1010)] if cell.intersection(ISLANDS).area > 1]
    counts = [shapely.contains_xy(cell, points[:, 0], points[:, 1]).sum() for cell in cells]
    land = np.array([cell.intersection(ISLANDS).area for cell in cells])
    assert len(cells) > 100
    assert sum(counts) == len(points)
    assert chisquare(counts, land / land.sum() * len(points)).pvalue > 0.01


def test_settlement_draws_cities_by_people_and_townships_evenly(rng: np.random.Generator) -> None:
    points = settlement().draw(9000, rng)
    places, counts = np.unique(points[:, 0], return_counts=True)
    assert places.tolist() == [0, 1, 2, 100]
    assert chisquare(counts, [2000, 2000, 2000, 3000]).pvalue > 0.01


def test_cities_without_people_or_township_are_named() -> None:
    assert settlement().left_out == ("c", "d")
    assert SettlementNull({"a": 1.0, "b": np.nan}, TOWNSHIPS, TOWNSHIP_CITIES).left_out == ("b",)


@pytest.mark.parametrize("null", [LandNull(ISLANDS), settlement()], ids=["land", "settlement"])
def test_the_same_seed_draws_the_same_and_another_seed_does_not(null: Null) -> None:
    def drawn(seed: int) -> np.ndarray:
        return null.draw_many(5, 3, np.random.default_rng(seed))

    assert drawn(1).shape == (3, 5, 2)
    assert np.array_equal(drawn(1), drawn(1))
    assert not np.array_equal(drawn(1), drawn(2))


def test_nobody_anywhere_is_refused() -> None:
    with pytest.raises(ParameterError, match="no_settlement"):
        SettlementNull({"x": 5}, TOWNSHIPS, TOWNSHIP_CITIES)
    with pytest.raises(ParameterError, match="no_settlement"):
        SettlementNull({"x": 5}, [], [])


def test_negative_populations_are_all_named() -> None:
    with pytest.raises(ParameterError) as error:
        SettlementNull({"a": -5, "b": -1}, TOWNSHIPS, TOWNSHIP_CITIES)
    assert [problem.where for problem in error.value.problems] == ["a", "b"]


@pytest.mark.parametrize(
    ("area", "code"),
    [
        (Polygon(), "empty_area"),
        (LineString([(0, 0), (1, 1)]), "empty_area"),
        (Polygon([(0, 0), (2, 2), (2, 0), (0, 1)]), "invalid_area"),
    ],
)
def test_land_that_is_none_is_refused(area: shapely.Geometry, code: str) -> None:
    with pytest.raises(ParameterError, match=code):
        LandNull(area)


@given(st.floats(-10, 10), st.lists(st.floats(-10, 10), max_size=30))
def test_p_lies_above_zero_and_at_most_at_one(observed: float, simulated: list[float]) -> None:
    p = monte_carlo_p(observed, np.array(simulated))
    assert 1 / (1 + len(simulated)) <= p <= 1


def test_p_counts_ties_and_the_observed_pattern() -> None:
    assert monte_carlo_p(2, np.array([1.0, 2, 3, 4])) == pytest.approx(3 / 5)


def test_comparison_by_hand() -> None:
    found = compare_with_null(2, np.array([1.0, 2, 3, 4, 5]), name="land", simulated_fewer_m=np.array([6.0, 8]))
    assert (found.expected_m, found.ratio, found.expected_fewer_m) == pytest.approx((3, 2 / 3, 7))
    assert found.p == pytest.approx(3 / 6)
    assert found.share_less_close == pytest.approx(3 / 5)
    assert (found.low_m, found.high_m) == pytest.approx((1.1, 4.9))
    assert (found.simulations, found.alternative) == (5, "clustered")


def test_p_is_uniform_when_the_null_is_true() -> None:
    """A Monte Carlo test of 19 layouts rejects a true null once in 20 times (Besag and Diggle 1977)."""
    rng, null = np.random.default_rng(7), LandNull(ISLANDS)
    means = simulate(null, 6, 20 * 1000, rng, {"nn": mean_nn_of_layouts_m})["nn"].reshape(1000, 20)
    p = [monte_carlo_p(row[0], row[1:]) for row in means]
    assert np.mean(np.array(p) <= 0.05 + 1e-12) == pytest.approx(0.05, abs=0.02)
