from __future__ import annotations

import math

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import Point, box

from analysis.errors import ParameterError
from analysis.sites import (
    STATUSES,
    AreaTotal,
    StatusRecord,
    city_counts,
    date_year,
    distance_to_nearest_m,
    furthest_status,
    has_position,
    nearest_sites,
    polygon_at,
    status_dates,
    total_area_km2,
)

RECORDS: list[StatusRecord] = [
    {"status": "recognised", "date": "2021-12"},
    {"status": "planned", "date": "2018-07-23"},
    {"status": "planned", "date": "2017"},
    {"status": "under_construction", "date": None},
]


def test_the_furthest_status_follows_the_order_and_not_the_date_or_the_place() -> None:
    assert furthest_status(RECORDS) == "recognised"
    assert furthest_status(RECORDS, order=STATUSES[::-1]) == "planned"


def test_a_site_without_a_record_has_no_status() -> None:
    assert furthest_status([]) is None
    assert status_dates([]) == {}


def test_each_status_has_its_earliest_date_and_none_where_no_date_is_known() -> None:
    assert status_dates(RECORDS) == {"planned": "2017", "under_construction": None, "recognised": "2021-12"}


def test_an_unknown_status_is_refused() -> None:
    with pytest.raises(ParameterError, match="unknown_status"):
        furthest_status([{"status": "dreamt", "date": None}])


@pytest.mark.parametrize(("date", "year"), [("2018-07-23", 2018), ("2021-12", 2021), ("2015", 2015), (None, None)])
def test_a_year_is_read_from_dates_of_any_precision(date: str | None, year: int | None) -> None:
    assert date_year(date) == year


def test_a_date_without_a_year_is_refused() -> None:
    with pytest.raises(ParameterError, match="bad_date"):
        date_year("soon")


def test_an_area_within_another_is_counted_once_and_unknown_areas_are_counted_as_unknown() -> None:
    area = pd.Series({"whole": 10.0, "part": 2.0, "part_of_part": 1.0, "apart": 5.0, "blank": np.nan})
    within = pd.Series({"whole": None, "part": "whole", "part_of_part": "part", "apart": None, "blank": "whole"})
    assert total_area_km2(area, within) == AreaTotal(known_km2=15, n=5, unknown=1, contained=2)


def test_an_area_within_one_of_unknown_area_or_outside_the_list_counts() -> None:
    area = pd.Series({"blank": np.nan, "part": 2.0, "elsewhere": 3.0})
    within = pd.Series({"blank": None, "part": "blank", "elsewhere": "not_in_list"})
    assert total_area_km2(area, within) == AreaTotal(known_km2=5, n=3, unknown=1, contained=0)


def test_no_site_has_no_area() -> None:
    empty = pd.Series(dtype=float)
    assert total_area_km2(empty, empty.astype(object)) == AreaTotal(0, 0, 0, 0)


@pytest.mark.parametrize("within", [{"a": "a", "b": None}, {"a": "b", "b": "a"}])
def test_a_site_within_itself_is_refused(within: dict[str, str | None]) -> None:
    with pytest.raises(ParameterError, match="within_cycle"):
        total_area_km2(pd.Series({"a": 1.0, "b": 2.0}), pd.Series(within))


def test_a_site_within_a_circle_that_it_is_no_part_of_is_refused_too() -> None:
    area = pd.Series({"a": 1.0, "b": 2.0, "c": 3.0})
    with pytest.raises(ParameterError, match="within_cycle"):
        total_area_km2(area, pd.Series({"a": "b", "b": "c", "c": "b"}))


def test_neighbours_stand_in_order_of_distance() -> None:
    found = nearest_sites([(0, 0), (3, 4), (0, 1)], ["a", "b", "c"], k=2)
    of_a = found[found["site"] == "a"]
    assert of_a["neighbour"].tolist() == ["c", "b"]
    assert of_a["rank"].tolist() == [1, 2]
    assert of_a["distance_m"].tolist() == [1, 5]


