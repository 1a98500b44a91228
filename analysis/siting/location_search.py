"""The search for a best choice: good choices by swaps, a bound by relaxation, and HiGHS for what is left between."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.errors import ParameterError, Problem
from analysis.progress import Progress, part_of
from analysis.siting.location_bound import CLOSED, Bound, lagrangian_bound
from analysis.siting.location_models import Deadline, Solved, any_choice
from analysis.siting.location_rules import Choice, Instance

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]

STAGES = 6
"""Times that the relaxation is sharpened on what it has not yet ruled out."""


@dataclass(frozen=True, eq=False)
class Found:
    """The best choice (places among the candidates), its cost, and the cost that no choice is below."""

    chosen: Integers
    cost: float
    lower: float


Finish = Callable[[Integers, Booleans], Solved]
"""Solves what is left: takes the candidates that remain and which pairs of them and demand, shape (kept, n)."""


class Incumbent:
    """The best choice so far, made better by swaps.

    Parameters
    ----------
    costs, base
        Weighted, shape (m, n), and what each demand pays at the sites that stand, shape (n,).
    instance
        The rules.
    deadline
        For the model that finds a first choice where greedy choosing finds none.

    Raises
    ------
    ParameterError
        As `first_choice`.
    """

    def __init__(self, costs: Floats, base: Floats, instance: Instance, deadline: Deadline) -> None:
        self._costs, self._base, self._instance = costs, base, instance
        self._capped = np.minimum(base, costs.max(initial=0.0))
        greedy = self._filled(np.zeros(0, dtype=np.int64))
        self.chosen: Integers = first_choice(instance, deadline) if greedy is None else greedy
        self.cost = self._swapped(self.chosen)

    def improve(self, start: Integers) -> float:
        """Make a good choice out of the candidates in `start`, keep it if it is the best, return the least cost."""
        chosen = self._filled(start) if len(start) else None
        if chosen is not None and (cost := self._swapped(chosen)) < self.cost:
            self.chosen, self.cost = chosen, cost
        return self.cost

    def _filled(self, start: Integers) -> Integers | None:
        """Return p candidates: those of `start` that obey the rules together, and more by greedy choosing."""
        from analysis.siting.location_loops import fill_greedily  # Numba takes a second to load

        one, chosen = self._instance, np.full(self._instance.choice.p, -1, dtype=np.int64)
        kept = _obeying(start, one)
        chosen[: len(kept)] = kept
        choice = one.choice
        filled = fill_greedily(
            self._costs, self._capped, chosen, choice.groups, choice.quota, one.starts, one.neighbours
        )
        return chosen if filled == choice.p else None

    def _swapped(self, chosen: Integers) -> float:
        from analysis.siting.location_loops import interchange  # Numba takes a second to load

        one = self._instance
        return float(
            interchange(
                self._costs, self._base, chosen, one.choice.groups, one.choice.quota, one.starts, one.neighbours
            )
        )


def minimise(
    costs: Floats, base: Floats, instance: Instance, finish: Finish, deadline: Deadline, progress: Progress
) -> Found:
    """Return the choice of least cost, or the best that the time allows, with its bound.

    Candidates, and pairs of candidate and demand, that no better choice can use are ruled out by their penalty in the
    relaxation; mostly so few are left that HiGHS decides at once, or the bound meets the cost and nothing is left.

    Parameters
    ----------
    costs, base
        Weighted, shape (m, n) and (n,), as of `lagrangian_bound`.
    instance
        The rules.
    finish
        The exact model of what is left.
    deadline, progress
        Told between rounds; while HiGHS runs nothing is told.

    Raises
    ------
    ParameterError
        As `first_choice`.
    """
    best = Incumbent(costs, base, instance, deadline)
    kept = np.arange(instance.choice.m)
    bound = _start(costs, base, best.chosen, instance.choice)
    for stage in range(STAGES):
        told = part_of(progress, 0.9 * stage / STAGES, 0.9 * (stage + 1) / STAGES)
        bound = _staged(costs[kept], base, kept, instance.choice.narrowed(kept), bound, best, told, deadline)
        still = np.flatnonzero(bound.lower + bound.penalty <= best.cost + _slack(best.cost))
        settled = len(still) > 0.9 * len(kept)
        kept = kept[still]
        bound = Bound(bound.lower, bound.prices, bound.rents, bound.penalty[still])
        if is_closed(best.cost, bound.lower) or deadline.left() == 0 or settled:
            break
    progress(0.9)
    lower = bound.lower
    if not is_closed(best.cost, lower):
        lower = max(lower, _finished(costs, kept, bound, best, finish, deadline))
    progress(1.0)
    return Found(best.chosen, best.cost, best.cost if is_closed(best.cost, lower) else lower)


def first_choice(instance: Instance, deadline: Deadline) -> Integers:
    """Return any choice that obeys the rules.

    Raises
    ------
    ParameterError
        ``locate_spacing_too_wide`` if the spacing alone leaves none, ``locate_rules_together`` if only spacing and
        quota together do, ``locate_no_time`` if the time ran out before either was known.
    """
    choice = instance.choice
    solved = any_choice(choice, deadline)
    if solved.chosen is not None:
        return solved.chosen.astype(np.int64)
    values = {"p": choice.p, "spacing_m": instance.spacing_m}
    if not solved.impossible:
        raise ParameterError(Problem("locate_no_time", "time_limit_s", values))
    without_quota = Choice(choice.p, np.zeros_like(choice.groups), choice.p, choice.cliques)
    if choice.quota < choice.p and not any_choice(without_quota, deadline).impossible:
        values = {**values, "per_city": choice.quota}
        raise ParameterError(Problem("locate_rules_together", "min_spacing_m, per_city", values))
    raise ParameterError(Problem("locate_spacing_too_wide", "min_spacing_m", values))


def _obeying(start: Integers, instance: Instance) -> list[int]:
    """Return those of `start` that are not too near to one before them; quotas hold already."""
    kept: list[int] = []
    for place in start.tolist():
        near = instance.neighbours[instance.starts[place] : instance.starts[place + 1]]
        if not np.isin(kept, near).any():
            kept.append(place)
    return kept


def _start(costs: Floats, base: Floats, chosen: Integers, choice: Choice) -> Bound:
    """Return prices to start from: each demand's cost at the second nearest site of a good choice."""
    served = np.sort(np.vstack([costs[chosen], base[None]]), axis=0)
    second = np.where(np.isfinite(served[1]), served[1], served[0])
    return Bound(0.0, second, np.zeros(choice.cliques.shape[0]), np.zeros(choice.m))


