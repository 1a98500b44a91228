"""Cities with their tier, people, output, parks, and what the layout finds of each."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from analysis.clustering.result import ClusterResult
from analysis.layout.result import LayoutResult
from analysis.study import Study
from briefing.table import Table
from ui.briefing.columns import made_table, names_first
from ui.briefing.sites_table import gap_words
from ui.layer_facts import minutes_note
from ui.layout.shown import Shown
from ui.sites import city_name, tier_name
from ui.text import Text

FIGURES: Final = (
    "population_2020", "population_2010", "gdp_2024_100m_yuan", "industrial_firms_2023", "area_km2", "seat_lon",
    "seat_lat",
)  # fmt: skip
LAYOUT_COLUMNS: Final = (
    "potential", "data_tier", "data_tier_name", "data_tier_stability", "minutes_to_higher_tier",
    "nearest_higher_city", "minutes_estimated", "sends_to", "hub",
)  # fmt: skip
QUOTIENT_COLUMNS: Final = ("quotient_population", "quotient_low", "quotient_high")


def cities_table(
    study: Study, text: Text, *, cluster: ClusterResult | None = None, layout: LayoutResult | None = None
) -> Table:
    """Return the study's cities, a row each, those of the plan first and in its order.

    The columns of `cluster` and `layout` are there only with them.
    """
    rows = {row["name_zh"]: (key, row) for key, row in study.rows("cities").items()}
    ordered = [city for city in (study.plan.cities if study.plan else ()) if city in rows]
    quotients = {} if cluster is None else _quotients(cluster)
    by_layout = {} if layout is None else _layout_values(study, layout, text)
    missing = {} if layout is None else gap_words(layout, study, text)
    columns = ["id", *names_first(text), "tier", "tier_name", "parks", "towns", *FIGURES]
    columns += [*(LAYOUT_COLUMNS if layout else ()), *(QUOTIENT_COLUMNS if cluster else ())]
    columns += ["gaps"] if layout else []
    found = [
        {
            **_city(study, *rows[city], text),
            **by_layout.get(city, {}),
            **quotients.get(city, {}),
            "gaps": missing.get(city),
        }
        for city in [*ordered, *(city for city in rows if city not in ordered)]
    ]
    return made_table("cities", columns, found, text, notes=_notes(study, layout, cluster, text))


def _city(study: Study, key: str, row: Mapping[str, Any], text: Text) -> dict[str, Any]:
    city, plan = row["name_zh"], study.plan
    counts = {
        layer: sum(one["city"] == city for one in study.rows(layer).values()) if study.has(layer) else None
        for layer in ("parks", "towns")
    }
    return {
        "id": key,
        "name_zh": city,
        "name_en": row["name_en"],
        "tier": None if plan is None else plan.tier_of.get(city),
        "tier_name": tier_name(plan, city, text) if plan and city in plan.tier_of else None,
        **counts,
        **{name: row.get(name) for name in FIGURES},
    }


def _layout_values(study: Study, layout: LayoutResult, text: Text) -> dict[str, dict[str, Any]]:
    shown = Shown(study, study.require_plan(), text, layout)
    return {city: _of_layout(shown, city) for city in shown.plan.cities}


def _of_layout(shown: Shown, city: str) -> dict[str, Any]:
    tier = shown.inferred_tier(city)
    tree, ways = shown.network.dominant, shown.result.to_higher_tier
    known = city in ways.index and math.isfinite(float(ways["minutes"][city]))
    return {
        "potential": None if shown.headline is None else shown.headline.potential.value.get(city),
        "data_tier": tier,
        "data_tier_name": None if tier is None else shown.tier(tier),
        "data_tier_stability": None if tier is None else shown.stability(city, tier),
        "minutes_to_higher_tier": float(ways["minutes"][city]) if known else None,
        "nearest_higher_city": shown.city(str(ways["hub"][city])) if known else None,
        "minutes_estimated": bool(ways["estimated"][city]) if known else None,
        "sends_to": _city_or_none(shown, None if tree is None else tree.parent.get(city)),
        "hub": _city_or_none(shown, None if tree is None else tree.hub.get(city)),
    }


def _city_or_none(shown: Shown, city: str | None) -> str | None:
    return None if city is None else city_name(shown.study, city, shown.text)


def _quotients(cluster: ClusterResult) -> dict[str, dict[str, Any]]:
    found = None if cluster.concentration is None else cluster.concentration.location_quotient.get("population")
    frame = pd.DataFrame() if found is None else found
    return {
        str(city): dict(zip(QUOTIENT_COLUMNS, (row["value"], row["low"], row["high"]), strict=True))
        for city, row in frame.to_dict("index").items()
    }


def _notes(study: Study, layout: LayoutResult | None, cluster: ClusterResult | None, text: Text) -> list[str]:
    notes = []
    if layout is not None:
        notes += [
            text("layout_page.cities_how", draws=layout.data_tiers.weight_draws),
            *([minutes_note(study, text)] if study.has("links") else ()),
            text("layout.caveat_modelled_flows"),
        ]
    if cluster is not None:
        notes.append(text("clustering.quotient_how"))
    return notes
