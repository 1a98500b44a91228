"""The browser's door: page frame, navigation, language, one error handler. Run with `streamlit run app.py`."""

from __future__ import annotations

import logging

import streamlit as st

from analysis.errors import Problem, YuantuError
from ui import state, widgets
from ui.pages import PAGES

LOGGER = logging.getLogger("yuantu")


def main() -> None:
    """Draw the page that the address names, in the session's language."""
    state.begin()
    text = state.text()
    st.set_page_config(page_title=text("app.title"), page_icon="🗺️", layout="wide")
    widgets.style()
    entries = {
        page.id: st.Page(page.path, title=text(page.title), url_path=page.id, default=page is PAGES[0])
        for page in PAGES
    }
    chosen = st.navigation(list(entries.values()), position="top")
    current = next((page for page in PAGES if page.id == chosen.url_path), PAGES[0])
    _follow_link(entries)
    with st.sidebar:
        widgets.language_switch(text)
    notice = st.container()
    try:
        chosen.run()
    except YuantuError as error:
        widgets.show_problems(text("app.cannot_show"), error.problems, text)
    except Exception:
        # What nobody foresaw is worded here, in the reader's language; the log has it whole.
        LOGGER.exception("the page %r failed", chosen.url_path)
        widgets.show_problems(text("app.cannot_show"), [Problem("unforeseen", text(current.title))], text)
    with notice:  # above the page, although the page itself may find a stale value
        widgets.show_problems(text("app.link_problems"), state.link_problems(), text)
    state.write_link()


def _follow_link(entries: dict[str, st.Page]) -> None:
    """Go to the page that a link's `page` parameter names."""
    wanted = state.take_wanted_page()
    if wanted in entries:
        st.switch_page(entries[wanted])
    elif wanted is not None:
        state.report_stale("page", wanted)


main()
