"""The plan's tiers against the data, from end to end: a study in; tiers, aims, reach and parts of the score out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

import networkx as nx
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.layout.accessibility import HALF_LIFE_MIN, reachable_people
from analysis.layout.agreement import rank_table, weighted_kappa
from analysis.layout.aim_input import aim_input
from analysis.layout.aims import AimMeasure, measure_aims
from analysis.layout.city_indicators import FROM_PLAN, MAY_BE_FROM_PLAN, UNITS, CityIndicators, city_indicators
from analysis.layout.hierarchy import PERMUTATIONS
from analysis.layout.inferred_tiers import drawn_tiers
from analysis.layout.minutes import redrawn_minutes_between
from analysis.layout.potential import NORMALISATION, Normalisation
from analysis.layout.reach_map import LOCAL_SPEED_KM_H, ReachMap, reach_map
from analysis.layout.score import AGREEMENT, AIMS, ONE_TIER, ScoreParts
from analysis.layout.score_parts import score_parts
from analysis.layout.tier_differences import WEIGHT_DRAWS
from analysis.layout.tier_variants import (
    METHODS,
    NO_WEIGHT,
    TierVariant,
    agreement_of_normalisations,
    redrawn_values,
    tier_variant,
    weights_for,
)
from analysis.layout.travel import TravelMode, links_of_mode, minutes_to_nearest
from analysis.progress import Progress, part_of, silent
from analysis.score import NO_DATA, weight_shares

if TYPE_CHECKING:
    from analysis.plan import Plan
    from analysis.study import Study

DRAWS = 400
HEADLINE: Final = "without_parks"
"""Variant that is shown first and that the score takes: parks stand in the document that the tiers stand in, so that an
index with them agrees with the tiers in part because it repeats them."""

VARIANTS: Final[Mapping[str, tuple[str, ...]]] = {
    HEADLINE: FROM_PLAN,
    "with_parks": (),
    "statistics_only": MAY_BE_FROM_PLAN,
}
"""Variant -> indicators that it does without."""

ACCESSIBILITY = "accessibility"
NO_AIMS = "no_aims"
SAME_DOCUMENT = "same_document"
PLATFORMS_NAMED_IN_PLAN = "platforms_named_in_plan"


@dataclass(frozen=True, eq=False)
class Between:
    """Redrawn minutes between cities: `minutes` of shape (draws, cities, cities), `places` of the cities in it."""

    places: Mapping[str, int]
    minutes: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class TiersResult:
    """The plan's tiers against the data.

    Parameters
    ----------
    indicators
        What is known of each city.
    plan_ranks
        Tier rank of each city in the plan, 0 is the lowest tier.
    tier_ids
        Highest tier first.
    variants
        ``without_parks`` (the headline), ``with_parks`` and ``statistics_only`` (without parks and platforms); without
        those that could not be computed.
    by_normalisation
        Of the headline: `analysis.layout.tier_variants.agreement_of_normalisations`.
    aims
        Measures of the plan's aims, in its order; those on industries once for each level of the taxonomy.
    reach_map
        None without links or with one tier.
    score_parts
        For `analysis.layout.score.layout_score`.
    caveats
        Codes of what must stand beside the numbers.
    permutations, weight_draws, draws
        Of labels; of weights; of estimated links and positions together.
    left_out
        ``indicator_<id>``, ``variant_<id>``, ``aim_<id>``, ``reach_map``, ``townships``, ``position_<id>``,
        ``inferred_tiers`` -> reason code.
    """

    indicators: CityIndicators
    plan_ranks: pd.Series
    tier_ids: tuple[str, ...]
    variants: Mapping[str, TierVariant]
    by_normalisation: pd.DataFrame
    aims: tuple[AimMeasure, ...]
    reach_map: ReachMap | None
    score_parts: ScoreParts
    caveats: tuple[str, ...]
    permutations: int
    weight_draws: int
    draws: int
    left_out: Mapping[str, str]


def tiers_layout(
    study: Study,
    *,
    rng: np.random.Generator,
    mode: TravelMode = "fastest",
    weights: Mapping[str, float] | None = None,
    normalisation: Normalisation = NORMALISATION,
    half_life_min: float = HALF_LIFE_MIN,
    local_speed_km_h: float = LOCAL_SPEED_KM_H,
    permutations: int = PERMUTATIONS,
    weight_draws: int = WEIGHT_DRAWS,
    draws: int = DRAWS,
    progress: Progress = silent,
) -> TiersResult:
    """Return what the data say of the plan's tiers and aims.

    Parameters
    ----------
    study
        With its plan and cities; parks, platforms, links and townships add to it.
    rng
        Source of chance; every part has a stream of its own.
    mode
        Of travel: ``fastest``, ``rail`` or ``road``.
    weights
        Indicator -> weight on any scale; equal if None. Each variant takes those of its own indicators.
    normalisation
        Of the indicators.
    half_life_min
        Of accessibility.
    local_speed_km_h
        Of straight lines in the map of reach.
    permutations, weight_draws, draws
        Of labels; of weights; of estimated links and positions together.
    progress
        Told the share done; may raise to stop.

    Raises
    ------
    ParameterError
        What `travel_network`, `potential` (``unknown_component`` and the like for a weight), `reach_map` and
        `draw_positions` raise.
    MissingLayerError
        ``missing_layer`` without plan or cities.
    """
    plan = study.require_plan()
    weight_shares(list(UNITS), weights=weights)  # every wrong weight is told, also where a variant does not use it
    variant_rng, link_rng, position_rng, aim_rng = rng.spawn(4)
    given = city_indicators(study, mode=mode, half_life_min=half_life_min)
    ranks = pd.Series([plan.tier_rank[plan.tier_of[city]] for city in plan.cities], index=given.frame.index, dtype=int)
    sizes = {tier.id: len(tier.cities) for tier in plan.tiers}
    left_out = {f"indicator_{name}": reason for name, reason in given.left_out.items()}
    compute = partial(
        tier_variant,
        plan_ranks=ranks,
        sizes=sizes,
        normalisation=normalisation,
        permutations=permutations,
        weight_draws=weight_draws,
    )
    variants = _variants(given, compute, weights, variant_rng, left_out, part_of(progress, 0, 0.6))
    headline = variants.get(HEADLINE)
    between = _redrawn_between(study, given.network, mode, link_rng, draws, part_of(progress, 0.6, 0.8))
    aims_given = aim_input(study, given.network, position_rng, minutes_redrawn=_by_tier(between, plan), draws=draws)
    asked = [aim.id for aim in plan.aims]
    aims, reasons = measure_aims(asked, aims_given, aim_rng, progress=part_of(progress, 0.8, 1))
    left_out |= {f"aim_{name}": reason for name, reason in reasons.items()}
    kappas = np.zeros(0) if headline is None else _kappas(study, headline, ranks, sizes, between, half_life_min)
    progress(1)
    return TiersResult(
        indicators=given,
        plan_ranks=ranks,
        tier_ids=tuple(sizes),
        variants=variants,
        by_normalisation=_by_normalisation(given, ranks, sizes, weights, HEADLINE in variants),
        aims=tuple(aims),
        reach_map=_reach_map(study, given.network, local_speed_km_h, left_out),
        score_parts=score_parts(
            None if headline is None else headline.agreement[METHODS[0]],
            kappas,
            aims,
            aims_given,
            _city_of_park(study),
            left_out=_score_reasons(plan, left_out),
        ),
        caveats=(SAME_DOCUMENT, *((PLATFORMS_NAMED_IN_PLAN,) if given.platforms_named_in_plan else ())),
        permutations=permutations,
        weight_draws=weight_draws,
        draws=draws,
        left_out=left_out,
    )


def _variants(
    given: CityIndicators,
    compute: Callable[..., TierVariant],
    weights: Mapping[str, float] | None,
    rng: np.random.Generator,
    left_out: dict[str, str],
    progress: Progress,
) -> dict[str, TierVariant]:
    found = {}
    for place, (name, stream) in enumerate(zip(VARIANTS, rng.spawn(len(VARIANTS)), strict=True)):
        frame = _without(given.frame, VARIANTS[name])
        own = weights_for(list(frame.columns), weights)
        part = part_of(progress, place / len(VARIANTS), (place + 1) / len(VARIANTS))
        if not frame.notna().any(axis=None):
            left_out[f"variant_{name}"] = NO_DATA
        elif own is not None and not any(own.values()) and len(own) == len(frame.columns):
            left_out[f"variant_{name}"] = NO_WEIGHT
        else:
            found[name] = compute(frame, rng=stream, weights=own, progress=part)
    return found


def _without(frame: pd.DataFrame, indicators: Sequence[str]) -> pd.DataFrame:
    return frame.drop(columns=[name for name in indicators if name in frame])


def _by_normalisation(
    given: CityIndicators, ranks: pd.Series, sizes: Mapping[str, int], weights: Mapping[str, float] | None, asked: bool
) -> pd.DataFrame:
    frame = _without(given.frame, VARIANTS[HEADLINE]) if asked else given.frame.iloc[:0, :0]
    own = weights_for(list(frame.columns), weights)
    return agreement_of_normalisations(frame, ranks[frame.index], list(sizes.values()), weights=own)


def _redrawn_between(
    study: Study, network: nx.Graph[str] | None, mode: TravelMode, rng: np.random.Generator, draws: int, told: Progress
) -> Between | None:
    """Return the minutes between cities with estimated links redrawn; None where there is none to redraw."""
    if network is None:
        return None
    links = pd.DataFrame(study.layer("links"))
    if not draws or not links_of_mode(links, mode)["estimated"].astype(bool).any():
        return None
    cities = list(network)
    minutes = np.empty((draws, len(cities), len(cities)))
    for draw, one in enumerate(redrawn_minutes_between(links, cities, rng, draws=draws, mode=mode)):
        minutes[draw] = one
        told((draw + 1) / draws)
    return Between({city: place for place, city in enumerate(cities)}, minutes)


def _by_tier(between: Between | None, plan: Plan) -> NDArray[np.float64] | None:
    """Return the redrawn minutes between the plan's cities, those of the lowest tier first."""
    if between is None or not plan.tiers:
        return None
    ordered = [*plan.tiers[-1].cities, *_higher(plan)]
    places = [between.places[city] for city in ordered]
    return between.minutes[:, places][:, :, places]


