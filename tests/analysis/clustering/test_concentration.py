from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from analysis.clustering.concentration import (
    clopper_pearson,
    concentration,
    effective_number,
    gini,
    hhi,
    location_quotient,
    theil,
    theil_parts,
)

counts_of = st.lists(st.integers(0, 30), min_size=1, max_size=25).filter(lambda counts: sum(counts) > 0)
PARKS = pd.Series([3, 2, 3, 3, 1, 1, 2] + [0] * 14)


def test_hhi_of_the_parks_is_37_over_225() -> None:
    """Squares of 3, 2, 3, 3, 1, 1, 2 over 15 squared."""
    assert hhi(PARKS) == pytest.approx(37 / 225)
    assert effective_number(PARKS) == pytest.approx(225 / 37)


@given(counts_of)
def test_hhi_lies_between_equal_shares_and_one(counts: list[int]) -> None:
    assert 1 / len(counts) - 1e-12 <= hhi(counts) <= 1 + 1e-12


@given(counts_of, st.integers(1, 5))
def test_concentration_does_not_change_when_all_counts_grow_alike(counts: list[int], factor: int) -> None:
    grown = [factor * count for count in counts]
    assert hhi(grown) == pytest.approx(hhi(counts))
    assert gini(grown) == pytest.approx(gini(counts), abs=1e-12)


@given(counts_of)
def test_gini_is_half_the_relative_mean_difference(counts: list[int]) -> None:
    values = np.array(counts, dtype=float)
    difference = np.abs(values[:, None] - values).mean()
    assert gini(counts) == pytest.approx(difference / (2 * values.mean()), abs=1e-12)


def test_gini_of_equal_cities_is_zero_and_of_one_city_all_but_one_share() -> None:
    assert gini([4, 4, 4]) == pytest.approx(0)
    assert gini([0, 9, 0]) == pytest.approx(2 / 3)
    assert gini([9]) == 0


@pytest.mark.parametrize("counts", [[], [0, 0]])
def test_nothing_to_share_has_no_concentration(counts: list[int]) -> None:
    assert math.isnan(hhi(counts))
    assert math.isnan(effective_number(counts))
    assert math.isnan(gini(counts))
    found = concentration(pd.Series(counts, dtype=int), {})
    assert math.isnan(theil(counts))
    assert (found.hhi, found.effective_cities, found.gini, found.theil) == (None, None, None, None)


def test_interval_of_none_and_of_all_has_a_closed_form() -> None:
    """Clopper and Pearson (1934): 1 - 0.025^(1/n) for none of n, and its mirror for all."""
    assert clopper_pearson(0, 15) == pytest.approx((0, 1 - 0.025 ** (1 / 15)))
    assert clopper_pearson(15, 15) == pytest.approx((0.025 ** (1 / 15), 1))
    assert clopper_pearson(0, 0) == (0, 1)


@given(st.integers(0, 20), st.integers(0, 20), st.sampled_from([0.8, 0.95, 0.99]))
def test_interval_agrees_with_inverting_the_exact_test(successes: int, failures: int, confidence: float) -> None:
    if successes + failures:
        exact = binomtest(successes, successes + failures).proportion_ci(confidence, method="exact")
        found = clopper_pearson(successes, successes + failures, confidence=confidence)
        assert found == pytest.approx((exact.low, exact.high))


def test_location_quotient_by_hand() -> None:
    sites = pd.Series({"a": 3, "b": 1, "c": 0})
    found = location_quotient(sites, pd.Series({"c": 25, "b": 25, "a": 50}))
    assert found["value"].to_dict() == {"a": 1.5, "b": 1, "c": 0}
    assert found.index.tolist() == ["a", "b", "c"]
    assert found.loc["c", "low"] == 0
    assert found.loc["c", "high"] == pytest.approx((1 - 0.025 ** (1 / 4)) / 0.25)


def test_a_city_without_a_base_is_no_part_of_the_shares() -> None:
    found = location_quotient(pd.Series({"a": 3, "b": 1, "c": 6}), pd.Series({"a": 50.0, "b": 50, "c": np.nan}))
    assert found["share"].tolist()[:2] == [0.75, 0.25]
    assert found.loc["c", ["share", "value", "low", "high"]].isna().all()


