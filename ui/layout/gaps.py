"""Against the plan's targets year by year, and what is missing."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from analysis.layout.gaps import Gap, gaps_frame
from analysis.layout.progress import Progress
from analysis.plan import Plan
from ui import html, widgets, wording
from ui.layout.shown import Shown
from ui.plan_text import gap_sentence, measure_name, progress_words
from ui.sites import sites_frame
from ui.text import Text


def show_progress(shown: Shown) -> None:
    """Draw each target with what is named and reached."""
    text, plan = shown.text, shown.plan
    st.subheader(text("layout.progress_title"))
    rows = [_progress_row(one, plan, text) for one in shown.result.progress]
    names = ("year", "measure", "target", "named", "reached", "reached_before_plan", "reached_since", "share")
    widgets.table([text(f"layout.column_{name}") for name in names], rows, numeric=(0, 2, 3, 4, 5, 6, 7))
    widgets.note(*progress_words(shown.result.progress, plan, text))


def _progress_row(one: Progress, plan: Plan, text: Text) -> tuple[str, ...]:
    reached = "–"
    if one.reached is not None:
        reached = (
            text("layout.reached_undated", reached=one.reached, undated=one.undated)
            if one.undated
            else str(one.reached)
        )
    share = text(f"reason.{one.reason}") if one.reason else "–"
    if one.share is not None and one.share_with_undated is not None:
        share = wording.share_range(one.share, one.share_with_undated)
    return (
        str(one.year),
        measure_name(plan, one.measure, one.year, text),
        wording.number(one.target),
        wording.number(one.named),
        reached,
        wording.number(one.reached_before_plan),
        wording.number(one.reached_since),
        share,
    )


def show(shown: Shown) -> None:
    """Draw what is missing, kind by kind, with a table for machines to take away."""
    text, gaps = shown.text, shown.result.gaps
    st.subheader(text("layout.gaps_title"))
    if not gaps:
        widgets.note(text("layout_page.gaps_none"))
        return
    by_kind = gaps_by_kind(gaps)
    for place, (kind, found) in enumerate(by_kind.items()):
        title = text(f"gap.{kind}_title") + text("app.in_brackets", words=str(len(found)))
        with st.expander(title, expanded=place == 0):
            sentences = (html.tag("li", gap_sentence(shown.study, shown.plan, gap, text)) for gap in found)
            html.show(html.tag("div", html.tag("ul", *sentences), class_="yt-card"))
    if any(kind.startswith("park_") for kind in by_kind):
        widgets.note(text("clustering.platform_what"))
    widgets.note(text("layout_page.gaps_how"))
    widgets.download_csv(text("layout.download_gaps"), gap_table(shown), "yuantu-gaps.csv", key="gaps")


def gaps_by_kind(gaps: Sequence[Gap]) -> dict[str, list[Gap]]:
    """Return kind -> its gaps, both in the order given."""
    found: dict[str, list[Gap]] = {}
    for gap in gaps:
        found.setdefault(gap.kind, []).append(gap)
    return found


def gap_table(shown: Shown) -> pd.DataFrame:
    """Return the gaps as codes and numbers, each with its sentence."""
    study, gaps = shown.study, shown.result.gaps
    frame = gaps_frame(gaps, shown.plan, sites=sites_frame(study))
    return frame.assign(words=[gap_sentence(study, shown.plan, gap, shown.text) for gap in gaps])
