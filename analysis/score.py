"""A score as a glass box: a weighted mean of components, each with its raw value, its transform and its share.

Both analyses make their score here, so that 60 points mean the same thing everywhere: 60 of the 100 points
that the weights share out were earned.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.errors import ParameterError, Problem

FULL_SCORE = 100.0
_ROUNDING = 1e-12
NO_DATA = "no_data"
"""Reason code of a component whose raw or transformed value is not a number."""


@dataclass(frozen=True)
class Component:
    """One part of a score.

    Parameters
    ----------
    id
        Key of its name in the text catalogue.
    raw
        The measured value, in `unit`; NaN where there is no data.
    unit
        Unit code: ``1`` (a share or ratio), ``m``, ``points``.
    transformed
        The raw value on [0, 1], where 1 is best; NaN where there is no data.
    weight
        Its share of the score in [0, 1]; `score` sets it.
    """

    id: str
    raw: float
    unit: str
    transformed: float
    weight: float = 0.0

    @property
    def contribution(self) -> float:
        """Points of 100 that it adds to the score."""
        return FULL_SCORE * self.weight * self.transformed

    @property
    def has_data(self) -> bool:
        """Whether it can count."""
        return not (math.isnan(self.raw) or math.isnan(self.transformed))


@dataclass(frozen=True)
class Score:
    """A score of 0 to 100 with its parts.

    Parameters
    ----------
    value
        Sum of the contributions; None where no component has data.
    low, high
        Interval around `value`; None where none was computed. What it spans is said by whoever computed it.
    components
        Those that count, with their weights as shares that sum to 1.
    left_out
        Component id -> reason code, for those that do not count. They are never taken as zero.
    """

    value: float | None
    low: float | None
    high: float | None
    components: tuple[Component, ...]
    left_out: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


def score(
    components: Iterable[Component],
    *,
    weights: Mapping[str, float] | None = None,
    interval: tuple[float, float] | None = None,
    left_out: Mapping[str, str] | None = None,
) -> Score:
    """Return the weighted mean of the components on 0 to 100.

    Raising a component's transformed value never lowers the score.

    Parameters
    ----------
    components
        Their own `weight` is ignored. Those without data are left out and named.
    weights
        Component id -> weight on any scale; only proportions among the components that exist count. Equal if
        None. A component that `weights` does not name counts as much as the named ones do on average.
    interval
        Low and high, widened to hold the value.
    left_out
        Components that could not be computed, with reason codes.

    Raises
    ------
    ParameterError
        ``transform_out_of_range``, ``duplicate_component``, ``unknown_component``, ``bad_weight``,
        ``weights_all_zero``; all problems at once.

    Notes
    -----
    No component with data gives a score whose value is None.
    """
    given = tuple(components)
    missing = dict(left_out or {}) | {part.id: NO_DATA for part in given if not part.has_data}
    counting = tuple(part for part in given if part.has_data)
    shares = weight_shares([part.id for part in counting], weights=weights, known=missing)
    _check_components(counting)
    weighted = tuple(replace(part, weight=float(share)) for part, share in zip(counting, shares, strict=True))
    if not weighted:
        return Score(None, None, None, (), missing)
    value = min(math.fsum(part.contribution for part in weighted), FULL_SCORE)
    low, high = (min(interval[0], value), max(interval[1], value)) if interval else (None, None)
    return Score(value, low, high, weighted, missing)


def weight_shares(
    ids: Sequence[str], *, weights: Mapping[str, float] | None, known: Iterable[str] = ()
) -> NDArray[np.float64]:
    """Return the weights of these components as shares that sum to 1.

    Parameters
    ----------
    ids
        Components that exist; none gives an empty array.
    weights
        As in `score`.
    known
        Further ids that `weights` may name, although they do not count now.

    Raises
    ------
    ParameterError
        ``unknown_component``, ``bad_weight`` (negative or not finite) or ``weights_all_zero``.
    """
    if not ids:
        return np.zeros(0)
    if not weights:
        return np.full(len(ids), 1 / len(ids))
    _check_weights(weights, known={*ids, *known})
    named = [weights[name] for name in ids if name in weights]
    usual = math.fsum(named) / len(named) if named else 1.0
    relative = np.array([weights.get(name, usual) for name in ids], dtype=float)
    if relative.max() <= 0:
        raise ParameterError(Problem("weights_all_zero", "weights", {"components": ", ".join(ids)}))
    scaled = relative / relative.max()
    shares: NDArray[np.float64] = scaled / scaled.sum()
    return shares


def spread_interval(
    value: float, *, draws: NDArray[np.float64], leave_one_out: NDArray[np.float64]
) -> tuple[float, float]:
    """Return the interval that holds the value, the middle 95 % of the draws, and every leave-one-out value.

    Parameters
    ----------
    value
        The score as measured.
    draws
        Scores under redrawn inputs; may be empty. Their 2.5 % and 97.5 % quantiles count.
    leave_one_out
        Scores without each site in turn; may be empty. Their smallest and largest count, because with a
        dozen sites a quantile of a dozen values would hide the one site that matters.
    """
    bounds = [value, *leave_one_out.tolist()]
    if draws.size:
        bounds += np.quantile(draws, (0.025, 0.975)).tolist()
    return min(bounds), max(bounds)


def weight_sensitivity(of: Score) -> pd.DataFrame:
    """Return what a score would be without each component, and with its weight doubled.

    Parameters
    ----------
    of
        A score; the weights that it was computed with are the starting point.

    Returns
    -------
    DataFrame
        Indexed by `component`, in the score's order; columns `without` and `doubled`, 0 to 100. The other weights keep
        their proportions. `without` is NaN where no other component has a weight. Empty for a score without components.
    """
    weights = np.array([part.weight for part in of.components], dtype=float)
    values = np.array([part.transformed for part in of.components], dtype=float)
    points, others = FULL_SCORE * (weights @ values), weights.sum() - weights
    with np.errstate(divide="ignore", invalid="ignore"):  # nothing is left where one component has all the weight
        without = np.where(others > _ROUNDING, (points - FULL_SCORE * weights * values) / others, np.nan)
    doubled = (points + FULL_SCORE * weights * values) / (weights.sum() + weights)
    index = pd.Index([part.id for part in of.components], name="component", dtype=object)
    columns = {"without": np.clip(without, 0, FULL_SCORE), "doubled": np.clip(doubled, 0, FULL_SCORE)}
    return pd.DataFrame(columns, index=index)


def _check_components(components: Sequence[Component]) -> None:
    ids = [part.id for part in components]
    problems = [Problem("duplicate_component", name) for name in sorted({i for i in ids if ids.count(i) > 1})]
    problems += [
        Problem("transform_out_of_range", part.id, {"value": part.transformed})
        for part in components
        if not 0 <= part.transformed <= 1
    ]
    if problems:
        raise ParameterError(*problems)


def _check_weights(weights: Mapping[str, float], *, known: set[str]) -> None:
    problems = [
        Problem("unknown_component", "weights", {"component": name, "known": ", ".join(sorted(known))})
        for name in weights
        if name not in known
    ]
    problems += [
        Problem("bad_weight", "weights", {"component": name, "value": value})
        for name, value in weights.items()
        if not (math.isfinite(value) and value >= 0)
    ]
    if problems:
        raise ParameterError(*problems)
