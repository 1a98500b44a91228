"""Where on a map an inset covers nothing that matters."""

from __future__ import annotations

from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from briefing.frame import Frame
from briefing.page import Box

CELL_MM: Final = 1.0
CLEAR_MM: Final = 1.5
"""Kept free round what matters."""


class FreeSpace:
    """The frame in cells of a millimetre, of which those over the focus are taken."""

    def __init__(self, frame: Frame, focus: BaseGeometry | None) -> None:
        self.frame = frame
        left, bottom, right, top = frame.box
        self._shape = (int((top - bottom) / CELL_MM), int((right - left) / CELL_MM))
        self._taken: NDArray[np.bool_] = np.zeros(self._shape, dtype=bool)
        self._total: NDArray[np.float64] | None = None
        if focus is not None and not focus.is_empty:
            self._taken = self._cells_over(focus)

    def take(self, box: Box, *, clear_mm: float = CLEAR_MM) -> None:
        """Mark a box of the sheet as taken, with some room round it."""
        left, bottom = self.frame.box[:2]
        rows = slice(
            max(int((box[1] - clear_mm - bottom) / CELL_MM), 0), int((box[3] + clear_mm - bottom) / CELL_MM) + 1
        )
        columns = slice(
            max(int((box[0] - clear_mm - left) / CELL_MM), 0), int((box[2] + clear_mm - left) / CELL_MM) + 1
        )
        self._taken[rows, columns] = True
        self._total = None

    def place(self, width_mm: float, height_mm: float, *, most_covered: float = 0.0) -> Box | None:
        """Return a place for a box, the nearest to a corner of those that cover least; None if all cover too much.

        Parameters
        ----------
        most_covered
            Share of the box that may lie over the focus.
        """
        wide, high = int(np.ceil(width_mm / CELL_MM)), int(np.ceil(height_mm / CELL_MM))
        rows, columns = self._shape[0] - high, self._shape[1] - wide
        if rows < 0 or columns < 0:
            return None
        covered = self._sums(high, wide) / (high * wide)
        away = np.add.outer(
            np.minimum(np.arange(rows + 1), rows - np.arange(rows + 1)),
            np.minimum(np.arange(columns + 1), columns - np.arange(columns + 1)),
        )
        cost = np.round(covered, 3) * 1e4 + away
        row, column = np.unravel_index(int(np.argmin(cost)), cost.shape)
        if covered[row, column] > most_covered:
            return None
        left, bottom = self.frame.box[0] + float(column) * CELL_MM, self.frame.box[1] + float(row) * CELL_MM
        # The cells end up to a millimetre short of the frame: what lies at its far side is moved flush with it.
        left = self.frame.box[2] - width_mm if column == columns else left
        bottom = self.frame.box[3] - height_mm if row == rows else bottom
        return float(left), float(bottom), float(left + width_mm), float(bottom + height_mm)

    def _sums(self, high: int, wide: int) -> NDArray[np.float64]:
        """Return the number of taken cells under a box at each place (by a summed-area table)."""
        if self._total is None:
            total = np.zeros((self._shape[0] + 1, self._shape[1] + 1))
            total[1:, 1:] = self._taken.cumsum(axis=0).cumsum(axis=1)
            self._total = total
        total = self._total
        found: NDArray[np.float64] = (
            total[high:, wide:] - total[:-high, wide:] - total[high:, :-wide] + total[:-high, :-wide]
        )
        return found

    def _cells_over(self, focus: BaseGeometry) -> NDArray[np.bool_]:
        west, south, _, _ = self.frame.bounds
        step = CELL_MM * self.frame.metres_per_mm
        x = west + (np.arange(self._shape[1]) + 0.5) * step
        y = south + (np.arange(self._shape[0]) + 0.5) * step
        wide = shapely.buffer(shapely.simplify(focus, step / 2), CLEAR_MM * self.frame.metres_per_mm, quad_segs=4)
        shapely.prepare(wide)
        taken: NDArray[np.bool_] = shapely.contains_xy(wide, *np.meshgrid(x, y))
        return taken
