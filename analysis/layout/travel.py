"""The travel network of cities: who is how many minutes from whom, by rail, by road, or by the faster of the two."""

from __future__ import annotations

import heapq
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from itertools import count, pairwise
from typing import Any, Literal

import networkx as nx
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse.csgraph import csgraph_from_dense, shortest_path

from analysis.checks import choice_problems
from analysis.errors import ParameterError, Problem
from analysis.layout.links import contradicting_links, links_to_themselves, name_of_link

TravelMode = Literal["fastest", "rail", "road"]
MODES = ("rail", "road")
CHANGE_MIN = 30.0
"""Minutes that changing at an intermediate city takes: the convention of the rail data."""

_LEAST_MINUTES = 1.0
"""No redrawn journey is shorter."""

_EDGE_COLUMNS = ["from", "to", "minutes", "mode", "year", "estimated", "uncertainty_min"]


def travel_network(links: pd.DataFrame, cities: Sequence[str], *, mode: TravelMode = "fastest") -> nx.Graph[str]:
    """Return the travel network of cities.

    Parameters
    ----------
    links
        Columns `from_city`, `to_city`, `mode` (``rail`` or ``road``), `minutes`, `year`, `estimated` and, if
        known, `uncertainty_min`. A link holds in both directions; giving both is fine if they agree.
    cities
        Every city that may occur; those without a link stay in the network on their own.
    mode
        One mode alone, or the faster of the two (rail if equally fast).

    Returns
    -------
    Graph
        Edges carry `minutes`, `mode`, `year` (None where not given), `estimated`, and `uncertainty_min` (0 where
        not given).

    Raises
    ------
    ParameterError
        All of ``unknown_choice``, ``unknown_mode``, ``unknown_city``, ``bad_minutes`` (missing, negative,
        infinite), ``link_to_itself``, ``contradicting_links`` (the same two cities and mode with different
        minutes, in one direction or the two) that occur.
    """
    problems = choice_problems("mode", mode, ("fastest", *MODES))
    problems += _link_problems(links, set(cities)) + links_to_themselves(links) + contradicting_links(links)
    if problems:
        raise ParameterError(*problems)
    network: nx.Graph[str] = nx.Graph()
    network.add_nodes_from(cities)
    chosen = links_of_mode(links, mode)
    for link in chosen.sort_values(["minutes", "mode"], kind="stable").to_dict("records"):
        if not network.has_edge(link["from_city"], link["to_city"]):
            network.add_edge(link["from_city"], link["to_city"], **_edge(link))
    return network


def links_of_mode(links: pd.DataFrame, mode: TravelMode) -> pd.DataFrame:
    """Return the links that a choice of mode allows; ``fastest`` allows all."""
    return links if mode == "fastest" else links[links["mode"] == mode]


def travel_table(network: nx.Graph[str]) -> pd.DataFrame:
    """Return the links of the network that count.

    Returns
    -------
    DataFrame
        Columns `from`, `to`, `minutes`, `mode`, `year`, `estimated`, `uncertainty_min`; one row for each two
        linked cities, in the order of the cities.
    """
    rows = [{"from": one, "to": other, **values} for one, other, values in network.edges(data=True)]
    return pd.DataFrame(rows, columns=_EDGE_COLUMNS)


def cities_without_link(network: nx.Graph[str]) -> tuple[str, ...]:
    """Return the cities that no link reaches, in the order of the cities."""
    return tuple(city for city, degree in network.degree() if degree == 0)


def minutes_to_nearest(
    network: nx.Graph[str],
    from_cities: Iterable[str],
    to_cities: Sequence[str],
    *,
    change_min: float = CHANGE_MIN,
) -> pd.DataFrame:
    """Return each city's minutes to the nearest of some cities.

    Parameters
    ----------
    network
        As `travel_network` returns it.
    from_cities
        Cities of the network.
    to_cities
        Cities of the network. Of equally near ones the one with the fewest changes counts, then the one that
        stands first here.
    change_min
        Minutes for each intermediate city where one changes.

    Returns
    -------
    DataFrame
        Indexed by city; columns `minutes` (0 for one of `to_cities`, infinite where none can be reached),
        `hub` (the nearest city, None where none), `estimated` (whether any leg is estimated) and `changes`.

    Raises
    ------
    ParameterError
        ``unknown_city`` for each city that the network does not have; ``bad_minutes`` for a negative
        `change_min`.
    """
    asked = list(from_cities)
    _check_asked(network, [*asked, *to_cities], change_min)
    paths = _nearest_paths(network, to_cities, change_min)
    rows = [_journey(network, paths.get(city), change_min) for city in asked]
    index = pd.Index(asked, name="city", dtype=object)
    return pd.DataFrame(rows, index=index, columns=["minutes", "hub", "estimated", "changes"])


