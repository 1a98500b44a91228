"""Where the next 3, 5 or 8 sites should go: townships as candidates, the study's people as demand.

The peer is the same model written out in full for `scipy.optimize.milp` with HiGHS, without the search and the
reductions of `locate`, which tries that model first on coverage. It gets the whole of coverage; the p-median has a
variable for each pair of demand and candidate, which is too large for it with all townships, so that both get every
fourth there, and `locate` alone all of them. Both stop at a proven optimum, and their objectives are compared before
the times count. Distances are computed and libraries loaded before the clock starts.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, milp
from scipy.sparse import coo_array, csr_array, eye_array, hstack

from analysis.siting.location import Location, maximal_coverage, p_median
from analysis.siting.location_places import population_demand, township_candidates
from analysis.siting.location_study import distances_m
from bench.figures import Figure, main
from layers.read import read_study

COUNTS = (3, 5, 8)
RADIUS_M = 30_000.0
EVERY = 4
MOST_S = 300.0
PEER = "plain model, scipy.optimize.milp"

Floats = NDArray[np.float64]
Result = TypeVar("Result")


def measure(quick: bool) -> list[Figure]:
    """Return the times and those of the peer."""
    study = read_study().study
    demand, candidates = population_demand(study), township_candidates(study)
    costs = distances_m(demand.xy, candidates.xy)
    people = np.ones(len(costs)) if demand.weights is None else demand.weights
    some = slice(None, None, 2 * EVERY if quick else EVERY)
    few, times = costs[some, some], 1 if quick else 3
    p_median(few, people[some], 1), _plain_median(few[:9, :9], people[some][:9], 1)  # compiled, loaded
    figures = []
    for p in COUNTS[:1] if quick else COUNTS:
        shape = f"p = {p}, {len(few):,} x {few.shape[1]:,}"
        beside = partial(_plain_median, few, people[some], p)
        figures.append(_beside(f"p-median, {shape}", partial(p_median, few, people[some], p), beside, times))
        whole = f"p = {p}, {len(costs):,} x {costs.shape[1]:,}"
        seconds = [_seconds(partial(p_median, costs, people, p))[0] for _ in range(times)]
        figures.append(Figure(f"p-median, {whole}", "s", seconds))
        ours = partial(maximal_coverage, costs, people, p, radius=RADIUS_M)
        what = f"coverage within {RADIUS_M / 1000:g} km, {whole}"
        figures.append(_beside(what, ours, partial(_plain_coverage, costs, people, p), times))
    return figures


def _beside(what: str, ours: Callable[[], Location], theirs: Callable[[], OptimizeResult], times: int) -> Figure:
    """Return the times of both, who take turns.

    Raises
    ------
    AssertionError
        If an optimum is not proven, or they differ.
    """
    own, peer = [], []
    for _ in range(times):
        taken, location = _seconds(ours)
        own.append(taken)
        taken, solved = _seconds(theirs)
        peer.append(taken)
        np.testing.assert_equal((location.status, solved.status), ("optimal", 0), solved.message)
        np.testing.assert_allclose(abs(solved.fun), location.objective_value, rtol=1e-6)
    return Figure(what, "s", own, None, peer, PEER)


def _plain_median(costs: Floats, weights: Floats, p: int) -> OptimizeResult:
    """Solve the p-median of ReVelle and Swain (1970): a variable for each candidate, then one for each pair."""
    n, m = costs.shape
    pairs = np.arange(n * m)
    demand, candidate = np.divmod(pairs, m)
    served = coo_array((np.ones(n * m), (demand, m + pairs)), shape=(n, m + n * m))
    of_opened = coo_array(
        (np.repeat([-1.0, 1.0], n * m), (np.tile(pairs, 2), np.concatenate([candidate, m + pairs]))),
        shape=(n * m, m + n * m),
    )
    rows = [LinearConstraint(served.tocsr(), 1, 1), LinearConstraint(of_opened.tocsr(), -np.inf, 0)]
    return _solve(np.concatenate([np.zeros(m), (costs * weights[:, None]).ravel()]), rows, m, p)


def _plain_coverage(costs: Floats, weights: Floats, p: int) -> OptimizeResult:
    """Solve the maximal covering of Church and ReVelle (1974): a variable for each candidate, then each demand."""
    n, m = costs.shape
    covers = hstack([csr_array((costs <= RADIUS_M).astype(float)), -eye_array(n)])
    return _solve(np.concatenate([np.zeros(m), -weights]), [LinearConstraint(covers.tocsr(), 0, np.inf)], m, p)


def _solve(prices: Floats, rows: list[LinearConstraint], m: int, p: int) -> OptimizeResult:
    first = np.arange(len(prices)) < m
    chosen = LinearConstraint(csr_array(first[None].astype(float)), p, p)
    options = {"time_limit": MOST_S}
    return milp(prices, constraints=[*rows, chosen], integrality=first, bounds=Bounds(0, 1), options=options)


def _seconds(act: Callable[[], Result]) -> tuple[float, Result]:
    started = time.perf_counter()
    found = act()
    return time.perf_counter() - started, found


if __name__ == "__main__":
    main(measure)
