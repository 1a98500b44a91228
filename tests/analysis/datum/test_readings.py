from __future__ import annotations

import numpy as np
import pytest
from pyproj import CRS

from analysis.datum.readings import Reading, gauss_kruger_code, possible_readings, read, stated_reading
from tests.analysis.datum.given import projected

GUANGDONG = (109.6, 20.2, 117.3, 25.6)
PLACES = np.array([[113.3, 23.1], [114.1, 22.6]])


@pytest.mark.parametrize("meridian", range(75, 136, 3))
def test_codes_are_those_of_the_epsg_registry(meridian: int) -> None:
    zone = meridian // 3
    name = "CGCS2000 / 3-degree Gauss-Kruger"
    assert CRS.from_user_input(gauss_kruger_code(meridian)).name == f"{name} CM {meridian}E"
    assert CRS.from_user_input(gauss_kruger_code(meridian, zone_prefix=True)).name == f"{name} zone {zone}"


@pytest.mark.parametrize("meridian", [72, 114.5, 138])
def test_no_zone_has_another_meridian(meridian: int) -> None:
    with pytest.raises(ValueError, match="no 3-degree zone"):
        gauss_kruger_code(meridian)


@pytest.mark.parametrize("code", ["EPSG:4547", "EPSG:4546", "EPSG:4526"])
@pytest.mark.parametrize("swapped", [False, True])
def test_metres_come_back_as_the_degrees_they_were(code: str, swapped: bool) -> None:
    metres = projected(PLACES, code)
    given = metres[:, ::-1] if swapped else metres
    assert read(given, Reading(code, swapped)) == pytest.approx(PLACES, abs=1e-9)
    assert Reading(code, swapped) in possible_readings(given, near=GUANGDONG)


def test_zone_of_a_prefixed_easting_is_the_only_one() -> None:
    assert set(possible_readings(projected(PLACES, "EPSG:4526"), near=GUANGDONG)) == {Reading("EPSG:4526")}


def test_zones_far_from_the_study_are_not_tried() -> None:
    meridians = {one.meridian for one in possible_readings(projected(PLACES, "EPSG:4547"), near=GUANGDONG)}
    assert meridians == {105, 108, 111, 114, 117, 120, 123}


def test_degrees_are_read_in_both_orders_where_both_are_on_earth() -> None:
    assert set(possible_readings(np.array([[60.0, 40.0]]), near=GUANGDONG)) == {
        Reading("degrees"),
        Reading("degrees", swapped=True),
    }
    assert set(possible_readings(PLACES, near=GUANGDONG)) == {Reading("degrees")}


def test_system_that_the_file_states_is_tried_whatever_the_study() -> None:
    stated = CRS.from_epsg(32649)
    metres = projected(PLACES, "EPSG:32649")
    found = possible_readings(metres, near=GUANGDONG, stated=stated)
    assert found[Reading("EPSG:32649")] == pytest.approx(PLACES, abs=1e-4)
    assert stated_reading(stated) == Reading("EPSG:32649")
    assert stated_reading(CRS.from_epsg(4490)) == stated_reading(None) == Reading("degrees")


@pytest.mark.parametrize("xy", [np.empty((0, 2)), np.array([[np.nan, 1.0]]), np.array([[1e9, 1e9]])])
def test_what_is_neither_degrees_nor_metres_has_no_reading(xy: np.ndarray) -> None:
    assert possible_readings(xy, near=GUANGDONG) == {}


def test_few_numbers_out_of_range_do_not_hide_the_reading() -> None:
    xy = np.vstack([np.tile(PLACES, (10, 1)), [[1e7, 5.0]]])
    found = possible_readings(xy, near=GUANGDONG)
    assert np.isnan(found[Reading("degrees")][-1]).all()


def test_system_of_another_planet_gives_no_place() -> None:
    mars = CRS.from_proj4("+proj=tmerc +lon_0=114 +a=3396190 +b=3376200 +units=m")
    metres = np.array([[0.0, 2_500_000.0]])
    assert np.isnan(read(metres, stated_reading(mars))).all()
    assert stated_reading(mars) not in possible_readings(metres, near=GUANGDONG, stated=mars)
