"""The column beside the map: legend, lists and notes in reading order, as large as there is room for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from briefing.frame import symbol
from briefing.page import HAIR, INK, QUIET, Box, Page
from briefing.sheet import Block, Item, LegendEntry, Mark
from briefing.typesetting import LINE_SPACING, PT_PER_MM, Typesetter

TITLE_PT: Final = 7.8
ENTRY_PT: Final = 6.6
DETAIL_PT: Final = 5.8
NOTE_PT: Final = 5.9
SWATCH_MM: Final = 7.5
LISTED: Final = 0.85
"""Size of a symbol in a list, relative to the map."""

LEAST_TAG_PT: Final = 2.8
NUMBER_MM: Final = 4.6
FACT_MM: Final = 15.0
"""Width of the words before the facts."""

SCALES: Final = (1.15, 1.08, 1.0, 0.95, 0.9, 0.85, 0.8, 0.75, 0.7)
"""Sizes that are tried, the largest first."""

WHOLE_AT_MOST: Final = 6
"""So many sizes are tried before a block is parted between two columns."""

_BLOCK_GAP_MM: Final = 2.6
_ROW_GAP_MM: Final = 0.55
_BAR: Final = "#9fb6cc"


@dataclass(frozen=True)
class Row:
    """One line or a few lines that stay together."""

    height: float
    draw: Callable[[Page, float, float], None]
    starts_block: bool = False


def draw_blocks(page: Page, columns: Sequence[Box], blocks: Sequence[Block], more: str) -> None:
    """Write blocks into columns, one after the other, as large as they fit.

    Parameters
    ----------
    more
        Sentence with ``{n}``, for the items of a list that do not fit at the smallest size.
    """
    flow = _fitting(page.type, columns, blocks, page.paper.type_scale, more)
    for column, rows in zip(columns, flow, strict=False):
        top = column[3]
        for place, row in enumerate(rows):
            if row.starts_block and place:
                top -= _BLOCK_GAP_MM * page.paper.type_scale
            row.draw(page, column[0], top)
            top -= row.height


def _fitting(
    typesetter: Typesetter, columns: Sequence[Box], blocks: Sequence[Block], type_scale: float, more: str
) -> list[list[Row]]:
    width = min(right - left for left, _, right, _ in columns)
    for whole in (True, False):
        for scale in SCALES[:WHOLE_AT_MOST] if whole else SCALES:
            flow = _flow(_rows(typesetter, blocks, width, scale * type_scale), columns, type_scale, whole=whole)
            if flow is not None:
                return flow
    left_out: dict[int, int] = {}
    shorter = list(blocks)
    while any(block.items for block in shorter):
        place = max(range(len(shorter)), key=lambda one: len(shorter[one].items))
        shorter[place] = replace(shorter[place], items=shorter[place].items[:-1])
        left_out[place] = left_out.get(place, 0) + 1
        named = [
            replace(block, paragraphs=(more.format(n=left_out[one]), *block.paragraphs)) if one in left_out else block
            for one, block in enumerate(shorter)
        ]
        flow = _flow(_rows(typesetter, named, width, SCALES[-1] * type_scale), columns, type_scale)
        if flow is not None:
            return flow
    return _forced(_rows(typesetter, shorter, width, SCALES[-1] * type_scale), columns)


def _flow(
    rows: Sequence[Row], columns: Sequence[Box], type_scale: float, *, whole: bool = False
) -> list[list[Row]] | None:
    """Return the rows of each column; None if they do not fit. A title never stands at a column's foot.

    Parameters
    ----------
    whole
        Whether a block that would be parted moves to the next column, if it fits there.
    """
    flow: list[list[Row]] = [[]]
    left = columns[0][3] - columns[0][1]
    for place, row in enumerate(rows):
        gap = _BLOCK_GAP_MM * type_scale if row.starts_block and flow[-1] else 0.0
        needed = _kept_together(rows, place, whole=whole) if row.starts_block else row.height
        if gap + needed > left:
            if len(flow) == len(columns):
                return None
            flow.append([])
            gap, left = 0.0, columns[len(flow) - 1][3] - columns[len(flow) - 1][1]
        flow[-1].append(row)
        left -= gap + row.height
    return flow if left >= 0 else None


def _kept_together(rows: Sequence[Row], start: int, *, whole: bool) -> float:
    """Return the height that a block's first row needs with what must follow it: one row, or all of its block."""
    height = rows[start].height
    for row in rows[start + 1 :]:
        if row.starts_block:
            break
        height += row.height
        if not whole:
            break
    return height


