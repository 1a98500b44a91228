"""The methods page: every measure in plain words, with the works that it rests on."""

from __future__ import annotations

import streamlit as st

from ui import html, state, widgets
from ui.html import tag
from ui.methods import Method, methods
from ui.text import Text


def page() -> None:
    """Draw the page."""
    text = state.text()
    widgets.lead(text("method.lead"))
    for section, entries in methods().items():
        st.subheader(text(f"method.section_{section}"))
        for method in entries:
            html.show(_method(method, text))


def _method(method: Method, text: Text) -> html.Html:
    references = [tag("li", tag("cite", reference)) for reference in method.references]
    return tag(
        "section",
        tag("h4", text(f"method.{method.id}"), id=f"method-{method.id}"),
        tag("p", text(f"method.{method.id}_words")),
        tag("ul", *references) if references else tag("p", text("method.own_rule"), class_="yt-note"),
        class_="yt-method",
    )


page()
