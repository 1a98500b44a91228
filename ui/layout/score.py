"""The layout score as a glass box whose weights the reader sets."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import pandas as pd
import streamlit as st

from analysis.score import Score, weight_sensitivity
from ui import cached, state, waiting, widgets
from ui.layout.compute import laid_out
from ui.layout.left_out import item_words
from ui.layout.shown import Shown
from ui.text import Text

WEIGHTS: Final = "layout_score_weights"
LARGEST_WEIGHT: Final = 10.0


def show(shown: Shown) -> None:
    """Draw the score with its parts, what it hangs on, and what to keep in mind."""
    text = shown.text
    st.subheader(text("layout.score_title"))
    weights = _weight_sliders(shown.result.score, text)
    if weights:
        settings = replace(shown.settings, weights=weights)
        weighted = waiting.result_of(laid_out, shown.study, settings, cached.SEED, text=text)
        if weighted is None:
            return
        shown = replace(shown, result=weighted)
    result = shown.result
    widgets.score_facts(result.score, text)
    widgets.note(*(text(f"layout.caveat_{code}") for code in result.caveats))
    widgets.score_table(result.score, text, prefix="layout.component")
    widgets.note(text("layout.score_interval", draws=result.link_draws))
    _sensitivity(result.score, text)
    widgets.download_csv(
        text("layout_page.download_score"), score_frame(result.score), "yuantu-layout-score.csv", key="score"
    )
    _left_out(shown)


def score_frame(score: Score) -> pd.DataFrame:
    """Return the components in full precision, with the score without each and with it doubled."""
    frame = pd.DataFrame(
        [
            {
                "component": part.id,
                "raw": part.raw,
                "unit": part.unit,
                "transformed": part.transformed,
                "weight": part.weight,
                "contribution_points": part.contribution,
            }
            for part in score.components
        ]
    )
    if frame.empty:
        return frame
    with_sensitivity = frame.join(weight_sensitivity(score), on="component")
    return with_sensitivity.assign(score=score.value, low=score.low, high=score.high)


def _weight_sliders(score: Score, text: Text) -> tuple[tuple[str, float], ...]:
    """Show a slider for each component and return the weights; none where all are equal."""
    kept: dict[str, float] = state.remembered(WEIGHTS, {})
    ids = [part.id for part in score.components]
    if not ids:
        return ()
    with st.expander(text("clustering.weights")):
        widgets.note(text("clustering.weights_how"))
        chosen = {
            name: column.slider(
                text(f"layout.component_{name}"),
                min_value=0.0,
                max_value=LARGEST_WEIGHT,
                value=float(kept.get(name, 1.0)),
                step=0.5,
                key=f"layout_score_weight_{name}_{text.language}",
            )
            for name, column in zip(ids, st.columns(len(ids)), strict=True)
        }
    state.remember(WEIGHTS, chosen)
    if not any(chosen.values()):
        widgets.note(text("clustering.weights_all_zero"))
        return ()
    return () if len(set(chosen.values())) == 1 else tuple(chosen.items())


def _sensitivity(score: Score, text: Text) -> None:
    sensitivity = weight_sensitivity(score)
    rows = [
        (
            text(f"layout.component_{part.id}"),
            widgets.number(float(sensitivity["without"][part.id]), 0),
            widgets.number(float(sensitivity["doubled"][part.id]), 0),
        )
        for part in score.components
    ]
    if rows:
        columns = [text(f"app.score_{name}") for name in ("component", "without", "doubled")]
        with st.expander(text("clustering.score_sensitivity")):
            widgets.table(columns, rows, numeric=(1, 2))


def _left_out(shown: Shown) -> None:
    """Name whatever of the page could not be computed, with its reason."""
    text, result = shown.text, shown.result
    every = {**shown.network.left_out, **shown.tiers.left_out, **result.left_out, **result.score.left_out}
    for name, reason in every.items():
        words = item_words(shown, name)
        widgets.note(text("layout.left_out", name=words, reason=text(f"reason.{reason}")))
