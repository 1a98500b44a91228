"""A score's parts as a table to keep, what it hangs on, and sliders for its weights: the same for every score."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pandas as pd
import streamlit as st

from analysis.score import Score, weight_sensitivity
from ui import state, widgets, wording
from ui.text import Text

LARGEST_WEIGHT: Final = 10.0

Weights = tuple[tuple[str, float], ...]


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


def show_sensitivity(score: Score, text: Text, *, prefix: str) -> None:
    """Draw what the score would be without each component, and with its weight doubled."""
    sensitivity = weight_sensitivity(score)
    rows = [
        (
            text(f"{prefix}_{part.id}"),
            wording.number(float(sensitivity["without"][part.id]), 0),
            wording.number(float(sensitivity["doubled"][part.id]), 0),
        )
        for part in score.components
    ]
    if rows:
        columns = [text(f"app.score_{name}") for name in ("component", "without", "doubled")]
        with st.expander(text("clustering.score_sensitivity")):
            widgets.table(columns, rows, numeric=(1, 2))


def weight_sliders(ids: Sequence[str], kept_as: str, text: Text, *, prefix: str) -> dict[str, float]:
    """Show a slider for each component and return its weight; 1 at first, kept for the session under `kept_as`."""
    if not ids:
        return {}
    kept: dict[str, float] = state.remembered(kept_as, {})
    with st.expander(text("clustering.weights")):
        widgets.note(text("clustering.weights_how"))
        chosen = {
            name: column.slider(
                text(f"{prefix}_{name}"),
                min_value=0.0,
                max_value=LARGEST_WEIGHT,
                value=float(kept.get(name, 1.0)),
                step=0.5,
                key=f"{kept_as}_{name}_{text.language}",
            )
            for name, column in zip(ids, st.columns(len(ids)), strict=True)
        }
    state.remember(kept_as, chosen)
    return chosen
