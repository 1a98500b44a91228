"""A deck as PowerPoint would open it: what each slide says, typefaces, places, numbers behind charts, properties."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.oxml.ns import qn

from briefing.deck import deck_bytes
from briefing.slide_table import column_widths
from briefing.slides import Chart, Deck, Picture, Series, Slide
from tests.briefing.deck_parts import bars, deck, numbers_behind, opened, picture, roots, table, text_properties, words
from tests.briefing.given import about
from tests.briefing.hostile import HOSTILE
from tests.briefing.spreadsheet import Sheet

LONG = "园区之间的最近距离比绝大多数随机布局都近，这一结论在位置误差范围内重新抽取后仍然成立。" * 7


@pytest.fixture(scope="module")
def plain() -> Any:
    return opened(deck_bytes(deck()))


def test_every_slide_has_its_headline_findings_caveats_and_notes(plain: Any) -> None:
    first, *others = plain.slides
    assert "广东省人工智能园区" in words(first)
    assert first.notes_slide.notes_text_frame.text == "开场"
    assert len(others) == 7
    for slide in others:
        assert slide.shapes.title.text_frame.text == "园区比随机更集中。"
        assert "方法：园区比随机更集中。" in slide.notes_slide.notes_text_frame.text
    assert "要点：园区比随机更集中。" in words(others[0])
    assert "注意：园区比随机更集中。" in words(others[0])


def test_figures_stay_pictures_charts_and_tables(plain: Any) -> None:
    kinds = [
        [name for name in ("has_chart", "has_table") if any(getattr(shape, name) for shape in slide.shapes)]
        or ["picture" for shape in slide.shapes if shape.name == "Picture"]
        for slide in plain.slides
    ]
    chart = ["has_chart"]
    assert kinds == [[], ["picture"], chart, chart, chart, chart, ["has_table"], []]


def test_every_run_has_an_east_asian_typeface(plain: Any) -> None:
    properties = text_properties(plain)
    assert len(properties) > 80
    for one in properties:
        assert one is not None
        assert one.find(qn("a:ea")).get("typeface")
    for root in roots(plain):
        for default in root.iter(qn("a:defRPr")):
            assert default.find(qn("a:ea")) is not None


@pytest.mark.parametrize("language", ["zh", "en"])
def test_runs_name_their_language(language: str) -> None:
    found = opened(deck_bytes(deck(language=language)))
    assert {one.get("lang") for one in text_properties(found)} == {{"zh": "zh-CN", "en": "en-US"}[language]}


@pytest.mark.parametrize(
    "text", ["短。", LONG, "A long headline that has to wrap over several lines of the slide. " * 5]
)
def test_nothing_lies_outside_its_slide_or_on_the_foot(text: str) -> None:
    found = opened(deck_bytes(deck(text)))
    for slide in found.slides:
        feet = [shape.top for shape in slide.shapes if shape.name in ("Footer", "Approval")]
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.top >= 0
            assert shape.left + shape.width <= found.slide_width
            assert shape.top + shape.height <= found.slide_height
            if feet and shape.name in ("Findings", "Caveats", "Picture", "Chart", "Table"):
                assert shape.top + shape.height <= min(feet)


def test_findings_that_do_not_fit_go_on_and_none_is_lost() -> None:
    bullets = tuple(f"第 {n} 条。{LONG[:150]}" for n in range(30))
    found = opened(deck_bytes(Deck(about(), (Slide("much", "很多", bullets, picture()),))))
    every = "\n".join(words(slide) for slide in found.slides)
    assert len(found.slides) > 3
    assert all(f"第 {n} 条。" in every for n in range(30))
    assert f"很多 (1/{len(found.slides) - 1})" in every


def test_long_table_has_its_header_on_every_slide_and_loses_no_row() -> None:
    found = opened(deck_bytes(Deck(about(), (Slide("table", "表", figure=table(60)),))))
    drawn = [shape.table for slide in found.slides for shape in slide.shapes if shape.has_table]
    assert len(drawn) >= 3
    assert {one.cell(0, 1).text for one in drawn} == {"距离 (公里)"}
    rows = [one.cell(row, 0).text for one in drawn for row in range(1, len(one.rows))]
    assert rows == [f"南沙国际人工智能价值创新园 {n}" for n in range(60)]
    sizes = [len(one.rows) for one in drawn]
    assert max(sizes) - min(sizes) < max(sizes) / 2


def test_table_without_rows_and_deck_without_slides_can_be_opened() -> None:
    assert len(opened(deck_bytes(Deck(about(), ()))).slides) == 1
    found = opened(deck_bytes(Deck(about(), (Slide("table", "表", figure=table(0)),))))
    assert [len(shape.table.rows) for shape in found.slides[1].shapes if shape.has_table] == [1]


def test_charts_hold_their_numbers_in_a_workbook(plain: Any, tmp_path: Path) -> None:
    charts = [shape.chart for slide in plain.slides for shape in slide.shapes if shape.has_chart]
    assert len(charts) == 4
    sheet = numbers_behind(charts[0], tmp_path)
    assert [sheet.row(row) for row in (1, 2, 3)] == [
        {"B": "园区比随机更集中。", "C": "乙"},
        {"A": "园区比随机更集中。核心城市", "B": 8, "C": 1},
        {"A": "园区比随机更集中。重要城市", "B": 4},
    ]
    for chart in charts:
        assert_refers_to_its_numbers(chart, numbers_behind(chart, tmp_path))


def assert_refers_to_its_numbers(chart: Any, sheet: Sheet) -> None:
    """Check that what the chart shows is what stands in the cells that it names."""
    references = list(chart._chartSpace.iter(qn("c:f")))
    assert references
    for reference in references:
        begin = reference.text.split("!")[1].replace("$", "").partition(":")[0]
        letter, first = begin[0], int(begin[1:])
        points = {int(one.get("idx")): one.find(qn("c:v")).text for one in reference.getparent().iter(qn("c:pt"))}
        assert points
        for place, value in points.items():
            cell = sheet.values[f"{letter}{first + place}"]
            assert cell == (value if isinstance(cell, str) else float(value))


def test_text_that_looks_like_a_formula_stays_text_in_the_workbook(tmp_path: Path) -> None:
    chart = Chart("bar", "=1+1", (Series("=2+2", (1.0,)),), ("=cmd|' /C calc'!A0",))
    found = opened(deck_bytes(Deck(about(), (Slide("bar", "图", figure=chart),))))
    sheet = numbers_behind(next(shape.chart for shape in found.slides[1].shapes if shape.has_chart), tmp_path)
    assert not sheet.formulas
    assert sheet.values["A2"] == "=cmd|' /C calc'!A0"


def test_pictures_charts_and_tables_have_words_for_those_who_cannot_see(plain: Any) -> None:
    for slide in list(plain.slides)[1:7]:
        figure = next(shape for shape in slide.shapes if shape.name in ("Picture", "Chart", "Table"))
        assert next(figure._element.iter(qn("p:cNvPr"))).get("descr")


def test_foot_names_study_scenario_date_version_sources_and_stamp(plain: Any) -> None:
    for slide in list(plain.slides)[1:]:
        said = words(slide)
        for part in ("现行规划", "2026-03-01", "园图 0.1.0", "粤府〔2018〕64号", "内部工作草图 · 未经审图"):
            assert part in said
        assert any(shape.is_placeholder and shape.placeholder_format.type == PP_PLACEHOLDER.SLIDE_NUMBER
                   for shape in slide.shapes)  # fmt: skip


def test_approval_number_takes_the_place_of_the_stamp() -> None:
    found = opened(deck_bytes(deck(approval_number="粤S(2026)001号")))
    for slide in found.slides:
        assert "粤S(2026)001号" in words(slide)
        assert "未经审图" not in words(slide)


def test_properties_are_those_of_the_briefing_and_nothing_is_left_of_the_librarys_template(plain: Any) -> None:
    properties = plain.core_properties
    assert properties.title == "广东省人工智能园区"
    assert properties.author == "省规划院"
    assert properties.created == properties.modified == datetime(2026, 3, 1)
    assert properties.last_modified_by == "园图 0.1.0"
    content = deck_bytes(deck())
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        theme = archive.read("ppt/theme/theme1.xml").decode()
    assert not [name for name in names if "thumbnail" in name or "printer" in name or "app.xml" in name]
    assert len([name for name in names if name.startswith("ppt/slideLayouts/slideLayout")]) == 2
    assert "Calibri" not in theme
    assert (plain.slide_width.pt, plain.slide_height.pt) == (960, 540)


def test_same_deck_has_the_same_bytes() -> None:
    assert deck_bytes(deck()) == deck_bytes(deck())


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_text(text: str) -> None:
    found = opened(deck_bytes(deck(text)))
    assert len(found.slides) >= 8


def test_progress_comes_after_every_slide() -> None:
    told: list[float] = []
    deck_bytes(deck(), progress=told.append)
    assert len(told) == 7
    assert told == sorted(told)


def test_spec_refuses_what_cannot_be_drawn() -> None:
    with pytest.raises(ValueError, match="words"):
        Picture(b"", " ")
    with pytest.raises(ValueError, match="no kind of chart"):
        bars("pie")
    with pytest.raises(ValueError, match="nothing to draw"):
        Chart("bar", "x", (), ("a",))
    with pytest.raises(ValueError, match="differ in length"):
        Chart("bar", "x", (Series("a", (1.0, 2.0)),), ("a",))
    with pytest.raises(ValueError, match="ascend"):
        Chart("line", "x", (Series("a", (1.0, 2.0)),), x=(2.0, 1.0))


def test_short_column_leaves_its_room_to_the_long_one() -> None:
    short, long = column_widths([("方法", "含义"), ("位置误差", "长" * 200)], 11.0, 800.0)
    assert short < 100
    assert short + long == pytest.approx(800)


@pytest.mark.parametrize("cells", [("a", "b"), ("长" * 90, "长" * 40, "b"), ("x" * 300, "y" * 300), ("",)])
def test_columns_fill_the_slide(cells: tuple[str, ...]) -> None:
    assert sum(column_widths([cells, cells], 11.0, 800.0)) == pytest.approx(800)
