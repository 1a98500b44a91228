from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.errors import ParameterError
from analysis.siting.alternatives import Alternatives, from_frame, from_points, from_table
from analysis.siting.criteria import CRITERIA
from analysis.siting.criteria_table import CriteriaTable, criteria_table
from analysis.siting.criterion import Criterion, value_function_of
from analysis.siting.own_criteria import own_criteria
from analysis.siting.settings import CriterionSettings
from analysis.siting.surroundings import Surroundings, surroundings_of
from analysis.siting.value import Linear
from analysis.study import Study
from tests.analysis.invented import METRES, make_layers, make_plan, make_study, point_frame
from tests.analysis.siting.whole import metres, whole_study

PLANNED = CriterionSettings(industries=("robots",))
BY_ID = {criterion.id: criterion for criterion in CRITERIA}


def value(
    criterion: str, place: tuple[float, float], around: Surroundings, settings: CriterionSettings = PLANNED
) -> float:
    table = criteria_table(from_points(metres([place])), around, chosen=[criterion], settings=settings)
    return float(table.raw[criterion].iloc[0])


def test_every_criterion_is_computed_where_all_layers_are_there(around: Surroundings) -> None:
    table = criteria_table(from_points(metres([(5_000, 5_000), (50_000, 30_000)])), around, settings=PLANNED)
    assert table.left_out == {}
    assert list(table.raw) == [criterion.id for criterion in CRITERIA]
    assert np.isfinite(table.raw.to_numpy()).all()
    assert list(table.raw.index) == ["1", "2"]


def test_the_registry_is_complete() -> None:
    assert len(BY_ID) == len(CRITERIA)
    for criterion in CRITERIA:
        assert criterion.unit
        assert criterion.layers
        assert criterion.needs
        assert criterion.caveats
        assert criterion.value is None or criterion.value.direction == criterion.objective


def test_what_lacks_its_layer_is_left_out_with_the_reason() -> None:
    bare = surroundings_of(make_study(without=["parks", "townships", "platforms", "towns"]))
    table = criteria_table(from_points(metres([(5_000, 5_000)])), bare)
    assert table.left_out == {
        "rail_minutes": "missing_stations",
        "rail_m": "missing_stations",
        "airport_m": "missing_airports",
        "seaport_m": "missing_seaports",
        "platform_m": "missing_platforms",
        "platform_access": "missing_platforms",
        "agglomeration": "missing_parks",
        "relatedness": "missing_parks",
        "industry_variety": "missing_parks",
        "people_60min": "missing_townships",
        "tier_need": "missing_parks",
        "in_named_site": "missing_parks",
    }
    assert list(table.raw) == ["market_potential"]


def test_distance_and_minutes_to_the_nearest_fast_station(around: Surroundings) -> None:
    """The slow station at 30 km east does not count; s1 lies 20 km away: 26 km of way, 39 min at 40 km/h."""
    assert value("rail_m", (30_000, 10_000), around) == pytest.approx(20_000, abs=0.01)
    assert value("rail_minutes", (30_000, 10_000), around) == pytest.approx(39, abs=1e-4)


def test_distances_to_airport_seaport_and_platform(around: Surroundings) -> None:
    assert value("airport_m", (3_000, 4_000), around) == pytest.approx(5_000, abs=0.01)  # the field has no passengers
    assert value("seaport_m", (60_000, 9_000), around) == pytest.approx(9_000, abs=0.01)
    assert value("platform_m", (6_000, 13_000), around) == pytest.approx(7_000, abs=0.01)


def test_gravity_fades_by_the_stated_decay(around: Surroundings) -> None:
    assert value("platform_access", (6_000, 16_000), around) == pytest.approx(np.exp(-1), abs=1e-6)
    near, wide = (value("agglomeration", (5_000, 5_000), around, CriterionSettings(decay_m=d)) for d in (1_000, 50_000))
    assert 1 < near < 1.1  # p1 is here, the next one 3 km away
    assert wide > 3


def test_relatedness_is_of_the_planned_industries_unless_a_place_has_its_own(
    around: Surroundings, whole: Study
) -> None:
    """At p1: 1/2 of its industries, all of p2's 3 km away; the other parks share nothing."""
    expected = 0.5 + np.exp(-0.3)
    assert value("relatedness", (5_000, 5_000), around) == pytest.approx(expected, abs=1e-5)
    frame = point_frame([("own", 5_000, 5_000), ("planned", 5_000, 5_000)], industries=[["vision"], []])
    table = criteria_table(from_frame(frame, whole), around, chosen=["relatedness"], settings=PLANNED)
    assert table.raw["relatedness"]["own"] < 0.2
    assert table.raw["relatedness"]["planned"] == pytest.approx(expected, abs=1e-5)


