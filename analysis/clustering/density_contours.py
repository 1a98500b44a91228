"""Contours of a kernel density: the smallest areas that hold given shares of it, as polygons on land."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from analysis.clustering.density import M2_PER_KM2, Density
from analysis.errors import ParameterError, Problem

SHARES = (0.25, 0.5, 0.75)


@dataclass(frozen=True, eq=False)
class Contour:
    """Land on which the density is at least a level.

    Parameters
    ----------
    level_per_km2
        Sites per square kilometre.
    share
        Of the estimated sites that lie within; what the raster's cells at or above the level hold.
    polygon
        Multipolygon on land; empty where the density is nowhere that high.
    """

    level_per_km2: float
    share: float
    polygon: BaseGeometry

    @property
    def area_km2(self) -> float:
        """Land within."""
        return float(self.polygon.area) / M2_PER_KM2


def contours(density: Density, *, shares: Sequence[float] = SHARES) -> tuple[Contour, ...]:
    """Return the smallest areas of land that hold these shares of the estimated sites, in the order given.

    "Half of the estimated density lies within": of all areas that hold a half this is the smallest, because density
    within is nowhere lower than outside. It describes the estimate and says nothing of chance.

    Parameters
    ----------
    density
        As `analysis.clustering.density.density` returns it.
    shares
        Above 0 and below 1.

    Returns
    -------
    tuple of Contour
        Empty where there is no site on land.

    Raises
    ------
    ParameterError
        ``bad_share`` for each share outside.

    References
    ----------
    Hyndman, R. J. (1996). Computing and graphing highest density regions. The American Statistician 50, 120-126.
    """
    problems = [Problem("bad_share", "shares", {"value": share}) for share in shares if not 0 < share < 1]
    if problems:
        raise ParameterError(*problems)
    if not density.sites_on_land > 0:
        return ()
    return contours_at(density, [_level_holding(density, share) for share in shares])


def contours_at(density: Density, levels_per_km2: Sequence[float]) -> tuple[Contour, ...]:
    """Return the land on which the density is at least each level, in the order given.

    Parameters
    ----------
    density
        As `analysis.clustering.density.density` returns it.
    levels_per_km2
        Sites per square kilometre, such as the level that chance seldom exceeds.
    """
    from contourpy import FillType, contour_generator  # here: most pages draw no contour

    field = density.everywhere_per_km2
    drawn = contour_generator(density.x_m, density.y_m, field, fill_type=FillType.OuterOffset)
    above_all = 2 * float(field.max()) + 1
    found = []
    for level in levels_per_km2:
        # A tuple for this kind of fill: corners of each polygon with its holes, and where each ring starts.
        filled: Any = drawn.filled(level, max(above_all, 2 * level + 1))
        outers, offsets = filled
        found.append(Contour(float(level), _share_above(density, level), _on_land(outers, offsets, density.area)))
    return tuple(found)


def _level_holding(density: Density, share: float) -> float:
    """Return the largest level at or above which the cells hold at least that share."""
    order = np.argsort(density.everywhere_per_km2, axis=None, kind="stable")[::-1]
    held = np.cumsum(density.sites_in_cell.ravel()[order])
    place = int(np.searchsorted(held, share * held[-1]))
    return float(density.everywhere_per_km2.ravel()[order[place]])


def _share_above(density: Density, level: float) -> float:
    total = density.sites_in_cell.sum()
    above = density.sites_in_cell[density.everywhere_per_km2 >= level].sum()
    return float(above / total) if total > 0 else float("nan")


def _on_land(
    outers: Sequence[NDArray[np.float64]], offsets: Sequence[NDArray[np.uint32]], land: BaseGeometry
) -> BaseGeometry:
    polygons = [
        shapely.Polygon(rings[0], rings[1:])
        for points, starts in zip(outers, offsets, strict=True)
        if (rings := [ring for ring in np.split(points, starts[1:-1].astype(int)) if len(ring) > 3])
    ]
    shape = shapely.make_valid(shapely.MultiPolygon(polygons))
    parts = shapely.get_parts(shapely.intersection(shape, land))
    pieces = shapely.get_parts(parts)
    return shapely.MultiPolygon([piece for piece in pieces if piece.geom_type == "Polygon" and piece.area > 0])
