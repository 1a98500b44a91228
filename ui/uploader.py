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
    any_kind: bool = False,
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
    any_kind
        Whether files of other suffixes are taken as well, so that the page itself can say what to do with them.
    on_change
        Called when the files change.
    """
    plain = [suffix.removeprefix(".") for suffix in suffixes]
    place = f"uploader_{key}"
    named = text("app.list_separator").join(one.upper() for one in plain)
    limit = text("app.upload_most", mb=most_mb) if any_kind else text("app.upload_limit", mb=most_mb, suffixes=named)
    refused = text("app.upload_too_large" if any_kind else "app.upload_refused", mb=most_mb, suffixes=named)
    html.show_rules(_words(place, text("app.upload"), limit, refused))
    with st.container(key=place):
        return st.file_uploader(
            label,
            type=None if any_kind else plain,
            key=key,
            help=explanation,
            max_upload_size=most_mb,
            accept_multiple_files=several,
            on_change=on_change,
        )


def _words(place: str, button: str, limit: str, refused: str) -> Mapping[str, Mapping[str, str]]:
    """Return rules that put our words over those of one control."""
    zone = f'.st-key-{place} [data-testid="stFileUploaderDropzone'
    return {
        f'{zone}"] button p': {"font-size": "0"},
        f'{zone}"] button p::after': {"content": html.css_text(button), "font-size": ".875rem"},
        f'{zone}Instructions"] span': {"white-space": "normal", "font-size": "0"},
        f'{zone}Instructions"] span::after': {"content": html.css_text(limit), "font-size": ".875rem"},
        '[data-testid="stTooltipErrorContent"]': {"display": "none"},
        f'.st-key-{place} [data-testid="stFileUploader"]:has([aria-invalid="true"])::after': {
            "content": html.css_text(refused),
            "color": "#b3261e",
            "font-size": ".875rem",
        },
    }
