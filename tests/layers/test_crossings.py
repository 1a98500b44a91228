from __future__ import annotations

import numpy as np
import pytest
import shapely
from shapely import MultiPolygon, Point, Polygon, box

from layers.crossings import mendable
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
