"""Ripley's L over distance, with the bands of chance and of position uncertainty."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, cast

import altair as alt
import numpy as np
import pandas as pd
import streamlit as st
from numpy.typing import NDArray

from analysis.clustering.envelope import Envelope
from ui import widgets, wording
from ui.clustering.controls import remembered_segments
from ui.clustering.shown import Shown
from ui.text import Text

GLOBAL_COLOUR: Final = "#c9d6e2"
POINTWISE_COLOUR: Final = "#9db4c9"
POSITIONS_COLOUR: Final = "#e0a458"
OBSERVED_COLOUR: Final = "#a4243b"
CENTRE_COLOUR: Final = "#4a5560"
CHART_HEIGHT_PX: Final = 420

Floats = NDArray[np.float64]


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
    bands = {
        "global": (envelope.low_m, envelope.high_m, GLOBAL_COLOUR),
        "pointwise": (envelope.pointwise_low_m, envelope.pointwise_high_m, POINTWISE_COLOUR),
    }
    if found.low_m is not None and found.high_m is not None:
        bands["positions"] = (found.low_m, found.high_m, POSITIONS_COLOUR)
    lines = {
        "observed": (envelope.l_m, OBSERVED_COLOUR, [1, 0]),
        "centre": (envelope.centre_m, CENTRE_COLOUR, [5, 4]),
    }
    colours = {text(f"clustering.band_{name}"): colour for name, (*_, colour) in bands.items()}
    colours |= {text(f"clustering.line_{name}"): colour for name, (_, colour, _) in lines.items()}
    legend = alt.Legend(title=None, orient="top", columns=1, labelLimit=320, symbolOpacity=1)
    scale = alt.Scale(domain=list(colours), range=list(colours.values()))
    shared = {
        "x": alt.X("r", type="quantitative", title=text("clustering.axis_r")),
        "color": alt.Color("what", type="nominal", scale=scale, legend=legend),
    }
    r_km = envelope.r_m / 1000
    layers = alt.layer(_areas(r_km, bands, shared, text), _lines(r_km, lines, shared, text))
    return layers.properties(height=CHART_HEIGHT_PX, padding=widgets.CHART_PADDING)


def _areas(r_km: Floats, bands: Mapping[str, tuple[Floats, Floats, str]], shared: Mapping[str, Any], text: Text) -> Any:  # noqa: ANN401 - as `_chart`
    """Return the bands around L(r) - r, kilometres."""
    rows = pd.concat(
        pd.DataFrame(
            {"r": r_km, "low": low / 1000 - r_km, "high": high / 1000 - r_km, "what": text(f"clustering.band_{name}")}
        )
        for name, (low, high, _) in bands.items()
    )
    low = alt.Y("low", type="quantitative", title=text("clustering.axis_l"))
    return alt.Chart(rows.dropna()).mark_area(opacity=0.55).encode(y=low, y2=alt.Y2("high"), **shared)


def _lines(
    r_km: Floats, lines: Mapping[str, tuple[Floats, str, list[int]]], shared: Mapping[str, Any], text: Text
) -> Any:  # noqa: ANN401 - as `_chart`
    """Return the lines of L(r) - r, kilometres."""
    rows = pd.concat(
        pd.DataFrame({"r": r_km, "value": value / 1000 - r_km, "what": text(f"clustering.line_{name}")})
        for name, (value, *_) in lines.items()
    )
    dashes = {text(f"clustering.line_{name}"): dash for name, (*_, dash) in lines.items()}
    scale = alt.Scale(domain=list(dashes), range=list(dashes.values()))
    dash = alt.StrokeDash("what", type="nominal", scale=scale, legend=None)
    value = alt.Y("value", type="quantitative")
    return alt.Chart(rows.dropna()).mark_line().encode(y=value, strokeDash=dash, **shared)
