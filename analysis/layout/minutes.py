"""Minutes between every two cities, over the shortest way with its changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import networkx as nx
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse.csgraph import csgraph_from_dense, shortest_path

from analysis.errors import ParameterError, Problem
from analysis.layout.travel import CHANGE_MIN, TravelMode, links_of_mode, redrawn_link_minutes

_SAME_MINUTES = 1e-9
"""Minutes that differ by less come from rounding."""


def minutes_between(network: nx.Graph[str], *, change_min: float = CHANGE_MIN) -> pd.DataFrame:
    """Return the minutes between every two cities.

    Parameters
    ----------
    network
        As `analysis.layout.travel.travel_network` returns it.
    change_min
        Minutes for each intermediate city where one changes, as in `minutes_to_nearest`.

    Returns
    -------
    DataFrame
        Cities by cities, in the order of the network; symmetric, 0 on the diagonal, infinite where there is no way.

    Raises
    ------
    ParameterError
        ``bad_minutes`` for a negative or infinite `change_min`.
    """
    if not 0 <= change_min < np.inf:
        raise ParameterError(Problem("bad_minutes", "change_min", {"value": change_min}))
    cities = list(network)
    direct = nx.to_numpy_array(network, nodelist=cities, weight="minutes", nonedge=np.inf)
    index = pd.Index(cities, name="city", dtype=object)
    return pd.DataFrame(_with_changes(direct, change_min), index=index, columns=pd.Index(cities, dtype=object))


def redrawn_minutes_between(
    links: pd.DataFrame,
    cities: Sequence[str],
    rng: np.random.Generator,
    *,
    draws: int,
    mode: TravelMode = "fastest",
    change_min: float = CHANGE_MIN,
) -> Iterator[NDArray[np.float64]]:
    """Yield the minutes between every two cities, each time with the estimated links redrawn.

    Links are redrawn as in `analysis.layout.travel.minutes_to_nearest_redrawn`, and with the same `rng` to the same
    minutes. One matrix at a time, so that many draws of many cities need no more memory than one.

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
    """
    chosen = links_of_mode(links, mode)
    places = {city: place for place, city in enumerate(cities)}
    one = chosen["from_city"].map(places).to_numpy(dtype=int)
    other = chosen["to_city"].map(places).to_numpy(dtype=int)
    for minutes in redrawn_link_minutes(chosen, rng, draws=draws):
        direct = np.full((len(cities), len(cities)), np.inf)
        np.minimum.at(direct, (one, other), minutes)
        yield _with_changes(np.minimum(direct, direct.T), change_min)


def check_minutes(minutes: pd.DataFrame) -> list[Problem]:
    """Return what is wrong with a table of minutes between cities.

    ``bad_minutes`` for each pair whose minutes are missing or negative, ``asymmetric_minutes`` for each whose minutes
    differ by direction, ``minutes_not_square`` alone if rows and columns are not the same cities in the same order.
    The diagonal is not looked at.
    """
    if list(minutes.index) != list(minutes.columns):
        return [Problem("minutes_not_square", "minutes", {"rows": len(minutes), "columns": minutes.shape[1]})]
    values = minutes.to_numpy(dtype=float)
    between = ~np.eye(len(values), dtype=bool)
    bad = between & ~(values >= 0)
    with np.errstate(invalid="ignore"):  # two infinite minutes differ by no number
        differ = (values != values.T) & ~(np.abs(values - values.T) <= _SAME_MINUTES)
    uneven = np.triu(between & differ & ~(bad | bad.T))
    names = [str(city) for city in minutes.index]
    problems = [
        Problem("bad_minutes", f"{names[i]}-{names[j]}", {"value": str(values[i, j])}) for i, j in np.argwhere(bad)
    ]
    return problems + [
        Problem("asymmetric_minutes", f"{names[i]}-{names[j]}", {"minutes": f"{values[i, j]:g}, {values[j, i]:g}"})
        for i, j in np.argwhere(uneven)
    ]


def _with_changes(direct: NDArray[np.float64], change_min: float) -> NDArray[np.float64]:
    """Return the shortest ways. Paying for a change on every leg is one change too many, whatever the way."""
    if not direct.size:
        return direct
    legs = direct + change_min
    np.fill_diagonal(legs, np.inf)
    between: NDArray[np.float64] = shortest_path(csgraph_from_dense(legs, null_value=np.inf), directed=False)
    between -= change_min
    np.fill_diagonal(between, 0)
    return between
