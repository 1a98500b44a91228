from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import ParameterError
from analysis.siting.ahp import GREATEST_COMPARISON, RANDOM_INDEX, ahp, comparisons_from_answers
from tests.analysis.siting.decision_cases import codes

THREE = ("x", "y", "z")
SAATY_3 = np.array([[1, 1 / 2, 3], [2, 1, 4], [1 / 3, 1 / 4, 1]])
HOUSE_CRITERIA = ("size", "transport", "neighbourhood", "age", "yard", "facilities", "condition", "financing")
HOUSE = np.array(
    [
        [1, 5, 3, 7, 6, 6, 1 / 3, 1 / 4],
        [1 / 5, 1, 1 / 3, 5, 3, 3, 1 / 5, 1 / 7],
        [1 / 3, 3, 1, 6, 3, 4, 6, 1 / 5],
        [1 / 7, 1 / 5, 1 / 6, 1, 1 / 3, 1 / 4, 1 / 7, 1 / 8],
        [1 / 6, 1 / 3, 1 / 3, 3, 1, 1 / 2, 1 / 5, 1 / 6],
        [1 / 6, 1 / 3, 1 / 4, 4, 2, 1, 1 / 5, 1 / 6],
        [3, 5, 1 / 6, 7, 5, 5, 1, 1 / 2],
        [4, 7, 5, 8, 6, 6, 2, 1],
    ]
)
"""Buying a house: Saaty (1990), How to make a decision, European Journal of Operational Research 48, 9-26."""


def test_three_criteria_of_saaty() -> None:
    found = ahp(THREE, SAATY_3)
    assert found.weights == pytest.approx([0.3196, 0.5584, 0.1220], abs=5e-5)
    assert found.lambda_max == pytest.approx(3.0183, abs=5e-5)
    assert found.consistent


def test_the_house_is_flagged_and_its_worst_judgement_named() -> None:
    found = ahp(HOUSE_CRITERIA, HOUSE)
    assert found.weights == pytest.approx([0.173, 0.054, 0.188, 0.018, 0.031, 0.036, 0.167, 0.333], abs=5e-4)
    assert found.lambda_max == pytest.approx(9.669, abs=5e-4)
    assert found.consistency_index == pytest.approx(0.238, abs=5e-4)
    assert found.consistency_ratio == pytest.approx(0.169, abs=5e-4)
    assert not found.consistent
    assert found.worst is not None
    assert (found.worst.row, found.worst.column, found.worst.given) == ("neighbourhood", "condition", 6)
    assert found.worst.suggested == pytest.approx(0.188 / 0.167, abs=0.01)


def test_one_and_two_criteria_are_always_consistent() -> None:
    alone, two = ahp(["x"], np.ones((1, 1))), ahp(["x", "y"], np.array([[1, 9], [1 / 9, 1]]))
    assert (alone.weights.tolist(), alone.consistency_ratio, alone.worst) == ([1], 0, None)
    assert two.weights == pytest.approx([0.9, 0.1])
    assert (two.consistency_ratio, two.worst) == (0, None)


def test_reciprocals_typed_with_two_decimals_are_evened_out() -> None:
    found = ahp(["x", "y"], np.array([[1, 7], [0.14, 1]]))
    assert found.weights == pytest.approx([7 / 8, 1 / 8], abs=2e-3)
    assert found.comparisons * found.comparisons.T == pytest.approx(np.ones((2, 2)))


def test_fifteen_criteria_are_the_most() -> None:
    names = [f"c{place}" for place in range(16)]
    assert ahp(names[:15], np.ones((15, 15))).consistency_ratio == pytest.approx(0, abs=1e-12)
    with pytest.raises(ParameterError) as error:
        ahp(names, np.ones((16, 16)))
    assert codes(error) == ["too_many_criteria"]


