"""The layout score as a glass box."""

from __future__ import annotations

import streamlit as st

from ui import widgets
from ui.layout.shown import Shown
from ui.plan_text import item_name


def show(shown: Shown) -> None:
    """Draw the score with its parts and what to keep in mind."""
    result, text = shown.result, shown.text
    st.subheader(text("layout.score_title"))
    widgets.score_facts(result.score, text)
    widgets.note(*(text(f"layout.caveat_{code}") for code in result.caveats))
    widgets.score_table(result.score, text, prefix="layout.component")
    widgets.note(text("layout.score_interval", draws=result.link_draws))
    for name, reason in {**result.left_out, **result.score.left_out}.items():
        words = item_name(shown.study, name, text)
        widgets.note(text("layout.left_out", name=words, reason=text(f"reason.{reason}")))
