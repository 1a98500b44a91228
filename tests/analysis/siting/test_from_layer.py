from __future__ import annotations

import numpy as np
import shapely
from hypothesis import given
from hypothesis import strategies as st

from analysis.siting.from_layer import nearest_m, value_within

SQUARES = np.array([shapely.box(0, 0, 10, 10), shapely.box(10, 0, 20, 10), shapely.box(5, 0, 15, 10)], dtype=object)


def test_a_place_has_the_value_of_the_area_that_holds_it() -> None:
    found = value_within([(1, 1), (19, 1), (99, 1), (np.nan, 1)], SQUARES, [3, 4, 5])
    assert np.array_equal(found, [3, 4, np.nan, np.nan], equal_nan=True)


def test_of_areas_that_overlap_the_first_counts() -> None:
    assert value_within([(7, 5), (12, 5), (10, 5)], SQUARES, [3, 4, 5]).tolist() == [3, 4, 3]


def test_a_value_that_is_not_known_stays_so() -> None:
    assert np.isnan(value_within([(1, 1)], SQUARES, [np.nan, 4, 5])).all()


def test_no_place_and_no_area_give_nothing() -> None:
    assert value_within([], SQUARES, [3, 4, 5]).shape == (0,)
    nothing = np.array([], dtype=object)
    assert np.isnan(value_within([(1, 1)], nothing, [])).all()
    assert np.isnan(nearest_m([(1, 1)], nothing)).all()
    assert np.isnan(nearest_m([(1, 1)], np.array([None, shapely.Point()], dtype=object))).all()
    assert nearest_m([], SQUARES).shape == (0,)


def test_the_nearest_feature_counts_and_an_area_is_at_no_distance() -> None:
    features = np.array([shapely.Point(0, 0), None, shapely.box(100, 0, 110, 10)], dtype=object)
    found = nearest_m([(3, 4), (105, 5), (120, 5), (np.nan, 0)], features)
    assert np.array_equal(found, [5, 0, 10, np.nan], equal_nan=True)


@given(st.lists(st.tuples(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6)), min_size=1, max_size=8))
def test_no_feature_is_nearer_than_the_nearest(places: list[tuple[float, float]]) -> None:
    features = shapely.points([(0, 0), (500, 500), (-1e5, 3)])
    found = nearest_m(places, features)
    for place, distance in zip(places, found, strict=True):
        assert np.isclose(distance, min(shapely.distance(features, shapely.Point(place))), rtol=1e-9, atol=1e-6)
