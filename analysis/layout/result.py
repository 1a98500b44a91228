"""The layout from end to end: a study in, every number of the page out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from analysis.clustering.concentration import effective_number, hhi
from analysis.clustering.share_null import ShareNull, share_nulls
from analysis.layout.gaps import (
    Gap,
    cities_without_park,
    parks_outside_tiers,
    sites_without_platform,
    target_gaps,
    unsure_positions,
)
from analysis.layout.hierarchy import parks_per_tier, rank_tau_b, rank_tau_b_p, tier_p_values
from analysis.layout.network_result import NetworkResult, network_layout
from analysis.layout.progress import Progress, plan_progress
from analysis.layout.reach import Reach, reach
from analysis.layout.score import ONE_TIER, ReachInput, layout_score
from analysis.layout.settings import LayoutSettings
from analysis.layout.tiers_result import SAME_DOCUMENT, TiersResult, tiers_layout
from analysis.layout.travel import (
    TravelMode,
    cities_without_link,
    links_of_mode,
    minutes_to_nearest,
    minutes_to_nearest_redrawn,
    travel_network,
    travel_table,
)
from analysis.progress import Progress as Told
from analysis.progress import part_of, silent
from analysis.score import Score
from analysis.sites import PLATFORM_REACH_M, StatusRecord, has_position

if TYPE_CHECKING:
    import geopandas

    from analysis.plan import Plan
    from analysis.study import Study

STANDARD = LayoutSettings()


@dataclass(frozen=True, eq=False)
class LayoutResult:
    """The layout of tiers and parks.

    Parameters
    ----------
    settings
        As asked for.
    tiers
        City -> tier id, highest tier first.
    parks
        Named parks in each city, zeros included.
    parks_per_tier
        Tier id -> parks, highest tier first.
    hhi, effective_cities
        Of the parks over cities; None without parks.
    concentration_null
        What they would be by chance: ``equal`` and, if people are known, ``population``; empty without parks.
    p
        Tier id -> exact probability of as many parks in this tier and those above it; without the lowest tier.
    kendall_tau_b
        Of tier rank and parks; None where one of the two is the same everywhere.
    p_kendall_tau_b
        One-sided, over `permutations` permutations of the tiers' labels; None where tau-b is.
    travel
        The links that count: `from`, `to`, `minutes`, `mode`, `year`, `estimated`, `uncertainty_min`.
    to_higher_tier
        Each lowest-tier city's way to the nearest city of a higher tier: `minutes`, `hub`, `estimated`,
        `changes`; empty without links or with one tier.
    without_link
        Cities of the plan that no link of this mode reaches.
    reach
        None without links or with one tier.
    progress, gaps
        Against the plan's targets; what is missing.
    network
        Flows between the cities, their hubs and their hierarchy.
    data_tiers
        The tiers that the data suggest, the plan's aims and the map of reach.
    score
        The glass box.
    link_draws
        How often estimated links, and uncertain positions with them, were redrawn for the score's interval.
    caveats
        Codes of what must stand beside the score; `network` and `data_tiers` have their own.
    left_out
        Name of what was not computed -> reason code; `network`, `data_tiers` and `score` have their own.
    """

    settings: LayoutSettings
    tiers: Mapping[str, str]
    parks: pd.Series
    parks_per_tier: Mapping[str, int]
    hhi: float | None
    effective_cities: float | None
    concentration_null: Mapping[str, ShareNull]
    p: Mapping[str, Fraction]
    kendall_tau_b: float | None
    p_kendall_tau_b: float | None
    permutations: int
    travel: pd.DataFrame
    to_higher_tier: pd.DataFrame
    without_link: tuple[str, ...]
    reach: Reach | None
    progress: tuple[Progress, ...]
    gaps: tuple[Gap, ...]
    network: NetworkResult
    data_tiers: TiersResult
    score: Score
    link_draws: int
    caveats: tuple[str, ...]
    left_out: Mapping[str, str]


@dataclass(frozen=True, eq=False)
class _Travel:
    """What is known of travel; the reach is None where it is not defined."""

    table: pd.DataFrame
    to_higher: pd.DataFrame
    without_link: tuple[str, ...]
    reach: Reach | None
    for_score: ReachInput | None


def layout(
    study: Study,
    *,
    rng: np.random.Generator,
    settings: LayoutSettings = STANDARD,
    mode: TravelMode | None = None,
    progress: Told = silent,
) -> LayoutResult:
    """Return whether the plan's order of cities holds in the data.

    Parameters
    ----------
    study
        With its plan, parks and cities; links, towns, platforms and townships add to it.
    rng
        Source of chance; every part has a stream of its own.
    settings
        What was chosen.
    mode
        Of travel, in place of that of the settings if given.
    progress
        Told the share done; may raise to stop.

    Raises
    ------
    ParameterError
        What `travel_network`, `network_layout`, `tiers_layout`, `score` and the status dates raise.
    MissingLayerError
        ``missing_layer`` without plan, parks or cities.
    """
    chosen = settings if mode is None else replace(settings, mode=mode)
    plan, frame = study.require_plan(), study.layer("parks")
    left_out: dict[str, str] = {}
    parks = _parks_by_city(frame, plan)
    travel = _travel(study, plan, chosen, rng, left_out)
    against_targets = _progress(study, plan, left_out)
    tau = rank_tau_b(parks, plan)
    # Streams of their own: asking for more chance here leaves the redrawn links as they were.
    # The fifth is the one that clustering deals sites out with, so that both show the same numbers.
    *_, share_rng, tau_rng, network_rng, tiers_rng = rng.spawn(8)
    network = _network(study, chosen, network_rng, part_of(progress, 0.1, 0.3))
    data_tiers = _data_tiers(study, chosen, tiers_rng, part_of(progress, 0.3, 1.0))
    return LayoutResult(
        settings=chosen,
        tiers=plan.tier_of,
        parks=parks,
        parks_per_tier=parks_per_tier(parks, plan),
        hhi=hhi(parks) if len(frame) else None,
        effective_cities=effective_number(parks) if len(frame) else None,
        concentration_null=share_nulls(parks, _people(study), share_rng),
        p=tier_p_values(parks, plan),
        kendall_tau_b=None if np.isnan(tau) else tau,
        p_kendall_tau_b=None if np.isnan(tau) else rank_tau_b_p(parks, plan, tau_rng, permutations=chosen.permutations),
        permutations=chosen.permutations,
        travel=travel.table,
        to_higher_tier=travel.to_higher,
        without_link=travel.without_link,
        reach=travel.reach,
        progress=against_targets,
        gaps=_gaps(study, plan, parks, against_targets, left_out),
        network=network,
        data_tiers=data_tiers,
        score=layout_score(
            parks,
            plan,
            travel.for_score,
            weights=dict(chosen.weights) or None,
            left_out=left_out,
            more=data_tiers.score_parts,
        ),
        link_draws=_draws_of_score(travel.for_score, data_tiers),
        caveats=tuple(dict.fromkeys((SAME_DOCUMENT, *data_tiers.caveats))),
        left_out=left_out,
    )


def _network(study: Study, chosen: LayoutSettings, rng: np.random.Generator, progress: Told) -> NetworkResult:
    return network_layout(
        study,
        rng=rng,
        mass=chosen.mass,
        model=chosen.model,
        decay=chosen.decay,
        parameter=chosen.parameter,
        mode=chosen.mode,
        lines=chosen.lines,
        redraws=chosen.draws,
        progress=progress,
    )


def _data_tiers(study: Study, chosen: LayoutSettings, rng: np.random.Generator, progress: Told) -> TiersResult:
    return tiers_layout(
        study,
        rng=rng,
        mode=chosen.mode,
        weights=dict(chosen.potential_weights) or None,
        normalisation=chosen.normalisation,
        permutations=chosen.permutations,
        weight_draws=chosen.weight_draws,
        draws=chosen.draws,
        progress=progress,
    )


def _draws_of_score(reach_input: ReachInput | None, data_tiers: TiersResult) -> int:
    """Return the draws that the score's interval rests on: those of links and positions together, if there are any."""
    together = len(data_tiers.score_parts.redrawn)
    return together or (0 if reach_input is None else len(reach_input.redrawn))


