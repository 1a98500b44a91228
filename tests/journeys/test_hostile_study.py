"""A study that is hostile in every text, in a real browser: all is shown as text, nothing runs or is asked for."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, TimeoutError, expect

from layers.read import read_study
from tests.hostile_study import COMPUTED, MARK, PAYLOADS, write_hostile_study
from tests.journeys.offline import exported, opened_offline
from ui.text import Text

pytestmark = pytest.mark.journey

NO_PICTURE = "[...document.querySelectorAll('img, iframe')].every(e => new URL(e.src).origin === location.origin)"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_hostile_study(tmp_path_factory.mktemp("hostile") / "study")


def calm(page: Page) -> None:
    """Nothing ran, nothing was computed, no picture came in."""
    assert MARK not in page.title()
    assert COMPUTED not in page.content()
    assert page.evaluate(NO_PICTURE)
    assert page.locator('a[href^="javascript"], [data-testid="stIconMaterial"]:text-is("home"), .katex').count() == 0


def shown(locator: Locator) -> str:
    return (locator.text_content() or "").replace("\u2060", "")


def options_of(page: Page, label: str) -> str:
    """Open a filter and return all that it offers, again where a run of the page under way closed it."""
    page.get_by_label(label, exact=True).click()
    with contextlib.suppress(TimeoutError):
        page.get_by_role("option").nth(1).wait_for(timeout=2000)  # the first one is Streamlit's own "Select all"
        return " ".join(page.get_by_role("option").all_text_contents())
    page.keyboard.press("Escape")
    return options_of(page, label)


def offers_a_payload(page: Page, label: str) -> bool:
    """Whether a filter offers one of the texts; looked at again where its list was drawn anew meanwhile."""
    for _ in range(5):
        offered = options_of(page, label)
        if any(payload in offered for payload in PAYLOADS):
            return True
        page.keyboard.press("Escape")
        page.wait_for_timeout(500)
    return False


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_surface_shows_the_texts_and_runs_none(
    page: Page, browser: Browser, serve: Callable[..., str], traffic: Any, folder: Path, tmp_path: Path, language: str
) -> None:
    text = Text(language)
    parks = read_study(folder).study.layer("parks")
    address = serve("app.py", environment={"YUANTU_STUDY": str(folder)})
    key = next(key for key in parks.index if key.startswith("sw-hightech"))
    park = parks.loc[key].to_dict()
    name = text.choose(park, "name")
    page.goto(f"{address}/?lang={language}&view={park['geometry'].y},{park['geometry'].x},13")
    page.locator(".map .label").first.wait_for(state="attached")
    box = page.locator(".map").bounding_box()
    assert box
    place = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.move(*place)
    expect(page.locator(".tooltip-title")).to_have_text(name)
    page.mouse.click(*place)
    expect(page.locator(".yt-card h3")).to_have_text(name)
    calm(page)

    query = page.get_by_role("textbox", name=text("map_page.search"), exact=True)
    query.fill("园" if language == "zh" else "park")
    query.press("Enter")
    found = page.locator('[class*="st-key-found_"] button')
    expect(found.nth(4)).to_be_visible()
    names = {
        *parks["name_zh"],
        *parks["name_en"],
        *read_study(folder).study.layer("towns")[["name_zh", "name_en"]].stack(),
    }
    plain = {" ".join(name.split()) for name in names}
    for button in found.all():
        assert " ".join(shown(button).split()) in plain
    calm(page)

    for filter_name in ("city", "tier", "industry"):
        assert offers_a_payload(page, text(f"map_page.filter_{filter_name}"))
        page.keyboard.press("Escape")
        expect(page.get_by_role("option")).to_have_count(0)
        calm(page)

    file = exported(page, text("map_page.export_html"), tmp_path / "map.html")
    with opened_offline(browser, traffic, file) as opened:
        assert opened.title() != MARK
        assert COMPUTED not in (opened.text_content("body") or "")

    for name in ("clustering", "layout", "layers"):
        page.goto(f"{address}/?lang={language}&page={name}")
        expect(page.locator(".yt-lead").first).to_be_visible()
        shows_any = "texts => texts.some(one => document.body.textContent.includes(one))"
        page.wait_for_function(shows_any, arg=list(PAYLOADS))  # the page may compute first
        page.wait_for_timeout(1500)  # charts and tables draw after the texts
        calm(page)


def test_link_restores_a_selection_and_a_filter_with_signs_of_every_kind(
    page: Page, serve: Callable[..., str], folder: Path
) -> None:
    address = serve("app.py", environment={"YUANTU_STUDY": str(folder)})
    page.goto(address)
    page.get_by_label("城市", exact=True).click()
    page.get_by_role("option", name=re.compile("a:b, c")).first.click()
    page.wait_for_url(re.compile("city="))
    page.goto(page.url)
    expect(page.locator(".yt-lead").first).to_be_visible()
    expect(page.locator("[role=alert].yt-box")).to_have_count(0)
    expect(page.get_by_test_id("stMultiSelect").first).to_contain_text("a:b, c")
