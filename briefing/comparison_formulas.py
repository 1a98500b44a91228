"""A weighted sum as formulas of a spreadsheet, each with the number that it gives, so that both always agree.

Numbers follow `analysis.siting.scaling` and `analysis.siting.decision`; the tests hold both against them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analysis.siting.matrix import CONSTANT_SHARE
from analysis.siting.value import Breakpoints, Gaussian, Linear, Logistic, Step, ValueFunction
from briefing.comparison import ComparedAlternative, ComparedCriterion, Comparison

TIE: Final = 1e-12
"""Scores closer than this share a rank."""


@dataclass(frozen=True)
class Parameters:
    """What a value function is computed from: its kind, and the values and worths that stand on the sheet."""

    kind: str
    values: tuple[float, ...]
    worths: tuple[float, ...] = ()


def parameters_of(function: ValueFunction | None) -> Parameters | None:
    """Return the parameters of a value function.

    Raises
    ------
    TypeError
        If it is of an unknown kind.
    """
    if function is None:
        return None
    if isinstance(function, Linear):
        return Parameters("linear", (function.worst, function.best))
    if isinstance(function, Step):
        return Parameters("step", (function.threshold,))
    if isinstance(function, Gaussian):
        return Parameters("gaussian", (function.ideal, function.spread))
    if isinstance(function, Logistic):
        return Parameters("logistic", (function.midpoint, function.scale))
    if isinstance(function, Breakpoints):
        return Parameters("breakpoints", function.at, function.worth)
    raise TypeError(f"{type(function).__name__} has no formula")


def worth_formula(criterion: ComparedCriterion, x: str, values: list[str], worths: list[str]) -> str:
    """Return the formula of what a raw value counts before it is normalised.

    Parameters
    ----------
    criterion
        With a value function or an ideal value; else the raw value itself.
    x
        Cell of the raw value.
    values, worths
        Cells of the parameters; for an ideal value, its cell.
    """
    function = criterion.value
    if function is None:
        return f"=ABS({x}-{values[0]})" if criterion.objective == "ideal" else f"={x}"
    if isinstance(function, Linear):
        worst, best = values[:2]
        return f"=(MIN(MAX({x},MIN({worst},{best})),MAX({worst},{best}))-{worst})/({best}-{worst})"
    if isinstance(function, Step):
        return f"=IF({x}{'>=' if function.sense == 'max' else '<='}{values[0]},1,0)"
    if isinstance(function, Gaussian):
        return f"=EXP(-0.5*(({x}-{values[0]})/{values[1]})^2)"
    if isinstance(function, Logistic):
        ahead = f"({x}-{values[0]})" if function.sense == "max" else f"({values[0]}-{x})"
        return f"=0.5+0.5*TANH(0.5*{ahead}/{values[1]})"
    steps = [
        f"({worths[i + 1]}-{worths[i]})*MIN(MAX(({x}-{values[i]})/({values[i + 1]}-{values[i]}),0),1)"
        for i in range(len(values) - 1)
    ]
    return "=" + "+".join([worths[0], *steps])


def normalised_formula(x: str, low: str, high: str, divisor: str, *, normalisation: str, more: bool) -> str:
    """Return the formula of a normalised value; 0 for a criterion on which all are equal.

    Parameters
    ----------
    x, low, high, divisor
        Cells of the value, and of the criterion's smallest and largest value and divisor.
    normalisation
        ``minmax``, ``vector`` or ``sum``.
    more
        Whether more is better.
    """
    flat = f"{high}-{low}<={CONSTANT_SHARE:.0E}*MAX(ABS({high}),ABS({low}))"
    if normalisation == "vector":
        found = f"{x}/{divisor}" if more else f"1-{x}/{divisor}"
    elif normalisation == "sum":
        found = f"{x}/{divisor}" if more else f"1/{x}/{divisor}"
    else:
        found = f"({x}-{low})/({high}-{low})" if more else f"({high}-{x})/({high}-{low})"
    return f"=IF({flat},0,{found})"


def divisor_formula(cells: str, *, normalisation: str, more: bool) -> str | None:
    """Return the formula of what values are divided by; None where it is the range."""
    if normalisation == "vector":
        return f"=SQRT(SUMSQ({cells}))"
    if normalisation == "sum":
        return f"=SUM({cells})" if more else f"=SUMPRODUCT(1/{cells})"
    return None


@dataclass(frozen=True, eq=False)
class Computed:
    """The numbers behind the formulas: of the compared alternatives, the best first.

    `worth`, `normalised` have shape (n, k); `low`, `high`, `divisor`, `share` shape (k,), `divisor` NaN where there is
    none; `score`, `rank` shape (n,).
    """

    worth: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    divisor: NDArray[np.float64]
    share: NDArray[np.float64]
    normalised: NDArray[np.float64]
    score: NDArray[np.float64]
    rank: NDArray[np.int64]


def computed(found: Comparison, normalisation: str) -> Computed:
    """Return the weighted sum step by step, as the formulas compute it."""
    worth = np.array([[_worth(found, row, place) for place in range(len(found.criteria))] for row in found.compared])
    more = np.array([counts_more(one) for one in found.criteria])
    low, high = worth.min(axis=0), worth.max(axis=0)
    flat = high - low <= CONSTANT_SHARE * np.maximum(np.abs(high), np.abs(low))
    divisor = np.full(len(more), np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        if normalisation == "vector":
            divisor = np.sqrt((worth**2).sum(axis=0))
            scaled = np.where(more, worth / divisor, 1 - worth / divisor)
        elif normalisation == "sum":
            divisor = np.where(more, worth.sum(axis=0), (1 / worth).sum(axis=0))
            scaled = np.where(more, worth / divisor, 1 / worth / divisor)
        else:
            scaled = np.where(more, worth - low, high - worth) / (high - low)
    scaled = np.where(flat, 0.0, scaled)
    weights = np.array([one.weight for one in found.criteria])
    share = weights / weights.sum() if weights.sum() > 0 else np.zeros(len(weights))
    score = scaled @ share
    rank = 1 + (score[None, :] > score[:, None] + TIE).sum(axis=1)
    return Computed(worth, low, high, divisor, share, scaled, score, rank)


def counts_more(criterion: ComparedCriterion) -> bool:
    """Return whether more of what a criterion counts is better: worth is, a distance to an ideal value is not."""
    return criterion.value is not None or criterion.objective == "max"


def _worth(found: Comparison, row: ComparedAlternative, place: int) -> float:
    criterion, filled, raw = found.criteria[place], dict(row.filled), row.raw[place]
    if place in filled or raw is None:
        return filled.get(place, math.nan)
    if criterion.value is not None:
        return float(criterion.value(raw))
    return raw if criterion.ideal is None else abs(raw - criterion.ideal)
