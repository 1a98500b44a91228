"""A planner brings an Excel table in BD-09 and an old Shapefile; another brings a hostile file, which stays words."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from playwright.sync_api import Browser, Dialog, Page, expect

from analysis.study import Study
from layers.read import read_study
from layers.study_template import template_zip
from layers.values import shown
from tests.hostile_study import COMPUTED, MARK
from tests.journeys.offline import exported, opened_offline
from tests.journeys.running_page import settled
from tests.own_files import DISTRICTS, HOSTILE_NAME, HOSTILE_NAMES, hostile_geojson, shapefile, station_places, workbook
from ui.text import Text

pytestmark = pytest.mark.journey

EXACT_DEG = 1e-5
NO_PICTURE = """[...document.querySelectorAll('img, iframe')].every(
  e => e.src.startsWith('data:image/') || new URL(e.src).origin === location.origin)"""


@pytest.fixture(scope="module")
def study() -> Study:
    return read_study().study


def give(page: Page, name: str, content: bytes) -> None:
    page.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    )
    settled(page)


def press(page: Page, words: str) -> None:
    page.get_by_role("button", name=words, exact=True).click()
    settled(page)


def choose(page: Page, words: str) -> None:
    page.get_by_role("radio", name=words, exact=True).or_(page.get_by_text(words, exact=True)).first.click()
    settled(page)


def downloaded(page: Page, text: Text, folder: Path) -> list[Any]:
    """Take the file as it stands, and return its features."""
    choose(page, text("data_page.use_download"))
    with page.expect_download() as waiting:
        page.get_by_role("button", name=text("data_page.download"), exact=True).click()
    path = folder / "taken.geojson"
    waiting.value.save_as(path)
    features: list[Any] = json.loads(path.read_text(encoding="utf-8"))["features"]
    return features


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_planner_gets_a_table_in_bd09_and_an_old_shapefile_into_their_places(
    page: Page, serve: Callable[..., str], study: Study, tmp_path: Path, language: str
) -> None:
    text = Text(language)
    page.goto(f"{serve('app.py')}/?lang={language}")
    page.get_by_role("link", name=text("app.page_data"), exact=True).click()
    expect(page.locator(".yt-lead").first).to_contain_text(text("data_page.lead"))

    give(page, "站点.xlsx", workbook(study))
    expect(page.locator("body")).to_contain_text(text("datum.name_bd09"))
    expect(page.locator(".map")).to_contain_text("站点.xlsx")
    press(page, text("data_page.offer_convert", datum=text("datum.name_bd09")))
    done = text("data_page.done_converted", datum=text("datum.name_bd09"))
    expect(page.locator("body")).to_contain_text(done)
    names, _, xy = station_places(study)
    found = downloaded(page, text, tmp_path)
    assert [one["properties"]["名称"] for one in found] == names
    assert np.abs(np.array([one["geometry"]["coordinates"] for one in found]) - xy).max() < EXACT_DEG

    press(page, text("data_page.remove"))
    give(page, "县区.zip", shapefile(study))
    expect(page.locator(".map")).to_contain_text("县区.zip")
    found = downloaded(page, text, tmp_path)
    districts = study.layer("districts").iloc[:DISTRICTS]
    assert [one["properties"]["名称"] for one in found] == list(districts["name_zh"])
    for one, district in zip(found, districts.geometry, strict=True):
        shape = shapely.geometry.shape(one["geometry"])
        assert np.abs(np.array(shape.bounds) - district.bounds).max() < EXACT_DEG


def find_on_map(page: Page, title: str) -> tuple[float, float]:
    """Return where on the middle line of the map a feature of this title answers to the pointer."""
    box = page.locator(".map").bounding_box()
    assert box
    seen = set()
    for step in range(0, int(box["width"]), 4):
        place = (box["x"] + step, box["y"] + box["height"] / 2)
        page.mouse.move(*place)
        if page.locator(".tooltip-title").count():
            seen.add(page.locator(".tooltip-title").first.text_content())
        if title in seen:
            return place
    pytest.fail(f"{title} is not on the map, but {seen}")


def calm(page: Page) -> None:
    """Nothing ran, nothing was computed, no picture came in."""
    assert page.evaluate("window.pwned") is None
    assert MARK not in page.title()
    assert COMPUTED not in page.content()
    assert page.evaluate(NO_PICTURE)
    assert page.locator('a[href^="javascript"], [data-testid="stIconMaterial"]:text-is("home"), .katex').count() == 0


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_hostile_file_is_words_on_every_surface(
    page: Page, browser: Browser, serve: Callable[..., str], traffic: Any, tmp_path: Path, language: str
) -> None:
    text = Text(language)
    dialogs: list[str] = []

    def refuse(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", refuse)
    page.goto(f"{serve('app.py')}/?lang={language}&page=data")
    expect(page.locator(".yt-lead").first).to_be_visible()
    give(page, HOSTILE_NAME, hostile_geojson())
    expect(page.locator(".map")).to_contain_text("{{7919*7907}}")
    calm(page)

    page.locator(".map").scroll_into_view_if_needed()
    page.wait_for_timeout(1500)
    page.mouse.click(*find_on_map(page, shown(HOSTILE_NAMES[8])))
    settled(page)
    expect(page.locator(".yt-table").first).to_contain_text("<script>")
    calm(page)

    choose(page, text("data_page.use_sites"))
    press(page, text("data_page.use_sites_button", n=len(HOSTILE_NAMES)))
    page.get_by_role("link", name=text("data_page.go_sites"), exact=True).click()
    expect(page.locator("body")).to_contain_text(text("clustering.own_other"))
    expect(page.locator("body")).to_contain_text("<script>")
    page.wait_for_timeout(2000)  # charts and tables draw after the texts
    calm(page)

    page.get_by_role("link", name=text("app.page_data"), exact=True).click()
    settled(page)
    choose(page, text("data_page.use_alternatives"))
    calm(page)
    press(page, text("data_page.use_alternatives_button", n=len(HOSTILE_NAMES)))
    page.get_by_role("link", name=text("data_page.go_alternatives"), exact=True).click()
    expect(page.locator("body")).to_contain_text("<script>")
    settled(page)
    page.wait_for_timeout(2000)
    calm(page)

    page.get_by_role("link", name=text("app.page_data"), exact=True).click()
    settled(page)
    choose(page, text("data_page.use_layer"))
    layer = page.get_by_role("combobox", name=re.compile(re.escape(text("data_page.layer_choice"))))
    layer.click()
    page.get_by_role("option", name=re.compile("港口|[Ss]eaports")).first.click()
    settled(page)
    page.get_by_label(text("data_page.value_for_all")).first.fill("500")
    page.get_by_label(text("data_page.value_for_all")).first.press("Enter")
    settled(page)
    calm(page)
    press(page, text("data_page.use_layer_button"))
    expect(page.locator("body")).to_contain_text(text("data_page.taken_title"))
    calm(page)
    page.get_by_role("link", name=text("app.page_map"), exact=True).click()
    settled(page)
    calm(page)
    file = exported(page, text("map_page.export_html"), tmp_path / "map.html")
    with opened_offline(browser, traffic, file) as opened:
        assert opened.title() != MARK
        assert opened.evaluate("window.pwned") is None
        assert COMPUTED not in (opened.text_content("body") or "")
    assert dialogs == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_template_is_downloaded_and_opened_again(page: Page, serve: Callable[..., str], language: str) -> None:
    text = Text(language)
    page.goto(f"{serve('app.py')}/?lang={language}&page=data")
    expect(page.locator(".yt-lead").first).to_be_visible()
    choose(page, text("data_page.part_study"))
    with page.expect_download() as waiting:
        page.get_by_role("button", name=text("data_page.template"), exact=True).click()
    assert Path(waiting.value.path()).read_bytes() == template_zip()
    give(page, "study.zip", Path(waiting.value.path()).read_bytes())
    expect(page.locator("body")).to_contain_text(text("data_page.missing_title"))
    page.get_by_role("link", name=text("app.page_map"), exact=True).click()
    expect(page.locator(".map .label").first).to_be_visible()
    names = page.locator(".map .label").all_text_contents()
    assert not any("湛江" in name or "Zhanjiang" in name for name in names)
