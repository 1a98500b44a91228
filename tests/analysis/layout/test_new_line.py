from __future__ import annotations

from math import inf, isnan, nan
from typing import Any

import pandas as pd
import pytest

from analysis.errors import ParameterError
from analysis.layout.new_line import Line, LineEffect, line_effect, with_line, with_lines
from analysis.layout.travel import travel_network, travel_table
from tests.analysis.invented import CITIES, FOUR_TIERS, LINKS, make_plan
from tests.analysis.layout.cells import cells
from tests.analysis.layout.test_travel import codes, link_frame

PLAN = make_plan(FOUR_TIERS)


def row(links: pd.DataFrame, one: str, other: str, mode: str) -> list[float]:
    chosen = links[(links["from_city"] == one) & (links["to_city"] == other) & (links["mode"] == mode)]
    minutes: list[float] = chosen["minutes"].tolist()
    return minutes


def record(effect: LineEffect, city: str) -> dict[str, Any]:
    return dict(zip(effect.by_city.columns, cells(effect.by_city, city), strict=True))


def test_a_tried_line_is_flagged_and_the_links_stay_as_they_are() -> None:
    links = link_frame()
    before = links.copy(deep=True)
    tried = with_line(links, "Alpha", "Zeta", 60)
    assert links.equals(before)
    assert list(tried.columns) == [*links.columns, "tried"]
    assert tried["tried"].tolist() == [False] * len(LINKS) + [True]
    assert tried["estimated"].tolist() == [*links["estimated"], False]


def test_a_tried_line_makes_a_network_like_any_other() -> None:
    table = travel_table(travel_network(with_line(link_frame(), "Alpha", "Zeta", 60, mode="road"), CITIES))
    added = table[table["to"] == "Zeta"].to_dict("records")[0]
    assert (added["from"], added["minutes"], added["mode"], added["estimated"]) == ("Alpha", 60, "road", False)


def test_a_faster_line_replaces_the_link_of_its_mode_only() -> None:
    tried = with_line(link_frame(), "Beta", "Alpha", 15)
    assert row(tried, "Alpha", "Beta", "rail") == []
    assert row(tried, "Beta", "Alpha", "rail") == [15]
    assert row(tried, "Alpha", "Beta", "road") == [40]


def test_a_slower_line_takes_nothing_away() -> None:
    tried = with_line(link_frame(), "Alpha", "Beta", 25)
    assert row(tried, "Alpha", "Beta", "rail") == [20]
    assert not tried["tried"].any()


def test_the_fastest_of_several_tried_lines_counts() -> None:
    tried = with_lines(link_frame(), [Line("Alpha", "Zeta", 70), Line("Zeta", "Alpha", 60), Line("Alpha", "Zeta", 65)])
    assert tried[tried["tried"]]["minutes"].tolist() == [60]


def test_lines_can_be_tried_one_after_the_other() -> None:
    tried = with_line(with_line(link_frame(), "Alpha", "Zeta", 60), "Alpha", "Epsilon", 50)
    assert tried[tried["tried"]]["to_city"].tolist() == ["Zeta", "Epsilon"]


def test_no_line_changes_nothing() -> None:
    assert with_lines(link_frame(), []).drop(columns="tried").equals(link_frame())


def test_all_problems_of_the_lines_are_listed_at_once() -> None:
    lines = [
        Line("Alpha", "Nowhere", 60),
        Line("Beta", "Beta", 60),
        Line("Alpha", "Beta", 0),
        Line("Alpha", "Beta", -5),
        Line("Alpha", "Beta", nan),
        Line("Alpha", "Beta", inf),
        Line("Alpha", "Beta", 20, "boat"),
    ]
    with pytest.raises(ParameterError) as error:
        with_lines(link_frame(), lines)
    assert codes(error) == ["unknown_city", "link_to_itself", *["bad_line_minutes"] * 4, "unknown_mode"]


