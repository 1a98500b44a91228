"""A deck as a PowerPoint file: pictures, native tables and charts, speaker notes, in our theme or a template."""

from __future__ import annotations

import io
from typing import Final

from PIL import Image
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.util import Emu

from analysis.progress import Progress, silent
from briefing.fixed_package import fixed_package
from briefing.plain_text import one_line
from briefing.slide_chart import add_chart
from briefing.slide_fit import Box
from briefing.slide_frame import (
    add_foot,
    add_slide,
    base_style,
    fill_opening,
    headline_box,
    set_headline,
    set_notes,
    set_properties,
)
from briefing.slide_pages import Page, Words, pages_of_slide
from briefing.slide_stage import Pptx, Stage
from briefing.slide_table import add_table
from briefing.slide_template import template_stage
from briefing.slide_text import add_text, points, styled
from briefing.slide_theme import own_stage
from briefing.slides import Chart, Deck, Picture, Slide
from briefing.table import Table

CHART_SIZE: Final = 11.0
HEADLINE_GAP: Final = 10.0


def deck_bytes(
    deck: Deck, *, template: bytes | None = None, template_name: str = "template.pptx", progress: Progress = silent
) -> bytes:
    """Return a deck as the bytes of a PPTX file; the same input gives the same bytes.

    Texts keep to their boxes: a long headline gets a smaller font and more lines, findings and tables that do not fit
    go on on further slides. A deck without slides has its title slide alone.

    Parameters
    ----------
    deck
        What it says.
    template
        An organisation's PPTX, whose layouts, fonts and colours are taken; its own slides are removed.
    template_name
        Of the file, for messages.
    progress
        Called after each slide.

    Raises
    ------
    UnreadableError
        What is wrong with the template; see `briefing.slide_template.template_stage`.
    """
    stage = own_stage() if template is None else template_stage(template, template_name)
    opening = add_slide(stage, deck.about, opening=True)
    fill_opening(opening, stage, deck.about)
    set_notes(opening, deck.notes, stage, deck.about)
    for place, slide in enumerate(deck.slides, start=1):
        _add(slide, deck, stage)
        progress(place / (len(deck.slides) + 1))
    set_properties(stage.presentation, deck.about)
    target = io.BytesIO()
    stage.presentation.save(target)
    return fixed_package(target.getvalue(), deck.about.moment)


def _add(slide: Slide, deck: Deck, stage: Stage) -> None:
    """Add a slide with all of its pages; every page has headline, foot and notes."""
    aspect = _aspect(slide.figure)
    # The longest number that may stand behind the headline decides how high the headline is.
    pages = pages_of_slide(slide, _room(stage, _headline_bottom(slide, deck, stage)), **aspect)
    for place, page in enumerate(pages, start=1):
        drawn = add_slide(stage, deck.about)
        more = deck.continued.format(page=place, pages=len(pages)) if len(pages) > 1 else ""
        set_headline(drawn, one_line(slide.headline) + more, stage, deck.about)
        _draw(drawn, page, slide, deck, stage)
        add_foot(drawn, stage, deck.about, slide.source or deck.source)
        set_notes(drawn, slide.notes, stage, deck.about)


def _headline_bottom(slide: Slide, deck: Deck, stage: Stage) -> float:
    return headline_box(one_line(slide.headline) + deck.continued.format(page=99, pages=99), stage)[0].bottom


def _room(stage: Stage, headline_bottom: float) -> Box:
    below = stage.headline.top < stage.body.top
    return stage.body.below(headline_bottom + HEADLINE_GAP) if below else stage.body


def _aspect(figure: Picture | Chart | Table | None) -> dict[str, float]:
    if not isinstance(figure, Picture):
        return {}
    with Image.open(io.BytesIO(figure.content)) as image:
        return {"aspect": image.width / image.height}


def _draw(drawn: Pptx, page: Page, slide: Slide, deck: Deck, stage: Stage) -> None:
    style = base_style(stage, deck.about)
    if isinstance(page.figure, Picture) and page.figure_box is not None:
        _add_picture(drawn, page.figure, page.figure_box)
    elif isinstance(page.figure, Chart) and page.figure_box is not None:
        add_chart(drawn, page.figure, page.figure_box, style.but(size=CHART_SIZE), deck.about)
    if page.cut is not None and page.table_box is not None and isinstance(slide.figure, Table):
        add_table(drawn, slide.figure, page.cut, page.cut_page, page.table_box, style)
    _add_words(drawn, page.words, page.words_box, stage, deck)


def _add_words(drawn: Pptx, words: Words, box: Box, stage: Stage, deck: Deck) -> None:
    """Write findings from the top and caveats at the foot of their box."""
    style = base_style(stage, deck.about).but(colour=MSO_THEME_COLOR.TEXT_1)
    size, small = words.sizes
    high, low = words.heights(box.width)
    bullets = styled(words.bullets, style.but(size=size, bullet=True))
    add_text(drawn, Box(box.left, box.top, box.width, high), bullets, name="Findings")
    caveats = styled(words.caveats, style.but(size=small, colour=MSO_THEME_COLOR.TEXT_2))
    add_text(drawn, Box(box.left, box.bottom - low, box.width, low), caveats, name="Caveats", anchor="bottom")


def _add_picture(drawn: Pptx, picture: Picture, box: Box) -> None:
    """Put a picture into the middle of a box as large as it fits."""
    shape = drawn.shapes.add_picture(io.BytesIO(picture.content), points(box.left), points(box.top))
    scale = min(points(box.width) / shape.width, points(box.height) / shape.height)
    shape.width, shape.height = Emu(int(shape.width * scale)), Emu(int(shape.height * scale))
    shape.left = Emu(points(box.left) + (points(box.width) - shape.width) // 2)
    shape.top = Emu(points(box.top) + (points(box.height) - shape.height) // 2)
    shape.name = "Picture"
    shape._element.nvPicPr.cNvPr.set("descr", one_line(picture.alt))
