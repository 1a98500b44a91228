"""WGS 84, CGCS2000, GCJ-02 and BD-09 into one another, in degrees.

GCJ-02 (地形图非线性保密处理算法) moves a position by a few hundred metres; BD-09 moves the moved position once more.
Neither is published by its owner: the formulas here are the ones that are publicly known, which agree with the map
services' own answers within about a metre.

Own code rather than a library: those on the registries are scalar loops, mostly not kept up, and stop their inverse at
a metre; the formulas fill forty lines of NumPy.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final, Literal, get_args

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from analysis.errors import ParameterError, Problem

Datum = Literal["wgs84", "cgcs2000", "gcj02", "bd09"]
DATUMS: Final[tuple[Datum, ...]] = get_args(Datum)
PLAIN: Final[tuple[Datum, ...]] = ("wgs84", "cgcs2000")
"""Datums that agree within a metre: between them nothing is moved, as in PROJ."""

RECTANGLE: Final = (72.004, 0.8293, 137.8347, 55.8271)
"""West, south, east, north in degrees of WGS 84: outside it nothing is moved. The customary rectangle of the public
implementations: it holds China and much of its neighbours, which the map services may treat otherwise. At its edge, far
from China, the shift ends abruptly."""

_KRASOVSKY_A_M: Final = 6378245.0
_KRASOVSKY_E2: Final = 0.00669342162296594323
_BD_TURN: Final = math.pi * 3000 / 180
_BD_EAST, _BD_NORTH = 0.0065, 0.006
_EDGE_DEG: Final = 0.05
"""More than any shift: beyond this distance from the rectangle nothing can have come from within."""

_ITERATIONS: Final = 30
_EXACT_DEG: Final = 1e-12

Array = NDArray[np.float64]
Pair = tuple[Array, Array]


def convert(lon: ArrayLike, lat: ArrayLike, *, source: Datum, target: Datum) -> Pair:
    """Return positions of one datum in another.

    Parameters
    ----------
    lon, lat
        Degrees, any shape, the same for both. NaN stays NaN.
    source, target
        Of `DATUMS`. Between `wgs84` and `cgcs2000` nothing is moved.

    Returns
    -------
    tuple of arrays
        Longitude and latitude in degrees. Positions outside `RECTANGLE` are unchanged. The inverse of a shift is
        iterated to 1e-12 degrees, so that there and back again is exact to 1e-9. In the strip of under 2 km outside the
        rectangle that shifted positions reach, the inverse takes them as shifted.

    Raises
    ------
    ParameterError
        ``unknown_datum`` for each name that is not known.

    References
    ----------
    "Restrictions on geographic data in China", Wikipedia, sections GCJ-02 and BD-09: the formulas and the fixed-point
    inverse.
    """
    _check(source, target)
    x, y = np.array(lon, dtype=float), np.array(lat, dtype=float)
    if (source in PLAIN and target in PLAIN) or source == target:
        return x, y
    if source not in PLAIN:
        x, y = _unshifted(x, y, _SHIFTS[source])
    return (x, y) if target in PLAIN else _shifted(x, y, _SHIFTS[target])


def convert_geometries(geometries: ArrayLike, *, source: Datum, target: Datum) -> NDArray[np.object_]:
    """Return Shapely geometries of one datum in another.

    Parameters
    ----------
    geometries
        Array of geometries in degrees, longitude first; None stays None. Heights are kept as they are.
    source, target
        As in `convert`.

    Raises
    ------
    ParameterError
        As in `convert`.
    """
    _check(source, target)
    given = np.array(geometries, dtype=object)
    high = np.asarray(shapely.has_z(given), dtype=bool)
    result = np.empty(given.shape, dtype=object)
    for part, heights in ((~high, False), (high, True)):  # apart: a flat one would get heights of NaN
        if part.any():
            result[part] = shapely.transform(given[part], _of_rows(source, target), include_z=heights)
    return result


def in_rectangle(lon: Array, lat: Array, *, margin_deg: float = 0.0) -> NDArray[np.bool_]:
    """Return which positions lie in the rectangle where GCJ-02 shifts, edges included; False for NaN."""
    west, south, east, north = RECTANGLE
    inside_x = (lon >= west - margin_deg) & (lon <= east + margin_deg)
    inside_y = (lat >= south - margin_deg) & (lat <= north + margin_deg)
    return np.asarray(inside_x & inside_y, dtype=bool)


def _check(*datums: str) -> None:
    problems = [
        Problem("unknown_datum", "datum", {"value": str(datum), "allowed": ", ".join(DATUMS)})
        for datum in datums
        if datum not in DATUMS
    ]
    if problems:
        raise ParameterError(*problems)


def _of_rows(source: Datum, target: Datum) -> Callable[[Array], Array]:
    def moved(rows: Array) -> Array:
        lon, lat = convert(rows[:, 0], rows[:, 1], source=source, target=target)
        return np.column_stack([lon, lat, *rows[:, 2:].T])

    return moved


def _shifted(lon: Array, lat: Array, shift: Callable[[Array, Array], Pair]) -> Pair:
    inside = in_rectangle(lon, lat)
    lon[inside], lat[inside] = shift(lon[inside], lat[inside])
    return lon, lat


def _unshifted(lon: Array, lat: Array, shift: Callable[[Array, Array], Pair]) -> Pair:
    """Return the positions that `shift` moves to these, by fixed-point iteration: each round gains two digits."""
    near = in_rectangle(lon, lat, margin_deg=_EDGE_DEG)
    goal_x, goal_y = lon[near], lat[near]
    x, y = goal_x.copy(), goal_y.copy()
    for _ in range(_ITERATIONS):
        moved_x, moved_y = shift(x, y)
        miss_x, miss_y = goal_x - moved_x, goal_y - moved_y
        x, y = x + miss_x, y + miss_y
        if max(np.abs(miss_x).max(initial=0), np.abs(miss_y).max(initial=0)) < _EXACT_DEG:
            break
    from_inside = in_rectangle(x, y, margin_deg=10 * _EXACT_DEG)  # what comes from the very edge may miss it by a digit
    west, south, east, north = RECTANGLE
    lon[near] = np.where(from_inside, np.clip(x, west, east), goal_x)
    lat[near] = np.where(from_inside, np.clip(y, south, north), goal_y)
    return lon, lat


def _gcj02(lon: Array, lat: Array) -> Pair:
    """Return GCJ-02 of WGS 84: an offset in metres, a polynomial with waves, laid off on Krasovsky's ellipsoid."""
    x, y = lon - 105, lat - 35
    short = 20 * np.sin(6 * np.pi * x) + 20 * np.sin(2 * np.pi * x)
    root = 0.1 * np.sqrt(np.abs(x))
    waves_x = short + _wave(20, x) + _wave(40, x / 3) + _wave(150, x / 12) + _wave(300, x / 30)
    waves_y = short + _wave(20, y) + _wave(40, y / 3) + _wave(160, y / 12) + _wave(320, y / 30)
    east_m = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + root + waves_x * 2 / 3
    north_m = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 2 * root + waves_y * 2 / 3
    latitude = np.radians(lat)
    flattening = 1 - _KRASOVSKY_E2 * np.sin(latitude) ** 2
    normal_m = _KRASOVSKY_A_M / np.sqrt(flattening)
    meridional_m = normal_m * (1 - _KRASOVSKY_E2) / flattening
    return lon + np.degrees(east_m / (normal_m * np.cos(latitude))), lat + np.degrees(north_m / meridional_m)


def _wave(height_m: float, half_turns: Array) -> Array:
    return np.asarray(height_m * np.sin(np.pi * half_turns))


def _bd09(lon: Array, lat: Array) -> Pair:
    """Return BD-09 of WGS 84: its GCJ-02 degrees as a plane, in polar form, with waves on both and a step."""
    x, y = _gcj02(lon, lat)
    radius = np.hypot(x, y) + 0.00002 * np.sin(_BD_TURN * y)
    angle = np.arctan2(y, x) + 0.000003 * np.cos(_BD_TURN * x)
    return radius * np.cos(angle) + _BD_EAST, radius * np.sin(angle) + _BD_NORTH


_SHIFTS: Final[dict[str, Callable[[Array, Array], Pair]]] = {"gcj02": _gcj02, "bd09": _bd09}
