from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from analysis.siting.approach import Preference
from analysis.siting.matrix import DecisionMatrix
from analysis.siting.outranking import criterion_flows
from tests.analysis.siting.decision_cases import matrices, problem_of


def flows_by_pairs(
    table: DecisionMatrix, preference: Preference, rows: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the flows as they are defined: from every pair."""
    sign = np.where(table.maximised, 1, -1)
    lead = sign * (rows[:, None, :] - table.values[None, :, :])
    low = np.array([preference.indifference.get(name, 0) for name in table.criteria])
    high = np.array([preference.threshold.get(name, 1) for name in table.criteria])

    def preferred(by: NDArray[np.float64]) -> NDArray[np.float64]:
        if preference.function == "usual":
            return np.array(by > 0, dtype=float)
        return np.array(np.clip((by - low) / (high - low), 0, 1))

    others = max(len(table.values) - 1, 1)
    return preferred(lead).sum(axis=1) / others, preferred(-lead).sum(axis=1) / others


@given(matrices(), st.floats(0, 5), st.floats(0.1, 50))
def test_sorting_gives_what_all_pairs_give(table: DecisionMatrix, low: float, width: float) -> None:
    linear = Preference("linear", dict.fromkeys(table.criteria, low), dict.fromkeys(table.criteria, low + width))
    for preference in (Preference(), linear):
        found = criterion_flows(table, preference)
        leaving, entering = flows_by_pairs(table, preference, table.values)
        varying = [name not in table.constant for name in table.criteria]
        assert found.leaving[:, varying] == pytest.approx(leaving[:, varying], abs=1e-9)
        assert found.entering[:, varying] == pytest.approx(entering[:, varying], abs=1e-9)


def test_sorting_gives_what_all_pairs_give_on_three_thousand_rows(rng: np.random.Generator) -> None:
    values: NDArray[np.float64] = np.asarray(rng.integers(0, 400, (3000, 2)) ** 1.5, dtype=np.float64)
    table = problem_of(values, ["max", "min"])
    linear = Preference("linear", {"c1": 0.5}, {"c1": 3, "c2": 200})
    for preference in (Preference(), linear):
        found = criterion_flows(table, preference)
        leaving, entering = flows_by_pairs(table, preference, values)
        assert found.leaving == pytest.approx(leaving, abs=1e-9)
        assert found.entering == pytest.approx(entering, abs=1e-9)


def test_other_rows_are_compared_with_the_alternatives() -> None:
    table = problem_of([[1, 9], [4, 5], [7, 1]], ["max", "min"])
    rows = np.array([[7.0, 5], [2.5, 3], [1, 1]])
    linear = Preference("linear", {"c1": 1}, {"c1": 4, "c2": 5})
    for preference in (Preference(), linear):
        found = criterion_flows(table, preference, rows=rows)
        leaving, entering = flows_by_pairs(table, preference, rows)
        assert found.leaving == pytest.approx(leaving)
        assert found.entering == pytest.approx(entering)


def test_one_alternative_and_constant_criteria_have_no_flow() -> None:
    assert criterion_flows(problem_of([[3, 4]]), Preference()).leaving.tolist() == [[0, 0]]
    constant = criterion_flows(problem_of([[0.3, 1], [0.1 + 0.2, 2]]), Preference())
    assert constant.leaving.tolist() == [[0, 0], [0, 1]]
    assert constant.entering.tolist() == [[0, 1], [0, 0]]


def test_progress_is_told_for_each_criterion() -> None:
    told: list[float] = []
    criterion_flows(problem_of([[1, 2], [3, 4]]), Preference(), progress=told.append)
    assert told == [0.5, 1]
