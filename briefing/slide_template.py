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

MOST_BYTES: Final = 50_000_000
"""Of the file; a template with a film in it is none."""

MOST_UNPACKED_BYTES: Final = 300_000_000
MOST_PARTS: Final = 5_000
MOST_XML_BYTES: Final = 20_000_000
"""Of one part that would be parsed."""

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_STREAM: Final = "EncryptedPackage".encode("utf-16-le")
_MAIN: Final = "presentationml.presentation.main+xml"
_FOOTERS: Final = ("dt", "ftr", "sldNum")
_NOT_SIMPLE: Final = ("vertTitleAndTx", "vertTx", "blank", "title", "secHead")
_LEFTOVERS: Final = ("thumbnail", "extended-properties", "custom-properties", "printerSettings", "commentAuthors")
# What a broken package makes the library raise is not documented and has no common base.
_BROKEN: Final = (
    PythonPptxError,
    etree.LxmlError,
    zipfile.BadZipFile,
    ValueError,
    LookupError,
    AttributeError,
    TypeError,
)
SIDE: Final = 0.05
"""Share of the slide's width that stays free at each side where the title does not say it."""

FOOT_HEIGHT: Final = 26.0
GAP: Final = 8.0
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
        ``template_too_large``, ``template_encrypted``, ``template_macros``, ``template_not_pptx``,
        ``template_no_layout``.
    """
    check_template(content, name)
    try:
        presentation = Presentation(io.BytesIO(content))
        _remove_slides(presentation)
        _drop_leftovers(presentation)
        return _stage(presentation, name)
    except UnreadableError:
        raise
    except (
        PythonPptxError,
        etree.LxmlError,
        zipfile.BadZipFile,
        ValueError,
        LookupError,
        AttributeError,
        TypeError,
    ) as error:
        raise UnreadableError(Problem("template_not_pptx", name)) from error


def check_template(content: bytes, name: str) -> None:
    """Refuse what is no presentation, or not safe to open; nothing is unpacked for that but the list of contents.

    Raises
    ------
    UnreadableError
        As `template_stage`, without ``template_no_layout``.
    """
    problem = _problem(content)
    if problem is not None:
        code, values = problem
        raise UnreadableError(Problem(code, name, values))


def _problem(content: bytes) -> tuple[str, dict[str, str | int | float]] | None:
    if len(content) > MOST_BYTES:
        return "template_too_large", {"limit": MOST_BYTES // 1_000_000}
    if content.startswith(_OLE):
        return ("template_encrypted", {}) if _ENCRYPTED_STREAM in content else ("template_not_pptx", {})
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _archive_problem(archive)
    except (zipfile.BadZipFile, KeyError, ValueError, NotImplementedError, OSError, RuntimeError):
        return "template_not_pptx", {}


def _archive_problem(archive: zipfile.ZipFile) -> tuple[str, dict[str, str | int | float]] | None:
    parts = archive.infolist()
    xml = [part for part in parts if part.filename.lower().endswith((".xml", ".rels"))]
    if (
        len(parts) > MOST_PARTS
        or sum(part.file_size for part in parts) > MOST_UNPACKED_BYTES  # reading stops at the size that is stated
        or any(part.file_size > MOST_XML_BYTES for part in xml)
    ):
        return "template_too_large", {"limit": MOST_UNPACKED_BYTES // 1_000_000}
    if any(part.flag_bits & 1 for part in parts):
        return "template_encrypted", {}
    types = archive.read("[Content_Types].xml").decode("utf-8", errors="replace")
    if "macroenabled" in types.lower() or any("vbaproject" in part.filename.lower() for part in parts):
        return "template_macros", {}
    return None if _MAIN in types else ("template_not_pptx", {})


def _remove_slides(presentation: Pptx) -> None:
    """Remove slides with whatever names them: sections, shows of one's own."""
    root, part = presentation.element, presentation.part
    listed = root.find(qn("p:sldIdLst"))
    for entry in list(listed if listed is not None else ()):
        part.drop_rel(entry.get(qn("r:id")))
        listed.remove(entry)
    for name in ("p:custShowLst", "p:extLst"):
        for found in root.findall(qn(name)):
            root.remove(found)


def _drop_leftovers(presentation: Pptx) -> None:
    """Drop what tells of the old slides: their picture, titles, and properties."""
    for holder in (presentation.part, presentation.part.package):
        for key, relation in list(holder._rels.items()):
            if relation.reltype.rsplit("/", 1)[-1] in _LEFTOVERS:
                holder._rels.pop(key)


def _stage(presentation: Pptx, name: str) -> Stage:
    layouts = [layout for master in presentation.slide_masters for layout in master.slide_layouts]
    content = _content_layout(layouts)
    if content is None:
        raise UnreadableError(Problem("template_no_layout", name))
    opening = _opening_layout(layouts) or content
    width, height = presentation.slide_width.pt, presentation.slide_height.pt
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
    theme = etree.fromstring(theme_part(master).blob, etree.XMLParser(resolve_entities=False))
    font = theme.find(f".//{qn('a:minorFont')}/{qn('a:ea')}")
    return font is not None and bool(font.get("typeface"))
