from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from analysis.errors import MissingLayerError, ParameterError
from analysis.layout.new_line import Line
from analysis.layout.result import LayoutResult, layout
from analysis.layout.settings import LayoutSettings
from analysis.study import Study
from tests.analysis.invented import (
    CITIES,
    FOUR_TIERS,
    PARKS,
    PLANNED,
    TARGETS,
    make_plan,
    make_sites,
    make_study,
    point_frame,
)

FEW = LayoutSettings(draws=200, permutations=199, weight_draws=50)
PARTS = ("tier_order", "higher_tiers_with_park", "node_reach_90", "people_reach_90", "agreement_with_data", "aims")


def only(part: str) -> tuple[tuple[str, float], ...]:
    """Return weights that leave one part of the score."""
    return tuple((name, float(name == part)) for name in PARTS)


def run(study: Study, **options: object) -> LayoutResult:
    settings = replace(FEW, **options)  # type: ignore[arg-type]  # options vary by test
    return layout(study, rng=np.random.default_rng(5), settings=settings)


def raw(result: LayoutResult) -> dict[str, float]:
    return {part.id: part.raw for part in result.score.components}


def kinds(result: LayoutResult) -> list[tuple[str, str]]:
    return [(gap.kind, gap.who) for gap in result.gaps]


def test_four_tiers_are_described_as_they_are(study: Study) -> None:
    found = run(study)
    assert found.parks_per_tier == {"top": 3, "high": 1, "middle": 0, "low": 1}
    assert found.hhi == pytest.approx(11 / 25)
    assert found.effective_cities == pytest.approx(25 / 11)
    assert list(found.p) == ["top", "high", "middle"]
    assert found.tiers["Gamma"] == "middle"
    assert found.caveats == ("same_document",)


def test_reach_of_the_higher_tiers_by_hand(study: Study) -> None:
    """Epsilon is 50 minutes from Gamma and Zeta 100 from Delta; all but Zeta's 100 of 1,400 people are near."""
    found = run(study)
    assert found.to_higher_tier["hub"].to_dict() == {"Epsilon": "Gamma", "Zeta": "Delta"}
    assert found.reach is not None
    assert found.reach.shares["cities_share"].to_dict() == {60: 0.5, 90: 0.5, 120: 1}
    assert found.reach.shares.loc[90, "population_share"] == pytest.approx(1300 / 1400)
    assert found.reach.farthest == (("Zeta", 100), ("Epsilon", 50))


def test_the_score_is_the_mean_of_its_parts(study: Study) -> None:
    found = run(study)
    assert found.kendall_tau_b is not None
    agreement = found.data_tiers.variants["without_parks"].agreement["size"].weighted_kappa
    assert agreement is not None
    expected = {
        "tier_order": found.kendall_tau_b,
        "higher_tiers_with_park": 0.5,
        "node_reach_90": 0.5,
        "people_reach_90": 1300 / 1400,
        "agreement_with_data": agreement,
    }
    assert raw(found) == pytest.approx(expected)
    assert found.score.value == pytest.approx(20 * sum(max(value, 0) for value in expected.values()))
    assert found.score.left_out == {"aims": "no_aims"}


def test_the_interval_holds_the_score_and_spans_redrawn_links(study: Study) -> None:
    """Zeta's estimated 100 minutes, give or take 10, fall to 90 in some draws."""
    found = run(study, weights=only("node_reach_90"))
    assert (found.score.low, found.score.value, found.score.high) == pytest.approx((50, 50, 100))
    assert found.link_draws == 200


def test_the_interval_spans_leaving_one_park_out(study: Study) -> None:
    """Without Beta's only park one of four higher cities is left with one."""
    found = run(study, weights=only("higher_tiers_with_park"))
    assert (found.score.low, found.score.value, found.score.high) == pytest.approx((25, 50, 50))


def test_concentration_and_rank_correlation_come_with_chance(study: Study) -> None:
    found = run(study)
    assert set(found.concentration_null) == {"equal", "population"}
    assert found.p_kendall_tau_b is not None
    assert 1 / (1 + found.permutations) <= found.p_kendall_tau_b <= 1
    assert run(study).concentration_null == found.concentration_null
    assert run(study).p_kendall_tau_b == found.p_kendall_tau_b


def test_the_same_seed_gives_the_same_score(study: Study) -> None:
    assert run(study).score == run(study).score


def test_rail_alone_leaves_cities_without_a_link(study: Study) -> None:
    found = run(study, mode="rail")
    assert found.without_link == ("Gamma", "Epsilon", "Zeta")
    assert found.reach is not None
    assert found.reach.unreachable == ("Epsilon", "Zeta")
    assert set(found.travel["mode"]) == {"rail"}
    assert found.link_draws == 0


