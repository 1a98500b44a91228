"""Charts that stay charts: their numbers lie in a workbook inside the presentation and can be edited there."""

from __future__ import annotations

import io
from typing import Final

from pptx.chart import data as chart_data
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_LEGEND_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_LABEL_POSITION,
)
from pptx.enum.dml import MSO_LINE, MSO_THEME_COLOR
from pptx.oxml.ns import qn
from pptx.util import Pt
from xlsxwriter import Workbook

from briefing.about import About
from briefing.plain_text import one_line
from briefing.slide_fit import Box
from briefing.slide_stage import Pptx
from briefing.slide_text import Style, points, set_east_asian, set_font
from briefing.slides import Chart, ChartKind

TYPES: Final[dict[ChartKind, XL_CHART_TYPE]] = {
    "bar": XL_CHART_TYPE.BAR_CLUSTERED,
    "stacked_bar": XL_CHART_TYPE.BAR_STACKED,
    "column": XL_CHART_TYPE.COLUMN_CLUSTERED,
    "line": XL_CHART_TYPE.XY_SCATTER_LINES_NO_MARKERS,
}
ACCENTS: Final = (
    MSO_THEME_COLOR.ACCENT_1,
    MSO_THEME_COLOR.ACCENT_2,
    MSO_THEME_COLOR.ACCENT_3,
    MSO_THEME_COLOR.ACCENT_4,
    MSO_THEME_COLOR.ACCENT_5,
    MSO_THEME_COLOR.ACCENT_6,
)
BRIGHTER: Final = (0.0, 0.45, -0.35)
"""Brightness of the accents when they are used for the second and third time."""

GRID: Final = MSO_THEME_COLOR.BACKGROUND_1
LABEL_LIMIT: Final = 60
"""Characters of a bar's name: a longer one would leave no room for the bar."""

_CATEGORIES: Final[Pptx] = chart_data.CategoryChartData
_POINTS: Final[Pptx] = chart_data.XyChartData
WIDE_GAP: Final = 60


def add_chart(slide: Pptx, chart: Chart, box: Box, style: Style, about: About) -> Pptx:
    """Draw a chart on a slide and return its shape; `style` is that of its small texts."""
    place = (points(value) for value in (box.left, box.top, box.width, box.height))
    shape = slide.shapes.add_chart(TYPES[chart.kind], *place, _data(chart))
    shape.name = "Chart"
    shape._element.nvGraphicFramePr.cNvPr.set("descr", one_line(chart.title))
    drawn = shape.chart
    drawn.part.chart_workbook.update_from_xlsx_blob(_workbook(chart, about))
    set_font(drawn.font, style)
    _say(drawn, chart, style)
    _paint(drawn, chart)
    _axes(drawn, chart, style)
    if chart.labels and chart.kind != "line":
        _label(drawn, chart, style)
    for properties in list(drawn._chartSpace.iter(qn("a:rPr"), qn("a:defRPr"))):
        set_east_asian(properties, style.east_asian)
    return shape


def _data(chart: Chart) -> Pptx:
    if chart.kind != "line":
        data = _CATEGORIES(number_format=chart.number_format)
        data.categories = [_short(name) for name in chart.categories]
        for one in chart.series:
            data.add_series(one_line(one.name), one.values)
        return data
    lines = _POINTS(number_format=chart.number_format)
    for one in chart.series:
        series = lines.add_series(one_line(one.name))
        for x, y in zip(chart.x, one.values, strict=True):
            if y is not None:
                series.add_data_point(x, y)
    return lines


def _short(name: str) -> str:
    name = one_line(name)
    return name if len(name) <= LABEL_LIMIT else name[: LABEL_LIMIT - 1] + "…"


