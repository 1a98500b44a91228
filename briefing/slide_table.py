"""Tables that stay tables: as large as the slide allows, cut over several slides with their header on each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pptx.enum.dml import MSO_THEME_COLOR
from pptx.enum.text import MSO_ANCHOR
from pptx.oxml.ns import qn

from briefing.plain_text import one_line
from briefing.slide_fit import LINE_HEIGHT, Box, line_count, pages_of, text_em
from briefing.slide_stage import Pptx
from briefing.slide_text import Style, points, write
from briefing.table import Cell, Column, Table, shown

SIZES: Final = (14.0, 13.0, 12.0, 11.0, 10.5)
"""Font sizes for a table that fits one slide, the largest first; one that does not is set in `LONG_SIZE`."""

LONG_SIZE: Final = 11.0
SMALLEST: Final = 8.0
"""Only where a single row would not fit a slide."""

MARGIN_X: Final = 5.0
MARGIN_Y: Final = 2.5
BALANCES: Final = (0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95)
LEAST_EM: Final = 3.0
MOST_EM: Final = 30.0
"""Narrowest and widest a column wants to be, in font sizes."""

LONG_EM: Final = 16.0
"""Columns with long texts are equally wide where these are at least so wide, in font sizes."""

LIMIT: Final = 600
"""Characters of a cell on a slide."""


@dataclass(frozen=True)
class Cut:
    """A table as it will stand on slides.

    Parameters
    ----------
    header, rows
        Texts.
    size
        Of the font, in points.
    widths, heights
        Of the columns; of the header and the rows, in points.
    pages
        Which rows stand on which slide.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    size: float
    widths: tuple[float, ...]
    heights: tuple[float, ...]
    pages: tuple[slice, ...]


def cut_table(table: Table, width: float, first: float, later: float) -> Cut:
    """Return a table measured and cut into pages.

    Parameters
    ----------
    table
        Without rows it has one page with the header alone.
    width
        Of the slide's room, which the table fills.
    first, later
        Height of the room on the first slide and on the others.
    """
    header = tuple(one_line(column.heading) for column in table.columns)
    rows = tuple(
        tuple(_short(shown(cell, column)) for cell, column in zip(row, table.columns, strict=True))
        for row in table.rows
    )
    for size in SIZES:
        whole = _cut(header, rows, size, width, first, later)
        if len(whole.pages) == 1:
            return whole
    size = LONG_SIZE
    while (found := _cut(header, rows, size, width, first, later)) and size > SMALLEST and _too_tall(found, later):
        size -= 0.5
    return found


def _texts(row: Sequence[Cell], columns: Sequence[Column]) -> tuple[str, ...]:
    return tuple(_short(shown(cell, column)) for cell, column in zip(row, columns, strict=True))


def _short(text: str) -> str:
    text = one_line(text)
    return text if len(text) <= LIMIT else text[: LIMIT - 1] + "…"


def _too_tall(cut: Cut, room: float) -> bool:
    return max(cut.heights[1:], default=0.0) + cut.heights[0] > room


def _cut(
    header: Sequence[str], rows: Sequence[Sequence[str]], size: float, width: float, first: float, later: float
) -> Cut:
    widths = column_widths([header, *rows], size, width)
    heights = [_row_height(row, widths, size) for row in (header, *rows)]
    pages = _balanced(heights[1:], first - heights[0], later - heights[0])
    return Cut(tuple(header), tuple(map(tuple, rows)), size, tuple(widths), tuple(heights), tuple(pages))


def _balanced(heights: Sequence[float], first: float, later: float) -> list[slice]:
    """Return the pages, of about equal length: a last one with a single row looks like a mistake."""
    pages = pages_of(heights, first, later)
    for share in BALANCES if len(pages) > 1 else ():
        # The first page is shorter already by what stands above its table.
        room = share * later
        fairer = pages_of(heights, min(first, room), room)
        if len(fairer) == len(pages):
            return fairer
    return pages


