"""Names on the map that do not collide: placed one after the other, the most important first.

A greedy search over candidate places round each point (after the ideas of Christensen, Marks and Shieber 1995, "An
empirical study of algorithms for point-feature label placement", ACM Transactions on Graphics 14, 203-232). Where
there is no room beside its symbol, a name moves away and a line leads back.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from briefing.frame import Frame
from briefing.page import INK, QUIET, WHITE, Align, Box, Page
from briefing.sheet import Label, Look, Mark
from briefing.typesetting import LINE_SPACING, PT_PER_MM, Typesetter, Weight

GAP_MM: Final = 0.5
RINGS_MM: Final = (3.5, 5.5, 8.0, 11.0, 14.0, 18.0, 22.0, 27.0, 32.0)
"""How far a name may move from its symbol, with a line that leads back."""

DIRECTIONS: Final = 24
AREA_STEPS_MM: Final = (0.0, 1.5, 3.0, 4.5, 6.0, 8.0)
AREA_DIRECTIONS: Final = 12
WRAP_MM: Final = 27.0
"""A name beside a symbol is broken into lines about so wide on A4."""


@dataclass(frozen=True)
class LabelStyle:
    """How a kind of label is written."""

    size_pt: float
    weight: Weight = "normal"
    colour: str = INK
    tag_colour: str = QUIET
    spaced: bool = False


STYLES: Final[dict[Look, LabelStyle]] = {
    "area": LabelStyle(7.2, "bold", "#33404d"),
    "site": LabelStyle(6.0),
    "seat": LabelStyle(6.6, "bold", "#33404d"),
    "context": LabelStyle(7.0, "normal", "#a39d90"),
}
TAG_SHARE: Final = 0.74
"""Size of the second line of a name."""


@dataclass(frozen=True)
class Placed:
    """A label with its place: the box that it fills, and the line that leads to its symbol."""

    label: Label
    lines: tuple[str, ...]
    tag: str
    box: Box
    align: Align
    size_pt: float
    leader: tuple[tuple[float, float], tuple[float, float]] | None = None


@dataclass
class Room:
    """What is taken: boxes and leading lines on the sheet."""

    inside: Box
    boxes: list[Box] = field(default_factory=list)
    leaders: list[tuple[tuple[float, float], tuple[float, float]]] = field(default_factory=list)

    def overlap(self, box: Box) -> float:
        """Return how much of a box is taken, square millimetres; infinite outside the map."""
        left, bottom, right, top = self.inside
        if box[0] < left or box[1] < bottom or box[2] > right or box[3] > top:
            return math.inf
        return overlap_mm2(box, self.boxes)

    def crossed(self, line: tuple[tuple[float, float], tuple[float, float]]) -> bool:
        """Return whether a leading line crosses another or a box."""
        return any(_crosses(line, other) for other in self.leaders) or any(_hits(line, box) for box in self.boxes)


def place_labels(
    labels: Iterable[Label], frame: Frame, typesetter: Typesetter, *, taken: Sequence[Box], type_scale: float
) -> list[Placed]:
    """Return the labels that find room, in the order in which they were placed.

    Parameters
    ----------
    labels
        Those outside the frame are left out.
    taken
        Boxes that no name may cover: insets, scale bar. Symbols are taken too, from the labels themselves.
    type_scale
        Of the writing, relative to A4.
    """
    seen = [label for label in labels if frame.shows(*label.xy)]
    points = {id(label): tuple(frame.to_mm(np.array([label.xy]))[0].tolist()) for label in seen}
    room = Room(_inset(frame.box, 0.8), [*taken])
    room.boxes += [_round_symbol(points[id(one)], one.symbol_mm) for one in seen if one.symbol_mm]
    placed = []
    for label in sorted(seen, key=lambda one: (-one.priority, one.text)):
        found = _place(label, points[id(label)], room, typesetter, type_scale)
        if found is not None:
            placed.append(found)
            room.boxes.append(found.box)
            if found.leader is not None:
                room.leaders.append(found.leader)
    return placed


def draw_labels(page: Page, placed: Iterable[Placed]) -> None:
    """Write placed labels with a white halo, the leading lines below them."""
    found = list(placed)
    for one in found:
        if one.leader is not None:
            page.line(one.leader, Mark(edge=WHITE, edge_pt=1.4))
            page.line(one.leader, Mark(edge=QUIET, edge_pt=0.45))
    for one in found:
        style = STYLES[one.label.look]
        left, _, right, top = one.box
        x = {"left": left, "center": (left + right) / 2, "right": right}[one.align]
        bottom = page.lines(
            x, top, one.lines, one.size_pt, weight=style.weight, colour=style.colour, align=one.align, halo=True
        )
        if one.tag:
            page.lines(
                x, bottom, [one.tag], one.size_pt * TAG_SHARE, colour=style.tag_colour, align=one.align, halo=True
            )


def overlap_mm2(box: Box, boxes: Sequence[Box]) -> float:
    """Return how much of a box others cover, each counted by itself."""
    if not boxes:
        return 0.0
    others: NDArray[np.float64] = np.asarray(boxes, dtype=float)
    width = np.minimum(box[2], others[:, 2]) - np.maximum(box[0], others[:, 0])
    height = np.minimum(box[3], others[:, 3]) - np.maximum(box[1], others[:, 1])
    return float((np.clip(width, 0, None) * np.clip(height, 0, None)).sum())


def _place(
    label: Label, point: tuple[float, float], room: Room, typesetter: Typesetter, type_scale: float
) -> Placed | None:
    for text in (label.text, label.short):
        if not text:
            continue
        written = _written(label, text, typesetter, type_scale)
        if label.look in ("area", "context"):
            return _in_area(label, written, point, room)
        found = _beside(label, written, point, room) or (
            _led(label, written, point, room) if text == label.text else None
        )
        if found is not None:
            return found
    return None


@dataclass(frozen=True)
class _Written:
    lines: tuple[str, ...]
    tag: str
    size_pt: float
    width: float
    height: float


def _written(label: Label, text: str, typesetter: Typesetter, type_scale: float) -> _Written:
    style = STYLES[label.look]
    size_pt = style.size_pt * type_scale
    lines = _balanced(text, typesetter, size_pt, style.weight, WRAP_MM * type_scale)
    widths = [typesetter.width_mm(line, size_pt, style.weight) for line in lines]
    height = len(lines) * LINE_SPACING * size_pt / PT_PER_MM
    if label.tag:
        widths.append(typesetter.width_mm(label.tag, size_pt * TAG_SHARE))
        height += LINE_SPACING * size_pt * TAG_SHARE / PT_PER_MM
    return _Written(tuple(lines), label.tag, size_pt, max(widths), height)


def _balanced(text: str, typesetter: Typesetter, size_pt: float, weight: Weight, width_mm: float) -> list[str]:
    """Return the text in as few lines as the width asks for, all about equally long."""
    lines = typesetter.lines(text, width_mm, size_pt, weight)
    count = len(lines)
    if count == 1:
        return lines
    whole = typesetter.width_mm(text, size_pt, weight)
    for stretch in (1.0, 1.08, 1.16, 1.25, 1.4):
        narrower = typesetter.lines(text, whole / count * stretch + 0.3, size_pt, weight)
        if len(narrower) <= count:
            return narrower
    return lines


def _in_area(label: Label, written: _Written, point: tuple[float, float], room: Room) -> Placed | None:
    """Return the label as near the middle of its area as there is room; the least bad place of all for a city."""
    best: tuple[float, Box] | None = None
    for step in AREA_STEPS_MM:
        for turn in range(AREA_DIRECTIONS if step else 1):
            angle = 2 * math.pi * turn / AREA_DIRECTIONS
            x, y = point[0] + 1.4 * step * math.cos(angle), point[1] + step * math.sin(angle)
            box = _box_round(x, y, written)
            taken = room.overlap(box)
            if taken == 0:
                return Placed(label, written.lines, written.tag, box, "center", written.size_pt)
            if best is None or taken + step < best[0]:
                best = (taken + step, box)
    if label.look == "context" or best is None or math.isinf(best[0]):
        return None
    return Placed(label, written.lines, written.tag, best[1], "center", written.size_pt)


def _beside(label: Label, written: _Written, point: tuple[float, float], room: Room) -> Placed | None:
    """Return the label right beside its symbol; right is better than left, and both than above or below."""
    away = label.symbol_mm + GAP_MM
    for x, y, align in _beside_boxes(point, away, written):
        box = (x, y, x + written.width, y + written.height)
        if room.overlap(box) == 0 and not any(_hits(line, box) for line in room.leaders):
            return Placed(label, written.lines, written.tag, box, align, written.size_pt)
    return None


def _beside_boxes(point: tuple[float, float], away: float, written: _Written) -> Iterator[tuple[float, float, Align]]:
    x, y = point
    width, height = written.width, written.height
    slant = away * 0.75
    yield x + away, y - height / 2, "left"
    yield x - away - width, y - height / 2, "right"
    yield x + slant, y + slant - 0.6, "left"
    yield x + slant, y - slant - height + 0.6, "left"
    yield x - slant - width, y + slant - 0.6, "right"
    yield x - slant - width, y - slant - height + 0.6, "right"
    yield x - width / 2, y + away - 0.3, "center"
    yield x - width / 2, y - away - height + 0.3, "center"


def _led(label: Label, written: _Written, point: tuple[float, float], room: Room) -> Placed | None:
    """Return the label further away, with a line to its symbol that crosses nothing."""
    symbol = _round_symbol(point, label.symbol_mm)
    others = Room(room.inside, [box for box in room.boxes if box != symbol], room.leaders)
    for ring in RINGS_MM:
        for turn in range(DIRECTIONS):
            angle = 2 * math.pi * turn / DIRECTIONS
            dx, dy = math.cos(angle), math.sin(angle)
            x = point[0] + dx * (ring + label.symbol_mm) + (dx - 1) / 2 * written.width
            y = point[1] + dy * (ring + label.symbol_mm) + (dy - 1) / 2 * written.height
            box = (x, y, x + written.width, y + written.height)
            if room.overlap(box) or any(_hits(line, box) for line in room.leaders):
                continue
            line = _leader(point, box, label.symbol_mm)
            if not others.crossed(line):
                align: Align = "left" if dx > 0.3 else "right" if dx < -0.3 else "center"
                return Placed(label, written.lines, written.tag, box, align, written.size_pt, line)
    return None


def _leader(point: tuple[float, float], box: Box, symbol_mm: float) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return the line from a symbol's edge to the nearest point of a box."""
    near = (min(max(point[0], box[0]), box[2]), min(max(point[1], box[1] + 0.6), box[3] - 0.6))
    length = math.dist(point, near) or 1.0
    start = (
        point[0] + (near[0] - point[0]) * symbol_mm / length,
        point[1] + (near[1] - point[1]) * symbol_mm / length,
    )
    end = (near[0] + (point[0] - near[0]) * 0.3 / length, near[1] + (point[1] - near[1]) * 0.3 / length)
    return start, end


