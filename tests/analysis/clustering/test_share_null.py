from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd
import pytest

from analysis.clustering.concentration import effective_number, gini, hhi, theil
from analysis.clustering.share_null import share_null, share_nulls

PARKS = pd.Series([3, 2, 3, 3, 1, 1, 2] + [0] * 14)
"""The 15 named parks over 21 cities."""


def expected_hhi(n: int, chances: np.ndarray) -> float:
    """Mean of the sum of squared multinomial shares."""
    return float(1 / n + (1 - 1 / n) * np.square(chances).sum())


def test_expected_hhi_agrees_with_its_closed_form(rng: np.random.Generator) -> None:
    """0.1111 for 15 sites in 21 equally likely cities; 0.0015 is over five standard errors of 9,999 draws."""
    weights = pd.Series(np.arange(1.0, 22))
    found = share_nulls(PARKS, weights, rng)
    assert expected_hhi(15, np.full(21, 1 / 21)) == pytest.approx(1 / 15 + 14 / 15 / 21)
    assert found["equal"].expected_hhi == pytest.approx(expected_hhi(15, np.full(21, 1 / 21)), abs=0.0015)
    chances = weights.to_numpy() / weights.sum()
    assert found["population"].expected_hhi == pytest.approx(expected_hhi(15, chances), abs=0.0015)


def test_fifteen_parks_in_equally_likely_cities_are_this_concentrated_once_in_fifty(rng: np.random.Generator) -> None:
    """0.020; 0.006 is over four standard errors of 9,999 draws."""
    found = share_nulls(PARKS, None, rng)
    assert set(found) == {"equal"}
    assert found["equal"].p_hhi == pytest.approx(0.020, abs=0.006)


def test_probabilities_agree_with_dealing_out_in_every_way(rng: np.random.Generator) -> None:
    """Three sites in three cities with chances 1/2, 1/4, 1/4; 0.02 is over four standard errors of 9,999 draws."""
    chances, observed = np.array([0.5, 0.25, 0.25]), [2, 1, 0]
    ways = [(np.bincount(way, minlength=3), np.prod(chances[list(way)])) for way in product(range(3), repeat=3)]
    found = share_null(pd.Series(observed), pd.Series(chances * 8), rng)
    assert found is not None
    by_hand = {
        "p_hhi": sum(p for counts, p in ways if hhi(counts) >= hhi(observed) - 1e-9),
        "p_gini": sum(p for counts, p in ways if gini(counts) >= gini(observed) - 1e-9),
        "p_theil": sum(p for counts, p in ways if theil(counts, chances) >= theil(observed, chances) - 1e-9),
        "expected_theil": sum(p * theil(counts, chances) for counts, p in ways),
        "expected_gini": sum(p * gini(counts) for counts, p in ways),
        "expected_effective_cities": sum(p * effective_number(counts) for counts, p in ways),
    }
    assert {name: getattr(found, name) for name in by_hand} == pytest.approx(by_hand, abs=0.02)


def test_a_city_without_a_weight_is_left_out_with_its_sites(rng: np.random.Generator) -> None:
    """Two sites in one of two cities that count: 1/2 of the ways are as concentrated."""
    found = share_null(pd.Series({"a": 2, "b": 0, "c": 9}), pd.Series({"a": 1.0, "b": 1, "c": np.nan}), rng)
    assert found is not None
    assert found.p_hhi == pytest.approx(0.5, abs=0.02)


@pytest.mark.parametrize("counts", [[], [0, 0]])
def test_nothing_to_deal_out_has_no_null(counts: list[int], rng: np.random.Generator) -> None:
    assert share_nulls(pd.Series(counts, dtype=int), None, rng) == {}
    assert share_null(pd.Series([1]), pd.Series([0.0]), rng) is None


def test_the_same_seed_gives_the_same_numbers() -> None:
    one, same, other = (share_nulls(PARKS, None, np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert one == same != other
