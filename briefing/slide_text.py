"""Text on slides: every run says its East Asian typeface, every line has a fixed height, nothing unwritable gets in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from lxml import etree
from pptx.dml.color import RGBColor
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Length, Pt

from briefing.plain_text import one_line
from briefing.slide_fit import LINE_HEIGHT, PARAGRAPH_GAP, Box
from briefing.slide_stage import Pptx

MINOR_EAST_ASIAN: Final = "+mn-ea"
MAJOR_EAST_ASIAN: Final = "+mj-ea"
EAST_ASIAN: Final = "Microsoft YaHei"
"""Comes with Office on Windows and on macOS."""

LANGUAGE_TAGS: Final = {"zh": ("zh-CN", "en-US"), "en": ("en-US", "zh-CN")}
BULLET: Final = "•"

_FONT_ORDER: Final = tuple(qn(f"a:{name}") for name in ("latin", "ea", "cs", "sym", "hlinkClick", "hlinkMouseOver"))
Colour = RGBColor | MSO_THEME_COLOR
_ALIGN: Final = {"left": PP_ALIGN.LEFT, "right": PP_ALIGN.RIGHT, "center": PP_ALIGN.CENTER}


@dataclass(frozen=True)
class Style:
    """How a text is set.

    Parameters
    ----------
    size
        In points; None keeps that of the placeholder.
    east_asian
        Typeface, or a reference to that of the theme.
    language
        ``zh`` or ``en``: how lines break and what the spelling is checked by.
    colour
        None keeps that of the place.
    bullet, tight
        Whether a mark stands before it, and whether it follows the text above without a gap.
    """

    size: float | None
    east_asian: str = EAST_ASIAN
    language: str = "zh"
    bold: bool | None = None
    colour: Colour | None = None
    align: str = ""
    bullet: bool = False
    tight: bool = False

    def but(self, **changes: Pptx) -> Style:
        """Return the same with some changes."""
        return replace(self, **changes)


def points(value: float) -> Length:
    """Return a length in points as python-pptx takes it."""
    return Pt(round(value, 2))


def write(frame: Pptx, paragraphs: Sequence[tuple[str, Style]]) -> None:
    """Put paragraphs into an empty text frame; none leaves one that is empty."""
    for place, (text, style) in enumerate(paragraphs):
        paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
        _write_paragraph(paragraph, text, style, first=place == 0)
    if not paragraphs:
        _write_paragraph(frame.paragraphs[0], "", Style(None), first=True)


def _write_paragraph(paragraph: Pptx, text: str, style: Style, *, first: bool) -> None:
    if style.align:
        paragraph.alignment = _ALIGN[style.align]
    if style.size is not None:
        paragraph.line_spacing = points(style.size * LINE_HEIGHT)
        paragraph.space_before = points(0 if first or style.tight else style.size * PARAGRAPH_GAP)
        paragraph.space_after = points(0)
    if style.bullet and style.size is not None:
        _set_bullet(paragraph, indent=style.size)
    words = one_line(text)
    if words:
        run = paragraph.add_run()
        run.text = words
        set_font(run.font, style)
        return
    end = paragraph._p.get_or_add_endParaRPr()
    set_east_asian(end, style.east_asian)


def _set_bullet(paragraph: Pptx, *, indent: float) -> None:
    properties = paragraph._p.get_or_add_pPr()
    properties.set("marL", str(points(indent)))
    properties.set("indent", str(-points(indent)))
    font = etree.SubElement(properties, qn("a:buFont"))
    font.set("typeface", "Arial")
    etree.SubElement(properties, qn("a:buChar")).set("char", BULLET)


def set_font(font: Pptx, style: Style) -> None:
    """Set size, weight, colour, language and East Asian typeface of a run or of a chart's text."""
    if style.size is not None:
        font.size = points(style.size)
    if style.bold is not None:
        font.bold = style.bold
    if isinstance(style.colour, MSO_THEME_COLOR):
        font.color.theme_color = style.colour
    elif style.colour is not None:
        font.color.rgb = style.colour
    properties = font._rPr
    set_language(properties, style.language)
    set_east_asian(properties, style.east_asian)


def set_language(properties: Pptx, language: str) -> None:
    """Say in which language a text is: how its lines break, and what its spelling is checked by."""
    properties.set("lang", LANGUAGE_TAGS[language][0])
    properties.set("altLang", LANGUAGE_TAGS[language][1])


def set_east_asian(properties: Pptx, typeface: str) -> None:
    """Give an element of character properties its East Asian typeface, in the place that the schema asks for."""
    for old in properties.findall(qn("a:ea")):
        properties.remove(old)
    font = etree.Element(qn("a:ea"))
    font.set("typeface", typeface)
    later = _FONT_ORDER[1:]
    follower = next((child for child in properties if child.tag in later), None)
    if follower is None:
        extension = properties.find(qn("a:extLst"))
        properties.append(font) if extension is None else extension.addprevious(font)
    else:
        follower.addprevious(font)


def add_text(
    slide: Pptx,
    box: Box,
    paragraphs: Sequence[tuple[str, Style]],
    *,
    name: str,
    anchor: str = "top",
) -> Pptx:
    """Add a text box without margins; nothing where there is no text. Return its shape."""
    if not any(text for text, _ in paragraphs):
        return None
    shape = slide.shapes.add_textbox(*(points(value) for value in (box.left, box.top, box.width, box.height)))
    shape.name = name
    prepare(shape.text_frame, anchor=anchor)
    write(shape.text_frame, paragraphs)
    return shape


def prepare(frame: Pptx, *, anchor: str = "top", margin: float = 0.0) -> None:
    """Let a frame wrap its text, keep its size, and have these margins in points."""
    frame.word_wrap = True
    frame.auto_size = MSO_AUTO_SIZE.NONE
    frame.vertical_anchor = {"top": MSO_ANCHOR.TOP, "middle": MSO_ANCHOR.MIDDLE, "bottom": MSO_ANCHOR.BOTTOM}[anchor]
    for side in ("left", "right", "top", "bottom"):
        setattr(frame, f"margin_{side}", points(margin))


def styled(texts: Iterable[str], style: Style) -> list[tuple[str, Style]]:
    """Return texts with one style."""
    return [(text, style) for text in texts]
