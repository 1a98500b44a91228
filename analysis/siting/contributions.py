"""What each criterion adds to a score: the parts of an explanation."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from analysis.siting.approach import Approach, check_thresholds
from analysis.siting.matrix import DecisionMatrix
from analysis.siting.outranking import criterion_flows
from analysis.siting.scaling import fit_scale


def contributions(
    matrix: DecisionMatrix,
    shares: NDArray[np.float64],
    approach: Approach,
    *,
    rows: NDArray[np.float64] | None = None,
) -> NDArray[np.float64]:
    """Return what each criterion adds to the score of each row; more is always better.

    Weighted sum: weight times normalised value; the parts sum to the score. TOPSIS: the closeness, shared out as the
    squared distance to the worst row is; they sum to the score. VIKOR: the losses that enter Q, negative; they sum to
    -Q less a number that is the same for all alternatives, so that differences between alternatives are exact.
    PROMETHEE II: weight times the criterion's net flow; they sum to the score.

    Parameters
    ----------
    matrix
        Scales and ideals come from here.
    shares
        Weights that sum to 1, shape (k,).
    approach
        Method, normalisation and parameters.
    rows
        Shape (m, k), within the range of the matrix's values; the matrix's own if None.

    Returns
    -------
    array
        Shape (m, k). Constant criteria contribute 0.
    """
    asked = matrix.values if rows is None else rows
    if approach.method == "promethee2":
        check_thresholds(matrix, approach.preference)
        flows = criterion_flows(matrix, approach.preference, rows=asked)
        net: NDArray[np.float64] = (flows.leaving - flows.entering) * shares
        return net
    scale = fit_scale(matrix, approach.normalisation or "minmax")
    if approach.method == "weighted_sum":
        return scale.normalised(asked) * shares
    y, slope = scale.oriented(asked), scale.slope * shares
    if approach.method == "topsis":
        return _closeness_parts((slope * (y - scale.best)) ** 2, (slope * (y - scale.worst)) ** 2)
    everyone = slope * (scale.best - scale.oriented(matrix.values))
    return _loss_parts(slope * (scale.best - y), everyone, approach.majority)


def _closeness_parts(up: NDArray[np.float64], down: NDArray[np.float64]) -> NDArray[np.float64]:
    to_best, squared = np.sqrt(up.sum(axis=1, keepdims=True)), down.sum(axis=1, keepdims=True)
    to_worst = np.sqrt(squared)
    whole = (to_best + to_worst) * to_worst
    parts: NDArray[np.float64] = np.divide(down, whole, out=np.zeros(down.shape), where=whole > 0)
    return parts


def _loss_parts(lost: NDArray[np.float64], everyone: NDArray[np.float64], majority: float) -> NDArray[np.float64]:
    totals, largest = everyone.sum(axis=1), everyone.max(axis=1)
    parts = lost * (majority * _inverse(totals.max() - totals.min()))
    places = np.arange(len(lost)), lost.argmax(axis=1)
    parts[places] += lost[places] * ((1 - majority) * _inverse(largest.max() - largest.min()))
    return -parts


def _inverse(span: float) -> float:
    return float(1 / span) if span > 1e-12 else 0.0
