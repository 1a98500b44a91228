"""What chance means: layouts drawn over the land, or drawn to where people live."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely.geometry.base import BaseGeometry

from analysis.errors import ParameterError, Problem


class Null(Protocol):
    """A rule by which sites are placed when nothing draws them together."""

    @property
    def name(self) -> str:
        """Id of the rule."""

    def draw(self, n: int, rng: np.random.Generator) -> NDArray[np.float64]:
        """Return n points, shape (n, 2), metres."""

    def draw_many(self, n: int, simulations: int, rng: np.random.Generator) -> NDArray[np.float64]:
        """Return layouts of n points each, shape (simulations, n, 2), metres."""


class LandNull:
    """Points uniform on land: any polygon or multipolygon, with holes and islands.

    The land is cut into triangles once; a point falls into a triangle in proportion to its area and is uniform
    there. Nothing is rejected, so that scattered islands are as fast as a square.

    Parameters
    ----------
    area
        In a projected coordinate system.

    Raises
    ------
    ParameterError
        ``invalid_area`` if it is no valid polygon or multipolygon, ``empty_area`` if it has no area.
    """

    name = "land"

    def __init__(self, area: BaseGeometry) -> None:
        check_area(area)
        triangles = shapely.get_parts(shapely.constrained_delaunay_triangles(area))
        corners = shapely.get_coordinates(triangles).reshape(-1, 4, 2)
        self._origin = corners[:, 0]
        self._sides = corners[:, 1:3] - corners[:, :1]
        self._cumulated = np.cumsum(shapely.area(triangles))

    def draw(self, n: int, rng: np.random.Generator) -> NDArray[np.float64]:
        """Return n points, shape (n, 2), metres."""
        points: NDArray[np.float64] = self.draw_many(n, 1, rng)[0]
        return points

    def draw_many(self, n: int, simulations: int, rng: np.random.Generator) -> NDArray[np.float64]:
        """Return layouts of n points each, shape (simulations, n, 2), metres."""
        chosen, along = rng.random(simulations * n), rng.random((simulations * n, 2))
        triangle = place_in(self._cumulated, chosen)
        # A point beyond the diagonal of the parallelogram is turned back into the triangle.
        beyond = along.sum(axis=1) > 1
        along[beyond] = 1 - along[beyond]
        points: NDArray[np.float64] = self._origin[triangle] + np.einsum("ps,psc->pc", along, self._sides[triangle])
        layouts: NDArray[np.float64] = points.reshape(simulations, n, 2)
        return layouts


class SettlementNull:
    """Points where people live: a city drawn by its population, then one of that city's township points.

    Within a city every township point is equally likely, however many people live there, and townships without a point
    cannot be drawn at all. Where those are mostly the subdistricts of the dense cores, the null is more dispersed than
    the people are, and its p too small: it is not conservative. That two sites may be drawn to one township, 0 m apart,
    does not make up for it. `analysis.clustering.seats.SeatsNull` shows how far a finding hangs on this.

    Parameters
    ----------
    populations
        City -> people.
    township_xy
        Shape (m, 2), metres.
    township_cities
        City of each township point.

    Attributes
    ----------
    left_out : tuple of str
        Cities that cannot be drawn, because they have no township point, or no people are known there.

    Raises
    ------
    ParameterError
        ``no_settlement`` if no city can be drawn; ``negative_population``.
    """

    name = "settlement"

    def __init__(
        self, populations: Mapping[str, float], township_xy: ArrayLike, township_cities: Sequence[str]
    ) -> None:
        check_populations(populations)
        cities = np.asarray(township_cities, dtype=object)
        order = np.argsort(cities.astype(str), kind="stable")
        self._points = np.asarray(township_xy, dtype=float).reshape(-1, 2)[order]
        names, starts, counts = np.unique(cities[order].astype(str), return_index=True, return_counts=True)
        people = np.array([populations.get(name, 0) for name in names], dtype=float)
        drawable = people > 0  # False for NaN too
        self.left_out: tuple[str, ...] = tuple(
            city for city in populations if city not in set(names[drawable].tolist())
        )
        if not drawable.any():
            raise ParameterError(Problem("no_settlement", "townships", {"cities": len(populations)}))
        self._starts, self._counts = starts[drawable], counts[drawable]
        self._cumulated = np.cumsum(people[drawable])

    def draw(self, n: int, rng: np.random.Generator) -> NDArray[np.float64]:
        """Return n points, shape (n, 2), metres."""
        points: NDArray[np.float64] = self.draw_many(n, 1, rng)[0]
        return points

    def draw_many(self, n: int, simulations: int, rng: np.random.Generator) -> NDArray[np.float64]:
        """Return layouts of n points each, shape (simulations, n, 2), metres."""
        city = place_in(self._cumulated, rng.random((simulations, n)))
        township = (rng.random((simulations, n)) * self._counts[city]).astype(int)
        points: NDArray[np.float64] = self._points[self._starts[city] + township]
        return points


def place_in(cumulated: NDArray[np.float64], chance: NDArray[np.float64]) -> NDArray[np.intp]:
    """Return which interval of a cumulated weight each number of [0, 1) falls in."""
    places: NDArray[np.intp] = np.searchsorted(cumulated, chance * cumulated[-1], side="right")
    return np.minimum(places, len(cumulated) - 1)


def check_area(area: BaseGeometry) -> None:
    """Raise ``empty_area`` or ``invalid_area`` unless this is a valid polygon or multipolygon with an area."""
    if area.is_empty or not area.area > 0:
        raise ParameterError(Problem("empty_area", "area", {"area_m2": area.area}))
    if area.geom_type not in ("Polygon", "MultiPolygon") or not area.is_valid:
        reason = shapely.is_valid_reason(area)
        raise ParameterError(Problem("invalid_area", "area", {"geometry": area.geom_type, "reason": reason}))


def check_populations(populations: Mapping[str, float]) -> None:
    """Raise ``negative_population`` for each city with less than nobody."""
    problems = [
        Problem("negative_population", city, {"value": people}) for city, people in populations.items() if people < 0
    ]
    if problems:
        raise ParameterError(*problems)
