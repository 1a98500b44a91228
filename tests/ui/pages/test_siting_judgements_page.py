"""What a reader does on the siting page with judgements, value functions and sites side by side."""

from __future__ import annotations

from dataclasses import replace
from html import unescape
from typing import Any

import pytest

from analysis.siting.comparison import Comparison, CriterionChoice, OwnSite, Picked
from analysis.siting.comparison_link import from_link, to_link
from analysis.siting.source import placed_ids
from analysis.siting.value import Breakpoints, Gaussian, Linear
from analysis.siting.weighting import AhpMember, Weighting
from analysis.study import Study
from briefing.side_by_side import BEST
from layers.comparisons_text import comparisons_toml
from layers.read import read_study
from tests.ui.pages.conftest import App, OpenApp
from ui.siting.judgements import OWN, judged, own_of, with_own
from ui.text import LANGUAGES, Text
from ui.widgets import literal

EN = Text("en")
NAMES = ("rail_minutes", "seaport_m", "people_60min")
CIRCLE = ((1.0, 9.0, 1 / 9), (1 / 9, 1.0, 9.0), (9.0, 1 / 9, 1.0))
"""A circle: each of three criteria over the next."""


@pytest.fixture(scope="module")
def built_in() -> Study:
    return read_study().study


def ten(study: Study) -> tuple[str, ...]:
    return placed_ids(study, "townships")[::130][:10]


def usual(study: Study, **changes: Any) -> Comparison:
    criteria = (CriterionChoice(NAMES[0], "min"), CriterionChoice(NAMES[1], "min"), CriterionChoice(NAMES[2], "max"))
    return replace(Comparison(Picked(townships=ten(study)), criteria, draws=50), **changes)


def opened(open_app: OpenApp, comparison: Comparison, language: str = "en") -> App:
    return open_app(f"?lang={language}&page=sites&compare={to_link(comparison)}")


def kept(app: App) -> Comparison:
    return from_link(app.link["compare"])


def own(app: App) -> AhpMember:
    found = own_of(kept(app).weighting)
    assert found is not None
    return found


def keyed(shown: Any, start: str) -> Any:
    (found,) = [one for one in shown if str(one.key).startswith(start)]
    return found


def words(app: App) -> str:
    return unescape(app.html)


# Side by side


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_best_three_stand_side_by_side_in_both_languages(open_app: OpenApp, built_in: Study, language: str) -> None:
    app, text = opened(open_app, usual(built_in), language), Text(language)
    assert text("siting_beside.title") in [one.value for one in app.test.subheader]
    assert len(keyed(app.test.multiselect, "siting_beside").value) == 3
    assert BEST in app.html
    assert app.html.count("data:image/svg+xml;base64,") == 3 + 5
    assert text("siting_beside.print") in [getattr(one, "label", "") for one in app.test.get("download_button")]


def test_chosen_sites_are_kept_in_the_link_and_shown(open_app: OpenApp, built_in: Study) -> None:
    app = opened(open_app, usual(built_in))
    chosen = list(ten(built_in)[3:8])
    keyed(app.test.multiselect, "siting_beside").set_value(chosen)
    app.run()
    assert kept(app).side_by_side == tuple(chosen)
    assert app.html.count("data:image/svg+xml;base64,") == 5 + 5


def test_a_single_site_side_by_side_asks_for_another(open_app: OpenApp, built_in: Study) -> None:
    app = opened(open_app, usual(built_in, side_by_side=ten(built_in)[:1]))
    assert EN("siting_beside.two_at_least") in words(app)


def test_all_small_maps_change_their_scale_together(open_app: OpenApp, built_in: Study) -> None:
    app = opened(open_app, usual(built_in))
    before = app.html
    keyed(app.test.button_group, "siting_reach").set_value("60")
    app.run()
    assert app.html != before
    assert keyed(app.test.button_group, "siting_reach").value == "60"


