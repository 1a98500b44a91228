"""Whether sites of one group name the same industries, more than sites taken at random would."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, islice
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from analysis.clustering.chance import monte_carlo_p
from analysis.clustering.group_labels import NOISE
from analysis.clustering.groups import Groups
from analysis.errors import ParameterError, Problem

EXACT_UP_TO = 20_000
"""Ways to deal the industries out to the groups that are gone through one by one; more are drawn from."""

PERMUTATIONS = 9999
_ROUNDING = 1e-9
"""Means of the same similarities may differ by this much."""

_AT_ONCE = 10_000


@dataclass(frozen=True)
class Relatedness:
    """Relatedness of the industries within groups.

    Parameters
    ----------
    value
        Mean Jaccard similarity (industries in common over industries of either) of all pairs of sites in the same
        group; None where no group holds two sites with industries.
    expected
        The same if the industries were dealt out to the sites at random: the mean over all pairs of sites with
        industries, in groups or not. None as for `value`.
    p
        One-sided, by dealing the industries out anew; None as for `value`.
    pairs
        Pairs of sites in the same group.
    exact
        Whether `p` goes through every way to deal them out, and is no estimate.
    permutations
        Ways gone through or drawn.
    without_industries
        Sites that name none and are left out.
    alternative
        What a small `p` speaks for.
    """

    value: float | None
    expected: float | None
    p: float | None
    pairs: int
    exact: bool
    permutations: int
    without_industries: tuple[str, ...]
    alternative: Literal["more_related"] = "more_related"


def jaccard(one: Collection[str], other: Collection[str]) -> float:
    """Return what two sets have in common over what either has; NaN if both are empty.

    References
    ----------
    Jaccard, P. (1901). Etude comparative de la distribution florale dans une portion des Alpes et du Jura. Bulletin de
    la Societe vaudoise des sciences naturelles 37, 547-579.
    """
    either = set(one) | set(other)
    return len(set(one) & set(other)) / len(either) if either else float("nan")


def jaccard_table(industries: Sequence[Collection[str]]) -> NDArray[np.float64]:
    """Return the similarity of each two sites, shape (n, n); NaN where one of the two names no industry."""
    named = sorted({name for names in industries for name in names})
    has = np.zeros((len(industries), len(named)))
    for place, names in enumerate(industries):
        has[place] = [name in names for name in named]
    common, sizes = has @ has.T, has.sum(axis=1)
    either = sizes[:, None] + sizes - common
    known = (sizes > 0)[:, None] & (sizes > 0)
    return np.where(known, common / np.where(either > 0, either, 1), np.nan)


def relatedness_of_labels(alike: NDArray[np.float64], labels: NDArray[np.intp]) -> NDArray[np.float64]:
    """Return the mean similarity of all pairs of sites in the same group, for many groupings of the same sites.

    Parameters
    ----------
    alike
        Shape (n, n), as `jaccard_table` returns it.
    labels
        Shape (k, n), as `analysis.clustering.group_labels.labels_of_layouts` returns them.

    Returns
    -------
    array
        Shape (k,); NaN where no group holds two sites with industries.
    """
    one, other = np.triu_indices(len(alike), 1)
    known = ~np.isnan(alike[one, other])
    one, other = one[known], other[known]
    together = (labels[:, one] == labels[:, other]) & (labels[:, one] != NOISE)
    pairs = together.sum(axis=1)
    total = together @ alike[one, other]
    found: NDArray[np.float64] = np.divide(total, pairs, out=np.full(len(labels), np.nan), where=pairs > 0)
    return found


def relatedness(
    industries: Mapping[str, Collection[str]],
    groups: Groups,
    *,
    rng: np.random.Generator,
    exact_up_to: int = EXACT_UP_TO,
    permutations: int = PERMUTATIONS,
) -> Relatedness:
    """Return how alike the industries of sites in the same group are, and what they would be by chance.

    The groups stay as they are; the sets of industries are dealt out anew to all sites that have any, noise included.

    Parameters
    ----------
    industries
        Site -> what it names; a site that is missing here, or names nothing, is left out and named.
    groups
        As `analysis.clustering.groups.group_sites` returns them.
    rng
        Source of chance; used only where there are too many ways to go through.
    exact_up_to
        Most ways that are gone through one by one.
    permutations
        Drawn otherwise; p is then (1 + those at least as related) / (1 + permutations).

    Raises
    ------
    ParameterError
        ``too_few_simulations`` for fewer than one permutation.

    Notes
    -----
    With a handful of sites the smallest p that can occur is large: one over the number of ways. What a plan names is
    what a site is meant to do, not what its firms do.
    """
    if permutations < 1:
        raise ParameterError(Problem("too_few_simulations", "permutations", {"n": permutations, "needed": 1}))
    sites = [site for group in groups.groups for site in group.members] + list(groups.noise)
    without = tuple(site for site in sites if not industries.get(site))
    known = [[site for site in group.members if industries.get(site)] for group in groups.groups]
    sizes = [len(members) for members in known if len(members) > 1]
    alone = [site for members in known if len(members) == 1 for site in members]
    rest = [site for site in groups.noise if industries.get(site)]
    order = [site for members in known if len(members) > 1 for site in members] + alone + rest
    pairs = _pairs(sizes)
    if not len(pairs):
        return Relatedness(None, None, None, 0, False, 0, without)
    alike = np.array([[jaccard(industries[one], industries[other]) for other in order] for one in order])
    exact = _ways(len(order), sizes) <= exact_up_to
    deals = _every_deal(len(order), sizes) if exact else _random_deals(len(order), sizes, rng, permutations)
    dealt = np.concatenate([alike[deal[:, pairs[:, 0]], deal[:, pairs[:, 1]]].mean(axis=1) for deal in deals])
    value = float(alike[pairs[:, 0], pairs[:, 1]].mean())
    reached = dealt >= value - _ROUNDING
    return Relatedness(
        value=value,
        expected=float(alike[np.triu_indices(len(order), 1)].mean()),
        p=float(reached.mean()) if exact else monte_carlo_p(-1.0, -reached.astype(float)),
        pairs=len(pairs),
        exact=exact,
        permutations=dealt.size,
        without_industries=without,
    )


def _pairs(sizes: Sequence[int]) -> NDArray[np.intp]:
    """Return the pairs within groups that stand one after the other, shape (pairs, 2)."""
    starts = np.cumsum([0, *sizes])
    found = [
        (int(start) + one, int(start) + other)
        for start, size in zip(starts, sizes, strict=False)
        for one, other in combinations(range(size), 2)
    ]
    return np.array(found, dtype=np.intp).reshape(-1, 2)


def _ways(n: int, sizes: Sequence[int]) -> int:
    """Return the ways to deal n sets out to groups of these sizes and a rest."""
    rest = n - sum(sizes)
    return math.factorial(n) // math.prod(math.factorial(size) for size in [*sizes, rest])


def _every_deal(n: int, sizes: Sequence[int]) -> Iterator[NDArray[np.intp]]:
    """Yield every way to fill the places of the groups, in blocks of shape (ways, grouped)."""
    ways = _fill(tuple(range(n)), tuple(sizes))
    while block := list(islice(ways, _AT_ONCE)):
        yield np.array(block, dtype=np.intp)


def _fill(free: tuple[int, ...], sizes: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    if not sizes:
        yield ()
        return
    for chosen in combinations(free, sizes[0]):
        taken = set(chosen)
        for others in _fill(tuple(one for one in free if one not in taken), sizes[1:]):
            yield chosen + others


def _random_deals(
    n: int, sizes: Sequence[int], rng: np.random.Generator, permutations: int
) -> Iterator[NDArray[np.intp]]:
    for start in range(0, permutations, _AT_ONCE):
        rows = min(_AT_ONCE, permutations - start)
        yield rng.permuted(np.tile(np.arange(n), (rows, 1)), axis=1)[:, : sum(sizes)]
