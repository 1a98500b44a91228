"""What every worksheet has: title, facts, print set-up, footer, and paragraphs below its table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil
from typing import Final

from xlsxwriter.worksheet import Worksheet

from briefing.about import About
from briefing.sheet_cells import Formats, row_height, write_text

HEADER_ROW: Final = 3
"""Rows above the header: title, facts, and an empty one."""

A4: Final = 9
WIDTH_OF_A_PAGE: Final = 210
"""Characters of a landscape page when shrunk to be just legible."""

ROOM_OF_NOTES: Final = 120
"""Characters over which a paragraph stretches at most."""


def start_sheet(sheet: Worksheet, title: str, about: About, formats: Formats) -> None:
    """Write a sheet's title and facts, and set what is printed."""
    write_text(sheet, 0, 0, title, formats, bold=True, font_size=14)
    author = f" · {about.author}" if about.author else ""
    write_text(sheet, 1, 0, f"{about.line()}{author} · {about.approval}", formats, font_color="#5B6673")
    sheet.set_row(0, 22)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    sheet.set_footer(_footer(about))
    sheet.hide_gridlines(1)


def _footer(about: About) -> str:
    """Return the footer, at most 255 characters as the format demands."""
    left = f"{about.line()} · {about.approval}".replace("&", "&&")
    return f"&L&8{left[:200].rstrip('&')}&R&8&P / &N"


def set_print(sheet: Worksheet, widths: Sequence[int], *, header: int, fixed: int) -> None:
    """Freeze and repeat the header and the first columns, and print as many pages wide as stay legible.

    Parameters
    ----------
    sheet, widths
        The worksheet, and the widths of its columns.
    header
        Row of the header.
    fixed
        Columns that stay in sight.
    """
    sheet.freeze_panes(header + 1, fixed)
    sheet.repeat_rows(header)
    repeated = sum(widths[:fixed])
    pages = 1
    if sum(widths) > WIDTH_OF_A_PAGE:
        sheet.repeat_columns(0, fixed - 1)
        pages = ceil((sum(widths) - repeated) / max(WIDTH_OF_A_PAGE - repeated, WIDTH_OF_A_PAGE / 3))
    sheet.fit_to_pages(pages, 0)


def write_notes(
    sheet: Worksheet,
    row: int,
    notes: Sequence[str],
    widths: Sequence[int],
    formats: Formats,
    words: Mapping[str, str],
    *,
    fixed: int = 0,
) -> None:
    """Write notes below a table, from the first column that is not repeated on every page."""
    if not notes:
        return
    first = fixed if fixed < len(widths) else 0
    write_text(sheet, row, first, words["notes"], formats, bold=True)
    for number, note in enumerate(notes, start=row + 1):
        write_paragraph(sheet, number, note, formats, widths, first=first)


def write_paragraph(
    sheet: Worksheet, row: int, text: str, formats: Formats, widths: Sequence[int], *, first: int
) -> None:
    """Write a text over several columns from `first` on, in a row as high as it needs."""
    last, room = first, widths[first]
    while last + 1 < len(widths) and room + widths[last + 1] <= ROOM_OF_NOTES:
        last += 1
        room += widths[last]
    if last > first:
        sheet.merge_range(row, first, row, last, "", formats.note)
    write_text(sheet, row, first, text, formats, text_wrap=True)
    sheet.set_row(row, row_height([(text, room)]))
