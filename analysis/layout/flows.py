"""Flows between cities as models give them: gravity and radiation. They are modelled, never observed."""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite, sqrt
from types import MappingProxyType
from typing import Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.checks import require_choice
from analysis.errors import ParameterError, Problem
from analysis.layout.minutes import check_minutes

Decay = Literal["power", "exponential"]
FlowModel = Literal["gravity", "radiation"]
MODELS: Final = ("gravity", "radiation")

DECAY_PARAMETERS: Final[Mapping[str, float]] = MappingProxyType({"power": 2.0, "exponential": 60.0})
"""Parameter of each decay unless another is asked for; both are assumptions, for there are no observed flows to fit.

The exponent 2 of ``power`` is that of Reilly's and Converse's laws. ``exponential`` halves the flow every 60 minutes,
the first threshold of reach.
"""

DECAY_RANGES: Final[Mapping[str, tuple[float, ...]]] = MappingProxyType(
    {"power": (1.0, 1.25, 1.5, 1.75, 2.0, 2.25, 2.5, 2.75, 3.0), "exponential": (30.0, 45.0, 60.0, 75.0, 90.0, 120.0)}
)
"""Parameters over which the stability of a result is told."""

LEAST_MINUTES: Final = 1.0
"""Shorter journeys count as this long: a power of 0 minutes would be an infinite flow."""

_SAME_MINUTES = 1e-9


def gravity(
    masses: pd.Series,
    minutes: pd.DataFrame,
    *,
    decay: Decay = "power",
    parameter: float | None = None,
    constant: float = 1.0,
) -> pd.DataFrame:
    """Return the flows of a gravity model without constraints: T_ij = constant * m_i * m_j * f(t_ij).

    Parameters
    ----------
    masses
        Of each city (people, GDP, parks), indexed by city. A mass that is 0 or missing sends and draws no flow; see
        `without_mass`.
    minutes
        Cities by cities, symmetric; infinite where there is no way, which gives no flow. Less than a minute counts as
        one.
    decay
        ``power``: f(t) = t ** -parameter. ``exponential``: f(t) = 0.5 ** (t / parameter).
    parameter
        ``power``: the exponent. ``exponential``: minutes in which the flow halves. `DECAY_PARAMETERS` if None.
    constant
        Scale of all flows; their order and shares do not depend on it.

    Returns
    -------
    DataFrame
        Cities by cities, from row to column, symmetric; 0 on the diagonal. Unit: mass squared, times
        min ** -parameter for ``power``.

    Raises
    ------
    ParameterError
        All of ``unknown_choice``, ``bad_decay``, ``bad_mass`` (negative or infinite) and what `check_minutes` finds.

    References
    ----------
    Haynes, K. E. and Fotheringham, A. S. (1984). Gravity and spatial interaction models. Sage.
    """
    value = decay_parameter(decay, parameter)
    return _framed(gravity_matrix(*_inputs(masses, minutes), decay=decay, parameter=value) * constant, minutes)


def radiation(masses: pd.Series, minutes: pd.DataFrame) -> pd.DataFrame:
    """Return the flows of the radiation model: T_ij = m_i * m_i * m_j / ((m_i + s_ij) * (m_i + m_j + s_ij)).

    s_ij is the mass that is nearer to i than j is, without that of i and j. It has no parameter. What i sends out is
    taken in proportion to its mass, and its flows sum to m_i * (1 - m_i / M), where M is the mass that i can reach and
    its own: the model's finite-size loss is not made up for.

    Parameters
    ----------
    masses, minutes
        As for `gravity`.

    Returns
    -------
    DataFrame
        Cities by cities, from row to column, not symmetric; 0 on the diagonal. Unit: that of the mass.

    Raises
    ------
    ParameterError
        All of ``bad_mass`` and what `check_minutes` finds.

    Notes
    -----
    The published model takes all distances to differ. Cities equally far from i are taken as one destination here,
    whose flow they share by mass, so that the sum above holds and no order of the cities matters.

    References
    ----------
    Simini, F., Gonzalez, M. C., Maritan, A. and Barabasi, A.-L. (2012). A universal model for mobility and migration
    patterns. Nature 484, 96-100, equation 2.
    """
    return _framed(radiation_matrix(*_inputs(masses, minutes)), minutes)