def _forced(rows: Sequence[Row], columns: Sequence[Box]) -> list[list[Row]]:
    share = -(-len(rows) // len(columns))
    return [list(rows[place : place + share]) for place in range(0, len(rows), share)]


def _rows(typesetter: Typesetter, blocks: Sequence[Block], width: float, scale: float) -> list[Row]:
    rows: list[Row] = []
    for block in blocks:
        if block.title:
            rows.append(_title(typesetter, block.title, width, scale))
        made = [
            *(_fact(typesetter, label, value, width, scale) for label, value in block.facts),
            *(_entry(typesetter, one, width, scale) for one in block.entries),
            *(_item(typesetter, one, width, scale) for one in block.items),
            *_notes(typesetter, block.paragraphs, width, scale, ENTRY_PT if block.lead else NOTE_PT),
        ]
        if made and not block.title:
            made[0] = replace(made[0], starts_block=True)
        rows += made
    return rows


def _title(typesetter: Typesetter, title: str, width: float, scale: float) -> Row:
    size = TITLE_PT * scale
    lines = typesetter.lines(title, width, size, "bold")
    height = typesetter.block_height_mm(len(lines), size)

    def draw(page: Page, x: float, top: float) -> None:
        bottom = page.lines(x, top, lines, size, weight="bold")
        page.line([(x, bottom - 0.35), (x + width, bottom - 0.35)], Mark(edge=HAIR, edge_pt=0.5))

    return Row(height + 1.2, draw, starts_block=True)


def _fact(typesetter: Typesetter, label: str, value: str, width: float, scale: float) -> Row:
    size, room = ENTRY_PT * scale, FACT_MM * scale
    labels = typesetter.lines(label, room - 1.2, size * 0.92)
    lines = typesetter.lines(value, width - room, size)
    height = typesetter.block_height_mm(max(len(lines), len(labels)), size)

    def draw(page: Page, x: float, top: float) -> None:
        page.lines(x, top - 0.03 * size, labels, size * 0.92, colour=QUIET)
        page.lines(x + room, top, lines, size)

    return Row(height + _ROW_GAP_MM, draw)


def _entry(typesetter: Typesetter, entry: LegendEntry, width: float, scale: float) -> Row:
    size, room = ENTRY_PT * scale, SWATCH_MM * scale + 1.6
    lines = typesetter.lines(entry.text, width - room, size)
    text_height = typesetter.block_height_mm(len(lines), size)
    height = max(text_height, 3.6 * scale)

    def draw(page: Page, x: float, top: float) -> None:
        draw_swatch(page, entry, (x, top - height / 2), scale)
        page.lines(x + room, top - (height - text_height) / 2, lines, size)

    return Row(height + _ROW_GAP_MM, draw)


def draw_swatch(page: Page, entry: LegendEntry, left_middle: tuple[float, float], scale: float) -> None:
    """Draw the sample of a legend entry, its left middle at a point."""
    x, y = left_middle
    wide, high = SWATCH_MM * scale, 3.2 * scale
    mark = entry.mark
    if entry.kind == "area":
        page.box((x, y - high / 2, x + wide, y + high / 2), mark)
        size = _fitting_size(page.type, mark.tag, 5.0 * scale, wide - 0.6)
        if size < LEAST_TAG_PT * scale:  # the entry's own text says it
            return
        page.text(x + wide / 2, y - 0.36 * size / PT_PER_MM, mark.tag, size, weight="bold", align="center", halo=True)
    elif entry.kind == "line":
        page.line([(x, y), (x + wide, y)], mark)
    elif entry.kind == "ring":
        page.path(symbol("circle", x + wide / 2, y, 1.65 * scale), mark)
        page.path(symbol("circle", x + wide / 2, y, 0.3 * scale), Mark(fill=QUIET))
    else:
        page.path(symbol(mark.shape, x + wide / 2, y, mark.size_mm * page.paper.type_scale), mark)


def _fitting_size(typesetter: Typesetter, text: str, size: float, room: float) -> float:
    """Return the size, or the smaller one at which a text is no wider than its room."""
    width = typesetter.width_mm(text, size, "bold") if text else 0.0
    return size if width <= room else size * room / width


def _item(typesetter: Typesetter, item: Item, width: float, scale: float) -> Row:
    size, small = ENTRY_PT * scale, DETAIL_PT * scale
    room = (NUMBER_MM * scale if item.number else 0.0) + (4.0 * scale if item.mark else 0.0)
    lines = typesetter.lines(item.text, width - room, size)
    beside = width - room - typesetter.width_mm(lines[-1], size) - 1.2
    same_line = bool(item.detail) and typesetter.width_mm(item.detail, small) <= beside
    details = [] if same_line or not item.detail else typesetter.lines(item.detail, width - room, small)
    height = typesetter.block_height_mm(len(lines), size) + typesetter.block_height_mm(len(details), small)
    bar = 1.5 * scale if item.share is not None else 0.0

    def draw(page: Page, x: float, top: float) -> None:
        start = x + room
        if item.number:
            page.lines(x + NUMBER_MM * scale - 1.2, top, [item.number], size, weight="bold", align="right")
        if item.mark:
            middle = top - LINE_SPACING * size / PT_PER_MM / 2
            page.path(
                symbol(item.mark.shape, start - 2.4 * scale, middle, LISTED * scale * item.mark.size_mm), item.mark
            )
        bottom = page.lines(start, top, lines, size)
        if same_line:
            last = bottom + LINE_SPACING * size / PT_PER_MM
            page.lines(x + width, last - 0.1, [item.detail], small, colour=QUIET, align="right")
        bottom = page.lines(start, bottom, details, small, colour=QUIET)
        if item.share is not None:
            full = width - room
            page.box((start, bottom - bar, start + full, bottom - bar * 0.25), Mark(fill="#eef1f4"))
            page.box((start, bottom - bar, start + full * item.share, bottom - bar * 0.25), Mark(fill=_BAR))

    return Row(height + bar + _ROW_GAP_MM + (0.6 if bar else 0.0), draw)


def _notes(
    typesetter: Typesetter, paragraphs: Sequence[str], width: float, scale: float, size_pt: float
) -> Iterator[Row]:
    size = size_pt * scale
    for paragraph in paragraphs:
        lines = typesetter.lines(paragraph, width, size)

        def draw(page: Page, x: float, top: float, lines: list[str] = lines) -> None:
            page.lines(x, top, lines, size, colour=INK)

        yield Row(typesetter.block_height_mm(len(lines), size) + 0.7, draw)
