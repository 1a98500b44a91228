"""Names on the map that do not collide: placed one after the other, the most important first.

A greedy search over candidate places round each point (after the ideas of Christensen, Marks and Shieber 1995, "An
empirical study of algorithms for point-feature label placement", ACM Transactions on Graphics 14, 203-232). Where
there is no room beside its symbol, a name moves away and a line leads back.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from briefing.frame import Frame
from briefing.label_room import Room, Segment, hits
from briefing.page import INK, QUIET, WHITE, Align, Box, Page
from briefing.sheet import Label, Look, Mark
from briefing.typesetting import LINE_SPACING, PT_PER_MM, Typesetter, Weight

GAP_MM: Final = 0.5
CLEAR_MM: Final = 0.7
"""Kept free round insets and scale bar."""

RINGS_MM: Final = (3.5, 5.5, 8.0, 11.0, 14.0, 18.0, 22.0, 27.0, 32.0)
"""How far a name may move from its symbol, with a line that leads back."""

DIRECTIONS: Final = 24
GRID_MM: Final = 1.6
GRID_STEPS: Final = 14
"""The name of an area may move so many steps from its middle, as long as it stays inside."""

LEAST_SEEN_MM2: Final = 14.0
"""An area of which less is in sight is not named."""

MOST_COVERED: Final = 0.6
"""Share of a city's name that may lie over other things where there is no room at all."""

TRIALS: Final = 7
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
    "district": LabelStyle(6.0, "normal", "#66727e"),
    "hub": LabelStyle(5.2, "normal", "#4a4f57"),
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
    leader: Segment | None = None


def place_labels(
    labels: Iterable[Label],
    frame: Frame,
    typesetter: Typesetter,
    *,
    taken: Sequence[Box],
    type_scale: float,
    lines: Sequence[Segment] = (),
) -> list[Placed]:
    """Return the labels that find room, in the order in which they were placed.

    A point whose name finds no room is tried again before all others, so that others make way for it.

    Parameters
    ----------
    labels
        Those outside the frame are left out.
    taken
        Boxes that no name may cover: insets, scale bar. Symbols are taken too, from the labels themselves.
    type_scale
        Of the writing, relative to A4.
    lines
        Lines on the sheet that a name lies on only if there is no other place beside its symbol.
    """
    scaled = [replace(label, symbol_mm=label.symbol_mm * type_scale) for label in labels]
    spots = [spot for label in scaled if (spot := _spot(label, frame)) is not None]
    best: list[Placed] = []
    fewest = math.inf
    urgent: dict[int, bool] = {}
    for _ in range(TRIALS):
        room = Room(_inset(frame.box, 0.8), [_inset(box, -CLEAR_MM) for box in taken], lines)
        placed = _placed_in_turn(spots, urgent, room, typesetter, type_scale)
        lacking = _lacking(spots, placed)
        missing = sum(len(spots) if nothing else 1 for nothing in lacking.values())
        if missing < fewest:
            best, fewest = placed, missing
        asked = dict(urgent)
        for which, nothing in lacking.items():
            # Once, the whole name goes first; if even so it finds nothing, the short one does.
            urgent[which] = urgent.get(which, False) or (nothing and which in asked)
        if urgent == asked:
            break
    return best


@dataclass(frozen=True)
class _Spot:
    """A label with its place on the sheet, and for the name of an area the places where it may stand, best first."""

    label: Label
    point: tuple[float, float]
    inside: tuple[tuple[float, float], ...] = ()


def _spot(label: Label, frame: Frame) -> _Spot | None:
    if label.within is None:
        return _Spot(label, _on_sheet(frame, label.xy)) if frame.shows(*label.xy) else None
    seen = shapely.intersection(label.within, shapely.box(*frame.bounds))
    if seen.is_empty or seen.area < LEAST_SEEN_MM2 * frame.metres_per_mm**2:
        return None
    whole = seen.area > 0.98 * label.within.area
    centre = label.xy if whole else middle_of(seen)
    return _Spot(label, _on_sheet(frame, centre), _places_inside(seen, centre, frame))


def middle_of(area: BaseGeometry) -> tuple[float, float]:
    """Return the middle of the largest circle in the largest part of an area."""
    largest = max(shapely.get_parts(area), key=shapely.area)
    line = shapely.maximum_inscribed_circle(largest, tolerance=math.sqrt(largest.area) / 40)
    point = shapely.get_point(line, 0)
    return float(point.x), float(point.y)


