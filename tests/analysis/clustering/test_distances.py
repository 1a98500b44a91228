from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from analysis.clustering.distances import distance_matrix_m, travel_minutes_matrix
from analysis.clustering.groups import group_sites
from analysis.errors import ParameterError
from analysis.layout.travel import CHANGE_MIN, travel_network
from tests.analysis.invented import CITIES, LINKS

NETWORK = travel_network(
    pd.DataFrame(LINKS, columns=["from_city", "to_city", "mode", "minutes", "estimated", "uncertainty_min"]).assign(
        year=2021
    ),
    CITIES,
)
SEATS = {"Alpha": (0, 0), "Beta": (30_000, 0), "Gamma": (60_000, 0)}


def test_distances_by_hand() -> None:
    assert distance_matrix_m([(0, 0), (3, 4), (3, 4)]).tolist() == [[0, 5, 5], [5, 0, 0], [5, 0, 0]]


@pytest.mark.parametrize("n", [0, 1])
def test_fewer_than_two_points_have_a_table_of_nothing(n: int) -> None:
    assert distance_matrix_m(np.zeros((n, 2))).tolist() == np.zeros((n, n)).tolist()


def test_a_missing_coordinate_is_refused() -> None:
    with pytest.raises(ParameterError, match="coordinates_not_finite"):
        distance_matrix_m([(0, 0), (math.nan, 1)])


def test_minutes_by_way_of_the_seats_by_hand() -> None:
    """At 60 km/h a kilometre takes a minute: 3 + 20 + 4 from Alpha to Beta, and 5 straight within Alpha."""
    points = [(3_000, 0), (0, 4_000), (30_000, 4_000)]
    found = travel_minutes_matrix(points, ["Alpha", "Alpha", "Beta"], SEATS, NETWORK, local_speed_kmh=60)
    assert found.minutes == pytest.approx(np.array([[0, 5, 27], [5, 0, 28], [27, 28, 0]]))
    assert found.left_out == {}


def test_minutes_there_and_back_are_the_same(rng: np.random.Generator) -> None:
    cities = [("Alpha", "Beta", "Gamma")[place % 3] for place in range(30)]
    minutes = travel_minutes_matrix(rng.random((30, 2)) * 77_777, cities, SEATS, NETWORK).minutes
    assert np.array_equal(minutes, minutes.T)


def test_a_change_between_seats_takes_its_time() -> None:
    points = [(0, 0), (60_000, 0)]
    changed = travel_minutes_matrix(points, ["Alpha", "Gamma"], SEATS, NETWORK)
    plain = travel_minutes_matrix(points, ["Alpha", "Gamma"], SEATS, NETWORK, change_min=0)
    assert changed.minutes[0, 1] == pytest.approx(20 + 30 + CHANGE_MIN)
    assert plain.minutes[0, 1] == pytest.approx(50)


def test_sites_without_a_city_or_seat_are_named_and_become_noise() -> None:
    cities = ["Alpha", "Alpha", "Alpha", None, math.nan, "Delta", "Nowhere"]
    found = travel_minutes_matrix(np.zeros((7, 2)), cities, {**SEATS, "Nowhere": (0, 0)}, NETWORK)  # type: ignore[arg-type]
    assert found.left_out == {3: "city_unknown", 4: "city_unknown", 5: "seat_unknown", 6: "seat_unknown"}
    assert np.isinf(found.minutes[3:, :3]).all()
    assert not found.minutes.diagonal().any()
    groups = group_sites(found.minutes, list("abcdefg"), radius=5, unit="min")
    assert (groups.groups[0].members, groups.noise) == (("a", "b", "c"), ("d", "e", "f", "g"))


def test_cities_that_no_chain_of_links_joins_are_infinitely_far() -> None:
    network = travel_network(
        pd.DataFrame(columns=["from_city", "to_city", "mode", "minutes", "year"]), ["Alpha", "Beta"]
    )
    found = travel_minutes_matrix([(0, 0), (30_000, 0)], ["Alpha", "Beta"], SEATS, network)
    assert math.isinf(found.minutes[0, 1])
    assert found.left_out == {}


def test_no_site_gives_an_empty_table() -> None:
    assert travel_minutes_matrix(np.zeros((0, 2)), [], SEATS, NETWORK).minutes.shape == (0, 0)


@pytest.mark.parametrize("speed", [0, -5, math.nan, math.inf])
def test_a_speed_that_is_none_is_refused(speed: float) -> None:
    with pytest.raises(ParameterError, match="bad_speed"):
        travel_minutes_matrix([(0, 0)], ["Alpha"], SEATS, NETWORK, local_speed_kmh=speed)
