"""The parts of the briefing's page: what will come out, and the files to take away."""

from __future__ import annotations

import streamlit as st

from analysis.study import Study
from briefing.about import About
from ui import cached, state, waiting, widgets, wording
from ui.brief_job import Known
from ui.briefing import page_files
from ui.briefing.maps import MAPS
from ui.briefing.page_choice import file_word
from ui.briefing.page_files import File, Request
from ui.briefing.slides import deck_of
from ui.briefing.tables import tables
from ui.clustering.controls import remembered_segments
from ui.text import Text

PREPARED = "brief_prepared"


def show_preview(study: Study, request: Request, about: About, found: cached.Keyed, text: Text) -> None:
    """Draw a map as it will be, and list the slides and sheets."""
    st.subheader(text("briefing.preview"))
    maps = [name for name in MAPS if name in request.maps]
    if maps:
        name = remembered_segments("brief_preview", maps, "briefing.map", text) if len(maps) > 1 else maps[0]
        picture = waiting.result_of(page_files.preview, study, request, name, text=text, data=found)
        if picture is not None:
            st.image(picture)
    results, spoken = found.value.results(study), Text(request.language)
    if ".pptx" in request.suffixes:
        slides = deck_of(results, about, spoken).slides
        with st.expander(text("briefing.slides", n=len(slides) + 1)):
            rows = [(str(place), slide.headline) for place, slide in enumerate(slides, start=2)]
            columns = [text("briefing.number"), text("briefing.headline")]
            widgets.table(columns, [("1", about.title), *rows])
    if ".xlsx" in request.suffixes:
        made = tables(results, spoken)
        with st.expander(text("briefing.sheets", n=len(made))):
            sizes = [(one.title, wording.number(len(one.rows)), wording.number(len(one.columns))) for one in made]
            columns = [text(f"briefing.{name}") for name in ("sheet", "rows", "columns")]
            widgets.table(columns, sizes, numeric=(1, 2))


def show_files(study: Study, request: Request, found: cached.Keyed, text: Text) -> None:
    """Offer each file, and all of them in a zip."""
    st.subheader(text("briefing.downloads"))
    for file in page_files.files_of(request):
        if file.slow:
            _prepared(study, request, found, text, file)
        else:
            _at_once(study, request, found.value, text, file)
    _all(study, request, found, text)
    widgets.note(text("briefing.same_as_command"))


def _label(file: File, text: Text) -> str:
    words = file_word(file.format.suffix, text)
    if not file.format.one_map and not file.atlas:
        return words
    return text("briefing.of_map", file=words, map=text(f"briefing.map_{file.maps[0]}"))


def _at_once(study: Study, request: Request, found: Known, text: Text, file: File) -> None:
    st.download_button(
        _label(file, text),
        data=lambda: page_files.made(study, request, file.name, progress=_silent, data=found),
        file_name=file.name,
        mime=file.format.media_type,
        key=f"brief_{file.name}_{text.language}",
        on_click="ignore",
    )


def _silent(share: float) -> None:
    """Tell nobody: a button that makes its file at once has no bar."""


def _prepared(study: Study, request: Request, found: cached.Keyed, text: Text, file: File) -> None:
    """Offer to make a file that takes its time, show how far it is, then offer it."""
    if not _asked(request, file.name, text("briefing.prepare", file=_label(file, text)), text):
        return
    content = waiting.result_of(page_files.made, study, request, file.name, text=text, data=found)
    if content is not None:
        _offer(_label(file, text), content, file.name, file.format.media_type, text)


def _all(study: Study, request: Request, found: cached.Keyed, text: Text) -> None:
    name = f"{page_files.NAME}-briefing.zip"
    if not _asked(request, name, text("briefing.prepare", file=text("briefing.all")), text):
        return
    content = waiting.result_of(page_files.all_made, study, request, text=text, data=found)
    if content is not None:
        _offer(text("briefing.all"), content, name, "application/zip", text)


def _offer(label: str, content: bytes, name: str, media_type: str, text: Text) -> None:
    st.download_button(
        label, data=content, file_name=name, mime=media_type, key=f"brief_{name}_{text.language}", on_click="ignore"
    )


def _asked(request: Request, name: str, label: str, text: Text) -> bool:
    """Return whether this file of this request was asked for; show the button that asks if not."""
    kept: tuple[tuple[str, Request], ...] = state.remembered(PREPARED, ())
    if (name, request) in kept:
        return True
    st.button(
        label,
        key=f"brief_prepare_{name}_{text.language}",
        on_click=lambda: state.remember(PREPARED, (*kept[-3:], (name, request))),
    )
    return False
