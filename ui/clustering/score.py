"""The clustering score as a glass box whose weights the reader sets, and the score of each site."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, cast

import altair as alt
import pandas as pd
import streamlit as st

from analysis.clustering.settings import Weights
from analysis.clustering.variants import PARTS
from ui import score_parts, widgets
from ui.clustering.shown import Shown
from ui.text import Text

CHART_FRAME_PX = 60  # the axis, which shares the chart's height with the bars
MOST_SITES_CHARTED = 60


def weight_sliders(counting: Collection[str], text: Text) -> Weights:
    """Show a slider for each component and return the weights; equal ones at first, and where none is left.

    Parameters
    ----------
    counting
        Components that these sites have; weights on the others alone would leave nothing to weigh.
    text
        The catalogue in the reader's language.
    """
    ids = [part.id for part in PARTS]
    chosen = score_parts.weight_sliders(ids, "cluster_weights", text, prefix="clustering.component")
    if not any(chosen[name] for name in counting):
        widgets.note(text("clustering.weights_all_zero"))
        return ()
    return tuple(chosen.items())


def show(shown: Shown) -> None:
    """Draw the score with its parts, what it hangs on, and what to keep in mind."""
    result, text = shown.result, shown.text
    widgets.score_facts(result.score, text)
    widgets.score_table(result.score, text, prefix="clustering.component")
    score_parts.show_sensitivity(result.score, text, prefix="clustering.component")
    interval = "clustering.score_interval" if result.position_draws else "clustering.score_interval_exact"
    widgets.note(text("clustering.platform_what"), text(interval, draws=result.position_draws))
    widgets.download_csv(
        text("clustering.download_score"),
        score_parts.score_frame(result.score),
        "yuantu-cluster-score.csv",
        key="score",
    )


def show_sites(shown: Shown) -> None:
    """Draw the score of each site as a table and as bars."""
    text = shown.text
    st.subheader(text("clustering.per_site_title"))
    widgets.note(text("clustering.per_site_how"))
    frame = site_frame(shown)
    tidy = st.column_config.NumberColumn(format="%.1f")
    st.dataframe(
        frame, hide_index=True, column_config={name: tidy for name in frame.columns if frame[name].dtype == float}
    )
    if len(frame) <= MOST_SITES_CHARTED:
        st.altair_chart(cast(Any, _bars(frame, text)), width="stretch")
    widgets.download_csv(text("clustering.download_sites"), frame, "yuantu-site-scores.csv", key="site_scores")


def site_frame(shown: Shown) -> pd.DataFrame:
    """Return the sites in the reader's words, the highest score first."""
    text, sites = shown.text, shown.result.per_site
    grouped = [_part(one, "in_group") for one in sites]
    frame = pd.DataFrame(
        {
            text("clustering.column_site"): [shown.site(one.id) for one in sites],
            text("clustering.column_score"): [one.score.value for one in sites],
            text("clustering.column_nearest"): [shown.site(one.nearest_id) for one in sites],
            text("clustering.column_nearest_km"): [one.nearest_m / 1000 for one in sites],
            text("clustering.column_in_group"): [None if share is None else 100 * share for share in grouped],
            text("clustering.column_platform_km"): [
                None if one.platform_m is None else one.platform_m / 1000 for one in sites
            ],
            text("clustering.column_change"): [one.change_points for one in sites],
        }
    )
    return frame.sort_values(text("clustering.column_score"), ascending=False)


def _part(one: Any, component: str) -> float | None:  # noqa: ANN401 - a SiteScore; the statistics stay unimported
    return next((part.raw for part in one.score.components if part.id == component), None)


def _bars(frame: pd.DataFrame, text: Text) -> alt.Chart:
    chart: alt.Chart = (
        alt.Chart(frame)
        .mark_bar(color="#2b5c8a")
        .encode(
            x=alt.X(text("clustering.column_score"), type="quantitative", scale=alt.Scale(domain=[0, 100])),
            y=alt.Y(
                text("clustering.column_site"),
                type="nominal",
                sort="-x",
                title=None,
                axis=alt.Axis(labelLimit=320, labelOverlap=False),
            ),
        )
        .properties(height=24 * len(frame) + CHART_FRAME_PX, padding=widgets.CHART_PADDING)
    )
    return chart
