"""The groups of the sites with all that tells how firm they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from analysis.clustering.distances import distance_matrix_m
from analysis.clustering.group_draws import Comembership, GroupShareChance, comembership, compare_share
from analysis.clustering.group_radius import StableRange, sensitivity, stable_range
from analysis.clustering.groups import Groups, group_hulls, group_sites
from analysis.clustering.inputs import ClusterInput, Grouping
from analysis.clustering.relatedness import Relatedness, relatedness
from analysis.clustering.simulated import Simulated


@dataclass(frozen=True, eq=False)
class GroupResult:
    """Groups by straight-line distance.

    Parameters
    ----------
    grouping
        How they were made.
    groups
        The groups and the sites in none.
    hulls
        Convex hull of each group, in the order of the groups; a line for two sites, a point where all are at one place.
    sensitivity
        How the groups change with the radius, as `analysis.clustering.group_radius.sensitivity` returns it.
    stable
        Radii around the chosen one at which the groups stay the same.
    chance
        Null id -> the share of sites in groups by chance; empty for very many sites.
    comembership
        How often sites are grouped over redrawn positions; None where positions are exact.
    relatedness
        Of the industries within groups; None where industries are not known.
    """

    grouping: Grouping
    groups: Groups
    hulls: tuple[BaseGeometry, ...]
    sensitivity: pd.DataFrame
    stable: StableRange
    chance: Mapping[str, GroupShareChance]
    comembership: Comembership | None
    relatedness: Relatedness | None


def group_result(
    given: ClusterInput,
    simulated: Mapping[str, Simulated],
    redrawn_xy: NDArray[np.float64] | None,
    rng: np.random.Generator,
) -> GroupResult | None:
    """Return the groups of the sites, None for too many of them.

    Parameters
    ----------
    given
        The sites.
    simulated
        Null id -> statistics of its layouts.
    redrawn_xy
        Shape (draws, n, 2); None where positions are exact.
    rng
        Source of chance for dealing out industries.
    """
    if given.grouping is None:
        return None
    radius_m, min_sites = given.grouping.radius_m, given.grouping.min_sites
    distances_m = distance_matrix_m(given.xy)
    groups = group_sites(distances_m, given.ids, radius=radius_m, min_sites=min_sites)
    return GroupResult(
        grouping=given.grouping,
        groups=groups,
        hulls=group_hulls(groups, given.ids, given.xy),
        sensitivity=sensitivity(distances_m, given.ids, min_sites=min_sites),
        stable=stable_range(distances_m, given.ids, radius_m, min_sites=min_sites),
        chance={
            name: compare_share(name, groups.share_in_groups, one.share_in_groups)
            for name, one in simulated.items()
            if one.share_in_groups is not None
        },
        comembership=None if redrawn_xy is None else comembership(redrawn_xy, radius_m, min_sites=min_sites),
        relatedness=relatedness(given.industries, groups, rng=rng) if given.industries else None,
    )
