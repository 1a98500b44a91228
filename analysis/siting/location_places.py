"""Places that can serve or be served: a study's people, its townships, a grid over its land, its existing sites."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from analysis.checks import require_choice
from analysis.degrees import from_degrees
from analysis.errors import ParameterError, Problem
from analysis.sites import has_position
from analysis.siting.location_rules import MAX_PAIRS, positive_problems

if TYPE_CHECKING:
    import geopandas

    from analysis.study import Study

ExistingChoice = Literal["none", "parks", "towns", "both"]
Floats = NDArray[np.float64]

GRID_CANDIDATES = 2000
"""At most about so many cells a grid has where no cell size is given."""

NO_TOWNSHIP = "no_township"
NO_POPULATION = "missing_population"


@dataclass(frozen=True, eq=False)
class Places:
    """Points that can serve or be served.

    Parameters
    ----------
    ids
        Unique.
    xy
        Shape (n, 2), metres of a projected CRS.
    cities
        City of each; None where they are not known.
    weights
        Of demand, such as people; None for candidates.
    unit
        Of the weights: ``people`` or ``weight``.
    left_out
        What has no place -> reason code.
    """

    ids: tuple[str, ...]
    xy: Floats
    cities: tuple[str, ...] | None = None
    weights: Floats | None = None
    unit: Literal["people", "weight"] = "weight"
    left_out: Mapping[str, str] = field(default_factory=dict)


def population_demand(study: Study) -> Places:
    """Return a study's people: each city's shared out equally among its townships that have a point.

    A city without such a township has its people at its seat; one without seat or without known people is left out.

    Raises
    ------
    MissingLayerError
        If the cities are missing.
    ParameterError
        ``locate_no_demand`` if nothing is left.
    """
    cities = study.projected("cities").set_index("name_zh")
    people = {str(city): float(value) for city, value in cities["population_2020"].astype(float).items()}
    known = {city for city, value in people.items() if value > 0}  # False for NaN too
    left_out = dict.fromkeys([city for city in people if city not in known], NO_POPULATION)
    townships = township_candidates(study) if study.has("townships") else Places((), np.zeros((0, 2)), ())
    names = townships.cities or ()
    rows = [
        (townships.ids[i], *townships.xy[i], city, people[city] / names.count(city))
        for i, city in enumerate(names)
        if city in known
    ]
    for city in sorted(known - set(names)):
        seat = _seat_xy(study, cities, city)
        if seat is None:
            left_out[city] = NO_TOWNSHIP
        else:
            rows.append((city, *seat, city, people[city]))
    if not rows:
        raise ParameterError(Problem("locate_no_demand", "cities"))
    ids, east, north, of_city, weights = zip(*rows, strict=True)
    return Places(ids, np.column_stack([east, north]), of_city, np.array(weights), "people", left_out)


def township_candidates(study: Study) -> Places:
    """Return the townships that have a point.

    Raises
    ------
    MissingLayerError
        If the townships are missing.
    """
    return _placed(study.projected("townships"))


def existing_sites(study: Study, sites: ExistingChoice) -> Places | None:
    """Return the parks, towns or both that have a position; None for ``none`` and where there is none.

    Raises
    ------
    MissingLayerError
        If a layer asked for is missing.
    ParameterError
        ``unknown_choice``.
    """
    require_choice("existing", sites, get_args(ExistingChoice))
    layers = {"none": (), "parks": ("parks",), "towns": ("towns",), "both": ("parks", "towns")}[sites]
    found = [_placed(study.projected(layer)) for layer in layers]
    ids = tuple(name for one in found for name in one.ids)
    return Places(ids, np.vstack([one.xy for one in found])) if ids else None


def square_candidates(area: BaseGeometry, cell_m: float | None = None) -> Places:
    """Return the centres of square cells that lie on the land, row by row from the south-west.

    Parameters
    ----------
    area
        Polygon in a projected CRS, metres.
    cell_m
        Side of a cell; by default 1, 2 or 5 times a power of ten that gives at most some 2,000 cells.

    Returns
    -------
    Places
        The id of a cell is its column and row on a grid through the origin of the CRS, so that it does not hang on
        the area.

    Raises
    ------
    ParameterError
        ``locate_not_positive``, ``locate_too_many_pairs`` if the grid would be too fine to hold, or
        ``locate_no_cell`` if no centre lies on the land.
    """
    if problems := positive_problems(cell_m=cell_m):
        raise ParameterError(*problems)
    side = default_cell_m(area.area) if cell_m is None else cell_m
    west, south, east, north = np.floor(np.array(area.bounds) / side)
    count = (east - west + 1) * (north - south + 1)
    if not count <= MAX_PAIRS:
        raise ParameterError(Problem("locate_too_many_pairs", "cell_m", {"pairs": int(count), "most": MAX_PAIRS}))
    columns, rows = np.meshgrid(np.arange(west, east + 1), np.arange(south, north + 1))
    cells = np.column_stack([columns.ravel(), rows.ravel()])
    shapely.prepare(area)
    cells = cells[shapely.contains_xy(area, (cells + 0.5) * side)]
    if not len(cells):
        raise ParameterError(Problem("locate_no_cell", "cell_m", {"cell_m": float(side)}))
    return Places(tuple(f"{column:.0f}_{row:.0f}" for column, row in cells), (cells + 0.5) * side)


def default_cell_m(area_m2: float) -> float:
    """Return the side of a cell, 1, 2 or 5 times a power of ten, of which at most some 2,000 make up an area."""
    least = np.sqrt(max(area_m2, 1.0) / GRID_CANDIDATES)
    power = 10.0 ** np.floor(np.log10(least))
    return float(next(step * power for step in (1, 2, 5, 10) if step * power >= least))


def with_cities(places: Places, study: Study) -> Places:
    """Return the places with the city whose land holds each, or is nearest to it.

    Raises
    ------
    MissingLayerError
        If the cities are missing.
    """
    cities = study.projected("cities")
    nearest = shapely.STRtree(cities.geometry.to_numpy()).nearest(shapely.points(places.xy))
    names = tuple(str(name) for name in cities["name_zh"].to_numpy()[nearest])
    return replace(places, cities=names)


def _placed(frame: geopandas.GeoDataFrame) -> Places:
    placed = frame[has_position(frame)]
    cities = tuple(str(city) for city in placed["city"]) if "city" in placed else None
    xy = shapely.get_coordinates(shapely.centroid(placed.geometry.to_numpy()))
    return Places(tuple(str(key) for key in placed.index), xy, cities)


def _seat_xy(study: Study, cities: geopandas.GeoDataFrame, city: str) -> tuple[float, float] | None:
    if not {"seat_lon", "seat_lat"} <= set(cities.columns):
        return None
    lon, lat = (float(cities.loc[city, name]) for name in ("seat_lon", "seat_lat"))
    if not np.isfinite([lon, lat]).all():
        return None
    ((x, y),) = from_degrees([(lon, lat)], study.crs).tolist()
    return x, y
