from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import ParameterError
from analysis.siting.matrix import DecisionMatrix
from analysis.siting.weights import critic_weights, direct_weights, entropy_weights, equal_weights
from tests.analysis.siting.decision_cases import AIRCRAFT, codes, matrices, problem_of

NAMES = ("x", "y", "z")

FARMS = problem_of(
    [[61, 1.08, 4.33], [20.7, 0.26, 4.34], [16.3, 1.98, 2.53], [9, 3.29, 1.65], [5.4, 2.77, 2.33], [4, 4.12, 1.21],
     [-6.1, 3.52, 2.10], [-34.6, 3.31, 0.98]]
)  # fmt: skip
"""The pharmaceutical firms of Diakoulaki, Mavrotas and Papayannakis (1995)."""


def test_weights_on_any_scale_become_shares() -> None:
    assert direct_weights(NAMES, {"x": 30, "y": 0, "z": 90}) == pytest.approx([0.25, 0, 0.75])
    assert direct_weights(NAMES, {"x": 1e308, "y": 1e308, "z": 1e308}) == pytest.approx([1 / 3] * 3)


def test_equal_weights_are_equal() -> None:
    assert equal_weights(NAMES) == pytest.approx([1 / 3] * 3)
    assert equal_weights(["x"]) == pytest.approx([1])


@pytest.mark.parametrize(
    ("weights", "expected"),
    [
        ({"x": 0, "y": 0, "z": 0}, ["weights_all_zero"]),
        ({"x": -1, "y": math.nan, "z": math.inf}, ["bad_weight"] * 3),
        ({"x": 1, "w": 1}, ["unknown_criterion", "weight_missing", "weight_missing"]),
        ({"x": -1, "w": 1, "y": 1}, ["unknown_criterion", "weight_missing", "bad_weight"]),
        ({}, ["weight_missing"] * 3),
    ],
)
def test_all_that_is_wrong_with_weights_is_told_at_once(weights: dict[str, float], expected: list[str]) -> None:
    with pytest.raises(ParameterError) as error:
        direct_weights(NAMES, weights)
    assert codes(error) == expected


def test_weights_of_nothing_are_refused() -> None:
    with pytest.raises(ParameterError) as error:
        equal_weights([])
    assert codes(error) == ["no_criterion"]


def test_entropy_weights_of_the_fighter_aircraft() -> None:
    """Hwang and Yoon (1981), section 2.4: the printed weights come from entropies that were rounded to four digits."""
    assert entropy_weights(AIRCRAFT) == pytest.approx([0.0649, 0.2055, 0.0133, 0.0829, 0.3570, 0.2764], abs=0.002)


def test_entropy_of_halves_and_of_one_holder_by_hand() -> None:
    # Shares (1/2, 1/2, 0, 0) have entropy ln 2 / ln 4 = 1/2, shares (1, 0, 0, 0) have 0: weights 1/2 to 1.
    assert entropy_weights(problem_of([[1, 7], [1, 0], [0, 0], [0, 0]])) == pytest.approx([1 / 3, 2 / 3])


def test_a_constant_criterion_has_no_weight_from_data() -> None:
    table = problem_of([[1, 5, 2], [2, 5, 9], [4, 5, 1]])
    assert entropy_weights(table)[1] == 0
    assert critic_weights(table)[1] == 0


def test_entropy_refuses_negative_values_of_every_criterion_at_once() -> None:
    with pytest.raises(ParameterError) as error:
        entropy_weights(problem_of([[-1, 5, -2], [2, 5, 9]]))
    assert codes(error) == ["negative_for_entropy"] * 2


def test_critic_weights_of_the_pharmaceutical_firms() -> None:
    """Diakoulaki, Mavrotas and Papayannakis (1995), the example as recomputed by scikit-criteria's tests."""
    assert critic_weights(FARMS) == pytest.approx([0.20222554, 0.48090173, 0.31687273], abs=1e-8)


def test_critic_sees_a_minimised_criterion_turned_round() -> None:
    values = FARMS.values * [1, -1, 1]
    assert critic_weights(problem_of(values, ["max", "min", "max"])) == pytest.approx(critic_weights(FARMS))


def test_the_only_criterion_that_varies_takes_all() -> None:
    table = problem_of([[1, 5], [2, 5], [4, 5]])
    assert critic_weights(table) == pytest.approx([1, 0])
    assert entropy_weights(table) == pytest.approx([1, 0])


@pytest.mark.parametrize("table", [problem_of([[1, 2]]), problem_of([[1, 2], [1, 2]])])
def test_alternatives_that_do_not_differ_define_no_weights(table: DecisionMatrix) -> None:
    for method in (entropy_weights, critic_weights):
        with pytest.raises(ParameterError) as error:
            method(table)
        assert codes(error) == ["weights_undefined"]


def test_criteria_that_say_the_same_define_no_critic_weights() -> None:
    with pytest.raises(ParameterError) as error:
        critic_weights(problem_of([[1, 10], [2, 20], [4, 40]]))
    assert codes(error) == ["weights_undefined"]


@given(matrices(), st.floats(0.01, 100))
def test_weights_from_data_are_shares_that_do_not_depend_on_the_unit(table: DecisionMatrix, factor: float) -> None:
    for method in (entropy_weights, critic_weights):
        try:
            found = method(table)
        except ParameterError:
            continue
        assert found.sum() == pytest.approx(1)
        assert (found >= 0).all()
        scaled = problem_of(table.values * factor, table.objectives)
        assert method(scaled) == pytest.approx(found, abs=1e-5)


def test_entropy_weights_do_not_overflow_on_a_grid(rng: np.random.Generator) -> None:
    values = rng.uniform(0, 1e6, (10_000, 3))
    assert entropy_weights(problem_of(values)) == pytest.approx([1 / 3] * 3, abs=0.02)
