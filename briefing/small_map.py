"""A small map of one place and what lies near it, as SVG: shapes as well as colours tell the kinds apart."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from briefing.markup import Markup, element, joined
from briefing.style import BOUNDARY, CONTEXT_FILL, SELECTION

SIDE: Final = 240.0
"""Of the picture, in its own units."""

Shape = Literal["circle", "square", "triangle", "diamond", "cross"]
_MARK: Final = 4.5
_NICE: Final = (1, 2, 5)
_WATER: Final = "#ffffff"


@dataclass(frozen=True, eq=False)
class Marks:
    """Points of one kind.

    Parameters
    ----------
    label
        What the kind is called.
    xy
        Shape (n, 2), metres.
    shape, colour
        How each is drawn.
    """

    label: str
    xy: NDArray[np.float64]
    shape: Shape
    colour: str


@dataclass(frozen=True, eq=False)
class SmallMap:
    """What one small map shows.

    Parameters
    ----------
    title
        The place's name.
    centre_xy
        Metres.
    reach_m
        From the centre to each side of the picture.
    land
        Outlines beneath, such as cities, in metres; their lines are drawn.
    marks
        What lies near.
    others_xy
        The other places of the comparison, shape (n, 2), metres.
    outline
        Of the place itself where it is an area, in metres.
    kilometre
        Unit of the scale bar.
    """

    title: str
    centre_xy: tuple[float, float]
    reach_m: float
    land: Sequence[BaseGeometry]
    marks: Sequence[Marks]
    others_xy: NDArray[np.float64]
    outline: BaseGeometry | None = None
    kilometre: str = "km"


def small_map(shown: SmallMap) -> Markup:
    """Return the map as an SVG element, north up, in the plane of the metres given.

    Raises
    ------
    ValueError
        If the centre or the reach is not finite, or the reach not positive.
    """
    if not (all(map(math.isfinite, shown.centre_xy)) and math.isfinite(shown.reach_m) and shown.reach_m > 0):
        raise ValueError(f"{shown.centre_xy!r} with {shown.reach_m!r} is no map")
    ground = [path for path in (_path(one, shown) for one in shown.land) if path]
    return element(
        "svg",
        element("title", shown.title),
        element("rect", width=SIDE, height=SIDE, fill=_WATER),
        *(element("path", d=path, fill=CONTEXT_FILL, stroke=BOUNDARY, stroke_width=0.8) for path in ground),
        *(_outline(shown.outline, shown) for _ in range(shown.outline is not None)),
        *(mark_at(x, y, marks.shape, marks.colour) for marks in shown.marks for x, y in _near(marks.xy, shown)),
        *(_ring(x, y, 4.5, 1.2) for x, y in _near(shown.others_xy, shown)),
        _ring(SIDE / 2, SIDE / 2, 8, 2.4),
        element("circle", cx=SIDE / 2, cy=SIDE / 2, r=2.2, fill=SELECTION),
        _scale_bar(shown),
        element("rect", x=0.5, y=0.5, width=SIDE - 1, height=SIDE - 1, fill="none", stroke="#5b6673"),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {SIDE:g} {SIDE:g}",
        role="img",
    )


def legend_mark(marks: Marks) -> Markup:
    """Return the sign of a kind alone, for a legend."""
    return element(
        "svg",
        mark_at(7, 7, marks.shape, marks.colour),
        xmlns="http://www.w3.org/2000/svg",
        viewBox="0 0 14 14",
        width=14,
        height=14,
    )


def mark_at(x: float, y: float, shape: Shape, colour: str) -> Markup:
    """Return one sign, its middle at (x, y)."""
    common: dict[str, Any] = {"fill": colour, "stroke": "#ffffff", "stroke_width": 0.8}
    if shape == "circle":
        return element("circle", cx=x, cy=y, r=_MARK * 0.9, **common)
    if shape == "cross":
        path = f"M{x - _MARK:.1f} {y:.1f}h{2 * _MARK:.1f}M{x:.1f} {y - _MARK:.1f}v{2 * _MARK:.1f}"
        return element("path", d=path, fill="none", stroke=colour, stroke_width=2.2)
    corners = {
        "square": ((-0.85, -0.85), (0.85, -0.85), (0.85, 0.85), (-0.85, 0.85)),
        "triangle": ((0, -1.1), (1.05, 0.85), (-1.05, 0.85)),
        "diamond": ((0, -1.2), (1.2, 0), (0, 1.2), (-1.2, 0)),
    }[shape]
    points = " ".join(f"{x + _MARK * dx:.1f},{y + _MARK * dy:.1f}" for dx, dy in corners)
    return element("polygon", points=points, **common)


def bar_length_m(reach_m: float) -> float:
    """Return a round length for the scale bar: 1, 2 or 5 times a power of ten, at most half of `reach_m`."""
    power = 10 ** math.floor(math.log10(reach_m / 2))
    return float(max(nice * power for nice in _NICE if nice * power <= reach_m / 2))


def _outline(outline: BaseGeometry | None, shown: SmallMap) -> Markup:
    path = "" if outline is None else _path(outline, shown)
    return element("path", d=path, fill=SELECTION, fill_opacity=0.2, stroke=SELECTION)


def _ring(x: float, y: float, radius: float, width: float) -> Markup:
    return element("circle", cx=x, cy=y, r=radius, fill="none", stroke=SELECTION, stroke_width=width)


def _scale_bar(shown: SmallMap) -> Markup:
    length_m = bar_length_m(shown.reach_m)
    width, y = length_m / (2 * shown.reach_m) * SIDE, SIDE - 9
    words = f"{length_m / 1000:g} {shown.kilometre}"
    return joined(
        (
            element("rect", x=5, y=y - 15, width=width + 8, height=21, fill="#ffffff", fill_opacity=0.8),
            element("path", d=f"M9 {y - 3:.1f}v3h{width:.1f}v-3", fill="none", stroke="#1c232b", stroke_width=1.2),
            element("text", words, x=9, y=y - 5, font_size=9, font_family="sans-serif", fill="#1c232b"),
        )
    )


def _placed(xy: NDArray[np.float64], shown: SmallMap) -> NDArray[np.float64]:
    """Return metres as units of the picture."""
    scaled: NDArray[np.float64] = (xy - shown.centre_xy) * np.array([1, -1]) * (SIDE / 2 / shown.reach_m) + SIDE / 2
    return scaled


def _near(xy: NDArray[np.float64], shown: SmallMap) -> list[tuple[float, float]]:
    points = _placed(np.asarray(xy, dtype=float).reshape(-1, 2), shown)
    inside = (points >= 0).all(axis=1) & (points <= SIDE).all(axis=1)  # NaN is not inside
    return [(float(x), float(y)) for x, y in points[inside]]


def _path(geometry: BaseGeometry, shown: SmallMap) -> str:
    """Return what of an area lies in the picture, as the commands of a path; empty where nothing does."""
    x, y = shown.centre_xy
    reach = shown.reach_m * 1.02  # the lines of the cut lie outside the frame
    cut = shapely.clip_by_rect(geometry, x - reach, y - reach, x + reach, y + reach)
    cut = shapely.simplify(cut, shown.reach_m / SIDE)
    areas = [part for part in shapely.get_parts(cut) if part.geom_type == "Polygon"]
    rings = [ring for area in areas for ring in (area.exterior, *area.interiors)]
    return "".join(
        "M" + "L".join(f"{px:.1f} {py:.1f}" for px, py in _placed(shapely.get_coordinates(ring), shown)) + "Z"
        for ring in rings
    )
