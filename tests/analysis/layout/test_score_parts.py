from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.layout.score_parts import aims_mean


def test_levels_of_one_aim_count_together_as_one_aim() -> None:
    assert aims_mean([("distinct", 0.2), ("shared", 1.0), ("distinct", 0.4)]) == pytest.approx((0.3 + 1) / 2)


def test_an_aim_without_a_value_does_not_count() -> None:
    assert aims_mean([("distinct", math.nan), ("shared", 1.0)]) == 1
    assert math.isnan(aims_mean([]))
    assert math.isnan(aims_mean([("distinct", math.nan)]))


@given(st.lists(st.tuples(st.sampled_from("abc"), st.floats(0, 1)), min_size=1))
def test_the_mean_lies_between_its_smallest_and_largest_part(values: list[tuple[str, float]]) -> None:
    each = [value for _, value in values]
    assert min(each) - 1e-12 <= aims_mean(values) <= max(each) + 1e-12
