from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.errors import ParameterError
from analysis.layout.inferred_tiers import tiers_by_size
from analysis.layout.potential import potential
from analysis.layout.tier_differences import differences, tier_stability

FRAME = pd.DataFrame(
    {"people": [1.0, 0.2, 0.8, 0.0], "output": [1.0, 0.4, 0.6, 0.0]}, index=["hub", "favoured", "strong", "weak"]
)
SIZES = {"high": 2, "low": 2}
PLAN = pd.Series({"hub": 1, "favoured": 1, "strong": 0, "weak": 0})


def test_cities_that_the_data_place_otherwise_are_named_with_the_reasons() -> None:
    """By hand: contributions are half the values. `favoured` is held against `hub`, `strong` against `weak`."""
    index = potential(FRAME, normalisation="minmax")
    found = differences(PLAN, tiers_by_size(index.value, [2, 2]), index)
    assert found.cities["steps"].to_dict() == {"favoured": -1, "strong": 1}
    assert found.cities["potential"].to_dict() == pytest.approx({"favoured": 0.3, "strong": 0.7})
    assert found.why[["city", "indicator"]].to_numpy().tolist() == [
        ["favoured", "people"],
        ["favoured", "output"],
        ["strong", "people"],
        ["strong", "output"],
    ]
    assert found.why["contribution"].tolist() == pytest.approx([0.1, 0.2, 0.4, 0.3])
    assert found.why["peers_mean"].tolist() == pytest.approx([0.5, 0.5, 0, 0])
    assert found.why["difference"].tolist() == pytest.approx([-0.4, -0.3, 0.4, 0.3])


def test_a_city_alone_in_its_tier_is_held_against_all_others() -> None:
    plan = pd.Series({"hub": 0, "favoured": 1, "strong": 0, "weak": 0})
    index = potential(FRAME, normalisation="minmax")
    why = differences(plan, tiers_by_size(index.value, [1, 3]), index).why
    assert why[why["city"] == "favoured"]["peers_mean"].tolist() == pytest.approx([0.3, 0.8 / 3])


def test_larger_steps_come_first_and_agreement_leaves_nothing() -> None:
    index = potential(FRAME)
    ranks = pd.Series({"hub": 0, "favoured": 1, "strong": 2, "weak": 0})
    assert differences(pd.Series({"hub": 1, "favoured": 1, "strong": 0, "weak": 0}), ranks, index).cities[
        "steps"
    ].to_dict() == {"strong": 2, "hub": -1}
    same = differences(PLAN, PLAN, index)
    assert same.cities.empty
    assert same.why.empty
    assert list(same.why.columns) == ["city", "indicator", "contribution", "peers_mean", "difference"]


def test_a_city_without_a_rank_and_an_unknown_indicator_are_passed_over() -> None:
    frame = FRAME.assign(output=[1.0, np.nan, 0.6, 0.0])
    index = potential(frame, normalisation="minmax")
    found = differences(PLAN, tiers_by_size(index.value, [2, 2]).drop("strong"), index)
    assert found.cities.index.tolist() == ["favoured"]
    assert found.why["indicator"].tolist() == ["people"]


def test_a_city_that_leads_by_every_indicator_is_in_the_highest_tier_under_all_weights(
    rng: np.random.Generator,
) -> None:
    found = tier_stability(potential(FRAME).normalised, {"top": 1, "rest": 3}, rng)
    assert found["top"].to_dict() == {"hub": 1, "favoured": 0, "strong": 0, "weak": 0}
    assert found.sum(axis=1).tolist() == pytest.approx([1] * 4)
    assert list(found.columns) == ["top", "rest"]


def test_a_city_that_leads_by_one_of_two_indicators_is_on_top_in_half_of_the_draws(rng: np.random.Generator) -> None:
    """With two indicators the flat Dirichlet weight is uniform; 0.05 is over three standard errors of 1,000 draws."""
    normalised = pd.DataFrame({"x": [1.0, 0.0], "y": [0.0, 1.0]}, index=["a", "b"])
    found = tier_stability(normalised, {"top": 1, "low": 1}, rng)
    assert found["top"].tolist() == pytest.approx([0.5, 0.5], abs=0.05)


def test_a_city_that_leads_by_one_of_three_indicators_needs_over_half_the_weight(rng: np.random.Generator) -> None:
    """The share of a flat Dirichlet of three with one weight above 1/2 is 1/4."""
    normalised = pd.DataFrame({"x": [1.0, 0.0], "y": [0.0, 1.0], "z": [0.0, 1.0]}, index=["a", "b"])
    assert tier_stability(normalised, {"top": 1, "low": 1}, rng)["top"].iloc[0] == pytest.approx(0.25, abs=0.05)


def test_nothing_known_of_a_city_or_no_indicator_gives_no_share(rng: np.random.Generator) -> None:
    normalised = pd.DataFrame({"x": [1.0, 0.0, np.nan]}, index=list("abc"))
    assert tier_stability(normalised, {"top": 1, "low": 2}, rng)["top"].tolist() == pytest.approx(
        [1, 0, np.nan], nan_ok=True
    )
    assert tier_stability(normalised[[]], SIZES, rng).isna().all(axis=None)
    assert tier_stability(normalised.iloc[:0], SIZES, rng).empty


def test_a_tier_without_a_city_is_never_reached(rng: np.random.Generator) -> None:
    assert tier_stability(potential(FRAME).normalised, {"a": 2, "none": 0, "b": 2}, rng)["none"].sum() == 0


def test_the_same_seed_gives_the_same_shares_and_no_draw_is_refused() -> None:
    one, other = (tier_stability(potential(FRAME).normalised, SIZES, np.random.default_rng(2)) for _ in range(2))
    assert one.equals(other)
    with pytest.raises(ParameterError, match="too_few_simulations"):
        tier_stability(FRAME, SIZES, np.random.default_rng(2), draws=0)
