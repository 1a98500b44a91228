"""Comparisons in pairs as the page keeps them: one's own, those of others, and which one to look at again."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analysis.errors import ParameterError, Problem, YuantuError
from analysis.siting.ahp import CONSISTENCY_LIMIT, RANDOM_INDEX, Ahp, Judgement, ahp
from analysis.siting.comparison_json import MOST_MEMBERS
from analysis.siting.plain_values import LONGEST_TEXT
from analysis.siting.weighting import AhpMember, Weighting

OWN: Final = ""
"""Name of the reader's own comparisons: the member without one."""

MOST_CRITERIA: Final = len(RANDOM_INDEX)
SCALE: Final = (*(1 / n for n in range(9, 1, -1)), *map(float, range(1, 10)))
"""Saaty's scale, from the column 9 times as important to the row 9 times as important."""


@dataclass(frozen=True)
class Repair:
    """What makes comparisons more consistent.

    Parameters
    ----------
    judgement
        The one that agrees least with the others.
    value
        The step of the scale for it that gives the lowest consistency ratio.
    ratio
        That ratio.
    """

    judgement: Judgement
    value: float
    ratio: float

    @property
    def enough(self) -> bool:
        """Whether this one change brings the ratio to 0.10 or below."""
        return self.ratio <= CONSISTENCY_LIMIT


def own_of(weighting: Weighting) -> AhpMember | None:
    """Return the reader's own comparisons; None where only those of others count."""
    return next((one for one in weighting.members if one.name == OWN), None)


def with_own(weighting: Weighting, names: Sequence[str]) -> Weighting:
    """Return the weights with comparisons of one's own that cover these criteria.

    What was compared before stays; every other pair starts as equally important. Where there are comparisons of others
    and none of one's own, none are added.
    """
    own = own_of(weighting)
    if own is None and weighting.members:
        return weighting
    return _put_own(weighting, completed(own, names))


def without_own(weighting: Weighting) -> Weighting:
    """Return the weights without one's own comparisons."""
    return replace(weighting, members=tuple(one for one in weighting.members if one.name != OWN))


def completed(own: AhpMember | None, names: Sequence[str]) -> AhpMember:
    """Return comparisons that cover these criteria, new pairs equal; those of other criteria are kept behind them.

    Comparisons from a file that contradict themselves, or are no matrix, are begun anew.
    """
    own = own if own is not None and _sound(own) else None
    known = () if own is None else own.criteria
    every = (*names, *(name for name in known if name not in names))[: max(MOST_CRITERIA, len(names))]
    matrix = np.ones((len(every), len(every)))
    if own is not None:
        both = [name for name in every if name in known]
        new, old = [every.index(name) for name in both], [known.index(name) for name in both]
        matrix[np.ix_(new, new)] = np.asarray(own.matrix, dtype=float)[np.ix_(old, old)]
    return AhpMember(OWN, tuple(every), _rows(matrix))


def value_of(own: AhpMember, row: str, column: str) -> float:
    """Return how many times as important one criterion is as another."""
    return own.matrix[own.criteria.index(row)][own.criteria.index(column)]


def judged(weighting: Weighting, row: str, column: str, value: float) -> Weighting:
    """Return the weights after one's own comparison of a pair is changed, its reciprocal with it."""
    own = own_of(weighting)
    if own is None:
        return weighting
    matrix = np.asarray(own.matrix, dtype=float)
    i, j = own.criteria.index(row), own.criteria.index(column)
    matrix[i, j], matrix[j, i] = value, 1 / value
    return _put_own(weighting, replace(own, matrix=_rows(matrix)))


def own_ahp(own: AhpMember, names: Sequence[str]) -> Ahp:
    """Return the weights of these criteria by one's own comparisons, which must cover them.

    Raises
    ------
    ParameterError
        As in `ahp`.
    """
    places = [own.criteria.index(name) for name in names]
    return ahp(names, np.asarray(own.matrix, dtype=float)[np.ix_(places, places)])


def repair(found: Ahp) -> Repair | None:
    """Return what to change first where the consistency ratio is above 0.10; None where it is not.

    The comparison that agrees least with the others is tried at every step of the scale.
    """
    if found.consistent or found.worst is None:
        return None
    i, j = found.criteria.index(found.worst.row), found.criteria.index(found.worst.column)
    ratios = {value: _ratio_with(found, i, j, value) for value in SCALE}
    best = min(ratios, key=lambda value: ratios[value])
    return Repair(found.worst, best, ratios[best])


def steps_with(value: float) -> list[float]:
    """Return the steps of the scale, and this value among them where it is none of them."""
    if any(abs(step - value) < 1e-9 for step in SCALE):
        return list(SCALE)
    return sorted((*SCALE, value))


def nearest_step(value: float, steps: Sequence[float]) -> float:
    """Return the step that a value stands at."""
    return min(steps, key=lambda step: abs(np.log(step / value)))


def member_of_file(name: str, content: bytes) -> AhpMember:
    """Return the comparisons of a weights file, named by the file; it lies on disk only while it is read.

    Raises
    ------
    YuantuError
        With everything that is wrong with it; ``weights_mixed`` where it holds no comparisons.
    """
    from layers.weights_file import read_weights

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "weights.toml"
        path.write_bytes(content)
        try:
            read = read_weights(path)
        except YuantuError as error:
            renamed = (replace(one, where=one.where.replace(path.name, name, 1)) for one in error.problems)
            raise type(error)(*renamed) from None
    if read.ahp is None:
        raise ParameterError(Problem("weights_mixed", name))
    called = Path(name).stem[:LONGEST_TEXT] or name[:LONGEST_TEXT]
    return AhpMember(called, read.ahp.criteria, _rows(read.ahp.comparisons))


def with_others(weighting: Weighting, others: Sequence[AhpMember]) -> Weighting:
    """Return the weights with more people's comparisons; one of the same name is replaced.

    Raises
    ------
    ParameterError
        ``too_long`` for more than 50 people.
    """
    by_name = {one.name: one for one in (*weighting.members, *others)}
    if len(by_name) > MOST_MEMBERS:
        raise ParameterError(Problem("too_long", "ahp", {"n": len(by_name), "allowed": MOST_MEMBERS}))
    return replace(weighting, members=tuple(by_name.values()))


def without(weighting: Weighting, name: str) -> Weighting:
    """Return the weights without a person."""
    return replace(weighting, members=tuple(one for one in weighting.members if one.name != name))


def _sound(own: AhpMember) -> bool:
    try:
        ahp(own.criteria, np.asarray(own.matrix, dtype=float))
    except ValueError:  # also of rows of different lengths
        return False
    return True


def _put_own(weighting: Weighting, own: AhpMember) -> Weighting:
    return replace(weighting, members=(own, *(one for one in weighting.members if one.name != OWN)))


def _ratio_with(found: Ahp, i: int, j: int, value: float) -> float:
    matrix = found.comparisons.copy()
    matrix[i, j], matrix[j, i] = value, 1 / value
    return ahp(found.criteria, matrix).consistency_ratio


def _rows(matrix: NDArray[np.float64]) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(map(float, row)) for row in matrix)
