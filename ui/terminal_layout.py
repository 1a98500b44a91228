"""The layout as the command line prints it: keys are added to, never renamed; units stand in the keys."""

from __future__ import annotations

from typing import Any

from rich.console import Console

from analysis.layout.progress import Progress
from analysis.layout.reach import Reach
from analysis.layout.result import LayoutResult
from analysis.plan import Plan
from analysis.study import Study
from ui import terminal
from ui.layer_facts import minutes_note
from ui.plan_text import (
    equal_p,
    exact_probability,
    gap_sentence,
    measure_name,
    progress_words,
    reach_words,
    share_null_words,
    target_figures,
)
from ui.sites import city_name
from ui.terminal import Content
from ui.terminal_json import score_json, sensitivity_json, share_null_json
from ui.terminal_network import network_json, network_left_out, network_lines
from ui.terminal_tiers import tiers_json, tiers_left_out, tiers_lines
from ui.text import Text


def layout_json(result: LayoutResult, study: Study, text: Text) -> Content:
    """Return the layout as `layout --json` prints it."""
    plan = study.require_plan()
    left_out = {
        **result.left_out,
        **network_left_out(result.network),
        **tiers_left_out(result.data_tiers),
        **result.score.left_out,
    }
    return {
        "tiers": dict(result.tiers),
        "city_names": {city: city_name(study, city, text) for city in result.network.minutes.index},
        "tier_names": {tier.id: tier.name.in_language(text.language) for tier in plan.tiers},
        "parks_per_tier": dict(result.parks_per_tier),
        "hhi": result.hhi,
        "effective_cities": result.effective_cities,
        "concentration_null": share_null_json(result.concentration_null),
        "concentration_words": share_null_words(result.concentration_null, text),
        **_tier_chances_json(result, plan),
        "kendall_tau_b": result.kendall_tau_b,
        "p_kendall_tau_b": result.p_kendall_tau_b,
        "permutations": result.permutations,
        "travel": result.travel[["from", "to", "minutes", "mode", "estimated", "year"]].to_dict("records"),
        **_reached_json(result.reach),
        "without_link": list(result.without_link),
        "to_higher_tier": result.to_higher_tier.reset_index().to_dict("records"),
        "gaps": [
            {"kind": gap.kind, "who": gap.who, "what": gap_sentence(study, plan, gap, text), **gap.values}
            for gap in result.gaps
        ],
        "progress": [_target_json(one, plan, text) for one in result.progress],
        **network_json(result.network),
        **tiers_json(result.data_tiers, study, text),
        "score": score_json(result.score),
        "score_sensitivity": sensitivity_json(result.score),
        "score_draws": result.link_draws,
        "caveats": _layout_caveats(result, study, text),
        "left_out": {name: text(f"reason.{reason}") for name, reason in left_out.items()},
    }


def _tier_chances_json(result: LayoutResult, plan: Plan) -> Content:
    """Return how likely the parks' shares of the tiers are; the keys of the first two boundaries are a promise."""
    keys = ("p_core_share", "p_core_key_share")
    return {
        **{key: float(p) for key, p in zip(keys, result.p.values(), strict=False)},
        "p_by_tier": {tier: {"p": float(p), "exact": exact_probability(p, plan, tier)} for tier, p in result.p.items()},
    }


def _reached_json(reach: Reach | None) -> Content:
    if reach is None:
        return {"reach": {}, "reach_estimated": {}, "unreachable": [], "without_population": []}
    return {
        "reach": _reach_json(reach.shares),
        "reach_estimated": _estimated_json(reach),
        "unreachable": list(reach.unreachable),
        "without_population": list(reach.without_population),
    }


def _target_json(one: Progress, plan: Plan, text: Text) -> Content:
    name = measure_name(plan, one.measure, one.year, text)
    return {"year": one.year, "measure": one.measure, "name": name, **target_figures(one)}


def layout_lines(content: Content, console: Console, text: Text) -> None:
    """Print the layout in words."""
    rows = [
        {"tier": content["tier_names"][tier], "parks": count, "p": content["p_by_tier"].get(tier, {}).get("exact")}
        for tier, count in content["parks_per_tier"].items()
    ]
    terminal.table(console, text, rows, ("tier", "parks", "p"))
    if content["kendall_tau_b"] is not None:
        p = equal_p(content["p_kendall_tau_b"], content["permutations"])
        console.print(terminal.line(text("cli.tau", tau=f"{content['kendall_tau_b']:.3f}", p=p)))
    terminal.concentration_lines({"words": content["concentration_words"], **content}, console, text)
    reach = [{"minutes": minutes, **shares} for minutes, shares in content["reach"].items()]
    columns = ("minutes", "cities_share", "population_share")
    if reach:
        terminal.table(console, text, reach, columns)
    terminal.table(
        console, text, _city_rows(content), ("city", "tier", "data_tier", "stability", "potential", "sends_to", "hub")
    )
    network_lines(content, console, text)
    tiers_lines(content, console, text)
    for gap in content["gaps"]:
        console.print(terminal.line(f"- {gap['what']}"))
    terminal.score_lines(content["score"], console, text, prefix="layout.component")
    for caveat in content["caveats"]:
        console.print(terminal.line(caveat))
    terminal.left_out_lines(content, console, text)


def _layout_caveats(result: LayoutResult, study: Study, text: Text) -> list[str]:
    travel = [] if result.reach is None else [minutes_note(study, text), text("layout.reach_how")]
    progress = progress_words(result.progress, study.require_plan(), text)
    codes = dict.fromkeys((*result.caveats, *result.network.caveats, *result.data_tiers.caveats))
    own = [text(f"layout.caveat_{code}") for code in codes]
    return [*own, *travel, *reach_words(study, result, text), *progress]


def _city_rows(content: Content) -> list[dict[str, Any]]:
    """Return a row for each city of the plan: its tier, that of the data, and its place in the hub tree."""
    names, tiers = content["city_names"], content["tier_names"]
    rows = []
    for city, tier in content["tiers"].items():
        by_data, place = content["inferred_tiers"].get(city), content["hub_tree"].get(city, {})
        rows.append(
            {
                "city": names[city],
                "tier": tiers[tier],
                "data_tier": tiers.get(by_data),
                "stability": content["stability"].get(city, {}).get(by_data),
                "potential": content["potential"].get(city),
                "sends_to": names.get(place.get("parent")),
                "hub": names.get(place.get("hub")),
            }
        )
    return rows


def _reach_json(shares: Any) -> dict[str, dict[str, float]]:  # noqa: ANN401 - a DataFrame; pandas stays out of this module
    return {f"{limit:g}": dict(row) for limit, row in shares.iterrows()}


def _estimated_json(reach: Reach) -> dict[str, list[str]]:
    return {f"{limit:g}": list(cities) for limit, cities in reach.estimated.items()}
