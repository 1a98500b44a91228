"""Weights of criteria: given directly, equal, or read from how the alternatives differ (entropy, CRITIC)."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from analysis.errors import ParameterError, Problem
from analysis.siting.matrix import DecisionMatrix, is_constant


def direct_weights(criteria: Sequence[str], weights: Mapping[str, float]) -> NDArray[np.float64]:
    """Return weights on any scale as shares.

    Parameters
    ----------
    criteria
        Ids, in the order of the result.
    weights
        Criterion -> weight of 0 or more; only proportions count. Every criterion needs one.

    Returns
    -------
    array
        Shape (k,), sums to 1.

    Raises
    ------
    ParameterError
        ``no_criterion``, ``unknown_criterion``, ``weight_missing``, ``bad_weight`` (negative, infinite or not a
        number), ``weights_all_zero``; all at once.
    """
    known = ", ".join(criteria)
    problems = [] if criteria else [Problem("no_criterion", "criteria")]
    problems += [
        Problem("unknown_criterion", "weights", {"criterion": name, "known": known})
        for name in weights
        if name not in criteria
    ]
    problems += [Problem("weight_missing", "weights", {"criterion": one}) for one in criteria if one not in weights]
    problems += [
        Problem("bad_weight", "weights", {"component": name, "value": float(value)})
        for name, value in weights.items()
        if not (math.isfinite(value) and value >= 0)
    ]
    if weights and all(value == 0 for value in weights.values()):
        problems.append(Problem("weights_all_zero", "weights", {"components": known}))
    if problems:
        raise ParameterError(*problems)
    relative = np.array([weights[name] for name in criteria], dtype=float)
    return _shares(relative / relative.max())


def equal_weights(criteria: Sequence[str]) -> NDArray[np.float64]:
    """Return the same share for each criterion, shape (k,); ``no_criterion`` if there is none."""
    return direct_weights(criteria, dict.fromkeys(criteria, 1.0))


def entropy_weights(matrix: DecisionMatrix) -> NDArray[np.float64]:
    """Return weights by Shannon's entropy: a criterion counts the more, the more unequally it is shared out.

    Each criterion is turned into shares p = x / sum(x) of the alternatives, whichever its objective is; its entropy is
    E = -sum(p ln p) / ln n, its weight proportional to 1 - E.

    Returns
    -------
    array
        Shape (k,), sums to 1. A value of 0 adds 0, the limit of p ln p. A constant criterion weighs 0.

    Raises
    ------
    ParameterError
        ``negative_for_entropy`` for each criterion with a negative value, whose shares have no meaning;
        ``weights_undefined`` if every criterion is constant, as with one alternative.

    References
    ----------
    Hwang, C.-L. and Yoon, K. (1981). Multiple Attribute Decision Making, section 2.4 (entropy method). Springer.
    Zou, Z.-H., Yun, Y. and Sun, J.-N. (2006). Entropy method for determination of weight of evaluating indicators in
    fuzzy synthetic evaluation for water quality assessment. Journal of Environmental Sciences 18(5), 1020-1023.
    """
    values, varying = matrix.values, _varying(matrix)
    low = values.min(axis=0)
    problems = [
        Problem("negative_for_entropy", name, {"value": float(least)})
        for name, least in zip(matrix.criteria, low, strict=True)
        if least < 0
    ]
    if problems:
        raise ParameterError(*problems)
    weights = np.zeros(len(matrix.criteria))
    for place in np.flatnonzero(varying):
        shares = values[:, place] / values[:, place].sum()
        some = shares[shares > 0]
        weights[place] = max(1 + float((some * np.log(some)).sum()) / math.log(len(values)), 0.0)
    return _defined_shares(weights, matrix)


def critic_weights(matrix: DecisionMatrix) -> NDArray[np.float64]:
    """Return weights by CRITIC: a criterion counts by its spread, and by how much it says that the others do not.

    Each criterion is scaled to 0 (worst) and 1 (best); its weight is proportional to its standard deviation times
    the sum of 1 - r over the others, r being Pearson's correlation.

    Returns
    -------
    array
        Shape (k,), sums to 1. A constant criterion weighs 0; the only criterion that varies weighs 1.

    Raises
    ------
    ParameterError
        ``weights_undefined`` if all criteria are constant, or all that vary say the same (r = 1 throughout).

    References
    ----------
    Diakoulaki, D., Mavrotas, G. and Papayannakis, L. (1995). Determining objective weights in multiple criteria
    problems: the CRITIC method. Computers & Operations Research 22(7), 763-770.
    """
    varying = _varying(matrix)
    weights = np.zeros(len(matrix.criteria))
    if varying.sum() == 1:
        return varying.astype(float)
    if varying.any():
        values = matrix.values[:, varying]
        low, high = values.min(axis=0), values.max(axis=0)
        scaled = (values - low) / (high - low)
        scaled[:, ~matrix.maximised[varying]] *= -1
        conflict = (1 - np.corrcoef(scaled, rowvar=False)).sum(axis=1)
        weights[varying] = scaled.std(axis=0) * np.where(conflict > _NO_CONFLICT, conflict, 0)
    return _defined_shares(weights, matrix)


_NO_CONFLICT = 1e-9
"""Sums of 1 - r below this are rounding of correlations of 1."""


def _varying(matrix: DecisionMatrix) -> NDArray[np.bool_]:
    return ~is_constant(*matrix.extents[:2])


def _defined_shares(weights: NDArray[np.float64], matrix: DecisionMatrix) -> NDArray[np.float64]:
    if weights.sum() <= 0:
        raise ParameterError(Problem("weights_undefined", "weights", {"criteria": ", ".join(matrix.criteria)}))
    return _shares(weights)


def _shares(weights: NDArray[np.float64]) -> NDArray[np.float64]:
    shares: NDArray[np.float64] = weights / weights.sum()
    return shares