def test_relatedness_of_nothing_known_is_left_out_or_undefined_never_zero(around: Surroundings, whole: Study) -> None:
    bare = criteria_table(from_points(metres([(0, 0)])), around, chosen=["relatedness"])
    assert bare.left_out == {"relatedness": "no_own_industries"}
    frame = point_frame([("own", 5_000, 5_000), ("none", 5_000, 5_000)], industries=[["vision"], []])
    some = criteria_table(from_frame(frame, whole), around, chosen=["relatedness"])
    assert np.isnan(some.raw["relatedness"]["none"])


def test_variety_counts_each_industry_by_its_nearest_park(around: Surroundings) -> None:
    near = CriterionSettings(decay_m=100)
    assert value("industry_variety", (5_000, 5_000), around, near) == pytest.approx(2, abs=1e-6)  # robots, chips


def test_people_within_an_hour_on_the_stated_roads(around: Surroundings) -> None:
    """6.5 km at 7.8 km/h with a detour of 1.2 is an hour: of (4, 10) km that reaches (10, 10) km and no further."""
    slow = CriterionSettings(regional_speed_kmh=7.8, detour=1.2)
    assert value("people_60min", (4_000, 10_000), around, slow) == pytest.approx(400)
    assert value("people_60min", (30_000, 10_000), around, CriterionSettings(regional_speed_kmh=500)) == pytest.approx(
        1400
    )


def test_market_potential_takes_no_less_than_a_citys_own_distance(around: Surroundings) -> None:
    here, there = (value("market_potential", place, around) for place in ((10_000, 10_000), (10_001, 10_000)))
    assert here == pytest.approx(there, rel=1e-3)
    own_km = 2 / 3 * np.sqrt(400 / np.pi)
    rest = sum(gdp / d for gdp, d in ((5, 20), (4, 40), (3, 20), (2, 800**0.5), (1, 2000**0.5)))
    assert here == pytest.approx(10 / own_km + rest, rel=1e-3)


@pytest.mark.parametrize(
    ("place", "expected"),
    [((10_000, 10_000), 0), ((50_000, 10_000), 1), ((10_000, 30_000), 1), ((50_000, 30_000), 0)],
    ids=["top with parks", "middle without", "middle without too", "lowest without"],
)
def test_need_is_in_cities_above_the_lowest_tier_without_a_park(
    place: tuple[float, float], expected: float, around: Surroundings
) -> None:
    assert value("tier_need", place, around) == expected


def test_need_follows_the_tiers_that_the_user_says_expect_a_park(around: Surroundings) -> None:
    lowest = CriterionSettings(expecting_tiers=("low",))
    assert value("tier_need", (50_000, 30_000), around, lowest) == 1  # Zeta
    assert value("tier_need", (50_000, 10_000), around, lowest) == 0  # Gamma


def test_need_outside_every_city_is_undefined(around: Surroundings) -> None:
    assert np.isnan(value("tier_need", (-5_000, 0), around))


def test_one_tier_is_the_lowest_and_needs_nothing() -> None:
    one = surroundings_of(make_study(make_plan({"only": ["Alpha", "Zeta"]})))
    assert value("tier_need", (50_000, 30_000), one) == 0


def test_near_a_named_site_is_within_the_stated_distance_and_its_own_radius(around: Surroundings) -> None:
    assert value("in_named_site", (25_000, 8_900), around) == 1  # 2.9 km from p4
    assert value("in_named_site", (25_000, 9_100), around) == 0
    assert value("in_named_site", (8_000, 1_100), around) == 1  # 3.9 km from p2, whose 3 km² have a radius of 977 m
    assert value("in_named_site", (50_000, 8_000), around) == 1  # a town


def test_places_without_position_have_no_value_and_the_others_keep_theirs(around: Surroundings) -> None:
    given = Alternatives(
        ("here", "nowhere"), np.vstack([metres([(3_000, 4_000)]), [[np.nan, np.nan]]]), None, np.zeros(2)
    )
    table = criteria_table(given, around, settings=PLANNED)
    assert table.raw.loc["nowhere"].isna().all()
    assert table.raw.loc["here", "airport_m"] == pytest.approx(5_000, abs=0.01)


