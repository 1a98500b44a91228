"""What a template brings along beside its layouts, taken out or refused: old slides, programs, and what lies outside.

Looked at in the opened package, so that only what would be kept counts: a picture that an old slide links to goes with
the slide.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from lxml import etree
from pptx.oxml.ns import qn

from analysis.errors import Problem, UnreadableError
from briefing.plain_text import one_line
from briefing.slide_stage import Pptx

LEFTOVERS: Final = (
    "thumbnail",
    "core-properties",
    "extended-properties",
    "custom-properties",
    "printerSettings",
    "commentAuthors",
    "presProps",
    "viewProps",
)
"""Kinds of relation whose parts tell of the old slides, or hold them: their picture, titles, properties, views."""

_HARMLESS: Final = re.compile(r"https?://|mailto:", re.IGNORECASE)
_PROGRAMS: Final = ("vbaproject", "activex")
_ACTIONS: Final = re.compile(r"ppaction://(program|macro|ole)", re.IGNORECASE)
_VML_OUTSIDE: Final = re.compile(rb"""\b(src|href)\s*=\s*["']\s*([a-z][a-z0-9+.-]+:|//|\\\\)""", re.IGNORECASE)
_LONGEST_SHOWN: Final = 60
_PART_SLIDE: Final = "presentationml.slide+xml"


def remove_slides(presentation: Pptx) -> None:
    """Remove slides with whatever names them: sections, shows of one's own, views, links from layouts."""
    root, part = presentation.element, presentation.part
    listed = root.find(qn("p:sldIdLst"))
    for entry in list(listed if listed is not None else ()):
        part._rels._rels.pop(entry.get(qn("r:id")), None)
        listed.remove(entry)
    for name in ("p:custShowLst", "p:extLst"):
        for found in root.findall(qn(name)):
            root.remove(found)
    for holder in (part, part.package):
        for key, relation in list(holder._rels.items()):
            if relation.reltype.rsplit("/", 1)[-1] in LEFTOVERS:
                holder._rels.pop(key)
    for one in list(part.package.iter_parts()):
        _unlink_slides(one)


def _unlink_slides(part: Pptx) -> None:
    """Take the links to slides off a layout's or master's shapes."""
    keys = {key for key, one in part._rels.items() if not one.is_external and _is_slide(one.target_part)}
    root = getattr(part, "_element", None)
    if not keys or root is None or _is_slide(part):
        return
    for link in list(root.iter(qn("a:hlinkClick"), qn("a:hlinkHover"), qn("a:hlinkMouseOver"))):
        if link.get(qn("r:id")) in keys:
            link.getparent().remove(link)
    for key in keys:
        part._rels.pop(key)


def _is_slide(part: Pptx) -> bool:
    return str(part.content_type).endswith(_PART_SLIDE)


def check_kept(presentation: Pptx, name: str) -> None:
    """Refuse a template of which something would stay in the deck that runs, or that lies outside the file.

    A link to a web or mail address that is followed only when somebody clicks on it may stay.

    Raises
    ------
    UnreadableError
        ``template_macros``; ``template_external`` with the first target; ``template_not_pptx`` if a slide stays.
    """
    package = presentation.part.package
    for part in package.iter_parts():
        if any(word in str(part.content_type).lower() for word in _PROGRAMS) or _runs(part):
            raise UnreadableError(Problem("template_macros", name))
        if _is_slide(part):
            raise UnreadableError(Problem("template_not_pptx", name))
    outside = next(_outside(package), None)
    if outside is not None:
        raise UnreadableError(Problem("template_external", name, {"target": one_line(outside)[:_LONGEST_SHOWN]}))


def _outside(package: Pptx) -> Iterator[str]:
    for relation in package.iter_rels():
        if relation.is_external and not _is_harmless(relation):
            yield str(relation.target_ref)
    for part in package.iter_parts():
        if "vmldrawing" in str(part.content_type).lower() and _VML_OUTSIDE.search(part.blob):
            yield str(part.partname)


def _is_harmless(relation: Pptx) -> bool:
    return relation.reltype.endswith("/hyperlink") and _HARMLESS.match(relation.target_ref.strip()) is not None


def _runs(part: Pptx) -> bool:
    """Return whether a part has an action that starts a program, or a timing that opens an embedded object."""
    if any(one.reltype.rsplit("/", 1)[-1] in ("vbaProject", "control") for one in part._rels.values()):
        return True
    root = getattr(part, "_element", None)
    if not isinstance(root, etree._Element):
        return False
    if next(root.iter(qn("p:cmd"), qn("p:control")), None) is not None:
        return True
    links = root.iter(qn("a:hlinkClick"), qn("a:hlinkHover"), qn("a:hlinkMouseOver"))
    return any(_ACTIONS.match(link.get("action", "")) for link in links)
