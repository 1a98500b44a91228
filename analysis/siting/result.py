"""Compared alternatives: criteria with their limits and value functions, weights, ranking, and how safe the winner is.

The raw values of the criteria are computed once (`criteria_table`). Everything that follows takes milliseconds for
ten alternatives, so that a weight can be moved by hand; the tests of the winner take longer and stand apart.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.errors import ParameterError, Problem
from analysis.progress import Progress, part_of, silent
from analysis.siting.ahp import Ahp
from analysis.siting.alternatives import Alternatives
from analysis.siting.approach import Approach
from analysis.siting.criteria_table import CriteriaTable
from analysis.siting.criterion import Criterion
from analysis.siting.decision import Ranking, rank
from analysis.siting.matrix import DecisionMatrix, MissingPolicy, decision_matrix
from analysis.siting.position_draws import criteria_of_draws
from analysis.siting.safety import Robustness, robustness
from analysis.siting.settings import DEFAULT_SETTINGS, CriterionSettings
from analysis.siting.surroundings import Surroundings
from analysis.siting.thresholds import Threshold, excluded_by
from analysis.siting.value import ValueFunction
from analysis.siting.weighting import Weighting, weights_by

MANY: Final = 200
"""Above so many alternatives positions are not redrawn, and ranks under drawn weights are told of the best only."""

POSITION_DRAWS: Final = 100
NO_VALUE: Final = "no_value"
"""Reason code of a criterion that has a value for no alternative."""

_NONE: Mapping[str, object] = MappingProxyType({})


@dataclass(frozen=True, eq=False)
class SiteAnswer:
    """Compared alternatives.

    Parameters
    ----------
    alternatives, table
        All of them, with their raw values.
    broken
        For each alternative the criteria whose limit excludes it.
    thresholds
        Criterion id -> limit that was set.
    values
        Criterion id -> value function that was chosen: the matrix then holds what its raw values are worth, 0 to 1.
    objectives, ideals
        Of each criterion that is compared by, as they were used.
    weights
        Criterion id -> share, in the order of the matrix.
    ahp
        None unless the weights come from comparisons in pairs.
    matrix, ranking
        Of those that were compared.
    left_out
        Criterion id -> reason code.
    caveats
        Criterion id -> codes.
    missing
        What was done with a missing value.
    """

    alternatives: Alternatives
    table: CriteriaTable
    broken: tuple[tuple[str, ...], ...]
    thresholds: Mapping[str, Threshold]
    values: Mapping[str, ValueFunction]
    objectives: Mapping[str, str]
    ideals: Mapping[str, float]
    weights: Mapping[str, float]
    ahp: Ahp | None
    matrix: DecisionMatrix
    ranking: Ranking
    left_out: Mapping[str, str]
    caveats: Mapping[str, tuple[str, ...]]
    missing: MissingPolicy

    @property
    def used(self) -> tuple[Criterion, ...]:
        """The criteria of the matrix, in its order."""
        return tuple(one for one in self.table.criteria if one.id in self.weights)


def compare_alternatives(
    alternatives: Alternatives,
    table: CriteriaTable,
    *,
    weighting: Weighting | None = None,
    thresholds: Mapping[str, Threshold] = _NONE,  # type: ignore[assignment]  # empty
    values: Mapping[str, ValueFunction] = _NONE,  # type: ignore[assignment]  # empty
    approach: Approach | None = None,
    missing: MissingPolicy = "exclude",
    keep_empty: bool = False,
) -> SiteAnswer:
    """Return alternatives compared by all criteria of a table.

    Parameters
    ----------
    alternatives, table
        From `criteria_table`, or the part of it that `table_of` returns.
    weighting
        Equal weights if None.
    thresholds
        Criterion id -> limit; an alternative beyond it is excluded before anything is weighed. Those of criteria that
        are not compared by do not count.
    values
        Criterion id -> value function. Its criterion is compared by what the raw values are worth, more being better;
        the others by their raw values. Either is then normalised as the approach says.
    approach
        Weighted sum with ``minmax`` if None.
    missing
        As in `decision_matrix`; looked at among the alternatives that keep every limit.
    keep_empty
        Whether a criterion without any value is an error; otherwise it is left out (``no_value``).

    Returns
    -------
    SiteAnswer
        One alternative, or alternatives that are all equal, all rank first.

    Raises
    ------
    ParameterError
        ``no_criterion`` if none is left, ``no_alternative_within_limits``, ``no_value_within_limits`` for each
        criterion on which those that keep the limits have no value; as in `decision_matrix`, `weights_by` and `rank`.
    """
    used, left_out = _used(table, keep_empty=keep_empty)
    names = {one.id for one in used}
    limits = {name: one for name, one in thresholds.items() if name in names}
    worths = {name: one for name, one in values.items() if name in names}
    broken = excluded_by(table.raw, limits, n=len(alternatives))
    matrix = _matrix(table, used, worths, broken, missing)
    shares, ahp = weights_by(weighting or Weighting(), matrix)
    return SiteAnswer(
        alternatives=alternatives,
        table=table,
        broken=broken,
        thresholds=limits,
        values=worths,
        objectives={one.id: one.objective for one in used},
        ideals={one.id: one.ideal for one in used if one.objective == "ideal" and one.ideal is not None},
        weights=dict(zip(matrix.criteria, shares.tolist(), strict=True)),
        ahp=ahp,
        matrix=matrix,
        ranking=rank(matrix, shares, approach),
        left_out=left_out,
        caveats={one.id: table.caveats[one.id] for one in used},
        missing=missing,
    )


def safety_of_winner(
    answer: SiteAnswer,
    around: Surroundings,
    rng: np.random.Generator,
    *,
    settings: CriterionSettings = DEFAULT_SETTINGS,
    draws: int = 1000,
    progress: Progress = silent,
) -> Robustness:
    """Return how safe the winner of a comparison is.

    Parameters
    ----------
    answer
        From `compare_alternatives`.
    around, settings
        Those that its table was computed with. Up to 200 alternatives are redrawn within their position uncertainty,
        if any states one.
    rng, draws, progress
        As in `robustness`.

    Raises
    ------
    ParameterError
        As in `robustness`.
    """
    drawn = _drawn_values(answer, around, settings, rng, part_of(progress, 0, 0.3))
    shares = np.array(list(answer.weights.values()))
    return robustness(
        answer.matrix,
        shares,
        rng,
        approach=answer.ranking.approach,
        draws=draws,
        drawn_values=drawn,
        progress=part_of(progress, 0.3, 1),
    )


def table_of(table: CriteriaTable, criteria: Sequence[Criterion]) -> CriteriaTable:
    """Return some criteria of a table, with these objectives; nothing is computed anew.

    Parameters
    ----------
    table
        With the raw values of all of them.
    criteria
        Those of the table, their objective and ideal changed where wanted (`with_objective`). One that the table left
        out stays left out, with its reason.
    """
    known = {one.id for one in table.criteria}
    kept = tuple(one for one in criteria if one.id in known)
    names = [one.id for one in kept]
    asked = {one.id for one in criteria}
    return CriteriaTable(
        raw=table.raw[names],
        criteria=kept,
        left_out={name: reason for name, reason in table.left_out.items() if name in asked},
        caveats={name: table.caveats[name] for name in names},
        uncertainty_m={name: table.uncertainty_m[name] for name in names},
    )


def with_objective(criterion: Criterion, objective: Literal["max", "min", "ideal"], ideal: float | None) -> Criterion:
    """Return a criterion with another objective; `ideal` is the best value where the objective is ``ideal``."""
    return replace(criterion, objective=objective, ideal=ideal)


def _used(table: CriteriaTable, *, keep_empty: bool) -> tuple[list[Criterion], dict[str, str]]:
    """Return the criteria to compare by, and the reasons of the others."""
    left_out = dict(table.left_out)
    empty = table.raw.isna().all()
    if not keep_empty:
        left_out |= {name: NO_VALUE for name in table.raw.columns if empty[name]}
    used = [criterion for criterion in table.criteria if criterion.id not in left_out]
    if not used:
        raise ParameterError(Problem("no_criterion", ", ".join(left_out) or "criteria"))
    return used, left_out


def _matrix(
    table: CriteriaTable,
    used: Sequence[Criterion],
    values: Mapping[str, ValueFunction],
    broken: Sequence[tuple[str, ...]],
    missing: MissingPolicy,
) -> DecisionMatrix:
    """Return the alternatives that keep every limit; what is missing is looked at among them only."""
    kept = np.array([not names for names in broken], dtype=bool)
    if not kept.any():
        raise ParameterError(Problem("no_alternative_within_limits", "alternatives", {"n": len(kept)}))
    names = [criterion.id for criterion in used]
    empty = table.raw.loc[kept, names].isna().all() & table.raw[names].notna().any()
    if empty.any():
        n = {"n": int(kept.sum())}
        raise ParameterError(*(Problem("no_value_within_limits", name, n) for name in names if empty[name]))
    raw = table.raw.loc[kept, names].to_numpy()
    worth = worth_of(raw, used, values)
    objectives = [decision_objective(criterion, values) for criterion in used]
    return decision_matrix(table.raw.index[kept], names, worth, objectives=objectives, missing=missing)


def worth_of(
    raw: NDArray[np.float64], used: Sequence[Criterion], values: Mapping[str, ValueFunction]
) -> NDArray[np.float64]:
    """Return the raw values, shape (..., k), with those of a criterion that has a value function as their worth."""
    if not values:
        return raw
    worth = raw.copy()
    for place, criterion in enumerate(used):
        if criterion.id in values:
            worth[..., place] = values[criterion.id](raw[..., place])
    return worth


def decision_objective(criterion: Criterion, values: Mapping[str, ValueFunction]) -> Literal["max", "min"] | float:
    """Return how a decision matrix is told: the ideal value stands for the objective of that name."""
    if criterion.id in values:
        return "max"
    if criterion.objective == "ideal":
        return math.nan if criterion.ideal is None else criterion.ideal
    return criterion.objective


def _drawn_values(
    answer: SiteAnswer,
    around: Surroundings,
    settings: CriterionSettings,
    rng: np.random.Generator,
    progress: Progress,
) -> NDArray[np.float64] | None:
    """Return the compared criteria at redrawn positions; None for many alternatives, or where none has a position."""
    used, matrix = answer.used, answer.matrix
    if len(matrix.alternatives) > MANY or not any(criterion.positioned for criterion in used):
        return None
    drawn = criteria_of_draws(
        answer.alternatives,
        around,
        rng,
        draws=POSITION_DRAWS,
        criteria=used,
        settings=settings,
        progress=progress,
    )
    if not any(drawn.moved.values()) or [one.id for one in drawn.criteria] != list(matrix.criteria):
        return None
    rows = pd.Index(answer.alternatives.ids).get_indexer(matrix.alternatives)
    found = worth_of(drawn.raw[:, rows, :], used, answer.values)
    for place, objective in enumerate(decision_objective(one, answer.values) for one in used):
        if not isinstance(objective, str):
            found[:, :, place] = np.abs(found[:, :, place] - objective)
    return found if np.isfinite(found).all() else None