def _staged(
    costs: Floats,
    base: Floats,
    kept: Integers,
    choice: Choice,
    start: Bound,
    best: Incumbent,
    progress: Progress,
    deadline: Deadline,
) -> Bound:
    def watch(share: float) -> bool:
        progress(share)
        return deadline.left() == 0

    def incumbent(chosen: Integers) -> float:
        return best.improve(kept[chosen])

    return lagrangian_bound(costs, base, choice, start, incumbent, watch=watch)


def _finished(
    costs: Floats, kept: Integers, bound: Bound, best: Incumbent, finish: Finish, deadline: Deadline
) -> float:
    """Solve what is left exactly, as far as time and size allow, and return the bound."""
    room = best.cost - bound.lower + _slack(best.cost)
    pairs = np.maximum(costs[kept] - bound.prices, 0.0) + bound.penalty[:, None] <= room
    if deadline.left() == 0:
        return bound.lower
    solved = finish(kept, pairs)
    if solved.chosen is not None and len(solved.chosen):
        best.improve(kept[solved.chosen])
    return min(solved.bound, best.cost)


def _slack(cost: float) -> float:
    """Return what rounding may add, so that the best choice itself is never ruled out."""
    return 10 * CLOSED * cost


def is_closed(cost: float, lower: float) -> bool:
    """Whether a cost is proven least: what lies between it and its bound is rounding."""
    return cost - lower <= CLOSED * cost
