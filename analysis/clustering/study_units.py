"""A study's districts or cities as units of spatial statistics: land, people, weights, and the sites in each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from analysis.checks import require_choice, require_unique
from analysis.clustering.pattern import require_metres
from analysis.clustering.settings import SiteChoice
from analysis.clustering.spatial_weights import (
    NEAREST_K,
    IslandPolicy,
    SpatialWeights,
    WeightsChoice,
    contiguity_weights,
    distance_weights,
    nearest_weights,
    travel_weights,
)
from analysis.clustering.unit_values import SiteCounts, site_counts
from analysis.degrees import from_degrees
from analysis.layout.travel import travel_network

if TYPE_CHECKING:
    import geopandas

    from analysis.study import Study

UnitChoice = Literal["districts", "cities"]

CITIES_ONLY = "cities_only"
"""Reason code: the links tell minutes between cities; districts of one city have none between them."""


@dataclass(frozen=True, eq=False)
class Units:
    """Units of a study, in the order of its layer.

    Parameters
    ----------
    choice
        ``districts`` or ``cities``.
    ids, names, cities
        Id, Chinese name, and the city that it is or lies in, as the study calls it.
    polygons, points_xy
        Land, and a point for distances: a city's seat, else a point on its land. Metres.
    area_km2
        Indexed by id.
    population
        Indexed by id; None where the layer does not tell it.
    """

    choice: UnitChoice
    ids: tuple[str, ...]
    names: tuple[str, ...]
    cities: tuple[str, ...]
    polygons: NDArray[np.object_]
    points_xy: NDArray[np.float64]
    area_km2: pd.Series
    population: pd.Series | None


def study_units(study: Study, choice: UnitChoice) -> Units:
    """Return the study's units.

    Raises
    ------
    ParameterError
        ``unknown_choice``, ``crs_not_metres``.
    MissingLayerError
        ``missing_layer`` without the layer of the units.
    """
    require_choice("units", choice, get_args(UnitChoice))
    require_metres(study.crs, where=study.id)
    frame = study.projected(choice)
    ids = tuple(str(unit) for unit in frame.index)
    names = tuple(frame["name_zh"].astype(str))
    polygons = frame.geometry.to_numpy()
    people = frame["population_2020"].astype(float) if "population_2020" in frame else None
    return Units(
        choice=choice,
        ids=ids,
        names=names,
        cities=names if choice == "cities" else tuple(frame["city"].astype(str)),
        polygons=polygons,
        points_xy=_points(study, frame),
        area_km2=pd.Series(shapely.area(polygons) / 1e6, index=list(ids)),
        population=None if people is None else people.set_axis(list(ids)),
    )


def weights_offered(study: Study, choice: UnitChoice) -> tuple[tuple[WeightsChoice, ...], dict[str, str]]:
    """Return the rules of neighbourhood that the study allows for these units, and the others with reason codes."""
    offered: list[WeightsChoice] = ["contiguity", "nearest", "distance"]
    if choice != "cities":
        return tuple(offered), {"travel": CITIES_ONLY}
    if not study.has("links"):
        return tuple(offered), {"travel": "missing_links"}
    return (*offered, "travel"), {}


def study_weights(
    study: Study,
    units: Units,
    choice: WeightsChoice = "contiguity",
    *,
    k: int = NEAREST_K,
    band_m: float | None = None,
    band_min: float | None = None,
    islands: IslandPolicy = "attach",
) -> SpatialWeights:
    """Return who neighbours whom among a study's units; `SpatialWeights.units` holds their ids.

    Parameters
    ----------
    study, units
        The units as `study_units` returns them for this study.
    choice
        One of `weights_offered`.
    k, band_m, band_min, islands
        As in `analysis.clustering.spatial_weights`, each for its own rule.

    Raises
    ------
    ParameterError
        ``unknown_choice`` for a rule that is not offered, and what the rule raises.
    """
    require_choice("neighbours", choice, weights_offered(study, units.choice)[0])
    if choice == "contiguity":
        return contiguity_weights(units.ids, list(units.polygons), islands=islands)
    if choice == "nearest":
        return nearest_weights(units.ids, units.points_xy, k=k)
    if choice == "distance":
        return distance_weights(units.ids, units.points_xy, band_m=band_m, islands=islands)
    network = travel_network(pd.DataFrame(study.layer("links")), units.names)
    return travel_weights(network, units.names, band_min=band_min, islands=islands).called(units.ids)


def study_site_counts(study: Study, units: Units, sites: SiteChoice = "parks") -> SiteCounts:
    """Return how many of a study's sites lie in each unit.

    A site outside all units, or without a position, counts in the district (or city) that it states.

    Raises
    ------
    ParameterError
        ``unknown_choice``, ``duplicate_site``.
    MissingLayerError
        ``missing_layer`` without the layer of the sites.
    """
    require_choice("sites", sites, get_args(SiteChoice))
    layers = ("parks", "towns") if sites == "both" else (sites,)
    columns = ["geometry", "city", "district"]
    frame = pd.concat([pd.DataFrame(study.projected(layer)).reindex(columns=columns) for layer in layers])
    frame.index = frame.index.map(str)
    require_unique(list(frame.index))
    place_names = list(zip(units.cities, units.names, strict=True))
    unit_by_name = dict(zip(place_names, units.ids, strict=True))
    claims = frame["city"] if units.choice == "cities" else frame["district"]
    stated = [unit_by_name.get(key) for key in zip(frame["city"], claims, strict=True)]
    geometry = pd.Series(frame["geometry"].to_numpy(), index=frame.index, dtype=object)
    return site_counts(
        units.ids, list(units.polygons), geometry, stated=pd.Series(stated, index=frame.index, dtype=object)
    )


def _points(study: Study, frame: geopandas.GeoDataFrame) -> NDArray[np.float64]:
    points: NDArray[np.float64] = shapely.get_coordinates(shapely.point_on_surface(frame.geometry.to_numpy()))
    if {"seat_lon", "seat_lat"} <= set(frame.columns):
        seats = frame[["seat_lon", "seat_lat"]].to_numpy(dtype=float)
        known = np.isfinite(seats).all(axis=1)
        points[known] = from_degrees(seats[known], study.crs)
    return points
