from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
import shapely

from analysis.clustering.density import density
from analysis.clustering.density_contours import SHARES, contours, contours_at
from analysis.errors import ParameterError

SQUARE = shapely.box(0, 0, 10_000, 10_000)
MIDDLE = [(5_000, 5_000)]


def test_half_of_a_normal_density_lies_within_a_circle_of_known_radius() -> None:
    """Rayleigh distribution: the share within r is 1 - exp(-r^2 / (2 sigma^2)), so half within 1.1774 sigma."""
    found = contours(density(MIDDLE, SQUARE, bandwidth_m=800, cells_across=500))
    assert [contour.share for contour in found] == pytest.approx(SHARES, abs=0.002)
    for contour, share in zip(found, SHARES, strict=True):
        radius_m = 800 * math.sqrt(-2 * math.log(1 - share))
        assert contour.area_km2 == pytest.approx(math.pi * radius_m**2 / 1e6, rel=0.01)
        expected_level = 1e6 / (2 * math.pi * 800**2) * (1 - share)
        assert contour.level_per_km2 == pytest.approx(expected_level, rel=0.01)


def test_larger_shares_hold_smaller_ones() -> None:
    found = contours(density([(2_000, 2_000), (8_000, 7_000)], SQUARE, bandwidth_m=900))
    assert [contour.level_per_km2 for contour in found] == sorted((c.level_per_km2 for c in found), reverse=True)
    assert all(shapely.covers(large.polygon.buffer(1), small.polygon) for small, large in pairwise(found))


def test_contours_end_at_the_coast() -> None:
    island = shapely.MultiPolygon([shapely.box(0, 0, 4_000, 10_000), shapely.box(6_000, 0, 10_000, 10_000)])
    found = contours(density([(3_900, 5_000), (6_200, 5_000)], island, bandwidth_m=1_000))
    assert all(shapely.covers(island.buffer(1e-6), contour.polygon) for contour in found)
    assert all(contour.polygon.is_valid for contour in found)
    assert len(found[-1].polygon.geoms) == 2


def test_contours_reach_the_edge_of_the_bounding_box() -> None:
    found = contours(density([(0, 0)], SQUARE, bandwidth_m=1_000))
    assert found[0].polygon.bounds[:2] == (0, 0)


def test_a_ring_of_sites_leaves_a_hole() -> None:
    turns = np.linspace(0, 2 * math.pi, 40, endpoint=False)
    ring = np.column_stack([5_000 + 3_000 * np.cos(turns), 5_000 + 3_000 * np.sin(turns)])
    found = contours(density(ring, SQUARE, bandwidth_m=400))[-1]
    assert len(found.polygon.geoms) == 1
    assert len(found.polygon.geoms[0].interiors) == 1


def test_a_level_that_is_nowhere_reached_has_no_land() -> None:
    found = contours_at(density(MIDDLE, SQUARE, bandwidth_m=800), [1e9, 0])
    assert found[0].polygon.is_empty
    assert (found[0].area_km2, found[0].share) == (0, 0)
    assert found[1].area_km2 == pytest.approx(100)
    assert found[1].share == 1


def test_without_a_site_there_is_no_contour() -> None:
    assert contours(density([], SQUARE, bandwidth_m=800)) == ()


@pytest.mark.parametrize("share", [0, 1, -0.5, math.nan])
def test_a_share_that_is_none_is_refused(share: float) -> None:
    with pytest.raises(ParameterError, match="bad_share"):
        contours(density(MIDDLE, SQUARE, bandwidth_m=800), shares=[0.5, share])
