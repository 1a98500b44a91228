"""How a table's cells stand on a worksheet: types, number formats, widths that fit Chinese, guarded text."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from math import ceil
from typing import Any, Final

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from briefing.csv_rows import FORMULA_STARTS
from briefing.plain_text import plain_text
from briefing.table import Cell, Column, shown

CELL_LIMIT: Final = 32_767
"""Characters of a cell, set by the file format."""

CUT: Final = " […]"
NARROWEST: Final = 7
WIDEST: Final = 46
"""Widths of a column, in characters of the usual font; longer texts wrap."""

LONG: Final = 180
WIDEST_OF_LONG: Final = 80
"""A text that would take many lines makes its column wider."""

FONT: Final = "Microsoft YaHei"
HEADER: Final[dict[str, Any]] = {
    "bold": True,
    "text_wrap": True,
    "bg_color": "#E8EDF2",
    "border": 1,
    "border_color": "#B8C4CF",
}
INPUT: Final[dict[str, Any]] = {"bg_color": "#FFF2CC", "border": 1, "border_color": "#B8C4CF", "locked": False}
ANY_SIZE: Final = "[>=1000]#,##0_ ;[>=10]#,##0.00_ ;0.0000_ "
"""Of numbers that may be of any size: metres beside shares."""

LINE_PT: Final = 14.0
HIGHEST_PT: Final = 400.0
_MOST_MEASURED: Final = 2000

SHARED: Final[dict[str, Any]] = {"font_name": FONT, "font_size": 10, "valign": "top"}


@dataclass
class Formats:
    """The workbook's formats, each made once, and its words for a flag."""

    book: Workbook
    yes: str = "TRUE"
    no: str = "FALSE"
    _made: dict[tuple[tuple[str, Any], ...], Format] = field(default_factory=dict)

    def of(self, **properties: Any) -> Format:  # noqa: ANN401 - what XlsxWriter takes
        """Return a format with these properties besides the shared ones."""
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self.book.add_format({**SHARED, **properties})
        return self._made[key]

    @property
    def note(self) -> Format:
        """Of a paragraph."""
        return self.of(text_wrap=True)

    @property
    def link(self) -> Format:
        """Of a link within the workbook."""
        return self.of(font_color="#1F5F99", underline=1)

    def cell(self, column: Column, value: Cell = None, **properties: Any) -> Format:  # noqa: ANN401 - what XlsxWriter takes
        """Return the format of a column's cells, of one with this value where the column holds numbers of any size."""
        wanted = dict(properties)
        if column.numeric:
            wanted["num_format"] = number_format(column)
            if column.type == "number" and column.digits is None and isinstance(value, int | float):
                wanted["num_format"] = size_format(value)
        elif column.type == "date":
            wanted["num_format"] = "yyyy-mm-dd"
        else:
            wanted["text_wrap"] = True
        return self.of(**wanted)


def number_format(column: Column) -> str:
    """Return how a spreadsheet shows a column's numbers, a little off the next column; nothing itself is rounded."""
    digits = "" if not column.digits else "." + "0" * column.digits
    if column.type == "percent":
        return f"0{digits}%_ "
    if column.type == "year":
        return "0_ "
    if column.type == "integer":
        return "#,##0_ "
    return ANY_SIZE if column.digits is None else f"#,##0{digits}_ "


def size_format(value: float) -> str:
    """Return how one number of a column that may hold any size is shown: never as nothing, never longer than it says.

    A p-value of 0.00000002 must not read as 0.
    """
    size = abs(value)
    if size >= 1000 or value == 0:
        return "#,##0_ "
    return "0.00_ " if size >= 10 else "0.0000_ " if size >= 0.001 else "0.0E+00_ "


def text_width(text: str) -> int:
    """Return the width of the longest line in characters; a Chinese one is as wide as two."""
    lines = text.split("\n")
    return max(sum(2 if unicodedata.east_asian_width(one) in "WFA" else 1 for one in line) for line in lines)


def fitting_width(texts: Iterable[str]) -> int:
    """Return a column's width that fits these texts, within bounds."""
    widest = max([NARROWEST, *(text_width(text) + 2 for text in texts)])
    return min(widest, WIDEST_OF_LONG if widest > LONG else WIDEST)


def lines_needed(text: str, width: int) -> int:
    """Return how many lines a text takes in a column of this width."""
    room = max(width - 1, 1)
    return sum(max(ceil(text_width(line) / room), 1) for line in text.split("\n"))


def row_height(texts: Iterable[tuple[str, int]]) -> float:
    """Return the height in points of a row with these texts, each with its column's width."""
    return min(LINE_PT * max((lines_needed(text, width) for text, width in texts), default=1) + 3, HIGHEST_PT)


def write_cell(
    sheet: Worksheet,
    row: int,
    place: int,
    value: Cell,
    column: Column,
    formats: Formats,
    **properties: Any,  # noqa: ANN401 - what XlsxWriter takes
) -> int | None:
    """Write a cell of its column's type.

    A text that a spreadsheet could take for a formula is marked as text for good, also when it is edited.

    Returns
    -------
    int or None
        Characters of a text that a cell cannot hold, of which the beginning and a mark are written; else None.
    """
    shape = formats.cell(column, value, **properties)
    if value is None:
        sheet.write_blank(row, place, None, shape)
    elif isinstance(value, bool):
        sheet.write_string(row, place, formats.yes if value else formats.no, shape)
    elif isinstance(value, date):
        sheet.write_datetime(row, place, datetime(value.year, value.month, value.day), shape)
    elif isinstance(value, str):
        return write_text(sheet, row, place, value, formats, text_wrap=True, **properties)
    else:
        sheet.write_number(row, place, value, shape)
    return None


def write_text(
    sheet: Worksheet,
    row: int,
    place: int,
    value: str,
    formats: Formats,
    **properties: Any,  # noqa: ANN401 - what XlsxWriter takes
) -> int | None:
    """Write a text as a text, whatever it begins with; return its length if it is too long to be written whole."""
    text = plain_text(value)
    guarded = {"quote_prefix": True} if text.startswith(FORMULA_STARTS) else {}
    too_long = len(text) > CELL_LIMIT
    if too_long:
        text = text[: CELL_LIMIT - len(CUT)] + CUT
    sheet.write_string(row, place, text, formats.of(**properties, **guarded))
    return len(plain_text(value)) if too_long else None


def measured(values: Iterable[Cell], column: Column) -> list[str]:
    """Return the texts that a column's width is taken from: at most a few thousand of them."""
    return [shown(value, column, missing="") for value in islice(values, _MOST_MEASURED)]
