"""What a file is used as: sites to cluster, alternatives to compare, a layer of the study, or a file to take away."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, Final

import shapely
import streamlit as st

from analysis.errors import Problem, YuantuError
from analysis.study import Study
from layers.draft import raw_of
from layers.fields import guess_column, named_column
from layers.values import shown
from ui import cached, own_sites, state, widgets, wording
from ui.clustering.controls import remembered_segments
from ui.data import adopt, criterion, download, kept
from ui.data.looks import offered
from ui.pages import page_path
from ui.siting import kept as siting_kept
from ui.text import Text

if TYPE_CHECKING:
    from layers.draft import Draft
    from layers.raw import RawLayer

USES: Final = ("sites", "alternatives", "criterion", "layer", "download")
_WRONG: Final = "own_use_wrong"
_TOLD: Final = "own_use_told"


def show(draft: Draft, study: Study, text: Text) -> None:
    """Offer the uses; a file with errors can be used as nothing until they are mended."""
    st.subheader(text("data_page.use_title"))
    if not draft.ok:
        widgets.note(text("data_page.use_not_yet"))
        return
    if draft.reading.has_places and offered(kept.looks(draft, study)) is not None:
        widgets.note(text("data_page.use_unconverted"))
    use = remembered_segments(f"own_use_{adopt.geometry_of(draft)}", uses_of(draft), "data_page.use", text)
    if use == "sites":
        _sites(draft, study, text)
    elif use == "alternatives":
        _alternatives(draft, study, text)
    elif use == "criterion":
        _criterion(draft, study, text)
    elif use == "layer":
        adopt.show(draft, study, text)
    else:
        download.show(draft, text)


def uses_of(draft: Draft) -> tuple[str, ...]:
    """Return what a file can be used as: only points cluster, and a table without places is measured to nothing."""
    if not draft.reading.has_places:
        return ("alternatives", "layer")
    return USES if _are_points(draft) else USES[1:]


def point_sites(draft: Draft, name: str | None) -> RawLayer:
    """Return the features as plain points with names for ids; equal names are told apart by a number."""
    from layers.raw import RawLayer

    raw = raw_of(draft, {"name": name} if name else {})
    seen: dict[str, int] = {}
    records: list[dict[str, Any]] = []
    for place, record in enumerate(raw.records, start=1):
        value = record.get("name")
        called = shown(str(value)) if value not in (None, "") else str(place)
        seen[called] = seen.get(called, 0) + 1
        records.append({"id": called if seen[called] == 1 else f"{called} ({seen[called]})"})
    return RawLayer(raw.name, records, raw.geometries, {}, raw.crs)


def _sites(draft: Draft, study: Study, text: Text) -> None:
    widgets.note(text("data_page.sites_help"))
    name = _column("own_name", "data_page.name_column", draft, named_column(draft), text)
    st.button(
        text("data_page.use_sites_button", n=wording.number(len(draft.frame))),
        key=f"own_use_sites_{text.language}",
        type="primary",
        on_click=lambda: _use_sites(draft, study, name),
    )
    _outcome("sites", "clustering", text)


def _use_sites(draft: Draft, study: Study, name: str | None) -> None:
    raw = point_sites(draft, name)
    digest = hashlib.sha256(b"".join(b"-" if one is None else shapely.to_wkb(one) for one in raw.geometries))
    digest.update(repr(raw.records).encode("utf-8", "surrogatepass"))
    data = cached.Keyed(digest.hexdigest(), raw)
    try:
        cached.kept(own_sites.placed, study, data=data)
    except YuantuError as error:
        _tell("sites", error.problems)
        return
    own_sites.keep(draft.name, data)
    state.remember("cluster_sites", "own")
    _tell("sites")


def _alternatives(draft: Draft, study: Study, text: Text) -> None:
    widgets.note(text("data_page.alternatives_help"))
    name = _column("own_alternative", "data_page.name_column", draft, named_column(draft), text)
    guess = guess_column("position_uncertainty_m", list(draft.attributes))
    uncertainty = _column("own_uncertainty", "data_page.uncertainty_column", draft, guess, text)
    st.button(
        text("data_page.use_alternatives_button", n=wording.number(len(draft.frame))),
        key=f"own_use_alternatives_{text.language}",
        type="primary",
        on_click=lambda: _use_alternatives(draft, study, name, uncertainty),
    )
    _outcome("alternatives", "sites", text)


def _use_alternatives(draft: Draft, study: Study, name: str | None, uncertainty: str | None) -> None:
    from analysis.siting.source import alternatives_of
    from ui.siting.own_file import table_of_raw

    try:
        table = table_of_raw(alternatives_raw(draft, name, uncertainty), draft.name)
        alternatives_of(table, study)
    except YuantuError as error:
        _tell("alternatives", error.problems)
        return
    siting_kept.change(alternatives=table, side_by_side=(), benchmark="best", benchmark_alternative=None)
    state.remember("siting_kind", "own")
    state.remember("siting_part", "compare")
    _tell("alternatives")


def _criterion(draft: Draft, study: Study, text: Text) -> None:
    widgets.note(text("data_page.criterion_help"))
    if not criterion.show(draft, study, _tell, text):
        widgets.note(text("data_page.criterion_nothing"))
        st.page_link(str(page_path("sites")), label=text("data_page.go_alternatives"))
    _outcome("criterion", "sites", text)


def alternatives_raw(draft: Draft, name: str | None, uncertainty: str | None) -> RawLayer:
    """Return the features as alternatives: their names as ids, their uncertainty, and every other column."""
    from layers.raw import RawLayer

    points = point_sites(draft, name)
    raw = raw_of(draft)
    special = {name, uncertainty, "id", "geometry", "position_uncertainty_m"}
    records = []
    for named, record in zip(points.records, raw.records, strict=True):
        known = {} if uncertainty is None else {"position_uncertainty_m": record.get(uncertainty)}
        records.append({**named, **known, **{key: value for key, value in record.items() if key not in special}})
    return RawLayer(raw.name, records, raw.geometries, {}, raw.crs)


def _are_points(draft: Draft) -> bool:
    places = [one for one in draft.places if one is not None]
    return bool(places) and all(one.geom_type == "Point" for one in places)


def _column(key: str, label: str, draft: Draft, guess: str | None, text: Text) -> str | None:
    options = ["", *draft.attributes]
    chosen = st.selectbox(
        text(label),
        options,
        index=options.index(guess) if guess in options else 0,
        format_func=lambda one: shown(one) if one else text("data_page.no_column"),
        key=f"{key}_{draft.name}_{draft.reading.layer}_{text.language}",
    )
    return chosen or None


def _tell(use: str, problems: tuple[Problem, ...] = ()) -> None:
    state.remember(_WRONG, (use, problems))
    state.remember(_TOLD, "" if problems else use)


def _outcome(use: str, page: str, text: Text) -> None:
    """Say that the file is now used so, with the way to the page; or why it cannot be."""
    wrong_use, problems = state.remembered(_WRONG, ("", ()))
    if wrong_use == use and problems:
        widgets.show_problems(text("data_page.use_refused"), problems, text)
    if state.remembered(_TOLD) == use:
        widgets.note(text(f"data_page.used_{use}"))
        st.page_link(
            str(page_path(page)), label=text("data_page.go_sites" if use == "sites" else "data_page.go_alternatives")
        )
