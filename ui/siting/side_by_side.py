"""Two to six sites side by side: a table, lines over all criteria, small maps on one scale, and a file that prints."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from typing import Any, Final, cast

import altair as alt
import pandas as pd
import streamlit as st

from briefing.parallel_plot import LINES, lines_of
from briefing.side_by_side import BEST, MOST_SITES, Row
from briefing.small_map import SmallMap, legend_mark, small_map
from ui import html, state, widgets
from ui.html import Html, tag
from ui.siting import kept
from ui.siting.beside import (
    REACHES_KM,
    captions,
    chosen_sites,
    exact_frame,
    marks_of,
    small_maps,
    table_rows,
    values_01,
)
from ui.siting.beside_file import printed
from ui.siting.bound import bound, segments
from ui.siting.shown import Shown
from ui.text import Text

PLOT_PX: Final = 330
MAP_PX: Final = 250
FILE_NAME: Final = "yuantu-side-by-side.html"
_REACH: Final = "siting_reach"
_SHAPES: Final = {"triangle": "triangle-up"}
"""Signs that the chart library calls otherwise."""


SHORT_NAME: Final = 10
"""Width in Latin letters up to which three names stand beside each other on a telephone; a Chinese sign takes two."""

LATIN: Final = 0x2E7F


def show(shown: Shown) -> None:
    """Draw the choice of sites, table, lines and maps, and offer the files."""
    if len(shown.ranked) < 2:
        return
    text = shown.text
    st.subheader(text("siting_beside.title"))
    sites = _choose(shown)
    if len(sites) < 2:
        widgets.note(text("siting_beside.two_at_least"))
        return
    rows = table_rows(shown, sites)
    _show_table(shown, sites, rows)
    frame = line_frame(shown, sites)
    if len(frame):
        st.altair_chart(cast(Any, _lines(frame, text)), width="stretch")
    widgets.note(text("siting_beside.plot_note"))
    reach_km = _choose_reach(text)
    maps = small_maps(shown, sites, reach_km)
    if maps:
        html.show(_maps_html(shown, maps))
        widgets.note(text("siting_beside.maps_note"))
    _downloads(shown, sites, reach_km)


def line_frame(shown: Shown, sites: Sequence[str]) -> pd.DataFrame:
    """Return criterion, label broken into lines, site and value from 0 to 1: a row for each point of the plot."""
    text, worth = shown.text, values_01(shown)
    criterion, site, value = (text(f"siting_beside.column_{name}") for name in ("criterion", "site", "value"))
    most = max(130 // max(worth.shape[1], 5), 12)
    rows = [
        {
            criterion: shown.criterion(str(name)),
            "label": "\n".join(lines_of(shown.criterion(str(name)), most)),
            site: shown.site(one),
            value: float(cast(float, worth.loc[one, str(name)])),
        }
        for one in sites
        for name in worth
    ]
    return pd.DataFrame(rows)


def _choose(shown: Shown) -> tuple[str, ...]:
    text, sites = shown.text, chosen_sites(shown)
    st.multiselect(
        text("siting_beside.sites"),
        list(shown.ranked),
        format_func=shown.site,
        max_selections=MOST_SITES,
        placeholder=text("siting_page.pick_placeholder"),
        **bound("siting_beside", list(sites), lambda chosen: kept.change(side_by_side=tuple(chosen)), text),
    )
    return sites


def _choose_reach(text: Text) -> int:
    options = [str(one) for one in REACHES_KM]
    value = state.remembered(_REACH, "30")
    segments(_REACH + "_choice", options, value, lambda one: state.remember(_REACH, one), "siting_beside.reach", text)
    return int(value)


def _show_table(shown: Shown, sites: Sequence[str], rows: Sequence[Row]) -> None:
    text = shown.text
    columns = [
        text("siting_beside.column_criterion"),
        text("siting_page.column_weight"),
        *(shown.site(one) for one in sites),
    ]
    cells = [(row.label, row.weight, *_cells(row)) for row in rows]
    widgets.table(columns, cells, numeric=tuple(range(1, len(columns))))
    widgets.note(f"{BEST} {text('siting_beside.best')}")


def _cells(row: Row) -> list[str | Html]:
    return [tag("b", f"{BEST} {cell}") if best else cell for cell, best in zip(row.cells, row.best, strict=True)]


def legend_columns(sites: Sequence[str]) -> int:
    """Return in how many columns a legend names the sites: long names stand below each other, for a telephone."""
    widest = max((sum(2 if ord(sign) > LATIN else 1 for sign in one) for one in sites), default=0)
    return 3 if widest <= SHORT_NAME else 1


def _lines(frame: pd.DataFrame, text: Text) -> alt.LayerChart:
    criterion, site, value = (text(f"siting_beside.column_{name}") for name in ("criterion", "site", "value"))
    labels, sites = list(dict.fromkeys(frame["label"])), list(dict.fromkeys(frame[site]))
    looks = LINES[: len(sites)]
    dashes = [[int(part) for part in dash.split()] or [1, 0] for _, dash, _ in looks]
    whose: dict[str, Any] = {"field": site, "type": "nominal", "sort": sites, "title": None}
    legend = alt.Legend(
        orient="top", labelLimit=300, columns=legend_columns(sites), symbolSize=120, symbolStrokeWidth=0
    )
    base = alt.Chart(frame).encode(
        x=alt.X(
            "label",
            type="nominal",
            sort=labels,
            title=None,
            scale=alt.Scale(type="point", padding=0.5),
            axis=alt.Axis(labelAngle=0, labelExpr="split(datum.label, '\\n')", grid=True, labelLimit=400),
        ),
        y=alt.Y(value, type="quantitative", scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(values=[0, 0.5, 1])),
        color=alt.Color(**whose, scale=alt.Scale(domain=sites, range=[look[0] for look in looks]), legend=legend),
        tooltip=[criterion, site, alt.Tooltip(value, type="quantitative", format=".2f")],
    )
    lines = base.mark_line(strokeWidth=2).encode(
        strokeDash=alt.StrokeDash(**whose, scale=alt.Scale(domain=sites, range=dashes), legend=None)
    )
    signs = base.mark_point(filled=True, size=75, opacity=1).encode(
        shape=alt.Shape(
            **whose,
            scale=alt.Scale(domain=sites, range=[_SHAPES.get(look[2], look[2]) for look in looks]),
            legend=legend,
        )
    )
    return cast("alt.LayerChart", alt.layer(lines, signs).properties(height=PLOT_PX, padding=widgets.CHART_PADDING))


def _maps_html(shown: Shown, maps: Sequence[SmallMap]) -> Html:
    legend = tag(
        "div",
        *(
            tag("span", _picture(str(legend_mark(marks)), "", 14), " ", marks.label, style="margin-right:1.2em")
            for marks in marks_of(shown)
        ),
        style="font-size:.88rem;margin:.3rem 0",
    )
    figures = (
        tag(
            "figure",
            _picture(str(small_map(one)), one.title, MAP_PX),
            tag("figcaption", tag("b", one.title), *(tag("div", line, class_="yt-note") for line in lines)),
            style=f"margin:0;width:{MAP_PX}px",
        )
        for one, lines in zip(maps, captions(shown, maps), strict=True)
    )
    return html.join((legend, tag("div", *figures, style="display:flex;flex-wrap:wrap;gap:1.2rem")))


def _picture(svg: str, words: str, width_px: int) -> Html:
    """Return a drawing as an image, in which nothing could run."""
    source = "data:image/svg+xml;base64," + b64encode(svg.encode()).decode()
    return tag("img", src=source, alt=words, style=f"width:{width_px}px;max-width:100%;vertical-align:middle")


def _downloads(shown: Shown, sites: Sequence[str], reach_km: int) -> None:
    text = shown.text
    first, second = st.columns(2)
    with first:
        st.download_button(
            text("siting_beside.print"),
            data=lambda: printed(shown, sites, reach_km),
            file_name=FILE_NAME,
            mime="text/html",
            key=f"siting_beside_print_{text.language}",
            on_click="ignore",
            help=text("siting_beside.print_help"),
        )
    with second:
        widgets.download_csv(
            text("siting_beside.download"), exact_frame(shown, sites), "yuantu-side-by-side.csv", key="beside"
        )
