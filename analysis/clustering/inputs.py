"""What the clustering of sites is computed from, taken from a study or from plain points."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, get_args

import numpy as np
import pandas as pd
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely.geometry.base import BaseGeometry

from analysis.checks import require_choice, require_unique
from analysis.clustering.group_checks import check_grouping
from analysis.clustering.groups import default_radius_m
from analysis.clustering.nulls import LandNull, Null, SettlementNull
from analysis.clustering.pattern import checked_points, require_metres
from analysis.clustering.relatedness import jaccard_table
from analysis.clustering.seats import SeatsNull
from analysis.clustering.settings import ClusterSettings, NullChoice, SiteChoice
from analysis.degrees import from_degrees
from analysis.errors import ParameterError, Problem
from analysis.sites import city_counts, has_position

if TYPE_CHECKING:
    import geopandas
    from pyproj import CRS

    from analysis.study import Study

NOT_ASKED = "not_asked"
NOT_IN_FILE = "not_in_file"
POSITION_UNKNOWN = "position_unknown"
TOO_MANY_SITES = "too_many_sites"

MOST_GROUPED = 3000
"""Of more sites than this no groups are sought: the table of all distances would not fit."""

BASES = {
    "population": "population_2020",
    "gdp": "gdp_2024_100m_yuan",
    "firms": "industrial_firms_2023",
}
"""Base of the location quotient -> column of the cities."""


@dataclass(frozen=True)
class Grouping:
    """How sites are grouped: within which radius they are linked, and how many make the core of a group."""

    radius_m: float
    min_sites: int


@dataclass(frozen=True, eq=False)
class ClusterInput:
    """Sites with what they are compared with.

    Parameters
    ----------
    ids, xy, cities
        Of the sites; shape (n, 2), metres; the city of each, None where it lies in none or cities are not known.
    area
        The land, in the same coordinate system.
    uncertainty_m, lands
        Of each site's position, and the land that must hold it; None where positions are taken as exact.
    grouping
        How sites are grouped; None for too many of them.
    industries
        Site -> what it names; empty where industries are not known.
    alike
        Jaccard similarity of the industries of each two sites, shape (n, n), NaN where one names none; None where
        industries are not known.
    platforms_xy
        Innovation platforms, shape (m, 2); None where they are not known.
    counts, bases
        Sites per city and what they are compared with; None where cities are not known.
    nulls
        Rules of chance to compare with.
    within
        Site -> the measured site that it lies in; the two count as two points.
    left_out
        Name of what cannot be computed -> reason code.
    """

    ids: tuple[str, ...]
    xy: NDArray[np.float64]
    cities: tuple[str | None, ...]
    area: BaseGeometry
    uncertainty_m: NDArray[np.float64] | None
    lands: tuple[BaseGeometry | None, ...]
    grouping: Grouping | None
    industries: Mapping[str, tuple[str, ...]]
    alike: NDArray[np.float64] | None
    platforms_xy: NDArray[np.float64] | None
    counts: pd.Series | None
    bases: dict[str, pd.Series]
    nulls: tuple[Null, ...]
    within: dict[str, str]
    left_out: dict[str, str]


def input_from_study(
    study: Study, *, sites: SiteChoice | geopandas.GeoDataFrame, settings: ClusterSettings
) -> ClusterInput:
    """Return a study's sites, or points of one's own on its land, with their surroundings.

    Parameters
    ----------
    study
        With its cities and study area; townships and platforms add to it.
    sites
        Which layers; or a frame in the study's CRS, indexed by id, with `city` (missing where a site lies in none) and
        `position_uncertainty_m`.
    settings
        Which rules of chance, and how sites are grouped.

    Raises
    ------
    ParameterError
        ``unknown_choice``, ``duplicate_site``, ``crs_not_metres``, ``too_few_points``, ``no_point_in_area``,
        ``bad_radius``, ``bad_min_sites``, or what the nulls raise.
    MissingLayerError
        ``missing_layer`` if a layer of the sites, the cities or the study area is missing.
    """
    if isinstance(sites, str):
        require_choice("sites", sites, get_args(SiteChoice))
    require_choice("null", settings.null, get_args(NullChoice))
    require_metres(study.crs, where=study.id)
    left_out: dict[str, str] = {}
    frame = _placed_sites(study, sites, left_out)
    cities = study.projected("cities").set_index("name_zh")
    points = checked_points(shapely.get_coordinates(frame.geometry.to_numpy()))
    _check_some_inside(points, study.area)
    industries = _industries(frame, left_out)
    return ClusterInput(
        ids=tuple(frame.index),
        xy=points,
        cities=tuple(city if isinstance(city, str) else None for city in frame["city"]),
        area=study.area,
        uncertainty_m=_uncertainty(frame, left_out),
        lands=tuple(cities.geometry.get(city) for city in frame["city"]),
        grouping=_grouping(len(points), study.area, settings, left_out),
        industries=industries,
        alike=jaccard_table(list(industries.values())) if industries else None,
        platforms_xy=_platforms(study, left_out),
        counts=city_counts(frame["city"].dropna(), cities=list(cities.index)),
        bases=_bases(cities, left_out),
        nulls=_nulls(study, cities, settings.null, settings.seats_radius_m, left_out),
        within=_within(frame),
        left_out=left_out,
    )


def input_from_points(
    points_xy: ArrayLike,
    area: BaseGeometry,
    *,
    crs: CRS,
    settings: ClusterSettings,
    ids: Sequence[str] | None = None,
) -> ClusterInput:
    """Return plain points on a polygon: only the land is there to compare with.

    Parameters
    ----------
    points_xy
        Shape (n, 2), in `crs`.
    area
        Polygon or multipolygon in `crs`.
    crs
        Projected, in metres.
    settings
        How sites are grouped.
    ids
        Names of the points; numbers from 1 if None.

    Raises
    ------
    ParameterError
        ``crs_not_projected``, ``crs_not_metres``, ``too_few_points``, ``coordinates_not_finite``,
        ``duplicate_site``, ``empty_area``, ``invalid_area``, ``bad_radius``, ``bad_min_sites``, or
        ``no_point_in_area``, which mostly means that the two stand in different coordinate systems.
    """
    require_metres(crs, where="points")
    points = checked_points(points_xy)
    names = tuple(ids) if ids is not None else tuple(str(place + 1) for place in range(len(points)))
    require_unique(names)
    land = LandNull(area)
    _check_some_inside(points, area)
    absent = ("settlement", "seats", "industries", "platforms", "concentration", "position_uncertainty")
    left_out = dict.fromkeys(absent, NOT_IN_FILE)
    return ClusterInput(
        ids=names,
        xy=points,
        cities=(None,) * len(points),
        area=area,
        uncertainty_m=None,
        lands=(),
        grouping=_grouping(len(points), area, settings, left_out),
        industries={},
        alike=None,
        platforms_xy=None,
        counts=None,
        bases={},
        nulls=(land,),
        within={},
        left_out=left_out,
    )


def _check_some_inside(points: NDArray[np.float64], area: BaseGeometry) -> None:
    if not shapely.intersects_xy(area, points).any():
        raise ParameterError(Problem("no_point_in_area", "points", {"n": len(points)}))


def _uncertainty(frame: pd.DataFrame, left_out: dict[str, str]) -> NDArray[np.float64] | None:
    """Return each site's uncertainty; None where all positions are taken as exact, so that nothing is redrawn."""
    uncertainty_m = frame["position_uncertainty_m"].to_numpy(dtype=float)
    if uncertainty_m.any():  # True for NaN too, which is refused when positions are redrawn
        return uncertainty_m
    left_out["position_uncertainty"] = NOT_IN_FILE
    return None


