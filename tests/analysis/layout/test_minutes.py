from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import ParameterError
from analysis.layout.minutes import check_minutes, minutes_between, redrawn_minutes_between
from analysis.layout.travel import TravelMode, minutes_to_nearest, minutes_to_nearest_redrawn, travel_network
from tests.analysis.invented import CITIES
from tests.analysis.layout.cells import cells
from tests.analysis.layout.test_travel import codes, link_frame


def values(frame: pd.DataFrame) -> list[list[float]]:
    rows: list[list[float]] = frame.to_numpy(dtype=float).tolist()
    return rows


def test_minutes_between_every_two_cities_by_hand() -> None:
    """Epsilon to Zeta: 50, 30, 20, 60 and 100 minutes, and four changes of 30."""
    found = minutes_between(travel_network(link_frame(), CITIES))
    assert list(found.index) == list(found.columns) == list(CITIES)
    assert cells(found, "Alpha") == [0, 20, 80, 60, 160, 190]
    assert found.loc["Epsilon", "Zeta"] == 50 + 30 + 20 + 60 + 100 + 4 * 30
    assert found.equals(found.T)


def test_without_changes_only_the_legs_count() -> None:
    found = minutes_between(travel_network(link_frame(), CITIES), change_min=0)
    assert found.loc["Alpha", "Epsilon"] == 100


def test_a_city_without_link_is_infinitely_far_from_all_but_itself() -> None:
    found = minutes_between(travel_network(link_frame([("Alpha", "Beta", "rail", 20, False, None)]), CITIES[:3]))
    assert values(found) == [[0, 20, np.inf], [20, 0, np.inf], [np.inf, np.inf, 0]]


@pytest.mark.parametrize("change_min", [0.0, 30.0])
def test_a_link_of_no_minutes_is_a_link(change_min: float) -> None:
    rows = [("Alpha", "Beta", "rail", 0, False, None)]
    found = minutes_between(travel_network(link_frame(rows), CITIES[:3]), change_min=change_min)
    assert values(found) == [[0, 0, np.inf], [0, 0, np.inf], [np.inf, np.inf, 0]]


def test_no_city_and_one_city() -> None:
    assert minutes_between(travel_network(link_frame([]), [])).shape == (0, 0)
    assert values(minutes_between(travel_network(link_frame([]), ["Alpha"]))) == [[0]]


@pytest.mark.parametrize("change_min", [-1.0, np.nan, np.inf])
def test_a_change_takes_some_minutes_or_none(change_min: float) -> None:
    with pytest.raises(ParameterError) as error:
        minutes_between(travel_network(link_frame(), CITIES), change_min=change_min)
    assert codes(error) == ["bad_minutes"]


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(0, 90)), max_size=12))
def test_between_agrees_with_to_the_nearest(rows: list[tuple[int, int, int]]) -> None:
    pairs = {tuple(sorted((CITIES[a], CITIES[b]))): minutes for a, b, minutes in rows if a != b}
    links = link_frame([(one, other, "road", value, False, None) for (one, other), value in pairs.items()])
    network = travel_network(links, CITIES)
    between = minutes_between(network)
    for city in CITIES:
        to_city = minutes_to_nearest(network, CITIES, [city])["minutes"].to_numpy(dtype=float)
        assert between[city].to_numpy(dtype=float) == pytest.approx(to_city)


@pytest.mark.parametrize("mode", ["fastest", "road"])
def test_redrawn_minutes_agree_with_those_to_the_nearest_by_the_same_chance(mode: TravelMode) -> None:
    one, other = np.random.default_rng(3), np.random.default_rng(3)
    between = np.array(list(redrawn_minutes_between(link_frame(), CITIES, one, draws=5, mode=mode)))
    hubs = ["Alpha", "Beta"]
    nearest = minutes_to_nearest_redrawn(link_frame(), CITIES, hubs, other, draws=5, mode=mode)
    assert between[:, :, [CITIES.index(hub) for hub in hubs]].min(axis=2) == pytest.approx(nearest)
    assert not np.array_equal(between[0], between[1])


def test_only_estimated_links_are_redrawn(rng: np.random.Generator) -> None:
    drawn = np.array(list(redrawn_minutes_between(link_frame(), CITIES, rng, draws=300)))
    assert drawn.shape == (300, 6, 6)
    assert np.ptp(drawn[:, 0, :4]) == np.ptp(drawn[0, 0, :4])
    assert drawn[:, 2, 4].std() == pytest.approx(10, abs=1)
    assert (drawn == drawn.transpose(0, 2, 1)).all()


def test_redrawn_minutes_without_estimates_are_the_plain_ones(rng: np.random.Generator) -> None:
    links = link_frame().assign(estimated=False)
    plain = minutes_between(travel_network(links, CITIES)).to_numpy(dtype=float)
    for drawn in redrawn_minutes_between(links, CITIES, rng, draws=3):
        assert drawn == pytest.approx(plain)


def test_a_sound_table_has_no_problem() -> None:
    assert check_minutes(pd.DataFrame([[9.0, 1.0], [1.0, np.nan]], index=["a", "b"], columns=["a", "b"])) == []
    assert check_minutes(pd.DataFrame()) == []


def test_all_problems_of_a_table_are_listed_at_once() -> None:
    names = ["a", "b", "c"]
    rows = [[0, 1, np.nan], [2, 0, np.inf], [-3, 5, 0]]
    problems = check_minutes(pd.DataFrame(rows, index=names, columns=names, dtype=float))
    assert [(one.code, one.where) for one in problems] == [
        ("bad_minutes", "a-c"),
        ("bad_minutes", "c-a"),
        ("asymmetric_minutes", "a-b"),
        ("asymmetric_minutes", "b-c"),
    ]


def test_rows_and_columns_must_be_the_same_cities() -> None:
    problems = check_minutes(pd.DataFrame([[0.0, 1.0]], index=["a"], columns=["a", "b"]))
    assert [one.code for one in problems] == ["minutes_not_square"]
