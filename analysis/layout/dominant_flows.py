"""Dominant flows: to which larger city each city sends most, and so the tree of hubs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.errors import ParameterError, Problem

NO_PARENT = -1
"""Stands for the place of a parent where there is none."""

_COLUMNS = ["from", "to", "flow", "share", "nodal"]


@dataclass(frozen=True, eq=False)
class DominantFlows:
    """The dominant flow of each city and the hubs that follow from them.

    Parameters
    ----------
    flows
        One row for each city that sends anything, in the order of the cities: `from`, `to`, `flow`, `share` (of all
        that it sends), `nodal` (whether it goes to a larger city, so that it belongs to the tree).
    hubs
        Cities that are terminal, by rank: they send or receive, but their dominant flow goes to no larger city.
    parent
        City -> the larger city that it sends most to; None for a hub, and for a city without flow.
    hub
        City -> the hub at the root of its tree, itself for a hub; None for a city without flow.
    rank
        City -> 1 for the largest inflow, and so on; without ties, see `dominant_flows`.
    inflow
        City -> all that it receives.
    without_flow
        Cities that neither send nor receive.
    """

    flows: pd.DataFrame
    hubs: tuple[str, ...]
    parent: Mapping[str, str | None]
    hub: Mapping[str, str | None]
    rank: Mapping[str, int]
    inflow: Mapping[str, float]
    without_flow: tuple[str, ...]


def dominant_flows(flows: pd.DataFrame) -> DominantFlows:
    """Return the dominant flows.

    A city's size is its inflow. Its dominant flow is its largest outflow. It is subordinate to where that goes if
    that city is larger, and terminal, a hub, if not.

    Parameters
    ----------
    flows
        Cities by cities, from row to column, 0 or more; the diagonal does not count.

    Returns
    -------
    DominantFlows
        No city: all empty. Cities with the same inflow are ranked in their order here. Of equally large outflows the
        one to the city of the better rank counts. So no two cities can each be subordinate to the other, and there
        is no cycle. A city that sends nothing but receives something is a hub.

    Raises
    ------
    ParameterError
        ``flows_not_square`` or ``bad_flow`` (missing, negative or infinite), each place named.

    References
    ----------
    Nystuen, J. D. and Dacey, M. F. (1961). A graph theory interpretation of nodal regions. Papers of the Regional
    Science Association 7, 29-42.
    """
    cities = [str(city) for city in flows.index]
    matrix = _checked(flows)
    to, parents, order = dominant_places(matrix)
    roots = root_places(parents)
    inflow, sent = matrix.sum(axis=0), matrix.sum(axis=1)
    silent = inflow + sent <= 0
    rows = [
        (cities[i], cities[j], matrix[i, j], matrix[i, j] / sent[i], bool(parents[i] == j))
        for i, j in enumerate(to)
        if j != NO_PARENT
    ]
    return DominantFlows(
        flows=pd.DataFrame(rows, columns=_COLUMNS),
        hubs=tuple(cities[i] for i in order if parents[i] == NO_PARENT and not silent[i]),
        parent={city: None if j == NO_PARENT else cities[j] for city, j in zip(cities, parents, strict=True)},
        hub={city: None if quiet else cities[j] for city, j, quiet in zip(cities, roots, silent, strict=True)},
        rank={cities[i]: place + 1 for place, i in enumerate(order)},
        inflow={city: float(value) for city, value in zip(cities, inflow, strict=True)},
        without_flow=tuple(city for city, quiet in zip(cities, silent, strict=True) if quiet),
    )


def dominant_places(
    flows: NDArray[np.float64],
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return where each place sends most, its parent, and the places by rank; `NO_PARENT` where there is none.

    The bare computation of `dominant_flows`, for a matrix, shape (n, n), that needs no check and whose diagonal is 0.
    Each of the three has the shape (n,).
    """
    order = np.argsort(-flows.sum(axis=0), kind="stable").astype(np.int64)
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    if not flows.size:
        return order, order.copy(), order
    to = order[flows[:, order].argmax(axis=1)]  # the first of equally large ones, here by rank
    to[flows.max(axis=1) <= 0] = NO_PARENT
    parents = np.where((to != NO_PARENT) & (rank[to] < rank), to, NO_PARENT)
    return to, parents, order


def root_places(parents: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the place at the root of each place's tree, shape (n,); a place without parent is its own.

    Parents must form no cycle, as those of `dominant_places` never do.
    """
    roots = np.where(parents == NO_PARENT, np.arange(len(parents)), parents)
    while (roots != roots[roots]).any():
        roots = roots[roots]
    return roots


def _checked(flows: pd.DataFrame) -> NDArray[np.float64]:
    if list(flows.index) != list(flows.columns):
        values: dict[str, str | int | float] = {"rows": len(flows), "columns": flows.shape[1]}
        raise ParameterError(Problem("flows_not_square", "flows", values))
    matrix = flows.to_numpy(dtype=float, copy=True)
    np.fill_diagonal(matrix, 0)
    problems = [
        Problem("bad_flow", f"{flows.index[i]}-{flows.columns[j]}", {"value": str(matrix[i, j])})
        for i, j in np.argwhere(~((matrix >= 0) & (matrix < np.inf)))
    ]
    if problems:
        raise ParameterError(*problems)
    return matrix
