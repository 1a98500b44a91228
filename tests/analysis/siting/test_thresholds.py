from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from analysis.errors import ParameterError
from analysis.siting.thresholds import Threshold, excluded_by


def test_the_limits_themselves_are_allowed() -> None:
    assert Threshold(2, 5).excludes([1, 2, 5, 6]).tolist() == [True, False, False, True]
    assert Threshold(maximum=5).excludes([-math.inf, 5, 5.1]).tolist() == [False, False, True]


def test_a_missing_value_is_not_excluded() -> None:
    assert Threshold(minimum=0).excludes([np.nan]).tolist() == [False]


def test_every_criterion_that_excludes_is_named() -> None:
    values = pd.DataFrame({"a": [1.0, 9, 9], "b": [1.0, 1, 5]})
    found = excluded_by(values, {"a": Threshold(maximum=5), "b": Threshold(minimum=2)}, n=3)
    assert found == (("b",), ("a", "b"), ("a",))


def test_without_thresholds_nobody_is_excluded() -> None:
    assert excluded_by({}, {}, n=2) == ((), ())


def test_threshold_on_an_unknown_criterion_is_named() -> None:
    with pytest.raises(ParameterError) as caught:
        excluded_by({"a": [1.0]}, {"b": Threshold(1), "c": Threshold(1)}, n=1)
    assert [str(problem) for problem in caught.value.problems] == [
        "thresholds: unknown_criterion (criterion='b', known='a')",
        "thresholds: unknown_criterion (criterion='c', known='a')",
    ]


@pytest.mark.parametrize("limits", [(None, None), (3, 2), (math.nan, None), (None, math.nan)])
def test_threshold_that_nothing_can_keep_is_refused(limits: tuple[float | None, float | None]) -> None:
    with pytest.raises(ParameterError) as caught:
        Threshold(*limits)
    assert caught.value.problems[0].code == "threshold_empty"
