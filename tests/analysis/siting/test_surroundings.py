from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import shapely
from shapely import Point, Polygon, box

from analysis.errors import MissingLayerError
from analysis.siting.surroundings import (
    CitySet,
    Surroundings,
    industry_sets,
    representative_xy,
    surroundings_of,
)
from analysis.study import Study
from tests.analysis.invented import CITIES, make_layers, make_study
from tests.analysis.siting.whole import metres, whole_study


def test_only_stations_with_fast_trains_and_airports_with_passengers_count(around: Surroundings) -> None:
    assert around.points["stations"].ids == ("s1", "s2")
    assert around.points["airports"].ids == ("a1",)


def test_any_station_counts_where_the_layer_does_not_tell_fast_trains() -> None:
    stations = whole_study().layer("stations").drop(columns="highspeed_trains_per_day_2021")
    around = surroundings_of(whole_study(stations=stations))
    assert around.points["stations"].ids == ("s1", "s2", "slow")
    assert around.caveats["stations"] == ("any_station",)


def test_layer_without_anything_that_counts_is_named() -> None:
    stations = whole_study().layer("stations").assign(highspeed_trains_per_day_2021=0)
    around = surroundings_of(whole_study(stations=stations, platforms=make_layers()["platforms"].iloc[:0]))
    assert around.left_out["stations"] == "empty_stations"
    assert around.left_out["platforms"] == "empty_platforms"
    assert not {"stations", "platforms"} & set(around.points)


def test_missing_layers_are_named_with_what_hangs_on_them() -> None:
    bare = make_study(without=[name for name in make_layers() if name != "study_area"])
    assert surroundings_of(bare).left_out == {
        **{name: f"missing_{name}" for name in ("stations", "airports", "seaports", "platforms", "parks", "towns")},
        **{"cities": "missing_cities", "gdp": "missing_cities", "people": "missing_cities"},
        **{"park_industries": "missing_parks", "named_sites": "missing_parks"},
    }


def test_study_without_its_area_cannot_be_used() -> None:
    with pytest.raises(MissingLayerError):
        surroundings_of(make_study(without=["study_area"]))


def test_study_without_plan_leaves_it_out(study: Study) -> None:
    bare = Study(study.id, None, study.layers, study.crs, study.fingerprint)
    around = surroundings_of(bare)
    assert around.left_out["plan"] == "missing_plan"
    with pytest.raises(MissingLayerError):
        around.require_plan()


def test_people_are_shared_equally_over_the_township_points_of_their_city(around: Surroundings) -> None:
    """Alpha's 600 on three points, 200 each; Zeta has no point, and its 100 stand at its middle."""
    assert around.people.tolist() == pytest.approx([200] * 3 + [100] * 3 + [200 / 3] * 3 + [100 / 3] * 6 + [100])
    assert around.people_xy[0] == pytest.approx(metres([(4_000, 10_000)])[0], abs=0.01)
    assert around.people_xy[-1] == pytest.approx(metres([(50_000, 30_000)])[0], abs=1)
    assert around.people.sum() == pytest.approx(1400)
    assert around.caveats["people"] == ("people_shared_equally", "people_at_seat")


def test_people_that_are_not_known_are_left_out_and_said() -> None:
    cities = make_layers()["cities"].assign(population_2020=[np.nan, 300, 200, 100, 100, np.nan])
    around = surroundings_of(make_study(cities=cities))
    assert around.people.sum() == pytest.approx(700)
    assert around.caveats["people"] == ("people_shared_equally", "people_incomplete")


def test_no_people_or_townships_are_named() -> None:
    nobody = make_layers()["cities"].assign(population_2020=np.nan)
    assert surroundings_of(make_study(cities=nobody)).left_out["people"] == "missing_population"
    assert surroundings_of(make_study(without=["townships"])).left_out["people"] == "missing_townships"


def test_gdp_that_is_not_known_is_said() -> None:
    some = make_layers()["cities"].assign(gdp_2024_100m_yuan=[1, np.nan, 1, 1, 1, 1])
    assert surroundings_of(make_study(cities=some)).caveats["gdp"] == ("seat_unknown", "gdp_incomplete")
    none = make_layers()["cities"].drop(columns="gdp_2024_100m_yuan")
    assert surroundings_of(make_study(cities=none)).left_out["gdp"] == "missing_gdp"


def test_seats_are_used_where_they_are_known() -> None:
    cities = make_layers()["cities"].assign(seat_lon=[114.0, *[np.nan] * 5], seat_lat=[22.7, *[np.nan] * 5])
    around = surroundings_of(make_study(cities=cities))
    assert around.require_cities().seat_xy[0, 0] == pytest.approx(500_000, abs=1)  # on the central meridian
    assert around.caveats["gdp"] == ("seat_unknown",)


def test_parks_without_industries_are_said(around: Surroundings) -> None:
    assert around.caveats["park_industries"] == ("industries_incomplete",)
    assert surroundings_of(make_study()).left_out["park_industries"] == "missing_industries"


def test_one_layer_of_named_sites_alone_is_said() -> None:
    assert surroundings_of(make_study(without=["towns"])).caveats["named_sites"] == ("only_parks",)


def test_disc_of_a_published_area_has_its_radius(around: Surroundings) -> None:
    assert around.points["parks"].radius_m == pytest.approx([0, np.sqrt(3e6 / np.pi), 0, 0, 0])


def test_points_lie_in_the_city_that_holds_them_and_on_a_shared_line_in_the_first(around: Surroundings) -> None:
    cities = around.require_cities()
    inside = metres([(10_000, 10_000), (50_000, 30_000), (-5_000, 0)])
    assert cities.containing(inside).tolist() == [0, 5, -1]
    touching = CitySet(("a", "b"), np.array([box(0, 0, 1, 1), box(1, 0, 2, 1)]), *[np.zeros(2)] * 3)
    assert touching.containing([(1, 0.5)]).tolist() == [0]
    assert CITIES[0] == cities.names[0]


def test_moving_features_leaves_the_others(around: Surroundings) -> None:
    moved = around.moved({"airports": np.array([[1.0, 2.0]])})
    assert moved.points["airports"].xy.tolist() == [[1, 2]]
    assert moved.points["airports"].nearest.distance_m([(1, 2)]).tolist() == [0]
    assert moved.points["stations"] is around.points["stations"]


def test_a_bent_polygon_is_represented_by_a_point_inside() -> None:
    bent = Polygon([(0, 0), (10, 0), (10, 1), (1, 1), (1, 10), (0, 10)])
    found = representative_xy([box(0, 0, 2, 4), bent, None, Point()])
    assert found[0].tolist() == [1, 2]
    assert shapely.contains_xy(bent, *found[1])
    assert np.isnan(found[2:]).all()


def test_industries_are_sets_whatever_holds_them() -> None:
    frame = pd.DataFrame({"industries": [["a", "b"], ("a",), None, float("nan"), "a"]})
    assert [sorted(own) for own in industry_sets(frame)] == [["a", "b"], ["a"], [], [], []]
    assert industry_sets(pd.DataFrame(index=[0, 1])) == (frozenset(), frozenset())
