from __future__ import annotations

import numpy as np
import pytest

from analysis.clustering.nulls import LandNull
from analysis.clustering.ripley import ripley
from analysis.clustering.ripley_result import largest_deviation_m, ripley_result
from analysis.clustering.simulated import Curve, simulate_nulls
from analysis.clustering.window import Window
from analysis.progress import silent
from tests.analysis.clustering.given import LAND, sites_at

FIVE = [(0.0, 0.0), (1000.0, 0.0), (0.0, 2000.0), (9000.0, 9000.0), (-20_000.0, 5000.0)]
CURVE = Curve(Window(LAND), np.array([2000.0, 8000.0, 20_000.0]), "translation")


def test_the_largest_deviation_counts_both_directions() -> None:
    centre_m = np.array([10.0, 20, 30])
    assert largest_deviation_m(np.array([[10.0, 20, 30], [13, 20, 29], [10, 12, 35]]), centre_m).tolist() == [0, 3, 8]


def test_distances_at_which_the_centre_is_not_defined_do_not_count() -> None:
    centre_m = np.array([np.nan, 20, np.nan])
    assert largest_deviation_m(np.array([[99.0, 21, np.nan]]), centre_m).tolist() == [1]


def test_without_a_distance_that_counts_nothing_deviates_and_nothing_agrees() -> None:
    assert np.isnan(largest_deviation_m(np.ones((2, 3)), np.full(3, np.nan))).tolist() == [True, True]
    assert largest_deviation_m(np.ones((0, 3)), np.zeros(3)).shape == (0,)


def test_a_curve_has_an_envelope_for_each_null_and_no_band_for_exact_positions() -> None:
    given = sites_at(FIVE)
    drawn = simulate_nulls(given, CURVE, 39, {"land": np.random.default_rng(3)}, silent)
    found = ripley_result(given, CURVE, drawn, None)
    alone = ripley(given.xy, CURVE.window, CURVE.r_m, correction="translation")
    assert found.ripley.l_m.tolist() == alone.l_m.tolist()
    assert set(found.envelopes) == {"land"}
    assert found.envelopes["land"].simulations == 39
    assert found.low_m is None
    assert found.high_m is None


def test_the_band_of_positions_holds_the_middle_of_redrawn_curves(rng: np.random.Generator) -> None:
    given = sites_at(FIVE)
    redrawn = LandNull(LAND).draw_many(5, 200, rng)
    found = ripley_result(given, CURVE, {}, redrawn)
    curves = CURVE.of_layouts(redrawn)
    assert found.low_m is not None
    assert found.high_m is not None
    below, above = (curves < found.low_m).sum(axis=0), (curves > found.high_m).sum(axis=0)
    assert (below <= 5).all()
    assert (above <= 5).all()
    assert found.low_m[-1] < found.high_m[-1]


def test_positions_that_never_move_have_a_band_without_width() -> None:
    given = sites_at(FIVE)
    found = ripley_result(given, CURVE, {}, np.repeat(given.xy[None], 9, axis=0))
    assert found.low_m == pytest.approx(found.ripley.l_m)
    assert found.high_m == pytest.approx(found.ripley.l_m)
