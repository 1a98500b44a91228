"""Where high values lie among high ones: local Moran and Getis-Ord Gi*, with false discoveries controlled."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array

from analysis.clustering.counted_units import ALPHA, EQUAL_VALUES, Alternative, Counted, units_that_count
from analysis.clustering.permutation import draw_places, neighbourhood_p
from analysis.clustering.spatial_weights import SpatialWeights
from analysis.progress import Progress, silent

LOCAL_PERMUTATIONS = 9999
"""With a hundred units, 999 could not give a p that survives the control of false discoveries."""

FEW_UNITS = 30

NO_NEIGHBOUR = "no_neighbour"
NO_VALUE = "no_value"
NOT_SIGNIFICANT = "not_significant"


@dataclass(frozen=True, eq=False)
class LocalResult:
    """A local statistic of each unit.

    Parameters
    ----------
    frame
        Index and order of the units; see the function that made it.
    permutations, alpha
        Permutations done; share of false discoveries that the labels allow.
    n, zero_units
        Units that counted, and how many of them have the value 0.
    islands, missing
        Units without a statistic because they have no neighbour, or no value. They take no part in the others'.
    caveats
        Reason codes of what must be said with it: ``mostly_zero`` (more than half of the units have 0), ``few_units``
        (fewer than 30), ``few_permutations`` (a single unit could not be labelled, however extreme).
    code
        ``equal_values`` where no statistic exists; else None.
    alternative
        Of `p`: twice the smaller tail, at most 1.
    """

    frame: pd.DataFrame
    permutations: int
    alpha: float
    n: int
    zero_units: int
    islands: tuple[str, ...]
    missing: tuple[str, ...]
    caveats: tuple[str, ...]
    code: str | None = None
    alternative: Alternative = "two-sided"


def local_moran(
    values: pd.Series,
    weights: SpatialWeights,
    rng: np.random.Generator,
    *,
    permutations: int = LOCAL_PERMUTATIONS,
    alpha: float = ALPHA,
    progress: Progress = silent,
) -> LocalResult:
    """Return the local Moran statistic of each unit, which asks whether it is among its like.

    Parameters
    ----------
    values, weights, rng
        As for `analysis.clustering.global_moran.global_moran`.
    permutations
        How often a unit's neighbourhood is filled from the other units, while it keeps its own value.
    alpha
        Expected share of false discoveries among the labelled units.
    progress
        Told the share done.

    Returns
    -------
    LocalResult
        Columns `value`; `lag`, the mean of the neighbours; `i`, the statistic, whose mean over the units is Moran's I;
        `z`, from the exact mean and variance under conditional permutation; `p`, two-sided; `p_adjusted`; `label`:
        ``HH`` (high among high), ``LL``, ``HL``, ``LH`` where `p_adjusted` is at most `alpha`, else
        ``not_significant``, ``no_neighbour`` or ``no_value``. High is above the mean.

        A unit whose value is the mean has i = 0 whatever its neighbours: z is NaN and p is 1. Equal values give NaN
        and ``not_significant`` everywhere.

    Raises
    ------
    ParameterError
        As `units_that_count`.

    References
    ----------
    Anselin, L. (1995). Local indicators of spatial association - LISA. Geographical Analysis 27, 93-115.
    Sokal, R. R., Oden, N. L. and Thomson, B. A. (1998). Local spatial autocorrelation in a biological model.
    Geographical Analysis 30, 331-354 (mean and variance). Labels: `benjamini_hochberg`.
    """
    counted = units_that_count(values, weights, permutations, alpha=alpha)
    if counted.equal:
        return _of_equal_values(counted, weights, ("value", "lag", "i", "z"), permutations, alpha)
    rows = counted.weights.row_standardised()
    deviation = counted.numbers - counted.numbers.mean()
    lag = rows @ deviation
    drawn = draw_places(rows, rng, permutations=permutations, hold_own=True)
    p = neighbourhood_p(deviation, rows, drawn, hold_own=True, progress=progress)
    own = np.abs(deviation) > np.abs(deviation).max() * 1e-12
    p = np.where(own, p, 1.0)
    adjusted = benjamini_hochberg(p)
    quadrant = np.char.add(np.where(deviation > 0, "H", "L"), np.where(lag > 0, "H", "L"))
    columns = {
        "value": counted.numbers,
        "lag": rows @ counted.numbers,
        "i": deviation * lag / np.square(deviation).mean(),
        "z": np.where(own, np.sign(deviation) * _lag_z(counted, rows), np.nan),
        "p": p,
        "p_adjusted": adjusted,
        "label": np.where(adjusted <= alpha, quadrant, NOT_SIGNIFICANT),
    }
    return _local_result(counted, weights, columns, permutations, alpha)


def getis_ord(
    values: pd.Series,
    weights: SpatialWeights,
    rng: np.random.Generator,
    *,
    permutations: int = LOCAL_PERMUTATIONS,
    alpha: float = ALPHA,
    progress: Progress = silent,
) -> LocalResult:
    """Return Getis and Ord's Gi* of each unit, which asks whether it and its neighbours together are high or low.

    Parameters
    ----------
    values, weights, rng, alpha, progress
        As for `local_moran`.
    permutations
        How often the values are shuffled over all units, the unit itself included, as the moments of Gi* suppose.

    Returns
    -------
    LocalResult
        Columns `value`; `local_sum` over the unit and its neighbours; `gi_z`, Gi* as a standard score; `p` from the
        permutations, two-sided; `p_adjusted`; `label`: ``hot``, ``cold``, ``not_significant``, ``no_neighbour`` or
        ``no_value``. Equal values give NaN and ``not_significant`` everywhere; so does a unit that neighbours all.

    Raises
    ------
    ParameterError
        As `local_moran`.

    References
    ----------
    Ord, J. K. and Getis, A. (1995). Local spatial autocorrelation statistics: distributional issues and an application.
    Geographical Analysis 27, 286-306, equation 14. Labels: `benjamini_hochberg`.
    """
    counted = units_that_count(values, weights, permutations, alpha=alpha)
    if counted.equal:
        return _of_equal_values(counted, weights, ("value", "local_sum", "gi_z"), permutations, alpha)
    rows = counted.weights.with_self()
    gi_z = gi_star_z(counted.numbers[None], rows)[0]
    drawn = draw_places(rows, rng, permutations=permutations, hold_own=False)
    p = neighbourhood_p(counted.numbers, rows, drawn, hold_own=False, progress=progress)
    adjusted = benjamini_hochberg(p)
    columns = {
        "value": counted.numbers,
        "local_sum": rows @ counted.numbers,
        "gi_z": gi_z,
        "p": p,
        "p_adjusted": adjusted,
        "label": np.where(adjusted <= alpha, np.where(gi_z > 0, "hot", "cold"), NOT_SIGNIFICANT),
    }
    return _local_result(counted, weights, columns, permutations, alpha)


def benjamini_hochberg(p: ArrayLike) -> NDArray[np.float64]:
    """Return p-values adjusted so that those at most alpha hold, in expectation, at most a share alpha of false ones.

    Missing ones stay missing and do not count.

    References
    ----------
    Benjamini, Y. and Hochberg, Y. (1995). Controlling the false discovery rate. Journal of the Royal Statistical
    Society B 57, 289-300. Neighbouring units' statistics depend on each other positively, for which it also holds:
    Benjamini, Y. and Yekutieli, D. (2001). Annals of Statistics 29, 1165-1188.
    """
    # Imported where it is needed: scipy.stats takes half a second.
    from scipy.stats import false_discovery_control

    given = np.asarray(p, dtype=float)
    known = np.isfinite(given)
    adjusted = np.full(given.shape, np.nan)
    if known.any():
        adjusted[known] = false_discovery_control(given[known], method="bh")
    return adjusted


def gi_star_z(values: NDArray[np.float64], with_self: csr_array) -> NDArray[np.float64]:
    """Return Gi* as standard scores.

    Parameters
    ----------
    values
        Shape (layouts, n).
    with_self
        Shape (n, n): 1 for the unit itself and each neighbour.

    Returns
    -------
    array
        Shape of `values`; NaN in a layout of equal values, and for a unit that neighbours all.
    """
    n = values.shape[1]
    mean, deviation = values.mean(axis=1, keepdims=True), values.std(axis=1, keepdims=True)
    count = np.diff(with_self.indptr).astype(float)
    spread = deviation * np.sqrt((n * count - np.square(count)) / (n - 1))
    above = (with_self @ values.T).T - mean * count
    z: NDArray[np.float64] = np.divide(above, spread, out=np.full(values.shape, np.nan), where=spread > 0)
    return z


def _lag_z(counted: Counted, rows: csr_array) -> NDArray[np.float64]:
    """Return the score of each lag among those that the other units' values could have given."""
    n = len(counted.numbers) - 1
    deviation = counted.numbers - counted.numbers.mean()
    mean_of_others = -deviation / n
    variance = (np.square(deviation).sum() - np.square(deviation)) / n - np.square(mean_of_others)
    squares = rows.multiply(rows).sum(axis=1)
    spread = np.sqrt(np.maximum(variance * (n * squares - 1) / (n - 1), 0))
    spread = np.where(spread > 1e-9 * np.abs(deviation).max(), spread, 0.0)
    above = rows @ deviation - mean_of_others
    z: NDArray[np.float64] = np.divide(above, spread, out=np.full(n + 1, np.nan), where=spread > 0)
    return z


