"""From metres on the ground to millimetres on the sheet: one map frame with its scale."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, pairwise
from typing import Final

import numpy as np
import shapely
from matplotlib.path import Path
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from briefing.page import Box, Page
from briefing.sheet import Bounds, Raster, Shape, SheetLayer

_SLACK_MM: Final = 2.0
"""Geometry is cut this far outside the frame, so that its cut edge is not seen."""


@dataclass(frozen=True)
class Frame:
    """A rectangle of the sheet and the part of the ground that it shows, at the same scale in both directions.

    Parameters
    ----------
    box
        On the sheet, millimetres.
    bounds
        On the ground, metres; of the same shape as `box`.
    """

    box: Box
    bounds: Bounds

    @property
    def metres_per_mm(self) -> float:
        """Metres on the ground for each millimetre on the sheet, in the map's coordinate system."""
        return (self.bounds[2] - self.bounds[0]) / (self.box[2] - self.box[0])

    @property
    def centre(self) -> tuple[float, float]:
        """Middle of the ground that is shown, metres."""
        west, south, east, north = self.bounds
        return (west + east) / 2, (south + north) / 2

    def to_mm(self, points_xy: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return points, shape (n, 2), on the sheet; n may be 0."""
        corner = np.array(self.bounds[:2])
        placed: NDArray[np.float64] = (points_xy.reshape(-1, 2) - corner) / self.metres_per_mm + np.array(self.box[:2])
        return placed

    def shows(self, x: float, y: float) -> bool:
        """Return whether a place on the ground lies within the frame."""
        west, south, east, north = self.bounds
        return west <= x <= east and south <= y <= north


def framed(box: Box, bounds: Bounds, *, anchor: tuple[float, float] = (0.5, 0.5)) -> Frame:
    """Return a frame that fills the box and shows at least these bounds.

    Parameters
    ----------
    anchor
        Where the bounds lie in what is shown, from 0 (west, south) to 1 (east, north).
    """
    width, height = box[2] - box[0], box[3] - box[1]
    west, south, east, north = bounds
    scale = max((east - west) / width, (north - south) / height)
    left = west - anchor[0] * (scale * width - (east - west))
    low = south - anchor[1] * (scale * height - (north - south))
    return Frame(box, (left, low, left + scale * width, low + scale * height))


def draw_layers(page: Page, frame: Frame, layers: Iterable[SheetLayer], rasters: Iterable[Raster] = ()) -> None:
    """Draw layers from the lowest to the highest, each raster right above its layer."""
    given = list(rasters)
    for layer in layers:
        _draw_layer(page, frame, layer)
        for raster in given:
            if raster.above == layer.id:
                corners = np.array([raster.bounds[:2], raster.bounds[2:]])
                (left, bottom), (right, top) = frame.to_mm(corners).tolist()
                page.image((left, bottom, right, top), raster.colours, clip=frame.box)


def segments(frame: Frame, layers: Iterable[SheetLayer]) -> list[tuple[tuple[float, float], tuple[float, float]]]:
    """Return the straight pieces of all lines of some layers, on the sheet."""
    found = []
    for layer in layers:
        for geometry in layer.geometries:
            points = [(float(x), float(y)) for x, y in frame.to_mm(shapely.get_coordinates(geometry))]
            found += list(pairwise(points))
    return found


def _draw_layer(page: Page, frame: Frame, layer: SheetLayer) -> None:
    window = _window(frame)
    pairs = zip(layer.geometries, layer.marks, strict=True)
    for mark, group in groupby(pairs, key=lambda pair: pair[1]):
        shapes = [one for geometry, _ in group if (one := _cut(geometry, window, layer.kind)) is not None]
        if layer.kind == "point":
            centres = [frame.to_mm(shapely.get_coordinates(one))[0] for one in shapes]
            paths = [symbol(mark.shape, x, y, mark.size_mm * page.paper.type_scale) for x, y in centres]
        else:
            paths = [_path(one, frame) for one in shapes]
        if paths:
            page.path(Path.make_compound_path(*paths), mark, clip=frame.box, filled=layer.kind != "line")


def _window(frame: Frame) -> Bounds:
    room = _SLACK_MM * frame.metres_per_mm
    west, south, east, north = frame.bounds
    return west - room, south - room, east + room, north + room


def _cut(geometry: BaseGeometry, window: Bounds, kind: str) -> BaseGeometry | None:
    if geometry is None or geometry.is_empty:
        return None
    west, south, east, north = geometry.bounds
    if east < window[0] or west > window[2] or north < window[1] or south > window[3]:
        return None
    if kind == "point" or (west >= window[0] and east <= window[2] and south >= window[1] and north <= window[3]):
        return geometry
    cut = shapely.intersection(geometry, shapely.box(*window))
    return None if cut.is_empty else cut


def _path(geometry: BaseGeometry, frame: Frame) -> Path:
    """Return the outlines or lines of a geometry as one path on the sheet."""
    parts = []
    for part in shapely.get_parts(geometry):
        rings = [part.exterior, *part.interiors] if part.geom_type == "Polygon" else [part]
        for ring in rings:
            points = frame.to_mm(shapely.get_coordinates(ring))
            if len(points) > 1:
                parts.append(Path(points, closed=part.geom_type == "Polygon"))
    return Path.make_compound_path(*parts) if parts else Path(np.zeros((0, 2)))


def symbol(shape: Shape, x: float, y: float, size_mm: float) -> Path:
    """Return a symbol round a point of the sheet; all shapes look equally large."""
    unit = _unit(shape)
    return Path(np.asarray(unit.vertices) * size_mm + np.array([x, y]), unit.codes)


@lru_cache(maxsize=8)
def _unit(shape: Shape) -> Path:
    if shape == "circle":
        return Path.circle((0, 0), 1.0)
    if shape == "cross":
        arm = 0.32
        half = [(arm, arm), (arm, 1), (-arm, 1), (-arm, arm), (-1, arm), (-1, -arm), (-arm, -arm), (-arm, -1)]
        return Path([*half, (arm, -1), (arm, -arm), (1, -arm), (1, arm), (arm, arm)], closed=True)
    corners, turn, size = {
        "square": (4, 45.0, 1.25),
        "triangle": (3, 90.0, 1.35),
        "diamond": (4, 0.0, 1.3),
        "pentagon": (5, 90.0, 1.15),
    }[shape]
    angles = np.radians(turn + np.arange(corners + 1) * 360 / corners)
    return Path(size * np.column_stack([np.cos(angles), np.sin(angles)]), closed=True)
