"""How safe the winner is: under drawn and moved weights, other methods, without a criterion, at other positions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, cast

import altair as alt
import pandas as pd
import streamlit as st

from analysis.siting.result import MANY, POSITION_DRAWS
from analysis.siting.safety import Robustness
from ui import widgets
from ui.siting.shown import Shown
from ui.text import Text

CHARTED: Final = 12
"""So many of the best alternatives are charted."""

RANKS: Final = 10
ROW_PX: Final = 26
FRAME_PX: Final = 90


def show(shown: Shown, robust: Robustness) -> None:
    """Draw every test of the winner."""
    text = shown.text
    st.subheader(text("siting_page.robust_title"))
    _show_ranks(shown, robust)
    left, right = st.columns(2, gap="large")
    with left:
        _show_approaches(shown, robust)
        _show_without(shown, robust)
    with right:
        _show_tipping(shown, robust)
        _show_positions(shown, robust)


def _show_ranks(shown: Shown, robust: Robustness) -> None:
    text, found = shown.text, robust.acceptability
    widgets.note(text("siting_page.ranks_how", draws=found.draws))
    frame = rank_frame(shown, robust)
    st.altair_chart(cast(Any, _bars(frame, text)), width="stretch")
    if len(found.share) > CHARTED:
        widgets.note(text("siting.best_only", n=CHARTED))
    exact = found.share.reset_index(names="id")
    widgets.download_csv(text("siting_page.download_ranks"), exact, "yuantu-rank-acceptability.csv", key="ranks")


def rank_frame(shown: Shown, robust: Robustness) -> pd.DataFrame:
    """Return site, rank and share in per cent, a row for each of the best alternatives and each rank it takes."""
    share = robust.acceptability.share
    share = share.set_axis(share.index.map(str))
    best = list(shown.ranked[:CHARTED])
    text = shown.text
    rows = [
        {
            text("siting_page.column_site"): shown.site(one),
            text("siting_page.column_rank"): rank,
            text("siting_page.column_share"): 100 * taken,
        }
        for one in best
        for rank, taken in enumerate(share.loc[one].to_numpy()[:RANKS].tolist(), start=1)
        if taken > 0
    ]
    return pd.DataFrame(rows)


def _bars(frame: pd.DataFrame, text: Text) -> alt.Chart:
    site, rank, share = (text(f"siting_page.column_{name}") for name in ("site", "rank", "share"))
    order = list(dict.fromkeys(frame[site]))
    ranks = sorted(frame[rank].unique().tolist())
    chart: alt.Chart = (
        alt.Chart(frame)
        .mark_bar()
        .encode(
            x=alt.X(share, type="quantitative", stack="zero", scale=alt.Scale(domain=[0, 100])),
            y=alt.Y(site, type="nominal", sort=order, title=None, axis=alt.Axis(labelLimit=260)),
            color=alt.Color(rank, type="ordinal", scale=alt.Scale(scheme="viridis"), sort=ranks),
            order=alt.Order(rank, type="quantitative"),
            tooltip=[site, rank, alt.Tooltip(share, type="quantitative", format=".1f")],
        )
        .properties(height=ROW_PX * len(order) + FRAME_PX, padding=widgets.CHART_PADDING)
    )
    return chart


def _show_approaches(shown: Shown, robust: Robustness) -> None:
    text = shown.text
    widgets.note(text("siting_page.approaches_how"))
    columns = [text(f"siting_page.column_{name}") for name in ("method", "normalisation", "winner")]
    rows = [
        (
            text(f"siting_page.method_{one.approach.method}"),
            text(f"siting_page.normalisation_{one.approach.normalisation}"),
            shown.sites(one.winners[:3]) if one.reason is None else text(f"reason.{one.reason}"),
        )
        for one in robust.by_approach
    ]
    widgets.table(columns, rows)
    widgets.note(*normalisation_words(shown, robust))
    exact = pd.DataFrame(
        {
            "method": [one.approach.method for one in robust.by_approach],
            "normalisation": [one.approach.normalisation for one in robust.by_approach],
            "winners": [", ".join(one.winners) for one in robust.by_approach],
            "reason": [one.reason for one in robust.by_approach],
        }
    )
    widgets.download_csv(text("siting_page.download_approaches"), exact, "yuantu-winners.csv", key="winners")


def normalisation_words(shown: Shown, robust: Robustness) -> list[str]:
    """Return for each method whose winner hangs on the normalisation which one chooses whom."""
    text, words = shown.text, []
    of_method: dict[str, dict[str, tuple[str, ...]]] = {}
    for one in robust.by_approach:
        if one.reason is None:
            of_method.setdefault(one.approach.method, {})[str(one.approach.normalisation)] = one.winners
    for method, winners in of_method.items():
        if len(set(winners.values())) > 1:
            each = text("app.list_separator").join(_each(shown, winners))
            name = text(f"siting_page.method_{method}")
            words.append(text("siting_page.normalisation_matters", method=name, each=each))
    return words


def _each(shown: Shown, winners: Mapping[str, tuple[str, ...]]) -> Iterable[str]:
    for normalisation, sites in winners.items():
        name = shown.text(f"siting_page.normalisation_{normalisation}")
        yield shown.text("siting_page.chooses", normalisation=name, names=shown.sites(sites[:3]))


def _show_without(shown: Shown, robust: Robustness) -> None:
    text = shown.text
    widgets.note(text("siting_page.without_how"))
    columns = [text(f"siting_page.column_{name}") for name in ("without", "winner")]
    rows = [
        (
            shown.criterion(one.criterion),
            shown.sites(one.winners[:3]) if one.reason is None else text(f"reason.{one.reason}"),
        )
        for one in robust.without_each
    ]
    widgets.table(columns, rows)


def _show_tipping(shown: Shown, robust: Robustness) -> None:
    text = shown.text
    widgets.note(text("siting_page.tipping_how"))
    columns = [text(f"siting_page.column_{name}") for name in ("criterion", "weight", "below", "above")]
    rows = [
        (
            shown.criterion(one.criterion),
            f"{one.weight:.1%}",
            _bound(shown, "≤", one.lower, one.lower_winner),
            _bound(shown, "≥", one.upper, one.upper_winner),
        )
        for one in robust.tipping
    ]
    widgets.table(columns, rows, numeric=(1,))
    exact = pd.DataFrame([vars(one) for one in robust.tipping])
    widgets.download_csv(text("siting_page.download_tipping"), exact, "yuantu-tipping-weights.csv", key="tipping")


def _bound(shown: Shown, sign: str, weight: float | None, winner: str | None) -> str:
    if weight is None or winner is None:
        return "–"
    return shown.text("siting_page.tips_at", sign=sign, weight=f"{weight:.1%}", name=shown.site(winner))


def _show_positions(shown: Shown, robust: Robustness) -> None:
    text, found = shown.text, robust.by_position
    if found is None:
        key = "positions_many" if len(shown.answer.ranking.score) > MANY else "positions_none"
        widgets.note(text(f"siting_page.{key}", most=MANY))
        return
    widgets.note(text("siting_page.positions_how", draws=POSITION_DRAWS))
    first = found[found > 0].sort_values(ascending=False)
    columns = [text(f"siting_page.column_{name}") for name in ("site", "first")]
    rows = [(shown.site(str(one)), f"{share:.0%}") for one, share in first.head(5).items()]
    widgets.table(columns, rows, numeric=(1,))
