"""How far sites lie from each other, in metres or in minutes of travel: what groups are made from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.clustering.pattern import checked_points
from analysis.errors import ParameterError, Problem
from analysis.layout.travel import CHANGE_MIN, minutes_to_nearest

if TYPE_CHECKING:
    import networkx as nx

LOCAL_SPEED_KMH = 40.0
"""Speed along the straight line between a site and its city's seat: an assumption, detours and stops included."""

CITY_UNKNOWN = "city_unknown"
SEAT_UNKNOWN = "seat_unknown"

_M_PER_MIN_OF_KMH = 1000 / 60


@dataclass(frozen=True, eq=False)
class TravelMinutes:
    """Minutes between sites.

    Parameters
    ----------
    minutes
        Shape (n, n), symmetric, 0 on the diagonal; infinite where no way is known.
    left_out
        Place of each site (in the order given) that is infinitely far from all others -> reason code.
    """

    minutes: NDArray[np.float64]
    left_out: Mapping[int, str]


def distance_matrix_m(points_xy: ArrayLike) -> NDArray[np.float64]:
    """Return the straight-line distances between points, shape (n, n), metres.

    Parameters
    ----------
    points_xy
        Shape (n, 2), projected metres. None gives a matrix of shape (0, 0); points at one place are 0 m apart.

    Raises
    ------
    ParameterError
        ``coordinates_not_finite``.
    """
    from scipy.spatial.distance import pdist, squareform  # here: most pages never measure

    points = checked_points(points_xy, needed=0)
    if len(points) < 2:
        return np.zeros((len(points), len(points)))
    distances_m: NDArray[np.float64] = squareform(pdist(points))
    return distances_m


def travel_minutes_matrix(
    points_xy: ArrayLike,
    city_of_site: Sequence[str | None],
    seats_xy: Mapping[str, ArrayLike],
    network: nx.Graph[str],
    *,
    local_speed_kmh: float = LOCAL_SPEED_KMH,
    change_min: float = CHANGE_MIN,
) -> TravelMinutes:
    """Return the minutes of travel between sites, by way of the seats of their cities.

    Only the minutes between seats are known. The rest is assumed: from a site to the seat of its city one travels
    along the straight line at `local_speed_kmh`, then from seat to seat by the network's fastest way, then out again;
    within one city along the straight line between the sites at the same speed. Two sites on either side of a boundary
    between cities are therefore put farther apart than they are.

    Parameters
    ----------
    points_xy
        Shape (n, 2), projected metres.
    city_of_site
        Of each site; None or not a number where unknown.
    seats_xy
        City -> its seat, metres.
    network
        As `analysis.layout.travel.travel_network` returns it.
    local_speed_kmh
        Along the straight lines.
    change_min
        Minutes for each intermediate city where one changes.

    Returns
    -------
    TravelMinutes
        Infinite between cities that no chain of links joins. A site whose city is unknown (``city_unknown``) or has no
        seat or is not in the network (``seat_unknown``) is infinitely far from all others, and named: as noise it
        stands outside every group.

    Raises
    ------
    ParameterError
        ``bad_speed`` unless the speed is positive and finite; ``bad_minutes`` for a negative `change_min`;
        ``coordinates_not_finite``.
    """
    if not (np.isfinite(local_speed_kmh) and local_speed_kmh > 0):
        raise ParameterError(Problem("bad_speed", "local_speed_kmh", {"value": local_speed_kmh}))
    points = checked_points(points_xy, needed=0)
    cities = [city if isinstance(city, str) else None for city in city_of_site]
    left_out = _without_seat(cities, seats_xy, network)
    known = [place for place in range(len(points)) if place not in left_out]
    metres_per_minute = local_speed_kmh * _M_PER_MIN_OF_KMH
    minutes = np.full((len(points), len(points)), np.inf)
    if known:
        own = [str(cities[place]) for place in known]
        seats = np.array([np.asarray(seats_xy[city], dtype=float) for city in own])
        leg_min = np.hypot(*(points[known] - seats).T) / metres_per_minute
        by_seats = leg_min[:, None] + leg_min + _minutes_between_seats(network, own, change_min)
        same_city = np.array(own)[:, None] == np.array(own)
        direct = distance_matrix_m(points[known]) / metres_per_minute
        minutes[np.ix_(known, known)] = np.where(same_city, direct, by_seats)
    np.fill_diagonal(minutes, 0.0)
    return TravelMinutes(minutes, left_out)


def _without_seat(
    cities: Sequence[str | None], seats_xy: Mapping[str, ArrayLike], network: nx.Graph[str]
) -> dict[int, str]:
    return {
        place: CITY_UNKNOWN if city is None else SEAT_UNKNOWN
        for place, city in enumerate(cities)
        if city is None or city not in seats_xy or city not in network
    }


def _minutes_between_seats(network: nx.Graph[str], cities: Sequence[str], change_min: float) -> NDArray[np.float64]:
    """Return the minutes between the seats of these cities, one row and column for each as they stand."""
    names = list(dict.fromkeys(cities))
    table = np.array(
        [minutes_to_nearest(network, names, [city], change_min=change_min)["minutes"].to_numpy() for city in names]
    )
    table = np.minimum(table, table.T)  # sums in another order may differ in the last digit
    place = [names.index(city) for city in cities]
    between: NDArray[np.float64] = table[np.ix_(place, place)]
    return between
