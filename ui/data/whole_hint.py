"""An archive that was given as one file but holds a whole study: a hint, and the button that opens it as such."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import streamlit as st

from analysis.errors import YuantuError
from ui import state, widgets
from ui.text import Text

WRONG: Final = "own_study_wrong"
_HOLDS: Final = "own_file_holds_study"


def look(content: bytes) -> None:
    """Find out whether a file that was given is a study."""
    from layers.opened_study import holds_study

    state.remember(_HOLDS, holds_study(content))


def forget() -> None:
    """Take the hint away with the file."""
    state.remember(_HOLDS, False)


def show(name: str, content: Callable[[], bytes], remove: Callable[[], None], text: Text) -> None:
    """Say that a file holds a whole study and offer to open it as such instead, if it does."""

    def take() -> None:
        open_study(name, content())
        state.remember("own_part", "study")
        remove()

    if state.remembered(_HOLDS, False):
        widgets.note(text("data_page.holds_study"))
        st.button(
            text("data_page.open_as_study"),
            key=f"own_open_as_study_{text.language}",
            on_click=take,
        )


def open_study(name: str, content: bytes) -> None:
    """Open an archive as this session's study; what is wrong with it is kept instead if it is refused."""
    from layers.opened_study import open_study_archive

    try:
        opened = open_study_archive(name, content)
    except YuantuError as error:
        state.remember(WRONG, error.problems)
        return
    state.remember(WRONG, ())
    state.open_study(opened)
