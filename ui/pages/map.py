"""The map page: filters, the map with its panel, the table of the same sites, and the export."""

from __future__ import annotations

from typing import Final

import streamlit as st

from analysis.study import Study
from briefing.style import SELECTION
from ui import cached, html, panel, state, widgets
from ui.map.component import TEXT_KEYS, load_map_early, show_map
from ui.map.model import Basemap, MapEvent
from ui.map.study_layers import map_bounds, study_map_layers
from ui.overview_words import map_notes, overview
from ui.search import find
from ui.sites import SITE_LAYERS, filter_sites, filter_values, site_table
from ui.state import Selection
from ui.text import Text

MAP_HEIGHT_PX: Final = 660
SELECTABLE: Final = (*SITE_LAYERS, "cities")
"""Layers whose features have a card and can be searched for."""


def page() -> None:
    """Draw the page; the map's code is on its way while the study is read."""
    body, tail = st.container(), st.container()
    with tail:
        load_map_early()
    with body:
        _draw(state.text())


def _draw(text: Text) -> None:
    reading = cached.study_reading()
    study = reading.study
    _check_link(study)
    with st.sidebar:
        _search_box(study, text)
        _filter_boxes(study, text)
        basemap = widgets.basemap_choice(text)
    for layer_id in reading.broken:
        title = text("map_page.layer_broken", layer=widgets.layer_title(layer_id, text))
        widgets.show_problems(title, reading.problems[layer_id], text)
    ids = cached.kept(filter_sites, study, {name: state.filters(name) for name in state.FILTERS})
    widgets.lead(cached.kept(overview, study, text))
    left, right = st.columns([0.72, 0.28], gap="small")
    with left:
        _show_map(study, ids, basemap, text)
    with right, st.container(height=MAP_HEIGHT_PX, border=True):
        _show_panel(study, text)
    widgets.note(*cached.kept(map_notes, study, text))
    _show_table(study, ids, text)
    _offer_export(study, ids, text)


def _show_map(study: Study, ids: dict[str, list[str]], basemap: Basemap | None, text: Text) -> None:
    chosen = state.selection()
    layers = cached.kept(study_map_layers, study, text, ids)
    show_map(
        key="map",
        layers=layers,
        bounds=cached.kept(map_bounds, study),
        texts={name: text(f"map.{name}") for name in TEXT_KEYS},
        selected=(chosen.layer, chosen.id) if chosen else None,
        view=state.view(),
        visible=state.visible_layers([layer.id for layer in layers]),
        height_px=MAP_HEIGHT_PX,
        basemap=basemap,
        attribution=(
            text(cached.attribution_key()),
            *([text(f"map.attribution_{basemap.kind}")] if basemap else []),
        ),
        selection_colour=SELECTION,
        on_event=_take_event,
    )


def _offer_export(study: Study, ids: dict[str, list[str]], text: Text) -> None:
    st.download_button(
        text("map_page.export_html"),
        data=lambda: _export(study, text, ids),
        file_name=text("map_page.export_file_name"),
        mime="text/html",
        on_click="ignore",
        help=text("map_page.export_help"),
    )


def _export(study: Study, text: Text, ids: dict[str, list[str]]) -> str:
    # Imported when asked for: folium would delay the first page.
    from ui.export import map_as_html

    return map_as_html(study, text, ids)


def _check_link(study: Study) -> None:
    """Drop what the link selects or filters by but the study does not have."""
    values = cached.kept(filter_values, study)
    for name in state.FILTERS:
        state.keep_known_filters(name, values[name])
    chosen = state.selection()
    if chosen and not _exists(study, chosen):
        state.report_stale("select", str(chosen))
        state.select(None)


def _exists(study: Study, chosen: Selection) -> bool:
    return chosen.layer in SELECTABLE and study.has(chosen.layer) and chosen.id in study.rows(chosen.layer)


