"""A group's weights: the geometric mean of judgements, and how far its members disagree."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import ParameterError
from analysis.siting.ahp import Ahp, ahp, comparisons_from_answers
from analysis.siting.group_ahp import group_ahp
from tests.analysis.siting.decision_cases import codes

THREE = ("x", "y", "z")
SAATY_3 = np.array([[1, 1 / 2, 3], [2, 1, 4], [1 / 3, 1 / 4, 1]])
FOUR = ("tumour", "normal", "frequency", "epitopes")
RATERS = [(2, 4, 5, 3, 4, 2), (0.8, 2, 4, 5, 7, 2), (2, 3, 5, 3, 5, 2), (5, 6, 7, 4, 6, 1)]
"""Four people's upper triangles: the worked example of the R package Prize (Dargahi 2016), ind1 to ind4."""

GRADES = st.sampled_from([1 / 9, 1 / 5, 1 / 3, 1 / 2, 1.0, 2.0, 3.0, 5.0, 9.0])


def person(names: tuple[str, ...], upper: tuple[float, ...]) -> Ahp:
    return ahp(names, comparisons_from_answers(names, dict(zip(combinations(names, 2), upper, strict=True))))


def test_four_raters_of_prize_aggregate_as_published() -> None:
    """The aggregated matrix as the package prints it; its ratios rest on random indices that it simulates anew."""
    found = group_ahp({str(number): person(FOUR, upper) for number, upper in enumerate(RATERS)})
    upper = found.group.comparisons[np.triu_indices(4, k=1)]
    assert upper == pytest.approx([2, 3.4641016, 5.143687, 3.6628415, 5.383563, 1.681793], abs=5e-7)
    assert found.group.consistent


def test_a_group_of_one_decides_as_its_member() -> None:
    alone = ahp(THREE, SAATY_3)
    found = group_ahp({"ann": alone})
    assert found.group.weights == pytest.approx(alone.weights)
    assert [one.geometric_sd for one in found.judgements] == pytest.approx([1, 1, 1])


def test_opposite_members_cancel_out() -> None:
    """Aczél and Saaty (1983): the geometric mean of a judgement and its reciprocal is 1."""
    found = group_ahp({"ann": ahp(THREE, SAATY_3), "bo": ahp(THREE, SAATY_3.T)})
    assert found.group.weights == pytest.approx([1 / 3] * 3)
    assert all(one.turned for one in found.judgements)


def test_the_widest_disagreement_comes_first_with_its_factor() -> None:
    """Judgements 2 and 8: geometric mean 4, each a factor 2 away from it (Kirkwood 1979)."""
    members = {"ann": person(THREE, (3, 2, 5)), "bo": person(THREE, (3, 8, 5))}
    first, *others = group_ahp(members).judgements
    assert (first.row, first.column) == ("x", "z")
    assert (first.mean, first.low, first.high, first.geometric_sd) == pytest.approx((4, 2, 8, 2))
    assert not first.turned
    assert [one.geometric_sd for one in others] == pytest.approx([1, 1])


def test_the_order_of_a_members_criteria_does_not_matter() -> None:
    order = [2, 0, 1]
    turned = ahp([THREE[place] for place in order], SAATY_3[np.ix_(order, order)])
    found = group_ahp({"ann": ahp(THREE, SAATY_3), "bo": turned})
    assert found.group.criteria == THREE
    assert found.group.comparisons == pytest.approx(SAATY_3)


def test_members_who_contradict_themselves_are_named() -> None:
    circular = person(THREE, (9, 1 / 9, 9))
    assert group_ahp({"ann": ahp(THREE, SAATY_3), "bo": circular}).inconsistent == ("bo",)


def test_every_criterion_that_a_member_lacks_is_told_at_once() -> None:
    members = {"ann": person(("x", "y"), (2,)), "bo": person(("x", "z"), (2,)), "cy": ahp(THREE, SAATY_3)}
    with pytest.raises(ParameterError) as error:
        group_ahp(members)
    told = [(one.code, one.where, one.values["criterion"]) for one in error.value.problems]
    assert told == [("criterion_not_compared", "ann", "z"), ("criterion_not_compared", "bo", "y")]


def test_nobody_is_no_group() -> None:
    with pytest.raises(ParameterError) as error:
        group_ahp({})
    assert codes(error) == ["no_member"]


def test_a_single_criterion_leaves_nothing_to_disagree_on() -> None:
    found = group_ahp({"ann": ahp(["x"], [[1]]), "bo": ahp(["x"], [[1]])})
    assert (found.group.weights.tolist(), found.judgements) == ([1], ())


@given(st.integers(2, 6), st.integers(1, 5), st.data())
def test_a_group_stays_reciprocal_and_between_its_members(k: int, n: int, data: st.DataObject) -> None:
    names = tuple(f"c{place}" for place in range(k))
    pairs = k * (k - 1) // 2
    members = {str(one): person(names, tuple(data.draw(GRADES) for _ in range(pairs))) for one in range(n)}
    found = group_ahp(members)
    matrix = found.group.comparisons
    assert matrix * matrix.T == pytest.approx(np.ones((k, k)))
    for one in found.judgements:
        assert one.low - 1e-9 <= one.mean <= one.high + 1e-9
        assert one.geometric_sd >= 1
    doubled = group_ahp(members | {f"again {name}": one for name, one in members.items()})
    assert doubled.group.weights == pytest.approx(found.group.weights)


@given(st.integers(2, 5), st.data())
def test_members_who_agree_decide_as_each_of_them(k: int, data: st.DataObject) -> None:
    names = tuple(f"c{place}" for place in range(k))
    one = person(names, tuple(data.draw(GRADES) for _ in range(k * (k - 1) // 2)))
    found = group_ahp({"ann": one, "bo": one, "cy": one})
    assert found.group.weights == pytest.approx(one.weights)
    assert found.group.consistency_ratio == pytest.approx(one.consistency_ratio, abs=1e-9)
    assert [each.geometric_sd for each in found.judgements] == pytest.approx([1] * len(found.judgements))
