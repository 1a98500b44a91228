"""The decision matrix: what each alternative reaches on each criterion, checked once for every method."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from analysis.checks import choice_problems
from analysis.errors import ParameterError, Problem
from analysis.siting.decision_loops import column_extents

Objective = Literal["max", "min"]
MissingPolicy = Literal["exclude", "worst"]
MISSING_POLICIES: Final[tuple[MissingPolicy, ...]] = ("exclude", "worst")
MISSING_VALUE: Final = "missing_value"
"""Reason code of an alternative that is left out because a criterion has no value for it."""

LARGEST: Final = 1e100
"""Magnitudes above this count as infinite: their squares would be."""

CONSTANT_SHARE: Final = 1e-12
"""A criterion is constant if its range is at most this share of its largest magnitude: below lies only rounding."""

SMALLEST: Final = 1e-300
"""A range below this is none: its reciprocal would be infinite."""


@dataclass(frozen=True, eq=False)
class DecisionMatrix:
    """Alternatives by criteria, every value finite; made by `decision_matrix`.

    Parameters
    ----------
    alternatives
        Unique ids, n of them.
    criteria
        Unique ids, k of them.
    values
        Shape (n, k), each criterion in its own unit; not to be changed afterwards.
    objectives
        ``max`` or ``min`` for each criterion.
    left_out
        Alternatives that were excluded -> the criteria without a value for them.
    filled
        Alternatives that took the worst observed value -> the criteria where they did.
    """

    alternatives: pd.Index
    criteria: tuple[str, ...]
    values: NDArray[np.float64]
    objectives: tuple[Objective, ...]
    left_out: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    filled: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))

    @cached_property
    def extents(self) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
        """Smallest value, largest value and sum of squares of each criterion, shapes (k,); read once and kept."""
        return column_extents(self.values)

    @property
    def maximised(self) -> NDArray[np.bool_]:
        """Whether more is better, shape (k,)."""
        return np.array([objective == "max" for objective in self.objectives], dtype=bool)

    @property
    def constant(self) -> tuple[str, ...]:
        """Criteria on which all alternatives are equal: they contribute nothing under any method."""
        flat = is_constant(*self.extents[:2])
        return tuple(name for name, same in zip(self.criteria, flat, strict=True) if same)

    def row(self, place: int) -> NDArray[np.float64]:
        """Return the values of one alternative, shape (k,)."""
        return np.array(self.values[place])

    def best_row(self) -> NDArray[np.float64]:
        """Return the best value on each criterion, shape (k,)."""
        return np.array(np.where(self.maximised, self.values.max(axis=0), self.values.min(axis=0)))

    def median_row(self) -> NDArray[np.float64]:
        """Return the median on each criterion, shape (k,)."""
        return np.array(np.median(self.values, axis=0))

    def without(self, criterion: str) -> DecisionMatrix:
        """Return the matrix without one criterion; the alternatives stay."""
        kept = [place for place, name in enumerate(self.criteria) if name != criterion]
        return DecisionMatrix(
            self.alternatives,
            tuple(self.criteria[place] for place in kept),
            np.ascontiguousarray(self.values[:, kept]),
            tuple(self.objectives[place] for place in kept),
            self.left_out,
            self.filled,
        )


def decision_matrix(
    alternatives: Sequence[str] | pd.Index,
    criteria: Sequence[str],
    values: ArrayLike,
    *,
    objectives: Sequence[Objective | float],
    missing: MissingPolicy = "exclude",
) -> DecisionMatrix:
    """Return a checked decision matrix.

    Parameters
    ----------
    alternatives, criteria
        Ids of the rows and of the columns.
    values
        Shape (n, k); NaN where a value is missing.
    objectives
        For each criterion ``max``, ``min``, or a number: the ideal value. A criterion with an ideal value becomes the
        distance to it, which is minimised.
    missing
        What to do with a missing value, which is never taken for 0: ``exclude`` leaves the alternative out, ``worst``
        gives it the worst value that was observed on the criterion. Either is named in the result.

    Returns
    -------
    DecisionMatrix
        One alternative, one criterion or constant criteria are allowed; values that need no change are not copied.

    Raises
    ------
    ParameterError
        ``no_criterion``, ``no_alternative``, ``matrix_shape``, ``objectives_missing``, ``duplicate_alternative``,
        ``duplicate_criterion``, ``unknown_choice``, ``bad_ideal``, ``value_not_finite`` (infinite or above 1e100; once
        for each criterion, with how many), ``criterion_without_values``, ``no_alternative_left``; all that can be told
        at once.
    """
    ids, names = pd.Index(alternatives), tuple(criteria)
    raw = np.ascontiguousarray(values, dtype=float)
    _check_frame(ids, names, raw, objectives, missing)
    oriented, kinds = _towards_ideals(raw, objectives)
    whole = DecisionMatrix(ids, names, oriented, kinds)
    if _all_usable(*whole.extents):
        return whole
    unknown = np.isnan(oriented)
    _check_values(ids, names, oriented, unknown, missing)
    if not unknown.any():
        return DecisionMatrix(ids, names, oriented, kinds)
    gaps = _gaps(ids, names, unknown)
    if missing == "exclude":
        kept: NDArray[np.bool_] = ~np.any(unknown, axis=1)
        return DecisionMatrix(ids[kept], names, oriented[kept], kinds, left_out=gaps)
    worst = np.where(np.array(kinds) == "max", np.nanmin(oriented, axis=0), np.nanmax(oriented, axis=0))
    return DecisionMatrix(ids, names, np.where(unknown, worst, oriented), kinds, filled=gaps)


def is_constant(low: NDArray[np.float64], high: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return whether criteria with these smallest and largest values are constant but for rounding."""
    most = np.maximum(np.abs(low), np.abs(high))
    flat: NDArray[np.bool_] = high - low <= np.maximum(CONSTANT_SHARE * most, SMALLEST)
    return flat