@pytest.mark.parametrize(
    ("names", "comparisons", "expected"),
    [
        ((), np.zeros((0, 0)), ["no_criterion"]),
        (THREE, np.ones((2, 2)), ["comparisons_shape"]),
        (("x", "y"), [[1, 0], [1, 1]], ["bad_comparison"]),
        (("x", "y"), [[1, np.nan], [-1, 1]], ["bad_comparison"] * 2),
        (("x", "y"), [[2, 3], [3, 1]], ["not_reciprocal"] * 2),
        (THREE, [[1, 3, 5], [1 / 3, 1, 2], [5, 2, 1]], ["not_reciprocal"] * 2),
    ],
)
def test_all_that_is_wrong_with_comparisons_is_told_at_once(
    names: tuple[str, ...], comparisons: object, expected: list[str]
) -> None:
    with pytest.raises(ParameterError) as error:
        ahp(names, np.asarray(comparisons, dtype=float))
    assert codes(error) == expected


def test_the_cells_that_are_no_reciprocals_are_named() -> None:
    with pytest.raises(ParameterError) as error:
        ahp(("x", "y"), [[1, 3], [2, 1]])
    assert error.value.problems[0].values == {"row": "x", "column": "y", "forth": 3.0, "back": 2.0}


def test_answers_in_either_order_make_the_matrix() -> None:
    found = comparisons_from_answers(THREE, {("x", "y"): 1 / 2, ("z", "x"): 1 / 3, ("y", "z"): 4})
    assert found == pytest.approx(SAATY_3)
    assert comparisons_from_answers(["x"], {}).tolist() == [[1]]


def test_all_that_is_wrong_with_answers_is_told_at_once() -> None:
    with pytest.raises(ParameterError) as error:
        comparisons_from_answers(THREE, {("x", "y"): 0, ("y", "x"): 2, ("x", "w"): 3, ("z", "z"): 1})
    assert sorted(codes(error)) == [
        "bad_comparison", "bad_comparison", "compared_twice", "comparison_missing", "comparison_missing",
        "unknown_criterion",
    ]  # fmt: skip
    with pytest.raises(ParameterError) as error:
        comparisons_from_answers([], {})
    assert codes(error) == ["no_criterion"]


@given(st.lists(st.floats(0.05, 20), min_size=1, max_size=8))
def test_consistent_comparisons_give_back_the_weights_behind_them(drawn: list[float]) -> None:
    weights = np.array(drawn) / sum(drawn)
    found = ahp([f"c{place}" for place in range(len(weights))], weights[:, None] / weights[None, :])
    assert found.weights == pytest.approx(weights, rel=1e-6)
    assert found.consistency_ratio == pytest.approx(0, abs=1e-9)
    assert found.worst is None


@given(st.integers(3, 8), st.data())
def test_weights_are_shares_and_the_suggestion_agrees_with_them(k: int, data: st.DataObject) -> None:
    names = [f"c{place}" for place in range(k)]
    grade = st.sampled_from([1 / 9, 1 / 5, 1 / 3, 1 / 2, 1.0, 2.0, 3.0, 5.0, 9.0])
    found = ahp(names, comparisons_from_answers(names, {pair: data.draw(grade) for pair in combinations(names, 2)}))
    assert found.weights.sum() == pytest.approx(1)
    assert (found.weights > 0).all()
    assert found.consistency_ratio == pytest.approx(found.consistency_index / RANDOM_INDEX[k - 1])
    if found.worst is not None:
        row, column = names.index(found.worst.row), names.index(found.worst.column)
        assert found.worst.suggested == pytest.approx(found.weights[row] / found.weights[column])
        assert found.worst.given > found.worst.suggested


@pytest.mark.parametrize("value", [1e300, 1e-320, 2 * GREATEST_COMPARISON, float("inf"), float("nan"), -1.0, 0.0])
def test_a_comparison_beyond_all_scales_is_told_not_computed(value: float) -> None:
    back = 1 / value if value and abs(value) > 1e-300 else 1.0
    with pytest.raises(ParameterError) as caught:
        ahp(["a", "b"], [[1, value], [back, 1]])
    assert {one.code for one in caught.value.problems} == {"bad_comparison"}
    with pytest.raises(ParameterError) as caught:
        comparisons_from_answers(["a", "b"], {("a", "b"): value})
    assert [one.code for one in caught.value.problems] == ["bad_comparison"]


def test_the_greatest_comparison_has_weights_still() -> None:
    found = ahp(["a", "b", "c"], [[1, 1e6, 1e6], [1e-6, 1, 1e6], [1e-6, 1e-6, 1]])
    assert np.isfinite(found.weights).all()
    assert found.worst is not None
