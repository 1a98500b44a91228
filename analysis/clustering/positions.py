"""Where the sites may really lie: positions redrawn within their stated uncertainty."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely.geometry.base import BaseGeometry

from analysis.clustering.nulls import LandNull
from analysis.clustering.pattern import checked_points
from analysis.errors import ParameterError, Problem

_SEGMENTS_OF_A_QUARTER = 32
"""Corners of a disc: its area is within 0.1 % of the circle's."""


@dataclass(frozen=True, eq=False)
class Positions:
    """Redrawn positions.

    Parameters
    ----------
    xy
        Shape (draws, n, 2), metres.
    kept_in_place
        Places (in the order given) of the points that could not be moved, because their disc does not meet
        their land.
    """

    xy: NDArray[np.float64]
    kept_in_place: tuple[int, ...]


def draw_positions(
    points_xy: ArrayLike,
    uncertainty_m: ArrayLike,
    containing: Sequence[BaseGeometry | None],
    rng: np.random.Generator,
    *,
    draws: int,
) -> Positions:
    """Return positions drawn uniformly from each site's disc, as far as it lies on its city's land.

    The disc is cut to the land and the rest drawn from directly, which gives what redrawing until a point falls
    on land would give, and ends also where the disc hardly touches land.

    Parameters
    ----------
    points_xy
        Shape (n, 2), projected metres.
    uncertainty_m
        Radius of each disc; 0 keeps the point in place.
    containing
        The land that must hold each site; None allows the whole disc.
    rng
        Source of chance.
    draws
        How many positions of each site.

    Returns
    -------
    Positions
        A site whose disc does not meet its land stays where it was stated to be, and is named.

    Raises
    ------
    ParameterError
        ``bad_uncertainty`` for each radius that is negative or missing.
    """
    points, radii_m = checked_points(points_xy, needed=0), np.asarray(uncertainty_m, dtype=float)
    _check_radii(radii_m)
    drawn = np.empty((draws, len(points), 2))
    kept = []
    for place, (point, radius_m, land) in enumerate(zip(points, radii_m, containing, strict=True)):
        reachable = disc_on_land(point, radius_m, land)
        if reachable is None:
            drawn[:, place] = point
            if radius_m > 0:
                kept.append(place)
        else:
            drawn[:, place] = LandNull(reachable).draw(draws, rng)
    return Positions(drawn, tuple(kept))


def disc_on_land(point: NDArray[np.float64], radius_m: float, land: BaseGeometry | None) -> BaseGeometry | None:
    """Return the part of a disc that lies on land; None if there is none, as with a radius of 0."""
    if radius_m == 0:
        return None
    disc = shapely.buffer(shapely.Point(point), radius_m, quad_segs=_SEGMENTS_OF_A_QUARTER)
    if land is None or shapely.contains(land, disc):
        return disc
    parts = shapely.get_parts(shapely.intersection(disc, land))
    polygons = parts[shapely.area(parts) > 0].tolist()
    return shapely.multipolygons(polygons) if polygons else None


def _check_radii(radii_m: NDArray[np.float64]) -> None:
    problems = [
        Problem("bad_uncertainty", f"point {place}", {"value": float(radius_m)})
        for place, radius_m in enumerate(radii_m, start=1)
        if not (np.isfinite(radius_m) and radius_m >= 0)
    ]
    if problems:
        raise ParameterError(*problems)