def test_one_tier_has_neither_order_nor_reach() -> None:
    found = run(make_study(make_plan({"only": CITIES})))
    assert found.p == {}
    assert found.kendall_tau_b is None
    assert found.reach is None
    assert found.to_higher_tier.empty
    assert found.score.value is None
    assert found.score.left_out == dict.fromkeys(PARTS[:5], "one_tier") | {"aims": "no_aims"}


def test_missing_links_leave_travel_out_and_say_so() -> None:
    found = run(make_study(without=("links", "towns", "platforms")))
    assert found.travel.empty
    assert found.without_link == ()
    assert found.left_out == {
        "reach": "missing_links",
        "towns": "missing_towns",
        "platforms": "missing_platforms",
    }
    assert set(raw(found)) == {"tier_order", "higher_tiers_with_park", "agreement_with_data"}
    assert found.score.left_out == {
        "node_reach_90": "missing_links",
        "people_reach_90": "missing_links",
        "aims": "no_aims",
    }
    assert found.network.left_out == {"links": "missing_links", "flows": "missing_links"}
    assert found.data_tiers.left_out["reach_map"] == "missing_links"
    assert [one.reason for one in found.progress] == [None, "missing_towns", "no_number", "not_observed"]


def test_gaps_are_told_by_kind_and_who(study: Study) -> None:
    assert kinds(run(study)) == [
        ("higher_tier_city_without_park", "Gamma"),
        ("higher_tier_city_without_park", "Delta"),
        ("lowest_tier_city_without_park", "Zeta"),
        ("position_low_confidence", "p3"),
        ("position_low_confidence", "p5"),
        ("park_without_platform", "p4"),
        ("park_without_platform", "p5"),
        ("target_short", "ai_towns"),
        ("target_without_observation", "core_industry_100m_yuan"),
    ]


@pytest.mark.parametrize(
    ("far_m", "its_uncertainty_m", "kind", "uncertainty_m"),
    [
        (10_500, 0.0, "park_platform_uncertain", 1000),
        (11_500, 0.0, "park_without_platform", None),
        (14_000, 6000.0, "park_platform_uncertain", 7000),
    ],
)
def test_platforms_count_with_their_uncertainty_and_the_sites(
    far_m: float, its_uncertainty_m: float, kind: str, uncertainty_m: float | None
) -> None:
    """North of p4, whose own position is uncertain by 1 km; another platform, 13 km south, is exact."""
    platforms = point_frame(
        [("q", 25_000, 6_000 + far_m), ("exact", 25_000, 6_000 - 13_000)],
        kind=["university"] * 2,
        position_uncertainty_m=[its_uncertainty_m, 0.0],
    )
    gaps = [gap for gap in run(make_study(platforms=platforms)).gaps if gap.who == "p4"]
    assert [gap.kind for gap in gaps] == [kind]
    assert gaps[0].values["distance_m"] == pytest.approx(far_m)
    assert gaps[0].values.get("uncertainty_m") == uncertainty_m


def test_no_platform_at_all_is_told_without_a_distance(study: Study) -> None:
    empty = study.layer("platforms").iloc[:0]
    gaps = [gap for gap in run(make_study(platforms=empty)).gaps if gap.kind.startswith("park_")]
    assert len(gaps) == len(PARKS)
    assert all("distance_m" not in gap.values for gap in gaps)


def test_named_parks_are_not_counted_as_built(study: Study) -> None:
    parks = run(study).progress[0]
    assert (parks.named, parks.reached, parks.undated, parks.share) == (5, 1, 1, 0.2)


def test_towns_of_other_kinds_do_not_count_towards_ai_towns() -> None:
    towns = make_sites((("w1", "Gamma", 50_000, 8_000, "high"),), [PLANNED], kind="related_town")
    assert run(make_study(towns=towns)).progress[1].named == 0


@pytest.mark.parametrize("n", [0, 1])
def test_no_park_or_one_park_is_described(n: int) -> None:
    found = run(make_study(parks=make_sites(PARKS[:n], [PLANNED] * n)))
    assert sum(found.parks_per_tier.values()) == n
    assert found.hhi == (1 if n else None)
    assert found.score.value is not None
    assert (found.kendall_tau_b is None) == (n == 0)


def test_parks_that_contradict_the_tiers_score_zero_for_order() -> None:
    plan = make_plan(dict(zip(FOUR_TIERS, (["Zeta"], ["Epsilon"], ["Gamma", "Delta"], ["Alpha", "Beta"]), strict=True)))
    found = run(make_study(plan))
    assert raw(found)["tier_order"] < 0
    assert next(part.transformed for part in found.score.components if part.id == "tier_order") == 0