def _grouping(n: int, area: BaseGeometry, settings: ClusterSettings, left_out: dict[str, str]) -> Grouping | None:
    radius_m = default_radius_m(n, area.area) if settings.radius_m is None else settings.radius_m
    check_grouping(radius=radius_m, min_sites=settings.min_sites)
    if n > MOST_GROUPED:
        left_out["groups"] = TOO_MANY_SITES
        return None
    return Grouping(radius_m, settings.min_sites)


def _industries(frame: pd.DataFrame, left_out: dict[str, str]) -> dict[str, tuple[str, ...]]:
    """Return what each site names, empty where no site names any industry."""
    named = {
        str(site): tuple(names) if isinstance(names, list | tuple) else ()
        for site, names in frame.get("industries", pd.Series(dtype=object)).items()
    }
    if any(named.values()):
        return {str(site): named.get(str(site), ()) for site in frame.index}
    left_out["industries"] = "missing_industries"
    return {}


def _placed_sites(study: Study, sites: SiteChoice | geopandas.GeoDataFrame, left_out: dict[str, str]) -> pd.DataFrame:
    frame = pd.DataFrame(sites) if isinstance(sites, pd.DataFrame) else _chosen_layers(study, sites)
    frame.index = frame.index.map(str)
    require_unique(tuple(frame.index))
    placed = has_position(frame)
    left_out |= dict.fromkeys(frame.index[~placed], POSITION_UNKNOWN)
    known: pd.DataFrame = frame[placed]
    return known