def minutes_to_nearest_redrawn(
    links: pd.DataFrame,
    cities: Sequence[str],
    to_cities: Collection[str],
    rng: np.random.Generator,
    *,
    draws: int,
    mode: TravelMode = "fastest",
    change_min: float = CHANGE_MIN,
) -> NDArray[np.float64]:
    """Return each city's minutes to the nearest of some cities, with the estimated links redrawn.

    Each estimated link is shifted by a normal error with its `uncertainty_min` as standard deviation (none
    where it is not given), and is never shorter than 1 minute; every other link keeps its minutes.

    Parameters
    ----------
    links, cities, mode
        As for `travel_network`, which must accept them.
    to_cities
        Cities to reach; none makes everything infinite.
    rng
        Source of chance.
    draws
        How often.
    change_min
        As in `minutes_to_nearest`.

    Returns
    -------
    array
        Shape (draws, cities), in the order of `cities`.
    """
    chosen = links_of_mode(links, mode)
    places = {city: place for place, city in enumerate(cities)}
    one = chosen["from_city"].map(places).to_numpy(dtype=int)
    other = chosen["to_city"].map(places).to_numpy(dtype=int)
    minutes = redrawn_link_minutes(chosen, rng, draws=draws)
    hubs = [places[city] for city in cities if city in to_cities]
    reached = np.full((draws, len(cities)), np.inf)
    for draw in range(draws if hubs else 0):
        dense = np.full((len(cities), len(cities)), np.inf)
        np.minimum.at(dense, (one, other), minutes[draw] + change_min)
        network = csgraph_from_dense(np.minimum(dense, dense.T), null_value=np.inf)
        nearest = shortest_path(network, directed=False, indices=hubs).min(axis=0)
        reached[draw] = np.where(nearest > 0, nearest - change_min, 0)
    return reached


def redrawn_link_minutes(links: pd.DataFrame, rng: np.random.Generator, *, draws: int) -> NDArray[np.float64]:
    """Return the minutes of each link with the estimated ones redrawn, shape (draws, links).

    Parameters
    ----------
    links
        As for `travel_network`, which must accept them.
    rng
        Source of chance: a normal error with `uncertainty_min` as standard deviation (none where it is not given).
    draws
        How often.
    """
    minutes = links["minutes"].to_numpy(dtype=float)
    estimated = links["estimated"].to_numpy(dtype=bool)
    deviation = np.where(estimated, _uncertainty(links).to_numpy(dtype=float), 0.0)
    shifted = minutes + deviation * rng.standard_normal((draws, len(links)))
    return np.where(deviation > 0, np.maximum(shifted, _LEAST_MINUTES), minutes)


def _uncertainty(links: pd.DataFrame) -> pd.Series:
    if "uncertainty_min" not in links:
        return pd.Series(0.0, index=links.index)
    return links["uncertainty_min"].astype(float).fillna(0.0)


def _edge(link: Mapping[Hashable, Any]) -> dict[str, object]:
    deviation, year = link.get("uncertainty_min"), link["year"]
    return {
        "minutes": float(link["minutes"]),
        "mode": link["mode"],
        "year": None if pd.isna(year) else int(year),
        "estimated": bool(link["estimated"]),
        "uncertainty_min": 0.0 if deviation is None or pd.isna(deviation) else float(deviation),
    }


def _nearest_paths(network: nx.Graph[str], to_cities: Sequence[str], change_min: float) -> dict[str, tuple[str, ...]]:
    """Return the best way to each city that can be reached, from the nearest of some cities (Dijkstra 1959).

    Ways are compared by minutes, then legs, then the place of their first city in `to_cities`, so that the answer is
    the same on every run. Paying for a change on every leg makes each intermediate city cost one change; the leg too
    many is the same for all ways to a city.
    """
    found: dict[str, tuple[str, ...]] = {}
    order = count()
    waiting: list[tuple[float, int, int, int, tuple[str, ...]]] = [
        (0.0, 0, place, next(order), (city,)) for place, city in enumerate(to_cities)
    ]
    while waiting:
        minutes, legs, place, _, path = heapq.heappop(waiting)
        if path[-1] in found:
            continue
        found[path[-1]] = path
        for city, edge in network[path[-1]].items():
            if city not in found:
                further = minutes + edge["minutes"] + change_min
                heapq.heappush(waiting, (further, legs + 1, place, next(order), (*path, city)))
    return found


def _journey(
    network: nx.Graph[str], path: Sequence[str] | None, change_min: float
) -> tuple[float, str | None, bool, int]:
    if path is None:
        return float("inf"), None, False, 0
    legs = [network.edges[leg] for leg in pairwise(path)]
    changes = max(len(legs) - 1, 0)
    minutes = sum(leg["minutes"] for leg in legs) + changes * change_min
    return float(minutes), path[0], any(leg["estimated"] for leg in legs), changes


def _link_problems(links: pd.DataFrame, cities: set[str]) -> list[Problem]:
    problems = []
    for link in links.to_dict("records"):
        name = name_of_link(link)
        ends = (link["from_city"], link["to_city"])
        problems += [Problem("unknown_city", name, {"city": str(city)}) for city in ends if city not in cities]
        if link["mode"] not in MODES:
            values = {"value": str(link["mode"]), "allowed": ", ".join(MODES)}
            problems.append(Problem("unknown_mode", name, values))
        if pd.isna(link["minutes"]) or not 0 <= link["minutes"] < np.inf:
            problems.append(Problem("bad_minutes", name, {"value": str(link["minutes"])}))
    return problems


def _check_asked(network: nx.Graph[str], cities: Iterable[str], change_min: float) -> None:
    problems = [
        Problem("unknown_city", "network", {"city": city}) for city in dict.fromkeys(cities) if city not in network
    ]
    if change_min < 0:
        problems.append(Problem("bad_minutes", "change_min", {"value": change_min}))
    if problems:
        raise ParameterError(*problems)
