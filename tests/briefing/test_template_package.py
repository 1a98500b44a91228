"""A template is looked through part by part before it is opened: bombs, entities, floods of names, programs."""

from __future__ import annotations

import contextlib
import io
import re
import zipfile
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import briefing.slide_template as slide_template
import briefing.template_package as package
from analysis.errors import UnreadableError
from briefing.template_package import check_template
from tests.briefing.deck_parts import saved
from tests.briefing.templates import (
    LAYOUT,
    MASTER,
    PRESENTATION,
    THEME,
    TYPES,
    part_of,
    template,
    with_document_type,
    with_kind,
    with_part,
    with_parts,
    within,
)

GOOD = saved(template())
LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(8)
)


@pytest.fixture(autouse=True)
def _never_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slide_template, "Presentation", None)


def refused(content: bytes) -> str:
    with pytest.raises(UnreadableError) as caught:
        slide_template.template_stage(content, "t.pptx")
    assert [problem.where for problem in caught.value.problems] == ["t.pptx"]
    return caught.value.problems[0].code


def test_sound_template_passes() -> None:
    check_template(GOOD, "t.pptx")


@pytest.mark.parametrize("part", [PRESENTATION, MASTER, LAYOUT, THEME, TYPES, "ppt/_rels/presentation.xml.rels"])
@pytest.mark.parametrize(
    "declared",
    [
        LAUGHS + "]>",
        '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">',
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x [<!ENTITY % e SYSTEM "http://127.0.0.1:9/x"> %e;]>',
        "<!DOCTYPE x>",
    ],
)
def test_document_type_is_refused_in_every_part(part: str, declared: str) -> None:
    assert refused(with_document_type(GOOD, part, declared)) == "template_not_pptx"


def test_document_type_is_found_in_another_encoding() -> None:
    declared = f'<?xml version="1.0" encoding="UTF-16"?>{LAUGHS}]><p:sldLayout/>'.encode("utf-16")
    assert refused(with_parts(GOOD, {LAYOUT: declared})) == "template_not_pptx"


def test_part_that_only_its_kind_calls_xml_is_looked_through() -> None:
    hidden = with_kind(GOOD, "ppt/hidden.bin", "application/vnd.openxmlformats-officedocument.theme+xml")
    assert refused(with_parts(hidden, {"ppt/hidden.bin": b"<!DOCTYPE x><x/>"})) == "template_not_pptx"
    by_suffix = within(GOOD, TYPES, b"</Types>", b'<Default Extension="odd" ContentType="application/xml"/>')
    assert refused(with_parts(by_suffix, {"ppt/hidden.odd": b"<!DOCTYPE x><x/>"})) == "template_not_pptx"


def test_picture_of_svg_may_have_a_document_type() -> None:
    svg = with_kind(GOOD, "ppt/media/a.svg", "image/svg+xml")
    check_template(with_parts(svg, {"ppt/media/a.svg": b"<!DOCTYPE svg><svg/>"}), "t.pptx")


