"""A null for sensitivity only: chance near the cities' seats, where townships without a point cannot thin it out."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike, NDArray
from shapely.geometry.base import BaseGeometry

from analysis.clustering.nulls import LandNull, check_populations, place_in
from analysis.clustering.positions import disc_on_land
from analysis.errors import ParameterError, Problem

SEATS_RADIUS_M = 10_000.0
"""Radius of the disc round each city's seat: about the built-up core of a large city."""


class SeatsNull:
    """Points near the seats of cities: a city drawn by its population, then a place in a disc round its seat.

    The place is uniform in that part of the disc which lies on the city's land. People are put nearer to the centres
    than they live, so this null is closer together than settlement; the settlement null is looser than it. Where the
    two disagree, the finding hangs on how the people within a city are placed.

    Parameters
    ----------
    populations
        City -> people.
    seats_xy
        City -> its seat, metres; a city without one is left out.
    lands
        City -> its land, same coordinate system; a city without it, or whose disc does not meet it, is left out.
    radius_m
        Of the discs.

    Attributes
    ----------
    left_out : tuple of str
        Cities that cannot be drawn.

    Raises
    ------
    ParameterError
        ``no_settlement`` if no city can be drawn, as with a radius of 0; ``negative_population``.
    """

    name = "seats"

    def __init__(
        self,
        populations: Mapping[str, float],
        seats_xy: Mapping[str, ArrayLike],
        lands: Mapping[str, BaseGeometry],
        *,
        radius_m: float = SEATS_RADIUS_M,
    ) -> None:
        check_populations(populations)
        self.radius_m = radius_m
        discs = {
            city: disc_on_land(np.asarray(seats_xy[city], dtype=float), radius_m, lands[city])
            for city, people in populations.items()
            if people > 0 and city in seats_xy and city in lands  # False for NaN too
        }
        drawable = {city: LandNull(disc) for city, disc in discs.items() if disc is not None}
        self.left_out: tuple[str, ...] = tuple(city for city in populations if city not in drawable)
        if not drawable:
            raise ParameterError(Problem("no_settlement", "cities", {"cities": len(populations)}))
        self._discs = tuple(drawable.values())
        self._cumulated = np.cumsum([populations[city] for city in drawable])

    def draw(self, n: int, rng: np.random.Generator) -> NDArray[np.float64]:
        """Return n points, shape (n, 2), metres."""
        points: NDArray[np.float64] = self.draw_many(n, 1, rng)[0]
        return points

    def draw_many(self, n: int, simulations: int, rng: np.random.Generator) -> NDArray[np.float64]:
        """Return layouts of n points each, shape (simulations, n, 2), metres."""
        city = place_in(self._cumulated, rng.random(simulations * n))
        points = np.empty((simulations * n, 2))
        for place, disc in enumerate(self._discs):
            chosen = np.flatnonzero(city == place)
            points[chosen] = disc.draw(len(chosen), rng)
        return points.reshape(simulations, n, 2)
