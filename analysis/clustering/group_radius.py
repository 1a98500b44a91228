"""How far the groups hang on the radius: groups over many radii, and the range in which they stay the same."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from analysis.clustering.group_checks import check_grouping, distance_problems, symmetric
from analysis.clustering.group_labels import NOISE, labels_of_distances
from analysis.clustering.groups import MIN_SITES
from analysis.errors import ParameterError, Problem

RADII = 60
"""Evenly spaced radii of the sensitivity."""

MOST_EXACT = 1000
"""Of more distances between two sites than this the sensitivity takes evenly spaced radii, not every one."""

_SHARE_OF_LARGEST = 0.5


@dataclass(frozen=True)
class StableRange:
    """Radii from `low` on and below `high`, at all of which the groups are the same; `high` may be infinite."""

    low: float
    high: float


def default_radii(distances: ArrayLike, *, maximum: float | None = None, count: int = RADII) -> NDArray[np.float64]:
    """Return evenly spaced radii from 0 to a maximum.

    Parameters
    ----------
    distances
        Shape (n, n).
    maximum
        In the unit of `distances`; half the largest finite distance if None.
    count
        How many.
    """
    table = np.asarray(distances, dtype=float)
    if maximum is None:
        maximum = _SHARE_OF_LARGEST * float(table[np.isfinite(table)].max(initial=0.0))
    return np.linspace(0.0, maximum, count)


def changing_radii(distances: ArrayLike) -> NDArray[np.float64]:
    """Return every radius at which groups can change: 0, and each distance up to half the largest, ascending.

    Where those are more than `MOST_EXACT`, `default_radii` stands for them.

    Parameters
    ----------
    distances
        Shape (n, n), in any unit.
    """
    table = np.asarray(distances, dtype=float)
    spaced = default_radii(table)
    breaks = np.unique(np.r_[0.0, table[table <= spaced[-1]], spaced[-1]])
    return breaks if breaks.size <= MOST_EXACT else spaced


def sensitivity(
    distances: ArrayLike, ids: Sequence[str], radii: ArrayLike | None = None, *, min_sites: int = MIN_SITES
) -> pd.DataFrame:
    """Return how the groups of DBSCAN change with the radius.

    Parameters
    ----------
    distances, ids, min_sites
        As for `analysis.clustering.groups.group_sites`.
    radii
        In the unit of `distances`; `changing_radii` if None, so that nothing is hidden between two of them.

    Returns
    -------
    DataFrame
        Indexed by `radius` as given; columns `groups` (number), `share_in_groups` (of the sites; NaN without
        sites), `largest` (members of the largest group, 0 without one), `noise` (sites in no group). Each row holds up
        to the next radius where the radii are `changing_radii`. The share never falls as the radius grows; the number
        of groups may rise and fall.

    Raises
    ------
    ParameterError
        ``bad_distances``, ``bad_radius``, ``bad_min_sites``.
    """
    table = _checked(distances, len(ids))
    steps = changing_radii(table) if radii is None else np.asarray(radii, dtype=float).ravel()
    rows = []
    for radius in steps.tolist():
        check_grouping(radius=radius, min_sites=min_sites)
        labels = labels_of_distances(table[None], radius, min_sites)[0]
        sizes = np.unique(labels[labels != NOISE], return_counts=True)[1]
        grouped = int(sizes.sum())
        share = grouped / len(ids) if len(ids) else float("nan")
        rows.append((sizes.size, share, int(sizes.max(initial=0)), len(ids) - grouped))
    index = pd.Index(steps, name="radius", dtype=float)
    return pd.DataFrame(rows, index=index, columns=["groups", "share_in_groups", "largest", "noise"])


def stable_range(distances: ArrayLike, ids: Sequence[str], radius: float, *, min_sites: int = MIN_SITES) -> StableRange:
    """Return the radii around the chosen one at which the groups and their members stay exactly the same.

    Exact: between two neighbouring distances nothing changes, so each of those intervals is tried in turn, downwards
    and upwards until the groups differ.

    Parameters
    ----------
    distances, ids, min_sites
        As for `analysis.clustering.groups.group_sites`.
    radius
        The chosen one.

    Returns
    -------
    StableRange
        From 0 where smaller radii change nothing, to infinity where larger ones do not; both for fewer than two
        sites.

    Raises
    ------
    ParameterError
        ``bad_distances``, ``bad_radius``, ``bad_min_sites``.
    """
    table = _checked(distances, len(ids))
    check_grouping(radius=radius, min_sites=min_sites)
    breaks = np.unique(np.r_[0.0, table[np.isfinite(table)]])
    chosen = int(np.searchsorted(breaks, radius, side="right")) - 1
    partition = _partition(table, float(breaks[chosen]), min_sites)
    low = chosen
    while low > 0 and np.array_equal(_partition(table, float(breaks[low - 1]), min_sites), partition):
        low -= 1
    high = chosen + 1
    while high < breaks.size and np.array_equal(_partition(table, float(breaks[high]), min_sites), partition):
        high += 1
    return StableRange(float(breaks[low]), float(breaks[high]) if high < breaks.size else math.inf)


def _partition(table: NDArray[np.float64], radius: float, min_sites: int) -> NDArray[np.intp]:
    """Return each site's group, named by the group's first member, so that equal partitions are equal arrays."""
    labels: NDArray[np.intp] = labels_of_distances(table[None], radius, min_sites)[0]
    if not labels.size:
        return labels
    first = (labels[:, None] == labels).argmax(axis=1)
    partition: NDArray[np.intp] = np.where(labels == NOISE, NOISE, first)
    return partition


def _checked(distances: ArrayLike, n: int) -> NDArray[np.float64]:
    table = np.asarray(distances, dtype=float)
    problems: list[Problem] = distance_problems(table, n)
    if problems:
        raise ParameterError(*problems)
    return symmetric(table)