def test_a_hostile_name_of_a_drawn_site_is_a_text_on_the_page(open_app: OpenApp, built_in: Study) -> None:
    hostile = OwnSite("<script>alert(1)</script>\"'", point=(113.3, 23.1))
    app = opened(open_app, usual(built_in, alternatives=Picked(townships=ten(built_in), drawn=(hostile,)),
                                 side_by_side=(hostile.id, ten(built_in)[0])))  # fmt: skip
    assert "<script" not in app.html


# AHP


def test_ahp_begins_with_all_pairs_equal_and_a_question_for_each(open_app: OpenApp, built_in: Study) -> None:
    app = opened(open_app, usual(built_in))
    keyed(app.test.button_group, "siting_weights").set_value("ahp")
    app.run()
    assert not app.boxes
    assert [one.value for one in app.test.select_slider] == [1.0, 1.0]
    assert EN("siting_ahp.untouched") in words(app)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_answer_moves_the_weights_at_once(open_app: OpenApp, built_in: Study, language: str) -> None:
    app = opened(open_app, usual(built_in, weighting=with_own(Weighting("ahp"), NAMES)), language)
    keyed(app.test.select_slider, f"siting_ahp_{NAMES[0]}_{NAMES[1]}").set_value(9.0)
    app.run()
    assert own(app).matrix[0][1] == 9
    assert own(app).matrix[1][0] == pytest.approx(1 / 9)
    assert "33.3%" not in words(app).split("yt-table")[-1]
    assert not [box for box in app.boxes if "error" in box]


def test_a_contradiction_is_named_and_repaired_by_a_click(open_app: OpenApp, built_in: Study) -> None:
    weighting = Weighting("ahp", members=(AhpMember(OWN, NAMES, CIRCLE),))
    app = opened(open_app, usual(built_in, weighting=weighting))
    (box,) = app.boxes
    assert EN("siting_ahp.inconsistent") in unescape(box)
    assert EN("siting.criterion_rail_minutes") in unescape(box)
    keyed(app.test.button, "siting_ahp_repair").click()
    app.run()
    assert own(app).matrix != CIRCLE
    again = [one for one in app.test.button if str(one.key).startswith("siting_ahp_repair")]
    assert not app.boxes or again


def test_other_criteria_are_compared_with_the_chosen_one(open_app: OpenApp, built_in: Study) -> None:
    app = opened(open_app, usual(built_in, weighting=with_own(Weighting("ahp"), NAMES)))
    keyed(app.test.selectbox, "siting_ahp_row").set_value(NAMES[2])
    app.run()
    keyed(app.test.select_slider, f"siting_ahp_{NAMES[2]}_{NAMES[0]}").set_value(1 / 3)
    app.run()
    assert own(app).matrix[0][2] == pytest.approx(3)


def test_a_criterion_that_is_added_is_asked_about(open_app: OpenApp, built_in: Study) -> None:
    weighting = judged(with_own(Weighting("ahp"), NAMES), *NAMES[:2], 2)
    app = opened(open_app, usual(built_in, weighting=weighting))
    keyed(app.test.checkbox, "siting_use_airport_m").check()
    app.run()
    assert not app.boxes
    assert len(app.test.select_slider) == 3
    i, j = (own(app).criteria.index(name) for name in NAMES[:2])
    assert own(app).matrix[i][j] == 2


def test_the_files_of_others_make_a_group_and_can_be_taken_out(open_app: OpenApp, built_in: Study) -> None:
    app = opened(open_app, usual(built_in, weighting=with_own(Weighting("ahp"), NAMES)))
    files = [
        (f"{name}.toml", comparisons_toml(NAMES, judged_matrix(value)).encode(), "application/toml")
        for name, value in (("Li", 5.0), ("Wu", 1 / 5))
    ]
    keyed(app.test.file_uploader, "siting_ahp_files").set_value(files)
    app.run()
    assert not app.boxes
    assert [one.name for one in kept(app).weighting.members] == [OWN, "Li", "Wu"]
    assert "They disagree most on Time to a high-speed rail station" in words(app)
    keyed(app.test.checkbox, "siting_ahp_count_own").uncheck()
    app.run()
    assert [one.name for one in kept(app).weighting.members] == ["Li", "Wu"]
    assert not app.test.select_slider
    for name in ("Li", "Wu"):
        next(one for one in app.test.button if one.label == literal(EN("siting_ahp.remove", name=name))).click()
        app.run()
    assert [one.name for one in kept(app).weighting.members] == [OWN]
    assert not app.boxes


