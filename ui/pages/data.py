"""The page of one's own data: give a file, see where it lies, put it right, and use it; or open a whole study."""

from __future__ import annotations

import streamlit as st

from ui import cached, state, widgets
from ui.data import adopt, kept, looks, preview, upload, use, whole
from ui.siting.bound import segments
from ui.text import Text

PARTS = ("file", "study")


def page() -> None:
    """Draw the page."""
    text = state.text()
    part = state.remembered("own_part", PARTS[0])
    segments("own_part", PARTS, part, lambda chosen: state.remember("own_part", chosen), "data_page.part", text)
    if part == "study":
        widgets.lead(text("data_page.study_lead"))
        whole.show(text)
    else:
        _file(text)
    adopt.show_taken(text)


def _file(text: Text) -> None:
    lead = st.empty()
    upload.show(text)
    file = kept.current()
    with lead:
        widgets.lead(
            text("data_page.lead") if file is None else looks.lead_of(file.draft, cached.study_reading().study, text)
        )
    if file is None:
        return
    study = cached.study_reading().study
    draft = file.draft
    upload.show_how(file, text)
    if draft.reading.has_places:
        st.subheader(text("data_page.where_title"))
        looks.show(draft, study, text)
    told = looks.condensed(looks.left_to_say(draft, study))
    wrong = any(problem.severity == "error" for problem in told)
    widgets.show_problems(text("data_page.problems" if wrong else "data_page.mind"), told, text)
    preview.show(draft, study, text)
    looks.show_repairs(draft, text)
    use.show(draft, study, text)


page()
