from __future__ import annotations

from dataclasses import replace
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
from pyproj import CRS
from shapely import Point, box

from analysis.clustering import inputs
from analysis.clustering.inputs import input_from_study
from analysis.clustering.nulls import SettlementNull
from analysis.clustering.pattern import mean_nn_of_layouts_m
from analysis.clustering.positions import draw_positions
from analysis.clustering.result import ClusterResult, cluster, cluster_points, with_weights
from analysis.clustering.settings import ClusterSettings
from analysis.errors import MissingLayerError, ParameterError
from analysis.study import Study
from tests.analysis.invented import METRES, PARKS, PLANNED, make_sites, make_study, point_frame

UNNAMED = {"relatedness": "missing_industries"}
"""The invented sites name no industries."""
SQUARE = box(0, 0, 1000, 1000)
OTHERS = ("beyond_land", "beyond_settlement", "share_in_groups", "relatedness")
PLATFORMS_ALONE = (*((name, 0.0) for name in OTHERS), ("platform_reach", 1.0))


def run(study: Study, *, sites: Any = "parks", **options: Any) -> ClusterResult:
    chosen = {"simulations": 99, "position_draws": 200} | options
    return cluster(study, rng=np.random.default_rng(5), sites=sites, settings=ClusterSettings(**chosen))


def parts(result: ClusterResult) -> dict[str, float]:
    return {part.id: part.transformed for part in result.score.components}


def test_the_study_is_measured_in_metres(study: Study) -> None:
    """Nearest neighbours of the invented parks by hand: 3, 3, 4, 17.03 and 24.52 km."""
    found = run(study)
    assert found.n == 5
    assert found.area_km2 == pytest.approx(6 * 400)
    by_hand = (3000 + 3000 + 4000 + np.hypot(17_000, 1000) + np.hypot(5000, 24_000)) / 5
    assert found.clark_evans.mean_nn_m == pytest.approx(by_hand)


def test_each_null_has_its_part_of_the_score(study: Study) -> None:
    found = run(study)
    assert set(found.nulls) == {"land", "settlement"}
    for name, null in found.nulls.items():
        assert parts(found)[f"beyond_{name}"] == pytest.approx(np.clip(1 - null.ratio, 0, 1))
        assert null.ratio == pytest.approx(found.clark_evans.mean_nn_m / null.expected_m)


def test_three_of_five_parks_are_within_ten_km_of_the_platform(study: Study) -> None:
    assert parts(run(study))["platform_reach"] == pytest.approx(0.6)


@pytest.mark.parametrize(("distance_m", "share"), [(9_990, 0.2), (10_010, 0)])
def test_a_platform_serves_sites_up_to_ten_km_away(distance_m: float, share: float) -> None:
    """The platform lies north of p4 and farther from every other park."""
    platforms = point_frame([("q", 25_000, 6_000 + distance_m)])
    assert parts(run(make_study(platforms=platforms)))["platform_reach"] == pytest.approx(share)


def test_each_site_has_the_parts_that_are_documented(study: Study) -> None:
    """Distances by hand: 3 km between p1 and p2; to the platform 1.41, 19 and 33.9 km."""
    found = run(study)
    expected_m = found.nulls["land"].expected_m
    first, fourth, fifth = (
        {part.id: part.transformed for part in found.per_site[place].score.components} for place in (0, 3, 4)
    )
    assert first["nearest_site"] == pytest.approx(1 - 3000 / expected_m)
    assert found.per_site[0].nearest_id == "p2"
    assert found.per_site[0].nearest_m == pytest.approx(3000)
    assert first["nearest_platform"] == pytest.approx(1 - np.hypot(1000, 1000) / 20_000)
    assert (fourth["nearest_platform"], fifth["nearest_platform"]) == pytest.approx((0.05, 0))
    for site in found.per_site:
        assert site.change_points is not None
        transformed = {part.id: part.transformed for part in site.score.components}["leave_one_out"]
        assert transformed == pytest.approx(np.clip(0.5 + site.change_points / 20, 0, 1))


def test_the_spread_of_a_ratio_is_that_of_redrawn_positions(study: Study) -> None:
    found = run(study).spread["land"]
    given = input_from_study(study, sites="parks", settings=ClusterSettings(null="land"))
    assert given.uncertainty_m is not None
    rng = np.random.default_rng(5).spawn(3)[2]
    drawn = draw_positions(given.xy, given.uncertainty_m, given.lands, rng, draws=200)
    ratios = mean_nn_of_layouts_m(drawn.xy) / run(study).nulls["land"].expected_m
    assert (found.low, found.high) == pytest.approx(tuple(np.quantile(ratios, (0.025, 0.975))))