def _chosen_layers(study: Study, sites: SiteChoice) -> pd.DataFrame:
    layers = ("parks", "towns") if sites == "both" else (sites,)
    wanted = ["geometry", "city", "position_uncertainty_m", "within", "industries"]
    found = [study.projected(layer) for layer in layers]
    return pd.concat([pd.DataFrame(one[[name for name in wanted if name in one]]) for one in found])


def _within(sites: pd.DataFrame) -> dict[str, str]:
    if "within" not in sites:
        return {}
    return {str(site): str(holder) for site, holder in sites["within"].items() if holder in sites.index}


def _platforms(study: Study, left_out: dict[str, str]) -> NDArray[np.float64] | None:
    if not study.has("platforms"):
        left_out["platforms"] = "missing_platforms"
        return None
    points: NDArray[np.float64] = shapely.get_coordinates(study.projected("platforms").geometry.to_numpy())
    if not len(points):
        left_out["platforms"] = "empty_platforms"
        return None
    return points


def _bases(cities: geopandas.GeoDataFrame, left_out: dict[str, str]) -> dict[str, pd.Series]:
    found = {}
    for name, column in BASES.items():
        if column in cities and cities[column].notna().any():
            found[name] = cities[column].astype(float)
        else:
            left_out[f"location_quotient_{name}"] = f"missing_{name}"
    return found


def _nulls(
    study: Study, cities: geopandas.GeoDataFrame, null: NullChoice, seats_radius_m: float, left_out: dict[str, str]
) -> tuple[Null, ...]:
    nulls: list[Null] = []
    if null == "settlement":
        left_out["land"] = NOT_ASKED
    else:
        nulls.append(LandNull(study.area))
    if null == "land":
        left_out |= {"settlement": NOT_ASKED, "seats": NOT_ASKED}
        return tuple(nulls)
    if not study.has("townships"):
        left_out["settlement"] = "missing_townships"
    elif not cities["population_2020"].gt(0).any():
        left_out["settlement"] = "missing_population"
    else:
        nulls.append(_settlement_null(study, cities))
    seats = _seats_null(study, cities, seats_radius_m)
    if seats is None:
        left_out["seats"] = "missing_seats"
    else:
        nulls.append(seats)
    return tuple(nulls)


def _settlement_null(study: Study, cities: geopandas.GeoDataFrame) -> SettlementNull:
    townships = study.projected("townships")
    placed = townships[has_position(townships)]
    points = shapely.get_coordinates(placed.geometry.to_numpy())
    return SettlementNull(_populations(cities), points, placed["city"].astype(str).tolist())


def _seats_null(study: Study, cities: geopandas.GeoDataFrame, radius_m: float) -> SeatsNull | None:
    """Return the null of the seats, None where the layer of cities does not tell them."""
    if not {"seat_lon", "seat_lat", "population_2020"} <= set(cities.columns):
        return None
    known = cities.dropna(subset=["seat_lon", "seat_lat"])
    places = from_degrees(known[["seat_lon", "seat_lat"]], study.crs)
    try:
        return SeatsNull(
            _populations(cities),
            dict(zip(known.index, places, strict=True)),
            dict(zip(cities.index, cities.geometry, strict=True)),
            radius_m=radius_m,
        )
    except ParameterError:  # nothing to draw: a null for sensitivity must not stop the others
        return None


def _populations(cities: geopandas.GeoDataFrame) -> dict[str, float]:
    return {str(city): float(people) for city, people in cities["population_2020"].astype(float).items()}
