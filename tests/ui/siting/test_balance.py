"""Weights that sum to 100 whatever is moved."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.siting.balance import in_per_cent, rebalanced, whole_per_cent

RAW = st.dictionaries(st.sampled_from("abcdefg"), st.floats(0, 10), min_size=1)


@given(RAW, st.data())
def test_weights_sum_to_100_after_any_move(raw: dict[str, float], data: st.DataObject) -> None:
    weights = in_per_cent(raw)
    name = data.draw(st.sampled_from(sorted(weights)))
    locked = data.draw(st.sets(st.sampled_from(sorted(weights))))
    moved = rebalanced(weights, name, data.draw(st.floats(0, 100)), locked=locked)
    assert list(moved) == list(weights)
    assert sum(moved.values()) == pytest.approx(100)
    assert min(moved.values()) >= 0
    assert all(moved[one] == weights[one] for one in locked - {name})


def test_the_others_keep_their_proportions() -> None:
    moved = rebalanced({"a": 50, "b": 30, "c": 20}, "a", 75)
    assert moved == pytest.approx({"a": 75, "b": 15, "c": 10})


def test_a_weight_goes_no_further_than_the_locked_ones_leave_room() -> None:
    assert rebalanced({"a": 20, "b": 50, "c": 30}, "a", 90, locked=["b"]) == pytest.approx({"a": 50, "b": 50, "c": 0})


def test_where_all_others_are_locked_nothing_moves() -> None:
    weights = {"a": 40.0, "b": 60.0}
    assert rebalanced(weights, "a", 70, locked=["b"]) == weights
    assert rebalanced({"a": 100.0}, "a", 10) == {"a": 100.0}


def test_others_without_any_weight_share_equally() -> None:
    assert rebalanced({"a": 100, "b": 0, "c": 0}, "a", 40) == {"a": 40, "b": 30, "c": 30}


def test_weights_that_are_all_zero_become_equal() -> None:
    assert in_per_cent({"a": 0, "b": 0}) == {"a": 50, "b": 50}


@given(RAW)
def test_whole_numbers_sum_to_100_and_are_near(raw: dict[str, float]) -> None:
    weights = in_per_cent(raw)
    whole = whole_per_cent(weights)
    assert sum(whole.values()) == 100
    assert all(abs(whole[name] - weights[name]) < 1 for name in weights)
