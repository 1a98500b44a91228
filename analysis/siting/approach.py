"""Which decision method is used, with which normalisation and parameters: checked once, named in every result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.checks import choice_problems
from analysis.errors import ParameterError, Problem
from analysis.siting.matrix import DecisionMatrix
from analysis.siting.scaling import Normalisation

MethodId = Literal["weighted_sum", "topsis", "vikor", "promethee2"]


@dataclass(frozen=True)
class Method:
    """A decision method.

    `normalisations` are those that it takes, its usual one first. VIKOR scales by the range itself; PROMETHEE II
    compares values in their own units, which is called ``none``.
    """

    id: MethodId
    normalisations: tuple[Normalisation, ...]
    lower_is_better: bool = False


METHODS: Final = (
    Method("weighted_sum", ("minmax", "vector", "sum")),
    Method("topsis", ("vector", "minmax", "sum")),
    Method("vikor", ("minmax",), lower_is_better=True),
    Method("promethee2", ("none",)),
)


@dataclass(frozen=True)
class Preference:
    """How PROMETHEE II turns a lead on a criterion into a preference from 0 to 1.

    Parameters
    ----------
    function
        ``usual``: any lead is preferred fully. ``linear`` (V-shape with indifference): none up to the indifference
        threshold, growing evenly to 1 at the preference threshold.
    indifference
        For ``linear``: criterion -> lead in the criterion's unit, 0 where it is not named.
    threshold
        For ``linear``: criterion -> lead in the criterion's unit, above the indifference; every criterion needs one.
    """

    function: Literal["usual", "linear"] = "usual"
    indifference: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    threshold: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))

    def leads(self, criterion: str) -> tuple[float, float]:
        """Return the indifference and the preference threshold of a criterion."""
        return float(self.indifference.get(criterion, 0.0)), float(self.threshold[criterion])


@dataclass(frozen=True)
class Approach:
    """A method with its normalisation and parameters.

    Parameters
    ----------
    method
        Id of one of `METHODS`.
    normalisation
        One of those of the method; its usual one if empty, and then named here.
    majority
        VIKOR's v in [0, 1]: weight of the sum of losses against the largest loss.
    preference
        PROMETHEE II's preference function.

    Raises
    ------
    ParameterError
        ``unknown_choice``, ``bad_majority``; all at once.
    """

    method: MethodId = "weighted_sum"
    normalisation: Normalisation | Literal[""] = ""
    majority: float = 0.5
    preference: Preference = Preference()

    def __post_init__(self) -> None:
        methods = {one.id: one for one in METHODS}
        problems = choice_problems("method", self.method, methods)
        if not problems:
            allowed = methods[self.method].normalisations
            object.__setattr__(self, "normalisation", self.normalisation or allowed[0])
            problems += choice_problems("normalisation", self.normalisation, allowed)
        problems += choice_problems("preference", self.preference.function, ("usual", "linear"))
        if not 0 <= self.majority <= 1:
            problems.append(Problem("bad_majority", "majority", {"value": float(self.majority)}))
        if problems:
            raise ParameterError(*problems)

    @property
    def lower_is_better(self) -> bool:
        """Whether the method's score is a loss."""
        return next(one.lower_is_better for one in METHODS if one.id == self.method)


def approaches() -> tuple[Approach, ...]:
    """Return every method with each of its normalisations, and usual parameters."""
    return tuple(Approach(method.id, one) for method in METHODS for one in method.normalisations)


def check_thresholds(matrix: DecisionMatrix, preference: Preference) -> None:
    """Raise ``bad_threshold`` for each criterion whose thresholds a linear preference cannot take."""
    if preference.function != "linear":
        return
    problems = []
    for name in matrix.criteria:
        low, high = preference.indifference.get(name, 0.0), preference.threshold.get(name, float("nan"))
        if not (np.isfinite(high) and 0 <= low < high):
            problems.append(Problem("bad_threshold", name, {"indifference": float(low), "threshold": float(high)}))
    if problems:
        raise ParameterError(*problems)


def shares_of(weights: ArrayLike, matrix: DecisionMatrix) -> NDArray[np.float64]:
    """Return the weights as shares, shape (k,), in the order of the matrix's criteria.

    Raises
    ------
    ParameterError
        ``weights_shape``, ``bad_weight``, ``weights_all_zero``.
    """
    given = np.asarray(weights, dtype=float)
    if given.shape != (len(matrix.criteria),):
        shape = " x ".join(map(str, given.shape)) or "1"
        raise ParameterError(Problem("weights_shape", "weights", {"given": shape, "expected": len(matrix.criteria)}))
    problems = [
        Problem("bad_weight", "weights", {"component": name, "value": float(value)})
        for name, value in zip(matrix.criteria, given, strict=True)
        if not (np.isfinite(value) and value >= 0)
    ]
    if not problems and given.max() <= 0:
        problems.append(Problem("weights_all_zero", "weights", {"components": ", ".join(matrix.criteria)}))
    if problems:
        raise ParameterError(*problems)
    relative = given / given.max()
    shares: NDArray[np.float64] = relative / relative.sum()
    return shares
