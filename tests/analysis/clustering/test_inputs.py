from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from analysis.clustering.inputs import ClusterInput, _industries, input_from_points, input_from_study
from analysis.clustering.result import cluster
from analysis.clustering.settings import ClusterSettings
from analysis.errors import ParameterError
from analysis.study import Study
from tests.analysis.clustering.given import LAND
from tests.analysis.invented import METRES, PARKS, PLANNED, make_layers, make_sites, make_study, point_frame

PLACES = [("x", 5_000.0, 5_000.0), ("y", 25_000.0, 6_000.0), ("sea", -500.0, 5_000.0)]


def own(study: Study, **columns: Any) -> gpd.GeoDataFrame:
    """Return two points in cities and one in none, as a plain file gives them."""
    chosen: dict[str, Any] = {"city": ["Alpha", "Beta", None], "position_uncertainty_m": [0.0] * 3} | columns
    return point_frame(PLACES, **chosen).to_crs(study.crs)


def given_of(study: Study, sites: Any = "parks", **options: Any) -> ClusterInput:
    return input_from_study(study, sites=sites, settings=ClusterSettings(**options))


def test_points_of_ones_own_lie_where_the_frame_says(study: Study) -> None:
    given = given_of(study, own(study))
    assert given.ids == ("x", "y", "sea")
    expected = [(500_000 + east, 2_500_000 + north) for _, east, north in PLACES]
    assert given.xy == pytest.approx(np.array(expected), abs=0.01)
    assert given.cities == ("Alpha", "Beta", None)


def test_a_point_in_no_city_counts_in_none_and_has_no_land_of_its_own(study: Study) -> None:
    given = given_of(study, own(study))
    assert given.counts is not None
    assert given.counts.to_dict() == {"Alpha": 1, "Beta": 1, "Gamma": 0, "Delta": 0, "Epsilon": 0, "Zeta": 0}
    assert given.lands[2] is None
    assert given.lands[0] is not None
    assert given.lands[0].area == pytest.approx(400e6, rel=1e-6)


def test_exact_positions_are_not_redrawn(study: Study) -> None:
    """Of a plain file, and of a layer that states 0 m for each site."""
    exact = make_study(parks=make_sites(PARKS, [PLANNED] * 5, uncertainty_m=0))
    settings = ClusterSettings(null="land", simulations=19, position_draws=50)
    for chosen, sites in ((study, own(study)), (exact, "parks")):
        given = given_of(chosen, sites)
        assert given.uncertainty_m is None
        assert given.left_out["position_uncertainty"] == "not_in_file"
        found = cluster(chosen, sites=sites, settings=settings, rng=np.random.default_rng(1))
        assert found.position_draws == 0
        assert found.findings == ()
        assert found.ripley.low_m is None
        assert found.groups is not None
        assert found.groups.comembership is None
        assert found.spread["land"].low is None


def test_one_uncertain_position_among_exact_ones_is_redrawn(study: Study) -> None:
    given = given_of(study, own(study, position_uncertainty_m=[0.0, 0.0, 500.0]))
    assert given.uncertainty_m is not None
    assert given.uncertainty_m.tolist() == [0, 0, 500]


def test_a_frame_of_ones_own_is_left_as_it_was(study: Study) -> None:
    frame = own(study).set_axis([7, 8, 9])
    before = frame.copy()
    assert given_of(study, frame).ids == ("7", "8", "9")
    assert frame.equals(before)
    assert frame.index.tolist() == [7, 8, 9]


def test_two_points_of_one_name_are_refused(study: Study) -> None:
    with pytest.raises(ParameterError, match="duplicate_site"):
        given_of(study, own(study).set_axis(["x", "x", "y"]))


def test_industries_are_those_that_sites_name() -> None:
    frame = pd.DataFrame(
        {"industries": [["ai", "chips"], ("cars",), None, float("nan"), "ai", []]}, index=list("abcdef")
    )
    left_out: dict[str, str] = {}
    found = _industries(frame, left_out)
    assert found == {"a": ("ai", "chips"), "b": ("cars",), "c": (), "d": (), "e": (), "f": ()}
    assert left_out == {}


@pytest.mark.parametrize("frame", [pd.DataFrame(index=["a"]), pd.DataFrame({"industries": [[]]}, index=["a"])])
def test_industries_that_nobody_names_are_left_out(frame: pd.DataFrame) -> None:
    left_out: dict[str, str] = {}
    assert _industries(frame, left_out) == {}
    assert left_out == {"industries": "missing_industries"}


def test_parks_and_towns_share_a_table_of_likeness(study: Study) -> None:
    parks = study.layer("parks").assign(industries=[["ai"], ["ai", "chips"], [], None, ["cars"]])
    given = given_of(make_study(parks=parks), "both")
    assert given.industries["w1"] == ()
    assert given.alike is not None
    assert given.alike.shape == (6, 6)
    assert given.alike[0, 1] == 0.5
    assert given.alike[0, 4] == 0
    assert np.isnan(given.alike[5]).all()


def test_a_radius_of_ones_own_is_used_and_the_usual_one_is_fixed_by_area_and_number(study: Study) -> None:
    """0.25 sqrt(A/n): of five sites on 2,400 km² 0.25 sqrt(480 km²) = 5.48 km."""
    usual, chosen = given_of(study).grouping, given_of(study, radius_m=1234.0, min_sites=2).grouping
    assert usual is not None
    assert chosen is not None
    assert usual.radius_m == pytest.approx(0.25 * np.sqrt(480e6), rel=1e-6)
    assert (chosen.radius_m, chosen.min_sites) == (1234, 2)


@pytest.mark.parametrize(("option", "code"), [({"radius_m": -1.0}, "bad_radius"), ({"min_sites": 1}, "bad_min_sites")])
def test_bad_groupings_are_refused_for_studies_and_points(study: Study, option: dict[str, Any], code: str) -> None:
    with pytest.raises(ParameterError, match=code):
        given_of(study, **option)
    with pytest.raises(ParameterError, match=code):
        input_from_points([(0, 0), (1, 1)], LAND, crs=METRES, settings=ClusterSettings(**option))


def test_bases_that_the_cities_do_not_tell_are_named() -> None:
    cities = make_layers()["cities"].assign(gdp_2024_100m_yuan=float("nan"), industrial_firms_2023=[1.0] * 6)
    given = given_of(make_study(cities=cities))
    assert set(given.bases) == {"population", "firms"}
    assert given.left_out["location_quotient_gdp"] == "missing_gdp"


def test_nobody_living_anywhere_leaves_the_settlement_out() -> None:
    cities = make_layers()["cities"].assign(population_2020=0)
    given = given_of(make_study(cities=cities))
    assert [null.name for null in given.nulls] == ["land"]
    assert given.left_out["settlement"] == "missing_population"


def test_points_all_off_the_land_are_refused(study: Study) -> None:
    frame = own(study).iloc[[2, 2]].set_axis(["a", "b"])
    with pytest.raises(ParameterError, match="no_point_in_area"):
        given_of(study, frame)


def test_a_radius_larger_than_the_area_makes_one_group(study: Study) -> None:
    found = cluster(
        study,
        settings=ClusterSettings(null="land", simulations=9, position_draws=0, radius_m=1e6),
        rng=np.random.default_rng(1),
    )
    assert found.groups is not None
    assert [len(group.members) for group in found.groups.groups.groups] == [5]
    assert found.groups.chance["land"].p == 1
