from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.layout.score import ReachInput, ScoreParts, layout_score
from analysis.score import Score, weight_sensitivity
from tests.analysis.invented import FOUR_TIERS, make_plan

PARKS = pd.Series({"Alpha": 3, "Beta": 1, "Gamma": 0, "Delta": 0, "Epsilon": 1, "Zeta": 0})
PLAN = make_plan(FOUR_TIERS)
REACH = ReachInput(np.array([50.0, 100.0]), np.array([[50.0, 80.0]]), np.array([1.0, 1, 1, 1, 1, 1]))
NOTHING = pd.DataFrame()
OLDER = ("tier_order", "higher_tiers_with_park", "node_reach_90", "people_reach_90")
NEWER = ("agreement_with_data", "aims")
WITHOUT = pd.DataFrame({"city": ["Alpha", "Beta"], "aims": [0.2, np.nan]}, index=["p1", "p4"])


def parts(
    agreement: float | None = 0.5, *, redrawn: pd.DataFrame = NOTHING, without_each: pd.DataFrame = NOTHING
) -> ScoreParts:
    raw = {"aims": 0.6} if agreement is None else {"agreement_with_data": agreement, "aims": 0.6}
    return ScoreParts(raw, redrawn, without_each, {"agreement_with_data": "no_weight"})


def run(more: ScoreParts | None, only: str | None = None) -> Score:
    names = [*OLDER, *(NEWER if more else ())]
    weights = None if only is None else {name: float(name == only) for name in names}
    return layout_score(PARKS, PLAN, REACH, weights=weights, left_out={}, more=more)


def test_the_data_and_the_aims_count_beside_the_older_parts() -> None:
    found = run(parts())
    assert [part.id for part in found.components] == [*OLDER, *NEWER]
    assert run(parts(), "agreement_with_data").value == pytest.approx(50)
    assert weight_sensitivity(found).index.tolist() == [part.id for part in found.components]


def test_less_agreement_than_chance_counts_as_none() -> None:
    assert run(parts(-0.3), "agreement_with_data").value == 0


def test_a_part_that_could_not_be_computed_is_left_out_with_its_reason() -> None:
    assert run(parts(None)).left_out == {"agreement_with_data": "no_weight"}
    assert run(None).left_out == {}


def test_joint_redraws_take_the_place_of_those_of_reach_alone() -> None:
    """Alone, the redrawn links bring Zeta within 90 minutes; jointly the two redraws say that it never is."""
    assert run(None, "node_reach_90").high == 100
    redrawn = pd.DataFrame({"node_reach_90": [0.5, 0.5], "aims": [0.6, 0.9]})
    found = run(parts(redrawn=redrawn), "node_reach_90")
    assert (found.low, found.high) == (50, 50)
    assert run(parts(redrawn=redrawn), "aims").high == pytest.approx(60 + 30 * 0.975)


def test_leaving_a_park_out_changes_the_aims_too_and_keeps_what_is_not_defined() -> None:
    found = run(parts(without_each=WITHOUT), "aims")
    assert (found.low, found.value, found.high) == pytest.approx((20, 60, 60))


def test_leaving_out_each_park_moves_the_order_as_leaving_one_of_its_city_does() -> None:
    """Beta's only park gone leaves one of four higher cities with a park."""
    found = run(parts(without_each=WITHOUT), "higher_tiers_with_park")
    assert (found.low, found.value) == pytest.approx((25, 50))
