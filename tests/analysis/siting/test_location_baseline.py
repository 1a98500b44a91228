"""What chance would reach, against all choices counted one by one."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.siting.location_baseline import expected_coverage, expected_median, mean_centre, none_chosen


@given(st.integers(1, 6), st.integers(1, 4), st.data())
def test_expected_median_is_the_mean_over_all_choices(m: int, n: int, data: st.DataObject) -> None:
    p = data.draw(st.integers(1, m))
    rows = st.lists(st.integers(0, 9), min_size=n, max_size=n)
    costs = np.array(data.draw(st.lists(rows, min_size=m, max_size=m)), dtype=float)
    values = [costs[list(chosen)].min(axis=0).sum() for chosen in combinations(range(m), p)]
    assert expected_median(costs, p) == pytest.approx(np.mean(values))


@given(st.integers(1, 6), st.integers(1, 4), st.data())
def test_expected_coverage_is_the_mean_over_all_choices(m: int, n: int, data: st.DataObject) -> None:
    p = data.draw(st.integers(1, m))
    rows = st.lists(st.booleans(), min_size=n, max_size=n)
    near = np.array(data.draw(st.lists(rows, min_size=m, max_size=m)))
    weights = np.arange(1.0, n + 1)
    values = [weights[near[list(chosen)].any(axis=0)].sum() for chosen in combinations(range(m), p)]
    assert expected_coverage(near, weights, p) == pytest.approx(np.mean(values))


def test_chance_that_none_of_two_of_four_is_among_two_is_one_in_six() -> None:
    assert none_chosen(4, 2).tolist() == pytest.approx([1, 1 / 2, 1 / 6, 0, 0])


def test_centre_of_all_candidates_is_no_chance(rng: np.random.Generator) -> None:
    costs = np.array([[1.0, 5.0], [4.0, 2.0]])
    assert mean_centre(costs, 2, rng) == 2
    assert mean_centre(costs, 1, rng) == pytest.approx(4.5, abs=0.1)  # 5 or 4, each half of the time


def test_centre_without_a_source_of_chance_has_no_baseline() -> None:
    assert mean_centre(np.ones((2, 2)), 1, None) is None