def _workbook(chart: Chart, about: About) -> bytes:
    """Return the numbers as the library lays them out, though text is never a formula and the time is the briefing's.

    The cells must stand where the chart looks for them: categories in the first column and a column for each series, or
    one block of x and y below the other.
    """
    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = Workbook(target, options)
    book.set_properties({"title": one_line(chart.title), "created": about.moment})
    sheet = book.add_worksheet("Sheet1")
    if chart.kind == "line":
        row = 0
        for one in chart.series:
            sheet.write_string(row, 1, one_line(one.name))
            for x, y in zip(chart.x, one.values, strict=True):
                if y is not None:
                    row += 1
                    sheet.write_row(row, 0, (x, y))
            row += 2
    else:
        for row, name in enumerate(chart.categories, start=1):
            sheet.write_string(row, 0, _short(name))
        for column, one in enumerate(chart.series, start=1):
            sheet.write_string(0, column, one_line(one.name))
            for row, value in enumerate(one.values, start=1):
                if value is not None:
                    sheet.write_number(row, column, value)
        sheet.set_column(0, 0, 28)
    book.close()
    return target.getvalue()


def _say(drawn: Pptx, chart: Chart, style: Style) -> None:
    drawn.has_title = True
    frame = drawn.chart_title.text_frame
    frame.text = one_line(chart.title)
    set_font(frame.paragraphs[0].runs[0].font, style.but(bold=True, size=(style.size or 11) + 1))
    drawn.chart_title.include_in_layout = False
    drawn.has_legend = len(chart.series) > 1
    if drawn.has_legend:
        drawn.legend.position = XL_LEGEND_POSITION.BOTTOM
        drawn.legend.include_in_layout = False
        set_font(drawn.legend.font, style)


def _paint(drawn: Pptx, chart: Chart) -> None:
    plot = drawn.plots[0]
    if chart.kind != "line":
        plot.gap_width = WIDE_GAP
        plot.vary_by_categories = False
    for place, (series, one) in enumerate(zip(plot.series, chart.series, strict=True)):
        turn, accent = divmod(place, len(ACCENTS))
        if chart.kind == "line":
            line = series.format.line
            line.width = Pt(1.5 if one.dashed else 2.5)
            series.marker.style = XL_MARKER_STYLE.NONE
            series.smooth = False
            if one.dashed:
                line.dash_style = MSO_LINE.DASH
            colour = line.color
        else:
            series.format.fill.solid()
            series.invert_if_negative = False
            colour = series.format.fill.fore_color
        colour.theme_color = ACCENTS[accent]
        colour.brightness = BRIGHTER[turn % len(BRIGHTER)]


def _axes(drawn: Pptx, chart: Chart, style: Style) -> None:
    across, values = drawn.category_axis, drawn.value_axis
    across.has_major_gridlines = False
    values.has_major_gridlines = True
    grid = values.major_gridlines.format.line
    grid.width = Pt(0.75)
    grid.color.theme_color, grid.color.brightness = GRID, -0.15
    for axis, title in ((across, chart.x_title), (values, chart.y_title)):
        set_font(axis.tick_labels.font, style)
        axis.format.line.color.theme_color = MSO_THEME_COLOR.ACCENT_5
        axis.has_title = bool(title)
        if title:
            axis.axis_title.text_frame.text = one_line(title)
            set_font(axis.axis_title.text_frame.paragraphs[0].runs[0].font, style.but(bold=False))
    across.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    values.tick_labels.number_format = chart.number_format
    values.tick_labels.number_format_is_linked = False
    if chart.kind in ("bar", "stacked_bar"):
        across.reverse_order = True  # the first on top
        crosses = values._element.xpath("../c:catAx/c:crosses | c:crosses")
        for found in crosses:
            found.set("val", "max" if found.getparent().tag == qn("c:valAx") else "autoZero")
    if chart.labels and chart.kind in ("bar", "column"):
        values.visible = False
        values.has_major_gridlines = False
        values.has_title = False


def _label(drawn: Pptx, chart: Chart, style: Style) -> None:
    plot = drawn.plots[0]
    plot.has_data_labels = True
    labels = plot.data_labels
    labels.number_format, labels.number_format_is_linked = chart.number_format, False
    labels.show_value = True
    if chart.kind != "stacked_bar":
        labels.position = XL_LABEL_POSITION.OUTSIDE_END
        set_font(labels.font, style)
    else:
        set_font(labels.font, style.but(colour=MSO_THEME_COLOR.BACKGROUND_1))
