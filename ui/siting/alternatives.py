"""What is compared: places picked from the layers or on the map, drawn ones, a whole layer, or a file of one's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import streamlit as st

from analysis.errors import YuantuError
from analysis.siting.comparison import SITE_LAYERS, OwnSite, OwnTable, Picked, SiteLayer, WholeLayer
from analysis.siting.source import alternatives_of, placed_ids
from analysis.study import Study
from ui import cached, state
from ui.map.model import MapEvent
from ui.map.siting_layers import SITES, TOWNSHIPS
from ui.sites import city_name
from ui.siting import kept, own_file
from ui.siting.bound import bound, segments
from ui.siting.names import city_of
from ui.text import Text

KINDS: Final = ("picked", "layer", "own")
UNCERTAINTY_STEP_M: Final = 100.0


def picked() -> Picked:
    """Return the picked places; those of before where a layer or a file is compared in between."""
    source = kept.comparison().alternatives
    if isinstance(source, Picked):
        return source
    before = state.remembered("siting_picked", None)
    return before if isinstance(before, Picked) else Picked()


def choose(study: Study, text: Text) -> None:
    """Show what is compared, and let the reader change it."""
    source = kept.comparison().alternatives
    kind = state.remembered("siting_kind", "") or (
        "layer" if isinstance(source, WholeLayer) else "own" if isinstance(source, OwnTable) else "picked"
    )
    segments("siting_kind_choice", KINDS, kind, _take_kind, "siting_page.kind", text)
    if kind == "picked":
        _show_picks(study, text)
    elif kind == "layer":
        _show_layers(study, text)
    else:
        own_file.show(study, text)


def _take_kind(kind: str) -> None:
    state.remember("siting_kind", kind)
    source = kept.comparison().alternatives
    if isinstance(source, Picked):
        state.remember("siting_picked", source)
    if kind == "picked":
        kept.change(alternatives=picked())
    if kind == "layer" and not isinstance(source, WholeLayer):
        kept.change(alternatives=WholeLayer())


def _show_layers(study: Study, text: Text) -> None:
    source = kept.comparison().alternatives
    layers = [layer for layer in SITE_LAYERS if placed_ids(study, layer)]
    value = source.layer if isinstance(source, WholeLayer) else "townships"
    segments("siting_layer", layers, value, _take_layer, "siting_page.layer", text)


def _take_layer(layer: str) -> None:
    kept.change(alternatives=WholeLayer(layer))  # type: ignore[arg-type]  # one of the options


def _show_picks(study: Study, text: Text) -> None:
    chosen = picked()
    layers = [layer for layer in SITE_LAYERS if placed_ids(study, layer)]
    for layer in layers:
        _pick(study, layer, chosen, text)
    _by_city(study, text)
    _show_drawn(chosen.drawn, text)
    if chosen.count:
        st.button(text("siting_page.clear"), key=f"siting_clear_{text.language}", on_click=_clear)


def _pick(study: Study, layer: SiteLayer, chosen: Picked, text: Text) -> None:
    options, names = cached.kept(options_of, study, layer, text)
    st.multiselect(
        text(f"siting_page.pick_{layer}"),
        options,
        format_func=lambda one: names.get(one, one),
        placeholder=text("siting_page.pick_placeholder"),
        **bound(f"siting_pick_{layer}", list(chosen.ids(layer)), _taker(layer), text),
    )


def options_of(study: Study, layer: SiteLayer, text: Text) -> tuple[list[str], dict[str, str]]:
    """Return the ids of a layer in the order of cities and names, and the words that stand for each."""
    rows = study.rows(layer)
    names = {}
    for one in placed_ids(study, layer):
        name = text.choose(rows[one], "name") or one
        city = city_of(study, one, text)
        names[one] = text("siting_page.name_with", name=name, more=city) if city else name
    return list(names), names


def _taker(layer: SiteLayer) -> Any:  # noqa: ANN401 - a callback
    return lambda ids: kept.change(alternatives=picked().with_ids(layer, ids))


def _by_city(study: Study, text: Text) -> None:
    """Offer all townships of a city at once."""
    if not placed_ids(study, "townships"):
        return
    cities = cached.kept(cities_of, study)
    with st.expander(text("siting_page.by_city")):
        chosen = st.selectbox(
            text("siting_page.city"),
            list(cities),
            format_func=lambda city: city_name(study, city, text),
            key=f"siting_city_{text.language}",
        )
        if chosen:
            st.button(
                text("siting_page.add_city", n=len(cities[chosen])),
                key=f"siting_add_city_{text.language}",
                on_click=lambda: _add(cities[chosen]),
            )


def cities_of(study: Study) -> dict[str, list[str]]:
    """Return the townships of each city, ids of those with a position."""
    found: dict[str, list[str]] = {}
    rows = study.rows("townships")
    for one in placed_ids(study, "townships"):
        found.setdefault(str(rows[one].get("city") or ""), []).append(one)
    return {city: ids for city, ids in found.items() if city}


def _add(ids: Sequence[str]) -> None:
    chosen = picked()
    kept.change(alternatives=chosen.with_ids("townships", list(dict.fromkeys((*chosen.townships, *ids)))))


def _clear() -> None:
    kept.change(alternatives=Picked(), side_by_side=(), benchmark="best", benchmark_alternative=None)


def _show_drawn(drawn: tuple[OwnSite, ...], text: Text) -> None:
    """Show the drawn places with their names and uncertainty, which the reader may change."""
    for place, site in enumerate(drawn):
        name, uncertainty, remove = st.columns([3, 2, 1], vertical_alignment="bottom")
        with name:
            st.text_input(
                text("siting_page.drawn_name"),
                max_chars=60,
                **bound(f"siting_drawn_{place}", site.id, _renamer(place), text),
            )
        with uncertainty:
            st.number_input(
                text("siting_page.drawn_uncertainty"),
                min_value=0.0,
                max_value=50_000.0,
                step=UNCERTAINTY_STEP_M,
                **bound(f"siting_drawn_m_{place}", site.uncertainty_m or 0.0, _uncertainty(place), text),
            )
        with remove:
            st.button(
                text("siting_page.remove"), key=f"siting_remove_{place}_{text.language}", on_click=_remover(place)
            )


def _renamer(place: int) -> Any:  # noqa: ANN401 - a callback
    def rename(name: str) -> None:
        chosen = picked()
        taken = {site.id for site in chosen.drawn} | {*chosen.townships, *chosen.towns, *chosen.parks}
        if name.strip() and name.strip() not in taken:
            _put_drawn(place, replace(chosen.drawn[place], id=name.strip()))

    return rename


def _uncertainty(place: int) -> Any:  # noqa: ANN401 - a callback
    return lambda metres: _put_drawn(place, replace(picked().drawn[place], uncertainty_m=float(metres) or None))


def _put_drawn(place: int, site: OwnSite) -> None:
    chosen = picked()
    kept.change(alternatives=replace(chosen, drawn=(*chosen.drawn[:place], site, *chosen.drawn[place + 1 :])))


def _remover(place: int) -> Any:  # noqa: ANN401 - a callback
    def remove() -> None:
        chosen = picked()
        kept.change(alternatives=replace(chosen, drawn=chosen.drawn[:place] + chosen.drawn[place + 1 :]))

    return remove


def take_event(event: MapEvent, study: Study, text: Text) -> None:
    """Take what was done on the map: a township clicked on is picked or put back, a shape drawn becomes a place."""
    if not isinstance(kept.comparison().alternatives, Picked):
        return
    chosen = picked()
    if event.kind == "draw" and event.geometry is not None:
        site = drawn_site(event.geometry, chosen, text)
        try:
            alternatives_of(Picked(drawn=(site,)), study)
        except YuantuError as error:
            kept.refuse(*error.problems)
            return
        kept.change(alternatives=replace(chosen, drawn=(*chosen.drawn, site)))
    elif event.kind == "select" and event.layer == TOWNSHIPS:
        _add([event.id])
    elif event.kind == "select" and event.layer == SITES and event.id in chosen.townships:
        kept.change(alternatives=chosen.with_ids("townships", [one for one in chosen.townships if one != event.id]))


def drawn_site(geometry: Mapping[str, Any], chosen: Picked, text: Text) -> OwnSite:
    """Return a drawn GeoJSON point or polygon as a place with the next free name."""
    taken = {site.id for site in chosen.drawn}
    number = next(n for n in range(1, len(taken) + 2) if text("siting_page.drawn_as", n=n) not in taken)
    name = text("siting_page.drawn_as", n=number)
    coordinates = geometry["coordinates"]
    if geometry["type"] == "Point":
        return OwnSite(name, (coordinates[0], coordinates[1]))
    return OwnSite(name, polygons=(tuple(tuple((lon, lat) for lon, lat in ring) for ring in coordinates),))
