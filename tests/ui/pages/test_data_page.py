"""The page of own data: a file is given, put right by buttons only, seen on the map, and used; a study is opened."""

from __future__ import annotations

import gc
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely

from analysis.siting.comparison import OwnTable
from analysis.study import Study
from layers.draft import draft_of
from layers.read import ROOT, read_study
from layers.sandbox import Worker
from layers.study_template import template_zip
from layers.upload import read_upload
from tests.own_files import (
    DISTRICTS,
    HOSTILE_NAME,
    HOSTILE_NAMES,
    STATIONS,
    hostile_geojson,
    shapefile,
    station_places,
    table,
    workbook,
)
from tests.ui.pages.conftest import App, OpenApp
from ui.data.preview import table_of
from ui.data.use import USES
from ui.text import Text

NEAR_DEG = 3e-5
"""The map's five decimals, and the metre to which the shifts are known."""

Give = Callable[..., App]


@pytest.fixture
def give(open_app: OpenApp) -> Give:
    def given(name: str, content: bytes, *, language: str = "zh", app: App | None = None) -> App:
        app = app or open_app(f"?lang={language}").go("data")
        app.test.file_uploader[0].set_value((name, content, "application/octet-stream"))
        return app.run()

    return given


def keyed(shown: Any, start: str) -> Any:
    """Return the one widget whose key begins so."""
    (found,) = [one for one in shown if one.key and one.key.startswith(start)]
    return found


def press(app: App, key: str) -> App:
    keyed(app.test.button, key).click()
    return app.run()


def choose_use(app: App, use: str) -> App:
    keyed(app.test.button_group, "own_use").set_value(use)
    return app.run()


def own_features(app: App) -> list[Any]:
    return [one for layer in app.map["layers"] if layer.id.startswith("own-") for one in layer.features]


def places(app: App) -> np.ndarray[Any, Any]:
    return np.array([one["coordinates"] for one in own_features(app)])


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_workbook_in_bd09_comes_to_its_place_when_asked(give: Give, study: Study, language: str) -> None:
    _, _, xy = station_places(study)
    app = give("站点.xlsx", workbook(study), language=language)
    text = Text(language)
    assert text("datum.name_bd09") in app.html
    assert len(own_features(app)) == STATIONS
    assert np.abs(places(app) - xy).max() > 0.005, "nothing is converted by itself"
    app = press(app, "own_offer")
    assert np.abs(places(app) - xy).max() < NEAR_DEG
    assert text("data_page.done_converted", datum=text("datum.name_bd09")) in app.html
    app = press(app, "own_undo")
    assert np.abs(places(app) - xy).max() > 0.005


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_shapefile_in_gbk_and_metres_is_in_its_place_at_once(give: Give, study: Study, language: str) -> None:
    app = give("县区.zip", shapefile(study), language=language)
    districts = study.layer("districts").iloc[:DISTRICTS]
    assert [one["title"] for one in own_features(app)] == list(districts["name_zh"])
    shapes = [shapely.geometry.shape(one) for one in own_features(app)]
    for shape, district in zip(shapes, districts.geometry, strict=True):
        assert np.abs(np.array(shape.bounds) - district.bounds).max() < NEAR_DEG
    assert Text(language)("data_page.roughly_right") in app.html


def test_columns_the_other_way_round_are_put_right_when_asked(give: Give, study: Study) -> None:
    _, _, xy = station_places(study)
    app = give("t.csv", table(study, columns=("纬度", "经度")))
    assert own_features(app) == [], "degrees beyond the pole are nowhere"
    app = press(app, "own_offer")
    assert np.abs(places(app) - xy).max() < NEAR_DEG


def test_a_table_without_known_columns_asks_for_them(give: Give, study: Study) -> None:
    app = give("t.csv", table(study, columns=("甲", "乙")))
    assert Text("zh")("data_page.columns_unknown") in app.html
    assert not [layer for shown in app.maps for layer in shown["layers"] if layer.id.startswith("own-")]
    for axis, column in (("x", "甲"), ("y", "乙")):
        keyed(app.test.selectbox, f"own_column_{axis}").set_value(column)
        app.run()
    _, _, xy = station_places(study)
    assert np.abs(places(app) - xy).max() < NEAR_DEG


