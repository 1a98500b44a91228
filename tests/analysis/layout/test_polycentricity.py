from __future__ import annotations

from itertools import permutations
from math import isnan, sqrt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from analysis.examples.flows import table
from analysis.examples.rank_size import star
from analysis.layout.flows import gravity_matrix
from analysis.layout.polycentricity import polycentricity, polycentricity_null

CHAIN_MIN = np.abs(np.subtract.outer(np.arange(5.0), np.arange(5.0))) * 30


def flows_of(masses: NDArray[np.float64]) -> NDArray[np.float64]:
    return gravity_matrix(masses, CHAIN_MIN, decay="power", parameter=2)


@pytest.mark.parametrize("size", [2, 3, 8])
def test_equal_flows_between_all_are_fully_polycentric(size: int) -> None:
    assert polycentricity(pd.DataFrame(7 * (1 - np.eye(size)))).value == pytest.approx(1)


@pytest.mark.parametrize("leaves", [2, 3, 20])
def test_a_star_by_the_closed_form(leaves: int) -> None:
    """Degrees n - 1 and 1: sigma (n - 2) sqrt(n - 1) / n, sigma max (n - 1) / 2, density 2 / n."""
    n, found = leaves + 1, polycentricity(star(leaves))
    sigma = (n - 2) * sqrt(n - 1) / n
    assert found.sigma == pytest.approx(sigma)
    assert found.sigma_max == (n - 1) / 2
    assert found.density == pytest.approx(2 / n)
    assert found.value == pytest.approx((1 - 2 * sigma / (n - 1)) * 2 / n)


def test_a_larger_star_is_less_polycentric() -> None:
    values = [polycentricity(star(leaves)).value for leaves in range(1, 12)]
    assert values == sorted(values, reverse=True)
    assert values[0] == 1


def test_without_flow_there_is_none() -> None:
    for flows in (table([[0, 0], [0, 0]]), table([[0]]), pd.DataFrame()):
        assert isnan(polycentricity(flows).value)


def test_a_city_without_flow_lowers_it() -> None:
    assert polycentricity(table([[0, 1, 0], [1, 0, 0], [0, 0, 0]])).value < 1


def test_the_variant_is_named() -> None:
    assert polycentricity(star(3)).variant == "green_special_functional"


def test_both_directions_count_by_half_and_the_diagonal_not() -> None:
    assert polycentricity(table([[5, 4], [2, 9]])) == polycentricity(table([[0, 3], [3, 0]]))


@given(st.integers(2, 7), st.data())
def test_it_lies_between_nought_and_one_whatever_the_unit(size: int, data: st.DataObject) -> None:
    cells = data.draw(st.lists(st.integers(0, 50), min_size=size * size, max_size=size * size))
    flows = pd.DataFrame(np.array(cells, dtype=float).reshape(size, size))
    found = polycentricity(flows)
    if not isnan(found.value):
        assert 0 <= found.value <= 1
        assert polycentricity(flows * 1e9).value == pytest.approx(found.value)


def test_the_null_agrees_with_all_permutations(rng: np.random.Generator) -> None:
    masses = np.array([1.0, 100, 100, 1, 1])
    found = polycentricity_null(masses, flows_of, rng, permutations=1999)
    every = [
        polycentricity(pd.DataFrame(flows_of(np.array(order)))).value for order in permutations(masses, len(masses))
    ]
    observed = polycentricity(pd.DataFrame(flows_of(masses))).value
    assert found is not None
    assert found.expected == pytest.approx(np.mean(every), abs=0.02)
    assert found.p == pytest.approx(np.mean([value <= observed + 1e-9 for value in every]), abs=0.04)
    assert found.low <= found.expected <= found.high


def test_the_same_seed_gives_the_same_null() -> None:
    one, other = (
        polycentricity_null(np.array([1.0, 2, 3, 4, 9]), flows_of, np.random.default_rng(3), permutations=20)
        for _ in range(2)
    )
    assert one == other


def test_nothing_can_be_permuted_among_equals_or_without_flow(rng: np.random.Generator) -> None:
    assert polycentricity_null(np.ones(5), flows_of, rng) is None
    assert polycentricity_null(np.zeros(5), flows_of, rng) is None
    assert polycentricity_null(np.arange(1.0, 6), flows_of, rng, permutations=0) is None


def test_the_progress_is_told_often_and_can_stop_it(rng: np.random.Generator) -> None:
    told: list[float] = []
    polycentricity_null(np.arange(1.0, 6), flows_of, rng, permutations=100, progress=told.append)
    assert len(told) >= 20
    assert told == sorted(told)

    def stop(share: float) -> None:
        raise InterruptedError(share)

    with pytest.raises(InterruptedError):
        polycentricity_null(np.arange(1.0, 6), flows_of, rng, progress=stop)
