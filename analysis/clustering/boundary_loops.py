"""Compiled loops over the sides of a window: distances to them, and how much of a circle they leave inside."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from analysis.compiled import compiled

_START_RAD = 1.2345678
"""Where the walk around a circle starts: no round number, so that it hardly meets a corner of a drawn shape."""


@compiled
def distances_to_segments(points: NDArray[np.float64], segments: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return each point's distance to the nearest segment, shapes (n, 2) and (m, 4)."""
    found = np.empty(points.shape[0])
    for i in range(points.shape[0]):
        x, y = points[i, 0], points[i, 1]
        nearest = np.inf
        for s in range(segments.shape[0]):
            x0, y0 = segments[s, 0] - x, segments[s, 1] - y
            side_x, side_y = segments[s, 2] - segments[s, 0], segments[s, 3] - segments[s, 1]
            squared = side_x * side_x + side_y * side_y
            along = 0.0
            if squared > 0.0:
                along = min(max(-(x0 * side_x + y0 * side_y) / squared, 0.0), 1.0)
            off_x, off_y = x0 + along * side_x, y0 + along * side_y
            nearest = min(nearest, off_x * off_x + off_y * off_y)
        found[i] = math.sqrt(nearest)
    return found


@compiled
def arc_share_inside(x: float, y: float, radius: float, segments: NDArray[np.float64]) -> float:
    """Return the share of a circle that lies inside a window, from 0 to 1.

    Where a side of the window, with land on its left, enters the disc, a walk around the circle leaves the land; where
    a side leaves the disc, the walk comes back. The angles of leaving less those of coming back, and the whole circle
    if its start lies inside, make up the part inside. Whether a corner lies in the disc is asked in the same way for
    the two sides that meet there, so that leaving and coming back always balance.

    Parameters
    ----------
    x, y, radius
        Of the circle; the radius positive.
    segments
        Sides of all rings, shape (m, 4), land to the left of each.
    """
    start_x = x + radius * math.cos(_START_RAD)
    start_y = y + radius * math.sin(_START_RAD)
    squared_radius = radius * radius
    inside_at_start = False
    turned = 0.0
    for s in range(segments.shape[0]):
        x0, y0 = segments[s, 0], segments[s, 1]
        x1, y1 = segments[s, 2], segments[s, 3]
        if (y0 > start_y) != (y1 > start_y) and x0 + (start_y - y0) / (y1 - y0) * (x1 - x0) > start_x:
            inside_at_start = not inside_at_start
        x0, y0, x1, y1 = x0 - x, y0 - y, x1 - x, y1 - y
        starts_in = x0 * x0 + y0 * y0 < squared_radius
        ends_in = x1 * x1 + y1 * y1 < squared_radius
        if starts_in and ends_in:
            continue
        side_x, side_y = x1 - x0, y1 - y0
        a = side_x * side_x + side_y * side_y
        half_b = x0 * side_x + y0 * side_y
        if not starts_in and not ends_in and (half_b >= 0.0 or -half_b >= a):
            continue
        discriminant = half_b * half_b - a * (x0 * x0 + y0 * y0 - squared_radius)
        if discriminant <= 0.0:
            continue
        root = math.sqrt(discriminant)
        if not starts_in:
            turned += _angle(x0 + (-half_b - root) / a * side_x, y0 + (-half_b - root) / a * side_y)
        if not ends_in:
            turned -= _angle(x0 + (-half_b + root) / a * side_x, y0 + (-half_b + root) / a * side_y)
    full = 2.0 * math.pi
    inside = turned + (full if inside_at_start else 0.0)
    return min(max(inside / full, 0.0), 1.0)


@compiled
def _angle(x: float, y: float) -> float:
    """Return the angle from the start of the walk, from 0 to a full turn."""
    angle = math.atan2(y, x) - _START_RAD
    return angle + 2.0 * math.pi if angle < 0.0 else angle
