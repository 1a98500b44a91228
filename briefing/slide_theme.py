"""The stage of a deck without a template of one's own: 16:9, two layouts, a quiet theme.

It is made from the library's default presentation, of which nothing else is left: no other layout, old colours, fonts,
thumbnail, printer settings or name of whoever once saved it.
"""

from __future__ import annotations

from typing import Final

from lxml import etree
from pptx import Presentation
from pptx.enum.text import PP_ALIGN
from pptx.oxml.ns import qn

from briefing.slide_fit import Box
from briefing.slide_stage import Pptx, Stage, theme_part
from briefing.slide_text import EAST_ASIAN, points

WIDTH: Final = 960.0
HEIGHT: Final = 540.0
MARGIN: Final = 40.0
HEADLINE: Final = Box(MARGIN, 26.0, WIDTH - 2 * MARGIN, 64.0)
FOOT: Final = Box(MARGIN, HEIGHT - 38.0, WIDTH - 2 * MARGIN, 28.0)
OPENING_TITLE: Final = Box(MARGIN + 24.0, 120.0, WIDTH - 2 * MARGIN - 48.0, 130.0)
OPENING_SUBTITLE: Final = Box(MARGIN + 24.0, 262.0, WIDTH - 2 * MARGIN - 48.0, 60.0)

LATIN: Final = "Arial"
COLOURS: Final = {
    "dk1": "1F2A33",
    "lt1": "FFFFFF",
    "dk2": "23415E",
    "lt2": "EEF2F5",
    "accent1": "2B5C8A",
    "accent2": "C06B2C",
    "accent3": "3E8E7E",
    "accent4": "A4243B",
    "accent5": "8C9BA8",
    "accent6": "7A5C94",
    "hlink": "2B5C8A",
    "folHlink": "7A5C94",
}
"""Apart for the colour-blind and in grey print; the first is the headline's and the tables'."""

NAMES: Final = {"title": "Yuantu title", "titleOnly": "Yuantu content"}


def own_stage() -> Stage:
    """Return an empty presentation in the project's own theme."""
    presentation = Presentation()
    presentation.slide_width, presentation.slide_height = points(WIDTH), points(HEIGHT)
    size = presentation.element.find(qn("p:sldSz"))
    size.attrib.pop("type", None)  # it says 4:3
    _drop_leftovers(presentation)
    master = presentation.slide_master
    _retheme(master)
    for layout in list(presentation.slide_layouts):
        kind = layout._element.get("type")
        if kind in NAMES:
            layout.name = NAMES[kind]
        else:
            presentation.slide_layouts.remove(layout)
    opening, content = (
        next(one for one in presentation.slide_layouts if one.name == NAMES[kind]) for kind in ("title", "titleOnly")
    )
    for holder in (master, opening, content):
        _place(holder, opening=holder is opening)
    _decorate(opening, content)
    return Stage(
        presentation=presentation,
        opening=opening,
        content=content,
        headline=HEADLINE,
        body=Box(MARGIN, HEADLINE.bottom + 12, WIDTH - 2 * MARGIN, FOOT.top - HEADLINE.bottom - 24),
        foot=FOOT,
        east_asian=EAST_ASIAN,
        own=True,
    )


def _drop_leftovers(presentation: Pptx) -> None:
    part = presentation.part
    for holder in (part, part.package):
        for key, relation in list(holder._rels.items()):
            if relation.reltype.rsplit("/", 1)[-1] in ("printerSettings", "thumbnail", "extended-properties"):
                holder._rels.pop(key)


def _retheme(master: Pptx) -> None:
    part = theme_part(master)
    theme = etree.fromstring(part.blob)
    theme.set("name", "Yuantu")
    scheme = theme.find(f".//{qn('a:clrScheme')}")
    scheme.set("name", "Yuantu")
    for name, value in COLOURS.items():
        entry = scheme.find(qn(f"a:{name}"))
        entry.clear()
        etree.SubElement(entry, qn("a:srgbClr")).set("val", value)
    fonts = theme.find(f".//{qn('a:fontScheme')}")
    fonts.set("name", "Yuantu")
    for font in fonts:
        for entry in list(font):
            if entry.tag == qn("a:font"):
                font.remove(entry)
        font.find(qn("a:latin")).set("typeface", LATIN)
        font.find(qn("a:ea")).set("typeface", EAST_ASIAN)
    part._blob = etree.tostring(theme, xml_declaration=True, encoding="UTF-8", standalone=True)


