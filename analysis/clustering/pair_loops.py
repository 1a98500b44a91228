"""Compiled loops over the pairs of points of many layouts: weighted counts up to each distance.

They stand in one file, because a loop that is kept on disk is compiled anew when its own file changes, and not when
another does that it calls.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from analysis.compiled import compiled

MOST_WEIGHT = 100.0
"""No pair counts for more than so many, as in spatstat: one pair across the window must not outweigh all others."""

_SLIGHTLY_MORE = 1 + 1e-9
"""Squares are compared first, and only then distances: rounding must not lose a pair at the largest distance."""

_START_RAD = 1.2345678
"""Where the walk around a circle starts: no round number, so that it hardly meets a corner of a drawn shape."""

_TURN_RAD = 2.0 * math.pi
_HARDLY_RAD = 1e-9


@compiled
def overlap_weighted(
    layouts: NDArray[np.float64],
    distances: NDArray[np.float64],
    overlap: NDArray[np.float64],
    step_x: float,
    step_y: float,
) -> NDArray[np.float64]:
    """Return the ordered pairs up to each distance, each weighted by the reciprocal of its overlap.

    Parameters
    ----------
    layouts
        Shape (s, n, 2).
    distances
        Shape (m,), ascending.
    overlap, step_x, step_y
        Overlap of the window with itself moved, as a share of the window, tabulated as in
        `analysis.clustering.set_covariance.SetCovariance`.

    Returns
    -------
    array
        Shape (s, m).
    """
    sums = np.zeros((layouts.shape[0], distances.size + 1))
    farthest = distances[-1] ** 2 * _SLIGHTLY_MORE
    for k in range(layouts.shape[0]):
        for i in range(layouts.shape[1]):
            x, y = layouts[k, i, 0], layouts[k, i, 1]
            for j in range(i):
                to_x, to_y = layouts[k, j, 0] - x, layouts[k, j, 1] - y
                squared = to_x * to_x + to_y * to_y
                if squared > farthest:
                    continue
                share = looked_up(overlap, to_x / step_x, to_y / step_y)
                sums[k, _place(distances, math.sqrt(squared))] += 2.0 * _weight(share)
    return _cumulated(sums)[:, :-1]


@compiled
def arc_weighted(
    layouts: NDArray[np.float64], distances: NDArray[np.float64], segments: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the ordered pairs up to each distance, each weighted by the reciprocal of its arc inside the window.

    The circle of a pair has its centre at the first point and passes through the second. Points at one place have
    none, and weigh 1.

    Parameters
    ----------
    layouts
        Shape (s, n, 2).
    distances
        Shape (m,), ascending.
    segments
        Sides of the window, shape (k, 4), land to the left of each.

    Returns
    -------
    array
        Shape (s, m).
    """
    sums = np.zeros((layouts.shape[0], distances.size + 1))
    reach = np.empty((2, segments.shape[0]))
    farthest = distances[-1] ** 2 * _SLIGHTLY_MORE
    for k in range(layouts.shape[0]):
        for i in range(layouts.shape[1]):
            x, y = layouts[k, i, 0], layouts[k, i, 1]
            squared_reach(x, y, segments, reach)
            for j in range(layouts.shape[1]):
                squared = (layouts[k, j, 0] - x) ** 2 + (layouts[k, j, 1] - y) ** 2
                if i == j or squared > farthest:
                    continue
                radius = math.sqrt(squared)
                share = arc_share_inside(x, y, radius, segments, reach) if radius > 0.0 else 1.0
                sums[k, _place(distances, radius)] += _weight(share)
    return _cumulated(sums)[:, :-1]


