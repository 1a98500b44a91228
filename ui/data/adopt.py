"""A file as a layer of the study, in this session only: which layer, and which column is which of its fields."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import streamlit as st

from analysis.errors import Problem, YuantuError
from analysis.study import Study
from layers.catalog import LAYERS, Field, Layer, layer_by_id
from layers.fields import PLACED, FieldSource, guess_column, guess_sources, layer_of_draft
from layers.session_study import own_layer
from layers.values import shown
from ui import cached, state, widgets, wording
from ui.code_words import code_word
from ui.text import Text

if TYPE_CHECKING:
    from layers.draft import Draft

_WRONG: Final = "own_layer_wrong"
_WARNED: Final = "own_layer_warned"
_COLUMN: Final = "column:"
_GEOMETRY: Final = {0: "point", 1: "line", 2: "polygon"}


def show(draft: Draft, study: Study, text: Text) -> None:
    """Offer the layers that the file can be, map its columns, and take it."""
    widgets.note(text("data_page.layer_help"))
    ids = [layer.id for layer in LAYERS if layer.geometry == geometry_of(draft)]
    if not ids:
        widgets.note(text("data_page.layer_none"))
        return
    layer_id = st.selectbox(
        text("data_page.layer_choice"),
        ids,
        index=ids.index(likeliest_layer(draft, ids)),
        format_func=lambda one: _layer_label(one, study, text),
        key=f"own_layer_choice_{draft.name}_{text.language}",
    )
    layer = layer_by_id(str(layer_id))
    sources = _mapping(layer, draft, text)
    st.button(
        text("data_page.use_layer_button"),
        key=f"own_use_layer_{text.language}",
        type="primary",
        on_click=lambda: _take(layer, draft, sources),
    )
    _outcome(layer.id, text)


def show_taken(text: Text) -> None:
    """List the layers that come from the session's own files, each with a way back."""
    own = state.own_layers()
    if not own:
        return
    st.subheader(text("data_page.taken_title"))
    for layer_id, one in own.items():
        words, button = st.columns([4, 1], vertical_alignment="center")
        with words:
            title = widgets.layer_title(layer_id, text)
            widgets.note(text("data_page.taken", layer=title, name=one.name, n=wording.number(len(one.frame))))
        with button:
            st.button(
                text("data_page.give_back"),
                key=f"own_back_{layer_id}_{text.language}",
                on_click=lambda layer_id=layer_id: state.set_own_layer(layer_id, None),
            )


def geometry_of(draft: Draft) -> str:
    """Return what a layer's geometry would be: `point`, `line`, `polygon`, `mixed`, or `none` for a table."""
    import shapely

    if not draft.reading.has_places:
        return "none"
    found = {int(shapely.get_dimensions(one)) for one in draft.places if one is not None}
    return _GEOMETRY[found.pop()] if len(found) == 1 else "mixed"


def likeliest_layer(draft: Draft, ids: Sequence[str]) -> str:
    """Return the layer of whose required fields the file's columns tell the largest share; the first of equals."""

    def share(layer_id: str) -> float:
        required = [field.name for field in layer_by_id(layer_id).fields if field.required]
        told = sum(guess_column(name, draft.attributes) is not None for name in required)
        return told / len(required)

    return max(ids, key=share)


def _layer_label(layer_id: str, study: Study, text: Text) -> str:
    title = widgets.layer_title(layer_id, text)
    return text("data_page.layer_replaces", title=title) if study.has(layer_id) else title


def _mapping(layer: Layer, draft: Draft, text: Text) -> dict[str, FieldSource]:
    """Show a control for each field, guesses first, and return where each field's values come from."""
    guesses = guess_sources(layer, draft)
    shown_first = [field for field in layer.fields if field.required or field.name in guesses]
    rest = [field for field in layer.fields if field not in shown_first]
    sources = _fields(shown_first, layer, draft, guesses, text)
    if rest:
        with st.expander(text("data_page.more_fields", n=len(rest))):
            sources |= _fields(rest, layer, draft, guesses, text)
    return sources