def test_table_without_positions_has_only_its_own_columns(around: Surroundings) -> None:
    given = from_table(pd.DataFrame({"rent": [3, 1], "view": [1.0, np.nan]}, index=["x", "y"]))
    own = own_criteria(given.columns, {"rent": "min", "view": "max"})
    table = criteria_table(given, around, criteria=(*CRITERIA, *own))
    assert list(table.raw) == ["rent", "view"]
    assert table.raw["rent"].tolist() == [3, 1]
    assert table.raw["view"].isna().tolist() == [False, True]
    assert table.left_out["airport_m"] == "no_position"
    assert table.caveats["rent"] == ("own_column",)


def test_own_column_that_these_alternatives_lack_is_left_out(around: Surroundings) -> None:
    own = own_criteria(pd.DataFrame({"rent": [1.0]}), {"rent": "min"})
    assert criteria_table(from_points(metres([(0, 0)])), around, criteria=own).left_out == {"rent": "not_in_file"}


def test_everything_wrong_with_own_columns_is_named_at_once() -> None:
    columns = pd.DataFrame({"name": ["x"], "size": [1.0]})
    with pytest.raises(ParameterError) as caught:
        own_criteria(columns, {"gone": "max", "name": "min", "size": "ideal"})
    assert [problem.code for problem in caught.value.problems] == ["missing_field", "wrong_type", "ideal_missing"]
    with pytest.raises(ParameterError) as caught:
        own_criteria(columns, {"size": "most"})  # type: ignore[dict-item]
    assert [problem.code for problem in caught.value.problems] == ["unknown_choice"]


def test_unknown_and_doubled_criteria_are_named(around: Surroundings) -> None:
    here = from_points(metres([(0, 0)]))
    with pytest.raises(ParameterError) as caught:
        criteria_table(here, around, chosen=["rail_m", "beauty"])
    assert [problem.code for problem in caught.value.problems] == ["unknown_criterion"]
    with pytest.raises(ParameterError) as caught:
        criteria_table(here, around, criteria=(*CRITERIA, BY_ID["rail_m"]))
    assert [(problem.code, problem.where) for problem in caught.value.problems] == [("duplicate_criterion", "rail_m")]


def test_chosen_criteria_stand_in_the_registrys_order(around: Surroundings) -> None:
    table = criteria_table(from_points(metres([(0, 0)])), around, chosen=["tier_need", "rail_m"])
    assert list(table.raw) == ["rail_m", "tier_need"]


def test_uncertainty_and_caveats_stand_beside_the_values(around: Surroundings) -> None:
    table: CriteriaTable = criteria_table(from_points(metres([(0, 0)])), around, settings=PLANNED)
    assert table.uncertainty_m["rail_m"] == 200
    assert table.uncertainty_m["agglomeration"] == 1000
    assert table.uncertainty_m["airport_m"] is None
    assert table.uncertainty_m["tier_need"] is None
    assert table.caveats["people_60min"] == ("straight_line", "people_shared_equally", "people_at_seat")


def test_parks_whose_industries_are_not_known_share_nothing() -> None:
    parks = whole_study().layer("parks").assign(industries=[[], [], [], [], ["robots"]])
    around = surroundings_of(whole_study(parks=parks))
    assert value("relatedness", (30_000, 30_000), around) == pytest.approx(1, abs=1e-6)


def test_default_value_function_is_the_criterions_or_spans_the_values() -> None:
    assert value_function_of(BY_ID["rail_minutes"], np.array([5.0])) == Linear(60, 0)
    assert value_function_of(BY_ID["agglomeration"], np.array([2.0, 6.0])) == Linear(2, 6)
    assert value_function_of(BY_ID["agglomeration"], np.array([2.0, 2.0])) is None
    ideal: Criterion = own_criteria(pd.DataFrame({"slope": [1.0]}), {"slope": "ideal"}, ideals={"slope": 5.0})[0]
    function = value_function_of(ideal, np.array([5.0, 9.0]))
    assert function is not None
    assert function([5, 9, 3]).tolist() == [1, 0, 0.5]


def test_the_invented_study_as_it_is_runs_what_its_layers_allow() -> None:
    study = make_study()
    table = criteria_table(from_points(metres([(5_000, 5_000)])), surroundings_of(study), settings=PLANNED)
    assert set(table.left_out) == {
        "rail_minutes", "rail_m", "airport_m", "seaport_m", "relatedness", "industry_variety",
    }  # fmt: skip
    assert study.crs == METRES
    assert set(make_layers()) == set(study.layers)
