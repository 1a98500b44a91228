"""Moran's I: whether neighbouring units are alike, over the whole area."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.clustering.counted_units import EQUAL_VALUES, Alternative, Counted, units_that_count
from analysis.clustering.spatial_weights import SpatialWeights
from analysis.progress import Progress, silent

GLOBAL_PERMUTATIONS = 999
EVERYONE_NEIGHBOURS = "everyone_neighbours"
"""Reason code: every unit neighbours every other, so that Moran's I is the same whatever the order of the values."""

_ROUNDING = 1e-9
"""The same values in another order may differ by this much: they tie."""

_LEAST_BLOCKS = 20
_AT_ONCE = 2_000_000
"""Shuffled values held at a time."""


@dataclass(frozen=True)
class GlobalMoran:
    """Moran's I of all units.

    Parameters
    ----------
    i
        From about -1 (neighbours differ) to about 1 (neighbours are alike).
    expected
        Of values without spatial order: -1/(n - 1).
    z
        (i - expected) over the standard deviation under randomisation, which takes no distribution for granted.
    p
        From permutations, for `alternative`: ``two-sided`` is twice the smaller tail, at most 1.
    permutations, n
        Permutations done, and units that counted.
    islands, missing
        Units left out because they have no neighbour, or no value.
    code
        Why `i`, `z` and `p` are not numbers (``equal_values``), or `z` alone is none (``everyone_neighbours``); None
        where all are.
    """

    i: float
    expected: float
    z: float
    p: float
    alternative: Alternative
    permutations: int
    n: int
    islands: tuple[str, ...]
    missing: tuple[str, ...]
    code: str | None = None


def global_moran(
    values: pd.Series,
    weights: SpatialWeights,
    rng: np.random.Generator,
    *,
    permutations: int = GLOBAL_PERMUTATIONS,
    alternative: Alternative = "two-sided",
    progress: Progress = silent,
) -> GlobalMoran:
    """Return Moran's I with row-standardised weights.

    Parameters
    ----------
    values
        Indexed by unit, in any order; any real numbers. A unit whose value is missing is left out and named.
    weights
        Of the same units. One without neighbour is left out and named.
    rng
        Source of chance.
    permutations
        How often the values are shuffled over the units.
    alternative
        ``greater`` asks whether neighbours are alike, ``less`` whether they differ, ``two-sided`` either.
    progress
        Told the share done, at least twenty times where there are as many permutations.

    Raises
    ------
    ParameterError
        ``unknown_choice``, ``too_few_simulations``, ``unit_unknown``, ``value_not_finite``, ``too_few_units`` (fewer
        than 4 that count); all at once, but for the last.

    References
    ----------
    Moran, P. A. P. (1950). Notes on continuous stochastic phenomena. Biometrika 37, 17-23.
    Cliff, A. D. and Ord, J. K. (1981). Spatial processes: models and applications. London: Pion, pages 42-46.
    """
    counted = units_that_count(values, weights, permutations, alternative=alternative)
    i, z, p = math.nan, math.nan, math.nan
    if not counted.equal:
        i, z = _moran(counted)
        p = _permuted_p(counted, i, rng, permutations, alternative, progress)
    code = EQUAL_VALUES if counted.equal else (EVERYONE_NEIGHBOURS if math.isnan(z) else None)
    n = len(counted.numbers)
    return GlobalMoran(i, -1 / (n - 1), z, p, alternative, permutations, n, counted.islands, counted.missing, code=code)


def _moran(counted: Counted) -> tuple[float, float]:
    """Return Moran's I and its score under randomisation, NaN where its variance is 0."""
    # Imported where it is needed: esda takes a second, and most pages never weigh units.
    from esda.moran import Moran

    with np.errstate(divide="ignore", invalid="ignore"):  # where all neighbour all, I cannot vary
        found = Moran(counted.numbers, counted.weights.graph, transformation="r", permutations=0)
    varies = math.isfinite(found.z_rand) and found.VI_rand > 1e-12 * found.EI**2
    return float(found.I), float(found.z_rand) if varies else math.nan


def _permuted_p(
    counted: Counted,
    observed: float,
    rng: np.random.Generator,
    permutations: int,
    alternative: Alternative,
    progress: Progress,
) -> float:
    rows = counted.weights.row_standardised()
    deviation = counted.numbers - counted.numbers.mean()
    high = low = 1
    block = max(1, min(_AT_ONCE // len(deviation), permutations // _LEAST_BLOCKS))
    for start in range(0, permutations, block):
        rest = min(block, permutations - start)
        shuffled = rng.permuted(np.broadcast_to(deviation, (rest, len(deviation))), axis=1)
        simulated = np.einsum("ij,ij->i", shuffled, (rows @ shuffled.T).T) / np.square(deviation).sum()
        high += int(np.count_nonzero(simulated >= observed - _ROUNDING))
        low += int(np.count_nonzero(simulated <= observed + _ROUNDING))
        progress((start + rest) / permutations)
    tails = {"greater": high, "less": low, "two-sided": 2 * min(low, high)}
    return float(min(1.0, tails[alternative] / (1 + permutations)))
