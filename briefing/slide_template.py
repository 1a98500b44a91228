"""The stage of a deck in an organisation's own template: checked before it is opened, its old slides removed.

Layouts and placeholders are found by what they are for, since their names depend on the language of whoever made them.
"""

from __future__ import annotations

import io
import zipfile
from typing import Final

from lxml import etree
from pptx import Presentation
from pptx.exc import PythonPptxError
from pptx.oxml.ns import qn

from analysis.errors import Problem, UnreadableError
from briefing.slide_fit import Box
from briefing.slide_stage import Pptx, Stage, box_of, theme_part
from briefing.slide_text import EAST_ASIAN, MINOR_EAST_ASIAN
from briefing.template_links import check_kept, remove_slides
from briefing.template_package import check_template

_FOOTERS: Final = ("dt", "ftr", "sldNum")
_NOT_SIMPLE: Final = ("vertTitleAndTx", "vertTx", "blank", "title", "secHead")
# What a broken package makes the library raise is not documented and has no common base.
_BROKEN: Final = (
    PythonPptxError,
    etree.LxmlError,
    zipfile.BadZipFile,
    ValueError,
    LookupError,
    AttributeError,
    TypeError,
    RecursionError,
)
SIDE: Final = 0.05
"""Share of the slide's width that stays free at each side where the title does not say it."""

FOOT_HEIGHT: Final = 26.0
GAP: Final = 8.0
SLIDE_POINTS: Final = (72.0, 4032.0)
"""Least and greatest side of a slide in points, as the format has it."""

LEAST_BODY: Final = 0.4
"""Share of the slide's height below which a layout leaves too little room."""


def template_stage(content: bytes, name: str) -> Stage:
    """Return an organisation's template as an empty presentation.

    Parameters
    ----------
    content
        The file.
    name
        Of the file, for messages.

    Raises
    ------
    UnreadableError
        As `briefing.template_package.check_template` and `briefing.template_links.check_kept`;
        ``template_no_layout``.
    """
    check_template(content, name)
    try:
        presentation = Presentation(io.BytesIO(content))
        remove_slides(presentation)
        check_kept(presentation, name)
        return _stage(presentation, name)
    except UnreadableError:
        raise
    except _BROKEN as error:
        raise UnreadableError(Problem("template_not_pptx", name)) from error


def _stage(presentation: Pptx, name: str) -> Stage:
    width, height = presentation.slide_width.pt, presentation.slide_height.pt
    if not all(SLIDE_POINTS[0] <= side <= SLIDE_POINTS[1] for side in (width, height)):
        raise UnreadableError(Problem("template_not_pptx", name))
    layouts = [layout for master in presentation.slide_masters for layout in master.slide_layouts]
    content = _content_layout(layouts)
    if content is None:
        raise UnreadableError(Problem("template_no_layout", name))
    opening = _opening_layout(layouts) or content
    headline, body, foot = _rooms(content, width, height)
    if body.height < LEAST_BODY * height:
        raise UnreadableError(Problem("template_no_layout", name))
    return Stage(
        presentation=presentation,
        opening=opening,
        content=content,
        headline=headline,
        body=body,
        foot=foot,
        east_asian=MINOR_EAST_ASIAN if _theme_has_east_asian(content.slide_master) else EAST_ASIAN,
        own=False,
    )


def _kinds(layout: Pptx) -> list[str]:
    return [shape._element.ph.get("type", "obj") for shape in layout.placeholders]


def _content_layout(layouts: list[Pptx]) -> Pptx | None:
    """Return the layout with a title above an empty slide, or the one that comes nearest."""
    titled = [
        layout for layout in layouts if "title" in _kinds(layout) and layout._element.get("type") not in _NOT_SIMPLE
    ]

    def order(layout: Pptx) -> tuple[bool, int]:
        others = [kind for kind in _kinds(layout) if kind not in ("title", *_FOOTERS)]
        return layout._element.get("type") != "titleOnly", len(others)

    return min(titled, key=order, default=None)


def _opening_layout(layouts: list[Pptx]) -> Pptx | None:
    for wanted in ({"ctrTitle"}, {"title", "subTitle"}):
        for layout in layouts:
            if wanted <= set(_kinds(layout)):
                return layout
    return None


def _rooms(layout: Pptx, width: float, height: float) -> tuple[Box, Box, Box]:
    """Return where headline, body and foot stand: between the title and whatever the layout has at its foot."""
    shapes = {shape._element.ph.get("type", "obj"): box_of(shape) for shape in layout.placeholders}
    headline = shapes["title"]
    feet = [shapes[kind].top for kind in _FOOTERS if kind in shapes and shapes[kind].top > 0.75 * height]
    bottom = min([*feet, height * (1 - SIDE / 2)])
    left, right = (
        (headline.left, headline.right) if headline.width > 0.6 * width else (SIDE * width, (1 - SIDE) * width)
    )
    left, right = max(left, 0.02 * width), min(right, 0.98 * width)
    above = headline.top + headline.height / 2 < 0.45 * height
    top = headline.bottom + GAP if above else SIDE * height
    foot = Box(left, bottom - FOOT_HEIGHT, right - left, FOOT_HEIGHT - 2)
    end = foot.top - GAP if above else min(headline.top, foot.top) - GAP
    return headline, Box(left, top, right - left, max(end - top, 0.0)), foot


def _theme_has_east_asian(master: Pptx) -> bool:
    part = theme_part(master)
    if not part.content_type.endswith("theme+xml"):  # only then was it looked through
        raise ValueError(part.content_type)
    theme = etree.fromstring(part.blob, etree.XMLParser(resolve_entities=False, no_network=True))
    font = theme.find(f".//{qn('a:minorFont')}/{qn('a:ea')}")
    return font is not None and bool(font.get("typeface"))
