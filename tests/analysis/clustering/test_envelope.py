from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chisquare

from analysis.clustering.envelope import Envelope, Stretch, envelope, simulate_l
from analysis.clustering.nulls import LandNull
from analysis.clustering.ripley import CORRECTIONS, Correction, default_distances_m, l_of_layouts_m, ripley
from analysis.errors import ParameterError
from analysis.examples.classic_patterns import CELLS, JAPANESE_PINES, REDWOOD
from tests.analysis.clustering.patterns import SQUARE

NULL = LandNull(SQUARE.area)
R_M = default_distances_m(SQUARE)


def of_pattern(points: tuple[tuple[float, float], ...], simulations: int = 199) -> Envelope:
    rng = np.random.default_rng(11)
    simulated = simulate_l(NULL, len(points), SQUARE, R_M, correction="translation", simulations=simulations, rng=rng)
    return envelope(ripley(points, SQUARE, R_M, correction="translation").l_m, simulated, R_M)


def test_redwoods_are_clustered_at_short_distances() -> None:
    found = of_pattern(REDWOOD)
    assert found.p_mad == 1 / 200
    assert found.below_m == ()
    assert found.above_m[0].from_m < 0.05
    assert found.strongest_r_m is not None
    assert 0.02 < found.strongest_r_m < 0.12


def test_cells_keep_their_distance() -> None:
    found = of_pattern(CELLS)
    assert found.p_mad == 1 / 200
    assert found.above_m == ()
    assert any(stretch.from_m < 0.08 < stretch.to_m for stretch in found.below_m)


def test_japanese_pines_are_like_chance() -> None:
    found = of_pattern(JAPANESE_PINES)
    assert found.p_mad > 0.05
    assert found.above_m == found.below_m == ()


def test_centre_and_bands_by_hand() -> None:
    """Nineteen curves and the observed one: 19 of 20 deviations are at most 2, the mean is 0.2."""
    simulated = np.tile([[0.0, 0.0]], (19, 1))
    found = envelope([0.0, 4.0], simulated, [1, 2])
    assert found.centre_m.tolist() == [0, 0.2]
    assert found.p_mad == 1 / 20
    assert found.high_m == pytest.approx([0.2, 0.4])
    assert found.low_m == pytest.approx([-0.2, 0])
    assert found.pointwise_low_m.tolist() == found.pointwise_high_m.tolist() == [0, 0]
    assert found.strongest_r_m == 2
    assert found.above_m == (Stretch(2, 2),)
    assert found.below_m == ()
    assert (found.simulations, found.confidence) == (19, 0.95)


def test_pointwise_band_holds_the_middle_of_the_simulated_curves() -> None:
    simulated = np.arange(1001.0)[:, None] * [1, 2]
    found = envelope([500.0, 1000.0], simulated, [1, 2], confidence=0.9)
    assert found.pointwise_low_m == pytest.approx([50, 100])
    assert found.pointwise_high_m == pytest.approx([950, 1900])


def test_stretches_run_from_their_first_to_their_last_distance() -> None:
    observed = np.array([9.0, 9, 0, -9, 9, 0, -9, -9])
    noise = np.random.default_rng(0).uniform(-1, 1, (99, 8))
    found = envelope(observed, noise, np.arange(1, 9))
    assert found.above_m == (Stretch(1, 2), Stretch(5, 5))
    assert found.below_m == (Stretch(4, 4), Stretch(7, 8))


@given(st.integers(1, 120), st.integers(1, 6), st.sampled_from([0.5, 0.9, 0.95, 0.99]), st.integers(0, 2**32 - 1))
def test_the_observed_curve_leaves_the_band_exactly_where_p_is_small(
    simulations: int, distances: int, confidence: float, seed: int
) -> None:
    """Curves of few values, so that deviations tie."""
    curves = np.random.default_rng(seed).integers(0, 4, (simulations + 1, distances)).astype(float)
    found = envelope(curves[0], curves[1:], np.arange(distances), confidence=confidence)
    may_be_as_far = math.floor((1 - confidence) * (simulations + 1) + 1e-9)
    small = round(found.p_mad * (simulations + 1)) <= may_be_as_far
    assert bool(found.above_m or found.below_m) == small
    assert 1 / (simulations + 1) <= found.p_mad <= 1


def test_p_is_exact_under_the_null() -> None:
    """Every p of 20 is as likely as any other, by chi-square with a fixed seed; the band is left in 1 of 20."""
    rng = np.random.default_rng(5)
    r_m = np.linspace(0, 0.25, 10)
    curves = l_of_layouts_m(NULL.draw_many(8, 20 * 1000, rng), SQUARE, r_m, correction="isotropic")
    results = [envelope(own[0], own[1:], r_m) for own in curves.reshape(1000, 20, 10)]
    counts = np.bincount([round(20 * found.p_mad) for found in results], minlength=21)[1:]
    assert chisquare(counts).pvalue > 0.01
    assert sum(bool(found.above_m or found.below_m) for found in results) == counts[0]


