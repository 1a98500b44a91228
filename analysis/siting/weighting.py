"""Which weights a comparison uses: given directly, by AHP, equal, or read from how the alternatives differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from analysis.checks import choice_problems
from analysis.errors import ParameterError, Problem
from analysis.siting.ahp import Ahp, ahp
from analysis.siting.group_ahp import GroupAhp, group_ahp
from analysis.siting.matrix import DecisionMatrix
from analysis.siting.weights import critic_weights, direct_weights, entropy_weights, equal_weights

WeightKind = Literal["direct", "ahp", "equal", "entropy", "critic"]
WEIGHT_KINDS: Final[tuple[WeightKind, ...]] = get_args(WeightKind)


@dataclass(frozen=True)
class AhpMember:
    """One person's comparisons in pairs.

    Parameters
    ----------
    name
        Who; may be empty.
    criteria
        Ids, k of them.
    matrix
        Shape (k, k): how many times as important the criterion of the row is as that of the column.
    """

    name: str
    criteria: tuple[str, ...]
    matrix: tuple[tuple[float, ...], ...]


@dataclass(frozen=True)
class Weighting:
    """Where the weights come from; hashable.

    Parameters
    ----------
    kind
        ``direct``, ``ahp``, ``equal``, ``entropy`` or ``critic``.
    direct
        (criterion, weight of 0 or more) for ``direct``; may name more criteria than are compared.
    members
        For ``ahp``; each may compare more criteria than are compared. Kept, like `direct`, while another kind is used.
    """

    kind: WeightKind = "equal"
    direct: tuple[tuple[str, float], ...] = ()
    members: tuple[AhpMember, ...] = ()


def weights_by(weighting: Weighting, matrix: DecisionMatrix) -> tuple[NDArray[np.float64], Ahp | None]:
    """Return the share of each criterion of a matrix, shape (k,), and the AHP that they come from, if they do.

    Raises
    ------
    ParameterError
        ``unknown_choice``; as in `direct_weights`, `group_of_members`, `entropy_weights` and `critic_weights`;
        ``weight_missing`` for each criterion that the direct weights lack.
    """
    names = matrix.criteria
    if weighting.kind == "direct":
        given = dict(weighting.direct)
        return direct_weights(names, {name: given[name] for name in names if name in given}), None
    if weighting.kind == "ahp":
        found = group_of_members(weighting.members, names).group
        return found.weights, found
    if weighting.kind == "equal":
        return equal_weights(names), None
    if weighting.kind == "entropy":
        return entropy_weights(matrix), None
    if weighting.kind == "critic":
        return critic_weights(matrix), None
    raise ParameterError(*choice_problems("weights", weighting.kind, WEIGHT_KINDS))


def group_of_members(members: Sequence[AhpMember], names: Sequence[str]) -> GroupAhp:
    """Return the weights of some people, of these criteria only and in their order.

    A member without a name is called by the number, from 1; so is one whose name an earlier member has.

    Raises
    ------
    ParameterError
        ``no_member``; ``weight_missing`` for each criterion that a member lacks; what else is wrong with a member's
        comparisons, as in `ahp`, with that member's name. All members' at once.
    """
    found: dict[str, Ahp] = {}
    problems: list[Problem] = []
    for number, member in enumerate(members, start=1):
        called = member.name if member.name and member.name not in found else f"{member.name} {number}".strip()
        try:
            found[called] = ahp(names, _of_these(member, tuple(names)))
        except ParameterError as error:
            where = member.name or f"comparisons {number}"
            problems += [Problem(one.code, where, one.values) for one in error.problems]
    if problems:
        raise ParameterError(*problems)
    return group_ahp(found)


def _of_these(member: AhpMember, names: tuple[str, ...]) -> NDArray[np.float64]:
    """Return a member's comparisons of these criteria only, in their order."""
    lacking = [Problem("weight_missing", "ahp", {"criterion": one}) for one in names if one not in member.criteria]
    if lacking:
        raise ParameterError(*lacking)
    k = len(member.criteria)
    if [len(row) for row in member.matrix] != [k] * k:
        given = f"{len(member.matrix)} x {'/'.join(str(n) for n in sorted({len(row) for row in member.matrix})) or 0}"
        raise ParameterError(Problem("comparisons_shape", "ahp", {"given": given, "expected": f"{k} x {k}"}))
    places = [member.criteria.index(name) for name in names]
    found: NDArray[np.float64] = np.asarray(member.matrix, dtype=float)[np.ix_(places, places)]
    return found
