"""Groups over many layouts: how often sites are grouped where positions are uncertain, and by chance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from analysis.clustering.chance import monte_carlo_p
from analysis.clustering.group_checks import check_grouping
from analysis.clustering.group_labels import NOISE, labels_of_layouts
from analysis.clustering.groups import MIN_SITES


@dataclass(frozen=True, eq=False)
class Comembership:
    """How often sites are in a group, and in the same one, over redrawn positions.

    Parameters
    ----------
    in_group
        Share of the draws in which each site is in any group, shape (n,).
    together
        Share of the draws in which two sites are in the same group, shape (n, n); `in_group` on the diagonal.
    draws
        Number of layouts; without any, all shares are NaN.
    """

    in_group: NDArray[np.float64]
    together: NDArray[np.float64]
    draws: int


@dataclass(frozen=True)
class GroupShareChance:
    """The share of sites in groups against a null.

    Parameters
    ----------
    name
        Id of the null.
    observed, expected
        Share of the sites as they are, and the mean over the simulated layouts.
    low, high
        2.5 % and 97.5 % quantiles of the simulated layouts.
    p
        One-sided: (1 + layouts with at least the observed share) / (1 + layouts). It holds for a radius that was
        fixed before the positions were looked at; trying radii until p is small makes it too small.
    simulations
        Number of layouts.
    alternative
        What a small `p` speaks for.
    """

    name: str
    observed: float
    expected: float
    low: float
    high: float
    p: float
    simulations: int
    alternative: Literal["more_grouped"] = "more_grouped"


def comembership(layouts_xy: NDArray[np.float64], radius_m: float, *, min_sites: int = MIN_SITES) -> Comembership:
    """Return how often each site is in a group, and each two in the same one.

    Parameters
    ----------
    layouts_xy
        Shape (draws, n, 2), metres, such as `analysis.clustering.positions.draw_positions` gives.
    radius_m, min_sites
        As for `analysis.clustering.groups.group_sites`, whose DBSCAN groups these are.

    Raises
    ------
    ParameterError
        ``bad_radius``, ``bad_min_sites``.
    """
    check_grouping(radius=radius_m, min_sites=min_sites)
    draws, n = layouts_xy.shape[:2]
    if not draws:
        return Comembership(np.full(n, np.nan), np.full((n, n), np.nan), 0)
    together = np.zeros((n, n))
    for labels in labels_of_layouts(layouts_xy, radius_m, min_sites):
        together += (labels[:, None] == labels) & (labels != NOISE)
    together /= draws
    return Comembership(together.diagonal().copy(), together, draws)


def share_in_groups_of_layouts(
    layouts_xy: NDArray[np.float64], radius_m: float, *, min_sites: int = MIN_SITES
) -> NDArray[np.float64]:
    """Return the share of the sites of each layout that are in a group, shape (layouts,).

    Parameters
    ----------
    layouts_xy
        Shape (layouts, n, 2), metres; NaN for n = 0.
    radius_m, min_sites
        As for `analysis.clustering.groups.group_sites`, whose DBSCAN groups these are.

    Raises
    ------
    ParameterError
        ``bad_radius``, ``bad_min_sites``.
    """
    check_grouping(radius=radius_m, min_sites=min_sites)
    if not layouts_xy.shape[1]:
        return np.full(len(layouts_xy), np.nan)
    shares: NDArray[np.float64] = (labels_of_layouts(layouts_xy, radius_m, min_sites) != NOISE).mean(axis=1)
    return shares


def compare_share(name: str, observed: float, simulated: NDArray[np.float64]) -> GroupShareChance:
    """Return how an observed share of sites in groups compares with those of simulated layouts, shape (s,).

    References
    ----------
    Besag, J. and Diggle, P. J. (1977). Simple Monte Carlo tests for spatial pattern. Applied Statistics 26, 327-333.
    """
    low, high = np.quantile(simulated, (0.025, 0.975)).tolist()
    return GroupShareChance(
        name=name,
        observed=observed,
        expected=float(simulated.mean()),
        low=low,
        high=high,
        p=monte_carlo_p(-observed, -simulated),
        simulations=simulated.size,
    )