@compiled
def inner_pairs(
    layouts: NDArray[np.float64], distances: NDArray[np.float64], kept: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return, for each distance, the points that are kept at it, and the pairs that start from one of them.

    Parameters
    ----------
    layouts
        Shape (s, n, 2).
    distances
        Shape (m,), ascending.
    kept
        At how many of the distances, from the first on, each point is kept, shape (s, n).

    Returns
    -------
    tuple of arrays
        Points and pairs, each of shape (s, m).
    """
    points = np.zeros((layouts.shape[0], distances.size + 1))
    pairs = np.zeros((layouts.shape[0], distances.size + 1))
    for k in range(layouts.shape[0]):
        for i in range(layouts.shape[1]):
            x, y, end = layouts[k, i, 0], layouts[k, i, 1], kept[k, i]
            if end == 0:
                continue
            points[k, 0] += 1.0
            points[k, end] -= 1.0
            for j in range(layouts.shape[1]):
                between = math.sqrt((layouts[k, j, 0] - x) ** 2 + (layouts[k, j, 1] - y) ** 2)
                if i != j and between <= distances[end - 1]:
                    pairs[k, _place(distances, between)] += 1.0
                    pairs[k, end] -= 1.0
    return _cumulated(points)[:, :-1], _cumulated(pairs)[:, :-1]


@compiled
def _place(distances: NDArray[np.float64], distance: float) -> int:
    """Return the place of the first of the ascending distances that is at least this one; their number if none is."""
    low, high = 0, distances.size
    while low < high:
        middle = (low + high) // 2
        if distances[middle] < distance:
            low = middle + 1
        else:
            high = middle
    return low


@compiled
def _weight(share: float) -> float:
    return 1.0 / share if share * MOST_WEIGHT > 1.0 else MOST_WEIGHT


@compiled
def _cumulated(sums: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return running sums along the last axis, in place."""
    for k in range(sums.shape[0]):
        for place in range(1, sums.shape[1]):
            sums[k, place] += sums[k, place - 1]
    return sums


@compiled
def looked_up(table: NDArray[np.float64], east: float, north: float) -> float:
    """Return a value of a table of the eastern half plane, interpolated bilinearly; 0 beyond the table."""
    if east < 0.0:
        east, north = -east, -north
    north += (table.shape[1] - 1) // 2
    if not (east < table.shape[0] - 1 and 0.0 <= north < table.shape[1] - 1):
        return 0.0
    i, j = int(east), int(north)
    east, north = east - i, north - j
    west: float = (1.0 - north) * table[i, j] + north * table[i, j + 1]
    other: float = (1.0 - north) * table[i + 1, j] + north * table[i + 1, j + 1]
    return (1.0 - east) * west + east * other


@compiled
def squared_reach(x: float, y: float, segments: NDArray[np.float64], reach: NDArray[np.float64]) -> None:
    """Write the squared distance from a point to the nearest and to the farthest place of each segment.

    Parameters
    ----------
    x, y
        Of the point.
    segments
        Shape (m, 4): x and y of start and end.
    reach
        Shape (2, m), written to: nearest, farthest.
    """
    for s in range(segments.shape[0]):
        x0, y0, x1, y1 = segments[s, 0] - x, segments[s, 1] - y, segments[s, 2] - x, segments[s, 3] - y
        start, end = x0 * x0 + y0 * y0, x1 * x1 + y1 * y1
        side_x, side_y = x1 - x0, y1 - y0
        before = -(x0 * side_x + y0 * side_y)  # of the foot of the perpendicular, times the length
        length = side_x * side_x + side_y * side_y
        nearest = min(start, end)
        if 0.0 < before < length:
            across = x0 * side_y - y0 * side_x
            nearest = min(nearest, across * across / length)
        reach[0, s] = nearest
        reach[1, s] = max(start, end)


@compiled
def arc_share_inside(
    x: float, y: float, radius: float, segments: NDArray[np.float64], reach: NDArray[np.float64]
) -> float:
    """Return the share of a circle that lies inside a window, from 0 to 1.

    Where a side of the window, with land on its left, enters the disc, a walk around the circle leaves the land; where
    a side leaves the disc, the walk comes back. The angles of leaving less those of coming back make up the part
    inside, but for a full turn if the walk starts inside. Whether a corner lies in the disc is asked in the same way
    for the two sides that meet there, so that leaving and coming back always balance.

    Parameters
    ----------
    x, y, radius
        Of the circle; the radius positive.
    segments
        Sides of all rings, shape (m, 4), land to the left of each.
    reach
        What `squared_reach` wrote for the centre.
    """
    squared = radius * radius
    turned = 0.0
    for s in range(segments.shape[0]):
        if reach[0, s] >= squared or reach[1, s] < squared:
            continue
        x0, y0, x1, y1 = segments[s, 0] - x, segments[s, 1] - y, segments[s, 2] - x, segments[s, 3] - y
        side_x, side_y = x1 - x0, y1 - y0
        length = side_x * side_x + side_y * side_y
        before = -(x0 * side_x + y0 * side_y)
        across = x0 * side_y - y0 * side_x
        half_chord = math.sqrt(max(length * squared - across * across, 0.0))
        if x0 * x0 + y0 * y0 >= squared:
            along = (before - half_chord) / length
            turned += _angle(x0 + along * side_x, y0 + along * side_y)
        if x1 * x1 + y1 * y1 >= squared:
            along = (before + half_chord) / length
            turned -= _angle(x0 + along * side_x, y0 + along * side_y)
    return _share_of(turned, x + radius * math.cos(_START_RAD), y + radius * math.sin(_START_RAD), segments)


@compiled
def _share_of(turned: float, start_x: float, start_y: float, segments: NDArray[np.float64]) -> float:
    """Return the share inside, given the angles of leaving less those of coming back.

    Their sum is negative if the walk starts inside, and positive if it starts outside. Only where it is nothing, as
    for a circle that meets no side, the start has to be looked up.
    """
    if abs(turned) < _HARDLY_RAD:
        return 1.0 if _lies_inside(start_x, start_y, segments) else 0.0
    inside = turned + _TURN_RAD if turned < 0.0 else turned
    return min(max(inside / _TURN_RAD, 0.0), 1.0)


@compiled
def _lies_inside(x: float, y: float, segments: NDArray[np.float64]) -> bool:
    """Return whether a ray from the point to the east crosses the sides an odd number of times."""
    inside = False
    for s in range(segments.shape[0]):
        x0, y0, x1, y1 = segments[s, 0], segments[s, 1], segments[s, 2], segments[s, 3]
        if (y0 > y) != (y1 > y) and x0 + (y - y0) / (y1 - y0) * (x1 - x0) > x:
            inside = not inside
    return inside


@compiled
def _angle(x: float, y: float) -> float:
    """Return the angle from the start of the walk, from 0 to a full turn."""
    angle = math.atan2(y, x) - _START_RAD
    return angle + _TURN_RAD if angle < 0.0 else angle
