"""Clustering from end to end: a study, or points and a polygon, in; every number of the page out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely.geometry.base import BaseGeometry

from analysis.clustering.chance import NullComparison
from analysis.clustering.concentration import Concentration, concentration
from analysis.clustering.conclusions import Conclusion
from analysis.clustering.density_result import DensityResult, density_result
from analysis.clustering.findings import findings
from analysis.clustering.group_result import GroupResult, group_result
from analysis.clustering.inputs import ClusterInput, input_from_points, input_from_study
from analysis.clustering.pattern import ClarkEvans, clark_evans
from analysis.clustering.positions import Positions, draw_positions
from analysis.clustering.ripley import default_distances_m
from analysis.clustering.ripley_result import RipleyResult, ripley_result
from analysis.clustering.score import SiteScore, clustering_score, site_scores
from analysis.clustering.seats import SeatsNull
from analysis.clustering.settings import ClusterSettings, SiteChoice, Weights
from analysis.clustering.simulated import Curve, compare, simulate_nulls
from analysis.clustering.variants import Variants, variants_of_layouts, variants_without_each
from analysis.clustering.window import Window
from analysis.progress import Progress, part_of, silent
from analysis.score import Score

if TYPE_CHECKING:
    import geopandas
    from pyproj import CRS

    from analysis.study import Study


DEFAULT = ClusterSettings()
NO_SCORE = Score(None, None, None, ())

SIMULATED_SHARE = 0.8
POSITIONS_SHARE = 0.9
"""Of the progress, once the layouts are simulated and once positions are redrawn."""


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
class ScoreBasis:
    """What the scores are made from, so that other weights need no new simulation.

    Parameters
    ----------
    given
        The sites and their surroundings.
    measured, redrawn, without
        Components for the positions as stated, redrawn (None where they are exact), and without each site.
    in_group
        Share of the redrawn positions in which each site is in a group; None where sites are not grouped.
    """

    given: ClusterInput
    measured: Variants
    redrawn: Variants | None
    without: Variants
    in_group: NDArray[np.float64] | None


@dataclass(frozen=True, eq=False)
class ClusterResult:
    """Clustering of sites.

    Parameters
    ----------
    settings
        What it was computed with.
    ids, n, xy
        The sites that were measured, and where, shape (n, 2) in metres of the study's CRS.
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
    ripley
        Ripley's K and L with an envelope under each null.
    groups
        Of sites that lie together; None for too many sites.
    density
        Where the sites are dense; None where no bandwidth is defined, or for too many sites.
    findings
        Every finding under redrawn positions; empty where positions are exact.
    concentration
        Over cities; None without cities.
    basis, score, per_site
        The glass box for all sites and for each, and what it is made from.
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

    settings: ClusterSettings
    ids: tuple[str, ...]
    n: int
    xy: NDArray[np.float64]
    area_km2: float
    clark_evans: ClarkEvans
    nulls: Mapping[str, NullComparison]
    seats_radius_m: float | None
    spread: Mapping[str, RatioSpread]
    ripley: RipleyResult
    groups: GroupResult | None
    density: DensityResult | None
    findings: tuple[Conclusion, ...]
    concentration: Concentration | None
    basis: ScoreBasis
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
    sites: SiteChoice | geopandas.GeoDataFrame = "parks",
    settings: ClusterSettings = DEFAULT,
    progress: Progress = silent,
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
        ``parks``, ``towns``, ``both``, or a frame of one's own as `analysis.clustering.inputs.input_from_study` takes
        it. A site of unknown position is left out and named.
    settings
        Null, simulations, edge correction, distances, groups, weights.
    progress
        Told the share done.

    Raises
    ------
    ParameterError
        ``unknown_choice``, ``too_few_points`` (fewer than two sites), ``too_few_simulations``,
        ``bad_uncertainty``, ``duplicate_site``, ``bad_radius``, ``bad_min_sites``, what is wrong with the distances
        (`analysis.clustering.ripley.checked_distances_m`), and what `score` raises.
    MissingLayerError
        ``missing_layer`` without the sites' own layer, cities or study area.
    """
    return _cluster(input_from_study(study, sites=sites, settings=settings), settings, rng, progress)


def cluster_points(
    points_xy: ArrayLike,
    area: BaseGeometry,
    *,
    crs: CRS,
    rng: np.random.Generator,
    ids: Sequence[str] | None = None,
    settings: ClusterSettings = DEFAULT,
    progress: Progress = silent,
) -> ClusterResult:
    """Return how clustered plain points on a polygon are; both in a projected `crs` in metres.

    Positions are taken as exact; what needs a study (settlement, platforms, concentration) is left out.

    Raises
    ------
    ParameterError
        As `analysis.clustering.inputs.input_from_points` and `cluster`.
    """
    given = input_from_points(points_xy, area, crs=crs, ids=ids, settings=settings)
    return _cluster(given, settings, rng, progress)


def _cluster(
    given: ClusterInput, settings: ClusterSettings, rng: np.random.Generator, progress: Progress
) -> ClusterResult:
    land_rng, settlement_rng, position_rng, seats_rng, share_rng, industry_rng, density_rng = rng.spawn(7)
    streams = {"land": land_rng, "settlement": settlement_rng, "seats": seats_rng}
    pattern = clark_evans(given.xy, area_m2=given.area.area, perimeter_m=given.area.length)
    curve = _curve(given.area, settings)
    simulated = simulate_nulls(given, curve, settings.simulations, streams, part_of(progress, 0.0, SIMULATED_SHARE))
    nulls = compare(given, pattern.mean_nn_m, simulated)
    positions = _redraw(given, settings.position_draws, position_rng)
    redrawn_xy = positions.xy if positions else None
    ripley = ripley_result(given, curve, simulated, redrawn_xy)
    groups = group_result(given, simulated, redrawn_xy, industry_rng)
    progress(POSITIONS_SHARE)
    basis = _basis(given, nulls, redrawn_xy, groups)
    unscored = ClusterResult(
        settings=settings,
        ids=given.ids,
        n=pattern.n,
        xy=given.xy,
        area_km2=given.area.area / 1e6,
        clark_evans=pattern,
        nulls=nulls,
        seats_radius_m=next((null.radius_m for null in given.nulls if isinstance(null, SeatsNull)), None),
        spread={name: _spread(null, basis) for name, null in nulls.items()},
        ripley=ripley,
        groups=groups,
        density=density_result(given, curve.window, settings, redrawn_xy, density_rng, given.left_out),
        findings=findings(given, curve, simulated, ripley, redrawn_xy),
        concentration=None if given.counts is None else concentration(given.counts, given.bases, share_rng),
        basis=basis,
        score=NO_SCORE,
        per_site=(),
        outside_area=_outside(given),
        kept_in_place=tuple(given.ids[place] for place in positions.kept_in_place) if positions else (),
        within=given.within,
        position_draws=len(positions.xy) if positions else 0,
        left_out=given.left_out,
    )
    return with_weights(unscored, weights=settings.weights, site_weights=settings.site_weights)


def with_weights(result: ClusterResult, *, weights: Weights = (), site_weights: Weights = ()) -> ClusterResult:
    """Return the same clustering with other weights of its scores; nothing is simulated anew.

    Raises
    ------
    ParameterError
        ``unknown_component``, ``bad_weight`` or ``weights_all_zero``.
    """
    basis = result.basis
    weighted = dict(weights) or None
    total = clustering_score(
        basis.measured, basis.redrawn, basis.without, weights=weighted, left_out=basis.given.left_out
    )
    changes = np.zeros(0) if total.value is None else total.value - basis.without.scores(weighted)
    per_site = site_scores(basis.given, result.nulls, changes, basis.in_group, weights=dict(site_weights) or None)
    settings = replace(result.settings, weights=weights, site_weights=site_weights)
    return replace(result, settings=settings, score=total, per_site=per_site)


def _basis(
    given: ClusterInput,
    nulls: Mapping[str, NullComparison],
    redrawn_xy: NDArray[np.float64] | None,
    groups: GroupResult | None,
) -> ScoreBasis:
    expected_m = {name: null.expected_m for name, null in nulls.items() if _has_spread(null)}
    fewer_m = {name: nulls[name].expected_fewer_m for name in expected_m}
    return ScoreBasis(
        given=given,
        measured=variants_of_layouts(given, given.xy[None], expected_m),
        redrawn=None if redrawn_xy is None else variants_of_layouts(given, redrawn_xy, expected_m),
        without=variants_without_each(given, fewer_m),
        in_group=None if groups is None else _in_group(given, groups),
    )


def _in_group(given: ClusterInput, groups: GroupResult) -> NDArray[np.float64]:
    """Return the share of redrawn positions in which each site is in a group; 0 or 1 where positions are exact."""
    if groups.comembership is not None and groups.comembership.draws:
        return groups.comembership.in_group
    grouped = groups.groups.group_of
    return np.array([float(site in grouped) for site in given.ids])


def _curve(area: BaseGeometry, settings: ClusterSettings) -> Curve:
    window = Window(area)
    r_m = np.array(settings.r_m) if settings.r_m else default_distances_m(window)
    return Curve(window, r_m, settings.correction)


def _redraw(given: ClusterInput, draws: int, rng: np.random.Generator) -> Positions | None:
    if given.uncertainty_m is None or draws < 1:
        return None
    return draw_positions(given.xy, given.uncertainty_m, given.lands, rng, draws=draws)


def _has_spread(null: NullComparison) -> bool:
    """Return whether simulated sites lie apart, with one site fewer too (NaN, where that is one alone)."""
    return null.expected_m > 0 and null.expected_fewer_m != 0


def _spread(null: NullComparison, basis: ScoreBasis) -> RatioSpread:
    if not _has_spread(null):  # there is no ratio
        return RatioSpread(None, None, None, None)
    low, high = None, None
    if basis.redrawn is not None:
        low, high = np.quantile(basis.redrawn.mean_nn_m / null.expected_m, (0.025, 0.975)).tolist()
    ratios: NDArray[np.float64] = basis.without.mean_nn_m / null.expected_fewer_m
    if not ratios.size:
        return RatioSpread(low, high, None, None)
    return RatioSpread(low, high, float(ratios.min()), float(ratios.max()))


def _outside(given: ClusterInput) -> tuple[str, ...]:
    inside = shapely.intersects_xy(given.area, given.xy[:, 0], given.xy[:, 1])
    return tuple(name for name, within in zip(given.ids, inside, strict=True) if not within)
