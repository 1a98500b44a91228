"""The clustering score, its interval, and the score of each site."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.clustering.chance import NullComparison
from analysis.clustering.inputs import ClusterInput
from analysis.clustering.pattern import mean_nn_of_layouts_m, mean_nn_without_each_m
from analysis.score import FULL_SCORE, Component, Score, score, spread_interval, weight_shares
from analysis.sites import PLATFORM_REACH_M, distance_to_nearest_m, nearest_sites

PLATFORM_FAR_M = 20_000.0
"""At this distance a platform no longer adds to a site's own score."""

CHANGE_SPAN_POINTS = 10.0
"""A site whose leaving changes the score by this much has the full (or no) `leave_one_out` of its own score."""

SCORED_NULLS = ("land", "settlement")
"""A null for sensitivity is no part of the score."""

NO_SPREAD = "no_spread"
"""All simulated sites of a null coincide, so that nothing can be closer."""


@dataclass(frozen=True, eq=False)
class Variants:
    """What the score depends on, for the sites as they are or for many variants of them.

    `mean_nn_m` and `platform_share` (None without platforms) have the same shape; `expected_m` is the expected
    mean distance by null.
    """

    mean_nn_m: NDArray[np.float64]
    platform_share: NDArray[np.float64] | None
    expected_m: Mapping[str, float]

    def transformed(self) -> dict[str, NDArray[np.float64]]:
        """Return component id -> transformed values."""
        values = {
            f"beyond_{name}": np.clip(1 - self.mean_nn_m / self.expected_m[name], 0, 1)
            for name in SCORED_NULLS
            if name in self.expected_m
        }
        if self.platform_share is not None:
            values["platform_reach"] = self.platform_share
        return values

    def scores(self, weights: Mapping[str, float] | None) -> NDArray[np.float64]:
        """Return the score of each variant, on 0 to 100."""
        values = self.transformed()
        shares = weight_shares(list(values), weights=weights, known=_COMPONENTS)
        total = np.zeros(self.mean_nn_m.shape)
        for share, value in zip(shares, values.values(), strict=True):
            total = total + FULL_SCORE * share * value
        return total


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


_COMPONENTS = (*(f"beyond_{name}" for name in SCORED_NULLS), "platform_reach")


def as_measured(given: ClusterInput, observed_m: float, nulls: Mapping[str, NullComparison]) -> Variants:
    """Return what the score depends on for the positions as stated."""
    expected = {name: found.expected_m for name, found in nulls.items() if found.expected_m > 0}
    share = None if given.platforms_xy is None else np.array(_served(given, given.xy).mean())
    return Variants(np.array(observed_m), share, expected)


def as_redrawn(given: ClusterInput, layouts_xy: NDArray[np.float64], nulls: Mapping[str, NullComparison]) -> Variants:
    """Return what the score depends on for redrawn positions, shape (draws, n, 2)."""
    expected = {name: found.expected_m for name, found in nulls.items() if found.expected_m > 0}
    share = None if given.platforms_xy is None else _served(given, layouts_xy).mean(axis=1)
    return Variants(mean_nn_of_layouts_m(layouts_xy), share, expected)


def without_each(given: ClusterInput, nulls: Mapping[str, NullComparison]) -> Variants:
    """Return what the score depends on without each site in turn; empty for fewer than three sites.

    The distances that remain are compared with chance for one site fewer.
    """
    n = len(given.ids)
    expected = {name: found.expected_fewer_m for name, found in nulls.items() if found.expected_m > 0}
    if n < 3:
        empty = np.zeros(0)
        return Variants(empty, None if given.platforms_xy is None else empty, expected)
    share = None
    if given.platforms_xy is not None:
        served = _served(given, given.xy)
        share = (served.sum() - served) / (n - 1)
    return Variants(mean_nn_without_each_m(given.xy), share, expected)


