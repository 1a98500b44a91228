"""Compiled loops that find the nearest line or point: segments sorted into square buckets, searched in rings."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from analysis.compiled import compiled

_HAIR = 1e-9
"""Share of a bucket by which a segment is thought longer and wider, so that rounding loses none."""

_FARTHEST = 1e15
"""Buckets from the first to a point, at most: beyond, whole numbers would overflow."""


@compiled
def buckets_of_segments(
    segments: NDArray[np.float64], west: float, south: float, size: float, columns: int, rows: int
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Return which segments pass through each bucket.

    Parameters
    ----------
    segments
        Shape (m, 4): x and y of start and end; a point is a segment without length.
    west, south, size, columns, rows
        Of the buckets, which must hold all segments.

    Returns
    -------
    starts, entries
        Segments of bucket b (row by row) are ``entries[starts[b]:starts[b + 1]]``.
    """
    starts = np.zeros(columns * rows + 1, np.int64)
    filled = np.zeros(columns * rows, np.int64)
    entries = np.empty(0, np.int32)
    for enters in (False, True):  # counts first
        if enters:
            for bucket in range(columns * rows):
                starts[bucket + 1] += starts[bucket]
                filled[bucket] = starts[bucket]
            entries = np.empty(starts[-1], np.int32)
        for s in range(segments.shape[0]):
            low, high = min(segments[s, 1], segments[s, 3]), max(segments[s, 1], segments[s, 3])
            for row in range(_bucket(low - south, size, rows), _bucket(high - south, size, rows) + 1):
                bottom = south + row * size
                start, end = _part_in_row(segments[s], bottom - _HAIR * size, bottom + (1 + _HAIR) * size)
                first = _bucket(start - west - _HAIR * size, size, columns)
                last = _bucket(end - west + _HAIR * size, size, columns)
                for bucket in range(row * columns + first, row * columns + last + 1):
                    if enters:
                        entries[filled[bucket]] = s
                        filled[bucket] += 1
                    else:
                        starts[bucket + 1] += 1
    return starts, entries


@compiled
def _bucket(offset: float, size: float, count: int) -> int:
    return min(max(int(offset / size), 0), count - 1)


@compiled
def _bucket_anywhere(offset: float, size: float) -> int:
    return math.floor(min(max(offset / size, -_FARTHEST), _FARTHEST))


@compiled
def _part_in_row(segment: NDArray[np.float64], bottom: float, top: float) -> tuple[float, float]:
    """Return the smallest and largest x of a segment between two heights: a long slanting one is short in each row."""
    x0, y0, x1, y1 = segment[0], segment[1], segment[2], segment[3]
    if y0 == y1:
        return min(x0, x1), max(x0, x1)
    a = x0 + min(max((bottom - y0) / (y1 - y0), 0.0), 1.0) * (x1 - x0)
    b = x0 + min(max((top - y0) / (y1 - y0), 0.0), 1.0) * (x1 - x0)
    return min(a, b), max(a, b)


