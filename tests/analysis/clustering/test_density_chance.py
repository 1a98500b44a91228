from __future__ import annotations

import numpy as np
import pytest
import shapely

from analysis.clustering.density import density
from analysis.clustering.density_chance import density_chance, peak_of_layouts
from analysis.clustering.nulls import LandNull, SettlementNull
from analysis.errors import ParameterError

SQUARE = shapely.box(0, 0, 10_000, 10_000)
LAND = LandNull(SQUARE)
CLUMP = [(2_000, 2_000), (2_100, 2_050), (1_900, 2_000), (2_000, 1_900), (2_050, 2_100), (2_000, 2_080)]


class FixedNull:
    """Layouts that are known beforehand."""

    name = "fixed"

    def __init__(self, layouts_xy: np.ndarray) -> None:
        self._layouts = layouts_xy
        self._next = 0

    def draw(self, n: int, rng: np.random.Generator) -> np.ndarray:
        layout: np.ndarray = self.draw_many(n, 1, rng)[0]
        return layout

    def draw_many(self, n: int, simulations: int, rng: np.random.Generator) -> np.ndarray:  # noqa: ARG002
        self._next += simulations
        return self._layouts[self._next - simulations : self._next]


def test_a_clump_is_denser_than_chance_at_its_place_only(rng: np.random.Generator) -> None:
    observed = density(CLUMP, SQUARE, bandwidth_m=700, cells_across=64)
    found = density_chance(observed, LAND, rng=rng)
    assert found.highest_per_km2 > found.threshold_per_km2
    assert (found.p_highest, found.simulations, found.name) == (1 / 200, 199, "land")
    row, column = np.searchsorted(observed.y_m, 2_000), np.searchsorted(observed.x_m, 2_000)
    assert found.p_pointwise[row, column] == 1 / 200
    far = np.searchsorted(observed.y_m, 8_000), np.searchsorted(observed.x_m, 8_000)
    assert found.p_pointwise[far] > 0.9
    assert np.isnan(found.p_pointwise[0, 0])


def test_threshold_is_exceeded_by_at_most_one_layout_in_twenty() -> None:
    """Two sites at growing distance from each other: 39 layouts, the second largest maximum is the threshold."""
    apart_m = 100.0 * np.arange(1, 40)
    layouts = np.stack([[(3_000, 5_000), (3_000 + gap, 5_000)] for gap in apart_m])
    observed = density(layouts[1], SQUARE, bandwidth_m=700, cells_across=64)
    found = density_chance(observed, FixedNull(layouts), rng=np.random.default_rng(1), simulations=39)
    assert found.threshold_per_km2 == pytest.approx(found.highest_per_km2)
    assert found.p_highest == 3 / 40


def test_p_and_threshold_agree() -> None:
    rng = np.random.default_rng(7)
    for layout in LAND.draw_many(8, 12, rng):
        observed = density(layout, SQUARE, bandwidth_m=900, cells_across=24)
        found = density_chance(observed, LAND, rng=rng, simulations=39)
        assert (found.highest_per_km2 > found.threshold_per_km2) == (found.p_highest <= 0.05)


def test_chance_exceeds_the_threshold_about_as_often_as_it_should() -> None:
    """Of 200 layouts under the null 5 % are expected; 2 to 20 lie within four standard errors."""
    rng = np.random.default_rng(1993)
    layouts = LAND.draw_many(6, 200, rng)
    rejected = 0
    for layout in layouts:
        observed = density(layout, SQUARE, bandwidth_m=900, cells_across=16)
        rejected += density_chance(observed, LAND, rng=rng, simulations=19).p_highest <= 0.05
    assert 1 <= rejected <= 22


def test_expected_density_of_uniform_sites_is_flat_and_holds_all_of_them() -> None:
    observed = density(CLUMP, SQUARE, bandwidth_m=700, cells_across=32)
    found = density_chance(observed, LAND, rng=np.random.default_rng(5), simulations=999)
    assert np.nansum(found.expected_per_km2) * observed.raster.cell_m**2 / 1e6 == pytest.approx(6)
    inside = found.expected_per_km2[10:-10, 10:-10]
    assert inside == pytest.approx(6 / 100, rel=0.25)


def test_the_settlement_null_names_the_cities_it_cannot_draw(rng: np.random.Generator) -> None:
    null = SettlementNull({"a": 5, "b": 1}, [(2_000, 2_000), (2_200, 2_000)], ["a", "a"])
    found = density_chance(density(CLUMP, SQUARE, bandwidth_m=700, cells_across=32), null, rng=rng, simulations=19)
    assert (found.name, found.left_out) == ("settlement", ("b",))
    assert found.p_highest > 0.05


def test_the_same_seed_gives_the_same_numbers() -> None:
    observed = density(CLUMP, SQUARE, bandwidth_m=700, cells_across=32)
    one, other = (density_chance(observed, LAND, rng=np.random.default_rng(3), simulations=40) for _ in range(2))
    assert one.threshold_per_km2 == other.threshold_per_km2
    assert np.array_equal(one.p_pointwise, other.p_pointwise, equal_nan=True)


def test_progress_is_told_often_enough(rng: np.random.Generator) -> None:
    told: list[float] = []
    density_chance(density(CLUMP, SQUARE, bandwidth_m=700, cells_across=32), LAND, rng=rng, progress=told.append)
    assert len(told) >= 20
    assert told == sorted(told)
    assert told[-1] == 1


def test_chance_needs_a_site_and_nineteen_layouts(rng: np.random.Generator) -> None:
    with pytest.raises(ParameterError, match="too_few_points"):
        density_chance(density([], SQUARE, bandwidth_m=700), LAND, rng=rng)
    with pytest.raises(ParameterError, match="too_few_simulations"):
        density_chance(density(CLUMP, SQUARE, bandwidth_m=700), LAND, rng=rng, simulations=18)


def test_the_peak_moves_with_the_sites() -> None:
    observed = density([(2_000, 2_000)], SQUARE, bandwidth_m=700, cells_across=100)
    layouts = np.array([[(2_000, 2_000)]] * 94 + [[(2_000, 5_000)]] * 6, dtype=float)
    found = peak_of_layouts(observed, layouts)
    assert found.x_m == pytest.approx(2_000, abs=51)
    assert found.y_m == pytest.approx(2_000, abs=51)
    assert found.radius_95_m == pytest.approx(3_000, abs=101)
    assert found.redrawn_xy.shape == (100, 2)
    fewer = peak_of_layouts(observed, layouts[:98])
    assert fewer.radius_95_m == 0


def test_without_layouts_or_sites_there_is_no_radius_or_no_peak() -> None:
    observed = density([(2_000, 2_000)], SQUARE, bandwidth_m=700, cells_across=20)
    assert peak_of_layouts(observed, np.zeros((0, 1, 2))).radius_95_m is None
    nothing = peak_of_layouts(density([], SQUARE, bandwidth_m=700, cells_across=20), np.zeros((3, 0, 2)))
    assert (nothing.x_m, nothing.y_m, nothing.radius_95_m) == (None, None, None)


def test_weights_hold_for_the_peak_too() -> None:
    observed = density([(2_000, 2_000), (8_000, 8_000)], SQUARE, bandwidth_m=700, weights=[1, 3], cells_across=50)
    found = peak_of_layouts(observed, np.array([[(8_000, 2_000), (2_000, 8_000)]], dtype=float))
    assert found.x_m == pytest.approx(8_000, abs=101)
    assert found.redrawn_xy[0].tolist() == pytest.approx([2_000, 8_000], abs=101)
