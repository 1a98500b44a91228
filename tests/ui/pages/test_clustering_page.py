"""What a reader does on the clustering page: points of one's own, weights, other sites, in both languages."""

from __future__ import annotations

import json
from collections.abc import Sequence
from html import unescape
from typing import Any

import pytest

import ui.waiting
from analysis.errors import YuantuError
from layers.read import read_study
from tests.hostile_study import COMPUTED, PAYLOADS
from tests.ui.pages.conftest import App, OpenApp
from ui.clustering.controls import OWN_SUFFIXES, read_own_points
from ui.text import LANGUAGES, Text

EN = Text("en")
PLACES = [(113.2, 23.1), (113.21, 23.1), (113.2, 23.11), (113.9, 22.6), (113.91, 22.61), (114.4, 23.1)]


def geojson(places: Sequence[tuple[float, float]], ids: Sequence[str] = ()) -> bytes:
    names = ids or [f"mine {place}" for place in range(len(places))]
    features = [
        {"type": "Feature", "properties": {"id": name}, "geometry": {"type": "Point", "coordinates": place}}
        for name, place in zip(names, places, strict=True)
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def choosing_own(open_app: OpenApp, language: str = "en") -> App:
    app = open_app(f"?lang={language}&page=clustering")
    app.test.main.button_group[0].set_value("own")
    return app.run()


def with_file(open_app: OpenApp, content: bytes, name: str = "mine.geojson", language: str = "en") -> App:
    app = choosing_own(open_app, language)
    app.test.file_uploader[0].set_value((name, content, "application/octet-stream"))
    return app.run()


def score_of(app: App) -> str:
    """Return the score as the page words it: what stands in its facts."""
    start = app.html.index(EN("app.score_of_100"))
    return app.html[start : start + 150]


def labelled(app: App, component: str) -> Any:
    (slider,) = [one for one in app.test.slider if one.label == EN(f"clustering.component_{component}")]
    return slider


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_a_file_the_page_says_what_to_give(open_app: OpenApp, language: str) -> None:
    app = choosing_own(open_app, language)
    text = Text(language)
    assert not app.boxes
    assert text("clustering.own_lead") in unescape(app.html)
    assert app.test.file_uploader[0].allowed_type == list(OWN_SUFFIXES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_points_of_ones_own_are_measured_on_the_studys_land(open_app: OpenApp, language: str) -> None:
    app = with_file(open_app, geojson(PLACES), language=language)
    text = Text(language)
    assert not app.boxes
    assert text("clustering.what_own", n=6) in app.html
    assert "mine 3" in app.html
    drawn = next(layer for layer in app.maps[-2]["layers"] if layer.id == "cluster-sites")
    assert [feature["title"] for feature in drawn.features] == [f"mine {place}" for place in range(6)]
    assert text("reason.not_in_file") in app.html


def test_a_table_of_points_is_read_too(open_app: OpenApp) -> None:
    rows = "\n".join(f"t{place},{lon},{lat}" for place, (lon, lat) in enumerate(PLACES))
    app = with_file(open_app, f"id,lon,lat\n{rows}\n".encode(), "mine.csv")
    assert not app.boxes
    assert EN("clustering.what_own", n=6) in app.html


def test_names_in_a_file_are_shown_as_text_and_never_run(open_app: OpenApp) -> None:
    ids = list(PAYLOADS)
    places = [(113.0 + 0.05 * place, 23.1) for place in range(len(ids))]
    app = with_file(open_app, geojson(places, ids))
    assert not app.boxes
    for danger in ("<img src=x", "<script>document", COMPUTED):
        assert danger not in app.html
    assert "&lt;img src=x" in app.html
    assert "{{7919*7907}}" in "".join(app.words())


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b'{"type": "FeatureCollection", "features": [', "cut.geojson"),
        ('{"\u540d": 1}'.encode("gbk"), "gbk.geojson"),
        (b'id,lon,lat\n"a,1,2\n', "quote.csv"),
        (geojson([]), "none.geojson"),
        (geojson(PLACES[:1]), "one.geojson"),
        (geojson(PLACES[:2], ["same", "same"]), "twice.geojson"),
        (geojson([(2.0, 48.0), (2.1, 48.1)]), "paris.geojson"),
        (b"id,name\n1,x\n", "nowhere.csv"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_that_cannot_be_used_costs_one_box_with_its_reason(open_app: OpenApp, content: bytes, name: str) -> None:
    app = with_file(open_app, content, name)
    (box,) = app.boxes
    assert EN("app.cannot_show") in box
    assert EN("problem.unforeseen") not in unescape(box)
    app.test.main.button_group[0].set_value("parks")
    app.run()
    assert not app.boxes


def test_an_uploaded_file_is_named_as_its_reader_named_it() -> None:
    with pytest.raises(YuantuError) as error:
        read_own_points(read_study().study, b"{", "../../mine.geojson")
    assert [problem.where for problem in error.value.problems] == ["mine.geojson"]


@pytest.mark.parametrize("name", ["mine.gpkg", "mine.GPKG", "mine", "mine.shp"])
def test_formats_that_need_gdal_do_not_pass_by_a_false_content(name: str) -> None:
    with pytest.raises(YuantuError):
        read_own_points(read_study().study, geojson(PLACES), name)


def test_other_weights_give_another_score_at_once(open_app: OpenApp) -> None:
    app = open_app("?lang=en&page=clustering")
    before = score_of(app)
    labelled(app, "platform_reach").set_value(10.0)
    app.run()
    assert score_of(app) != before
    labelled(app, "platform_reach").set_value(1.0)
    app.run()
    assert score_of(app) == before


def test_weights_that_are_all_zero_are_equal_ones_and_said_to_be(open_app: OpenApp) -> None:
    app = open_app("?lang=en&page=clustering")
    before = score_of(app)
    for slider in app.test.slider:
        slider.set_value(0.0)
    app.run()
    assert not app.boxes
    assert EN("clustering.weights_all_zero") in app.html
    assert score_of(app) == before


def test_weights_on_what_these_sites_do_not_have_are_equal_ones_too(open_app: OpenApp) -> None:
    """Points of one's own name no industries: with all weight on their relatedness nothing would be left."""
    app = with_file(open_app, geojson(PLACES))
    before = score_of(app)
    for slider in app.test.slider:
        slider.set_value(5.0 if slider.label == EN("clustering.component_relatedness") else 0.0)
    app.run()
    assert not app.boxes
    assert EN("clustering.weights_all_zero") in app.html
    assert score_of(app) == before


def test_weights_stay_when_the_language_changes(open_app: OpenApp) -> None:
    app = open_app("?lang=en&page=clustering")
    labelled(app, "share_in_groups").set_value(7.0)
    app.run().switch_language("zh")
    (slider,) = [one for one in app.test.slider if one.label == Text("zh")("clustering.component_share_in_groups")]
    assert slider.value == 7.0


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("choice", "n"), [("towns", 8), ("both", 23)])
def test_towns_and_both_are_worded_in_either_language(open_app: OpenApp, language: str, choice: str, n: int) -> None:
    app = open_app(f"?lang={language}&page=clustering")
    app.test.main.button_group[0].set_value(choice)
    app.run()
    text = Text(language)
    assert not app.boxes
    assert text(f"clustering.what_{choice}", n=n) in app.html
    assert text("clustering.small_sample", n=n) in app.html
    assert len(app.table) == n


def test_while_it_is_computed_the_page_says_so_and_offers_to_stop(
    open_app: OpenApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ui.waiting, "AT_ONCE_S", 0)
    app = open_app("?lang=en&page=clustering")
    app.test.sidebar.number_input[-1].set_value(4_711)  # a seed that nobody has asked for yet
    app.run()
    assert EN("clustering.working", simulations=19) in app.html
    assert EN("app.stop") in [button.label for button in app.test.button]
    assert not app.boxes