def _of_equal_values(
    counted: Counted, weights: SpatialWeights, names: tuple[str, ...], permutations: int, alpha: float
) -> LocalResult:
    columns: dict[str, object] = dict.fromkeys((*names, "p", "p_adjusted"), math.nan)
    columns |= {"value": counted.numbers, "label": NOT_SIGNIFICANT}
    return _local_result(counted, weights, columns, permutations, alpha, code=EQUAL_VALUES)


def _local_result(
    counted: Counted,
    weights: SpatialWeights,
    columns: dict[str, object],
    permutations: int,
    alpha: float,
    *,
    code: str | None = None,
) -> LocalResult:
    frame = pd.DataFrame(columns, index=pd.Index(np.array(weights.units, dtype=object)[counted.places]))
    frame = frame.reindex(list(weights.units))
    frame.loc[list(counted.islands), "label"] = NO_NEIGHBOUR
    frame.loc[list(counted.missing), "label"] = NO_VALUE
    n, zeros = len(counted.numbers), int(np.count_nonzero(counted.numbers == 0))
    caveats = {
        "mostly_zero": zeros > n / 2,
        "few_units": n < FEW_UNITS,
        "few_permutations": 2 / (1 + permutations) > alpha / n,
    }
    said = tuple(name for name, holds in caveats.items() if holds)
    return LocalResult(frame, permutations, alpha, n, zeros, counted.islands, counted.missing, said, code)
