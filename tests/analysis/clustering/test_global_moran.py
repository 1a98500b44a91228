from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from esda.moran import Moran
from hypothesis import given
from hypothesis import strategies as st

from analysis.clustering.global_moran import global_moran
from analysis.clustering.spatial_weights import distance_weights, nearest_weights
from analysis.errors import ParameterError
from tests.analysis.clustering.grids import checkerboard, queen, rook, values_of


def test_checkerboard_has_moran_of_minus_one(rng: np.random.Generator) -> None:
    """Every neighbour is the opposite of its unit: Cliff and Ord (1981), chapter 1."""
    weights = rook(4, 4)
    found = global_moran(values_of(weights, checkerboard(4, 4)), weights, rng)
    assert found.i == pytest.approx(-1)
    assert found.z < -2
    assert found.p <= 0.01


def test_half_and_half_by_hand(rng: np.random.Generator) -> None:
    """A 4 x 4 grid, left half 1, right half 0, rook, rows sum to 1; z is +1 or -1.

    The outer columns have like neighbours only: 8 units of lag 1. In the inner columns a corner unit of 3 neighbours
    has 2 like and 1 unlike (1/3), 4 of them; an inner unit of 4 has 3 like and 1 unlike (1/2), 4 of them.
    I = (8 + 4/3 + 2) / 16 = 17/24.
    """
    weights = rook(4, 4)
    values = values_of(weights, np.repeat([[1, 1, 0, 0]], 4, axis=0))
    found = global_moran(values, weights, rng, alternative="greater")
    assert found.i == pytest.approx(17 / 24)
    assert found.expected == pytest.approx(-1 / 15)  # Cliff and Ord (1981), page 42
    assert found.alternative == "greater"
    assert found.p == pytest.approx(1 / 1000, abs=0.003)


@given(st.lists(st.floats(-1e3, 1e3).map(lambda x: round(x, 3)), min_size=9, max_size=9, unique=True))
def test_moran_is_that_of_pysal_and_ignores_scale_and_shift(values: list[float]) -> None:
    weights = queen(3, 3)
    rng = np.random.default_rng(0)
    found = global_moran(values_of(weights, values), weights, rng, permutations=9)
    theirs = Moran(np.array(values), weights.graph, permutations=0)
    assert found.i == pytest.approx(theirs.I, abs=1e-9)
    assert found.z == pytest.approx(theirs.z_rand, abs=1e-9)
    changed = global_moran(values_of(weights, -3 * np.array(values) + 7), weights, rng, permutations=9)
    assert changed.i == pytest.approx(found.i, abs=1e-6)


def test_two_sided_p_is_twice_the_smaller_tail() -> None:
    weights = queen(6, 6)
    values = values_of(weights, np.random.default_rng(5).normal(size=36))
    p = {
        side: global_moran(values, weights, np.random.default_rng(1), alternative=side).p
        for side in ("two-sided", "greater", "less")
    }
    assert p["two-sided"] == pytest.approx(min(1, 2 * min(p["greater"], p["less"])))
    assert p["greater"] + p["less"] == pytest.approx(1, abs=0.002)


def test_equal_values_have_no_moran_and_say_so(rng: np.random.Generator) -> None:
    weights = queen(3, 3)
    found = global_moran(values_of(weights, [0.1] * 9), weights, rng)
    assert (math.isnan(found.i), math.isnan(found.z), math.isnan(found.p)) == (True, True, True)
    assert found.code == "equal_values"
    assert found.expected == -1 / 8


def test_where_everyone_neighbours_everyone_moran_cannot_vary(rng: np.random.Generator) -> None:
    weights = queen(2, 2)
    found = global_moran(values_of(weights, [1, 2, 3, 5]), weights, rng)
    assert found.i == pytest.approx(-1 / 3)
    assert math.isnan(found.z)
    assert found.p == 1
    assert found.code == "everyone_neighbours"


def test_missing_values_and_islands_are_left_out_and_named(rng: np.random.Generator) -> None:
    ids = [f"u{i}" for i in range(8)]
    weights = distance_weights(ids, [(1000 * i, 0) for i in range(7)] + [(90_000, 0)], band_m=1000, islands="keep")
    values = pd.Series([3.0, 1, 4, 1, 5, np.nan, 2, 6], index=ids)
    found = global_moran(values, weights, rng)
    assert found.n == 5
    assert found.missing == ("u5",)
    assert found.islands == ("u6", "u7")  # u6 has lost its only neighbour with a value
    line = distance_weights(ids[:5], [(1000 * i, 0) for i in range(5)], band_m=1000)
    assert found.i == pytest.approx(global_moran(values[:5], line, rng).i)


def test_units_absent_from_the_values_are_missing_and_order_does_not_matter() -> None:
    weights = queen(3, 3)
    values = values_of(weights, [5, 1, 2, 7, 3, 0, 0, 1, 4])
    one = global_moran(values, weights, np.random.default_rng(0))
    assert one == global_moran(values[::-1], weights, np.random.default_rng(0))
    assert global_moran(values[:-1], weights, np.random.default_rng(0)).missing == ("r2c2",)


def test_units_with_neighbours_in_one_direction_only_count(rng: np.random.Generator) -> None:
    ids = [f"u{i}" for i in range(6)]
    weights = nearest_weights(ids, [(i * i, 0) for i in range(6)], k=1)
    found = global_moran(pd.Series(np.arange(6.0), index=ids), weights, rng, permutations=99)
    assert found.i == pytest.approx(Moran(np.arange(6.0), weights.graph, permutations=0).I)


@pytest.mark.parametrize("n", [0, 1, 2, 3])
def test_fewer_than_four_units_are_refused(n: int, rng: np.random.Generator) -> None:
    ids = [f"u{i}" for i in range(n)]
    weights = distance_weights(ids, np.array([(1000.0 * i, 0) for i in range(n)]).reshape(-1, 2))
    with pytest.raises(ParameterError) as error:
        global_moran(pd.Series(np.arange(float(n)), index=ids, dtype=float), weights, rng)
    assert [problem.code for problem in error.value.problems] == ["too_few_units"]


def test_every_fault_is_named_at_once(rng: np.random.Generator) -> None:
    weights = queen(3, 3)
    values = pd.concat([values_of(weights, np.arange(9)), pd.Series({"other": 1.0, "more": np.inf})])
    with pytest.raises(ParameterError) as error:
        global_moran(values, weights, rng, permutations=0, alternative="both")  # type: ignore[arg-type]
    assert [problem.code for problem in error.value.problems] == [
        "unit_unknown",
        "unit_unknown",
        "value_not_finite",
        "too_few_simulations",
        "unknown_choice",
    ]


def test_progress_is_told_to_the_end(rng: np.random.Generator) -> None:
    weights = queen(3, 3)
    told: list[float] = []
    global_moran(values_of(weights, np.arange(9)), weights, rng, progress=told.append)
    assert len(told) >= 20
    assert told == sorted(told)
    assert told[-1] == 1
