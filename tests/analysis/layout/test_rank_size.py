from __future__ import annotations

from math import isnan, log, nan, sqrt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.layout.rank_size import SHIFT, primacy, rank_size

ZIPF = pd.Series({f"c{rank}": 100 / rank for rank in range(1, 22)})


def test_zipf_sizes_have_slope_minus_one_with_the_plain_rank() -> None:
    found = rank_size(ZIPF, shift=0)
    assert found.slope == pytest.approx(-1, abs=1e-12)
    assert found.r_squared == pytest.approx(1)
    assert found.intercept == pytest.approx(log(100))


def test_with_half_a_rank_taken_off_zipf_sizes_are_steeper() -> None:
    """The first rank counts as 1/2, which steepens an exact list: -1.1585 with 21 cities."""
    found = rank_size(ZIPF)
    expected = np.polyfit(np.log(ZIPF), np.log(np.arange(1, 22) - 0.5), 1)
    assert (found.slope, found.intercept) == pytest.approx(tuple(expected))
    assert found.slope == pytest.approx(-1.1585, abs=5e-5)
    assert found.shift == SHIFT == 0.5


def test_standard_error_and_interval_of_gabaix_and_ibragimov() -> None:
    found = rank_size(ZIPF, shift=0)
    assert found.standard_error == pytest.approx(sqrt(2 / 21))
    assert (found.low, found.high) == pytest.approx((-1 - 1.959964 * sqrt(2 / 21), -1 + 1.959964 * sqrt(2 / 21)))
    assert found.n == 21


def test_half_a_rank_takes_the_bias_away(rng: np.random.Generator) -> None:
    """Gabaix and Ibragimov (2011): samples of a Pareto law of exponent 1; the plain rank gives too small a slope."""
    samples = [pd.Series(1 / (1 - rng.random(50))) for _ in range(800)]
    half = np.mean([rank_size(sizes).slope for sizes in samples])
    plain = np.mean([rank_size(sizes, shift=0).slope for sizes in samples])
    assert abs(half + 1) < 0.03
    assert plain > -0.93


def test_the_interval_holds_the_exponent_as_often_as_it_says(rng: np.random.Generator) -> None:
    found = [rank_size(pd.Series(1 / (1 - rng.random(200)))) for _ in range(600)]
    assert np.mean([one.low <= -1 <= one.high for one in found]) == pytest.approx(0.95, abs=0.04)


@given(st.lists(st.floats(1, 1e8), min_size=3, max_size=30), st.floats(0.01, 1e4))
def test_the_slope_does_not_depend_on_the_unit_or_the_order(sizes: list[float], unit: float) -> None:
    one = rank_size(pd.Series(sizes))
    other = rank_size(pd.Series(sizes[::-1]) * unit)
    if max(sizes) > 1.001 * min(sizes):
        assert other.slope == pytest.approx(one.slope, rel=1e-6)


def test_equal_sizes_take_consecutive_ranks() -> None:
    assert rank_size(pd.Series([4, 2, 2, 1])).slope == rank_size(pd.Series([2, 1, 4, 2])).slope
    assert rank_size(pd.Series([4, 2, 2, 1])).n == 4


def test_sizes_without_a_logarithm_are_left_out_and_named() -> None:
    sizes = pd.Series({"a": 4.0, "zero": 0.0, "b": 2.0, "missing": nan, "c": 1.0, "negative": -1.0})
    found = rank_size(sizes)
    assert found.without_size == ("zero", "missing", "negative")
    assert found.slope == rank_size(pd.Series([4.0, 2, 1])).slope


@pytest.mark.parametrize("sizes", [[], [5.0], [5.0, 2.0], [3.0, 3, 3, 3]])
def test_fewer_than_three_cities_or_equal_ones_have_no_slope(sizes: list[float]) -> None:
    found = rank_size(pd.Series(sizes, dtype=float))
    assert isnan(found.slope)
    assert isnan(found.low)
    assert found.n == len(sizes)


def test_primacy_by_hand() -> None:
    sizes = pd.Series([10, 60, 20, 30])
    assert primacy(sizes) == 2
    assert primacy(sizes, cities=4) == 1
    assert primacy(sizes, cities=3) == pytest.approx(60 / 50)


def test_primacy_by_the_rank_size_rule() -> None:
    assert primacy(ZIPF) == pytest.approx(2)
    assert primacy(ZIPF, cities=4) == pytest.approx(12 / 13)


def test_two_equal_first_cities_have_primacy_one() -> None:
    assert primacy(pd.Series([7, 7, 1])) == 1


@pytest.mark.parametrize(("sizes", "cities"), [([], 2), ([5.0], 2), ([5.0, 0, nan], 2), ([5.0, 4, 3], 4), ([5, 4], 1)])
def test_too_few_cities_have_no_primacy(sizes: list[float], cities: int) -> None:
    assert isnan(primacy(pd.Series(sizes, dtype=float), cities=cities))
