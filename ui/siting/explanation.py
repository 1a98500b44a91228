"""Why a site scores as it does: what each criterion adds, beside the best, the median or another site."""

from __future__ import annotations

from typing import Any, Final, cast

import altair as alt
import numpy as np
import pandas as pd
import streamlit as st

from analysis.siting.explain import BENCHMARKS, Explanation, explain
from ui import state, widgets
from ui.siting import kept
from ui.siting.bound import bound, segments
from ui.siting.shown import Shown
from ui.text import Text

ROW_PX: Final = 34
FRAME_PX: Final = 70
SMALL_POINTS: Final = 0.05
"""Differences below it would be told as 0.0 points, and are not told."""

_SITE: Final = "siting_explained"
_COLOURS: Final = ("#1f4e79", "#c9a227")
"""Dark and light, so that the two bars differ in grey print as well."""


def show(shown: Shown) -> None:
    """Draw the choice of site and benchmark, the sentence, the bars and the figures."""
    if len(shown.ranked) < 2:
        return
    text = shown.text
    st.subheader(text("siting_explain.title"))
    site = _chosen_site(shown)
    found = explained(shown, site, _chosen_other(shown, site))
    against = benchmark_name(shown, found)
    widgets.lead(sentence(shown, found, against))
    frame = bar_frame(shown, found, against)
    st.altair_chart(cast(Any, _bars(frame, text)), width="stretch")
    method = shown.answer.ranking.approach.method
    constructed = [] if found.benchmark == "alternative" else [text("siting_explain.constructed")]
    widgets.note(text(f"siting_explain.how_{method}"), *constructed)
    widgets.download_csv(text("siting_explain.download"), exact_frame(shown, found), "yuantu-why.csv", key="why")


def explained(shown: Shown, site: str, other: str) -> Explanation:
    """Return a site beside the comparison's benchmark; `other` counts where the benchmark is another site."""
    answer, comparison = shown.answer, shown.comparison
    return explain(
        answer.matrix,
        np.array(list(answer.weights.values())),
        site,
        approach=answer.ranking.approach,
        benchmark=comparison.benchmark,
        other=other if comparison.benchmark == "alternative" else None,
    )


def benchmark_name(shown: Shown, found: Explanation) -> str:
    """Return what the site is held against, in words."""
    if found.other is not None:
        return shown.site(found.other)
    return shown.text(f"siting_explain.benchmark_{found.benchmark}")


def sentence(shown: Shown, found: Explanation, against: str) -> str:
    """Return in one sentence how far the site is ahead or behind, and which criteria make the difference."""
    text, points = shown.text, found.difference_points
    parts = found.parts["difference_points"].sort_values(key=np.abs, ascending=False, kind="stable")
    told = [
        text("siting_explain.part", name=shown.criterion(str(name)), points=f"{value:+.1f}")
        for name, value in parts.head(3).items()
        if abs(value) >= SMALL_POINTS
    ]
    which = "equal" if abs(points) < SMALL_POINTS else "ahead" if points > 0 else "behind"
    first = text(
        f"siting_explain.{which}", site=shown.site(found.alternative), against=against, points=f"{abs(points):.1f}"
    )
    if not told:
        return first
    return text("siting_explain.both", first=first, parts=text("app.list_separator").join(told))


def bar_frame(shown: Shown, found: Explanation, against: str) -> pd.DataFrame:
    """Return criterion, whose bar, and points: two rows for each criterion, the widest difference first."""
    text = shown.text
    order = found.parts["difference_points"].abs().sort_values(ascending=False, kind="stable").index
    criterion, whose, points = (text(f"siting_explain.column_{name}") for name in ("criterion", "whose", "points"))
    owners = ((shown.site(found.alternative), "points"), (against, "benchmark_points"))
    rows = [
        {criterion: shown.criterion(str(name)), whose: owner, points: value}
        for name in order
        for owner, value in ((owner, found.parts[column].loc[name]) for owner, column in owners)
    ]
    return pd.DataFrame(rows)


def exact_frame(shown: Shown, found: Explanation) -> pd.DataFrame:
    """Return every figure of the explanation in full precision, with the site's raw values."""
    raw = shown.answer.table.raw
    row = raw.loc[raw.index.map(str) == found.alternative, list(found.parts.index)].iloc[0]
    frame = found.parts.rename_axis("criterion").reset_index()
    frame.insert(1, "raw_value", row.to_numpy())
    frame.insert(0, "site", found.alternative)
    frame.insert(1, "benchmark", found.other or found.benchmark)
    return frame


def _chosen_site(shown: Shown) -> str:
    """Show which site is explained, the winner at first, and return it."""
    text, options = shown.text, list(shown.ranked)
    wanted = state.remembered(_SITE, options[0])
    site = wanted if wanted in options else options[0]
    st.selectbox(
        text("siting_explain.site"),
        options,
        format_func=shown.site,
        **bound(_SITE, site, lambda chosen: state.remember(_SITE, chosen), text),
    )
    return str(site)


def _chosen_other(shown: Shown, site: str) -> str:
    """Show what the site is held against, and return the other site where it is one."""
    text, comparison = shown.text, shown.comparison
    segments(
        "siting_benchmark",
        BENCHMARKS,
        comparison.benchmark,
        lambda chosen: kept.change(benchmark=chosen),
        "siting_explain.benchmark",
        text,
    )
    others = [one for one in shown.ranked if one != site]
    wanted = comparison.benchmark_alternative
    other = wanted if wanted in others else others[0]
    if comparison.benchmark == "alternative":
        st.selectbox(
            text("siting_explain.other"),
            others,
            format_func=shown.site,
            **bound("siting_other", other, lambda chosen: kept.change(benchmark_alternative=chosen), text),
        )
    return other


def _bars(frame: pd.DataFrame, text: Text) -> alt.Chart:
    criterion, whose, points = (text(f"siting_explain.column_{name}") for name in ("criterion", "whose", "points"))
    order, owners = list(dict.fromkeys(frame[criterion])), list(dict.fromkeys(frame[whose]))
    chart: alt.Chart = (
        alt.Chart(frame)
        .mark_bar()
        .encode(
            x=alt.X(points, type="quantitative"),
            y=alt.Y(criterion, type="nominal", sort=order, title=None, axis=alt.Axis(labelLimit=260)),
            yOffset=alt.YOffset(whose, type="nominal", sort=owners),
            color=alt.Color(
                whose,
                type="nominal",
                sort=owners,
                title=None,
                scale=alt.Scale(domain=owners, range=list(_COLOURS[: len(owners)])),
                legend=alt.Legend(orient="top", labelLimit=320),
            ),
            tooltip=[criterion, whose, alt.Tooltip(points, type="quantitative", format=".2f")],
        )
        .properties(height=ROW_PX * len(order) + FRAME_PX, padding=widgets.CHART_PADDING)
    )
    return chart
