"""Every cell of a tiling ranked as alternatives are, fast enough for a weight that is moved by hand.

What a weight does not touch (limits, value functions, missing values) is done once, in `cell_matrix`; `score_cells`
then only weighs and ranks: some 20 ms for 180,000 cells.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.errors import ParameterError, Problem
from analysis.progress import Progress, part_of, silent
from analysis.siting.ahp import Ahp
from analysis.siting.approach import Approach, Preference
from analysis.siting.cells import Cells
from analysis.siting.contributions import contributions
from analysis.siting.criteria import CRITERIA
from analysis.siting.criteria_table import chosen_criteria, criteria_matrix, possible_criteria
from analysis.siting.criterion import Criterion, Places
from analysis.siting.decision import competition_ranks, scores
from analysis.siting.grid import GridCriteria, criteria_of_grid
from analysis.siting.hexagons import Hexagons, hexagons_over
from analysis.siting.matrix import DecisionMatrix, MissingPolicy, decision_matrix
from analysis.siting.outranking import criterion_flows
from analysis.siting.result import NO_VALUE, decision_objective, worth_of
from analysis.siting.settings import DEFAULT_SETTINGS, CriterionSettings
from analysis.siting.surroundings import Surroundings
from analysis.siting.thresholds import Threshold
from analysis.siting.value import ValueFunction
from analysis.siting.weighting import Weighting, weights_by
from analysis.study import Study

HEXAGONS_AT_ONCE = 5_000
NOT_RANKED = 0
NOT_ON_GRID = "not_on_grid"
"""Reason code of a column of the user's own, which has values for the user's places only."""

_NO_LIMITS: Mapping[str, Threshold] = MappingProxyType({})
_NO_VALUES: Mapping[str, ValueFunction] = MappingProxyType({})


@dataclass(frozen=True, eq=False)
class CellCriteria:
    """The raw values of criteria on the cells of a tiling.

    Parameters
    ----------
    cells
        Squares or hexagons, n of them.
    raw
        Shape (n, k); NaN where undefined.
    criteria
        Those of the k columns.
    left_out
        Criterion id -> reason code.
    """

    cells: Cells
    raw: NDArray[np.float64]
    criteria: tuple[Criterion, ...]
    left_out: Mapping[str, str]


@dataclass(frozen=True, eq=False)
class CellMatrix:
    """Cells ready to be weighed.

    Parameters
    ----------
    matrix
        Of the cells that are compared; its alternatives are positions among all n cells.
    criteria
        Those of the matrix, in its order.
    excluded
        Whether a cell breaks a limit, shape (n,).
    missing
        Whether a cell within all limits is left out because a criterion has no value for it, shape (n,).
    left_out
        Criterion id -> reason code.
    """

    matrix: DecisionMatrix
    criteria: tuple[Criterion, ...]
    excluded: NDArray[np.bool_]
    missing: NDArray[np.bool_]
    left_out: Mapping[str, str]

    @cached_property
    def net_flows(self) -> NDArray[np.float64]:
        """Net flows of PROMETHEE II's usual preference, a column for each criterion: they hang on no weight."""
        flows = criterion_flows(self.matrix, Preference())
        return flows.leaving - flows.entering


@dataclass(frozen=True, eq=False)
class CellScores:
    """Cells weighed and ranked.

    Parameters
    ----------
    approach
        Method, normalisation and parameters.
    weights
        Criterion id -> share.
    ahp
        None unless the weights come from comparisons in pairs.
    score
        Shape (n,), as in `Ranking`; NaN where a cell is not compared.
    rank
        Shape (n,), from 1; 0 where a cell is not compared.
    """

    approach: Approach
    weights: Mapping[str, float]
    ahp: Ahp | None
    score: NDArray[np.float64]
    rank: NDArray[np.int64]

    @property
    def merit(self) -> NDArray[np.float64]:
        """The score turned so that more is better, shape (n,)."""
        return -self.score if self.approach.lower_is_better else self.score


def square_criteria(
    around: Surroundings,
    *,
    cell_m: float,
    criteria: Sequence[Criterion] = CRITERIA,
    settings: CriterionSettings = DEFAULT_SETTINGS,
    progress: Progress = silent,
) -> CellCriteria:
    """Return the criteria on every square cell; parameters and errors are those of `criteria_of_grid`.

    Raises
    ------
    ParameterError
        ``no_alternatives`` if the land holds no centre of a cell.
    """
    found: GridCriteria = criteria_of_grid(
        around, cell_m=cell_m, criteria=criteria, settings=settings, progress=progress
    )
    _require_cells(found.grid)
    return CellCriteria(found.grid, found.raw, found.criteria, found.left_out)


