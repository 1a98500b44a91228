"""What can be wrong with geometries, found for all features of a layer at once; a layer of 100,000 takes a second."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from analysis.errors import Problem
from layers.values import shown

Geometries = NDArray[Any]
"""Shapely geometries, None where there is none."""

_WORLD: Final = (180.0, 90.0)
FURTHEST_M: Final = 1e8
"""Metres beyond any projected system's range."""


def geometry_problems(
    geometries: Geometries,
    where: Callable[[int], str],
    *,
    broken: Mapping[int, str],
    geographic: bool,
    types: Sequence[str] = (),
    per_kind: int | None = None,
    name: str = "",
) -> list[Problem]:
    """Return the first problem of each feature, in the order of the file.

    Parameters
    ----------
    geometries
        Of all features.
    where
        Place -> how a message calls the feature.
    broken
        Place -> reason, of geometries that could not be built.
    geographic
        Whether coordinates are degrees.
    types
        Types that are allowed; all if empty.
    per_kind
        Name no more features than this for one kind; a last problem then counts the rest.
    name
        How that last one calls the file.

    Returns
    -------
    list of Problem
        ``geometry_unreadable``, ``geometry_missing``, ``geometry_type``, ``coordinates_not_finite``,
        ``coordinates_swapped``, ``coordinates_not_degrees``, ``coordinates_too_far``, ``geometry_invalid``,
        ``and_more``.
    """
    kinds = _kinds(geometries, broken, geographic=geographic, types=types)
    found: list[tuple[int, Problem]] = []
    more: list[Problem] = []
    for code, places in kinds.items():
        named = places if per_kind is None else places[:per_kind]
        found += [
            (int(at), Problem(code, where(int(at)), _values(code, geometries, int(at), broken, types))) for at in named
        ]
        if len(named) < len(places):
            more.append(Problem("and_more", name, {"count": len(places) - len(named), "of": where(int(named[-1]))}))
    return [problem for _, problem in sorted(found, key=lambda one: one[0])] + more


def bounds_beyond(bounds: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether bounds (n, 4) reach beyond 180 and 90 degrees."""
    return np.asarray((np.abs(bounds) > (*_WORLD, *_WORLD)).any(axis=1))


def _kinds(
    geometries: Geometries, broken: Mapping[int, str], *, geographic: bool, types: Sequence[str]
) -> dict[str, NDArray[np.intp]]:
    """Return code -> places; a feature has the first code that fits it."""
    left = np.ones(len(geometries), dtype=bool)
    kinds: dict[str, NDArray[np.intp]] = {}

    def take(code: str, fits: NDArray[np.bool_]) -> None:
        chosen = left & fits
        if chosen.any():
            kinds[code] = np.flatnonzero(chosen)
        left[chosen] = False

    unreadable = np.zeros(len(geometries), dtype=bool)
    unreadable[list(broken)] = True
    take("geometry_unreadable", unreadable)
    take("geometry_missing", shapely.is_missing(geometries) | shapely.is_empty(geometries))
    if types:
        take("geometry_type", ~np.isin(shapely.get_type_id(geometries), [_TYPE_IDS[one] for one in types]))
    xy, feature = shapely.get_coordinates(geometries, return_index=True)
    bad = ~_both(np.isfinite(xy))
    take("coordinates_not_finite", _of_features(feature[bad], len(geometries)))
    beyond = ~_both(np.abs(xy) <= _WORLD) & ~bad if geographic else np.zeros(len(xy), dtype=bool)
    exchanged = np.zeros(len(xy), dtype=bool)
    exchanged[beyond] = _both(np.abs(xy[beyond]) <= _WORLD[::-1])
    first = _first_of_each(feature, beyond)
    take("coordinates_swapped", _of_features(feature[first & exchanged], len(geometries)))
    take("coordinates_not_degrees", _of_features(feature[first], len(geometries)))
    if not geographic:
        take("coordinates_too_far", _of_features(feature[(np.abs(xy) > FURTHEST_M).any(axis=1)], len(geometries)))
    valid = np.ones(len(geometries), dtype=bool)
    valid[left] = shapely.is_valid(geometries[left])
    take("geometry_invalid", ~valid)
    return kinds


_TYPE_IDS: Final = {
    "Point": 0,
    "LineString": 1,
    "Polygon": 3,
    "MultiPoint": 4,
    "MultiLineString": 5,
    "MultiPolygon": 6,
    "GeometryCollection": 7,
}


def _both(holds: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Whether something holds for x and for y, shape (n, 2); many times as fast as a reduction along a short axis."""
    return np.asarray(holds[:, 0] & holds[:, 1])


def _of_features(features: NDArray[np.intp], count: int) -> NDArray[np.bool_]:
    mask = np.zeros(count, dtype=bool)
    mask[features] = True
    return mask


def _first_of_each(feature: NDArray[np.intp], chosen: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return a mask of the first chosen vertex of each feature."""
    places = np.flatnonzero(chosen)
    _, at = np.unique(feature[places], return_index=True)
    mask = np.zeros(len(feature), dtype=bool)
    mask[places[at]] = True
    return mask


def _values(
    code: str, geometries: Geometries, place: int, broken: Mapping[int, str], types: Sequence[str]
) -> dict[str, str | float]:
    geometry = geometries[place]
    if code == "geometry_unreadable":
        return {"reason": shown(broken[place])}
    if code == "geometry_type":
        return {"value": geometry.geom_type, "allowed": ", ".join(types)}
    if code == "geometry_invalid":
        return {"reason": shapely.is_valid_reason(geometry)}
    if code in ("coordinates_swapped", "coordinates_not_degrees", "coordinates_too_far"):
        xy = shapely.get_coordinates(geometry)
        limit = (FURTHEST_M, FURTHEST_M) if code == "coordinates_too_far" else _WORLD
        x, y = xy[(np.abs(xy) > limit).any(axis=1)][0]
        return {"x": float(x), "y": float(y)}
    return {}
