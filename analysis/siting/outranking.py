"""Flows of PROMETHEE II by sorting: exact, without comparing every pair."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.progress import Progress, silent
from analysis.siting.approach import Preference
from analysis.siting.decision_loops import linear_flows, usual_flows
from analysis.siting.matrix import DecisionMatrix, is_constant


@dataclass(frozen=True, eq=False)
class Flows:
    """Flows on each criterion, from 0 to 1: how far a row is preferred, and how far others are preferred to it.

    Shapes (m, k). Weighted sums over the criteria are PROMETHEE's leaving and entering flows; their difference is the
    net flow.
    """

    leaving: NDArray[np.float64]
    entering: NDArray[np.float64]


def criterion_flows(
    matrix: DecisionMatrix,
    preference: Preference,
    *,
    rows: NDArray[np.float64] | None = None,
    progress: Progress = silent,
) -> Flows:
    """Return the flows of the matrix's alternatives, or of other rows against them, on each criterion.

    Sorting each criterion takes O(n log n), where pairs would take O(n²); the flows are the same.

    Parameters
    ----------
    matrix
        n alternatives; one alternative, or a constant criterion, has flows of 0.
    preference
        Its thresholds fit the matrix (`check_thresholds`).
    rows
        Shape (m, k), within the range of the matrix's values; the matrix's own if None.
    progress
        Called after each criterion.

    References
    ----------
    Brans, J.-P. and Vincke, P. (1985). A preference ranking organisation method. Management Science 31(6), 647-656.
    Calders, T. and Van Assche, D. (2018). PROMETHEE is not quadratic: an O(qn log(n)) algorithm. Omega 76, 63-69.
    """
    queried = matrix.values if rows is None else rows
    leaving, entering = np.zeros(queried.shape), np.zeros(queried.shape)
    others = max(len(matrix.values) - 1, 1)
    for place, name in enumerate(matrix.criteria):
        sign = 1.0 if matrix.objectives[place] == "max" else -1.0
        column, asked = sign * matrix.values[:, place], sign * queried[:, place]
        if not is_constant(column.min(), column.max()):
            won, lost = _flows_of_one(column, asked, name, preference)
            leaving[:, place], entering[:, place] = won / others, lost / others
        progress((place + 1) / len(matrix.criteria))
    return Flows(leaving, entering)


def _flows_of_one(
    column: NDArray[np.float64], asked: NDArray[np.float64], name: str, preference: Preference
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    order = np.argsort(asked, kind="stable")
    won, lost = np.empty(len(asked)), np.empty(len(asked))
    if preference.function == "usual":
        won[order], lost[order] = usual_flows(np.sort(column), asked[order])
        return won, lost
    low, high = preference.leads(name)
    middle = column.mean()
    ordered, queries = np.sort(column - middle), asked[order] - middle
    won[order] = linear_flows(ordered, queries, low, high)
    lost[order[::-1]] = linear_flows(-ordered[::-1], -queries[::-1], low, high)
    return won, lost
