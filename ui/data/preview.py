"""The file on the map and as a table, before anything is done with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import shapely
import streamlit as st

from analysis.study import Study
from briefing.style import SELECTION
from layers.fields import named_column
from layers.values import shown
from ui import cached, widgets, wording
from ui.data import kept
from ui.map import component
from ui.map.cluster_layers import background_layers
from ui.map.model import Bounds, Kind, MapEvent, MapLayer, Style
from ui.map.payload import features
from ui.map.study_layers import map_bounds
from ui.text import Text
from ui.visible import visible

if TYPE_CHECKING:
    from layers.draft import Draft

MAP_HEIGHT_PX: Final = 460
MOST_DRAWN: Final = 5_000
MOST_VERTICES: Final = 200_000
MOST_ROWS: Final = 200
LONGEST_CELL: Final = 200
COLOUR: Final = "#d95f02"
PREFIX: Final = "own-"
_MARGIN: Final = 0.08
_LEAST_DEG: Final = 0.05
_KINDS: Final[dict[int, Kind]] = {2: "polygon", 1: "line", 0: "point"}
_STYLES: Final[dict[Kind, Style]] = {
    "polygon": Style(fill=COLOUR, fill_opacity=0.25, stroke=COLOUR, stroke_width=1.6),
    "line": Style(stroke=COLOUR, stroke_width=2.2),
    "point": Style(shape="circle", size=5.5, fill=COLOUR, stroke="#ffffff", stroke_width=1.2),
}


def show(draft: Draft, study: Study, text: Text) -> None:
    """Draw the features where they lie now, what is known of the one chosen, and the first rows as a table."""
    if draft.reading.has_places:
        _map(draft, study, text)
    _table(draft, text)


def _map(draft: Draft, study: Study, text: Text) -> None:
    drawn, left_out = drawn_places(draft.places)
    own = kept.once("drawn", draft, lambda: own_layers(draft, drawn))
    chosen = kept.selected()
    component.show_map(
        key="own_map",
        layers=(*own, *cached.kept(background_layers, study, text)),
        bounds=bounds_of(draft.places, cached.kept(map_bounds, study)),
        texts={name: text(f"map.{name}") for name in component.TEXT_KEYS},
        selected=None if chosen is None else (_layer_id(draft, chosen), str(chosen)),
        view_token=f"{len(draft.steps)}-{draft.name}-{draft.reading.layer}-{draft.reading.coordinates}",
        height_px=MAP_HEIGHT_PX,
        attribution=(text(cached.attribution_key()),),
        selection_colour=SELECTION,
        writes_address=False,
        on_event=_take_event,
    )
    nowhere = int(sum(one is None for one in draft.places))
    drawn_words = text("data_page.drawn", n=wording.number(len(drawn)), of=wording.number(len(draft.places)))
    widgets.note(
        *([drawn_words] if drawn else []),
        *([text("data_page.left_undrawn", n=wording.number(left_out))] if left_out else []),
        *([text("data_page.nowhere", n=wording.number(nowhere))] if nowhere else []),
    )
    _panel(draft, text)


def drawn_places(places: np.ndarray[Any, Any]) -> tuple[list[int], int]:
    """Return the features that the map draws, the first that it has room for, and how many are left out for room."""
    usable = [place for place, one in enumerate(places) if one is not None]
    vertices = np.cumsum(shapely.get_num_coordinates(places[usable])) if usable else np.array([])
    room = min(MOST_DRAWN, int((vertices <= MOST_VERTICES).sum()))
    return usable[:room], len(usable) - room


def own_layers(draft: Draft, drawn: list[int]) -> tuple[MapLayer, ...]:
    """Return the file's features as layers of the map, inline: nothing of it may be served to others."""
    name = named_column(draft)
    others = [column for column in draft.attributes if column != name][:2]
    frame = draft.frame.iloc[drawn]
    rows = frame[[*([name] if name else []), *others]].to_dict("records")
    layers: list[MapLayer] = []
    parts = [_single(draft.places[place]) for place in drawn]
    for dimension, kind in _KINDS.items():
        mine = [at for at, one in enumerate(parts) if one is not None and shapely.get_dimensions(one) == dimension]
        if not mine:
            continue
        titles = [_title(rows[at], name, drawn[at]) for at in mine]
        layers.append(
            MapLayer(
                id=f"{PREFIX}{kind}",
                title=shown(draft.name),
                kind=kind,
                features=features(
                    ids=[drawn[at] for at in mine],
                    geometries=[parts[at] for at in mine],
                    titles=titles,
                    lines=[[f"{shown(column)}: {_short(rows[at][column])}" for column in others] for at in mine],
                ),
                style=_STYLES[kind],
                z_order=70,
            )
        )
    return tuple(layers)


