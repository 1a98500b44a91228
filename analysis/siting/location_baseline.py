"""What chance would reach: the mean objective over all choices of p candidates, each as likely as another.

Rules of spacing and quota are left aside. For the p-median and for coverage the mean is exact, demand by demand; for
the p-centre it is taken over drawn choices.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

DRAWS = 999


def expected_median(costs: Floats, p: int) -> float:
    """Return the mean p-median objective.

    Parameters
    ----------
    costs
        Weighted, candidates in rows, shape (m, n).
    p
        Chosen, from 1 to m.

    Returns
    -------
    float
        With a demand's costs in ascending order, the k-th is what it pays if no nearer candidate is chosen, which has
        the chance C(m - k + 1, p) / C(m, p).
    """
    m = len(costs)
    chance = none_chosen(m, p)[:m]
    steps = np.diff(np.sort(costs, axis=0), axis=0, prepend=0.0)
    return float(chance @ steps.sum(axis=1))


def expected_coverage(near: NDArray[np.bool_], weights: Floats, p: int) -> float:
    """Return the mean weight covered.

    Parameters
    ----------
    near
        Which candidate covers which demand, shape (m, n).
    weights
        Shape (n,).
    p
        Chosen, from 1 to m.
    """
    return float(weights @ (1 - none_chosen(len(near), p)[near.sum(axis=0)]))


def mean_centre(costs: Floats, p: int, rng: np.random.Generator | None, *, draws: int = DRAWS) -> float | None:
    """Return the mean p-centre objective over drawn choices; None without a source of chance.

    Parameters
    ----------
    costs
        Candidates in rows, shape (m, n).
    p
        Chosen, from 1 to m.
    rng
        Source of chance.
    draws
        Choices drawn.
    """
    if rng is None:
        return None
    found = [costs[rng.choice(len(costs), p, replace=False)].min(axis=0).max() for _ in range(draws)]
    return float(np.mean(found))


def none_chosen(m: int, p: int) -> Floats:
    """Return the chance that none of k given candidates is among p of m, for k from 0 to m; shape (m + 1,)."""
    k = np.arange(m)
    return np.concatenate([[1.0], np.cumprod(np.maximum(m - p - k, 0) / (m - k))])
