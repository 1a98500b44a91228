from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from analysis.errors import ParameterError
from analysis.siting.value import (
    Breakpoints,
    Gaussian,
    Linear,
    Logistic,
    Sense,
    Step,
    ValueFunction,
    fitted_linear,
    fitted_tent,
)

numbers = st.floats(-1e9, 1e9)
positive = st.floats(1e-3, 1e9)
senses = st.sampled_from(("max", "min"))
lines = st.tuples(numbers, numbers).filter(lambda ends: ends[0] != ends[1]).map(lambda ends: Linear(*ends))
rising = st.lists(numbers, min_size=2, max_size=8, unique=True).map(lambda at: tuple(sorted(at)))
broken = rising.flatmap(
    lambda at: st.lists(st.floats(0, 1), min_size=len(at), max_size=len(at)).map(lambda w: Breakpoints(at, tuple(w)))
)
functions: st.SearchStrategy[ValueFunction] = st.one_of(
    lines,
    st.builds(Step, numbers, senses),
    st.builds(Gaussian, numbers, positive),
    st.builds(Logistic, numbers, positive, senses),
    broken,
)
raw_values = arrays(float, st.integers(0, 20), elements=st.floats(allow_nan=False))


def codes(make: Callable[[], object]) -> list[str]:
    with pytest.raises(ParameterError) as caught:
        make()
    return [problem.code for problem in caught.value.problems]


@given(functions, raw_values)
def test_worth_lies_between_0_and_1_and_has_the_shape_of_the_values(function: ValueFunction, raw: np.ndarray) -> None:
    worth = function(raw)
    assert worth.shape == raw.shape
    assert ((worth >= 0) & (worth <= 1)).all()


@given(functions, raw_values)
def test_worth_never_moves_against_the_direction(function: ValueFunction, raw: np.ndarray) -> None:
    steps = np.diff(function(np.sort(raw)))
    if function.direction == "max":
        assert (steps >= -1e-12).all()
    elif function.direction == "min":
        assert (steps <= 1e-12).all()


@given(functions)
def test_missing_value_has_no_worth(function: ValueFunction) -> None:
    assert np.isnan(function([np.nan, np.nan])).all()


@given(functions)
def test_functions_that_say_the_same_are_equal_and_can_be_keys(function: ValueFunction) -> None:
    assert hash(function) == hash(function)


def test_line_is_0_at_the_worst_1_at_the_best_and_flat_beyond() -> None:
    assert Linear(10, 20)([5, 10, 12.5, 20, 99]).tolist() == [0, 0, 0.25, 1, 1]
    falling = Linear(60, 0)
    assert falling.direction == "min"
    assert falling([0, 15, 60, 90]).tolist() == [1, 0.75, 0, 0]


def test_line_takes_values_of_any_size() -> None:
    assert Linear(0, 5e-324)([-1.7e308, 0, 5e-324, 1.7e308]).tolist() == [0, 0, 1, 1]


@pytest.mark.parametrize(("sense", "expected"), [("max", [0, 1, 1]), ("min", [1, 1, 0])])
def test_step_includes_its_threshold(sense: Sense, expected: list[float]) -> None:
    assert Step(5, sense)([4, 5, 6]).tolist() == expected


def test_bell_is_1_at_the_ideal_and_alike_on_both_sides() -> None:
    assert Gaussian(10, 2)([8, 10, 12]) == pytest.approx([math.exp(-0.5), 1, math.exp(-0.5)], abs=1e-15)
    assert Gaussian(10, 2)([np.inf, -np.inf, 1e300]).tolist() == [0, 0, 0]


@pytest.mark.parametrize(("sense", "sign"), [("max", 1), ("min", -1)])
def test_logistic_curve_has_its_textbook_values(sense: Sense, sign: int) -> None:
    expected = [1 / (1 + math.exp(-sign * x)) for x in (-3, 0, 1)]
    assert Logistic(100, 10, sense)([70, 100, 110]) == pytest.approx(expected, abs=1e-15)


def test_breakpoints_are_joined_by_straight_lines_and_flat_beyond() -> None:
    bent = Breakpoints((0, 10, 30), (0.2, 1, 0))
    assert bent([-5, 0, 5, 10, 20, 30, 99]) == pytest.approx([0.2, 0.2, 0.6, 1, 0.5, 0, 0])
    assert bent.direction == "ideal"
    assert Breakpoints((0, 1), (1, 0)).direction == "min"


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (lambda: Linear(math.nan, math.inf), ["value_function_not_finite", "value_function_not_finite"]),
        (lambda: Linear(3, 3), ["value_ends_equal"]),
        (lambda: Linear(-1.7e308, 1.7e308), ["value_function_not_finite"]),
        (lambda: Step(math.nan, "up"), ["value_function_not_finite", "unknown_choice"]),  # type: ignore[arg-type]
        (lambda: Gaussian(math.inf, 0), ["value_function_not_finite", "value_not_positive"]),
        (lambda: Logistic(0, -1, "up"), ["value_not_positive", "unknown_choice"]),  # type: ignore[arg-type]
        (lambda: Breakpoints((1,), (0,)), ["breakpoints_uneven"]),
        (lambda: Breakpoints((1, 1, math.nan), (0, 2)), [
            "value_function_not_finite", "breakpoints_uneven", "breakpoints_unordered", "out_of_range",
        ]),
    ],
)  # fmt: skip
def test_every_wrong_parameter_is_named(make: Callable[[], object], expected: list[str]) -> None:
    assert codes(make) == expected


def test_fitted_line_spans_the_finite_values() -> None:
    assert fitted_linear([3, np.nan, 7, np.inf], "max") == Linear(3, 7)
    assert fitted_linear([3, 7], "min") == Linear(7, 3)


@pytest.mark.parametrize("values", [[], [4], [4, 4], [np.nan, 4]])
def test_nothing_is_fitted_where_all_values_are_the_same(values: list[float]) -> None:
    assert fitted_linear(values, "max") is None
    assert fitted_tent(values, 4) is None


def test_fitted_tent_falls_alike_on_both_sides_of_the_ideal() -> None:
    tent = fitted_tent([2, 4, 10, np.nan], 4)
    assert tent is not None
    assert tent([4, 10, -2, 7]).tolist() == [1, 0, 0, 0.5]
