"""Groups of sites: who lies close enough to whom to be one group, and which sites stand alone."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, get_args

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely.geometry.base import BaseGeometry

from analysis.checks import choice_problems, duplicate_problems
from analysis.clustering.group_checks import (
    distance_problems,
    min_sites_problems,
    radius_problems,
    symmetric,
)
from analysis.clustering.group_labels import NOISE
from analysis.errors import ParameterError, Problem

GroupMethod = Literal["dbscan", "hdbscan"]
DistanceUnit = Literal["m", "min"]

MIN_SITES = 3
"""Sites that must lie within the radius of a site, itself included, for it to be the core of a group."""

_FARTHER_THAN_ANY = 1000.0
"""Times the largest known distance: what stands for no link at all."""


@dataclass(frozen=True)
class Group:
    """Sites that lie together.

    Parameters
    ----------
    members
        Ids, in the order given.
    core
        Those with enough sites within the radius; the rest are at the border. All members for HDBSCAN.
    largest_distance
        Between two members, in the unit of the distances; 0 for one member.
    """

    members: tuple[str, ...]
    core: tuple[str, ...]
    largest_distance: float


@dataclass(frozen=True)
class Groups:
    """Every site either in one group or noise.

    Parameters
    ----------
    method, unit
        How they were found, and what distances are measured in.
    radius
        In `unit`; None for HDBSCAN, which needs none.
    min_sites
        Sites that make a place dense, the site itself included.
    groups
        Largest first, equally large ones by their first member in the order given.
    noise
        Sites in no group, in the order given.
    strength
        Site -> how firmly it belongs to its group, from 0 (noise) to 1; empty for DBSCAN.
    """

    method: GroupMethod
    unit: DistanceUnit
    radius: float | None
    min_sites: int
    groups: tuple[Group, ...]
    noise: tuple[str, ...]
    strength: Mapping[str, float] = field(default_factory=dict)

    @property
    def group_of(self) -> dict[str, int]:
        """Place of each grouped site's group in `groups`; noise is not in it."""
        return {site: place for place, group in enumerate(self.groups) for site in group.members}

    @property
    def share_in_groups(self) -> float:
        """Share of the sites that are in a group; NaN without sites."""
        grouped = sum(len(group.members) for group in self.groups)
        total = grouped + len(self.noise)
        return grouped / total if total else float("nan")


def default_radius_m(n: int, area_m2: float) -> float:
    """Return the radius to begin with: half the mean nearest-neighbour distance that chance on land would give.

    That is 0.25 sqrt(A/n). It is our rule, fixed before the positions are looked at, so that a test with it is honest;
    the sensitivity to the radius belongs beside every result.

    Raises
    ------
    ParameterError
        ``too_few_points`` without a point; ``empty_area`` unless the area is positive.

    References
    ----------
    Clark, P. J. and Evans, F. C. (1954). Distance to nearest neighbor as a measure of spatial relationships in
    populations. Ecology 35, 445-453: the expected distance is 0.5 sqrt(A/n).
    """
    if n < 1:
        raise ParameterError(Problem("too_few_points", "points", {"n": n, "needed": 1}))
    if not area_m2 > 0:
        raise ParameterError(Problem("empty_area", "area", {"area_m2": area_m2}))
    return 0.25 * math.sqrt(area_m2 / n)


def group_sites(
    distances: ArrayLike,
    ids: Sequence[str],
    *,
    radius: float | None = None,
    method: GroupMethod = "dbscan",
    unit: DistanceUnit = "m",
    min_sites: int = MIN_SITES,
) -> Groups:
    """Return the groups of sites by DBSCAN or HDBSCAN.

    Parameters
    ----------
    distances
        Shape (n, n), symmetric with zeros on the diagonal, metres or minutes. Infinite where there is no way; such
        sites never touch.
    ids
        Of the sites, in the order of `distances`.
    radius
        In the unit of `distances`, at least 0, which groups sites at one place only. DBSCAN needs it; HDBSCAN
        ignores it.
    method
        ``dbscan``: groups of at least the same density everywhere. ``hdbscan``: groups of different densities, each as
        it holds together longest over all radii; it never gives one group of all sites, and finds none among sites
        that are all at one place.
    unit
        ``m`` or ``min``.
    min_sites
        At least 2. Both methods count the site itself: with 3, a core site has two others within the radius. HDBSCAN
        takes it as its smallest group too.

    Returns
    -------
    Groups
        No, one or two sites that are too few for a group are noise; no site gives no groups and no noise. A DBSCAN
        group may have fewer than `min_sites` members where a nearer core site takes its border.

    Raises
    ------
    ParameterError
        All of ``unknown_choice``, ``bad_distances``, ``bad_radius``, ``bad_min_sites``, ``duplicate_site`` that occur.

    Notes
    -----
    A border site within the radius of two groups goes to its nearest core site, of equally near ones to the first in
    the order given; scikit-learn would give it to the group found first. All else is as scikit-learn finds it.

    References
    ----------
    Ester, M., Kriegel, H.-P., Sander, J. and Xu, X. (1996). A density-based algorithm for discovering clusters in
    large spatial databases with noise. Proceedings of KDD-96, 226-231.

    Campello, R. J. G. B., Moulavi, D. and Sander, J. (2013). Density-based clustering based on hierarchical density
    estimates. PAKDD 2013, LNCS 7819, 160-172.
    """
    table = np.asarray(distances, dtype=float)
    _check(table, ids, radius=radius, method=method, unit=unit, min_sites=min_sites)
    table = symmetric(table)
    if method == "dbscan":
        assert radius is not None  # noqa: S101  checked above
        labels, core = _dbscan(table, radius, min_sites)
        strength: dict[str, float] = {}
    else:
        radius = None
        labels, firmness = _hdbscan(table, min_sites)
        core = labels != NOISE
        strength = dict(zip(ids, firmness.tolist(), strict=True))
    return Groups(
        method=method,
        unit=unit,
        radius=radius,
        min_sites=min_sites,
        groups=_ordered(labels, core, table, ids),
        noise=tuple(site for site, label in zip(ids, labels, strict=True) if label == NOISE),
        strength=strength,
    )


