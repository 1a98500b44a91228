"""Lines of longitude and latitude, with their degrees at the frame."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray
from pyproj import CRS, Transformer

from briefing.frame import Frame
from briefing.page import QUIET, Page
from briefing.sheet import Mark

STEPS_DEG: Final = (10.0, 5.0, 2.0, 1.0, 0.5, 0.25, 1 / 6, 1 / 12, 1 / 30, 1 / 60)
FEWEST_LINES: Final = 3
"""Of each kind, so that a reader can tell a place's degrees."""

_POINTS: Final = 60
_LINE: Final = Mark(edge="#8fa3b5", edge_pt=0.3)


def draw_graticule(page: Page, frame: Frame, crs: CRS, size_pt: float) -> None:
    """Draw the lines within the frame and their degrees just outside it."""
    to_degrees = Transformer.from_crs(crs, crs.geodetic_crs, always_xy=True)
    lon, lat = _seen_degrees(frame, to_degrees)
    for values, along, write in ((lon, lat, _write_meridian), (lat, lon, _write_parallel)):
        step = graticule_step(float(np.ptp(values)))
        for degree in np.arange(np.ceil(values.min() / step) * step, values.max(), step):
            run = np.linspace(along.min() - step, along.max() + step, _POINTS)
            fixed = np.full(_POINTS, degree)
            x, y = (fixed, run) if write is _write_meridian else (run, fixed)
            points = frame.to_mm(np.column_stack(to_degrees.transform(x, y, direction="INVERSE")))
            page.line([(float(a), float(b)) for a, b in points], _LINE, clip=frame.box)
            write(page, frame, points, float(degree), size_pt)


def graticule_step(span_deg: float) -> float:
    """Return the largest round step that gives at least `FEWEST_LINES` lines over so many degrees."""
    return next((step for step in STEPS_DEG if span_deg / step >= FEWEST_LINES), STEPS_DEG[-1])


def degree_text(degree: float, positive: str, negative: str) -> str:
    """Return degrees and, where they are not whole, minutes, with the letter of the side: ``113°30′E``."""
    minutes = round(abs(degree) * 60)
    whole, rest = divmod(minutes, 60)
    side = positive if degree >= 0 else negative
    return f"{whole}°{rest:02d}′{side}" if rest else f"{whole}°{side}"


def _seen_degrees(frame: Frame, to_degrees: Transformer) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return longitudes and latitudes along the frame's sides."""
    west, south, east, north = frame.bounds
    x, y = np.linspace(west, east, _POINTS), np.linspace(south, north, _POINTS)
    around_x = np.concatenate([x, x, np.full(_POINTS, west), np.full(_POINTS, east)])
    around_y = np.concatenate([np.full(_POINTS, south), np.full(_POINTS, north), y, y])
    lon, lat = to_degrees.transform(around_x, around_y)
    return np.asarray(lon), np.asarray(lat)


def _crossings(
    points: NDArray[np.float64], level: float, axis: int, inside: Callable[[float], bool]
) -> Iterator[float]:
    """Yield where a line crosses a side of the frame: the other coordinate at `level` of this one."""
    values, other = points[:, axis], points[:, 1 - axis]
    order = np.argsort(values)
    if values.min() <= level <= values.max():
        found = float(np.interp(level, values[order], other[order]))
        if inside(found):
            yield found


def _write_meridian(page: Page, frame: Frame, points: NDArray[np.float64], degree: float, size_pt: float) -> None:
    left, bottom, right, top = frame.box
    word = degree_text(degree, "E", "W")
    half = page.type.width_mm(word, size_pt) / 2
    for level, y in ((top, top + 0.6), (bottom, bottom - 0.6 - 0.26 * size_pt)):
        for x in _crossings(points, level, 1, lambda x: left + half < x < right - half):
            page.text(x, y, word, size_pt, colour=QUIET, align="center")


def _write_parallel(page: Page, frame: Frame, points: NDArray[np.float64], degree: float, size_pt: float) -> None:
    left, bottom, right, top = frame.box
    word = degree_text(degree, "N", "S")
    half = page.type.width_mm(word, size_pt) / 2
    for level, x in ((left, left - 0.6), (right, right + 0.6 + 0.26 * size_pt)):
        for y in _crossings(points, level, 0, lambda y: bottom + half < y < top - half):
            page.text(x, y, word, size_pt, colour=QUIET, align="center", rotation=90)
