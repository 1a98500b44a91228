from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import ParameterError
from analysis.siting.approach import Approach
from analysis.siting.decision import scores
from analysis.siting.explain import explain
from tests.analysis.siting.decision_cases import ALL, codes, label, matrices, problem_of, weights_for

THREE = problem_of([[0, 8], [5, 4], [10, 0]], ["max", "max"])
every_approach = pytest.mark.parametrize("approach", ALL, ids=label)


def test_points_of_a_weighted_sum_by_hand() -> None:
    found = explain(THREE, [3, 1], "b")
    assert found.parts["points"].tolist() == pytest.approx([37.5, 12.5])
    assert found.parts["benchmark_points"].tolist() == pytest.approx([75, 25])
    assert found.parts["value"].tolist() == [5, 4]
    assert found.parts["benchmark_value"].tolist() == [10, 8]
    assert found.difference_points == pytest.approx(-50)
    assert list(found.parts.index) == ["c1", "c2"]


def test_the_median_and_another_alternative_are_benchmarks() -> None:
    assert explain(THREE, [3, 1], "c", benchmark="median").difference_points == pytest.approx(25)
    named = explain(THREE, [3, 1], "c", benchmark="alternative", other="a")
    assert named.parts["difference_points"].tolist() == pytest.approx([75, -25])
    assert (named.benchmark, named.other) == ("alternative", "a")


@every_approach
@settings(max_examples=30)
@given(st.data())
def test_differences_to_another_alternative_add_up_to_the_difference_of_scores(
    approach: Approach, data: st.DataObject
) -> None:
    table = data.draw(matrices())
    weights = data.draw(weights_for(table))
    one, other = (data.draw(st.sampled_from(list(table.alternatives))) for _ in range(2))
    found = explain(table, weights, one, approach=approach, benchmark="alternative", other=other)
    scored = dict(zip(table.alternatives, scores(table, weights, approach), strict=True))
    sign = -1 if approach.lower_is_better else 1
    assert found.difference_points == pytest.approx(100 * sign * (scored[one] - scored[other]), abs=1e-6)


@every_approach
@settings(max_examples=30)
@given(st.data())
def test_nothing_is_ahead_of_the_best_row(approach: Approach, data: st.DataObject) -> None:
    table = data.draw(matrices())
    weights = data.draw(weights_for(table))
    for name in table.alternatives:
        assert explain(table, weights, name, approach=approach).difference_points <= 1e-7


@every_approach
def test_a_constant_criterion_has_no_points(approach: Approach) -> None:
    table = problem_of([[1, 5, 2], [2, 5, 1], [4, 5, 3]])
    for benchmark in ("best", "median"):
        parts = explain(table, [1, 8, 1], "a", approach=approach, benchmark=benchmark).parts
        assert np.abs(parts.loc["c2", ["points", "benchmark_points"]].to_numpy(dtype=float)).max() == 0


@pytest.mark.parametrize(
    ("alternative", "benchmark", "other", "expected"),
    [
        ("x", "best", None, ["unknown_alternative"]),
        ("a", "alternative", None, ["unknown_alternative"]),
        ("x", "alternative", "y", ["unknown_alternative"] * 2),
        ("x", "mean", None, ["unknown_alternative", "unknown_choice"]),
    ],
)
def test_what_cannot_be_explained_is_refused(alternative: str, benchmark: Any, other: Any, expected: list[str]) -> None:
    with pytest.raises(ParameterError) as error:
        explain(THREE, [1, 1], alternative, benchmark=benchmark, other=other)
    assert codes(error) == expected
