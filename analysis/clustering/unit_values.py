"""Values of units from sites: counts, counts on land, and counts among people, steadied where people are few."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from analysis.errors import ParameterError, Problem

PER_MILLION = 1e6
_POINTS_AT_ONCE = 500_000


@dataclass(frozen=True, eq=False)
class SiteCounts:
    """Sites of each unit.

    Parameters
    ----------
    counts
        Sites in each unit, zeros included, indexed by unit.
    unit_of
        The unit in which each site was counted, None where it was not; indexed by site.
    by_statement
        Site that lies in no unit, such as a harbour seaward of the generalised coast, or has no position -> the unit
        that it states, where it was counted.
    uncounted
        Sites that lie in no unit and state none.
    """

    counts: pd.Series
    unit_of: pd.Series
    by_statement: Mapping[str, str]
    uncounted: tuple[str, ...]


def site_counts(
    units: Sequence[str],
    polygons: Sequence[BaseGeometry],
    sites: pd.Series,
    *,
    stated: pd.Series | None = None,
) -> SiteCounts:
    """Return how many sites lie in each unit.

    Parameters
    ----------
    units, polygons
        Ids and land of the units, which do not overlap.
    sites
        Points in the same coordinate system, or None, indexed by site. A site on a boundary counts in the first of the
        units that meet there.
    stated
        Unit that each site states, missing where none, indexed by site: it counts only where the place does not tell.

    Raises
    ------
    ParameterError
        ``unit_unknown`` for each stated unit that is none of `units`.
    """
    geometry = sites.to_numpy(dtype=object)
    found: list[str | None] = [None] * len(sites)
    placed = np.flatnonzero(~(shapely.is_missing(geometry) | shapely.is_empty(geometry)))
    points_xy = shapely.get_coordinates(geometry[placed])
    for site, unit in zip(placed, unit_places(polygons, points_xy), strict=True):
        found[site] = units[unit] if unit >= 0 else None
    claims = pd.Series(None, index=sites.index, dtype=object) if stated is None else stated.reindex(sites.index)
    _check_stated(claims, units)
    by_statement = {
        str(site): str(claims.loc[site])
        for site, unit in zip(sites.index, found, strict=True)
        if unit is None and pd.notna(claims.loc[site])
    }
    unit_of = pd.Series(
        [by_statement.get(str(site)) if unit is None else unit for site, unit in zip(sites.index, found, strict=True)],
        index=sites.index,
        dtype=object,
    )
    counts = unit_of.value_counts().reindex(list(units), fill_value=0).astype(int).rename("sites")
    uncounted = tuple(str(site) for site in sites.index[unit_of.isna()])
    return SiteCounts(counts, unit_of, by_statement, uncounted)


def unit_places(polygons: Sequence[BaseGeometry], points_xy: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the place of the unit that holds each point, shape (m,); -1 where none does, the first where several do.

    Points are looked up half a million at a time, so that redrawn layouts do not fill the memory.
    """
    lands = np.asarray(polygons, dtype=object)
    found = np.full(len(points_xy), -1, dtype=np.int64)
    for start in range(0, len(points_xy), _POINTS_AT_ONCE):
        tree = shapely.STRtree(shapely.points(points_xy[start : start + _POINTS_AT_ONCE]))
        unit, point = tree.query(lands, predicate="intersects")
        order = np.argsort(-unit, kind="stable")  # what is written last stands: the first unit
        found[start + point[order]] = unit[order]
    return found


def sites_per_1000_km2(counts: pd.Series, area_km2: pd.Series) -> pd.Series:
    """Return sites on 1,000 km² of land, indexed as `counts`; NaN where the area is missing or 0.

    Raises
    ------
    ParameterError
        ``negative_base`` for each negative area.
    """
    area = _base(counts, area_km2, "area_km2")
    return (1000 * counts / area).rename("sites_per_1000_km2")


def sites_per_million(counts: pd.Series, population: pd.Series, *, smoothed: bool = True) -> pd.Series:
    """Return sites for each million people.

    Parameters
    ----------
    counts
        Sites in each unit, indexed by unit.
    population
        Of each unit, indexed by unit; missing or 0 gives NaN.
    smoothed
        Whether the rate is drawn towards the overall one, the more so the fewer people a unit has. With a dozen sites a
        raw rate says little of a small unit: one site more or less makes it the highest or the lowest of all. Where the
        raw rates vary no more than chance alone would make them, every smoothed rate is the overall one.

    Raises
    ------
    ParameterError
        ``negative_base`` for each negative population.

    References
    ----------
    Marshall, R. J. (1991). Mapping disease and mortality rates using empirical Bayes estimators. Applied Statistics 40,
    283-294, the global estimator. A negative estimate of the variance among units is taken as 0, as there; esda's
    `Empirical_Bayes` lets it stand and overshoots the mean.
    """
    people = _base(counts, population, "population")
    rate = counts / people
    known = rate.notna()
    if smoothed and known.any():
        total = people[known].sum()
        overall = counts[known].sum() / total
        observed = (people * (rate - overall) ** 2)[known].sum() / total
        among = max(observed - overall / people[known].mean(), 0.0)
        by_chance = overall / people
        share = among / (among + by_chance) if overall > 0 else 0.0
        rate = overall + share * (rate - overall)
    return (PER_MILLION * rate).rename("sites_per_million")


def _base(counts: pd.Series, base: pd.Series, name: str) -> pd.Series:
    known = base.reindex(counts.index).astype(float)
    negative = known[known < 0]
    if len(negative):
        raise ParameterError(
            *(Problem("negative_base", str(unit), {"field": name, "value": float(v)}) for unit, v in negative.items())
        )
    return known.where(known > 0)


def _check_stated(claims: pd.Series, units: Sequence[str]) -> None:
    known = set(units)
    wrong = {str(site): str(unit) for site, unit in claims.items() if pd.notna(unit) and unit not in known}
    if wrong:
        raise ParameterError(*(Problem("unit_unknown", site, {"unit": unit}) for site, unit in wrong.items()))
