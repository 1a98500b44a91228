"""What the map draws, as plain values: layers, their look, legend entries, a basemap; and what the browser reports."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal, TypedDict

Kind = Literal["polygon", "line", "point"]
Shape = Literal["circle", "diamond", "square", "triangle", "cross"]
Position = tuple[float, float, float]
"""Latitude and longitude in degrees, and the zoom level."""

Bounds = tuple[float, float, float, float]
"""South, west, north, east in degrees."""

OSM_URL: Final = "https://tile.openstreetmap.org/{z}/{x}/{y}.png"
TIANDITU_URL: Final = "https://t{s}.tianditu.gov.cn/DataServer?T={layer}&x={x}&y={y}&l={z}&tk={key}"
AMAP_URL: Final = "https://webrd0{s}.is.autonavi.com/appmaptile?lang=zh_cn&size=1&scale=1&style=8&x={x}&y={y}&z={z}"

_URLS: Final = {"osm": OSM_URL, "tianditu": TIANDITU_URL, "amap": AMAP_URL}

LONGEST_ID: Final = 300
"""Longest ids of layer and feature together, in characters, that are believed when the browser reports them."""


class Style(TypedDict, total=False):
    """How a feature looks; a feature's own style overrides its layer's. Lengths are pixels, opacities 0 to 1.

    `fill` and `stroke` are CSS colours, `stroke_dash` a canvas dash pattern such as ``4 3``. `shape` and `size` (half
    the width of the symbol) are for points. `label_look` is ``area`` (wide, pale) or ``site``; labels show from zoom
    `label_zoom` on, the higher `label_priority` first.
    """

    fill: str
    fill_opacity: float
    stroke: str
    stroke_width: float
    stroke_opacity: float
    stroke_dash: str
    shape: Shape
    size: float
    label_look: Literal["area", "site"]
    label_zoom: int
    label_priority: float


class Swatch(TypedDict, total=False):
    """The sample beside a legend entry: `draw` is a shape, ``area``, ``line`` or ``ring`` (an uncertainty circle)."""

    draw: Literal["circle", "diamond", "square", "triangle", "cross", "area", "line", "ring"]
    fill: str
    stroke: str
    stroke_width: float
    stroke_dash: str


Feature = Mapping[str, object]
"""One thing on the map, as `ui.map.payload.features` makes it."""


@dataclass(frozen=True)
class MapLayer:
    """One layer of the map.

    Parameters
    ----------
    id
        Letters, digits, ``-`` and ``_``: it stands in links.
    title
        Shown with a switch in the legend. A layer without title is always drawn and not listed.
    kind
        Polygons lie below lines, lines below uncertainty circles, those below points.
    features
        Features inline: for what changes, and for anything uploaded.
    url
        In place of `features`: what `ui.map.assets.register_public_layer` returned.
    style
        Of all its features.
    visible
        Whether it is switched on at first.
    legend
        (label, swatch) pairs; one swatch made from `style` if empty.
    interactive
        Whether its features answer to pointer and click.
    z_order
        Among layers of the same kind: higher lies above; 0 to 80.

    Raises
    ------
    ValueError
        If the id cannot stand in a link, or both or neither of `features` and `url` are given.
    """

    id: str
    title: str
    kind: Kind
    features: Sequence[Feature] | None = None
    url: str = ""
    style: Style | None = None
    visible: bool = True
    legend: tuple[tuple[str, Swatch], ...] = ()
    interactive: bool = True
    z_order: int = 0

    def __post_init__(self) -> None:
        if not is_layer_id(self.id):
            raise ValueError(f"layer id {self.id!r}: letters, digits, - and _ only")
        if (self.features is None) == (not self.url):
            raise ValueError(f"layer {self.id}: give either features or url")

    @cached_property
    def hash(self) -> str:
        """Changes whenever the browser has to draw the layer anew; titles, legend and visibility don't count."""
        return content_hash([self.kind, self.features, self.url, self.style, self.interactive, self.z_order])

    def as_data(self) -> dict[str, object]:
        """Return the layer as the component's JavaScript reads it."""
        return {
            "id": self.id,
            "title": self.title,
            "kind": self.kind,
            "features": None if self.features is None else list(self.features),
            "url": self.url,
            "style": self.style or {},
            "hash": self.hash,
            "visible": self.visible,
            "legend": [{"label": label, "swatch": swatch} for label, swatch in self.legend],
            "interactive": self.interactive,
            "z": self.z_order,
        }