def test_too_few_simulations_for_the_confidence_hold_every_curve() -> None:
    simulated = np.random.default_rng(0).uniform(-1, 1, (18, 4))
    found = envelope([0, 99.0, 0, 0], simulated, [1, 2, 3, 4])
    assert found.p_mad == 1 / 19
    assert found.above_m == found.below_m == ()
    assert found.high_m[1] == pytest.approx(99)


def test_curves_that_are_all_alike_say_nothing() -> None:
    found = envelope([1.0, 2.0], [[1.0, 2.0]] * 9, [1, 2])
    assert found.p_mad == 1
    assert found.strongest_r_m is None
    assert found.low_m.tolist() == found.high_m.tolist() == [1, 2]
    assert found.above_m == found.below_m == ()


def test_one_simulation_is_as_far_from_the_centre_as_the_observed_curve() -> None:
    assert envelope([5.0], [[1.0]], [1]).p_mad == 1


def test_a_distance_counts_only_where_every_curve_is_defined() -> None:
    simulated = np.zeros((39, 4))
    simulated[7, 2] = np.nan
    found = envelope([0.0, 1, 50, np.nan], simulated, [1, 2, 3, 4])
    assert found.p_mad == 1 / 40
    assert found.above_m == (Stretch(2, 2),)
    assert found.strongest_r_m == 2
    assert found.l_m[2] == 50
    for band in (found.centre_m, found.low_m, found.high_m, found.pointwise_low_m, found.pointwise_high_m):
        assert np.isnan(band).tolist() == [False, False, True, True]


def test_nothing_follows_where_no_distance_counts() -> None:
    found = envelope([np.nan, 1], [[1, np.nan]] * 99, [1, 2])
    assert math.isnan(found.p_mad)
    assert found.strongest_r_m is None
    assert found.above_m == found.below_m == ()
    assert np.isnan(found.low_m).all()


def test_the_border_correction_shortens_the_range_that_counts(rng: np.random.Generator) -> None:
    simulated = simulate_l(NULL, 5, SQUARE, R_M, correction="border", simulations=99, rng=rng)
    found = envelope(ripley(CELLS, SQUARE, R_M, correction="border").l_m, simulated, R_M)
    assert np.isfinite(found.l_m).all()
    assert np.isfinite(found.centre_m[:5]).all()
    assert np.isnan(found.centre_m[-1])
    assert 0 < found.p_mad <= 1


def test_all_that_is_wrong_with_an_envelope_is_told_at_once() -> None:
    with pytest.raises(ParameterError) as error:
        envelope([1.0], np.empty((0, 1)), [1], confidence=1)
    assert [problem.code for problem in error.value.problems] == ["too_few_simulations", "bad_confidence"]
    for confidence in (0, -1, 1.5, math.nan):
        with pytest.raises(ParameterError, match="bad_confidence"):
            envelope([1.0], [[1.0]], [1], confidence=confidence)


def simulated(correction: Correction = "translation", *, seed: int = 0, **options: object) -> np.ndarray:
    settings = {"simulations": 45, "rng": np.random.default_rng(seed)} | options
    return simulate_l(NULL, 7, SQUARE, R_M, correction=correction, **settings)  # type: ignore[arg-type]  # vary by test


@pytest.mark.parametrize("correction", CORRECTIONS)
def test_the_same_seed_simulates_the_same_and_another_does_not(correction: Correction) -> None:
    assert simulated(correction).shape == (45, len(R_M))
    assert np.array_equal(simulated(correction), simulated(correction), equal_nan=True)
    assert not np.array_equal(simulated(correction), simulated(correction, seed=1), equal_nan=True)


def test_progress_is_told_often_and_ends_at_one() -> None:
    told: list[float] = []
    simulated(progress=told.append)
    assert len(told) >= 20
    assert told == sorted(told)
    assert told[-1] == 1


def test_raising_from_progress_stops_the_simulation() -> None:
    def stop(share: float) -> None:
        raise InterruptedError(share)

    with pytest.raises(InterruptedError):
        simulated(progress=stop)


def test_layouts_are_drawn_in_parts_of_bounded_size(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[int] = []

    class Watched(LandNull):
        def draw_many(self, n: int, simulations: int, rng: np.random.Generator) -> np.ndarray:
            drawn.append(n * simulations)
            return super().draw_many(n, simulations, rng)

    monkeypatch.setattr("analysis.clustering.simulation._POINTS_AT_ONCE", 21)
    simulate_l(Watched(SQUARE.area), 7, SQUARE, R_M, correction="none", simulations=100, rng=np.random.default_rng(0))
    assert max(drawn) == 21
    assert sum(drawn) == 700


def test_all_that_is_wrong_with_a_simulation_is_told_at_once(rng: np.random.Generator) -> None:
    with pytest.raises(ParameterError) as error:
        simulate_l(NULL, 1, SQUARE, [2], correction="none", simulations=0, rng=rng)
    codes = [problem.code for problem in error.value.problems]
    assert codes == ["too_few_points", "radius_too_large", "too_few_simulations"]
