"""How many people each city can reach, by the travel network between cities."""

from __future__ import annotations

from collections.abc import Sequence

import networkx as nx
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse.csgraph import csgraph_from_dense, shortest_path

from analysis.errors import ParameterError, Problem
from analysis.layout.travel import CHANGE_MIN, TravelMode, links_of_mode, redrawn_link_minutes
from analysis.progress import Progress, silent

HALF_LIFE_MIN = 60.0
"""People this far away count half: a convention, in the middle of the thresholds that reach is told by."""


def minutes_between(network: nx.Graph[str], *, change_min: float = CHANGE_MIN) -> pd.DataFrame:
    """Return the minutes between every two cities.

    Parameters
    ----------
    network
        As `analysis.layout.travel.travel_network` returns it.
    change_min
        Minutes for each intermediate city where one changes.

    Returns
    -------
    DataFrame
        Square and symmetric, indexed by city both ways; 0 on the diagonal, infinite where there is no way. Empty for no
        city.
    """
    cities = list(network)
    places = {city: place for place, city in enumerate(cities)}
    dense = np.full((len(cities), len(cities)), np.inf)
    for one, other, link in network.edges(data=True):
        dense[places[one], places[other]] = dense[places[other], places[one]] = link["minutes"]
    index = pd.Index(cities, name="city", dtype=object)
    return pd.DataFrame(_shortest(dense, change_min), index=index, columns=index)


def redrawn_minutes_between(
    links: pd.DataFrame,
    cities: Sequence[str],
    rng: np.random.Generator,
    *,
    draws: int,
    mode: TravelMode = "fastest",
    change_min: float = CHANGE_MIN,
    progress: Progress = silent,
) -> NDArray[np.float64]:
    """Return the minutes between every two cities, with the estimated links redrawn.

    Each estimated link is shifted by a normal error with its `uncertainty_min` as standard deviation (none where it is
    not given), and is never shorter than 1 minute; every other link keeps its minutes.

    Parameters
    ----------
    links, cities, mode
        As for `analysis.layout.travel.travel_network`, which must accept them.
    rng
        Source of chance.
    draws
        How often.
    change_min
        As in `minutes_between`.
    progress
        Told the share done, after every draw.

    Returns
    -------
    array
        Shape (draws, cities, cities), in the order of `cities`. The smallest over some columns is what
        `analysis.layout.travel.minutes_to_nearest_redrawn` gives for them with the same chance.
    """
    chosen = links_of_mode(links, mode)
    places = {city: place for place, city in enumerate(cities)}
    one = chosen["from_city"].map(places).to_numpy(dtype=int)
    other = chosen["to_city"].map(places).to_numpy(dtype=int)
    minutes = redrawn_link_minutes(chosen, rng, draws=draws)
    found = np.empty((draws, len(cities), len(cities)))
    for draw in range(draws):
        dense = np.full((len(cities), len(cities)), np.inf)
        np.minimum.at(dense, (one, other), minutes[draw])
        found[draw] = _shortest(np.minimum(dense, dense.T), change_min)
        progress((draw + 1) / draws)
    return found


def reachable_people(
    minutes: NDArray[np.float64], population: NDArray[np.float64], *, half_life_min: float = HALF_LIFE_MIN
) -> NDArray[np.float64]:
    """Return the people of other cities that each city reaches, those farther away counting less.

    The people of a city `t` minutes away count with 0.5 to the power of t over the half-life. A city's own people are
    left out: they are an indicator of their own and would otherwise count twice.

    Parameters
    ----------
    minutes
        Shape (..., cities, cities); infinite where there is no way.
    population
        Of the cities; NaN counts as nobody.
    half_life_min
        Above 0.

    Returns
    -------
    array
        Shape (..., cities), people. NaN for a city that no other can be reached from: no link in the data does not show
        that there is no way in the world.

    Raises
    ------
    ParameterError
        ``bad_minutes`` for a half-life that is not above 0 or not finite.

    References
    ----------
    Hansen, W. G. (1959). How accessibility shapes land use. Journal of the American Institute of Planners 25, 73-76.
    Exponential decay as in Wilson, A. G. (1971). A family of spatial interaction models. Environment and Planning 3,
    1-32.
    """
    if not 0 < half_life_min < np.inf:
        raise ParameterError(Problem("bad_minutes", "half_life_min", {"value": half_life_min}))
    others = ~np.eye(minutes.shape[-1], dtype=bool)
    share = np.where(others, 0.5 ** (minutes / half_life_min), 0.0)
    people: NDArray[np.float64] = share @ np.nan_to_num(population)
    linked = (np.isfinite(minutes) & others).any(axis=-1)
    return np.where(linked, people, np.nan)


def _shortest(dense: NDArray[np.float64], change_min: float) -> NDArray[np.float64]:
    """Return the shortest ways through a symmetric matrix of legs; each intermediate city costs one change.

    Paying for a change on every leg makes one too many on each way, which is taken off again.
    """
    if not len(dense):
        return dense
    ways = shortest_path(csgraph_from_dense(dense + change_min, null_value=np.inf), directed=False)
    found: NDArray[np.float64] = np.where(np.eye(len(dense), dtype=bool), 0.0, ways - change_min)
    return found
