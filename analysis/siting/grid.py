"""Every square cell of a study's land as an alternative, worked through in chunks of rows.

A chunk needs nothing of any other, so that memory is bounded by one chunk and chunks can go to several processes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from analysis.clustering.nulls import check_area
from analysis.errors import ParameterError, Problem
from analysis.progress import Progress, silent
from analysis.siting.alternatives import Alternatives
from analysis.siting.criteria import CRITERIA
from analysis.siting.criteria_table import chosen_criteria, criteria_matrix, possible_criteria
from analysis.siting.criterion import Criterion, Places
from analysis.siting.nearest import nearest_of_lines
from analysis.siting.settings import DEFAULT_SETTINGS, CriterionSettings
from analysis.siting.surroundings import Surroundings

CELLS_AT_ONCE = 100_000
"""Cells of a chunk, sea included."""

MOST_CELLS = 4_000_000
"""Of a grid that is held as a whole; a province in cells of 250 m has some 3 million. Chunks alone have no limit."""

_CHUNKS = 25
"""Into so many chunks a grid is cut at least, so that its progress can be shown and the run be stopped."""


@dataclass(frozen=True)
class Lattice:
    """Square cells in rows from south to north, each row from west to east.

    Parameters
    ----------
    west_m, south_m
        South-west corner, in the working coordinate system; a multiple of `cell_m`, so that the cells of two studies
        in one system lie on each other.
    cell_m
        Side of a cell.
    columns, rows
        Number of cells.
    """

    west_m: float
    south_m: float
    cell_m: float
    columns: int
    rows: int

    def centres(self, places: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return the centres of cells, shape (n, 2); place = row * columns + column."""
        row, column = np.divmod(places, self.columns)
        corner = np.array([self.west_m, self.south_m])
        found: NDArray[np.float64] = corner + (np.column_stack([column, row]) + 0.5) * self.cell_m
        return found

    def places_of(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.int64]:
        """Return the place of the cell that holds each point, -1 beyond the lattice; the shape of `x`."""
        column = np.floor((x - self.west_m) / self.cell_m)
        row = np.floor((y - self.south_m) / self.cell_m)
        inside = (column >= 0) & (column < self.columns) & (row >= 0) & (row < self.rows)
        return np.where(inside, row * self.columns + column, -1).astype(np.int64)

    def squares(self, places: NDArray[np.int64]) -> NDArray[np.object_]:
        """Return the cells as polygons, shape (n,)."""
        x, y = self.centres(places).T
        half_m = self.cell_m / 2
        found: NDArray[np.object_] = shapely.box(x - half_m, y - half_m, x + half_m, y + half_m)
        return found

    def chunks(self, cells_at_once: int = CELLS_AT_ONCE) -> list[tuple[int, int]]:
        """Return the first row, and the row after the last, of each chunk; one row at least, and some 25 chunks."""
        step = max(min(cells_at_once // self.columns, self.rows // _CHUNKS), 1)
        return [(first, min(first + step, self.rows)) for first in range(0, self.rows, step)]


@dataclass(frozen=True, eq=False)
class Grid:
    """The cells of a lattice whose centre is on land.

    Parameters
    ----------
    lattice
        Where the cells lie.
    places
        Of the cells, ascending, shape (n,).
    """

    lattice: Lattice
    places: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.places)

    @cached_property
    def xy(self) -> NDArray[np.float64]:
        """Centres, shape (n, 2), metres."""
        return self.lattice.centres(self.places)

    @property
    def cell_km2(self) -> float:
        """Area of a cell."""
        return self.lattice.cell_m**2 / 1e6

    def ids(self, cells: NDArray[np.int64]) -> list[str]:
        """Return the names of cells by row and column, such as ``r12c34``."""
        row, column = np.divmod(self.places[cells], self.lattice.columns)
        return [f"r{r}c{c}" for r, c in zip(row.tolist(), column.tolist(), strict=True)]

    def polygons(self, cells: NDArray[np.int64]) -> NDArray[np.object_]:
        """Return the outlines of cells, shape (m,)."""
        return self.lattice.squares(self.places[cells])

    def beside(self, cell: int) -> list[int]:
        """Return the cells of the grid to the south, north, west and east."""
        place, columns = int(self.places[cell]), self.lattice.columns
        column = place % columns
        beside = [place - columns, place + columns]
        beside += [place - 1] if column > 0 else []
        beside += [place + 1] if column < columns - 1 else []
        found = self.of_places(np.array(beside))
        return [int(position) for position in found if position >= 0]

    def of_places(self, places: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the positions of the cells at places of the lattice, -1 where no cell is; the same shape."""
        if not len(self):
            return np.full(places.shape, -1)
        found = np.minimum(np.searchsorted(self.places, places), len(self) - 1)
        return np.where(self.places[found] == places, found, -1)

    def at(self, x: float, y: float) -> int | None:
        """Return the cell that holds a place, in metres; None where there is none."""
        place = int(self.lattice.places_of(np.array([x]), np.array([y]))[0])
        found = int(self.of_places(np.array([place]))[0])
        return None if place < 0 or found < 0 else found


@dataclass(frozen=True, eq=False)
class GridCriteria:
    """The raw values of criteria on cells.

    Parameters
    ----------
    grid
        The cells.
    raw
        Shape (n, k); NaN where undefined.
    criteria
        Those computed, of the k columns.
    left_out
        Criterion id -> reason code.
    """

    grid: Grid
    raw: NDArray[np.float64]
    criteria: tuple[Criterion, ...]
    left_out: Mapping[str, str]


def lattice_over(area: BaseGeometry, *, cell_m: float) -> Lattice:
    """Return the lattice that covers an area.

    Raises
    ------
    ParameterError
        ``setting_not_allowed`` unless `cell_m` is at least 1 m; ``empty_area``, ``invalid_area``.
    """
    if not (np.isfinite(cell_m) and cell_m >= 1):
        raise ParameterError(Problem("setting_not_allowed", "cell_m", {"value": cell_m, "minimum": 1}))
    check_area(area)
    west, south, east, north = area.bounds
    first = np.floor(np.array([west, south]) / cell_m)
    columns, rows = (np.ceil(np.array([east, north]) / cell_m) - first).astype(int)
    return Lattice(float(first[0] * cell_m), float(first[1] * cell_m), float(cell_m), int(columns), int(rows))


def bounded_lattice(area: BaseGeometry, *, cell_m: float) -> Lattice:
    """Return `lattice_over` an area, for a grid that is to be held as a whole.

    Raises
    ------
    ParameterError
        As `lattice_over`; ``too_many_cells`` where the land has room for more than 4,000,000.
    """
    lattice = lattice_over(area, cell_m=cell_m)
    expected = area.area / cell_m**2
    if expected > MOST_CELLS:
        raise ParameterError(Problem("too_many_cells", "cell_m", {"cells": round(expected), "most": MOST_CELLS}))
    return lattice


def cells_on_land(lattice: Lattice, area: BaseGeometry, rows: tuple[int, int]) -> NDArray[np.int64]:
    """Return the places of the cells of some rows whose centre is on land, ascending."""
    shapely.prepare(area)
    places = np.arange(rows[0] * lattice.columns, rows[1] * lattice.columns)
    found: NDArray[np.int64] = places[shapely.intersects_xy(area, lattice.centres(places))]
    return found


def grid_over(area: BaseGeometry, *, cell_m: float) -> Grid:
    """Return all cells whose centre is on land.

    Parameters
    ----------
    area
        The land, in projected metres.
    cell_m
        Side of a cell, at least 1 m. An area smaller than a cell may hold no centre: then the grid is empty.

    Raises
    ------
    ParameterError
        As `bounded_lattice`.
    """
    lattice = bounded_lattice(area, cell_m=cell_m)
    return Grid(lattice, np.concatenate([cells_on_land(lattice, area, rows) for rows in lattice.chunks()]))


def land_shares(grid: Grid, area: BaseGeometry) -> NDArray[np.float64]:
    """Return the share of each cell that is land, from 0 to 1, shape (n,); exact.

    Only cells that the outline may pass through are cut; all others are land as a whole, since their centre is.
    """
    shares = np.ones(len(grid))
    xy = grid.xy
    cut = np.flatnonzero(nearest_of_lines([area]).distance_m(xy) <= grid.lattice.cell_m * np.sqrt(0.5))
    for row in np.unique(grid.places[cut] // grid.lattice.columns):  # by rows: a strip of land has few corners
        of_row = cut[grid.places[cut] // grid.lattice.columns == row]
        squares = grid.lattice.squares(grid.places[of_row])
        strip = shapely.intersection(area, shapely.box(*shapely.total_bounds(squares)))
        shares[of_row] = shapely.area(shapely.intersection(strip, squares)) / grid.lattice.cell_m**2
    return np.clip(shares, 0.0, 1.0)


def chunks_of_criteria(
    lattice: Lattice,
    around: Surroundings,
    criteria: Sequence[Criterion],
    *,
    settings: CriterionSettings = DEFAULT_SETTINGS,
    progress: Progress = silent,
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.float64]]]:
    """Yield chunk after chunk: the places of its cells on land, and their criteria, shape (cells, k).

    Memory is bounded by one chunk: for grids of any size, written out as they come.

    Parameters
    ----------
    criteria
        All of them possible, as `possible_criteria` finds.
    progress
        Told the share done after each chunk.
    """
    chunks = lattice.chunks()
    for done, rows in enumerate(chunks, start=1):
        yield criteria_of_chunk(lattice, around, criteria, rows, settings)
        progress(done / len(chunks))


def criteria_of_chunk(
    lattice: Lattice,
    around: Surroundings,
    criteria: Sequence[Criterion],
    rows: tuple[int, int],
    settings: CriterionSettings,
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return one chunk of `chunks_of_criteria`: pure, and independent of every other."""
    places = cells_on_land(lattice, around.area, rows)
    return places, criteria_matrix(Places(lattice.centres(places)), around, criteria, settings)


def criteria_of_grid(
    around: Surroundings,
    *,
    cell_m: float,
    criteria: Sequence[Criterion] = CRITERIA,
    chosen: Sequence[str] | None = None,
    settings: CriterionSettings = DEFAULT_SETTINGS,
    progress: Progress = silent,
) -> GridCriteria:
    """Return the criteria on every cell of the study's land: the same functions, and so the same numbers, as on points.

    Parameters
    ----------
    around
        From `surroundings_of`.
    cell_m
        Side of a cell, at least 1 m.
    criteria, chosen, settings
        As in `criteria_table`.
    progress
        Told the share done.

    Raises
    ------
    ParameterError
        As `bounded_lattice`; ``unknown_criterion``.
    """
    lattice = bounded_lattice(around.area, cell_m=cell_m)
    anywhere = Places(np.zeros((1, 2)))
    possible, left_out = possible_criteria(chosen_criteria(criteria, chosen), anywhere, around, settings)
    found = list(chunks_of_criteria(lattice, around, possible, settings=settings, progress=progress))
    grid = Grid(lattice, np.concatenate([places for places, _ in found]))
    return GridCriteria(grid, np.vstack([values for _, values in found]), possible, left_out)


def alternatives_of_grid(grid: Grid, *, outlines: bool = True) -> Alternatives:
    """Return the cells as alternatives, named by row and column such as ``r12c34``.

    Parameters
    ----------
    grid
        The cells.
    outlines
        Whether the alternatives have polygons: a million of them take half a gigabyte.

    Raises
    ------
    ParameterError
        ``no_alternatives`` for a grid without cells.
    """
    everywhere = np.arange(len(grid))
    ids, squares = tuple(grid.ids(everywhere)), grid.polygons(everywhere) if outlines else None
    return Alternatives(ids, grid.xy, squares, np.zeros(len(grid)), pd.DataFrame(index=pd.Index(ids, name="id")))
