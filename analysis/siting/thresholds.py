"""What an alternative must keep to, or be excluded from the comparison."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from analysis.errors import ParameterError, Problem


@dataclass(frozen=True)
class Threshold:
    """What an alternative must keep to, or be excluded: `minimum` and `maximum` are themselves allowed.

    Raises
    ------
    ParameterError
        ``threshold_empty`` if neither is given, one is not a number, or no value can keep both.
    """

    minimum: float | None = None
    maximum: float | None = None

    def __post_init__(self) -> None:
        low, high = _or(self.minimum, -math.inf), _or(self.maximum, math.inf)
        if not low <= high or (self.minimum is None and self.maximum is None):
            raise ParameterError(Problem("threshold_empty", "Threshold", {"minimum": low, "maximum": high}))

    def excludes(self, values: ArrayLike) -> NDArray[np.bool_]:
        """Return which values break it; one that is missing (NaN) does not: the policy for those decides."""
        raw = np.asarray(values, dtype=float)
        excluded: NDArray[np.bool_] = (raw < _or(self.minimum, -math.inf)) | (raw > _or(self.maximum, math.inf))
        return excluded


def excluded_by(
    values: Mapping[str, ArrayLike] | pd.DataFrame, thresholds: Mapping[str, Threshold], *, n: int
) -> tuple[tuple[str, ...], ...]:
    """Return for each of `n` alternatives the criteria whose threshold excludes it; empty where none does.

    Parameters
    ----------
    values
        Criterion id -> raw values, shape (n,); a frame of criteria is one too.
    thresholds
        Criterion id -> threshold.

    Raises
    ------
    ParameterError
        ``unknown_criterion`` for each threshold on a criterion that is not there.
    """
    known = values.columns if isinstance(values, pd.DataFrame) else values
    check_known(thresholds, known, where="thresholds")
    broken = {name: threshold.excludes(values[name]) for name, threshold in thresholds.items()}
    return tuple(tuple(name for name, excluded in broken.items() if excluded[place]) for place in range(n))


def check_known(asked: Iterable[str], known: Iterable[str], *, where: str) -> None:
    """Raise ``unknown_criterion`` for each criterion asked for that is not known."""
    ids = list(known)
    problems = [
        Problem("unknown_criterion", where, {"criterion": name, "known": ", ".join(ids)})
        for name in asked
        if name not in ids
    ]
    if problems:
        raise ParameterError(*problems)


def _or(value: float | None, other: float) -> float:
    return other if value is None else value
