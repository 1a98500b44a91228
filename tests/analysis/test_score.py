from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import ParameterError
from analysis.score import Component, score, spread_interval, weight_sensitivity

NAMES = ("one", "two", "three")
share = st.floats(0, 1)
weight = st.floats(0.001, 1000)


def part(name: str, transformed: float, raw: float = 1.0) -> Component:
    return Component(name, raw, "1", transformed)


def codes(error: pytest.ExceptionInfo[ParameterError]) -> list[str]:
    return [problem.code for problem in error.value.problems]


def test_equal_weights_give_the_mean_of_the_parts() -> None:
    assert score([part("one", 0.2), part("two", 0.6)]).value == pytest.approx(40)


def test_contributions_sum_to_the_score() -> None:
    found = score([part("one", 0.2), part("two", 0.6)], weights={"one": 30, "two": 70})
    assert [one.contribution for one in found.components] == pytest.approx([6, 42])
    assert found.value == pytest.approx(48)


def test_a_part_without_data_is_left_out_and_named_instead_of_counting_as_zero() -> None:
    found = score([part("one", 0.5), part("two", math.nan), part("three", 0.5, raw=math.nan)])
    assert found.value == pytest.approx(50)
    assert found.left_out == {"two": "no_data", "three": "no_data"}


def test_the_reasons_given_for_missing_parts_are_kept() -> None:
    assert score([part("one", 1)], left_out={"two": "missing_links"}).left_out == {"two": "missing_links"}


def test_no_part_with_data_gives_no_value() -> None:
    found = score([], left_out={"one": "missing_links"}, interval=(0, 1))
    assert (found.value, found.low, found.high, found.components) == (None, None, None, ())


def test_weights_may_name_a_part_that_is_left_out() -> None:
    found = score([part("one", 0.5)], weights={"one": 1, "two": 9}, left_out={"two": "missing_links"})
    assert found.value == pytest.approx(50)


def test_a_part_that_the_weights_do_not_name_weighs_as_the_named_ones_do_on_average() -> None:
    found = score([part(name, 1) for name in NAMES], weights={"one": 10, "two": 30})
    assert [one.weight for one in found.components] == pytest.approx([10 / 60, 30 / 60, 20 / 60])


def test_the_interval_is_widened_to_hold_the_value() -> None:
    found = score([part("one", 0.5)], interval=(60, 70))
    assert (found.low, found.high) == (50, 70)


def test_all_bad_weights_are_listed_at_once() -> None:
    with pytest.raises(ParameterError) as error:
        score([part("one", 1), part("two", 1)], weights={"one": -1, "two": math.inf, "four": 1})
    assert codes(error) == ["unknown_component", "bad_weight", "bad_weight"]


def test_weights_that_are_all_zero_are_refused() -> None:
    with pytest.raises(ParameterError) as error:
        score([part("one", 1)], weights={"one": 0})
    assert codes(error) == ["weights_all_zero"]


@pytest.mark.parametrize("value", [-0.01, 1.01, math.inf])
def test_a_transform_outside_zero_to_one_is_refused(value: float) -> None:
    with pytest.raises(ParameterError) as error:
        score([part("one", value)])
    assert codes(error) == ["transform_out_of_range"]


def test_two_parts_of_one_name_are_refused() -> None:
    with pytest.raises(ParameterError) as error:
        score([part("one", 1), part("one", 1)])
    assert codes(error) == ["duplicate_component"]


@given(st.lists(share, min_size=3, max_size=3), st.lists(weight, min_size=3, max_size=3), share)
def test_raising_a_part_never_lowers_the_score(values: list[float], weights: list[float], higher: float) -> None:
    parts = [part(name, value) for name, value in zip(NAMES, values, strict=True)]
    chosen = dict(zip(NAMES, weights, strict=True))
    raised = [replace(parts[0], transformed=max(values[0], higher)), *parts[1:]]
    before, after = score(parts, weights=chosen).value, score(raised, weights=chosen).value
    assert before is not None
    assert after is not None
    assert after >= before - 1e-9


@given(st.lists(share, min_size=3, max_size=3), st.lists(weight, min_size=3, max_size=3))
def test_a_score_lies_between_its_lowest_and_highest_part(values: list[float], weights: list[float]) -> None:
    parts = [part(name, value) for name, value in zip(NAMES, values, strict=True)]
    found = score(parts, weights=dict(zip(NAMES, weights, strict=True))).value
    assert found is not None
    assert 100 * min(values) - 1e-9 <= found <= 100 * max(values) + 1e-9


@given(st.lists(weight, min_size=3, max_size=3), st.floats(0.01, 100))
def test_only_proportions_of_weights_count(weights: list[float], factor: float) -> None:
    parts = [part("one", 0.1), part("two", 0.5), part("three", 0.9)]
    chosen = dict(zip(NAMES, weights, strict=True))
    scaled = {name: value * factor for name, value in chosen.items()}
    assert score(parts, weights=chosen).value == pytest.approx(score(parts, weights=scaled).value)


def test_the_interval_spans_quantiles_of_draws_and_extremes_of_leaving_one_out() -> None:
    draws = np.arange(1001.0)
    assert spread_interval(500, draws=draws, leave_one_out=np.array([])) == pytest.approx((25, 975))
    assert spread_interval(500, draws=draws, leave_one_out=np.array([10.0, 600])) == pytest.approx((10, 975))
    assert spread_interval(500, draws=np.array([]), leave_one_out=np.array([])) == (500, 500)


def test_sensitivity_of_a_score_to_its_weights_by_hand() -> None:
    """0.2 and 0.6 at equal weights make 40; alone they make 20 and 60, doubled (2 * 20 + 60) / 3 and (20 + 120) / 3."""
    found = weight_sensitivity(score([part("one", 0.2), part("two", 0.6)]))
    assert found.index.tolist() == ["one", "two"]
    assert found["without"].tolist() == pytest.approx([60, 20])
    assert found["doubled"].tolist() == pytest.approx([100 / 3, 140 / 3])


def test_a_score_of_one_component_has_nothing_without_it() -> None:
    found = weight_sensitivity(score([part("one", 0.3)]))
    assert found["without"].isna().tolist() == [True]
    assert found["doubled"].tolist() == pytest.approx([30])
    found = weight_sensitivity(score([part("one", 0.3), part("two", 1)], weights={"one": 1, "two": 0}))
    assert found["without"].tolist() == pytest.approx([math.nan, 30], nan_ok=True)
    assert found["doubled"].tolist() == pytest.approx([30, 30])


def test_a_score_without_components_has_no_sensitivity() -> None:
    assert weight_sensitivity(score([])).empty


@given(st.lists(share, min_size=3, max_size=3), st.lists(weight, min_size=3, max_size=3))
def test_sensitivity_agrees_with_scoring_anew(values: list[float], weights: list[float]) -> None:
    parts = [part(name, value) for name, value in zip(NAMES, values, strict=True)]
    chosen = dict(zip(NAMES, weights, strict=True))
    found = weight_sensitivity(score(parts, weights=chosen))
    without = score(parts[1:], weights={name: chosen[name] for name in NAMES[1:]}).value
    doubled = score(parts, weights=chosen | {"one": 2 * chosen["one"]}).value
    assert found.loc["one", "without"] == pytest.approx(without, abs=1e-6)
    assert found.loc["one", "doubled"] == pytest.approx(doubled)
