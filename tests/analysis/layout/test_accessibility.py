from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import ParameterError
from analysis.layout.accessibility import reachable_people


def test_people_halve_with_every_half_life_and_the_own_ones_do_not_count() -> None:
    """100 people 60 minutes away count 50, 40 people 120 minutes away count 10."""
    minutes = np.array([[0.0, 60, 120], [60, 0, 60], [120, 60, 0]])
    found = reachable_people(minutes, np.array([1000.0, 100, 40]), half_life_min=60)
    assert found.tolist() == pytest.approx([60, 520, 300])


def test_a_city_without_a_link_has_no_accessibility_and_adds_none() -> None:
    minutes = np.array([[0.0, 60, np.inf], [60, 0, np.inf], [np.inf, np.inf, 0]])
    found = reachable_people(minutes, np.array([10.0, 20, 30]))
    assert found == pytest.approx([10, 5, np.nan], nan_ok=True)


def test_unknown_people_count_as_nobody_and_none_at_all_give_zero() -> None:
    minutes = np.array([[0.0, 0], [0, 0]])
    assert reachable_people(minutes, np.array([np.nan, 7.0])).tolist() == [7, 0]
    assert reachable_people(minutes, np.zeros(2)).tolist() == [0, 0]


@given(st.lists(st.floats(0, 1e7), min_size=3, max_size=3), st.floats(1, 300), st.floats(0, 100))
def test_a_longer_way_never_makes_more_people_reachable(people: list[float], minutes: float, longer: float) -> None:
    near = np.full((3, 3), minutes)
    found, less = (reachable_people(one, np.array(people)) for one in (near, near + longer))
    assert (less <= found + 1e-6).all()


@pytest.mark.parametrize("half_life_min", [0, -1, np.inf, np.nan])
def test_a_half_life_that_is_no_time_is_refused(half_life_min: float) -> None:
    with pytest.raises(ParameterError, match="bad_minutes"):
        reachable_people(np.zeros((1, 1)), np.ones(1), half_life_min=half_life_min)
