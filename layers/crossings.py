"""How tangled areas are: mending or uniting them costs time and memory by the pairs of edges that may cross."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

FREE_PAIRS: Final = 200_000
PAIRS_PER_EDGE: Final = 8
"""Up to this many pairs, and so many for each edge, areas are mended: an ordinary edge meets itself and two others."""

FREE_PAIRS_TOGETHER: Final = 1_000_000
PAIRS_PER_EDGE_TOGETHER: Final = 20
"""As above for areas that are united: neighbours share their edges, and overlapping ones cross."""

_MOST_EDGES: Final = 1_000_000
_MOST_EDGES_TOGETHER: Final = 2_500_000
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


def unitable(geometries: NDArray[Any]) -> bool:
    """Return whether areas can be united in little time, whatever they overlap.

    Parameters
    ----------
    geometries
        Of any type, shape (n,), some of them None; only areas count. Their coordinates are finite.
    """
    rings = shapely.get_rings(shapely.get_parts(geometries[shapely.get_dimensions(geometries) == 2]))
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    if len(xy) > _MOST_EDGES_TOGETHER:
        return False
    within = ring[:-1] == ring[1:]
    edges = _boxes(xy[:-1][within], xy[1:][within])
    allowed = FREE_PAIRS_TOGETHER + PAIRS_PER_EDGE_TOGETHER * len(edges)
    return _pairs(edges, allowed, most=_MOST_EDGES_TOGETHER) <= allowed


def _edges(geometry: Any) -> NDArray[Any]:  # noqa: ANN401 - Shapely ships no types
    """Return west, south, east, north of each edge; edges between parts are counted as well, which does no harm."""
    xy = shapely.get_coordinates(geometry)
    return _boxes(xy[:-1], xy[1:])


def _boxes(starts: NDArray[np.float64], ends: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.column_stack([np.minimum(starts, ends), np.maximum(starts, ends)])


def _pairs(edges: NDArray[Any], enough: int, *, most: int = _MOST_EDGES) -> int:
    """Return how many pairs of edges have boxes that meet, each with itself too; counting ends above `enough`."""
    if len(edges) > most:
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
