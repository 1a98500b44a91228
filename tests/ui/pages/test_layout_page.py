"""The layout page: the map with its card, new lines, choices, and studies that lack something."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.invented_study import write_invented_study
from tests.ui.pages.conftest import App, OpenApp
from ui.map.layout_layers import CITY_LAYER, HUB_LAYER, POTENTIAL_COLOURS
from ui.text import LANGUAGES, Text

EN = Text("en")


def headings(app: App) -> list[str]:
    return [head.value for head in app.test.subheader]


def fills(app: App) -> set[str]:
    layer = next(layer for layer in app.map["layers"] if layer.id == CITY_LAYER)
    return {feature["style"]["fill"] for feature in layer.features}


def press(app: App, label: str) -> None:
    next(button for button in app.test.button if button.label == label).click()
    app.run()


def choose(app: App, label: str, value: str) -> None:
    box = next(box for box in app.test.selectbox if box.label == label)
    box.set_value(value)
    app.run()


def segments(app: App, name: str, value: str) -> None:
    group = next(group for group in app.test.button_group if group.key == f"{name}_{EN.language}")
    group.set_value(value)
    app.run()


def test_sentence_says_how_many_cities_the_data_place_as_the_plan_does(open_app: OpenApp) -> None:
    html = open_app("?lang=en&page=layout").html
    lead = html[html.index("yt-lead") :].split("</p>")[0]
    assert "12 of the 15 parks" in lead
    assert "18 of the 21 cities fall into the tier that the plan gives them" in lead


def test_map_draws_cities_tree_hubs_and_townships_with_parks_on_it(open_app: OpenApp) -> None:
    layers = {layer.id: layer for layer in open_app("?lang=en&page=layout").map["layers"]}
    assert {CITY_LAYER, HUB_LAYER, "layout-tree", "layout-townships", "parks", "links-rail", "context"} <= set(layers)
    assert "layout-tried" not in layers
    assert not layers["layout-townships"].visible
    assert len(layers[CITY_LAYER].features) == 21
    assert len(layers["layout-tree"].features) == 21


def test_every_shade_colours_the_cities(open_app: OpenApp) -> None:
    app = open_app("?lang=en&page=layout")
    plan = fills(app)
    assert len(plan) == 3
    segments(app, "layout_shade", "inferred")
    assert fills(app) == plan
    segments(app, "layout_shade", "potential")
    assert fills(app) <= set(POTENTIAL_COLOURS)
    segments(app, "layout_shade", "minutes")
    assert len(fills(app)) >= 4
    assert EN("layout_page.townships_how", speed="40") in app.html


def test_click_on_city_or_hub_shows_its_card_and_other_clicks_do_not(open_app: OpenApp) -> None:
    app = open_app("?lang=en&page=layout")
    assert 'data-card="广州市"' in app.html
    app.click_map(CITY_LAYER, "440400")
    assert 'data-card="珠海市"' in app.html
    card = app.html[app.html.index('data-card="珠海市"') :]
    assert "In the plan: core cities" in card
    assert "In the data, parks left out: node cities" in card
    app.click_map(HUB_LAYER, "440500")
    assert 'data-card="汕头市"' in app.html
    app.click_map("parks", "gz-nansha")
    assert 'data-card="汕头市"' in app.html
    assert app.map["selected"] == (CITY_LAYER, "440500")


def test_city_can_be_chosen_by_name_and_its_card_says_what_it_lacks(open_app: OpenApp) -> None:
    app = open_app("?lang=en&page=layout")
    choose(app, EN("layout_page.choose_city"), "惠州市")
    card = app.html[app.html.index('data-card="惠州市"') :].split('data-card="')[1]
    assert EN("gap.higher_tier_city_without_park", who="Huizhou", tier="key cities") in card
    assert EN("layout_page.card_parks", n=0) in card


def test_new_line_is_tried_shown_and_removed(open_app: OpenApp) -> None:
    app = open_app("?lang=en&page=layout")
    assert EN("layout_page.effect_title") not in headings(app)
    choose(app, EN("layout_page.line_from"), "广州市")
    choose(app, EN("layout_page.line_to"), "河源市")
    press(app, EN("layout_page.line_add"))
    assert EN("layout_page.effect_title") in headings(app)
    assert "Guangzhou – Heyuan, 60 min" in app.html
    assert "layout-tried" in {layer.id for layer in app.map["layers"]}
    next(button for button in app.test.button if (button.key or "").startswith("layout_line_remove_0")).click()
    app.run()
    assert EN("layout_page.effect_title") not in headings(app)


def test_line_from_a_city_to_itself_cannot_be_added(open_app: OpenApp) -> None:
    app = open_app("?lang=en&page=layout")
    choose(app, EN("layout_page.line_to"), "广州市")
    assert next(button for button in app.test.button if button.label == EN("layout_page.line_add")).disabled


def test_model_without_parameter_asks_for_none_and_says_so(open_app: OpenApp) -> None:
    app = open_app("?lang=en&page=layout")
    labels = [box.label for box in app.test.number_input]
    assert EN("layout_page.parameter_power") in labels
    segments(app, "layout_model", "radiation")
    assert EN("layout_page.parameter_power") not in [box.label for box in app.test.number_input]
    assert EN("layout_page.model_words_radiation", mass="population") in app.html
    segments(app, "layout_mass", "gdp")
    assert EN("layout_page.model_words_radiation", mass="GDP") in app.html


def test_weights_of_the_potential_change_it_and_none_at_all_count_as_equal(open_app: OpenApp) -> None:
    app = open_app("?lang=en&page=layout")
    before = list(app.table[EN("layout_page.column_potential")])
    sliders = [one for one in app.test.slider if (one.key or "").startswith("layout_weight_")]
    assert len(sliders) == 5
    sliders[0].set_value(10.0)
    app.run()
    assert list(app.table[EN("layout_page.column_potential")]) != before
    for one in [one for one in app.test.slider if (one.key or "").startswith("layout_weight_")]:
        one.set_value(0.0)
    app.run()
    assert EN("layout_page.weights_all_zero") in app.html
    assert list(app.table[EN("layout_page.column_potential")]) == before


def test_weights_of_the_score_change_it(open_app: OpenApp) -> None:
    app = open_app("?lang=en&page=layout")
    sliders = [one for one in app.test.slider if (one.key or "").startswith("layout_score_weights_")]
    assert len(sliders) == 6
    for one in sliders[1:]:
        one.set_value(0.0)
    app.run()
    assert "100%" in app.html[app.html.index(EN("app.score_how")) :]


def test_every_part_stands_on_the_page_with_its_null(open_app: OpenApp) -> None:
    app = open_app("?lang=en&page=layout")
    parts = ("inferred_title", "aims_title", "hierarchy_title")
    assert {EN(f"layout_page.{part}") for part in parts} <= set(headings(app))
    for words in (
        EN("layout_page.inferred_caveat"),
        EN("layout_page.null_parks_dealt_out", permutations=999),
        EN("layout_page.null_hubs_dealt_out", permutations=999),
        EN("layout_page.primacy_how"),
        EN("layout_page.townships_caveat", n=1312),
    ):
        assert words in app.html
    assert "0.000<" not in app.html  # no p reads as zero


@pytest.mark.parametrize("language", LANGUAGES)
def test_invented_province_of_four_tiers_needs_no_line_of_code(
    open_app: OpenApp, tmp_path: Path, language: str
) -> None:
    app = open_app(f"?lang={language}&page=layout", study=write_invented_study(tmp_path / "study"))
    assert not app.boxes
    assert 'data-card="Alpha"' in app.html
    assert len(fills(app)) == 4
    app.click_map(CITY_LAYER, next(f["id"] for f in app.map["layers"][0].features if f["title"] == "Zeta"))
    assert 'data-card="Zeta"' in app.html


@pytest.mark.parametrize(
    "missing",
    [("links",), ("townships",), ("platforms",), ("links", "townships", "platforms")],
    ids=lambda names: "+".join(names),
)
def test_study_without_some_layers_shows_the_rest_and_names_what_is_missing(
    open_app: OpenApp, tmp_path: Path, missing: tuple[str, ...]
) -> None:
    folder = write_invented_study(tmp_path / "study")
    for name in missing:
        (folder / "layers" / f"{name}.csv").unlink()
    app = open_app("?lang=en&page=layout", study=folder)
    assert 'data-card="Alpha"' in app.html
    for shade in ("inferred", "potential", "minutes"):
        segments(app, "layout_shade", shade)
        assert fills(app)
    layers = {layer.id for layer in app.map["layers"]}
    assert ("layout-tree" in layers) == ("links" not in missing)
    assert ("layout-townships" in layers) == (not {"links", "townships"} & set(missing))
    assert EN("reason.missing_" + missing[0]) in app.html
