from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import ParameterError
from analysis.layout.accessibility import minutes_between, reachable_people, redrawn_minutes_between
from analysis.layout.travel import minutes_to_nearest, minutes_to_nearest_redrawn, travel_network
from tests.analysis.invented import CITIES, LINKS


def link_frame(rows: Sequence[tuple[object, ...]] = LINKS) -> pd.DataFrame:
    columns = ["from_city", "to_city", "mode", "minutes", "estimated", "uncertainty_min"]
    return pd.DataFrame(rows, columns=columns).assign(year=2021)


def test_minutes_between_cities_with_changes_by_hand() -> None:
    """Alpha to Gamma: 20 to Beta, a change of 30, 30 to Gamma; Epsilon is 50 and another change further."""
    found = minutes_between(travel_network(link_frame(), CITIES))
    assert found["Alpha"].to_dict() == {"Alpha": 0, "Beta": 20, "Gamma": 80, "Delta": 60, "Epsilon": 160, "Zeta": 190}
    assert found.equals(found.T)


def test_a_city_without_a_link_is_infinitely_far() -> None:
    found = minutes_between(travel_network(link_frame(LINKS[:1]), CITIES))
    assert np.isinf(found["Zeta"].drop("Zeta")).all()
    assert found["Zeta"]["Zeta"] == 0
    assert minutes_between(travel_network(link_frame([]), [])).empty


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(0, 90)), max_size=12))
def test_minutes_between_agree_with_those_to_the_nearest(rows: list[tuple[int, int, int]]) -> None:
    pairs = {tuple(sorted((CITIES[a], CITIES[b]))): minutes for a, b, minutes in rows if a != b}
    network = travel_network(
        link_frame([(a, b, "road", value, False, None) for (a, b), value in pairs.items()]), CITIES
    )
    found = minutes_between(network)
    for city in CITIES:
        alone = minutes_to_nearest(network, CITIES, [city])["minutes"]
        assert found[city].tolist() == pytest.approx(alone.tolist())


@pytest.mark.parametrize("mode", ["fastest", "road"])
def test_redrawn_minutes_agree_with_those_to_the_nearest_by_the_same_chance(mode: str) -> None:
    one, other = np.random.default_rng(3), np.random.default_rng(3)
    between = redrawn_minutes_between(link_frame(), CITIES, one, draws=5, mode=mode)  # type: ignore[arg-type]  # from the parameters
    hubs = ["Alpha", "Beta"]
    nearest = minutes_to_nearest_redrawn(link_frame(), CITIES, hubs, other, draws=5, mode=mode)  # type: ignore[arg-type]  # as above
    assert between[:, :, [CITIES.index(hub) for hub in hubs]].min(axis=2) == pytest.approx(nearest)
    assert not np.array_equal(between[0], between[1])


def test_redrawing_tells_its_progress_after_every_draw(rng: np.random.Generator) -> None:
    told: list[float] = []
    redrawn_minutes_between(link_frame(), CITIES, rng, draws=4, progress=told.append)
    assert told == [0.25, 0.5, 0.75, 1]


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
