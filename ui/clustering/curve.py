"""Ripley's L over distance, with the bands of chance and of position uncertainty."""

from __future__ import annotations

from typing import Any, Final, cast

import altair as alt
import pandas as pd
import streamlit as st

from analysis.clustering.envelope import Envelope
from ui import widgets, wording
from ui.clustering.controls import remembered_segments
from ui.clustering.shown import Shown
from ui.text import Text

GLOBAL_COLOUR: Final = "#c9d6e2"
POINTWISE_COLOUR: Final = "#9db4c9"
POSITIONS_COLOUR: Final = "#e0a458"
OBSERVED_COLOUR: Final = "#a4243b"
CHART_HEIGHT_PX: Final = 420


def show(shown: Shown) -> None:
    """Draw L(r) - r with its bands under the null that the reader chooses."""
    text, found = shown.text, shown.result.ripley
    st.subheader(text("clustering.curve_title"))
    if len(found.envelopes) > 1:
        null = remembered_segments("curve_null", list(found.envelopes), "clustering.null", text)
    else:
        null = next(iter(found.envelopes))
    envelope = found.envelopes[null]
    widgets.lead(sentence(envelope, text))
    st.altair_chart(cast(Any, _chart(shown, null)), width="stretch")
    correction = text(f"clustering.correction_{found.ripley.correction}")
    widgets.note(
        text("clustering.curve_how", simulations=envelope.simulations, correction=correction),
        text("clustering.curve_caveat"),
    )
    widgets.download_csv(text("clustering.download_curve"), curve_frame(shown), "yuantu-ripley.csv", key="curve")


def sentence(envelope: Envelope, text: Text) -> str:
    """Return what the curve says: at which distances the sites are clustered or regular, and how sure that is."""
    p = wording.p_value(envelope.p_mad, envelope.simulations)
    if not envelope.above_m and not envelope.below_m:
        return text("clustering.curve_inside", p=p)
    kind = "above" if envelope.above_m else "below"
    stretches = envelope.above_m or envelope.below_m
    ranges = text("app.list_separator").join(
        f"{wording.kilometres(stretch.from_m, 0)}–{wording.kilometres(stretch.to_m, 0)}" for stretch in stretches
    )
    words = text(f"clustering.curve_{kind}", ranges=ranges, p=p)
    if kind == "above" and envelope.strongest_r_m is not None:
        words += text("clustering.curve_strongest", km=wording.kilometres(envelope.strongest_r_m, 0))
    return words


def curve_frame(shown: Shown) -> pd.DataFrame:
    """Return K and L with every band, under every null, in full precision."""
    found = shown.result.ripley
    columns: dict[str, Any] = {"r_m": found.ripley.r_m, "k_m2": found.ripley.k_m2, "l_m": found.ripley.l_m}
    if found.low_m is not None:
        columns |= {"positions_low_m": found.low_m, "positions_high_m": found.high_m}
    for name, one in found.envelopes.items():
        for band in ("centre_m", "low_m", "high_m", "pointwise_low_m", "pointwise_high_m"):
            columns[f"{name}_{band}"] = getattr(one, band)
    return pd.DataFrame(columns).assign(correction=found.ripley.correction, seed=shown.seed)


def _chart(shown: Shown, null: str) -> Any:  # noqa: ANN401 - a layered chart, whose type its library leaves open
    text, found = shown.text, shown.result.ripley
    envelope = found.envelopes[null]
    r_km = envelope.r_m / 1000
    bands = [
        ("global", envelope.low_m, envelope.high_m),
        ("pointwise", envelope.pointwise_low_m, envelope.pointwise_high_m),
    ]
    if found.low_m is not None and found.high_m is not None:
        bands.append(("positions", found.low_m, found.high_m))
    rows = pd.concat(
        pd.DataFrame(
            {"r": r_km, "low": low / 1000 - r_km, "high": high / 1000 - r_km, "what": text(f"clustering.band_{name}")}
        )
        for name, low, high in bands
    )
    lines = pd.concat(
        pd.DataFrame({"r": r_km, "value": value / 1000 - r_km, "what": text(f"clustering.line_{name}")})
        for name, value in (("observed", envelope.l_m), ("centre", envelope.centre_m))
    )
    names = [text(f"clustering.band_{name}") for name, *_ in bands]
    colours = [GLOBAL_COLOUR, POINTWISE_COLOUR, POSITIONS_COLOUR][: len(names)]
    line_names = [text("clustering.line_observed"), text("clustering.line_centre")]
    scale = alt.Scale(domain=[*names, *line_names], range=[*colours, OBSERVED_COLOUR, "#4a5560"])
    legend = alt.Legend(title=None, orient="top", columns=1, labelLimit=320, symbolOpacity=1)
    x = alt.X("r", type="quantitative", title=text("clustering.axis_r"))
    colour = alt.Color("what", type="nominal", scale=scale, legend=legend)
    area = (
        alt.Chart(rows.dropna())
        .mark_area(opacity=0.55)
        .encode(
            x=x,
            y=alt.Y("low", type="quantitative", title=text("clustering.axis_l")),
            y2=alt.Y2("high"),
            color=colour,
        )
    )
    drawn = (
        alt.Chart(lines.dropna())
        .mark_line()
        .encode(
            x=x,
            y=alt.Y("value", type="quantitative"),
            color=colour,
            strokeDash=alt.StrokeDash(
                "what", type="nominal", scale=alt.Scale(domain=line_names, range=[[1, 0], [5, 4]]), legend=None
            ),
        )
    )
    return alt.layer(area, drawn).properties(height=CHART_HEIGHT_PX, padding=widgets.CHART_PADDING)