def _fields(
    fields: list[Field], layer: Layer, draft: Draft, guesses: dict[str, FieldSource], text: Text
) -> dict[str, FieldSource]:
    found: dict[str, FieldSource] = {}
    for place, field in enumerate(fields):
        if place % 3 == 0:  # row by row, so that a narrow screen keeps their order
            columns = st.columns(3)
        with columns[place % 3]:
            source = _field(field, layer, draft, guesses.get(field.name), text)
            if source is not None:
                found[field.name] = source
    return found


def _field(field: Field, layer: Layer, draft: Draft, guess: FieldSource | None, text: Text) -> FieldSource | None:
    options = ["none", "number", "value", *(["place"] if field.name in PLACED and layer.geometry == "point" else [])]
    options += [f"{_COLUMN}{one}" for one in draft.attributes]
    wanted = "none" if guess is None else f"{_COLUMN}{guess.of}" if guess.kind == "column" else guess.kind
    key = f"own_field_{layer.id}_{field.name}_{draft.name}_{text.language}"
    label = text("data_page.required", field=field_name(field, text)) if field.required else field_name(field, text)
    chosen = st.selectbox(
        label,
        options,
        index=options.index(wanted) if wanted in options else 0,
        format_func=lambda one: _option(one, text),
        key=key,
        help=widgets.literal(field.name),
    )
    if chosen == "value":
        usual = guess.of if guess is not None and guess.kind == "value" else ""
        return FieldSource("value", _value(layer, field, usual, key, text))
    if chosen.startswith(_COLUMN):
        return FieldSource("column", chosen.removeprefix(_COLUMN))
    return None if chosen == "none" else FieldSource(chosen)  # type: ignore[arg-type]  # one of the options


def _value(layer: Layer, field: Field, usual: str, key: str, text: Text) -> str:
    """Show a control for one value of all features: a choice where only some values are allowed."""
    allowed = field.allowed or next((part.allowed for part in field.parts if part.name == field.name), ())
    label = text("data_page.value_for_all")
    if not allowed:
        return st.text_input(label, value=usual, key=f"{key}_value", max_chars=200)
    options = ["", *allowed]
    place = options.index(usual) if usual in options else 0

    def called(code: str) -> str:
        return code_word(layer.id, field.name, code, text) if code else text("data_page.value_choose")

    return str(st.selectbox(label, options, index=place, key=f"{key}_value", format_func=called))


def field_name(field: Field, text: Text) -> str:
    """Return what a field is called in words."""
    return text(f"field.{field.name}")


def _with_names(layer_id: str, problems: Sequence[Problem], text: Text) -> list[Problem]:
    """Return problems that call a field as the form does, with its name in the file behind."""
    names = {one.name: field_name(one, text) for one in layer_by_id(layer_id).fields}

    def called(problem: Problem) -> Problem:
        field = str(problem.values.get("field"))
        if field not in names:
            return problem
        told = text("data_page.field_named", title=names[field], name=field)
        code = "field_unfilled" if problem.code == "missing_field" else problem.code
        return replace(problem, code=code, values={**problem.values, "field": told})

    return [called(one) for one in problems]


def _option(option: str, text: Text) -> str:
    if option.startswith(_COLUMN):
        return text("data_page.from_column", column=shown(option.removeprefix(_COLUMN)))
    return text(f"data_page.from_{option}")


def _take(layer: Layer, draft: Draft, sources: dict[str, FieldSource]) -> None:
    reading = cached.study_reading()
    try:
        taken, warnings = own_layer(layer.id, layer_of_draft(draft, layer, sources, reading.study), reading)
    except YuantuError as error:
        state.remember(_WRONG, (layer.id, error.problems))
        state.remember(_WARNED, ("", ()))
        return
    state.remember(_WRONG, ("", ()))
    state.remember(_WARNED, (layer.id, warnings))
    state.set_own_layer(layer.id, taken)


def _outcome(layer_id: str, text: Text) -> None:
    wrong_layer, problems = state.remembered(_WRONG, ("", ()))
    if wrong_layer == layer_id:
        widgets.show_problems(text("data_page.layer_refused"), _with_names(layer_id, problems, text), text)
    warned_layer, warnings = state.remembered(_WARNED, ("", ()))
    if warned_layer == layer_id and layer_id in state.own_layers():
        found: tuple[Problem, ...] = warnings
        widgets.show_problems(text("data_page.layer_warned"), found, text)
        widgets.note(text("data_page.used_layer"))
