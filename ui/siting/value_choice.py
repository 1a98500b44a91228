"""Value functions as the page chooses them: kinds, their parameters, what they start from, and the points of a plot."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.errors import ParameterError, Problem
from analysis.siting.comparison import CriterionChoice
from analysis.siting.comparison_json import MOST_POINTS
from analysis.siting.criterion import Criterion
from analysis.siting.value import (
    Breakpoints,
    Gaussian,
    Linear,
    Logistic,
    Sense,
    Step,
    ValueFunction,
    fitted_linear,
    fitted_tent,
)

DEFAULT: Final = "default"
KINDS: Final = (DEFAULT, "linear", "step", "gaussian", "logistic", "breakpoints")
PARAMETERS: Final[dict[str, tuple[str, ...]]] = {
    "linear": ("worst", "best"),
    "step": ("threshold",),
    "gaussian": ("ideal", "spread"),
    "logistic": ("midpoint", "scale"),
}
"""Numbers of each kind, in the criterion's unit; `step` and `logistic` have a sense as well."""

MAKE: Final[dict[str, Any]] = {"linear": Linear, "step": Step, "gaussian": Gaussian, "logistic": Logistic}
POINTS: Final = 121
MOST_IN_RUG: Final = 2_000
_ROOM: Final = 0.08


def kind_of(value: ValueFunction | None) -> str:
    """Return the code of a value function's kind."""
    if isinstance(value, Breakpoints):
        return "breakpoints"
    return next((kind for kind, make in MAKE.items() if isinstance(value, make)), DEFAULT)


def started(kind: str, choice: CriterionChoice, values: NDArray[np.float64]) -> ValueFunction | None:
    """Return a value function of a kind as it starts: from the values that occur, in the direction of the objective.

    None for the default, and for a straight line where all values are the same.
    """
    known = values[np.isfinite(values)]
    low, high = (float(known.min()), float(known.max())) if known.size else (0.0, 1.0)
    if low == high:
        low, high = low - 0.5, high + 0.5
    middle = float(np.median(known)) if known.size else 0.5
    low, middle, high = _tidy(low, middle, high)
    sense: Sense = "min" if choice.objective == "min" else "max"
    worst, best = (high, low) if sense == "min" else (low, high)
    if kind == "linear":
        return Linear(worst, best)
    if kind == "step":
        return Step(middle, sense)
    if kind == "gaussian":
        return Gaussian(middle if choice.ideal is None else choice.ideal, (high - low) / 4)
    if kind == "logistic":
        return Logistic(middle, (high - low) / 8, sense)
    if kind == "breakpoints":
        ends = (1.0, 0.0) if sense == "min" else (0.0, 1.0)
        return Breakpoints((low, high), ends)
    return None


def _tidy(low: float, middle: float, high: float) -> tuple[float, float, float]:
    """Return the numbers with four figures, which a reader can change, unless that would make two the same."""
    short = [float(f"{value:.4g}") for value in (low, middle, high)]
    return (short[0], short[1], short[2]) if short[0] < short[2] else (low, middle, high)


def default_function(
    choice: CriterionChoice, values: NDArray[np.float64], kept: NDArray[np.bool_]
) -> ValueFunction | None:
    """Return what the default amounts to with min-max normalisation: the line over the values that are compared."""
    if choice.objective == "ideal":
        return fitted_tent(values[kept], choice.ideal if choice.ideal is not None else 0.0)
    return fitted_linear(values[kept], choice.objective)


