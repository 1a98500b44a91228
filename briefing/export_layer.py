"""What a map is made of that leaves the application as a page: layers, their styles and the legend's entries."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from shapely.geometry.base import BaseGeometry

from briefing.escape import FIELD_NAME

Kind = Literal["area", "line", "point"]

GEOMETRY_TYPES: Final[dict[Kind, tuple[str, ...]]] = {
    "area": ("Polygon", "MultiPolygon"),
    "line": ("LineString", "MultiLineString"),
    "point": ("Point",),
}

_COLOUR: Final = re.compile(r"#[0-9a-f]{6}", re.ASCII | re.IGNORECASE)
_DASH: Final = re.compile(r"(\d{1,3}( \d{1,3}){0,7})?", re.ASCII)


@dataclass(frozen=True)
class ExportTexts:
    """The page's own words, in the reader's language."""

    legend: str
    layers: str
    sources: str
    zoom_in: str
    zoom_out: str


@dataclass(frozen=True)
class FeatureStyle:
    """How one feature is drawn.

    Parameters
    ----------
    colour, fill, uncertainty_colour
        ``#rrggbb``. An empty `fill` leaves the shape open; an empty `uncertainty_colour` takes `colour`.
    dash, uncertainty_dash
        Lengths in pixels of dashes and gaps, as in ``8 4``; empty for a solid line.
    uncertainty_m
        Radius of the circle that tells how sure a point's position is; 0 draws none.

    Raises
    ------
    ValueError
        If a colour, a dash or a size is something else.
    """

    colour: str
    fill: str = ""
    fill_opacity: float = 1.0
    width_px: float = 1.0
    radius_px: float = 6.0
    dash: str = ""
    uncertainty_m: float = 0.0
    uncertainty_colour: str = ""
    uncertainty_dash: str = ""

    def __post_init__(self) -> None:
        for colour in (self.colour, self.fill or self.colour, self.uncertainty_colour or self.colour):
            _match(_COLOUR, colour, "colour")
        for dash in (self.dash, self.uncertainty_dash):
            _match(_DASH, dash, "dash")
        for size in (self.fill_opacity, self.width_px, self.radius_px, self.uncertainty_m):
            if not (math.isfinite(size) and size >= 0):
                raise ValueError(f"{size!r} is not a size")


@dataclass(frozen=True)
class LegendEntry:
    """One line of the legend; `circle` stands for the circle of uncertainty."""

    label: str
    kind: Literal["area", "line", "point", "circle"]
    style: FeatureStyle


@dataclass(frozen=True)
class ExportLayer:
    """One layer of the page. Later layers lie above earlier ones.

    Parameters
    ----------
    id
        Ours: small ASCII letters, digits and underscores.
    title, labels, lines
        The layer's name; of each feature its name and the lines of its tooltip. Any text.
    geometries
        WGS 84, longitude first, of the types that belong to `kind`. May be empty.
    styles
        One for each feature.
    legend
        What the legend says; empty leaves the layer out of it.
    names
        Whether the labels stand on the map: never, only when zoomed in, or always.
    listed
        Whether the reader can switch the layer off.

    Raises
    ------
    ValueError
        If the id or the kind is unknown, or the sequences differ in length.
    """

    id: str
    kind: Kind
    title: str
    geometries: Sequence[BaseGeometry]
    labels: Sequence[str]
    lines: Sequence[Sequence[str]]
    styles: Sequence[FeatureStyle]
    legend: Sequence[LegendEntry] = ()
    names: Literal["never", "close", "always"] = "never"
    listed: bool = True

    def __post_init__(self) -> None:
        _match(FIELD_NAME, self.id, "layer id")
        if self.kind not in GEOMETRY_TYPES:
            raise ValueError(f"{self.kind!r} is not a kind of layer")
        counts = {len(values) for values in (self.geometries, self.labels, self.lines, self.styles)}
        if len(counts) > 1:
            raise ValueError(f"layer {self.id}: geometries, labels, lines and styles differ in length")


def _match(pattern: re.Pattern[str], value: str, what: str) -> None:
    if not pattern.fullmatch(value):
        raise ValueError(f"{value!r} is not a {what}")
