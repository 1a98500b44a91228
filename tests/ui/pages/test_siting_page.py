"""What a reader does on the siting page: picks, draws, gives a file, weighs, limits, keeps and opens again."""

from __future__ import annotations

from typing import Any

import pytest

from analysis.siting.comparison import CriterionChoice, OwnSite, Picked, WholeLayer
from analysis.siting.comparison_link import to_link
from analysis.siting.thresholds import Threshold
from analysis.siting.weighting import Weighting
from analysis.study import Study
from layers.read import read_study
from tests.ui.pages.conftest import OpenApp
from tests.ui.pages.siting_page import (
    EN,
    INSIDE,
    USUAL,
    kept,
    labelled,
    lead,
    opened,
    report,
    sliders,
    ten,
    usual,
    with_file,
)
from ui.map.model import MapEvent
from ui.map.siting_layers import SITES, TOWNSHIPS
from ui.siting.ahp_questions import begun
from ui.text import LANGUAGES, Text


@pytest.fixture(scope="module")
def built_in() -> Study:
    return read_study().study


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_page_says_what_to_do_and_keeps_nothing_in_the_link(open_app: OpenApp, language: str) -> None:
    app = open_app(f"?lang={language}&page=sites")
    assert Text(language)("siting_page.empty_lead") in lead(app)
    assert not app.boxes
    assert "compare" not in app.link
    assert not app.test.dataframe


@pytest.mark.parametrize("language", LANGUAGES)
def test_ten_townships_are_picked_ranked_and_tested(open_app: OpenApp, built_in: Study, language: str) -> None:
    app, text = open_app(f"?lang={language}&page=sites"), Text(language)
    labelled(app.test.multiselect, text("siting_page.pick_townships")).set_value(list(ten(built_in)))
    app.run()
    assert not app.boxes
    assert "10" in lead(app)
    assert app.table[text("siting_page.column_rank")].tolist() == list(range(1, 11))
    assert text("siting_page.robust_title") in [one.value for one in app.test.subheader]
    assert text("siting.safe", share="100", draws=1000, won=8, all=8)[:6] in app.html
    assert kept(app).alternatives == Picked(townships=ten(built_in))


def test_a_link_opens_the_same_comparison_again(open_app: OpenApp, built_in: Study) -> None:
    weights = Weighting("direct", (("rail_minutes", 60.0), ("seaport_m", 30.0), ("people_60min", 10.0)))
    wanted = usual(built_in, weighting=weights, method="topsis", draws=50)
    app = opened(open_app, wanted)
    assert not app.boxes
    assert sliders(app) == [60, 30, 10]
    assert kept(app) == wanted
    assert app.go("methods").link["compare"] == to_link(wanted)


@pytest.mark.parametrize("damaged", ["1.abc", "2.abc", "x", "1." + "A" * 5000])
def test_a_damaged_link_is_told_and_the_page_begins_anew(open_app: OpenApp, damaged: str) -> None:
    app = open_app(f"?lang=en&page=sites&compare={damaged}")
    assert len(app.boxes) == 1
    assert EN("app.link_problems") in app.boxes[0]
    assert EN("siting_page.empty_lead") in lead(app)


def test_a_township_that_is_gone_is_told_once_and_left_out(open_app: OpenApp, built_in: Study) -> None:
    app = opened(open_app, usual(built_in, alternatives=Picked(townships=(*ten(built_in), "gone"))))
    assert "gone" in app.boxes[0]
    assert kept(app).alternatives == Picked(townships=ten(built_in))
    assert len(app.table) == 10


def test_moving_a_slider_moves_the_others_but_not_the_locked_ones(open_app: OpenApp, built_in: Study) -> None:
    app = opened(open_app, usual(built_in))
    assert sliders(app) == [34, 33, 33]
    app.test.slider[0].set_value(50)
    app.run()
    assert sliders(app) == [50, 25, 25]
    assert kept(app).weighting.kind == "direct"
    app.test.checkbox(key="siting_lock_seaport_m_en").check()
    app.run()
    app.test.slider[0].set_value(70)
    app.run()
    assert sliders(app) == [70, 25, 5]


@pytest.mark.parametrize("kind", ["entropy", "critic"])
def test_weights_read_from_the_data_are_shown_and_can_be_taken_over(
    open_app: OpenApp, built_in: Study, kind: str
) -> None:
    app = opened(open_app, usual(built_in, weighting=Weighting(kind)))  # type: ignore[arg-type]  # allowed
    assert not app.test.slider
    assert EN(f"siting_page.weights_{kind}_how") in app.html
    labelled(app.test.main.button_group, EN("siting_page.weights")).set_value("direct")
    app.run()
    assert sum(sliders(app)) == 100
    assert len(set(sliders(app))) > 1


