from __future__ import annotations

import numpy as np
import pytest

from analysis.siting.approach import Approach
from analysis.siting.safety import nearest_tipping, robustness
from tests.analysis.siting.decision_cases import ALL, SIX_SITES, SIX_SITES_WEIGHTS, TURNED, label, problem_of


def test_a_winner_that_dominates_is_safe_in_every_way(rng: np.random.Generator) -> None:
    table = problem_of([[9, 9], [1, 2], [2, 1]])
    drawn = np.repeat(table.values[None], 5, axis=0)
    told: list[float] = []
    found = robustness(table, [1, 1], rng, draws=200, drawn_values=drawn, progress=told.append)
    safety = found.safety
    assert (safety.winner, safety.equals, safety.share_first, safety.draws) == ("a", (), 1, 200)
    assert (safety.runner_up, safety.runner_up_share) == (None, 0)
    assert (safety.approaches_won, safety.approaches_compared) == (8, 8)
    assert (safety.lost_without, safety.nearest, safety.nearest_weight, safety.share_by_position) == ((), None, None, 1)
    assert told == sorted(told)
    assert told[-1] == 1


def test_a_winner_that_hangs_on_the_normalisation_shows_it(rng: np.random.Generator) -> None:
    safety = robustness(TURNED, [1, 1], rng, draws=500).safety
    assert safety.winner == "b"
    assert (safety.approaches_won, safety.approaches_compared) == (4, 8)
    assert safety.runner_up == "c"
    assert safety.share_first + safety.runner_up_share == pytest.approx(1)
    assert safety.lost_without == ("c2",)
    assert safety.share_by_position is None
    assert safety.nearest is not None
    # By minmax b scores 1 - 2t/3 and c scores t, t being the weight of c1: they meet at 3/5.
    assert safety.nearest_weight == pytest.approx(0.6)
    assert (safety.nearest.criterion, safety.nearest.upper_winner) == ("c1", "c")


def test_equal_winners_are_named(rng: np.random.Generator) -> None:
    safety = robustness(problem_of([[5, 5], [5, 5]]), [1, 1], rng, draws=10).safety
    assert (safety.winner, safety.equals, safety.runner_up, safety.runner_up_share) == ("a", ("b",), "b", 1)


def test_one_alternative_wins_alone(rng: np.random.Generator) -> None:
    safety = robustness(problem_of([[5, 5]]), [1, 1], rng, draws=10).safety
    assert (safety.winner, safety.share_first, safety.runner_up, safety.nearest) == ("a", 1, None, None)


@pytest.mark.parametrize("approach", ALL, ids=label)
def test_every_approach_has_its_winner_tested(approach: Approach, rng: np.random.Generator) -> None:
    found = robustness(SIX_SITES, SIX_SITES_WEIGHTS, rng, approach=approach, draws=100, concentration=50)
    assert found.safety.winner == "e"
    assert found.acceptability.first["e"] == found.safety.share_first > 0.5
    assert len(found.tipping) == len(found.without_each) == 4
    assert found.by_position is None


def test_no_tipping_point_is_nearest_to_nothing() -> None:
    assert nearest_tipping(()) == (None, None)
