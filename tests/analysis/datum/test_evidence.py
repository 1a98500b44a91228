from __future__ import annotations

import numpy as np
import pytest
from pyproj import Geod

from analysis.datum.evidence import (
    ANYWHERE_M2,
    M_PER_DEG,
    STRAY_SHARE,
    Named,
    by_names,
    by_names_of_any_source,
    offsets_m,
    rounding_m,
)


def named(lon: float, lat: float, uncertainty_m: float, count: int = 1) -> Named:
    return Named(np.arange(count), np.tile([[lon, lat]], (count, 1)), np.full(count, uncertainty_m))


@pytest.mark.parametrize("azimuth", [0, 45, 90, 225])
@pytest.mark.parametrize("lat", [3.0, 23.0, 53.0])
def test_offsets_agree_with_the_geodesic_within_a_thousandth(azimuth: float, lat: float) -> None:
    lon2, lat2, _ = Geod(ellps="WGS84").fwd(113.0, lat, azimuth, 800.0)
    east, north = offsets_m(np.array([[lon2, lat2]]), named(113.0, lat, 100))[0]
    angle = np.radians(azimuth)
    assert (east, north) == pytest.approx((800 * np.sin(angle), 800 * np.cos(angle)), abs=0.8)


def test_likelihood_is_that_of_the_mixture() -> None:
    # At its place, of standard deviation hypot(100, 100): 1 / (2 pi 20000 m2), against anywhere.
    expected = np.log(STRAY_SHARE + (1 - STRAY_SHARE) * ANYWHERE_M2 / (2 * np.pi * 20_000))
    assert by_names(np.array([[113.0, 23.0]]), named(113, 23, 200)) == pytest.approx(expected)
    assert by_names(np.array([[100.0, 23.0]]), named(113, 23, 200)) == pytest.approx(np.log(STRAY_SHARE))
    assert by_names(np.empty((0, 2)), named(113, 23, 200, count=0)) == 0


def test_points_that_share_the_source_have_the_smallest_factor() -> None:
    place = named(113, 23, 6_000, count=10)
    assert by_names_of_any_source(np.tile([[113.0, 23.0]], (10, 1)), place)[1] == 0
    spread = np.random.default_rng(0).normal(0, 3_000 / M_PER_DEG, (10, 2))
    assert by_names_of_any_source(np.array([[113.0, 23.0]]) + spread, place)[1] == 1


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [([113.25, 23.1], 0.01), ([113.0, 23.0], 1.0), ([113.123456, 23.0], 1e-6), ([113.1234567, 23.0], 0), ([np.nan], 0)],
)
def test_rounding_is_that_of_the_finest_number(numbers: list[float], expected: float) -> None:
    assert rounding_m(np.array(numbers), metres_per_unit=M_PER_DEG) == pytest.approx(
        expected * M_PER_DEG / np.sqrt(12), rel=1e-9
    )
