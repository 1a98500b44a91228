"""Weights of a group by AHP: the geometric mean of its members' judgements, and how far the members disagree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from analysis.errors import ParameterError, Problem
from analysis.siting.ahp import Ahp, ahp


@dataclass(frozen=True)
class SharedJudgement:
    """One comparison as a group makes it: how many times as important `row` is as `column`.

    Parameters
    ----------
    mean
        The group's: the geometric mean of its members'.
    low, high
        The smallest and the largest that a member gave.
    geometric_sd
        Geometric standard deviation over the members, a factor: 1 if all agree; 2 says that members are typically
        twice or half the mean.
    """

    row: str
    column: str
    mean: float
    low: float
    high: float
    geometric_sd: float

    @property
    def turned(self) -> bool:
        """Whether some members hold the row and others the column to be the more important."""
        return self.low < 1 < self.high


@dataclass(frozen=True, eq=False)
class GroupAhp:
    """Weights of a group.

    Parameters
    ----------
    members
        Name -> that person's own weights and consistency.
    group
        Weights and consistency of the aggregated judgements.
    judgements
        One for each pair of criteria, the widest disagreement first; none for a single criterion.
    """

    members: Mapping[str, Ahp]
    group: Ahp
    judgements: tuple[SharedJudgement, ...]

    @property
    def inconsistent(self) -> tuple[str, ...]:
        """Members whose own consistency ratio is above 0.10."""
        return tuple(name for name, one in self.members.items() if not one.consistent)


def group_ahp(members: Mapping[str, Ahp]) -> GroupAhp:
    """Return the weights of a group: AHP on the element-wise geometric mean of its members' comparisons.

    This is the aggregation of individual judgements, for a group that decides as one. The geometric mean is the only
    usual mean that keeps the comparisons reciprocal. Members count the same.

    Parameters
    ----------
    members
        Name -> weights by that person's comparisons. All compare the same criteria, in any order.

    Returns
    -------
    GroupAhp
        Criteria in the order of the first member. One member gives what `ahp` gives; members who agree give what each
        of them gives. A group can be consistent though its members are not.

    Raises
    ------
    ParameterError
        ``no_member``; ``criterion_not_compared`` for each criterion that a member lacks and another has; all at once.

    References
    ----------
    Aczél, J. and Saaty, T. L. (1983). Procedures for synthesizing ratio judgements. Journal of Mathematical Psychology
    27, 93-102.
    Forman, E. and Peniwati, K. (1998). Aggregating individual judgments and priorities with the analytic hierarchy
    process. European Journal of Operational Research 108, 165-169.
    Kirkwood, T. B. L. (1979). Geometric means and measures of dispersion. Biometrics 35, 908-909.
    """
    if problems := _problems(members):
        raise ParameterError(*problems)
    names = next(iter(members.values())).criteria
    logs = np.log([_ordered(one, names) for one in members.values()])
    return GroupAhp(dict(members), ahp(names, np.exp(logs.mean(axis=0))), _judgements(names, logs))


def _problems(members: Mapping[str, Ahp]) -> list[Problem]:
    if not members:
        return [Problem("no_member", "comparisons")]
    every = dict.fromkeys(name for one in members.values() for name in one.criteria)
    return [
        Problem("criterion_not_compared", member, {"criterion": name})
        for member, one in members.items()
        for name in every
        if name not in one.criteria
    ]


def _ordered(one: Ahp, names: tuple[str, ...]) -> NDArray[np.float64]:
    places = [one.criteria.index(name) for name in names]
    return one.comparisons[np.ix_(places, places)]


def _judgements(names: tuple[str, ...], logs: NDArray[np.float64]) -> tuple[SharedJudgement, ...]:
    """Return each pair's, from the logarithms of shape (members, k, k)."""
    mean, spread = np.exp(logs.mean(axis=0)), np.exp(logs.std(axis=0))
    low, high = np.exp(logs.min(axis=0)), np.exp(logs.max(axis=0))
    found = [
        SharedJudgement(names[i], names[j], *(float(part[i, j]) for part in (mean, low, high, spread)))
        for i, j in combinations(range(len(names)), 2)
    ]
    return tuple(sorted(found, key=lambda one: -one.geometric_sd))
