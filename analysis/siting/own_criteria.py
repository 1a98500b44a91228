"""The user's own columns as criteria."""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.checks import choice_problems
from analysis.errors import ParameterError, Problem
from analysis.siting.criterion import OWN_COLUMN, Criterion, Places
from analysis.siting.settings import CriterionSettings
from analysis.siting.surroundings import Surroundings
from analysis.siting.value import Objective


def own_criteria(
    columns: pd.DataFrame, objectives: Mapping[str, Objective], *, ideals: Mapping[str, float] | None = None
) -> tuple[Criterion, ...]:
    """Return the user's own columns as criteria, as they stand.

    Parameters
    ----------
    columns
        As `Alternatives.columns`.
    objectives
        Column -> objective.
    ideals
        Column -> best value, for those whose objective is ``ideal``.

    Raises
    ------
    ParameterError
        ``missing_field``, ``wrong_type`` for a column that is not numeric, ``unknown_choice`` for an objective,
        ``ideal_missing``; all at once.
    """
    best = dict(ideals or {})
    problems = [problem for name in objectives for problem in _own_problems(columns, name, objectives[name], best)]
    if problems:
        raise ParameterError(*problems)
    return tuple(_own(name, objective, best.get(name)) for name, objective in objectives.items())


def _own(name: str, objective: Objective, ideal: float | None) -> Criterion:
    def compute(places: Places, _around: Surroundings, _settings: CriterionSettings) -> NDArray[np.float64]:
        return np.asarray(places.columns[name].astype(float).to_numpy(na_value=np.nan), dtype=np.float64)

    return Criterion(name, "", objective, (), (), compute, caveats=(OWN_COLUMN,), ideal=ideal, positioned=False)


def _own_problems(columns: pd.DataFrame, name: str, objective: str, ideals: Mapping[str, float]) -> list[Problem]:
    problems = []
    if name not in columns:
        problems.append(Problem("missing_field", "alternatives", {"field": name}))
    elif not pd.api.types.is_numeric_dtype(columns[name]):
        problems.append(
            Problem(
                "wrong_type", "alternatives", {"field": name, "value": str(columns[name].iloc[0]), "type": "number"}
            )
        )
    problems += choice_problems(name, objective, get_args(Objective))
    if objective == "ideal" and not np.isfinite(ideals.get(name, np.nan)):
        problems.append(Problem("ideal_missing", name))
    return problems