def column_widths(rows: Sequence[Sequence[str]], size: float, width: float) -> list[float]:
    """Return the widths of the columns, which add up to `width`.

    Columns whose longest cell stands on one line keep that line. Every other gets room for its longest word; what is
    left is shared out by how much more each would like.
    """
    columns = list(zip(*rows, strict=True))
    whole = [max(max(map(text_em, column)), LEAST_EM) * size + 2 * MARGIN_X + 2 for column in columns]
    if sum(whole) > width:
        share = _fair_share(whole, width)
        if share >= LONG_EM * size:
            return [min(one, share) for one in whole]
    wishes = [min(one, MOST_EM * size + 2 * MARGIN_X + 2) for one in whole]
    needs = [min(max(_longest_word(column), LEAST_EM), MOST_EM) * size + 2 * MARGIN_X + 2 for column in columns]
    if sum(wishes) <= width:
        return [wish * width / sum(wishes) for wish in wishes]
    if sum(needs) >= width:
        return [need * width / sum(needs) for need in needs]
    more = [wish - need for wish, need in zip(wishes, needs, strict=True)]
    share = (width - sum(needs)) / sum(more)
    return [need + share * one for need, one in zip(needs, more, strict=True)]


def _fair_share(wishes: Sequence[float], width: float) -> float:
    """Return the most that a column may take so that all together take `width`; those that need less keep less."""
    left = width
    for place, wish in enumerate(sorted(wishes)):
        share = left / (len(wishes) - place)
        if wish > share:
            return share
        left -= wish
    return max(wishes)


def _longest_word(column: Sequence[str]) -> float:
    """Return the width of the longest stretch that should not be broken: words, or four Chinese characters."""
    words = [word for text in column for word in text.split(" ")]
    return max((min(text_em(word), 4.0) if not word.isascii() else text_em(word) for word in words), default=0.0)


def _row_height(row: Sequence[str], widths: Sequence[float], size: float) -> float:
    lines = max(line_count(text, size, width - 2 * MARGIN_X) for text, width in zip(row, widths, strict=True))
    return lines * size * LINE_HEIGHT + 2 * MARGIN_Y


def add_table(slide: Pptx, table: Table, cut: Cut, page: int, box: Box, style: Style) -> Pptx:
    """Draw one page of a table at the top of a box and return its shape."""
    rows = cut.rows[cut.pages[page]]
    heights = (cut.heights[0], *cut.heights[1:][cut.pages[page]])
    place = (points(value) for value in (box.left, box.top, box.width, sum(heights)))
    shape = slide.shapes.add_table(len(rows) + 1, len(cut.widths), *place)
    shape.name = "Table"
    shape._element.nvGraphicFramePr.cNvPr.set("descr", one_line(table.title))
    drawn = shape.table
    for column, width in zip(drawn.columns, cut.widths, strict=True):
        column.width = points(width)
    for row, height in zip(drawn.rows, heights, strict=True):
        row.height = points(height)
    text = style.but(size=cut.size, colour=MSO_THEME_COLOR.TEXT_1)
    head = text.but(bold=True, colour=MSO_THEME_COLOR.BACKGROUND_1)
    for place_, (cells, one) in enumerate([(cut.header, head), *((row, text) for row in rows)]):
        for column, words in enumerate(cells):
            numeric = table.columns[column].numeric
            _fill(drawn.cell(place_, column), words, one.but(align="right" if numeric else "left"), place_)
    return shape


def _fill(cell: Pptx, text: str, style: Style, row: int) -> None:
    cell.margin_left = cell.margin_right = points(MARGIN_X)
    cell.margin_top = cell.margin_bottom = points(MARGIN_Y)
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    cell.fill.solid()
    colour = cell.fill.fore_color
    if row == 0:
        colour.theme_color = MSO_THEME_COLOR.ACCENT_1
    else:
        colour.theme_color = MSO_THEME_COLOR.BACKGROUND_1 if row % 2 else MSO_THEME_COLOR.BACKGROUND_2
    write(cell.text_frame, [(text, style)])
    _border(cell)


def _border(cell: Pptx) -> None:
    """Draw a hairline below a cell, so that rows stay apart on a bad projector and in print."""
    properties = cell._tc.get_or_add_tcPr()
    line = properties.makeelement(qn("a:lnB"), {"w": "6350"})
    fill = line.makeelement(qn("a:solidFill"), {})
    fill.append(fill.makeelement(qn("a:schemeClr"), {"val": "accent5"}))
    line.append(fill)
    properties.insert(0, line)
