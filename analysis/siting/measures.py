"""The mathematics of the criteria: gravity sums, market potential, people within reach, industries nearby."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

_Measure = Callable[[NDArray[np.float64]], NDArray[np.float64]]

_PAIRS_AT_ONCE = 2_000_000
"""Distances held at one time: bounds the memory."""


def gravity_access(points_xy: ArrayLike, sites_xy: ArrayLike, *, decay_m: float) -> NDArray[np.float64]:
    """Return the access to sites: each counts exp(-d / decay), so 1 where it stands and 0.37 one decay away.

    Parameters
    ----------
    points_xy, sites_xy
        Shapes (n, 2) and (m, 2), metres; no site gives zeros.
    decay_m
        Positive.

    References
    ----------
    Hansen, W. G. (1959). How accessibility shapes land use. Journal of the American Institute of Planners 25(2),
    73-76; with the exponential decay of Wilson, A. G. (1971), Environment and Planning 3, 1-32.
    """
    return _summed(points_xy, sites_xy, lambda distance_m: np.exp(-distance_m / decay_m).sum(axis=1))


def related_access(
    points_xy: ArrayLike,
    sites_xy: ArrayLike,
    similarity: NDArray[np.float64],
    *,
    decay_m: float,
) -> NDArray[np.float64]:
    """Return the access to sites of like industries: each counts its similarity times exp(-d / decay).

    Parameters
    ----------
    points_xy, sites_xy, decay_m
        As in `gravity_access`.
    similarity
        Shape (n, m) of each point with each site, from 0 to 1, or (1, m) if all points are alike.

    References
    ----------
    The sum over what is related and near follows the density of Hidalgo, C. A. et al. (2007), Science 317, 482-487.
    """
    points, sites = _pairs(points_xy, sites_xy)
    alike = np.broadcast_to(similarity, (len(points), len(sites)))
    found = np.zeros(len(points))
    for part in _parts(len(points), len(sites)):
        found[part] = (np.exp(-_distances_m(points[part], sites) / decay_m) * alike[part]).sum(axis=1)
    return found


def variety_access(
    points_xy: ArrayLike, sites_xy: ArrayLike, industries: Sequence[frozenset[str]], *, decay_m: float
) -> NDArray[np.float64]:
    """Return how many different industries are within reach, each counted exp(-d / decay) of its nearest site.

    Parameters
    ----------
    points_xy, sites_xy, decay_m
        As in `gravity_access`.
    industries
        Of each site; none at all gives zeros.
    """
    points, sites = _pairs(points_xy, sites_xy)
    found = np.zeros(len(points))
    kinds = sorted(set().union(*industries)) if industries else []
    with_kind = [np.flatnonzero([kind in own for own in industries]) for kind in kinds]
    for part in _parts(len(points), len(sites)):
        near = np.exp(-_distances_m(points[part], sites) / decay_m)
        for places in with_kind:
            found[part] += near[:, places].max(axis=1)
    return found


def market_potential(
    points_xy: ArrayLike, centres_xy: ArrayLike, mass: ArrayLike, within_m: ArrayLike
) -> NDArray[np.float64]:
    """Return the market potential: the sum of mass / distance, per kilometre.

    Parameters
    ----------
    points_xy, centres_xy
        Shapes (n, 2) and (m, 2), metres.
    mass
        Of each centre, such as a city's GDP, shape (m,).
    within_m
        Least distance that counts for each centre, shape (m,), positive: `internal_distance_m` of a city, so that a
        point in its middle has no infinite potential.

    References
    ----------
    Harris, C. D. (1954). The market as a factor in the localization of industry in the United States. Annals of the
    Association of American Geographers 44(4), 315-348.
    """
    weights, least_m = np.asarray(mass, dtype=float), np.asarray(within_m, dtype=float)
    return _summed(points_xy, centres_xy, lambda away_m: (1000 * weights / np.maximum(away_m, least_m)).sum(axis=1))


def internal_distance_m(area_m2: ArrayLike) -> NDArray[np.float64]:
    """Return the mean distance to the middle of a disc of this area: two thirds of its radius.

    References
    ----------
    Redding, S. and Venables, A. J. (2004). Economic geography and international inequality. Journal of International
    Economics 62(1), 53-82, who take it as a region's distance to itself.
    """
    distance_m: NDArray[np.float64] = 2 / 3 * np.sqrt(np.asarray(area_m2, dtype=float) / np.pi)
    return distance_m


def jaccard(one: Sequence[frozenset[str]], other: Sequence[frozenset[str]]) -> NDArray[np.float64]:
    """Return the share of common members among all members of each two sets, shape (len(one), len(other)).

    NaN where either is empty: of sets that are not known nothing is known to be common.

    References
    ----------
    Jaccard, P. (1912). The distribution of the flora in the alpine zone. New Phytologist 11(2), 37-50.
    """
    found = np.full((len(one), len(other)), np.nan)
    for i, mine in enumerate(one):
        for j, theirs in enumerate(other):
            if mine and theirs:
                found[i, j] = len(mine & theirs) / len(mine | theirs)
    return found


def _summed(points_xy: ArrayLike, sites_xy: ArrayLike, measure: _Measure) -> NDArray[np.float64]:
    points, sites = _pairs(points_xy, sites_xy)
    found = np.zeros(len(points))
    for part in _parts(len(points), len(sites)):
        found[part] = measure(_distances_m(points[part], sites))
    return found


def _pairs(points_xy: ArrayLike, sites_xy: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    return np.asarray(points_xy, dtype=float).reshape(-1, 2), np.asarray(sites_xy, dtype=float).reshape(-1, 2)


def _parts(points: int, sites: int) -> list[slice]:
    step = max(_PAIRS_AT_ONCE // max(sites, 1), 1)
    return [slice(start, start + step) for start in range(0, points if sites else 0, step)]


def _distances_m(points: NDArray[np.float64], sites: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.hypot(points[:, None, 0] - sites[:, 0], points[:, None, 1] - sites[:, 1])
