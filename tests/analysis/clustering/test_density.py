from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import ArrayLike
from scipy.interpolate import RegularGridInterpolator
from scipy.stats import norm

from analysis.clustering.bandwidth import leave_one_out_log_likelihood, likelihood_bandwidth, scott_bandwidth
from analysis.clustering.density import Density, density
from analysis.clustering.raster import land_raster
from analysis.errors import ParameterError

RECTANGLE = shapely.box(0, 0, 10_000, 8_000)
TEN = np.column_stack(
    [
        [500, 1200, 1500, 2600, 7000, 7400, 8800, 9900, 4300, 4300],
        [400, 900, 2500, 1600, 6000, 6900, 5200, 7900, 4100, 300],
    ]
).astype(float)
L_SHAPE = shapely.Polygon([(0, 0), (10_000, 0), (10_000, 4_000), (5_000, 4_000), (5_000, 8_000), (0, 8_000)])
SEVEN = [(500, 400), (1200, 900), (1500, 2500), (2600, 6600), (7000, 1000), (8800, 3200), (4300, 300)]
ISLANDS = shapely.MultiPolygon([shapely.box(0, 0, 6_000, 6_000), shapely.box(7_000, 1_000, 9_000, 2_500)])
LAKE = shapely.Polygon(
    shapely.box(0, 0, 10_000, 10_000).exterior, [shapely.box(3_000, 3_000, 7_000, 7_000).exterior.reverse()]
)

coordinate = st.integers(0, 100)
points_of = st.lists(st.tuples(coordinate, coordinate), min_size=1, max_size=12)


def read_at(found: Density, places: ArrayLike) -> list[float]:
    """Return the density between cell centres, sites per square kilometre."""
    field = RegularGridInterpolator((found.y_m, found.x_m), found.everywhere_per_km2)
    values: list[float] = field(np.asarray(places, dtype=float)[:, ::-1]).tolist()
    return values


def test_far_from_the_edge_it_is_the_normal_density() -> None:
    found = density([(5_000, 4_000)], RECTANGLE, bandwidth_m=500, cells_across=500)
    east, north = np.meshgrid(found.x_m - 5_000, found.y_m - 4_000)
    expected = 1e6 / (2 * math.pi * 500**2) * np.exp(-(east**2 + north**2) / (2 * 500**2))
    assert found.everywhere_per_km2 == pytest.approx(expected, abs=1e-4)
    assert found.sites_on_land == pytest.approx(1)


def test_at_the_middle_of_a_side_the_kernel_is_doubled_and_in_a_corner_fourfold() -> None:
    peak = 1e6 / (2 * math.pi * 300**2)
    side = density([(5_000, 0)], RECTANGLE, bandwidth_m=300, cells_across=1000)
    corner = density([(0, 0)], RECTANGLE, bandwidth_m=300, cells_across=1000)
    assert np.nanmax(side.sites_per_km2) == pytest.approx(2 * peak, rel=1e-3)
    assert np.nanmax(corner.sites_per_km2) == pytest.approx(4 * peak, rel=1e-3)


@pytest.mark.parametrize("bandwidth_m", [20, 900, 5_000, 10_000])
@pytest.mark.parametrize("area", [RECTANGLE, L_SHAPE, ISLANDS, LAKE], ids=["rectangle", "l_shape", "islands", "lake"])
def test_the_density_integrates_to_the_number_of_sites(area: shapely.Geometry, bandwidth_m: float) -> None:
    """The property of the correction of Diggle (1985) and Jones (1993)."""
    points = [(1_500, 1_500), (2_000, 1_200), (100, 2_900), (2_500, 2_500)]
    found = density(points, area, bandwidth_m=bandwidth_m)
    assert found.sites_on_land == pytest.approx(4)
    assert found.sites_in_cell.sum() == pytest.approx(4)


def test_off_the_land_there_is_no_density() -> None:
    found = density(SEVEN, L_SHAPE, bandwidth_m=1_000, cells_across=100)
    row, column = np.searchsorted(found.y_m, 6_000), np.searchsorted(found.x_m, 8_000)
    assert np.isnan(found.sites_per_km2[row, column])
    assert np.isfinite(found.sites_per_km2[row, np.searchsorted(found.x_m, 2_000)])
    assert found.sites_per_km2.shape == (len(found.y_m), len(found.x_m))


def test_scotts_bandwidth_by_hand() -> None:
    """Variances 4/3 and 16/3 of four points, mean 10/3; 4^(-1/6) = 0.79370."""
    points = np.array([(0, 0), (2, 0), (0, 4), (2, 4)], dtype=float) * 100 + 1_000
    found = scott_bandwidth(points, land_raster(RECTANGLE))
    assert found.metres == pytest.approx(0.793701 * math.sqrt(10 / 3) * 100, rel=1e-6)
    assert (found.rule, found.at_bound) == ("scott", None)


