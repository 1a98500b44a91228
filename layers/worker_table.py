"""Tables of text in the reading process: encoding and separator found out, every cell kept as it is written."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from io import StringIO
from itertools import chain, islice
from pathlib import Path
from typing import Any, Final

from analysis.errors import Problem, UnreadableError
from layers.header import SAMPLE_ROWS, Header, found_header, in_short
from layers.limits import Limits
from layers.values import shown
from layers.worker_result import Found, printable
from layers.worker_text import known_encoding

DELIMITERS: Final = (",", "\t", ";", "|")
_SAMPLE_LINES: Final = 50
_MAX_ROWS_NAMED: Final = 20


def read_csv(job: Mapping[str, Any], folder: Path, limits: Limits) -> Found:
    """Read a table whose first line holds the names of the columns, or a line below a title.

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
        table = _table(text, delimiter, job, limits)
    except csv.Error as error:
        raise UnreadableError(Problem("not_a_table", name, {"reason": shown(str(error))})) from error
    return Found(
        names=table.names,
        columns=[pa.array(column, pa.string()) for column in table.columns],
        wkb=None,
        rows=len(table.columns[0]),
        encoding=encoding.name,
        basis=encoding.basis,
        delimiter=delimiter,
        header=table.header.row,
        top=table.top,
        warnings=told_header(table.header, name),
    )


def told_header(header: Header, name: str) -> list[Problem]:
    """Return what to say of names that do not stand in the first row."""
    if header.rows_before == 1:
        return []
    names = shown(" | ".join(one for one in header.names if one))
    values: dict[str, str | int | float] = {"row": header.row, "names": names, "above": header.row - 1}
    return [Problem("header_below" if header.row > 1 else "header_of_two", name, values, severity="warning")]


@dataclass(frozen=True)
class _Table:
    names: list[str]
    columns: list[list[str | None]]
    header: Header
    top: list[str]


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


def _table(text: str, delimiter: str, job: Mapping[str, Any], limits: Limits) -> _Table:
    name = job["name"]
    lines = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    first = list(islice(lines, SAMPLE_ROWS))
    header = found_header(first, row=job.get("header"))
    if header is None or not any(map(any, first)):
        raise UnreadableError(Problem("not_a_table", name, {"reason": "-"}))
    width = len(header.names) if header.rows_before > 1 else len(first[0])
    names = [printable(cell) or f"column_{place}" for place, cell in enumerate(header.names[:width], start=1)]
    rows = (row for row in chain(first[header.rows_before :], lines) if any(cell.strip() for cell in row))
    return _Table(names, _columns(rows, len(names), name, limits), header, in_short(first))


def _columns(lines: Iterable[list[str]], width: int, name: str, limits: Limits) -> list[list[str | None]]:
    if width > limits.columns:
        raise UnreadableError(Problem("too_many_columns", name, {"count": width, "limit": limits.columns}))
    columns: list[list[str | None]] = [[] for _ in range(width)]
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
    return columns
