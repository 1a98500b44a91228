"""The window in which points could lie, prepared for edge corrections: its boundary and its set covariance."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely.geometry.base import BaseGeometry

from analysis.clustering.boundary_loops import distances_to_segments
from analysis.clustering.nulls import check_area

CELLS_ACROSS = 1024
"""Cells of the raster along the longer side of a window that is no rectangle."""

_ROWS_IN_A_CELL = 4
_QUARTER = 0.25


@dataclass(frozen=True, eq=False)
class SetCovariance:
    """Area of the overlap of a window with itself moved by a vector, tabulated.

    Parameters
    ----------
    area_m2
        Shape (nx, ny); row i belongs to a move of i `step_x_m` eastwards, column j to one of
        (j - (ny - 1) / 2) `step_y_m` northwards. A move westwards gives what its opposite gives.
    step_x_m, step_y_m
        Between two entries; values between are interpolated bilinearly.
    """

    area_m2: NDArray[np.float64]
    step_x_m: float
    step_y_m: float


class Window:
    """Any polygon or multipolygon, with holes and islands, in which points could lie.

    Parameters
    ----------
    area
        In a projected coordinate system, metres.

    Raises
    ------
    ParameterError
        ``invalid_area`` if it is no valid polygon or multipolygon, ``empty_area`` if it has no area.
    """

    def __init__(self, area: BaseGeometry) -> None:
        check_area(area)
        self.area = shapely.orient_polygons(area)
        self.area_m2 = float(area.area)

    @property
    def longest_m(self) -> float:
        """Diagonal of the bounding box: no two points of the window are farther apart."""
        width_m, height_m = self._size_m
        return float(np.hypot(width_m, height_m))

    @property
    def usual_reach_m(self) -> float:
        """Largest distance at which K is usually estimated: a quarter of the bounding box's shorter side.

        References
        ----------
        Ripley, B. D. (1988). Statistical inference for spatial processes. Cambridge University Press. Beyond it the
        corrections rest on few pairs and the estimate scatters widely.
        """
        return _QUARTER * min(self._size_m)

    @cached_property
    def segments(self) -> NDArray[np.float64]:
        """Sides of all rings, shape (m, 4): x and y of start and end. The land lies to the left of each."""
        rings = shapely.get_rings(shapely.get_parts(self.area))
        corners = [shapely.get_coordinates(ring) for ring in rings]
        return np.ascontiguousarray(np.vstack([np.hstack([ring[:-1], ring[1:]]) for ring in corners]))

    @cached_property
    def set_covariance(self) -> SetCovariance:
        """Overlap of the window with itself moved by any vector.

        Exact for a rectangle along the axes; for any other shape from a raster of `CELLS_ACROSS` cells along the
        longer side, whose cells hold the share of them that is land, by the correlation theorem. On the built-in
        province the overlap is within 0.5 % of the true one; the tests measure it.
        """
        width_m, height_m = self._size_m
        if np.isclose(self.area_m2, width_m * height_m, rtol=1e-9):
            return _rectangle_covariance(width_m, height_m)
        return self._raster_covariance(max(width_m, height_m) / CELLS_ACROSS)

    def boundary_distance_m(self, points_xy: ArrayLike) -> NDArray[np.float64]:
        """Return each point's distance to the nearest side, 0 for a point outside.

        Parameters
        ----------
        points_xy
            Shape (..., 2), metres; the result has the shape without the last axis.
        """
        points = np.ascontiguousarray(np.asarray(points_xy, dtype=float))
        flat = points.reshape(-1, 2)
        distance_m = distances_to_segments(flat, self.segments)
        distance_m[~shapely.intersects_xy(self._prepared, flat)] = 0.0
        return distance_m.reshape(points.shape[:-1])

    @cached_property
    def _prepared(self) -> BaseGeometry:
        shapely.prepare(self.area)
        return self.area

    @property
    def _size_m(self) -> tuple[float, float]:
        west, south, east, north = self.area.bounds
        return east - west, north - south

    def _raster_covariance(self, cell_m: float) -> SetCovariance:
        from scipy import fft

        land = self.land_shares(cell_m)
        shape = [fft.next_fast_len(2 * size, real=True) for size in land.shape]
        spectrum = fft.rfft2(land, s=shape)
        overlap = fft.irfft2(np.abs(spectrum) ** 2, s=shape) * cell_m**2
        rows, columns = land.shape
        northward = np.r_[-(rows - 1) : rows]
        table = np.maximum(overlap[northward][:, :columns].T, 0.0)
        table[0, rows - 1] = self.area_m2
        return SetCovariance(np.ascontiguousarray(table), cell_m, cell_m)

    def land_shares(self, cell_m: float) -> NDArray[np.float64]:
        """Return the share of land in each cell of a raster, shape (rows, columns) from the south-west corner.

        The land is cut by lines from west to east, some to a row of cells; along each line the shares are exact. The
        raster reaches beyond the north-east corner of the bounding box.
        """
        west, south, _, _ = self.area.bounds
        columns, rows = (int(np.ceil(size / cell_m)) + 1 for size in self._size_m)
        lines = rows * _ROWS_IN_A_CELL
        scaled = (self.segments - [west, south, west, south]) / cell_m
        line, x = _crossings(scaled * [1, _ROWS_IN_A_CELL, 1, _ROWS_IN_A_CELL])
        order = np.lexsort((x, line))
        line, x = line[order], x[order]
        sign = np.where(np.arange(x.size) % 2 == 0, 1.0, -1.0)  # in and out by turns
        cell = x.astype(np.int64)
        within = x - cell
        place = line * (columns + 1) + cell
        size = lines * (columns + 1)
        steps = np.bincount(place, sign * (1 - within), size) + np.bincount(place + 1, sign * within, size)[:size]
        along = steps.reshape(lines, columns + 1).cumsum(axis=1)[:, :columns]
        shares: NDArray[np.float64] = along.reshape(rows, _ROWS_IN_A_CELL, columns).mean(axis=1)
        return shares


def _crossings(segments: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the number of each line y = 0.5, 1.5, ... that a segment crosses, and the x where it does."""
    x_start, y_start, x_end, y_end = segments.T
    first = np.ceil(np.minimum(y_start, y_end) - 0.5).astype(np.int64)
    count = np.ceil(np.maximum(y_start, y_end) - 0.5).astype(np.int64) - first
    which = np.repeat(np.arange(len(segments)), count)
    line = first[which] + np.arange(which.size) - np.repeat(np.cumsum(count) - count, count)
    along = (line + 0.5 - y_start[which]) / (y_end - y_start)[which]
    return line, x_start[which] + along * (x_end - x_start)[which]


def _rectangle_covariance(width_m: float, height_m: float) -> SetCovariance:
    """Return (width - |x|) (height - |y|), which is bilinear in each quadrant and so exact from six entries."""
    table = np.array([[0.0, width_m * height_m, 0.0], [0.0, 0.0, 0.0]])
    return SetCovariance(table, width_m, height_m)
