"""How far hot spots hang on uncertain positions: the share of redrawn layouts in which a unit stays one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.sparse import csr_array
from shapely.geometry.base import BaseGeometry

from analysis.clustering.counted_units import ALPHA, units_that_count
from analysis.clustering.hotspots import LOCAL_PERMUTATIONS, benjamini_hochberg, gi_star_z
from analysis.clustering.permutation import draw_places, neighbourhood_p
from analysis.clustering.spatial_weights import SpatialWeights
from analysis.clustering.unit_values import unit_places
from analysis.progress import Progress, silent


@dataclass(frozen=True, eq=False)
class HotspotStability:
    """What redrawn positions make of the hot spots.

    Parameters
    ----------
    frame
        Index and order of the units; `mean_sites`, the mean count; `hot_share` and `cold_share`, in how many of the
        layouts Gi* labels the unit so, from 0 to 1, NaN for a unit without neighbour.
    draws, permutations
        Layouts, and permutations in each.
    """

    frame: pd.DataFrame
    draws: int
    permutations: int


def hotspot_stability(
    weights: SpatialWeights,
    polygons: Sequence[BaseGeometry],
    layouts_xy: NDArray[np.float64],
    rng: np.random.Generator,
    *,
    permutations: int = LOCAL_PERMUTATIONS,
    alpha: float = ALPHA,
    progress: Progress = silent,
) -> HotspotStability:
    """Return how often each unit is a hot or a cold spot of site counts when positions are redrawn.

    Parameters
    ----------
    weights
        Of the units.
    polygons
        Land of the units, in the order of the weights.
    layouts_xy
        Shape (draws, n, 2), metres, as `analysis.clustering.positions.draw_positions` gives it. A point off all units
        counts in the nearest one.
    rng
        Source of chance. All layouts are compared with the same permutations, and equal counts are tested once: that is
        what makes the full test, which labels the stated positions, affordable here.
    permutations, alpha
        As in `analysis.clustering.hotspots.getis_ord`, whose test and labels these are.
    progress
        Told the share done, after each different layout.

    Raises
    ------
    ParameterError
        As `analysis.clustering.counted_units.units_that_count`.
    """
    draws = len(layouts_xy)
    counts = _counts(polygons, layouts_xy)
    zeros = pd.Series(0.0, index=list(weights.units))
    counted = units_that_count(zeros, weights, permutations, alpha=alpha)
    rows = counted.weights.with_self()
    drawn = draw_places(rows, rng, permutations=permutations, hold_own=False)
    different, times = np.unique(counts[:, counted.places], axis=0, return_counts=True)
    hot, cold = _labelled(different, rows, drawn, alpha, progress)
    frame = pd.DataFrame({"mean_sites": counts.mean(axis=0) if draws else np.nan}, index=list(weights.units))
    for name, labelled in (("hot_share", hot), ("cold_share", cold)):
        share = np.full(len(frame), np.nan)
        share[counted.places] = times @ labelled / draws if draws else np.nan
        frame[name] = share
    return HotspotStability(frame, draws, permutations)


def _counts(polygons: Sequence[BaseGeometry], layouts_xy: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return sites per layout and unit, shape (draws, units)."""
    draws, n = layouts_xy.shape[:2]
    points_xy = layouts_xy.reshape(-1, 2)
    unit = unit_places(polygons, points_xy)
    off = np.flatnonzero(unit < 0)
    if len(off):
        unit[off] = shapely.STRtree(np.asarray(polygons, dtype=object)).nearest(shapely.points(points_xy[off]))
    layout = np.repeat(np.arange(draws), n)
    cells = np.bincount(layout * len(polygons) + unit, minlength=draws * len(polygons))
    counts: NDArray[np.float64] = cells.reshape(draws, len(polygons)).astype(float)
    return counts


def _labelled(
    counts: NDArray[np.float64], rows: csr_array, drawn: NDArray[np.int32], alpha: float, progress: Progress
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    p = np.empty(counts.shape)
    for layout, values in enumerate(counts):
        p[layout] = neighbourhood_p(values, rows, drawn, hold_own=False)
        progress((layout + 1) / len(counts))
    significant = np.array([benjamini_hochberg(row) <= alpha for row in p], dtype=bool).reshape(counts.shape)
    high = gi_star_z(counts, rows) > 0  # no score, as of equal counts, is not high; nor is it significant
    return significant & high, significant & ~high