def test_limits_and_what_becomes_of_the_file_are_stated(open_app: OpenApp) -> None:
    for language in ("zh", "en"):
        html = open_app(f"?lang={language}").go("data").html
        assert "50 MB" in html
        assert "1,000,000" in html
        assert Text(language)("data_page.session_only") in html


def test_a_refused_file_says_why_and_leaves_nothing(give: Give, study: Study) -> None:
    app = give("t.csv", table(study))
    app = give("x.geojson", b"<html><script>1</script></html>", app=app)
    assert Text("zh")("data_page.refused") in app.html
    assert Text("zh")("data_page.where_title") not in "".join(one.value for one in app.test.subheader)


def test_what_is_wrong_is_mended_only_when_asked(give: Give) -> None:
    bowtie = [[[113, 23], [113.1, 23.1], [113.1, 23], [113, 23.1], [113, 23]]]
    features = [
        {"type": "Feature", "properties": {"名称": "蝴蝶"}, "geometry": {"type": "Polygon", "coordinates": bowtie}},
        {"type": "Feature", "properties": {"名称": "空"}, "geometry": None},
    ]
    content = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    app = give("x.geojson", content)
    assert Text("zh")("data_page.use_not_yet") in app.html
    assert Text("zh")("repair.invalid_rings", n=1) in app.html
    app = press(app, "own_repair_all")
    assert Text("zh")("data_page.use_not_yet") not in app.html
    assert Text("zh")("repair.missing_geometry_done", n=1) in app.html
    assert len(own_features(app)) == 1


def test_points_are_used_by_the_clustering_page(give: Give, study: Study) -> None:
    app = press(give("t.csv", table(study)), "own_use_sites")
    assert Text("zh")("data_page.used_sites") in app.html
    app = app.go("clustering")
    assert Text("zh")("clustering.what_own", n=STATIONS) in app.html
    app = press(app, "own_other")
    assert Text("zh")("clustering.own_lead") in app.html


def test_candidates_are_used_by_the_sites_page_with_their_own_numbers(give: Give, study: Study) -> None:
    app = choose_use(give("t.csv", table(study)), "alternatives")
    app = press(app, "own_use_alternatives")
    assert Text("zh")("data_page.used_alternatives") in app.html
    source = app.test.session_state["comparison"].alternatives
    assert isinstance(source, OwnTable)
    assert len(source.sites) == STATIONS
    assert "评分" in source.columns
    assert source.sites[0].id == station_places(study)[0][0]
    assert Text("zh")("siting_page.own_read", name="t.csv", n=STATIONS) in app.go("sites").html


def test_a_layer_becomes_a_criterion_of_what_is_compared(give: Give, study: Study) -> None:
    app = choose_use(give("t.csv", table(study)), "criterion")
    assert Text("zh")("data_page.criterion_nothing") in app.html
    app = press(choose_use(app, "alternatives"), "own_use_alternatives")
    app = give("县区.zip", shapefile(study), app=app)
    app = press(choose_use(app, "criterion"), "own_criterion_zh")
    source = app.test.session_state["comparison"].alternatives
    assert source.columns[-1] == "到县区的距离（公里）"
    assert len(source.sites) == STATIONS
    assert source.sites[0].id == station_places(study)[0][0]
    districts = study.layer("districts").iloc[:DISTRICTS].union_all()
    for site in source.sites:
        assert (site.cells[-1] == 0) == districts.covers(shapely.Point(site.point))


