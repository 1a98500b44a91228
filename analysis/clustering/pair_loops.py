"""Compiled loops over the pairs of points of many layouts: weighted counts up to each distance."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from analysis.clustering.arc_loops import arc_share_inside, squared_reach
from analysis.compiled import compiled

MOST_WEIGHT = 100.0
"""No pair counts for more than so many, as in spatstat: one pair across the window must not outweigh all others."""

_SLIGHTLY_MORE = 1 + 1e-9
"""Squares are compared first, and only then distances: rounding must not lose a pair at the largest distance."""


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
    layouts: NDArray[np.float64], distances: NDArray[np.float64], to_boundary: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return, for each distance, the points at least so far from the boundary, and the pairs that start from one.

    Parameters
    ----------
    layouts
        Shape (s, n, 2).
    distances
        Shape (m,), ascending.
    to_boundary
        Of each point, shape (s, n).

    Returns
    -------
    tuple of arrays
        Points and pairs, each of shape (s, m).
    """
    points = np.zeros((layouts.shape[0], distances.size + 1))
    pairs = np.zeros((layouts.shape[0], distances.size + 1))
    for k in range(layouts.shape[0]):
        for i in range(layouts.shape[1]):
            x, y = layouts[k, i, 0], layouts[k, i, 1]
            end = np.searchsorted(distances, to_boundary[k, i], side="right")
            points[k, 0] += 1.0
            points[k, end] -= 1.0
            reach = distances[end - 1] if end > 0 else -1.0
            for j in range(layouts.shape[1]):
                between = math.sqrt((layouts[k, j, 0] - x) ** 2 + (layouts[k, j, 1] - y) ** 2)
                if i != j and between <= reach:
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
