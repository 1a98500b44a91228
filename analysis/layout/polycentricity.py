"""Functional polycentricity: are flows shared out over many cities, or drawn to one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.progress import Progress, silent

VARIANT: Final = "green_special_functional"
"""Code of the variant: Green's special functional polycentricity, of one network of flows."""

PERMUTATIONS: Final = 999
_STEPS = 20
_ROUNDING = 1e-9


@dataclass(frozen=True)
class Polycentricity:
    """Green's polycentricity of one network of flows.

    Parameters
    ----------
    value
        (1 - sigma / sigma_max) * density, from 0 to 1; NaN without any flow.
    sigma
        Standard deviation (of the whole, divisor n) of the cities' nodal degrees: the sum of the flows of each.
    sigma_max
        That of two cities of which one has the largest nodal degree and the other 0: half the largest.
    density
        Pairs of cities with a flow, over all pairs.
    variant
        `VARIANT`.
    """

    value: float
    sigma: float
    sigma_max: float
    density: float
    variant: str = VARIANT


@dataclass(frozen=True)
class PolycentricityNull:
    """Polycentricity with the masses dealt anew to the cities, which keep their places in the network.

    Parameters
    ----------
    expected
        Mean over the permutations.
    low, high
        Middle 95 % of them.
    p
        One-sided: (1 + permutations at most as polycentric as observed) / (1 + permutations).
    permutations
        How many.
    alternative
        What a small p speaks for.
    """

    expected: float
    low: float
    high: float
    p: float
    permutations: int
    alternative: str = "less_polycentric"


def polycentricity(flows: pd.DataFrame) -> Polycentricity:
    """Return Green's functional polycentricity of a network of flows.

    Parameters
    ----------
    flows
        Cities by cities, 0 or more; both directions count by half, the diagonal not at all. All cities count, those
        without a flow too.

    Returns
    -------
    Polycentricity
        1 where all cities have equal flows with all others, so also for two cities with a flow; 0 where nearly
        everything is drawn to one. NaN without any flow.

    Notes
    -----
    Modelled flows join every two cities, so that their density is 1 unless a city has no mass or no link. The standard
    deviation with divisor n keeps the value at 0 or more: it is at most half the range. Green calls the mean over
    networks of several kinds of flow general functional polycentricity; of one network the two are the same.

    References
    ----------
    Green, N. (2007). Functional polycentricity: a formal definition in terms of social network analysis. Urban Studies
    44, 2077-2103.
    """
    return _of_matrix(flows.to_numpy(dtype=float))


def polycentricity_null(
    masses: NDArray[np.float64],
    flows_of: Callable[[NDArray[np.float64]], NDArray[np.float64]],
    rng: np.random.Generator,
    *,
    permutations: int = PERMUTATIONS,
    progress: Progress = silent,
) -> PolycentricityNull | None:
    """Return how polycentric the flows would be if the same masses stood in other cities.

    It asks whether the places of the large cities in the network make the flows more drawn to a few than their sizes
    alone would.

    Parameters
    ----------
    masses
        0 or more, none missing.
    flows_of
        Makes a matrix of flows of masses in the order of `masses`.
    rng
        Source of chance.
    permutations
        How often.
    progress
        Told about 20 times.

    Returns
    -------
    PolycentricityNull or None
        None if the flows observed have no polycentricity, or all masses are equal, so that nothing can be permuted.
    """
    observed = _of_matrix(flows_of(masses)).value
    if np.isnan(observed) or not permutations or np.ptp(masses) == 0:
        return None
    drawn = np.empty(permutations)
    every = max(permutations // _STEPS, 1)
    for draw in range(permutations):
        drawn[draw] = _of_matrix(flows_of(rng.permutation(masses))).value
        if draw % every == 0:
            progress(draw / permutations)
    low, high = np.nanquantile(drawn, (0.025, 0.975))
    at_most = int(np.count_nonzero(drawn <= observed + _ROUNDING))
    return PolycentricityNull(
        float(np.nanmean(drawn)), float(low), float(high), (1 + at_most) / (1 + permutations), permutations
    )


def _of_matrix(flows: NDArray[np.float64]) -> Polycentricity:
    both = (flows + flows.T) / 2
    np.fill_diagonal(both, 0)
    degree, n = both.sum(axis=1), len(both)
    if not both.any():
        return Polycentricity(float("nan"), 0.0, 0.0, 0.0)
    sigma, sigma_max = float(degree.std()), float(degree.max()) / 2
    density = float(np.count_nonzero(both)) / (n * (n - 1))
    return Polycentricity(max(1 - sigma / sigma_max, 0.0) * density, sigma, sigma_max, density)