def _parks_by_city(parks: geopandas.GeoDataFrame, plan: Plan) -> pd.Series:
    """Return named parks by city: the plan's cities, then any other city that has one."""
    counts = parks["city"].astype(str).value_counts()
    others = [city for city in dict.fromkeys(parks["city"].astype(str)) if city not in plan.tier_of]
    index = pd.Index([*plan.cities, *others], name="city", dtype=object)
    parks_by_city: pd.Series = counts.reindex(index, fill_value=0).astype(int).rename("parks")
    return parks_by_city


def _travel(
    study: Study,
    plan: Plan,
    chosen: LayoutSettings,
    rng: np.random.Generator,
    left_out: dict[str, str],
) -> _Travel:
    mode = chosen.mode
    names = study.layer("cities")["name_zh"].astype(str)
    cities = list(dict.fromkeys([*plan.cities, *names]))
    has_links = study.has("links")
    links = pd.DataFrame(study.layer("links")) if has_links else _no_links()
    network = travel_network(links, cities, mode=mode)
    higher = [city for tier in plan.tiers[:-1] for city in tier.cities]
    lowest = list(plan.tiers[-1].cities) if plan.tiers else []
    alone = cities_without_link(network) if has_links else ()
    isolated = tuple(city for city in alone if city in plan.tier_of)
    if not has_links or not higher:
        left_out["reach"] = ONE_TIER if has_links else "missing_links"
        nothing = minutes_to_nearest(network, [], [])
        return _Travel(travel_table(network), nothing, isolated, None, None)
    ways = minutes_to_nearest(network, lowest, higher)
    people = _people(study)
    draws = chosen.draws if links_of_mode(links, mode)["estimated"].astype(bool).any() else 0
    redrawn = minutes_to_nearest_redrawn(links, cities, higher, rng, draws=draws, mode=mode)
    for_score = ReachInput(
        minutes=ways["minutes"].to_numpy(dtype=float),
        redrawn=redrawn[:, [cities.index(city) for city in lowest]],
        population=people.reindex([*lowest, *higher]).to_numpy(),
    )
    near = reach(ways["minutes"], people, higher=higher, estimated=ways["estimated"])
    return _Travel(travel_table(network), ways, isolated, near, for_score)


