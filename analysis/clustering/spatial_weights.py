"""Which units neighbour which: by shared boundaries, by nearness, within a distance, or within minutes of travel."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, get_args

import networkx as nx
import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import coo_array, csr_array, diags_array, eye_array

from analysis.checks import choice_problems
from analysis.clustering.pattern import checked_points
from analysis.errors import ParameterError, Problem
from analysis.layout.travel import CHANGE_MIN

if TYPE_CHECKING:
    from libpysal.graph import Graph
    from shapely.geometry.base import BaseGeometry

WeightsChoice = Literal["contiguity", "nearest", "distance", "travel"]
IslandPolicy = Literal["attach", "keep"]

NEAREST_K = 6
"""Neighbours of each unit by nearness: about as many as a district has by shared boundaries."""

CONTIGUITY_GAP_M = 1.0
"""Boundaries this close are one: those of different sources seldom meet exactly."""

_ROUNDING = 1 + 1e-9
"""A band that is the distance itself must hold it, however the distance was rounded."""


@dataclass(frozen=True, eq=False)
class SpatialWeights:
    """Who neighbours whom, unweighted: the methods divide by the number of neighbours where they need to.

    Parameters
    ----------
    choice
        The rule.
    units
        Their ids, in order.
    matrix
        Shape (n, n): 1 where the column's unit neighbours the row's, nothing on the diagonal. Symmetric, but for
        ``nearest``.
    k, band_m, band_min
        What the rule was asked for, or found by itself; None where the rule does not use it.
    islands
        Units that have no neighbour by the rule.
    attached
        Island -> the nearest unit, which became its neighbour, and it that one's. An island that is not here has no
        neighbour.
    """

    choice: WeightsChoice
    units: tuple[str, ...]
    matrix: csr_array
    k: int | None = None
    band_m: float | None = None
    band_min: float | None = None
    islands: tuple[str, ...] = ()
    attached: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def neighbours(self) -> NDArray[np.int64]:
        """How many neighbours each unit has."""
        count: NDArray[np.int64] = np.diff(self.matrix.indptr).astype(np.int64)
        return count

    @cached_property
    def graph(self) -> Graph:
        """The same as a graph of PySAL, unweighted."""
        # Imported where it is needed: libpysal takes a second, and most pages never weigh units.
        from libpysal.graph import Graph

        return Graph.from_sparse(self.matrix, ids=list(self.units))

    def row_standardised(self) -> csr_array:
        """Return the matrix with rows that sum to 1; the row of a unit without neighbour stays empty."""
        share = 1 / np.maximum(self.neighbours, 1)
        return csr_array(diags_array(share) @ self.matrix)

    def with_self(self) -> csr_array:
        """Return the matrix with 1 on the diagonal, as Gi* needs it."""
        return csr_array(self.matrix + eye_array(len(self.units), format="csr"))

    def called(self, units: Sequence[str]) -> SpatialWeights:
        """Return the same under other ids, in the same order."""
        names = dict(zip(self.units, units, strict=True))
        islands = tuple(names[unit] for unit in self.islands)
        attached = {names[unit]: names[other] for unit, other in self.attached.items()}
        return replace(self, units=tuple(units), islands=islands, attached=attached)

    def of(self, kept: NDArray[np.bool_]) -> SpatialWeights:
        """Return the weights among some of the units, shape (n,); links to the others are gone."""
        units = tuple(unit for unit, keep in zip(self.units, kept, strict=True) if keep)
        return SpatialWeights(self.choice, units, _canonical(self.matrix[kept][:, kept]))


def contiguity_weights(
    units: Sequence[str],
    polygons: Sequence[BaseGeometry],
    *,
    gap_m: float = CONTIGUITY_GAP_M,
    islands: IslandPolicy = "attach",
) -> SpatialWeights:
    """Return queen contiguity: units whose boundaries share a line or a point are neighbours.

    Parameters
    ----------
    units
        Unique ids.
    polygons
        Of the units, in metres.
    gap_m
        Boundaries that come this close are taken to meet.
    islands
        ``attach`` joins a unit without neighbour, such as an island district, to the unit whose land is nearest: that
        is where its people cross over, and without it the unit would have no answer. ``keep`` leaves it without.

    Raises
    ------
    ParameterError
        ``unknown_choice``, ``duplicate_id`` or ``bad_band`` (a gap that is negative or not finite).

    References
    ----------
    Cliff, A. D. and Ord, J. K. (1981). Spatial processes: models and applications. London: Pion, chapter 1.
    """
    _check(units, islands, _band_problems("gap_m", gap_m))
    shapes = np.asarray(polygons, dtype=object)
    tree = shapely.STRtree(shapes)
    one, other = tree.query(shapes, predicate="dwithin", distance=gap_m)
    matrix = _matrix(one, other, len(units))
    found = SpatialWeights("contiguity", tuple(units), matrix, islands=_islands(units, matrix))
    return _attach(found, islands, lambda place: shapely.distance(shapes[place], shapes))


def nearest_weights(units: Sequence[str], points_xy: ArrayLike, *, k: int = NEAREST_K) -> SpatialWeights:
    """Return the k nearest other units of each; no unit is without neighbour.

    Parameters
    ----------
    units
        Unique ids.
    points_xy
        A point of each unit (its seat or a point of its land), shape (n, 2), metres. Units at one place are each
        other's nearest; which of equally near ones counts is settled by the order of the units' coordinates in the
        tree, the same on every run.
    k
        At least 1 and less than n.

    Raises
    ------
    ParameterError
        ``bad_neighbour_count``, ``duplicate_id``, ``coordinates_not_finite``.
    """
    points = checked_points(points_xy, needed=0)
    n = len(points)
    bad = [] if 1 <= k < n else [Problem("bad_neighbour_count", "weights", {"k": k, "n": n})]
    _check(units, "keep", bad)
    # Imported where it is needed: SciPy's trees take a third of a second.
    from scipy.spatial import cKDTree

    found = cKDTree(points).query(points, k=k + 1)[1]
    found = np.array([_without(row, place)[:k] for place, row in enumerate(found)])
    matrix = _matrix(np.repeat(np.arange(n), k), found.ravel(), n)
    return SpatialWeights("nearest", tuple(units), matrix, k=k)


def distance_weights(
    units: Sequence[str], points_xy: ArrayLike, *, band_m: float | None = None, islands: IslandPolicy = "attach"
) -> SpatialWeights:
    """Return the units within a distance of each other as neighbours.

    Parameters
    ----------
    units, points_xy
        As for `nearest_weights`.
    band_m
        The distance, included. None: the smallest at which every unit has a neighbour, which the result states.
    islands
        What becomes of a unit without another in the band, as for `contiguity_weights`: the nearest point counts.

    Raises
    ------
    ParameterError
        ``bad_band``, ``unknown_choice``, ``duplicate_id``, ``coordinates_not_finite``.
    """
    points = checked_points(points_xy, needed=0)
    _check(units, islands, [] if band_m is None else _band_problems("band_m", band_m))
    from scipy.spatial import cKDTree

    tree = cKDTree(points)
    if band_m is None:
        band_m = float(tree.query(points, k=2)[0][:, 1].max()) if len(points) > 1 else 0.0
    pairs = tree.query_pairs(band_m * _ROUNDING, output_type="ndarray")
    matrix = _matrix(np.concatenate(pairs.T), np.concatenate(pairs.T[::-1]), len(units))
    found = SpatialWeights("distance", tuple(units), matrix, band_m=band_m, islands=_islands(units, matrix))
    return _attach(found, islands, lambda place: np.hypot(*(points - points[place]).T))


def travel_weights(
    network: nx.Graph[str],
    cities: Sequence[str],
    *,
    band_min: float | None = None,
    change_min: float = CHANGE_MIN,
    islands: IslandPolicy = "attach",
) -> SpatialWeights:
    """Return the cities within minutes of each other as neighbours.

    Parameters
    ----------
    network
        As `analysis.layout.travel.travel_network` returns it.
    cities
        Of the network.
    band_min
        Minutes, included. None: the smallest at which every city that can be reached has a neighbour.
    change_min
        Minutes for each city where one changes.
    islands
        As for `contiguity_weights`: the city that is fewest minutes away counts. A city that no link reaches stays
        without neighbour either way.

    Raises
    ------
    ParameterError
        ``bad_band``, ``unknown_choice``, ``duplicate_id``, or ``unknown_city`` for each that the network lacks.
    """
    problems = [Problem("unknown_city", "network", {"city": city}) for city in cities if city not in network]
    problems += [] if band_min is None else _band_problems("band_min", band_min)
    _check(cities, islands, problems)
    minutes = _minutes_between(network, cities, change_min)
    if band_min is None:
        nearest = minutes.min(axis=1, initial=np.inf)
        band_min = float(nearest[np.isfinite(nearest)].max(initial=0.0))
    one, other = np.nonzero(minutes <= band_min * _ROUNDING)
    matrix = _matrix(one, other, len(cities))
    found = SpatialWeights("travel", tuple(cities), matrix, band_min=band_min, islands=_islands(cities, matrix))
    return _attach(found, islands, lambda place: minutes[place])


def _minutes_between(network: nx.Graph[str], cities: Sequence[str], change_min: float) -> NDArray[np.float64]:
    """Return minutes with changes, infinite to oneself and where there is no way (Dijkstra 1959)."""

    def with_change(_one: str, _other: str, edge: Mapping[str, Any]) -> float:
        return float(edge["minutes"]) + change_min

    minutes = np.full((len(cities), len(cities)), np.inf)
    for row, start in enumerate(cities):
        reached = nx.single_source_dijkstra_path_length(network, start, weight=with_change)
        minutes[row] = [reached.get(city, np.inf) - change_min for city in cities]
    np.fill_diagonal(minutes, np.inf)
    return minutes


def _matrix(one: NDArray[np.intp], other: NDArray[np.intp], n: int) -> csr_array:
    between = one != other
    pairs = (one[between], other[between])
    return _canonical(coo_array((np.ones(len(pairs[0])), pairs), shape=(n, n)))


def _canonical(matrix: Any) -> csr_array:  # noqa: ANN401 - SciPy's sparse arrays ship no types
    rows = csr_array(matrix)
    rows.sum_duplicates()
    rows.data[:] = 1.0
    return rows


def _islands(units: Sequence[str], matrix: csr_array) -> tuple[str, ...]:
    return tuple(unit for unit, count in zip(units, np.diff(matrix.indptr), strict=True) if count == 0)


def _without(row: NDArray[np.intp], place: int) -> NDArray[np.intp]:
    others: NDArray[np.intp] = row[row != place]
    return others


def _attach(found: SpatialWeights, islands: IslandPolicy, distances: Any) -> SpatialWeights:  # noqa: ANN401
    if islands == "keep" or not found.islands or len(found.units) < 2:
        return found
    places = {unit: place for place, unit in enumerate(found.units)}
    attached = {}
    for island in found.islands:
        away = np.array(distances(places[island]), dtype=float)
        away[places[island]] = np.inf
        if np.isfinite(away.min()):
            attached[island] = found.units[int(away.argmin())]
    one = np.array([places[unit] for unit in attached], dtype=np.intp)
    other = np.array([places[unit] for unit in attached.values()], dtype=np.intp)
    joined = _matrix(np.concatenate([one, other]), np.concatenate([other, one]), len(found.units))
    matrix = _canonical(found.matrix + joined)
    return replace(found, matrix=matrix, attached=attached)


def _check(units: Sequence[str], islands: str, problems: Sequence[Problem]) -> None:
    found = list(problems)
    found += [
        Problem("duplicate_id", "units", {"field": "id", "value": unit, "count": count})
        for unit, count in sorted(Counter(units).items())
        if count > 1
    ]
    found += choice_problems("islands", islands, get_args(IslandPolicy), where="weights")
    if found:
        raise ParameterError(*found)


def _band_problems(option: str, value: float) -> list[Problem]:
    return [] if 0 <= value < np.inf else [Problem("bad_band", "weights", {"option": option, "value": value})]
