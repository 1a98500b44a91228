from __future__ import annotations

import numpy as np
import pytest

from analysis.errors import ParameterError
from analysis.siting.location import p_centre, p_median
from analysis.siting.location_loops import clique_cover
from analysis.siting.location_models import Deadline, Solved
from analysis.siting.location_rules import SiteRules, checked_instance
from analysis.siting.location_search import first_choice

CORNERS = [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0)]


def codes(caught: pytest.ExceptionInfo[ParameterError]) -> list[str]:
    return [problem.code for problem in caught.value.problems]


def refusal(p: int, rules: SiteRules) -> ParameterError:
    with pytest.raises(ParameterError) as caught:
        p_median(np.ones((1, 4)), [1.0], p, rules=rules)
    return caught.value


def test_spacing_that_leaves_too_few_is_named() -> None:
    wide = SiteRules(min_spacing_m=1.2, xy=CORNERS)
    assert [problem.code for problem in refusal(3, wide).problems] == ["locate_spacing_too_wide"]
    assert p_median(np.ones((1, 4)), [1.0], 2, rules=wide).chosen in ((0, 3), (1, 2))


def test_sites_that_stand_may_leave_no_room() -> None:
    error = refusal(1, SiteRules(min_spacing_m=2, xy=CORNERS, fixed=(0,)))
    assert error.problems[0].code == "locate_spacing_too_wide"
    assert error.problems[0].values["p"] == 1


def test_quota_that_leaves_too_few_is_named_with_what_it_leaves() -> None:
    error = refusal(3, SiteRules(per_city=1, cities=["a", "a", "b", "b"]))
    assert error.problems[0].code == "locate_quota_too_small"
    assert error.problems[0].values == {"p": 3, "per_city": 1, "possible": 2}


def test_rules_that_exclude_each_other_are_both_named() -> None:
    """Each alone leaves a choice of two: the diagonals by spacing, one of each city by quota."""
    rules = SiteRules(min_spacing_m=1.2, xy=CORNERS, per_city=1, cities=["a", "b", "b", "a"])
    assert refusal(2, rules).problems[0].code == "locate_rules_together"
    with pytest.raises(ParameterError) as caught:
        p_centre(np.ones((1, 4)), 2, rules=rules)
    assert codes(caught) == ["locate_rules_together"]


def test_without_time_to_find_any_choice_the_limit_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analysis.siting.location_search.any_choice", lambda *_: Solved(None, 0.0))
    with pytest.raises(ParameterError) as caught:
        first_choice(checked_instance(4, 2, SiteRules()), Deadline.after(0))
    assert codes(caught) == ["locate_no_time"]


@pytest.mark.parametrize(
    ("rules", "code"),
    [
        (SiteRules(min_spacing_m=1), "locate_needs_places"),
        (SiteRules(min_spacing_m=0, xy=CORNERS), "locate_not_positive"),
        (SiteRules(min_spacing_m=float("nan"), xy=CORNERS), "locate_not_positive"),
        (SiteRules(min_spacing_m=1, xy=CORNERS[:3]), "locate_wrong_length"),
        (SiteRules(min_spacing_m=1, xy=[*CORNERS[:3], (np.nan, 0.0)]), "coordinates_not_finite"),
        (SiteRules(per_city=1), "locate_needs_cities"),
        (SiteRules(per_city=0, cities=["a"] * 4), "locate_not_positive"),
        (SiteRules(per_city=1, cities=["a"] * 3), "locate_wrong_length"),
        (SiteRules(fixed=(4,)), "locate_unknown_fixed"),
        (SiteRules(fixed=(-1,)), "locate_unknown_fixed"),
    ],
)
def test_bad_rules_are_refused(rules: SiteRules, code: str) -> None:
    assert [problem.code for problem in refusal(1, rules).problems] == [code]


def test_all_problems_of_the_rules_come_at_once() -> None:
    error = refusal(0, SiteRules(min_spacing_m=-1, per_city=0, fixed=(9,)))
    assert [problem.code for problem in error.problems] == [
        "locate_bad_p",
        "locate_unknown_fixed",
        "locate_not_positive",
        "locate_needs_places",
        "locate_not_positive",
        "locate_needs_cities",
    ]


def test_too_many_candidates_to_keep_apart_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analysis.siting.location_rules.MAX_PAIRS", 15)
    assert refusal(1, SiteRules(min_spacing_m=1, xy=CORNERS)).problems[0].code == "locate_too_many_pairs"


def test_cliques_hold_every_pair_that_is_too_near_and_no_other(rng: np.random.Generator) -> None:
    xy = rng.random((60, 2))
    instance = checked_instance(60, 2, SiteRules(min_spacing_m=0.3, xy=xy))
    together = (instance.choice.cliques.T @ instance.choice.cliques).toarray() > 0
    near = np.hypot(*(xy[:, None] - xy[None]).transpose(2, 0, 1)) < 0.3
    np.fill_diagonal(together, False)
    np.fill_diagonal(near, False)
    assert near.any()
    assert (together == near).all()


def test_a_clique_of_all_is_one_constraint() -> None:
    m = 5
    neighbours = np.concatenate([np.delete(np.arange(m), j) for j in range(m)]).astype(np.int64)
    starts, members = clique_cover(np.arange(0, m * m - m + 1, m - 1, dtype=np.int64), neighbours)
    assert starts.tolist() == [0, m]
    assert sorted(members.tolist()) == list(range(m))


def test_candidates_at_one_place_exclude_each_other() -> None:
    rules = SiteRules(min_spacing_m=1, xy=[(0, 0), (0, 0), (5, 0)])
    assert p_median([[1.0, 1.0, 9.0]], [1.0], 2, rules=rules).chosen in ((0, 2), (1, 2))
