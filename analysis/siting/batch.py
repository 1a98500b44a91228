"""Scores of the same alternatives under many sets of weights at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from analysis.siting.approach import Approach, check_thresholds
from analysis.siting.decision_loops import largest_losses
from analysis.siting.matrix import DecisionMatrix
from analysis.siting.outranking import criterion_flows
from analysis.siting.scaling import fit_scale

BLOCK_SCORES: Final = 4_000_000
"""Scores held at once: 32 MB."""

_SAME: Final = 1e-12


@dataclass(frozen=True, eq=False)
class Parts:
    """What a score is made of before the weights come in, so that other weights cost one product of matrices.

    Parameters
    ----------
    kind
        ``sum``: the score is a weighted sum of `first`. ``distance``: `first` and `second` hold squared distances to
        the best and to the worst row. ``loss``: `first` holds VIKOR's losses from 0 to 1.
    first, second
        Shape (n, k); `second` has no columns where it is not needed.
    majority
        VIKOR's v.
    """

    kind: Literal["sum", "distance", "loss"]
    first: NDArray[np.float64]
    second: NDArray[np.float64]
    majority: float = 0.5

    @property
    def linear(self) -> bool:
        """Whether the score is linear in the weights."""
        return self.kind == "sum"

    def scores(self, weights: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the scores under each set of weights, more being better: shape (draws, n); for VIKOR they are -Q.

        `weights` has shape (draws, k), its rows sum to 1.
        """
        if self.kind == "sum":
            summed: NDArray[np.float64] = weights @ self.first.T
            return summed
        if self.kind == "distance":
            squared = weights**2
            to_best, to_worst = np.sqrt(squared @ self.first.T), np.sqrt(squared @ self.second.T)
            both = to_best + to_worst
            near: NDArray[np.float64] = np.divide(to_worst, both, out=np.zeros(both.shape), where=both > 0)
            return near
        total, largest = weights @ self.first.T, largest_losses(self.first, np.ascontiguousarray(weights))
        return -self.majority * _unit_rows(total) - (1 - self.majority) * _unit_rows(largest)

    def blocks(self, weights: NDArray[np.float64]) -> Iterator[tuple[slice, NDArray[np.float64]]]:
        """Yield the scores in blocks of bounded memory: the places of the weights, and their scores."""
        rows = max(BLOCK_SCORES // max(len(self.first), 1), 1)
        for start in range(0, len(weights), rows):
            part = slice(start, min(start + rows, len(weights)))
            yield part, self.scores(weights[part])


def parts_of(matrix: DecisionMatrix, approach: Approach) -> Parts:
    """Return the parts of the scores of an approach.

    Raises
    ------
    ParameterError
        As in `check_thresholds` and `fit_scale`.
    """
    none = np.zeros((len(matrix.values), 0))
    if approach.method == "promethee2":
        check_thresholds(matrix, approach.preference)
        flows = criterion_flows(matrix, approach.preference)
        return Parts("sum", flows.leaving - flows.entering, none)
    scale = fit_scale(matrix, approach.normalisation or "minmax")
    if approach.method == "weighted_sum":
        return Parts("sum", scale.normalised(matrix.values), none)
    y = scale.oriented(matrix.values)
    if approach.method == "topsis":
        return Parts("distance", (scale.slope * (y - scale.best)) ** 2, (scale.slope * (y - scale.worst)) ** 2)
    return Parts("loss", scale.slope * (scale.best - y), none, approach.majority)


def first_of(scores: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return which alternatives have the highest score in each row, all of several equal ones, shape of `scores`."""
    first: NDArray[np.bool_] = scores >= scores.max(axis=-1, keepdims=True) - _SAME
    return first


def _unit_rows(values: NDArray[np.float64]) -> NDArray[np.float64]:
    low = values.min(axis=1, keepdims=True)
    span = values.max(axis=1, keepdims=True) - low
    scaled: NDArray[np.float64] = np.divide(values - low, span, out=np.zeros(values.shape), where=span > _SAME)
    return scaled