def gravity_matrix(
    masses: NDArray[np.float64], minutes: NDArray[np.float64], *, decay: Decay, parameter: float
) -> NDArray[np.float64]:
    """Return `gravity` of arrays that need no check; masses without NaN."""
    away = np.maximum(minutes, LEAST_MINUTES)
    near = away**-parameter if decay == "power" else 0.5 ** (away / parameter)
    flows: NDArray[np.float64] = np.outer(masses, masses) * near
    np.fill_diagonal(flows, 0)
    return flows


def radiation_matrix(masses: NDArray[np.float64], minutes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return `radiation` of arrays that need no check; masses without NaN."""
    flows = np.zeros_like(minutes)
    for origin, mass in enumerate(masses):
        if mass > 0:
            flows[origin] = _radiated(origin, masses, minutes[origin])
    return flows


def breaking_point(mass_a: float, mass_b: float, distance: float) -> float:
    """Return how far from a, on the way to b, the pull of the two is equal: distance / (1 + sqrt(mass_b / mass_a)).

    Parameters
    ----------
    mass_a, mass_b
        Greater than 0, in one unit.
    distance
        From 0, in any unit (km, minutes); the result has the same.

    Raises
    ------
    ParameterError
        All of ``bad_mass`` and ``out_of_range`` that occur.

    References
    ----------
    Converse, P. D. (1949). New laws of retail gravitation. Journal of Marketing 14, 379-384. Reilly, W. J. (1931). The
    law of retail gravitation.
    """
    pairs = (("a", mass_a), ("b", mass_b))
    problems = [_mass_problem(name, mass) for name, mass in pairs if not 0 < mass < np.inf]
    if not 0 <= distance < np.inf:
        limits: dict[str, str | int | float] = {"minimum": 0, "maximum": "∞"}
        problems.append(Problem("out_of_range", "distance", {"field": "distance", "value": str(distance)} | limits))
    if problems:
        raise ParameterError(*problems)
    return distance / (1 + sqrt(mass_b / mass_a))


def decay_parameter(decay: str, parameter: float | None = None) -> float:
    """Return the parameter of a decay, or its default.

    Raises
    ------
    ParameterError
        ``unknown_choice``, or ``bad_decay`` for a parameter that is not a number above 0.
    """
    require_choice("decay", decay, DECAY_PARAMETERS)
    value = DECAY_PARAMETERS[decay] if parameter is None else parameter
    if not (isfinite(value) and value > 0):
        raise ParameterError(Problem("bad_decay", "decay", {"decay": decay, "value": str(value)}))
    return float(value)


def without_mass(masses: pd.Series, minutes: pd.DataFrame) -> tuple[str, ...]:
    """Return the cities whose mass is 0 or missing, in the order of `minutes`; no flow can come or go there."""
    known = masses.reindex(minutes.index).astype(float)
    return tuple(map(str, known.index[~(known > 0)]))


def _inputs(masses: pd.Series, minutes: pd.DataFrame) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    problems = check_minutes(minutes) + [
        _mass_problem(str(city), mass) for city, mass in masses.astype(float).items() if mass < 0 or np.isinf(mass)
    ]
    if problems:
        raise ParameterError(*problems)
    known = masses.reindex(minutes.index).astype(float).fillna(0.0)
    return np.asarray(known, dtype=np.float64), np.asarray(minutes, dtype=np.float64)


def _radiated(origin: int, masses: NDArray[np.float64], away: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the flows out of one place, the places equally far from it taken together."""
    others = np.flatnonzero(np.isfinite(away) & (np.arange(len(away)) != origin))
    order = others[np.argsort(away[others], kind="stable")]
    ring = np.concatenate([[0], np.cumsum(np.diff(away[order]) > _SAME_MINUTES)])[: len(order)]
    of_ring = np.bincount(ring, weights=masses[order], minlength=1)
    own = masses[origin]
    nearer = own + np.concatenate([[0.0], np.cumsum(of_ring)[:-1]])
    share_of_mass = own / nearer * (own / (nearer + of_ring))
    flows = np.zeros(len(away))
    flows[order] = masses[order] * share_of_mass[ring]
    return flows


def _framed(flows: NDArray[np.float64], minutes: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(flows, index=minutes.index, columns=minutes.columns)


def _mass_problem(where: str, mass: float) -> Problem:
    return Problem("bad_mass", where, {"value": str(float(mass))})
