"""The study's land as a raster, and points smoothed over it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from analysis.clustering.land_shares import land_shares
from analysis.clustering.window import Window
from analysis.errors import ParameterError, Problem

CELLS_ACROSS = 256
"""Cells along the longer side of the land."""

FEWEST_CELLS = 8

LEAST_MASS = 1e-6
"""A point whose kernel puts less than this on the raster's land is not scaled up: the raster does not see its land."""

_NO_LAND = 1e-9
"""A smaller share is the rounding of a sum."""


@dataclass(frozen=True, eq=False)
class LandRaster:
    """Square cells over a polygon, with an empty row or column on every side.

    Parameters
    ----------
    window
        The land.
    x_m, y_m
        Centres of the columns, from the west, and of the rows, from the south.
    cell_m
        Side of a cell.
    land_share
        Share of each cell that is land, shape (rows, columns).
    """

    window: Window
    x_m: NDArray[np.float64]
    y_m: NDArray[np.float64]
    cell_m: float
    land_share: NDArray[np.float64]

    @cached_property
    def is_land(self) -> NDArray[np.bool_]:
        """Whether any part of a cell is land."""
        return self.land_share > 0

    def contains(self, points_xy: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Return whether each point, shape (..., 2), lies on the land or its edge."""
        shapely.prepare(self.window.area)
        flat = points_xy.reshape(-1, 2)
        inside: NDArray[np.bool_] = shapely.intersects_xy(self.window.area, flat).reshape(points_xy.shape[:-1])
        return inside

    def cell_masses(
        self, points_xy: NDArray[np.float64], bandwidth_m: float
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the mass of a Gaussian round each point in each column and in each row.

        The mass in a cell is the product of the two. It is the integral over the cell, so that it is right also for a
        bandwidth smaller than a cell.

        Parameters
        ----------
        points_xy
            Shape (..., n, 2).
        bandwidth_m
            Standard deviation.

        Returns
        -------
        tuple of arrays
            Shapes (..., n, columns) and (..., n, rows).
        """
        return (
            _masses(points_xy[..., 0], self.x_m, self.cell_m, bandwidth_m),
            _masses(points_xy[..., 1], self.y_m, self.cell_m, bandwidth_m),
        )

    def mass_on_land(self, in_columns: NDArray[np.float64], in_rows: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the mass of each point's Gaussian that lies on land, shape (..., n), from `cell_masses`."""
        mass: NDArray[np.float64] = ((in_rows @ self.land_share) * in_columns).sum(axis=-1)
        return mass


def land_raster(area: BaseGeometry | Window, *, cells_across: int = CELLS_ACROSS) -> LandRaster:
    """Return the land as a raster.

    Parameters
    ----------
    area
        Polygon or multipolygon, projected metres.
    cells_across
        Cells along the longer side of the bounding box; one more on each side stays empty.

    Raises
    ------
    ParameterError
        ``invalid_area``, ``empty_area``, ``too_few_cells``.
    """
    if cells_across < FEWEST_CELLS:
        raise ParameterError(Problem("too_few_cells", "cells_across", {"n": cells_across, "needed": FEWEST_CELLS}))
    window = area if isinstance(area, Window) else Window(area)
    west, south, east, north = window.area.bounds
    cell_m = max(east - west, north - south) / cells_across
    land_share = np.pad(land_shares(window.segments, cell_m=cell_m), 1)
    land_share[land_share < _NO_LAND] = 0.0
    rows, columns = land_share.shape
    return LandRaster(
        window=window,
        x_m=west + cell_m * (np.arange(columns) - 0.5),
        y_m=south + cell_m * (np.arange(rows) - 0.5),
        cell_m=cell_m,
        land_share=land_share,
    )


def _masses(
    at_m: NDArray[np.float64], centres_m: NDArray[np.float64], cell_m: float, bandwidth_m: float
) -> NDArray[np.float64]:
    from scipy.special import ndtr  # here: most pages never smooth

    edges_m = np.append(centres_m - cell_m / 2, centres_m[-1] + cell_m / 2)
    masses: NDArray[np.float64] = np.diff(ndtr((edges_m - at_m[..., None]) / bandwidth_m), axis=-1)
    return masses
