from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString, MultiPolygon, Polygon, affinity, box

from analysis.clustering.pair_loops import arc_share_inside, looked_up, squared_reach
from analysis.clustering.window import Window
from analysis.errors import ParameterError
from tests.analysis.clustering.patterns import RAGGED

TRIANGLE = Polygon([(0, 0), (30, 0), (0, 40)])
RING = box(0, 0, 100, 60).difference(box(30, 20, 70, 50)).union(box(110, 0, 120, 10))


def share(area: shapely.Geometry, x: float, y: float, radius: float) -> float:
    segments = Window(area).segments
    reach = np.empty((2, len(segments)))
    squared_reach(x, y, segments, reach)
    return float(arc_share_inside(x, y, radius, segments, reach))


def share_by_steps(area: shapely.Geometry, x: float, y: float, radius: float) -> float:
    """Return the share of 20,000 steps along the circle that are inside."""
    shapely.prepare(area)
    turn = 2 * np.pi * (np.arange(20_000) + 0.3) / 20_000
    return float(shapely.intersects_xy(area, x + radius * np.cos(turn), y + radius * np.sin(turn)).mean())


def overlap(window: Window, east_m: float, north_m: float) -> float:
    table = window.set_covariance
    return float(looked_up(table.share, east_m / table.step_x_m, north_m / table.step_y_m))


def true_overlap(area: shapely.Geometry, east_m: float, north_m: float) -> float:
    return float(area.intersection(affinity.translate(area, east_m, north_m)).area / area.area)


@pytest.mark.parametrize(
    ("x", "y", "radius", "expected"),
    [
        (50, 50, 50, 1),  # touches all four sides
        (50, 50, 10, 1),
        (50, 0, 30, 1 / 2),
        (0, 0, 30, 1 / 4),
        (0, 0, 100, 1 / 4),
        (50, 50, 100, 0),
        (-50, 50, 10, 0),
        (50, 50, math.hypot(50, 50), 0),  # through all four corners
        (0, 0, math.hypot(100, 100), 0),
        (50, 20, 40, 1 - math.acos(0.5) / math.pi),
        (20, 50, 40, 1 - math.acos(0.5) / math.pi),
        (100, 100, 50, 1 / 4),
    ],
)
def test_share_of_a_circle_in_a_square_by_hand(x: float, y: float, radius: float, expected: float) -> None:
    assert share(box(0, 0, 100, 100), x, y, radius) == pytest.approx(expected, abs=1e-9)


def test_a_circle_through_a_corner_of_a_bay() -> None:
    """Here `edge.Ripley` of spatstat 3.0 gives 0.2229; steps along the circle agree with 0.3881."""
    assert share(RAGGED, 7.5, 6, math.sqrt(16.25)) == pytest.approx(
        share_by_steps(RAGGED, 7.5, 6, 16.25**0.5), abs=2e-4
    )
    assert share(RAGGED, 7.5, 6, math.sqrt(16.25)) == pytest.approx(0.38813174604762, abs=1e-9)


cells = st.lists(st.booleans(), min_size=16, max_size=16).filter(any)


