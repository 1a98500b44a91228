"""Which row of a table holds the names of its columns: offices write a title and notes above them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from layers.coordinate_names import guess_columns

SAMPLE_ROWS: Final = 40
"""Rows that are looked at."""

MOST_ABOVE: Final = 15
"""Rows that may stand above the names."""

_FULL: Final = 0.6
"""Share of the columns that a row of names fills at least; a title fills one or two."""

_NUMBER: Final = re.compile(r"[+-]?[\d,]*\.?\d+(e[+-]?\d+)?%?", re.IGNORECASE)

_SHOWN_CELLS: Final = 6
_SHOWN_CHARACTERS: Final = 24

Row = Sequence[str | None]


@dataclass(frozen=True)
class Header:
    """The names of the columns, empty where a cell is: they stand in `row`, counted from 1, `rows_before` the data."""

    row: int
    rows_before: int
    names: tuple[str, ...]


def found_header(rows: Sequence[Row], *, row: int | None = None) -> Header | None:
    """Return the names of a table's columns.

    Parameters
    ----------
    rows
        The first rows, `SAMPLE_ROWS` of them if there are as many, each cell as text.
    row
        Which holds the names, counted from 1, where the user says so; it is found out by default.

    Returns
    -------
    Header or None
        The first row that fills most columns, without a number in it; the first of all where there is none such. A
        row below it completes the names where only both together name the position, as in a header of two rows. None
        without any row.
    """
    if not rows:
        return None
    at = min(row, len(rows)) - 1 if row else _likely(rows)
    width = max(len(one) for one in rows[at:])
    names = _cells(rows[at], width)
    if at + 1 < len(rows):
        both = _both(names, _cells(rows[at + 1], width))
        if both is not None and guess_columns(names) is None and guess_columns(both) is not None:
            return Header(at + 1, at + 2, both)
    return Header(at + 1, at + 1, names)


def in_short(rows: Sequence[Row]) -> list[str]:
    """Return the first cells of the first rows, one line each, so that a user can point at the row of names."""
    return [_line([cell for cell in _cells(one) if cell]) for one in rows[: MOST_ABOVE + 1]]


def _line(cells: list[str]) -> str:
    shown = [one if len(one) <= _SHOWN_CHARACTERS else f"{one[: _SHOWN_CHARACTERS - 1]}…" for one in cells]
    return " | ".join(shown[:_SHOWN_CELLS]) + (" | …" if len(shown) > _SHOWN_CELLS else "")


def _likely(rows: Sequence[Row]) -> int:
    width = max(sum(map(bool, _cells(one))) for one in rows)
    if width < 2:
        return 0
    for place, one in enumerate(rows[: MOST_ABOVE + 1]):
        filled = [cell for cell in _cells(one) if cell]
        if len(filled) >= _FULL * width:
            return 0 if any(_NUMBER.fullmatch(cell) for cell in filled) else place
    return 0


def _both(upper: tuple[str, ...], lower: tuple[str, ...]) -> tuple[str, ...] | None:
    if any(_NUMBER.fullmatch(cell) for cell in lower):
        return None
    return tuple(below or above for above, below in zip(upper, lower, strict=True))


def _cells(row: Row, width: int = 0) -> tuple[str, ...]:
    cells = tuple((cell or "").strip() for cell in row)
    return cells + ("",) * (width - len(cells))
