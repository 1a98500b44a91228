"""An organisation's template: its layouts found by what they are for, its slides gone, and what is refused."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from pptx import Presentation
from pptx.oxml.ns import qn
from pptx.util import Inches

import briefing.slide_template as slide_template
from analysis.errors import UnreadableError
from briefing.deck import deck_bytes
from tests.briefing.deck_parts import deck, opened, saved, text_properties, words


def template(*, wide: bool = True, slides: int = 2) -> Any:
    made = Presentation()
    if wide:
        made.slide_width, made.slide_height = Inches(13.333), Inches(7.5)
    for place, layout in enumerate(made.slide_layouts):
        layout.name = f"版式{place}"  # names say nothing
    for _ in range(slides):
        slide = made.slides.add_slide(made.slide_layouts[0])
        slide.shapes.title.text = "旧幻灯片：机密"
        slide.notes_slide.notes_text_frame.text = "旧备注：机密"
    return made


def rewritten(content: bytes, *, drop: str = "", **parts: Any) -> bytes:
    """Return a zip with some parts put in or replaced."""
    target = io.BytesIO()
    given = {name.replace("__", "/").replace("_DOT_", "."): value for name, value in parts.items()}
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
        for name in source.namelist():
            if name not in given and name != drop:
                out.writestr(name, source.read(name))
        for name, value in given.items():
            out.writestr(name, value)
    return target.getvalue()


def _named(parts: dict[str, bytes]) -> dict[str, Any]:
    return dict(parts)


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
    other = rewritten(good, **_named({"[Content_Types]_DOT_xml": b"<Types/>"}))
    assert refused(other) == "template_not_pptx"
    assert refused(rewritten(good, drop="ppt/presentation.xml")) == "template_not_pptx"
    assert refused(rewritten(good, ppt__presentation_DOT_xml=b"<not")) == "template_not_pptx"


def test_encrypted_file_is_refused() -> None:
    assert refused(slide_template._OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")) == "template_encrypted"


def test_macros_are_refused() -> None:
    assert refused(rewritten(saved(template()), ppt__vbaProject_DOT_bin=b"x")) == "template_macros"


def test_zip_bomb_is_refused_by_its_list_of_contents(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = rewritten(saved(template()), ppt__media__a_DOT_xml=b" " * (slide_template.MOST_XML_BYTES + 1))
    assert len(bomb) < 1_000_000
    monkeypatch.setattr(slide_template, "Presentation", None)  # opening it would fail in another way
    assert refused(bomb) == "template_too_large"
    many = rewritten(saved(template()), **_named({f"a__{n}": b"" for n in range(slide_template.MOST_PARTS + 1)}))
    assert refused(many) == "template_too_large"


def test_file_above_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slide_template, "MOST_BYTES", 1_000)
    assert refused(saved(template())) == "template_too_large"
