"""What the command line prints: one JSON object with `--json`, else the same in words.

The keys are a promise to users' scripts: they are added to, never renamed. Numbers are full precision, units stand in
the keys. Progress and problems go to standard error.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import Progress as Bar
from rich.table import Table
from rich.text import Text as Plain

from analysis.errors import Problem
from analysis.progress import Progress
from analysis.verify import Row
from layers.catalog import Layer
from layers.read import FileReport, StudyReading
from ui.layer_facts import layer_facts
from ui.plan_text import item_name
from ui.terminal_json import datum_json
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


def layer_row(layer: Layer, reading: StudyReading, text: Text) -> dict[str, Any]:
    """Return a layer as `layers --json` prints it."""
    study = reading.study
    return {
        "id": layer.id,
        "title": layer.title.in_language(text.language),
        "path": layer.path,
        "features": len(study.layer(layer.id)) if study.has(layer.id) else None,
        "geometry": layer.geometry,
        **layer_facts(layer, study, text),
    }


def report_row(report: FileReport, text: Text) -> dict[str, Any]:
    """Return what a check found as `check --json` prints it."""
    return {
        "path": report.path,
        "ok": report.ok,
        "features": report.features,
        "crs": report.crs or None,
        "datum_guess": report.datum_guess,
        "datum": None if report.looks is None else datum_json(report.looks, text),
        "problems": [problem_row(problem, text) for problem in report.problems],
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


@contextmanager
def progress(text: Text) -> Iterator[Progress]:
    """Show on standard error how far a computation has come, where a person watches."""
    console = Console(stderr=True)
    with Bar(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(text("cli.working"), total=1.0)
        yield lambda share: bar.update(task, completed=share)


def layer_lines(content: Content, console: Console, text: Text) -> None:
    """Print the layers as a table."""
    columns = ("id", "title", "path", "features", "geometry", "date")
    rows = [{**row, "geometry": text(f"cli.geometry_{row['geometry']}")} for row in content["layers"]]
    table(console, text, rows, columns)


def check_lines(content: Content, console: Console, text: Text) -> None:
    """Print what a check found, file by file."""
    for report in content["files"]:
        key = "cli.file_ok" if report["ok"] else "cli.file_bad"
        console.print(line(text(key, path=report["path"], features=report["features"], crs=report["crs"] or "–")))
        if report.get("datum"):
            console.print(line(f"  {report['datum']['words']}"))
        for problem in report["problems"]:
            separator = text("problem._separator")
            console.print(line(f"  {problem['where']}{separator}{problem['what']} {problem['remedy']}"))


def concentration_lines(found: Content, console: Console, text: Text) -> None:
    """Print the concentration over cities in words, if there is any."""
    if found.get("hhi") is None:
        return
    console.print(
        line(text("cli.concentration", hhi=f"{found['hhi']:.3f}", effective=f"{found['effective_cities']:.1f}"))
    )
    console.print(line(found["words"]))


def verify_lines(content: Content, console: Console, text: Text) -> None:
    """Print the worked examples as a table."""
    columns = ("id", "source", "expected", "got", "ok")
    table(console, text, content["examples"], columns)


def score_lines(score: Content, console: Console, text: Text, *, prefix: str) -> None:
    """Print a score with its components; `prefix` leads to their names in the catalogue."""
    if score["value"] is None:
        return
    low, high = (score["low"], score["high"]) if score["low"] is not None else (score["value"], score["value"])
    console.print(line(text("cli.score_line", value=f"{score['value']:.0f}", low=f"{low:.0f}", high=f"{high:.0f}")))
    rows = [{**part, "component": text(f"{prefix}_{part['id']}")} for part in score["components"]]
    columns = ("component", "raw", "transformed", "weight", "contribution")
    table(console, text, rows, columns)


def left_out_lines(content: Content, console: Console, text: Text) -> None:
    """Print what was not computed, and why."""
    for name, reason in content["left_out"].items():
        console.print(line(text("cli.left_out", name=item_name(None, name, text), reason=reason)))


def table(console: Console, text: Text, rows: Iterable[Content], columns: Sequence[str]) -> None:
    """Print some columns of rows as a table."""
    table = Table(show_edge=False, pad_edge=False)
    for column in columns:
        table.add_column(Plain(text(f"cli.column_{column}")), overflow="fold")
    for row in rows:
        table.add_row(*(line(_cell(row[column], text)) for column in columns))
    console.print(table)


def _cell(value: object, text: Text) -> str:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return "–"
    if isinstance(value, bool):
        return text("app.yes") if value else text("app.no")
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def names(ids: Iterable[str], known: Mapping[str, str], text: Text) -> str:
    """Return the names of some ids as a list in a sentence; an id stands for itself where it has none."""
    return text("app.list_separator").join(known.get(one, one) for one in ids)


def line(words: str) -> Plain:
    """Return a line with control characters made visible."""
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
