"""The small maps within the map: where it lies, and a crowded part at a larger scale."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from briefing.frame import Frame, draw_layers, framed, segments
from briefing.free_space import FreeSpace
from briefing.labels import draw_labels, place_labels
from briefing.page import INK, QUIET, WHITE, Box, Page
from briefing.scale import draw_scale_bar
from briefing.sheet import Bounds, Label, Locator, Mark, Sheet

FACTORS: Final = tuple(factor / 10 for factor in range(34, 12, -1))
"""How much larger a crowded part is drawn than on the map, the largest that finds room."""

MOST_WIDTH_SHARE: Final = 0.58
MOST_HEIGHT_SHARE: Final = 0.62
LOCATOR_MM: Final = 36.0
NAMES: Final = 0.9
"""Size of the names in a crowded part, relative to the map: there are more of them."""

HIGHLIGHT: Final = "#9b1c1c"
ANCHORS: Final = ((0.5, 0.5), (0.0, 0.5), (0.5, 1.0), (0.0, 1.0), (1.0, 0.5), (0.5, 0.0), (1.0, 1.0), (0.0, 0.0))
"""Where the map may lie in its frame, so that an inset finds room beside it."""


def enlarged_box(sheet: Sheet, box: Box) -> tuple[Frame, Box | None]:
    """Return the map's frame, and the room for the enlarged part where there is one; as large as can be."""
    if sheet.enlarged is None:
        return framed(box, sheet.bounds), None
    frames = [framed(box, sheet.bounds, anchor=anchor) for anchor in ANCHORS]
    spaces = [FreeSpace(frame, sheet.focus) for frame in frames]
    west, south, east, north = sheet.enlarged.bounds
    for factor in FACTORS:
        for frame, space in zip(frames, spaces, strict=True):
            width, height = (factor * one / frame.metres_per_mm for one in (east - west, north - south))
            if width > MOST_WIDTH_SHARE * (box[2] - box[0]) or height > MOST_HEIGHT_SHARE * (box[3] - box[1]):
                continue
            place = space.place(width, height, most_covered=0.004)
            if place is not None:
                return frame, place
    return frames[0], None


def draw_enlarged(page: Page, sheet: Sheet, box: Box, labels: Sequence[Label]) -> None:
    """Draw the crowded part with its own names and scale bar."""
    if sheet.enlarged is None:
        return
    frame = framed(box, sheet.enlarged.bounds)
    scale = page.paper.type_scale
    page.box(box, Mark(fill=sheet.sea))
    draw_layers(page, frame, sheet.layers, sheet.rasters)
    caption = _caption_box(page, sheet.enlarged.caption, box)
    bar = _bar_box(page, frame, box, labels, caption)
    placed = place_labels(
        labels, frame, page.type, taken=[caption, bar], type_scale=NAMES * scale, lines=lines_of(sheet, frame)
    )
    draw_labels(page, placed)
    _draw_caption(page, sheet.enlarged.caption, caption)
    draw_scale_bar(page, frame, sheet.crs, sheet.words, (bar[0] + 1.5, bar[1] + 1.3), _bar_mm(box), 5.2 * scale)
    page.box(box, Mark(edge=HIGHLIGHT, edge_pt=0.9))


def lines_of(sheet: Sheet, frame: Frame) -> list[tuple[tuple[float, float], tuple[float, float]]]:
    """Return the lines that names keep off."""
    return segments(frame, [layer for layer in sheet.layers if layer.id in sheet.avoid])


def _bar_box(page: Page, frame: Frame, box: Box, labels: Sequence[Label], caption: Box) -> Box:
    """Return the room of an inset's scale bar, away from the symbols."""
    scale = page.paper.type_scale
    space = FreeSpace(frame, None)
    space.take(caption)
    for x, y in frame.to_mm(np.array([label.xy for label in labels if label.symbol_mm])):
        space.take((x, y, x, y), clear_mm=4 * scale)
    width, height = _bar_mm(box) + 9 * scale, 5.2 * scale
    return space.place(width, height, most_covered=1.0) or (box[0], box[1], box[0] + width, box[1] + height)


def _bar_mm(box: Box) -> float:
    return min(24.0, 0.3 * (box[2] - box[0]))


def outline(page: Page, frame: Frame, bounds: Bounds) -> None:
    """Draw the outline of a part of the ground on the map."""
    shown = _on_sheet(frame, bounds)
    page.box(shown, Mark(edge=WHITE, edge_pt=1.8))
    page.box(shown, Mark(edge=HIGHLIGHT, edge_pt=0.8))


def locator_size(locator: Locator, scale: float) -> tuple[float, float]:
    """Return width and height of the locator in millimetres."""
    west, south, east, north = locator.bounds
    shape = (north - south) / (east - west)
    width = LOCATOR_MM * scale / max(shape, 0.8) ** 0.5
    return width, width * shape


def draw_locator(page: Page, locator: Locator, box: Box, shown: Bounds, sea: str) -> None:
    """Draw where the map's frame lies."""
    frame = framed(box, locator.bounds)
    page.box(box, Mark(fill=sea))
    draw_layers(page, frame, locator.layers)
    caption = _caption_box(page, locator.caption, box)
    placed = place_labels(locator.labels, frame, page.type, taken=[caption], type_scale=0.66 * page.paper.type_scale)
    draw_labels(page, placed)
    left, bottom, right, top = _on_sheet(frame, shown)
    inside = (max(left, box[0]), max(bottom, box[1]), min(right, box[2]), min(top, box[3]))
    page.box(inside, Mark(edge=HIGHLIGHT, edge_pt=0.9))
    _draw_caption(page, locator.caption, caption)
    page.box(box, Mark(edge=INK, edge_pt=0.5))


def _on_sheet(frame: Frame, bounds: Bounds) -> Box:
    scale = frame.metres_per_mm
    west, south, east, north = bounds
    x0, y0 = frame.box[0], frame.box[1]
    left, bottom = frame.bounds[0], frame.bounds[1]
    return (
        x0 + (west - left) / scale,
        y0 + (south - bottom) / scale,
        x0 + (east - left) / scale,
        y0 + (north - bottom) / scale,
    )


def _caption_box(page: Page, caption: str, box: Box) -> Box:
    size = 5.8 * page.paper.type_scale
    width = min(page.type.width_mm(caption, size, "bold") + 2.2, box[2] - box[0])
    return box[0], box[3] - 3.3 * page.paper.type_scale, box[0] + width, box[3]


def _draw_caption(page: Page, caption: str, box: Box) -> None:
    size = 5.8 * page.paper.type_scale
    page.box(box, Mark(fill=WHITE, opacity=0.92))
    page.text(box[0] + 1.1, box[1] + 1.0 * page.paper.type_scale, caption, size, weight="bold", colour=QUIET)
