from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import ParameterError
from analysis.siting.approach import Approach
from analysis.siting.batch import parts_of
from analysis.siting.decision import competition_ranks, scores
from analysis.siting.robustness import (
    draw_weights,
    first_by_position,
    rank_acceptability,
    winners_by_approach,
    winners_without_each,
)
from tests.analysis.siting.decision_cases import ALL, SIX_SITES, TURNED, codes, label, matrices, problem_of

every_approach = pytest.mark.parametrize("approach", ALL, ids=label)


def test_flat_weights_have_the_moments_of_the_flat_dirichlet(rng: np.random.Generator) -> None:
    drawn = draw_weights(np.array([0.7, 0.2, 0.1]), rng, draws=20_000)
    assert drawn.sum(axis=1) == pytest.approx(np.ones(20_000))
    assert drawn.mean(axis=0) == pytest.approx([1 / 3] * 3, abs=0.01)
    assert drawn.std(axis=0) == pytest.approx([np.sqrt(1 / 18)] * 3, abs=0.01)


def test_concentrated_weights_stay_around_the_chosen_ones(rng: np.random.Generator) -> None:
    chosen = np.array([0.7, 0.3, 0])
    drawn = draw_weights(chosen, rng, draws=20_000, concentration=20)
    assert drawn.mean(axis=0) == pytest.approx(chosen, abs=0.01)
    assert drawn.std(axis=0) == pytest.approx(np.sqrt(chosen * (1 - chosen) / 21), abs=0.01)
    assert (drawn[:, 2] == 0).all()


def test_the_same_seed_draws_the_same_weights() -> None:
    first, second = (draw_weights(np.ones(3) / 3, np.random.default_rng(7), draws=5) for _ in range(2))
    assert (first == second).all()


@pytest.mark.parametrize(
    ("draws", "concentration", "expected"),
    [
        (0, None, ["too_few_simulations"]),
        (1, 0, ["bad_concentration"]),
        (0, float("nan"), ["too_few_simulations", "bad_concentration"]),
    ],
)
def test_draws_that_cannot_be_made_are_refused(
    draws: int, concentration: Any, expected: list[str], rng: np.random.Generator
) -> None:
    with pytest.raises(ParameterError) as error:
        draw_weights(np.ones(2) / 2, rng, draws=draws, concentration=concentration)
    assert codes(error) == expected


@every_approach
@settings(max_examples=30)
@given(matrices(), st.integers(0, 99))
def test_many_weights_at_once_score_as_one_at_a_time(approach: Approach, table: Any, seed: int) -> None:
    drawn = np.random.default_rng(seed).dirichlet(np.ones(len(table.criteria)), 3)
    together = parts_of(table, approach).scores(drawn)
    sign = -1 if approach.lower_is_better else 1
    for weights, found in zip(drawn, together, strict=True):
        assert sign * found == pytest.approx(scores(table, weights, approach), abs=1e-9)


@every_approach
def test_acceptability_counts_the_ranks_of_every_draw(approach: Approach) -> None:
    found = rank_acceptability(SIX_SITES, np.ones(4), np.random.default_rng(3), approach=approach, draws=40)
    drawn = draw_weights(np.ones(4) / 4, np.random.default_rng(3), draws=40)
    counts = np.zeros((6, 6))
    for weights in drawn:
        ranks = competition_ranks(scores(SIX_SITES, weights, approach), lower_is_better=approach.lower_is_better)
        counts[np.arange(6), ranks - 1] += 1
    assert found.share.to_numpy() == pytest.approx(counts / 40)
    assert [int(name) for name in found.share.columns] == [1, 2, 3, 4, 5, 6]
    assert found.first.tolist() == pytest.approx(counts[:, 0] / 40)
    assert (found.draws, found.concentration) == (40, None)


def test_acceptability_of_two_lines_has_a_closed_form(rng: np.random.Generator) -> None:
    # a scores w, b scores 1 - w, c scores 0.4: a wins for w > 1/2, b below, c never; the flat w is uniform.
    table = problem_of([[1, 0], [0, 1], [0.4, 0.4]])
    found = rank_acceptability(table, [1, 1], rng, draws=20_000)
    assert found.first.tolist() == pytest.approx([0.5, 0.5, 0], abs=0.015)
    assert found.share.loc["c", 2] == pytest.approx(0.8, abs=0.015)
    assert found.share.loc["c", 3] == pytest.approx(0.2, abs=0.015)


def test_an_alternative_that_dominates_is_always_first(rng: np.random.Generator) -> None:
    assert rank_acceptability(problem_of([[1, 2], [9, 9], [3, 1]]), [1, 1], rng, draws=50).first["b"] == 1


def test_equal_alternatives_are_both_first(rng: np.random.Generator) -> None:
    found = rank_acceptability(problem_of([[5, 5], [5, 5], [1, 1]]), [1, 1], rng, draws=20)
    assert found.share.to_numpy().tolist() == [[1, 0, 0], [1, 0, 0], [0, 0, 1]]


