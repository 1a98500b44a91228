"""Scale bar and north arrow, both true at the middle of the map."""

from __future__ import annotations

import math
from typing import Final

from matplotlib.path import Path
from pyproj import CRS, Geod, Transformer

from briefing.frame import Frame
from briefing.page import INK, WHITE, Box, Page
from briefing.sheet import Mark, SheetWords

PARTS: Final = 4
_ROUND: Final = (1.0, 2.0, 4.0, 10.0)
"""Lengths of a bar that divide into `PARTS` round ones, times a power of ten."""

_STEP_DEG: Final = 0.01


def metres_of_map(crs: CRS, centre_xy: tuple[float, float], ground_m: float) -> float:
    """Return how long a distance on the ellipsoid is in the map's coordinate system, eastwards at its centre.

    Parameters
    ----------
    crs
        Projected, metres.
    centre_xy
        Middle of the map.
    ground_m
        Length on the ground.
    """
    geod = _ellipsoid(crs)
    to_degrees = Transformer.from_crs(crs, crs.geodetic_crs, always_xy=True)
    lon, lat = to_degrees.transform(*centre_xy)
    ends = [geod.fwd(lon, lat, azimuth, ground_m / 2)[:2] for azimuth in (90, 270)]
    (x0, y0), (x1, y1) = (to_degrees.transform(*end, direction="INVERSE") for end in ends)
    return math.hypot(x1 - x0, y1 - y0)


def bar_length_m(frame: Frame, longest_mm: float) -> float:
    """Return the longest round length on the ground that takes no more room on the sheet."""
    most = longest_mm * frame.metres_per_mm
    power = 10.0 ** math.floor(math.log10(most))
    return max(power * one for one in _ROUND if power * one <= most)


def scale_number(frame: Frame, crs: CRS) -> float:
    """Return the scale's denominator at the map's centre, such as 3,800,000."""
    probe_m = 10 * frame.metres_per_mm
    return 1000 * frame.metres_per_mm * probe_m / metres_of_map(crs, frame.centre, probe_m)


def meridian_angle_deg(crs: CRS, centre_xy: tuple[float, float]) -> float:
    """Return by how much true north at a point turns from the map's upward direction, anticlockwise."""
    to_degrees = Transformer.from_crs(crs, crs.geodetic_crs, always_xy=True)
    lon, lat = to_degrees.transform(*centre_xy)
    x, y = to_degrees.transform(lon, lat + _STEP_DEG, direction="INVERSE")
    return math.degrees(math.atan2(centre_xy[0] - x, y - centre_xy[1]))


def draw_scale_bar(
    page: Page, frame: Frame, crs: CRS, words: SheetWords, at: tuple[float, float], longest_mm: float, size_pt: float
) -> Box:
    """Draw the bar with its left lower corner at a point; return the room that it takes."""
    left, bottom = at
    ground_m = bar_length_m(frame, longest_mm)
    width = metres_of_map(crs, frame.centre, ground_m) / frame.metres_per_mm
    height = 0.24 * size_pt / 2
    for place in range(PARTS):
        x0, x1 = (left + width * one / PARTS for one in (place, place + 1))
        page.box((x0, bottom, x1, bottom + height), Mark(fill=WHITE if place % 2 else INK, edge=INK, edge_pt=0.5))
    above = bottom + height + 0.7
    for place in (0, 2, PARTS):
        number = f"{ground_m * place / PARTS / 1000:g}"
        word = f"{number} {words.kilometres}" if place == PARTS else number
        x = left + width * place / PARTS
        centre = page.type.width_mm(number, size_pt) / 2
        page.text(x - centre, above, word, size_pt, halo=True)
    top = above + 0.3 * size_pt
    return left, bottom, left + width + page.type.width_mm(words.kilometres, size_pt) + 3, top


def draw_north_arrow(
    page: Page, frame: Frame, crs: CRS, words: SheetWords, centre: tuple[float, float], height_mm: float
) -> None:
    """Draw an arrow to true north round a point of the sheet."""
    angle = math.radians(meridian_angle_deg(crs, frame.centre))

    def turned(x: float, y: float) -> tuple[float, float]:
        return (
            centre[0] + height_mm * (x * math.cos(angle) - y * math.sin(angle)),
            centre[1] + height_mm * (x * math.sin(angle) + y * math.cos(angle)),
        )

    tip, foot = turned(0, 0.5), turned(0, -0.28)
    for side, fill in ((-1, INK), (1, WHITE)):
        corner = turned(side * 0.27, -0.5)
        page.path(Path([tip, corner, foot, tip], closed=True), Mark(fill=fill, edge=INK, edge_pt=0.5))
    x, y = turned(0, 0.58)
    page.text(x, y, words.north, height_mm * 0.95, weight="bold", align="center", halo=True)


def _ellipsoid(crs: CRS) -> Geod:
    geod = crs.get_geod()
    return geod if geod is not None else Geod(ellps="WGS84")
