"""Weights from one person's pairwise comparisons: the analytic hierarchy process (AHP)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.errors import ParameterError, Problem

CONSISTENCY_LIMIT: Final = 0.10
"""Saaty's bound: above this consistency ratio the comparisons should be looked at again."""

RANDOM_INDEX: Final = (0, 0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59)
"""Mean consistency index of random reciprocal matrices of 1 to 15 criteria: Saaty (1980), p. 21."""

RECIPROCAL_TOLERANCE: Final = 0.05
"""How far a[i, j] * a[j, i] may be from 1: a reciprocal typed with two decimals (0.14 of 7) does not contradict."""

GREATEST_COMPARISON: Final = 1e6
"""Far beyond Saaty's 9; what is larger, or smaller than its reciprocal, is a slip and would leave floating point."""

_AGREES: Final = 1e-6


@dataclass(frozen=True)
class Judgement:
    """The comparison that agrees least with the rest.

    `row` is `given` times as important as `column` by the comparison itself, `suggested` times by the weights that all
    comparisons give together.
    """

    row: str
    column: str
    given: float
    suggested: float


@dataclass(frozen=True, eq=False)
class Ahp:
    """Weights by AHP and how consistent the comparisons are.

    Parameters
    ----------
    criteria
        Ids, k of them.
    weights
        Shape (k,), sums to 1.
    lambda_max
        Principal eigenvalue; k if the comparisons are consistent.
    consistency_index
        (lambda_max - k) / (k - 1); 0 for one criterion.
    consistency_ratio
        The index over that of random comparisons; 0 for one or two criteria, which cannot contradict each other.
    worst
        The comparison to look at first; None if all agree.
    comparisons
        Shape (k, k), exactly reciprocal.
    """

    criteria: tuple[str, ...]
    weights: NDArray[np.float64]
    lambda_max: float
    consistency_index: float
    consistency_ratio: float
    worst: Judgement | None
    comparisons: NDArray[np.float64]

    @property
    def consistent(self) -> bool:
        """Whether the consistency ratio is at most 0.10."""
        return self.consistency_ratio <= CONSISTENCY_LIMIT


def ahp(criteria: Sequence[str], comparisons: ArrayLike) -> Ahp:
    """Return weights as the principal eigenvector of a matrix of pairwise comparisons.

    Parameters
    ----------
    criteria
        Ids of the rows and columns, 1 to 15.
    comparisons
        Shape (k, k), positive: entry (i, j) says how many times as important i is as j; (j, i) is its reciprocal,
        up to rounding to two decimals, which is evened out.

    Returns
    -------
    Ahp
        An inconsistent matrix has weights as well; `Ahp.consistent` and `Ahp.worst` say what to look at.

    Raises
    ------
    ParameterError
        ``no_criterion``, ``too_many_criteria``, ``comparisons_shape``, ``bad_comparison`` (not positive, not
        finite, above 1e6 or below 1e-6), ``not_reciprocal`` for each pair whose two entries contradict each other;
        all at once.

    References
    ----------
    Saaty, T. L. (1980). The Analytic Hierarchy Process, pp. 17-21. McGraw-Hill.
    Saaty, T. L. (2003). Decision-making with the AHP: why is the principal eigenvector necessary. European Journal of
    Operational Research 145, 85-91: the judgement with the largest a[i, j] * w[j] / w[i] is the least consistent one.
    """
    names, given = tuple(criteria), np.asarray(comparisons, dtype=float)
    _check(names, given)
    k = len(names)
    given = np.sqrt(given / given.T)
    values, vectors = np.linalg.eig(given)
    principal = int(values.real.argmax())
    vector = np.abs(vectors[:, principal].real)
    weights = vector / vector.sum()
    lambda_max = max(float(values[principal].real), float(k))
    index = (lambda_max - k) / (k - 1) if k > 1 else 0.0
    ratio = index / RANDOM_INDEX[k - 1] if k > 2 else 0.0
    return Ahp(names, weights, lambda_max, index, ratio, _worst(names, given, weights), given)


def comparisons_from_answers(criteria: Sequence[str], answers: Mapping[tuple[str, str], float]) -> NDArray[np.float64]:
    """Return the matrix of pairwise comparisons from one answer for each pair.

    Parameters
    ----------
    criteria
        Ids, k of them.
    answers
        (one, other) -> how many times as important `one` is; each pair once, in either order.

    Returns
    -------
    array
        Shape (k, k), reciprocal.

    Raises
    ------
    ParameterError
        ``no_criterion``, ``unknown_criterion``, ``bad_comparison``, ``comparison_missing``, ``compared_twice``; all at
        once.
    """
    names = tuple(criteria)
    places = {name: place for place, name in enumerate(names)}
    problems = [] if names else [Problem("no_criterion", "criteria")]
    problems += [
        Problem("unknown_criterion", "comparisons", {"criterion": name, "known": ", ".join(names)})
        for name in dict.fromkeys(name for pair in answers for name in pair)
        if name not in places
    ]
    problems += [
        Problem("bad_comparison", "comparisons", {"row": one, "column": other, "value": float(value)})
        for (one, other), value in answers.items()
        if one == other or not 1 / GREATEST_COMPARISON <= value <= GREATEST_COMPARISON
    ]
    for one, other in combinations(names, 2):
        given = ((one, other) in answers) + ((other, one) in answers)
        if given != 1:
            code = "compared_twice" if given else "comparison_missing"
            problems.append(Problem(code, "comparisons", {"row": one, "column": other}))
    if problems:
        raise ParameterError(*problems)
    matrix = np.ones((len(names), len(names)))
    for (one, other), value in answers.items():
        matrix[places[one], places[other]] = value
        matrix[places[other], places[one]] = 1 / value
    return matrix


def _worst(names: tuple[str, ...], given: NDArray[np.float64], weights: NDArray[np.float64]) -> Judgement | None:
    error = given * weights[None, :] / weights[:, None]
    row, column = np.unravel_index(int(error.argmax()), error.shape)
    if error[row, column] <= 1 + _AGREES:
        return None
    suggested = float(weights[row] / weights[column])
    return Judgement(names[row], names[column], float(given[row, column]), suggested)


def _check(names: tuple[str, ...], given: NDArray[np.float64]) -> None:
    if problems := _problems(names, given):
        raise ParameterError(*problems)


def _problems(names: tuple[str, ...], given: NDArray[np.float64]) -> list[Problem]:
    k = len(names)
    if not k:
        return [Problem("no_criterion", "criteria")]
    if k > len(RANDOM_INDEX):
        return [Problem("too_many_criteria", "comparisons", {"n": k, "allowed": len(RANDOM_INDEX)})]
    if given.shape != (k, k):
        shape = " x ".join(str(side) for side in given.shape)
        return [Problem("comparisons_shape", "comparisons", {"given": shape, "expected": f"{k} x {k}"})]
    bad = ~((given >= 1 / GREATEST_COMPARISON) & (given <= GREATEST_COMPARISON))
    problems = [
        Problem("bad_comparison", "comparisons", {"row": names[i], "column": names[j], "value": float(given[i, j])})
        for i, j in np.argwhere(bad)
    ]
    for i in range(k):
        for j in range(i, k):
            if not (bad[i, j] or bad[j, i]) and abs(given[i, j] * given[j, i] - 1) > RECIPROCAL_TOLERANCE:
                forth, back = float(given[i, j]), float(given[j, i])
                pair: dict[str, str | float] = {"row": names[i], "column": names[j], "forth": forth, "back": back}
                problems.append(Problem("not_reciprocal", "comparisons", pair))
    return problems
