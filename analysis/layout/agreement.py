"""How far two rankings of the same cities into tiers agree, beyond what chance would give."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.layout.hierarchy import PERMUTATIONS
from analysis.progress import Progress, silent

_CHUNK = 500
"""Permutations at once: progress is told often, and memory stays small with a nation of cities."""


@dataclass(frozen=True)
class Agreement:
    """Agreement of the plan's tiers with others of the same cities.

    Parameters
    ----------
    n
        Cities compared.
    same
        Cities in the same tier in both.
    kendall_tau_b
        Order of the tiers, -1 to 1; None where one side has all cities in one tier.
    weighted_kappa
        Tiers themselves, up to 1, 0 as by chance; a disagreement weighs as many steps as the tiers are apart. None
        where both sides have all cities in one and the same tier.
    p_kendall_tau_b, p_weighted_kappa
        One-sided: how often the labels permuted over the cities agree at least as well. None where the statistic is, or
        where no permutation could change it.
    permutations
        How many; the order observed counts as one more.
    """

    n: int
    same: int
    kendall_tau_b: float | None
    weighted_kappa: float | None
    p_kendall_tau_b: float | None
    p_weighted_kappa: float | None
    permutations: int


def agreement(
    plan_ranks: Sequence[int] | NDArray[np.int64],
    other_ranks: Sequence[int] | NDArray[np.int64],
    rng: np.random.Generator,
    *,
    permutations: int = PERMUTATIONS,
    progress: Progress = silent,
) -> Agreement:
    """Return how far two rankings of cities agree.

    Parameters
    ----------
    plan_ranks, other_ranks
        Tier rank of each city in the two, 0 is the lowest tier; same length and order. No city gives no statistic.
    rng
        Source of chance.
    permutations
        How often the labels of one side are permuted; 0 gives no probability.
    progress
        Told the share done.

    Notes
    -----
    Kappa has linear weights: tiers are steps, and nothing in a plan says that two steps are four times as bad as one.
    Permuting changes neither side's numbers of cities, so that only the table of the two sides need be counted.

    References
    ----------
    Kendall, M. G. (1945). The treatment of ties in ranking problems. Biometrika 33, 239-251.
    Cohen, J. (1968). Weighted kappa: nominal scale agreement with provision for scaled disagreement or partial credit.
    Psychological Bulletin 70, 213-220.
    """
    one, other = np.asarray(plan_ranks, dtype=np.int64), np.asarray(other_ranks, dtype=np.int64)
    k = int(max(one.max(initial=0), other.max(initial=0))) + 1
    table = _tables(one, other[None], k)
    tau = float(_excess_pairs(table)[0] / _pairs_scale(one, other)) if _pairs_scale(one, other) else None
    kappa = weighted_kappa(table[0])
    asked = tau is not None and permutations > 0
    order, steps = _share_reaching(one, other, k, rng, permutations, progress) if asked else (None, None)
    return Agreement(
        n=len(one),
        same=int((one == other).sum()),
        kendall_tau_b=tau,
        weighted_kappa=None if np.isnan(kappa) else kappa,
        p_kendall_tau_b=order,
        p_weighted_kappa=steps,
        permutations=permutations,
    )


def weighted_kappa(table: ArrayLike, *, disagreement: ArrayLike | None = None) -> float:
    """Return Cohen's weighted kappa of a table of two ratings.

    Parameters
    ----------
    table
        Square: how many cities (or which share) got which two ranks.
    disagreement
        Weight of each cell, 0 on the diagonal; the number of steps between the ranks if None (linear weights).

    Returns
    -------
    float
        1 for full agreement, 0 for what chance gives; NaN where chance leaves no room to disagree, as with one rank.

    References
    ----------
    Cohen, J. (1968). Weighted kappa: nominal scale agreement with provision for scaled disagreement or partial credit.
    Psychological Bulletin 70, 213-220.
    """
    counts = np.asarray(table, dtype=float)
    steps = _steps(len(counts)) if disagreement is None else np.asarray(disagreement, dtype=float)
    total = counts.sum()
    expected = float((steps * np.outer(counts.sum(axis=1), counts.sum(axis=0))).sum())
    return float(1 - total * (steps * counts).sum() / expected) if expected > 0 else float("nan")


def rank_table(one: NDArray[np.int64], other: NDArray[np.int64], k: int) -> NDArray[np.int64]:
    """Return how many cities have which two ranks, shape (k, k); ranks from 0 to k - 1."""
    table: NDArray[np.int64] = _tables(one, other[None], k)[0]
    return table


def _share_reaching(
    one: NDArray[np.int64],
    other: NDArray[np.int64],
    k: int,
    rng: np.random.Generator,
    permutations: int,
    progress: Progress,
) -> tuple[float, float]:
    """Return how often permuted labels agree at least as well, by the order of pairs and by steps apart."""
    observed = _tables(one, other[None], k)
    pairs, apart = _excess_pairs(observed)[0], (observed * _steps(k)).sum()
    reached = np.ones(2)
    for begin in range(0, permutations, _CHUNK):
        rows = min(_CHUNK, permutations - begin)
        tables = _tables(one, rng.permuted(np.tile(other, (rows, 1)), axis=1), k)
        reached[0] += (_excess_pairs(tables) >= pairs).sum()
        reached[1] += ((tables * _steps(k)).sum(axis=(1, 2)) <= apart).sum()
        progress((begin + rows) / permutations)
    return float(reached[0] / (1 + permutations)), float(reached[1] / (1 + permutations))


def _tables(one: NDArray[np.int64], others: NDArray[np.int64], k: int) -> NDArray[np.int64]:
    """Return the table of one ranking against each of many, shape (rows, k, k)."""
    rows = len(others)
    cell = np.arange(rows)[:, None] * k * k + one * k + others
    return np.bincount(cell.ravel(), minlength=rows * k * k).reshape(rows, k, k)


def _excess_pairs(tables: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the pairs of cities in the same order in both rankings less those in opposite order, for each table."""
    below = np.zeros_like(tables)
    below[:, 1:] = tables.cumsum(axis=1)[:, :-1]  # cities of a lower rank on the first side
    left, right = np.zeros_like(tables), np.zeros_like(tables)
    left[:, :, 1:] = below.cumsum(axis=2)[:, :, :-1]
    right[:, :, :-1] = below[:, :, ::-1].cumsum(axis=2)[:, :, ::-1][:, :, 1:]
    found: NDArray[np.int64] = (tables * (left - right)).sum(axis=(1, 2))
    return found


def _pairs_scale(one: NDArray[np.int64], other: NDArray[np.int64]) -> float:
    """Return the denominator of tau-b: the geometric mean of the pairs that each side does not tie."""
    return float(np.sqrt(float(_untied(one)) * float(_untied(other))))


def _untied(ranks: NDArray[np.int64]) -> int:
    counts = np.bincount(ranks)
    return int(len(ranks) * (len(ranks) - 1) // 2 - (counts * (counts - 1) // 2).sum())


def _steps(k: int) -> NDArray[np.int64]:
    return np.abs(np.subtract.outer(np.arange(k), np.arange(k)))
