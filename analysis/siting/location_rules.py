"""What a choice of sites must obey: how many, how far apart, how many in a city, what stands already."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.errors import ParameterError, Problem

if TYPE_CHECKING:
    from scipy.sparse import csr_array

MAX_PAIRS = 50_000_000
"""Pairs of demand and candidate, or of candidates to keep apart, that are held at once: 400 MB of costs."""


@dataclass(frozen=True)
class SiteRules:
    """What a choice obeys beside its number; nothing by default.

    Parameters
    ----------
    min_spacing_m
        Least straight-line distance between two new sites, and between a new one and one that stands; a distance of
        exactly this much is enough. Needs `xy`.
    xy
        Places of the candidates in a projected CRS, shape (m, 2), metres.
    per_city
        Most new sites in a city; those that stand do not count. Needs `cities`.
    cities
        City of each candidate, length m.
    fixed
        Places, in the cost matrix, of candidates that stand already. They serve, but are not counted in p.
    """

    min_spacing_m: float | None = None
    xy: ArrayLike | None = None
    per_city: int | None = None
    cities: Sequence[str] | None = None
    fixed: Sequence[int] = ()


@dataclass(frozen=True, eq=False)
class Choice:
    """How a choice of p of m candidates is limited, as linear constraints.

    Parameters
    ----------
    p
        Number to choose.
    groups, quota
        Group of each candidate, from 0, and the most that may be chosen of one.
    cliques
        Sparse, shape (c, m): 1 for the members of a set of which at most one can be chosen.
    """

    p: int
    groups: NDArray[np.int64]
    quota: int
    cliques: csr_array

    @property
    def m(self) -> int:
        """Number of candidates."""
        return len(self.groups)

    def narrowed(self, kept: NDArray[np.int64]) -> Choice:
        """Return the same choice among some of the candidates only."""
        return Choice(self.p, self.groups[kept], self.quota, self.cliques[:, kept])


@dataclass(frozen=True, eq=False)
class Instance:
    """A checked problem of choosing p of m candidates.

    Parameters
    ----------
    choice
        The rules as constraints.
    places
        Of the candidates in the caller's matrix, shape (m,): those that do not stand and are not too near to one.
    fixed
        Places of those that stand.
    starts, neighbours
        Candidates too near to each other: those of j are ``neighbours[starts[j]:starts[j + 1]]``.
    spacing_m
        As given, for messages.
    """

    choice: Choice
    places: NDArray[np.int64]
    fixed: NDArray[np.int64]
    starts: NDArray[np.int64]
    neighbours: NDArray[np.int64]
    spacing_m: float


def checked_instance(candidates: int, p: int, rules: SiteRules) -> Instance:
    """Return the problem of choosing p of so many candidates, or raise all that is wrong with it.

    Candidates too near to a fixed one are left out from the start.

    Raises
    ------
    ParameterError
        ``locate_bad_p``, ``locate_unknown_fixed``, ``locate_not_positive``, ``locate_needs_places``,
        ``locate_needs_cities``, ``coordinates_not_finite``, ``locate_too_many_pairs``; then
        ``locate_too_few_candidates``, ``locate_spacing_too_wide`` or ``locate_quota_too_small``.
    """
    problems = [*_count_problems(p, rules, candidates), *_spacing_problems(rules, candidates)]
    problems += _quota_problems(rules, candidates)
    if problems:
        raise ParameterError(*problems)
    fixed = np.array(sorted(set(rules.fixed)), dtype=np.int64)
    free = np.setdiff1d(np.arange(candidates), fixed)
    if len(free) < p:
        raise ParameterError(Problem("locate_too_few_candidates", "p", {"p": p, "candidates": len(free)}))
    places = _away_from_fixed(free, fixed, rules)
    if len(places) < p:
        values = {"p": p, "spacing_m": float(rules.min_spacing_m or 0), "possible": len(places)}
        raise ParameterError(Problem("locate_spacing_too_wide", "min_spacing_m", values))
    groups, quota = _groups(places, p, rules)
    possible = int(np.minimum(np.bincount(groups), quota).sum())
    if possible < p:
        values = {"p": p, "per_city": int(rules.per_city or 0), "possible": possible}
        raise ParameterError(Problem("locate_quota_too_small", "per_city", values))
    starts, neighbours, cliques = _conflicts(places, rules)
    choice = Choice(int(p), groups, quota, cliques)
    return Instance(choice, places, fixed, starts, neighbours, float(rules.min_spacing_m or 0))


def positive_problems(**options: float | None) -> list[Problem]:
    """Return a problem for every option that is not a finite number above 0; None is passed over."""
    return [
        Problem("locate_not_positive", name, {"option": name, "value": float(value)})
        for name, value in options.items()
        if value is not None and not (np.isfinite(value) and value > 0)
    ]


def _count_problems(p: int, rules: SiteRules, candidates: int) -> list[Problem]:
    problems = []
    if isinstance(p, bool) or not isinstance(p, int | np.integer) or p < 1:
        problems.append(Problem("locate_bad_p", "p", {"value": str(p)}))
    unknown = [place for place in rules.fixed if not 0 <= place < candidates]
    return problems + [Problem("locate_unknown_fixed", "fixed", {"value": int(place)}) for place in unknown]


def _spacing_problems(rules: SiteRules, candidates: int) -> list[Problem]:
    if rules.min_spacing_m is None:
        return []
    problems = positive_problems(min_spacing_m=rules.min_spacing_m)
    if rules.xy is None:
        return [*problems, Problem("locate_needs_places", "min_spacing_m")]
    xy = np.asarray(rules.xy, dtype=float)
    if xy.shape != (candidates, 2):
        problems.append(Problem("locate_wrong_length", "xy", {"length": len(xy), "expected": candidates}))
    if not np.isfinite(xy).all():
        problems.append(Problem("coordinates_not_finite", "xy"))
    if candidates**2 > MAX_PAIRS:
        problems.append(Problem("locate_too_many_pairs", "xy", {"pairs": candidates**2, "most": MAX_PAIRS}))
    return problems


def _quota_problems(rules: SiteRules, candidates: int) -> list[Problem]:
    if rules.per_city is None:
        return []
    problems = positive_problems(per_city=rules.per_city)
    if rules.cities is None:
        return [*problems, Problem("locate_needs_cities", "per_city")]
    if len(rules.cities) != candidates:
        values = {"length": len(rules.cities), "expected": candidates}
        problems.append(Problem("locate_wrong_length", "cities", values))
    return problems


def _limit_m(rules: SiteRules) -> float:
    """Return the largest distance that is too near: the spacing itself is enough."""
    return float(np.nextafter(rules.min_spacing_m or 0.0, 0.0))


def _away_from_fixed(free: NDArray[np.int64], fixed: NDArray[np.int64], rules: SiteRules) -> NDArray[np.int64]:
    if rules.min_spacing_m is None or not len(fixed):
        return free
    from scipy.spatial import cKDTree  # not every run needs it

    xy = np.asarray(rules.xy, dtype=float)
    nearest_m, _ = cKDTree(xy[fixed]).query(xy[free])
    away: NDArray[np.int64] = free[nearest_m > _limit_m(rules)]
    return away


def _groups(places: NDArray[np.int64], p: int, rules: SiteRules) -> tuple[NDArray[np.int64], int]:
    if rules.per_city is None or rules.cities is None:
        return np.zeros(len(places), dtype=np.int64), p
    names = np.asarray([str(city) for city in rules.cities])[places]
    return np.unique(names, return_inverse=True)[1].astype(np.int64), min(int(rules.per_city), p)


def _conflicts(places: NDArray[np.int64], rules: SiteRules) -> tuple[NDArray[np.int64], NDArray[np.int64], csr_array]:
    from scipy.sparse import csr_array  # not every run of the application needs it
    from scipy.spatial import cKDTree

    m = len(places)
    if rules.min_spacing_m is None:
        return np.zeros(m + 1, dtype=np.int64), np.zeros(0, dtype=np.int64), csr_array((0, m))
    from analysis.siting.location_loops import clique_cover  # Numba takes a second to load

    tree = cKDTree(np.asarray(rules.xy, dtype=float)[places])
    pairs = tree.query_pairs(_limit_m(rules), output_type="ndarray").reshape(-1, 2)
    both = np.concatenate([pairs, pairs[:, ::-1]])
    both = both[np.lexsort((both[:, 1], both[:, 0]))]
    starts = np.searchsorted(both[:, 0], np.arange(m + 1)).astype(np.int64)
    neighbours = np.ascontiguousarray(both[:, 1], dtype=np.int64)
    clique_starts, members = clique_cover(starts, neighbours)
    content = (np.ones(len(members)), members, clique_starts)
    return starts, neighbours, csr_array(content, shape=(len(clique_starts) - 1, m))
