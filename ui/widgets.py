"""Controls and pieces that more than one page shows."""

from __future__ import annotations

import string
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import pandas as pd
import streamlit as st

from analysis.errors import Problem
from analysis.score import Score
from analysis.sites import STATUSES
from analysis.study import Study
from briefing.csv_rows import guarded
from layers.catalog import layer_by_id
from ui import html, state, wording
from ui.html import Html, tag
from ui.map.model import Basemap
from ui.text import LANGUAGES, Text

MAX_PROBLEMS_SHOWN: Final = 12
BASEMAPS: Final = ("", "osm", "tianditu", "amap")

TEXT_COLUMN: Final = "min-width:8em"  # a Chinese text would else break after every character on a narrow screen
CHART_PADDING: Final = {"left": 0, "top": 0, "right": 16, "bottom": 8}
"""Room in pixels around a chart, so that the last number below its axis is not cut off."""

STYLE_PATH: Final = Path(__file__).parent / "page.css"


def style() -> None:
    """Put the style sheet of our own HTML on the page, once a run."""
    st.html(STYLE_PATH)


def language_switch(text: Text) -> None:
    """Show the choice of language; every language is named in itself."""
    st.segmented_control(
        text("app.language"),
        LANGUAGES,
        default=text.language,
        required=True,
        format_func=lambda code: Text(code)("app.language_name"),
        key=f"language_switch_{text.language}",
        label_visibility="collapsed",
        on_change=lambda: state.set_language(state.widget_value(f"language_switch_{text.language}") or text.language),
    )


def show_problems(title: str, problems: Sequence[Problem], text: Text) -> None:
    """Show all problems of a thing in one box: the first few in full, then how many more."""
    if not problems:
        return
    severe = any(problem.severity == "error" for problem in problems)
    lines = [tag("li", text.problem(problem)) for problem in problems[:MAX_PROBLEMS_SHOWN]]
    more = len(problems) - MAX_PROBLEMS_SHOWN
    html.show(
        tag(
            "div",
            tag("strong", title),
            tag("ul", *lines),
            tag("p", text("app.more_problems", count=more)) if more > 0 else None,
            class_="yt-box error" if severe else "yt-box",
            role="alert",
        )
    )


def lead(sentence: str) -> None:
    """Show the page's answer, one sentence."""
    html.show(tag("p", sentence, class_="yt-lead"))


def note(*sentences: str) -> None:
    """Show what to keep in mind when reading the numbers."""
    html.show(html.join(tag("p", sentence, class_="yt-note") for sentence in sentences))


def facts(values: Mapping[str, str]) -> None:
    """Show a few large figures, label -> figure with its unit."""
    parts = (tag("div", tag("b", figure), tag("span", label), class_="yt-fact") for label, figure in values.items())
    html.show(tag("div", *parts, class_="yt-facts"))


def table(columns: Sequence[str], rows: Iterable[Sequence[str | Html]], *, numeric: Sequence[int] = ()) -> None:
    """Show a small table of texts; `numeric` names the columns that are set flush right."""
    html.show(table_html(columns, rows, numeric=numeric))


def table_html(columns: Sequence[str], rows: Iterable[Sequence[str | Html]], *, numeric: Sequence[int] = ()) -> Html:
    """Return a small table of texts as HTML."""
    css = ["n" if place in numeric else None for place in range(len(columns))]
    wide = [None if place in numeric else TEXT_COLUMN for place in range(len(columns))]
    head = tag("tr", *(tag("th", name, class_=css[place], style=wide[place]) for place, name in enumerate(columns)))
    body = (tag("tr", *(tag("td", cell, class_=css[place]) for place, cell in enumerate(row))) for row in rows)
    table = tag("table", tag("thead", head), tag("tbody", *body), class_="yt-table")
    return tag("div", table, style="overflow-x:auto")  # on a narrow screen the table scrolls, not the page


