"""Who is within an hour or two of a city of a higher tier."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

THRESHOLDS_MIN = (60, 90, 120)
FARTHEST = 3


@dataclass(frozen=True, eq=False)
class Reach:
    """Reach of the higher tiers.

    Parameters
    ----------
    shares
        Indexed by `threshold_min`; columns `cities_share` (of the lowest tier's cities) and `population_share`
        (of all people), NaN where there is nothing to take a share of.
    farthest
        Lowest-tier cities by their minutes, farthest first, each (city, minutes); unreachable ones are not
        among them.
    unreachable
        Lowest-tier cities that no link joins to a higher tier.
    estimated
        Threshold -> lowest-tier cities within it whose way rests on an estimated leg.
    without_population
        Cities whose people are not known; they are left out of `population_share`.
    """

    shares: pd.DataFrame
    farthest: tuple[tuple[str, float], ...]
    unreachable: tuple[str, ...]
    without_population: tuple[str, ...]
    estimated: Mapping[float, tuple[str, ...]] = field(default_factory=dict)


def reach(
    minutes: pd.Series,
    population: pd.Series,
    *,
    higher: Sequence[str],
    estimated: pd.Series | None = None,
    thresholds_min: Sequence[float] = THRESHOLDS_MIN,
    farthest: int = FARTHEST,
) -> Reach:
    """Return the share of lowest-tier cities, and of all people, near a city of a higher tier.

    A whole city counts as near or far by the minutes between city seats (or principal stations): people in the
    far corners of a near city are counted as near, and those of a far city who live beside the next hub as far.
    The people of the higher tiers' own cities count as near.

    Parameters
    ----------
    minutes
        Of each lowest-tier city to the nearest city of any higher tier, indexed by city; infinite where there
        is no way.
    population
        People, indexed by city.
    higher
        Cities of all higher tiers.
    estimated
        Whether the city's way rests on an estimated leg, indexed as `minutes`; none does if None.
    thresholds_min
        Minutes, the threshold itself included.
    farthest
        How many of the farthest cities to name.
    """
    cities = [*minutes.index, *higher]
    known = population.reindex(cities).astype(float)
    away, people = np.asarray(minutes, dtype=np.float64), np.asarray(known, dtype=np.float64)
    shares = [near_shares(away, people, limit) for limit in thresholds_min]
    index = pd.Index(list(thresholds_min), name="threshold_min")
    unsure = pd.Series(False, index=minutes.index) if estimated is None else estimated.astype(bool)
    finite = minutes[np.isfinite(minutes)].sort_values(ascending=False, kind="stable")
    return Reach(
        shares=pd.DataFrame(shares, index=index, columns=["cities_share", "population_share"], dtype=float),
        farthest=tuple((str(city), float(value)) for city, value in finite.head(farthest).items()),
        unreachable=tuple(map(str, minutes.index[np.isinf(minutes)])),
        without_population=tuple(map(str, known.index[known.isna()])),
        estimated={limit: tuple(map(str, minutes.index[(minutes <= limit) & unsure])) for limit in thresholds_min},
    )


def near_shares(minutes: NDArray[np.float64], population: NDArray[np.float64], limit_min: float) -> tuple[float, float]:
    """Return the share of the lowest tier's cities, and of all people, within a limit.

    Parameters
    ----------
    minutes
        Of each lowest-tier city.
    population
        Of the same cities and after them of the higher tiers' cities; NaN where unknown.
    limit_min
        Minutes, included.

    Returns
    -------
    tuple of float
        NaN where there is no city, or no known people.
    """
    near = minutes <= limit_min
    weights = np.nan_to_num(population)
    total = weights.sum()
    people = weights[: len(near)][near].sum() + weights[len(near) :].sum()
    return (
        float(near.mean()) if near.size else float("nan"),
        float(people / total) if total > 0 else float("nan"),
    )