def _take_event(event: MapEvent) -> None:
    """Follow a click on the map: to a site or city, or to nothing."""
    if event.kind == "clear":
        state.select(None)
    elif event.layer in SELECTABLE:
        # A park's further sites carry the park's id before a slash; an id of its own may hold one as well.
        known = event.id in cached.study_reading().study.rows(event.layer)
        state.select(Selection(event.layer, event.id if known else event.id.rpartition("/")[0]))
    state.dismiss_link_problems()


def _search_box(study: Study, text: Text) -> None:
    query = st.text_input(
        text("map_page.search"),
        key=f"search_{text.language}",
        placeholder=text("map_page.search_hint"),
        max_chars=80,
        on_change=lambda: _take_search(study, state.widget_value(f"search_{text.language}")),
    )
    if not query:
        return
    found = find(query, cached.kept(_searchable, study))
    if not found:
        widgets.note(text("map_page.search_nothing"))
    for key in found[:8]:
        layer_id, _, feature_id = key.partition(":")
        name = text.choose(study.rows(layer_id)[feature_id], "name")
        st.button(
            widgets.literal(name),
            key=f"found_{key}",
            on_click=state.select,
            args=(Selection(layer_id, feature_id),),
            type="tertiary",
        )


def _take_search(study: Study, query: str) -> None:
    """Select the only match when the search is sent."""
    found = find(query, cached.kept(_searchable, study))
    if len(found) == 1:
        layer_id, _, feature_id = found[0].partition(":")
        state.select(Selection(layer_id, feature_id))


def _searchable(study: Study) -> dict[str, tuple[str, ...]]:
    return {
        f"{layer_id}:{key}": (row["name_zh"], row["name_en"])
        for layer_id in SELECTABLE
        if study.has(layer_id)
        for key, row in study.rows(layer_id).items()
    }


def _filter_boxes(study: Study, text: Text) -> None:
    names = cached.kept(widgets.code_names, study, text)
    for name, values in cached.kept(filter_values, study).items():
        key = f"filter_{name}_{text.language}"
        st.multiselect(
            text(f"map_page.filter_{name}"),
            values,
            default=list(state.filters(name)),
            format_func=lambda code: names.get(code, code),
            key=key,
            placeholder=text("map_page.filter_all"),
            on_change=lambda name=name, key=key: state.set_filters(name, state.widget_value(key)),
        )


def _show_panel(study: Study, text: Text) -> None:
    chosen = state.selection()
    if chosen is None:
        html.show(html.tag("p", text("map_page.panel_empty"), class_="yt-note"))
        return
    if chosen.layer == "cities":
        html.show(cached.kept(panel.city_card, study, chosen.id, text))
    else:
        html.show(cached.kept(panel.site_card, study, chosen.layer, chosen.id, text))


def _show_table(study: Study, ids: dict[str, list[str]], text: Text) -> None:
    frame = cached.kept(site_table, study, ids, text)
    if frame.empty:
        widgets.note(text("map_page.table_empty"))
        return
    chosen = state.selection()
    keys = [Selection(layer_id, key) for layer_id, key in frame.index]
    row = [keys.index(chosen)] if chosen in keys else []
    # A new key draws the table anew: when the choice was made elsewhere, or other sites are listed.
    table_key = f"sites_{text.language}_{state.table_turn()}_{hash(tuple(keys))}"
    st.dataframe(
        frame,
        hide_index=True,
        height=min(36 * len(frame) + 40, 420),
        placeholder="–",
        key=table_key,
        selection_mode="single-row",
        selection_default={"selection": {"rows": row}},
        on_select=lambda: _take_row(keys, table_key),
        column_config=widgets.site_columns(text),
    )
    widgets.download_csv(text("map_page.download_table"), frame, "yuantu-sites.csv", key="download_sites")


def _take_row(keys: list[Selection], table_key: str) -> None:
    rows = state.widget_value(table_key)["selection"]["rows"]
    state.select(keys[rows[0]] if rows else None, from_table=True)


page()