def test_a_null_that_puts_all_sites_at_one_place_is_left_out() -> None:
    townships = point_frame([("t", 10_000, 10_000)], city=["Alpha"])
    found = run(make_study(townships=townships))
    assert found.score.left_out == {"beyond_settlement": "no_spread"} | UNNAMED
    assert np.isnan(found.nulls["settlement"].ratio)


def test_the_interval_holds_the_score_and_is_wider_for_less_certain_positions(study: Study) -> None:
    statuses = [PLANNED] * len(PARKS)
    sure = run(make_study(parks=make_sites(PARKS[:2], statuses[:2], uncertainty_m=10)))
    unsure = run(make_study(parks=make_sites(PARKS[:2], statuses[:2], uncertainty_m=4000)))
    found = run(study)
    for one in (sure, unsure, found):
        assert one.score.low is not None
        assert one.score.value is not None
        assert one.score.high is not None
        assert one.score.low <= one.score.value <= one.score.high
    assert unsure.score.high - unsure.score.low > 5 * (sure.score.high - sure.score.low)  # type: ignore[operator]  # not None, see above


def test_the_score_without_a_site_is_that_of_the_study_without_it(study: Study) -> None:
    """The leave-one-out change agrees with a run without the site, up to the noise of simulated expectations."""
    found = run(study, simulations=4000)
    without = run(make_study(parks=make_sites(PARKS[:-1], [PLANNED] * 4)), simulations=4000)
    change = found.per_site[-1].change_points
    assert found.score.value is not None
    assert without.score.value is not None
    assert change == pytest.approx(found.score.value - without.score.value, abs=1.5)


def test_the_same_seed_gives_the_same_numbers(study: Study) -> None:
    assert run(study).score == run(study).score
    assert run(study).per_site == run(study).per_site
    assert run(study).nulls == run(study).nulls


def test_asking_for_one_null_gives_the_numbers_that_both_give(study: Study) -> None:
    both, land, settlement = (run(study, null=null) for null in ("both", "land", "settlement"))
    assert land.nulls["land"] == both.nulls["land"]
    assert settlement.nulls["settlement"] == both.nulls["settlement"]
    assert land.score.left_out == {"beyond_settlement": "not_asked"} | UNNAMED
    assert settlement.score.left_out == {"beyond_land": "not_asked"} | UNNAMED
    assert settlement.per_site[0].score.left_out == {"nearest_site": "not_asked"}


def test_what_a_missing_layer_would_give_is_left_out_and_named() -> None:
    found = run(make_study(without=("townships", "platforms")))
    assert (
        found.score.left_out
        == {
            "beyond_settlement": "missing_townships",
            "platform_reach": "missing_platforms",
        }
        | UNNAMED
    )
    assert found.per_site[0].score.left_out == {"nearest_platform": "missing_platforms"}
    assert found.per_site[0].platform_m is None
    assert found.left_out["location_quotient_firms"] == "missing_firms"


def test_no_part_at_all_gives_no_score(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inputs, "MOST_GROUPED", 1)
    found = run(make_study(without=("townships", "platforms")), null="settlement")
    assert found.score.value is None
    assert found.score.left_out["share_in_groups"] == "too_many_sites"
    assert found.groups is None
    assert found.per_site[0].score.value is None
    assert found.per_site[0].change_points is None


def test_cities_without_a_township_are_named(study: Study) -> None:
    assert run(study).nulls["settlement"].left_out == ("Zeta",)


def test_concentration_counts_the_cities_without_a_park(study: Study) -> None:
    found = run(study).concentration
    assert found is not None
    assert found.hhi == pytest.approx((9 + 1 + 1) / 25)
    assert found.counts.tolist() == [3, 1, 0, 0, 1, 0]
    assert set(found.location_quotient) == {"population", "gdp"}
    assert set(found.null) == {"equal", "population"}


def test_parks_and_towns_can_be_taken_together(study: Study) -> None:
    assert run(study, sites="both").ids == ("p1", "p2", "p3", "p4", "p5", "w1")


def test_two_parks_at_one_place_are_measured_without_leaving_one_out() -> None:
    same = [replace_place(PARKS[0], name) for name in ("a", "b")]
    found = run(make_study(parks=make_sites(same, [PLANNED] * 2)))
    assert found.clark_evans.mean_nn_m == 0
    assert parts(found)["beyond_land"] == 1
    assert found.per_site[0].change_points is None
    assert found.per_site[0].score.left_out == {"leave_one_out": "too_few_points"}
    assert found.spread["land"].without_one_low is None


