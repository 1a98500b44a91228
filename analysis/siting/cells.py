"""What any tiling of a study's land offers, squares and hexagons alike: its cells by position, 0 to n - 1."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray


class Cells(Protocol):
    """A tiling of land."""

    @property
    def xy(self) -> NDArray[np.float64]:
        """Centres, shape (n, 2), metres."""

    @property
    def cell_km2(self) -> float:
        """Area of a cell; the mean where they differ."""

    def __len__(self) -> int:
        """Return the number of cells."""

    def ids(self, cells: NDArray[np.int64]) -> list[str]:
        """Return the names of cells, the same whatever else the tiling holds."""

    def polygons(self, cells: NDArray[np.int64]) -> NDArray[Any]:
        """Return the outlines of cells, shape (m,)."""

    def beside(self, cell: int) -> list[int]:
        """Return the cells that share a side with one."""

    def at(self, x: float, y: float) -> int | None:
        """Return the cell that holds a place, in metres; None where there is none."""
