"""What a study knows of where things are: named places with their uncertainty, named areas, the land."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import geopandas
    from shapely.geometry.base import BaseGeometry

    from analysis.study import Study

PLACE_LAYERS: Final[Mapping[str, float]] = {
    "stations": 500,
    "airports": 2_000,
    "platforms": 3_000,
    "parks": 5_000,
    "towns": 5_000,
    "townships": 5_000,
    "seaports": 5_000,
}
"""Layers whose points have names -> uncertainty in metres where a layer tells of none: a township's point lies anywhere
in it."""

AREA_LAYERS: Final = ("cities", "districts")
SEAT_UNCERTAINTY_M: Final = 5_000.0
SAME_PLACE_DEG: Final = 0.02
"""Places of one name within about 2 km are one place; further apart the name tells nothing."""

_NAME_FIELDS: Final = ("name_zh", "name_en")


@dataclass(frozen=True)
class Place:
    """A named place: degrees (WGS 84), and the radius in metres within which it lies."""

    lon: float
    lat: float
    uncertainty_m: float


@dataclass(frozen=True)
class Known:
    """What points can be compared with.

    `places` and `areas` are keyed by `plain_name`; polygons are in degrees (WGS 84). `land` is None where the study has
    no land polygon.
    """

    places: Mapping[str, Place]
    areas: Mapping[str, BaseGeometry]
    land: BaseGeometry | None

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north in degrees: of the land, else of the places, else of China."""
        if self.land is not None:
            west, south, east, north = (float(value) for value in self.land.bounds)
            return west, south, east, north
        if not self.places:
            return 73.5, 18.0, 135.1, 53.6
        lon, lat = [one.lon for one in self.places.values()], [one.lat for one in self.places.values()]
        return min(lon), min(lat), max(lon), max(lat)


def plain_name(name: object) -> str:
    """Return a name as it is compared: width and case folded, without spaces and punctuation; empty for no text."""
    if not isinstance(name, str):
        return ""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "".join(character for character in folded if character.isalnum())


def known_places(study: Study) -> Known:
    """Return what a study knows: its points, its city seats, its cities' and districts' polygons, its land.

    A name that stands for places far apart is left out; of places at one spot the surest is kept.
    """
    import shapely

    found: dict[str, list[Place]] = {}
    for name, place in _all_places(study):
        found.setdefault(name, []).append(place)
    land = study.layer("study_area").geometry.union_all() if study.has("study_area") else None
    places = {name: one for name, same in found.items() if (one := _one_place(same)) is not None}
    areas: dict[str, list[BaseGeometry]] = {}
    for layer_id in AREA_LAYERS:
        if study.has(layer_id):
            frame = study.layer(layer_id)
            for same, geometry in zip(_names(frame), frame.geometry, strict=True):
                for area in filter(None, dict.fromkeys(same)):
                    areas.setdefault(area, []).append(geometry)
    return Known(places, {name: shapely.union_all(parts) for name, parts in areas.items()}, land)


def best_name_column(columns: Mapping[str, Sequence[object]], known: Mapping[str, object]) -> str | None:
    """Return the column most of whose values are known names; None if no value is. The first of equals."""
    counts = {column: sum(plain_name(value) in known for value in values) for column, values in columns.items()}
    best = max(counts, key=counts.__getitem__, default=None)
    return best if best is not None and counts[best] else None


def _all_places(study: Study) -> Iterator[tuple[str, Place]]:
    for layer_id, usual_m in PLACE_LAYERS.items():
        if study.has(layer_id):
            frame = study.layer(layer_id)
            points = frame.geometry
            uncertainty = frame.get("position_uncertainty_m")
            radius_m = np.full(len(frame), usual_m) if uncertainty is None else uncertainty.fillna(usual_m).to_numpy()
            yield from _places(_names(frame), points.x.to_numpy(), points.y.to_numpy(), radius_m)
    if study.has("cities"):
        cities = study.layer("cities")
        if {"seat_lon", "seat_lat"} <= set(cities.columns):
            radius_m = np.full(len(cities), SEAT_UNCERTAINTY_M)
            yield from _places(_names(cities), cities["seat_lon"], cities["seat_lat"], radius_m)


def _places(
    names: list[tuple[str, ...]], lon: NDArray[np.float64], lat: NDArray[np.float64], radius_m: NDArray[np.float64]
) -> Iterator[tuple[str, Place]]:
    for same, x, y, radius in zip(names, lon, lat, radius_m, strict=True):
        if np.isfinite([x, y]).all():
            yield from ((name, Place(float(x), float(y), float(radius))) for name in dict.fromkeys(same) if name)


def _names(frame: geopandas.GeoDataFrame) -> list[tuple[str, ...]]:
    """Return each feature's names in both languages, its id where it has neither."""
    fields = [field for field in _NAME_FIELDS if field in frame]
    if not fields:
        return [(plain_name(str(key)),) for key in frame.index]
    return list(zip(*(frame[field].map(plain_name) for field in fields), strict=True))


def _one_place(same: list[Place]) -> Place | None:
    surest = min(same, key=lambda place: place.uncertainty_m)
    close = all(max(abs(one.lon - surest.lon), abs(one.lat - surest.lat)) <= SAME_PLACE_DEG for one in same)
    return surest if close else None