def test_effect_of_a_line_by_hand() -> None:
    """Zeta's 100 minutes to Delta fall to 50 to Alpha; Delta's are as before, for it has a faster way to Alpha."""
    found = line_effect(link_frame(), PLAN, [Line("Alpha", "Zeta", 50)])
    zeta = record(found, "Zeta")
    assert (zeta["higher_before_min"], zeta["higher_after_min"], zeta["higher_gain_min"]) == (100, 50, 50)
    assert (zeta["hub_before"], zeta["hub_after"]) == ("Delta", "Alpha")
    before = [190, 240, 300, 100, 380]
    after = [50, 100, 160, 100, 240]
    assert zeta["mean_before_min"] == pytest.approx(sum(before) / 5)
    assert zeta["mean_after_min"] == pytest.approx(sum(after) / 5)
    assert found.by_city.loc["Delta", "mean_gain_min"] == 0
    assert found.gainers[0] == "Zeta"
    assert set(found.gainers) == set(CITIES) - {"Delta"}
    assert found.unused == ()


def test_the_highest_tier_has_nothing_above_it() -> None:
    found = record(line_effect(link_frame(), PLAN, [Line("Alpha", "Zeta", 50)]), "Alpha")
    assert isnan(found["higher_before_min"])
    assert found["hub_before"] is None


def test_one_tier_has_nothing_above_it() -> None:
    plan = make_plan({"only": CITIES})
    found = line_effect(link_frame(), plan, [Line("Alpha", "Zeta", 50)])
    assert found.by_city["higher_after_min"].isna().all()
    assert found.gainers[0] == "Zeta"


def test_a_city_without_tier_is_told_its_mean_only() -> None:
    found = line_effect(link_frame(), make_plan({"top": ["Alpha"], "low": CITIES[1:5]}), [], cities=CITIES)
    assert isnan(record(found, "Zeta")["higher_before_min"])
    assert found.by_city.loc["Zeta", "mean_before_min"] == pytest.approx((190 + 240 + 300 + 100 + 380) / 5)


def test_a_way_that_is_opened_is_told_by_the_cities_reached() -> None:
    """Without its link Zeta reaches nobody; the others' means stay those of the cities that they reached before."""
    found = line_effect(link_frame(LINKS[:5]), PLAN, [Line("Alpha", "Zeta", 50)])
    zeta = record(found, "Zeta")
    assert (zeta["reached_before"], zeta["reached_after"]) == (0, 5)
    assert isnan(zeta["mean_gain_min"])
    assert (zeta["higher_before_min"], zeta["higher_after_min"], zeta["higher_gain_min"]) == (inf, 50, inf)
    assert (zeta["hub_before"], zeta["hub_after"]) == (None, "Alpha")
    assert cells(found.by_city, "Alpha", "reached_gain", "mean_gain_min") == [1, 0]
    assert found.gainers == ("Zeta", "Alpha", "Beta", "Gamma", "Delta", "Epsilon")


def test_a_city_out_of_reach_before_and_after_gains_nothing() -> None:
    found = line_effect(link_frame(LINKS[:5]), PLAN, [Line("Alpha", "Gamma", 45)])
    assert found.by_city.loc["Zeta", "higher_gain_min"] == 0
    assert "Zeta" not in found.gainers


def test_a_line_no_faster_than_the_way_there_is_unused() -> None:
    slow, fast = Line("Alpha", "Gamma", 80), Line("Alpha", "Zeta", 50)
    assert line_effect(link_frame(), PLAN, [slow, fast]).unused == (slow,)


def test_a_line_of_another_mode_changes_nothing() -> None:
    found = line_effect(link_frame(), PLAN, [Line("Alpha", "Zeta", 50, "road")], mode="rail")
    assert found.gainers == ()
    assert found.unused == ()


def test_two_lines_together_gain_what_neither_does_alone() -> None:
    one, other = Line("Alpha", "Zeta", 50), Line("Zeta", "Epsilon", 10)
    alone = [record(line_effect(link_frame(), PLAN, [line]), "Epsilon")["mean_gain_min"] for line in (one, other)]
    together = record(line_effect(link_frame(), PLAN, [one, other]), "Epsilon")
    assert together["mean_gain_min"] > max(alone)
    assert together["reached_gain"] == 0