def _place(holder: Pptx, *, opening: bool) -> None:
    """Move the placeholders of a master or layout to their places on the wide slide, and drop those of dates."""
    boxes = {
        "title": HEADLINE,
        "ctrTitle": OPENING_TITLE,
        "subTitle": OPENING_SUBTITLE,
        "body": Box(MARGIN, HEADLINE.bottom + 12, WIDTH - 2 * MARGIN, FOOT.top - HEADLINE.bottom - 24),
        "sldNum": Box(FOOT.right - 40, FOOT.top + 13, 40, 14),
    }
    for shape in list(holder.placeholders):
        kind = shape._element.ph.get("type", "body")
        if kind not in boxes:
            shape._element.getparent().remove(shape._element)
            continue
        box = boxes[kind]
        shape.left, shape.top, shape.width, shape.height = map(points, (box.left, box.top, box.width, box.height))
        frame = shape.text_frame
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        _restyle(shape, kind)
    if opening:
        holder._element.find(qn("p:cSld")).set("name", NAMES["title"])


_SIZES: Final = {"title": 2400, "ctrTitle": 3600, "subTitle": 1800, "sldNum": 900}


def _restyle(shape: Pptx, kind: str) -> None:
    body = shape._element.txBody
    properties = body.find(qn("a:bodyPr"))
    properties.set("anchor", {"title": "ctr", "ctrTitle": "b", "sldNum": "ctr"}.get(kind, "t"))
    for autofit in ("a:normAutofit", "a:spAutoFit"):
        for found in properties.findall(qn(autofit)):
            properties.remove(found)
    if kind not in _SIZES:
        return
    levels = body.find(qn("a:lstStyle"))
    levels.clear()
    level = etree.SubElement(levels, qn("a:lvl1pPr"))
    level.set("algn", "r" if kind == "sldNum" else "l")
    level.set("marL", "0")
    level.set("indent", "0")
    etree.SubElement(level, qn("a:buNone"))
    run = etree.SubElement(level, qn("a:defRPr"))
    run.set("sz", str(_SIZES[kind]))
    run.set("b", "1" if kind in ("title", "ctrTitle") else "0")
    fill = etree.SubElement(run, qn("a:solidFill"))
    etree.SubElement(fill, qn("a:schemeClr")).set("val", "tx2" if kind in ("title", "ctrTitle") else "tx1")
    for paragraph in shape.text_frame.paragraphs:
        paragraph.alignment = PP_ALIGN.RIGHT if kind == "sldNum" else PP_ALIGN.LEFT


def _decorate(opening: Pptx, content: Pptx) -> None:
    """Draw a band beside the title of the deck, and a thin line above every footer."""
    _bar(opening, Box(MARGIN, OPENING_TITLE.top, 6, OPENING_SUBTITLE.bottom - OPENING_TITLE.top), "accent1")
    _bar(opening, Box(0, HEIGHT - 6, WIDTH, 6), "accent1")
    _bar(content, Box(FOOT.left, FOOT.top - 5, FOOT.width, 0.75), "accent5")


_SHAPE: Final = (
    '<p:sp xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><p:nvSpPr><p:cNvPr id="{id}" name="Line {id}"/>'
    '<p:cNvSpPr/><p:nvPr userDrawn="1"/></p:nvSpPr><p:spPr><a:xfrm><a:off x="{x}" y="{y}"/><a:ext cx="{w}" cy="{h}"/>'
    '</a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:solidFill><a:schemeClr val="{colour}"/></a:solidFill>'
    "<a:ln><a:noFill/></a:ln></p:spPr></p:sp>"
)


def _bar(layout: Pptx, box: Box, colour: str) -> None:
    x, y, w, h = (int(points(value)) for value in (box.left, box.top, box.width, box.height))
    tree = layout.shapes._spTree
    element = etree.fromstring(_SHAPE.format(id=100 + len(tree), x=x, y=y, w=w, h=h, colour=colour))
    tree.insert(2, element)  # below everything else
