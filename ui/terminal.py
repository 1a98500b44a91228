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

from analysis.errors import Problem
from analysis.verify import Row
from ui.plan_text import (
    SIGNIFICANT_AT,
    closer_than,
    equal_p,
    item_name,
    near_seats,
)
from ui.terminal_json import cluster_json as cluster_json
from ui.terminal_json import layout_json as layout_json
from ui.text import Text
from ui.visible import visible

Content = Mapping[str, Any]


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
    console.print(_line(_cluster_answer(content, text)))
    console.print(_line(text("cli.mean_nn", km=f"{content['clark_evans']['mean_nn_m'] / 1000:.1f}")))
    rows = [{"null": text(f"clustering.null_{name}"), **null} for name, null in content["nulls"].items()]
    columns = ("null", "expected_m", "ratio", "p")
    _table(console, text, rows, columns)
    for null in content["nulls"].values():
        console.print(_line(null["description"]))
    _concentration_lines(content.get("concentration", {}), console, text)
    _score_lines(content["score"], console, text, prefix="clustering.component")
    for caveat in content["caveats"]:
        console.print(_line(caveat))
    _left_out_lines(content, console, text)


def layout_lines(content: Content, console: Console, text: Text) -> None:
    """Print the layout in words."""
    rows = [
        {"tier": content["tier_names"][tier], "parks": count, "p": content["p_by_tier"].get(tier, {}).get("exact")}
        for tier, count in content["parks_per_tier"].items()
    ]
    _table(console, text, rows, ("tier", "parks", "p"))
    if content["kendall_tau_b"] is not None:
        p = equal_p(content["p_kendall_tau_b"], content["permutations"])
        console.print(_line(text("cli.tau", tau=f"{content['kendall_tau_b']:.3f}", p=p)))
    _concentration_lines({"words": content["concentration_words"], **content}, console, text)
    reach = [{"minutes": minutes, **shares} for minutes, shares in content["reach"].items()]
    columns = ("minutes", "cities_share", "population_share")
    _table(console, text, reach, columns)
    for gap in content["gaps"]:
        console.print(_line(f"- {gap['what']}"))
    _score_lines(content["score"], console, text, prefix="layout.component")
    for caveat in content["caveats"]:
        console.print(_line(caveat))
    _left_out_lines(content, console, text)


def _concentration_lines(found: Content, console: Console, text: Text) -> None:
    if found.get("hhi") is None:
        return
    console.print(
        _line(text("cli.concentration", hhi=f"{found['hhi']:.3f}", effective=f"{found['effective_cities']:.1f}"))
    )
    console.print(_line(found["words"]))


def verify_lines(content: Content, console: Console, text: Text) -> None:
    """Print the worked examples as a table."""
    columns = ("id", "source", "expected", "got", "ok")
    _table(console, text, content["examples"], columns)


def _cluster_answer(content: Content, text: Text) -> str:
    """Return the answer in one sentence, and what is left of it near the cities' seats."""
    main = {name: null for name, null in content["nulls"].items() if not null["sensitivity"]}
    parts = [closer_than(name, null["share_less_close"], null["simulations"], text) for name, null in main.items()]
    what = text("cli.cluster_sites", n=content["n"])
    sentence = text("clustering.answer", what=what, comparisons=text("clustering.answer_join").join(parts))
    seats = content["nulls"].get("seats")
    if seats is None:
        return sentence
    claimed = all(null["p"] <= SIGNIFICANT_AT for null in main.values())
    return sentence + near_seats(seats["p"], seats["simulations"], seats["radius_m"], claimed=claimed, text=text)


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
        console.print(_line(text("cli.left_out", name=item_name(None, name, text), reason=reason)))


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