@pytest.mark.parametrize("ranks", [1, 3])
def test_fewer_ranks_are_the_first_columns_of_all(ranks: int) -> None:
    values = np.random.default_rng(0).integers(0, 4, (40, 2))
    table = problem_of(values)
    cut, full = (
        rank_acceptability(table, [1, 1], np.random.default_rng(5), draws=30, ranks=kept).share
        for kept in (ranks, None)
    )
    assert full.shape == (40, 40)
    assert (cut.to_numpy() == full.to_numpy()[:, :ranks]).all()


def test_long_grids_keep_ten_ranks_and_tell_progress(rng: np.random.Generator) -> None:
    table = problem_of(rng.uniform(size=(150_000, 2)))
    told: list[float] = []
    found = rank_acceptability(table, [1, 1], rng, draws=60, progress=told.append)
    assert found.share.shape == (150_000, 10)
    assert found.share.sum().tolist() == pytest.approx([1] * 10)
    assert told[-1] == 1
    assert len(told) > 2


def test_no_rank_is_refused(rng: np.random.Generator) -> None:
    with pytest.raises(ParameterError) as error:
        rank_acceptability(TURNED, [1, 1], rng, ranks=0)
    assert codes(error) == ["bad_count"]


def test_the_table_of_winners_shows_that_the_normalisation_matters() -> None:
    found = {
        (one.approach.method, one.approach.normalisation): one.winners for one in winners_by_approach(TURNED, [1, 1])
    }
    assert found == {
        ("weighted_sum", "minmax"): ("b",),
        ("weighted_sum", "vector"): ("c",),
        ("weighted_sum", "sum"): ("c",),
        ("topsis", "vector"): ("c",),
        ("topsis", "minmax"): ("b",),
        ("topsis", "sum"): ("c",),
        ("vikor", "minmax"): ("b",),
        ("promethee2", "none"): ("b",),
    }


def test_an_approach_that_cannot_take_the_values_has_a_reason() -> None:
    found = winners_by_approach(problem_of([[-1, 2], [2, 1]]), [1, 1])
    assert [one.approach.normalisation for one in found if one.reason == "needs_positive_values"] == ["sum", "sum"]
    assert all(bool(one.winners) == (one.reason is None) for one in found)


def test_other_problems_than_the_sum_are_raised() -> None:
    with pytest.raises(ParameterError) as error:
        winners_by_approach(TURNED, [0, 0])
    assert codes(error) == ["weights_all_zero"]


def test_dropping_a_criterion_shows_whether_the_winner_hangs_on_it() -> None:
    # Minmax scores: c1 1, 0, 0.5; c2 0, 1, 0.5; c3 0.5, 0, 1. Weights 6, 3, 1 give a 0.65, b 0.3, c 0.55.
    table = problem_of([[10, 0, 5], [0, 10, 0], [5, 5, 10]])
    found = winners_without_each(table, [6, 3, 1])
    assert [(one.criterion, one.winners, one.changed) for one in found] == [
        ("c1", ("b",), True),
        ("c2", ("a",), False),
        ("c3", ("a",), False),
    ]


@pytest.mark.parametrize(("table", "weights"), [(problem_of([[1], [2]]), [1]), (problem_of([[1, 2], [2, 1]]), [1, 0])])
def test_a_criterion_that_alone_has_weight_cannot_be_dropped(table: Any, weights: list[float]) -> None:
    first = winners_without_each(table, weights)[0]
    assert (first.winners, first.changed, first.reason) == ((), False, "no_other_weight")


@every_approach
def test_positions_that_do_not_move_leave_the_winner_first(approach: Approach) -> None:
    drawn = np.repeat(SIX_SITES.values[None], 30, axis=0)
    told: list[float] = []
    found = first_by_position(SIX_SITES, drawn, np.ones(4), approach=approach, progress=told.append)
    assert sorted(found.tolist()) == [0, 0, 0, 0, 0, 1]
    assert len(told) == 30


def test_positions_share_the_first_rank_by_how_often_they_take_it() -> None:
    table = problem_of([[1.0], [2.0]])
    drawn = np.array([[[1], [2]], [[3], [2]], [[2], [2]], [[0], [2]]])
    assert first_by_position(table, drawn, [1]).to_dict() == {"a": 0.5, "b": 0.75}


@pytest.mark.parametrize(
    ("drawn", "expected"),
    [
        (np.zeros((0, 2, 1)), ["too_few_simulations"]),
        (np.zeros((2, 2)), ["matrix_shape"]),
        (np.zeros((2, 2, 2)), ["matrix_shape"]),
        (np.array([[[1.0], [np.nan]], [[np.inf], [1.0]]]), ["value_not_finite"]),
    ],
)
def test_bad_draws_of_positions_are_refused(drawn: Any, expected: list[str]) -> None:
    with pytest.raises(ParameterError) as error:
        first_by_position(problem_of([[1], [2]]), drawn, [1])
    assert codes(error) == expected
