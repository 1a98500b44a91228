"""Published and constructed decision problems that several tests use."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from analysis.errors import ParameterError
from analysis.siting.approach import Approach, Preference, approaches
from analysis.siting.matrix import DecisionMatrix, Objective, decision_matrix


def problem_of(values: object, objectives: Sequence[Objective | float] | str = "max") -> DecisionMatrix:
    """Return a matrix with alternatives a, b, c ... and criteria c1, c2 ..."""
    table = np.asarray(values, dtype=float)
    kinds: Sequence[Objective | float] = ["max"] * table.shape[1] if isinstance(objectives, str) else objectives
    names = [chr(97 + place) if len(table) <= 26 else f"a{place}" for place in range(len(table))]
    return decision_matrix(names, [f"c{place + 1}" for place in range(table.shape[1])], table, objectives=kinds)


AIRCRAFT = decision_matrix(
    ["A1", "A2", "A3", "A4"],
    ["speed", "range", "payload", "cost", "reliability", "manoeuvrability"],
    [
        [2.0, 1500, 20000, 5.5, 5, 9],
        [2.5, 2700, 18000, 6.5, 3, 5],
        [1.8, 2000, 21000, 4.5, 7, 7],
        [2.2, 1800, 20000, 5.0, 5, 5],
    ],
    objectives=["max", "max", "max", "min", "max", "max"],
)
"""The choice of a fighter aircraft of Hwang and Yoon (1981)."""

AIRCRAFT_WEIGHTS = (0.2, 0.1, 0.1, 0.1, 0.2, 0.3)

SIX_SITES = problem_of([[8, 7, 2, 1], [5, 3, 7, 5], [7, 5, 6, 4], [9, 9, 7, 3], [11, 10, 3, 7], [6, 9, 5, 4]])
"""The location of a facility of Papathanasiou and Ploskas (2018), chapters 2 and 3."""

SIX_SITES_WEIGHTS = (0.4, 0.3, 0.1, 0.2)

TURNED = problem_of([[1, 3], [2, 4], [4, 3]])
"""Found by searching all matrices of 3 x 2 with values of 1 to 5: minmax makes b win, vector makes c win."""

LINEAR = Approach("promethee2", preference=Preference("linear", {"c1": 0.5}, {f"c{i}": 2.0 + i for i in range(1, 9)}))
ALL = (*approaches(), Approach("vikor", majority=0.8), LINEAR)


def label(approach: Approach) -> str:
    return f"{approach.method}-{approach.normalisation}-{approach.preference.function}-{approach.majority}"


@st.composite
def matrices(draw: st.DrawFn, *, most_rows: int = 12, most_columns: int = 5) -> DecisionMatrix:
    """Draw matrices of positive values with ties and constant criteria among them."""
    shape = draw(st.tuples(st.integers(1, most_rows), st.integers(1, most_columns)))
    number = st.integers(1, 20).map(float) | st.floats(0.5, 100)
    values = draw(arrays(float, shape, elements=number))
    kinds: list[Objective] = draw(st.lists(st.sampled_from(["max", "min"]), min_size=shape[1], max_size=shape[1]))
    return problem_of(values, kinds)


def weights_for(matrix: DecisionMatrix) -> st.SearchStrategy[list[float]]:
    """Draw weights of 0 or more that are not all zero."""
    k = len(matrix.criteria)
    one = st.just(0.0) | st.floats(0.01, 10)
    return st.lists(one, min_size=k, max_size=k).filter(lambda drawn: sum(drawn) > 0)


def codes(error: pytest.ExceptionInfo[ParameterError]) -> list[str]:
    return [problem.code for problem in error.value.problems]
