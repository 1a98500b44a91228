from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from analysis.layout.gaps import (
    Gap,
    cities_without_park,
    gaps_frame,
    parks_outside_tiers,
    sites_without_platform,
    unsure_positions,
)
from analysis.layout.result import layout
from analysis.layout.settings import LayoutSettings
from analysis.plan import Bilingual, Target
from analysis.study import Study
from tests.analysis.invented import FOUR_TIERS, make_plan

FEW = LayoutSettings(draws=1, permutations=9, weight_draws=1)
PARKS = pd.Series({"Alpha": 3, "Beta": 1, "Epsilon": 1, "Elsewhere": 2})


def test_cities_without_a_park_are_told_apart_by_their_tier() -> None:
    assert cities_without_park(PARKS, make_plan(FOUR_TIERS)) == [
        Gap("higher_tier_city_without_park", "Gamma", {"tier": "middle"}),
        Gap("higher_tier_city_without_park", "Delta", {"tier": "middle"}),
        Gap("lowest_tier_city_without_park", "Zeta", {"tier": "low"}),
    ]


def test_the_only_tier_counts_as_the_lowest() -> None:
    found = cities_without_park(PARKS, make_plan({"only": ["Alpha", "Zeta"]}))
    assert found == [Gap("lowest_tier_city_without_park", "Zeta", {"tier": "only"})]


def test_no_tier_has_no_city_without_a_park() -> None:
    assert cities_without_park(PARKS, make_plan({})) == []


def test_a_park_in_a_city_without_a_tier_is_named() -> None:
    found = parks_outside_tiers(PARKS, make_plan(FOUR_TIERS))
    assert found == [Gap("park_city_without_tier", "Elsewhere", {"parks": 2})]


def test_unknown_and_unsure_positions_are_named() -> None:
    confidence = pd.Series({"a": "low", "b": "low", "c": "medium"})
    found = unsure_positions(
        confidence, pd.Series({"a": 7000, "b": 1, "c": 2}), pd.Series({"a": True, "b": False, "c": True})
    )
    assert found == [Gap("position_low_confidence", "a", {"uncertainty_m": 7000.0}), Gap("position_unknown", "b")]


def test_a_site_that_may_be_within_the_limit_is_not_called_far() -> None:
    """11 km, give or take 10 km, may be within 10 km; 11 km, give or take 1 km, is not nearer than 10 km."""
    distance, uncertainty = pd.Series({"a": 11_000.0, "b": 11_000.0}), pd.Series({"a": 10_000.0, "b": 1_000.0})
    known = {"distance_m": 11_000.0, "limit_m": 10_000}
    assert sites_without_platform(distance, limit_m=10_000, uncertainty_m=uncertainty) == [
        Gap("park_platform_uncertain", "a", {**known, "uncertainty_m": 10_000.0}),
        Gap("park_without_platform", "b", known),
    ]


def test_sites_beyond_the_limit_are_named_and_those_at_it_or_unknown_are_not() -> None:
    distance = pd.Series({"at": 10_000.0, "beyond": 10_001.0, "unknown": np.nan, "no_platform": np.inf})
    found = sites_without_platform(distance, limit_m=10_000)
    assert found == [
        Gap("park_without_platform", "beyond", {"distance_m": 10_001.0, "limit_m": 10_000}),
        Gap("park_without_platform", "no_platform", {"limit_m": 10_000}),
    ]


def test_gaps_become_a_table_with_clauses_and_units() -> None:
    name = Bilingual("虚构", "invented")
    plan = replace(
        make_plan(FOUR_TIERS),
        tiers=tuple(replace(tier, clause="3(1)") for tier in make_plan(FOUR_TIERS).tiers),
        targets=(Target(2025, "ai_towns", name, 10, name, "3(2)", (), name),),
    )
    sites = pd.DataFrame({"city": ["Beta", "Elsewhere"], "plan_clause": ["5(1)", None]}, index=["p1", "p2"])
    gaps = [
        Gap("higher_tier_city_without_park", "Gamma", {"tier": "middle"}),
        Gap("park_city_without_tier", "Elsewhere", {"parks": 2}),
        Gap("position_low_confidence", "p1", {"uncertainty_m": 7000.0}),
        Gap("position_unknown", "p2"),
        Gap("park_without_platform", "p3", {"limit_m": 10_000}),
        Gap("target_short", "ai_towns", {"year": 2025, "target": 10.0, "named": 3, "missing": 7.0}),
        Gap("target_without_observation", "output", {"year": 2025, "reason": "not_observed", "target": 500.0}),
        Gap("target_without_observation", "chain", {"year": 2030, "reason": "no_number"}),
    ]
    found = gaps_frame(gaps, plan, sites=sites)
    assert found.columns.tolist() == ["kind", "who", "city", "tier", "value", "unit", "year", "clause"]
    assert found["kind"].tolist() == [gap.kind for gap in gaps]
    assert blanks(found["city"]) == ["Gamma", "Elsewhere", "Beta", "Elsewhere", None, None, None, None]
    assert blanks(found["tier"]) == ["middle", None, "high", None, None, None, None, None]
    assert blanks(found["value"]) == [0, 2, 7000, None, None, 7, 500, None]
    assert blanks(found["unit"]) == ["parks", "parks", "m", None, "m", "ai_towns", "output", "chain"]
    assert blanks(found["year"]) == [None] * 5 + [2025, 2025, 2030]
    assert blanks(found["clause"]) == ["3(1)", None, "5(1)", None, None, "3(2)", None, None]


def test_every_gap_of_a_study_has_its_row_even_without_sites(study: Study) -> None:
    gaps = layout(study, rng=np.random.default_rng(0), settings=FEW).gaps
    found = gaps_frame(gaps, study.require_plan())
    assert found["who"].tolist() == [gap.who for gap in gaps]
    assert found["unit"].notna().all()


def test_no_gap_is_an_empty_table() -> None:
    found = gaps_frame([], make_plan(FOUR_TIERS))
    assert found.empty
    assert found.columns.tolist()[:2] == ["kind", "who"]


def blanks(column: pd.Series) -> list[object]:
    return [None if pd.isna(value) else value for value in column]
