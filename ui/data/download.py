"""The file as it stands now, to take away in another format or datum."""

from __future__ import annotations

import tempfile
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Final

import streamlit as st

from analysis.datum.shift import DATUMS, Datum
from analysis.errors import Problem, YuantuError
from briefing.plain_file import write_layer
from briefing.plain_layer import PlainLayer
from layers.convert import convert_layer
from layers.draft import raw_of
from ui import widgets
from ui.data import kept
from ui.datum_words import datum_name
from ui.text import Text

if TYPE_CHECKING:
    from layers.draft import Draft

FORMATS: Final[dict[str, str]] = {
    ".geojson": "GeoJSON",
    ".gpkg": "GeoPackage",
    ".zip": "Shapefile (ZIP)",
    ".csv": "CSV",
    ".kml": "KML",
    ".fgb": "FlatGeobuf",
    ".parquet": "GeoParquet",
}
"""Suffix -> name of the format, the same in every language."""

MIME: Final = "application/octet-stream"


def show(draft: Draft, text: Text) -> None:
    """Offer formats and datums, and the file."""
    widgets.note(text("data_page.download_help"))
    left, right = st.columns(2)
    with left:
        suffix = st.selectbox(
            text("data_page.download_format"),
            list(FORMATS),
            format_func=lambda one: FORMATS[one],
            key=f"own_save_format_{text.language}",
        )
    with right:
        datum = st.selectbox(
            text("data_page.download_datum"),
            DATUMS,
            format_func=lambda code: datum_name(code, text),
            key=f"own_save_datum_{text.language}",
        )
    try:
        content, problems = cached_bytes(draft, suffix, datum)
    except YuantuError as error:
        widgets.show_problems(text("data_page.download_wrong"), error.problems, text)
        return
    widgets.show_problems(text("data_page.download_changed"), problems, text)
    st.download_button(
        text("data_page.download"),
        data=content,
        file_name=f"{file_stem(draft.name)}-{datum}{suffix}",
        mime=MIME,
        key=f"own_save_{text.language}",
        on_click="ignore",
    )


def cached_bytes(draft: Draft, suffix: str, datum: Datum) -> tuple[bytes, tuple[Problem, ...]]:
    """Return the file and what its format changed; made anew only for another draft, format or datum."""
    made: dict[tuple[str, str], tuple[bytes, tuple[Problem, ...]]] = kept.once("saved", draft, dict)
    if (suffix, datum) not in made:
        made.clear()  # one at a time is kept
        made[suffix, datum] = saved(draft, suffix, datum)
    return made[suffix, datum]


def saved(draft: Draft, suffix: str, datum: Datum) -> tuple[bytes, tuple[Problem, ...]]:
    """Return the file in a format and datum, and what the format could not keep as it was.

    Raises
    ------
    YuantuError
        If the format cannot hold it.
    """
    moved = convert_layer(raw_of(draft), source="wgs84", target=datum).layer
    with tempfile.TemporaryDirectory(prefix="yuantu-save-") as folder:
        path = Path(folder) / f"layer{suffix}"
        problems = write_layer(PlainLayer(moved.name, moved.records, moved.geometries, datum), path)
        return path.read_bytes(), tuple(problems)


def file_stem(name: str) -> str:
    """Return a file's name without suffix and without anything that a file system or a shell might obey."""
    stem = PurePath(name.partition(":")[0]).stem
    plain = "".join(one if one.isalnum() or one in "-_" else "_" for one in stem)[:60].strip("_")
    return plain or "data"
