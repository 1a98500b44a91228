from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from analysis.clustering import simulated
from analysis.clustering.nulls import LandNull
from analysis.clustering.pattern import mean_nn_of_layouts_m
from analysis.clustering.simulated import Curve, compare, simulate_nulls
from analysis.clustering.window import Window
from analysis.progress import silent
from tests.analysis.clustering.given import LAND, sites_at

THREE = [(0.0, 0.0), (1000.0, 0.0), (0.0, 2000.0)]
CURVE = Curve(Window(LAND), np.array([1000.0, 3000.0, 5000.0]), "none")


class InALine:
    """Sites 1 km apart from west to east: a rule without chance, so that every number is known."""

    def __init__(self, name: str = "line") -> None:
        self.name = name

    def draw(self, n: int, rng: np.random.Generator) -> NDArray[np.float64]:
        return np.array(self.draw_many(n, 1, rng)[0])

    def draw_many(self, n: int, simulations: int, rng: np.random.Generator) -> NDArray[np.float64]:
        del rng
        east = 1000.0 * np.arange(n)
        return np.broadcast_to(np.column_stack([east, np.zeros(n)]), (simulations, n, 2)).copy()


def streams(*names: str, seed: int = 1) -> dict[str, np.random.Generator]:
    return {name: np.random.default_rng(seed) for name in names}


def test_statistics_of_known_layouts_by_hand() -> None:
    """Three sites in a line: each 1 km from the next; in groups with a radius of 1 km, of three sites only the middle
    one is a core. K of 3 km holds all six ordered pairs: the area times 6 over 3 times 2."""
    given = replace(sites_at(THREE, radius_m=1000, min_sites=3), nulls=(InALine(),))
    found = simulate_nulls(given, CURVE, 7, streams("line"), silent)["line"]
    assert found.mean_nn_m.tolist() == [1000] * 7
    assert found.mean_nn_fewer_m.tolist() == [1000] * 7
    assert found.share_in_groups is not None
    assert found.share_in_groups.tolist() == [1] * 7
    assert found.l_m.shape == (7, 3)
    assert found.l_m[:, 1] == pytest.approx(np.sqrt(1e10 / np.pi))
    assert found.l_m[:, 0] == pytest.approx(np.sqrt(1e10 * 4 / 6 / np.pi))


def test_two_points_have_no_distance_without_one() -> None:
    given = replace(sites_at(THREE[:2]), nulls=(InALine(),))
    assert np.isnan(simulate_nulls(given, CURVE, 3, streams("line"), silent)["line"].mean_nn_fewer_m).all()


def test_each_null_draws_from_its_own_stream() -> None:
    """Adding another null changes nothing."""
    given = sites_at(THREE)
    alone = simulate_nulls(given, CURVE, 30, streams("land"), silent)["land"]
    both = simulate_nulls(
        replace(given, nulls=(InALine(), LandNull(LAND))), CURVE, 30, streams("line", "land"), silent
    )["land"]
    assert alone.mean_nn_m.tolist() == both.mean_nn_m.tolist()
    assert alone.l_m.tolist() == both.l_m.tolist()
    assert set(np.unique(both.mean_nn_m)) - {1000.0}


def test_groups_of_very_many_sites_are_not_compared_with_chance(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(simulated, "MOST_GROUPED_BY_CHANCE", 2)
    assert simulate_nulls(sites_at(THREE), CURVE, 5, streams("land"), silent)["land"].share_in_groups is None


def test_sites_that_are_not_grouped_have_no_share_by_chance() -> None:
    given = replace(sites_at(THREE), grouping=None)
    assert simulate_nulls(given, CURVE, 5, streams("land"), silent)["land"].share_in_groups is None


def test_progress_goes_evenly_over_the_nulls() -> None:
    told: list[float] = []
    given = replace(sites_at(THREE), nulls=(InALine("one"), InALine("two")))
    simulate_nulls(given, CURVE, 50, streams("one", "two"), told.append)
    assert told == sorted(told)
    assert len(told) >= 40
    assert 0.5 in told
    assert told[-1] == 1


def test_the_comparison_sets_observed_beside_simulated() -> None:
    """A line of sites 1 km apart under a rule that always draws that line: nothing is closer, nothing farther."""
    given = replace(sites_at(THREE), nulls=(InALine(), LandNull(LAND)))
    drawn = simulate_nulls(given, CURVE, 99, streams("line", "land"), silent)
    found = compare(given, 1000.0, drawn)
    assert set(found) == {"line", "land"}
    assert (found["line"].expected_m, found["line"].ratio, found["line"].p) == (1000, 1, 1)
    assert found["line"].expected_fewer_m == 1000
    assert found["land"].expected_m == pytest.approx(drawn["land"].mean_nn_m.mean())
    assert found["land"].left_out == ()
    assert not any(one.sensitivity for one in found.values())


def test_the_curve_of_layouts_is_that_of_each(rng: np.random.Generator) -> None:
    layouts = LandNull(LAND).draw_many(6, 4, rng)
    together = CURVE.of_layouts(layouts)
    assert together.shape == (4, 3)
    assert mean_nn_of_layouts_m(layouts).shape == (4,)
    assert [CURVE.of_layouts(one[None])[0].tolist() for one in layouts] == together.tolist()
