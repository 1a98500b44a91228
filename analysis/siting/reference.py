"""Scores by pymcdm, the maintained library of decision methods, for matrices of a handful to some hundred rows."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from analysis.siting.approach import Approach, check_thresholds
from analysis.siting.matrix import DecisionMatrix, is_constant


def library_scores(
    matrix: DecisionMatrix, shares: NDArray[np.float64], approach: Approach
) -> NDArray[np.float64] | None:
    """Return the scores of an approach by pymcdm, shape (n,).

    The library divides by zero on a constant criterion; such criteria are kept from it, as they contribute nothing.

    Parameters
    ----------
    matrix
        n alternatives; memory grows with n² for PROMETHEE II.
    shares
        Weights that sum to 1, shape (k,).
    approach
        Method, normalisation and parameters.

    Returns
    -------
    array or None
        None where the method is not defined without a convention that the library does not have: all alternatives
        equal, or, for VIKOR, equal in S or R; for shares of the sum, a value that is not positive.

    References
    ----------
    Kizielewicz, B., Shekhovtsov, A. and Sałabun, W. (2023). pymcdm - the universal library for solving multi-criteria
    decision-making problems. SoftwareX 22, 101368.
    """
    # Imported where it is needed: it loads Matplotlib, which takes most of a second.
    from pymcdm import methods, normalizations

    varying = ~is_constant(*matrix.extents[:2]) & (shares > 0)
    if not varying.any():
        return None
    if approach.normalisation == "sum" and (matrix.values[:, varying] <= 0).any():
        return None
    normalise = {
        "minmax": normalizations.minmax_normalization,
        "vector": normalizations.vector_normalization,
        "sum": normalizations.sum_normalization,
        "none": None,
    }[approach.normalisation or "none"]
    if approach.method == "weighted_sum":
        method = methods.WSM(normalise)
    elif approach.method == "topsis":
        method = methods.TOPSIS(normalise)
    elif approach.method == "vikor":
        method = methods.VIKOR(v=approach.majority)
    else:
        method = _promethee(matrix, varying, approach)
    types = np.where(matrix.maximised, 1, -1)
    with np.errstate(all="ignore"):
        found = method(matrix.values[:, varying], shares[varying], types[varying], validation=False)
    values: NDArray[np.float64] = np.asarray(found, dtype=float)
    return values if np.isfinite(values).all() else None


def _promethee(matrix: DecisionMatrix, varying: NDArray[np.bool_], approach: Approach) -> object:
    from pymcdm import methods

    check_thresholds(matrix, approach.preference)
    if approach.preference.function == "usual":
        return methods.PROMETHEE_II("usual")
    names = [name for name, kept in zip(matrix.criteria, varying, strict=True) if kept]
    leads = [approach.preference.leads(name) for name in names]
    return methods.PROMETHEE_II("vshape_2", p=[high for _, high in leads], q=[low for low, _ in leads])