def replace_place(park: tuple[str, str, float, float, str], name: str) -> tuple[str, str, float, float, str]:
    return (name, *park[1:])


def test_a_site_within_another_measured_one_is_named(study: Study) -> None:
    parks = study.layer("parks").assign(within=[None, "p1", "somewhere else", None, None])
    assert run(make_study(parks=parks)).within == {"p2": "p1"}
    assert run(study).within == {}


@pytest.mark.parametrize("n", [0, 1])
def test_fewer_than_two_sites_are_refused(n: int) -> None:
    with pytest.raises(ParameterError, match="too_few_points"):
        run(make_study(parks=make_sites(PARKS[:n], [PLANNED] * n)))


def test_a_site_of_unknown_position_is_left_out_and_named() -> None:
    parks = make_sites(PARKS, [PLANNED] * 5)
    parks.geometry = [None, Point(), *parks.geometry[2:]]
    found = run(make_study(parks=parks))
    assert found.n == 3
    assert found.left_out["p1"] == "position_unknown"
    assert found.left_out["p2"] == "position_unknown"


def test_a_site_off_the_land_is_named_and_measured() -> None:
    off = [*PARKS, ("p6", "Alpha", -500, 5000, "high")]
    found = run(make_study(parks=make_sites(off, [PLANNED] * 6)))
    assert found.outside_area == ("p6",)
    assert found.n == 6


@pytest.mark.parametrize(("option", "value"), [("sites", "farms"), ("null", "sea")])
def test_an_unknown_choice_is_refused(study: Study, option: str, value: str) -> None:
    with pytest.raises(ParameterError, match="unknown_choice"):
        run(study, **{option: value})


def test_missing_sites_are_an_error_of_their_own() -> None:
    with pytest.raises(MissingLayerError):
        run(make_study(without=("towns",)), sites="towns")


def test_feet_are_refused(study: Study) -> None:
    with pytest.raises(ParameterError, match="crs_not_metres"):
        run(replace(study, crs=CRS.from_epsg(2263)))


def test_weights_change_the_score_and_nothing_else(study: Study) -> None:
    plain, weighted = run(study), run(study, weights=PLATFORMS_ALONE)
    assert weighted.score.value == pytest.approx(60)
    assert weighted.nulls == plain.nulls


def test_a_score_that_hangs_on_platforms_alone_moves_only_with_them(study: Study) -> None:
    """Without p4 or p5 three of four parks are near the platform, without another one two of four."""
    found = run(study, weights=PLATFORMS_ALONE)
    assert (found.score.low, found.score.high) == pytest.approx((50, 75))
    assert [one.change_points for one in found.per_site] == pytest.approx([10, 10, 10, -15, -15])


def test_the_settlement_null_is_built_from_people_and_townships(study: Study) -> None:
    given = input_from_study(study, sites="parks", settings=ClusterSettings(null="settlement"))
    (null,) = given.nulls
    assert isinstance(null, SettlementNull)
    points = null.draw(4000, np.random.default_rng(1))
    in_alpha = (points[:, 0] < 520_000) & (points[:, 1] < 2_520_000)
    assert in_alpha.mean() == pytest.approx(600 / 1300, abs=0.03)


def test_plain_points_are_compared_with_the_land_only(rng: np.random.Generator) -> None:
    points = 500 + rng.normal(0, 5, (20, 2))
    found = cluster_points(points, SQUARE, crs=METRES, rng=rng, settings=ClusterSettings(simulations=99))
    assert found.nulls["land"].p == pytest.approx(1 / 100)
    assert found.nulls["land"].share_less_close == 1
    absent = ("beyond_settlement", "relatedness", "platform_reach")
    assert found.score.left_out == dict.fromkeys(absent, "not_in_file")
    assert found.concentration is None
    assert found.ids[:2] == ("1", "2")
    assert found.position_draws == 0


def test_regular_points_score_zero(rng: np.random.Generator) -> None:
    points = [(x, y) for x in range(50, 1000, 100) for y in range(50, 1000, 100)]
    found = cluster_points(points, SQUARE, crs=METRES, rng=rng, settings=ClusterSettings(simulations=19))
    assert found.score.value == 0
    assert found.nulls["land"].p == 1


def test_points_in_degrees_or_off_the_area_are_refused(rng: np.random.Generator) -> None:
    with pytest.raises(ParameterError, match="crs_not_projected"):
        cluster_points([(1, 1), (2, 2)], SQUARE, crs=CRS.from_epsg(4326), rng=rng)
    with pytest.raises(ParameterError, match="no_point_in_area"):
        cluster_points([(-1, 1), (-2, 2)], SQUARE, crs=METRES, rng=rng)
    with pytest.raises(ParameterError, match="duplicate_site"):
        cluster_points([(1, 1), (2, 2)], SQUARE, crs=METRES, rng=rng, ids=["a", "a"])


