"""How often shuffled values make a neighbourhood as high, or as low, as it is: the loop under local statistics."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from analysis.compiled import compiled
from analysis.progress import Progress, silent

_PARTS = 40
_ROUNDING = 1e-9
"""Sums of the same values in another order may differ by this much of the largest: they tie."""


def draw_places(
    weights: csr_array, rng: np.random.Generator, *, permutations: int, hold_own: bool
) -> NDArray[np.int32]:
    """Return places of units, without repetition in a row, that fill the largest neighbourhood in each permutation.

    Shape (permutations, largest neighbourhood). Every unit is given the same draws, as in PySAL; with `hold_own` the
    places are those among the other units.
    """
    most = int(np.diff(weights.indptr).max(initial=0))
    drawn = np.empty((permutations, most), dtype=np.int32)
    for row in drawn:
        row[:] = rng.choice(weights.shape[0] - hold_own, size=most, replace=False)
    return drawn


def neighbourhood_p(
    values: NDArray[np.float64],
    weights: csr_array,
    drawn: NDArray[np.int32],
    *,
    hold_own: bool,
    progress: Progress = silent,
) -> NDArray[np.float64]:
    """Return a two-sided p for each unit's weighted sum over its neighbourhood.

    Parameters
    ----------
    values
        Shape (n,), finite.
    weights
        Shape (n, n), each row a neighbourhood, at least one entry in each row.
    drawn
        As `draw_places` returns it for these weights.
    hold_own
        Whether a unit keeps its own value and its neighbourhood is filled from the other units (conditional
        permutation, for neighbourhoods without the unit), or is filled from all units.
    progress
        Told the share done, forty times.

    Returns
    -------
    array
        min(1, 2 min(p_low, p_high)), where p_low = (1 + draws as low or lower) / (1 + permutations), p_high likewise.

    Notes
    -----
    Equal sums count on both sides. This is why PySAL's own p-values are not taken: of counts that are mostly zero, its
    directed one calls ties extreme, and its two-sided one counts all ties at zero against a high sum.

    References
    ----------
    Anselin, L. (1995). Local indicators of spatial association - LISA. Geographical Analysis 27, 93-115.
    Phipson, B. and Smyth, G. K. (2010). Permutation p-values should never be zero. Statistical Applications in Genetics
    and Molecular Biology 9, article 39.
    """
    n, permutations = len(values), len(drawn)
    tolerance = _ROUNDING * float(np.abs(values).max(initial=0.0)) * float(np.abs(weights.data).max(initial=0.0))
    matrix = (weights.indptr, weights.indices, weights.data)
    low, high = np.empty(n, dtype=np.int64), np.empty(n, dtype=np.int64)
    bounds = np.linspace(0, n, _PARTS + 1).astype(np.int64)
    for part, (start, end) in enumerate(pairwise(bounds), start=1):
        _count(values, *matrix, drawn, hold_own, tolerance, start, end, low, high)
        progress(part / _PARTS)
    tails: NDArray[np.float64] = (1.0 + np.minimum(low, high)) / (1 + permutations)
    return np.minimum(1.0, 2 * tails)


@compiled
def _count(
    values: NDArray[np.float64],
    starts: NDArray[np.int32],
    neighbours: NDArray[np.int32],
    weights: NDArray[np.float64],
    drawn: NDArray[np.int32],
    hold_own: bool,
    tolerance: float,
    first: int,
    end: int,
    low: NDArray[np.int64],
    high: NDArray[np.int64],
) -> None:
    """Count, for the units from `first` to before `end`, the draws whose sum is as low or lower, as high or higher."""
    for unit in range(first, end):
        begin, count = starts[unit], starts[unit + 1] - starts[unit]
        observed = 0.0
        for k in range(count):
            observed += weights[begin + k] * values[neighbours[begin + k]]
        below, above = 0, 0
        for draw in range(drawn.shape[0]):
            total = 0.0
            for k in range(count):
                place = drawn[draw, k]
                if hold_own and place >= unit:
                    place += 1
                total += weights[begin + k] * values[place]
            if total <= observed + tolerance:
                below += 1
            if total >= observed - tolerance:
                above += 1
        low[unit], high[unit] = below, above
