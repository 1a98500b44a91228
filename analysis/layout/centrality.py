"""How central each city is, and how salient each flow."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse.csgraph import connected_components, csgraph_from_dense, shortest_path

from analysis.layout.minutes import minutes_between
from analysis.layout.travel import CHANGE_MIN

_ROUNDING = 1e-9
"""Lengths that differ by less, relative to their size, count as equal."""


def centralities(flows: pd.DataFrame, network: nx.Graph[str], *, change_min: float = CHANGE_MIN) -> pd.DataFrame:
    """Return four centralities of each city: two of the flows, two of the travel network.

    Parameters
    ----------
    flows
        Cities by cities, 0 or more. Both directions count by half, so that symmetric flows are as they are.
    network
        Travel network of the same cities, in any order.
    change_min
        Minutes for each intermediate city where one changes.

    Returns
    -------
    DataFrame
        Indexed as the flows. `weighted_degree`: sum of the city's flows, in their unit. `eigenvector`: see
        `eigenvector`. `closeness_per_min`: 1 over the mean minutes to the cities that can be reached, times their
        share among all others (Wasserman and Faust), 0 without any. `betweenness`: share of the pairs of other
        cities whose shortest way, with its changes, leads through this one; equally short ways share a pair; 0 with
        fewer than three cities.

    Notes
    -----
    Where direct minutes are given for nearly every pair, nearly no shortest way leads through a third city, and
    betweenness is near 0 throughout: the links then already hold the ways.

    References
    ----------
    Freeman, L. C. (1979). Centrality in social networks: conceptual clarification. Social Networks 1, 215-239.
    Wasserman, S. and Faust, K. (1994). Social network analysis, p. 201. Cambridge University Press.
    """
    both = _both_ways(flows)
    return pd.DataFrame(
        {
            "weighted_degree": both.sum(axis=1),
            "eigenvector": eigenvector(both),
            "closeness_per_min": _closeness(minutes_between(network, change_min=change_min), flows.index),
            "betweenness": _betweenness(network, change_min).reindex(flows.index).to_numpy(dtype=float),
        },
        index=flows.index,
    )


def eigenvector(weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the eigenvector centrality: a city is central if its flows lead to central cities.

    Parameters
    ----------
    weights
        Symmetric, 0 or more, 0 on the diagonal.

    Returns
    -------
    array
        Of Euclidean length 1, none negative. If the cities fall into parts without flows between them, it is that
        of the part with the largest eigenvalue (of equal ones the one that comes first) and 0 elsewhere. NaN
        throughout without any flow.

    Notes
    -----
    Solved directly: the usual power iteration does not settle on a star or on two cities.

    References
    ----------
    Bonacich, P. (1987). Power and centrality: a family of measures. American Journal of Sociology 92, 1170-1182.
    """
    if not weights.any():
        return np.full(len(weights), np.nan)
    count, part = connected_components(weights > 0, directed=False)
    best, best_value = np.full(len(weights), np.nan), 0.0
    for label in range(count):
        members = np.flatnonzero(part == label)
        values, vectors = np.linalg.eigh(weights[np.ix_(members, members)])
        if values[-1] > best_value * (1 + _ROUNDING):
            best, best_value = np.zeros(len(weights)), float(values[-1])
            best[members] = np.abs(vectors[:, -1])
    return best


def salience(flows: pd.DataFrame) -> pd.DataFrame:
    """Return the salience of each flow: the share of cities in whose tree of shortest ways it stands.

    The length of a link is 1 over its flow, so that a way is short where all its flows are large. Each city has a
    tree of shortest ways to all others; the salience of a link is the share of these trees that hold it: 1 if every
    city depends on it, whatever its size.

    Parameters
    ----------
    flows
        Cities by cities, 0 or more. Both directions count by half.

    Returns
    -------
    DataFrame
        Columns `from`, `to`, `flow`, `salience`; one row for each two cities with a flow, in the order of the cities.
        The share is taken of the cities that have any flow. Where several shortest ways are equally long, the links
        of all of them stand in the tree.

    References
    ----------
    Grady, D., Thiemann, C. and Brockmann, D. (2012). Robust classification of salient links in complex networks.
    Nature Communications 3, 864.
    """
    both = _both_ways(flows)
    one, other = np.nonzero(np.triu(both))
    names = flows.index.to_numpy(dtype=object)
    return pd.DataFrame(
        {
            "from": names[one],
            "to": names[other],
            "flow": both[one, other],
            "salience": _shares_of_trees(both, one, other),
        }
    )


def _shares_of_trees(
    weights: NDArray[np.float64], one: NDArray[np.intp], other: NDArray[np.intp]
) -> NDArray[np.float64]:
    if not one.size:
        return np.zeros(0)
    lengths = np.full(weights.shape, np.inf)
    lengths[weights > 0] = weights.max() / weights[weights > 0]
    away = shortest_path(csgraph_from_dense(lengths, null_value=np.inf), directed=False)
    step, held, roots = lengths[one, other], np.zeros(one.size), np.flatnonzero(weights.any(axis=1))
    for root in roots:
        near, far = away[root, one], away[root, other]
        reached = np.isfinite(near)
        longer = np.abs(far[reached] - near[reached])
        held[reached] += np.isclose(longer, step[reached], rtol=_ROUNDING, atol=0)
    return held / len(roots)


def _both_ways(flows: pd.DataFrame) -> NDArray[np.float64]:
    matrix = flows.to_numpy(dtype=float)
    both: NDArray[np.float64] = (matrix + matrix.T) / 2
    np.fill_diagonal(both, 0)
    return both


def _closeness(minutes: pd.DataFrame, cities: pd.Index) -> NDArray[np.float64]:
    away = minutes.reindex(index=cities, columns=cities).to_numpy(dtype=float)
    reached = np.isfinite(away).sum(axis=1) - 1.0
    total = np.where(np.isfinite(away), away, 0).sum(axis=1)
    others = max(len(away) - 1, 1)
    closeness = np.zeros(len(away))
    some = reached > 0
    with np.errstate(divide="ignore"):  # cities 0 minutes apart are infinitely close
        closeness[some] = (reached[some] / others) * (reached[some] / total[some])
    return closeness


def _betweenness(network: nx.Graph[str], change_min: float) -> pd.Series:
    """Return betweenness by city. Paying for a change on every leg leaves the order of the ways as it is."""
    legs: nx.Graph[str] = nx.Graph()
    legs.add_nodes_from(network)
    legs.add_weighted_edges_from((a, b, edge["minutes"] + change_min) for a, b, edge in network.edges(data=True))
    return pd.Series(nx.betweenness_centrality(legs, weight="weight", normalized=True), dtype=float)
