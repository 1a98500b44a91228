"""A lower bound of the p-median's cost by Lagrangian relaxation, and which choices it rules out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.siting.location_rules import Choice

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

ROUNDS = 1000
PATIENCE = 25
"""Rounds without a clearly better bound after which the step is halved."""

SMALLEST_STEP = 1e-4
TRY_EVERY = 10
"""Rounds between two tries to make a good choice of the relaxation's, if the bound has risen."""

CLOSED = 1e-9
"""Share of the cost: a gap as small as this is rounding."""


@dataclass(frozen=True, eq=False)
class Bound:
    """What the relaxation tells.

    Parameters
    ----------
    lower
        No choice that obeys the rules costs less.
    prices, rents
        Of each demand, shape (n,), and of each clique, shape (c,), at that bound.
    penalty
        By how much the bound rises if a candidate is chosen, shape (m,).
    """

    lower: float
    prices: Floats
    rents: Floats
    penalty: Floats


def lagrangian_bound(
    costs: Floats,
    base: Floats,
    choice: Choice,
    start: Bound,
    incumbent: Callable[[Integers], float],
    *,
    watch: Callable[[float], bool],
) -> Bound:
    """Return the best bound that a subgradient search finds, never worse than the one it starts from.

    Each demand's duty to be served once is priced (Cornuejols, Fisher and Nemhauser 1977, Management Science 23,
    789-810), and so is each clique of candidates too near to each other. What is left decides itself: the p
    candidates of least opening cost that the quota allows. Steps as in Held, Wolfe and Crowder (1974), Mathematical
    Programming 6, 62-88.

    Parameters
    ----------
    costs
        Weighted, candidates in rows, shape (m, n), not negative.
    base
        What each demand pays at the sites that stand, infinite where none does.
    choice
        The rules.
    start
        Prices and rents to start from.
    incumbent
        Takes the relaxation's choice, tries to make a good one of it, and returns the least cost found so far.
    watch
        Told the share of rounds done; returns whether to stop.
    """
    prices, rents, best = start.prices, start.rents, start
    upper = incumbent(np.zeros(0, dtype=np.int64))
    step, since, try_at = 1.0, 0, 0
    for round_ in range(ROUNDS):
        value, opening, chosen = _relaxed(costs, base, choice, prices, rents)
        since = 0 if value > best.lower * (1 + 1e-7) else since + 1
        if value > best.lower:
            best = Bound(value, prices, rents, _penalty(opening, chosen, choice))
        if since == 0 and round_ >= try_at:
            upper, try_at = incumbent(chosen), round_ + TRY_EVERY
        if since >= PATIENCE:
            step, since = step / 2, 0
        if upper - best.lower <= CLOSED * upper or step < SMALLEST_STEP or watch(round_ / ROUNDS):
            break
        missing, crowd = _subgradient(costs, base, choice, prices, rents, chosen)
        length = float(missing @ missing + crowd @ crowd)
        if length == 0:  # the relaxation's own choice obeys all: the bound is reached
            break
        move = step * (1.01 * upper - value) / length
        prices, rents = np.maximum(prices + move * missing, 0.0), np.maximum(rents + move * crowd, 0.0)
    return best


def _relaxed(
    costs: Floats, base: Floats, choice: Choice, prices: Floats, rents: Floats
) -> tuple[float, Floats, Integers]:
    """Return the relaxation's value, what opening each candidate costs in it, and which it opens."""
    from analysis.siting.location_loops import relaxed_costs  # Numba takes a second to load

    opening = np.empty(choice.m)
    relaxed_costs(costs, prices, opening)
    opening += choice.cliques.T @ rents
    chosen = _cheapest(opening, choice)
    value = prices.sum() + np.minimum(base - prices, 0).sum() + opening[chosen].sum() - rents.sum()
    return float(value), opening, chosen


def _subgradient(
    costs: Floats, base: Floats, choice: Choice, prices: Floats, rents: Floats, chosen: Integers
) -> tuple[Floats, Floats]:
    """Return how often each demand lacks a server, and by how many each clique is too full."""
    missing = 1.0 - (costs[chosen] < prices).sum(axis=0) - (base < prices)
    crowd = choice.cliques @ np.bincount(chosen, minlength=choice.m).astype(float) - 1.0
    crowd[(rents <= 0) & (crowd < 0)] = 0.0
    return missing, crowd


def _cheapest(opening: Floats, choice: Choice) -> Integers:
    """Return the p candidates of least cost that the quota allows; greedy is exact for quotas of disjoint groups."""
    order = np.argsort(opening, kind="stable")
    if choice.quota < choice.p:
        groups = choice.groups[order]
        by_group = np.argsort(groups, kind="stable")
        first = np.searchsorted(groups[by_group], groups[by_group])
        rank = np.empty(len(order), dtype=np.int64)
        rank[by_group] = np.arange(len(order)) - first
        order = order[rank < choice.quota]
    return order[: choice.p]


def _penalty(opening: Floats, chosen: Integers, choice: Choice) -> Floats:
    """Return by how much the relaxed cost rises if a candidate is forced in: it replaces the dearest that it may."""
    dearest = np.full(choice.m, opening[chosen].max())
    groups, counts = np.unique(choice.groups[chosen], return_counts=True)
    for group in groups[counts >= choice.quota]:
        own = chosen[choice.groups[chosen] == group]
        dearest[choice.groups == group] = opening[own].max()
    penalty: Floats = np.maximum(opening - dearest, 0.0)
    penalty[chosen] = 0.0
    return penalty
