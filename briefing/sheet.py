"""A map sheet as plain values: what is drawn, what is written beside it, and what it says of itself.

Geometry is in the sheet's projected coordinate system, metres; every text is finished and in the reader's language.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal

from briefing.about import About
from briefing.paper import Paper

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from pyproj import CRS
    from shapely.geometry.base import BaseGeometry

Kind = Literal["area", "line", "point"]
Shape = Literal["circle", "square", "triangle", "diamond", "pentagon", "cross"]
Look = Literal["area", "district", "context", "site", "seat", "hub"]
Bounds = tuple[float, float, float, float]
"""West, south, east, north in metres of the sheet's coordinate system."""

SHAPES: Final[tuple[Shape, ...]] = ("circle", "square", "triangle", "diamond", "pentagon", "cross")


@dataclass(frozen=True)
class Mark:
    """How a feature looks, on the map and in the legend.

    Parameters
    ----------
    fill, edge
        Colours such as ``#8faecc``; empty for none.
    edge_pt
        Width of the outline or line, in points.
    dash
        Lengths of strokes and gaps in points; empty for an unbroken line.
    opacity
        Of the fill, 0 to 1.
    hatch, hatch_colour
        Matplotlib's hatch pattern over the fill; empty for none.
    shape, size_mm
        Of a point: symbol and half its width on A4; larger sheets have larger symbols.
    tag
        Letters that stand in the legend's patch as they stand on the map, so that it reads in grey.
    """

    fill: str = ""
    edge: str = ""
    edge_pt: float = 0.5
    dash: tuple[float, ...] = ()
    opacity: float = 1.0
    hatch: str = ""
    hatch_colour: str = "#ffffff"
    shape: Shape = "circle"
    size_mm: float = 1.3
    tag: str = ""


@dataclass(frozen=True, eq=False)
class SheetLayer:
    """Features of one kind, drawn from the lowest layer to the highest.

    Raises
    ------
    ValueError
        If there is not one mark for each geometry.
    """

    id: str
    kind: Kind
    geometries: Sequence[BaseGeometry]
    marks: Sequence[Mark]

    def __post_init__(self) -> None:
        if len(self.geometries) != len(self.marks):
            raise ValueError(f"layer {self.id}: {len(self.geometries)} geometries and {len(self.marks)} marks")


@dataclass(frozen=True, eq=False)
class Raster:
    """Coloured cells: red, green, blue and opacity of each, shape (rows, columns, 4), north first.

    They lie right above the layer whose id is `above`.
    """

    id: str
    above: str
    bounds: Bounds
    colours: NDArray[np.uint8]


@dataclass(frozen=True)
class Label:
    """A name on the map.

    Parameters
    ----------
    text
        Shown if there is room.
    xy
        The place that it names, metres.
    look
        ``area``, ``district`` and ``context`` are centred in their area; the others stand beside a symbol.
    priority
        The higher, the earlier it takes its place.
    short
        Shown where the text finds no room; empty: the name is then left off.
    tag
        A small second line.
    symbol_mm
        Half the width on A4 of the symbol that it stands beside.
    enlarged
        Where an enlarged part shows the place, there only.
    may_lack
        Whether it may be left off where there is no room right beside its symbol.
    within
        The area that it names: its name stays inside, and in an inset it stands in the part that is in sight.
    """

    text: str
    xy: tuple[float, float]
    look: Look = "site"
    priority: float = 0.0
    short: str = ""
    tag: str = ""
    symbol_mm: float = 0.0
    enlarged: bool = False
    may_lack: bool = False
    within: BaseGeometry | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class LegendEntry:
    """One line of the legend."""

    text: str
    kind: Literal["area", "line", "point", "ring"]
    mark: Mark


@dataclass(frozen=True)
class Item:
    """One line of a list beside the map: its number on the map, a name, and what else is known of it."""

    number: str
    text: str
    detail: str = ""
    mark: Mark | None = None
    share: float | None = None
    """Length of a bar from 0 to 1; None for no bar."""


@dataclass(frozen=True)
class Block:
    """A titled part of the column beside the map: facts with their words, legend entries, list items, paragraphs.

    `lead` says that the paragraphs are what the sheet is about, and not notes.
    """

    title: str
    facts: tuple[tuple[str, str], ...] = ()
    entries: tuple[LegendEntry, ...] = ()
    items: tuple[Item, ...] = ()
    paragraphs: tuple[str, ...] = ()
    lead: bool = False


@dataclass(frozen=True, eq=False)
class Locator:
    """A small map of where the sheet's part lies."""

    bounds: Bounds
    layers: tuple[SheetLayer, ...]
    labels: tuple[Label, ...]
    caption: str


@dataclass(frozen=True)
class Enlarged:
    """A crowded part of the map, drawn again at a larger scale."""

    bounds: Bounds
    caption: str


@dataclass(frozen=True)
class SheetWords:
    """The sheet's own words."""

    north: str
    kilometres: str
    scale: str
    more: str
    """How many lines of a list found no room; holds ``{n}``."""


@dataclass(frozen=True, eq=False)
class Sheet:
    """One page: a map with everything that a map must say.

    Parameters
    ----------
    id
        Name of the map, such as ``overview``.
    about
        Title, subtitle, author, date, sources, stamp or approval number.
    paper
        The sheet that it is drawn on.
    crs
        Projected coordinate system of all geometry, metres.
    bounds
        What must be in sight.
    layers
        From the lowest to the highest.
    rasters
        Cells between them.
    labels
        Names on the map.
    focus
        What insets should not cover; None for nothing.
    blocks
        Beside the map, in reading order.
    words
        The sheet's own words.
    locator, enlarged
        Insets; None for none.
    graticule
        Whether lines of longitude and latitude are drawn.
    avoid
        Ids of layers of lines that names keep off where they can.
    sea
        Colour of what no layer covers.
    """

    id: str
    about: About
    paper: Paper
    crs: CRS
    bounds: Bounds
    layers: tuple[SheetLayer, ...]
    labels: tuple[Label, ...]
    focus: BaseGeometry | None
    blocks: tuple[Block, ...]
    words: SheetWords
    rasters: tuple[Raster, ...] = ()
    locator: Locator | None = None
    enlarged: Enlarged | None = None
    graticule: bool = False
    avoid: tuple[str, ...] = ()
    sea: str = "#e8f0f5"
