"""Tiers that the data suggest: cities cut into ranked classes by their potential, in three ways."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.errors import ParameterError, Problem


def tiers_by_size(values: pd.Series, sizes: Sequence[int]) -> pd.Series:
    """Return tiers of given sizes, filled from the highest value down.

    Parameters
    ----------
    values
        Potential, indexed by city. A city without a value (NaN) gets no tier.
    sizes
        Cities in each tier, highest first; 0 is allowed. Where they add up to fewer than the cities with a value, the
        lowest tier takes the rest; where to more, the lowest tiers stay short.

    Returns
    -------
    Series
        Tier rank of each city with a value, in the order of `values`: 0 is the lowest tier, as in `Plan.tier_rank`.
        Equal values stand in the order of the cities' names, which knows nothing of the plan.

    Raises
    ------
    ParameterError
        ``bad_subset_size`` for a negative size or no size at all.
    """
    _check_sizes(sizes, len(values))
    known = values.dropna()
    order = known.iloc[_name_order(known)].sort_values(ascending=False, kind="stable")
    rank_of_place = np.repeat(np.arange(len(sizes))[::-1], sizes)
    ranks = np.zeros(len(known), dtype=int)
    filled = min(len(known), len(rank_of_place))
    ranks[:filled] = rank_of_place[:filled]
    return pd.Series(ranks, index=order.index, name="rank").reindex(known.index)


def tied_at_boundary(values: pd.Series, sizes: Sequence[int]) -> tuple[str, ...]:
    """Return the cities whose tier by size hangs on the order of names, because equal values straddle a boundary."""
    ranks = tiers_by_size(values, sizes)
    known = values.dropna()
    tiers_of_value = ranks.groupby(known.to_numpy()).transform("nunique")
    return tuple(map(str, known.index[tiers_of_value > 1]))


def tiers_by_breaks(values: pd.Series, k: int) -> pd.Series:
    """Return tiers by natural breaks: the k classes of values with the least variance within them.

    Found exactly by dynamic programming over the sorted values, not by a search that may stop early.

    Parameters
    ----------
    values
        Potential, indexed by city. A city without a value (NaN) gets no tier.
    k
        Number of tiers, from 1. With fewer different values than tiers each value is a tier of its own, and the lowest
        tiers stay empty. Equal values are never parted; of equally good ways the one with the lower breaks counts.

    Returns
    -------
    Series
        Tier rank of each city with a value, 0 is the lowest tier.

    Raises
    ------
    ParameterError
        ``bad_subset_size`` if k is below 1.

    References
    ----------
    Fisher, W. D. (1958). On grouping for maximum homogeneity. Journal of the American Statistical Association 53,
    789-798. Jenks, G. F. (1977). Optimal data classification for choropleth maps. University of Kansas.
    """
    _check_k(k, len(values))
    known = values.dropna()
    different, place, counts = np.unique(known.to_numpy(dtype=float), return_inverse=True, return_counts=True)
    if not len(different):
        return pd.Series(dtype=int, index=known.index, name="rank")
    classes = min(k, len(different))
    starts = _best_starts(different, counts.astype(float), classes)
    class_of_value = np.searchsorted(starts, np.arange(len(different)), side="right") - 1
    return pd.Series(class_of_value[place] + k - classes, index=known.index, name="rank")


def tiers_by_ward(profiles: pd.DataFrame, values: pd.Series, k: int) -> pd.Series:
    """Return tiers by hierarchical clustering of the cities' profiles, ranked by the mean potential of each cluster.

    Parameters
    ----------
    profiles
        City x indicator, on scales that can be compared; weigh an indicator by the root of its weight. A city with a
        missing indicator gets no tier.
    values
        Potential of the same cities, by which the clusters are ranked.
    k
        Number of clusters, from 1; fewer where the profiles do not differ enough, and the lowest tiers stay empty.

    Returns
    -------
    Series
        Tier rank of each city with a complete profile, 0 is the lowest tier.

    Raises
    ------
    ParameterError
        ``bad_subset_size`` if k is below 1.

    References
    ----------
    Ward, J. H. (1963). Hierarchical grouping to optimize an objective function. Journal of the American Statistical
    Association 58, 236-244.
    """
    _check_k(k, len(profiles))
    complete = profiles.dropna()
    complete = complete[values.reindex(complete.index).notna()]
    if len(complete) < 2 or not complete.shape[1]:
        return pd.Series(k - 1, index=complete.index, name="rank", dtype=int)
    # Imported where it is needed: clustering takes a fifth of a second to load, and most pages never use it.
    from scipy.cluster.hierarchy import fcluster, linkage

    cluster = fcluster(linkage(complete.to_numpy(dtype=float), "ward"), k, criterion="maxclust")
    mean = values.reindex(complete.index).groupby(cluster).mean().sort_values(ascending=False, kind="stable")
    rank_of_cluster = {label: k - 1 - place for place, label in enumerate(mean.index)}
    return pd.Series([rank_of_cluster[label] for label in cluster], index=complete.index, name="rank")


def drawn_tiers(values: NDArray[np.float64], cities: Sequence[str], sizes: Sequence[int]) -> NDArray[np.int64]:
    """Return the tiers by size for many draws of the values at once.

    Parameters
    ----------
    values
        Shape (draws, cities); NaN where a city has no value in a draw.
    cities
        Their names, by which equal values are ordered.
    sizes
        As in `tiers_by_size`.

    Returns
    -------
    array
        Shape (draws, cities): tier rank, 0 is the lowest tier, -1 where a city has no value.

    Raises
    ------
    ParameterError
        As `tiers_by_size`.
    """
    _check_sizes(sizes, len(cities))
    by_name = np.argsort(np.asarray(cities, dtype=object), kind="stable")
    order = by_name[np.argsort(-values[:, by_name], axis=1, kind="stable")]  # NaN stands last
    place = np.empty_like(order)
    np.put_along_axis(place, order, np.arange(order.shape[1])[None], axis=1)
    tier = np.searchsorted(np.cumsum(sizes), place, side="right").clip(max=len(sizes) - 1)
    found: NDArray[np.int64] = np.where(np.isnan(values), -1, len(sizes) - 1 - tier)
    return found


def _best_starts(values: NDArray[np.float64], counts: NDArray[np.float64], classes: int) -> NDArray[np.int64]:
    """Return where each class begins in the sorted values, so that the squared deviations within classes are least."""
    n = len(values)
    centred = values - np.average(values, weights=counts)  # small sums keep their digits
    number = np.concatenate(([0.0], np.cumsum(counts)))
    total = np.concatenate(([0.0], np.cumsum(counts * centred)))
    square = np.concatenate(([0.0], np.cumsum(counts * centred**2)))
    least = np.full(n + 1, np.inf)
    least[0] = 0.0
    start = np.zeros((classes, n + 1), dtype=np.int64)
    for one in range(classes):
        further = np.full(n + 1, np.inf)
        for end in range(one + 1, n + 1):
            begin = np.arange(one, end)
            within = square[end] - square[begin] - (total[end] - total[begin]) ** 2 / (number[end] - number[begin])
            cost = least[begin] + np.maximum(within, 0)
            start[one, end] = begin[cost.argmin()]
            further[end] = cost.min()
        least = further
    starts = np.zeros(classes, dtype=np.int64)
    end = n
    for one in range(classes - 1, -1, -1):
        starts[one] = end = start[one, end]
    return starts


def _name_order(values: pd.Series) -> NDArray[np.intp]:
    return np.argsort(np.asarray([str(name) for name in values.index], dtype=object), kind="stable")


def _check_sizes(sizes: Sequence[int], n: int) -> None:
    wrong = [Problem("bad_subset_size", "tiers", {"size": int(size), "n": n}) for size in sizes if size < 0]
    if wrong or not len(sizes):
        raise ParameterError(*(wrong or [Problem("bad_subset_size", "tiers", {"size": 0, "n": n})]))


def _check_k(k: int, n: int) -> None:
    if k < 1:
        raise ParameterError(Problem("bad_subset_size", "tiers", {"size": k, "n": n}))
