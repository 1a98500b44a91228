from __future__ import annotations

from itertools import permutations
from math import isnan

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.stats import kendalltau
from sklearn.metrics import cohen_kappa_score

from analysis.layout.agreement import Agreement, agreement, rank_table, weighted_kappa
from analysis.layout.hierarchy import tau_b

COHEN_1968 = [[88, 14, 18], [10, 40, 10], [2, 6, 12]]
"""Cohen (1968), table 1: 200 cases, two judges, three diagnoses."""

COHEN_WEIGHTS = [[0, 1, 3], [1, 0, 6], [3, 6, 0]]
"""The disagreement that he gives each pair of diagnoses."""

PLAN = [2] * 3 + [1] * 3 + [0] * 15
ranks = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=2, max_size=15)


def run(one: list[int], other: list[int], **options: int) -> Agreement:
    return agreement(one, other, np.random.default_rng(7), **({"permutations": 99} | options))  # type: ignore[arg-type]  # by test


def test_weighted_kappa_of_cohens_own_example_is_0_348() -> None:
    """Cohen (1968), Psychological Bulletin 70, table 1 and page 216: weighted kappa 0.348, unweighted 0.492."""
    assert weighted_kappa(COHEN_1968, disagreement=COHEN_WEIGHTS) == pytest.approx(0.348, abs=5e-4)
    assert weighted_kappa(COHEN_1968, disagreement=1 - np.eye(3)) == pytest.approx(0.492, abs=5e-4)


def test_shares_give_the_kappa_that_counts_do() -> None:
    counts = np.array(COHEN_1968)
    assert weighted_kappa(counts / counts.sum()) == pytest.approx(weighted_kappa(counts))


@given(ranks)
def test_kappa_and_tau_agree_with_scikit_learn_and_scipy(pairs: list[tuple[int, int]]) -> None:
    one, other = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    assume(len(set(one)) > 1 and len(set(other)) > 1)
    found = run(one, other, permutations=1)
    assert found.weighted_kappa == pytest.approx(cohen_kappa_score(one, other, labels=range(4), weights="linear"))
    assert found.kendall_tau_b == pytest.approx(kendalltau(one, other).statistic, abs=1e-9)
    assert found.same == sum(a == b for a, b in pairs)


@given(ranks)
def test_agreement_does_not_hang_on_which_side_comes_first(pairs: list[tuple[int, int]]) -> None:
    one, other = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    found, turned = run(one, other, permutations=0), run(other, one, permutations=0)
    assert found.weighted_kappa == pytest.approx(turned.weighted_kappa)
    assert found.kendall_tau_b == pytest.approx(turned.kendall_tau_b)


def test_the_same_tiers_agree_fully_and_hardly_by_chance() -> None:
    """Of 21! / (3! 3! 15!) = 54,264 * 20 orders only one agrees, so that no permutation of 99 will."""
    found = run(PLAN, PLAN)
    assert (found.n, found.same, found.weighted_kappa) == (21, 21, 1)
    assert found.kendall_tau_b == pytest.approx(1)
    assert (found.p_kendall_tau_b, found.p_weighted_kappa) == (0.01, 0.01)


def test_opposite_tiers_disagree() -> None:
    found = run([0, 0, 1, 1], [1, 1, 0, 0])
    assert (found.kendall_tau_b, found.weighted_kappa) == pytest.approx((-1, -1))
    assert (found.p_kendall_tau_b, found.p_weighted_kappa) == (1, 1)


def test_two_steps_apart_count_twice_as_much_as_one() -> None:
    """Equal numbers of cities in three tiers: chance is 8/9 of a step apart, one city of three by 1 makes 1/3 * 2."""
    near, far = (
        weighted_kappa(rank_table(*arrays([0, 1, 2], [1, 0, 2]), 3)),
        weighted_kappa(rank_table(*arrays([0, 1, 2], [2, 1, 0]), 3)),
    )
    assert near == pytest.approx(1 - (2 / 3) / (8 / 9))
    assert far == pytest.approx(1 - (4 / 3) / (8 / 9))


def test_probabilities_agree_with_permuting_in_every_way() -> None:
    """All 720 orders of six cities; 0.02 is over four standard errors of 9,999 permutations."""
    one, other = [2, 1, 1, 0, 0, 0], [2, 2, 0, 1, 0, 0]
    every = [weighted_kappa(rank_table(*arrays(one, list(order)), 3)) for order in permutations(other)]
    found = run(one, other, permutations=9999)
    assert found.weighted_kappa is not None
    exact_kappa = np.mean(np.array(every) >= found.weighted_kappa - 1e-9)
    taus = [tau_b(one, list(order)) for order in permutations(other)]
    exact_tau = np.mean(np.array(taus) >= tau_b(one, other) - 1e-9)
    assert 0.02 < exact_kappa < 0.5
    assert found.p_weighted_kappa == pytest.approx(exact_kappa, abs=0.02)
    assert found.p_kendall_tau_b == pytest.approx(exact_tau, abs=0.02)


@pytest.mark.parametrize(("one", "other"), [([1, 1, 1], [0, 1, 2]), ([0, 1, 2], [1, 1, 1])])
def test_one_tier_on_one_side_has_no_order_and_no_more_agreement_than_chance(one: list[int], other: list[int]) -> None:
    found = run(one, other)
    assert found.kendall_tau_b is None
    assert found.weighted_kappa == pytest.approx(0)
    assert found.p_kendall_tau_b is None
    assert found.p_weighted_kappa is None


@pytest.mark.parametrize("same", [[], [0], [1, 1]])
def test_one_tier_on_both_sides_leaves_no_room_to_disagree(same: list[int]) -> None:
    found = run(same, same)
    assert (found.kendall_tau_b, found.weighted_kappa, found.p_weighted_kappa) == (None, None, None)
    assert found.n == found.same == len(same)
    assert isnan(weighted_kappa([[3]]))


def test_the_same_seed_gives_the_same_probability_and_progress_reaches_the_end() -> None:
    told: list[float] = []
    one = agreement(PLAN, [*PLAN[::-1]], np.random.default_rng(1), permutations=1200, progress=told.append)
    assert one == agreement(PLAN, [*PLAN[::-1]], np.random.default_rng(1), permutations=1200)
    assert told == sorted(told)
    assert told[-1] == 1


def arrays(one: list[int], other: list[int]) -> tuple[np.ndarray, np.ndarray]:
    return np.array(one), np.array(other)
