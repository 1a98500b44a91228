"""Of a template nothing is kept that runs or lies outside the file, and nothing of its old slides."""

from __future__ import annotations

import io
import zipfile

import pytest
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml.ns import qn

from analysis.errors import UnreadableError
from briefing.deck import deck_bytes
from tests.briefing.deck_parts import deck, opened, saved
from tests.briefing.templates import (
    LAYOUT,
    MASTER,
    PRESENTATION,
    THEME,
    linked_picture,
    relation,
    template,
    with_kind,
    with_part,
    with_parts,
    with_relation,
    within,
)

GOOD = saved(template())
CLICK = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:id="rIdE"'
OUTSIDE = (
    "http://127.0.0.1:9/x.png",
    "file:///etc/passwd",
    "file://server/share/x.png",
    r"\\server\share\x.png",
    "x.png",
)


def refused(content: bytes) -> tuple[str, str]:
    with pytest.raises(UnreadableError) as caught:
        deck_bytes(deck(), template=content, template_name="t.pptx")
    problem = caught.value.problems[0]
    return problem.code, str(problem.values.get("target", ""))


def everything(content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return b"\n".join([name.encode() + b"\n" + archive.read(name) for name in archive.namelist()])


def clickable(action: str = "") -> bytes:
    """Return a template whose layout's title can be clicked."""
    click = f'<a:hlinkClick {CLICK} action="{action}"/>' if action else f"<a:hlinkClick {CLICK}/>"
    return with_part(
        GOOD,
        LAYOUT,
        (rb'(<p:cNvPr [^>]*name="Title[^>]*)/>', b'<p:cNvPr id="2" name="Title">' + click.encode() + b"</p:cNvPr>"),
    )


@pytest.mark.parametrize("target", OUTSIDE)
def test_linked_picture_is_refused_with_where_it_lies(target: str) -> None:
    assert refused(linked_picture(target, GOOD)) == ("template_external", target)


@pytest.mark.parametrize("holder", [PRESENTATION, MASTER, LAYOUT, THEME])
@pytest.mark.parametrize("kind", ["oleObject", "image", "video", "slideLayout", "attachedTemplate", "odd"])
def test_nothing_outside_is_kept_in_any_part(holder: str, kind: str) -> None:
    given = relation("rIdE", kind, "http://127.0.0.1:9/x", external=True)
    if holder == THEME:
        content = with_parts(
            GOOD,
            {
                "ppt/theme/_rels/theme1.xml.rels": b"<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>"
                + given.encode()
                + b"</Relationships>"
            },
        )
    else:
        content = with_relation(GOOD, holder, given)
    assert refused(content)[0] == "template_external"


@pytest.mark.parametrize("target", ["file:///c:/x.exe", r"\\server\x", "javascript:alert(1)", "ftp://x", "x.exe"])
def test_link_to_anything_but_a_web_or_mail_address_is_refused(target: str) -> None:
    content = with_relation(clickable(), LAYOUT, relation("rIdE", "hyperlink", target, external=True))
    assert refused(content) == ("template_external", target)


@pytest.mark.parametrize("target", ["https://example.org/", "http://example.org/", "mailto:a@example.org"])
def test_link_to_a_web_or_mail_address_stays(target: str) -> None:
    content = with_relation(clickable(), LAYOUT, relation("rIdE", "hyperlink", target, external=True))
    assert target.encode() in everything(deck_bytes(deck(), template=content))


@pytest.mark.parametrize("action", ["ppaction://program", "ppaction://macro?name=x", "ppaction://ole?verb=0"])
def test_action_that_starts_a_program_is_refused(action: str) -> None:
    content = with_relation(clickable(action), LAYOUT, relation("rIdE", "hyperlink", "https://x", external=True))
    assert refused(content)[0] == "template_macros"


def test_timing_that_opens_an_embedded_object_is_refused() -> None:
    timing = (
        b'<p:timing><p:tnLst><p:par><p:cTn id="1"><p:childTnLst><p:cmd type="verb" cmd="0"/></p:childTnLst></p:cTn>'
        b"</p:par></p:tnLst></p:timing>"
    )
    assert refused(within(GOOD, LAYOUT, b"</p:sldLayout>", timing))[0] == "template_macros"


def test_controls_are_refused() -> None:
    control = "ppt/activeX/activeX1.xml"
    held = with_parts(with_kind(GOOD, control, "application/vnd.ms-office.activeX+xml"), {control: b"<ocx/>"})
    assert refused(with_relation(held, LAYOUT, relation("rIdE", "x:odd", f"../../{control}")))[0] == "template_macros"
    plain = with_parts(GOOD, {"ppt/media/x.jpeg": b"x"})
    assert refused(with_relation(plain, LAYOUT, relation("rIdE", "control", "../media/x.jpeg")))[0] == "template_macros"


@pytest.mark.parametrize("reference", ["src='http://127.0.0.1:9/x'", 'src="\\\\server\\x"', 'href = "file:///x"'])
def test_old_drawing_with_an_address_is_refused(reference: str) -> None:
    drawing = "ppt/drawings/vmlDrawing1.vml"
    kind = "application/vnd.openxmlformats-officedocument.vmlDrawing"
    held = with_parts(with_kind(GOOD, drawing, kind), {drawing: f"<xml><v:imagedata {reference}/></xml>".encode()})
    content = with_relation(held, LAYOUT, relation("rIdE", "vmlDrawing", "../drawings/vmlDrawing1.vml"))
    assert refused(content)[0] == "template_external"


def test_what_only_old_slides_hold_goes_with_them() -> None:
    slide = "ppt/slides/slide1.xml"
    content = with_relation(GOOD, slide, relation("rIdE", "oleObject", "file://server/x.xlsx", external=True))
    assert b"server" not in everything(deck_bytes(deck(), template=content))


def test_link_from_a_layout_to_an_old_slide_goes_with_the_slide() -> None:
    content = with_relation(
        clickable("ppaction://hlinksldjump"), LAYOUT, relation("rIdE", "slide", "../slides/slide1.xml")
    )
    made = deck_bytes(deck(), template=content)
    assert "机密".encode() not in everything(made)
    layouts = [layout for master in opened(made).slide_masters for layout in master.slide_layouts]
    assert not [layout for layout in layouts if next(layout._element.iter(qn("a:hlinkClick")), None) is not None]


def test_view_of_old_slides_goes_with_them() -> None:
    made = template()
    views = made.part.part_related_by(RELATIONSHIP_TYPE.VIEW_PROPS)
    views.relate_to(made.slides[0].part, RELATIONSHIP_TYPE.SLIDE)
    assert "机密".encode() not in everything(deck_bytes(deck(), template=saved(made)))


def test_properties_of_the_template_do_not_stand_in_the_deck() -> None:
    made = template()
    made.core_properties.author = made.core_properties.comments = "机密"
    assert "机密".encode() not in everything(deck_bytes(deck(), template=saved(made)))