def bounds_of(places: np.ndarray[Any, Any], usual: Bounds) -> Bounds:
    """Return south, west, north, east of the features with some room round them; the study's where there are none."""
    west, south, east, north = (float(value) for value in shapely.total_bounds(places))
    if not np.isfinite([west, south, east, north]).all():
        return usual
    room = max(_MARGIN * max(east - west, north - south), _LEAST_DEG)
    return max(south - room, -85.0), max(west - room, -180.0), min(north + room, 85.0), min(east + room, 180.0)


def table_of(draft: Draft) -> pd.DataFrame:
    """Return the first rows as texts and numbers that are safe to show."""
    rows = pd.DataFrame(draft.frame.drop(columns=draft.frame.geometry.name)).head(MOST_ROWS)
    columns: dict[str, Any] = {}
    for place, name in enumerate(rows.columns):
        title = visible(shown(str(name)))
        while title in columns:
            title += "\u200a"
        column = rows.iloc[:, place]
        columns[title] = column if column.dtype.kind in "iuf" else column.map(_cell)
    table = pd.DataFrame(columns, index=rows.index)
    table.index += 1  # as people count
    return table


def _table(draft: Draft, text: Text) -> None:
    frame = table_of(draft)
    if len(frame.columns):
        st.dataframe(frame, height=min(36 * len(frame) + 40, 320), placeholder="–", key=f"own_table_{text.language}")
    if len(draft.frame) > len(frame):
        widgets.note(text("data_page.rows_shown", n=len(frame), of=wording.number(len(draft.frame))))


def _panel(draft: Draft, text: Text) -> None:
    """Show every attribute of the feature that was clicked on."""
    chosen = kept.selected()
    if chosen is None or not 0 <= chosen < len(draft.frame):
        return
    record = draft.frame.iloc[chosen]
    columns = [text("data_page.attribute"), text("data_page.value")]
    widgets.table(columns, [(shown(name), _cell(record[name]) or "–") for name in draft.attributes])


def _take_event(event: MapEvent) -> None:
    known = event.kind == "select" and event.layer.startswith(PREFIX) and event.id.isascii() and event.id.isdigit()
    kept.select(int(event.id) if known else None)


def _layer_id(draft: Draft, place: int) -> str:
    one = draft.places[place] if place < len(draft.places) else None
    kind: Kind = "point" if one is None else _KINDS[_top(one)]
    return f"{PREFIX}{kind}"


def _top(one: Any) -> int:  # noqa: ANN401 - Shapely ships no types
    return int(shapely.get_dimensions(_single(one)))


def _single(one: Any) -> Any:  # noqa: ANN401 - as above
    """Return a geometry as the map draws it: of a collection the parts of its highest dimension."""
    if shapely.get_type_id(one) != shapely.GeometryType.GEOMETRYCOLLECTION:
        return shapely.LineString(one.coords) if one.geom_type == "LinearRing" else one
    parts = np.array([one], dtype=object)
    while (shapely.get_type_id(parts) > shapely.GeometryType.POLYGON).any():
        parts = shapely.get_parts(parts)
    if not len(parts):
        return None
    highest = parts[shapely.get_dimensions(parts) == shapely.get_dimensions(parts).max()]
    build = (shapely.multipoints, shapely.multilinestrings, shapely.multipolygons)
    return build[int(shapely.get_dimensions(highest[0]))](highest)


def _title(row: dict[Any, Any], name: str | None, place: int) -> str:
    value = row[name] if name else None
    return _short(value) if _known(value) else f"#{place + 1}"


def _short(value: object) -> str:
    return shown(value if isinstance(value, str) else str(value)) if _known(value) else "–"


def _cell(value: object) -> str | None:
    if not _known(value):
        return None
    words = visible(value if isinstance(value, str) else str(value))
    return words if len(words) <= LONGEST_CELL else f"{words[: LONGEST_CELL - 1]}…"


def _known(value: object) -> bool:
    return not (value is None or value is pd.NA or value == "" or (isinstance(value, float) and value != value))
