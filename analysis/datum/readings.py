"""The ways to read two columns of numbers as places: degrees in either order, metres of each plausible zone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from pyproj import CRS, Transformer

Array = NDArray[np.float64]
Bounds = tuple[float, float, float, float]

DEGREES: Final = "degrees"
FIRST_MERIDIAN, LAST_MERIDIAN = 75, 135
MAX_OFF_MERIDIAN_DEG: Final = 6
"""A zone is 1.5 degrees wide to each side; files of a whole province, and zones mistaken, reach further."""

_BY_MERIDIAN: Final = 4534
_BY_ZONE: Final = 4513
_FIRST_ZONE: Final = 25
_FITTING: Final = 0.9


@dataclass(frozen=True)
class Reading:
    """How two columns of numbers are taken for places.

    `crs` is ``degrees`` or the code of a projected system such as ``EPSG:4547``; `swapped` says that the first column
    is taken as latitude or northing.
    """

    crs: str
    swapped: bool = False

    @property
    def in_degrees(self) -> bool:
        """Whether the numbers are degrees."""
        return self.crs == DEGREES

    @property
    def meridian(self) -> int | None:
        """The central meridian of a CGCS2000 3-degree Gauss-Kruger system, else None."""
        return _meridian(self.crs)


def gauss_kruger_code(meridian: int, *, zone_prefix: bool = False) -> str:
    """Return the EPSG code of the CGCS2000 3-degree Gauss-Kruger system of a central meridian.

    Parameters
    ----------
    meridian
        75, 78, ..., 135 degrees east.
    zone_prefix
        Whether eastings begin with the zone's number, as in 38 500 000.

    Raises
    ------
    ValueError
        If no zone has this meridian.
    """
    if meridian not in range(FIRST_MERIDIAN, LAST_MERIDIAN + 1, 3):
        raise ValueError(f"no 3-degree zone has its central meridian at {meridian} E")
    return f"EPSG:{(_BY_ZONE if zone_prefix else _BY_MERIDIAN) + (meridian - FIRST_MERIDIAN) // 3}"


def possible_readings(xy: Array, *, near: Bounds, stated: CRS | None = None) -> dict[Reading, Array]:
    """Return every reading that gives places on Earth, with its longitudes and latitudes.

    Parameters
    ----------
    xy
        Shape (n, 2): the numbers as the file holds them.
    near
        West, south, east, north in degrees of the study: only zones around it are tried where the numbers do not name
        theirs.
    stated
        The projected system that the file states, if any; it is among the readings whatever the study.

    Returns
    -------
    dict
        Reading -> array (n, 2) of WGS 84 or CGCS2000 degrees, NaN where a number cannot be read so. Empty if the
        numbers are neither degrees nor metres.
    """
    found: dict[Reading, Array] = {}
    for reading in dict.fromkeys(_candidates(xy, near, stated)):
        lon_lat = read(xy, reading)
        finite = np.isfinite(xy).all(axis=1)
        if finite.any() and np.isfinite(lon_lat[finite]).all(axis=1).mean() >= _FITTING:
            found[reading] = lon_lat
    return found


def read(xy: Array, reading: Reading) -> Array:
    """Return longitude and latitude (n, 2) of numbers read in this way; NaN where they cannot be."""
    east_north = xy[:, ::-1] if reading.swapped else xy
    lon_lat = east_north.astype(float) if reading.in_degrees else _from_metres(east_north, reading.crs)
    on_earth = np.isfinite(lon_lat).all(axis=1) & (np.abs(lon_lat) <= (180, 90)).all(axis=1)
    return np.where(on_earth[:, None], lon_lat, np.nan)


def stated_reading(stated: CRS | None) -> Reading:
    """Return the reading that a file's own words ask for: degrees unless it states a projected system."""
    if stated is None or not stated.is_projected:
        return Reading(DEGREES)
    code = stated.to_epsg()
    return Reading(f"EPSG:{code}" if code else stated.to_wkt())


def _candidates(xy: Array, near: Bounds, stated: CRS | None) -> Iterator[Reading]:
    if stated is not None and stated.is_projected:
        yield stated_reading(stated)
    finite = xy[np.isfinite(xy).all(axis=1)]
    if not len(finite):
        return
    middle = np.abs(np.median(finite, axis=0))
    for swapped in (False, True):
        east, north = middle[::-1] if swapped else middle
        if east <= 180 and north <= 90:
            yield Reading(DEGREES, swapped)
        elif 1000 < north < 6_500_000:
            yield from (Reading(code, swapped) for code in _zones(float(east), near))


def _zones(east: float, near: Bounds) -> Iterator[str]:
    zone = int(east // 1_000_000)
    meridian = FIRST_MERIDIAN + 3 * (zone - _FIRST_ZONE)
    if FIRST_MERIDIAN <= meridian <= LAST_MERIDIAN:
        yield gauss_kruger_code(meridian, zone_prefix=True)
    elif 1000 < east < 1_000_000:
        for meridian in range(FIRST_MERIDIAN, LAST_MERIDIAN + 1, 3):
            if near[0] - MAX_OFF_MERIDIAN_DEG <= meridian <= near[2] + MAX_OFF_MERIDIAN_DEG:
                yield gauss_kruger_code(meridian)


def _meridian(crs: str) -> int | None:
    code = int(crs.removeprefix("EPSG:")) if crs.startswith("EPSG:") else 0
    for first in (_BY_ZONE, _BY_MERIDIAN):
        place = code - first
        if 0 <= place <= (LAST_MERIDIAN - FIRST_MERIDIAN) // 3:
            return FIRST_MERIDIAN + 3 * place
    return None


def _from_metres(east_north: Array, crs: str) -> Array:
    """Return degrees; NaN for a system from which no way leads to China's, such as one of another planet."""
    from pyproj.exceptions import ProjError

    try:
        return np.column_stack(_to_degrees(crs).transform(east_north[:, 0], east_north[:, 1]))
    except ProjError:
        return np.full(east_north.shape, np.nan)


@lru_cache(maxsize=64)  # the key may come from an upload
def _to_degrees(crs: str) -> Transformer:
    from pyproj import Transformer  # not every run of the application needs it

    # Into CGCS2000, which its own systems reach without a change of datum; WGS 84 agrees within a metre.
    return Transformer.from_crs(crs, "EPSG:4490", always_xy=True)
