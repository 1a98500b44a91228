"""What the map draws, as plain values: layers, their look, legend entries, a basemap; and what the browser reports."""

from __future__ import annotations

import base64
import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal, TypedDict

Kind = Literal["polygon", "line", "point", "image"]
Tool = Literal["point", "polygon"]
Shape = Literal["circle", "diamond", "square", "triangle", "cross"]
Position = tuple[float, float, float]
"""Latitude and longitude in degrees, and the zoom level."""

Bounds = tuple[float, float, float, float]
"""South, west, north, east in degrees."""

Place = tuple[float, float]
"""Longitude and latitude in degrees, as GeoJSON has them."""

OSM_URL: Final = "https://tile.openstreetmap.org/{z}/{x}/{y}.png"
TIANDITU_URL: Final = "https://t{s}.tianditu.gov.cn/DataServer?T={layer}&x={x}&y={y}&l={z}&tk={key}"
AMAP_URL: Final = "https://webrd0{s}.is.autonavi.com/appmaptile?lang=zh_cn&size=1&scale=1&style=8&x={x}&y={y}&z={z}"

_URLS: Final = {"osm": OSM_URL, "tianditu": TIANDITU_URL, "amap": AMAP_URL}

LONGEST_ID: Final = 300
"""Longest ids of layer and feature together, in characters, that are believed when the browser reports them."""

MOST_CORNERS: Final = 200
"""Most corners of a drawn area that are believed."""

PNG_HEAD: Final = b"\x89PNG\r\n\x1a\n"


