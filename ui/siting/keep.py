"""Keeping a comparison: the link in the address, a file to take away, and a file to open again."""

from __future__ import annotations

import streamlit as st

from analysis.errors import ParameterError, Problem
from analysis.siting.comparison_json import LONGEST_FILE, from_json, to_json
from ui import state, widgets
from ui.siting import kept
from ui.text import Text
from ui.uploader import uploader

FILE_NAME = "yuantu-comparison.json"
_WRONG = "siting_opened_wrong"


def show(part: str, *, in_link: bool, text: Text) -> None:
    """Offer the comparison as a file, and to open one; say whether the address holds it.

    Parameters
    ----------
    part
        Which of `ui.siting.part_link.PARTS` is open: the address does not hold the same of each.
    in_link
        Whether it is short enough for the link.
    text
        The catalogue in the reader's language.
    """
    st.subheader(text("siting_page.keep_title"))
    widgets.note(text(f"siting_page.in_link_{part}" if in_link else "siting_page.not_in_link"))
    comparison = kept.comparison()
    st.download_button(
        text("siting_page.save"),
        data=lambda: to_json(comparison, indent=1).encode(),
        file_name=FILE_NAME,
        mime="application/json",
        key=f"siting_save_{text.language}",
        on_click="ignore",
    )
    key = f"siting_open_{kept.turn()}_{text.language}"
    uploader(
        text("siting_page.open"),
        suffixes=(".json",),
        most_mb=max(LONGEST_FILE // 1_000_000, 1),
        key=key,
        text=text,
        on_change=lambda: _open(key),
    )
    widgets.show_problems(text("siting_page.open_wrong"), state.remembered(_WRONG, ()), text)


def _open(key: str) -> None:
    state.remember(_WRONG, ())
    file = state.widget_value(key)
    if file is None:
        return
    try:
        opened = from_json(file.getvalue().decode("utf-8-sig"), where=file.name)
    except UnicodeDecodeError as error:
        state.remember(_WRONG, (Problem("not_utf8", file.name, {"byte": error.start}),))
    except ParameterError as error:
        state.remember(_WRONG, error.problems)
    else:
        state.remember("siting_kind", "")
        kept.put(opened)
