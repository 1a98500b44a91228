from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.siting.approach import Approach
from analysis.siting.decision import scores
from analysis.siting.matrix import DecisionMatrix
from analysis.siting.tipping import moved_weights, tipping_points
from tests.analysis.siting.decision_cases import ALL, SIX_SITES, label, matrices, problem_of, weights_for

CROSSING = problem_of([[10, 0], [0, 10], [4, 7]])
"""Over the weight t of c1, a scores t, b 1 - t and c 0.7 - 0.3 t: b and c cross at 3/7, c and a at 7/13."""


def advantage(table: DecisionMatrix, weights: Any, approach: Approach) -> Any:
    found = scores(table, weights, approach)
    return -found if approach.lower_is_better else found


def test_the_winner_changes_where_the_lines_cross() -> None:
    middle = tipping_points(CROSSING, [0.5, 0.5])[0]
    assert (middle.criterion, middle.winner, middle.weight, middle.exact) == ("c1", "c", 0.5, True)
    assert middle.lower == pytest.approx(3 / 7)
    assert middle.lower_winner == "b"
    assert middle.upper == pytest.approx(7 / 13)
    assert middle.upper_winner == "a"


def test_a_winner_at_the_edge_has_no_bound_beyond() -> None:
    edge = tipping_points(CROSSING, [0.9, 0.1])[0]
    assert (edge.winner, edge.upper, edge.upper_winner) == ("a", None, None)
    assert edge.lower == pytest.approx(7 / 13)
    assert edge.lower_winner == "c"


def test_a_winner_that_dominates_never_loses() -> None:
    for approach in ALL:
        for point in tipping_points(problem_of([[9, 9], [1, 2], [2, 1]]), [3, 1], approach):
            assert (point.winner, point.lower, point.upper) == ("a", None, None)


@pytest.mark.parametrize("table", [problem_of([[1], [2]]), problem_of([[1, 2, 3]])])
def test_one_criterion_and_one_alternative_never_tip(table: DecisionMatrix) -> None:
    for approach in ALL:
        for point in tipping_points(table, np.ones(len(table.criteria)), approach):
            assert (point.lower, point.upper) == (None, None)


def test_of_equal_winners_the_first_tips_at_once() -> None:
    point = tipping_points(problem_of([[10, 0], [0, 10]]), [1, 1])[0]
    assert (point.winner, point.lower_winner, point.upper) == ("a", "b", None)
    assert point.lower == pytest.approx(0.5)


def test_the_others_keep_their_proportions_and_share_equally_if_they_have_none() -> None:
    weights = np.array([0.5, 0.3, 0.2])
    assert moved_weights(weights, 0, np.array([0, 0.75])) == pytest.approx(np.array([[0, 0.6, 0.4], [0.75, 0.15, 0.1]]))
    assert moved_weights(np.array([0, 1.0, 0]), 1, np.array([0.4])) == pytest.approx(np.array([[0.3, 0.4, 0.3]]))


@pytest.mark.parametrize("approach", ALL, ids=label)
def test_progress_is_told_for_each_criterion(approach: Approach) -> None:
    told: list[float] = []
    tipping_points(SIX_SITES, [1, 1, 1, 1], approach, progress=told.append)
    assert told == [0.25, 0.5, 0.75, 1]


@pytest.mark.parametrize("approach", ALL, ids=label)
@settings(max_examples=30)
@given(st.data())
def test_the_winner_holds_within_the_bounds_and_loses_just_beyond(approach: Approach, data: st.DataObject) -> None:
    table = data.draw(matrices(most_rows=6, most_columns=4))
    weights = np.array(data.draw(weights_for(table)))
    shares = weights / weights.sum()
    names = list(table.alternatives)
    for place, point in enumerate(tipping_points(table, weights, approach)):
        winner = names.index(point.winner)
        for bound, other, side in ((point.lower, point.lower_winner, -1), (point.upper, point.upper_winner, 1)):
            edge = bound if bound is not None else (0.0 if side < 0 else 1.0)
            inside = moved_weights(shares, place, np.array([(edge + shares[place]) / 2]))[0]
            if len(shares) > 1 and point.exact:
                found = advantage(table, inside, approach)
                assert found[winner] >= found.max() - 1e-7
            if bound is None:
                assert other is None
                continue
            assert side * (bound - shares[place]) >= -1e-9
            at = advantage(table, moved_weights(shares, place, np.array([bound]))[0], approach)
            beyond = min(max(bound + side * 2e-9, 0), 1)
            after = advantage(table, moved_weights(shares, place, np.array([beyond]))[0], approach)
            assert after[names.index(other)] >= after[winner] - 1e-12
            if point.exact:
                assert at[names.index(other)] == pytest.approx(at[winner], abs=1e-7)


def test_halving_finds_what_the_lines_give() -> None:
    """TOPSIS on two criteria: a and b are mirror images, so that they change places at one half."""
    point = tipping_points(problem_of([[10, 0], [0, 10]]), [0.7, 0.3], Approach("topsis", "minmax"))[0]
    assert (point.winner, point.lower_winner, point.exact) == ("a", "b", False)
    assert point.lower == pytest.approx(0.5, abs=1e-8)
    assert point.upper is None
