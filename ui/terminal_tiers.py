"""Tiers that the data suggest, aims and reach of a layout as the command line prints them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from math import isnan
from typing import Any

import pandas as pd
from rich.console import Console

from analysis.layout.agreement import Agreement
from analysis.layout.aims import AimMeasure
from analysis.layout.reach_map import ReachMap
from analysis.layout.score_parts import aims_mean
from analysis.layout.tier_variants import METHODS, TierVariant
from analysis.layout.tiers_result import HEADLINE, TiersResult
from analysis.study import Study
from ui import terminal
from ui.plan_text import equal_p
from ui.terminal import Content
from ui.text import Text

FARTHEST_IN_WORDS = 5
_BY_DATA = ("potential", "inferred_tiers", "agreement")


def tiers_json(found: TiersResult, study: Study, text: Text) -> dict[str, Any]:
    """Return the tiers of the data, the aims and the farthest places; the headline leaves the parks out."""
    variants = {name: _variant_json(one, found) for name, one in found.variants.items()}
    headline = variants.get(HEADLINE)
    asked = [aim.id for aim in study.require_plan().aims]
    return {
        "potential": {} if headline is None else headline["potential"],
        "inferred_tiers": {} if headline is None else headline["tiers"][METHODS[0]],
        "agreement": _agreement_json(None if headline is None else found.variants[HEADLINE].agreement[METHODS[0]]),
        "stability": {} if headline is None else headline["stability"],
        "tier_differences": [] if headline is None else headline["differences"],
        "headline_variant": HEADLINE,
        "tier_variants": variants,
        "agreement_by_normalisation": found.by_normalisation.to_dict("index"),
        "indicators": found.indicators.frame.to_dict("index"),
        "accessibility_half_life_min": found.indicators.half_life_min,
        "platforms_named_in_plan": found.indicators.platforms_named_in_plan,
        "aims": {aim: _aim_value(aim, found) for aim in asked},
        "aim_names": {aim.id: aim.name.in_language(text.language) for aim in study.require_plan().aims},
        "aims_detail": [_aim_json(one) for one in found.aims],
        "farthest": None if found.reach_map is None else _farthest_json(found.reach_map, study, text),
        "tier_draws": {
            "permutations": found.permutations,
            "weight_draws": found.weight_draws,
            "draws": found.draws,
        },
    }


def tiers_left_out(found: TiersResult) -> dict[str, str]:
    """Return the keys that hold nothing, and other parts -> reason code."""
    reasons = dict(found.left_out)
    if f"variant_{HEADLINE}" in reasons:
        reasons |= dict.fromkeys(_BY_DATA, reasons[f"variant_{HEADLINE}"])
    return reasons


def tiers_lines(content: Content, console: Console, text: Text) -> None:
    """Print agreement, differences, aims and the farthest places in words."""
    found = content["agreement"]
    if found["n"]:
        console.print(terminal.line(text("cli.same_tier", same=found["same"], n=found["n"])))
    if found["p"] is not None:
        numbers = {"tau": f"{found['kendall_tau_b']:.3f}", "kappa": f"{found['weighted_kappa']:.3f}"}
        p = equal_p(found["p"], found["permutations"])
        console.print(terminal.line(text("cli.tier_agreement", p=p, **numbers)))
    _variant_lines(content, console, text)
    differences = [_difference_row(one, content, text) for one in content["tier_differences"]]
    if differences:
        terminal.table(console, text, differences, ("city", "plan_tier", "data_tier", "stability", "because"))
    aims = [_aim_row(one, content, text) for one in content["aims_detail"]]
    if aims:
        terminal.table(console, text, aims, ("aim", "level", "value", "low", "high", "expected_by_chance", "p"))
    if content["farthest"] is not None:
        _farthest_lines(content["farthest"], console, text)


def _variant_json(one: TierVariant, found: TiersResult) -> dict[str, Any]:
    return {
        "weights": one.potential.weights.to_dict(),
        "normalisation": one.potential.normalisation,
        "potential": one.potential.value.to_dict(),
        "contributions": one.potential.contributions.to_dict("index"),
        "constant": list(one.potential.constant),
        "incomplete": {city: list(names) for city, names in one.potential.incomplete.items()},
        "tiers": {method: _tiers(one.ranks[method], found) for method in METHODS},
        "tied": list(one.tied),
        "agreement": {method: _agreement_json(one.agreement[method]) for method in METHODS},
        "stability": one.stability.to_dict("index"),
        "differences": _differences_json(one, found),
    }


def _tiers(ranks: pd.Series, found: TiersResult) -> dict[str, str | None]:
    return {str(city): None if isnan(rank) else _tier_id(int(rank), found) for city, rank in ranks.items()}


def _tier_id(rank: int, found: TiersResult) -> str:
    return found.tier_ids[::-1][rank]


def _agreement_json(found: Agreement | None) -> dict[str, Any]:
    """Return the agreement; `p` is the larger one of order and steps, so that both are at most as likely by chance."""
    if found is None:
        return {"kendall_tau_b": None, "weighted_kappa": None, "p": None, "n": 0, "same": 0}
    both = [p for p in (found.p_kendall_tau_b, found.p_weighted_kappa) if p is not None]
    return asdict(found) | {"p": max(both) if len(both) > 1 else None, "alternative": "greater"}


def _differences_json(one: TierVariant, found: TiersResult) -> list[dict[str, Any]]:
    why: dict[str, list[dict[str, Any]]] = {}
    for row in one.differences.why.to_dict("records"):
        why.setdefault(str(row["city"]), []).append({str(key): value for key, value in row.items() if key != "city"})
    return [
        {
            "city": str(city),
            "plan_tier": _tier_id(int(row["plan_rank"]), found),
            "data_tier": _tier_id(int(row["data_rank"]), found),
            "steps": int(row["steps"]),
            "potential": row["potential"],
            "why": why.get(str(city), []),
        }
        for city, row in one.differences.cities.to_dict("index").items()
    ]


def _aim_value(aim: str, found: TiersResult) -> float | None:
    """Return an aim's value, the mean over its levels as the score takes it; None where it was not measured."""
    value = aims_mean((one.id, one.value) for one in found.aims if one.id == aim)
    return None if isnan(value) else value


