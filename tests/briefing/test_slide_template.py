"""An organisation's template: its layouts found by what they are for, its slides gone, and what is refused."""

from __future__ import annotations

import io
import zipfile

import pytest
from pptx.oxml.ns import qn

from analysis.errors import UnreadableError
from briefing.deck import deck_bytes
from tests.briefing.deck_parts import deck, opened, saved, text_properties, words
from tests.briefing.templates import (
    PRESENTATION,
    TYPES,
    relation,
    relations,
    template,
    with_part,
    with_parts,
    with_relation,
    without_part,
)


def refused(content: bytes) -> str:
    with pytest.raises(UnreadableError) as caught:
        deck_bytes(deck(), template=content, template_name="t.pptx")
    assert [problem.where for problem in caught.value.problems] == ["t.pptx"]
    return caught.value.problems[0].code


@pytest.mark.parametrize("wide", [True, False])
def test_layouts_are_found_by_type_and_old_slides_are_gone(wide: bool) -> None:
    content = deck_bytes(deck(), template=saved(template(wide=wide)))
    found = opened(content)
    assert [slide.slide_layout.name for slide in found.slides][:2] == ["版式0", "版式5"]
    assert "广东省人工智能园区" in words(found.slides[0])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert not [name for name in archive.namelist() if "机密".encode() in archive.read(name)]
    for slide in found.slides:
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.left + shape.width <= found.slide_width
            assert shape.top + shape.height <= found.slide_height


def test_no_placeholder_is_left_empty() -> None:
    found = opened(deck_bytes(deck(), template=saved(template())))
    for slide in found.slides:
        for shape in slide.placeholders:
            assert shape.text_frame.text or shape._element.ph.get("type") == "sldNum"


def test_every_run_has_an_east_asian_typeface_in_a_template_too() -> None:
    found = opened(deck_bytes(deck(), template=saved(template())))
    assert all(one.find(qn("a:ea")).get("typeface") for one in text_properties(found))


def test_sections_of_the_old_slides_are_gone() -> None:
    made = template()
    made.element.append(made.element.makeelement(qn("p:extLst"), {}))
    found = opened(deck_bytes(deck(), template=saved(made)))
    assert found.element.find(qn("p:extLst")) is None


def test_template_without_a_layout_for_titles_is_refused() -> None:
    made = template(slides=0)
    for layout in list(made.slide_layouts):
        if layout._element.get("type") != "blank":
            made.slide_layouts.remove(layout)
    assert refused(saved(made)) == "template_no_layout"


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x03\x04 cut off", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old"])
def test_what_is_no_pptx_is_refused(content: bytes) -> None:
    assert refused(content) == "template_not_pptx"


def test_other_office_files_and_broken_packages_are_refused() -> None:
    good = saved(template())
    other = with_parts(good, {TYPES: b"<Types/>"})
    assert refused(other) == "template_not_pptx"
    assert refused(without_part(good, PRESENTATION)) == "template_not_pptx"
    assert refused(with_parts(good, {PRESENTATION: b"<not"})) == "template_not_pptx"


def test_slide_of_no_size_is_refused() -> None:
    good = saved(template())
    for size in (b'<p:sldSz cx="0" cy="0"/>', b'<p:sldSz cx="-9144000" cy="-6858000"/>', b'<p:sldSz cx="x" cy="1"/>'):
        assert refused(with_part(good, PRESENTATION, (rb"<p:sldSz [^>]*/>", size))) == "template_not_pptx"


def test_theme_under_another_kind_is_refused() -> None:
    good = saved(template())
    kind = (rb"application/vnd.openxmlformats-officedocument.theme\+xml", b"image/png")
    assert refused(with_part(good, TYPES, kind)) == "template_not_pptx"


def test_chain_of_thousands_of_parts_is_refused() -> None:
    many = 2_000
    parts: dict[str, bytes] = {f"ppt/x/c{n}.bin": b"x" for n in range(many)}
    parts |= {
        f"ppt/x/_rels/c{n}.bin.rels": relations(relation("a", "customXml", f"c{n + 1}.bin")) for n in range(many - 1)
    }
    first = relation("rIdC", "customXml", "x/c0.bin")
    assert refused(with_relation(with_parts(saved(template()), parts), PRESENTATION, first)) == "template_not_pptx"
