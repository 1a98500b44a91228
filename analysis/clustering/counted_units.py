"""Which units a spatial statistic counts, after a check of everything that such statistics take."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.checks import choice_problems
from analysis.clustering.spatial_weights import SpatialWeights
from analysis.errors import ParameterError, Problem

Alternative = Literal["two-sided", "greater", "less"]

ALPHA = 0.05
MIN_UNITS = 4
"""The variance of Moran's I under randomisation divides by n - 3."""

EQUAL_VALUES = "equal_values"
"""Reason code: all units have the same value, so that none can stand out."""


@dataclass(frozen=True, eq=False)
class Counted:
    """The units that count: with a value, with a neighbour among the others that count."""

    numbers: NDArray[np.float64]
    weights: SpatialWeights
    places: NDArray[np.intp]
    islands: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def equal(self) -> bool:
        """Whether all values are the same."""
        return bool(np.ptp(self.numbers) == 0)


def units_that_count(
    values: pd.Series,
    weights: SpatialWeights,
    permutations: int,
    *,
    alpha: float = ALPHA,
    alternative: str = "two-sided",
) -> Counted:
    """Return the units with a value and a neighbour, after a check of everything that the methods take.

    Raises
    ------
    ParameterError
        ``unknown_choice``, ``bad_alpha``, ``too_few_simulations``, ``unit_unknown``, ``unit_value_infinite``; or
        ``too_few_units``.
    """
    _check(values, weights, permutations, alpha, alternative)
    found = values.reindex(list(weights.units)).to_numpy(dtype=float)
    known = ~np.isnan(found)
    missing = tuple(unit for unit, has in zip(weights.units, known, strict=True) if not has)
    places = np.flatnonzero(known)
    chosen = weights.of(known)
    while (alone := chosen.neighbours == 0).any():  # who loses its only neighbour has none
        places = places[~alone]
        chosen = chosen.of(~alone)
    if len(places) < MIN_UNITS:
        raise ParameterError(Problem("too_few_units", "weights", {"n": len(places), "needed": MIN_UNITS}))
    counts = np.zeros(len(found), dtype=bool)
    counts[places] = True
    islands = tuple(unit for unit, has, in_use in zip(weights.units, known, counts, strict=True) if has and not in_use)
    return Counted(found[places], chosen, places, islands, missing)


def _check(values: pd.Series, weights: SpatialWeights, permutations: int, alpha: float, alternative: str) -> None:
    known = set(weights.units)
    problems = [Problem("unit_unknown", "values", {"unit": str(unit)}) for unit in values.index if unit not in known]
    problems += [
        Problem("unit_value_infinite", str(unit), {"value": str(value)})
        for unit, value in values.items()
        if abs(value) == np.inf
    ]
    if permutations < 1:
        problems.append(Problem("too_few_simulations", "permutations", {"n": permutations, "needed": 1}))
    if not 0 < alpha < 1:
        problems.append(Problem("bad_alpha", "alpha", {"value": alpha}))
    problems += choice_problems("alternative", alternative, get_args(Alternative))
    if problems:
        raise ParameterError(*problems)
