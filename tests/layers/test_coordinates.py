from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.coordinate_names import CoordinateColumns, guess_columns
from layers.coordinates import degrees_of, is_plausible, positions


@pytest.mark.parametrize(
    ("written", "degrees"),
    [
        ("113°15'30.5\"E", 113 + 15 / 60 + 30.5 / 3600),
        ("东经113°15′30″", 113 + 15 / 60 + 30 / 3600),
        ("北纬23度8分", 23 + 8 / 60),
        ("113:15:30", 113 + 15 / 60 + 30 / 3600),
        ("113 15 30", 113 + 15 / 60 + 30 / 3600),
        ("113d15m30s", 113 + 15 / 60 + 30 / 3600),
        ("113度15分30.5秒", 113 + 15 / 60 + 30.5 / 3600),
        ("113°15.5'", 113 + 15.5 / 60),
        ("113º15’30”", 113 + 15 / 60 + 30 / 3600),
        ("113°15'30''E", 113 + 15 / 60 + 30 / 3600),
        ("E113°15'", 113.25),
        ("W 113.5", -113.5),
        ("西经113.5°", -113.5),
        ("113.5°W", -113.5),
        ("南纬23.5", -23.5),
        ("-0°30'", -0.5),
        ("-113.25", -113.25),
        ("−113.25", -113.25),
        ("１１３．２５", 113.25),
        ("113,25", 113.25),
        ("2,543,000.5", 2543000.5),
        ("1.1325e2", 113.25),
        (113.25, 113.25),
        (113, 113.0),
    ],
)
def test_angle_is_read(written: object, degrees: float) -> None:
    assert degrees_of(written) == pytest.approx(degrees, abs=1e-9)


@pytest.mark.parametrize(
    "written",
    ["", "x", "113°60'", "113°15'60\"", "113°15'30\"X", "1:2:3:4", "E", "°", "1" * 100, None, True, [113], "东"],
)
def test_what_is_no_angle_is_not_a_number(written: object) -> None:
    assert math.isnan(degrees_of(written))


@given(st.integers(0, 179), st.integers(0, 59), st.integers(0, 5999))
def test_every_spelling_of_the_same_angle_is_the_same(degrees: int, minutes: int, hundredths: int) -> None:
    seconds = f"{hundredths / 100:.2f}"
    forms = (
        f"{degrees}°{minutes}'{seconds}\"",
        f"{degrees}:{minutes}:{seconds}",
        f"东经{degrees}度{minutes}分{seconds}秒",
    )
    expected = degrees + minutes / 60 + hundredths / 360_000
    assert [degrees_of(form) for form in forms] == pytest.approx([expected] * 3, abs=1e-9)


@given(st.text(max_size=40))
def test_no_text_is_a_traceback(text: str) -> None:
    assert isinstance(degrees_of(text), float)


@pytest.mark.parametrize(
    ("names", "x", "y"),
    [
        (["id", "lon", "lat"], "lon", "lat"),
        (["Latitude", "Longitude"], "Longitude", "Latitude"),
        (["经度", "纬度"], "经度", "纬度"),
        (["经度(°)", "纬度（°）"], "经度(°)", "纬度（°）"),
        (["LNG", "LAT"], "LNG", "LAT"),
        (["东坐标", "北坐标"], "东坐标", "北坐标"),
        (["X坐标", "Y坐标"], "X坐标", "Y坐标"),
        (["x", "y", "lon", "lat"], "lon", "lat"),
        (["gcj02_lng", "gcj02_lat"], "gcj02_lng", "gcj02_lat"),
    ],
)
def test_columns_are_found_by_name(names: list[str], x: str, y: str) -> None:
    assert guess_columns(names) == CoordinateColumns(x, y)


@pytest.mark.parametrize("names", [[], ["lon"], ["name", "price"], ["lon", "纬"[:0]]])
def test_half_a_pair_is_none(names: list[str]) -> None:
    assert guess_columns(names) is None


def placed(x: list[object], y: list[object]) -> tuple[list[list[float]], int | None, bool]:
    found = positions(pd.DataFrame({"x": x, "y": y}), CoordinateColumns("x", "y"))
    return found.xy.tolist(), found.epsg, found.swapped


def test_zone_before_the_easting_tells_the_system() -> None:
    assert placed([38434000.0], [2543000.0]) == ([[38434000.0, 2543000.0]], 4526, False)  # CM 114E, zone 38
    assert placed(["19734000"], ["2543000"])[1] == 4497  # zone 19 of 6 degrees


def test_easting_without_zone_tells_none() -> None:
    assert placed([434000.0], [2543000.0])[1] is None


def test_northing_under_x_is_recognised() -> None:
    assert placed(["2543000"], ["434000"]) == ([[434000.0, 2543000.0]], None, True)


def test_cell_that_is_no_coordinate_is_told_and_an_empty_one_is_not() -> None:
    found = positions(
        pd.DataFrame({"x": ["113", "east", None, " "], "y": ["23", "1", "1", "1"]}), CoordinateColumns("x", "y")
    )
    assert list(found.unreadable) == [1]
    assert np.isnan(found.xy[1:]).all()


@pytest.mark.parametrize(
    ("x", "y", "plausible"),
    [(["1"], ["2"], False), (["113"], ["23"], True), (["434000"], ["2543000"], True), (["x"], ["y"], False)],
)
def test_x_and_y_are_positions_only_if_their_numbers_can_be(x: list[object], y: list[object], plausible: bool) -> None:
    found = positions(pd.DataFrame({"X": x, "Y": y}), CoordinateColumns("X", "Y"))
    assert is_plausible(found) == plausible
    named = positions(pd.DataFrame({"lon": x, "lat": y}), CoordinateColumns("lon", "lat"))
    assert is_plausible(named)


def test_columns_put_together_are_found_where_only_one_pair_is_there() -> None:
    assert guess_columns(["名称", "中心点经度", "中心点纬度"]) == CoordinateColumns("中心点经度", "中心点纬度")
    assert guess_columns(["百度经度", "百度纬度", "高德经度", "高德纬度"]) is None
    assert guess_columns(["起点经度", "终点纬度"]) is None
