"""Normalisation of a decision matrix: every criterion on a common scale on which more is better."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from analysis.errors import ParameterError, Problem
from analysis.siting.matrix import DecisionMatrix, is_constant

Normalisation = Literal["minmax", "vector", "sum", "none"]

BLOCK_ROWS: Final = 65_536
"""Rows worked on at once where a copy is needed: memory stays bounded however long the grid is."""

_SMALLEST: Final = 1e-100
"""Below this a reciprocal or a square is not to be relied on."""


@dataclass(frozen=True, eq=False)
class Scale:
    """How each criterion is normalised: r = slope (y - centre) + base, where y is the value or its reciprocal.

    All arrays have shape (k,). `best` and `worst` are the values of y where r is largest and smallest. A constant
    criterion has slope and base 0: it contributes nothing.
    """

    reciprocal: NDArray[np.bool_]
    centre: NDArray[np.float64]
    slope: NDArray[np.float64]
    base: NDArray[np.float64]
    best: NDArray[np.float64]
    worst: NDArray[np.float64]

    def oriented(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return y of these values, shape (n, k): the values themselves where no criterion needs its reciprocal."""
        if not self.reciprocal.any():
            return values
        turned = values.copy()
        turned[:, self.reciprocal] = 1 / values[:, self.reciprocal]
        return turned

    def normalised(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return r of these values, shape (n, k)."""
        scaled: NDArray[np.float64] = (self.oriented(values) - self.centre) * self.slope + self.base
        return scaled

    def blocks(self, values: NDArray[np.float64]) -> Iterator[tuple[slice, NDArray[np.float64]]]:
        """Yield the rows in blocks: their places and their y."""
        rows = BLOCK_ROWS if self.reciprocal.any() else max(len(values), 1)
        for start in range(0, len(values), rows):
            part = slice(start, min(start + rows, len(values)))
            yield part, self.oriented(values[part])


def fit_scale(matrix: DecisionMatrix, normalisation: Normalisation) -> Scale:
    """Return the scale of each criterion.

    ``minmax``: 0 at the worst value, 1 at the best. ``vector``: x over the root of the sum of squares; 1 less that for
    a criterion to minimise. ``sum``: x over the sum; 1/x over the sum of 1/x for a criterion to minimise.

    Raises
    ------
    ParameterError
        ``sum_needs_positive`` for each criterion with a value that ``sum`` cannot take: negative, or, where it is
        minimised, 0.

    References
    ----------
    Hwang, C.-L. and Yoon, K. (1981). Multiple Attribute Decision Making, section 2.2 (vector normalisation, linear
    transformation). Springer.
    Çelen, A. (2014). Comparative analysis of normalization procedures in TOPSIS method. Informatica 25(2), 185-208.
    """
    low, high, squares = matrix.extents
    more = matrix.maximised
    flat = is_constant(low, high)
    reciprocal = np.zeros(len(more), dtype=bool)
    span = np.where(flat, 1.0, high - low)
    sign = np.where(more, 1.0, -1.0)
    if normalisation == "vector":
        slope = sign / np.where(flat, 1.0, _norms(matrix.values, squares))
        centre, base = np.zeros(len(more)), np.where(more, 0.0, 1.0)
    elif normalisation == "sum":
        _check_positive(matrix, low, flat)
        reciprocal = ~more & ~flat
        slope = 1 / np.where(flat, 1.0, _totals(matrix.values, reciprocal))
        centre = base = np.zeros(len(more))
    else:
        slope, centre, base = sign / span, np.where(more, low, high), np.zeros(len(more))
    slope, base = np.where(flat, 0.0, slope), np.where(flat, 0.0, base)
    best, worst = np.where(more, high, low), np.where(more, low, high)
    best[reciprocal], worst[reciprocal] = 1 / best[reciprocal], 1 / worst[reciprocal]
    return Scale(reciprocal, centre, slope, base, best, worst)


def _totals(values: NDArray[np.float64], reciprocal: NDArray[np.bool_]) -> NDArray[np.float64]:
    totals: NDArray[np.float64] = values.sum(axis=0)
    for place in np.flatnonzero(reciprocal):
        totals[place] = (1 / values[:, place]).sum()
    return totals


def _norms(values: NDArray[np.float64], squares: NDArray[np.float64]) -> NDArray[np.float64]:
    norms: NDArray[np.float64] = np.sqrt(squares)
    for place in np.flatnonzero(norms < _SMALLEST):  # squares of tiny values vanish
        largest = np.abs(values[:, place]).max()
        if largest > 0:
            norms[place] = largest * np.linalg.norm(values[:, place] / largest)
    return norms


def _check_positive(matrix: DecisionMatrix, low: NDArray[np.float64], flat: NDArray[np.bool_]) -> None:
    problems = [
        Problem("sum_needs_positive", name, {"value": float(least)})
        for name, least, more, same in zip(matrix.criteria, low, matrix.maximised, flat, strict=True)
        if not same and (least < 0 or (not more and least < _SMALLEST))
    ]
    if problems:
        raise ParameterError(*problems)
