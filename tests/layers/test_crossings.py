from __future__ import annotations

import numpy as np
import pytest
import shapely
from shapely import MultiPolygon, Point, Polygon, box

from layers.crossings import mendable, unitable
from layers.read import read_study
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


def star(corners: int, seed: int) -> Polygon:
    """Return a sound polygon with needles all around; two of them cross at every needle."""
    angle = np.sort(np.random.default_rng(seed).uniform(0, 2 * np.pi, corners))
    radius = np.where(np.arange(corners) % 2, 0.01, 1.0)
    return Polygon(np.column_stack([radius * np.cos(angle), radius * np.sin(angle)]))


def test_areas_of_a_real_study_can_be_united() -> None:
    study = read_study().study
    assert all(unitable(study.layer(one).geometry.to_numpy()) for one in ("cities", "districts", "study_area"))
    assert unitable(np.array([None, Point(1, 2), box(0, 0, 1, 1)], dtype=object))
    assert unitable(np.array([], dtype=object))


def test_sound_areas_that_cross_at_every_edge_cannot() -> None:
    stars = np.array([star(1_000, seed) for seed in range(10)], dtype=object)
    assert shapely.is_valid(stars).all()
    assert unitable(stars[:1])
    assert not unitable(stars)
