"""The best places of a grid: connected cells of a wanted area, kept apart."""

from __future__ import annotations

import heapq
import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.errors import ParameterError, Problem
from analysis.siting.cells import Cells
from analysis.siting.nearest import nearest_of_points

_SEEDS = 200
"""Seeds grown for each patch at most: on a rough surface the bound alone might try thousands."""


@dataclass(frozen=True, eq=False)
class Patch:
    """Connected cells.

    Parameters
    ----------
    cells
        Their positions among the cells of the grid, ascending.
    score
        Mean of their scores.
    best_cell
        Position of the cell with the highest score.
    centre_xy
        Mean of their centres, shape (2,); it may lie outside a bent patch.
    area_km2
        Of the whole cells.
    """

    cells: NDArray[np.int64]
    score: float
    best_cell: int
    centre_xy: NDArray[np.float64]
    area_km2: float


def best_cells(
    scores: ArrayLike, grid: Cells, *, count: int, min_area_km2: float = 0.0, min_spacing_m: float = 0.0
) -> tuple[Patch, ...]:
    """Return the best patches of connected cells, best first.

    Each patch is grown from a seed by taking the best neighbouring cell (beside, not at a corner) until
    the area is reached. Seeds are tried from the best cell down; since no patch is better than its best cell, the
    search for a patch ends when no remaining cell beats the best patch grown so far (or after 200 seeds). Patches are
    chosen one after the other: a heuristic, not an optimum over all of them together.

    Parameters
    ----------
    scores
        Of the cells, shape (n,); a cell that is excluded or undefined has NaN and is never taken.
    grid
        The cells, squares or hexagons.
    count
        How many patches, at least 1; fewer come back where no more fit.
    min_area_km2
        Of a patch, rounded up to whole cells; one cell at least.
    min_spacing_m
        Least distance between the cell centres of two patches.

    Raises
    ------
    ParameterError
        ``setting_not_allowed`` for each number out of its range.

    References
    ----------
    Brookes, C. J. (1997). A parameterized region-growing programme for site allocation on raster suitability maps.
    International Journal of Geographical Information Science 11(4), 375-396.
    """
    _check(count, min_area_km2, min_spacing_m)
    score = np.asarray(scores, dtype=float)
    wanted = max(math.ceil(min_area_km2 / grid.cell_km2 - 1e-9), 1)
    free = np.isfinite(score)
    order = np.argsort(np.where(free, -score, np.inf), kind="stable")[: int(free.sum())]
    xy = grid.xy
    patches: list[Patch] = []
    while len(patches) < count:
        cells = _best_patch(score, grid, order, free, wanted)
        if cells is None:
            break
        patches.append(_patch(cells, score, xy, grid.cell_km2))
        free[cells] = False
        _keep_apart(free, xy, xy[cells], min_spacing_m)
    return tuple(sorted(patches, key=lambda patch: -patch.score))


def _best_patch(
    score: NDArray[np.float64], grid: Cells, order: NDArray[np.int64], free: NDArray[np.bool_], wanted: int
) -> NDArray[np.int64] | None:
    """Return the cells of the best patch that can be grown from free cells; None if none is large enough.

    Cells of pieces that are too small are taken from `free`: they stay too small.
    """
    best: NDArray[np.int64] | None = None
    best_score, tried = -np.inf, 0
    for seed in order.tolist():
        if not free[seed]:
            continue
        if score[seed] <= best_score or tried == _SEEDS:
            break
        grown = _grown(seed, score, grid, free, wanted)
        if len(grown) < wanted:
            free[grown] = False
            continue
        tried += 1
        if (mean := float(score[grown].mean())) > best_score:
            best, best_score = np.sort(np.array(grown)), mean
    return best


def _grown(seed: int, score: NDArray[np.float64], grid: Cells, free: NDArray[np.bool_], wanted: int) -> list[int]:
    """Return up to so many connected cells, the best neighbour always next."""
    taken: list[int] = []
    seen = {seed}
    waiting = [(-float(score[seed]), seed)]
    while waiting and len(taken) < wanted:
        _, cell = heapq.heappop(waiting)
        taken.append(cell)
        for neighbour in grid.beside(cell):
            if neighbour not in seen and free[neighbour]:
                seen.add(neighbour)
                heapq.heappush(waiting, (-float(score[neighbour]), neighbour))
    return taken


def _patch(cells: NDArray[np.int64], score: NDArray[np.float64], xy: NDArray[np.float64], cell_km2: float) -> Patch:
    return Patch(
        cells=cells,
        score=float(score[cells].mean()),
        best_cell=int(cells[np.argmax(score[cells])]),
        centre_xy=xy[cells].mean(axis=0),
        area_km2=len(cells) * cell_km2,
    )


def _keep_apart(
    free: NDArray[np.bool_], xy: NDArray[np.float64], patch_xy: NDArray[np.float64], spacing_m: float
) -> None:
    """Take the cells that lie too near to a patch from those that are free."""
    near = np.flatnonzero(free & (np.abs(xy[:, 1] - patch_xy[:, 1].mean()) < spacing_m + np.ptp(patch_xy[:, 1])))
    free[near[nearest_of_points(patch_xy).distance_m(xy[near]) < spacing_m]] = False


def _check(count: int, min_area_km2: float, min_spacing_m: float) -> None:
    given = {"count": (count, 1), "min_area_km2": (min_area_km2, 0), "min_spacing_m": (min_spacing_m, 0)}
    problems = [
        Problem("setting_not_allowed", name, {"value": value, "minimum": minimum})
        for name, (value, minimum) in given.items()
        if not (math.isfinite(value) and value >= minimum)
    ]
    if problems:
        raise ParameterError(*problems)
