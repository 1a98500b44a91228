"""Why an alternative scores as it does: its contributions beside those of a benchmark."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from analysis.checks import choice_problems
from analysis.errors import ParameterError, Problem
from analysis.score import FULL_SCORE
from analysis.siting.approach import Approach, shares_of
from analysis.siting.contributions import contributions
from analysis.siting.matrix import DecisionMatrix

Benchmark = Literal["best", "median", "alternative"]
BENCHMARKS: Final[tuple[Benchmark, ...]] = ("best", "median", "alternative")


@dataclass(frozen=True, eq=False)
class Explanation:
    """An alternative against a benchmark, in score points (100 times the score).

    Parameters
    ----------
    alternative
        What is explained.
    benchmark
        ``best``: the best value on each criterion; ``median``: the median on each; ``alternative``: another one.
    other
        That other one; None for the rest.
    parts
        Indexed by criterion: `value`, `benchmark_value` (in the criterion's unit), `points`, `benchmark_points`,
        `difference_points`. More is better, also for VIKOR, whose points are losses and so at most 0.
    difference_points
        By how much the alternative is ahead; exactly the sum of the differences of the parts.
    """

    alternative: str
    benchmark: Benchmark
    other: str | None
    parts: pd.DataFrame
    difference_points: float


def explain(
    matrix: DecisionMatrix,
    weights: ArrayLike,
    alternative: str,
    *,
    approach: Approach | None = None,
    benchmark: Benchmark = "best",
    other: str | None = None,
) -> Explanation:
    """Return an alternative's contributions beside those of a benchmark.

    Parameters
    ----------
    matrix, weights, approach
        As in `rank`.
    alternative
        Its id.
    benchmark, other
        As in `Explanation`; `other` is needed for ``alternative`` and is otherwise not looked at.

    Returns
    -------
    Explanation
        Constant criteria have 0 points. The contributions are those of `contributions`.

    Raises
    ------
    ParameterError
        ``unknown_alternative``, ``unknown_choice``; as in `rank`.
    """
    chosen = approach or Approach()
    shares = shares_of(weights, matrix)
    named = [alternative, *([str(other)] if benchmark == "alternative" else [])]
    _check(matrix, named, benchmark)
    places = [_place(matrix, name) for name in named]
    against = matrix.row(places[1]) if len(places) > 1 else _row(matrix, benchmark)
    rows = np.vstack([matrix.row(places[0]), against])
    points = FULL_SCORE * contributions(matrix, shares, chosen, rows=rows)
    parts = pd.DataFrame(
        {
            "value": rows[0],
            "benchmark_value": rows[1],
            "points": points[0],
            "benchmark_points": points[1],
            "difference_points": points[0] - points[1],
        },
        index=pd.Index(matrix.criteria, name="criterion"),
    )
    kept = other if benchmark == "alternative" else None
    return Explanation(alternative, benchmark, kept, parts, float(parts["difference_points"].sum()))


def _row(matrix: DecisionMatrix, benchmark: Benchmark) -> NDArray[np.float64]:
    return matrix.median_row() if benchmark == "median" else matrix.best_row()


def _place(matrix: DecisionMatrix, name: str) -> int:
    return int((matrix.alternatives.map(str) == name).argmax())


def _check(matrix: DecisionMatrix, named: list[str], benchmark: str) -> None:
    known = set(matrix.alternatives.map(str))
    problems = [Problem("unknown_alternative", "alternatives", {"value": one}) for one in named if one not in known]
    problems += choice_problems("benchmark", benchmark, BENCHMARKS)
    if problems:
        raise ParameterError(*problems)
