"""Widgets that show a piece of the kept comparison and change it: the comparison is the only truth."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from ui import state
from ui.text import Text


def bound(name: str, value: Any, take: Callable[[Any], object], text: Text) -> dict[str, Any]:  # noqa: ANN401
    """Return `key` and `on_change` of a widget that shows `value` and hands what the reader sets to `take`."""
    key = f"{name}_{text.language}"
    state.set_widget_value(key, value)
    return {"key": key, "on_change": lambda: take(state.widget_value(key))}


def segments(
    name: str, options: Sequence[str], value: str, take: Callable[[str], object], label: str, text: Text
) -> None:
    """Show a choice of one, `<label>_<code>` being the word of each code."""
    st.segmented_control(
        text(label),
        options,
        required=True,
        format_func=lambda code: text(f"{label}_{code}"),
        **bound(name, value, lambda chosen: take(chosen or value), text),
    )


def select(
    name: str, options: Sequence[str], value: str, take: Callable[[str], object], label: str, text: Text
) -> None:
    """Show a choice of one as a list, `<label>_<code>` being the word of each code."""
    st.selectbox(
        text(label),
        options,
        format_func=lambda code: text(f"{label}_{code}"),
        **bound(name, value, take, text),
    )