@given(cells, st.integers(-4, 20), st.integers(-4, 20), st.integers(1, 200), st.sampled_from([1.0, 30_000.0]))
def test_share_on_a_raster_of_land_where_circles_often_meet_corners(
    land: list[bool], x: int, y: int, squared: int, unit: float
) -> None:
    """Lakes, islands, and land that meets in one corner only; centres and corners on a common grid."""
    squares = [box(4 * (i % 4), 4 * (i // 4), 4 * (i % 4) + 4, 4 * (i // 4) + 4) for i in range(16) if land[i]]
    area = affinity.scale(shapely.union_all(squares), unit, unit, origin=(0, 0))
    place = (unit * x, unit * y, unit * math.sqrt(squared))
    assert share(area, *place) == pytest.approx(share_by_steps(area, *place), abs=2e-3)


@given(st.integers(0, 2**32 - 1), st.floats(-5, 15), st.floats(-5, 15), st.floats(0.01, 20))
def test_land_and_water_share_the_circle(seed: int, x: float, y: float, radius: float) -> None:
    rng = np.random.default_rng(seed)
    turn = np.sort(rng.uniform(0, 2 * np.pi, 9))
    star = Polygon(5 + (rng.uniform(0.5, 5, 9) * [np.cos(turn), np.sin(turn)]).T).buffer(0)
    sea = box(0, 0, 10, 10)
    land, water = star.intersection(sea), sea.difference(star)
    whole = share(sea, x, y, radius)
    assert share(land, x, y, radius) + share(water, x, y, radius) == pytest.approx(whole, abs=1e-6)


def test_distance_to_the_boundary_counts_lakes_and_is_zero_outside() -> None:
    points = np.array([[(50, 10), (29, 35), (50, 35)], [(-5, 0), (0, 0), (115, 5)]])
    assert Window(RING).boundary_distance_m(points).tolist() == [[10, 1, 0], [0, 0, 5]]
    assert Window(RING).contains(points).tolist() == [[True, True, False], [False, True, True]]


def test_land_lies_to_the_left_of_every_side() -> None:
    for area in (RING, RING.reverse(), RAGGED):
        x0, y0, x1, y1 = Window(area).segments.T
        assert (x0 * y1 - x1 * y0).sum() / 2 == pytest.approx(area.area)
        assert len(x0) == shapely.get_num_coordinates(area) - sum(
            1 + shapely.get_num_interior_rings(part) for part in shapely.get_parts(area)
        )


def test_overlap_of_a_rectangle_is_exact() -> None:
    window = Window(box(500_000, 2_500_000, 500_400, 2_500_100))
    for east, north in [(0, 0), (100, 20), (-100, 20), (-100, -20), (399, -99)]:
        assert overlap(window, east, north) == pytest.approx((1 - abs(east) / 400) * (1 - abs(north) / 100))
    assert overlap(window, 401, 0) == overlap(window, -10, 101) == overlap(window, 0, -100) == 0


@pytest.mark.parametrize("area", [TRIANGLE, RING, RAGGED, affinity.rotate(box(0, 0, 100, 40), 30)])
def test_overlap_of_any_shape_is_near_the_true_one(area: shapely.Geometry) -> None:
    window, rng = Window(area), np.random.default_rng(3)
    for east, north in rng.uniform(-0.5, 0.5, (60, 2)) * window.longest_m:
        assert overlap(window, east, north) == pytest.approx(true_overlap(window.area, east, north), abs=0.001)
    for east, north in rng.uniform(-0.01, 0.01, (60, 2)) * window.longest_m:
        assert overlap(window, east, north) == pytest.approx(true_overlap(window.area, east, north), abs=0.005)
    assert overlap(window, 0, 0) == 1


@given(st.floats(-130, 130), st.floats(-70, 70))
def test_overlap_is_the_same_for_opposite_moves(east_m: float, north_m: float) -> None:
    assert overlap(RING_WINDOW, east_m, north_m) == pytest.approx(overlap(RING_WINDOW, -east_m, -north_m), abs=1e-12)


RING_WINDOW = Window(RING)


def test_lengths_of_a_window() -> None:
    assert Window(TRIANGLE).longest_m == 50
    assert Window(TRIANGLE).usual_reach_m == 7.5
    assert Window(RING).area_m2 == pytest.approx(6000 - 1200 + 100)


@pytest.mark.parametrize(
    ("area", "code"),
    [
        (MultiPolygon(), "empty_area"),
        (LineString([(0, 0), (1, 1)]), "empty_area"),
        (Polygon([(0, 0), (2, 2), (2, 0), (0, 1)]), "invalid_area"),
        (shapely.GeometryCollection([box(0, 0, 1, 1)]), "invalid_area"),
    ],
)
def test_what_is_no_land_is_no_window(area: shapely.Geometry, code: str) -> None:
    with pytest.raises(ParameterError, match=code):
        Window(area)
