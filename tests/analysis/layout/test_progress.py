from __future__ import annotations

import pytest

from analysis.errors import ParameterError
from analysis.layout.gaps import Gap, target_gaps
from analysis.layout.progress import plan_progress, reached_before, reached_by, reached_each_year, site_progress
from analysis.plan import Target
from tests.analysis.invented import FOUR_TIERS, OPERATING, PLANNED, UNDATED, make_plan


def target(measure: str = "parks", year: int = 2025, value: float | None = 4) -> Target:
    return make_plan(FOUR_TIERS, [(year, measure, value)]).targets[0]


def test_a_site_that_is_only_named_or_being_built_is_not_reached() -> None:
    assert reached_by(PLANNED, 2025) is False
    assert reached_by([{"status": "under_construction", "date": "2019"}], 2025) is False
    assert reached_by([], 2025) is False


def test_a_site_is_reached_from_the_year_of_its_date_on() -> None:
    assert [reached_by(OPERATING, year) for year in (2020, 2021, 2022)] == [False, True, True]


def test_a_site_of_unknown_date_is_neither_reached_nor_not() -> None:
    assert reached_by(UNDATED, 2025) is None
    assert reached_by([*UNDATED, {"status": "operating", "date": "2020"}], 2025) is True
    assert reached_by([*UNDATED, {"status": "operating", "date": "2030"}], 2025) is None


def test_named_reached_and_undated_are_counted_apart() -> None:
    found = site_progress(target(), [PLANNED, OPERATING, UNDATED, PLANNED])
    assert (found.named, found.reached, found.undated) == (4, 1, 1)
    assert (found.share, found.share_with_undated) == (0.25, 0.5)
    assert found.by_status == {"planned": 2, "recognised": 1, "operating": 1}
    assert found.reason is None


@pytest.mark.parametrize(
    ("date", "before"),
    [
        ("2001-11", True),
        ("2018", True),
        ("2018-07", True),
        ("2018-07-22", True),
        ("2018-07-23", False),
        ("2018-08", False),
        ("2021", False),
        (None, False),
    ],
)
def test_what_was_there_before_the_plan_is_told_apart(date: str | None, before: bool) -> None:
    assert reached_before([*PLANNED, {"status": "operating", "date": date}], "2018-07-23") is before


def test_only_reached_sites_are_split_by_the_plans_date() -> None:
    old = [*PLANNED, {"status": "operating", "date": "2012-10-27"}, {"status": "recognised", "date": "2021-12"}]
    building = [{"status": "under_construction", "date": "2010"}]
    found = site_progress(target(), [old, OPERATING, UNDATED, PLANNED, building], issued="2018-07-23")
    assert (found.reached, found.reached_before_plan, found.reached_since) == (2, 1, 1)
    unknown = site_progress(target(), [old])
    assert (unknown.reached, unknown.reached_before_plan, unknown.reached_since) == (1, None, None)


def test_no_site_reaches_nothing() -> None:
    found = site_progress(target(), [])
    assert (found.named, found.reached, found.share, found.by_status) == (0, 0, 0, {})


@pytest.mark.parametrize("value", [None, 0])
def test_a_target_without_a_number_has_no_share_but_is_counted(value: float | None) -> None:
    found = site_progress(target(value=value), [OPERATING])
    assert (found.reached, found.share, found.reason) == (1, None, "no_number")


def test_a_measure_that_nothing_observes_says_so() -> None:
    targets = [target("core_industry_100m_yuan"), target("ai_towns"), target("parks")]
    found = plan_progress(targets, {"parks": [OPERATING]}, reasons={"ai_towns": "missing_towns"})
    assert [one.reason for one in found] == ["not_observed", "missing_towns", None]
    assert [one.named for one in found] == [None, None, 1]


def test_a_status_that_is_not_known_is_refused() -> None:
    with pytest.raises(ParameterError, match="unknown_status"):
        site_progress(target(), [[{"status": "rumoured", "date": "2020"}]])


def test_targets_short_of_named_sites_and_without_observation_are_gaps() -> None:
    targets = [target("ai_towns", value=10), target("clusters", value=None), target("parks", value=1)]
    progress = plan_progress(targets, {"ai_towns": [PLANNED, OPERATING, UNDATED], "parks": [PLANNED]})
    short = {"year": 2025, "target": 10, "named": 3, "reached": 1, "undated": 1, "missing": 7}
    assert target_gaps(progress) == [
        Gap("target_short", "ai_towns", short),
        Gap("target_without_observation", "clusters", {"year": 2025, "reason": "not_observed"}),
    ]


def test_sites_reached_by_year_have_a_lower_and_an_upper_bound() -> None:
    found = reached_each_year([PLANNED, OPERATING, UNDATED], [2020, 2021, 2030])
    assert found.index.tolist() == [2020, 2021, 2030]
    assert found["reached"].tolist() == [0, 1, 1]
    assert found["with_undated"].tolist() == [1, 2, 2]


def test_no_site_and_no_year_give_an_empty_curve() -> None:
    assert reached_each_year([], [2020])["with_undated"].tolist() == [0]
    assert reached_each_year([OPERATING], []).empty
