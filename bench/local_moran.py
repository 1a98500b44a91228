"""Local Moran of 100,000 units with 999 permutations, beside esda's in the same process, and the redrawn hot spots.

Both get the same values and the same queen contiguity of a grid, run on one thread, and are compiled before the clock
starts; they take turns. Ours includes the control of false discoveries and the labels. The values are counts that are
mostly zero, as sites in units are.
"""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable

import numpy as np
import pandas as pd
import shapely
from esda.moran import Moran_Local

from analysis.clustering.hotspot_stability import hotspot_stability
from analysis.clustering.hotspots import local_moran
from analysis.clustering.positions import draw_positions
from analysis.clustering.spatial_weights import SpatialWeights, contiguity_weights
from analysis.clustering.study_units import study_units, study_weights
from bench.figures import Figure, main
from layers.read import read_study

PERMUTATIONS = 999
LAYOUTS = 200
SEED = 0


def measure(quick: bool) -> list[Figure]:
    """Return the times."""
    rows, columns = (100, 100) if quick else (250, 400)
    _ours(_grid(10, 10)), _theirs(_grid(10, 10))
    weights = _grid(rows, columns)
    weights.graph  # noqa: B018 - built before the clock starts
    times = [(_seconds(lambda: _ours(weights)), _seconds(lambda: _theirs(weights))) for _ in range(1 if quick else 3)]
    ours, theirs = ([run[place] for run in times] for place in (0, 1))
    return [
        Figure(
            f"local Moran, {rows * columns:,} units, {PERMUTATIONS} permutations",
            "s",
            ours,
            None,
            theirs,
            "esda, one thread",
        ),
        Figure(f"hot spots of {LAYOUTS} redrawn layouts, districts", "s", [_stability_s() for _ in range(3)], 2.0),
    ]


def _grid(rows: int, columns: int) -> SpatialWeights:
    row, column = np.divmod(np.arange(rows * columns), columns)
    squares = shapely.box(column, row, column + 1, row + 1)
    return contiguity_weights([str(place) for place in range(rows * columns)], list(squares), gap_m=0)


def _values(weights: SpatialWeights) -> pd.Series:
    return pd.Series(np.random.default_rng(SEED).poisson(0.2, len(weights.units)), index=list(weights.units))


def _ours(weights: SpatialWeights) -> None:
    local_moran(_values(weights), weights, np.random.default_rng(SEED), permutations=PERMUTATIONS)


def _theirs(weights: SpatialWeights) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # esda warns that its p-values will change
        values = _values(weights).to_numpy(dtype=float)
        Moran_Local(values, weights.graph, permutations=PERMUTATIONS, n_jobs=1, keep_simulations=False, seed=SEED)


def _stability_s() -> float:
    study = read_study().study
    units = study_units(study, "districts")
    weights = study_weights(study, units)
    parks, lands = study.projected("parks"), study.projected("cities").set_index("name_zh").geometry
    positions = draw_positions(
        shapely.get_coordinates(parks.geometry.to_numpy()),
        parks["position_uncertainty_m"],
        [lands.get(city) for city in parks["city"]],
        np.random.default_rng(SEED),
        draws=LAYOUTS,
    )
    rng = np.random.default_rng(SEED)
    return _seconds(lambda: hotspot_stability(weights, list(units.polygons), positions.xy, rng))


def _seconds(act: Callable[[], object]) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


if __name__ == "__main__":
    main(measure)
