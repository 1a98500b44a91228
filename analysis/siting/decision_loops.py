"""Compiled loops of the decision methods: they read each value once and need no copy of the matrix."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from analysis.compiled import compiled, compiled_sums

Floats = NDArray[np.float64]


_LANES = 8
"""Rows taken together: as one long row they fill the processor's registers, whatever the number of criteria."""


@compiled
def column_extents(values: Floats) -> tuple[Floats, Floats, Floats]:
    """Return each column's smallest value, largest value and sum of squares, shapes (k,), in one pass.

    The plain comparisons, instead of `min`, are what the compiler makes fast.
    """
    n, k = values.shape
    flat = values.reshape(n * k)
    width = _LANES * k
    whole = (n // _LANES) * width
    low, high, squares = np.full(width, np.inf), np.full(width, -np.inf), np.zeros(width)
    for start in range(0, whole, width):
        for j in range(width):
            x = flat[start + j]
            low[j] = x if x < low[j] else low[j]
            high[j] = x if x > high[j] else high[j]
            squares[j] += x * x
    for place in range(whole, n * k):
        x, j = flat[place], place % k
        low[j], high[j], squares[j] = min(low[j], x), max(high[j], x), squares[j] + x * x
    for j in range(k, width):
        column = j % k
        low[column], high[column] = min(low[column], low[j]), max(high[column], high[j])
        squares[column] += squares[j]
    return low[:k].copy(), high[:k].copy(), squares[:k].copy()


@compiled_sums
def weighted_sums(values: Floats, centre: Floats, slope: Floats, base: float, found: Floats) -> None:
    """Fill `found`, shape (n,), with base plus each row's sum of slope (y - centre)."""
    n, k = values.shape
    for i in range(n):
        total = base
        for j in range(k):
            total += slope[j] * (values[i, j] - centre[j])
        found[i] = total


@compiled_sums
def ideal_distances(values: Floats, best: Floats, worst: Floats, slope: Floats) -> tuple[Floats, Floats]:
    """Return each row's weighted Euclidean distance to the best and to the worst row, shapes (n,)."""
    n, k = values.shape
    to_best, to_worst = np.empty(n), np.empty(n)
    for i in range(n):
        up, down = 0.0, 0.0
        for j in range(k):
            a = slope[j] * (values[i, j] - best[j])
            b = slope[j] * (values[i, j] - worst[j])
            up += a * a
            down += b * b
        to_best[i] = math.sqrt(up)
        to_worst[i] = math.sqrt(down)
    return to_best, to_worst


@compiled_sums
def closeness(values: Floats, best: Floats, worst: Floats, slope: Floats, found: Floats) -> None:
    """Fill `found`, shape (n,), with the distance to the worst row over the sum of both distances, or 0 if both are."""
    n, k = values.shape
    for i in range(n):
        up, down = 0.0, 0.0
        for j in range(k):
            a = slope[j] * (values[i, j] - best[j])
            b = slope[j] * (values[i, j] - worst[j])
            up += a * a
            down += b * b
        both = math.sqrt(up) + math.sqrt(down)
        found[i] = math.sqrt(down) / both if both > 0.0 else 0.0


@compiled_sums
def losses(values: Floats, best: Floats, slope: Floats) -> tuple[Floats, Floats]:
    """Return each row's sum and largest of slope (best - y), shapes (n,); the terms are never negative."""
    n, k = values.shape
    total, largest = np.empty(n), np.empty(n)
    for i in range(n):
        summed, most = 0.0, 0.0
        for j in range(k):
            loss = slope[j] * (best[j] - values[i, j])
            summed += loss
            most = loss if loss > most else most
        total[i] = summed
        largest[i] = most
    return total, largest


@compiled
def usual_flows(ordered: Floats, queried: Floats) -> tuple[Floats, Floats]:
    """Return how many of the sorted values lie below, and how many above, each of the sorted queries, shapes (m,)."""
    n, m = ordered.size, queried.size
    below, above = np.empty(m), np.empty(m)
    start, end = 0, 0
    for i in range(m):
        while start < n and queried[i] - ordered[start] > 0.0:
            start += 1
        while end < n and queried[i] - ordered[end] >= 0.0:
            end += 1
        below[i] = start
        above[i] = n - end
    return below, above


@compiled
def linear_flows(ordered: Floats, queried: Floats, indifference: float, threshold: float) -> Floats:
    """Return each sorted query's summed preference over the sorted values, shape (m,).

    Preference grows from 0 at a lead of `indifference` to 1 at a lead of `threshold`. The sorted order lets two places
    move up with the queries: values up to the first are preferred over fully, those up to the second in part, by a
    running sum. The values should be centred, so that the sums lose no digits.
    """
    n, m = ordered.size, queried.size
    running = np.zeros(n + 1)
    for i in range(n):
        running[i + 1] = running[i] + ordered[i]
    found = np.empty(m)
    fully, partly = 0, 0
    for i in range(m):
        while fully < n and queried[i] - ordered[fully] >= threshold:
            fully += 1
        partly = max(partly, fully)
        while partly < n and queried[i] - ordered[partly] > indifference:
            partly += 1
        lead = (partly - fully) * (queried[i] - indifference) - (running[partly] - running[fully])
        found[i] = fully + lead / (threshold - indifference)
    return found


@compiled
def largest_losses(unit_losses: Floats, weights: Floats) -> Floats:
    """Return the largest of weight times loss for each set of weights and each row, shape (draws, n)."""
    draws, (n, k) = weights.shape[0], unit_losses.shape
    found = np.empty((draws, n))
    for d in range(draws):
        for i in range(n):
            most = 0.0
            for j in range(k):
                loss = weights[d, j] * unit_losses[i, j]
                most = loss if loss > most else most
            found[d, i] = most
    return found


@compiled
def count_ranks(scores: Floats, order: NDArray[np.int64], tie: float, counts: NDArray[np.int64]) -> None:
    """Add to `counts` (alternatives by ranks) the competition ranks of each row of scores, best first in `order`.

    Ranks beyond the columns of `counts` are not counted.
    """
    draws, listed = order.shape
    for d in range(draws):
        rank = 0
        for place in range(listed):
            here = order[d, place]
            if place == 0 or scores[d, order[d, place - 1]] - scores[d, here] > tie:
                rank = place
            if rank >= counts.shape[1]:
                break
            counts[here, rank] += 1
