"""What a page shows while a computation runs beside it: how far it has come, and a button that stops it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar

import streamlit as st

from analysis.study import Study
from ui import cached, widgets
from ui.jobs import Job
from ui.text import Text

Result = TypeVar("Result")

AT_ONCE_S: Final = 1.5
"""A computation that ends within this time shows its result without a bar in between."""

LOOK_EVERY_S: Final = 0.5


def result_of(
    function: Callable[..., Result], study: Study, *parameters: object, text: Text, data: cached.Keyed | None = None
) -> Result | None:
    """Return the result of `ui.cached.job`, or show how far it has come and return None.

    Raises
    ------
    Exception
        Whatever the computation raised.
    """
    job = cached.job(function, study, *parameters, data=data)
    if not job.wait(AT_ONCE_S):
        _watch(job, text)
        return None
    if job.stopped:
        widgets.note(text("app.stopped"))
        st.button(
            text("app.start_again"),
            key=f"again_{function.__qualname__}",
            on_click=lambda: cached.forget_job(function, study, *parameters, data=data),
        )
        return None
    return job.result()


@st.fragment(run_every=LOOK_EVERY_S)
def _watch(job: Job[Any], text: Text) -> None:
    """Show the progress, again and again without the rest of the page; at the end the page is drawn anew."""
    if job.done:
        st.rerun()
    st.progress(job.share, text=text("app.computing", share=f"{job.share:.0%}"))
    st.button(text("app.stop"), key=f"stop_{id(job)}", on_click=job.stop)
