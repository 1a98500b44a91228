from __future__ import annotations

from itertools import permutations as orders

import numpy as np
import pytest
from esda.crand import crand, vec_permutations
from esda.moran import _moran_local_crand
from scipy.sparse import csr_array

from analysis.clustering.permutation import draw_places, neighbourhood_p
from tests.analysis.clustering.grids import queen, rook


def exact_p(values: np.ndarray, weights: csr_array, unit: int, *, hold_own: bool) -> float:
    """Return the two-sided p over every order of the values."""
    row = weights.toarray()[unit]
    others = [place for place in range(len(values)) if not (hold_own and place == unit)]
    observed = row @ values
    sums = []
    for order in orders(others):
        shuffled = values.copy()
        shuffled[others] = values[list(order)]
        sums.append(row @ shuffled)
    low = np.mean(np.array(sums) <= observed + 1e-9)
    high = np.mean(np.array(sums) >= observed - 1e-9)
    return float(min(1, 2 * min(low, high)))


@pytest.mark.parametrize("hold_own", [True, False])
def test_p_approaches_that_of_every_order_of_the_values(hold_own: bool, rng: np.random.Generator) -> None:
    weights = rook(2, 3)
    rows = weights.row_standardised() if hold_own else weights.with_self()
    values = np.array([3.0, 0, 1, 0, 2, 0])
    drawn = draw_places(rows, rng, permutations=40_000, hold_own=hold_own)
    found = neighbourhood_p(values, rows, drawn, hold_own=hold_own)
    for unit in range(6):
        assert found[unit] == pytest.approx(exact_p(values, rows, unit, hold_own=hold_own), abs=0.015)


def test_tails_are_those_of_pysal_for_the_same_draws(rng: np.random.Generator) -> None:
    """Without ties the smaller of PySAL's one-sided p-values, doubled, is ours."""
    weights = queen(5, 6)
    values = rng.normal(size=30)
    z = (values - values.mean()) / values.std()
    rows = weights.row_standardised()
    observed = z * (rows @ z) * 29 / 30
    drawn = vec_permutations(int(weights.neighbours.max()), 30, 999, 7)
    ours = neighbourhood_p(z, rows, drawn.astype(np.int32), hold_own=True)
    graph = weights.graph.transform("r")
    theirs = [
        crand(z, graph, observed, 999, False, 1, _moran_local_crand, seed=7, alternative=side)[0]
        for side in ("greater", "lesser")
    ]
    assert ours == pytest.approx(np.minimum(1, 2 * np.minimum(*theirs)), abs=1e-6)


def test_sums_that_tie_count_on_both_sides(rng: np.random.Generator) -> None:
    """One site in a hundred units: a unit without it, whose neighbours have none either, is nothing special."""
    weights = queen(10, 10)
    values = np.zeros(100)
    values[0] = 1
    rows = weights.row_standardised()
    p = neighbourhood_p(values, rows, draw_places(rows, rng, permutations=999, hold_own=True), hold_own=True)
    assert p[55] == 1
    assert p.max() == 1


def test_units_see_the_same_draws_without_repetition(rng: np.random.Generator) -> None:
    drawn = draw_places(queen(3, 3).row_standardised(), rng, permutations=200, hold_own=True)
    assert drawn.shape == (200, 8)
    assert all(len(set(row)) == 8 for row in drawn.tolist())
    assert drawn.max() == 7
    assert draw_places(queen(3, 3).with_self(), rng, permutations=50, hold_own=False).max() == 8


def test_progress_is_told_and_can_stop_the_loop(rng: np.random.Generator) -> None:
    rows = queen(4, 4).row_standardised()
    drawn = draw_places(rows, rng, permutations=9, hold_own=True)
    told: list[float] = []
    neighbourhood_p(np.arange(16.0), rows, drawn, hold_own=True, progress=told.append)
    assert told == sorted(told)
    assert len(told) >= 20
    assert told[-1] == 1

    def stop(share: float) -> None:
        raise KeyboardInterrupt(share)

    with pytest.raises(KeyboardInterrupt):
        neighbourhood_p(np.arange(16.0), rows, drawn, hold_own=True, progress=stop)
