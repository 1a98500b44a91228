"""Small decks for tests, and a walk over every text of a presentation."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from PIL import Image
from pptx import Presentation
from pptx.oxml.ns import qn

from briefing.slides import Chart, Deck, Picture, Series, Slide
from briefing.table import Column, Table
from tests.briefing.given import about
from tests.briefing.spreadsheet import Sheet, read_workbook

NAMES = ("核心城市", "重要城市", "节点城市")


def picture() -> Picture:
    target = io.BytesIO()
    Image.new("RGB", (320, 180), "#88aacc").save(target, "png")
    return Picture(target.getvalue(), "总览图")


def bars(kind: Any = "bar", text: str = "甲") -> Chart:
    series = (Series(text, (8.0, 4.0, 3.0)), Series("乙", (1.0, None, 2.0)))
    return Chart(kind, "园区数", series, tuple(f"{text}{name}" for name in NAMES), y_title="个")


def curve() -> Chart:
    lines = (Series("实际", (0.0, 2.0, None)), Series("随机", (0.0, 0.1, 0.2), dashed=True))
    return Chart("line", "L(r) − r", lines, x=(0.0, 10.0, 20.0), x_title="距离", y_title="L")


def table(rows: int = 3, text: str = "南沙国际人工智能价值创新园") -> Table:
    columns = (Column("name", "名称"), Column("km", "距离", "number", unit="公里", digits=1))
    return Table("sites", "园区", columns, tuple((f"{text} {n}", n / 3) for n in range(rows)), ("表的说明",))


def slides(text: str = "园区比随机更集中。") -> tuple[Slide, ...]:
    bullets, caveats, notes = (f"要点：{text}", text), (f"注意：{text}",), (f"方法：{text}", "来源")
    return (
        Slide("picture", text, bullets, picture(), caveats, notes),
        Slide("bar", text, bullets, bars(text=text), caveats, notes),
        Slide("stacked", text, (), bars("stacked_bar"), caveats, notes),
        Slide("column", text, bullets, bars("column"), (), notes),
        Slide("line", text, bullets, curve(), caveats, notes),
        Slide("table", text, bullets, table(text=text), caveats, notes),
        Slide("words", text, bullets, None, caveats, notes),
    )


def deck(text: str = "园区比随机更集中。", **changes: Any) -> Deck:
    return Deck(about(**changes), slides(text), source="来源：粤府〔2018〕64号", notes=("开场",))


def opened(content: bytes) -> Any:
    return Presentation(io.BytesIO(content))


def saved(presentation: Any) -> bytes:
    target = io.BytesIO()
    presentation.save(target)
    return target.getvalue()


def roots(presentation: Any) -> Iterator[Any]:
    """Yield the XML of every slide, its notes and its charts."""
    for slide in presentation.slides:
        yield slide.element
        if slide.has_notes_slide:
            yield slide.notes_slide.notes_text_frame._txBody
        for shape in slide.shapes:
            if shape.has_chart:
                yield shape.chart._chartSpace


def text_properties(presentation: Any) -> list[Any]:
    """Return what says how a text looks, for every run and field."""
    return [run.find(qn("a:rPr")) for root in roots(presentation) for run in root.iter(qn("a:r"), qn("a:fld"))]


def words(slide: Any) -> str:
    """Return every text of a slide, a paragraph a line."""
    lines = slide.element.iter(qn("a:p"))
    return "\n".join("".join(part.text or "" for part in line.iter(qn("a:t"))) for line in lines)


def numbers_behind(chart: Any, folder: Path) -> Sheet:
    """Return the sheet with a chart's numbers."""
    path = folder / "chart.xlsx"
    path.write_bytes(chart.part.chart_workbook.xlsx_part.blob)
    return read_workbook(path)["Sheet1"]