def test_a_park_city_outside_the_plan_is_a_gap() -> None:
    tiers = {"top": ["Alpha"], "low": ["Beta", "Gamma", "Delta", "Zeta"]}
    found = run(make_study(make_plan(tiers, TARGETS)))
    assert ("park_city_without_tier", "Epsilon") in kinds(found)
    assert found.parks["Epsilon"] == 1


def test_a_population_that_is_not_known_is_named() -> None:
    layers = make_study().layers["cities"].copy()
    layers["population_2020"] = layers["population_2020"].astype(float).where(layers["name_zh"] != "Zeta")
    found = run(make_study(cities=layers))
    assert found.reach is not None
    assert found.reach.without_population == ("Zeta",)


def test_flows_and_tiers_of_the_data_are_those_of_the_settings(study: Study) -> None:
    line = Line("Alpha", "Zeta", 20.0)
    found = run(
        study,
        mass="parks",
        model="gravity",
        decay="exponential",
        parameter=30.0,
        lines=(line,),
        normalisation="rank",
        potential_weights=(("population", 1.0), ("accessibility", 0.0)),
    )
    network, data_tiers = found.network, found.data_tiers
    assert (network.mass, network.decay, network.parameter, network.lines) == ("parks", "exponential", 30.0, (line,))
    assert data_tiers.variants["without_parks"].potential.normalisation == "rank"
    assert data_tiers.variants["without_parks"].potential.weights["accessibility"] == 0
    assert (data_tiers.draws, data_tiers.permutations, data_tiers.weight_draws) == (200, 199, 50)
    assert found.settings.lines == (line,)


def test_settings_are_a_key_and_the_mode_may_be_given_alone(study: Study) -> None:
    assert hash(LayoutSettings(mode="rail")) == hash(replace(LayoutSettings(), mode="rail"))
    by_mode = layout(study, rng=np.random.default_rng(5), settings=FEW, mode="rail")
    assert by_mode.settings == replace(FEW, mode="rail")
    assert by_mode.score == run(study, mode="rail").score
    assert by_mode.network.mode == "rail"


def test_a_tried_line_leaves_reach_tiers_and_score_as_they_stand(study: Study) -> None:
    plain, tried = run(study), run(study, lines=(Line("Alpha", "Zeta", 20.0),))
    assert tried.score == plain.score
    assert tried.reach is not None
    assert plain.reach is not None
    assert tried.reach.shares.equals(plain.reach.shares)
    assert tried.network.line_effect is not None
    assert "Zeta" in tried.network.line_effect.gainers


def test_other_masses_leave_the_chance_of_everything_else_as_it_was(study: Study) -> None:
    plain, other = run(study), run(study, mass="parks")
    assert other.p_kendall_tau_b == plain.p_kendall_tau_b
    assert other.concentration_null == plain.concentration_null
    assert other.score == plain.score


def test_progress_rises_to_the_end(study: Study) -> None:
    told: list[float] = []
    layout(study, rng=np.random.default_rng(5), settings=FEW, progress=told.append)
    assert len(told) > 20
    assert told == sorted(told)
    assert told[-1] == 1


def test_what_raises_in_the_progress_stops_the_layout(study: Study) -> None:
    def stop(share: float) -> None:
        raise InterruptedError(share)

    with pytest.raises(InterruptedError):
        layout(study, rng=np.random.default_rng(5), settings=FEW, progress=stop)


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"mass": "weight"}, "unknown_choice"),
        ({"parameter": -1.0}, "bad_decay"),
        ({"lines": (Line("Alpha", "Nowhere", 5.0),)}, "unknown_city"),
        ({"potential_weights": (("wrong", 1.0),)}, "unknown_component"),
        ({"weights": (("wrong", 1.0),)}, "unknown_component"),
        ({"normalisation": "none"}, "unknown_choice"),
    ],
)
def test_wrong_settings_are_refused(study: Study, options: dict[str, object], code: str) -> None:
    with pytest.raises(ParameterError, match=code):
        run(study, **options)


def test_a_study_without_parks_or_with_broken_links_is_refused(study: Study) -> None:
    with pytest.raises(MissingLayerError):
        run(make_study(without=("parks",)))
    links = study.layer("links").assign(minutes=-5.0)
    with pytest.raises(ParameterError, match="bad_minutes"):
        run(make_study(links=links))


def test_every_number_of_the_score_is_finite(study: Study) -> None:
    found = run(study).score
    assert all(math.isfinite(part.raw) for part in found.components)
