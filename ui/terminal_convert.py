"""What `convert` prints."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.console import Console

from layers.values import shown
from ui import terminal as output
from ui.convert_job import Conversion
from ui.datum_words import datum_name
from ui.text import Text


def convert_json(done: Conversion, text: Text) -> dict[str, Any]:
    """Return a conversion as `convert --json` prints it."""
    return {
        "path": str(done.path),
        "from": done.source,
        "to": done.target,
        "features": done.features,
        "outside": done.outside,
        **({} if done.columns is None else {"columns": {"x": shown(done.columns.x), "y": shown(done.columns.y)}}),
        "problems": [output.problem_row(problem, text) for problem in done.warnings],
    }


def convert_lines(content: Mapping[str, Any], console: Console, text: Text) -> None:
    """Print a conversion in words."""
    names = {"source": datum_name(content["from"], text), "target": datum_name(content["to"], text)}
    console.print(output.line(text("datum.converted", path=content["path"], features=content["features"], **names)))
    if "columns" in content:
        console.print(output.line(text("datum.columns", **content["columns"])))
    if content["outside"]:
        console.print(output.line(text("datum.outside", count=content["outside"])))
