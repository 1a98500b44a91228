"""How sure the hub tree is: with estimated links redrawn, and over a range of the decay's parameter."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.layout.dominant_flows import dominant_places, root_places
from analysis.progress import Progress, silent

_STEPS: Final = 20

FlowsOf = Callable[[NDArray[np.float64]], NDArray[np.float64]]
"""Makes a matrix of flows of a matrix of minutes, or of whatever else is varied."""


def hub_stability(
    flows: NDArray[np.float64],
    redrawn: Iterable[NDArray[np.float64]],
    varied: Iterable[NDArray[np.float64]],
    *,
    cities: pd.Index,
    draws: int,
    progress: Progress = silent,
) -> pd.DataFrame:
    """Return in what share of other flows each city's place in the hub tree stays as it is.

    Parameters
    ----------
    flows
        The flows as they stand, cities by cities.
    redrawn
        Flows under redrawn minutes, one matrix after the other.
    varied
        Flows under other parameters.
    cities
        Of the matrices.
    draws
        How many matrices `redrawn` has, for the progress.
    progress
        Told about 20 times.

    Returns
    -------
    DataFrame
        Indexed by city; columns `parent_redrawn` and `parent_parameters` (share of the matrices in which the city is
        subordinate to the same city, or is a hub as before), `hub_redrawn` and `hub_parameters` (in which the hub of
        its tree is the same). NaN where there is no matrix.
    """
    parents = dominant_places(flows)[1]
    roots = root_places(parents)
    every = max(draws // _STEPS, 1)

    def told() -> Iterable[NDArray[np.float64]]:
        for done, matrix in enumerate(redrawn):
            if done % every == 0:
                progress(done / max(draws, 1))
            yield matrix

    parent_redrawn, hub_redrawn = _same_shares(parents, roots, told())
    parent_parameters, hub_parameters = _same_shares(parents, roots, varied)
    return pd.DataFrame(
        {
            "parent_redrawn": parent_redrawn,
            "hub_redrawn": hub_redrawn,
            "parent_parameters": parent_parameters,
            "hub_parameters": hub_parameters,
        },
        index=cities,
    )


def _same_shares(
    parents: NDArray[np.int64], roots: NDArray[np.int64], others: Iterable[NDArray[np.float64]]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    same_parent, same_root, count = np.zeros(len(parents)), np.zeros(len(parents)), 0
    for matrix in others:
        other = dominant_places(matrix)[1]
        same_parent += other == parents
        same_root += root_places(other) == roots
        count += 1
    if not count:
        return np.full(len(parents), np.nan), np.full(len(parents), np.nan)
    return same_parent / count, same_root / count
