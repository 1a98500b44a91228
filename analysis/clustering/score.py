"""The clustering score, its interval, and the score of each site."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.clustering.chance import NullComparison
from analysis.clustering.inputs import ClusterInput
from analysis.clustering.variants import PARTS, Variants
from analysis.score import Component, Score, score, spread_interval
from analysis.sites import distance_to_nearest_m, nearest_sites

PLATFORM_FAR_M = 20_000.0
"""At this distance a platform no longer adds to a site's own score."""

CHANGE_SPAN_POINTS = 10.0
"""A site whose leaving changes the score by this much has the full (or no) `leave_one_out` of its own score."""

NO_SPREAD = "no_spread"
"""All simulated sites of a null coincide, so that nothing can be closer."""

NO_GROUP = "no_group"
"""No group holds two sites with industries."""


@dataclass(frozen=True)
class SiteScore:
    """One site: its score, its nearest other site, and what the whole score would be without it.

    `change_points` is None where the score without it cannot be computed (fewer than three sites).
    """

    id: str
    score: Score
    nearest_id: str
    nearest_m: float
    platform_m: float | None
    change_points: float | None


def clustering_score(
    measured: Variants,
    redrawn: Variants | None,
    without: Variants,
    *,
    weights: Mapping[str, float] | None,
    left_out: Mapping[str, str],
) -> Score:
    """Return the clustering score of 0 to 100, whose components `analysis.clustering.variants.PARTS` describes.

    The interval runs from the smallest to the largest of: the score itself, the 2.5 % and 97.5 % quantiles of
    the scores under redrawn positions, and every score without one site. It says how far the answer hangs on
    uncertain positions and single sites; it is no confidence interval of a population.

    Parameters
    ----------
    measured
        One variant: the positions as stated.
    redrawn, without
        Redrawn positions, None where they are exact; the sites without each in turn.
    weights
        Of the components.
    left_out
        What could not be computed -> reason code.
    """
    transformed = measured.transformed()
    parts = [
        Component(part.id, float(measured.raw[part.id][0]), part.unit, float(transformed[part.id][0]))
        for part in PARTS
        if part.id in measured.raw and not np.isnan(measured.raw[part.id][0])
    ]
    missing = _missing({part.id for part in parts}, left_out)
    plain = score(parts, weights=weights, left_out=missing)
    spread = np.zeros(0) if redrawn is None else redrawn.scores(weights)
    others = without.scores(weights)
    spread, others = spread[~np.isnan(spread)], others[~np.isnan(others)]
    if plain.value is None or not (spread.size or others.size):
        return plain
    interval = spread_interval(plain.value, draws=spread, leave_one_out=others)
    return score(parts, weights=weights, interval=interval, left_out=missing)


def site_scores(
    given: ClusterInput,
    nulls: Mapping[str, NullComparison],
    changes: NDArray[np.float64],
    in_group: NDArray[np.float64] | None,
    *,
    weights: Mapping[str, float] | None,
) -> tuple[SiteScore, ...]:
    """Return the score of each site, in the order of the sites.

    Components: ``nearest_site`` (raw: distance to the nearest other site, m; transformed: 1 minus its ratio to
    the mean that the land null expects, held in [0, 1]), ``in_group`` (share of the redrawn positions in which the site
    is in a group; as it is), ``nearest_platform`` (raw: distance to the nearest innovation platform, m; 1 at 0 km
    falling to 0 at 20 km) and ``leave_one_out`` (raw: points by which the whole score falls without the site; 0.5 at no
    change, 1 at 10 points or more, 0 at -10 or less).

    Parameters
    ----------
    given
        The sites.
    nulls
        Comparisons by null; without ``land`` the component ``nearest_site`` is left out.
    changes
        The score minus that without each site, NaN where that is not defined; empty where none is left out.
    in_group
        Shape (n,); None where sites are not grouped.
    weights
        Of these components; equal if None.
    """
    neighbours = nearest_sites(given.xy, given.ids, k=1)
    platforms_m = None if given.platforms_xy is None else distance_to_nearest_m(given.xy, given.platforms_xy).tolist()
    expected_m = nulls["land"].expected_m if "land" in nulls else None
    found = []
    for place, (name, nearest_id, nearest_m) in enumerate(
        zip(neighbours["site"], neighbours["neighbour"], neighbours["distance_m"], strict=True)
    ):
        platform_m = None if platforms_m is None else platforms_m[place]
        change = float(changes[place]) if changes.size and not np.isnan(changes[place]) else None
        grouped = None if in_group is None else float(in_group[place])
        parts, missing = _site_parts(nearest_m, expected_m, grouped, platform_m, change, given.left_out)
        own = score(parts, weights=weights, left_out=missing)
        found.append(SiteScore(name, own, nearest_id, nearest_m, platform_m, change))
    return tuple(found)


def _site_parts(
    nearest_m: float,
    expected_m: float | None,
    grouped: float | None,
    platform_m: float | None,
    change: float | None,
    left_out: Mapping[str, str],
) -> tuple[list[Component], dict[str, str]]:
    parts, missing = [], {}
    if expected_m is None:
        missing["nearest_site"] = left_out["land"]
    else:
        parts.append(Component("nearest_site", nearest_m, "m", _clip(1 - nearest_m / expected_m)))
    if grouped is None:
        missing["in_group"] = left_out["groups"]
    else:
        parts.append(Component("in_group", grouped, "1", grouped))
    if platform_m is None:
        missing["nearest_platform"] = left_out["platforms"]
    else:
        parts.append(Component("nearest_platform", platform_m, "m", _clip(1 - platform_m / PLATFORM_FAR_M)))
    if change is None:
        missing["leave_one_out"] = "too_few_points"
    else:
        parts.append(Component("leave_one_out", change, "points", _clip(0.5 + change / (2 * CHANGE_SPAN_POINTS))))
    return parts, missing


def _missing(counting: set[str], left_out: Mapping[str, str]) -> dict[str, str]:
    """Return why each of the other components does not count."""
    undefined = {"relatedness": NO_GROUP}
    return {
        part.id: left_out.get(part.needs, undefined.get(part.id, NO_SPREAD))
        for part in PARTS
        if part.id not in counting
    }


def _clip(value: float) -> float:
    return min(max(value, 0.0), 1.0)
