"""Groups by minutes on the invented study: seats in the middle of each city, links as they stand there."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
from pyproj import Transformer

from analysis.clustering.group_views import GroupView, View, group_view, views_offered
from analysis.clustering.inputs import ClusterInput, input_from_study
from analysis.clustering.settings import ClusterSettings
from analysis.errors import MissingLayerError, ParameterError
from analysis.study import Study
from tests.analysis.invented import CITIES, METRES, PLANNED, SIDE_M, corner, make_layers, make_sites, make_study

SITES = (
    ("a1", "Alpha", 10_000, 10_000, "high"),
    ("a2", "Alpha", 10_000, 4_000, "high"),
    ("b1", "Beta", 30_000, 14_000, "high"),
    ("e1", "Epsilon", 30_000, 30_000, "high"),
)
"""At the seat of Alpha and 6 km south of it; 4 km north of Beta's; at Epsilon's."""


def seated(without: tuple[str, ...] = (), cities: tuple[str, ...] = CITIES, **layers: gpd.GeoDataFrame) -> Study:
    """Return the invented study with seats in the middle of these cities."""
    to_degrees = Transformer.from_crs(METRES, "EPSG:4326", always_xy=True)
    middles = [(corner(place)[0] + SIDE_M / 2, corner(place)[1] + SIDE_M / 2) for place in range(6)]
    lon, lat = to_degrees.transform(*np.array(middles).T)
    known = np.isin(CITIES, cities)
    frame = make_layers()["cities"].assign(seat_lon=np.where(known, lon, np.nan), seat_lat=np.where(known, lat, np.nan))
    parks = make_sites(SITES, [PLANNED] * len(SITES))
    return make_study(without=without, **({"cities": frame, "parks": parks} | layers))


def given_of(study: Study) -> ClusterInput:
    return input_from_study(study, sites="parks", settings=ClusterSettings(null="land"))


def members(view: GroupView) -> list[tuple[str, ...]]:
    return [group.members for group in view.groups.groups]


def by_minutes(radius_min: float, study: Study | None = None, **options: float) -> GroupView:
    chosen = study or seated()
    return group_view(chosen, given_of(chosen), "minutes", radius_min=radius_min, min_sites=2, **options)


@pytest.mark.parametrize(
    ("radius_min", "expected"),
    [(8.9, []), (9.1, [("a1", "a2")]), (25.9, [("a1", "a2")]), (26.1, [("a1", "a2", "b1")])],
)
def test_minutes_by_hand(radius_min: float, expected: list[tuple[str, ...]]) -> None:
    """At 40 km/h 6 km take 9 minutes; from Alpha's seat 20 by rail to Beta's and 6 more for the last 4 km."""
    assert members(by_minutes(radius_min)) == expected


def test_twice_as_fast_on_the_way_to_the_seat_takes_half_the_time() -> None:
    """6 km in 4.5 minutes, 20 + 3 minutes to the site of Beta."""
    assert members(by_minutes(4.6, local_speed_kmh=80)) == [("a1", "a2")]
    assert members(by_minutes(23.1, local_speed_kmh=80)) == [("a1", "a2", "b1")]
    assert members(by_minutes(22.9, local_speed_kmh=80)) == [("a1", "a2")]


def test_the_table_over_minutes_is_that_of_the_minutes() -> None:
    found = by_minutes(30)
    assert found.sensitivity is not None
    assert found.groups.unit == "min"
    assert found.groups.groups[0].largest_distance == pytest.approx(9 + 20 + 6)


def test_a_city_without_a_seat_leaves_its_site_out_with_the_reason() -> None:
    found = by_minutes(1000, seated(cities=("Alpha", "Beta")))
    assert found.left_out == {"e1": "seat_unknown"}
    assert found.groups.noise == ("e1",)


def test_hdbscan_needs_no_radius_and_no_links() -> None:
    near = tuple((f"n{place}", "Alpha", 5_000 + 100 * place, 5_000, "high") for place in range(4))
    far = tuple((f"f{place}", "Epsilon", 30_000 + 100 * place, 30_000, "high") for place in range(4))
    study = make_study(without=("links",), parks=make_sites(near + far, [PLANNED] * 8))
    found = group_view(study, given_of(study), "hdbscan", min_sites=3)
    assert sorted(members(found)) == [("f0", "f1", "f2", "f3"), ("n0", "n1", "n2", "n3")]
    assert found.sensitivity is None
    assert found.left_out == {}


@pytest.mark.parametrize(
    ("study", "offered"),
    [
        (seated(), ("minutes", "hdbscan")),
        (seated(without=("links",)), ("hdbscan",)),
        (make_study(), ("hdbscan",)),
    ],
    ids=["links and seats", "no links", "no seats"],
)
def test_minutes_are_offered_where_links_join_known_seats(study: Study, offered: tuple[View, ...]) -> None:
    assert views_offered(study) == offered


def test_bad_numbers_and_missing_links_are_refused() -> None:
    with pytest.raises(ParameterError, match="bad_radius"):
        by_minutes(-1)
    with pytest.raises(ParameterError, match="bad_speed"):
        by_minutes(10, local_speed_kmh=0)
    with pytest.raises(MissingLayerError):
        by_minutes(10, seated(without=("links",)))
