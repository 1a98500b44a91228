"""The order of the cities by size and by flows: rank-size rule, primacy, polycentricity, centralities, salience."""

from __future__ import annotations

from typing import Any, Final, cast

import altair as alt
import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from analysis.layout.rank_size import RankSize
from ui import widgets, wording
from ui.layout.shown import Shown

CHART_HEIGHT_PX: Final = 360
POINT_COLOUR: Final = "#2b5c8a"
LINE_COLOUR: Final = "#a4243b"
CENTRALITIES: Final = ("weighted_degree", "eigenvector", "closeness_per_min", "betweenness")
MOST_LINKS: Final = 15
NAME_ROOM: Final = (0.09, 0.055)
"""Room for a name beside its point, as shares of the plot's width and height."""


def show(shown: Shown) -> None:
    """Draw what of it could be computed."""
    text, found = shown.text, shown.network
    if found.rank_size is None and found.polycentricity is None:
        return
    st.subheader(text("layout_page.hierarchy_title"))
    _rank_size(shown)
    _facts(shown)
    _centralities(shown)
    _salience(shown)


def rank_frame(masses: pd.Series, fit: RankSize) -> pd.DataFrame:
    """Return the cities with a size by rank, and the rank that the fitted line gives each.

    Parameters
    ----------
    masses
        By city.
    fit
        Of the same masses.
    """
    sizes = masses.astype(float)
    known = sizes[(sizes > 0) & np.isfinite(sizes)].sort_values(ascending=False, kind="stable")
    rank = np.arange(1, len(known) + 1)
    fitted = np.exp(fit.intercept + fit.slope * np.log(known.to_numpy()))
    return pd.DataFrame(
        {"city": list(map(str, known.index)), "size": known.to_numpy(), "rank": rank, "rank_less": rank - fit.shift}
    ).assign(fitted=fitted)


def labelled(frame: pd.DataFrame) -> list[bool]:
    """Return which points of the plot have room for their name, the largest cities first.

    Parameters
    ----------
    frame
        As `rank_frame` returns it.
    """
    if not len(frame):
        return []
    x, y = (_along(frame[name].to_numpy(dtype=float)) for name in ("size", "rank_less"))
    kept: list[int] = []
    for place in range(len(frame)):
        near = [abs(x[place] - x[other]) < NAME_ROOM[0] and abs(y[place] - y[other]) < NAME_ROOM[1] for other in kept]
        if not any(near):
            kept.append(place)
    return [place in kept for place in range(len(frame))]