def judged_matrix(value: float) -> tuple[tuple[float, ...], ...]:
    member = own_of(judged(with_own(Weighting("ahp"), NAMES), *NAMES[:2], value))
    assert member is not None
    return member.matrix


def test_a_wrong_file_is_told_and_nothing_is_taken(open_app: OpenApp, built_in: Study) -> None:
    weighting = with_own(Weighting("ahp"), NAMES)
    app = opened(open_app, usual(built_in, weighting=weighting))
    files = [
        ("good.toml", comparisons_toml(NAMES, judged_matrix(3)).encode(), "application/toml"),
        ("bad.toml", b"[ahp]\ncriteria = 1\n", "application/toml"),
    ]
    keyed(app.test.file_uploader, "siting_ahp_files").set_value(files)
    app.run()
    (box,) = app.boxes
    assert "bad.toml" in unescape(box)
    assert kept(app).weighting == weighting


# Value functions


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["linear", "step", "gaussian", "logistic", "breakpoints", "default"])
def test_every_kind_of_value_function_can_be_chosen(
    open_app: OpenApp, built_in: Study, kind: str, language: str
) -> None:
    start = usual(built_in)
    first = replace(start.criteria[0], value=Linear(60, 0))
    app = opened(open_app, replace(start, criteria=(first, *start.criteria[1:])), language)
    keyed(app.test.selectbox, "siting_value_rail_minutes").set_value(kind)
    app.run()
    assert not app.boxes
    assert type(kept(app).criteria[0].value).__name__.lower() in (kind, "nonetype")


def test_a_parameter_is_changed_and_a_bad_one_refused_with_a_message(open_app: OpenApp, built_in: Study) -> None:
    start = usual(built_in)
    first = replace(start.criteria[0], value=Gaussian(30, 10))
    app = opened(open_app, replace(start, criteria=(first, *start.criteria[1:])))
    keyed(app.test.number_input, "siting_spread_of_rail_minutes").set_value(20.0)
    app.run()
    assert kept(app).criteria[0].value == Gaussian(30, 20)
    keyed(app.test.number_input, "siting_spread_of_rail_minutes").set_value(-1.0)
    app.run()
    (box,) = app.boxes
    assert "“Spread” of the value function is -1.0" in unescape(box)
    assert kept(app).criteria[0].value == Gaussian(30, 20)
    keyed(app.test.number_input, "siting_spread_of_rail_minutes").set_value(None)
    app.run()
    assert kept(app).criteria[0].value == Gaussian(30, 20)
    keyed(app.test.number_input, "siting_spread_of_rail_minutes").set_value(5.0)
    app.run()
    assert not app.boxes


def test_breakpoints_are_typed_and_wrong_ones_refused(open_app: OpenApp, built_in: Study) -> None:
    start = usual(built_in)
    first = replace(start.criteria[0], value=Breakpoints((0, 60), (1, 0)))
    app = opened(open_app, replace(start, criteria=(first, *start.criteria[1:])))
    keyed(app.test.text_input, "siting_points_rail_minutes").set_value("0: 1, 30: 0.8, 60: 0")
    app.run()
    assert kept(app).criteria[0].value == Breakpoints((0, 30, 60), (1, 0.8, 0))
    keyed(app.test.text_input, "siting_points_rail_minutes").set_value("0: 1, thirty")
    app.run()
    (box,) = app.boxes
    assert "“thirty” is no breakpoint." in unescape(box)
    assert kept(app).criteria[0].value == Breakpoints((0, 30, 60), (1, 0.8, 0))


def test_a_function_against_the_objective_is_told(open_app: OpenApp, built_in: Study) -> None:
    start = usual(built_in)
    first = replace(start.criteria[0], value=Linear(0, 60))
    app = opened(open_app, replace(start, criteria=(first, *start.criteria[1:])))
    assert EN("siting_value.against", objective=EN("siting.objective_min", ideal="")) in words(app)
