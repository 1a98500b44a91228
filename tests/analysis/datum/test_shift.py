"""The shifts against the map services' own answers, against other implementations, and against themselves."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString, Point, Polygon

from analysis.datum.shift import DATUMS, RECTANGLE, Datum, convert, convert_geometries, in_rectangle
from analysis.errors import ParameterError

SERVICES: list[tuple[Datum, Datum, tuple[float, float], tuple[float, float]]] = [
    # Amap, web service "coordinate conversion", example of its documentation
    ("wgs84", "gcj02", (116.481499, 39.990475), (116.487585177952, 39.991754014757)),
    # Baidu, web service geoconv v1, example of its documentation
    ("wgs84", "bd09", (114.21892734521, 29.575429778924), (114.23074789746, 29.579086404502)),
    # Alibaba Cloud, address service TransferCoord, example of its documentation (six decimals)
    ("gcj02", "bd09", (120.026268, 30.279164), (120.032768, 30.285238)),
    ("gcj02", "wgs84", (120.026268, 30.279164), (120.021519, 30.281543)),
]
"""Source and target datum, longitude and latitude before and after. The services round and add noise: metres."""

IMPLEMENTATIONS: list[tuple[Datum, Datum, tuple[float, float], tuple[float, float]]] = [
    # googollee/eviltransform, python/test.py
    ("wgs84", "gcj02", (121.5272106, 31.1774276), (121.531541859215, 31.17530398364597)),
    ("wgs84", "gcj02", (113.912316, 22.543847), (113.9171764808363, 22.540796131694766)),
    ("wgs84", "gcj02", (116.377817, 39.911954), (116.38404722455657, 39.91334545536069)),
    # wandergis/coordtransform, test/app.js
    ("gcj02", "bd09", (116.404, 39.915), (116.41036949371029, 39.92133699351021)),
]
IN_CHINA = st.tuples(st.floats(73.5, 135.1), st.floats(18, 53.6))
IN_RECTANGLE = st.tuples(st.floats(RECTANGLE[0], RECTANGLE[2]), st.floats(RECTANGLE[1], RECTANGLE[3]))
OUTSIDE = st.one_of(
    st.tuples(st.floats(-180, 71.9), st.floats(-90, 90)),
    st.tuples(st.floats(138, 180), st.floats(-90, 90)),
    st.tuples(st.floats(-180, 180), st.floats(-90, 0.7)),
    st.tuples(st.floats(-180, 180), st.floats(56, 90)),
)
SHIFTED: tuple[Datum, ...] = ("gcj02", "bd09")


def moved(place: tuple[float, float], source: Datum, target: Datum) -> tuple[float, float]:
    lon, lat = convert(*place, source=source, target=target)
    return float(lon), float(lat)


def distance_m(one: tuple[float, float], other: tuple[float, float]) -> float:
    middle = math.radians((one[1] + other[1]) / 2)
    east = (one[0] - other[0]) * math.cos(middle)
    return math.hypot(east, one[1] - other[1]) * 111_320


@pytest.mark.parametrize(("source", "target", "before", "after"), SERVICES)
def test_map_services_answer_the_same_within_two_metres(
    source: Datum, target: Datum, before: tuple[float, float], after: tuple[float, float]
) -> None:
    assert distance_m(moved(before, source, target), after) < 2


@pytest.mark.parametrize(("source", "target", "before", "after"), IMPLEMENTATIONS)
def test_public_implementations_give_the_same_to_the_last_digits(
    source: Datum, target: Datum, before: tuple[float, float], after: tuple[float, float]
) -> None:
    assert moved(before, source, target) == pytest.approx(after, abs=1e-12)


@given(IN_RECTANGLE, st.sampled_from(SHIFTED))
def test_there_and_back_again_is_exact_to_a_tenth_of_a_millimetre(place: tuple[float, float], datum: Datum) -> None:
    assert moved(moved(place, "wgs84", datum), datum, "wgs84") == pytest.approx(place, abs=1e-9)


@given(IN_CHINA, st.sampled_from(SHIFTED))
def test_back_and_there_again_is_exact_too(place: tuple[float, float], datum: Datum) -> None:
    assert moved(moved(place, datum, "wgs84"), "wgs84", datum) == pytest.approx(place, abs=1e-9)


@given(IN_CHINA)
def test_the_way_over_the_other_datum_is_the_same(place: tuple[float, float]) -> None:
    over = moved(moved(place, "wgs84", "gcj02"), "gcj02", "bd09")
    assert moved(place, "wgs84", "bd09") == pytest.approx(over, abs=1e-9)


@given(IN_CHINA)
def test_gcj02_is_a_hundred_metres_to_a_kilometre_off_in_china(place: tuple[float, float]) -> None:
    # North of 35 N between 91.5 and 99.5 E, around Dunhuang, the offset falls to 17 m: so the formulas have it.
    least = 10 if place[1] > 35 and 91.5 < place[0] < 99.5 else 100
    assert least < distance_m(moved(place, "wgs84", "gcj02"), place) < 1000


@given(IN_CHINA)
def test_bd09_is_half_to_two_kilometres_off_in_china(place: tuple[float, float]) -> None:
    assert 400 < distance_m(moved(place, "wgs84", "bd09"), place) < 2000


@given(OUTSIDE, st.sampled_from(DATUMS), st.sampled_from(DATUMS))
def test_outside_the_rectangle_nothing_moves(place: tuple[float, float], source: Datum, target: Datum) -> None:
    assert moved(place, source, target) == place


@given(IN_CHINA)
def test_wgs84_and_cgcs2000_are_not_told_apart(place: tuple[float, float]) -> None:
    assert moved(place, "wgs84", "cgcs2000") == place
    assert moved(place, "cgcs2000", "gcj02") == moved(place, "wgs84", "gcj02")


def test_the_shift_ends_abruptly_at_the_edge_of_the_rectangle() -> None:
    west = RECTANGLE[0]
    inside, outside = moved((west, 35), "wgs84", "gcj02"), moved((np.nextafter(west, 0), 35), "wgs84", "gcj02")
    assert distance_m(inside, outside) > 100


def test_the_strip_outside_the_rectangle_is_taken_as_shifted() -> None:
    east_edge = (RECTANGLE[2], 30.0)
    beyond = moved(east_edge, "wgs84", "gcj02")
    assert not in_rectangle(np.array(beyond[0]), np.array(beyond[1]))
    assert moved(beyond, "gcj02", "wgs84") == pytest.approx(east_edge, abs=1e-9)


def test_missing_and_infinite_positions_stay_as_they_are() -> None:
    lon, lat = convert([np.nan, np.inf, 113.0], [23.0, 23.0, np.nan], source="bd09", target="gcj02")
    assert np.isnan(lon[0])
    assert np.isinf(lon[1])
    assert (lon[2], np.isnan(lat[2])) == (113.0, True)


def test_no_position_gives_none() -> None:
    lon, lat = convert([], [], source="gcj02", target="wgs84")
    assert lon.size == lat.size == 0


def test_what_was_given_is_not_changed() -> None:
    lon, lat = np.array([113.0]), np.array([23.0])
    convert(lon, lat, source="wgs84", target="gcj02")
    assert (lon[0], lat[0]) == (113.0, 23.0)


def test_array_gives_what_each_position_gives() -> None:
    lon, lat = np.meshgrid(np.linspace(100, 120, 7), np.linspace(20, 40, 5))
    many = convert(lon, lat, source="wgs84", target="bd09")
    assert many[0].shape == lon.shape
    assert (many[0][3, 4], many[1][3, 4]) == moved((lon[3, 4], lat[3, 4]), "wgs84", "bd09")


def test_unknown_datums_are_all_named() -> None:
    with pytest.raises(ParameterError) as caught:
        convert(113, 23, source="mars", target="moon")  # type: ignore[arg-type]
    assert [problem.values["value"] for problem in caught.value.problems] == ["mars", "moon"]


def test_geometries_keep_their_kind_their_heights_and_their_gaps() -> None:
    given_ones = [Point(113, 23), Point(113, 23, 5), None, LineString([(113, 23, 1), (114, 23, 2)]), Polygon()]
    result = convert_geometries(given_ones, source="wgs84", target="gcj02")
    assert result[2] is None
    assert [shapely.has_z(one) for one in result[[0, 1, 3]]] == [False, True, True]
    assert result[1].z == 5
    assert [z for _, _, z in result[3].coords] == [1, 2]
    assert result[4].is_empty
    assert (result[0].x, result[0].y) == moved((113, 23), "wgs84", "gcj02")


def test_polygon_with_a_hole_comes_back() -> None:
    ring = [(113.0, 23.0), (114.0, 23.0), (114.0, 24.0), (113.0, 24.0)]
    hole = [(113.4, 23.4), (113.6, 23.4), (113.6, 23.6)]
    polygon = Polygon(ring, [hole])
    there = convert_geometries([polygon], source="wgs84", target="bd09")
    back = convert_geometries(there, source="bd09", target="wgs84")[0]
    assert back.equals_exact(polygon, tolerance=1e-9)
