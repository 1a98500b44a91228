"""The briefing page: what can be chosen, what comes out, and one clear message for what is wrong."""

from __future__ import annotations

from dataclasses import replace
from html import unescape

import pytest

from analysis.progress import silent
from analysis.siting.comparison import Picked
from analysis.siting.comparison_link import from_link, to_link
from analysis.siting.source import placed_ids
from analysis.study import Study
from tests.briefing.deck_parts import saved
from tests.briefing.templates import linked_picture, template
from tests.ui.pages.conftest import App, OpenApp
from ui.briefing.comparison_file import compare_kept
from ui.siting.defaults import first_comparison
from ui.text import LANGUAGES, Text

EN = Text("en")


def labels(app: App) -> list[str]:
    return [button.proto.label for button in app.test.get("download_button")]


def press(app: App, label: str) -> App:
    next(button for button in app.test.button if button.label == label).click()
    return app.run()


def choose(app: App, label: str, values: list[str]) -> App:
    next(box for box in app.test.pills if box.label == label).set_value(values)
    return app.run()


def type_in(app: App, label: str, value: str) -> App:
    next(box for box in app.test.text_input if box.label == label).set_value(value)
    return app.run()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_file_is_offered_in_the_readers_words(open_app: OpenApp, language: str) -> None:
    text = Text(language)
    app = open_app(f"?lang={language}&page=briefing")
    offered = labels(app)
    assert text("briefing.file_xlsx") in offered
    assert text("briefing.file_gpkg") in offered
    assert sum(label.startswith(text("briefing.file_png")) for label in offered) == 4
    assert text("briefing.prepare", file=text("briefing.file_pptx")) in [one.label for one in app.test.button]
    assert not app.boxes


def test_preview_lists_slides_and_sheets_and_shows_a_map(open_app: OpenApp) -> None:
    app = open_app("?lang=en&page=briefing")
    assert len(app.test.get("image") or app.test.get("imgs")) == 1
    assert "12 of the 15 parks" in app.html
    assert EN("briefing_table.table_sites") in app.html


def test_nothing_chosen_is_one_message(open_app: OpenApp) -> None:
    app = open_app("?lang=en&page=briefing")
    choose(app, EN("briefing.files"), [])
    assert len(app.boxes) == 1
    assert EN("problem.nothing_selected") in app.boxes[0]


def test_title_of_300_characters_is_one_message_and_the_title_stays_to_be_mended(open_app: OpenApp) -> None:
    app = open_app("?lang=en&page=briefing")
    type_in(app, EN("briefing.title_of_files"), "x" * 300)
    assert len(app.boxes) == 1
    assert "300" in app.boxes[0]
    type_in(app, EN("briefing.title_of_files"), "Short")
    assert not app.boxes


def test_choices_survive_a_switch_of_language(open_app: OpenApp) -> None:
    app = open_app("?lang=en&page=briefing")
    choose(app, EN("briefing.files"), [".csv"])
    type_in(app, EN("briefing.author"), "Institute")
    app.switch_language("zh")
    assert labels(app) == [Text("zh")("briefing.file_csv")]
    assert [box.value for box in app.test.text_input if box.label == Text("zh")("briefing.author")] == ["Institute"]


def test_all_files_come_in_one_zip(open_app: OpenApp) -> None:
    app = open_app("?lang=en&page=briefing")
    choose(app, EN("briefing.files"), [".csv", ".xlsx"])
    press(app, EN("briefing.prepare", file=EN("briefing.all")))
    assert EN("briefing.all") in labels(app)
    assert not app.boxes


def test_the_comparison_of_the_page_of_sites_can_go_into_the_files(open_app: OpenApp, study: Study) -> None:
    three = placed_ids(study, "townships")[:3]
    link = to_link(replace(first_comparison(), alternatives=Picked(townships=three)))
    app = open_app(f"?lang=en&page=briefing&compare={link}")
    box = next(one for one in app.test.selectbox if one.label == EN("briefing.comparison"))
    assert box.value == "kept"
    assert link is not None
    answer = compare_kept(from_link(link), study, silent).answer
    winner = answer.ranking.score.idxmax()
    assert f"score {answer.ranking.score.max():.4f}" in app.html, winner
    assert "among 3 compared" in app.html


def test_without_sites_chosen_the_files_compare_the_townships_and_say_so(open_app: OpenApp) -> None:
    app = open_app("?lang=en&page=briefing")
    assert EN("briefing.comparison") not in [one.label for one in app.test.selectbox]
    assert EN("briefing.comparison_townships_only") in app.html


def test_atlas_is_a_document_of_its_own_that_is_made_on_demand(open_app: OpenApp) -> None:
    app = open_app("?lang=en&page=briefing")
    choose(app, EN("briefing.files"), [".png", ".pdf"])
    choose(app, EN("briefing.maps"), ["overview", "atlas"])
    atlas = EN("briefing.of_map", file=EN("briefing.file_pdf"), map=EN("briefing.map_atlas"))
    assert EN("briefing.prepare", file=atlas) in [one.label for one in app.test.button]
    assert labels(app) == [
        EN("briefing.of_map", file=EN("briefing.file_png"), map=EN("briefing.map_overview")),
        EN("briefing.file_pdf"),
    ]


def test_formats_of_maps_without_a_map_are_nothing_to_write(open_app: OpenApp) -> None:
    app = open_app("?lang=en&page=briefing")
    choose(app, EN("briefing.files"), [".png", ".pdf"])
    choose(app, EN("briefing.maps"), [])
    assert len(app.boxes) == 1
    assert EN("problem.nothing_selected") in app.boxes[0]
    assert labels(app) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_template_that_points_outside_is_one_message_with_where_and_what_to_do(
    open_app: OpenApp, language: str
) -> None:
    text = Text(language)
    app = open_app(f"?lang={language}&page=briefing")
    content = linked_picture("file://server/share/<b>.png", saved(template()))
    box = next(one for one in app.test.file_uploader if one.label == text("briefing.template"))
    box.set_value(("<script>.pptx", content, "application/octet-stream"))
    app.run()
    assert len(app.boxes) == 1
    assert "file://server/share/&lt;b&gt;.png" in app.boxes[0]
    assert text("problem.template_external_remedy") in unescape(app.boxes[0])
    assert "<script>" not in app.boxes[0]
