"""The kernel density of the sites with its contours, what of it is more than chance, and where its peak may lie."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.clustering.density import Density, density
from analysis.clustering.density_chance import (
    DENSITY_CELLS_ACROSS,
    DensityChance,
    Peak,
    density_chance,
    peak_of_layouts,
)
from analysis.clustering.density_contours import Contour, contours, contours_at
from analysis.clustering.inputs import ClusterInput
from analysis.clustering.settings import ClusterSettings
from analysis.clustering.window import Window

BANDWIDTH_UNDEFINED = "bandwidth_undefined"
"""Reason code: a rule for the bandwidth needs two different places on land."""

MOST_DENSITY_SITES = 3000
"""Of more sites than this the density is left out: comparing it with chance would take minutes."""


@dataclass(frozen=True, eq=False)
class DensityResult:
    """Where the sites are dense.

    Parameters
    ----------
    density
        Sites per square kilometre.
    contours
        The smallest areas that hold given shares of it.
    chance
        Null id -> how high it would be by chance.
    significant
        Null id -> where it lies above the level that chance reaches anywhere in 5 % of the layouts; a null is missing
        where that is nowhere.
    peak
        Where it is highest, and where that may lie under redrawn positions.
    """

    density: Density
    contours: tuple[Contour, ...]
    chance: Mapping[str, DensityChance]
    significant: Mapping[str, Contour]
    peak: Peak


def density_result(
    given: ClusterInput,
    window: Window,
    settings: ClusterSettings,
    redrawn_xy: NDArray[np.float64] | None,
    rng: np.random.Generator,
    left_out: dict[str, str],
) -> DensityResult | None:
    """Return the density of the sites; None, with a reason in `left_out`, where there is none.

    Parameters
    ----------
    given, window, settings
        The sites, the land, and the bandwidth.
    redrawn_xy
        Shape (draws, n, 2); None where positions are exact.
    rng
        Source of chance.
    left_out
        Takes the reason.
    """
    if len(given.ids) > MOST_DENSITY_SITES:
        left_out["density"] = "too_many_sites"
        return None
    inside = given.xy[window.contains(given.xy)]
    if settings.bandwidth_m is None and len(np.unique(inside, axis=0)) < 2:
        left_out["density"] = BANDWIDTH_UNDEFINED
        return None
    found = density(given.xy, window, bandwidth_m=settings.bandwidth_m, rule=settings.bandwidth_rule)
    coarse = density(given.xy, window, bandwidth_m=found.bandwidth_m, cells_across=DENSITY_CELLS_ACROSS)
    streams = rng.spawn(len(given.nulls))
    chance = {null.name: density_chance(coarse, null, rng=one) for null, one in zip(given.nulls, streams, strict=True)}
    layouts = given.xy[None][:0] if redrawn_xy is None else redrawn_xy
    return DensityResult(
        density=found,
        contours=contours(found),
        chance=chance,
        significant=_significant(coarse, chance),
        peak=peak_of_layouts(coarse, layouts),
    )


def _significant(coarse: Density, chance: Mapping[str, DensityChance]) -> dict[str, Contour]:
    found = {}
    for name, one in chance.items():
        above = contours_at(coarse, [one.threshold_per_km2])
        if above and not above[0].polygon.is_empty:
            found[name] = above[0]
    return found
