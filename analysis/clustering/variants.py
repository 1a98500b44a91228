"""What the clustering score depends on, for the sites as they are and for variants of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from analysis.clustering.group_labels import NOISE, labels_of_layouts
from analysis.clustering.inputs import ClusterInput
from analysis.clustering.pattern import mean_nn_of_layouts_m, mean_nn_without_each_m
from analysis.clustering.relatedness import relatedness_of_labels
from analysis.score import FULL_SCORE, weight_shares
from analysis.sites import PLATFORM_REACH_M, distance_to_nearest_m

MOST_LEFT_OUT = 500
"""Of more sites than this none is left out: one of them hardly matters, and each would be a run of its own."""


@dataclass(frozen=True)
class Part:
    """A component of the score: what it is computed from, and how its raw value becomes 0 to 1.

    Parameters
    ----------
    id
        Key of its name in the text catalogue.
    needs
        What it is computed from, as `ClusterInput.left_out` names it.
    unit
        Of the raw value.
    transform
        Raw values to values on 0 to 1, where 1 is most clustered.
    """

    id: str
    needs: str
    unit: str
    transform: Callable[[NDArray[np.float64]], NDArray[np.float64]]


def _below_one(ratio: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.clip(1 - ratio, 0, 1)


def _as_it_is(share: NDArray[np.float64]) -> NDArray[np.float64]:
    return share


PARTS = (
    Part("beyond_land", "land", "1", _below_one),
    Part("beyond_settlement", "settlement", "1", _below_one),
    Part("share_in_groups", "groups", "1", _as_it_is),
    Part("relatedness", "industries", "1", _as_it_is),
    Part("platform_reach", "platforms", "1", _as_it_is),
)
"""The components of the clustering score. A null for sensitivity is none of them.

``beyond_land``, ``beyond_settlement``: observed mean nearest-neighbour distance over the one that the null expects; 1
minus that, held in [0, 1]. ``share_in_groups``: share of the sites in a group. ``relatedness``: mean Jaccard similarity
of the industries of two sites in one group. ``platform_reach``: share of the sites with a platform within 10 km.
"""


@dataclass(frozen=True, eq=False)
class Variants:
    """Raw values of the components for k variants of the sites: component id -> shape (k,).

    A component that the study cannot give is missing; NaN where one variant does not have it, such as the relatedness
    within groups where no site is in one. `mean_nn_m` has shape (k,) too.
    """

    raw: Mapping[str, NDArray[np.float64]]
    mean_nn_m: NDArray[np.float64]

    def transformed(self) -> dict[str, NDArray[np.float64]]:
        """Return component id -> values on 0 to 1."""
        return {part.id: part.transform(self.raw[part.id]) for part in PARTS if part.id in self.raw}

    def scores(self, weights: Mapping[str, float] | None) -> NDArray[np.float64]:
        """Return the score of each variant, on 0 to 100; a component that a variant lacks is no part of its score.

        It is what `analysis.score.score` gives for the variant alone; NaN where no component has a weight.
        """
        values = self.transformed()
        found = np.full(self.mean_nn_m.shape, np.nan)
        if not values:
            return found
        table = np.array(list(values.values()))
        known = ~np.isnan(table)
        for pattern in np.unique(known, axis=1).T:
            here = (known == pattern[:, None]).all(axis=0)
            names = [name for name, has in zip(values, pattern, strict=True) if has]
            if names and _any_weight(names, weights):
                shares = weight_shares(names, weights=weights, known=[part.id for part in PARTS])
                found[here] = FULL_SCORE * shares @ table[np.ix_(pattern, here)]
        return found


def _any_weight(names: Sequence[str], weights: Mapping[str, float] | None) -> bool:
    """Return whether one of these components counts: those that are not named follow the others."""
    named = [weights[name] for name in names if name in weights] if weights else []
    return not named or max(named) > 0


def variants_of_layouts(
    given: ClusterInput, layouts_xy: NDArray[np.float64], expected_m: Mapping[str, float]
) -> Variants:
    """Return what the score depends on for layouts of all sites.

    Parameters
    ----------
    given
        The sites and their surroundings.
    layouts_xy
        Shape (k, n, 2), metres: the positions as stated, or redrawn ones.
    expected_m
        Null id -> expected mean nearest-neighbour distance of n points.
    """
    mean_nn_m = mean_nn_of_layouts_m(layouts_xy)
    raw = _ratios(mean_nn_m, expected_m)
    if given.grouping is not None:
        labels = labels_of_layouts(layouts_xy, given.grouping.radius_m, given.grouping.min_sites)
        raw["share_in_groups"] = (labels != NOISE).mean(axis=1)
        if given.alike is not None:
            raw["relatedness"] = relatedness_of_labels(given.alike, labels)
    if given.platforms_xy is not None:
        raw["platform_reach"] = _served(given, layouts_xy).mean(axis=1)
    return Variants(raw, mean_nn_m)


def variants_without_each(given: ClusterInput, expected_fewer_m: Mapping[str, float]) -> Variants:
    """Return what the score depends on without each site in turn; none for fewer than three sites, or too many.

    The distances that remain are compared with chance for one site fewer.
    """
    n = len(given.ids)
    if not 3 <= n <= MOST_LEFT_OUT:
        return Variants({name: np.zeros(0) for name in _possible(given, expected_fewer_m)}, np.zeros(0))
    mean_nn_m = mean_nn_without_each_m(given.xy)
    raw = _ratios(mean_nn_m, expected_fewer_m)
    if given.grouping is not None:
        raw |= _groups_without_each(given)
    if given.platforms_xy is not None:
        served = _served(given, given.xy)
        raw["platform_reach"] = (served.sum() - served) / (n - 1)
    return Variants(raw, mean_nn_m)


def _possible(given: ClusterInput, expected_m: Mapping[str, float]) -> list[str]:
    """Return the components that these sites can have."""
    has = {
        "share_in_groups": given.grouping is not None,
        "relatedness": given.grouping is not None and given.alike is not None,
        "platform_reach": given.platforms_xy is not None,
    }
    return [part.id for part in PARTS if has.get(part.id, part.needs in expected_m)]


def _ratios(mean_nn_m: NDArray[np.float64], expected_m: Mapping[str, float]) -> dict[str, NDArray[np.float64]]:
    return {
        part.id: mean_nn_m / expected_m[part.needs]
        for part in PARTS
        if part.id.startswith("beyond_") and part.needs in expected_m
    }


def _groups_without_each(given: ClusterInput) -> dict[str, NDArray[np.float64]]:
    """Return the share in groups, and the relatedness within them, without each site; the radius stays."""
    n = len(given.ids)
    found = [_groups_of(given, [other for other in range(n) if other != place]) for place in range(n)]
    names = ("share_in_groups", "relatedness") if given.alike is not None else ("share_in_groups",)
    return {name: np.concatenate([one[name] for one in found]) for name in names}


def _groups_of(given: ClusterInput, kept: Sequence[int]) -> Mapping[str, NDArray[np.float64]]:
    alike = None if given.alike is None else given.alike[np.ix_(kept, kept)]
    some = replace(given, ids=tuple(given.ids[place] for place in kept), alike=alike, platforms_xy=None)
    return variants_of_layouts(some, given.xy[None, kept], {}).raw


def _served(given: ClusterInput, xy: NDArray[np.float64]) -> NDArray[np.bool_]:
    assert given.platforms_xy is not None  # noqa: S101  callers ask only where platforms are known
    served: NDArray[np.bool_] = distance_to_nearest_m(xy, given.platforms_xy) <= PLATFORM_REACH_M
    return served
