"""What is taken on a map: boxes of names and symbols, and lines that lead from a name to its place."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from briefing.page import Box

Segment = tuple[tuple[float, float], tuple[float, float]]


@dataclass
class Room:
    """What is taken: boxes and leading lines on the sheet; and lines that a name had better not lie on."""

    inside: Box
    boxes: list[Box] = field(default_factory=list)
    lines: Sequence[Segment] = ()
    leaders: list[Segment] = field(default_factory=list)

    def overlap(self, box: Box) -> float:
        """Return how much of a box is taken, square millimetres; infinite outside the map."""
        left, bottom, right, top = self.inside
        if box[0] < left or box[1] < bottom or box[2] > right or box[3] > top:
            return math.inf
        return overlap_mm2(box, self.boxes)

    def crossed(self, line: Segment) -> bool:
        """Return whether a leading line crosses another or a box."""
        return any(crosses(line, other) for other in self.leaders) or any(hits(line, box) for box in self.boxes)


def overlap_mm2(box: Box, boxes: Sequence[Box]) -> float:
    """Return how much of a box others cover, each counted by itself."""
    if not boxes:
        return 0.0
    others: NDArray[np.float64] = np.asarray(boxes, dtype=float)
    width = np.minimum(box[2], others[:, 2]) - np.maximum(box[0], others[:, 0])
    height = np.minimum(box[3], others[:, 3]) - np.maximum(box[1], others[:, 1])
    return float((np.clip(width, 0, None) * np.clip(height, 0, None)).sum())


def hits(line: Segment, box: Box) -> bool:
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


def crosses(one: Segment, other: Segment) -> bool:
    """Return whether two lines cross each other's inside."""

    def side(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> float:
        return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])

    return side(*one, other[0]) * side(*one, other[1]) < 0 and side(*other, one[0]) * side(*other, one[1]) < 0
