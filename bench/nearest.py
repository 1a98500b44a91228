"""Distance from the cells of a grid to the nearest of many points or lines, beside those who do it too.

720,000 cells of 1 km, 1,000 random points, 1,000 random walks of 50 vertices. The peers are SciPy's cKDTree with two
workers and geopandas' sjoin_nearest; all answers are compared before anything is timed. The first call, which compiles
or loads the compiled loops, is a figure of its own.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import geopandas as gpd
import numpy as np
import shapely
from scipy.spatial import cKDTree

from bench.figures import Figure, main

COLUMNS, ROWS = 900, 800
CELL_M = 1_000.0
SITES, VERTICES = 1_000, 50
STEP_M = 2_000.0
LINES_RATIO = 20.0
SEED = 0


def measure(quick: bool) -> list[Figure]:
    """Return the times and those of the peers."""
    started = time.perf_counter()
    from analysis.siting.nearest import nearest_of_lines, nearest_of_points

    chance = np.random.default_rng(SEED)
    east, north = np.meshgrid(np.arange(COLUMNS), np.arange(ROWS))
    cells = np.column_stack([east.ravel(), north.ravel()]) * CELL_M
    size = np.array([COLUMNS, ROWS]) * CELL_M
    sites = chance.uniform(0, size, (SITES, 2))
    walks = chance.uniform(0, size, (SITES, 1, 2)) + chance.normal(0, STEP_M, (SITES, VERTICES, 2)).cumsum(axis=1)
    lines = shapely.linestrings(walks)
    nearest_of_points(sites).distance_m(cells[:1])
    first = time.perf_counter() - started
    frame, layer = gpd.GeoDataFrame(geometry=shapely.points(cells)), gpd.GeoDataFrame(geometry=lines)

    def joined(others: gpd.GeoDataFrame) -> np.ndarray:
        found = frame.sjoin_nearest(others, distance_col="distance_m")
        return found["distance_m"][~found.index.duplicated()].to_numpy()

    def by_tree() -> np.ndarray:
        return cKDTree(sites).query(cells, workers=2)[0]

    _agree(nearest_of_points(sites).distance_m(cells), by_tree())
    _agree(nearest_of_lines(lines).distance_m(cells), joined(layer))
    times = 3 if quick else 9
    points_s = _seconds(lambda: nearest_of_points(sites).distance_m(cells), times)
    tree_s = _seconds(by_tree, times)
    lines_s = _seconds(lambda: nearest_of_lines(lines).distance_m(cells), times)
    join_s = _seconds(lambda: joined(layer), 1 if quick else 3)
    what = f"{len(cells):,} cells to the nearest of {SITES:,}"
    tree = "cKDTree, two workers"
    return [
        Figure(f"{what} points", "s", points_s, float(np.median(tree_s)), tree_s, tree),
        Figure(
            f"{what} lines of {VERTICES} vertices",
            "s",
            lines_s,
            float(np.median(join_s)) / LINES_RATIO,
            join_s,
            "sjoin_nearest",
        ),
        Figure("first distance: import, and the loops compiled or loaded", "s", [first]),
    ]


def _agree(one: np.ndarray, other: np.ndarray) -> None:
    np.testing.assert_allclose(one, other, rtol=1e-9, atol=1e-6)


def _seconds(act: Callable[[], object], times: int) -> list[float]:
    found = []
    for _ in range(times):
        started = time.perf_counter()
        act()
        found.append(time.perf_counter() - started)
    return found


if __name__ == "__main__":
    main(measure)
