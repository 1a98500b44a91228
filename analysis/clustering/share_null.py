"""How concentrated sites would be over cities by chance: every measure of concentration needs this beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

SHARE_DRAWS = 9999
_ROUNDING = 1e-9
"""Measures of equal counts may differ by this much."""


@dataclass(frozen=True)
class ShareNull:
    """Concentration of as many sites dealt out to cities by chance.

    Parameters
    ----------
    expected_hhi, expected_effective_cities, expected_gini, expected_theil
        Means over the draws. The Theil index is taken against the chances themselves: equal shares under ``equal``,
        those of the people under ``population``.
    p_hhi, p_gini, p_theil
        One-sided: (1 + draws at least as concentrated as observed) / (1 + draws). `p_hhi` holds for the effective
        number too, which is 1 / HHI.
    simulations
        Number of draws.
    alternative
        What a small p speaks for.
    """

    expected_hhi: float
    expected_effective_cities: float
    expected_gini: float
    expected_theil: float
    p_hhi: float
    p_gini: float
    p_theil: float
    simulations: int
    alternative: Literal["more_concentrated"] = "more_concentrated"


def share_null(
    counts: pd.Series, weights: pd.Series, rng: np.random.Generator, *, draws: int = SHARE_DRAWS
) -> ShareNull | None:
    """Return how concentrated the sites would be if each fell to a city with chances in proportion to weights.

    Parameters
    ----------
    counts
        Sites in each city, zeros included, indexed by city.
    weights
        Chance of each city, on any scale, indexed by city. A city whose weight is missing or 0 is left out, with its
        sites.
    rng
        Source of chance.
    draws
        How often the sites are dealt out (multinomial).

    Returns
    -------
    ShareNull or None
        None if there is no site or no city with a weight.

    Notes
    -----
    The expected HHI of n sites with chances q is 1/n + (1 - 1/n) sum(q^2): with few sites it lies far above that of
    the chances themselves, so that an HHI alone says little.
    """
    chances = weights.reindex(counts.index).astype(float).sort_index()  # the same draws in whatever order cities come
    chances = chances[chances > 0]
    observed = counts.reindex(chances.index).to_numpy(dtype=float)[None]
    total = int(observed.sum())
    if not total or not draws:
        return None
    probabilities = np.asarray(chances / chances.sum(), dtype=np.float64)
    drawn = rng.multinomial(total, probabilities, size=draws).astype(float)
    hhi, gini, theil = _hhi(drawn), _gini(drawn), _theil(drawn, probabilities)
    return ShareNull(
        expected_hhi=float(hhi.mean()),
        expected_effective_cities=float((1 / hhi).mean()),
        expected_gini=float(gini.mean()),
        expected_theil=float(theil.mean()),
        p_hhi=_p_large(float(_hhi(observed)[0]), hhi),
        p_gini=_p_large(float(_gini(observed)[0]), gini),
        p_theil=_p_large(float(_theil(observed, probabilities)[0]), theil),
        simulations=draws,
    )


def share_nulls(
    counts: pd.Series, population: pd.Series | None, rng: np.random.Generator, *, draws: int = SHARE_DRAWS
) -> dict[str, ShareNull]:
    """Return the nulls ``equal`` (every city as likely) and, if people are known, ``population``."""
    equal_rng, population_rng = rng.spawn(2)
    found = {"equal": share_null(counts, pd.Series(1.0, index=counts.index), equal_rng, draws=draws)}
    if population is not None:
        found["population"] = share_null(counts, population, population_rng, draws=draws)
    return {name: null for name, null in found.items() if null is not None}


def _hhi(counts: NDArray[np.float64]) -> NDArray[np.float64]:
    shares: NDArray[np.float64] = np.square(counts).sum(axis=1) / counts.sum(axis=1) ** 2
    return shares


def _gini(counts: NDArray[np.float64]) -> NDArray[np.float64]:
    n = counts.shape[1]
    steps = 2.0 * np.arange(1, n + 1) - n - 1
    measured: NDArray[np.float64] = np.sort(counts, axis=1) @ steps / (n * counts.sum(axis=1))
    return measured


def _theil(counts: NDArray[np.float64], chances: NDArray[np.float64]) -> NDArray[np.float64]:
    shares = counts / counts.sum(axis=1, keepdims=True)
    logarithm = np.log(shares / chances, out=np.zeros(shares.shape), where=shares > 0)
    measured: NDArray[np.float64] = (shares * logarithm).sum(axis=1)
    return measured


def _p_large(observed: float, simulated: NDArray[np.float64]) -> float:
    return float((1 + np.count_nonzero(simulated >= observed - _ROUNDING)) / (1 + simulated.size))
