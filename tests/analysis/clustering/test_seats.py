from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pytest
from pyproj import Transformer
from scipy.stats import chisquare
from shapely import box

from analysis.clustering.result import ClusterResult, cluster
from analysis.clustering.seats import SEATS_RADIUS_M, SeatsNull
from analysis.clustering.settings import ClusterSettings
from analysis.errors import ParameterError
from analysis.study import Study
from tests.analysis.invented import CITIES, METRES, corner, make_layers, make_study

LANDS = {"a": box(0, 0, 1000, 1000), "b": box(1000, 0, 2000, 1000), "c": box(2000, 0, 3000, 1000)}
SEATS = {"a": (500, 500), "b": (1000, 500), "c": (9000, 9000)}


def null(radius_m: float = 200) -> SeatsNull:
    return SeatsNull({"a": 300, "b": 100, "c": 50, "d": 5, "e": np.nan}, SEATS, LANDS, radius_m=radius_m)


def with_seats() -> Study:
    """The invented study with the seat of every city in the middle of its square of 20 km."""
    middles = np.array([corner(place) for place in range(len(CITIES))]) + 10_000
    lon, lat = Transformer.from_crs(METRES, "EPSG:4326", always_xy=True).transform(*middles.T)
    cities: gpd.GeoDataFrame = make_layers()["cities"].assign(seat_lon=lon, seat_lat=lat)
    return make_study(cities=cities)


def run(study: Study, **options: Any) -> ClusterResult:
    chosen = {"simulations": 199, "position_draws": 50} | options
    return cluster(study, rng=np.random.default_rng(5), settings=ClusterSettings(**chosen))


def test_cities_are_drawn_by_people_and_places_within_the_disc_on_the_citys_land(rng: np.random.Generator) -> None:
    points = null().draw(8000, rng)
    in_a = np.hypot(*(points - SEATS["a"]).T) <= 200
    in_b = np.hypot(*(points - SEATS["b"]).T) <= 200
    assert (in_a | in_b).all()
    assert (points[in_b, 0] >= 1000 - 1e-9).all()
    assert chisquare([in_a.sum(), in_b.sum()], [6000, 2000]).pvalue > 0.01


def test_places_are_uniform_in_the_disc(rng: np.random.Generator) -> None:
    """Half of a disc's area lies within 1/sqrt(2) of its radius; 0.03 is over four standard errors of 6,000 draws."""
    points = null().draw(8000, rng)
    distance = np.hypot(*(points - SEATS["a"]).T)
    distance = distance[distance <= 200]
    assert (distance < 200 / np.sqrt(2)).mean() == pytest.approx(0.5, abs=0.03)


def test_cities_without_people_seat_or_land_in_reach_are_named() -> None:
    assert null().left_out == ("c", "d", "e")


def test_a_radius_of_nothing_and_negative_people_are_refused() -> None:
    with pytest.raises(ParameterError, match="no_settlement"):
        null(0)
    with pytest.raises(ParameterError, match="negative_population"):
        SeatsNull({"a": -1}, SEATS, LANDS)


def test_the_same_seed_draws_the_same_and_layouts_have_their_shape() -> None:
    one, same, other = (null().draw_many(5, 3, np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert one.shape == (3, 5, 2)
    assert np.array_equal(one, same)
    assert not np.array_equal(one, other)


def test_the_null_of_the_seats_is_reported_and_no_part_of_the_score() -> None:
    plain, found = run(make_study()), run(with_seats())
    assert set(found.nulls) == {"land", "settlement", "seats"}
    assert [name for name, one in found.nulls.items() if one.sensitivity] == ["seats"]
    assert found.seats_radius_m == SEATS_RADIUS_M
    assert found.score.value == plain.score.value
    assert found.score.components == plain.score.components
    assert {name: found.nulls[name] for name in plain.nulls} == plain.nulls
    assert found.spread["seats"].without_one_high is not None


def test_the_radius_is_a_parameter_and_a_smaller_one_draws_closer_layouts() -> None:
    wide, narrow = run(with_seats()), run(with_seats(), seats_radius_m=2000)
    assert narrow.seats_radius_m == 2000
    assert narrow.nulls["seats"].expected_m < wide.nulls["seats"].expected_m
    assert narrow.nulls["seats"].p > wide.nulls["seats"].p


def test_the_seats_come_with_settlement_and_are_left_out_where_they_are_not_known() -> None:
    assert set(run(with_seats(), null="settlement").nulls) == {"settlement", "seats"}
    land = run(with_seats(), null="land")
    assert set(land.nulls) == {"land"}
    assert land.left_out["seats"] == "not_asked"
    assert land.seats_radius_m is None
    assert run(make_study()).left_out["seats"] == "missing_seats"


def test_seats_off_every_land_leave_the_null_out_and_the_rest_stands() -> None:
    cities = make_layers()["cities"].assign(seat_lon=0.0, seat_lat=0.0)
    found = run(make_study(cities=cities))
    assert set(found.nulls) == {"land", "settlement"}
    assert found.left_out["seats"] == "missing_seats"
