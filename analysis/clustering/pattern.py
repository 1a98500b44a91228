"""Mean distance to the nearest neighbour, and what it would be by chance (Clark and Evans)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.spatial import cKDTree
from scipy.stats import norm

from analysis.errors import ParameterError, Problem

if TYPE_CHECKING:
    from pyproj import CRS

MOST_POINTS_PAIRWISE = 48
"""Up to here all pairs at once are faster than one tree for each layout."""

_VALUES_AT_ONCE = 4_000_000


@dataclass(frozen=True)
class ClarkEvans:
    """Clark-Evans ratios: below 1 the points are closer together than by chance, above 1 more regular.

    Parameters
    ----------
    n
        Number of points.
    mean_nn_m
        Mean distance to the nearest neighbour.
    naive_expected_m, naive, naive_z, naive_p
        Without regard to the edge. `naive_p` is two-sided. Of 15 random points in a square it rejects 22 %
        at the 5 % level, so it is a comparison and no finding.
    donnelly_expected_m, donnelly, donnelly_z, donnelly_p
        With Donnelly's allowance for the edge; `donnelly_p` is two-sided.
    """

    n: int
    mean_nn_m: float
    naive_expected_m: float
    naive: float
    naive_z: float
    naive_p: float
    donnelly_expected_m: float
    donnelly: float
    donnelly_z: float
    donnelly_p: float


def require_metres(crs: CRS, *, where: str) -> None:
    """Raise unless lengths in this coordinate system are metres.

    Raises
    ------
    ParameterError
        ``crs_not_projected`` or ``crs_not_metres``.
    """
    if not crs.is_projected:
        raise ParameterError(Problem("crs_not_projected", where, {"crs": crs.name}))
    units = {axis.unit_name for axis in crs.axis_info}
    if not units <= {"metre", "meter"}:
        raise ParameterError(Problem("crs_not_metres", where, {"crs": crs.name, "unit": ", ".join(sorted(units))}))


def checked_points(points_xy: ArrayLike, *, needed: int = 2) -> NDArray[np.float64]:
    """Return the points as an array of shape (n, 2).

    Raises
    ------
    ParameterError
        ``too_few_points`` or ``coordinates_not_finite``.
    """
    points = np.asarray(points_xy, dtype=float).reshape(-1, 2)
    if len(points) < needed:
        raise ParameterError(Problem("too_few_points", "points", {"n": len(points), "needed": needed}))
    broken = int((~np.isfinite(points).all(axis=1)).sum())
    if broken:
        raise ParameterError(Problem("coordinates_not_finite", "points", {"n": broken}))
    return points


def mean_nn_m(points_xy: ArrayLike) -> float:
    """Return the mean distance to the nearest neighbour.

    Parameters
    ----------
    points_xy
        Shape (n, 2), projected metres. Points at the same place are neighbours at 0 m.

    Raises
    ------
    ParameterError
        ``too_few_points`` for fewer than two points, for which it is not defined.
    """
    points = checked_points(points_xy)
    return float(cKDTree(points).query(points, k=2)[0][:, 1].mean())


def mean_nn_torus_m(points_xy: ArrayLike, *, width_m: float, height_m: float) -> float:
    """Return the mean nearest-neighbour distance where opposite sides of a box from (0, 0) are joined.

    A torus has no edge, so lattices have exactly their theoretical ratios there.

    Raises
    ------
    ParameterError
        ``too_few_points``.
    """
    size = np.array([width_m, height_m])
    points = checked_points(points_xy) % size
    return float(cKDTree(points, boxsize=size).query(points, k=2)[0][:, 1].mean())


def mean_nn_of_layouts_m(layouts_xy: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the mean nearest-neighbour distance of each layout.

    Parameters
    ----------
    layouts_xy
        Shape (layouts, n, 2), metres, with n of at least 2.

    Returns
    -------
    array
        Shape (layouts,).
    """
    n = layouts_xy.shape[1]
    if n > MOST_POINTS_PAIRWISE:
        return np.array([mean_nn_m(layout) for layout in layouts_xy])
    blocks = math.ceil(max(layouts_xy.shape[0] * n * n, 1) / _VALUES_AT_ONCE)
    return np.concatenate([_mean_nn_pairwise(block) for block in np.array_split(layouts_xy, blocks)])