def hexagon_criteria(
    study: Study,
    around: Surroundings,
    *,
    resolution: int,
    criteria: Sequence[Criterion] = CRITERIA,
    settings: CriterionSettings = DEFAULT_SETTINGS,
    progress: Progress = silent,
) -> CellCriteria:
    """Return the criteria at the centre of every hexagon; errors are those of `hexagons_over`."""
    cells = Hexagons(hexagons_over(study, resolution=resolution), study.crs)
    _require_cells(cells)
    progress(0.3)
    anywhere = Places(np.zeros((1, 2)))
    possible, left_out = possible_criteria(chosen_criteria(criteria, None), anywhere, around, settings)
    raw = np.empty((len(cells), len(possible)))
    for first in range(0, len(cells), HEXAGONS_AT_ONCE):
        part = slice(first, first + HEXAGONS_AT_ONCE)
        raw[part] = criteria_matrix(Places(cells.xy[part]), around, possible, settings)
        part_of(progress, 0.3, 1)(min(part.stop / len(cells), 1))
    return CellCriteria(cells, raw, possible, left_out)


def cell_matrix(
    found: CellCriteria,
    criteria: Sequence[Criterion],
    *,
    thresholds: Mapping[str, Threshold] = _NO_LIMITS,
    values: Mapping[str, ValueFunction] = _NO_VALUES,
    missing: MissingPolicy = "exclude",
) -> CellMatrix:
    """Return the cells ready to be weighed, by the same rules as `compare_alternatives`.

    Parameters
    ----------
    found
        The raw values.
    criteria
        Those to compare by, of the computed ones, with the objectives wanted; one that was not computed is left out
        with its reason.
    thresholds, values, missing
        As in `compare_alternatives`.

    Raises
    ------
    ParameterError
        ``no_criterion``, ``no_alternative_within_limits``; as in `decision_matrix`.
    """
    place_of = {one.id: place for place, one in enumerate(found.criteria)}
    left_out = {one.id: found.left_out.get(one.id, NOT_ON_GRID) for one in criteria if one.id not in place_of}
    known = [one for one in criteria if one.id in place_of]
    left_out |= {one.id: NO_VALUE for one in known if np.isnan(found.raw[:, place_of[one.id]]).all()}
    used = tuple(one for one in known if one.id not in left_out)
    if not used:
        raise ParameterError(Problem("no_criterion", ", ".join(left_out) or "criteria"))
    excluded = np.zeros(len(found.cells), dtype=bool)
    for one in used:
        if one.id in thresholds:
            excluded |= thresholds[one.id].excludes(found.raw[:, place_of[one.id]])
    kept = np.flatnonzero(~excluded)
    if not len(kept):
        raise ParameterError(Problem("no_alternative_within_limits", "alternatives", {"n": len(excluded)}))
    raw = found.raw[np.ix_(kept, np.array([place_of[one.id] for one in used]))]
    chosen = {one.id: values[one.id] for one in used if one.id in values}
    matrix = decision_matrix(
        pd.Index(kept),
        [one.id for one in used],
        worth_of(raw, used, chosen),
        objectives=[decision_objective(one, chosen) for one in used],
        missing=missing,
    )
    lacking = ~excluded
    lacking[matrix.alternatives.to_numpy()] = False
    return CellMatrix(matrix, used, excluded, lacking, left_out)


def score_cells(
    ready: CellMatrix,
    weighting: Weighting | None = None,
    approach: Approach | None = None,
    *,
    progress: Progress = silent,
) -> CellScores:
    """Return the cells weighed and ranked.

    Parameters
    ----------
    ready
        From `cell_matrix`.
    weighting, approach
        As in `compare_alternatives`.
    progress
        As in `scores`.

    Raises
    ------
    ParameterError
        As in `weights_by` and `scores`.
    """
    chosen = approach or Approach()
    shares, ahp = weights_by(weighting or Weighting(), ready.matrix)
    if chosen.method == "promethee2" and chosen.preference == Preference():
        found: NDArray[np.float64] = ready.net_flows @ shares
    else:
        found = scores(ready.matrix, shares, chosen, progress=progress)
    compared = ready.matrix.alternatives.to_numpy()
    score = np.full(len(ready.excluded), np.nan)
    score[compared] = found
    rank = np.full(len(score), NOT_RANKED, dtype=np.int64)
    rank[compared] = competition_ranks(found, lower_is_better=chosen.lower_is_better)
    weights = dict(zip(ready.matrix.criteria, shares.tolist(), strict=True))
    return CellScores(chosen, weights, ahp, score, rank)


def cell_contributions(ready: CellMatrix, scored: CellScores, cell: int) -> NDArray[np.float64] | None:
    """Return what each criterion adds to a cell's score, shape (k,); None for a cell that is not compared."""
    row = np.flatnonzero(ready.matrix.alternatives.to_numpy() == cell)
    if not len(row):
        return None
    shares = np.array(list(scored.weights.values()))
    values = ready.matrix.row(int(row[0]))[None, :]
    found: NDArray[np.float64] = contributions(ready.matrix, shares, scored.approach, rows=values)[0]
    return found


def _require_cells(cells: Cells) -> None:
    if not len(cells):
        raise ParameterError(Problem("no_alternatives", "cells"))
