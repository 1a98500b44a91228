"""What is missing from the layout, as codes with values; the interface makes sentences of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from analysis.layout.progress import Progress
from analysis.plan import Plan


@dataclass(frozen=True)
class Gap:
    """Something that is missing or not known.

    Parameters
    ----------
    kind
        Code of the sentence in the text catalogue.
    who
        The city, the site's id, or the target's measure.
    values
        What fills the sentence.
    """

    kind: str
    who: str
    values: Mapping[str, str | int | float] = field(default_factory=dict)


def cities_without_park(parks: pd.Series, plan: Plan) -> list[Gap]:
    """Return the cities of each tier that have no park, the highest tier first.

    Kinds ``higher_tier_city_without_park`` and ``lowest_tier_city_without_park``, with `tier`. Where there is
    one tier only it is the lowest. `parks` is indexed by city.
    """
    lowest = plan.tiers[-1].id if plan.tiers else None
    return [
        Gap(_city_kind(tier.id == lowest), city, {"tier": tier.id})
        for tier in plan.tiers
        for city in tier.cities
        if parks.get(city, 0) == 0
    ]


def parks_outside_tiers(parks: pd.Series, plan: Plan) -> list[Gap]:
    """Return the cities that have a park but no tier: kind ``park_city_without_tier``, with `parks`."""
    return [
        Gap("park_city_without_tier", str(city), {"parks": int(count)})
        for city, count in parks.items()
        if count and city not in plan.tier_of
    ]


def unsure_positions(confidence: pd.Series, uncertainty_m: pd.Series, placed: pd.Series) -> list[Gap]:
    """Return the sites whose position is not known, or only with low confidence.

    All three are indexed by site id. Kinds ``position_unknown`` and ``position_low_confidence``, the latter
    with `uncertainty_m`.
    """
    gaps = []
    for site in confidence.index:
        if not placed[site]:
            gaps.append(Gap("position_unknown", str(site)))
        elif confidence[site] == "low":
            values = {"uncertainty_m": float(uncertainty_m[site])}
            gaps.append(Gap("position_low_confidence", str(site), values))
    return gaps


def sites_without_platform(distance_m: pd.Series, *, limit_m: float) -> list[Gap]:
    """Return the sites with no innovation platform within a limit.

    Kind ``park_without_platform``, with `limit_m`, and `distance_m` unless there is no platform at all
    (infinite). `distance_m` is indexed by site id; a site of unknown distance (NaN) is not called far.
    """
    far = distance_m[distance_m > limit_m]
    return [
        Gap("park_without_platform", str(site), known | {"limit_m": limit_m})
        for site, distance in far.items()
        for known in [{"distance_m": float(distance)} if np.isfinite(distance) else {}]
    ]


def target_gaps(progress: Iterable[Progress]) -> list[Gap]:
    """Return the targets that are short of sites, and those of which nothing is observed.

    Kind ``target_short``, with `year`, `target`, `named`, `reached`, `undated` and `missing` (target less named:
    what has not even a name).
    Kind ``target_without_observation``, with `year` and `reason`, and `target` where it has a number.
    """
    gaps = []
    for one in progress:
        if one.named is None:
            numbers: dict[str, float] = {} if one.target is None else {"target": one.target}
            values: dict[str, str | int | float] = {"year": one.year, "reason": str(one.reason), **numbers}
            gaps.append(Gap("target_without_observation", one.measure, values))
        elif one.target is not None and one.named < one.target:
            gaps.append(_short(one, one.target, one.named))
    return gaps


def _short(one: Progress, target: float, named: int) -> Gap:
    values: dict[str, str | int | float] = {
        "year": one.year,
        "target": target,
        "named": named,
        "reached": one.reached or 0,
        "undated": one.undated or 0,
        "missing": target - named,
    }
    return Gap("target_short", one.measure, values)


def _city_kind(is_lowest: bool) -> str:
    return f"{'lowest' if is_lowest else 'higher'}_tier_city_without_park"
