"""Value functions: what a raw value of a criterion is worth, from 0 (worst) to 1 (best)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, Protocol, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.checks import choice_problems
from analysis.errors import ParameterError, Problem

Objective = Literal["max", "min", "ideal"]
"""More is better, less is better, or the nearer to an ideal value the better."""

Sense = Literal["max", "min"]


class ValueFunction(Protocol):
    """Worth of raw values, between 0 and 1."""

    @property
    def direction(self) -> Objective:
        """Whether it rises (``max``), falls (``min``) or does both (``ideal``)."""

    def __call__(self, values: ArrayLike) -> NDArray[np.float64]:
        """Return the worth of each value, in the same shape; NaN stays NaN, infinity takes the limit."""


@dataclass(frozen=True)
class Linear:
    """A straight line from 0 at `worst` to 1 at `best`, flat beyond both.

    Parameters
    ----------
    worst, best
        In the criterion's unit; `worst` may be the larger: then less is better.

    Raises
    ------
    ParameterError
        ``value_function_not_finite`` for each end, and for their difference; ``value_ends_equal``.
    """

    worst: float
    best: float

    def __post_init__(self) -> None:
        problems = _not_finite(self, worst=self.worst, best=self.best)
        problems = problems or _not_finite(self, best=self.best - self.worst)
        if self.worst == self.best:
            problems.append(Problem("value_ends_equal", "Linear", {"value": self.worst}))
        _raise(problems)

    @property
    def direction(self) -> Objective:
        """``max`` if the best value is the larger one."""
        return "max" if self.best > self.worst else "min"

    def __call__(self, values: ArrayLike) -> NDArray[np.float64]:
        """Return the worth of each value."""
        low, high = min(self.worst, self.best), max(self.worst, self.best)
        # Held between the ends first, so that no value is too large for the division.
        along = (np.clip(np.asarray(values, dtype=float), low, high) - self.worst) / (self.best - self.worst)
        return np.asarray(along, dtype=np.float64)


@dataclass(frozen=True)
class Step:
    """All or nothing: 1 at the threshold and on its good side, 0 on the other.

    Parameters
    ----------
    threshold
        In the criterion's unit.
    sense
        ``max``: at least the threshold is good; ``min``: at most.

    Raises
    ------
    ParameterError
        ``value_function_not_finite``, ``unknown_choice``.
    """

    threshold: float
    sense: Sense = "max"

    def __post_init__(self) -> None:
        _raise(_not_finite(self, threshold=self.threshold) + choice_problems("sense", self.sense, get_args(Sense)))

    @property
    def direction(self) -> Objective:
        """The sense."""
        return self.sense

    def __call__(self, values: ArrayLike) -> NDArray[np.float64]:
        """Return the worth of each value."""
        raw = np.asarray(values, dtype=float)
        good = raw >= self.threshold if self.sense == "max" else raw <= self.threshold
        return np.where(np.isnan(raw), np.nan, good.astype(float))


@dataclass(frozen=True)
class Gaussian:
    """A bell around an ideal value: 1 there, exp(-1/2) at one `spread` from it on either side.

    Parameters
    ----------
    ideal, spread
        In the criterion's unit; the spread positive.

    Raises
    ------
    ParameterError
        ``value_function_not_finite``, ``value_not_positive``.
    """

    ideal: float
    spread: float

    def __post_init__(self) -> None:
        problems = _not_finite(self, ideal=self.ideal, spread=self.spread)
        _raise(problems + _not_positive(self, spread=self.spread))

    @property
    def direction(self) -> Objective:
        """``ideal``."""
        return "ideal"

    def __call__(self, values: ArrayLike) -> NDArray[np.float64]:
        """Return the worth of each value."""
        with np.errstate(over="ignore"):  # far away: squares to infinity, worth 0
            away = (np.asarray(values, dtype=float) - self.ideal) / self.spread
            worth: NDArray[np.float64] = np.exp(-0.5 * away * away)
        return worth


@dataclass(frozen=True)
class Logistic:
    """An S-shaped curve: 1/2 at the midpoint, 0.73 one `scale` further on the good side, 0.95 at three.

    Parameters
    ----------
    midpoint, scale
        In the criterion's unit; the scale positive.
    sense
        ``max`` rises, ``min`` falls.

    Raises
    ------
    ParameterError
        ``value_function_not_finite``, ``value_not_positive``, ``unknown_choice``.
    """

    midpoint: float
    scale: float
    sense: Sense = "max"

    def __post_init__(self) -> None:
        problems = _not_finite(self, midpoint=self.midpoint, scale=self.scale)
        _raise(problems + _not_positive(self, scale=self.scale) + choice_problems("sense", self.sense, get_args(Sense)))

    @property
    def direction(self) -> Objective:
        """The sense."""
        return self.sense

    def __call__(self, values: ArrayLike) -> NDArray[np.float64]:
        """Return the worth of each value."""
        with np.errstate(over="ignore"):
            ahead = (np.asarray(values, dtype=float) - self.midpoint) / self.scale
        # By the hyperbolic tangent, which cannot overflow.
        worth: NDArray[np.float64] = 0.5 + 0.5 * np.tanh(0.5 * (ahead if self.sense == "max" else -ahead))
        return worth


@dataclass(frozen=True)
class Breakpoints:
    """The user's own line: straight between the points given, flat before the first and after the last.

    Parameters
    ----------
    at
        Values in the criterion's unit, each larger than the one before; at least two.
    worth
        What each is worth, from 0 to 1.

    Raises
    ------
    ParameterError
        ``breakpoints_uneven`` (fewer than two, or not as many of one as of the other), ``value_function_not_finite``,
        ``breakpoints_unordered``, ``out_of_range``; all at once.
    """

    at: tuple[float, ...]
    worth: tuple[float, ...]

    def __post_init__(self) -> None:
        problems = _not_finite(self, **{f"at[{place}]": value for place, value in enumerate(self.at)})
        if len(self.at) < 2 or len(self.at) != len(self.worth):
            counts = {"values": len(self.at), "worths": len(self.worth)}
            problems.append(Problem("breakpoints_uneven", "Breakpoints", counts))
        if any(not later > earlier for earlier, later in zip(self.at, self.at[1:], strict=False)):
            values = ", ".join(f"{value:g}" for value in self.at)
            problems.append(Problem("breakpoints_unordered", "Breakpoints", {"values": values}))
        problems += [
            Problem("out_of_range", "Breakpoints", {"field": f"worth[{i}]", "value": y, "minimum": 0, "maximum": 1})
            for i, y in enumerate(self.worth)
            if not 0 <= y <= 1
        ]
        _raise(problems)

    @property
    def direction(self) -> Objective:
        """``max`` if it never falls, ``min`` if it never rises, else ``ideal``."""
        steps = np.diff(self.worth)
        if (steps >= 0).all():
            return "max"
        return "min" if (steps <= 0).all() else "ideal"

    def __call__(self, values: ArrayLike) -> NDArray[np.float64]:
        """Return the worth of each value."""
        raw = np.asarray(values, dtype=float)
        worth: NDArray[np.float64] = np.clip(np.interp(raw, self.at, self.worth), 0.0, 1.0)
        return np.where(np.isnan(raw), np.nan, worth)


def fitted_linear(values: ArrayLike, objective: Sense) -> Linear | None:
    """Return the straight line from the worst to the best value that occurs.

    Parameters
    ----------
    values
        Any shape; values that are not finite do not count.
    objective
        ``max`` or ``min``.

    Returns
    -------
    Linear or None
        None where no two finite values differ: then there is nothing to compare.
    """
    raw = np.asarray(values, dtype=float)
    finite = raw[np.isfinite(raw)]
    if not finite.size or finite.min() == finite.max():
        return None
    low, high = float(finite.min()), float(finite.max())
    return Linear(low, high) if objective == "max" else Linear(high, low)


def fitted_tent(values: ArrayLike, ideal: float) -> Breakpoints | None:
    """Return the line that falls from 1 at an ideal value to 0 at the farthest value that occurs, alike on both sides.

    Parameters
    ----------
    values
        Any shape; values that are not finite do not count.
    ideal
        The best value.

    Returns
    -------
    Breakpoints or None
        None where no finite value differs from the ideal.
    """
    raw = np.asarray(values, dtype=float)
    away = np.abs(raw[np.isfinite(raw)] - ideal)
    if not away.size or away.max() == 0:
        return None
    farthest = float(away.max())
    return Breakpoints((ideal - farthest, ideal, ideal + farthest), (0.0, 1.0, 0.0))


def _raise(problems: list[Problem]) -> None:
    if problems:
        raise ParameterError(*problems)


def _not_finite(function: object, **values: float) -> list[Problem]:
    where = type(function).__name__
    return [
        Problem("value_function_not_finite", where, {"field": name, "value": value})
        for name, value in values.items()
        if not math.isfinite(value)
    ]


def _not_positive(function: object, **values: float) -> list[Problem]:
    where = type(function).__name__
    return [
        Problem("value_not_positive", where, {"field": name, "value": value})
        for name, value in values.items()
        if value <= 0
    ]
