"""A page of one computation that waits until a test lets it go on."""

from __future__ import annotations

import threading

import streamlit as st

from analysis.progress import Progress
from analysis.study import Study
from tests.analysis.invented import make_study
from ui import waiting
from ui.text import Text

started, go_on = threading.Event(), threading.Event()
STUDY = make_study()


def compute(study: Study, times: int, *, progress: Progress) -> str:
    """Tell of 40 %, wait, and give a result; fail for a negative number."""
    progress(0.4)
    started.set()
    assert go_on.wait(30)
    progress(0.9)
    if times < 0:
        raise ValueError("three sides")
    return f"{study.id} {times}"


def page(times: int) -> None:
    """Draw the result, or whatever stands in its place."""
    try:
        found = waiting.result_of(compute, STUDY, times, text=Text("en"))
    except ValueError as error:
        found = f"failed: {error}"
    if found is not None:
        st.text(found)