def test_a_file_stays_while_the_language_changes(give: Give, study: Study) -> None:
    app = give("t.csv", table(study)).switch_language("en")
    assert Text("en")("data_page.lead_right", name="t.csv", n=STATIONS) in app.html
    assert len(own_features(app)) == STATIONS


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_first_sentence_says_how_the_file_stands_and_what_to_do(give: Give, study: Study, language: str) -> None:
    text = Text(language)
    name = {"name": "t.csv", "n": STATIONS}
    app = give("t.csv", table(study, datum="bd09"), language=language)
    assert text("data_page.lead_convert", datum=text("datum.name_bd09"), m="1,230", **name) in app.html
    app = press(app, "own_offer")
    assert text("data_page.lead_right", **name) in app.html
    app = give("t.csv", table(study, columns=("纬度", "经度")), language=language, app=app)
    assert text("data_page.lead_read", **name) in app.html
    assert Text(language)("problem.coordinates_swapped_remedy") not in app.html
    app = give("t.csv", table(study, columns=("甲", "乙")), language=language, app=app)
    assert text("data_page.lead_table", **name) in app.html


def test_a_table_without_places_offers_only_what_it_can_be(give: Give, study: Study) -> None:
    uses = keyed(give("t.csv", table(study, columns=("甲", "乙"))).test.button_group, "own_use").options
    assert len(uses) == 2
    areas = keyed(give("县区.zip", shapefile(study)).test.button_group, "own_use").options
    assert len(areas) == 4


def test_the_row_of_names_is_found_and_can_be_chosen(give: Give, study: Study) -> None:
    titled = "储备用地台账,,,,\n\n".encode() + table(study).removeprefix(b"\xef\xbb\xbf")
    app = give("t.csv", titled)
    assert len(own_features(app)) == STATIONS
    row = keyed(app.test.selectbox, "own_header")
    assert row.value == "3"
    row.set_value("1")
    app = app.run()
    assert keyed(app.test.selectbox, "own_header").value == "1"
    assert Text("zh")("data_page.columns_unknown") in app.html


def test_a_layer_of_the_study_is_replaced_for_this_session_only(give: Give, open_app: OpenApp, study: Study) -> None:
    app = choose_use(give("t.csv", table(study)), "layer")
    keyed(app.test.selectbox, "own_layer_choice").set_value("townships")
    app = press(app.run(), "own_use_layer")
    assert Text("zh")("data_page.layer_refused") in "\n".join(app.boxes), "a kind is asked for that no column tells"
    assert Text("zh")("problem.field_unfilled_remedy") in "\n".join(app.boxes)
    keyed(app.test.selectbox, "own_field_townships_kind_t.csv_zh_value").set_value("town")
    app = press(app.run(), "own_use_layer")
    assert "townships" in app.test.session_state["own_layers"], app.boxes
    other = open_app("").go("layers")
    assert "own_layers" not in other.test.session_state
    assert not any("t.csv" in words for words in other.words())
    app = press(app, "own_back_townships")
    assert not app.test.session_state["own_layers"]


def test_another_session_sees_nothing_of_the_file(give: Give, open_app: OpenApp, study: Study) -> None:
    press(give("secret-name.xlsx", workbook(study)), "own_use_sites")
    other = open_app("")
    for page in ("data", "clustering", "sites", "layers"):
        assert not any("secret-name" in words for words in other.go(page).words())


@pytest.mark.parametrize("use", USES)
def test_hostile_words_stay_words(give: Give, use: str) -> None:
    app = give(HOSTILE_NAME, hostile_geojson())
    app = choose_use(app, use)
    words = "\n".join(app.words())
    assert "62615533" not in words
    assert "<img" not in app.html.replace("&lt;img", "")
    assert "<script" not in app.html
    assert len(own_features(app)) == len(HOSTILE_NAMES)


