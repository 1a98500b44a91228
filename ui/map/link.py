"""The map's part of a link: `view=lat,lon,zoom` and `layers=a,b,c`; the component itself writes them."""

from __future__ import annotations

from typing import Final

from ui.map.model import Position, is_layer_id, position

VIEW_PARAMETER: Final = "view"
LAYERS_PARAMETER: Final = "layers"


def parse_view(text: str | None) -> Position | None:
    """Return latitude, longitude and zoom of `text`; None if it isn't a place on the map.

    Anyone can write a link, so everything in it is checked.
    """
    try:
        return position([float(part) for part in (text or "")[:100].split(",")])
    except ValueError:
        return None


def parse_layers(text: str | None) -> tuple[str, ...] | None:
    """Return the layer ids of `text`; an empty tuple if it switches all off, None if there is no such parameter."""
    if text is None:
        return None
    return tuple(part for part in text[:2000].split(",") if is_layer_id(part))
