"""How tangled areas are: mending or uniting them costs time and memory by the edges that cross, not by their size."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

FREE_PAIRS: Final = 200_000
PAIRS_PER_EDGE: Final = 8
"""Up to this many pairs, and so many for each edge, areas are mended: an ordinary edge meets itself and two others."""

MOST_CROSSINGS: Final = 200_000
"""Of edges of areas that are united; where two maps of one border lie on each other there is one in a few edges."""

MEETINGS_PER_EDGE: Final = 24
"""Of boxes, where neighbours share their borders and corners: an ordinary edge has six to ten."""

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


def unitable(geometries: NDArray[Any]) -> bool:
    """Return whether areas can be united, or cut by others, in little time.

    Parameters
    ----------
    geometries
        Valid areas, shape (n,); None and what is empty or not finite is passed over. Those that overlap, or share their
        borders, as neighbours do, are welcome: it counts where edges cross, and where very many lie aslant side by
        side, for even whether one area is valid takes the square of their number to find out.
    """
    ends = _ring_edges(geometries)
    if len(ends) > _MOST_EDGES:
        return False
    edges = shapely.linestrings(ends)
    tree = shapely.STRtree(edges)
    step = max(1, 4 * _PAIRS_AT_ONCE // max(len(edges), 1))
    meetings = crossings = 0
    for start in range(0, len(edges), step):
        some = edges[start : start + step]
        one, other = tree.query(some)
        meetings += len(one)
        if meetings > FREE_PAIRS + MEETINGS_PER_EDGE * len(edges):
            return False
        later = other > one + start
        crossings += int(shapely.crosses(some[one[later]], edges[other[later]]).sum())
        if crossings > MOST_CROSSINGS:
            return False
    return True


def _ring_edges(geometries: NDArray[Any]) -> NDArray[np.float64]:
    """Return both ends of each edge, shape (edges, 2, 2)."""
    rings = shapely.get_rings(shapely.get_parts(geometries[~shapely.is_missing(geometries)]))
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    ends = np.stack([xy[:-1], xy[1:]], axis=1)
    return np.asarray(ends[(ring[:-1] == ring[1:]) & np.isfinite(ends).all(axis=(1, 2))])


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