def mean_nn_without_each_m(points_xy: ArrayLike) -> NDArray[np.float64]:
    """Return the mean nearest-neighbour distance of the other points, for each point left out.

    Only the points whose nearest neighbour is left out fall back on their second nearest, so that one search
    is enough.

    Raises
    ------
    ParameterError
        ``too_few_points`` for fewer than three points.
    """
    points = checked_points(points_xy, needed=3)
    n = len(points)
    distance, index = cKDTree(points).query(points, k=3)
    other = index != np.arange(n)[:, None]
    # Where more than two points coincide a point may be missing from its own list; any two of it do.
    other[other.all(axis=1), 2] = False
    first, second = distance[other].reshape(n, 2).T
    nearest = index[other].reshape(n, 2)[:, 0]
    rise = np.bincount(nearest, weights=second - first, minlength=n)
    without: NDArray[np.float64] = (first.sum() - first + rise) / (n - 1)
    return without


def clark_evans(points_xy: ArrayLike, *, area_m2: float, perimeter_m: float) -> ClarkEvans:
    """Return the Clark-Evans ratios of a point pattern.

    Parameters
    ----------
    points_xy
        Shape (n, 2), projected metres.
    area_m2, perimeter_m
        Of the land in which the points could lie. Donnelly's allowance was found for compact shapes with
        smooth edges: along a long coast with islands it expects too much, and the simulated null is to be
        preferred.

    Raises
    ------
    ParameterError
        ``too_few_points`` for fewer than two; ``empty_area`` if the area is not positive.

    References
    ----------
    Clark, P. J. and Evans, F. C. (1954). Distance to nearest neighbor as a measure of spatial relationships
    in populations. Ecology 35, 445-453: expected 0.5 sqrt(A/n), standard error 0.26136 sqrt(A)/n.

    Donnelly, K. P. (1978). Simulations to determine the variance and edge effect of total nearest-neighbour
    distance. In Hodder, I. (ed.), Simulation studies in archaeology, 91-95: expected
    0.5 sqrt(A/n) + (0.0514 + 0.0412/sqrt(n)) P/n, variance (0.0703 A + 0.037 P sqrt(A/n)) / n^2.
    """
    points = checked_points(points_xy)
    if not area_m2 > 0:
        raise ParameterError(Problem("empty_area", "area", {"area_m2": area_m2}))
    n, observed = len(points), mean_nn_m(points)
    spacing = math.sqrt(area_m2 / n)
    expected = 0.5 * spacing
    edge_expected = expected + (0.0514 + 0.0412 / math.sqrt(n)) * perimeter_m / n
    z = (observed - expected) / (math.sqrt((4 - math.pi) / (4 * math.pi) * area_m2) / n)
    edge_z = (observed - edge_expected) / (math.sqrt(0.0703 * area_m2 + 0.037 * perimeter_m * spacing) / n)
    return ClarkEvans(
        n=n,
        mean_nn_m=observed,
        naive_expected_m=expected,
        naive=observed / expected,
        naive_z=z,
        naive_p=_two_sided_p(z),
        donnelly_expected_m=edge_expected,
        donnelly=observed / edge_expected,
        donnelly_z=edge_z,
        donnelly_p=_two_sided_p(edge_z),
    )


def _two_sided_p(z: float) -> float:
    return float(2 * norm.sf(abs(z)))


def _mean_nn_pairwise(layouts_xy: NDArray[np.float64]) -> NDArray[np.float64]:
    x, y = layouts_xy[..., 0], layouts_xy[..., 1]
    squared = (x[:, :, None] - x[:, None, :]) ** 2 + (y[:, :, None] - y[:, None, :]) ** 2
    same = np.arange(layouts_xy.shape[1])
    squared[:, same, same] = np.inf
    means: NDArray[np.float64] = np.sqrt(squared.min(axis=2)).mean(axis=1)
    return means
