from __future__ import annotations

import pytest
from pyproj import Geod, Transformer

from layers.datum import equal_area_crs, working_crs

GUANGDONG = (109.6, 20.2, 117.3, 25.6)


def test_one_zone_takes_its_gauss_kruger_system() -> None:
    assert working_crs((113.2, 22.4, 114.9, 23.5)).to_epsg() == 4547


def test_province_takes_an_equal_area_conic_of_its_own() -> None:
    crs = working_crs(GUANGDONG)
    assert crs.is_projected
    assert "Albers" in crs.name


def test_place_outside_china_takes_the_conic() -> None:
    assert "Albers" in working_crs((2.0, 48.0, 3.0, 49.0)).name


@pytest.mark.parametrize("bounds", [(0.0, -1.0, 1.0, 1.0), (5.0, 5.0, 5.0, 5.0)])
def test_extent_on_the_equator_or_of_no_size_still_has_a_system(bounds: tuple[float, float, float, float]) -> None:
    assert equal_area_crs(bounds).is_projected


@pytest.mark.parametrize(
    ("start", "end"), [((113.3, 23.1), (114.1, 22.5)), ((110.4, 21.2), (116.7, 23.4)), ((113.6, 24.8), (113.6, 22.0))]
)
def test_conic_lengths_agree_with_the_ellipsoid_within_a_fifth_of_a_percent(
    start: tuple[float, float], end: tuple[float, float]
) -> None:
    to_metres = Transformer.from_crs("OGC:CRS84", equal_area_crs(GUANGDONG), always_xy=True)
    (x1, y1), (x2, y2) = to_metres.transform(*start), to_metres.transform(*end)
    planar_m = ((x1 - x2) ** 2 + (y1 - y2) ** 2) ** 0.5
    _, _, geodesic_m = Geod(ellps="GRS80").inv(*start, *end)
    assert planar_m == pytest.approx(geodesic_m, rel=0.002)
