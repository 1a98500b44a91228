"""Comparisons in pairs on the page: kept, repaired, of several people, and read from files."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import ParameterError, YuantuError
from analysis.siting.comparison_json import MOST_MEMBERS
from analysis.siting.weighting import AhpMember, Weighting, group_of_members
from layers.comparisons_text import comparisons_toml
from ui.siting.ahp_questions import begun, fraction, member_row, step_words
from ui.siting.judgements import (
    OWN,
    SCALE,
    completed,
    judged,
    member_of_file,
    nearest_step,
    own_ahp,
    own_of,
    repair,
    steps_with,
    value_of,
    with_others,
    with_own,
    without,
)
from ui.text import Text

NAMES = ("rail_minutes", "airport_m", "seaport_m")
AHP = Weighting("ahp")


def own(weighting: Weighting) -> AhpMember:
    found = own_of(weighting)
    assert found is not None
    return found


def contradicting() -> Weighting:
    """A over B 9 times, B over C 9 times, and C over A 9 times: a circle."""
    weighting = with_own(AHP, NAMES)
    for row, column, value in ((0, 1, 9.0), (1, 2, 9.0), (2, 0, 9.0)):
        weighting = judged(weighting, NAMES[row], NAMES[column], value)
    return weighting


def test_all_pairs_are_equal_at_first() -> None:
    found = own_ahp(own(with_own(AHP, NAMES)), NAMES)
    assert found.weights == pytest.approx([1 / 3] * 3)
    assert found.consistency_ratio == 0


def test_a_judgement_keeps_its_reciprocal() -> None:
    member = own(judged(with_own(AHP, NAMES), "rail_minutes", "seaport_m", 5))
    assert value_of(member, "rail_minutes", "seaport_m") == 5
    assert value_of(member, "seaport_m", "rail_minutes") == pytest.approx(1 / 5)


def test_a_new_criterion_keeps_what_was_judged_and_one_that_goes_comes_back_as_it_was() -> None:
    member = own(judged(with_own(AHP, NAMES), "rail_minutes", "seaport_m", 5))
    wider = completed(member, ("platform_m", *NAMES))
    assert wider.criteria == ("platform_m", *NAMES)
    assert value_of(wider, "rail_minutes", "seaport_m") == 5
    assert value_of(wider, "platform_m", "rail_minutes") == 1
    fewer = completed(wider, ("airport_m", "rail_minutes"))
    assert set(fewer.criteria) == {"platform_m", *NAMES}
    assert value_of(completed(fewer, NAMES), "rail_minutes", "seaport_m") == 5


@pytest.mark.parametrize("matrix", [(), ((1.0,), (1.0, 1.0)), ((1.0, 3.0), (3.0, 1.0)), ((1.0, -1.0), (-1.0, 1.0))])
def test_broken_comparisons_of_a_file_are_begun_anew(matrix: tuple[tuple[float, ...], ...]) -> None:
    member = completed(AhpMember(OWN, ("rail_minutes", "airport_m"), matrix), NAMES)
    assert np.asarray(member.matrix) == pytest.approx(np.ones((3, 3)))


def test_a_circle_is_repaired_by_the_step_with_the_lowest_ratio() -> None:
    found = own_ahp(own(contradicting()), NAMES)
    assert found.consistency_ratio > 1
    fixed = repair(found)
    assert fixed is not None
    assert fixed.ratio < found.consistency_ratio
    again = judged(contradicting(), fixed.judgement.row, fixed.judgement.column, fixed.value)
    assert own_ahp(own(again), NAMES).consistency_ratio == pytest.approx(fixed.ratio)


def test_one_wrong_judgement_among_consistent_ones_is_put_right() -> None:
    """Weights 4:2:1 with one pair turned round: the repair is the value that agrees with the others."""
    names = ("a", "b", "c", "d")
    weighting = with_own(AHP, names)
    for (i, row), (j, column) in ((p, q) for p in enumerate(names) for q in enumerate(names) if p[0] < q[0]):
        weighting = judged(weighting, row, column, 2.0 ** (j - i))
    weighting = judged(weighting, "a", "d", 1 / 8)
    fixed = repair(own_ahp(own(weighting), names))
    assert fixed is not None
    assert {fixed.judgement.row, fixed.judgement.column} == {"a", "d"}
    assert fixed.value == pytest.approx(8 if fixed.judgement.row == "a" else 1 / 8)
    assert fixed.enough
    assert fixed.ratio == pytest.approx(0, abs=1e-9)


def test_consistent_comparisons_need_no_repair() -> None:
    assert repair(own_ahp(own(with_own(AHP, NAMES)), NAMES)) is None


@given(st.floats(0.01, 100))
def test_a_value_that_is_no_step_stands_among_the_steps(value: float) -> None:
    steps = steps_with(value)
    assert steps == sorted(steps)
    assert nearest_step(value, steps) == pytest.approx(value, abs=1e-9)
    assert len(steps) in (len(SCALE), len(SCALE) + 1)


def test_a_file_of_comparisons_is_a_person_named_by_it() -> None:
    content = comparisons_toml(NAMES, own(contradicting()).matrix).encode()
    member = member_of_file("李工.toml", content)
    assert (member.name, member.criteria) == ("李工", NAMES)
    assert np.asarray(member.matrix) == pytest.approx(np.asarray(own(contradicting()).matrix))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"[criteria.rail_m]\nweight = 1\n", "weights_mixed"),
        (b"not toml", "not_toml"),
        (b"\xff", "not_utf8"),
        (b'[ahp]\ncriteria = ["a", "b"]\nmatrix = [[1, 3], [3, 1]]\n', "not_reciprocal"),
    ],
)
def test_what_is_wrong_with_a_file_is_told_under_its_own_name(content: bytes, code: str) -> None:
    with pytest.raises(YuantuError) as caught:
        member_of_file("mine.toml", content)
    assert [problem.code for problem in caught.value.problems] == [code]
    assert caught.value.problems[0].where.startswith("mine.toml")


def test_a_file_of_the_same_name_replaces_and_a_person_can_be_taken_out() -> None:
    first, second = (AhpMember("Li", NAMES, own(one).matrix) for one in (with_own(AHP, NAMES), contradicting()))
    weighting = with_others(with_others(with_own(AHP, NAMES), [first]), [second])
    assert [one.name for one in weighting.members] == [OWN, "Li"]
    assert weighting.members[1] == second
    assert without(weighting, "Li") == with_own(AHP, NAMES)


def test_more_people_than_a_file_can_hold_are_refused() -> None:
    matrix = own(with_own(AHP, NAMES)).matrix
    with pytest.raises(ParameterError) as caught:
        with_others(AHP, [AhpMember(f"{n}", NAMES, matrix) for n in range(MOST_MEMBERS + 1)])
    assert caught.value.problems[0].code == "too_long"


def test_the_weights_are_the_geometric_mean_of_oneself_and_another() -> None:
    weighting = judged(with_own(AHP, NAMES[:2]), *NAMES[:2], 4)
    other = AhpMember("Li", NAMES[:2], ((1, 1), (1, 1)))
    group = group_of_members(with_others(weighting, [other]).members, NAMES[:2])
    assert group.group.weights == pytest.approx([2 / 3, 1 / 3])


def test_ahp_begins_with_questions_only_where_there_are_criteria_to_ask_about() -> None:
    assert own_of(begun(AHP, NAMES)) is not None
    assert begun(AHP, ()) == AHP
    assert begun(AHP, [str(n) for n in range(16)]) == AHP
    assert begun(Weighting("equal"), NAMES) == Weighting("equal")


def test_others_alone_stay_alone_when_a_criterion_is_added() -> None:
    others = Weighting("ahp", members=(AhpMember("Li", NAMES, own(contradicting()).matrix),))
    assert begun(others, NAMES) == others


def test_steps_point_to_the_more_important_side() -> None:
    text = Text("en")
    assert step_words(5.0, text) == "◀ strongly (5)"
    assert step_words(1 / 5, text) == "strongly (5) ▶"
    assert step_words(1.0, text) == "equal (1)"
    assert step_words(2.5, text) == "◀ 2.5"
    assert [fraction(value) for value in (3.0, 1 / 3, 2.5, 1.0)] == ["3", "1/3", "2.5", "1"]


def test_each_persons_ratio_is_told_with_what_to_look_at() -> None:
    text = Text("en")
    assert member_row(own(with_own(AHP, NAMES)), NAMES, text) == ("My own judgements", "0.000", "–")
    called, ratio, worst = member_row(AhpMember("Li", NAMES, own(contradicting()).matrix), NAMES, text)
    assert called == "Li"
    assert ratio.endswith("⚠")
    assert "all together say" in worst


def test_a_person_who_lacks_a_criterion_is_told_so() -> None:
    row = member_row(AhpMember("Li", NAMES[:2], ((1, 1), (1, 1))), NAMES, Text("en"))
    assert row[1] == "–"
    assert "has no weight" in row[2]
