"""What a reader of the briefing's page chooses: files, maps, paper, words on the files, a template."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import streamlit as st

from analysis.siting.comparison import Comparison, Picked
from briefing.formats import DPI, FORMATS
from briefing.paper import PAPERS
from briefing.template_package import MOST_BYTES
from ui import state, widgets
from ui.brief_job import default_day
from ui.briefing.maps import ATLAS, MAPS
from ui.briefing.page_files import Request
from ui.text import LANGUAGES, Text
from ui.uploader import uploader

SUFFIXES: Final = tuple(one.suffix for one in FORMATS)
USUAL: Final = (".png", ".pdf", ".pptx", ".xlsx", ".html", ".gpkg")
COMPARISONS: Final = ("kept", "townships")
DPIS: Final = (96, 150, 300, 600)


def choose(maps: Sequence[str], text: Text) -> Request:
    """Show the controls and return what is chosen.

    Parameters
    ----------
    maps
        Those that can be drawn.
    text
        The catalogue in the reader's language.
    """
    left, right = st.columns(2, gap="medium")
    with left:
        suffixes = _several("brief_suffixes", SUFFIXES, USUAL, "briefing.files", file_word, text)
        known = [name for name in (*MAPS, ATLAS) if name in maps]
        usual = [name for name in known if name != ATLAS]
        chosen = _several("brief_maps", known, usual, "briefing.maps", map_word, text)
        language = _one("brief_language", LANGUAGES, text.language, "briefing.language", text)
        _one("brief_scenario", ("baseline",), "baseline", "briefing.scenario", text)
        paper = _one("brief_paper", [one.id for one in PAPERS], PAPERS[0].id, "briefing.paper", text)
        dpi = int(_one("brief_dpi", [str(one) for one in DPIS], str(DPI), "briefing.dpi", text))
    with right:
        title = _typed("brief_title", "briefing.title_of_files", text)
        author = _typed("brief_author", "briefing.author", text)
        approval = _typed("brief_approval", "briefing.approval_number", text)
        template = uploader(
            text("briefing.template"),
            suffixes=(".pptx",),
            most_mb=MOST_BYTES // 1_000_000,
            key=f"brief_template_{text.language}",
            text=text,
            explanation=text("briefing.template_help"),
        )
        widgets.note(text("briefing.approval_note", stamp=text("map_page.draft")))
    return Request(
        suffixes=tuple(suffixes),
        maps=tuple(chosen),
        language=language,
        day=default_day("", "date").isoformat(),
        paper=paper,
        dpi=dpi,
        title=title,
        author=author,
        approval_number=approval,
        template=b"" if template is None else template.getvalue(),
        template_name="" if template is None else template.name,
    )


def choose_comparison(kept: Comparison, text: Text) -> Comparison | None:
    """Show which comparison of sites the files hold, and return that of the page of sites if it is the one.

    Parameters
    ----------
    kept
        What the session compares on the page of sites; there is no choice as long as that is nothing.
    text
        The catalogue in the reader's language.
    """
    if isinstance(kept.alternatives, Picked) and not kept.alternatives.count:
        widgets.note(text("briefing.comparison_townships_only"))
        return None
    chosen = _one("brief_comparison", COMPARISONS, COMPARISONS[0], "briefing.comparison", text)
    return kept if chosen == COMPARISONS[0] else None


def file_word(suffix: str, text: Text) -> str:
    """Return what a format is, in words."""
    return text(f"briefing.file_{suffix[1:]}")


def map_word(name: str, text: Text) -> str:
    """Return what a map is, in words."""
    return text(f"briefing.map_{name}")


def _several(
    name: str, options: Sequence[str], usual: Sequence[str], label: str, word: Callable[[str, Text], str], text: Text
) -> list[str]:
    """Show every option as a button, so that those that are off are seen too, and return those that are on."""
    kept = [one for one in state.remembered(name, usual) if one in options]
    chosen = st.pills(
        text(label),
        options,
        selection_mode="multi",
        wrap=True,
        default=kept,
        format_func=lambda code: word(code, text),
        key=f"{name}_{text.language}",
    )
    state.remember(name, tuple(chosen))
    return [one for one in options if one in chosen]


def _one(name: str, options: Sequence[str], usual: str, label: str, text: Text) -> str:
    kept = state.remembered(name, usual)
    chosen = st.selectbox(
        text(label),
        options,
        index=list(options).index(kept if kept in options else usual),
        format_func=lambda code: _word(label, code, text),
        key=f"{name}_{text.language}",
    )
    state.remember(name, chosen)
    return str(chosen)


def _word(label: str, code: str, text: Text) -> str:
    """Return the word for a code where the catalogue has one; numbers and names of sheets stand for themselves."""
    key = f"{label}_{code.lower().replace('-', '_').replace(':', '_')}"
    return text(key) if text.has(key) else code


def _typed(name: str, label: str, text: Text) -> str:
    given = st.text_input(text(label), value=state.remembered(name), key=f"{name}_{text.language}")
    state.remember(name, given)
    return str(given)