def test_an_empty_layer_of_platforms_is_said_to_be_empty(study: Study) -> None:
    empty: gpd.GeoDataFrame = study.layer("platforms").iloc[:0]
    assert run(make_study(platforms=empty)).score.left_out == {"platform_reach": "empty_platforms"} | UNNAMED


WEIGHTS = (("beyond_land", 3.0), ("platform_reach", 1.0))
SITE_WEIGHTS = (("in_group", 2.0), ("nearest_platform", 0.0))


def test_other_weights_afterwards_are_those_of_a_run_with_them(study: Study) -> None:
    at_once = run(study, weights=WEIGHTS, site_weights=SITE_WEIGHTS)
    afterwards = with_weights(run(study), weights=WEIGHTS, site_weights=SITE_WEIGHTS)
    assert afterwards.score == at_once.score
    assert afterwards.per_site == at_once.per_site
    assert afterwards.settings == at_once.settings
    assert afterwards.nulls == at_once.nulls


def test_weights_that_are_taken_back_leave_no_trace(study: Study) -> None:
    plain = run(study)
    assert with_weights(with_weights(plain, weights=WEIGHTS, site_weights=SITE_WEIGHTS)).score == plain.score
    assert with_weights(plain, weights=WEIGHTS).per_site[0].score != plain.per_site[0].score


@pytest.mark.parametrize(
    ("weights", "code"),
    [
        ((("nonsense", 1.0),), "unknown_component"),
        ((("beyond_land", -1.0),), "bad_weight"),
        ((("beyond_land", float("nan")),), "bad_weight"),
        (tuple((name, 0.0) for name in (*OTHERS, "platform_reach")), "weights_all_zero"),
    ],
)
def test_bad_weights_are_refused_at_once_and_afterwards(study: Study, weights: Any, code: str) -> None:
    plain = run(study, simulations=9, position_draws=0)
    with pytest.raises(ParameterError, match=code):
        with_weights(plain, weights=weights)
    with pytest.raises(ParameterError, match=code):
        run(study, simulations=9, position_draws=0, weights=weights)


def test_a_study_with_industries_is_scored_by_relatedness_too(study: Study) -> None:
    """p1 and p2 share one of three industries and are a group with p3, which names another: (1/3 + 0 + 0) / 3."""
    industries = [["ai", "chips"], ["ai", "cars"], ["drugs"], [], []]
    parks = study.layer("parks").assign(industries=industries)
    found = run(make_study(parks=parks), position_draws=0, radius_m=4500.0)
    assert parts(found)["share_in_groups"] == pytest.approx(0.6)
    assert parts(found)["relatedness"] == pytest.approx(1 / 9)
    assert found.groups is not None
    assert found.groups.relatedness is not None
    assert found.groups.relatedness.value == pytest.approx(1 / 9)


def test_leaving_out_a_groups_site_is_a_run_without_it_in_every_component_but_chance(study: Study) -> None:
    """With weights on groups, industries and platforms alone no simulated number enters: the two agree exactly."""
    weights = (("beyond_land", 0.0), ("beyond_settlement", 0.0), ("share_in_groups", 2.0), ("relatedness", 1.0))
    industries = [["ai", "chips"], ["ai", "cars"], ["drugs"], ["ai"], []]
    options: dict[str, Any] = {"simulations": 9, "position_draws": 0, "radius_m": 18_000.0, "weights": weights}
    parks = study.layer("parks").assign(industries=industries)
    found = run(make_study(parks=parks), **options)
    for place, one in enumerate(found.per_site):
        without = run(make_study(parks=parks.drop(index=parks.index[place])), **options)
        assert found.score.value is not None
        assert without.score.value is not None
        assert one.change_points == pytest.approx(found.score.value - without.score.value), one.id


def test_a_null_whose_sites_coincide_once_one_is_left_out_has_no_ratio() -> None:
    """Of three sites in two townships the first two may always fall together; leaving one out then divides by 0."""
    townships = point_frame([("t", 10_000, 10_000), ("u", 30_000, 10_000)], city=["Alpha", "Beta"])
    parks = make_sites(PARKS[:3], [PLANNED] * 3)
    found = run(make_study(townships=townships, parks=parks), simulations=1, null="settlement", position_draws=0)
    null = found.nulls["settlement"]
    assert null.expected_m > null.expected_fewer_m == 0
    assert found.spread["settlement"].without_one_low is None
    assert found.score.left_out["beyond_settlement"] == "no_spread"
