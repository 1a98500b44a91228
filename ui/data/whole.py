"""A whole study of one's own for this session: opened from an archive, with what its missing parts switch off."""

from __future__ import annotations

from typing import Final

import streamlit as st

from layers.catalog import LAYERS
from layers.limits import Limits
from layers.study_template import template_zip
from ui import cached, state, widgets
from ui.data.upload import most_megabytes, say_missing_limits
from ui.data.whole_hint import WRONG, open_study
from ui.text import Text
from ui.uploader import uploader

PARTS: Final = ("plan", *(layer.id for layer in LAYERS))
_SEEN: Final = "own_study_seen"
_TURN: Final = "own_study_turn"


def show(text: Text) -> None:
    """Offer the template, take an archive, and say what is there, what is wrong, and what is missing."""
    widgets.note(text("data_page.study_help"), text("data_page.study_session"))
    st.download_button(
        text("data_page.template"),
        data=template_zip,
        file_name=text("data_page.template_file"),
        mime="application/zip",
        key=f"own_template_{text.language}",
        on_click="ignore",
    )
    _upload(text)
    widgets.show_problems(text("data_page.study_refused"), state.remembered(WRONG, ()), text)
    if state.opened_study() is not None:
        _opened(text)


def missing_parts() -> list[str]:
    """Return what the session's study lacks, in the order of the catalogue."""
    study = cached.study_reading().study
    return [part for part in PARTS if (study.plan is None if part == "plan" else not study.has(part))]


def _upload(text: Text) -> None:
    key = f"own_study_{state.remembered(_TURN, 0)}_{text.language}"
    file = uploader(
        text("data_page.study_file"),
        suffixes=(".zip",),
        most_mb=most_megabytes(Limits.from_environment()),
        key=key,
        text=text,
        on_change=lambda: _changed(key),
    )
    if file is None or state.remembered(_SEEN) == file.file_id:
        return
    state.remember(_SEEN, file.file_id)
    with st.spinner(text("data_page.study_reading")):
        open_study(file.name, file.getvalue())


def _changed(key: str) -> None:
    """Close a study whose file was taken out of the control."""
    if state.widget_value(key) is None:
        state.open_study(None)


def _opened(text: Text) -> None:
    opened = state.opened_study()
    reading = cached.study_reading()
    widgets.note(text("data_page.study_opened", name=opened.name if opened else "", n=len(reading.study.layers)))
    say_missing_limits(opened.missing_limits if opened else (), text)
    st.button(text("data_page.study_close"), key=f"own_study_close_{text.language}", on_click=_close)
    for part, problems in reading.problems.items():
        key = "layers.broken" if part in reading.broken else "layers.warnings"
        widgets.show_problems(text(key, layer=widgets.layer_title(part, text)), problems, text)
    lacking = missing_parts()
    if lacking:
        st.subheader(text("data_page.missing_title"))
        columns = [text("data_page.missing_part"), text("data_page.missing_file"), text("data_page.missing_means")]
        paths = {layer.id: layer.path for layer in LAYERS} | {"plan": "plan.toml"}
        rows = [(widgets.layer_title(part, text), paths[part], text(f"missing.{part}")) for part in lacking]
        widgets.table(columns, rows)


def _close() -> None:
    state.open_study(None)
    state.remember(_TURN, state.remembered(_TURN, 0) + 1)
