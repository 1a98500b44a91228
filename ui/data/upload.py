"""Giving a file, and how it is read: its layer, its encoding, the columns of a table that hold the position."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Final

import streamlit as st

from layers.coordinate_names import CoordinateColumns
from layers.formats import ACCEPTED
from layers.limits import Limits
from layers.text_encoding import CHOICES
from layers.values import shown
from ui import state, widgets, wording
from ui.data import kept, whole_hint
from ui.data.kept import OwnFile
from ui.siting.bound import bound
from ui.text import Text
from ui.uploader import uploader

FORMAT_NAMES: Final[dict[str, str]] = {
    "geojson": "GeoJSON",
    "geopackage": "GeoPackage",
    "shapefile": "Shapefile",
    "kml": "KML",
    "flatgeobuf": "FlatGeobuf",
    "geoparquet": "GeoParquet",
    "csv": "CSV",
    "xlsx": "XLSX",
}
"""Names of formats are the same in every language."""

DELIMITERS: Final = (",", ";", "\t", "|")
UNITS: Final = ("auto", "degrees", "metres")
_SEEN: Final = "own_file_seen"
_TURN: Final = "own_file_turn"
_HALF: Final = "own_columns"
_MB: Final = 1_000_000


def show(text: Text) -> None:
    """Offer to give a file, say what is accepted and how large it may be, and read what is given."""
    limits = Limits.from_environment()
    most_mb = most_megabytes(limits)
    key = f"own_data_{state.remembered(_TURN, 0)}_{text.language}"
    file = uploader(
        text("data_page.file"),
        suffixes=ACCEPTED,
        most_mb=most_mb,
        key=key,
        text=text,
        any_kind=True,
        on_change=lambda: _changed(key),
    )
    said = st.container()
    if file is not None and state.remembered(_SEEN) != file.file_id:
        state.remember(_SEEN, file.file_id)
        with st.spinner(text("data_page.reading")):
            state.remember(_HALF, CoordinateColumns("", ""))
            kept.take(file.name, file.getvalue())
            whole_hint.look(file.getvalue())
    if kept.current() is None:
        with said:
            _say_what_is_taken(limits, most_mb, text)
    if file is not None:
        whole_hint.show(file.name, file.getvalue, remove, text)
    widgets.show_problems(text("data_page.refused"), kept.wrong(), text)


def _say_what_is_taken(limits: Limits, most_mb: int, text: Text) -> None:
    widgets.note(
        text("data_page.formats"),
        text(
            "data_page.limits",
            mb=most_mb,
            features=wording.number(limits.features),
            vertices=wording.number(limits.vertices),
            columns=limits.columns,
            seconds=limits.seconds,
        ),
        text("data_page.session_only"),
    )


def _changed(key: str) -> None:
    """Forget a file that was taken out of the control."""
    if state.widget_value(key) is None:
        _forget()


def most_megabytes(limits: Limits) -> int:
    """Return the largest upload in megabytes: the server's own limit or that of the readers, whichever is lower."""
    return max(1, min(limits.file_bytes // _MB, int(st.get_option("server.maxUploadSize"))))


def show_how(file: OwnFile, text: Text) -> None:
    """Say what was read, and offer what can be chosen of how to read it."""
    reading = file.draft.reading
    facts = {
        text("data_page.fact_features"): wording.number(len(file.draft.frame)),
        text("data_page.fact_format"): FORMAT_NAMES[reading.format],
    }
    if reading.format in ("csv", "shapefile"):
        facts[text("data_page.fact_encoding")] = _encoding_name(reading.encoding.name, text)
    widgets.facts(facts)
    say_missing_limits(reading.missing_limits, text)
    asks = reading.format in ("csv", "xlsx") and not reading.has_places
    with st.expander(text("data_page.how"), expanded=asks or len(reading.layers) > 1 or reading.header > 1):
        _choose_layer(file, text)
        if reading.format in ("csv", "xlsx"):
            _choose_header(file, text)
            _choose_columns(file, text)
        if reading.format in ("csv", "shapefile"):
            _choose_encoding(file, text)
        if reading.format == "csv":
            _choose_delimiter(file, text)
    st.button(text("data_page.remove"), key=f"own_remove_{text.language}", on_click=remove)


def say_missing_limits(missing: Sequence[str], text: Text) -> None:
    """Say what this system cannot limit while a file is read, if anything."""
    told = [text(f"data_page.limit_{name.replace(' ', '_')}") for name in missing]
    if told:
        widgets.note(text("data_page.limits_missing", what=text("app.list_separator").join(told)))


def _forget() -> None:
    kept.forget()
    whole_hint.forget()
    state.remember(_HALF, CoordinateColumns("", ""))


def remove() -> None:
    """Forget the file and empty the control."""
    _forget()
    state.remember(_TURN, state.remembered(_TURN, 0) + 1)


def _again(file: OwnFile, **changes: Any) -> None:  # noqa: ANN401 - fields of the choices
    kept.take(file.name, file.content, replace(file.choices, **changes))


def _choose_layer(file: OwnFile, text: Text) -> None:
    names = [one.name for one in file.draft.reading.layers]
    if len(names) < 2:
        return
    chosen = file.choices.layer or file.draft.reading.layer
    _select(
        "own_layer",
        "data_page.layer",
        names,
        chosen if chosen in names else names[0],
        shown,
        lambda name: _again(file, layer=name, header=None, columns=None),
        text,
    )


def _choose_header(file: OwnFile, text: Text) -> None:
    """Show the first rows of a table, the one of them chosen that holds the names of the columns."""
    reading = file.draft.reading
    if len(reading.top) < 2:
        return

    def called(row: str) -> str:
        words = reading.top[int(row) - 1] if int(row) <= len(reading.top) else ""
        return text("data_page.header_row", row=row, words=shown(words) or "–")

    _select(
        f"own_header_{reading.layer}",
        "data_page.header",
        [str(row) for row in range(1, max(len(reading.top), reading.header) + 1)],
        str(reading.header),
        called,
        lambda row: _again(file, header=int(row), columns=None),
        text,
    )


def _choose_encoding(file: OwnFile, text: Text) -> None:
    _select(
        "own_encoding",
        "data_page.encoding",
        ("auto", *CHOICES),
        file.choices.encoding or "auto",
        lambda code: _encoding_name(code, text),
        lambda code: _again(file, encoding=None if code == "auto" else code),
        text,
    )


def _encoding_name(name: str, text: Text) -> str:
    key = f"data_page.encoding_{name.replace('-', '_')}"
    return text(key) if text.has(key) else shown(name)


def _choose_delimiter(file: OwnFile, text: Text) -> None:
    words = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar", "auto": "auto"}
    _select(
        "own_delimiter",
        "data_page.delimiter",
        ("auto", *DELIMITERS),
        file.choices.delimiter or "auto",
        lambda code: text(f"data_page.delimiter_{words[code]}"),
        lambda code: _again(file, delimiter=None if code == "auto" else code),
        text,
    )


def _choose_columns(file: OwnFile, text: Text) -> None:
    """Show which columns hold the position; a guess that the reader may change."""
    reading = file.draft.reading
    columns = list(reading.columns)
    if len(columns) < 2:
        return
    widgets.note(text("data_page.columns_guessed" if reading.coordinates else "data_page.columns_unknown"))
    now = _columns_now(file)
    left, middle, right = st.columns(3)
    for where, axis, value in ((left, "x", now.x), (middle, "y", now.y)):
        with where:
            _select(
                f"own_column_{axis}_{reading.layer}",
                f"data_page.column_{axis}",
                ["", *columns],
                value if value in columns else "",
                lambda one: shown(one) or "–",
                _taker(file, now, axis),
                text,
            )
    with right:
        _select(
            "own_unit",
            "data_page.unit",
            UNITS,
            now.unit or "auto",
            lambda code: text(f"data_page.unit_{code}"),
            _taker(file, now, "unit"),
            text,
        )
    found = reading.coordinates
    if found is not None:
        unit = text(f"data_page.unit_{found.unit or 'auto'}")
        widgets.note(text("data_page.columns_read", x=shown(found.x), y=shown(found.y), unit=unit))


def _columns_now(file: OwnFile) -> CoordinateColumns:
    """Return the columns that are read, else those that are half chosen; the unit only where it was chosen."""
    unit = file.choices.columns.unit if file.choices.columns else None
    found = file.draft.reading.coordinates
    if found is not None:
        return CoordinateColumns(found.x, found.y, unit)
    half: CoordinateColumns = state.remembered(_HALF, CoordinateColumns("", ""))
    return half


def _taker(file: OwnFile, now: CoordinateColumns, field: str) -> Callable[[str], None]:
    """Return what takes a column or the unit, and reads the file anew once both columns are known."""

    def take(value: str) -> None:
        given: dict[str, Any] = {field: None if value == "auto" and field == "unit" else value}
        chosen = replace(now, **given)
        state.remember(_HALF, chosen)
        if chosen.x and chosen.y and chosen.x != chosen.y:
            _again(file, columns=chosen)

    return take


def _select(
    name: str,
    label: str,
    options: Sequence[str],
    value: str,
    called: Callable[[str], str],
    take: Callable[[str], object],
    text: Text,
) -> None:
    st.selectbox(text(label), options, format_func=called, **bound(name, value, take, text))