class Style(TypedDict, total=False):
    """How a feature looks; a feature's own style overrides its layer's. Lengths are pixels, opacities 0 to 1.

    `fill` and `stroke` are CSS colours, `stroke_dash` a canvas dash pattern such as ``4 3``. `shape` and `size` (half
    the width of the symbol) are for points. `label_look` is ``area`` (wide, pale) or ``site``; labels show from zoom
    `label_zoom` on, the higher `label_priority` first. A label of a place that finds no room is left out, or stands on
    other symbols where `label_over_symbols` is set.
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
    label_over_symbols: bool


class Swatch(TypedDict, total=False):
    """Sample beside a legend entry: a shape, ``area``, ``line``, ``ring`` (an uncertainty circle), ``hatch``, ``ramp``.

    A ramp has its `colours` from low to high, and `ticks`: the numbers at its ends and evenly between them.
    """

    draw: Literal["circle", "diamond", "square", "triangle", "cross", "area", "line", "ring", "hatch", "ramp"]
    fill: str
    stroke: str
    stroke_width: float
    stroke_dash: str
    colours: Sequence[str]
    ticks: Sequence[str]


Feature = Mapping[str, object]
"""One thing on the map, as `ui.map.payload.features` makes it."""


@dataclass(frozen=True)
class MapImage:
    """A picture laid on the map.

    Parameters
    ----------
    png
        The file's content. Its rows are evenly spaced in Web Mercator (EPSG:3857), as the map itself is.
    bounds
        Its outer edges.
    opacity
        0 to 1.

    Raises
    ------
    ValueError
        If it is no PNG or its edges are no rectangle on the map.
    """

    png: bytes
    bounds: Bounds
    opacity: float = 1.0

    def __post_init__(self) -> None:
        south, west, north, east = self.bounds
        if not self.png.startswith(PNG_HEAD):
            raise ValueError("a picture on the map is a PNG")
        if not (-85.06 <= south < north <= 85.06 and -180 <= west < east <= 180):
            raise ValueError(f"bounds {self.bounds}: south, west, north, east of a rectangle on the map")

    @cached_property
    def digest(self) -> str:
        """Changes with anything that is drawn."""
        return hashlib.sha256(self.png + repr((self.bounds, self.opacity)).encode()).hexdigest()[:20]

    def as_data(self) -> dict[str, object]:
        """Return the picture as the component's JavaScript reads it."""
        url = f"data:image/png;base64,{base64.b64encode(self.png).decode('ascii')}"
        return {"url": url, "bounds": list(self.bounds), "opacity": self.opacity}


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
        Images lie below polygons, those below lines, lines below uncertainty circles, those below points.
    features
        Features inline: for what changes, and for anything uploaded.
    url
        In place of `features`: what `ui.map.assets.register_public_layer` returned.
    image
        Of the kind ``image``, in place of both. A click on it where no feature lies reports the place.
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
        If the id cannot stand in a link, or not exactly one of `features`, `url` and `image` is given.
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
    image: MapImage | None = None

    def __post_init__(self) -> None:
        if not is_layer_id(self.id):
            raise ValueError(f"layer id {self.id!r}: letters, digits, - and _ only")
        if (self.kind == "image") != (self.image is not None):
            raise ValueError(f"layer {self.id}: an image layer has an image, and no other has one")
        if (self.features is not None) + bool(self.url) + (self.image is not None) != 1:
            raise ValueError(f"layer {self.id}: give either features or url")

    @cached_property
    def hash(self) -> str:
        """Changes whenever the browser has to draw the layer anew; titles, legend and visibility don't count."""
        drawn = self.image.digest if self.image else self.features
        return content_hash([self.kind, drawn, self.url, self.style, self.interactive, self.z_order])

    def as_data(self) -> dict[str, object]:
        """Return the layer as the component's JavaScript reads it."""
        return {
            "id": self.id,
            "title": self.title,
            "kind": self.kind,
            "features": None if self.features is None else list(self.features),
            "url": self.url,
            "image": self.image.as_data() if self.image else None,
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
    """What the user did: chose a feature, cleared the selection, drew a shape, or asked about a place of a picture.

    `layer` and `id` name the feature of a ``select``; `layer` the picture of a ``place``. `geometry` is what a ``draw``
    drew, a GeoJSON point or polygon with finite places on the map; whether a polygon crosses itself is not checked
    here. `place` belongs to ``place``. `view` and `visible` say what the map showed at that moment.
    """

    kind: Literal["select", "clear", "draw", "place"]
    layer: str
    id: str
    view: Position | None
    visible: tuple[str, ...]
    geometry: Mapping[str, object] | None = None
    place: Place | None = None

    @property
    def selected(self) -> tuple[str, str] | None:
        """(layer id, feature id) to hand back to `show_map`; None after anything but a select."""
        return (self.layer, self.id) if self.kind == "select" else None

    @classmethod
    def parse(cls, value: object) -> MapEvent | None:
        """Read what the browser sent; anything that doesn't look like an event of ours is None."""
        if not isinstance(value, Mapping) or value.get("kind") not in ("select", "clear", "draw", "place"):
            return None
        layer, feature_id = value.get("layer"), value.get("id")
        if not isinstance(layer, str) or not isinstance(feature_id, str) or len(layer + feature_id) > LONGEST_ID:
            return None
        drawn = geometry(value.get("geometry")) if value["kind"] == "draw" else None
        at = place(value.get("place")) if value["kind"] == "place" else None
        if (value["kind"] == "draw" and drawn is None) or (value["kind"] == "place" and at is None):
            return None
        shown = value.get("visible")
        return cls(
            kind=value["kind"],
            layer=layer,
            id=feature_id,
            view=position(value.get("view")),
            visible=tuple(name for name in shown if is_layer_id(name)) if isinstance(shown, list) else (),
            geometry=drawn,
            place=at,
        )


def place(value: object) -> Place | None:
    """Return two numbers as longitude and latitude, or None if they are not on the map."""
    if not isinstance(value, list | tuple) or len(value) != 2 or not _are_finite(value):
        return None
    lon, lat = (float(part) for part in value)
    return (round(lon, 6), round(lat, 6)) if abs(lon) <= 180 and abs(lat) <= 85 else None


def geometry(value: object) -> Mapping[str, object] | None:
    """Return a drawn point, or a polygon of one closed ring of 3 to `MOST_CORNERS` corners, as GeoJSON; else None."""
    if not isinstance(value, Mapping):
        return None
    coordinates = value.get("coordinates")
    if value.get("type") == "Point":
        at = place(coordinates)
        return {"type": "Point", "coordinates": list(at)} if at else None
    if value.get("type") != "Polygon" or not isinstance(coordinates, list) or len(coordinates) != 1:
        return None
    ring = _ring(coordinates[0])
    return {"type": "Polygon", "coordinates": [[list(at) for at in ring]]} if ring else None


def _ring(value: object) -> list[Place] | None:
    """Return the places of a closed ring, or None."""
    if not isinstance(value, list) or not 4 <= len(value) <= MOST_CORNERS + 1:
        return None
    places = [at for part in value if (at := place(part))]
    closed = len(places) == len(value) and places[0] == places[-1]
    return places if closed and len(set(places)) >= 3 else None


def _are_finite(values: Sequence[object]) -> bool:
    return all(isinstance(part, int | float) and not isinstance(part, bool) and _finite(part) for part in values)


def _finite(number: float) -> bool:
    try:
        return math.isfinite(number)
    except OverflowError:  # a whole number beyond all floats
        return False


def position(value: object) -> Position | None:
    """Return three numbers as latitude, longitude and zoom, or None if they are not on the map."""
    if not isinstance(value, list | tuple) or len(value) != 3 or not _are_finite(value):
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
