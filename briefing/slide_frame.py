"""The frame of every slide: headline, foot with study, date, version and approval, number, notes, properties."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from typing import Final

from pptx.enum.dml import MSO_THEME_COLOR
from pptx.oxml.ns import qn

from briefing.about import About
from briefing.plain_text import one_line, plain_text
from briefing.slide_fit import Box, largest_size, line_count, text_em, text_height
from briefing.slide_stage import Pptx, Stage, box_of
from briefing.slide_text import Style, add_text, points, prepare, set_east_asian, set_font, set_language, styled, write

HEADLINE_SIZES: Final = (28.0, 26.0, 24.0, 22.0, 20.0, 18.0, 16.0, 14.0)
TITLE_SIZES: Final = (44.0, 40.0, 36.0, 32.0, 28.0, 24.0, 22.0, 20.0, 18.0, 16.0, 14.0)
SUBTITLE_SIZES: Final = (20.0, 18.0, 16.0, 14.0, 13.0, 12.0, 11.0, 10.0, 9.0)
FOOT_SIZES: Final = (9.0, 8.5, 8.0, 7.5, 7.0)
FACT_SIZE: Final = 12.0
APPROVAL_SHARE: Final = 0.3
PROPERTY_LIMIT: Final = 255
"""Characters that the file format allows for a property."""


def base_style(stage: Stage, about: About) -> Style:
    """Return the style that all texts of a deck have in common."""
    return Style(None, east_asian=stage.east_asian, language=about.language)


def add_slide(stage: Stage, about: About, *, opening: bool = False) -> Pptx:
    """Add an empty slide: of its layout's placeholders only titles stay, and the number where the layout has one."""
    layout = stage.opening if opening else stage.content
    slide = stage.presentation.slides.add_slide(layout)
    wanted = ("title", "ctrTitle", "subTitle") if opening else ("title", "ctrTitle")
    for shape in list(slide.placeholders):
        if shape._element.ph.get("type", "obj") not in wanted:
            shape._element.getparent().remove(shape._element)
    if not opening:
        _add_number(slide, layout, stage, about)
    return slide


def _add_number(slide: Pptx, layout: Pptx, stage: Stage, about: About) -> None:
    for shape in layout.placeholders:
        if shape._element.ph.get("type") != "sldNum":
            continue
        copied = deepcopy(shape._element)
        copied.nvSpPr.cNvPr.set("id", str(max(one.shape_id for one in slide.shapes) + 1 if len(slide.shapes) else 2))
        for properties in list(copied.iter(qn("a:rPr"), qn("a:endParaRPr"), qn("a:defRPr"))):
            set_language(properties, about.language)
            set_east_asian(properties, stage.east_asian)
        slide.shapes._spTree.append(copied)
        return


def headline_box(text: str, stage: Stage) -> tuple[Box, float]:
    """Return where a headline stands and in what size; the box grows downwards where even the smallest does not fit."""
    box, usual = stage.headline, _title_size(stage)
    sizes = [size for size in HEADLINE_SIZES if size <= usual] or [usual]
    size = largest_size([text], box, sizes, gap=0) or sizes[-1]
    need = text_height([text], size, box.width, gap=0)
    return (Box(box.left, box.top, box.width, need) if need > box.height else box), size


def set_headline(slide: Pptx, text: str, stage: Stage, about: About) -> None:
    """Write the headline."""
    box, size = headline_box(text, stage)
    shape = slide.shapes.title
    if box != stage.headline:
        shape.left, shape.top, shape.width, shape.height = map(points, (box.left, box.top, box.width, box.height))
    prepare(shape.text_frame, anchor="middle")
    write(shape.text_frame, [(text, base_style(stage, about).but(size=size))])


def _title_size(stage: Stage) -> float:
    """Return the size that the layout gives its title, or the master if the layout is silent."""
    title = next(shape for shape in stage.content.placeholders if shape._element.ph.get("type") == "title")
    styles = stage.content.slide_master._element.find(qn("p:txStyles"))
    holders = [title._element.txBody, None if styles is None else styles.find(qn("p:titleStyle"))]
    for holder in holders:
        found = None if holder is None else holder.find(f".//{qn('a:lvl1pPr')}/{qn('a:defRPr')}")
        if found is not None and found.get("sz"):
            return int(found.get("sz")) / 100
    return HEADLINE_SIZES[0]


def add_foot(slide: Pptx, stage: Stage, about: About, source: str) -> None:
    """Write study, scenario, date, version and sources at the foot, and the approval or the stamp beside them."""
    style = base_style(stage, about)
    if stage.own:
        style = style.but(colour=MSO_THEME_COLOR.TEXT_1)
    left, right = stage.foot.columns(1 - APPROVAL_SHARE, 10)
    lines = [line for line in (about.line(), one_line(source)) if line]
    size = _one_line_size(lines, left)
    words = [shortened(line, size, left.width) for line in lines]
    add_text(slide, left, styled(words, style.but(size=size, tight=True)), name="Footer")
    approval = approval_words(about)
    stamp = style.but(size=_one_line_size([approval], right), bold=True, align="right")
    if stage.own:
        stamp = stamp.but(colour=MSO_THEME_COLOR.ACCENT_4)
    add_text(slide, right, [(approval, stamp)], name="Approval")


