"""Compiled loops over the sides of a window: how much of a circle lies inside."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from analysis.compiled import compiled

_START_RAD = 1.2345678
"""Where the walk around a circle starts: no round number, so that it hardly meets a corner of a drawn shape."""

_TURN_RAD = 2.0 * math.pi
_HARDLY_RAD = 1e-9


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
