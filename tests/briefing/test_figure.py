"""A sheet as PNG, PDF and SVG: the same bytes, the right size, texts as they are, and everything said of itself."""

from __future__ import annotations

import html
import io
import re
import warnings
import zlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import matplotlib as mpl
import numpy as np
import pytest
import shapely
from PIL import Image

from analysis.errors import ParameterError
from briefing.figure import pdf_bytes, png_bytes, svg_bytes
from briefing.paper import PAPERS, paper
from briefing.sheet import Block, Item, Label, LegendEntry, Mark, Raster, Sheet, SheetLayer
from tests.briefing.given import about
from tests.briefing.sheets import LIGHT, sheet

HOSTILE = r"$\frac{1}{0}$ <b onload=x>&\alpha_{1} {n} %s"


def picture(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def texts(content: bytes) -> list[str]:
    return [html.unescape(one) for one in re.findall(r"<text[^>]*>([^<]*)</text>", content.decode())]


def pages(content: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", content))


@pytest.mark.parametrize("make", [lambda one: png_bytes(one, dpi=72), pdf_bytes, svg_bytes])
def test_same_sheet_gives_the_same_bytes(make: object) -> None:
    assert make(sheet()) == make(sheet())  # type: ignore[operator]


def test_other_title_gives_other_bytes() -> None:
    assert svg_bytes(sheet()) != svg_bytes(sheet(title="另一个标题"))


@pytest.mark.parametrize("one", PAPERS, ids=lambda one: one.id)
def test_picture_has_the_size_of_its_paper(one: object) -> None:
    found = picture(png_bytes(sheet(paper=one), dpi=72))
    width, height = one.size_in  # type: ignore[attr-defined]
    assert found.size == (int(72 * width), int(72 * height))


def test_picture_states_its_resolution_and_what_it_is() -> None:
    found = picture(png_bytes(sheet(), dpi=100))
    assert found.info["dpi"] == pytest.approx((100, 100), abs=0.1)
    assert found.info["Title"] == "广东省人工智能园区"
    assert "现行规划" in found.info["Description"]
    assert "内部工作草图" in found.info["Description"]
    assert "粤府〔2018〕64号" in found.info["Copyright"]
    assert found.info["Software"] == "园图 0.1.0"


@pytest.mark.parametrize("dpi", [0, -1, 35, 1201])
def test_resolution_out_of_range_is_refused(dpi: int) -> None:
    with pytest.raises(ParameterError, match="bad_dpi"):
        png_bytes(sheet(), dpi=dpi)


def test_drawing_keeps_texts_as_texts_in_fonts_that_fall_back() -> None:
    content = svg_bytes(sheet())
    for word in ("广东省人工智能园区", "内部工作草图 · 未经审图", "核心城市", "西市", "图例"):
        assert word in texts(content)
    assert re.search(r"font-family: '[^';]+', 'DejaVu Sans'", content.decode())


def test_document_embeds_its_fonts_and_states_what_it_is() -> None:
    content = pdf_bytes(sheet())
    assert b"/Type3" in content or b"/FontFile" in content
    assert b"/CreationDate (D:20260301000000Z)" in content
    assert "省规划院".encode("utf-16-be") in content
    for part in ("广东省人工智能园区", "现行规划", "0123abcd", "粤府〔2018〕64号"):
        assert part.encode("utf-16-be") in content


def test_document_is_drawn_in_lines_and_not_as_a_picture() -> None:
    assert b"/Subtype /Image" not in pdf_bytes(sheet())


def test_atlas_has_a_page_for_each_sheet() -> None:
    assert pages(pdf_bytes([sheet(), sheet(title="第二页"), sheet(paper=paper("A3"))])) == 3


def test_document_tells_how_far_it_is_after_each_page_and_can_be_stopped() -> None:
    told: list[float] = []
    pdf_bytes([sheet(), sheet()], progress=told.append)
    assert told == [0.5, 1.0]

    def stop(share: float) -> None:
        raise InterruptedError(share)

    with pytest.raises(InterruptedError, match=r"0\.5"):
        pdf_bytes([sheet(), sheet()], progress=stop)


def test_document_of_several_sheets_may_have_a_title_of_its_own() -> None:
    content = pdf_bytes([sheet(title="第一页"), sheet(title="第二页")], about=about(title="图册"))
    assert "图册".encode("utf-16-be") in content
    assert "第一页".encode("utf-16-be") not in content


def test_document_without_a_sheet_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one sheet"):
        pdf_bytes([])


def test_formulas_and_html_in_names_are_plain_text() -> None:
    given = sheet(
        title=HOSTILE,
        labels=(Label(HOSTILE, (10_000.0, 5_000.0), symbol_mm=1.3),),
        enlarged=None,
        blocks=(Block(HOSTILE, items=(Item("1", HOSTILE, HOSTILE),), paragraphs=(HOSTILE,)),),
    )
    content = svg_bytes(given)
    assert HOSTILE in texts(content)
    assert "<b onload" not in content.decode()
    assert png_bytes(given, dpi=50)
    assert pdf_bytes(given)


@pytest.mark.parametrize(
    "title", ["长" * 120, "W" * 120, "Long words in a title " * 5], ids=["zh", "one word", "words"]
)
@pytest.mark.parametrize("name", ["A4", "A4-portrait", "16:9"])
def test_longest_title_is_shown_whole(title: str, name: str) -> None:
    shown = "".join(texts(svg_bytes(sheet(title=title, paper=paper(name)))))
    assert "".join(title.split()) in "".join(shown.split())


def test_list_that_does_not_fit_says_how_much_is_left_out() -> None:
    items = tuple(Item(str(place), f"园区 {place}") for place in range(300))
    shown = texts(svg_bytes(sheet(blocks=(Block("园区", items=items),))))
    (more,) = [one for one in shown if one.startswith("另有")]
    assert int(more.split()[1]) + sum(one.startswith("园区 ") for one in shown) == 300


def test_threads_draw_what_one_alone_draws() -> None:
    sheets = [sheet(title=f"标题{place}") for place in range(4)]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda one: png_bytes(one, dpi=50), sheets))
    assert together == [png_bytes(one, dpi=50) for one in sheets]


