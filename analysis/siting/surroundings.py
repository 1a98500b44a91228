"""What alternatives are measured against: a study's layers as plain arrays in the working coordinate system."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely.geometry.base import BaseGeometry

from analysis.degrees import from_degrees
from analysis.errors import MissingLayerError, Problem
from analysis.sites import has_position
from analysis.siting.nearest import Nearest, nearest_of_points

if TYPE_CHECKING:
    import geopandas

    from analysis.plan import Plan
    from analysis.study import Study

POPULATION = "population_2020"
GDP = "gdp_2024_100m_yuan"
HIGHSPEED_TRAINS = "highspeed_trains_per_day_2021"
POINT_LAYERS = ("stations", "airports", "seaports", "platforms", "parks", "towns")


@dataclass(frozen=True, eq=False)
class PointSet:
    """The features of a layer that criteria measure to.

    Parameters
    ----------
    ids
        Of the features that have a position.
    xy
        Shape (m, 2), metres.
    uncertainty_m
        Of each position, shape (m,); NaN where it is not recorded.
    city
        Of each feature, None where the layer does not say.
    radius_m
        Of a disc of the published area, shape (m,); 0 where no area is published.
    industries
        Of each feature; empty where none is known.
    """

    ids: tuple[str, ...]
    xy: NDArray[np.float64]
    uncertainty_m: NDArray[np.float64]
    city: tuple[str | None, ...]
    radius_m: NDArray[np.float64]
    industries: tuple[frozenset[str], ...]

    @cached_property
    def nearest(self) -> Nearest:
        """The points, ready to be asked for the nearest."""
        return nearest_of_points(self.xy)

    def moved(self, xy: NDArray[np.float64]) -> PointSet:
        """Return the same features at other places, shape (m, 2)."""
        return replace(self, xy=xy)


@dataclass(frozen=True, eq=False)
class CitySet:
    """The cities of a study.

    Parameters
    ----------
    names
        In the order of the layer.
    land
        Polygon of each, shape (c,).
    seat_xy
        Seat of each, or where it is not known a point on its land; shape (c, 2).
    people, gdp
        Shape (c,), NaN where not known; GDP in 100 million yuan.
    """

    names: tuple[str, ...]
    land: NDArray[np.object_]
    seat_xy: NDArray[np.float64]
    people: NDArray[np.float64]
    gdp: NDArray[np.float64]

    @cached_property
    def area_m2(self) -> NDArray[np.float64]:
        """Area of each city's land, shape (c,)."""
        found: NDArray[np.float64] = shapely.area(self.land)
        return found

    def containing(self, points_xy: ArrayLike) -> NDArray[np.int64]:
        """Return the place of the city that holds each point, -1 where none does; the first of two that share a line.

        Parameters
        ----------
        points_xy
            Shape (n, 2), metres.
        """
        points = np.asarray(points_xy, dtype=float).reshape(-1, 2)
        found = np.full(len(points), -1)
        for place, (west, south, east, north) in enumerate(shapely.bounds(self.land)):
            x, y = points.T
            near = np.flatnonzero((x >= west) & (x <= east) & (y >= south) & (y <= north) & (found < 0))
            found[near[shapely.intersects_xy(self.land[place], points[near])]] = place
        return found

    def __post_init__(self) -> None:
        shapely.prepare(self.land)


