"""Criteria of the built-in study, checked against ways of computing that share nothing with them."""

from __future__ import annotations

import numpy as np
import pytest
from pyproj import Geod

from analysis.siting.alternatives import from_layer, outside_study
from analysis.siting.criteria import CRITERIA
from analysis.siting.criteria_table import CriteriaTable, criteria_table
from analysis.siting.grid import grid_over
from analysis.siting.settings import DEFAULT_SETTINGS, CriterionSettings
from analysis.siting.surroundings import surroundings_of
from analysis.study import Study

SETTINGS = CriterionSettings(industries=("artificial_intelligence",))


@pytest.fixture(scope="module")
def townships(built_in: Study) -> CriteriaTable:
    return criteria_table(from_layer(built_in, "townships"), surroundings_of(built_in), settings=SETTINGS)


def test_every_criterion_has_a_number_for_every_township(townships: CriteriaTable) -> None:
    assert townships.left_out == {}
    assert townships.criteria == CRITERIA
    assert np.isfinite(townships.raw.to_numpy()).all()


def geodesic_m(study: Study, township: str, layer: str) -> float:
    """Return the distance on the ellipsoid to the nearest feature of a layer."""
    here = study.layer("townships").geometry[township]
    frame = study.layer(layer)
    if layer == "stations":
        frame = frame[frame["highspeed_trains_per_day_2021"] > 0]
    n = len(frame)
    _, _, distance_m = Geod(ellps="WGS84").inv([here.x] * n, [here.y] * n, frame.geometry.x, frame.geometry.y)
    return float(np.min(distance_m))


@pytest.mark.parametrize("township", ["440103016", "445381119"])
@pytest.mark.parametrize(
    ("criterion", "layer"),
    [("rail_m", "stations"), ("airport_m", "airports"), ("seaport_m", "seaports"), ("platform_m", "platforms")],
)
def test_distance_from_a_township_is_the_geodesic(
    built_in: Study, townships: CriteriaTable, township: str, criterion: str, layer: str
) -> None:
    assert townships.raw.loc[township, criterion] == pytest.approx(geodesic_m(built_in, township, layer), rel=3e-3)


def test_distances_are_geodesic_all_over_the_province(built_in: Study, townships: CriteriaTable) -> None:
    for township in townships.raw.index[::97]:
        expected = geodesic_m(built_in, township, "airports")
        assert townships.raw.loc[township, "airport_m"] == pytest.approx(expected, rel=3e-3)


def test_people_within_an_hour_are_the_sum_over_near_townships(built_in: Study, townships: CriteriaTable) -> None:
    frame = built_in.layer("townships")
    share = built_in.layer("cities").set_index("name_zh")["population_2020"] / frame["city"].value_counts()
    here = frame.geometry.iloc[0]
    n = len(frame)
    _, _, distance_m = Geod(ellps="WGS84").inv([here.x] * n, [here.y] * n, frame.geometry.x, frame.geometry.y)
    expected = float(frame["city"].map(share)[distance_m <= DEFAULT_SETTINGS.reach_m].sum())
    # The projection's scale may turn the few townships on the very edge of the hour.
    assert townships.raw["people_60min"].iloc[0] == pytest.approx(expected, rel=0.01)


def test_need_is_in_the_cities_of_the_upper_tiers_without_a_park(built_in: Study, townships: CriteriaTable) -> None:
    plan = built_in.require_plan()
    with_park = set(built_in.layer("parks")["city"])
    upper = {city for tier in plan.tiers[:-1] for city in tier.cities}
    needing = built_in.layer("townships")["city"][townships.raw["tier_need"] == 1].unique()
    assert set(needing) == upper - with_park


def test_every_township_and_town_lies_in_the_study(built_in: Study) -> None:
    assert not outside_study(from_layer(built_in, "townships"), built_in.area).any()
    assert not outside_study(from_layer(built_in, "towns"), built_in.area).any()


def test_cells_make_up_the_province(built_in: Study) -> None:
    cells = grid_over(built_in.area, cell_m=2_000)
    assert 4e6 * len(cells) == pytest.approx(built_in.area.area, rel=0.005)
