"""The exported page in a real browser, opened as a file: it reads as given, runs no data and asks for nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Dialog, Page
from shapely import Point

from briefing.table import Column, Table
from briefing.webmap import export_map
from tests.briefing.hostile import HOSTILE, shown
from tests.briefing.pages import BOUNDS, TEXTS, example_layers, page_saying

pytestmark = pytest.mark.journey


@dataclass
class Opened:
    """A page in the browser and everything that it did unasked."""

    page: Page
    address: str
    events: list[str] = field(default_factory=list)

    def text(self, selector: str) -> str | None:
        return self.page.locator(selector).first.text_content()

    def texts(self, selector: str) -> list[str]:
        return self.page.locator(selector).all_text_contents()


Open = Callable[[str], Opened]


@pytest.fixture
def open_page(browser: Browser, tmp_path: Path) -> Iterator[Open]:
    page = browser.new_page(viewport={"width": 1100, "height": 760})
    file = tmp_path / "map.html"
    opened = Opened(page, file.as_uri())

    def refuse(dialog: Dialog) -> None:
        opened.events.append(f"dialog {dialog.message}")
        dialog.dismiss()

    page.set_default_timeout(8_000)
    page.on("dialog", refuse)
    page.on("pageerror", lambda error: opened.events.append(f"error {error}"))
    page.on("console", lambda message: opened.events.append(f"console {message.text}"))
    page.on("request", lambda request: opened.events.append(f"request {request.url}"))
    page.on("requestfailed", lambda request: opened.events.append(f"failed {request.url} {request.failure}"))

    def open_text(text: str) -> Opened:
        file.write_bytes(text.encode())
        page.goto(opened.address)
        return opened

    yield open_text
    page.close()


def _example() -> str:
    return export_map(example_layers(), texts=TEXTS, title="园区", attribution=["甲"], note="注", bounds=BOUNDS)


@pytest.mark.parametrize("text", HOSTILE)
def test_every_place_reads_as_given_and_nothing_runs(open_page: Open, text: str) -> None:
    opened, expected = open_page(page_saying(text)), shown(text)
    for selector in ("h1", ".note", "aside h2", "aside h3", "aside .entry", "footer .heading", "footer .source"):
        assert opened.text(selector) == expected, selector
    assert opened.page.evaluate("document.querySelector('title').textContent") == expected
    assert opened.page.locator(".leaflet-control-zoom-in").get_attribute("title") == expected
    assert opened.page.locator(".leaflet-control-zoom-out").get_attribute("aria-label") == expected
    assert opened.texts(".leaflet-control-layers .layer") == [expected] * 3
    assert opened.texts(".name") == [expected if len(expected) <= 40 else expected[:39] + "…"] * 4
    opened.page.locator(".leaflet-layer-parks-pane path").first.hover()
    assert opened.texts(".tip td") == [expected, f"{expected}\n{expected}"]
    opened.page.locator(".leaflet-layer-links-pane path").hover()
    assert opened.texts(".tip td")[-1] == expected  # the one before may still fade
    assert opened.events == [f"request {opened.address}"]


def test_a_script_that_came_past_the_gate_would_not_run(open_page: Open) -> None:
    attack = "<script>alert(1)</script><img src=x onerror=alert(2)><img src='https://example.invalid/x.png'>"
    opened = open_page(_example().replace("<h1>", attack + "<h1>"))
    opened.page.locator(".leaflet-layer-parks-pane path").first.hover()  # the page itself still works
    refused = [event for event in opened.events if event.startswith("console") and "Content Security Policy" in event]
    assert len(refused) >= 3
    assert "failed https://example.invalid/x.png csp" in opened.events
    assert not [event for event in opened.events if event.startswith("dialog")]


def test_the_map_shows_every_feature_its_circles_and_a_metric_scale(open_page: Open) -> None:
    opened = open_page(_example())
    counts = {
        pane: opened.page.locator(f".leaflet-layer-{pane}-pane path").count()
        for pane in ("links", "parks", "parks-below")
    }
    assert counts == {"links": 1, "parks": 3, "parks-below": 3 + 3}  # circles, and the invisible points of the names
    assert opened.texts(".leaflet-control-scale-line") == [opened.text(".leaflet-control-scale")]
    assert "km" in (opened.text(".leaflet-control-scale") or "")
    assert opened.page.locator("html").get_attribute("lang") == "zh-CN"


def test_a_layer_can_be_switched_off(open_page: Open) -> None:
    opened = open_page(_example())
    opened.page.get_by_role("checkbox", name="园区").uncheck()
    assert opened.page.locator(".leaflet-layer-parks-pane path").count() == 0
    assert opened.page.locator(".leaflet-layer-cities-pane path").count() == 1


def test_names_of_sites_come_when_the_reader_zooms_in(open_page: Open) -> None:
    opened = open_page(_example())
    site, city = (opened.page.locator(selector).first for selector in (".name-close", ".name-always"))
    assert (site.is_visible(), city.is_visible()) == (False, True)
    opened.page.evaluate("void map_yuantu.setView([23, 113.5], 10, {animate: false})")
    site.wait_for(state="visible")


def test_names_of_sites_do_not_lie_on_each_other(open_page: Open) -> None:
    cities, links, parks = example_layers()
    near = replace(parks, geometries=[Point(113.5, 23.5), Point(113.51, 23.5), Point(114.5, 23.5)])
    page = export_map([cities, links, near], texts=TEXTS, title="园区", attribution=["甲"], note="注", bounds=BOUNDS)
    opened = open_page(page)

    def seen(zoom: int) -> list[str]:
        opened.page.evaluate(f"void map_yuantu.setView([23.5, 113.5], {zoom}, {{animate: false}})")
        return [one.inner_text() for one in opened.page.locator(".name-close").all() if one.is_visible()]

    assert seen(10) == ["园二", "园三"]
    assert seen(14) == ["园一", "园二", "园三"]
    opened.page.evaluate("void map_yuantu.setView([23.5, 113.5], 10, {animate: false})")
    opened.page.get_by_role("checkbox", name="园区").uncheck()
    opened.page.get_by_role("checkbox", name="园区").check()
    assert [one.is_visible() for one in opened.page.locator(".name-close").all()].count(True) == 2


def test_a_standing_name_lies_above_the_shapes_of_its_layer(open_page: Open) -> None:
    opened = open_page(_example())
    height = "element => Number(getComputedStyle(element).zIndex)"
    name, shapes = (opened.page.locator(f".leaflet-layer-cities-pane > {part}") for part in (".name", "svg"))
    assert name.evaluate(height) > shapes.evaluate(height)


def test_the_circle_has_its_radius_in_metres(open_page: Open) -> None:
    opened = open_page(_example())
    radii = """() => { const found = []; map_yuantu.eachLayer(layer => {
        if (layer instanceof L.Circle) found.push(layer.getRadius()); }); return found; }"""
    assert opened.page.evaluate(radii) == [7000] * 3


def test_the_page_fits_a_phone(open_page: Open) -> None:
    opened = open_page(page_saying("很长的名称" * 60))
    opened.page.set_viewport_size({"width": 390, "height": 800})
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= 390


def test_tables_stand_below_the_map_and_their_links_lead_there_without_a_request(open_page: Open) -> None:
    columns = (Column("name", "<i>名称"), Column("km", "距离", "number", unit="公里", digits=1))
    rows = tuple((text, float(place)) for place, text in enumerate(HOSTILE))
    tables = [Table("a", "园区<b>", columns, rows, ("注{{7*7}}",)), Table("b", "城市", columns)]
    page = export_map(
        example_layers(), texts=TEXTS, title="题", attribution=["甲"], note="注", bounds=BOUNDS, tables=tables
    )
    opened = open_page(page)
    assert opened.texts("nav a") == ["园区<b>", "城市"]
    assert opened.texts("#table-1 td:first-child") == [shown(text) for text in HOSTILE]
    assert opened.texts("#table-1 th") == ["<i>名称", "距离 (公里)"]
    assert opened.text("#table-1 .note") == "注{{7*7}}"
    opened.page.locator("nav a").nth(1).click()
    assert opened.page.locator("#table-2").evaluate("element => element.getBoundingClientRect().top < innerHeight")
    assert opened.page.locator(".leaflet-layer-parks-pane path").count() == 3
    assert [event for event in opened.events if not event.startswith(f"request {opened.address}")] == []
