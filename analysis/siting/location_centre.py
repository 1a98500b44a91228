"""The search for the p-centre: the smallest radius within which p sites cover every demand."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from analysis.progress import Progress
from analysis.siting.location_models import Deadline, Solved, cover_all_model, fewest_model
from analysis.siting.location_rules import Instance
from analysis.siting.location_search import Found, first_choice

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]


def smallest_radius(costs: Floats, base: Floats, instance: Instance, deadline: Deadline, progress: Progress) -> Found:
    """Return the choice of least greatest cost, or the best that the time allows, with its bound.

    Parameters
    ----------
    costs, base
        Candidates in rows, shape (m, n), and what each demand pays at the sites that stand, infinite where none does.
    instance
        The rules.
    deadline, progress
        Told between two radii.

    Raises
    ------
    ParameterError
        As `first_choice`.
    """
    first = first_choice(instance, deadline)
    reached = np.minimum(costs, base)
    radii = np.unique(reached[reached >= reached.min(axis=0).max()])
    best = Found(first, _greatest(reached, first), float(radii[0]))
    low, high = 0, int(np.searchsorted(radii, best.cost))
    halvings = max(int(np.ceil(np.log2(high + 1))), 1)
    done = 0
    while low < high and deadline.left() > 0:
        middle = (low + high) // 2
        solved = _covered(costs, base, float(radii[middle]), instance, deadline)
        if solved.chosen is not None:
            best = Found(solved.chosen, _greatest(reached, solved.chosen), best.lower)
            high = int(np.searchsorted(radii, best.cost))
        elif solved.impossible:
            low = middle + 1
            best = Found(best.chosen, best.cost, float(radii[low]))
        else:  # the time is over
            break
        done += 1
        progress(min(done / halvings, 1.0))
    progress(1.0)
    return best


def _greatest(reached: Floats, chosen: Integers) -> float:
    return float(reached[chosen].min(axis=0).max())


def _covered(costs: Floats, base: Floats, radius: float, instance: Instance, deadline: Deadline) -> Solved:
    """Return a choice that covers every demand within the radius, if there is one."""
    choice, m = instance.choice, len(costs)
    covers = costs[:, base > radius] <= radius
    if choice.cliques.shape[0] or choice.quota < choice.p:
        return cover_all_model(covers[:, _needed(covers)], choice, deadline)
    useful, covers = _reduced(covers)
    chosen = _greedy_cover(covers, choice.p)
    if chosen is None:
        solved = fewest_model(covers, choice.p, deadline)
        if solved.chosen is None:
            return solved
        chosen = solved.chosen
    return Solved(_filled_up(useful[chosen], choice.p, m), 0.0)


def _reduced(covers: Booleans) -> tuple[Integers, Booleans]:
    """Return the candidates and what they cover, without what the rest implies, again until nothing more falls.

    A demand whose every cover also covers another is served with it; a candidate that covers no more than another can
    be left out, as no rule tells them apart (Toregas and ReVelle 1973, Geographical Analysis 5, 145-155).
    """
    useful = np.arange(len(covers))
    size = -1
    while covers.size not in (0, size):
        size = covers.size
        covers = covers[:, _needed(covers)]
        kept = _needed(~covers.T)
        useful, covers = useful[kept], covers[kept]
    return useful, covers


def _needed(covers: Booleans) -> Integers:
    """Return the columns that contain no other column: what covers a kept one covers those that are left out too.

    Of equal columns the first is kept. Transposed and turned over, the same finds the candidates whose cover lies in
    no other's.
    """
    as_numbers = covers.astype(np.float32)
    inside = (as_numbers.T @ as_numbers) >= covers.sum(axis=0)[:, None]  # column i lies within column k
    twins = inside & inside.T
    implied = (inside & ~twins) | np.triu(twins, k=1)
    return np.flatnonzero(~implied.any(axis=0))


def _greedy_cover(covers: Booleans, p: int) -> Integers | None:
    """Return at most p candidates that cover all, each the one that adds most; None if that takes more."""
    left = np.ones(covers.shape[1], dtype=bool)
    chosen: list[int] = []
    while left.any():
        if len(chosen) == p:
            return None
        best = int((covers & left).sum(axis=1).argmax())
        chosen.append(best)
        left &= ~covers[best]
    return np.array(chosen, dtype=np.int64)


def _filled_up(chosen: Integers, p: int, m: int) -> Integers:
    """Return p candidates: those chosen, and the first of the others."""
    others = np.setdiff1d(np.arange(m), chosen)
    return np.concatenate([chosen, others[: p - len(chosen)]]).astype(np.int64)