def _aim_json(one: AimMeasure) -> dict[str, Any]:
    low, high = one.interval or (None, None)
    return {
        "id": one.id,
        "level": one.level,
        "value": one.value,
        "low": low,
        "high": high,
        "n": one.n,
        "counted": one.counted,
        "expected_by_chance": None if one.chance is None else one.chance.expected,
        "p": None if one.chance is None else one.chance.p,
        "null": None if one.chance is None else one.chance.null,
        "permutations": None if one.chance is None else one.chance.permutations,
        "left_out": list(one.left_out),
    }


def _farthest_json(found: ReachMap, study: Study, text: Text) -> dict[str, Any]:
    known: Mapping[str, Mapping[str, Any]] = study.rows("townships") if study.has("townships") else {}
    return {
        "cities": [{"city": city, "minutes": minutes} for city, minutes in found.farthest_cities],
        "townships": [
            {
                "id": place,
                "name": text.choose(known[place], "name") if "name_zh" in known[place] else place,
                "city": str(known[place]["city"]),
                "minutes": minutes,
            }
            for place, minutes in found.farthest_townships
        ],
        "unreachable_cities": list(found.unreachable_cities),
        "unreachable_townships": list(found.unreachable_townships),
        "local_speed_km_h": found.local_speed_km_h,
    }


def _variant_lines(content: Content, console: Console, text: Text) -> None:
    """Print how the other choices of indicators agree with the plan."""
    for name, one in content["tier_variants"].items():
        found = one["agreement"][METHODS[0]]
        if name != content["headline_variant"] and found["p"] is not None:
            numbers = {"tau": f"{found['kendall_tau_b']:.3f}", "kappa": f"{found['weighted_kappa']:.3f}"}
            same = {"same": found["same"], "n": found["n"]}
            variant = text(f"layout.item_variant_{name}")
            console.print(terminal.line(text("cli.variant_agreement", variant=variant, **numbers, **same)))


def _difference_row(one: Content, content: Content, text: Text) -> dict[str, Any]:
    names, tiers = content["city_names"], content["tier_names"]
    return {
        "city": names[one["city"]],
        "plan_tier": tiers[one["plan_tier"]],
        "data_tier": tiers[one["data_tier"]],
        "stability": content["stability"][one["city"]][one["data_tier"]],
        "because": text(f"cli.indicator_{one['why'][0]['indicator']}") if one["why"] else None,
    }


def _aim_row(one: Content, content: Content, text: Text) -> dict[str, Any]:
    level = None if one["level"] is None else text(f"cli.level_{one['level']}")
    p = None if one["p"] is None else equal_p(one["p"], one["permutations"])
    return {**one, "aim": content["aim_names"][one["id"]], "level": level, "p": p}


def _farthest_lines(found: Content, console: Console, text: Text) -> None:
    if not found["townships"]:
        return
    places = [
        text("layout.farthest_one", city=one["name"], minutes=f"{one['minutes']:.0f}")
        for one in found["townships"][:FARTHEST_IN_WORDS]
    ]
    separator = text("app.list_separator")
    console.print(terminal.line(text("cli.farthest_townships", places=separator.join(places))))
    console.print(terminal.line(text("cli.farthest_how", speed=f"{found['local_speed_km_h']:g}")))
