"""The deck of a briefing as a file: maps drawn for the slides, then the slides written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from analysis.clustering.areal_result import ArealResult
from analysis.errors import Problem, UnreadableError
from analysis.progress import Progress, part_of, silent
from briefing.about import About
from briefing.paper import Paper
from briefing.sheet import Block, Sheet
from briefing.slides import Picture
from briefing.template_package import MOST_BYTES
from ui.briefing.maps import MapResults, sheet_for
from ui.briefing.slides import deck_of
from ui.briefing.tables import Results
from ui.text import Text

SLIDE_PAPER: Final = Paper("16:9", 200.0, 132.0, 2.5, 1.1, 0.25)
"""Two thirds of a slide of 13.333 inches, so that the scale is true where that is printed."""

DPI: Final = 170
"""Sharp on a projector of 4K, and the file stays small enough to be sent."""


def deck_file(
    results: Results,
    about: About,
    text: Text,
    *,
    hotspots: ArealResult | None = None,
    template: bytes | None = None,
    template_name: str = "template.pptx",
    progress: Progress = silent,
) -> bytes:
    """Return the deck as the bytes of a PPTX file.

    Raises
    ------
    UnreadableError
        What is wrong with the template; said before a map is drawn.
    """
    from briefing.deck import deck_bytes

    if template is not None:
        from briefing.slide_template import template_stage

        template_stage(template, template_name)
    pictures = dict(map_pictures(results, about, text, hotspots=hotspots, progress=part_of(progress, 0.0, 0.8)))
    deck = deck_of(results, about, text, pictures=pictures)
    later = part_of(progress, 0.8, 1.0)
    return deck_bytes(deck, template=template, template_name=template_name, progress=later)


def map_pictures(
    results: Results, about: About, text: Text, *, hotspots: ArealResult | None = None, progress: Progress = silent
) -> Iterator[tuple[str, Picture]]:
    """Yield map id and picture of every map that the results allow."""
    # Imported where it is drawn: Matplotlib takes most of a second.
    from briefing.figure import png_bytes

    sites = results.sites
    there = {
        "overview": results.study.has("cities"),
        "clustering": results.cluster is not None,
        "layout": results.layout is not None,
        "sites": sites is not None and sites.study is not None,
    }
    wanted = [name for name, known in there.items() if known]
    for place, name in enumerate(wanted, start=1):
        sheet = map_sheet(name, results, about, text, SLIDE_PAPER, hotspots=hotspots)
        sheet = legible(sheet)
        words = text("briefing_deck.map_alt", headline=sheet.about.subtitle or sheet.about.title)
        yield name, Picture(png_bytes(sheet, dpi=DPI), words)
        progress(place / len(wanted))


def legible(sheet: Sheet) -> Sheet:
    """Return a sheet with what can be read from the back of a room: lists, findings and sources have slides."""
    legend = tuple(Block(block.title, entries=block.entries) for block in sheet.blocks if block.entries)
    about = sheet.about.titled(sheet.about.subtitle or sheet.about.title)
    return replace(sheet, blocks=legend, about=replace(about, sources=()))


def map_sheet(
    name: str, results: Results, about: About, text: Text, paper: Paper, *, hotspots: ArealResult | None = None
) -> Sheet:
    """Return one map of these results; raises as `ui.briefing.maps.sheet_for`."""
    sites = results.sites
    given = MapResults(
        clustering=results.cluster,
        hotspots=hotspots,
        layout=results.layout,
        sites=None if sites is None else sites.answer,
        safety=None if sites is None else sites.robustness.safety,
    )
    return sheet_for(name, results.study, given, about, text, paper)


def read_template(path: Path) -> bytes:
    """Return a template's bytes.

    Raises
    ------
    UnreadableError
        ``file_missing``, ``cannot_open``, or ``template_too_large`` before it is read.
    """
    if not path.is_file():  # nor a device without an end
        raise UnreadableError(Problem("file_missing", str(path)))
    try:
        size = path.stat().st_size
        if size <= MOST_BYTES:
            return path.read_bytes()
    except OSError as error:
        raise UnreadableError(Problem("cannot_open", str(path), {"reason": str(error.strerror)})) from error
    raise UnreadableError(Problem("template_too_large", str(path), {"limit": MOST_BYTES // 1_000_000}))