def test_a_base_of_zero_and_no_site_give_no_quotient() -> None:
    zero = location_quotient(pd.Series({"a": 3, "b": 1}), pd.Series({"a": 50, "b": 0}))
    assert zero["value"].isna().tolist() == [False, True]
    assert location_quotient(pd.Series({"a": 0, "b": 0}), pd.Series({"a": 1, "b": 1}))["value"].isna().all()


@given(st.lists(st.integers(1, 20), min_size=2, max_size=8))
def test_quotients_weighted_by_the_base_average_to_one(counts: list[int]) -> None:
    base = pd.Series(range(1, len(counts) + 1), dtype=float)
    found = location_quotient(pd.Series(counts), base)
    assert (found["value"] * found["base_share"]).sum() == pytest.approx(1)
    assert (found["low"] <= found["value"]).all()
    assert (found["value"] <= found["high"]).all()


def test_city_with_all_sites_has_a_quotient_bounded_by_its_share_of_the_base() -> None:
    found = location_quotient(pd.Series({"a": 2, "b": 0}), pd.Series({"a": 20, "b": 80}))
    assert found["value"].loc["a"] == pytest.approx(5)
    assert found["high"].loc["a"] == pytest.approx(5)
    assert found.loc["a", "low"] == pytest.approx(0.025 ** (1 / 2) / 0.2)
    assert found.loc["b", "high"] == pytest.approx((1 - 0.025 ** (1 / 2)) / 0.8)


def test_theil_of_equal_shares_is_zero_and_of_one_of_k_cities_ln_k() -> None:
    """Theil (1967), chapter 4."""
    assert theil([4, 4, 4]) == pytest.approx(0)
    assert theil([0, 9, 0, 0, 0]) == pytest.approx(math.log(5))
    assert theil([9]) == 0


def test_theil_by_hand() -> None:
    """Shares 3/4 and 1/4 of two cities: 3/4 ln(3/2) + 1/4 ln(1/2)."""
    assert theil([3, 1]) == pytest.approx(0.75 * math.log(1.5) + 0.25 * math.log(0.5))
    assert theil([3, 1], [100, 300]) == pytest.approx(0.75 * math.log(3) + 0.25 * math.log(1 / 3))


def test_theil_leaves_out_a_city_without_a_base_with_its_sites() -> None:
    assert theil([3, 1, 7, 2], [100, 300, np.nan, 0]) == pytest.approx(theil([3, 1], [100, 300]))
    assert math.isnan(theil([3], [0]))


@given(counts_of)
def test_theil_is_never_negative_and_zero_against_itself(counts: list[int]) -> None:
    assert -1e-12 <= theil(counts) <= math.log(len(counts)) + 1e-12
    assert theil(counts, counts) == pytest.approx(0, abs=1e-12)


@given(counts_of, st.data())
def test_parts_of_theil_sum_to_the_whole(counts: list[int], data: st.DataObject) -> None:
    n = len(counts)
    groups = pd.Series(data.draw(st.lists(st.sampled_from("abc"), min_size=n, max_size=n)))
    base = pd.Series(data.draw(st.lists(st.integers(1, 9), min_size=n, max_size=n)), dtype=float)
    parts = theil_parts(pd.Series(counts), groups, base)
    assert parts.total == pytest.approx(theil(counts, base), abs=1e-12)
    assert parts.between >= -1e-12
    assert parts.within >= -1e-12


def test_all_of_theil_lies_between_groups_that_are_equal_within() -> None:
    groups = pd.Series(["core", "core", "node", "node"])
    parts = theil_parts(pd.Series([3, 3, 1, 1]), groups)
    assert parts.within == pytest.approx(0)
    assert parts.between == pytest.approx(theil([3, 3, 1, 1]))
    one = theil_parts(pd.Series([3, 3, 1, 1]), pd.Series(["core"] * 4))
    assert one.between == pytest.approx(0)
    assert math.isnan(theil_parts(pd.Series([0, 0]), pd.Series(["a", "b"])).total)


def test_concentration_has_theil_with_and_without_people() -> None:
    counts, people = pd.Series({"a": 3, "b": 1}), pd.Series({"b": 300.0, "a": 100.0})
    found = concentration(counts, {"population": people})
    assert found.theil == pytest.approx(theil([3, 1]))
    assert found.theil_population == pytest.approx(theil([3, 1], [100, 300]))
    assert concentration(counts, {}).theil_population is None
    assert concentration(counts, {"population": people * np.nan}).theil_population is None
