"""What stands round the map: title and stamp above, author, date, coordinate system and sources below."""

from __future__ import annotations

from typing import Final

from briefing.about import About
from briefing.page import HAIR, QUIET, Box, Page
from briefing.sheet import Mark
from briefing.typesetting import PT_PER_MM

TITLE_SIZES_PT: Final = (17.0, 15.5, 14.0, 12.5, 11.0, 10.0, 9.0, 8.0)
MOST_TITLE_LINES: Final = 3
SUBTITLE_PT: Final = 8.6
STAMP_PT: Final = 7.6
FOOT_SIZES_PT: Final = (5.9, 5.6, 5.3, 5.0)
MOST_FOOT_SHARE: Final = 0.12
"""Of the sheet's height, before the writing below the map becomes smaller."""

STAMP_COLOUR: Final = "#9b1c1c"
SIDE_GAP_MM: Final = 5.0
_SKIPPED: Final = ("approval",)  # it stands in the box at the top


def draw_heading(page: Page, about: About, box: Box) -> float:
    """Write title, subtitle and the approval box at the top of a box; return where the map may begin."""
    left, _, right, top = box
    scale = page.paper.type_scale
    stamp_left = _draw_stamp(page, about, right, top)
    room = stamp_left - left - SIDE_GAP_MM
    sizes = [size * scale for size in TITLE_SIZES_PT]
    lines, size = page.type.fitted(about.title, room, sizes, 1, "bold")
    if lines[-1].endswith("…") or size < 12 * scale:
        lines, size = page.type.fitted(about.title, room, sizes, 2, "bold")
    if lines[-1].endswith("…") or size < 9 * scale:
        lines, size = page.type.fitted(about.title, room, sizes, MOST_TITLE_LINES, "bold")
    bottom = page.lines(left, top, lines, size, weight="bold")
    if about.subtitle:
        small = SUBTITLE_PT * scale
        under, small = page.type.fitted(about.subtitle, room, [small, small * 0.9, small * 0.8], 2)
        bottom = page.lines(left, bottom - 0.2, under, small, colour=QUIET)
    return bottom - 1.8


def stamp_text(about: About) -> str:
    """Return the approval number with its word, or the stamp."""
    if about.approval_number:
        return " ".join(part for part in (about.labels.get("approval", ""), about.approval_number) if part)
    return about.stamp


def _draw_stamp(page: Page, about: About, right: float, top: float) -> float:
    """Draw the box at the upper right corner; return its left side."""
    size = STAMP_PT * page.paper.type_scale
    lines = page.type.lines(stamp_text(about), page.paper.width_mm * 0.3, size, "bold")
    width = max(page.type.width_mm(line, size, "bold") for line in lines) + 4.4
    height = page.type.block_height_mm(len(lines), size) + 1.8
    colour = QUIET if about.approval_number else STAMP_COLOUR
    page.box((right - width, top - height, right, top), Mark(edge=colour, edge_pt=0.9))
    page.lines(right - width / 2, top - 0.9, lines, size, weight="bold", colour=colour, align="center")
    return right - width


def draw_foot(page: Page, about: About, box: Box) -> float:
    """Write facts and sources at the bottom of a box; return where the map may end."""
    left, bottom, right, _ = box
    scale = page.paper.type_scale
    for step in FOOT_SIZES_PT:
        size = step * scale
        columns = _foot_columns(page, about, right - left, size)
        height = max(page.type.block_height_mm(len(lines), size) for lines, _, _ in columns)
        if height <= MOST_FOOT_SHARE * page.paper.height_mm:
            break
    for lines, offset, _ in columns:
        page.lines(left + offset, bottom + height, lines, size, colour=QUIET)
    page.line([(left, bottom + height + 1.2), (right, bottom + height + 1.2)], Mark(edge=HAIR, edge_pt=0.5))
    return bottom + height + 3.4


def _foot_columns(page: Page, about: About, width: float, size: float) -> list[tuple[list[str], float, float]]:
    """Return lines, offset and width of the facts' column and of those of the sources; facts alone stand in a row."""
    if not about.sources:
        facts_in_a_row = " · ".join(value for _, value in _facts(about))
        return [(page.type.lines(facts_in_a_row, width, size), 0.0, width)]
    wide = page.paper.landscape
    shares = (0.22, 0.26, 0.26, 0.26) if wide else (0.36, 0.32, 0.32)
    widths = [share * width - SIDE_GAP_MM for share in shares]
    facts = [f"{label}{_colon(about)}{value}" for label, value in _facts(about)]
    fact_lines = [line for fact in facts for line in page.type.lines(fact, widths[0], size)]
    title = about.labels.get("sources", "")
    sources = [f"{title}{_colon(about)}{line}" if not place else line for place, line in enumerate(source_lines(about))]
    source_rows = [line for one in sources for line in page.type.lines(one, widths[1], size)]
    columns = [fact_lines]
    share = -(-len(source_rows) // (len(widths) - 1))
    columns += [source_rows[place : place + share] for place in range(0, len(source_rows), max(share, 1))]
    offsets = [sum(shares[:place]) * width for place in range(len(shares))]
    return list(zip(columns, offsets, widths, strict=False))


def source_lines(about: About) -> list[str]:
    """Return the sources, one line each; layers that share source, licence and date are named together."""
    together: dict[tuple[str, str, str], list[str]] = {}
    for one in about.sources:
        together.setdefault((one.source, one.licence, one.date), []).append(one.title)
    comma = "、" if about.language == "zh" else ", "
    semicolon = "；" if about.language == "zh" else "; "
    return [
        f"{comma.join(titles)}{_colon(about)}{semicolon.join(part for part in key if part)}"
        for key, titles in together.items()
    ]


def _facts(about: About) -> list[tuple[str, str]]:
    words = {about.labels.get(name, name) for name in _SKIPPED}
    return [(label, value) for label, value in about.facts() if label not in words]


def _colon(about: About) -> str:
    return "：" if about.language == "zh" else ": "


def mm_of_pt(size_pt: float) -> float:
    """Return points as millimetres."""
    return size_pt / PT_PER_MM