def _all_usable(low: NDArray[np.float64], high: NDArray[np.float64], squares: NDArray[np.float64]) -> bool:
    """Return whether no value is missing or too large: a NaN makes its column's sum of squares one."""
    return bool(np.isfinite(squares).all() and max(-low.min(), high.max()) <= LARGEST)


def _towards_ideals(
    raw: NDArray[np.float64], objectives: Sequence[Objective | float]
) -> tuple[NDArray[np.float64], tuple[Objective, ...]]:
    ideals = {place: float(one) for place, one in enumerate(objectives) if not isinstance(one, str)}
    kinds: tuple[Objective, ...] = tuple(one if isinstance(one, str) else "min" for one in objectives)
    if not ideals:
        return raw, kinds
    turned = raw.copy()
    for place, ideal in ideals.items():
        turned[:, place] = np.abs(raw[:, place] - ideal)
    return turned, kinds


def _gaps(ids: pd.Index, names: tuple[str, ...], unknown: NDArray[np.bool_]) -> Mapping[str, tuple[str, ...]]:
    rows = np.flatnonzero(unknown.any(axis=1))
    return MappingProxyType(
        {str(ids[row]): tuple(names[place] for place in np.flatnonzero(unknown[row])) for row in rows.tolist()}
    )


def _check_frame(
    ids: pd.Index,
    names: tuple[str, ...],
    raw: NDArray[np.float64],
    objectives: Sequence[Objective | float],
    missing: str,
) -> None:
    repeated = [] if ids.is_unique else ids[ids.duplicated()].unique()[:10].tolist()
    problems = [Problem("duplicate_alternative", str(one)) for one in repeated]
    problems += [Problem("duplicate_criterion", one) for one in sorted({one for one in names if names.count(one) > 1})]
    if not names:
        problems.append(Problem("no_criterion", "criteria"))
    if not len(ids):
        problems.append(Problem("no_alternative", "alternatives"))
    expected = f"{len(ids)} x {len(names)}"
    if len(objectives) != len(names):
        values = {"given": len(objectives), "expected": len(names)}
        problems.append(Problem("objectives_missing", "objectives", values))
    if raw.shape != (len(ids), len(names)):
        given = " x ".join(str(side) for side in raw.shape)
        problems.append(Problem("matrix_shape", "values", {"given": given, "expected": expected}))
    problems += _choice_problems(names, objectives, missing)
    if problems:
        raise ParameterError(*problems)


def _choice_problems(names: tuple[str, ...], objectives: Sequence[Objective | float], missing: str) -> list[Problem]:
    problems = choice_problems("missing", missing, MISSING_POLICIES)
    for name, one in zip(names, objectives, strict=False):
        if isinstance(one, str):
            problems += choice_problems("objective", one, ("max", "min"), where=name)
        elif not np.isfinite(one):
            problems.append(Problem("bad_ideal", name, {"value": float(one)}))
    return problems


def _check_values(
    ids: pd.Index, names: tuple[str, ...], values: NDArray[np.float64], unknown: NDArray[np.bool_], missing: str
) -> None:
    infinite = np.abs(values) > LARGEST
    problems = [
        Problem(
            "value_not_finite", name, {"n": int(count), "alternative": str(ids[int(np.argmax(infinite[:, place]))])}
        )
        for place, (name, count) in enumerate(zip(names, infinite.sum(axis=0), strict=True))
        if count
    ]
    empty: NDArray[np.bool_] = np.all(unknown, axis=0)
    problems += [
        Problem("criterion_without_values", name) for name, nothing in zip(names, empty, strict=True) if nothing
    ]
    if missing == "exclude" and not empty.any() and unknown.any(axis=1).all():
        problems.append(Problem("no_alternative_left", "alternatives", {"n": len(ids)}))
    if problems:
        raise ParameterError(*problems)
