"""What a worked example is: a number that is known from elsewhere, and how to compute it anew."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from analysis.plan import Bilingual


@dataclass(frozen=True)
class Example:
    """A number that is known from elsewhere.

    Parameters
    ----------
    id
        Short name.
    source
        Where the expected number comes from.
    expected
        That number.
    tolerance
        Largest difference that still agrees.
    compute
        Computes it anew with this project's own functions.
    """

    id: str
    source: Bilingual
    expected: float
    tolerance: float
    compute: Callable[[], float]