def _places_inside(area: BaseGeometry, centre: tuple[float, float], frame: Frame) -> tuple[tuple[float, float], ...]:
    """Return places of a grid within an area, those near its middle first."""
    step = GRID_MM * frame.metres_per_mm
    along = np.arange(-GRID_STEPS, GRID_STEPS + 1) * step
    x, y = (one.ravel() for one in np.meshgrid(centre[0] + along, centre[1] + along * 0.7))
    shapely.prepare(area)
    inside = shapely.contains_xy(area, x, y)
    points = np.column_stack([x, y])[inside]
    order = np.argsort(np.hypot(*(points - centre).T), kind="stable")
    return tuple((float(a), float(b)) for a, b in frame.to_mm(points[order]))


def _on_sheet(frame: Frame, xy: tuple[float, float]) -> tuple[float, float]:
    x, y = frame.to_mm(np.array([xy]))[0].tolist()
    return float(x), float(y)


def _placed_in_turn(
    spots: Sequence[_Spot], urgent: Mapping[int, bool], room: Room, typesetter: Typesetter, type_scale: float
) -> list[Placed]:
    """Return the labels that find room; `urgent` ones go first, with their short name alone where it says so."""
    room.boxes += [_round_symbol(spot.point, spot.label.symbol_mm) for spot in spots if spot.label.symbol_mm]
    placed = []
    turn = sorted(
        spots,
        key=lambda one: (not urgent.get(id(one), False), id(one) not in urgent, -one.label.priority, one.label.text),
    )
    for spot in turn:
        found = _place(spot, room, typesetter, type_scale, short=urgent.get(id(spot), False))
        if found is not None:
            placed.append(found)
            room.boxes.append(found.box)
            if found.leader is not None:
                room.leaders.append(found.leader)
    return placed


def _lacking(spots: Sequence[_Spot], placed: Sequence[Placed]) -> dict[int, bool]:
    """Return the points that got no name, or only the short one, and whether they got nothing."""
    names = {id(one.label): " ".join(one.lines) for one in placed}
    found = {}
    for spot in spots:
        label = spot.label
        if not label.symbol_mm or label.may_lack:
            continue
        if id(label) not in names:
            found[id(spot)] = True
        elif label.short != label.text and names[id(label)] == label.short:
            found[id(spot)] = False
    return found


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


def _place(spot: _Spot, room: Room, typesetter: Typesetter, type_scale: float, *, short: bool) -> Placed | None:
    label = spot.label
    if label.look in ("area", "context", "district"):
        return _in_area(spot, _written(label, label.text, typesetter, type_scale), room)
    texts = (label.short or label.text,) if short else (label.text, label.short)
    for text in dict.fromkeys(one for one in texts if one):
        written = _written(label, text, typesetter, type_scale)
        found = _beside(label, written, spot.point, room)
        if found is None and not label.may_lack:
            found = _led(label, written, spot.point, room)
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


def _in_area(spot: _Spot, written: _Written, room: Room) -> Placed | None:
    """Return the name of an area as near its middle as there is room; of a city at worst where it covers least."""
    label, best = spot.label, None
    for place in spot.inside or (spot.point,):
        box = _box_round(*place, written)
        taken = room.overlap(box)
        if taken == 0 and not any(hits(line, box) for line in room.leaders):
            return Placed(label, written.lines, written.tag, box, "center", written.size_pt)
        if best is None or taken < best[0]:
            best = (taken, box)
    if label.look in ("context", "district") or best is None or best[0] > MOST_COVERED * written.width * written.height:
        return None
    return Placed(label, written.lines, written.tag, best[1], "center", written.size_pt)


def _beside(label: Label, written: _Written, point: tuple[float, float], room: Room) -> Placed | None:
    """Return the label right beside its symbol; right is better than left, and both than above or below."""
    away = label.symbol_mm + GAP_MM
    on_line = None
    for x, y, align in _beside_boxes(point, away, written):
        box = (x, y, x + written.width, y + written.height)
        if room.overlap(box) or any(hits(line, box) for line in room.leaders):
            continue
        found = Placed(label, written.lines, written.tag, box, align, written.size_pt)
        if not any(hits(line, box) for line in room.lines):
            return found
        on_line = on_line or found
    return on_line


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
            if room.overlap(box) or any(hits(line, box) for line in room.leaders):
                continue
            line = _leader(point, box, label.symbol_mm)
            if not others.crossed(line):
                align: Align = "left" if dx > 0.3 else "right" if dx < -0.3 else "center"
                return Placed(label, written.lines, written.tag, box, align, written.size_pt, line)
    return None


def _leader(point: tuple[float, float], box: Box, symbol_mm: float) -> Segment:
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
