from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from analysis.clustering.group_result import GroupResult, group_result
from analysis.clustering.simulated import Simulated
from tests.analysis.clustering.given import sites_at

FOUR = [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (10.0, 0.0)]
INDUSTRIES: tuple[list[str], ...] = (["ai", "chips"], ["ai"], [], ["ai"])


def by_chance(*shares: float) -> Simulated:
    values = np.array(shares)
    return Simulated(np.ones(values.size), np.ones(values.size), np.ones((values.size, 1)), values)


def result(**options: object) -> GroupResult:
    given = sites_at(FOUR, industries=INDUSTRIES)
    chosen = {"simulated": {}, "redrawn_xy": None, "rng": np.random.default_rng(1)} | options
    found = group_result(given, **chosen)  # type: ignore[arg-type]  # one dictionary for options of different types
    assert found is not None
    return found


def test_groups_hulls_and_radii_are_of_the_same_sites() -> None:
    found = result()
    assert [group.members for group in found.groups.groups] == [("a", "b", "c")]
    assert found.groups.noise == ("d",)
    assert [hull.area for hull in found.hulls] == [0.5]
    assert found.stable.low <= found.grouping.radius_m <= found.stable.high
    assert found.sensitivity["share_in_groups"].unique().tolist() == [0, 0.75]


def test_groups_stay_from_one_metre_until_the_fourth_site_joins() -> None:
    """Linked at 1 m already, by way of the corner; the fourth is 9 m from the second."""
    found = result()
    assert (found.stable.low, found.stable.high) == pytest.approx((1, 9))


def test_the_share_in_groups_is_compared_with_each_null_that_has_one() -> None:
    """Observed 0.75: of four layouts two are at least as grouped, p = (1 + 2) / (1 + 4)."""
    without = replace(by_chance(0.0), share_in_groups=None)
    found = result(simulated={"land": by_chance(0, 0.5, 0.75, 1), "seats": without})
    assert set(found.chance) == {"land"}
    assert found.chance["land"].observed == 0.75
    assert found.chance["land"].expected == pytest.approx(2.25 / 4)
    assert found.chance["land"].p == pytest.approx(3 / 5)


def test_only_uncertain_positions_have_shares_of_draws() -> None:
    assert result().comembership is None
    stated = np.array(FOUR)
    away = stated + np.array([[0, 0], [0, 0], [0, 50], [0, 0]])
    found = result(redrawn_xy=np.array([stated, away]))
    assert found.comembership is not None
    assert found.comembership.in_group.tolist() == [1, 1, 0.5, 0]


def test_relatedness_is_that_of_the_industries_named() -> None:
    found = result().relatedness
    assert found is not None
    assert (found.value, found.pairs, found.without_industries) == (0.5, 1, ("c",))
    plain = group_result(sites_at(FOUR), {}, None, np.random.default_rng(1))
    assert plain is not None
    assert plain.relatedness is None


def test_too_many_sites_are_not_grouped() -> None:
    given = replace(sites_at(FOUR), grouping=None)
    assert group_result(given, {}, None, np.random.default_rng(1)) is None


def test_sites_at_one_place_are_one_group_without_extent() -> None:
    found = group_result(sites_at([(3.0, 3.0)] * 3), {}, None, np.random.default_rng(1))
    assert found is not None
    assert found.groups.share_in_groups == 1
    assert [hull.geom_type for hull in found.hulls] == ["Point"]
