"""Rows as CSV that a spreadsheet reads with its Chinese intact and never runs."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

BOM: Final = "\ufeff"
FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a cell begins with that a spreadsheet takes for a formula."""


def write_csv_rows(path: Path, rows: Iterable[Sequence[object]]) -> int:
    """Write rows, the heading first, in UTF-8 with a mark; return how many texts got a quote first (`guarded`)."""
    count = 0

    def safe() -> Iterator[list[object]]:
        nonlocal count
        for row in rows:
            cells = [guarded(value) for value in row]
            count += sum(cell is not value for cell, value in zip(cells, row, strict=True))
            yield cells

    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(BOM)
        csv.writer(file, lineterminator="\r\n").writerows(safe())
    return count


def guarded(value: object) -> object:
    """Return a value as a cell that no spreadsheet runs: a text that begins like a formula gets a quote first."""
    return f"'{value}" if isinstance(value, str) and runs(value) else value


def runs(text: str) -> bool:
    """Return whether a spreadsheet would run a text as a formula; a number such as ``-5`` is none."""
    if not text.startswith(FORMULA_STARTS):
        return False
    try:
        float(text)
    except ValueError:
        return True
    return False
