"""Decision methods on grids and under many weights, beside the libraries that compute them for a handful of sites.

TOPSIS, weighted sum and VIKOR over 1,000,000 alternatives x 10 criteria. The peers are pymcdm and scikit-criteria on
the same array in the same run, called as their documentation shows: pymcdm checks the matrix at every call
(``unchecked`` is without that), scikit-criteria first wraps it. Ours wraps and checks it as well; what a changed weight
costs afterwards is a figure of its own. The scores are compared, and a difference above 1e-9 stops the measurement.
PROMETHEE II has no peer at that size: the libraries compare every pair.

Ranks of 1,000 alternatives under 1,000 drawn weights have a target of half a second; the peer of the weighted sum is
pymcdm called once for each set of weights. A peer that is not installed is skipped with a sentence.
"""

from __future__ import annotations

import importlib.util
import sys
import time
import warnings
from collections.abc import Callable
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.siting.approach import Approach
from analysis.siting.decision import scores
from analysis.siting.matrix import DecisionMatrix, Objective, decision_matrix
from analysis.siting.robustness import rank_acceptability
from bench.figures import Figure, main

ROWS: Final = 1_000_000
CRITERIA: Final = 10
DRAWN: Final = 1_000
DRAWS_TARGET_S: Final = 0.5
SEED: Final = 0
AGREES: Final = 1e-9

Peer = Callable[[], NDArray[np.float64]]


def measure(quick: bool) -> list[Figure]:
    """Return the times, ours and the peers'."""
    warnings.filterwarnings("ignore")
    for name in ("pymcdm", "skcriteria"):
        if not _installed(name):
            print(f"{name} is not installed: measured without it.", file=sys.stderr)
    repeats = 1 if quick else 5
    table = _table(ROWS)
    weights = np.arange(1.0, CRITERIA + 1)
    figures: list[Figure] = []
    for title, approach, peers in (
        ("TOPSIS", Approach("topsis", "vector"), _topsis_peers(table, weights)),
        ("weighted sum", Approach("weighted_sum", "minmax"), _sum_peers(table, weights)),
        ("VIKOR", Approach("vikor"), _vikor_peers(table, weights)),
        ("PROMETHEE II (usual)", Approach("promethee2"), {}),
    ):
        figures += _grid(f"{title}, {ROWS:,} x {CRITERIA}", table, weights, approach, peers, repeats)
    return figures + _draws(repeats)


def _grid(
    title: str,
    table: DecisionMatrix,
    weights: NDArray[np.float64],
    approach: Approach,
    peers: dict[str, Peer],
    repeats: int,
) -> list[Figure]:
    found = scores(table, weights, approach)

    def act() -> object:
        made = decision_matrix(table.alternatives, table.criteria, table.values, objectives=table.objectives)
        return scores(made, weights, approach)

    ours = [_seconds(act) for _ in range(repeats)]
    changed = [_seconds(lambda: scores(table, weights, approach)) for _ in range(repeats)]
    figures = [Figure(f"{title}, a changed weight", "s", changed)]
    if not peers:
        return [Figure(title, "s", ours), *figures]
    for name, peer in peers.items():
        theirs = peer()
        if np.abs(theirs - found).max() > AGREES:
            raise SystemExit(f"{title}: {name} gives other scores")
        times = [_seconds(peer) for _ in range(min(repeats, 3))]
        figures.append(Figure(f"{title} ({min(times) / min(ours):.0f} times as fast)", "s", ours, None, times, name))
    return figures


def _draws(repeats: int) -> list[Figure]:
    table, weights = _table(DRAWN), np.ones(CRITERIA)
    figures = []
    for approach in (Approach("weighted_sum"), Approach("topsis"), Approach("vikor"), Approach("promethee2")):

        def act(approach: Approach = approach) -> None:
            rank_acceptability(table, weights, np.random.default_rng(SEED), approach=approach, draws=DRAWN)

        act()
        times = [_seconds(act) for _ in range(repeats)]
        title = f"ranks of {DRAWN:,} alternatives under {DRAWN:,} weights, {approach.method}"
        peer = _drawn_peer(table) if approach.method == "weighted_sum" else None
        peer_times = [] if peer is None else [_seconds(peer)]
        figures.append(Figure(title, "s", times, DRAWS_TARGET_S, peer_times, "pymcdm, one call a draw" if peer else ""))
    return figures


def _table(rows: int) -> DecisionMatrix:
    values = np.random.default_rng(SEED).uniform(1, 100, (rows, CRITERIA))
    kinds: list[Objective] = ["max" if place % 3 else "min" for place in range(CRITERIA)]
    names = [f"c{place}" for place in range(CRITERIA)]
    return decision_matrix(pd.RangeIndex(rows), names, values, objectives=kinds)


def _topsis_peers(table: DecisionMatrix, weights: NDArray[np.float64]) -> dict[str, Peer]:
    peers: dict[str, Peer] = {}
    if _installed("pymcdm"):
        from pymcdm import methods, normalizations

        topsis = methods.TOPSIS(normalizations.vector_normalization)
        peers["pymcdm"] = _pymcdm(topsis, table, weights)
        peers["pymcdm, unchecked"] = _pymcdm(topsis, table, weights, checked=False)
    if _installed("skcriteria"):
        peers["scikit-criteria"] = _skcriteria(table, weights)
    return peers


def _sum_peers(table: DecisionMatrix, weights: NDArray[np.float64]) -> dict[str, Peer]:
    if not _installed("pymcdm"):
        return {}
    from pymcdm import methods, normalizations

    return {"pymcdm": _pymcdm(methods.WSM(normalizations.minmax_normalization), table, weights)}


def _vikor_peers(table: DecisionMatrix, weights: NDArray[np.float64]) -> dict[str, Peer]:
    if not _installed("pymcdm"):
        return {}
    from pymcdm import methods

    return {"pymcdm": _pymcdm(methods.VIKOR(), table, weights)}


def _pymcdm(
    method: Callable[..., NDArray[np.float64]],
    table: DecisionMatrix,
    weights: NDArray[np.float64],
    *,
    checked: bool = True,
) -> Peer:
    types = np.where(table.maximised, 1, -1)
    shares = weights / weights.sum()
    return lambda: method(table.values, shares, types, validation=checked)


def _skcriteria(table: DecisionMatrix, weights: NDArray[np.float64]) -> Peer:
    import skcriteria
    from skcriteria.agg.topsis import TOPSIS
    from skcriteria.preprocessing.scalers import VectorScaler

    types, shares = np.where(table.maximised, 1, -1), weights / weights.sum()

    def act() -> NDArray[np.float64]:
        made = skcriteria.mkdm(table.values, types, weights=shares)
        return np.asarray(TOPSIS().evaluate(VectorScaler(target="matrix").transform(made)).e_["similarity"])

    return act


def _drawn_peer(table: DecisionMatrix) -> Callable[[], object] | None:
    if not _installed("pymcdm"):
        return None
    from pymcdm import helpers, methods, normalizations

    method, types = methods.WSM(normalizations.minmax_normalization), np.where(table.maximised, 1, -1)
    drawn = np.random.default_rng(SEED).dirichlet(np.ones(CRITERIA), DRAWN)
    return lambda: [helpers.rrankdata(method(table.values, one, types, validation=False)) for one in drawn]


def _installed(name: str) -> bool:
    return importlib.util.find_spec(name) is not None


def _seconds(act: Callable[[], object]) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


if __name__ == "__main__":
    main(measure)