def _along(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return where values stand on a logarithmic axis, from 0 to 1."""
    logs = np.log(values)
    span = float(np.ptp(logs)) or 1.0
    place: NDArray[np.float64] = (logs - logs.min()) / span
    return place


def _rank_size(shown: Shown) -> None:
    text, fit = shown.text, shown.network.rank_size
    if fit is None or np.isnan(fit.slope):
        return
    mass = text(f"layout_page.mass_{shown.network.mass}")
    zipf = "holds" if fit.low <= -1 <= fit.high else "fails"
    widgets.lead(
        text(
            f"layout_page.rank_size_{zipf}",
            mass=mass,
            slope=f"{fit.slope:.2f}",
            se=f"{fit.standard_error:.2f}",
            low=f"{fit.low:.2f}",
            high=f"{fit.high:.2f}",
            n=fit.n,
        )
    )
    frame = rank_frame(shown.network.masses, fit)
    st.altair_chart(cast(Any, _chart(shown, frame)), width="stretch")
    widgets.note(text("layout_page.rank_size_how", shift=f"{fit.shift:g}", r2=f"{fit.r_squared:.2f}"))
    if fit.without_size:
        widgets.note(text("layout_page.rank_size_without", cities=shown.cities(fit.without_size)))
    widgets.download_csv(text("layout_page.download_rank_size"), frame, "yuantu-rank-size.csv", key="rank_size")


def _chart(shown: Shown, frame: pd.DataFrame) -> Any:  # noqa: ANN401 - a layered chart, whose type its library leaves open
    text = shown.text
    names_of = [shown.city(city) for city in frame["city"]]
    written = [name if room else "" for name, room in zip(names_of, labelled(frame), strict=True)]
    named = frame.assign(name=names_of, label=written)
    log = alt.Scale(type="log", nice=False, padding=12)
    mass = text(f"layout_page.mass_{shown.network.mass}")
    x = alt.X("size", type="quantitative", scale=log, title=text("layout_page.axis_size", mass=mass))
    points = (
        alt.Chart(named)
        .mark_circle(size=60, color=POINT_COLOUR, opacity=1)
        .encode(
            x=x,
            y=alt.Y("rank_less", type="quantitative", scale=log, title=text("layout_page.axis_rank")),
            tooltip=[
                alt.Tooltip("name", type="nominal", title=text("layout.column_city")),
                alt.Tooltip("rank", type="quantitative", title=text("layout_page.tooltip_rank")),
                alt.Tooltip("size", type="quantitative", title=mass, format=",.0f"),
            ],
        )
    )
    names = points.mark_text(align="left", dx=7, dy=-5, fontSize=11, color="#39434d").encode(
        text=alt.Text("label", type="nominal")
    )
    line = (
        alt.Chart(named)
        .mark_line(color=LINE_COLOUR, strokeWidth=1.5)
        .encode(x=x, y=alt.Y("fitted", type="quantitative"))
    )
    return alt.layer(line, points, names).properties(height=CHART_HEIGHT_PX, padding=widgets.CHART_PADDING)


def _facts(shown: Shown) -> None:
    text, found = shown.text, shown.network
    facts = {
        text("layout_page.primacy_two"): wording.number(found.primacy_two_city, 2),
        text("layout_page.primacy_four"): wording.number(found.primacy_four_city, 2),
    }
    if found.polycentricity is not None:
        facts[text("layout_page.polycentricity")] = wording.number(found.polycentricity.value, 2)
    widgets.facts(facts)
    words = [text("layout_page.primacy_how")]
    if found.polycentricity is not None:
        words.append(
            text(
                "layout_page.polycentricity_how", variant=text(f"layout_page.variant_of_{found.polycentricity.variant}")
            )
        )
    null = found.polycentricity_null
    if null is not None:
        words.append(
            text(
                "layout_page.polycentricity_null",
                expected=f"{null.expected:.2f}",
                low=f"{null.low:.2f}",
                high=f"{null.high:.2f}",
                p=wording.p_value(null.p, null.permutations),
                permutations=null.permutations,
            )
        )
    widgets.note(*words)


def _centralities(shown: Shown) -> None:
    text, frame = shown.text, shown.network.centralities
    if not len(frame):
        return
    ordered = frame.sort_values("weighted_degree", ascending=False, kind="stable")
    largest = float(ordered["weighted_degree"].max()) or 1.0
    found = shown.network.dominant
    rows = [
        (
            shown.city(str(city)),
            f"{row['weighted_degree'] / largest:.1%}",
            wording.number(row["eigenvector"], 3),
            wording.number(1 / row["closeness_per_min"]) if row["closeness_per_min"] > 0 else "–",
            f"{row['betweenness']:.1%}",
            "–" if found is None or not found.hub.get(str(city)) else shown.city(str(found.hub[str(city)])),
            _stays(shown, str(city), "hub_parameters"),
            _stays(shown, str(city), "hub_redrawn"),
        )
        for city, row in zip(ordered.index, ordered.to_dict("records"), strict=True)
    ]
    with st.expander(text("layout_page.centralities"), expanded=False):
        names = ("city", *CENTRALITIES, "flow_hub", "hub_parameters", "hub_redrawn")
        widgets.table([text(f"layout_page.column_{name}") for name in names], rows, numeric=(1, 2, 3, 4, 6, 7))
        varied = text("app.list_separator").join(f"{one:g}" for one in shown.network.parameters_varied)
        widgets.note(text("layout_page.centralities_how"))
        if varied:
            widgets.note(text("layout_page.stability_how", parameters=varied, draws=shown.network.redraws))
        csv = frame.join(shown.network.hub_stability).rename_axis("city").reset_index()
        widgets.download_csv(text("layout_page.download_centralities"), csv, "yuantu-centralities.csv", key="central")


def _stays(shown: Shown, city: str, column: str) -> str:
    frame = shown.network.hub_stability
    share = float(frame[column].get(city, np.nan)) if column in frame else np.nan
    return "–" if np.isnan(share) else f"{share:.0%}"


def _salience(shown: Shown) -> None:
    text, frame = shown.text, shown.network.salience
    if not len(frame):
        return
    ordered = frame.sort_values(["salience", "flow"], ascending=False, kind="stable")
    rows = [
        (shown.city(row["from"]), shown.city(row["to"]), f"{row['salience']:.0%}")
        for row in ordered.head(MOST_LINKS).to_dict("records")
    ]
    with st.expander(text("layout_page.salience")):
        names = ("link_from", "link_to", "salience")
        widgets.table([text(f"layout_page.column_{name}") for name in names], rows, numeric=(2,))
        widgets.note(text("layout_page.salience_how", shown=len(rows), n=len(frame)))
        widgets.download_csv(text("layout_page.download_salience"), ordered, "yuantu-salience.csv", key="salience")
