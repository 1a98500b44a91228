"""Sites and cities in words, and as rows of a table that can be filtered and searched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import pandas as pd

from analysis.plan import Plan
from analysis.sites import STATUSES, furthest_status
from analysis.study import Study
from ui.text import Text

SITE_LAYERS: Final = ("parks", "towns")
TABLE_COLUMNS: Final = (
    "name",
    "kind",
    "city",
    "tier",
    "status",
    "confidence",
    "uncertainty_km",
    "area_km2",
    "industries",
)


def sites_frame(study: Study) -> pd.DataFrame | None:
    """Return parks and towns, indexed by id, with their city and their clause; None where there are neither."""
    frames = [study.layer(layer_id) for layer_id in SITE_LAYERS if study.has(layer_id)]
    wanted = ["city", "plan_clause"]
    return pd.concat([pd.DataFrame(one).filter(wanted) for one in frames]) if frames else None


def city_name(study: Study, city: str, text: Text) -> str:
    """Return a city's name in the reader's language; as it stands where the study does not know it."""
    return _name_in(study, "cities", city, text)


def district_name(study: Study, district: str, city: str, text: Text) -> str:
    """Return a district's name in the reader's language."""
    return _name_in(study, "districts", district, text, city=city)


def site_name(study: Study, site_id: str, text: Text) -> str:
    """Return the name of a park or town; its id where the study does not have it."""
    for layer_id in SITE_LAYERS:
        if study.has(layer_id) and site_id in study.rows(layer_id):
            return text.choose(study.rows(layer_id)[site_id], "name")
    return site_id


def tier_name(plan: Plan | None, city: str, text: Text) -> str:
    """Return the name of a city's tier, or a dash."""
    if plan is None or city not in plan.tier_of:
        return "–"
    tier = next(tier for tier in plan.tiers if tier.id == plan.tier_of[city])
    return tier.name.in_language(text.language)


def status_name(row: Mapping[str, Any], text: Text) -> str:
    """Return the furthest status of a site in words, or a dash."""
    status = furthest_status(row["status"])
    return text(f"site.status_{status}") if status else "–"


def industry_names(row: Mapping[str, Any], plan: Plan | None, text: Text) -> list[str]:
    """Return the industries of a site in words; an unknown one by its id."""
    names = plan.industry_names if plan is not None else {}
    return [names[key].in_language(text.language) if key in names else key for key in row["industries"]]


def kind_name(row: Mapping[str, Any], layer_id: str, text: Text) -> str:
    """Return what a site is: a park of the plan, or which kind of town."""
    return text("site.kind_park") if layer_id == "parks" else text(f"site.kind_{row['kind']}")


def filter_sites(study: Study, chosen: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Return the ids of parks and towns that pass every filter.

    Parameters
    ----------
    study
        The study.
    chosen
        `city`, `tier`, `status`, `industry` -> the values let through; empty or missing lets all through. A site
        passes by any status that it has had, not only by its furthest.
    """
    return {
        layer_id: [key for key, row in study.rows(layer_id).items() if _passes(row, study.plan, chosen)]
        for layer_id in SITE_LAYERS
        if study.has(layer_id)
    }


def filter_values(study: Study) -> dict[str, list[str]]:
    """Return the values that each filter can take in this study, as codes."""
    sites = [row for layer_id in SITE_LAYERS if study.has(layer_id) for row in study.rows(layer_id).values()]
    here = {row["city"] for row in sites}
    order = list(study.plan.cities) if study.plan else sorted(here)
    statuses = {record["status"] for row in sites for record in row["status"]}
    industries = {key for row in sites for key in row["industries"]}
    known = list(study.plan.industry_names) if study.plan else sorted(industries)
    return {
        "city": [city for city in order if city in here] + sorted(here - set(order)),
        "tier": [tier.id for tier in study.plan.tiers] if study.plan else [],
        "status": [status for status in STATUSES if status in statuses],
        "industry": [key for key in known if key in industries],
    }


def site_table(study: Study, ids: Mapping[str, Sequence[str]], text: Text) -> pd.DataFrame:
    """Return the sites as a table in the reader's words, indexed by (layer, id)."""
    keys = [(layer_id, key) for layer_id in SITE_LAYERS if study.has(layer_id) for key in ids.get(layer_id, ())]
    rows = [_table_row(study, layer_id, key, text) for layer_id, key in keys]
    columns = [text(f"site.column_{name}") for name in TABLE_COLUMNS]
    index = pd.MultiIndex.from_tuples(keys, names=("layer", "id")) if keys else None
    return pd.DataFrame(rows, columns=columns, index=index)


def _table_row(study: Study, layer_id: str, key: str, text: Text) -> tuple[object, ...]:
    row = study.rows(layer_id)[key]
    return (
        text.choose(row, "name"),
        kind_name(row, layer_id, text),
        city_name(study, row["city"], text),
        tier_name(study.plan, row["city"], text),
        status_name(row, text),
        text(f"site.certainty_{row['position_confidence']}"),
        row["position_uncertainty_m"] / 1000,
        row["area_km2"],
        text("app.list_separator").join(industry_names(row, study.plan, text)),
    )


def _passes(row: Mapping[str, Any], plan: Plan | None, chosen: Mapping[str, Sequence[str]]) -> bool:
    values: dict[str, set[str]] = {
        "city": {row["city"]},
        "tier": {plan.tier_of.get(row["city"], "")} if plan else set(),
        "status": {record["status"] for record in row["status"]},
        "industry": set(row["industries"]),
    }
    return all(not wanted or values[name] & set(wanted) for name, wanted in chosen.items())


def _name_in(study: Study, layer_id: str, name_zh: str, text: Text, *, city: str | None = None) -> str:
    """Return the name of the feature with this Chinese name, which is all that other layers say of it."""
    if text.language == "zh" or not study.has(layer_id):
        return name_zh
    for row in study.rows(layer_id).values():
        if row["name_zh"] == name_zh and city in (None, row.get("city")):
            return text.choose(row, "name")
    return name_zh
