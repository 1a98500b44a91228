from __future__ import annotations

from fractions import Fraction
from itertools import combinations, permutations
from math import comb, isnan

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import ParameterError
from analysis.layout.hierarchy import (
    parks_per_tier,
    rank_tau_b,
    subset_sums,
    tau_b,
    tau_b_p,
    tier_p_values,
    top_share_p,
)
from tests.analysis.invented import FOUR_TIERS, make_plan

COUNTS = [3, 2, 3, 3, 1, 0, 1, 2] + [0] * 13
"""The 15 named parks over 3 core, 3 key and 15 node cities."""

PARKS = pd.Series({"Alpha": 3, "Beta": 1, "Epsilon": 1})


def test_eight_parks_in_the_core_have_probability_7_of_1330() -> None:
    """Counted from the plan's tiers and parks: all 1,330 choices of 3 cities out of 21."""
    assert top_share_p(COUNTS, size=3, observed=8) == Fraction(7, 1330)


def test_twelve_parks_in_core_and_key_have_probability_77_of_54264() -> None:
    """Counted from the plan's tiers and parks: all 54,264 choices of 6 cities out of 21."""
    assert top_share_p(COUNTS, size=6, observed=12) == Fraction(77, 54264)


@given(st.lists(st.integers(0, 4), min_size=1, max_size=9), st.data())
def test_counting_agrees_with_enumerating(counts: list[int], data: st.DataObject) -> None:
    size = data.draw(st.integers(0, len(counts)))
    observed = data.draw(st.integers(0, sum(counts) + 1))
    sums = [sum(chosen) for chosen in combinations(counts, size)]
    assert subset_sums(counts, size) == {total: sums.count(total) for total in sums}
    assert top_share_p(counts, size=size, observed=observed) == Fraction(
        sum(total >= observed for total in sums), len(sums)
    )


@given(st.lists(st.integers(0, 4), min_size=2, max_size=30), st.data())
def test_probability_of_what_was_observed_lies_above_zero_and_at_most_at_one(
    counts: list[int], data: st.DataObject
) -> None:
    size = data.draw(st.integers(1, len(counts)))
    assert 0 < top_share_p(counts, size=size, observed=sum(counts[:size])) <= 1


def test_a_nation_of_cities_is_counted_exactly() -> None:
    counts = [i % 4 for i in range(300)]
    assert sum(subset_sums(counts, 30).values()) == comb(300, 30)


def test_a_size_that_cannot_be_chosen_and_a_negative_count_are_refused() -> None:
    with pytest.raises(ParameterError, match="bad_subset_size"):
        subset_sums([1, 2], 3)
    with pytest.raises(ParameterError, match="bad_count"):
        subset_sums([1, -2], 1)


def test_each_boundary_of_four_tiers_has_its_probability() -> None:
    """Counts 3, 1, 0, 0, 1, 0 by hand: 3 in one city 1/6; 4 in two cities 2/15; 4 in four cities 9/15."""
    assert tier_p_values(PARKS, make_plan(FOUR_TIERS)) == {
        "top": Fraction(1, 6),
        "high": Fraction(2, 15),
        "middle": Fraction(9, 15),
    }


def test_one_tier_has_no_boundary() -> None:
    plan = make_plan({"only": list("abc")})
    assert tier_p_values(pd.Series({"a": 3}), plan) == {}
    assert isnan(rank_tau_b(pd.Series({"a": 3}), plan))


def test_no_park_at_all_is_certain() -> None:
    assert set(tier_p_values(pd.Series(dtype=int), make_plan(FOUR_TIERS)).values()) == {1}


def test_parks_are_counted_by_tier_highest_first() -> None:
    found = parks_per_tier(PARKS, make_plan(FOUR_TIERS))
    assert list(found.items()) == [("top", 3), ("high", 1), ("middle", 0), ("low", 1)]


def test_rank_correlation_of_the_plan_is_0_6966() -> None:
    """Kendall's tau-b over the plan's 21 cities."""
    ranks = [2] * 3 + [1] * 3 + [0] * 15
    assert tau_b(ranks, COUNTS) == pytest.approx(0.6966, abs=5e-5)


def test_rank_correlation_by_hand() -> None:
    """Ranks 1, 0, 0 and counts 2, 1, 0: two pairs agree, one is tied in rank; 2 / sqrt(3 * 2)."""
    assert tau_b([1, 0, 0], [2, 1, 0]) == pytest.approx(2 / 6**0.5)
    assert tau_b([0, 1], [1, 0]) == pytest.approx(-1)


def test_probability_of_a_rank_correlation_agrees_with_permuting_in_every_way(rng: np.random.Generator) -> None:
    """All 720 orders of six cities; 0.02 is over four standard errors of 9,999 permutations."""
    ranks, counts = [2, 1, 1, 0, 0, 0], [3, 2, 0, 1, 0, 0]
    every = [tau_b(order, counts) for order in permutations(ranks)]
    exact = np.mean(np.array(every) >= tau_b(ranks, counts) - 1e-9)
    assert 0.03 < exact < 0.3
    assert tau_b_p(ranks, counts, rng) == pytest.approx(exact, abs=0.02)
    assert tau_b_p(ranks, [0, 0, 0, 1, 2, 3], rng, permutations=99) == 1


def test_rank_correlation_of_the_plan_is_no_chance() -> None:
    ranks = [2] * 3 + [1] * 3 + [0] * 15
    one, same = (tau_b_p(ranks, COUNTS, np.random.default_rng(1)) for _ in range(2))
    assert one == same < 0.002
    assert isnan(tau_b_p([1, 1], [0, 3], np.random.default_rng(1)))


@pytest.mark.parametrize(("ranks", "counts"), [([1, 1], [0, 3]), ([1, 0], [2, 2]), ([], [])])
def test_nothing_to_rank_has_no_correlation(ranks: list[int], counts: list[int]) -> None:
    assert isnan(tau_b(ranks, counts))