@pytest.mark.parametrize(
    ("bandwidth_m", "expected"), [(800, -182.982292626), (1500, -169.882712828), (3000, -169.541711111)]
)
def test_leave_one_out_likelihood_agrees_with_spatstat(bandwidth_m: float, expected: float) -> None:
    """spatstat.explore 3.0-6: sum(log(density(X, sigma, at="points", leaveoneout=TRUE, diggle=TRUE))) - npoints(X)."""
    raster = land_raster(RECTANGLE, cells_across=250)
    assert leave_one_out_log_likelihood(TEN, raster, bandwidth_m) - 10 == pytest.approx(expected, abs=1e-6)


def test_likelihood_bandwidth_agrees_with_spatstat() -> None:
    """spatstat.explore 3.0-6: optimize() of that sum gives 2066.61636; bw.ppl(X, ns=400, diggle=TRUE) 2062.97."""
    found = density(TEN, RECTANGLE, rule="likelihood", cells_across=250)
    assert found.bandwidth_m == pytest.approx(2066.61636318, abs=0.05)
    assert (found.bandwidth.rule, found.bandwidth.at_bound) == ("likelihood", None)


def test_density_on_a_rectangle_agrees_with_spatstat() -> None:
    """spatstat.explore 3.0-6: density(X, sigma=1500, diggle=TRUE, dimyx=c(512, 640)), its pixel at each place."""
    places = [(x, y) for y in (1000, 4000, 7000) for x in (1000, 5000, 9000)]
    expected = [0.39078, 0.13952, 0.002873, 0.09611, 0.10050, 0.09624, 0.002081, 0.06542, 0.30302]
    found = density(TEN, RECTANGLE, bandwidth_m=1500, cells_across=640)
    assert read_at(found, places) == pytest.approx(expected, rel=0.012)


def test_density_on_an_l_shape_agrees_with_spatstat() -> None:
    """spatstat.explore 3.0-6: density(X, sigma=1500, diggle=TRUE, dimyx=c(1024, 1280)), its pixel at each place."""
    found = density(SEVEN, L_SHAPE, bandwidth_m=1500, cells_across=640)
    places = [(1000, 1000), (1000, 7000), (8000, 2000), (4500, 3500)]
    assert read_at(found, places) == pytest.approx([0.34506, 0.052619, 0.14927, 0.038725], rel=0.012)


def test_coincident_points_drive_the_likelihood_to_its_lower_bound() -> None:
    places = [(1_000, 1_000), (1_300, 1_000), (9_000, 7_000), (5_000, 7_000)]
    found = density(places * 2, RECTANGLE, rule="likelihood")
    assert found.bandwidth.at_bound == "lower"
    assert found.bandwidth_m == pytest.approx(300, rel=1e-3)


def test_a_regular_pattern_drives_the_likelihood_to_its_upper_bound() -> None:
    lattice = [(x, y) for x in range(1_000, 10_000, 2_000) for y in range(1_000, 8_000, 2_000)]
    found = density(lattice, RECTANGLE, rule="likelihood")
    assert found.bandwidth.at_bound == "upper"
    assert found.bandwidth_m == pytest.approx(math.hypot(10_000, 8_000) / 2, rel=1e-3)


@pytest.mark.parametrize("rule", ["scott", "likelihood"])
@pytest.mark.parametrize("points", [[], [(1_000, 1_000)], [(5, 5)] * 4, [(1_000, 1_000), (-500, 0)]])
def test_a_rule_needs_two_places_on_land(rule: str, points: list[tuple[float, float]]) -> None:
    with pytest.raises(ParameterError, match="bandwidth_undefined"):
        density(points, RECTANGLE, rule=rule)  # type: ignore[arg-type]


def test_no_site_and_sites_at_one_place_have_a_density_with_ones_own_bandwidth() -> None:
    nothing = density([], RECTANGLE, bandwidth_m=1_000)
    assert np.nanmax(nothing.sites_per_km2) == 0
    assert nothing.sites_on_land == 0
    one, three = (density([(4_000, 4_000)] * n, RECTANGLE, bandwidth_m=1_000) for n in (1, 3))
    assert three.everywhere_per_km2 == pytest.approx(3 * one.everywhere_per_km2)
    assert one.bandwidth.rule == "own"