def test_settings_of_matplotlib_stay_as_they_were() -> None:
    before = dict(mpl.rcParams)
    svg_bytes(sheet())
    assert dict(mpl.rcParams) == before


def test_settings_of_others_do_not_change_the_sheet() -> None:
    plain = svg_bytes(sheet())
    with mpl.rc_context({"svg.fonttype": "path", "font.size": 30, "hatch.linewidth": 9, "lines.linewidth": 7}):
        assert svg_bytes(sheet()) == plain


def test_sheet_without_anything_is_an_empty_map() -> None:
    empty = sheet(layers=(), labels=(), blocks=(), focus=None, locator=None, enlarged=None, graticule=False)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert svg_bytes(empty)


def test_approval_number_takes_the_place_of_the_stamp() -> None:
    given = replace(sheet(), about=about(approval_number="粤S(2026)001号"))
    shown = texts(svg_bytes(given))
    assert any("粤S(2026)001号" in one for one in shown)
    assert not any("未经审图" in one for one in shown)


def test_face_names_author_date_scenario_system_version_and_sources() -> None:
    shown = " ".join(texts(svg_bytes(sheet())))
    for part in ("省规划院", "2026-03-01", "现行规划", "CGCS2000", "园图 0.1.0", "0123abcd", "粤府〔2018〕64号"):
        assert part in shown


def test_cells_are_drawn_where_they_lie() -> None:
    colours = np.zeros((2, 2, 4), dtype=np.uint8)
    colours[0, 1] = (255, 0, 0, 255)  # north-east
    given = sheet(
        layers=(SheetLayer("land", "area", [shapely.box(-2e5, -2e5, 2e5, 2e5)], [LIGHT]),),
        rasters=(Raster("cells", "land", (-100_000.0, -100_000.0, 100_000.0, 100_000.0), colours),),
        labels=(),
        enlarged=None,
        locator=None,
        graticule=False,
        blocks=(),
    )
    red = np.argwhere((np.asarray(picture(png_bytes(given, dpi=50)).convert("RGB")) == (255, 0, 0)).all(axis=2))
    without = replace(given, rasters=())
    map_left = np.asarray(picture(png_bytes(without, dpi=50)).convert("RGB"))
    height, width = map_left.shape[:2]
    assert len(red) > 100
    assert (red[:, 0].max() - red[:, 0].min()) == pytest.approx(red[:, 1].max() - red[:, 1].min(), abs=2)
    assert red[:, 0].max() < 0.6 * height
    assert red[:, 1].min() > 0.3 * width


def test_layer_with_fewer_marks_than_features_is_refused() -> None:
    with pytest.raises(ValueError, match="2 geometries and 1 marks"):
        SheetLayer("x", "area", [shapely.box(0, 0, 1, 1)] * 2, [Mark()])


def test_missing_geometry_is_left_out() -> None:
    layer = SheetLayer("x", "area", [None, shapely.Polygon()], [LIGHT, LIGHT])
    assert svg_bytes(sheet(layers=(layer,)))


def test_paper_is_found_without_regard_to_capitals() -> None:
    assert paper("a3-PORTRAIT").id == "A3-portrait"
    with pytest.raises(ParameterError, match="unknown_choice"):
        paper("A5")


def test_document_can_be_unpacked() -> None:
    content = pdf_bytes(sheet())
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", content, re.S)
    assert any(b"re" in zlib.decompress(one) for one in streams if one[:1] == b"x")


def test_sheet_is_frozen() -> None:
    with pytest.raises(AttributeError):
        Sheet.__setattr__(sheet(), "id", "other")


def test_sheet_without_sources_has_its_facts_in_a_row() -> None:
    given = sheet()
    bare = texts(svg_bytes(replace(given, about=replace(given.about, sources=()))))
    row = next(one for one in bare if "2026-03-01" in one)
    for part in ("省规划院", "现行规划", "园图 0.1.0"):
        assert part in row
    assert not any("来源" in one for one in bare)


@pytest.mark.parametrize(("tag", "shown"), [("核心", True), ("top tier", True), ("a tier with a long name", False)])
def test_word_in_a_legends_sample_is_never_wider_than_the_sample(tag: str, shown: bool) -> None:
    entry = LegendEntry("城市", "area", replace(LIGHT, tag=tag))
    content = svg_bytes(sheet(labels=(), blocks=(Block("图例", entries=(entry,)),))).decode()
    sizes = [float(size) for size in re.findall(rf"font-size: ([\d.]+)px[^>]*>{tag}<", content)]
    assert bool(sizes) is shown
    sample_pt = 7.5 * 1.15 * 72 / 25.4  # in the largest legend
    assert all(0.5 * size * len(tag) < sample_pt for size in sizes)
