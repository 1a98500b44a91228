"""Rank-size rule and primacy: how steeply sizes fall from the largest city down."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Final

import numpy as np
import pandas as pd
from scipy.special import ndtri

SHIFT: Final = 0.5
"""Taken from each rank before its logarithm: it takes away the leading bias of the regression in small samples."""

LEAST_CITIES: Final = 3


@dataclass(frozen=True)
class RankSize:
    """A rank-size regression: log(rank - shift) = intercept + slope * log(size).

    Parameters
    ----------
    slope
        -1 is Zipf's rule; nearer 0 means that sizes are less even. NaN with fewer than three cities, or if all are
        equally large.
    standard_error
        |slope| * sqrt(2 / n), that of Gabaix and Ibragimov. The usual error of a regression is far too small, because
        ranks depend on each other.
    low, high
        Interval of the slope.
    intercept
        Natural logarithms.
    r_squared
        Of the regression; near 1 for almost any list of sizes, so no proof of the rule.
    n
        Cities that count.
    shift
        As given.
    confidence
        Of the interval.
    without_size
        Cities left out because their size is 0 or missing.
    """

    slope: float
    standard_error: float
    low: float
    high: float
    intercept: float
    r_squared: float
    n: int
    shift: float
    confidence: float
    without_size: tuple[str, ...]


def rank_size(sizes: pd.Series, *, shift: float = SHIFT, confidence: float = 0.95) -> RankSize:
    """Return the ordinary least squares regression of log(rank - shift) on log(size).

    Parameters
    ----------
    sizes
        Indexed by city, in any unit: the slope does not depend on it. A size of 0 or less, or missing, has no
        logarithm and is left out.
    shift
        1/2 after Gabaix and Ibragimov. With 0 sizes of 100 / rank give a slope of exactly -1; with 1/2 they do not,
        for the fit then answers for a sample of cities and not for an exact list.
    confidence
        Of the interval, which is normal: rough with a few dozen cities.

    Returns
    -------
    RankSize
        Equal sizes take consecutive ranks, in whatever order: the fit is the same.

    References
    ----------
    Gabaix, X. and Ibragimov, R. (2011). Rank - 1/2: a simple way to improve the OLS estimation of tail exponents.
    Journal of Business and Economic Statistics 29, 24-39.
    """
    known = sizes.astype(float)
    usable = known[(known > 0) & np.isfinite(known)].sort_values(ascending=False, kind="stable")
    without = tuple(str(city) for city in known.index if city not in usable.index)
    n = len(usable)
    log_size, log_rank = np.log(usable.to_numpy()), np.log(np.arange(1, n + 1) - shift)
    if n < LEAST_CITIES or log_size[0] == log_size[-1]:
        nan = float("nan")
        return RankSize(nan, nan, nan, nan, nan, nan, n, shift, confidence, without)
    centred = log_size - log_size.mean()
    slope = float(centred @ log_rank / (centred @ centred))
    error = abs(slope) * sqrt(2 / n)
    reach = float(ndtri((1 + confidence) / 2)) * error
    return RankSize(
        slope=slope,
        standard_error=error,
        low=slope - reach,
        high=slope + reach,
        intercept=float(log_rank.mean() - slope * log_size.mean()),
        r_squared=float(slope**2 * (centred @ centred) / np.square(log_rank - log_rank.mean()).sum()),
        n=n,
        shift=shift,
        confidence=confidence,
        without_size=without,
    )


def primacy(sizes: pd.Series, *, cities: int = 2) -> float:
    """Return the size of the largest city over the sum of the next ones.

    Parameters
    ----------
    sizes
        In any unit; those that are 0 or less or missing do not count.
    cities
        How many cities take part: 2 is the two-city index P1 / P2, 4 the four-city index P1 / (P2 + P3 + P4). Another
        index in use, P1 / (P1 + ... + P4), is not this one: it is p / (1 + p) of the four-city index p.

    Returns
    -------
    float
        Without unit. By the rank-size rule the two-city index is 2 and the four-city index 12/13. NaN with fewer
        cities than take part, or with fewer than two asked for.

    References
    ----------
    Jefferson, M. (1939). The law of the primate city. Geographical Review 29, 226-232.
    """
    known = sizes.to_numpy(dtype=float)
    ordered = np.sort(known[(known > 0) & np.isfinite(known)])[::-1][: max(cities, 0)]
    if cities < 2 or len(ordered) < cities:
        return float("nan")
    return float(ordered[0] / ordered[1:].sum())
