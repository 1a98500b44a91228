"""The map on a page: the only module that touches Streamlit's component interface, so that tests can replace it.

What the browser keeps for itself: zooming, panning and switching layers never run the page again. The component
writes `view` and `layers` into the page's address; Python reads them when a session starts (`ui.map.link`) and must
not write them: Streamlit doesn't reliably learn of an address that the page changed itself. Where Streamlit writes
other parameters and thereby puts back older values of these two, the component corrects the address at once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Final

import streamlit as st
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest

from ui import state
from ui.map.assets import asset_root, asset_version
from ui.map.model import Basemap, Bounds, MapEvent, MapLayer, Position, Tool

if TYPE_CHECKING:
    from streamlit.components.v2.types import ComponentRenderer

PROJECT: Final = "yuantu"
COMPONENT: Final = "map"
EARLY_KEY: Final = "map-early"
"""Hidden by `ui/page.css`."""

TEXT_KEYS: Final = (
    "attribution_label",
    "basemap_failed",
    "choose_feature",
    "close",
    "data_failed",
    "draw_cancel",
    "draw_finish",
    "draw_most",
    "draw_paused",
    "draw_point",
    "draw_polygon",
    "draw_polygon_close",
    "draw_resume",
    "draw_stop",
    "draw_undo",
    "hide_legend",
    "home",
    "legend_title",
    "map_label",
    "show_legend",
    "unit_km",
    "unit_m",
    "zoom_in",
    "zoom_out",
)
"""Entries of `ui/text/map.toml` that `show_map` takes as `texts`."""


def show_map(
    *,
    key: str,
    layers: Sequence[MapLayer],
    bounds: Bounds,
    texts: Mapping[str, str],
    selected: tuple[str, str] | None = None,
    view: Position | None = None,
    view_token: str = "",
    visible: Sequence[str] | None = None,
    height_px: int = 620,
    basemap: Basemap | None = None,
    attribution: Sequence[str] = (),
    selection_colour: str = "#c1121f",
    writes_address: bool = True,
    draw: Tool | None = None,
    on_event: Callable[[MapEvent], None] | None = None,
) -> MapEvent | None:
    """Draw the map and return what the user did on it since the last run, or None.

    Parameters
    ----------
    key
        Keeps the map alive between runs; one per map, the same in every language.
    layers
        In the order of the legend. Only layers whose content changed are drawn anew.
    bounds
        What the home button shows, and the start where there is no `view`.
    texts
        One text for each of `TEXT_KEYS`.
    selected
        (layer id, feature id) to highlight; the map moves there if it's out of sight.
    view, visible
        Where the map starts, and which layers are on. They count when the map first appears and whenever `view_token`
        changes; otherwise the user's own view and switches stay, also from page to page.
    height_px
        Height of the map.
    basemap
        Tiles below the layers; None asks nothing of any other machine.
    attribution
        Plain texts for the corner of the map.
    selection_colour
        Of the highlight.
    writes_address
        Whether this map owns `view` and `layers` in the page's address; one map on a page at most.
    draw
        What a click draws: places, or an area corner by corner. Each finished shape is one ``draw`` event; what was
        drawn is forgotten by the map, so hand it back as a layer. The user can lay the tool down and take it up again.
    on_event
        Called with the event before the page runs, so that the whole page sees the new selection.

    Raises
    ------
    KeyError
        If a text is missing.
    """
    data = {
        "name": key,
        "layers": [layer.as_data() for layer in layers],
        "selected": list(selected) if selected else None,
        "view": list(view) if view else None,
        "view_token": view_token,
        "visible": None if visible is None else list(visible),
        "bounds": list(bounds),
        "texts": {name: texts[name] for name in TEXT_KEYS},
        "height_px": height_px,
        "basemap": basemap.as_data() if basemap else None,
        "attribution": list(attribution),
        "selection_colour": selection_colour,
        "writes_address": writes_address,
        "draw": draw,
    }

    def report() -> None:
        event = MapEvent.parse(state.widget_value(key).get("event"))
        if event and on_event:
            on_event(event)

    result = _mount()(key=key, data=data, height=height_px, on_event_change=report)
    return MapEvent.parse(result.get("event"))


def load_map_early() -> None:
    """Have the browser load the map's code now, while the page is still being computed; nothing is shown.

    It saves half a second at a first visit: otherwise the code would queue behind that of the page's table.
    """
    _mount()(key=EARLY_KEY, data={}, height=1)


def _mount() -> ComponentRenderer:
    """Return the function that mounts the component, known to the running server (each AppTest has its own)."""
    manager = get_bidi_component_manager()
    if manager.get_component_asset_root(f"{PROJECT}.{COMPONENT}") is None:
        root = asset_root()
        # A component in a package would be declared in its pyproject.toml; this project runs from its folder.
        config = ComponentConfig(name=COMPONENT, asset_dir=root.name)
        manager.register_from_manifest(ComponentManifest(PROJECT, asset_version(), [config]), root.parent)
    return _renderer()


@cache
def _renderer() -> ComponentRenderer:
    version = asset_version()
    return st.components.v2.component(f"{PROJECT}.{COMPONENT}", js=f"{version}/map.js", css=f"{version}/map.css")