def score_table(score: Score, text: Text, *, prefix: str) -> None:
    """Show a score as the glass box that it is: every component with raw value, transform, weight, contribution."""
    rows = [
        (
            text(f"{prefix}_{component.id}"),
            " ".join((wording.number(component.raw, 3), text(f"unit.{component.unit}"))).strip(),
            text(f"{prefix}_{component.id}_how"),
            wording.number(component.transformed, 3),
            f"{component.weight:.0%}",
            wording.number(component.contribution, 1),
        )
        for component in score.components
    ]
    columns = [text(f"app.score_{name}") for name in ("component", "raw", "how", "transformed", "weight", "points")]
    table(columns, rows, numeric=(3, 4, 5))


def score_facts(score: Score, text: Text) -> None:
    """Show a score with its interval, large."""
    span = wording.interval(score.low, score.high, 0)
    facts({text("app.score_of_100"): wording.number(score.value, 0), text("app.score_interval"): span})


def download_csv(label: str, frame: pd.DataFrame, file_name: str, *, key: str) -> None:
    """Offer a table as CSV that Excel opens with its Chinese intact."""
    st.download_button(
        label,
        data=lambda: csv_bytes(frame),
        file_name=file_name,
        mime="text/csv",
        key=key,
        on_click="ignore",
    )


def csv_bytes(frame: pd.DataFrame) -> bytes:
    """Return a table as CSV in UTF-8 with a mark; text that a spreadsheet would run as a formula gets a quote first."""
    safe = frame.copy()
    for column in safe.select_dtypes(["object", "str"]).columns:
        safe[column] = safe[column].map(guarded)
    return safe.to_csv(index=False).encode("utf-8-sig")


def basemap_choice(text: Text) -> Basemap | None:
    """Offer a basemap of a foreign or domestic server; none by default, and a key only where one is needed."""
    with st.expander(text("map_page.basemap"), expanded=bool(state.remembered("basemap"))):
        chosen = st.radio(
            text("map_page.basemap"),
            BASEMAPS,
            index=BASEMAPS.index(state.remembered("basemap")) if state.remembered("basemap") in BASEMAPS else 0,
            format_func=lambda code: text(f"map_page.basemap_{code or 'none'}"),
            key=f"basemap_{text.language}",
            label_visibility="collapsed",
        )
        state.remember("basemap", chosen)
        note(text("map_page.basemap_note"))
        if chosen == "tianditu":
            key = st.text_input(text("map_page.tianditu_key"), value=state.remembered("tianditu_key"), type="password")
            state.remember("tianditu_key", key.strip())
            return Basemap("tianditu", key=key.strip()) if key.strip() else None
        if chosen == "amap":
            note(text("map_page.amap_note"))
            return Basemap("amap")
    return Basemap("osm") if chosen == "osm" else None


def code_names(study: Study, text: Text) -> dict[str, str]:
    """Return the words for the codes that filters use: cities, tiers, statuses, industries."""
    plan = study.plan
    names = {status: text(f"site.status_{status}") for status in STATUSES}
    if plan is not None:
        names |= {tier.id: tier.name.in_language(text.language) for tier in plan.tiers}
        names |= {key: name.in_language(text.language) for key, name in plan.industry_names.items()}
    if study.has("cities"):
        names |= {row["name_zh"]: text.choose(row, "name") for row in study.layer("cities").to_dict("records")}
    return names


def site_columns(text: Text) -> dict[str, Any]:
    """Return how the columns of the site table are shown."""
    number_column = st.column_config.NumberColumn
    return {
        text("site.column_name"): st.column_config.TextColumn(width="medium", pinned=True),
        text("site.column_uncertainty_km"): number_column(format="%.1f"),
        text("site.column_area_km2"): number_column(format="%.2f"),
    }


def layer_title(layer_id: str, text: Text) -> str:
    """Return a layer's title; the plan counts as one."""
    if layer_id == "plan":
        return text("app.plan")
    return layer_by_id(layer_id).title.in_language(text.language)


def literal(words: str) -> str:
    """Return a text that Streamlit's labels show as it stands, although they read Markdown.

    Punctuation is escaped; a word joiner (which has no width) after each colon keeps `:name:` from becoming an icon.
    """
    escaped = "".join(f"\\{c}" if c in string.punctuation else c for c in words)
    return escaped.replace(":", ":\u2060")