def test_two_sites_at_one_place_are_neighbours_at_zero_metres() -> None:
    found = nearest_sites([(7, 7), (7, 7)], ["a", "b"])
    assert found["neighbour"].tolist() == ["b", "a"]
    assert found["distance_m"].tolist() == [0, 0]


@pytest.mark.parametrize("points", [[], [(0, 0)]])
def test_fewer_than_two_sites_have_no_neighbours(points: list[tuple[float, float]]) -> None:
    assert nearest_sites(points, ["a"][: len(points)]).empty


def test_equally_near_neighbours_stand_in_the_order_given() -> None:
    found = nearest_sites([(0, 0), (1, 0), (0, 1), (-1, 0), (9, 9)], list("abcde"), k=2)
    assert found[found["site"] == "a"]["neighbour"].tolist() == ["b", "c"]


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=2, max_size=12), st.integers(1, 12))
def test_neighbours_are_those_of_sorting_all_distances(points: list[tuple[int, int]], k: int) -> None:
    found = nearest_sites(points, [str(place) for place in range(len(points))], k=k)
    first = sorted((math.dist(points[0], there), place) for place, there in enumerate(points) if place)[:k]
    of_first = found[found["site"] == "0"]
    assert of_first["neighbour"].tolist() == [str(place) for _, place in first]


def test_missing_and_empty_geometries_have_no_position() -> None:
    sites = gpd.GeoDataFrame(geometry=[None, Point(), Point(1, 2)], index=list("abc"))
    assert has_position(sites).to_dict() == {"a": False, "b": False, "c": True}
    assert has_position(sites.iloc[:0]).empty


def test_distance_to_the_nearest_keeps_the_shape_and_is_infinite_to_nothing() -> None:
    points = np.zeros((2, 3, 2))
    assert distance_to_nearest_m(points, [(3, 4), (30, 40)]).tolist() == [[5, 5, 5], [5, 5, 5]]
    assert np.isinf(distance_to_nearest_m(points, [])).all()


def test_cities_without_a_site_count_zero_in_the_order_given() -> None:
    counts = city_counts(pd.Series({"p": "b", "q": "b"}), cities=["c", "b", "a"])
    assert counts.to_dict() == {"c": 0, "b": 2, "a": 0}
    assert counts.index.tolist() == ["c", "b", "a"]


def test_every_site_in_an_unknown_city_is_named() -> None:
    with pytest.raises(ParameterError) as error:
        city_counts(pd.Series({"p": "x", "q": "a", "r": "y"}), cities=["a"])
    assert [problem.where for problem in error.value.problems] == ["p", "r"]


SQUARES = gpd.GeoSeries([box(0, 0, 10, 10), box(10, 0, 20, 10), box(5, 5, 15, 15)])


def test_a_point_is_held_by_the_first_polygon_that_it_touches() -> None:
    """Within one; on a shared border; in an overlap; at a corner; off all of them."""
    points = gpd.GeoSeries([Point(12, 2), Point(10, 2), Point(7, 7), Point(15, 15), Point(99, 0)])
    assert polygon_at(points, SQUARES).tolist() == [1, 0, 0, 2, -1]


def test_a_point_without_a_place_is_held_by_none() -> None:
    assert polygon_at(gpd.GeoSeries([None, Point(), Point(1, 1)]), SQUARES).tolist() == [-1, -1, 0]


def test_no_point_and_no_polygon_are_no_error() -> None:
    none = SQUARES.iloc[:0]
    assert polygon_at(none, SQUARES).tolist() == []
    assert polygon_at(gpd.GeoSeries([Point(1, 1)]), none).tolist() == [-1]


def test_a_hole_holds_nothing() -> None:
    ring = gpd.GeoSeries([box(0, 0, 10, 10).difference(box(4, 4, 6, 6))])
    assert polygon_at(gpd.GeoSeries([Point(5, 5), Point(1, 1)]), ring).tolist() == [-1, 0]
