from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from shapely import Point

from analysis.clustering import density_result as module
from analysis.clustering.density_result import DensityResult, density_result
from analysis.clustering.inputs import ClusterInput
from analysis.clustering.settings import ClusterSettings
from analysis.clustering.window import Window
from tests.analysis.clustering.given import LAND, sites_at

CLUMP = [(10_000.0 + east, 20_000.0 + north) for east in (0, 500, 1000) for north in (0, 500, 1000)]


def found_of(
    given: ClusterInput, redrawn_xy: NDArray[np.float64] | None = None, **options: float
) -> tuple[DensityResult | None, dict[str, str]]:
    left_out: dict[str, str] = {}
    settings = ClusterSettings(bandwidth_m=options.get("bandwidth_m"))
    rng = np.random.default_rng(1)
    return density_result(given, Window(LAND), settings, redrawn_xy, rng, left_out), left_out


def density_of(given: ClusterInput, redrawn_xy: NDArray[np.float64] | None = None, **options: float) -> DensityResult:
    found, left_out = found_of(given, redrawn_xy, **options)
    assert left_out == {}
    assert found is not None
    return found


def test_a_clump_is_denser_than_chance_where_it_lies() -> None:
    found = density_of(sites_at(CLUMP), bandwidth_m=3000)
    centre = Point(10_500, 20_500)
    assert set(found.significant) == {"land"}
    assert found.significant["land"].polygon.contains(centre)
    assert found.significant["land"].level_per_km2 == found.chance["land"].threshold_per_km2
    assert found.chance["land"].p_highest < 0.05
    assert found.peak.x_m is not None
    assert found.peak.y_m is not None
    assert Point(found.peak.x_m, found.peak.y_m).distance(centre) < 1500
    assert found.peak.radius_95_m is None


def test_the_smallest_areas_lie_within_each_other() -> None:
    found = density_of(sites_at(CLUMP), bandwidth_m=3000)
    inner, middle, outer = (contour.polygon for contour in found.contours)
    assert middle.buffer(1).contains(inner)
    assert outer.buffer(1).contains(middle)
    # A Gaussian holds a half of its mass within 1.1774 standard deviations, here of kernel and clump together.
    spread_m = np.hypot(3000, np.std([0, 500, 1000]))
    assert middle.area == pytest.approx(np.pi * (1.1774 * spread_m) ** 2, rel=0.05)


def test_evenly_spread_sites_are_nowhere_denser_than_chance() -> None:
    even = [(float(x), float(y)) for x in range(-40_000, 50_000, 20_000) for y in range(-40_000, 50_000, 20_000)]
    found = density_of(sites_at(even, names=[str(place) for place in range(25)]), bandwidth_m=8000)
    assert found.significant == {}
    assert found.chance["land"].p_highest > 0.05


def test_sites_at_one_place_have_no_bandwidth_by_rule_but_one_of_ones_own() -> None:
    same = sites_at([(0.0, 0.0)] * 4)
    assert found_of(same) == (None, {"density": "bandwidth_undefined"})
    found = density_of(same, bandwidth_m=2000)
    assert found.density.bandwidth_m == 2000
    assert found.density.sites_on_land == pytest.approx(4)


def test_places_off_the_land_do_not_help_a_rule() -> None:
    assert found_of(sites_at([(0.0, 0.0), (90_000.0, 0.0)]))[1] == {"density": "bandwidth_undefined"}


def test_density_of_very_many_sites_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_DENSITY_SITES", 8)
    assert found_of(sites_at(CLUMP)) == (None, {"density": "too_many_sites"})


def test_uncertain_positions_move_the_peak() -> None:
    """Half of the layouts lie 30 km farther east, so that the 95 % circle must reach there."""
    given = sites_at(CLUMP)
    redrawn = np.repeat(given.xy[None], 10, axis=0)
    redrawn[::2, :, 0] += 30_000
    found = density_of(given, redrawn, bandwidth_m=3000)
    assert found.peak.radius_95_m == pytest.approx(30_000, abs=1500)
