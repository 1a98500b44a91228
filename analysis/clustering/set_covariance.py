"""How much of a window stays on it when it is moved: the weight of the translation correction."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.clustering.land_shares import land_shares

CELLS_ACROSS = 512
"""Cells of the raster along the longer side of a window that is no rectangle."""


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

    cell_m = float(np.ptp(segments.reshape(-1, 2), axis=0).max()) / CELLS_ACROSS
    land = land_shares(segments, cell_m=cell_m)
    rows, columns = land.shape
    shape = [fft.next_fast_len(2 * number, real=True) for number in land.shape]
    overlap = fft.irfft2(np.abs(fft.rfft2(land, s=shape)) ** 2, s=shape)
    northward = np.arange(1 - rows, rows)
    share = np.maximum(overlap[northward, :columns].T * cell_m**2 / area_m2, 0.0)
    share[0, rows - 1] = 1.0
    return SetCovariance(np.ascontiguousarray(share), cell_m, cell_m)
