"""Clustering from end to end: a study, or points and a polygon, in; every number of the page out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely.geometry.base import BaseGeometry

from analysis.clustering.chance import NullComparison, compare_with_null
from analysis.clustering.concentration import Concentration, concentration
from analysis.clustering.inputs import (
    ClusterInput,
    NullChoice,
    SiteChoice,
    input_from_points,
    input_from_study,
)
from analysis.clustering.nulls import SettlementNull, simulate_mean_nn
from analysis.clustering.pattern import ClarkEvans, clark_evans
from analysis.clustering.positions import Positions, draw_positions
from analysis.clustering.score import (
    SiteScore,
    Variants,
    as_measured,
    as_redrawn,
    clustering_score,
    site_scores,
    without_each,
)
from analysis.clustering.seats import SEATS_RADIUS_M, SeatsNull
from analysis.score import Score

if TYPE_CHECKING:
    from pyproj import CRS

    from analysis.study import Study

POSITION_DRAWS = 400
SIMULATIONS = 999


@dataclass(frozen=True)
class RatioSpread:
    """How far the observed over expected distance of one null hangs on positions and on single sites.

    `low` and `high` are the 2.5 % and 97.5 % quantiles over redrawn positions, None where positions are taken
    as exact; `without_one_low` and `without_one_high` the extremes with one site left out, None for fewer than
    three sites.
    """

    low: float | None
    high: float | None
    without_one_low: float | None
    without_one_high: float | None


@dataclass(frozen=True, eq=False)
class ClusterResult:
    """Clustering of sites.

    Parameters
    ----------
    ids, n
        The sites that were measured.
    area_km2
        Land in which they could lie.
    clark_evans
        Ratios by formula.
    nulls
        Null id -> comparison with simulated layouts.
    seats_radius_m
        Radius round the cities' seats in the null ``seats``; None without it.
    spread
        Null id -> how far its ratio hangs on positions and single sites.
    concentration
        Over cities; None without cities.
    score, per_site
        The glass box for all sites and for each.
    outside_area
        Sites that lie off the land, such as a harbour seaward of the generalised coast.
    kept_in_place
        Sites that could not be redrawn, because their uncertainty does not meet their city's land.
    within
        Site -> the measured site that it lies in; the two count as two points.
    position_draws
        Number of redrawn layouts; 0 where positions are taken as exact.
    left_out
        Name of what was not computed -> reason code.
    """

    ids: tuple[str, ...]
    n: int
    area_km2: float
    clark_evans: ClarkEvans
    nulls: Mapping[str, NullComparison]
    seats_radius_m: float | None
    spread: Mapping[str, RatioSpread]
    concentration: Concentration | None
    score: Score
    per_site: tuple[SiteScore, ...]
    outside_area: tuple[str, ...]
    kept_in_place: tuple[str, ...]
    within: Mapping[str, str]
    position_draws: int
    left_out: Mapping[str, str]


def cluster(
    study: Study,
    *,
    rng: np.random.Generator,
    sites: SiteChoice = "parks",
    null: NullChoice = "both",
    simulations: int = SIMULATIONS,
    position_draws: int = POSITION_DRAWS,
    seats_radius_m: float = SEATS_RADIUS_M,
    weights: Mapping[str, float] | None = None,
    site_weights: Mapping[str, float] | None = None,
) -> ClusterResult:
    """Return how clustered a study's sites are.

    Parameters
    ----------
    study
        With its sites, cities and study area; townships and platforms add to it.
    rng
        Source of chance; each null and the positions have a stream of their own, so that asking for one null
        gives the numbers that both would.
    sites
        ``parks``, ``towns`` or ``both``. A site of unknown position is left out and named.
    null
        ``land``, ``settlement`` or ``both``. With settlement comes ``seats``, for sensitivity, where the cities' seats
        are known: it is reported, but no part of the score.
    seats_radius_m
        Radius round the cities' seats for that null.
    simulations, position_draws
        Layouts simulated under each null, and layouts with redrawn positions.
    weights, site_weights
        Of the score's components, and of those of each site's score.

    Raises
    ------
    ParameterError
        ``unknown_choice``, ``too_few_points`` (fewer than two sites), ``too_few_simulations``,
        ``bad_uncertainty``, ``duplicate_site``, and what `score` raises.
    MissingLayerError
        ``missing_layer`` without the sites' own layer, cities or study area.
    """
    given = input_from_study(study, sites=sites, null=null, seats_radius_m=seats_radius_m)
    return _cluster(
        given,
        rng=rng,
        simulations=simulations,
        position_draws=position_draws,
        weights=weights,
        site_weights=site_weights,
    )


def cluster_points(
    points_xy: ArrayLike,
    area: BaseGeometry,
    *,
    crs: CRS,
    rng: np.random.Generator,
    ids: Sequence[str] | None = None,
    simulations: int = SIMULATIONS,
    weights: Mapping[str, float] | None = None,
    site_weights: Mapping[str, float] | None = None,
) -> ClusterResult:
    """Return how clustered plain points on a polygon are; both in a projected `crs` in metres.

    Positions are taken as exact; what needs a study (settlement, platforms, concentration) is left out.

    Raises
    ------
    ParameterError
        As `analysis.clustering.inputs.input_from_points` and `cluster`.
    """
    given = input_from_points(points_xy, area, crs=crs, ids=ids)
    return _cluster(
        given,
        rng=rng,
        simulations=simulations,
        position_draws=0,
        weights=weights,
        site_weights=site_weights,
    )


def _cluster(
    given: ClusterInput,
    *,
    rng: np.random.Generator,
    simulations: int,
    position_draws: int,
    weights: Mapping[str, float] | None,
    site_weights: Mapping[str, float] | None,
) -> ClusterResult:
    land_rng, settlement_rng, position_rng, seats_rng, share_rng = rng.spawn(5)
    streams = {"land": land_rng, "settlement": settlement_rng, "seats": seats_rng}
    pattern = clark_evans(given.xy, area_m2=given.area.area, perimeter_m=given.area.length)
    nulls = _compare(given, pattern.mean_nn_m, simulations, streams)
    positions = _redraw(given, position_draws, position_rng)
    measured, without = as_measured(given, pattern.mean_nn_m, nulls), without_each(given, nulls)
    redrawn = as_redrawn(given, positions.xy, nulls) if positions else None
    total = clustering_score(measured, redrawn, without, weights=weights, left_out=given.left_out)
    changes = np.zeros(0) if total.value is None else total.value - without.scores(weights)
    return ClusterResult(
        ids=given.ids,
        n=pattern.n,
        area_km2=given.area.area / 1e6,
        clark_evans=pattern,
        nulls=nulls,
        seats_radius_m=next((null.radius_m for null in given.nulls if isinstance(null, SeatsNull)), None),
        spread={name: _spread(name, redrawn, without) for name in nulls},
        concentration=None if given.counts is None else concentration(given.counts, given.bases, share_rng),
        score=total,
        per_site=site_scores(given, nulls, changes, weights=site_weights),
        outside_area=_outside(given),
        kept_in_place=tuple(given.ids[place] for place in positions.kept_in_place) if positions else (),
        within=given.within,
        position_draws=len(positions.xy) if positions else 0,
        left_out=given.left_out,
    )


def _compare(
    given: ClusterInput, observed_m: float, simulations: int, streams: Mapping[str, np.random.Generator]
) -> dict[str, NullComparison]:
    found = {}
    for null in given.nulls:
        full, fewer = simulate_mean_nn(null, len(given.ids), simulations, streams[null.name])
        found[null.name] = compare_with_null(
            observed_m,
            full,
            name=null.name,
            simulated_fewer_m=fewer,
            left_out=null.left_out if isinstance(null, SettlementNull | SeatsNull) else (),
            sensitivity=isinstance(null, SeatsNull),
        )
    return found


def _redraw(given: ClusterInput, draws: int, rng: np.random.Generator) -> Positions | None:
    if given.uncertainty_m is None or draws < 1:
        return None
    return draw_positions(given.xy, given.uncertainty_m, given.lands, rng, draws=draws)


def _spread(name: str, redrawn: Variants | None, without: Variants) -> RatioSpread:
    if name not in without.expected_m:  # all simulated sites coincide, so that there is no ratio
        return RatioSpread(None, None, None, None)
    low, high = None, None
    if redrawn is not None:
        low, high = np.quantile(redrawn.mean_nn_m / redrawn.expected_m[name], (0.025, 0.975)).tolist()
    ratios: NDArray[np.float64] = without.mean_nn_m / without.expected_m[name]
    if not ratios.size:
        return RatioSpread(low, high, None, None)
    return RatioSpread(low, high, float(ratios.min()), float(ratios.max()))


def _outside(given: ClusterInput) -> tuple[str, ...]:
    inside = shapely.intersects_xy(given.area, given.xy[:, 0], given.xy[:, 1])
    return tuple(name for name, within in zip(given.ids, inside, strict=True) if not within)
