"""Square grids whose statistics are known by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array
from shapely import Polygon, box

from analysis.clustering.spatial_weights import SpatialWeights, contiguity_weights

Cells = tuple[tuple[str, ...], list[Polygon]]


def cells(rows: int, columns: int, *, side_m: float = 1000) -> Cells:
    """Return ids such as ``r0c1`` and squares, row by row."""
    places = [(row, column) for row in range(rows) for column in range(columns)]
    squares = [box(c * side_m, r * side_m, (c + 1) * side_m, (r + 1) * side_m) for r, c in places]
    return tuple(f"r{r}c{c}" for r, c in places), squares


def queen(rows: int, columns: int) -> SpatialWeights:
    """Return queen contiguity of a grid."""
    return contiguity_weights(*cells(rows, columns))


def rook(rows: int, columns: int) -> SpatialWeights:
    """Return rook contiguity of a grid: shared sides only."""
    place = np.arange(rows * columns).reshape(rows, columns)
    one = np.concatenate([place[:, :-1].ravel(), place[:-1].ravel()])
    other = np.concatenate([place[:, 1:].ravel(), place[1:].ravel()])
    pairs = (np.concatenate([one, other]), np.concatenate([other, one]))
    matrix = csr_array(coo_array((np.ones(len(pairs[0])), pairs), shape=(rows * columns,) * 2))
    return SpatialWeights("contiguity", cells(rows, columns)[0], matrix)


def values_of(weights: SpatialWeights, values: object) -> pd.Series:
    """Return values row by row as a series of the weights' units."""
    return pd.Series(np.asarray(values, dtype=float).ravel(), index=list(weights.units))


def checkerboard(rows: int, columns: int) -> NDArray[np.float64]:
    """Return 1 and 0 in turn."""
    board: NDArray[np.float64] = np.indices((rows, columns)).sum(axis=0) % 2 * 1.0
    return board