def clustering_score(
    measured: Variants,
    redrawn: Variants | None,
    without: Variants,
    *,
    weights: Mapping[str, float] | None,
    left_out: Mapping[str, str],
) -> Score:
    """Return the clustering score of 0 to 100.

    Components: ``beyond_land`` and ``beyond_settlement`` (raw: observed mean nearest-neighbour distance over
    the expected one of that null; transformed: 1 minus that, held in [0, 1]) and ``platform_reach`` (share of
    sites with an innovation platform within 10 km, as it is).

    The interval runs from the smallest to the largest of: the score itself, the 2.5 % and 97.5 % quantiles of
    the scores under redrawn positions, and every score without one site. It says how far the answer hangs on
    uncertain positions and single sites; it is no confidence interval of a population.
    """
    expected = measured.expected_m
    raw = {f"beyond_{name}": float(measured.mean_nn_m) / expected[name] for name in SCORED_NULLS if name in expected}
    if measured.platform_share is not None:
        raw["platform_reach"] = float(measured.platform_share)
    transformed = measured.transformed()
    parts = [Component(name, value, "1", float(transformed[name])) for name, value in raw.items()]
    missing = {name: left_out.get(_needs(name), NO_SPREAD) for name in _COMPONENTS if name not in raw}
    plain = score(parts, weights=weights, left_out=missing)
    spread = np.zeros(0) if redrawn is None else redrawn.scores(weights)
    others = without.scores(weights)
    if plain.value is None or not (spread.size or others.size):
        return plain
    interval = spread_interval(plain.value, draws=spread, leave_one_out=others)
    return score(parts, weights=weights, interval=interval, left_out=missing)


def site_scores(
    given: ClusterInput,
    nulls: Mapping[str, NullComparison],
    changes: NDArray[np.float64],
    *,
    weights: Mapping[str, float] | None,
) -> tuple[SiteScore, ...]:
    """Return the score of each site, in the order of the sites.

    Components: ``nearest_site`` (raw: distance to the nearest other site, m; transformed: 1 minus its ratio to
    the mean that the land null expects, held in [0, 1]), ``nearest_platform`` (raw: distance to the nearest
    innovation platform, m; 1 at 0 km falling to 0 at 20 km) and ``leave_one_out`` (raw: points by which the
    whole score falls without the site; 0.5 at no change, 1 at 10 points or more, 0 at -10 or less).

    Parameters
    ----------
    given
        The sites.
    nulls
        Comparisons by null; without ``land`` the component ``nearest_site`` is left out.
    changes
        The score minus that without each site; empty where that is not defined.
    weights
        Of these three components; equal if None.
    """
    neighbours = nearest_sites(given.xy, given.ids, k=1)
    platforms_m = None if given.platforms_xy is None else distance_to_nearest_m(given.xy, given.platforms_xy).tolist()
    expected_m = nulls["land"].expected_m if "land" in nulls else None
    found = []
    for place, (name, nearest_id, nearest_m) in enumerate(
        zip(neighbours["site"], neighbours["neighbour"], neighbours["distance_m"], strict=True)
    ):
        platform_m = None if platforms_m is None else platforms_m[place]
        change = float(changes[place]) if changes.size else None
        parts, missing = _site_parts(nearest_m, expected_m, platform_m, change, given.left_out)
        own = score(parts, weights=weights, left_out=missing)
        found.append(SiteScore(name, own, nearest_id, nearest_m, platform_m, change))
    return tuple(found)


def _site_parts(
    nearest_m: float,
    expected_m: float | None,
    platform_m: float | None,
    change: float | None,
    left_out: Mapping[str, str],
) -> tuple[list[Component], dict[str, str]]:
    parts, missing = [], {}
    if expected_m is None:
        missing["nearest_site"] = left_out["land"]
    else:
        parts.append(Component("nearest_site", nearest_m, "m", _clip(1 - nearest_m / expected_m)))
    if platform_m is None:
        missing["nearest_platform"] = left_out["platforms"]
    else:
        parts.append(Component("nearest_platform", platform_m, "m", _clip(1 - platform_m / PLATFORM_FAR_M)))
    if change is None:
        missing["leave_one_out"] = "too_few_points"
    else:
        parts.append(Component("leave_one_out", change, "points", _clip(0.5 + change / (2 * CHANGE_SPAN_POINTS))))
    return parts, missing


def _served(given: ClusterInput, xy: NDArray[np.float64]) -> NDArray[np.bool_]:
    assert given.platforms_xy is not None  # noqa: S101  callers ask only where platforms are known
    served: NDArray[np.bool_] = distance_to_nearest_m(xy, given.platforms_xy) <= PLATFORM_REACH_M
    return served


def _needs(component: str) -> str:
    """Return what a component is computed from, as `ClusterInput.left_out` names it."""
    return "platforms" if component == "platform_reach" else component.removeprefix("beyond_")


def _clip(value: float) -> float:
    return min(max(value, 0.0), 1.0)
