"""A planner's way through the application in a real browser, in both languages; no request leaves the machine."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from layers.read import read_study
from tests.journeys.running_page import PATIENCE_MS
from ui.text import Text

pytestmark = pytest.mark.journey

PAINTED = """name => {
  const canvas = document.querySelector("[data-testid=stBidiComponentIsolated]")
    ?.shadowRoot.querySelector(`.leaflet-${name}-pane canvas`);
  if (!canvas) return 0;
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  let count = 0;
  for (let place = 3; place < data.length; place += 4) if (data[place] > 0) count += 1;
  return count;
}"""


def wait_for_map(page: Page) -> None:
    page.locator(".map .label").first.wait_for(state="attached")
    page.wait_for_function(f"({PAINTED})('layer-parks') > 50")


def middle(page: Page) -> tuple[float, float]:
    box = page.locator(".map").bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def look(page: Page, folder: Path, name: str) -> None:
    """Keep a picture for people to look at; a blank one fails."""
    path = folder / f"{name}.png"
    assert len(page.screenshot(path=path)) > 20_000


def parameters(page: Page) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}


def switch_language(page: Page, now: Text, wanted: Text) -> None:
    """Press the other language in the switch that stands now; during a rerun the old one may still be there."""
    switch = page.get_by_role("radiogroup", name=now("app.language"))
    switch.get_by_text(wanted("app.language_name"), exact=True).click()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_planner_opens_the_map_chooses_a_park_and_shares_it(
    page: Page, browser: Browser, serve: Callable[..., str], tmp_path: Path, traffic: Any, language: str
) -> None:
    text = Text(language)
    park = read_study().study.layer("parks").loc["sw-hightech"].to_dict()
    name = text.choose(park, "name")
    # A link that puts the park into the middle of the map at high zoom.
    page.goto(f"{serve()}/?lang={language}&view={park['geometry'].y},{park['geometry'].x},13")
    wait_for_map(page)
    page.mouse.move(*middle(page))
    expect(page.locator(".tooltip-title")).to_have_text(name)
    page.mouse.click(*middle(page))
    card = page.locator('[data-card="sw-hightech"]')
    expect(card.locator("h3")).to_have_text(name)
    for part in ("五(一)", "±", "2018-07-23", text("site.sources"), text("site.neighbours"), text("site.position")):
        expect(card).to_contain_text(part)
    page.wait_for_function(f"({PAINTED})('selected') > 0")
    look(page, tmp_path, f"map-{language}")

    other = "en" if language == "zh" else "zh"
    switch_language(page, text, Text(other))
    expect(card.locator("h3")).to_have_text(Text(other).choose(park, "name"))
    switch_language(page, Text(other), text)
    expect(card.locator("h3")).to_have_text(name)

    page.get_by_role("checkbox", name=text("map_page.layer_stations")).click()
    page.wait_for_url(re.compile("layers=[^&]*stations"))
    shared = page.url
    assert parameters(page)["select"] == "parks:sw-hightech"

    fresh = browser.new_context(locale="en-US", viewport={"width": 1400, "height": 900})
    try:
        traffic.listen(fresh)
        friend = fresh.new_page()
        friend.set_default_timeout(PATIENCE_MS)
        friend.goto(shared)
        wait_for_map(friend)
        expect(friend.locator('[data-card="sw-hightech"] h3')).to_have_text(name)
        expect(friend.get_by_role("checkbox", name=text("map_page.layer_stations"))).to_be_checked()
        friend.mouse.move(*middle(friend))
        expect(friend.locator(".tooltip-title")).to_have_text(name)
        friend.get_by_role("link", name=text("app.page_layout")).click()
        expect(friend.get_by_role("heading", name=text("layout.tiers_title"))).to_be_visible()
        expect(friend.get_by_text("77/54264")).to_be_visible()
        look(friend, tmp_path, f"layout-{language}")
        # The address of a page opens that page. Streamlit first looks for its server below the page's own address.
        traffic.allow("/layout/_stcore/")
        traffic.allow("console: Failed to load resource: the server responded with a status of 404")
        friend.goto(friend.url)
        expect(friend.get_by_text("77/54264")).to_be_visible()
        friend.get_by_role("link", name=text("app.page_map"), exact=True).click()
        expect(friend.locator('[data-card="sw-hightech"] h3')).to_have_text(name)
    finally:
        fresh.close()


def test_planner_searches_filters_and_takes_the_map_along(
    page: Page, browser: Browser, serve: Callable[..., str], tmp_path: Path, traffic: Any
) -> None:
    page.goto(f"{serve()}/?lang=en")
    wait_for_map(page)
    search = page.get_by_role("textbox", name="Search", exact=True)
    search.fill("binhaiwan")
    search.press("Enter")
    expect(page.locator('[data-card="dg-binhai"]')).to_be_visible()

    page.get_by_label("Status", exact=True).click()
    page.get_by_role("option", name="Recognised").click()
    page.wait_for_url(re.compile("status=recognised"))
    page.keyboard.press("Escape")

    # The table: the first row's box selects its site, and the card and the map follow.
    table = page.get_by_test_id("stDataFrame").first
    table.scroll_into_view_if_needed()
    box = table.bounding_box()
    assert box
    page.mouse.click(box["x"] + 16, box["y"] + 36 + 18)
    expect(page.locator('[data-card="gz-nansha"]')).to_be_visible()
    page.wait_for_url(re.compile("select=parks(:|%3A)gz-nansha"))
    page.wait_for_function(f"({PAINTED})('selected') > 0")

    with page.expect_download() as waiting:
        page.get_by_role("button", name="Export the map").click()
    exported = tmp_path / "map.html"
    waiting.value.save_as(exported)
    offline = browser.new_context(offline=True, viewport={"width": 1200, "height": 800})
    try:
        traffic.listen(offline)
        opened = offline.new_page()
        opened.goto(exported.as_uri())
        expect(opened.get_by_text("Recognised", exact=True).first).to_be_visible()
        expect(opened.get_by_text("Planned", exact=True)).to_have_count(0)  # not among the filtered sites
        expect(opened.locator(".leaflet-interactive, .leaflet-overlay-pane canvas").first).to_be_attached()
        assert "Nansha International AI Value Innovation Park" in exported.read_text(encoding="utf-8")
        look(opened, tmp_path, "export")
    finally:
        offline.close()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download the table (CSV)").click()
    waiting.value.save_as(tmp_path / "sites.csv")
    assert "Nansha" in (tmp_path / "sites.csv").read_text(encoding="utf-8-sig")


def test_basemap_that_cannot_be_reached_leaves_the_map_working(
    page: Page, serve: Callable[..., str], traffic: Any
) -> None:
    traffic.allow("openstreetmap.org")
    traffic.allow("console: Failed to load resource")
    page.route("**/tile.openstreetmap.org/**", lambda route: route.abort("internetdisconnected"))
    page.goto(f"{serve()}/?lang=en&view=22.75,113.55,11")
    wait_for_map(page)
    page.get_by_text("Basemap", exact=True).first.click()
    page.get_by_text("OpenStreetMap", exact=True).click()
    expect(page.locator(".message-text")).to_contain_text("basemap can't be loaded")
    assert traffic.external()
    page.get_by_role("link", name="Clustering").click()
    expect(page.get_by_text("Compared with chance")).to_be_visible()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_fits_a_telephone(page: Page, serve: Callable[..., str], tmp_path: Path, language: str) -> None:
    page.set_viewport_size({"width": 420, "height": 860})
    for name in ("map", "clustering", "layout", "sites", "methods", "layers"):
        page.goto(f"{serve()}/?lang={language}&page={name}&select=parks:gz-nansha")
        expect(page.locator(".yt-lead").first).to_be_visible()
        if name == "map":
            wait_for_map(page)
        # Nothing is wider than the screen; wide tables scroll within themselves.
        wide = "document.querySelector('[data-testid=stMain]').scrollWidth <= 420"
        page.wait_for_function(wide)
        look(page, tmp_path, f"{name}-{language}-420")