def test_a_criterion_ticked_or_not_counts_or_not(open_app: OpenApp, built_in: Study) -> None:
    app = opened(open_app, usual(built_in))
    labelled(app.test.checkbox, EN("siting.criterion_airport_m")).check()
    app.run()
    assert kept(app).ids == ("rail_minutes", "airport_m", "seaport_m", "people_60min")
    for name in kept(app).ids:
        labelled(app.test.checkbox, EN(f"siting.criterion_{name}")).uncheck()
    app.run()
    assert EN("siting_page.no_criterion") in app.html
    assert EN("siting_page.cannot_lead") in lead(app)
    labelled(app.test.checkbox, EN("siting.criterion_airport_m")).check()
    app.run()
    assert not app.boxes


def test_industries_of_the_planned_park_make_relatedness_possible(open_app: OpenApp, built_in: Study) -> None:
    app = opened(open_app, usual(built_in))
    assert labelled(app.test.checkbox, EN("siting.criterion_relatedness")).disabled
    industries = labelled(app.test.multiselect, EN("siting_page.industries"))
    assert built_in.plan is not None
    industries.set_value([next(iter(built_in.plan.industry_names))])
    app.run()
    assert not labelled(app.test.checkbox, EN("siting.criterion_relatedness")).disabled


def test_a_limit_excludes_with_its_reason(open_app: OpenApp, built_in: Study) -> None:
    app = opened(open_app, usual(built_in))
    labelled(app.test.number_input, EN("siting_page.maximum", unit="min")).set_value(40.0)
    app.run()
    assert kept(app).thresholds == {"rail_minutes": Threshold(maximum=40.0)}
    reasons = app.table[EN("siting_page.column_excluded")]
    assert "above the maximum 40" in reasons.iloc[-1]
    assert app.table[EN("siting_page.column_rank")].isna().sum() == (reasons != "").sum() > 0
    labelled(app.test.number_input, EN("siting_page.minimum", unit="min")).set_value(50.0)
    app.run()
    assert EN("siting_page.refused") in app.boxes[0]
    assert kept(app).thresholds == {"rail_minutes": Threshold(maximum=40.0)}


def test_a_limit_that_excludes_all_is_told_and_can_be_taken_back(open_app: OpenApp, built_in: Study) -> None:
    app = opened(open_app, usual(built_in))
    labelled(app.test.number_input, EN("siting_page.maximum", unit="min")).set_value(1.0)
    app.run()
    assert EN("siting_page.cannot_lead") in lead(app)
    assert len(app.boxes) == 1
    labelled(app.test.number_input, EN("siting_page.maximum", unit="min")).set_value(None)
    app.run()
    assert not app.boxes
    assert kept(app) == usual(built_in)


def test_an_ideal_value_turns_the_order(open_app: OpenApp, built_in: Study) -> None:
    app = opened(open_app, usual(built_in))
    labelled(app.test.selectbox, EN("siting_page.objective")).set_value("ideal")
    app.run()
    labelled(app.test.number_input, EN("siting_page.ideal", unit="min")).set_value(100.0)
    app.run()
    assert not app.boxes
    assert kept(app).criteria[0] == CriterionChoice("rail_minutes", "ideal", 100.0)


@pytest.mark.parametrize("method", ["topsis", "vikor", "promethee2"])
def test_every_method_names_its_normalisation(open_app: OpenApp, built_in: Study, method: str) -> None:
    app = opened(open_app, usual(built_in, normalisation="sum"))
    labelled(app.test.selectbox, EN("siting_page.method")).set_value(method)
    app.run()
    assert not app.boxes
    assert kept(app).normalisation == {"topsis": "vector", "vikor": "minmax", "promethee2": "none"}[method]


def test_a_click_picks_a_township_and_a_second_puts_it_back(open_app: OpenApp, built_in: Study) -> None:
    app = open_app("?lang=en&page=sites")
    one = ten(built_in)[0]
    report(app, layer=TOWNSHIPS, id=one)
    assert kept(app).alternatives == Picked(townships=(one,))
    assert EN("siting.one_left") in app.html
    report(app, layer=SITES, id=one)
    assert "compare" not in app.link


