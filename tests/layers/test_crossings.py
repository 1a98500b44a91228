from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest
import shapely
from shapely import MultiPolygon, Point, Polygon, box

from layers.crossings import mendable, unitable
from layers.repair import repaired, repairs_on_offer
from tests.layers.test_repair import BOW_TIE, frame


def tangle(edges: int) -> Polygon:
    return Polygon(np.random.default_rng(0).uniform(0, 1, (edges, 2)))


def test_ordinary_areas_can_be_mended_whatever_their_size() -> None:
    circle = Point(0, 0).buffer(1, quad_segs=5_000)
    many = MultiPolygon([box(x, 0, x + 0.9, 1) for x in range(2_000)])
    assert mendable(np.array([BOW_TIE, circle, many, Point(1, 2)], dtype=object)).all()


def test_a_tangle_of_thousands_of_edges_cannot() -> None:
    assert list(mendable(np.array([tangle(300), tangle(5_000), BOW_TIE], dtype=object))) == [True, False, True]


def test_many_small_tangles_are_as_much_as_a_large_one() -> None:
    assert not mendable(np.array([tangle(300)] * 100, dtype=object)).all()


@pytest.mark.parametrize("geometry", [tangle(5_000), shapely.GeometryCollection([tangle(5_000), Point(0, 0)])])
def test_a_tangle_is_neither_offered_for_mending_nor_mended(geometry: shapely.Geometry) -> None:
    layer = frame(geometry, BOW_TIE)
    kinds = [one.kind for one in repairs_on_offer(layer) if 0 in one.places]
    assert not {"invalid_rings", "mixed_types"} & set(kinds)
    done, _ = repaired(layer, ("invalid_rings", "mixed_types"))
    assert shapely.equals_exact(done.geometry[0], geometry)
    assert done.geometry[1].is_valid


def comb(teeth: int, *, upright: bool) -> Polygon:
    """Return a valid area whose teeth cross those of the other way round."""
    steps = np.repeat(np.linspace(0, 1, 2 * teeth), 2)
    ends = np.tile([0.01, 1.0, 1.0, 0.01], teeth)
    xy = np.vstack([np.column_stack([ends, steps]), [(0, 1), (0, 0)]])
    return Polygon(xy[:, ::-1] if upright else xy)


def areas(*geometries: shapely.Geometry | None) -> np.ndarray[Any, Any]:
    made = np.empty(len(geometries), dtype=object)
    made[:] = geometries
    return made


def test_neighbours_and_overlapping_areas_can_be_united() -> None:
    cells = [box(x, y, x + 1, y + 1) for x in range(60) for y in range(60)]
    assert unitable(areas(*cells, Point(30, 30).buffer(20, quad_segs=2_000), None, Polygon()))


def test_one_area_of_many_edges_can_be_united_and_so_can_none() -> None:
    assert unitable(areas(comb(50_000, upright=False)))
    assert unitable(areas())


def test_one_star_of_ten_thousand_spikes_cannot() -> None:
    turns = np.linspace(0, 2 * np.pi, 20_000, endpoint=False)
    reach = np.where(np.arange(20_000) % 2, 1.0, 0.7)
    star = Polygon(np.column_stack([reach * np.cos(turns), reach * np.sin(turns)]))
    assert star.is_valid
    assert not unitable(areas(star))


def test_sound_areas_that_cross_each_other_a_million_times_cannot() -> None:
    crossing = comb(500, upright=False), comb(500, upright=True)
    assert all(one.is_valid for one in crossing)
    assert not unitable(areas(*crossing))
    assert unitable(areas(comb(100, upright=False), comb(100, upright=True)))


def test_thousands_of_areas_that_meet_in_one_point_cannot() -> None:
    turns = np.linspace(0, 2 * np.pi, 4_001)
    rays = [Polygon([(0, 0), (np.cos(a), np.sin(a)), (np.cos(b), np.sin(b))]) for a, b in itertools.pairwise(turns)]
    assert not unitable(areas(*rays))
