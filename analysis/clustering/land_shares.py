"""Land as a raster: the share of each cell that is land, from the sides of its rings."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_LINES_IN_A_CELL = 8


def land_shares(segments: NDArray[np.float64], *, cell_m: float) -> NDArray[np.float64]:
    """Return the share of land in each cell of a raster, shape (rows, columns) from the south-west corner.

    The land is cut by lines from west to east, some to a row of cells; along each line the shares are exact. The raster
    reaches beyond the north-east corner of the bounding box.

    Parameters
    ----------
    segments
        Sides of all rings, shape (m, 4), land to the left of each, metres. A side that leads south has land to its
        east, and fills a line from there on; one that leads north ends it.
    cell_m
        Side of a cell.
    """
    corner = segments.reshape(-1, 2).min(axis=0)
    size_m = segments.reshape(-1, 2).max(axis=0) - corner
    columns, rows = (int(number) + 1 for number in np.ceil(size_m / cell_m))
    in_cells = (segments - np.tile(corner, 2)) / cell_m
    line, x, fills = _crossings(in_cells * [1, _LINES_IN_A_CELL, 1, _LINES_IN_A_CELL])
    cell = x.astype(np.int64)
    beyond = x - cell
    place = line * (columns + 1) + cell
    size = rows * _LINES_IN_A_CELL * (columns + 1)
    steps = np.bincount(place, fills * (1 - beyond), size) + np.bincount(place + 1, fills * beyond, size)
    along = steps.reshape(-1, columns + 1).cumsum(axis=1)[:, :columns]
    shares: NDArray[np.float64] = along.reshape(rows, _LINES_IN_A_CELL, columns).mean(axis=1)
    return shares


def _crossings(
    segments: NDArray[np.float64],
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    """Return the number of each line y = 0.5, 1.5, ... that a segment crosses, the x where, and 1 or -1 for land."""
    x_start, y_start, x_end, y_end = segments.T
    first = np.ceil(np.minimum(y_start, y_end) - 0.5).astype(np.int64)
    count = np.ceil(np.maximum(y_start, y_end) - 0.5).astype(np.int64) - first
    which = np.repeat(np.arange(len(segments)), count)
    line = first[which] + np.arange(which.size) - np.repeat(np.cumsum(count) - count, count)
    along = (line + 0.5 - y_start[which]) / (y_end - y_start)[which]
    x = x_start[which] + along * (x_end - x_start)[which]
    return line, x, np.sign(y_start - y_end)[which]