@dataclass(frozen=True, eq=False)
class Surroundings:
    """Everything that criteria are computed from. Make it with `surroundings_of`.

    Parameters
    ----------
    area
        The study's land.
    points
        Layer id -> its features, for those of `POINT_LAYERS` that have any.
    cities
        None where the layer is missing.
    people_xy, people
        Where people are thought to live, and how many: each city's population shared out equally over its township
        points, because no smaller figures are in the layers. At the seat where a city has no township point.
    plan
        None where it could not be read.
    left_out
        Name of what cannot be used (a layer id, ``people``, ``gdp``, ``park_industries``, ``named_sites``,
        ``plan``) -> reason code.
    caveats
        The same names -> codes of what must be known of what can be used.
    """

    area: BaseGeometry
    points: Mapping[str, PointSet]
    cities: CitySet | None
    people_xy: NDArray[np.float64]
    people: NDArray[np.float64]
    plan: Plan | None
    left_out: Mapping[str, str]
    caveats: Mapping[str, tuple[str, ...]]

    def require_cities(self) -> CitySet:
        """Return the cities.

        Raises
        ------
        MissingLayerError
            ``missing_layer``.
        """
        if self.cities is None:
            raise MissingLayerError(Problem("missing_layer", "criteria", {"layer": "cities"}))
        return self.cities

    def require_plan(self) -> Plan:
        """Return the plan.

        Raises
        ------
        MissingLayerError
            ``missing_layer``.
        """
        if self.plan is None:
            raise MissingLayerError(Problem("missing_layer", "criteria", {"layer": "plan"}))
        return self.plan

    @cached_property
    def parks_in_city(self) -> Mapping[str, int]:
        """Number of parks that the layer gives each city."""
        parks = self.points.get("parks")
        return Counter(city for city in parks.city if city is not None) if parks else {}

    def moved(self, places: Mapping[str, NDArray[np.float64]]) -> Surroundings:
        """Return the same surroundings with the features of some layers at other places."""
        return replace(
            self, points={**self.points, **{name: self.points[name].moved(xy) for name, xy in places.items()}}
        )


def surroundings_of(study: Study) -> Surroundings:
    """Return a study's surroundings.

    Parameters
    ----------
    study
        With its study area; every other layer adds to it, and what its absence rules out is named in `left_out`.

    Raises
    ------
    MissingLayerError
        ``missing_layer`` if the study area is missing.
    """
    left_out: dict[str, str] = {}
    caveats: dict[str, tuple[str, ...]] = {}
    points = {name: _points_of(study, name, left_out, caveats) for name in POINT_LAYERS}
    known = {name: found for name, found in points.items() if found is not None}
    cities = _cities(study, left_out, caveats)
    people_xy, people = _settlement(study, cities, left_out, caveats)
    _name_what_parks_lack(known, left_out, caveats)
    if study.plan is None or not study.plan.tiers:
        left_out["plan"] = "missing_plan"
    return Surroundings(study.area, known, cities, people_xy, people, study.plan, left_out, caveats)


def _points_of(
    study: Study, layer: str, left_out: dict[str, str], caveats: dict[str, tuple[str, ...]]
) -> PointSet | None:
    if not study.has(layer):
        left_out[layer] = f"missing_{layer}"
        return None
    frame = study.projected(layer)
    counted = _that_count(frame[has_position(frame)], layer, caveats)
    if not len(counted):
        left_out[layer] = f"empty_{layer}"
        return None
    area_km2 = _numbers(counted, "area_km2")
    return PointSet(
        ids=tuple(map(str, counted.index)),
        xy=representative_xy(counted.geometry.to_numpy()),
        uncertainty_m=_numbers(counted, "position_uncertainty_m"),
        city=tuple(_texts(counted, "city")),
        radius_m=np.nan_to_num(np.sqrt(1e6 * area_km2 / np.pi)),
        industries=industry_sets(counted),
    )


def _that_count(
    frame: geopandas.GeoDataFrame, layer: str, caveats: dict[str, tuple[str, ...]]
) -> geopandas.GeoDataFrame:
    """Return the stations with high-speed trains and the airports with passengers, all of any other layer."""
    if layer == "stations" and HIGHSPEED_TRAINS not in frame:
        caveats[layer] = ("any_station",)
        return frame
    if layer == "stations":
        return frame[frame[HIGHSPEED_TRAINS].astype(float) > 0]
    if layer == "airports" and "passenger" in frame:
        return frame[frame["passenger"].astype(bool)]
    return frame


def representative_xy(geometry: ArrayLike) -> NDArray[np.float64]:
    """Return one point for each geometry, shape (n, 2): the centroid, or where that lies outside, a point inside.

    NaN for geometries that are missing or empty.
    """
    given = np.asarray(geometry, dtype=object).reshape(-1)
    points = shapely.centroid(given)
    outside = ~shapely.is_missing(given) & ~shapely.is_empty(given) & ~shapely.intersects(given, points)
    points[outside] = shapely.point_on_surface(given[outside])
    found = np.full((len(given), 2), np.nan)
    there = ~shapely.is_missing(points) & ~shapely.is_empty(points)
    found[there] = shapely.get_coordinates(points[there])
    return found


