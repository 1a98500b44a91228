"""Every page in both languages, the link, filters, search and selection, without a browser."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.ui.pages.conftest import OpenApp
from ui.pages import PAGES
from ui.state import MOST_LINK_PROBLEMS
from ui.text import LANGUAGES, Text

PAGE_IDS = [page.id for page in PAGES]
NANSHA = "parks:gz-nansha"
SCREENS = [
    *(("map", chosen) for chosen in (NANSHA, "parks:zh-usv", "towns:sz-dayun", "cities:440100")),
    *((page, "") for page in PAGE_IDS[1:]),
]
"""Every page, the map's with every kind of card."""


HAN = re.compile("[\u3400-\u9fff]")
ALLOWED_CHINESE = (
    "粤府〔2018〕64号",  # the plan's number: a citation, in no other language
    "穗府办函〔2018〕105号",  # the number of a source, likewise
    "五(一)",  # the clause of the plan that names the parks
    "中文",  # the switch names each language in itself
)
"""What an English page may hold in Chinese."""

ENGLISH_SENTENCE = re.compile(r"(?:\b[A-Za-z][a-z']+,? ){3,}[A-Za-z]+")
ALLOWED_ENGLISH = (
    "© OpenStreetMap contributors",  # the credit that the licence of its data asks for, word for word
)
"""What a Chinese page may hold of four English words and more."""


def without_markup(words: str) -> str:
    words = re.sub(r"<a [^>]*>.*?</a>", "", words)  # addresses of sources
    words = re.sub(r"<cite>.*?</cite>", "", words)  # titles of works, in the language that they were written in
    return re.sub(r"<[^>]+>", "\n", words)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", PAGE_IDS)
def test_page_opens_in_its_language_without_a_message(open_app: OpenApp, page: str, language: str) -> None:
    app = open_app(f"?lang={language}&page={page}")
    assert "yt-lead" in app.html
    assert not app.boxes
    assert app.link == ({} if language == "zh" else {"lang": "en"})


@pytest.mark.parametrize(("page", "chosen"), SCREENS)
def test_english_page_holds_no_chinese_but_citations(open_app: OpenApp, page: str, chosen: str) -> None:
    app = open_app(f"?lang=en&page={page}&select={chosen}")
    # The page of layers shows the attributes as the files hold them, Chinese and English columns side by side.
    words = [*app._html_words(), *app._widget_words()] if page == "layers" else app.words()
    assert len(words) > 10
    for text in words:
        for citation in ALLOWED_CHINESE:
            text = text.replace(citation, "")
        assert not HAN.search(without_markup(text)), text


@pytest.mark.parametrize(("page", "chosen"), SCREENS)
def test_chinese_page_holds_no_english_sentence(open_app: OpenApp, page: str, chosen: str) -> None:
    app = open_app(f"?page={page}&select={chosen}")
    words = [*app._html_words(), *app._widget_words()] if page == "layers" else app.words()
    for text in words:
        for credit in ALLOWED_ENGLISH:
            text = text.replace(credit, "")
        assert not ENGLISH_SENTENCE.search(without_markup(text)), text


def test_switch_of_language_keeps_page_selection_and_filters(open_app: OpenApp) -> None:
    app = open_app(f"?select={NANSHA}&city=广州市&tier=core")
    assert len(app.table) == 4  # three parks and a town of Guangzhou
    app.switch_language("en")
    assert app.link == {"lang": "en", "select": NANSHA, "city": "广州市", "tier": "core"}
    assert "Nansha International AI Value Innovation Park" in app.html
    assert app.test.multiselect[0].value == ["广州市"]
    assert len(app.table) == 4  # three parks and a town of Guangzhou
    app.go("layout").switch_language("zh")
    assert Text("zh")("layout.tiers_title") in [head.value for head in app.test.subheader]
    app.go("map")
    assert app.test.multiselect[0].value == ["广州市"]
    assert "南沙国际人工智能价值创新园" in app.html


