"""Decision methods: weighted sum, TOPSIS, VIKOR and PROMETHEE II, for ten sites or for every cell of a grid.

Scores of up to `LIBRARY_ROWS` alternatives come from pymcdm. More are computed by compiled loops that give the same
numbers to 1e-9, hundreds of times as fast.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from analysis.progress import Progress, silent
from analysis.siting.approach import Approach, check_thresholds, shares_of
from analysis.siting.contributions import contributions
from analysis.siting.decision_loops import closeness, ideal_distances, losses, weighted_sums
from analysis.siting.matrix import DecisionMatrix
from analysis.siting.outranking import criterion_flows
from analysis.siting.reference import library_scores
from analysis.siting.scaling import Scale, fit_scale

LIBRARY_ROWS: Final = 200
CONTRIBUTION_ROWS: Final = 10_000
"""Up to here a ranking carries the contributions of all alternatives; beyond, ask for those of a few."""

TIE: Final = 1e-12
"""Scores closer than this share a rank: they differ by rounding only."""


@dataclass(frozen=True, eq=False)
class Ranking:
    """Alternatives by one approach.

    Parameters
    ----------
    approach
        Method, normalisation and parameters, all named.
    criteria
        Ids, k of them.
    weights
        Shares, shape (k,).
    score
        Indexed by alternative. Weighted sum: 0 to 1 with ``minmax``. TOPSIS: closeness to the ideal, 0 to 1. VIKOR: Q,
        0 to 1, where lower is better. PROMETHEE II: net flow, -1 to 1.
    rank
        Indexed by alternative, from 1; equal scores share the best of their ranks (1, 2, 2, 4).
    details
        Indexed by alternative. TOPSIS: ``distance_to_best``, ``distance_to_worst``. VIKOR: ``sum_of_losses`` (S),
        ``largest_loss`` (R), ``compromise`` (whether it belongs to the compromise solution). PROMETHEE II:
        ``leaving_flow``, ``entering_flow``. Weighted sum: no column.
    contributions
        Alternatives by criteria, as `contributions` defines them; None above 10,000 alternatives.
    constant
        Criteria on which all alternatives are equal: they contribute nothing.
    """

    approach: Approach
    criteria: tuple[str, ...]
    weights: NDArray[np.float64]
    score: pd.Series
    rank: pd.Series
    details: pd.DataFrame
    contributions: pd.DataFrame | None
    constant: tuple[str, ...]

    @property
    def winners(self) -> tuple[str, ...]:
        """The alternatives of rank 1, in the order of the matrix."""
        return tuple(str(name) for name in self.rank.index[self.rank.to_numpy() == 1])


def rank(matrix: DecisionMatrix, weights: ArrayLike, approach: Approach | None = None) -> Ranking:
    """Return the alternatives ranked, with everything that explains the ranking.

    Parameters
    ----------
    matrix
        One alternative, or alternatives that are all equal, all rank first.
    weights
        One for each criterion, 0 or more, on any scale.
    approach
        Weighted sum with ``minmax`` if None.

    Raises
    ------
    ParameterError
        As in `shares_of`, `check_thresholds` and `fit_scale`.

    References
    ----------
    Hwang, C.-L. and Yoon, K. (1981). Multiple Attribute Decision Making, sections 3.2 (weighted sum) and 3.3 (TOPSIS).
    Opricovic, S. and Tzeng, G.-H. (2004). Compromise solution by MCDM methods: a comparative analysis of VIKOR and
    TOPSIS. European Journal of Operational Research 156, 445-455.
    Brans, J.-P. and Vincke, P. (1985). A preference ranking organisation method. Management Science 31(6), 647-656.
    """
    chosen = approach or Approach()
    shares = shares_of(weights, matrix)
    found, details = _with_details(matrix, shares, chosen)
    if len(matrix.values) <= LIBRARY_ROWS and not _by_convention(chosen, details):
        theirs = library_scores(matrix, shares, chosen)
        found = found if theirs is None else theirs
    ranks = competition_ranks(found, lower_is_better=chosen.lower_is_better)
    table = pd.DataFrame(details, index=matrix.alternatives)
    if chosen.method == "vikor":
        table["compromise"] = _compromise(found, ranks, details)
    parts = contributions(matrix, shares, chosen) if len(matrix.values) <= CONTRIBUTION_ROWS else None
    index = matrix.alternatives
    return Ranking(
        approach=chosen,
        criteria=matrix.criteria,
        weights=shares,
        score=pd.Series(found, index=index, name="score"),
        rank=pd.Series(ranks, index=index, name="rank"),
        details=table,
        contributions=None if parts is None else pd.DataFrame(parts, index=index, columns=list(matrix.criteria)),
        constant=matrix.constant,
    )


def scores(
    matrix: DecisionMatrix, weights: ArrayLike, approach: Approach | None = None, *, progress: Progress = silent
) -> NDArray[np.float64]:
    """Return the scores only, shape (n,), by the compiled loops: for grids, and where a weight is moved by hand.

    Parameters and errors are those of `rank`; `progress` is called after each block of rows or each criterion. VIKOR's
    scores are its Q, where lower is better.
    """
    chosen = approach or Approach()
    shares = shares_of(weights, matrix)
    if chosen.method == "promethee2":
        check_thresholds(matrix, chosen.preference)
        flows = criterion_flows(matrix, chosen.preference, progress=progress)
        net: NDArray[np.float64] = (flows.leaving - flows.entering) @ shares
        return net
    scale = fit_scale(matrix, chosen.normalisation or "minmax")
    if chosen.method == "vikor":
        return compromise_index(*_losses(matrix, shares, scale, progress), majority=chosen.majority)
    found = np.empty(len(matrix.values))
    for part, block in scale.blocks(matrix.values):
        if chosen.method == "topsis":
            closeness(block, scale.best, scale.worst, scale.slope * shares, found[part])
        else:
            weighted_sums(block, scale.centre, scale.slope * shares, float(scale.base @ shares), found[part])
        progress(part.stop / len(found))
    return found


def compromise_index(
    total: NDArray[np.float64], largest: NDArray[np.float64], *, majority: float
) -> NDArray[np.float64]:
    """Return VIKOR's Q from the sums S and the largest R of the losses, shape (n,).

    A term is 0 where all alternatives are equal in it, as with one alternative.
    """
    found: NDArray[np.float64] = majority * _unit(total) + (1 - majority) * _unit(largest)
    return found


def competition_ranks(scores: NDArray[np.float64], *, lower_is_better: bool = False) -> NDArray[np.int64]:
    """Return ranks from 1, shape (n,); scores closer than 1e-12 share the best of their ranks."""
    keys = scores if lower_is_better else -scores
    order = np.argsort(keys, kind="stable")
    places = np.arange(1, len(keys) + 1)
    opens = np.concatenate([[True], np.diff(keys[order]) > TIE]) if len(keys) else np.zeros(0, dtype=bool)
    ranks = np.empty(len(keys), dtype=np.int64)
    ranks[order] = np.maximum.accumulate(np.where(opens, places, 0))
    return ranks


def _with_details(
    matrix: DecisionMatrix, shares: NDArray[np.float64], approach: Approach
) -> tuple[NDArray[np.float64], dict[str, NDArray[np.float64]]]:
    if approach.method == "weighted_sum":
        return scores(matrix, shares, approach), {}
    if approach.method == "promethee2":
        check_thresholds(matrix, approach.preference)
        flows = criterion_flows(matrix, approach.preference)
        leaving, entering = flows.leaving @ shares, flows.entering @ shares
        return (flows.leaving - flows.entering) @ shares, {"leaving_flow": leaving, "entering_flow": entering}
    scale = fit_scale(matrix, approach.normalisation or "minmax")
    if approach.method == "vikor":
        total, largest = _losses(matrix, shares, scale)
        found = compromise_index(total, largest, majority=approach.majority)
        return found, {"sum_of_losses": total, "largest_loss": largest}
    to_best, to_worst = np.empty(len(matrix.values)), np.empty(len(matrix.values))
    for part, block in scale.blocks(matrix.values):
        to_best[part], to_worst[part] = ideal_distances(block, scale.best, scale.worst, scale.slope * shares)
    both = to_best + to_worst
    near = np.divide(to_worst, both, out=np.zeros(len(both)), where=both > 0)
    return near, {"distance_to_best": to_best, "distance_to_worst": to_worst}


def _losses(
    matrix: DecisionMatrix, shares: NDArray[np.float64], scale: Scale, progress: Progress = silent
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    total, largest = losses(matrix.values, scale.best, scale.slope * shares)
    progress(1.0)
    return total, largest


def _unit(values: NDArray[np.float64]) -> NDArray[np.float64]:
    low, high = values.min(), values.max()
    if high - low <= TIE:
        return np.zeros(len(values))
    scaled: NDArray[np.float64] = (values - low) / (high - low)
    return scaled


def _by_convention(approach: Approach, details: Mapping[str, NDArray[np.float64]]) -> bool:
    """Return whether a term of VIKOR's Q is 0 by convention, where the library would blow rounding up to 0 to 1."""
    return approach.method == "vikor" and any(values.max() - values.min() <= TIE for values in details.values())


def _compromise(
    index: NDArray[np.float64], ranks: NDArray[np.int64], details: Mapping[str, NDArray[np.float64]]
) -> NDArray[np.bool_]:
    """Return which alternatives make up the compromise solution of Opricovic and Tzeng (2004), p. 448.

    The first alone, if it leads the second by 1 / (n - 1) and is best in S or R as well; with the second if only the
    lead is there; otherwise all that are closer than 1 / (n - 1) to the first.
    """
    first: NDArray[np.bool_] = ranks == 1
    if first.all():
        return first
    needed = 1 / (len(index) - 1)
    close: NDArray[np.bool_] = index - index.min() < needed - TIE
    if (close & ~first).any() or first.sum() > 1:
        return close
    stable = any(values[first][0] <= values.min() + TIE for values in details.values())
    second: NDArray[np.bool_] = ranks == ranks[~first].min()
    return first if stable else first | second
