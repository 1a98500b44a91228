"""A comparison of sites as a workbook can hold it: everything that a score is computed from, in full precision."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from analysis.siting.value import ValueFunction

Objective = Literal["max", "min", "ideal"]


@dataclass(frozen=True)
class ComparedCriterion:
    """A criterion.

    Parameters
    ----------
    id, title, unit
        The latter two in the reader's words.
    objective, ideal
        Of its raw values; `ideal` is None unless the objective is ``ideal``.
    weight
        Share in [0, 1].
    value
        Value function that turns raw values into worth before they are normalised; None where raw values are.
    """

    id: str
    title: str
    unit: str
    objective: Objective
    ideal: float | None
    weight: float
    value: ValueFunction | None = None


@dataclass(frozen=True)
class ComparedAlternative:
    """An alternative; one that takes no part has neither score nor rank, and a reason.

    Parameters
    ----------
    id, name
        The name may be empty.
    raw
        One for each criterion; None where it is missing.
    filled
        Place of a criterion whose value is missing, and what stands for it: the worst worth observed, where the
        criterion has a value function; the largest distance to its ideal value; the worst raw value.
    score, rank
        By the method chosen.
    excluded_by
        Why it takes no part, in the reader's words.
    lon, lat
        WGS 84, degrees; None where its position is not known.
    """

    id: str
    name: str
    raw: tuple[float | None, ...]
    score: float | None
    rank: int | None
    excluded_by: str | None = None
    filled: tuple[tuple[int, float], ...] = ()
    lon: float | None = None
    lat: float | None = None


@dataclass(frozen=True)
class Comparison:
    """Compared alternatives.

    Parameters
    ----------
    method, normalisation
        Ids, as in `analysis.siting.approach.Approach`.
    words
        What the method is, in the reader's words.
    criteria, alternatives
        In the order given.
    notes
        Who wins, how safe that is, and what must be known.
    """

    method: str
    normalisation: str
    words: str
    criteria: tuple[ComparedCriterion, ...]
    alternatives: tuple[ComparedAlternative, ...]
    notes: tuple[str, ...] = ()

    @cached_property
    def compared(self) -> tuple[ComparedAlternative, ...]:
        """Those that have a rank, the best first, equal ones as they stand."""
        ranked = [(one.rank, one) for one in self.alternatives if one.rank is not None]
        return tuple(one for _, one in sorted(ranked, key=lambda pair: pair[0]))

    @cached_property
    def excluded(self) -> tuple[ComparedAlternative, ...]:
        """Those that take no part, as they stand."""
        return tuple(one for one in self.alternatives if one.rank is None)

    @property
    def is_weighted_sum(self) -> bool:
        """Whether the method is one that formulas of a sheet can follow."""
        return self.method == "weighted_sum"
