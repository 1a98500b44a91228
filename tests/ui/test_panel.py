"""The cards: everything that is known of a site or a city, in one language, and nothing that runs."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser

import pytest

from analysis.study import Study
from layers.read import StudyReading
from tests.hostile_study import MARK
from ui.panel import city_card, site_card
from ui.sites import SITE_LAYERS
from ui.text import LANGUAGES, Text

ALLOWED_ELEMENTS = {"div", "h3", "h4", "p", "ul", "li", "span", "a"}
ALLOWED_ATTRIBUTES = {"class", "style", "data-card", "href", "target", "rel"}


class Reader(HTMLParser):
    def __init__(self, content: str) -> None:
        super().__init__()
        self.elements: set[str] = set()
        self.attributes: list[tuple[str, str]] = []
        self.text = ""
        self.feed(content)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.text += data + "\n"


def cards(study: Study, text: Text) -> list[str]:
    sites = [site_card(study, layer_id, key, text) for layer_id in SITE_LAYERS for key in study.layer(layer_id).index]
    return [*sites, *(city_card(study, key, text) for key in study.layer("cities").index)]


@pytest.mark.parametrize(
    ("language", "parts"),
    [
        (
            "zh",
            [
                "南沙国际人工智能价值创新园",
                "粤府〔2018〕64号 五(一) 点名",
                "±2.0 公里",
                "2018-07-23",
                "日期不详",
                "来源",
            ],
        ),
        ("en", ["Nansha International AI Value", "clause 五(一)", "±2.0 km", "2018-07-23", "date unknown", "Sources"]),
    ],
)
def test_card_says_clause_uncertainty_status_dates_and_sources(study: Study, language: str, parts: list[str]) -> None:
    shown = Reader(site_card(study, "parks", "gz-nansha", Text(language))).text
    for part in parts:
        assert part in shown
    neighbours = [f"±{km}" for km in ("7.0", "6.0")]  # 2 km of the park itself and 5 or 4 km of its neighbours
    assert all(part in shown for part in neighbours)


def test_card_of_a_town_says_that_the_plan_names_none(study: Study) -> None:
    assert study.require_plan().town_note.zh in site_card(study, "towns", "sz-dayun", Text("zh"))
    without = replace(study, plan=None)
    assert Text("zh")("site.not_named_in_plan") in site_card(without, "towns", "sz-dayun", Text("zh"))


def test_card_of_the_vessel_park_names_its_second_site(study: Study) -> None:
    other = study.layer("parks").loc["zh-usv", "other_sites"][0]
    assert other["name_en"] in Reader(site_card(study, "parks", "zh-usv", Text("en"))).text


def test_card_of_a_city_says_tier_people_parks_and_nearest_cities(study: Study) -> None:
    shown = Reader(city_card(study, "440100", Text("en"))).text
    for part in ("core cities", "18,676,605", "Parks of the plan: 3", "Foshan: 8 min (rail)"):
        assert part in shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_card_is_made_of_a_few_harmless_elements(study: Study, hostile: StudyReading, language: str) -> None:
    for content in cards(study, Text(language)) + cards(hostile.study, Text(language)):
        found = Reader(content)
        assert found.elements <= ALLOWED_ELEMENTS
        assert {name for name, _ in found.attributes} <= ALLOWED_ATTRIBUTES
        assert all(value.startswith(("http://", "https://")) for name, value in found.attributes if name == "href")
        assert all(MARK not in value for name, value in found.attributes if name == "style")


def test_hostile_names_stand_in_the_cards_as_text(hostile: StudyReading) -> None:
    parks = hostile.study.layer("parks")
    for key, name in parks["name_zh"].items():
        assert name in Reader(site_card(hostile.study, "parks", key, Text("zh"))).text


@pytest.mark.parametrize("language", LANGUAGES)
def test_cards_need_no_other_layer(study: Study, language: str) -> None:
    text = Text(language)
    alone = replace(study, layers={"parks": study.layer("parks")}, plan=None)
    assert "gz-nansha" in site_card(alone, "parks", "gz-nansha", text)
    cities = replace(study, layers={"cities": study.layer("cities")}, plan=None)
    assert "440100" in city_card(cities, "440100", text)


def test_only_park_has_no_neighbours(study: Study) -> None:
    one = replace(study, layers={"parks": study.layer("parks").iloc[[0]]})
    assert Text("zh")("site.neighbours") not in site_card(one, "parks", "gz-nansha", Text("zh"))
