"""How far the weight of one criterion may move before another alternative wins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.progress import Progress, silent
from analysis.siting.approach import Approach, shares_of
from analysis.siting.batch import Parts, first_of, parts_of
from analysis.siting.matrix import DecisionMatrix

STEPS: Final = 200
"""Weights looked at from 0 to 1 where scores are not linear in them."""

_PRECISION: Final = 1e-9


@dataclass(frozen=True)
class TippingPoint:
    """Where the winner changes as one criterion's weight moves and the others keep their proportions.

    Parameters
    ----------
    criterion
        Whose weight moves.
    weight
        Its share now.
    winner
        The winner now; of several equal ones the first, and then a bound may be the weight itself.
    lower, upper
        Shares below and above which another alternative wins; None if the winner stays first down to 0, or up to 1.
    lower_winner, upper_winner
        Who wins just beyond; None where the bound is None.
    exact
        Whether the bounds come from the crossing of straight lines (weighted sum, PROMETHEE II). The others are found
        in steps of 0.005 and then halved to 1e-9: a change that a smaller step takes back is missed.
    """

    criterion: str
    weight: float
    winner: str
    lower: float | None
    lower_winner: str | None
    upper: float | None
    upper_winner: str | None
    exact: bool


def tipping_points(
    matrix: DecisionMatrix, weights: ArrayLike, approach: Approach | None = None, *, progress: Progress = silent
) -> tuple[TippingPoint, ...]:
    """Return the tipping points of every criterion, in the order of the matrix.

    Where the other criteria all weigh 0, they share equally what the criterion gives up. The only criterion, and a
    single alternative, never tip.

    Raises
    ------
    ParameterError
        As in `rank`.
    """
    chosen = approach or Approach()
    shares, parts = shares_of(weights, matrix), parts_of(matrix, chosen)
    find = _by_lines if parts.linear else _by_halving
    points = []
    for place, name in enumerate(matrix.criteria):
        winner = int(first_of(parts.scores(shares[None, :]))[0].argmax())
        bounds = find(parts, shares, place, winner) if len(shares) > 1 else ((None, None), (None, None))
        (lower, below), (upper, above) = bounds
        points.append(
            TippingPoint(
                name,
                float(shares[place]),
                str(matrix.alternatives[winner]),
                lower,
                None if below is None else str(matrix.alternatives[below]),
                upper,
                None if above is None else str(matrix.alternatives[above]),
                parts.linear,
            )
        )
        progress((place + 1) / len(matrix.criteria))
    return tuple(points)


Bound = tuple[float | None, int | None]


def moved_weights(shares: NDArray[np.float64], place: int, weight: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the shares with one criterion's set to each of `weight`, the others in proportion: shape (m, k)."""
    others = np.delete(shares, place)
    total = others.sum()
    proportions = others / total if total > 0 else np.full(len(others), 1 / max(len(others), 1))
    return np.insert((1 - weight)[:, None] * proportions, place, weight, axis=1)


def _by_lines(parts: Parts, shares: NDArray[np.float64], place: int, winner: int) -> tuple[Bound, Bound]:
    now = float(shares[place])
    ends = parts.scores(moved_weights(shares, place, np.array([0.0, 1.0])))
    lead = ends[:, winner, None] - ends
    slope = lead[1] - lead[0]
    gap = np.maximum(lead[0] + now * slope, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        crossing = now - gap / slope
    rising = (slope < -_SAME_SLOPE) & (crossing < 1 - _PRECISION)
    falling = (slope > _SAME_SLOPE) & (crossing > _PRECISION)
    return _nearest(-crossing, falling, slope, sign=-1.0), _nearest(crossing, rising, -slope, sign=1.0)


_SAME_SLOPE: Final = 1e-12


def _nearest(
    distance: NDArray[np.float64], crosses: NDArray[np.bool_], steepness: NDArray[np.float64], *, sign: float
) -> Bound:
    if not crosses.any():
        return None, None
    nearest = distance[crosses].min()
    candidates = np.flatnonzero(crosses & (distance <= nearest + _SAME_SLOPE))
    overtaking = int(candidates[steepness[candidates].argmax()])
    return sign * float(nearest), overtaking


def _by_halving(parts: Parts, shares: NDArray[np.float64], place: int, winner: int) -> tuple[Bound, Bound]:
    now = float(shares[place])
    grid = np.linspace(0.0, 1.0, STEPS + 1)
    below, above = grid[grid < now][::-1], grid[grid > now]
    return _outward(parts, shares, place, winner, below), _outward(parts, shares, place, winner, above)


def _outward(parts: Parts, shares: NDArray[np.float64], place: int, winner: int, steps: NDArray[np.float64]) -> Bound:
    inside = float(shares[place])
    for part, scored in parts.blocks(moved_weights(shares, place, steps)):
        lost = ~first_of(scored)[:, winner]
        if lost.any():
            start = part.start + int(lost.argmax())
            inside = float(steps[start - 1]) if start else inside
            return _halved(parts, shares, place, winner, inside, float(steps[start]))
    return None, None


def _halved(parts: Parts, shares: NDArray[np.float64], place: int, winner: int, inside: float, outside: float) -> Bound:
    first = np.zeros(0, dtype=bool)
    while abs(outside - inside) > _PRECISION or not len(first):
        middle = (inside + outside) / 2
        found = first_of(parts.scores(moved_weights(shares, place, np.array([middle]))))[0]
        if found[winner]:
            inside = middle
        else:
            outside = middle
        first = first_of(parts.scores(moved_weights(shares, place, np.array([outside]))))[0]
    return (inside + outside) / 2, int(first.argmax())
