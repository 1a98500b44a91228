"""What every worksheet has: title, facts, print set-up, footer, and paragraphs below its table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil
from typing import Final

from xlsxwriter.worksheet import Worksheet

from briefing.about import About
from briefing.sheet_cells import Formats, text_width, write_text

HEADER_ROW: Final = 3
"""Rows above the header: title, facts, and an empty one."""

A4: Final = 9
WIDTH_OF_A_PAGE: Final = 190
"""Characters of a landscape page when shrunk to be just legible."""


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


def write_notes(
    sheet: Worksheet,
    row: int,
    notes: Sequence[str],
    widths: Sequence[int],
    formats: Formats,
    words: Mapping[str, str],
) -> None:
    """Write notes below a table, each across the columns that fit a page; `widths` are those of the columns."""
    if not notes:
        return
    write_text(sheet, row, 0, words["notes"], formats, bold=True)
    across, room = 0, 0
    while across < len(widths) and room + widths[across] <= WIDTH_OF_A_PAGE * 0.75:
        room += widths[across]
        across += 1
    for number, note in enumerate(notes, start=row + 1):
        write_paragraph(sheet, number, note, formats, last=max(across - 1, 0), room=max(room, widths[0]))


def write_paragraph(sheet: Worksheet, row: int, text: str, formats: Formats, *, last: int, room: int) -> None:
    """Write a text over several columns, in a row as high as it needs; `room` is their width in characters."""
    if last > 0:
        sheet.merge_range(row, 0, row, last, "", formats.note)
    write_text(sheet, row, 0, text, formats, text_wrap=True)
    lines = sum(ceil(max(text_width(line), 1) / max(room - 4, 1)) for line in text.split("\n"))
    sheet.set_row(row, 15 * lines + 2)
