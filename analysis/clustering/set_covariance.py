"""How much of a window stays on it when it is moved: the weight of the translation correction."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

CELLS_ACROSS = 512
"""Cells of the raster along the longer side of a window that is no rectangle."""

_LINES_IN_A_CELL = 8


@dataclass(frozen=True, eq=False)
class SetCovariance:
    """Area of the overlap of a window with itself moved by a vector, as a share of the window, tabulated.

    Parameters
    ----------
    share
        Shape (nx, ny); row i belongs to a move of i `step_x_m` eastwards, column j to one of
        (j - (ny - 1) / 2) `step_y_m` northwards. A move westwards gives what its opposite gives.
    step_x_m, step_y_m
        Between two entries; values between are interpolated bilinearly, and beyond the table they are 0.
    """

    share: NDArray[np.float64]
    step_x_m: float
    step_y_m: float


def unmoved() -> SetCovariance:
    """Return the overlap of a window that nothing takes away from: without edge correction every pair weighs 1."""
    return SetCovariance(np.ones((2, 3)), np.inf, np.inf)


def of_rectangle(width_m: float, height_m: float) -> SetCovariance:
    """Return (1 - |x| / width) (1 - |y| / height), which is bilinear in each quadrant and so exact from six entries."""
    return SetCovariance(np.array([[0.0, 1.0, 0.0], [0.0, 0.0, 0.0]]), width_m, height_m)


def of_polygon(segments: NDArray[np.float64], *, area_m2: float) -> SetCovariance:
    """Return the overlap of any polygon or multipolygon with itself, by the correlation theorem.

    The land is laid on a raster whose cells hold the share of them that is land, so that the table is the true overlap
    but for a smoothing over one cell.

    Parameters
    ----------
    segments
        Sides of all rings, shape (m, 4), land to the left of each, metres.
    area_m2
        Of the polygon.
    """
    from scipy import fft  # only this shape of window needs it

    corner = segments.reshape(-1, 2).min(axis=0)
    size_m = segments.reshape(-1, 2).max(axis=0) - corner
    cell_m = float(size_m.max()) / CELLS_ACROSS
    columns, rows = (int(number) + 1 for number in np.ceil(size_m / cell_m))
    land = _land_shares((segments - np.tile(corner, 2)) / cell_m, columns=columns, rows=rows)
    shape = [fft.next_fast_len(2 * number, real=True) for number in land.shape]
    overlap = fft.irfft2(np.abs(fft.rfft2(land, s=shape)) ** 2, s=shape)
    northward = np.arange(1 - rows, rows)
    share = np.maximum(overlap[northward, :columns].T * cell_m**2 / area_m2, 0.0)
    share[0, rows - 1] = 1.0
    return SetCovariance(np.ascontiguousarray(share), cell_m, cell_m)


def _land_shares(segments: NDArray[np.float64], *, columns: int, rows: int) -> NDArray[np.float64]:
    """Return the share of land in each cell of a raster, shape (rows, columns), from segments measured in cells.

    The land is cut by lines from west to east, some to a row of cells; along each line the shares are exact. A side
    that leads south has land to its east, and fills the line from there on; one that leads north ends it.
    """
    line, x, fills = _crossings(segments * [1, _LINES_IN_A_CELL, 1, _LINES_IN_A_CELL])
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
