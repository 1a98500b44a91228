"""A criterion from a layer of the user's own: the value of the area that holds a place, or the way to the nearest."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray


def value_within(xy: ArrayLike, areas: NDArray[Any], values: ArrayLike) -> NDArray[np.float64]:
    """Return the value of the area that holds each place.

    Parameters
    ----------
    xy
        Shape (n, 2), in any plane; NaN for a place that is not known.
    areas
        Shape (m,) of polygons in the same plane; None is passed over.
    values
        Shape (m,); NaN where nothing is known.

    Returns
    -------
    ndarray
        Shape (n,); NaN where no area holds the place, or nothing is known of it. Of areas that overlap the first
        counts; a place on an edge is held.
    """
    places = np.asarray(xy, dtype=float).reshape(-1, 2)
    known = np.asarray(values, dtype=float)
    found = np.full(len(places), np.nan)
    at, area = shapely.STRtree(areas).query(_points(places), predicate="intersects")
    order = np.lexsort((area, at))
    at, area = at[order], area[order]
    first = np.unique(at, return_index=True)[1]
    found[at[first]] = known[area[first]]
    return found


def nearest_m(xy: ArrayLike, features: NDArray[Any]) -> NDArray[np.float64]:
    """Return the distance from each place to the nearest feature.

    Parameters
    ----------
    xy
        Shape (n, 2), metres of a projected system; NaN for a place that is not known.
    features
        Shape (m,) of geometries in the same system; None and empty ones are passed over.

    Returns
    -------
    ndarray
        Shape (n,), metres; 0 within an area, NaN where the place is not known or there is no feature.
    """
    places = np.asarray(xy, dtype=float).reshape(-1, 2)
    found = np.full(len(places), np.nan)
    there = np.array([one for one in features if one is not None and not one.is_empty], dtype=object)
    known = np.flatnonzero(np.isfinite(places).all(axis=1))
    if not len(there) or not len(known):
        return found
    (at, _), distance_m = shapely.STRtree(there).query_nearest(
        shapely.points(places[known]), return_distance=True, all_matches=False
    )
    found[known[at]] = distance_m
    return found


def _points(places: NDArray[np.float64]) -> NDArray[Any]:
    """Return points, None for a place that is not known."""
    points = np.full(len(places), None, dtype=object)
    known = np.isfinite(places).all(axis=1)
    points[known] = shapely.points(places[known])
    return points
