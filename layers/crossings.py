"""How tangled areas are: mending one costs time and memory by the pairs of edges that may cross, not by its size."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

FREE_PAIRS: Final = 200_000
PAIRS_PER_EDGE: Final = 8
"""Up to this many pairs, and so many for each edge, areas are mended: an ordinary edge meets itself and two others."""

_MOST_EDGES: Final = 1_000_000
_PAIRS_AT_ONCE: Final = 5_000_000


def mendable(geometries: NDArray[Any]) -> NDArray[np.bool_]:
    """Return a mask of the geometries that can be mended in little time, all of the mask together.

    Parameters
    ----------
    geometries
        Of any type, shape (n,); their coordinates are finite.
    """
    mask = np.zeros(len(geometries), dtype=bool)
    left = FREE_PAIRS
    for place, one in enumerate(geometries):
        edges = _edges(one)
        allowed = left + PAIRS_PER_EDGE * len(edges)
        pairs = _pairs(edges, allowed)
        mask[place] = pairs <= allowed
        if mask[place]:
            left -= max(0, pairs - PAIRS_PER_EDGE * len(edges))
    return mask


def _edges(geometry: Any) -> NDArray[Any]:  # noqa: ANN401 - Shapely ships no types
    """Return west, south, east, north of each edge; edges between parts are counted as well, which does no harm."""
    xy = shapely.get_coordinates(geometry)
    return np.column_stack([np.minimum(xy[:-1], xy[1:]), np.maximum(xy[:-1], xy[1:])])


def _pairs(edges: NDArray[Any], enough: int) -> int:
    """Return how many pairs of edges have boxes that meet, each with itself too; counting ends above `enough`."""
    if len(edges) > _MOST_EDGES:
        return enough + 1
    boxes = shapely.box(*edges.T)
    tree = shapely.STRtree(boxes)
    step = max(1, _PAIRS_AT_ONCE // max(len(edges), 1))
    pairs = 0
    for start in range(0, len(edges), step):
        pairs += tree.query(boxes[start : start + step]).shape[1]
        if pairs > enough:
            break
    return pairs
