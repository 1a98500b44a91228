from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from analysis.errors import ParameterError
from analysis.siting.matrix import decision_matrix, is_constant
from tests.analysis.siting.decision_cases import codes, problem_of

NAN = float("nan")
GAPPY = [[1.0, 5.0], [2.0, NAN], [3.0, 7.0], [NAN, NAN]]


def test_an_alternative_without_a_value_is_left_out_and_named() -> None:
    found = decision_matrix(["a", "b", "c", "d"], ["x", "y"], GAPPY, objectives=["max", "min"])
    assert list(found.alternatives) == ["a", "c"]
    assert found.values.tolist() == [[1, 5], [3, 7]]
    assert dict(found.left_out) == {"b": ("y",), "d": ("x", "y")}
    assert dict(found.filled) == {}


def test_a_missing_value_takes_the_worst_observed_one_and_is_named() -> None:
    found = decision_matrix(["a", "b", "c", "d"], ["x", "y"], GAPPY, objectives=["max", "min"], missing="worst")
    assert found.values.tolist() == [[1, 5], [2, 7], [3, 7], [1, 7]]
    assert dict(found.filled) == {"b": ("y",), "d": ("x", "y")}
    assert dict(found.left_out) == {}


def test_the_worst_of_an_ideal_value_is_the_farthest_observed() -> None:
    found = decision_matrix(["a", "b", "c"], ["x"], [[1.0], [NAN], [12.0]], objectives=[10.0], missing="worst")
    assert found.values.tolist() == [[9], [9], [2]]


def test_an_ideal_value_becomes_the_distance_to_it_which_is_minimised() -> None:
    given = np.array([[8.0, 1], [10, 1], [15, 1]])
    found = decision_matrix(["a", "b", "c"], ["x", "y"], given, objectives=[10, "max"])
    assert found.values[:, 0].tolist() == [2, 0, 5]
    assert found.objectives == ("min", "max")
    assert given[0, 0] == 8


def test_values_that_need_no_change_are_not_copied() -> None:
    given = np.arange(6.0).reshape(3, 2)
    assert np.shares_memory(decision_matrix(list("abc"), ["x", "y"], given, objectives=["max", "min"]).values, given)


def test_constant_criteria_are_named_also_if_they_differ_by_rounding() -> None:
    assert problem_of([[0.3, 1, 5], [0.1 + 0.2, 2, 5]]).constant == ("c1", "c3")
    assert problem_of([[1, 2]]).constant == ("c1", "c2")
    assert problem_of([[0.0], [1e-15]]).constant == ()


def test_a_criterion_can_be_dropped() -> None:
    left = problem_of([[1, 2, 3], [4, 5, 6]], ["max", "min", "max"]).without("c2")
    assert left.criteria == ("c1", "c3")
    assert left.values.tolist() == [[1, 3], [4, 6]]
    assert left.objectives == ("max", "max")


def test_best_and_median_rows_follow_the_objectives() -> None:
    found = problem_of([[1, 2], [3, 4], [8, 9]], ["max", "min"])
    assert found.best_row().tolist() == [8, 2]
    assert found.median_row().tolist() == [3, 4]
    assert found.row(1).tolist() == [3, 4]


@pytest.mark.parametrize(
    ("ids", "names", "values", "objectives", "missing", "expected"),
    [
        ([], ["x"], np.zeros((0, 1)), ["max"], "exclude", ["no_alternative"]),
        (["a"], [], np.zeros((1, 0)), [], "exclude", ["no_criterion"]),
        (
            ["a", "a"],
            ["x", "x"],
            np.ones((2, 2)),
            ["max"] * 2,
            "exclude",
            ["duplicate_alternative", "duplicate_criterion"],
        ),
        (["a"], ["x", "y"], [[1.0]], ["max"], "exclude", ["objectives_missing", "matrix_shape"]),
        (["a"], ["x", "y"], [[1.0, 1]], ["most", NAN], "zero", ["unknown_choice", "unknown_choice", "bad_ideal"]),
        (["a", "b"], ["x", "y"], [[np.inf, 1], [-1e101, NAN]], ["max"] * 2, "exclude", ["value_not_finite"]),
        (
            ["a", "b"],
            ["x", "y"],
            [[np.inf, NAN], [1, NAN]],
            ["max"] * 2,
            "worst",
            ["value_not_finite", "criterion_without_values"],
        ),
        (["a", "b"], ["x", "y"], [[1, NAN], [NAN, 1]], ["max"] * 2, "exclude", ["no_alternative_left"]),
    ],
)
def test_everything_wrong_is_told_at_once(
    ids: list[str], names: list[str], values: Any, objectives: Sequence[Any], missing: Any, expected: list[str]
) -> None:
    with pytest.raises(ParameterError) as error:
        decision_matrix(ids, names, values, objectives=objectives, missing=missing)
    assert codes(error) == expected


def test_a_value_that_is_not_finite_is_counted_and_located() -> None:
    with pytest.raises(ParameterError) as error:
        decision_matrix(list("abc"), ["x"], [[1.0], [np.inf], [-np.inf]], objectives=["max"])
    assert error.value.problems[0].values == {"n": 2, "alternative": "b"}


def test_range_too_small_to_divide_by_is_none() -> None:
    low, high = np.zeros(3), np.array([5e-324, 1e-301, 1e-200])
    assert is_constant(low, high).tolist() == [True, True, False]