def group_hulls(groups: Groups, ids: Sequence[str], points_xy: ArrayLike) -> tuple[BaseGeometry, ...]:
    """Return the convex hull of each group, in the order of `groups.groups`.

    Parameters
    ----------
    groups
        As `group_sites` returns them.
    ids, points_xy
        Of all sites; shape (n, 2), metres.

    Returns
    -------
    tuple of geometries
        A polygon; a line where all members lie on one, as two do; a point where they are at one place.
    """
    points = np.asarray(points_xy, dtype=float).reshape(-1, 2)
    place = {site: number for number, site in enumerate(ids)}
    members = [shapely.multipoints(points[[place[site] for site in group.members]]) for group in groups.groups]
    return tuple(shapely.convex_hull(one) for one in members)


def _dbscan(table: NDArray[np.float64], radius: float, min_sites: int) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    from sklearn.cluster import DBSCAN  # here: scikit-learn takes a second to import, and most pages never group

    core = np.zeros(len(table), dtype=bool)
    if not len(table):
        return np.zeros(0, dtype=np.intp), core
    least = math.nextafter(0, 1)  # scikit-learn takes no radius of 0; this one holds no other distance
    found = DBSCAN(eps=max(radius, least), min_samples=min_sites, metric="precomputed").fit(_finite(table, radius))
    core[found.core_sample_indices_] = True
    labels = found.labels_.astype(np.intp)
    border = np.flatnonzero(~core & (labels != NOISE))
    if border.size:
        labels[border] = labels[np.where(core, table[border], np.inf).argmin(axis=1)]
    return labels, core


def _hdbscan(table: NDArray[np.float64], min_sites: int) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    from sklearn.cluster import HDBSCAN  # here, as above

    largest = table[np.isfinite(table)].max(initial=0.0)
    if len(table) < min_sites or not largest > 0:
        return np.full(len(table), NOISE, dtype=np.intp), np.zeros(len(table))
    found = HDBSCAN(min_cluster_size=min_sites, min_samples=min_sites, metric="precomputed", copy=True)
    found.fit(_finite(table, largest))
    return found.labels_.astype(np.intp), found.probabilities_.astype(float)


def _finite(table: NDArray[np.float64], reach: float) -> NDArray[np.float64]:
    """Return the table with a distance far beyond reach in place of infinity, which scikit-learn refuses."""
    largest = table[np.isfinite(table)].max(initial=reach)
    return np.where(np.isfinite(table), table, _FARTHER_THAN_ANY * max(largest, 1.0))


def _ordered(
    labels: NDArray[np.intp], core: NDArray[np.bool_], table: NDArray[np.float64], ids: Sequence[str]
) -> tuple[Group, ...]:
    found = np.unique(labels[labels != NOISE])
    places: list[list[int]] = [np.flatnonzero(labels == label).tolist() for label in found]
    places.sort(key=lambda members: (-len(members), members[0]))
    return tuple(
        Group(
            members=tuple(ids[place] for place in members),
            core=tuple(ids[place] for place in members if core[place]),
            largest_distance=float(table[np.ix_(members, members)].max()),
        )
        for members in places
    )


def _check(
    table: NDArray[np.float64], ids: Sequence[str], *, radius: float | None, method: str, unit: str, min_sites: int
) -> None:
    problems = choice_problems("method", method, get_args(GroupMethod))
    problems += choice_problems("unit", unit, get_args(DistanceUnit))
    problems += distance_problems(table, len(ids))
    problems += radius_problems(radius) if method == "dbscan" else []
    problems += min_sites_problems(min_sites)
    problems += duplicate_problems(ids)
    if problems:
        raise ParameterError(*problems)