def within(choice: CriterionChoice, values: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return which values there are and keep to the criterion's limit."""
    found: NDArray[np.bool_] = np.isfinite(values)
    limit = choice.threshold
    if limit is not None and limit.minimum is not None:
        found &= values >= limit.minimum
    if limit is not None and limit.maximum is not None:
        found &= values <= limit.maximum
    return found


def changed(value: ValueFunction, **numbers: Any) -> ValueFunction:  # noqa: ANN401 - of its parameters
    """Return a value function with another parameter.

    Raises
    ------
    ParameterError
        What is wrong with it.
    """
    kind = kind_of(value)
    given = {name: getattr(value, name) for name in PARAMETERS[kind]}
    if kind in ("step", "logistic"):
        given["sense"] = value.sense  # type: ignore[attr-defined]  # both have one
    made: ValueFunction = MAKE[kind](**(given | numbers))
    return made


def points_text(value: Breakpoints) -> str:
    """Return breakpoints as the reader types them: ``0: 0, 10: 0.5``."""
    return ", ".join(f"{at:.10g}: {worth:.10g}" for at, worth in zip(value.at, value.worth, strict=True))


def points_from(typed: str) -> Breakpoints:
    """Return the breakpoints that somebody typed; Chinese punctuation and semicolons are understood.

    Raises
    ------
    ParameterError
        ``too_long`` for more points than a comparison may keep; ``breakpoints_typed`` for each piece that is no pair of
        numbers; as in `Breakpoints`.
    """
    plain = typed.translate(str.maketrans("，；：;、\n", ",,:,,,"))
    pieces = [piece.strip() for piece in plain.split(",") if piece.strip()]
    if len(pieces) > MOST_POINTS:
        raise ParameterError(Problem("too_long", "Breakpoints", {"n": len(pieces), "allowed": MOST_POINTS}))
    pairs, problems = [], []
    for piece in pieces:
        at, _, worth = piece.partition(":")
        try:
            pairs.append((float(at), float(worth)))
        except ValueError:
            problems.append(Problem("breakpoints_typed", "Breakpoints", {"value": piece[:40]}))
    if problems:
        raise ParameterError(*problems)
    return Breakpoints(tuple(at for at, _ in pairs), tuple(worth for _, worth in pairs))


def curve(value: ValueFunction | None, values: NDArray[np.float64], also: Sequence[float] = ()) -> pd.DataFrame:
    """Return points of a value function to draw, `x` and `worth`, over the values that occur and its own parameters.

    Parameters
    ----------
    value
        None draws nothing: no points, but the range stays.
    values
        Of the alternatives.
    also
        Further values that the range takes in, such as limits.
    """
    known = values[np.isfinite(values)]
    marks = [*map(float, known), *also, *_own_marks(value)]
    if not marks or value is None:
        return pd.DataFrame({"x": [], "worth": []}, dtype=float)
    low, high = min(marks), max(marks)
    room = (high - low) * _ROOM or 0.5
    x = np.linspace(low - room, high + room, POINTS)
    x = np.unique(np.concatenate([x, *_corners(value)]))
    return pd.DataFrame({"x": x, "worth": value(x)})


def _own_marks(value: ValueFunction | None) -> list[float]:
    """Return the values at which a function's shape is decided."""
    if isinstance(value, Linear):
        return [value.worst, value.best]
    if isinstance(value, Step):
        return [value.threshold]
    if isinstance(value, Gaussian):
        return [value.ideal - 2 * value.spread, value.ideal + 2 * value.spread]
    if isinstance(value, Logistic):
        return [value.midpoint - 3 * value.scale, value.midpoint + 3 * value.scale]
    return list(value.at) if isinstance(value, Breakpoints) else []


def _corners(value: ValueFunction) -> list[NDArray[np.float64]]:
    """Return where the line turns sharply, so that the plot does not round it off."""
    if isinstance(value, Linear | Breakpoints):
        return [np.array(_own_marks(value), dtype=float)]
    if isinstance(value, Step):
        at = value.threshold
        return [np.array([np.nextafter(at, -np.inf), at, np.nextafter(at, np.inf)])]
    return []


def against_objective(choice: CriterionChoice) -> bool:
    """Whether a chosen value function contradicts the criterion's objective: it falls where more is better, or so."""
    if choice.value is None or choice.objective == "ideal" or choice.value.direction == "ideal":
        return False
    return choice.value.direction != choice.objective


def raw_values(criterion: Criterion, raw: pd.DataFrame | None) -> NDArray[np.float64]:
    """Return the alternatives' values of a criterion; none while nothing is compared."""
    if raw is None or criterion.id not in raw:
        return np.zeros(0)
    return np.asarray(raw[criterion.id].to_numpy(dtype=float), dtype=np.float64)