def _box_round(x: float, y: float, written: _Written) -> Box:
    return x - written.width / 2, y - written.height / 2, x + written.width / 2, y + written.height / 2


def _round_symbol(point: tuple[float, float], size_mm: float) -> Box:
    return point[0] - size_mm, point[1] - size_mm, point[0] + size_mm, point[1] + size_mm


def _inset(box: Box, by: float) -> Box:
    return box[0] + by, box[1] + by, box[2] - by, box[3] - by


def _hits(line: tuple[tuple[float, float], tuple[float, float]], box: Box) -> bool:
    """Return whether a line runs through a box (Liang and Barsky's clipping)."""
    (x0, y0), (x1, y1) = line
    low, high = 0.0, 1.0
    for start, delta, least, most in ((x0, x1 - x0, box[0], box[2]), (y0, y1 - y0, box[1], box[3])):
        if delta == 0:
            if not least <= start <= most:
                return False
            continue
        near, far = sorted(((least - start) / delta, (most - start) / delta))
        low, high = max(low, near), min(high, far)
    return low < high


def _crosses(
    one: tuple[tuple[float, float], tuple[float, float]], other: tuple[tuple[float, float], tuple[float, float]]
) -> bool:
    def side(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> float:
        return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])

    return side(*one, other[0]) * side(*one, other[1]) < 0 and side(*other, one[0]) * side(*other, one[1]) < 0