def _kappas(
    study: Study,
    of: TierVariant,
    ranks: pd.Series,
    sizes: Mapping[str, int],
    between: Between | None,
    half_life_min: float,
) -> NDArray[np.float64]:
    """Return the weighted kappa of the tiers by size for each redraw of the links; empty where none was redrawn."""
    if between is None or ACCESSIBILITY not in of.potential.weights.index:
        return np.zeros(0)
    people = study.layer("cities").set_index("name_zh")["population_2020"].astype(float)
    everywhere = people.reindex(list(between.places)).to_numpy(dtype=float)
    reached = reachable_people(between.minutes, everywhere, half_life_min=half_life_min)
    cities = [str(city) for city in ranks.index]
    values = redrawn_values(of.potential, ACCESSIBILITY, reached[:, [between.places[city] for city in cities]])
    drawn = drawn_tiers(values, cities, list(sizes.values()))
    plan, k = ranks.to_numpy(dtype=np.int64), len(sizes)
    return np.array([weighted_kappa(rank_table(plan[one >= 0], one[one >= 0], k)) for one in drawn])


def _reach_map(
    study: Study, network: nx.Graph[str] | None, local_speed_km_h: float, left_out: dict[str, str]
) -> ReachMap | None:
    higher = _higher(study.require_plan())
    if network is None or not higher:
        left_out["reach_map"] = "missing_links" if network is None else ONE_TIER
        return None
    found = reach_map(study, minutes_to_nearest(network, list(network), higher), local_speed_km_h=local_speed_km_h)
    left_out |= {name if name == "townships" else f"position_{name}": why for name, why in found.left_out.items()}
    return found


def _higher(plan: Plan) -> list[str]:
    return [city for tier in plan.tiers[:-1] for city in tier.cities]


def _city_of_park(study: Study) -> dict[str, str]:
    if not study.has("parks"):
        return {}
    parks = study.layer("parks")
    return dict(zip(map(str, parks.index), parks["city"].astype(str), strict=True))


def _score_reasons(plan: Plan, left_out: Mapping[str, str]) -> dict[str, str]:
    reasons = {} if plan.aims else {AIMS: NO_AIMS}
    if f"variant_{HEADLINE}" in left_out:
        reasons[AGREEMENT] = left_out[f"variant_{HEADLINE}"]
    elif len(plan.tiers) < 2:
        reasons[AGREEMENT] = ONE_TIER
    return reasons
