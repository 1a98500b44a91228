"""Checks that more than one part of the analysis makes."""

from __future__ import annotations

import pytest

from analysis.checks import choice_problems, duplicate_problems, require_choice, require_unique
from analysis.errors import ParameterError


def test_known_choice_is_no_problem() -> None:
    assert choice_problems("null", "land", ("land", "settlement")) == []
    require_choice("null", "land", ("land", "settlement"))


def test_unknown_choice_names_option_value_and_what_it_may_be() -> None:
    (problem,) = choice_problems("islands", 3, iter(("attach", "keep")), where="weights")
    assert (problem.code, problem.where) == ("unknown_choice", "weights")
    assert problem.values == {"option": "islands", "value": "3", "allowed": "attach, keep"}
    with pytest.raises(ParameterError, match="unknown_choice"):
        require_choice("null", "sea", ("land",))


def test_each_id_that_repeats_is_told_once() -> None:
    assert [one.where for one in duplicate_problems(["b", "a", "b", "c", "a", "b"])] == ["b", "a"]
    assert duplicate_problems([]) == []
    require_unique(["a", "b"])
    with pytest.raises(ParameterError, match="duplicate_site"):
        require_unique(["a", "a"])
