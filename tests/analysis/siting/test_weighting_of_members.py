"""People's comparisons as the weights of a comparison: some of their criteria, and every problem with its person."""

from __future__ import annotations

import pytest

from analysis.errors import ParameterError
from analysis.siting.weighting import AhpMember, group_of_members

EVEN = ((1.0, 1.0), (1.0, 1.0))


def test_members_compare_more_than_is_compared_by() -> None:
    wide = AhpMember("ann", ("z", "y", "x"), ((1, 2, 4), (1 / 2, 1, 2), (1 / 4, 1 / 2, 1)))
    found = group_of_members([wide], ["x", "z"])
    assert found.group.criteria == ("x", "z")
    assert found.group.weights == pytest.approx([1 / 5, 4 / 5])


def test_members_without_a_name_of_their_own_are_numbered() -> None:
    members = [AhpMember(name, ("x", "y"), EVEN) for name in ("", "ann", "ann")]
    assert list(group_of_members(members, ["x", "y"]).members) == ["1", "ann", "ann 3"]


def test_all_that_is_wrong_is_told_with_its_person() -> None:
    members = [
        AhpMember("ann", ("x",), ((1.0,),)),
        AhpMember("bo", ("x", "y"), ((1.0, 3.0), (3.0, 1.0))),
        AhpMember("", ("x", "y"), ((1.0, 3.0),)),
    ]
    with pytest.raises(ParameterError) as error:
        group_of_members(members, ["x", "y"])
    assert [(one.code, one.where) for one in error.value.problems] == [
        ("weight_missing", "ann"),
        ("not_reciprocal", "bo"),
        ("comparisons_shape", "comparisons 3"),
    ]


def test_nobody_is_no_group() -> None:
    with pytest.raises(ParameterError) as error:
        group_of_members([], ["x"])
    assert [one.code for one in error.value.problems] == ["no_member"]
