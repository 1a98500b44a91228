"""What is missing from the layout, as codes with values; the interface makes sentences of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from analysis.layout.progress import Progress
from analysis.plan import Plan

GAP_COLUMNS = ("kind", "who", "city", "tier", "value", "unit", "year", "clause")

_MEASURED = {
    "park_city_without_tier": ("parks", "parks"),
    "position_low_confidence": ("uncertainty_m", "m"),
    "park_platform_uncertain": ("distance_m", "m"),
    "park_without_platform": ("distance_m", "m"),
}
"""Kind -> the value that tells how large the gap is, and its unit."""


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


def sites_without_platform(
    distance_m: pd.Series, *, limit_m: float, uncertainty_m: pd.Series | None = None
) -> list[Gap]:
    """Return the sites with no innovation platform within a limit, and those of which that cannot be told.

    Kind ``park_without_platform``, with `limit_m`, and `distance_m` unless there is no platform at all. Kind
    ``park_platform_uncertain``, with `limit_m`, `distance_m` and `uncertainty_m`, where the distance exceeds the
    limit by less than the positions are uncertain.

    Parameters
    ----------
    distance_m
        Of each site to its platform, indexed by site id; infinite where there is none. A site of unknown distance
        (NaN) is not called far.
    limit_m
        Included.
    uncertainty_m
        Of the two positions together, same index; positions are exact if None.
    """
    unsure_m = pd.Series(0.0, index=distance_m.index) if uncertainty_m is None else uncertainty_m
    far = distance_m > limit_m
    return [
        _platform_gap(str(site), float(distance), limit_m, float(unsure))
        for (site, distance), unsure in zip(distance_m[far].items(), unsure_m[far], strict=True)
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


def gaps_frame(gaps: Iterable[Gap], plan: Plan, *, sites: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return gaps as a table for machines: one row each, in the order given.

    Parameters
    ----------
    gaps
        As the functions of this module return them.
    plan
        Whose clauses and tiers to look up.
    sites
        Indexed by site id, with `city` and, if known, `plan_clause`; nothing is looked up if None.

    Returns
    -------
    DataFrame
        Columns `kind`, `who` (city, site id, or the target's measure), `city`, `tier`, `value`, `unit` (``parks``,
        ``m``, or the target's measure), `year` and `clause`. What does not apply or is not known is None, or NaN in
        `value` and `year`; a clause that was never verified is None too. `value` is: 0 parks of a city without one; the
        parks of a city without a tier; the distance or uncertainty in metres; what is missing of a target, or the
        target where nothing is observed of it.
    """
    rows = [_gap_row(gap, plan, sites) for gap in gaps]
    frame = pd.DataFrame(rows, columns=list(GAP_COLUMNS))
    return frame.astype({"value": float, "year": float})


def _platform_gap(site: str, distance_m: float, limit_m: float, uncertainty_m: float) -> Gap:
    if not np.isfinite(distance_m):
        return Gap("park_without_platform", site, {"limit_m": limit_m})
    known: dict[str, str | int | float] = {"distance_m": distance_m, "limit_m": limit_m}
    if distance_m - limit_m < uncertainty_m:
        return Gap("park_platform_uncertain", site, {**known, "uncertainty_m": uncertainty_m})
    return Gap("park_without_platform", site, known)


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


def _gap_row(gap: Gap, plan: Plan, sites: pd.DataFrame | None) -> dict[str, object]:
    row: dict[str, object] = {"kind": gap.kind, "who": gap.who}
    values = gap.values  # noqa: PD011  a gap's own, not a frame's
    if gap.kind.startswith("target_"):
        target = next((one for one in plan.targets if (one.measure, one.year) == (gap.who, values["year"])), None)
        value = values.get("missing", values.get("target"))
        found = {"value": value, "unit": gap.who, "year": values["year"]}
        return row | found | {"clause": (target.clause if target else "") or None}
    if gap.kind in ("higher_tier_city_without_park", "lowest_tier_city_without_park"):
        tier = next(tier for tier in plan.tiers if tier.id == values["tier"])
        return row | {"city": gap.who, "tier": tier.id, "value": 0, "unit": "parks", "clause": tier.clause or None}
    name, unit = _MEASURED.get(gap.kind, ("", None))
    row |= {"value": values.get(name), "unit": unit}
    if gap.kind == "park_city_without_tier":
        return row | {"city": gap.who}
    return row | _site_row(gap.who, plan, sites)


def _site_row(site: str, plan: Plan, sites: pd.DataFrame | None) -> dict[str, object]:
    if sites is None or site not in sites.index:
        return {}
    city = str(sites["city"].to_dict()[site])
    clause = sites["plan_clause"].to_dict()[site] if "plan_clause" in sites else None
    stated = clause if isinstance(clause, str) and clause else None
    return {"city": city, "tier": plan.tier_of.get(city), "clause": stated}