def test_a_point_off_the_land_counts_with_what_its_kernel_puts_on_land_and_is_named() -> None:
    found = density([(5_000, 4_000), (5_000, -500)], RECTANGLE, bandwidth_m=500, cells_across=500)
    assert found.outside == (1,)
    assert found.sites_on_land == pytest.approx(1 + norm.sf(1), abs=1e-6)
    assert found.sites_in_cell.sum() == pytest.approx(found.sites_on_land)


def test_a_site_on_an_island_too_small_for_the_raster_spoils_nothing() -> None:
    area = shapely.MultiPolygon([shapely.box(0, 0, 10_000, 8_000), shapely.box(19_990, 3, 19_990.5, 3.5)])
    found = density([(19_990.2, 3.2), (5_000, 4_000)], area, bandwidth_m=200, cells_across=64)
    assert np.isfinite(found.everywhere_per_km2).all()
    assert found.sites_in_cell.sum() == pytest.approx(found.sites_on_land)


def test_weights_are_numbers_of_sites() -> None:
    weighted = density([(1_000, 900), (5_000, 4_000)], RECTANGLE, bandwidth_m=800, weights=[2, 0])
    doubled = density([(1_000, 900)] * 2, RECTANGLE, bandwidth_m=800)
    assert weighted.everywhere_per_km2 == pytest.approx(doubled.everywhere_per_km2)
    assert weighted.sites_on_land == pytest.approx(2)


@given(points_of, st.integers(1, 60), st.integers(-500, 500), st.sampled_from([0.5, 4.0]))
@settings(max_examples=30)
def test_density_moves_and_scales_with_the_map(
    points: list[tuple[int, int]], bandwidth_m: int, shift: int, factor: float
) -> None:
    square = shapely.box(0, 0, 100, 100)
    plain = density(points, square, bandwidth_m=bandwidth_m, cells_across=32)
    corner, side = shift * factor, 100 * factor
    moved = density(
        (np.array(points) + shift) * factor,
        shapely.box(corner, corner, corner + side, corner + side),
        bandwidth_m=bandwidth_m * factor,
        cells_across=32,
    )
    assert moved.everywhere_per_km2 * factor**2 == pytest.approx(plain.everywhere_per_km2, rel=1e-6, abs=1e-3)


@given(points_of, st.randoms())
@settings(max_examples=30)
def test_density_does_not_change_with_the_order_of_sites(points: list[tuple[int, int]], random: object) -> None:
    mixed = list(points)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    square = shapely.box(0, 0, 100, 100)
    plain = density(points, square, bandwidth_m=20, cells_across=16)
    assert density(mixed, square, bandwidth_m=20, cells_across=16).everywhere_per_km2 == pytest.approx(
        plain.everywhere_per_km2
    )


@given(st.lists(st.tuples(coordinate, coordinate), min_size=3, max_size=8, unique=True), st.sampled_from([0.5, 8.0]))
@settings(max_examples=20)
def test_rules_scale_with_the_map(points: list[tuple[int, int]], factor: float) -> None:
    square, larger = shapely.box(0, 0, 100, 100), shapely.box(0, 0, 100 * factor, 100 * factor)
    given_points = np.array(points, dtype=float)
    for rule in (scott_bandwidth, likelihood_bandwidth):
        plain = rule(given_points, land_raster(square, cells_across=32))
        scaled = rule(given_points * factor, land_raster(larger, cells_across=32))
        assert scaled.metres == pytest.approx(plain.metres * factor, rel=1e-2)


@pytest.mark.parametrize("bandwidth_m", [0, -1, math.nan, math.inf, 20_000])
def test_a_bandwidth_that_is_none_or_larger_than_the_land_is_refused(bandwidth_m: float) -> None:
    with pytest.raises(ParameterError, match="bad_bandwidth"):
        density(TEN, RECTANGLE, bandwidth_m=bandwidth_m)


def test_other_bad_input_is_refused() -> None:
    with pytest.raises(ParameterError, match="unknown_choice"):
        density(TEN, RECTANGLE, rule="silverman")  # type: ignore[arg-type]
    with pytest.raises(ParameterError, match="coordinates_not_finite"):
        density([(math.nan, 0)], RECTANGLE, bandwidth_m=100)
    with pytest.raises(ParameterError, match="too_few_cells"):
        density(TEN, RECTANGLE, cells_across=2)
    with pytest.raises(ParameterError, match="empty_area"):
        density(TEN, shapely.Polygon())


@pytest.mark.parametrize("weights", [[1.0], [1.0, -1.0], [1.0, math.nan]])
def test_bad_weights_are_refused(weights: list[float]) -> None:
    with pytest.raises(ParameterError, match="bad_site_weights"):
        density([(1, 1), (2, 2)], RECTANGLE, bandwidth_m=100, weights=weights)