def _one_line_size(lines: Sequence[str], box: Box) -> float:
    """Return the largest size in which every line stays one, the smallest where none does."""
    for size in FOOT_SIZES:
        if all(line_count(line, size, box.width) == 1 for line in lines):
            return size
    return FOOT_SIZES[-1]


def shortened(text: str, size: float, width: float) -> str:
    """Return a text that fits one line, with an ellipsis where it was cut: the sources have a slide of their own."""
    if line_count(text, size, width) == 1:
        return text
    room, kept = width / size - 1.0, ""
    for character in text:
        if text_em(kept + character) > room:
            break
        kept += character
    return kept.rstrip() + "…"


def approval_words(about: About) -> str:
    """Return the approval number with its name, or the stamp."""
    if about.approval_number is None:
        return about.stamp
    label = about.labels.get("approval", "")
    if not label:
        return about.approval_number
    return f"{label}：{about.approval_number}" if about.language == "zh" else f"{label}: {about.approval_number}"


def fill_opening(slide: Pptx, stage: Stage, about: About) -> None:
    """Write title, subtitle and what the deck is about on its first slide."""
    style = base_style(stage, about)
    title = slide.shapes.title
    box = box_of(title)
    size = largest_size([about.title], box, TITLE_SIZES, gap=0) or TITLE_SIZES[-1]
    prepare(title.text_frame, anchor="bottom" if stage.own else "middle")
    write(title.text_frame, [(about.title, style.but(size=size))])
    place = next((one for one in slide.placeholders if one._element.ph.get("type") == "subTitle"), None)
    facts = _facts(about)
    if stage.own and place is not None:
        _write_fitting(place, [about.subtitle] if about.subtitle else [], style)
        room = Box(box.left, box_of(place).bottom + 24, box.width, stage.size[1] - box_of(place).bottom - 60)
        fact = style.but(size=largest_size(facts, room, (13.0, 12.0, 11.0, 10.0, 9.0)) or 9.0)
        add_text(slide, room, styled(facts, fact), name="Facts")
        return
    lines = [line for line in (about.subtitle, *facts) if line]
    if place is not None:
        _write_fitting(place, lines, style)
        return
    size = largest_size(lines, stage.body, SUBTITLE_SIZES) or SUBTITLE_SIZES[-1]
    add_text(slide, stage.body, styled(lines, style.but(size=size)), name="Facts")


def _write_fitting(shape: Pptx, lines: Sequence[str], style: Style) -> None:
    prepare(shape.text_frame)
    if not lines:
        shape._element.getparent().remove(shape._element)
        return
    size = largest_size(lines, box_of(shape), SUBTITLE_SIZES) or SUBTITLE_SIZES[-1]
    write(shape.text_frame, styled(lines, style.but(size=size)))


def _facts(about: About) -> list[str]:
    """Return author, then study, scenario, date and version, then the approval."""
    return [line for line in (about.author, about.line(), approval_words(about)) if line]


def set_notes(slide: Pptx, paragraphs: Sequence[str], stage: Stage, about: About) -> None:
    """Write the speaker's notes; no notes page without any."""
    texts = [text for text in map(one_line, paragraphs) if text]
    if not texts:
        return
    frame = slide.notes_slide.notes_text_frame
    style = base_style(stage, about)
    for place, text in enumerate(texts):
        paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
        run = paragraph.add_run()
        run.text = text
        set_font(run.font, style)


def set_properties(presentation: Pptx, about: About) -> None:
    """Write the file's properties: what it is about, and the briefing's date in place of the hour of writing."""
    properties = presentation.core_properties
    sources = "; ".join(source.line for source in about.sources)
    values = {
        "title": about.title,
        "subject": about.line(),
        "author": about.author or about.version,
        "keywords": " · ".join(part for part in (about.study, about.scenario, about.fingerprint) if part),
        "comments": " · ".join(part for part in (approval_words(about), about.crs, sources) if part),
        "category": "",
        "content_status": "",
        "identifier": about.fingerprint,
        "language": "zh-CN" if about.language == "zh" else "en",
        "last_modified_by": about.version,
        "version": about.version,
    }
    for name, value in values.items():
        setattr(properties, name, plain_text(value)[:PROPERTY_LIMIT])
    moment = about.moment.replace(tzinfo=None)
    properties.created = properties.modified = properties.last_printed = moment
    properties.revision = 1
