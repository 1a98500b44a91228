"""Templates for tests: a plain one, and ways to put into its package what nobody should."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import quoteattr

from pptx import Presentation
from pptx.util import Inches

PRESENTATION = "ppt/presentation.xml"
MASTER = "ppt/slideMasters/slideMaster1.xml"
LAYOUT = "ppt/slideLayouts/slideLayout6.xml"
"""That with a title only, on which the content stands."""

THEME = "ppt/theme/theme1.xml"
TYPES = "[Content_Types].xml"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def template(*, wide: bool = True, slides: int = 2) -> Any:
    """Return a presentation with layouts whose names say nothing, and old slides."""
    made = Presentation()
    if wide:
        made.slide_width, made.slide_height = Inches(13.333), Inches(7.5)
    for place, layout in enumerate(made.slide_layouts):
        layout.name = f"版式{place}"
    for _ in range(slides):
        slide = made.slides.add_slide(made.slide_layouts[0])
        slide.shapes.title.text = "旧幻灯片：机密"
        slide.notes_slide.notes_text_frame.text = "旧备注：机密"
    return made


def with_parts(content: bytes, parts: Mapping[str, bytes], *, drop: str = "") -> bytes:
    """Return a package with some parts put in or replaced."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
        for name in source.namelist():
            if name not in parts and name != drop:
                out.writestr(name, source.read(name))
        for name, value in parts.items():
            out.writestr(name, value)
    return target.getvalue()


def without_part(content: bytes, name: str) -> bytes:
    """Return a package without one of its parts."""
    return with_parts(content, {}, drop=name)


def part_of(content: bytes, name: str) -> bytes:
    """Return a part."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name)


def with_part(content: bytes, name: str, *changes: tuple[bytes, bytes]) -> bytes:
    """Return a package in one part of which each pattern, which must be there, was replaced once."""
    part = part_of(content, name)
    for pattern, value in changes:
        found = re.search(pattern, part, re.DOTALL)
        assert found, pattern
        part = part[: found.start()] + value + part[found.end() :]
    return with_parts(content, {name: part})


def within(content: bytes, name: str, end: bytes, more: bytes) -> bytes:
    """Return a package with something put before an end tag of a part."""
    return with_part(content, name, (re.escape(end), more + end))


def relation(key: str, kind: str, target: str, *, external: bool = False) -> str:
    """Return a relation as the package writes it."""
    mode = ' TargetMode="External"' if external else ""
    kind = kind if ":" in kind else f"{_OFFICE}/{kind}"
    return f'<Relationship Id="{key}" Type="{kind}" Target={quoteattr(target)}{mode}/>'


def relations(*given: str) -> bytes:
    """Return the part with the relations of another."""
    return f'<Relationships xmlns="{_PACKAGE}">{"".join(given)}</Relationships>'.encode()


def with_relation(content: bytes, name: str, *given: str) -> bytes:
    """Return a package with relations added to a part."""
    folder, _, file = name.rpartition("/")
    return within(content, f"{folder}/_rels/{file}.rels", b"</Relationships>", "".join(given).encode())


def with_kind(content: bytes, name: str, kind: str) -> bytes:
    """Return a package that says of a part what it is."""
    return within(content, TYPES, b"</Types>", f'<Override PartName="/{name}" ContentType="{kind}"/>'.encode())


def with_document_type(content: bytes, name: str, declared: str) -> bytes:
    """Return a package with a document type before the root of a part."""
    return with_part(content, name, (rb"\?>", b"?>" + declared.encode()))


def linked_picture(target: str, content: bytes) -> bytes:
    """Return a package whose layout shows a picture that lies elsewhere."""
    picture = (
        f'<p:pic xmlns:r="{_OFFICE}"><p:nvPicPr><p:cNvPr id="99" name="x"/><p:cNvPicPr/><p:nvPr userDrawn="1"/>'
        '</p:nvPicPr><p:blipFill><a:blip r:link="rIdE"/></p:blipFill><p:spPr/></p:pic>'
    )
    shown = within(content, LAYOUT, b"</p:spTree>", picture.encode())
    return with_relation(shown, LAYOUT, relation("rIdE", "image", target, external=True))
