"""Tables of text in the reading process: encoding and separator found out, every cell kept as it is written."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Mapping
from io import StringIO
from itertools import islice
from pathlib import Path
from typing import Any, Final

from analysis.errors import Problem, UnreadableError
from layers.limits import Limits
from layers.values import shown
from layers.worker_result import Found, printable
from layers.worker_text import known_encoding

DELIMITERS: Final = (",", "\t", ";", "|")
_SAMPLE_LINES: Final = 50
_MAX_ROWS_NAMED: Final = 20


def read_csv(job: Mapping[str, Any], folder: Path, limits: Limits) -> Found:
    """Read a table whose first line holds the names of the columns.

    Raises
    ------
    UnreadableError
        ``encoding_unknown``, ``not_in_encoding``, ``not_a_table``, ``too_many_columns``, ``too_many_features``; and
        ``table_row_length`` for every line (the first 20) of more cells than columns.
    """
    import pyarrow as pa

    name = job["name"]
    data = (folder / job["path"]).read_bytes()
    encoding = known_encoding(data, job)
    try:
        text = data.decode(encoding.name)
    except (UnicodeDecodeError, LookupError) as error:
        raise UnreadableError(Problem("not_in_encoding", name, {"encoding": shown(encoding.name)})) from error
    delimiter = job.get("delimiter") or found_delimiter(text)
    csv.field_size_limit(max(limits.file_bytes, 1))
    try:
        names, columns, rows = _columns(text, delimiter, name, limits)
    except csv.Error as error:
        raise UnreadableError(Problem("not_a_table", name, {"reason": shown(str(error))})) from error
    return Found(
        names=names,
        columns=[pa.array(column, pa.string()) for column in columns],
        wkb=None,
        rows=rows,
        encoding=encoding.name,
        basis=encoding.basis,
        delimiter=delimiter,
    )


def found_delimiter(text: str) -> str:
    """Return the separator that splits the first lines into the most columns, the same number in most of them."""
    best, best_width = DELIMITERS[0], 1.0
    for delimiter in DELIMITERS:
        lines = islice(text.splitlines(), _SAMPLE_LINES)
        try:
            widths = Counter(len(row) for row in csv.reader(lines, delimiter=delimiter) if row)
        except csv.Error:
            continue
        width, count = widths.most_common(1)[0] if widths else (1, 1)
        weighed = width * count / max(sum(widths.values()), 1)
        if width > 1 and weighed > best_width:
            best, best_width = delimiter, weighed
    return best


def _columns(text: str, delimiter: str, name: str, limits: Limits) -> tuple[list[str], list[list[str | None]], int]:
    lines = _lines(text, delimiter)
    first = next(lines, None)
    if first is None:
        raise UnreadableError(Problem("not_a_table", name, {"reason": "-"}))
    names = [printable(cell.strip()) or f"column_{place}" for place, cell in enumerate(first, start=1)]
    width = len(names)
    if width > limits.columns:
        raise UnreadableError(Problem("too_many_columns", name, {"count": width, "limit": limits.columns}))
    columns: list[list[str | None]] = [[] for _ in names]
    long: list[Problem] = []
    for place, row in enumerate(lines, start=1):
        if place > limits.features:
            values = {"count": place, "limit": limits.features}
            raise UnreadableError(Problem("too_many_features", name, values))
        if len(row) > width and any(cell.strip() for cell in row[width:]):
            long.append(Problem("table_row_length", f"{name}: #{place}", {"cells": len(row), "columns": width}))
            if len(long) >= _MAX_ROWS_NAMED:
                break
        for number, column in enumerate(columns):
            cell = row[number] if number < len(row) else ""
            column.append(printable(cell) if cell != "" else None)
    if long:
        raise UnreadableError(*long)
    return names, columns, len(columns[0]) if columns else 0


def _lines(text: str, delimiter: str) -> Iterator[list[str]]:
    """Yield the lines that hold anything."""
    return (
        row
        for row in csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
        if any(cell.strip() for cell in row)
    )
