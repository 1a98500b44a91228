"""Compiled loops of the location models: greedy start, vertex substitution, Lagrangian costs.

All take the weighted costs with candidates in rows, shape (m, n), and `base`, shape (n,): what each demand pays at
the sites that stand already. Candidates in one group share a quota; neighbours exclude each other.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from analysis.compiled import compiled

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@compiled
def fill_greedily(
    costs: Floats, base: Floats, chosen: Integers, groups: Integers, quota: int, starts: Integers, neighbours: Integers
) -> int:
    """Fill the places of `chosen` that hold -1, each with the candidate that lowers the cost most; return how many.

    What `chosen` already holds stays, and must obey the rules. Fewer than all places are filled where the rules leave
    no candidate.
    """
    m, n = costs.shape
    blocked = np.zeros(m, dtype=np.bool_)
    used = np.zeros(m + 1, dtype=np.int64)
    now = base.copy()
    filled = 0
    for place in range(chosen.shape[0]):
        best = chosen[place]
        if best < 0:
            best_gain = -1.0
            for j in range(m):
                if blocked[j] or used[groups[j]] >= quota:
                    continue
                gain = 0.0
                for i in range(n):
                    gain += max(now[i] - costs[j, i], 0.0)
                if gain > best_gain:
                    best, best_gain = j, gain
            if best < 0:
                return filled
            chosen[place] = best
        filled += 1
        blocked[best] = True
        used[groups[best]] += 1
        for k in range(starts[best], starts[best + 1]):
            blocked[neighbours[k]] = True
        for i in range(n):
            now[i] = min(now[i], costs[best, i])
    return filled


@compiled
def interchange(
    costs: Floats, base: Floats, chosen: Integers, groups: Integers, quota: int, starts: Integers, neighbours: Integers
) -> float:
    """Swap one chosen candidate for another while that lowers the cost; change `chosen` and return its cost.

    Each round takes the best of all swaps that the rules allow (Teitz and Bart 1968), found in one pass over the
    costs (Whitaker 1983).
    """
    m, n = costs.shape
    p = chosen.shape[0]
    place_of = np.full(m, -1, dtype=np.int64)
    for r in range(p):
        place_of[chosen[r]] = r
    first, second, server = np.empty(n), np.empty(n), np.empty(n, dtype=np.int64)
    saved = np.empty(p)
    while True:
        total = _two_nearest(costs, base, chosen, first, second, server)
        best_saving, best_in, best_out = 1e-12 * abs(total), -1, -1
        for j in range(m):
            if place_of[j] >= 0:
                continue
            _savings(costs[j], first, second, server, saved)
            _forbid(saved, j, chosen, place_of, groups, quota, starts, neighbours)
            r = int(np.argmax(saved))
            if saved[r] > best_saving:
                best_saving, best_in, best_out = saved[r], j, r
        if best_in < 0:
            return total
        place_of[chosen[best_out]] = -1
        place_of[best_in] = best_out
        chosen[best_out] = best_in


@compiled
def _two_nearest(
    costs: Floats, base: Floats, chosen: Integers, first: Floats, second: Floats, server: Integers
) -> float:
    """Write each demand's cheapest and second cheapest site; the place of the cheapest, -1 for one that stands."""
    total = 0.0
    for i in range(costs.shape[1]):
        first[i], second[i], server[i] = base[i], np.inf, -1
        for r in range(chosen.shape[0]):
            cost = costs[chosen[r], i]
            if cost < first[i]:
                first[i], second[i], server[i] = cost, first[i], r
            elif cost < second[i]:
                second[i] = cost
        total += first[i]
    return total


@compiled
def _savings(costs: Floats, first: Floats, second: Floats, server: Integers, saved: Floats) -> None:
    """Write what a candidate saves in each place: what it gains, less what the one that goes leaves to the second."""
    saved[:] = 0.0
    gain = 0.0
    for i in range(costs.shape[0]):
        if costs[i] < first[i]:
            gain += first[i] - costs[i]
        elif server[i] >= 0:
            saved[server[i]] += first[i] - min(costs[i], second[i])
    saved += gain


@compiled
def _forbid(
    saved: Floats,
    j: int,
    chosen: Integers,
    place_of: Integers,
    groups: Integers,
    quota: int,
    starts: Integers,
    neighbours: Integers,
) -> None:
    """Strike out the places that a candidate must not take: a neighbour would stay, or its group would be too many."""
    near, near_place = 0, -1
    for k in range(starts[j], starts[j + 1]):
        if place_of[neighbours[k]] >= 0:
            near, near_place = near + 1, place_of[neighbours[k]]
    used = 0
    for r in range(chosen.shape[0]):
        if groups[chosen[r]] == groups[j]:
            used += 1
    for r in range(chosen.shape[0]):
        full = used >= quota and groups[chosen[r]] != groups[j]
        if full or near > 1 or (near == 1 and near_place != r):
            saved[r] = -np.inf


@compiled
def relaxed_costs(costs: Floats, prices: Floats, opening: Floats) -> None:
    """Write what opening each candidate costs where demand i gets `prices[i]` back from every site that serves it."""
    for j in range(costs.shape[0]):
        total = 0.0
        for i in range(costs.shape[1]):
            total += min(costs[j, i] - prices[i], 0.0)
        opening[j] = total


@compiled
def clique_cover(starts: Integers, neighbours: Integers) -> tuple[Integers, Integers]:
    """Return cliques that cover every pair of neighbours: starts of the cliques and their members.

    Greedy: the first pair not yet covered grows to a clique that nothing more can be added to. At most one of a
    clique can be chosen, which binds tighter than one constraint a pair.
    """
    m = starts.shape[0] - 1
    near = np.zeros((m, m), dtype=np.bool_)
    for j in range(m):
        near[j, neighbours[starts[j] : starts[j + 1]]] = True
    uncovered = near.copy()
    clique_starts, members = [0], [np.int64(0) for _ in range(0)]
    for j in range(m):
        for k in neighbours[starts[j] : starts[j + 1]]:
            if not uncovered[j, k]:
                continue
            together = near[j] & near[k]
            clique = [np.int64(j), np.int64(k)]
            for other in neighbours[starts[j] : starts[j + 1]]:
                if together[other]:
                    clique.append(np.int64(other))
                    together &= near[other]
            for one in clique:
                for two in clique:
                    uncovered[one, two] = False
                members.append(one)
            clique_starts.append(len(members))
    return np.array(clique_starts, dtype=np.int64), np.array(members, dtype=np.int64)
