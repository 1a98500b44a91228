"""All tests of a winner together, and the few numbers from which one sentence says how safe it is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from analysis.progress import Progress, part_of, silent
from analysis.siting.approach import Approach
from analysis.siting.matrix import DecisionMatrix
from analysis.siting.robustness import (
    RankAcceptability,
    Winner,
    WithoutCriterion,
    first_by_position,
    rank_acceptability,
    winners_by_approach,
    winners_without_each,
)
from analysis.siting.tipping import TippingPoint, tipping_points


@dataclass(frozen=True)
class Safety:
    """How safe a winner is, in numbers.

    Parameters
    ----------
    winner
        The winner under the chosen weights and approach; of several equal ones the first.
    equals
        Those that are equal to it.
    share_first
        Share of the drawn weights under which it comes first.
    draws
        Number of drawn weights.
    runner_up
        Which other alternative comes first most often; None if none ever does.
    runner_up_share
        In which share of the draws.
    approaches_won, approaches_compared
        Under how many of the methods and normalisations that can be computed it wins.
    lost_without
        Criteria without which it does not win.
    nearest
        The tipping point that is reached by the smallest change of a weight; None if it wins whatever one weight is.
    nearest_weight
        The weight at which that happens.
    share_by_position
        Share of the redrawn positions in which it comes first; None where none were given.
    """

    winner: str
    equals: tuple[str, ...]
    share_first: float
    draws: int
    runner_up: str | None
    runner_up_share: float
    approaches_won: int
    approaches_compared: int
    lost_without: tuple[str, ...]
    nearest: TippingPoint | None
    nearest_weight: float | None
    share_by_position: float | None


@dataclass(frozen=True, eq=False)
class Robustness:
    """Every test of a winner, and their summary."""

    acceptability: RankAcceptability
    by_approach: tuple[Winner, ...]
    without_each: tuple[WithoutCriterion, ...]
    tipping: tuple[TippingPoint, ...]
    by_position: pd.Series | None
    safety: Safety


def robustness(
    matrix: DecisionMatrix,
    weights: ArrayLike,
    rng: np.random.Generator,
    *,
    approach: Approach | None = None,
    draws: int = 1000,
    concentration: float | None = None,
    drawn_values: ArrayLike | None = None,
    progress: Progress = silent,
) -> Robustness:
    """Return all tests of the winner under an approach.

    Parameters
    ----------
    matrix, weights, approach
        As in `rank`.
    rng, draws, concentration
        As in `rank_acceptability`.
    drawn_values
        As in `first_by_position`; None where positions are certain.
    progress
        Told how far it has come; may raise to stop it.

    Raises
    ------
    ParameterError
        As in these functions.
    """
    chosen = approach or Approach()
    usual = winners_by_approach(matrix, weights, (chosen,))[0].winners
    acceptability = rank_acceptability(
        matrix,
        weights,
        rng,
        approach=chosen,
        draws=draws,
        concentration=concentration,
        progress=part_of(progress, 0, 0.4),
    )
    by_approach = winners_by_approach(matrix, weights)
    without_each = winners_without_each(matrix, weights, chosen)
    progress(0.6)
    tipping = tipping_points(matrix, weights, chosen, progress=part_of(progress, 0.6, 0.8))
    by_position = None
    if drawn_values is not None:
        moving = part_of(progress, 0.8, 1)
        by_position = first_by_position(matrix, drawn_values, weights, approach=chosen, progress=moving)
    progress(1.0)
    safety = _safety(usual, acceptability, by_approach, without_each, tipping, by_position)
    return Robustness(acceptability, by_approach, without_each, tipping, by_position, safety)


def _safety(
    usual: tuple[str, ...],
    acceptability: RankAcceptability,
    by_approach: tuple[Winner, ...],
    without_each: tuple[WithoutCriterion, ...],
    tipping: tuple[TippingPoint, ...],
    by_position: pd.Series | None,
) -> Safety:
    winner = usual[0]
    first = acceptability.first.set_axis(acceptability.first.index.map(str))
    others = first.drop(winner)
    runner_up = str(others.idxmax()) if len(others) and others.max() > 0 else None
    told = [one for one in by_approach if one.reason is None]
    nearest, at = nearest_tipping(tipping)
    return Safety(
        winner=winner,
        equals=usual[1:],
        share_first=float(first[winner]),
        draws=acceptability.draws,
        runner_up=runner_up,
        runner_up_share=float(others.max()) if runner_up is not None else 0.0,
        approaches_won=sum(winner in one.winners for one in told),
        approaches_compared=len(told),
        lost_without=tuple(one.criterion for one in without_each if one.reason is None and winner not in one.winners),
        nearest=nearest,
        nearest_weight=at,
        share_by_position=None
        if by_position is None
        else float(by_position.to_numpy()[by_position.index.map(str) == winner][0]),
    )


def nearest_tipping(tipping: tuple[TippingPoint, ...]) -> tuple[TippingPoint | None, float | None]:
    """Return the tipping point that the smallest change of a weight reaches, and that weight; None if there is none."""
    bounds = [
        (abs(bound - point.weight), order, point, bound)
        for order, point in enumerate(tipping)
        for bound in (point.lower, point.upper)
        if bound is not None
    ]
    if not bounds:
        return None, None
    _, _, point, bound = min(bounds, key=lambda one: one[:2])
    return point, bound