def test_filters_narrow_table_and_map_together(open_app: OpenApp) -> None:
    app = open_app("?lang=en")
    assert len(app.table) == 23
    app.test.multiselect[1].set_value(["key"])
    app.run()
    names = list(app.table["Name"])
    assert len(app.table) < 23
    assert "Songshan Lake High-Tech Zone" in names
    drawn = {str(feature["title"]) for layer in app.map["layers"][:2] for feature in layer.features}
    assert set(names) <= drawn
    assert app.link["tier"] == "key"
    app.test.multiselect[0].set_value(["广州市"])
    app.run()
    assert Text("en")("map_page.table_empty") in app.html
    app.test.multiselect[0].set_value([])
    app.test.multiselect[1].set_value([])
    app.run()
    assert len(app.table) == 23


@pytest.mark.parametrize("query", ["滨海湾", "binhaiwan", "bhwxq", "Binhai Bay"])
def test_search_that_finds_one_place_selects_it(open_app: OpenApp, query: str) -> None:
    app = open_app()
    app.test.text_input[0].set_value(query)
    app.run()
    assert app.link["select"] == "parks:dg-binhai"
    assert app.map["selected"] == ("parks", "dg-binhai")


def test_search_offers_what_it_found_and_a_choice_selects(open_app: OpenApp) -> None:
    app = open_app("?lang=en")
    app.test.text_input[0].set_value("zhuhai")
    app.run()
    assert "select" not in app.link
    buttons = {button.key: button for button in app.test.button if button.key and button.key.startswith("found_")}
    assert len(buttons) >= 2
    key, button = next(iter(buttons.items()))
    button.click()
    app.run()
    assert app.link["select"] == key.removeprefix("found_")
    app.test.text_input[0].set_value("no such place")
    app.run()
    assert Text("en")("map_page.search_nothing") in app.html


def test_click_on_the_map_shows_the_card_and_marks_the_row(open_app: OpenApp) -> None:
    app = open_app()
    app.click_map("parks", "zh-usv/2")
    assert app.link["select"] == "parks:zh-usv"  # the second site of the park leads to the park
    assert app.map["selected"] == ("parks", "zh-usv")
    assert 'data-card="zh-usv"' in app.html
    app.click_map("cities", "440100")
    assert 'data-card="440100"' in app.html
    app.click_map("stations", "hechun")
    assert app.link["select"] == "cities:440100"  # a station has no card


@pytest.mark.parametrize("language", LANGUAGES)
def test_stale_link_gives_one_box_in_the_sessions_language_and_the_rest_works(open_app: OpenApp, language: str) -> None:
    app = open_app(
        f"?lang={language}&nonsense=1&page=gone&select=parks:gone&view=x,y&layers=parks,gone&city=北京市,广州市&basemap=x"
    )
    (box,) = app.boxes
    text = Text(language)
    assert text("app.link_problems") in box
    for part in ("?nonsense", "gone", "parks:gone", "x,y", "北京市"):
        assert part in box
    assert len(app.table) == 4  # of Guangzhou: the part of the filter that exists is used
    assert app.map["visible"] == ("parks",)
    assert app.map["view"] is None
    app.click_map("parks", "gz-nansha")
    assert not app.boxes


def test_unknown_language_falls_back_to_chinese_and_says_so(open_app: OpenApp) -> None:
    app = open_app("?lang=fr")
    (box,) = app.boxes
    assert "fr" in box
    assert Text("zh")("app.link_problems") in box


def test_link_is_shown_as_text(open_app: OpenApp) -> None:
    app = open_app("?<img src=x onerror=alert(1)>=1&select=parks:<script>x</script>&city={{7*7}}&view=$x$")
    (box,) = app.boxes
    assert "<img" not in box
    assert "<script" not in box
    assert "{{7*7}}" in box


