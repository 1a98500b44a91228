"""Places go into a projected CRS and back."""

from __future__ import annotations

import numpy as np
import pytest
from pyproj import CRS
from shapely import Point, box

from analysis.degrees import from_degrees, shape_to_degrees, to_degrees

GAUSS_KRUGER = CRS.from_epsg(4547)
PLACES = [(114.0, 0.0), (113.26, 23.13), (np.nan, 23.0)]


def test_central_meridian_at_the_equator_has_the_false_easting() -> None:
    assert from_degrees(PLACES[:1], GAUSS_KRUGER)[0] == pytest.approx([500_000, 0])


def test_there_and_back_again_is_where_it_was() -> None:
    assert to_degrees(from_degrees(PLACES[:2], GAUSS_KRUGER), GAUSS_KRUGER) == pytest.approx(np.array(PLACES[:2]))


def test_no_place_gives_none_and_a_missing_one_is_not_finite() -> None:
    assert from_degrees([], GAUSS_KRUGER).shape == to_degrees([], GAUSS_KRUGER).shape == (0, 2)
    assert not np.isfinite(from_degrees(PLACES, GAUSS_KRUGER)[2]).any()


def test_shape_moves_corner_by_corner() -> None:
    moved = shape_to_degrees(box(500_000, 0, 500_100, 100), GAUSS_KRUGER)
    assert len(moved.exterior.coords) == 5
    assert moved.bounds[:2] == pytest.approx((114, 0), abs=1e-9)
    assert shape_to_degrees(Point(500_000, 0), GAUSS_KRUGER).equals_exact(Point(114, 0), 1e-9)
