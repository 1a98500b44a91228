from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.layout.gaps import (
    Gap,
    cities_without_park,
    parks_outside_tiers,
    sites_without_platform,
    unsure_positions,
)
from tests.analysis.invented import FOUR_TIERS, make_plan

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
