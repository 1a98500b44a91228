"""Against the plan's targets year by year, and what is missing."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analysis.layout.progress import Progress
from analysis.plan import Plan
from ui import widgets
from ui.layout.shown import Shown
from ui.plan_text import gap_sentence, measure_name, progress_words
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
        share = widgets.share_range(one.share, one.share_with_undated)
    return (
        str(one.year),
        measure_name(plan, one.measure, one.year, text),
        widgets.number(one.target),
        widgets.number(one.named),
        reached,
        widgets.number(one.reached_before_plan),
        widgets.number(one.reached_since),
        share,
    )


def show(shown: Shown) -> None:
    """Draw what is missing, kind by kind."""
    text, gaps = shown.text, shown.result.gaps
    st.subheader(text("layout.gaps_title"))
    kinds = list(dict.fromkeys(gap.kind for gap in gaps))
    frame = pd.DataFrame(
        [
            (text(f"gap.{gap.kind}_title"), gap_sentence(shown.study, shown.plan, gap, text))
            for kind in kinds
            for gap in gaps
            if gap.kind == kind
        ],
        columns=[text("layout.column_gap_kind"), text("layout.column_gap")],
    )
    st.dataframe(frame, hide_index=True, height=min(36 * len(frame) + 40, 460))
    if any(gap.kind.startswith("park_") for gap in gaps):
        widgets.note(text("clustering.platform_what"))
    widgets.download_csv(text("layout.download_gaps"), frame, "yuantu-gaps.csv", key="gaps")