def test_a_drawn_point_and_area_become_named_places_that_can_be_renamed_and_removed(open_app: OpenApp) -> None:
    app = open_app("?lang=en&page=sites")
    report(app, kind="draw", geometry={"type": "Point", "coordinates": INSIDE})
    ring = [[113.2, 23.2], [113.3, 23.2], [113.3, 23.3], [113.2, 23.2]]
    report(app, kind="draw", geometry={"type": "Polygon", "coordinates": [ring]})
    assert not app.boxes
    assert {layer.id for layer in app.map["layers"]} >= {"site-alternatives", "site-areas"}
    app.test.text_input[0].set_value("Harbour")
    labelled(app.test.number_input[:1], EN("siting_page.drawn_uncertainty")).set_value(500.0)
    app.run()
    source = kept(app).alternatives
    assert isinstance(source, Picked)
    assert source.drawn[0] == OwnSite("Harbour", (INSIDE[0], INSIDE[1]), uncertainty_m=500.0)
    assert source.drawn[1].id == EN("siting_page.drawn_as", n=2)
    next(one for one in app.test.button if one.label == EN("siting_page.remove")).click()
    app.run()
    source = kept(app).alternatives
    assert isinstance(source, Picked)
    assert len(source.drawn) == 1


@pytest.mark.parametrize(
    ("geometry", "words"),
    [
        ({"type": "Point", "coordinates": [115.0, 20.0]}, "km"),
        (
            {"type": "Polygon", "coordinates": [[[113, 23], [113.1, 23.1], [113.1, 23], [113, 23.1], [113, 23]]]},
            "invalid",
        ),
    ],
)
def test_a_place_at_sea_and_an_area_that_crosses_itself_are_not_taken(
    open_app: OpenApp, geometry: dict[str, Any], words: str
) -> None:
    app = open_app("?lang=en&page=sites")
    app.maps[-1]["pending"].append(MapEvent("draw", "", "", None, (), geometry=geometry))
    app.run()
    app.run()
    assert words in app.boxes[0]
    assert "compare" not in app.link
    app.run()
    assert not app.boxes


def test_all_townships_of_a_city_are_added_and_all_are_cleared(open_app: OpenApp) -> None:
    app = open_app("?lang=en&page=sites")
    next(one for one in app.test.button if "townships" in one.label).click()
    app.run()
    source = kept(app).alternatives
    assert isinstance(source, Picked)
    assert len(source.townships) > 10
    next(one for one in app.test.button if one.label == EN("siting_page.clear")).click()
    app.run()
    assert "compare" not in app.link


@pytest.mark.parametrize("layer", ["townships", "towns", "parks"])
def test_a_whole_layer_is_compared_and_the_picks_come_back(open_app: OpenApp, built_in: Study, layer: str) -> None:
    app = opened(open_app, usual(built_in, draws=20))
    labelled(app.test.main.button_group, EN("siting_page.kind")).set_value("layer")
    app.run()
    labelled(app.test.main.button_group, EN("siting_page.layer")).set_value(layer)
    app.run()
    assert not app.boxes
    assert kept(app).alternatives == WholeLayer(layer)  # type: ignore[arg-type]  # one of them
    labelled(app.test.main.button_group, EN("siting_page.kind")).set_value("picked")
    app.run()
    assert kept(app).alternatives == Picked(townships=ten(built_in))


def test_a_normalisation_that_changes_the_winner_is_told(open_app: OpenApp) -> None:
    """Min-max stretches a small difference of `b` to the whole scale, vector and sum leave it small."""
    app = with_file(open_app, b"id,a,b\nx,1,101\ny,2,100\nz,1.4,100.9\n")
    for name in ("a", "b"):
        labelled(app.test.checkbox, name).check()
    app.run()
    assert EN("siting_page.normalisation_matters", method="Weighted sum", each="")[:40] in app.html


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_speaks_the_readers_language(open_app: OpenApp, built_in: Study, language: str) -> None:
    app = opened(open_app, usual(built_in), language)
    other = Text("en" if language == "zh" else "zh")
    words = "\n".join(app.words())
    for key in ("ranking_title", "ranks_how", "tipping_how", "map_how", "in_link_compare", "criteria_about"):
        assert other(f"siting_page.{key}", draws=1000) not in words


def test_comparisons_that_nobody_made_yet_are_not_called_sound(open_app: OpenApp, built_in: Study) -> None:
    app = opened(open_app, usual(built_in, weighting=begun(Weighting("ahp"), tuple(USUAL))))
    assert EN("siting_ahp.untouched") in app.html
    assert "Consistency ratio" not in app.html


def test_weights_by_comparisons_without_any_are_told(open_app: OpenApp, built_in: Study) -> None:
    app = opened(open_app, usual(built_in, weighting=Weighting("ahp")))
    assert EN("siting_page.cannot_lead") in lead(app)
    assert len(app.boxes) == 1