@compiled
def nearest_segment(
    points: NDArray[np.float64],
    segments: NDArray[np.float64],
    starts: NDArray[np.int64],
    entries: NDArray[np.int32],
    west: float,
    south: float,
    size: float,
    columns: int,
    rows: int,
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return each point's distance to its nearest segment, and that segment's place; exact.

    Buckets are searched in square rings around the point's own until no farther ring can hold anything nearer. The
    segment nearest to the point before is looked at first: points in a row are mostly near the same one, and a small
    distance to begin with leaves little to search.

    Parameters
    ----------
    points
        Shape (n, 2). One that is not finite gives NaN and the place -1.
    segments
        As in `buckets_of_segments`, with its result and its buckets; at least one.
    """
    distance = np.full(points.shape[0], np.nan)
    place = np.full(points.shape[0], -1)
    guess = 0
    for i in range(points.shape[0]):
        x, y = points[i, 0], points[i, 1]
        if not (math.isfinite(x) and math.isfinite(y)):
            continue
        best, nearest = _squared_distance(x, y, segments, guess), guess
        across, up = _bucket_anywhere(x - west, size), _bucket_anywhere(y - south, size)
        first_ring = max(0, -across, across - columns + 1, -up, up - rows + 1)
        last_ring = max(across, columns - 1 - across, up, rows - 1 - up)
        for ring in range(first_ring, last_ring + 1):
            if ring > 0 and _least_from_ring(x - west, y - south, size, across, up, ring) > best:
                break
            left, right = across - ring, across + ring
            for row in range(max(up - ring, 0), min(up + ring, rows - 1) + 1):
                base = row * columns
                if row in (up - ring, up + ring):
                    first, last = starts[base + max(left, 0)], starts[base + min(right, columns - 1) + 1]
                    best, nearest = _nearest_of(x, y, segments, entries, first, last, best, nearest)
                    continue
                if left >= 0:
                    first, last = starts[base + left], starts[base + left + 1]
                    best, nearest = _nearest_of(x, y, segments, entries, first, last, best, nearest)
                if right < columns:
                    first, last = starts[base + right], starts[base + right + 1]
                    best, nearest = _nearest_of(x, y, segments, entries, first, last, best, nearest)
        distance[i], place[i], guess = math.sqrt(best), nearest, nearest
    return distance, place


@compiled
def _least_from_ring(x: float, y: float, size: float, across: int, up: int, ring: int) -> float:
    """Return the squared distance that anything in this ring or beyond has at least: it lies outside those before."""
    aside = min(x - (across - ring + 1) * size, (across + ring) * size - x)
    above = min(y - (up - ring + 1) * size, (up + ring) * size - y)
    least = max(min(aside, above), 0.0)
    return least * least


@compiled
def _nearest_of(
    x: float,
    y: float,
    segments: NDArray[np.float64],
    entries: NDArray[np.int32],
    first: int,
    last: int,
    best: np.float64,
    nearest: int,
) -> tuple[np.float64, int]:
    """Return the least squared distance and its segment: of some entries, or what was found before."""
    for entry in range(first, last):
        squared = _squared_distance(x, y, segments, entries[entry])
        if squared < best:
            best, nearest = squared, entries[entry]
    return best, nearest


@compiled
def _squared_distance(x: float, y: float, segments: NDArray[np.float64], s: int) -> np.float64:
    x0, y0 = segments[s, 0] - x, segments[s, 1] - y
    side_x, side_y = segments[s, 2] - segments[s, 0], segments[s, 3] - segments[s, 1]
    squared = side_x * side_x + side_y * side_y
    if squared > 0.0:
        along = min(max(-(x0 * side_x + y0 * side_y) / squared, 0.0), 1.0)
        x0 += along * side_x
        y0 += along * side_y
    from_point: np.float64 = x0 * x0 + y0 * y0
    return from_point


@compiled
def sums_within(
    points: NDArray[np.float64], sites: NDArray[np.float64], weights: NDArray[np.float64], radius: float
) -> NDArray[np.float64]:
    """Return the sum of the weights of the sites within a radius of each point, the radius included.

    Parameters
    ----------
    points
        Shape (n, 2). One that is not finite gives NaN.
    sites, weights
        Shapes (m, 2) and (m,), sorted by y, so that only a band of them is looked at.
    """
    found = np.full(points.shape[0], np.nan)
    heights = sites[:, 1].copy()
    for i in range(points.shape[0]):
        x, y = points[i, 0], points[i, 1]
        if not (math.isfinite(x) and math.isfinite(y)):
            continue
        total = 0.0
        for s in range(np.searchsorted(heights, y - radius), sites.shape[0]):
            up = heights[s] - y
            if up > radius:
                break
            along = sites[s, 0] - x
            if along * along + up * up <= radius * radius:
                total += weights[s]
        found[i] = total
    return found