def industry_sets(frame: pd.DataFrame) -> tuple[frozenset[str], ...]:
    """Return the industries of each row, empty where none is known or the column is missing."""
    if "industries" not in frame:
        return (frozenset(),) * len(frame)
    return tuple(
        frozenset(map(str, own)) if isinstance(own, (list, tuple, set, frozenset, np.ndarray)) else frozenset()
        for own in frame["industries"]
    )


def _cities(study: Study, left_out: dict[str, str], caveats: dict[str, tuple[str, ...]]) -> CitySet | None:
    if not study.has("cities") or not len(study.layer("cities")):
        left_out |= dict.fromkeys(("cities", "gdp"), "missing_cities")
        return None
    frame = study.projected("cities")
    found = CitySet(
        names=tuple(frame["name_zh"].astype(str)),
        land=frame.geometry.to_numpy(),
        seat_xy=_seats(study, frame, caveats),
        people=_numbers(frame, POPULATION),
        gdp=_numbers(frame, GDP),
    )
    known = np.isfinite(found.gdp)
    if not known.any():
        left_out["gdp"] = "missing_gdp"
    elif not known.all():
        caveats["gdp"] = (*caveats.get("gdp", ()), "gdp_incomplete")
    return found


def _seats(study: Study, frame: geopandas.GeoDataFrame, caveats: dict[str, tuple[str, ...]]) -> NDArray[np.float64]:
    seats = representative_xy(frame.geometry.to_numpy())
    lon, lat = _numbers(frame, "seat_lon"), _numbers(frame, "seat_lat")
    known = np.isfinite(lon) & np.isfinite(lat)
    seats[known] = from_degrees(np.column_stack([lon[known], lat[known]]), study.crs)
    if not known.all():
        caveats["gdp"] = ("seat_unknown",)
    return seats


def _settlement(
    study: Study, cities: CitySet | None, left_out: dict[str, str], caveats: dict[str, tuple[str, ...]]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    nobody = np.zeros((0, 2)), np.zeros(0)
    if cities is None or not study.has("townships"):
        left_out["people"] = "missing_cities" if cities is None else "missing_townships"
        return nobody
    if not (cities.people > 0).any():
        left_out["people"] = "missing_population"
        return nobody
    townships = study.projected("townships")
    placed = townships[has_position(townships)]
    city_of = placed["city"].astype(str)
    count = city_of.map(city_of.value_counts()).to_numpy(dtype=float)
    populations = dict(zip(cities.names, cities.people, strict=True))
    shares = city_of.map(populations).to_numpy(dtype=float) / count
    counted = np.isfinite(shares)
    alone = ~np.isin(cities.names, city_of.unique()) & np.isfinite(cities.people)
    codes = [
        *(["people_at_seat"] if alone.any() else []),
        *([] if np.isfinite(cities.people).all() else ["people_incomplete"]),
    ]
    caveats["people"] = ("people_shared_equally", *codes)
    points = representative_xy(placed.geometry.to_numpy())[counted]
    return np.vstack([points, cities.seat_xy[alone]]), np.concatenate([shares[counted], cities.people[alone]])


def _name_what_parks_lack(
    points: Mapping[str, PointSet], left_out: dict[str, str], caveats: dict[str, tuple[str, ...]]
) -> None:
    parks = points.get("parks")
    if parks is None:
        left_out["park_industries"] = left_out["parks"]
    elif not any(parks.industries):
        left_out["park_industries"] = "missing_industries"
    elif not all(parks.industries):
        caveats["park_industries"] = ("industries_incomplete",)
    named = [name for name in ("parks", "towns") if name in points]
    if not named:
        left_out["named_sites"] = "missing_parks"
    elif len(named) == 1:
        caveats["named_sites"] = (f"only_{named[0]}",)


def _numbers(frame: pd.DataFrame, column: str) -> NDArray[np.float64]:
    if column not in frame:
        return np.full(len(frame), np.nan)
    return np.asarray(frame[column].astype(float).to_numpy(na_value=np.nan), dtype=np.float64)


def _texts(frame: pd.DataFrame, column: str) -> list[str | None]:
    if column not in frame:
        return [None] * len(frame)
    return [None if pd.isna(value) else str(value) for value in frame[column]]
