"""The layers page: every layer with its source, licence, date, uncertainty, and whatever is wrong with it."""

from __future__ import annotations

import streamlit as st

from layers.catalog import LAYERS, Layer
from layers.read import StudyReading
from ui import cached, html, state, widgets, wording
from ui.html import tag
from ui.layer_facts import layer_caveats, layer_facts
from ui.text import Text


def page() -> None:
    """Draw the page."""
    text = state.text()
    reading = cached.study_reading()
    expected = [layer for layer in LAYERS if not layer.optional or reading.study.has(layer.id)]
    widgets.lead(text("layers.lead", used=len(reading.study.layers), layers=len(expected)))
    plan = reading.study.plan
    if plan is not None:
        widgets.note(
            text(
                "layers.plan",
                number=plan.document.number,
                title=plan.document.title.in_language(text.language),
                issuer=plan.document.issuer.in_language(text.language),
                issued=plan.document.issued,
            ),
            *(words.in_language(text.language) for words in (plan.town_note, *plan.notes) if words.zh),
        )
    for layer_id, problems in reading.problems.items():
        key = "layers.broken" if layer_id in reading.broken else "layers.warnings"
        widgets.show_problems(text(key, layer=widgets.layer_title(layer_id, text)), problems, text)
        if layer_id in reading.broken:
            widgets.note(text(f"missing.{layer_id}"))
    for layer in LAYERS:
        _show_layer(layer, reading, text)


def _show_layer(layer: Layer, reading: StudyReading, text: Text) -> None:
    study = reading.study
    count = len(study.layer(layer.id)) if study.has(layer.id) else 0
    title = layer.title.in_language(text.language)
    with st.expander(text("layers.title", title=title, count=wording.number(count))):
        facts = layer_facts(layer, study, text)
        rows = [(text("layers.file"), layer.path), *((text(f"layers.{name}"), value) for name, value in facts.items())]
        html.show(html.join(tag("p", tag("strong", name), text("problem._separator"), value) for name, value in rows))
        widgets.note(*layer_caveats(layer, study, text))
        path = cached.study_folder() / layer.path
        if study.has(layer.id) and layer.id not in study.own_files:
            st.download_button(
                text("layers.download", file=path.name),
                data=path.read_bytes,
                file_name=path.name,
                key=f"download_{layer.id}",
                on_click="ignore",
            )


page()
