"""Do the sites follow the tiers: counts, exact permutation probabilities, rank correlation."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import comb

import numpy as np
import pandas as pd
from scipy.stats import kendalltau

from analysis.errors import ParameterError, Problem
from analysis.plan import Plan

PERMUTATIONS = 9999


def parks_per_tier(parks: pd.Series, plan: Plan) -> dict[str, int]:
    """Return the number of parks in each tier, highest tier first; `parks` is indexed by city."""
    return {tier.id: int(parks.reindex(list(tier.cities), fill_value=0).sum()) for tier in plan.tiers}


def subset_sums(counts: Sequence[int], size: int) -> dict[int, int]:
    """Return how many subsets of `size` counts have each sum.

    Counted by a recurrence over (chosen, sum), one count after the other, so that thousands of cities are no
    matter; the numbers are exact.

    Parameters
    ----------
    counts
        Whole numbers from 0.
    size
        From 0 to the number of counts.

    Raises
    ------
    ParameterError
        ``bad_subset_size`` or ``bad_count``.
    """
    if not 0 <= size <= len(counts):
        raise ParameterError(Problem("bad_subset_size", "tiers", {"size": size, "n": len(counts)}))
    if min(counts, default=0) < 0:
        raise ParameterError(Problem("bad_count", "parks", {"value": min(counts)}))
    ways: list[dict[int, int]] = [{0: 1}] + [{} for _ in range(size)]
    for count in counts:
        for chosen in range(size, 0, -1):
            for total, number in ways[chosen - 1].items():
                ways[chosen][total + count] = ways[chosen].get(total + count, 0) + number
    return ways[size]


def top_share_p(counts: Sequence[int], *, size: int, observed: int) -> Fraction:
    """Return the exact probability that `size` cities picked at random hold at least `observed` parks.

    That is the p-value of the labels' permutation: every way of giving the top tiers' labels to `size` of the
    cities is as likely as any other.

    Parameters
    ----------
    counts
        Parks in each city, zeros included.
    size
        Cities in the top tiers.
    observed
        Parks in them.

    References
    ----------
    Fisher, R. A. (1935). The design of experiments, on the randomisation test. Exact by counting subsets.
    """
    sums = subset_sums(counts, size)
    return Fraction(sum(number for total, number in sums.items() if total >= observed), comb(len(counts), size))


def tier_p_values(parks: pd.Series, plan: Plan) -> dict[str, Fraction]:
    """Return the exact probability of each tier together with all higher ones.

    Parameters
    ----------
    parks
        Indexed by city; a city that is not there has none.
    plan
        With its tiers.

    Returns
    -------
    dict
        Tier id -> probability that as many random cities as this tier and those above it have hold at least as
        many parks. The lowest tier is not there, for all cities always hold all parks; so one tier gives none.
    """
    counts = parks.reindex(list(plan.cities), fill_value=0)
    found, top = {}, 0
    for tier in plan.tiers[:-1]:
        top += len(tier.cities)
        found[tier.id] = top_share_p([int(count) for count in counts], size=top, observed=int(counts.iloc[:top].sum()))
    return found


def rank_tau_b(parks: pd.Series, plan: Plan) -> float:
    """Return `tau_b` between the plan's cities' tier rank and their parks; `parks` is indexed by city."""
    cities = list(plan.cities)
    ranks = [plan.tier_rank[plan.tier_of[city]] for city in cities]
    return tau_b(ranks, parks.reindex(cities, fill_value=0).tolist())


def rank_tau_b_p(parks: pd.Series, plan: Plan, rng: np.random.Generator, *, permutations: int = PERMUTATIONS) -> float:
    """Return `tau_b_p` of the plan's cities' tier rank and their parks; `parks` is indexed by city."""
    cities = list(plan.cities)
    ranks = [plan.tier_rank[plan.tier_of[city]] for city in cities]
    return tau_b_p(ranks, parks.reindex(cities, fill_value=0).tolist(), rng, permutations=permutations)


def tau_b_p(
    ranks: Sequence[int], counts: Sequence[int], rng: np.random.Generator, *, permutations: int = PERMUTATIONS
) -> float:
    """Return the one-sided probability of at least as large a tau-b with the tiers' labels permuted over the cities.

    Parameters
    ----------
    ranks, counts
        As for `tau_b`.
    rng
        Source of chance.
    permutations
        How often the labels are permuted; the order observed counts as one more.

    Returns
    -------
    float
        NaN where tau-b is.

    Notes
    -----
    Permuting changes no tie, so that only agreeing less disagreeing pairs need be compared; they are whole numbers.
    """
    if len(set(ranks)) < 2 or len(set(counts)) < 2:
        return float("nan")
    of_rank = np.sign(np.subtract.outer(ranks, ranks)).astype(np.int64)
    of_count = np.sign(np.subtract.outer(counts, counts)).astype(np.int64)
    observed = int((of_rank * of_count).sum())
    reached = 1
    for _ in range(permutations):
        order = rng.permutation(len(ranks))
        reached += int((of_rank[np.ix_(order, order)] * of_count).sum()) >= observed
    return reached / (1 + permutations)


def tau_b(ranks: Sequence[int], counts: Sequence[int]) -> float:
    """Return Kendall's tau-b between the cities' tier rank and their number of parks.

    From -1 to 1; NaN where all ranks, or all counts, are the same.

    References
    ----------
    Kendall, M. G. (1945). The treatment of ties in ranking problems. Biometrika 33, 239-251.
    """
    if len(set(ranks)) < 2 or len(set(counts)) < 2:
        return float("nan")
    return float(kendalltau(ranks, counts, variant="b").statistic)
