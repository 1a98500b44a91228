"""Distance to the nearest of many points or lines, exact and fast enough for every cell of a grid."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely.geometry.base import BaseGeometry

from analysis.errors import ParameterError, Problem
from analysis.siting.nearest_loops import buckets_of_segments, nearest_segment, sums_within

_SEGMENTS_IN_A_BUCKET = 1.0
"""On average, as far as they are points: fewer and the rings grow, more and each bucket holds more to look at."""

_LARGEST_SIDE = 2048
"""Buckets along one side, at most: bounds the memory however the segments lie."""

_SMALLEST_M = 1e-3
"""No bucket is smaller, so that points in one place or on one line do not make empty ones."""


@dataclass(frozen=True, eq=False)
class Nearest:
    """Points or lines, sorted into buckets once, to which distances are asked many times.

    Make one with `nearest_of_points` or `nearest_of_lines`.

    Parameters
    ----------
    segments
        Shape (m, 4): x and y of start and end, metres.
    owner
        Which of the points or lines each segment belongs to, shape (m,).
    origin, size_m, columns, rows
        South-west corner and number of the buckets.
    starts, entries
        As `buckets_of_segments` returns them.
    """

    segments: NDArray[np.float64]
    owner: NDArray[np.int64]
    origin: tuple[float, float]
    size_m: float
    columns: int
    rows: int
    starts: NDArray[np.int64]
    entries: NDArray[np.int32]

    def query(self, points_xy: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """Return each point's distance to the nearest in metres, and which that is.

        Parameters
        ----------
        points_xy
            Shape (n, 2), metres. Fastest where neighbours in space stand next to each other, as the cells of a grid.

        Returns
        -------
        distance_m, which
            Shapes (n,). Exact but for rounding. NaN and -1 for a point that is not finite; infinite and -1 if there
            is nothing to be near to. Of several equally near ones any may be named.
        """
        points = np.ascontiguousarray(np.asarray(points_xy, dtype=float).reshape(-1, 2))
        if not len(self.segments):
            finite = np.isfinite(points).all(axis=1)
            return np.where(finite, np.inf, np.nan), np.full(len(points), -1)
        distance_m, place = nearest_segment(
            points, self.segments, self.starts, self.entries, *self.origin, self.size_m, self.columns, self.rows
        )
        return distance_m, np.where(place >= 0, self.owner[place], -1)

    def distance_m(self, points_xy: ArrayLike) -> NDArray[np.float64]:
        """Return only the distances of `query`."""
        return self.query(points_xy)[0]


def nearest_of_points(sites_xy: ArrayLike) -> Nearest:
    """Return points, shape (m, 2) in metres, ready to be asked; none is allowed.

    Raises
    ------
    ParameterError
        ``coordinates_not_finite``.
    """
    sites = np.asarray(sites_xy, dtype=float).reshape(-1, 2)
    return _sorted_into_buckets(np.hstack([sites, sites]), np.arange(len(sites)))


def nearest_of_lines(lines: ArrayLike) -> Nearest:
    """Return lines, ready to be asked.

    Parameters
    ----------
    lines
        Shapely line strings, multi-line strings, or polygons, of which the boundary counts; missing and empty ones
        are passed over. In projected metres.

    Raises
    ------
    ParameterError
        ``geometry_type`` for each of another type, ``coordinates_not_finite``.
    """
    given = np.asarray(lines, dtype=object).reshape(-1)
    _check_lines(given)
    outlines = np.array([_outline(line) for line in given], dtype=object)
    parts, line = shapely.get_parts(outlines, return_index=True)
    corners, part = shapely.get_coordinates(parts, return_index=True)
    same = part[1:] == part[:-1]
    return _sorted_into_buckets(np.hstack([corners[:-1], corners[1:]])[same], line[part[:-1][same]])


def sum_within(
    points_xy: ArrayLike, sites_xy: ArrayLike, weights: ArrayLike, *, radius_m: float
) -> NDArray[np.float64]:
    """Return the sum of the weights of all sites within a radius of each point, the radius included.

    Parameters
    ----------
    points_xy
        Shape (n, 2), metres; NaN comes out where one is not finite.
    sites_xy, weights
        Shapes (m, 2) and (m,); no site gives zeros.
    """
    points = np.ascontiguousarray(np.asarray(points_xy, dtype=float).reshape(-1, 2))
    sites, each = np.asarray(sites_xy, dtype=float).reshape(-1, 2), np.asarray(weights, dtype=float)
    order = np.argsort(sites[:, 1], kind="stable")
    found: NDArray[np.float64] = sums_within(points, np.ascontiguousarray(sites[order]), each[order], float(radius_m))
    return found


def _sorted_into_buckets(segments: NDArray[np.float64], owner: NDArray[np.int64]) -> Nearest:
    if not np.isfinite(segments).all():
        raise ParameterError(Problem("coordinates_not_finite", "nearest"))
    contiguous = np.ascontiguousarray(segments)
    (west, south), size_m, columns, rows = _buckets(contiguous)
    if not len(contiguous):
        nothing = np.zeros(2, dtype=np.int64), np.zeros(0, dtype=np.int32)
        return Nearest(contiguous, owner, (west, south), size_m, columns, rows, *nothing)
    filled = buckets_of_segments(contiguous, west, south, size_m, columns, rows)
    return Nearest(contiguous, owner, (west, south), size_m, columns, rows, *filled)


def _buckets(segments: NDArray[np.float64]) -> tuple[tuple[float, float], float, int, int]:
    """Return origin, size, columns and rows of square buckets over all segments."""
    if not len(segments):
        return (0.0, 0.0), 1.0, 1, 1
    low = np.minimum(segments[:, :2], segments[:, 2:]).min(axis=0)
    width_m, height_m = np.maximum(segments[:, :2], segments[:, 2:]).max(axis=0) - low
    wanted = max(len(segments) / _SEGMENTS_IN_A_BUCKET, 1.0)
    longest_m = max(width_m, height_m)
    size_m = max(np.sqrt(width_m * height_m / wanted), longest_m / min(wanted, _LARGEST_SIDE), _SMALLEST_M)
    return (float(low[0]), float(low[1])), float(size_m), int(width_m // size_m) + 1, int(height_m // size_m) + 1


def _outline(geometry: BaseGeometry | None) -> BaseGeometry | None:
    return shapely.boundary(geometry) if shapely.get_dimensions(geometry) == 2 else geometry


def _check_lines(lines: NDArray[np.object_]) -> None:
    allowed = ("LineString", "LinearRing", "MultiLineString", "Polygon", "MultiPolygon")
    problems = [
        Problem("geometry_type", f"line {place}", {"value": line.geom_type, "allowed": ", ".join(allowed)})
        for place, line in enumerate(lines, start=1)
        if line is not None and line.geom_type not in allowed
    ]
    if problems:
        raise ParameterError(*problems)
