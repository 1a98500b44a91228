"""The layout score as a glass box whose weights the reader sets."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import streamlit as st

from analysis.score import Score
from ui import cached, score_parts, waiting, widgets
from ui.layout.compute import laid_out
from ui.layout.left_out import item_words
from ui.layout.shown import Shown
from ui.text import Text

WEIGHTS: Final = "layout_score_weights"


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
    score_parts.show_sensitivity(result.score, text, prefix="layout.component")
    widgets.download_csv(
        text("layout_page.download_score"),
        score_parts.score_frame(result.score),
        "yuantu-layout-score.csv",
        key="score",
    )
    _left_out(shown)


def _weight_sliders(score: Score, text: Text) -> tuple[tuple[str, float], ...]:
    """Show a slider for each component and return the weights; none where all are equal."""
    chosen = score_parts.weight_sliders(
        [part.id for part in score.components], WEIGHTS, text, prefix="layout.component"
    )
    if not chosen:
        return ()
    if not any(chosen.values()):
        widgets.note(text("clustering.weights_all_zero"))
        return ()
    return () if len(set(chosen.values())) == 1 else tuple(chosen.items())


def _left_out(shown: Shown) -> None:
    """Name whatever of the page could not be computed, with its reason."""
    text, result = shown.text, shown.result
    every = {**shown.network.left_out, **shown.tiers.left_out, **result.left_out, **result.score.left_out}
    for name, reason in every.items():
        words = item_words(shown, name)
        widgets.note(text("layout.left_out", name=words, reason=text(f"reason.{reason}")))
