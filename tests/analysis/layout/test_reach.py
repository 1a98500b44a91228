from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.layout.reach import near_shares, reach

MINUTES = pd.Series({"near": 60.0, "middling": 61.0, "far": 150.0, "cut_off": np.inf})
PEOPLE = pd.Series({"hub": 50, "near": 20, "middling": 15, "far": 10, "cut_off": 5})


def test_shares_by_hand_with_the_threshold_included() -> None:
    found = reach(MINUTES, PEOPLE, higher=["hub"]).shares
    assert found["cities_share"].to_dict() == {60: 0.25, 90: 0.5, 120: 0.5}
    assert found["population_share"].to_dict() == pytest.approx({60: 0.7, 90: 0.85, 120: 0.85})


def test_the_farthest_and_the_unreachable_are_named() -> None:
    found = reach(MINUTES, PEOPLE, higher=["hub"], farthest=2)
    assert found.farthest == (("far", 150), ("middling", 61))
    assert found.unreachable == ("cut_off",)


def test_cities_that_rest_on_an_estimated_leg_are_named_for_each_threshold() -> None:
    estimated = pd.Series({"near": False, "middling": True, "far": True, "cut_off": True})
    found = reach(MINUTES, PEOPLE, higher=["hub"], estimated=estimated).estimated
    assert found == {60: (), 90: ("middling",), 120: ("middling",)}
    assert set(reach(MINUTES, PEOPLE, higher=["hub"]).estimated.values()) == {()}


def test_a_city_of_unknown_population_is_left_out_of_the_people_and_named() -> None:
    found = reach(MINUTES, PEOPLE.drop("far"), higher=["hub"])
    assert found.without_population == ("far",)
    assert found.shares.loc[60, "population_share"] == pytest.approx(70 / 90)


def test_no_city_below_has_no_share_and_all_people_within() -> None:
    found = reach(MINUTES.iloc[:0], PEOPLE, higher=["hub"]).shares
    assert found["cities_share"].isna().all()
    assert (found["population_share"] == 1).all()


def test_no_known_people_have_no_share() -> None:
    cities, people = near_shares(np.array([10.0]), np.array([np.nan, np.nan]), 60)
    assert cities == 1
    assert np.isnan(people)


@given(st.lists(st.floats(0, 500), min_size=1, max_size=20), st.floats(0, 500), st.floats(0, 500))
def test_a_longer_threshold_never_reaches_less(minutes: list[float], one: float, other: float) -> None:
    people = np.arange(1.0, len(minutes) + 2)
    shorter, longer = sorted((one, other))
    less, more = (near_shares(np.array(minutes), people, limit) for limit in (shorter, longer))
    assert less[0] <= more[0]
    assert less[1] <= more[1] + 1e-12
