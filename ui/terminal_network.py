"""Flows, hubs and hierarchy of a layout as the command line prints them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from rich.console import Console

from analysis.layout.dominant_flows import DominantFlows
from analysis.layout.network_result import NetworkResult
from analysis.layout.new_line import LineEffect
from ui import terminal
from ui.plan_text import equal_p
from ui.terminal import Content
from ui.text import Text

GAINERS_IN_WORDS = 10


def network_json(found: NetworkResult) -> dict[str, Any]:
    """Return the flows and what follows from them; what could not be computed is null or empty."""
    polycentricity, rank_size = found.polycentricity, found.rank_size
    return {
        "flow_model": {
            "mass": found.mass,
            "model": found.model,
            "decay": found.decay,
            "parameter": found.parameter,
            "parameters_varied": list(found.parameters_varied),
            "mode": found.mode,
            "redraws": found.redraws,
        },
        "dominant_flows": [] if found.dominant is None else found.dominant.flows.to_dict("records"),
        "hubs": [] if found.dominant is None else list(found.dominant.hubs),
        "hub_tree": {} if found.dominant is None else _tree_json(found.dominant, found),
        "centralities": found.centralities.to_dict("index"),
        "salience": found.salience.to_dict("records"),
        "rank_size_slope": None if rank_size is None else rank_size.slope,
        "rank_size": None if rank_size is None else asdict(rank_size),
        "primacy_two_city": found.primacy_two_city,
        "primacy_four_city": found.primacy_four_city,
        "polycentricity": None if polycentricity is None else polycentricity.value,
        "polycentricity_detail": None if polycentricity is None else asdict(polycentricity),
        "polycentricity_null": None if found.polycentricity_null is None else asdict(found.polycentricity_null),
        "lines": [vars(line) for line in found.lines],
        "line_effect": None if found.line_effect is None else _effect_json(found.line_effect),
        "without_mass": list(found.without_mass),
    }


def network_left_out(found: NetworkResult) -> dict[str, str]:
    """Return the keys that hold nothing -> reason code."""
    reasons = {name: reason for name, reason in found.left_out.items() if name != "flows"}
    if "flows" in found.left_out:
        reasons |= dict.fromkeys(("dominant_flows", "hubs", "polycentricity"), found.left_out["flows"])
    if "masses" in found.left_out:
        reasons |= dict.fromkeys(("rank_size_slope", "primacy_two_city"), found.left_out["masses"])
    return reasons


def network_lines(content: Content, console: Console, text: Text) -> None:
    """Print hubs, hierarchy and tried lines in words."""
    if content["hubs"]:
        key = "cli.hubs_radiation" if content["flow_model"]["decay"] is None else f"cli.hubs_{_decay(content)}"
        mass = text(f"cli.mass_{content['flow_model']['mass']}")
        names = terminal.names(content["hubs"], content["city_names"], text)
        parameter = content["flow_model"]["parameter"]
        value = "" if parameter is None else f"{parameter:g}"
        console.print(terminal.line(text(key, mass=mass, parameter=value, hubs=names)))
    size = content["rank_size"]
    if content["rank_size_slope"] is not None and size["n"] and size["slope"] == size["slope"]:
        numbers = {name: f"{size[name]:.2f}" for name in ("slope", "standard_error", "low", "high")}
        console.print(terminal.line(text("cli.rank_size", n=size["n"], **numbers)))
    for cities in ("two", "four"):
        if content[f"primacy_{cities}_city"] is not None:
            value = f"{content[f'primacy_{cities}_city']:.2f}"
            console.print(terminal.line(text(f"cli.primacy_{cities}", value=value)))
    _polycentricity_lines(content, console, text)
    _effect_lines(content, console, text)


def _decay(content: Content) -> str:
    return str(content["flow_model"]["decay"])


def _polycentricity_lines(content: Content, console: Console, text: Text) -> None:
    null = content["polycentricity_null"]
    if content["polycentricity"] is None:
        return
    console.print(terminal.line(text("cli.polycentricity", value=f"{content['polycentricity']:.3f}")))
    if null is not None:
        numbers = {name: f"{null[name]:.3f}" for name in ("expected", "low", "high")}
        p = equal_p(null["p"], null["permutations"])
        console.print(terminal.line(text("cli.polycentricity_null", p=p, **numbers)))


def _effect_lines(content: Content, console: Console, text: Text) -> None:
    effect, names = content["line_effect"], content["city_names"]
    if effect is None:
        return
    for line in effect["unused"]:
        one, other = names[line["from_city"]], names[line["to_city"]]
        console.print(terminal.line(text("cli.line_unused", one=one, other=other)))
    if not effect["gainers"]:
        console.print(terminal.line(text("cli.line_no_gain")))
        return
    console.print(terminal.line(text("cli.line_gainers", n=len(effect["gainers"]))))
    rows = [
        {
            "city": names[city],
            "reached": effect["by_city"][city]["reached_gain"],
            "mean_gain": effect["by_city"][city]["mean_gain_min"],
            "higher_gain": effect["by_city"][city]["higher_gain_min"],
        }
        for city in effect["gainers"][:GAINERS_IN_WORDS]
    ]
    terminal.table(console, text, rows, ("city", "reached", "mean_gain", "higher_gain"))


def _tree_json(dominant: DominantFlows, found: NetworkResult) -> dict[str, dict[str, Any]]:
    stability = found.hub_stability.to_dict("index")
    return {
        city: {
            "parent": dominant.parent[city],
            "hub": dominant.hub[city],
            "rank": dominant.rank[city],
            "inflow": dominant.inflow[city],
            **{str(name): share for name, share in stability.get(city, {}).items()},
        }
        for city in dominant.parent
    }


def _effect_json(effect: LineEffect) -> dict[str, Any]:
    return {
        "by_city": effect.by_city.to_dict("index"),
        "gainers": list(effect.gainers),
        "unused": [vars(line) for line in effect.unused],
    }
