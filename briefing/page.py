"""A page on which everything is placed in millimetres from its lower left corner, each thing above the one before.

Texts are drawn as they are: dollar signs and backslashes mean nothing here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, Literal

import numpy as np
from matplotlib.artist import Artist
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.image import BboxImage
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.patheffects import Stroke
from matplotlib.text import Text
from matplotlib.transforms import Affine2D, Bbox, TransformedBbox
from numpy.typing import NDArray

from briefing.paper import MM_PER_INCH, Paper
from briefing.sheet import Mark
from briefing.typesetting import CAP_HEIGHT, LINE_SPACING, PT_PER_MM, Typesetter, Weight

Box = tuple[float, float, float, float]
"""Left, bottom, right, top in millimetres."""

Align = Literal["left", "center", "right"]

INK: Final = "#1d2630"
QUIET: Final = "#5b6673"
HAIR: Final = "#c3cad2"
WHITE: Final = "#ffffff"
HALO_PT: Final = 1.8


class Page:
    """A figure that takes shapes and texts in millimetres."""

    def __init__(self, paper: Paper, typesetter: Typesetter) -> None:
        self.paper = paper
        self.type = typesetter
        self.figure = Figure(figsize=paper.size_in, facecolor=WHITE, layout=None)
        self._mm = Affine2D().scale(1 / MM_PER_INCH) + self.figure.dpi_scale_trans
        self._order = 0

    def path(self, path: Path, mark: Mark, *, clip: Box | None = None, filled: bool = True) -> None:
        """Draw a path whose points are millimetres."""
        patch = PathPatch(
            path,
            facecolor=(mark.fill, mark.opacity) if mark.fill and filled else "none",
            edgecolor=mark.edge or "none",
            linewidth=mark.edge_pt if mark.edge else 0.0,
            linestyle=(0, mark.dash) if mark.dash else "solid",
            hatch=mark.hatch or None,
            hatchcolor=mark.hatch_colour,
            hatch_linewidth=0.45,
            joinstyle="round",
            capstyle="butt" if mark.dash else "round",
        )
        self._add(patch, clip)

    def box(self, box: Box, mark: Mark) -> None:
        """Draw a rectangle."""
        left, bottom, right, top = box
        corners = [(left, bottom), (right, bottom), (right, top), (left, top), (left, bottom)]
        self.path(Path(corners, closed=True), mark)

    def line(self, points: Sequence[tuple[float, float]], mark: Mark, *, clip: Box | None = None) -> None:
        """Draw a line through points."""
        self.path(Path(np.asarray(points, dtype=float)), mark, clip=clip, filled=False)

    def image(self, box: Box, colours: NDArray[np.uint8], *, clip: Box) -> None:
        """Draw cells of one colour each, north first."""
        left, bottom, right, top = box
        place = TransformedBbox(Bbox.from_extents(left, bottom, right, top), self._mm)
        image = BboxImage(place, interpolation="nearest", origin="upper", resample=False)
        image.set_data(colours)
        self._add(image, clip)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size_pt: float,
        *,
        weight: Weight = "normal",
        colour: str = INK,
        align: Align = "left",
        halo: bool = False,
        rotation: float = 0.0,
        clip: Box | None = None,
    ) -> None:
        """Write one line; `y` is its baseline."""
        if not text:
            return
        options: dict[str, Any] = {
            "fontproperties": FontProperties(family=list(self.type.families), weight=weight, size=size_pt),
            "horizontalalignment": align,
            "verticalalignment": "baseline",
            "rotation": rotation,
            "rotation_mode": "anchor",
            "parse_math": False,
        }
        if halo:  # a text of its own, because one with an effect would leave an SVG as outlines
            under = Text(x, y, text, color=WHITE, **options)
            under.set_path_effects([Stroke(linewidth=HALO_PT * max(size_pt / 7, 0.8), foreground=WHITE)])
            self._add(under, clip)
        self._add(Text(x, y, text, color=colour, **options), clip)

    def lines(
        self,
        x: float,
        top: float,
        lines: Sequence[str],
        size_pt: float,
        *,
        weight: Weight = "normal",
        colour: str = INK,
        align: Align = "left",
        halo: bool = False,
    ) -> float:
        """Write lines below one another, the first one's top at `top`; return the bottom of the last."""
        step = LINE_SPACING * size_pt / PT_PER_MM
        rise = (CAP_HEIGHT * size_pt + (LINE_SPACING - 1) * size_pt / 2) / PT_PER_MM
        for place, line in enumerate(lines):
            baseline = top - rise - place * step
            self.text(x, baseline, line, size_pt, weight=weight, colour=colour, align=align, halo=halo)
        return top - len(lines) * step

    def _add(self, artist: Artist, clip: Box | None) -> None:
        if not isinstance(artist, BboxImage):
            artist.set_transform(self._mm)
        self._order += 1
        artist.set_zorder(self._order)
        self.figure.add_artist(artist)
        if clip is not None:
            left, bottom, right, top = clip
            artist.set_clip_box(TransformedBbox(Bbox.from_extents(left, bottom, right, top), self._mm))
            artist.set_clip_on(True)
