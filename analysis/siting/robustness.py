"""How safe a winner is: under other weights, other methods, without a criterion, and with uncertain positions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from analysis.errors import ParameterError, Problem
from analysis.progress import Progress, silent
from analysis.siting.approach import Approach, approaches, shares_of
from analysis.siting.batch import first_of, parts_of
from analysis.siting.decision import TIE, scores
from analysis.siting.decision_loops import count_ranks
from analysis.siting.matrix import LARGEST, DecisionMatrix

COUNTED: Final = 1_000_000
"""Cells of the table of alternatives by ranks that are kept when the number of ranks is left open."""

FEWEST_RANKS: Final = 10
NEEDS_POSITIVE: Final = "needs_positive_values"
NO_OTHER_WEIGHT: Final = "no_other_weight"


@dataclass(frozen=True, eq=False)
class RankAcceptability:
    """How often each alternative takes each rank when the weights are drawn.

    Parameters
    ----------
    share
        Alternatives by ranks (from 1), shares of the draws. Equal scores share the best of their ranks, so that a
        column may sum to more than 1.
    draws
        Number of sets of weights.
    concentration
        None if every set of weights was as likely as any other; otherwise as in `draw_weights`.
    """

    share: pd.DataFrame
    draws: int
    concentration: float | None

    @property
    def first(self) -> pd.Series:
        """Share of the draws in which each alternative comes first."""
        return self.share[1].rename("first")


@dataclass(frozen=True)
class Winner:
    """Who wins under one approach: several if they are equal, none where `reason` says why it cannot be told."""

    approach: Approach
    winners: tuple[str, ...]
    reason: str | None = None


@dataclass(frozen=True)
class WithoutCriterion:
    """Who wins when one criterion is dropped and the other weights keep their proportions; `reason` as in `Winner`."""

    criterion: str
    winners: tuple[str, ...]
    changed: bool
    reason: str | None = None


def draw_weights(
    shares: NDArray[np.float64], rng: np.random.Generator, *, draws: int, concentration: float | None = None
) -> NDArray[np.float64]:
    """Return weights drawn from a Dirichlet distribution, shape (draws, k), each row summing to 1.

    Parameters
    ----------
    shares
        Chosen weights that sum to 1, shape (k,).
    rng
        Source of chance.
    draws
        How many.
    concentration
        None draws from all weights evenly (flat Dirichlet, every parameter 1), whichever were chosen. A number c > 0
        draws around the chosen ones (parameters c times share): a weight w has mean w and standard deviation
        sqrt(w (1 - w) / (c + 1)); a weight of 0 stays 0.

    Raises
    ------
    ParameterError
        ``too_few_simulations`` for less than one draw, ``bad_concentration``.

    References
    ----------
    Lahdelma, R. and Salminen, P. (2001). SMAA-2: stochastic multicriteria acceptability analysis for group decision
    making. Operations Research 49(3), 444-454.
    """
    problems = []
    if draws < 1:
        problems.append(Problem("too_few_simulations", "draws", {"n": draws, "needed": 1}))
    if concentration is not None and not (np.isfinite(concentration) and concentration > 0):
        problems.append(Problem("bad_concentration", "concentration", {"value": float(concentration)}))
    if problems:
        raise ParameterError(*problems)
    if concentration is None:
        return rng.dirichlet(np.ones(len(shares)), draws)
    drawn = np.zeros((draws, len(shares)))
    drawn[:, shares > 0] = rng.dirichlet(concentration * shares[shares > 0], draws)
    return drawn


def rank_acceptability(
    matrix: DecisionMatrix,
    weights: ArrayLike,
    rng: np.random.Generator,
    *,
    approach: Approach | None = None,
    draws: int = 1000,
    concentration: float | None = None,
    ranks: int | None = None,
    progress: Progress = silent,
) -> RankAcceptability:
    """Return how often each alternative takes each rank under drawn weights.

    Parameters
    ----------
    matrix, weights, approach
        As in `rank`.
    rng, draws, concentration
        As in `draw_weights`.
    ranks
        How many ranks are kept, from the first. None keeps all up to 1,000 alternatives, and at least 10 beyond.
    progress
        Called after each block of draws.

    Raises
    ------
    ParameterError
        As in `rank` and `draw_weights`; ``bad_count`` for less than one rank.
    """
    chosen = approach or Approach()
    shares = shares_of(weights, matrix)
    if ranks is not None and ranks < 1:
        raise ParameterError(Problem("bad_count", "ranks", {"value": ranks}))
    drawn = draw_weights(shares, rng, draws=draws, concentration=concentration)
    n = len(matrix.values)
    kept = min(n, ranks or max(COUNTED // n, FEWEST_RANKS))
    counts = np.zeros((n, kept), dtype=np.int64)
    for part, scored in parts_of(matrix, chosen).blocks(drawn):
        _count(scored, counts)
        progress(part.stop / draws)
    columns = pd.RangeIndex(1, kept + 1, name="rank")
    return RankAcceptability(pd.DataFrame(counts / draws, matrix.alternatives, columns), draws, concentration)


def winners_by_approach(
    matrix: DecisionMatrix, weights: ArrayLike, compared: Sequence[Approach] | None = None
) -> tuple[Winner, ...]:
    """Return the winners under each approach: every method with each of its normalisations if None.

    An approach that cannot take the values (``sum`` with values below 0) has a reason instead of a winner.
    """
    return tuple(_winner(matrix, weights, one) for one in (compared or approaches()))


def winners_without_each(
    matrix: DecisionMatrix, weights: ArrayLike, approach: Approach | None = None
) -> tuple[WithoutCriterion, ...]:
    """Return the winners when each criterion in turn is dropped, in the order of the matrix.

    Where nothing is left to weigh (the only criterion, or the only one with a weight), the reason is
    ``no_other_weight``.
    """
    chosen = approach or Approach()
    shares = shares_of(weights, matrix)
    usual = _winner(matrix, shares, chosen).winners
    found = []
    for place, name in enumerate(matrix.criteria):
        rest = np.delete(shares, place)
        if not rest.sum() > 0:
            found.append(WithoutCriterion(name, (), False, NO_OTHER_WEIGHT))
            continue
        winners = _winner(matrix.without(name), rest, chosen).winners
        found.append(WithoutCriterion(name, winners, winners != usual))
    return tuple(found)


def first_by_position(
    matrix: DecisionMatrix,
    drawn_values: ArrayLike,
    weights: ArrayLike,
    *,
    approach: Approach | None = None,
    progress: Progress = silent,
) -> pd.Series:
    """Return the share of the redrawn positions in which each alternative comes first.

    Parameters
    ----------
    matrix, weights, approach
        As in `rank`.
    drawn_values
        Shape (draws, n, k): the criteria with every alternative moved within its uncertainty, treated as those of the
        matrix were (ideal values as distances).
    progress
        Called after each draw.

    Returns
    -------
    Series
        Indexed by alternative; equal winners count in full.

    Raises
    ------
    ParameterError
        ``too_few_simulations`` without a draw, ``matrix_shape``, ``value_not_finite``; as in `rank`.
    """
    values = np.asarray(drawn_values, dtype=float)
    _check_drawn(matrix, values)
    chosen = approach or Approach()
    sign = -1.0 if chosen.lower_is_better else 1.0
    shares = shares_of(weights, matrix)
    counts = np.zeros(len(matrix.values))
    for number, one in enumerate(values, start=1):
        moved = DecisionMatrix(matrix.alternatives, matrix.criteria, np.ascontiguousarray(one), matrix.objectives)
        counts += first_of(sign * scores(moved, shares, chosen))
        progress(number / len(values))
    return pd.Series(counts / len(values), index=matrix.alternatives, name="first")


def _winner(matrix: DecisionMatrix, weights: ArrayLike, approach: Approach) -> Winner:
    try:
        found = scores(matrix, weights, approach)
    except ParameterError as error:
        if any(problem.code != "sum_needs_positive" for problem in error.problems):
            raise
        return Winner(approach, (), NEEDS_POSITIVE)
    first = first_of(-found if approach.lower_is_better else found)
    return Winner(approach, tuple(str(name) for name in matrix.alternatives[first]))


def _count(scored: NDArray[np.float64], counts: NDArray[np.int64]) -> None:
    kept = counts.shape[1]
    if kept == scored.shape[1]:
        count_ranks(scored, np.argsort(-scored, axis=1), TIE, counts)
        return
    for row in scored:
        least = -np.partition(-row, kept - 1)[kept - 1]
        ahead = np.flatnonzero(row >= least - TIE)
        order = ahead[np.argsort(-row[ahead])]
        count_ranks(row[None, :], order[None, :], TIE, counts)


def _check_drawn(matrix: DecisionMatrix, values: NDArray[np.float64]) -> None:
    shape = (len(matrix.alternatives), len(matrix.criteria))
    if values.ndim != 3 or values.shape[1:] != shape:
        given = " x ".join(str(side) for side in values.shape)
        expected = f"draws x {shape[0]} x {shape[1]}"
        raise ParameterError(Problem("matrix_shape", "positions", {"given": given, "expected": expected}))
    if not len(values):
        raise ParameterError(Problem("too_few_simulations", "positions", {"n": 0, "needed": 1}))
    wrong = ~(np.abs(values) <= LARGEST)
    problems = []
    for place, name in enumerate(matrix.criteria):
        if count := int(wrong[:, :, place].sum()):
            first = str(matrix.alternatives[int(wrong[:, :, place].any(axis=0).argmax())])
            problems.append(Problem("value_not_finite", name, {"n": count, "alternative": first}))
    if problems:
        raise ParameterError(*problems)
