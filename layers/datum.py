"""Coordinate systems: the choice of the working one.

Distances and areas are taken only in a projected CRS. For a study that fits a 3-degree zone it is that zone's
CGCS2000 Gauss-Kruger system; a wider study takes an equal-area conic made for its own extent.
"""

from __future__ import annotations

from typing import Final

from pyproj import CRS
from pyproj.aoi import AreaOfInterest
from pyproj.crs import ProjectedCRS
from pyproj.crs.coordinate_operation import AlbersEqualAreaConversion
from pyproj.database import query_crs_info
from pyproj.enums import PJType

WGS84: Final = CRS.from_user_input("OGC:CRS84")
ZONE_HALF_WIDTH_DEG: Final = 1.5
_GAUSS_KRUGER: Final = "CGCS2000 / 3-degree Gauss-Kruger CM "


def working_crs(bounds: tuple[float, float, float, float]) -> CRS:
    """Return the projected CRS in which a study of this extent is measured.

    Parameters
    ----------
    bounds
        West, south, east, north in degrees (WGS 84).

    Returns
    -------
    pyproj.CRS
        The CGCS2000 3-degree Gauss-Kruger system whose zone holds the extent (EPSG:4547 around 114 E), else
        `equal_area_crs`. Both are in metres.
    """
    west, south, east, north = bounds
    if east - west > 2 * ZONE_HALF_WIDTH_DEG:
        return equal_area_crs(bounds)
    zone = _gauss_kruger_zone((west + east) / 2, (south + north) / 2)
    if zone is None:
        return equal_area_crs(bounds)
    meridian, crs = zone
    fits = abs(west - meridian) <= ZONE_HALF_WIDTH_DEG and abs(east - meridian) <= ZONE_HALF_WIDTH_DEG
    return crs if fits else equal_area_crs(bounds)


def equal_area_crs(bounds: tuple[float, float, float, float]) -> CRS:
    """Return an Albers equal-area conic for the extent, on WGS 84, in metres.

    The standard parallels lie one sixth of the extent's height inside its edges (Snyder 1987, "Map Projections: A
    Working Manual", USGS Professional Paper 1395, p. 99), which keeps lengths within about 0.1 % over a province.
    An extent across the equator, or of no height, takes parallels that stay apart from their mirror image.
    """
    west, south, east, north = bounds
    sixth = (north - south) / 6
    lower, upper = south + sixth, north - sixth
    if abs(lower + upper) < 1e-6:
        upper += 0.5
    conic = AlbersEqualAreaConversion(
        latitude_first_parallel=round(lower, 4),
        latitude_second_parallel=round(upper, 4),
        latitude_false_origin=round((south + north) / 2, 4),
        longitude_false_origin=round((west + east) / 2, 4),
    )
    name = f"WGS 84 / Albers equal area {lower:.2f}-{upper:.2f} N, CM {(west + east) / 2:.2f} E"
    # On the layers' own datum: CGCS2000 agrees within a metre, but PROJ takes half a second to find the way to it.
    return ProjectedCRS(conic, name=name, geodetic_crs=WGS84)


def _gauss_kruger_zone(lon: float, lat: float) -> tuple[float, CRS] | None:
    """Return the central meridian and CRS of the zone that a place lies in, or None outside China's zones."""
    place = AreaOfInterest(lon, lat, lon, lat)
    found = query_crs_info("EPSG", PJType.PROJECTED_CRS, area_of_interest=place, contains=True)
    for info in found:
        if info.name.startswith(_GAUSS_KRUGER):
            meridian = float(info.name.removeprefix(_GAUSS_KRUGER).rstrip("E"))
            return meridian, CRS.from_epsg(int(info.code))
    return None