@dataclass(frozen=True)
class Basemap:
    """Tiles below all layers from a server of the user's choice. Without one, the map asks no other machine.

    Parameters
    ----------
    kind
        ``osm``; ``tianditu``: its vector map with its labels; or ``amap``, whose tiles are in GCJ-02, so that the
        browser shifts what it draws, and only that: events and links stay WGS 84.
    url
        Template with ``{z}``, ``{x}``, ``{y}``; for Tianditu also ``{s}``, ``{layer}`` and ``{key}``, for Amap ``{s}``.
    key
        The user's key where the server wants one. It is sent to the user's own browser.

    Raises
    ------
    ValueError
        If the template is no http address with the three placeholders.
    """

    kind: Literal["osm", "tianditu", "amap"]
    url: str = ""
    key: str = ""

    def __post_init__(self) -> None:
        template = self.template
        if not template.startswith(("https://", "http://")) or not all(
            part in template for part in ("{z}", "{x}", "{y}")
        ):
            raise ValueError("a tile address starts with http(s):// and holds {z}, {x} and {y}")

    @property
    def template(self) -> str:
        """The given address, or this kind's own."""
        return self.url or _URLS[self.kind]

    def as_data(self) -> dict[str, object]:
        """Return the basemap as the component's JavaScript reads it."""
        datum = "gcj02" if self.kind == "amap" else "wgs84"
        return {"kind": self.kind, "url": self.template, "key": self.key, "datum": datum}


@dataclass(frozen=True)
class MapEvent:
    """What the user did: chose a feature (`layer`, `id`), or cleared the selection.

    `view` and `visible` say what the map showed at that moment.
    """

    kind: Literal["select", "clear"]
    layer: str
    id: str
    view: Position | None
    visible: tuple[str, ...]

    @property
    def selected(self) -> tuple[str, str] | None:
        """(layer id, feature id) to hand back to `show_map`; None after a clear."""
        return (self.layer, self.id) if self.kind == "select" else None

    @classmethod
    def parse(cls, value: object) -> MapEvent | None:
        """Read what the browser sent; anything that doesn't look like an event of ours is None."""
        if not isinstance(value, Mapping) or value.get("kind") not in ("select", "clear"):
            return None
        layer, feature_id = value.get("layer"), value.get("id")
        if not isinstance(layer, str) or not isinstance(feature_id, str) or len(layer + feature_id) > LONGEST_ID:
            return None
        shown = value.get("visible")
        return cls(
            kind=value["kind"],
            layer=layer,
            id=feature_id,
            view=position(value.get("view")),
            visible=tuple(name for name in shown if is_layer_id(name)) if isinstance(shown, list) else (),
        )


def position(value: object) -> Position | None:
    """Return three numbers as latitude, longitude and zoom, or None if they are not on the map."""
    if not isinstance(value, list | tuple) or len(value) != 3:
        return None
    if not all(isinstance(part, int | float) and not isinstance(part, bool) and math.isfinite(part) for part in value):
        return None
    lat, lon, zoom = (float(part) for part in value)
    if abs(lat) > 85 or abs(lon) > 180 or not 0 <= zoom <= 22:
        return None
    return round(lat, 4), round(lon, 4), round(zoom, 2)


def is_layer_id(value: object) -> bool:
    """Return whether this can be a layer's id."""
    return (
        isinstance(value, str)
        and 0 < len(value) <= LONGEST_ID
        and value.isascii()
        and value.replace("-", "").replace("_", "").isalnum()
    )


def content_hash(value: object) -> str:
    """Return a short hash of plain values: the same for the same content, whatever the order of keys."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:20]
