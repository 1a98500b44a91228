"""The location models as sparse matrices for HiGHS, through `scipy.optimize.milp`.

Every model chooses y (one 0/1 variable a candidate, first in the vector) under the same rules. Costs are scaled, so
that the solver's absolute tolerances are small beside them.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from analysis.siting.location_rules import Choice

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]

_SCALE = 1e4
_INFEASIBLE = 2

Row = tuple[Any, float, float]
"""A sparse matrix with the least and the greatest value of its rows."""


@dataclass(frozen=True)
class Deadline:
    """When to stop, on the monotonic clock."""

    at: float

    @classmethod
    def after(cls, seconds: float) -> Deadline:
        """Return the deadline so many seconds from now."""
        return cls(time.monotonic() + seconds)

    def left(self) -> float:
        """Return the seconds left, 0 once it is over."""
        return max(self.at - time.monotonic(), 0.0)


@dataclass(frozen=True, eq=False)
class Solved:
    """What the solver found.

    Parameters
    ----------
    chosen
        Candidates of the best choice; None where none was found.
    bound
        No choice has a smaller objective (which the models minimise); infinite where none is possible at all.
    """

    chosen: Integers | None
    bound: float

    @property
    def impossible(self) -> bool:
        """Whether it is proven that there is no choice."""
        return self.bound == np.inf


def median_model(costs: Floats, base: Floats, allowed: Booleans, choice: Choice, deadline: Deadline) -> Solved:
    """Minimise the cost of serving every demand once (ReVelle and Swain 1970, Geographical Analysis 2, 30-42).

    Parameters
    ----------
    costs
        Weighted, candidates in rows, shape (m, n).
    base
        What each demand pays at the sites that stand, infinite where none does.
    allowed
        Which candidate may serve which demand, shape (m, n); demand served by none of them takes its base.
    """
    from scipy.sparse import coo_array, hstack  # not every run of the application needs it

    candidate, demand = np.nonzero(allowed)
    standing = np.flatnonzero(np.isfinite(base))
    pairs, (m, n) = len(candidate), costs.shape
    ones, row = np.ones(pairs), np.arange(pairs)
    opened = coo_array((-ones, (row, candidate)), shape=(pairs, m))
    served_by = coo_array((ones, (row, row)), shape=(pairs, pairs + len(standing)))
    servers = np.concatenate([demand, standing])
    serve = coo_array((np.ones(len(servers)), (servers, np.arange(len(servers)))), shape=(n, len(servers)))
    prices = np.concatenate([np.zeros(m), costs[candidate, demand], base[standing]])
    rows = [
        (hstack([opened, served_by]), -np.inf, 0),
        (hstack([coo_array((n, m)), serve]), 1, 1),
    ]
    return _solve(prices, choice, rows, deadline)


def coverage_model(covers: Booleans, weights: Floats, choice: Choice, deadline: Deadline) -> Solved:
    """Minimise the weight that is not covered (Church and ReVelle 1974, Papers of the RSA 32, 101-118).

    Parameters
    ----------
    covers
        Which candidate covers which demand, shape (m, n).
    weights
        Of the demands, shape (n,).
    """
    from scipy.sparse import csr_array, eye_array, hstack  # not every run of the application needs it

    n = len(weights)
    prices = np.concatenate([np.zeros(choice.m), weights])
    return _solve(prices, choice, [(hstack([csr_array(covers.T).astype(float), eye_array(n)]), 1, np.inf)], deadline)


def cover_all_model(covers: Booleans, choice: Choice, deadline: Deadline) -> Solved:
    """Find a choice that covers every demand, shape of `covers` (m, n)."""
    from scipy.sparse import csr_array  # not every run of the application needs it

    return _solve(np.zeros(choice.m), choice, [(csr_array(covers.T).astype(float), 1, np.inf)], deadline)


def fewest_model(covers: Booleans, at_most: int, deadline: Deadline) -> Solved:
    """Find the fewest candidates that cover every demand, if so many are enough (Toregas and others 1971).

    Fewest, because a price on each candidate lets the relaxation prove sooner that so many are too few.
    """
    from scipy.sparse import csr_array  # not every run of the application needs it

    m = len(covers)
    rows = [(csr_array(covers.T).astype(float), 1, np.inf), (csr_array(np.ones((1, m))), -np.inf, at_most)]
    return _milp(np.ones(m), m, rows, deadline)


def any_choice(choice: Choice, deadline: Deadline) -> Solved:
    """Find any choice that obeys the rules."""
    return _solve(np.zeros(choice.m), choice, [], deadline)


def _solve(prices: Floats, choice: Choice, rows: Sequence[Row], deadline: Deadline) -> Solved:
    """Minimise over the choices that obey the rules."""
    size = len(prices)
    widened = [(_widened(matrix, size), low, high) for matrix, low, high in _rule_rows(choice)]
    return _milp(prices, choice.m, [*rows, *widened], deadline)


def _milp(prices: Floats, binaries: int, rows: Sequence[Row], deadline: Deadline) -> Solved:
    """Minimise; the first so many variables are 0 or 1, the others between."""
    from scipy.optimize import Bounds, LinearConstraint, milp  # takes half a second to load

    scale = _SCALE / (prices.sum() or 1.0)
    found = milp(
        prices * scale,
        integrality=np.arange(len(prices)) < binaries,
        bounds=Bounds(0, 1),
        constraints=[LinearConstraint(matrix.tocsr(), low, high) for matrix, low, high in rows],
        options={"time_limit": max(deadline.left(), 0.01), "mip_rel_gap": 0},
    )
    if found.status == _INFEASIBLE:
        return Solved(None, np.inf)
    bound = 0.0 if found.mip_dual_bound is None else float(found.mip_dual_bound) / scale
    return Solved(None if found.x is None else np.flatnonzero(found.x[:binaries] > 0.5), bound)


def _rule_rows(choice: Choice) -> list[Row]:
    from scipy.sparse import csr_array  # not every run of the application needs it

    ones, every = np.ones(choice.m), np.arange(choice.m)
    rows: list[Row] = [(csr_array(ones[None]), choice.p, choice.p)]
    crowded = choice.cliques[np.diff(choice.cliques.indptr) > 1]
    if crowded.shape[0]:
        rows.append((crowded, -np.inf, 1))
    if choice.quota < choice.p:
        groups = csr_array((ones, (choice.groups, every)), shape=(int(choice.groups.max()) + 1, choice.m))
        rows.append((groups, -np.inf, choice.quota))
    return rows


def _widened(matrix: csr_array, size: int) -> csr_array:
    """Return the matrix with columns of zeros up to a size."""
    from scipy.sparse import csr_array  # not every run of the application needs it

    return csr_array((matrix.data, matrix.indices, matrix.indptr), shape=(matrix.shape[0], size))