def study_zip(files: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


@pytest.fixture
def opened(open_app: OpenApp) -> Callable[[str, bytes], App]:
    def given(name: str, content: bytes) -> App:
        app = open_app("").go("data")
        keyed(app.test.button_group, "own_part").set_value("study")
        app.run()
        app.test.file_uploader[0].set_value((name, content, "application/zip"))
        return app.run()

    return given


def test_the_template_opens_and_every_page_shows_it(opened: Callable[[str, bytes], App], open_app: OpenApp) -> None:
    app = opened("样例.zip", template_zip())
    assert Text("zh")("data_page.study_opened", name="样例.zip", n=3) in app.html
    assert Text("zh")("missing.links") in app.html
    folder = app.test.session_state["opened_study"].folder
    assert folder.is_dir()
    assert folder.stat().st_mode & 0o077 == 0
    for page in ("map", "clustering", "layout", "sites", "layers", "methods"):
        app.go(page)
    app.go("map")
    shown = {layer.id: layer for layer in app.map["layers"]}
    assert len(shown["cities"].features) == 3, "nothing of it is put where others could fetch it"
    assert not any(layer.url for layer in app.map["layers"])
    assert len(read_study().study.layer("cities")) == 21
    other = open_app("").go("map")
    assert {layer.id: layer for layer in other.map["layers"]}["cities"].features is None
    app.go("data")
    app = press(app, "own_study_close")
    assert not folder.exists()


def test_the_folder_of_a_study_goes_with_its_session(opened: Callable[[str, bytes], App]) -> None:
    app = opened("样例.zip", template_zip())
    folder: Path = app.test.session_state["opened_study"].folder
    assert folder.is_dir()
    del app.test.session_state["opened_study"]
    gc.collect()
    assert not folder.exists()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (study_zip({"readme.txt": b"x"}), "archive_without_study"),
        (study_zip({"../parks.geojson": b"{}"}), "archive_path"),
        (b"PK no archive", "archive_broken"),
    ],
)
def test_an_archive_that_is_no_study_is_refused(opened: Callable[[str, bytes], App], content: bytes, code: str) -> None:
    app = opened("x.zip", content)
    assert "opened_study" not in app.test.session_state
    assert Text("zh")("data_page.study_refused") in app.html
    assert Text("zh")(f"problem.{code}", reason="{reason}").partition("{reason}")[0] in app.html


def test_the_template_is_part_of_the_project() -> None:
    assert (ROOT / "layers/template/plan.toml").is_file()


def test_the_table_shows_every_row_beside_its_number(study: Study) -> None:
    draft = draft_of(read_upload("站点.xlsx", workbook(study)))
    shown = table_of(draft)
    names, cities, _ = station_places(study)
    assert list(shown.index) == list(range(1, STATIONS + 1))
    assert list(shown["名称"]) == names
    assert list(shown["城市"]) == cities
    assert list(shown["评分"]) == list(range(STATIONS))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_study_given_as_one_file_is_told_and_opened_as_such(give: Give, language: str) -> None:
    text = Text(language)
    app = give("t.zip", template_zip(), language=language)
    assert text("data_page.holds_study") in app.html
    app = press(app, "own_open_as_study")
    assert text("data_page.study_opened", name="t.zip", n=3) in app.html
    assert text("data_page.holds_study") not in app.html


def test_a_shapefile_is_not_taken_for_a_study(give: Give, study: Study) -> None:
    assert Text("zh")("data_page.holds_study") not in give("县区.zip", shapefile(study)).html


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_the_system_cannot_limit_is_told(give: Give, language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    ready = Worker.missing
    missing = ("memory", "open files")
    monkeypatch.setattr(Worker, "missing", lambda self, name: (ready(self, name) and missing) or missing)
    text = Text(language)
    what = text("app.list_separator").join([text("data_page.limit_memory"), text("data_page.limit_open_files")])
    given = give(
        "t.geojson", json.dumps({"type": "FeatureCollection", "features": [POINT]}).encode(), language=language
    )
    assert text("data_page.limits_missing", what=what) in given.html


POINT = {"type": "Feature", "properties": {"id": "1"}, "geometry": {"type": "Point", "coordinates": [113.0, 23.0]}}


def test_what_the_system_cannot_limit_is_told_of_a_study(
    opened: Callable[[str, bytes], App], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("layers.opened_study.TRIAL_BYTES", 0)
    monkeypatch.setattr("layers.study_trial._START", "print('[\"memory\"]')")
    text = Text("zh")
    told = text("data_page.limits_missing", what=text("data_page.limit_memory"))
    assert told in opened("t.zip", template_zip()).html
