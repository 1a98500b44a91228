"""What is true of a list of sites: how far each has come, how large they are together, who lies next to whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely
from numpy.typing import ArrayLike, NDArray

from analysis.errors import ParameterError, Problem

if TYPE_CHECKING:
    import geopandas

STATUSES = ("planned", "under_construction", "recognised", "operating")
"""Of a site, from the least to the furthest advanced."""

REACHED_FROM = "recognised"
"""A site that is at least this far counts towards a target; one that is only named does not."""

PLATFORM_REACH_M = 10_000.0
"""An innovation platform within this distance serves a site."""

StatusRecord = Mapping[str, str | None]
"""One status of a site: `status`, `date` such as 2018-07-23, 2021-12, 2015 or None, and `source`."""


def furthest_status(statuses: Sequence[StatusRecord], *, order: Sequence[str] = STATUSES) -> str | None:
    """Return the furthest advanced status, whatever its date; None if there is no record.

    Parameters
    ----------
    statuses
        Records with `status`.
    order
        Statuses from the least to the furthest advanced.

    Raises
    ------
    ParameterError
        ``unknown_status`` for every status that `order` does not hold.
    """
    _check_statuses(statuses, order)
    return max((str(record["status"]) for record in statuses), key=list(order).index, default=None)


def status_dates(statuses: Sequence[StatusRecord], *, order: Sequence[str] = STATUSES) -> dict[str, str | None]:
    """Return the earliest date of each status that the site has had, in the order given.

    A date is as precise as its text; None stands for a status whose date is not known.

    Raises
    ------
    ParameterError
        ``unknown_status`` as in `furthest_status`.
    """
    _check_statuses(statuses, order)
    found: dict[str, str | None] = {}
    for status in order:
        records = [record for record in statuses if record["status"] == status]
        if records:
            found[status] = min((str(r["date"]) for r in records if r.get("date")), default=None)
    return found


def date_year(date: str | None) -> int | None:
    """Return the year of a date such as 2018-07-23, 2021-12 or 2015; None of None.

    Raises
    ------
    ParameterError
        ``bad_date`` if it does not begin with a year.
    """
    if date is None:
        return None
    if len(date) < 4 or not date[:4].isdecimal():
        raise ParameterError(Problem("bad_date", "status", {"value": date}))
    return int(date[:4])


@dataclass(frozen=True)
class AreaTotal:
    """Area of several sites together.

    `known_km2` is a lower bound while `unknown` sites (of `n`) have no published area; `contained` sites lie
    within another whose area is counted, so theirs is not added.
    """

    known_km2: float
    n: int
    unknown: int
    contained: int


def total_area_km2(area_km2: pd.Series, within: pd.Series) -> AreaTotal:
    """Return the sites' area together, without counting land twice.

    Parameters
    ----------
    area_km2
        Area of each site, indexed by site id, NaN where unknown.
    within
        Id of the site that holds it, same index, missing where there is none. A site within one that is not
        in the index, or whose own area is unknown, is counted.

    Returns
    -------
    AreaTotal
        All zeros for no site. Partial overlaps cannot be told from ids and are counted twice.

    Raises
    ------
    ParameterError
        ``within_cycle`` if a site lies within itself, however many sites lie between.
    """
    known = area_km2.astype(float).dropna()
    parents = {
        str(site): str(parent) for site, parent in within.items() if pd.notna(parent) and parent in area_km2.index
    }
    holders = {str(site): _ancestors(str(site), parents) for site in area_km2.index}
    contained = [site for site in known.index if any(holder in known.index for holder in holders[str(site)])]
    return AreaTotal(
        known_km2=float(known.drop(contained).sum()),
        n=len(area_km2),
        unknown=len(area_km2) - len(known),
        contained=len(contained),
    )


def nearest_sites(points_xy: ArrayLike, ids: Sequence[str], *, k: int = 3) -> pd.DataFrame:
    """Return the k nearest other sites of each site.

    Parameters
    ----------
    points_xy
        Shape (n, 2), metres.
    ids
        Of the points, in their order.
    k
        How many neighbours; fewer where there are fewer other sites.

    Returns
    -------
    DataFrame
        Columns `site`, `neighbour`, `rank` (from 1), `distance_m`; empty for fewer than two sites. Sites at
        the same place are neighbours at 0 m; equally near ones stand in the order given.
    """
    points = np.asarray(points_xy, dtype=float).reshape(-1, 2)
    found = min(k, max(len(points) - 1, 0))
    rows = []
    for here, point in enumerate(points):
        distance_m = np.hypot(*(points - point).T)
        distance_m[here] = np.inf
        for rank, there in enumerate(_smallest(distance_m, found), start=1):
            rows.append((ids[here], ids[there], rank, float(distance_m[there])))
    return pd.DataFrame(rows, columns=["site", "neighbour", "rank", "distance_m"])


def distance_to_nearest_m(points_xy: ArrayLike, others_xy: ArrayLike) -> NDArray[np.float64]:
    """Return each point's distance to the nearest of other points, in metres.

    Parameters
    ----------
    points_xy
        Shape (..., 2), metres.
    others_xy
        Shape (m, 2), metres; infinite distances if m is 0.

    Returns
    -------
    array
        Shape of `points_xy` without its last axis.
    """
    points, others = np.asarray(points_xy, dtype=float), np.asarray(others_xy, dtype=float).reshape(-1, 2)
    if not len(others):
        return np.full(points.shape[:-1], np.inf)
    # Imported where it is needed: SciPy's trees take a third of a second, and most pages never measure.
    from scipy.spatial import cKDTree

    distance_m: NDArray[np.float64] = cKDTree(others).query(points)[0]
    return distance_m


def polygon_at(points: geopandas.GeoSeries, polygons: geopandas.GeoSeries) -> NDArray[np.intp]:
    """Return the place of the polygon that holds each point, the first one on a shared border; -1 where none does.

    Parameters
    ----------
    points, polygons
        In the same coordinate system. A missing or empty point is held by none.
    """
    tree = shapely.STRtree(polygons.to_numpy())
    point, polygon = tree.query(points.to_numpy(), predicate="intersects")
    held = np.full(len(points), len(polygons), dtype=np.intp)
    np.minimum.at(held, point, polygon)
    held[held == len(polygons)] = -1
    return held


def has_position(sites: pd.DataFrame) -> pd.Series:
    """Return whether each row's `geometry` is there and not empty, with the frame's index."""
    geometry = sites["geometry"].to_numpy()
    return pd.Series(~(shapely.is_missing(geometry) | shapely.is_empty(geometry)), index=sites.index, dtype=bool)


def city_counts(city_of_site: pd.Series, *, cities: Sequence[str]) -> pd.Series:
    """Return the number of sites in each city, zeros included, indexed by city in the order given.

    Raises
    ------
    ParameterError
        ``unknown_city`` for each site whose city is not in `cities`.
    """
    known = set(cities)
    problems = [
        Problem("unknown_city", str(site), {"city": str(city)})
        for site, city in city_of_site.items()
        if city not in known
    ]
    if problems:
        raise ParameterError(*problems)
    counts = city_of_site.value_counts().reindex(list(cities), fill_value=0)
    return counts.astype(int).rename("sites")


def _check_statuses(statuses: Sequence[StatusRecord], order: Sequence[str]) -> None:
    problems = [
        Problem("unknown_status", "status", {"value": str(record.get("status")), "allowed": ", ".join(order)})
        for record in statuses
        if record.get("status") not in order
    ]
    if problems:
        raise ParameterError(*problems)


def _smallest(values: NDArray[np.float64], k: int) -> NDArray[np.intp]:
    """Return the places of the k smallest values in their order, equal ones as they stand, without sorting all."""
    if k == 0:
        return np.zeros(0, dtype=np.intp)
    near = np.flatnonzero(values <= np.partition(values, k - 1)[k - 1])
    return near[np.argsort(values[near], kind="stable")][:k]


def _ancestors(site: str, parents: Mapping[str, str]) -> list[str]:
    """Return everything that holds this site, innermost first."""
    chain: list[str] = []
    while (parent := parents.get(chain[-1] if chain else site)) is not None:
        if parent == site or parent in chain:
            raise ParameterError(Problem("within_cycle", site, {"within": parent}))
        chain.append(parent)
    return chain