def test_link_restores_view_and_layers(open_app: OpenApp) -> None:
    app = open_app("?view=23.0,113.5,9&layers=parks,stations")
    assert app.map["view"] == (23.0, 113.5, 9)
    assert app.map["visible"] == ("parks", "stations")
    assert app.link == {"view": "23.0,113.5,9", "layers": "parks,stations"}


@pytest.mark.parametrize("choice", ["parks", "towns", "both"])
def test_clustering_of_each_kind_of_sites(open_app: OpenApp, choice: str) -> None:
    app = open_app("?lang=en&page=clustering")
    app.test.main.button_group[0].set_value(choice)
    app.run()
    count = {"parks": 15, "towns": 8, "both": 23}[choice]
    assert Text("en")(f"clustering.what_{choice}", n=count) in app.html


def test_clustering_says_what_hangs_on_its_nulls_and_lists_every_city(open_app: OpenApp) -> None:
    html = open_app("?page=clustering").html
    text = Text("zh")
    lead = html[html.index("yt-lead") :].split("</p>")[0]
    assert "个陆地随机布局都近" in lead
    assert "若只在各市驻地 10 公里内随机" in lead
    assert "证据就不足了" in lead
    assert text("clustering.null_seats") in html
    assert text("clustering.platform_what") in html
    assert text("clustering.quotient_many", n=21) in html
    assert "云浮市" in html  # a city without a park, with its upper bound


def test_layout_splits_progress_by_the_plans_date_and_has_its_caveat_beside_the_score(open_app: OpenApp) -> None:
    html = open_app("?page=layout").html
    text = Text("zh")
    assert text("layout.column_reached_before_plan") in html
    assert text("layout.progress_how", issued="2018-07-23") in html
    assert html.index(text("layout.caveat_same_document"), html.index(text("app.score_of_100"))) > 0
    assert "河源市" in html[html.index(text("layout.reach_how")) :]


@pytest.mark.parametrize("mode", ["fastest", "rail", "road"])
def test_layout_by_each_mode(open_app: OpenApp, mode: str) -> None:
    app = open_app("?lang=en&page=layout")
    app.test.main.button_group[0].set_value(mode)
    app.run()
    assert "7/1330" in app.html
    assert "77/54264" in app.html


def test_basemap_is_off_until_chosen_and_tianditu_waits_for_its_key(open_app: OpenApp) -> None:
    app = open_app()
    assert not app.map["basemap"]
    app.test.sidebar.radio[0].set_value("osm")
    app.run()
    assert app.map["basemap"].kind == "osm"
    app.test.sidebar.radio[0].set_value("tianditu")
    app.run()
    assert not app.map["basemap"]
    app.test.text_input[1].set_value("key")
    app.run()
    assert app.map["basemap"].key == "key"
    assert "key" not in str(app.link.values())


def test_amap_says_that_the_layers_are_shifted_for_display(open_app: OpenApp) -> None:
    app = open_app("?lang=en")
    assert "GCJ-02" not in app.html
    app.test.sidebar.radio[0].set_value("amap")
    app.run()
    assert app.map["basemap"].kind == "amap"
    assert "shifted with them" in app.html


def test_study_without_anything_in_it_says_what_is_missing_on_every_page(open_app: OpenApp, tmp_path: Path) -> None:
    for language in LANGUAGES:
        for page in PAGE_IDS:
            app = open_app(f"?lang={language}&page={page}", study=tmp_path)
            assert app.boxes or page in ("methods", "data"), page  # which speak of no study, and of the user's own


def test_link_of_any_length_is_told_in_part_and_the_page_works(open_app: OpenApp) -> None:
    many = ",".join(f"x{n}" for n in range(5_000))
    unknown = "&".join(f"p{n}=1" for n in range(500))
    app = open_app(f"?lang=en&layers={many}&city={many}&tier=core&{unknown}")
    assert len(app.boxes) == 1
    assert len(app.link.get("city", "")) == 0
    assert app.link["tier"] == "core"
    told = re.search(r"(\d+) more", app.boxes[0])
    assert told
    assert int(told.group(1)) < MOST_LINK_PROBLEMS