def _people(study: Study) -> pd.Series:
    people: pd.Series = study.layer("cities").set_index("name_zh")["population_2020"].astype(float)
    return people


def _no_links() -> pd.DataFrame:
    return pd.DataFrame({name: [] for name in ("from_city", "to_city", "mode", "minutes", "year", "estimated")})


def _progress(study: Study, plan: Plan, left_out: dict[str, str]) -> tuple[Progress, ...]:
    observed = {"parks": _statuses(study.layer("parks"))}
    reasons = {}
    if study.has("towns"):
        observed["ai_towns"] = _statuses(_ai_towns(study))
    else:
        reasons["ai_towns"] = left_out["towns"] = "missing_towns"
    return plan_progress(plan.targets, observed, reasons=reasons, issued=plan.document.issued)


def _statuses(sites: geopandas.GeoDataFrame) -> list[Sequence[StatusRecord]]:
    return [records if isinstance(records, Sequence) else list(records) for records in sites["status"]]


def _gaps(
    study: Study, plan: Plan, parks: pd.Series, progress: Sequence[Progress], left_out: dict[str, str]
) -> tuple[Gap, ...]:
    frame = study.projected("parks")
    placed = has_position(frame)
    far: list[Gap] = []
    if study.has("platforms"):
        distance_m, uncertainty_m = _likeliest_platform(study, frame[placed])
        far = sites_without_platform(distance_m, limit_m=PLATFORM_REACH_M, uncertainty_m=uncertainty_m)
    else:
        left_out["platforms"] = "missing_platforms"
    return (
        *cities_without_park(parks, plan),
        *parks_outside_tiers(parks, plan),
        *_unsure_positions(frame),
        *_unsure_positions(_ai_towns(study)),
        *far,
        *target_gaps(progress),
    )


def _unsure_positions(sites: pd.DataFrame | None) -> list[Gap]:
    if sites is None:
        return []
    return unsure_positions(sites["position_confidence"], sites["position_uncertainty_m"], has_position(sites))


def _ai_towns(study: Study) -> pd.DataFrame | None:
    """Return the towns that count towards the plan's target; None where towns are not known."""
    if not study.has("towns"):
        return None
    towns = study.layer("towns")
    return pd.DataFrame(towns[towns["kind"] == "ai_town"])


def _likeliest_platform(study: Study, sites: geopandas.GeoDataFrame) -> tuple[pd.Series, pd.Series]:
    """Return each site's distance to the platform that may come nearest, and the two positions' uncertainty together.

    That is the platform whose distance less its uncertainty is least, so that none that may be in reach is overlooked.
    """
    platforms = study.projected("platforms")
    own_m = sites["position_uncertainty_m"].to_numpy(dtype=float)
    theirs_m = np.zeros(len(platforms))
    if "position_uncertainty_m" in platforms:
        theirs_m = np.nan_to_num(platforms["position_uncertainty_m"].to_numpy(dtype=float))
    if not len(platforms):
        return pd.Series(np.inf, index=sites.index), pd.Series(own_m, index=sites.index)
    points = shapely.get_coordinates(sites.geometry.to_numpy())
    away_m = np.hypot(*(points[:, None] - shapely.get_coordinates(platforms.geometry.to_numpy())).transpose(2, 0, 1))
    within = (away_m <= PLATFORM_REACH_M).any(axis=1)[:, None]
    likeliest = np.where(within, away_m, away_m - theirs_m).argmin(axis=1)
    rows = np.arange(len(points))
    return (
        pd.Series(away_m[rows, likeliest], index=sites.index),
        pd.Series(own_m + theirs_m[likeliest], index=sites.index),
    )
