"""Places in degrees into a projected CRS and back; degrees are of WGS 84, longitude first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

if TYPE_CHECKING:
    from pyproj import CRS
    from shapely.geometry.base import BaseGeometry

WGS84 = "EPSG:4326"


def from_degrees(lon_lat: ArrayLike, crs: CRS) -> NDArray[np.float64]:
    """Return places in a projected CRS.

    Parameters
    ----------
    lon_lat
        Longitude and latitude, shape (n, 2); n may be 0. NaN becomes infinite.
    crs
        The projected CRS.

    Returns
    -------
    array
        Shape (n, 2), in the unit of the CRS; infinite where a place has no image.
    """
    return _moved(lon_lat, WGS84, crs)


def to_degrees(xy: ArrayLike, crs: CRS) -> NDArray[np.float64]:
    """Return places of a projected CRS, shape (n, 2), as longitude and latitude; the inverse of `from_degrees`."""
    return _moved(xy, crs, WGS84)


def shape_to_degrees(shape: BaseGeometry, crs: CRS) -> BaseGeometry:
    """Return a geometry of a projected CRS in longitude and latitude, corner by corner."""
    return shapely.transform(shape, lambda xy: to_degrees(xy, crs))


def _moved(places: ArrayLike, source: CRS | str, target: CRS | str) -> NDArray[np.float64]:
    from pyproj import Transformer  # not every run of the application needs it

    given = np.asarray(places, dtype=float).reshape(-1, 2)
    return np.column_stack(Transformer.from_crs(source, target, always_xy=True).transform(*given.T))