@pytest.mark.parametrize("name", sorted(package.MOST_NAMED))
def test_part_named_over_and_over_is_refused(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found = (part_of(GOOD, one) for one in zipfile.ZipFile(io.BytesIO(GOOD)).namelist() if one.endswith(("l", "s")))
    there = sum(part.count(f":{name} ".encode()) + part.count(f"<{name} ".encode()) for part in found)
    assert there > 0
    monkeypatch.setitem(package.MOST_NAMED, name, there)
    check_template(GOOD, "t.pptx")
    monkeypatch.setitem(package.MOST_NAMED, name, there - 1)
    assert refused(GOOD) == "template_complex"


@pytest.mark.parametrize("times", [2_000, 20_000])
def test_one_slide_named_by_thousands_is_refused(times: int) -> None:
    entry = re.search(rb"<p:sldId [^>]*/>", part_of(GOOD, PRESENTATION))
    assert entry
    more = entry.group() * times
    assert refused(within(GOOD, PRESENTATION, b"</p:sldIdLst>", more)) == "template_complex"


def test_hundred_placeholders_are_enough_for_a_layout() -> None:
    shape = re.search(rb"<p:sp>.*?</p:sp>", part_of(GOOD, LAYOUT), re.DOTALL)
    assert shape
    content = within(GOOD, LAYOUT, b"</p:spTree>", shape.group() * package.MOST_PLACEHOLDERS)
    assert refused(content) == "template_complex"


def test_depth_and_number_of_elements_and_of_attributes_are_bounded() -> None:
    deep = b"<p:grpSp>" * package.MOST_DEPTH + b"</p:grpSp>" * package.MOST_DEPTH
    assert refused(within(GOOD, LAYOUT, b"</p:spTree>", deep)) == "template_complex"
    flood = b"<p:a/>" * (package.MOST_ELEMENTS + 1)
    assert refused(within(GOOD, LAYOUT, b"</p:spTree>", flood)) == "template_complex"
    attributes = b" ".join(b'a%d="1"' % n for n in range(package.MOST_ELEMENTS + 10))
    assert refused(with_part(GOOD, LAYOUT, (rb"<p:cSld ", b"<p:cSld " + attributes + b" "))) == "template_complex"


def test_bombs_are_refused_by_the_list_of_contents() -> None:
    large = with_parts(GOOD, {"ppt/media/a.png": b"\0" * (package.MOST_UNPACKED_BYTES + 1)})
    assert len(large) < 1_000_000
    assert refused(large) == "template_too_large"
    xml = with_parts(GOOD, {"ppt/a.xml": b"<a>" + b" " * package.MOST_XML_BYTES + b"</a>"})
    assert refused(xml) == "template_too_large"
    many = with_parts(GOOD, {f"a/{n}": b"" for n in range(package.MOST_PARTS + 1)})
    assert refused(many) == "template_complex"


def test_list_of_very_many_contents_is_not_even_read(monkeypatch: pytest.MonkeyPatch) -> None:
    many = with_parts(GOOD, {f"a/{n}": b"" for n in range(2 * package.MOST_PARTS + 1)})
    monkeypatch.setattr(zipfile, "ZipFile", None)
    assert refused(many) == "template_complex"


def test_size_that_the_list_understates_is_not_read_beyond() -> None:
    content = bytearray(with_parts(GOOD, {"ppt/a.xml": b"<a>" + b" " * 1_000_000 + b"</a>"}))
    place = content.rindex(b"PK\x01\x02")
    content[place + 24 : place + 28] = (10).to_bytes(4, "little")
    assert refused(bytes(content)) == "template_not_pptx"


def test_file_above_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "MOST_BYTES", 1_000)
    assert refused(GOOD) == "template_too_large"


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", [LAYOUT, LAYOUT.upper()])
def test_part_that_is_there_twice_is_refused(name: str) -> None:
    target = io.BytesIO(GOOD)
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr(name, b"<x/>")
    assert refused(target.getvalue()) == "template_not_pptx"


def test_encrypted_files_and_parts_are_refused() -> None:
    assert refused(package._OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")) == "template_encrypted"
    content = bytearray(GOOD)
    for match in re.finditer(rb"PK\x01\x02", GOOD):
        content[match.start() + 8] |= 1
    assert refused(bytes(content)) == "template_encrypted"


@pytest.mark.parametrize(
    "kind",
    ["application/vnd.ms-office.vbaProject", "application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml"],
)
def test_macros_are_refused_under_any_name(kind: str) -> None:
    hidden = with_parts(with_kind(GOOD, "ppt/a.bin", kind), {"ppt/a.bin": b"<x/>"})
    assert refused(hidden) == "template_macros"
    assert refused(with_parts(GOOD, {"ppt/vbaProject.bin": b"x"})) == "template_macros"


@pytest.mark.parametrize("kind", ["template.main+xml", "slideshow.main+xml"])
def test_other_kinds_of_presentations_are_refused(kind: str) -> None:
    assert refused(with_part(GOOD, TYPES, (rb"presentation\.main\+xml", kind.encode()))) == "template_not_pptx"


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_any_damage_is_told(data: Any) -> None:
    content = bytearray(GOOD)
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    cut = bytes(content[: data.draw(st.integers(0, len(content)))])
    with contextlib.suppress(UnreadableError):
        check_template(cut, "t.pptx")
