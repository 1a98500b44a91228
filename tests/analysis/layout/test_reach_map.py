from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Transformer
from shapely import Point

from analysis.errors import ParameterError
from analysis.layout.reach_map import ReachMap, bands, city_seats, reach_map, township_minutes
from analysis.layout.travel import minutes_to_nearest, travel_network
from analysis.study import Study
from tests.analysis.invented import CITIES, METRES, SIDE_M, corner, make_layers, make_study

TO_HUB = pd.DataFrame(
    {"minutes": [0.0, 30, np.inf], "hub": ["hub", "hub", None], "estimated": [False, True, False]},
    index=["hub", "near", "lost"],
)
SEATS = {"hub": (0.0, 0.0), "near": (60_000.0, 0.0), "lost": (0.0, 500_000.0)}


def study_with_seats() -> Study:
    """Seats in the middle of the squares."""
    middles = [(x + SIDE_M / 2, y + SIDE_M / 2) for x, y in map(corner, range(6))]
    to_degrees = Transformer.from_crs(METRES, 4326, always_xy=True)
    lon, lat = to_degrees.transform(*np.transpose(middles))
    return make_study(cities=make_layers()["cities"].assign(seat_lon=lon, seat_lat=lat))


def mapped(study: Study, **options: float) -> ReachMap:
    links = pd.DataFrame(study.layer("links"))
    ways = minutes_to_nearest(travel_network(links, CITIES), CITIES, ["Alpha", "Beta", "Gamma", "Delta"])
    return reach_map(study, ways, **options)  # type: ignore[arg-type]  # options vary by test


def test_a_township_goes_by_its_seat_or_straight_to_the_hub_whichever_is_shorter() -> None:
    """At 40 km/h 10 km take 15 minutes. From 70 km east: 15 to its seat and 30 on; straight it would be 105."""
    points = [(70_000, 0), (10_000, 0), (0, 10_000)]
    found = township_minutes(points, ["near", "near", "hub"], SEATS, TO_HUB)
    assert found["minutes"].tolist() == pytest.approx([45, 15, 15])
    assert found["way"].tolist() == ["seat", "direct", "seat"]
    assert found["leg_min"].tolist() == pytest.approx([15, 15, 15])
    assert found["hub"].tolist() == ["hub"] * 3
    assert found["link_estimated"].tolist() == [True, False, False]
    assert found["estimated"].all()


def test_a_city_without_a_way_or_a_seat_is_reached_straight_only() -> None:
    found = township_minutes([(0, 40_000)] * 2, ["lost", "unknown"], SEATS, TO_HUB)
    assert found["minutes"].tolist() == pytest.approx([60, 60])
    assert found["way"].tolist() == ["direct", "direct"]


def test_without_a_hub_nothing_is_reached() -> None:
    nowhere = TO_HUB.assign(minutes=np.inf, hub=None)
    found = township_minutes([(0, 0)], ["near"], SEATS, nowhere)
    assert np.isinf(found["minutes"]).all()
    assert found["hub"].tolist() == [None]


def test_two_cities_at_no_distance_are_not_both_hubs() -> None:
    """The link from `near` takes 0 minutes, which makes it no hub: the way goes by its seat."""
    joined = TO_HUB.assign(minutes=[0.0, 0.0, np.inf])
    found = township_minutes([(60_000, 10_000)], ["near"], SEATS, joined)
    assert found["minutes"].tolist() == pytest.approx([15])
    assert found["hub"].tolist() == ["hub"]


def test_no_place_gives_an_empty_frame() -> None:
    assert township_minutes(np.zeros((0, 2)), [], SEATS, TO_HUB).empty


@given(st.lists(st.tuples(st.floats(-1e5, 1e5), st.floats(-1e5, 1e5)), min_size=1, max_size=6), st.floats(5, 120))
def test_going_faster_never_takes_longer(points: list[tuple[float, float]], speed: float) -> None:
    cities = ["near"] * len(points)
    slow, fast = (township_minutes(points, cities, SEATS, TO_HUB, local_speed_km_h=s) for s in (speed, speed * 2))
    assert (fast["minutes"] <= slow["minutes"] + 1e-9).all()
    assert (slow["minutes"] <= slow["leg_min"] + 30 + 1e-9).all()


def test_bands_hold_their_own_threshold() -> None:
    found = bands(np.array([0, 60, 60.1, 120, 121, np.inf]))
    assert found == pytest.approx([60, 60, 90, 120, np.nan, np.nan], nan_ok=True)


def test_townships_of_the_invented_study_by_hand() -> None:
    """Gamma is a hub. A township 6 km from the seat of its hub is 9 minutes away; one at a seat 0 minutes.

    From Epsilon's western township it is 14 km straight to Delta's seat, 21 minutes; by its own seat 9 and 50.
    """
    found = mapped(study_with_seats())
    assert found.townships is not None
    assert found.townships.loc[["t20", "t21"], "minutes"].tolist() == pytest.approx([9, 0], abs=0.02)
    assert found.townships.loc["t40", "minutes"] == pytest.approx(21, abs=0.05)
    assert (found.townships.loc["t40", "way"], found.townships.loc["t40", "hub"]) == ("direct", "Delta")
    assert set(found.townships["band_min"]) == {60}
    assert found.cities["minutes"].to_dict() == {
        "Alpha": 0, "Beta": 0, "Gamma": 0, "Delta": 0, "Epsilon": 50, "Zeta": 100,
    }  # fmt: skip
    assert found.cities["band_min"].tolist() == [60, 60, 60, 60, 60, 120]
    assert found.left_out == {}


def test_the_farthest_places_are_named() -> None:
    found = mapped(study_with_seats(), farthest=2)
    assert found.farthest_cities == (("Zeta", 100), ("Epsilon", 50))
    assert [name for name, _ in found.farthest_townships] == ["t42", "t41"]
    assert found.unreachable_cities == found.unreachable_townships == ()


def test_minutes_at_the_hubs_end_are_added_to_ways_between_cities_only() -> None:
    found = mapped(study_with_seats(), end_min=5).cities["minutes"]
    assert (found["Alpha"], found["Epsilon"], found["Zeta"]) == (0, 55, 105)


def test_cities_and_townships_that_no_way_reaches_are_named() -> None:
    study = study_with_seats()
    ways = minutes_to_nearest(travel_network(pd.DataFrame(study.layer("links")), CITIES), CITIES, [])
    found = reach_map(study, ways)
    assert found.unreachable_cities == CITIES
    assert len(found.unreachable_townships) == 15
    assert found.farthest_cities == found.farthest_townships == ()


def test_without_seats_or_townships_only_cities_are_shaded() -> None:
    assert mapped(make_study()).left_out == {"townships": "missing_seats"}
    found = mapped(make_study(without=("townships",)))
    assert (found.townships, found.left_out) == (None, {"townships": "missing_townships"})
    assert city_seats(make_study()) == {}


def test_a_township_without_a_position_is_left_out_and_named() -> None:
    study = study_with_seats()
    townships = study.layer("townships").copy()
    townships.loc["t00", "geometry"] = Point()
    found = mapped(make_study(cities=study.layer("cities"), townships=townships))
    assert found.left_out == {"t00": "position_unknown"}
    assert found.townships is not None
    assert len(found.townships) == 14


def test_speeds_and_minutes_that_make_no_sense_are_refused_together() -> None:
    with pytest.raises(ParameterError) as error:
        mapped(study_with_seats(), local_speed_km_h=0, end_min=-1)
    assert [problem.code for problem in error.value.problems] == ["out_of_range", "bad_minutes"]
