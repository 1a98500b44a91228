"""Layouts simulated under each null, measured once for everything that is compared with chance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.clustering.chance import NullComparison, compare_with_null
from analysis.clustering.group_draws import share_in_groups_of_layouts
from analysis.clustering.inputs import ClusterInput
from analysis.clustering.nulls import SettlementNull
from analysis.clustering.pattern import mean_nn_of_layouts_m
from analysis.clustering.ripley import Correction, l_of_layouts_m
from analysis.clustering.seats import SeatsNull
from analysis.clustering.simulation import Measure, mean_nn_without_last_m, simulate
from analysis.clustering.window import Window
from analysis.progress import Progress, part_of

MOST_GROUPED_BY_CHANCE = 500
"""Groups of more sites than this are not compared with chance: each layout needs a table of all distances."""


@dataclass(frozen=True)
class Curve:
    """How L is measured: in which window, at which distances, with which correction of the edge."""

    window: Window
    r_m: NDArray[np.float64]
    correction: Correction

    def of_layouts(self, layouts_xy: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return L of each layout, shape (k, m), metres."""
        return l_of_layouts_m(layouts_xy, self.window, self.r_m, correction=self.correction)


@dataclass(frozen=True, eq=False)
class Simulated:
    """Statistics of s layouts under one null.

    Parameters
    ----------
    mean_nn_m, mean_nn_fewer_m
        Mean nearest-neighbour distance of n points, and of the same layouts without one; shape (s,).
    l_m
        Ripley's L, shape (s, m).
    share_in_groups
        Shape (s,); None where groups are not compared with chance.
    """

    mean_nn_m: NDArray[np.float64]
    mean_nn_fewer_m: NDArray[np.float64]
    l_m: NDArray[np.float64]
    share_in_groups: NDArray[np.float64] | None


def simulate_nulls(
    given: ClusterInput,
    curve: Curve,
    simulations: int,
    streams: Mapping[str, np.random.Generator],
    progress: Progress,
) -> dict[str, Simulated]:
    """Return null id -> statistics of layouts drawn under it, each from a stream of chance of its own."""
    found = {}
    for place, null in enumerate(given.nulls):
        share = part_of(progress, place / len(given.nulls), (place + 1) / len(given.nulls))
        measures = _measures(given, curve)
        drawn = simulate(null, len(given.ids), simulations, streams[null.name], measures, progress=share)
        found[null.name] = Simulated(drawn["mean_nn"], drawn["fewer"], drawn["l"], drawn.get("share"))
    return found


def compare(given: ClusterInput, observed_m: float, simulated: Mapping[str, Simulated]) -> dict[str, NullComparison]:
    """Return null id -> how the observed mean nearest-neighbour distance compares with it."""
    return {
        null.name: compare_with_null(
            observed_m,
            simulated[null.name].mean_nn_m,
            name=null.name,
            simulated_fewer_m=simulated[null.name].mean_nn_fewer_m,
            left_out=null.left_out if isinstance(null, SettlementNull | SeatsNull) else (),
            sensitivity=isinstance(null, SeatsNull),
        )
        for null in given.nulls
    }


def _measures(given: ClusterInput, curve: Curve) -> dict[str, Measure]:
    measures: dict[str, Measure] = {
        "mean_nn": mean_nn_of_layouts_m,
        "fewer": mean_nn_without_last_m,
        "l": curve.of_layouts,
    }
    grouping = given.grouping
    if grouping is not None and len(given.ids) <= MOST_GROUPED_BY_CHANCE:
        measures["share"] = lambda layouts: share_in_groups_of_layouts(
            layouts, grouping.radius_m, min_sites=grouping.min_sites
        )
    return measures
