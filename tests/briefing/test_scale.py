"""The scale bar is as long as the ground says, and the arrow points to true north, both at the map's centre."""

from __future__ import annotations

import math

import numpy as np
import pytest
from pyproj import CRS, Geod, Transformer

from briefing.frame import Frame, framed
from briefing.scale import bar_length_m, meridian_angle_deg, metres_of_map, scale_number
from tests.briefing.sheets import ALBERS

MERCATOR = CRS.from_epsg(3857)
GEOD = Geod(ellps="WGS84")
FRAME = Frame((0.0, 0.0, 200.0, 150.0), (-400_000.0, -300_000.0, 400_000.0, 300_000.0))


@pytest.mark.parametrize("centre", [(0.0, 0.0), (300_000.0, 150_000.0), (-350_000.0, -250_000.0)])
def test_bar_is_as_long_as_the_geodesic_at_the_centre(centre: tuple[float, float]) -> None:
    on_map = metres_of_map(ALBERS, centre, 100_000)
    to_degrees = Transformer.from_crs(ALBERS, 4326, always_xy=True)
    angle = math.radians(meridian_angle_deg(ALBERS, centre))
    half = on_map / 2
    ends = [
        to_degrees.transform(centre[0] + side * half * math.cos(angle), centre[1] + side * half * math.sin(angle))
        for side in (-1, 1)
    ]
    _, _, ground = GEOD.inv(*ends[0], *ends[1])
    assert ground == pytest.approx(100_000, rel=1e-5)


def test_bar_in_web_mercator_is_stretched_by_the_secant_of_the_latitude() -> None:
    """Snyder 1987, Map Projections, p. 44: the scale of Mercator is the secant of the latitude (on the sphere)."""
    x, y = Transformer.from_crs(4326, MERCATOR, always_xy=True).transform(113.0, 23.0)
    stretched = metres_of_map(MERCATOR, (x, y), 10_000) / 10_000
    assert stretched == pytest.approx(1 / math.cos(math.radians(23)), rel=2e-3)


def test_bar_is_round_and_fits() -> None:
    assert bar_length_m(FRAME, 30.0) == 100_000  # of 120 km that 30 mm show
    assert bar_length_m(FRAME, 10.0) == 40_000
    assert bar_length_m(FRAME, 2.4) == 4_000


def test_scale_number_is_millimetres_of_ground_to_one_of_paper() -> None:
    assert scale_number(FRAME, ALBERS) == pytest.approx(4_000_000, rel=2e-3)


def test_north_is_up_on_the_central_meridian() -> None:
    assert meridian_angle_deg(ALBERS, (0.0, 100_000.0)) == pytest.approx(0, abs=1e-6)


def test_north_leans_to_the_central_meridian_on_both_sides() -> None:
    """Snyder 1987, p. 100: on a cone the meridian turns by n times its distance from the central one."""
    east = meridian_angle_deg(ALBERS, (300_000.0, 0.0))
    lon = Transformer.from_crs(ALBERS, 4326, always_xy=True).transform(300_000.0, 0.0)[0]
    n = (math.sin(math.radians(21.1)) + math.sin(math.radians(24.6))) / 2
    assert east == pytest.approx(n * (lon - 113.5), rel=1e-2)
    assert meridian_angle_deg(ALBERS, (-300_000.0, 0.0)) == pytest.approx(-east, rel=1e-6)


def test_frame_has_one_scale_and_shows_all_that_it_must() -> None:
    frame = framed((10.0, 10.0, 110.0, 60.0), (0.0, 0.0, 1000.0, 1000.0), anchor=(0.0, 0.5))
    west, south, east, north = frame.bounds
    assert (east - west) / 100 == pytest.approx((north - south) / 50)
    assert west == pytest.approx(0)
    assert (south, north) == pytest.approx((0, 1000))
    assert frame.to_mm(np.array([[0.0, 0.0]])).tolist() == [[10.0, 10.0]]
