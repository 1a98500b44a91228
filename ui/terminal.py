"""What the command line prints: one JSON object with `--json`, else the same in words.

The keys are a promise to users' scripts: they are added to, never renamed. Numbers are full precision, units stand in
the keys. Progress and problems go to standard error.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text as Plain

from analysis.clustering.concentration import Concentration
from analysis.clustering.result import ClusterResult
from analysis.errors import Problem
from analysis.layout.result import LayoutResult
from analysis.score import Score
from analysis.study import Study
from analysis.verify import Row
from ui.plan_text import exact_probability, gap_sentence, measure_name, share_of_layouts
from ui.text import Text
from ui.visible import visible

Content = Mapping[str, Any]
NOT_COMPUTED_CLUSTER = ("ripley", "groups")
NOT_COMPUTED_LAYOUT = (
    "dominant_flows",
    "hubs",
    "rank_size_slope",
    "primacy_two_city",
    "polycentricity",
    "potential",
    "inferred_tiers",
    "agreement",
    "aims",
)


def show(content: Content, lines: Callable[[Content, Console, Text], None], text: Text, *, as_json: bool) -> None:
    """Print a result on standard output, as JSON or in words."""
    if as_json:
        sys.stdout.write(json.dumps(_plain(content), ensure_ascii=False, allow_nan=False) + "\n")
    else:
        lines(content, _console(), text)


def problems(found: Sequence[Problem], text: Text) -> None:
    """Print problems on standard error, one a line."""
    for problem in found:
        sys.stderr.write(visible(text.problem(problem)) + "\n")


def problem_row(problem: Problem, text: Text) -> dict[str, str]:
    """Return a problem as the contract words it."""
    what, remedy = text.problem_parts(problem)
    return {"where": problem.where, "what": what, "remedy": remedy, "severity": problem.severity, "code": problem.code}


def cluster_json(result: ClusterResult, text: Text) -> Content:
    """Return the clustering as `cluster --json` prints it."""
    formula = result.clark_evans
    left_out = {**result.left_out, **result.score.left_out, **dict.fromkeys(NOT_COMPUTED_CLUSTER, "not_computed_yet")}
    content: dict[str, Any] = {
        "n": result.n,
        "area_km2": result.area_km2,
        "clark_evans": {
            "mean_nn_m": formula.mean_nn_m,
            "naive": formula.naive,
            "naive_p": formula.naive_p,
            "donnelly": formula.donnelly,
            "donnelly_p": formula.donnelly_p,
            **{f"p_{name}": null.p for name, null in result.nulls.items()},
        },
        "nulls": {name: _null_json(result, name) for name in result.nulls},
        "score": score_json(result.score),
        "per_site": [
            {
                "id": one.id,
                "score": one.score.value,
                "components": score_json(one.score)["components"],
                "nearest_id": one.nearest_id,
                "nearest_m": one.nearest_m,
                "platform_m": one.platform_m,
            }
            for one in result.per_site
        ],
        "position_draws": result.position_draws,
        "outside_area": list(result.outside_area),
        "left_out": {name: text(f"reason.{reason}") for name, reason in left_out.items()},
    }
    if result.concentration is not None:
        content["concentration"] = _concentration_json(result.concentration)
    return content


def layout_json(result: LayoutResult, study: Study, text: Text) -> Content:
    """Return the layout as `layout --json` prints it."""
    plan = study.require_plan()
    boundaries = list(result.p)
    keys = ("p_core_share", "p_core_key_share")
    left_out = {**result.left_out, **result.score.left_out, **dict.fromkeys(NOT_COMPUTED_LAYOUT, "not_computed_yet")}
    return {
        "tiers": dict(result.tiers),
        "tier_names": {tier.id: tier.name.in_language(text.language) for tier in plan.tiers},
        "parks_per_tier": dict(result.parks_per_tier),
        "hhi": result.hhi,
        "effective_cities": result.effective_cities,
        **{key: float(result.p[tier]) for key, tier in zip(keys, boundaries, strict=False)},
        "p_by_tier": {tier: {"p": float(p), "exact": exact_probability(p, plan, tier)} for tier, p in result.p.items()},
        "kendall_tau_b": result.kendall_tau_b,
        "travel": result.travel[["from", "to", "minutes", "mode", "estimated", "year"]].to_dict("records"),
        "reach": {} if result.reach is None else _reach_json(result.reach.shares),
        "to_higher_tier": result.to_higher_tier.reset_index().to_dict("records"),
        "gaps": [
            {"kind": gap.kind, "who": gap.who, "what": gap_sentence(study, plan, gap, text), **gap.values}
            for gap in result.gaps
        ],
        "progress": [
            {
                "year": one.year,
                "measure": one.measure,
                "name": measure_name(plan, one.measure, one.year, text),
                "target": one.target,
                "named": one.named,
                "reached": one.reached,
                "undated": one.undated,
                "share_low": one.share,
                "share_high": one.share_with_undated,
            }
            for one in result.progress
        ],
        "score": score_json(result.score),
        "caveats": [text(f"layout.caveat_{code}") for code in result.caveats],
        "left_out": {name: text(f"reason.{reason}") for name, reason in left_out.items()},
    }


def score_json(score: Score) -> dict[str, Any]:
    """Return a score with its components."""
    return {
        "value": score.value,
        "low": score.low,
        "high": score.high,
        "components": [
            {
                "id": part.id,
                "raw": part.raw,
                "unit": part.unit,
                "transformed": part.transformed,
                "weight": part.weight,
                "contribution": part.contribution,
            }
            for part in score.components
        ],
    }


def example_row(row: Row, text: Text) -> dict[str, Any]:
    """Return a worked example as `verify --json` prints it."""
    return {
        "id": row.id,
        "source": row.source.in_language(text.language),
        "expected": row.expected,
        "got": row.got,
        "ok": row.agrees,
    }


def layer_lines(content: Content, console: Console, text: Text) -> None:
    """Print the layers as a table."""
    columns = ("id", "title", "path", "features", "geometry", "date")
    rows = [{**row, "geometry": text(f"cli.geometry_{row['geometry']}")} for row in content["layers"]]
    _table(console, text, rows, columns)


def check_lines(content: Content, console: Console, text: Text) -> None:
    """Print what a check found, file by file."""
    for report in content["files"]:
        key = "cli.file_ok" if report["ok"] else "cli.file_bad"
        console.print(_line(text(key, path=report["path"], features=report["features"], crs=report["crs"] or "–")))
        for problem in report["problems"]:
            separator = text("problem._separator")
            console.print(_line(f"  {problem['where']}{separator}{problem['what']} {problem['remedy']}"))


def cluster_lines(content: Content, console: Console, text: Text) -> None:
    """Print the clustering in words."""
    for name, null in content["nulls"].items():
        share = share_of_layouts(null["share_less_close"], null["simulations"])
        console.print(
            _line(text("cli.cluster_line", n=content["n"], words=text(f"clustering.answer_{name}", share=share)))
        )
    console.print(_line(text("cli.mean_nn", km=f"{content['clark_evans']['mean_nn_m'] / 1000:.1f}")))
    rows = [{"null": text(f"clustering.null_{name}"), **null} for name, null in content["nulls"].items()]
    columns = ("null", "expected_m", "ratio", "p")
    _table(console, text, rows, columns)
    _score_lines(content["score"], console, text, prefix="clustering.component")
    _left_out_lines(content, console, text)


def layout_lines(content: Content, console: Console, text: Text) -> None:
    """Print the layout in words."""
    rows = [
        {"tier": content["tier_names"][tier], "parks": count, "p": content["p_by_tier"].get(tier, {}).get("exact")}
        for tier, count in content["parks_per_tier"].items()
    ]
    _table(console, text, rows, ("tier", "parks", "p"))
    reach = [{"minutes": minutes, **shares} for minutes, shares in content["reach"].items()]
    columns = ("minutes", "cities_share", "population_share")
    _table(console, text, reach, columns)
    for gap in content["gaps"]:
        console.print(_line(f"- {gap['what']}"))
    _score_lines(content["score"], console, text, prefix="layout.component")
    for caveat in content["caveats"]:
        console.print(_line(caveat))
    _left_out_lines(content, console, text)


def verify_lines(content: Content, console: Console, text: Text) -> None:
    """Print the worked examples as a table."""
    columns = ("id", "source", "expected", "got", "ok")
    _table(console, text, content["examples"], columns)


def _null_json(result: ClusterResult, name: str) -> dict[str, Any]:
    null, spread = result.nulls[name], result.spread[name]
    return {
        "expected_m": null.expected_m,
        "low_m": null.low_m,
        "high_m": null.high_m,
        "ratio": null.ratio,
        "ratio_low": spread.low,
        "ratio_high": spread.high,
        "share_less_close": null.share_less_close,
        "p": null.p,
        "simulations": null.simulations,
        "alternative": null.alternative,
    }


def _concentration_json(found: Concentration) -> dict[str, Any]:
    by_base = {
        base: {city: _quotient(row) for city, row in frame.to_dict("index").items()}
        for base, frame in found.location_quotient.items()
    }
    return {
        "hhi": found.hhi,
        "effective_cities": found.effective_cities,
        "gini": found.gini,
        "location_quotient": by_base.get("population", {}),
        "location_quotient_by_base": by_base,
    }


def _quotient(row: Mapping[Any, float]) -> dict[str, float]:
    return {"value": row["value"], "low": row["low"], "high": row["high"]}


def _reach_json(shares: Any) -> dict[str, dict[str, float]]:  # noqa: ANN401 - a DataFrame; pandas stays out of this module
    return {f"{limit:g}": dict(row) for limit, row in shares.iterrows()}


def _score_lines(score: Content, console: Console, text: Text, *, prefix: str) -> None:
    if score["value"] is None:
        return
    low, high = (score["low"], score["high"]) if score["low"] is not None else (score["value"], score["value"])
    console.print(_line(text("cli.score_line", value=f"{score['value']:.0f}", low=f"{low:.0f}", high=f"{high:.0f}")))
    rows = [{**part, "id": text(f"{prefix}_{part['id']}")} for part in score["components"]]
    columns = ("id", "raw", "transformed", "weight", "contribution")
    _table(console, text, rows, columns)


def _left_out_lines(content: Content, console: Console, text: Text) -> None:
    for name, reason in content["left_out"].items():
        console.print(_line(text("cli.left_out", name=name, reason=reason)))


def _table(console: Console, text: Text, rows: Iterable[Content], columns: Sequence[str]) -> None:
    table = Table(show_edge=False, pad_edge=False)
    for column in columns:
        table.add_column(Plain(text(f"cli.column_{column}")), overflow="fold")
    for row in rows:
        table.add_row(*(_line(_cell(row[column], text)) for column in columns))
    console.print(table)


def _cell(value: object, text: Text) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool):
        return text("app.yes") if value else text("app.no")
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def _line(words: str) -> Plain:
    return Plain(visible(words))


def _console() -> Console:
    return Console(highlight=False, markup=False, emoji=False, soft_wrap=not sys.stdout.isatty())


def _plain(value: Any) -> Any:  # noqa: ANN401 - JSON values of any kind
    """Return a value that JSON can hold: numpy's numbers as Python's, what is not finite or missing as null."""
    if isinstance(value, Mapping):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if value is None or isinstance(value, str | bool):
        return value
    if hasattr(value, "item"):
        return _plain(value.item())
    if isinstance(value, int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return None if str(value) == "<NA>" else str(value)
