"""The control that takes a file, in the reader's language: Streamlit's own words on it are English only."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from ui import html
from ui.text import Text


def uploader(
    label: str,
    *,
    suffixes: Sequence[str],
    most_mb: int,
    key: str,
    text: Text,
    explanation: str | None = None,
    several: bool = False,
    on_change: Callable[[], None] | None = None,
) -> Any:  # noqa: ANN401 - a file, a list of files, or None, as Streamlit gives them
    """Show the control and return what the reader gave.

    Parameters
    ----------
    label
        What is asked for.
    suffixes
        Those that are accepted, with or without the dot.
    most_mb
        Largest file.
    key
        Of the widget, of letters, digits and underscores.
    text
        Words of the page.
    explanation
        Shown behind a question mark.
    several
        Whether more than one file is taken; a list is returned then.
    on_change
        Called when the files change.
    """
    plain = [suffix.removeprefix(".") for suffix in suffixes]
    place = f"uploader_{key}"
    limit = text("app.upload_limit", mb=most_mb, suffixes=text("app.list_separator").join(one.upper() for one in plain))
    html.show_rules(_words(place, text("app.upload"), limit))
    with st.container(key=place):
        return st.file_uploader(
            label,
            type=plain,
            key=key,
            help=explanation,
            max_upload_size=most_mb,
            accept_multiple_files=several,
            on_change=on_change,
        )


def _words(place: str, button: str, limit: str) -> Mapping[str, Mapping[str, str]]:
    """Return rules that put our words over those of one control."""
    zone = f'.st-key-{place} [data-testid="stFileUploaderDropzone'
    return {
        f'{zone}"] button p, {zone}Instructions"] span': {"font-size": "0"},
        f'{zone}"] button p::after': {"content": html.css_text(button), "font-size": ".875rem"},
        f'{zone}Instructions"] span::after': {"content": html.css_text(limit), "font-size": ".875rem"},
    }
