"""Drawing on the map and asking about a picture on it, in a real browser."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.journey

SCRIPT = "tests/journeys/apps/map_draw.py"
LATITUDE, LONGITUDE, ZOOM = 23.0, 113.5, 9
PIXELS_PER_DEGREE = 256 * 2**ZOOM / 360
PIXEL = 1.5 / PIXELS_PER_DEGREE
PICTURE = (
    """() => document.querySelector("[data-testid=stBidiComponentIsolated]").shadowRoot.querySelector(".picture")"""
)
CORNERS = ((113.2, 22.8), (113.8, 22.8), (113.8, 23.2), (113.2, 23.2))


@pytest.fixture
def open_map(page: Page, serve: Callable[..., str]) -> Callable[..., Page]:
    def opened(tool: str = "none", query: str = "") -> Page:
        page.goto(f"{serve(SCRIPT)}/?{query}")
        page.locator(".map .panel").wait_for()
        if tool != "none":
            page.locator("label", has_text=re.compile(f"^{tool}$")).click()
            expect(page.locator(".drawing-bar")).to_be_visible()
        return page

    return opened


def at(page: Page, longitude: float, latitude: float) -> tuple[float, float]:
    """Where a place lies on the screen at the first view (spherical Mercator, EPSG:3857)."""
    frame = page.locator(".map").bounding_box()
    assert frame
    up = math.degrees(math.asinh(math.tan(math.radians(latitude))) - math.asinh(math.tan(math.radians(LATITUDE))))
    x = frame["x"] + frame["width"] / 2 + (longitude - LONGITUDE) * PIXELS_PER_DEGREE
    return x, frame["y"] + frame["height"] / 2 - up * PIXELS_PER_DEGREE


def log_of(page: Page, entries: int) -> list[Any]:
    """Return kind, id, geometry, place of each event, once there are as many."""
    shown = page.get_by_text(re.compile(r"^log "))
    expect(page.get_by_text(f"events {entries}", exact=True)).to_be_visible()
    found: list[Any] = json.loads(shown.inner_text().removeprefix("log "))
    assert len(found) == entries
    return found


def test_click_with_the_point_tool_adds_a_place_each_time(open_map: Callable[..., Page]) -> None:
    page = open_map("point")
    expect(page.locator(".drawing-hint")).to_have_text("单击地图，添加一个候选地")
    page.mouse.click(*at(page, 113.5, 23.0))  # a site lies here: it isn't chosen while drawing
    log_of(page, 1)
    page.mouse.click(*at(page, 113.9, 23.3))
    (first, second) = log_of(page, 2)
    assert [first[0], second[0]] == ["draw", "draw"]
    assert first[2]["coordinates"] == pytest.approx([113.5, 23.0], abs=PIXEL)
    assert second[2]["coordinates"] == pytest.approx([113.9, 23.3], abs=PIXEL)


def test_paused_tool_lets_a_click_choose_and_is_taken_up_again(open_map: Callable[..., Page]) -> None:
    page = open_map("point")
    page.get_by_role("button", name="暂停绘制").click()
    page.mouse.click(*at(page, 113.5, 23.0))
    assert log_of(page, 1)[0][:2] == ["select", "a"]
    page.get_by_role("button", name="继续绘制").click()
    page.mouse.click(*at(page, 113.5, 23.0))
    assert log_of(page, 2)[1][0] == "draw"


@pytest.mark.parametrize("end", ["double click", "first corner", "button", "enter"])
def test_polygon_is_drawn_corner_by_corner(open_map: Callable[..., Page], end: str) -> None:
    page = open_map("polygon")
    for longitude, latitude in CORNERS[:-1]:
        page.mouse.click(*at(page, longitude, latitude))
        page.wait_for_timeout(350)  # slower than a double click
    if end == "double click":
        page.mouse.dblclick(*at(page, *CORNERS[-1]))
    else:
        page.mouse.click(*at(page, *CORNERS[-1]))
        page.wait_for_timeout(350)
    if end == "first corner":
        page.mouse.click(*at(page, *CORNERS[0]))
    elif end == "button":
        page.get_by_role("button", name="完成").click()
    elif end == "enter":
        page.keyboard.press("Enter")
    kind, _, geometry, _ = log_of(page, 1)[0]
    assert (kind, geometry["type"]) == ("draw", "Polygon")
    (ring,) = geometry["coordinates"]
    assert ring[0] == ring[-1]
    assert len(ring) == 5
    for corner, drawn in zip(CORNERS, ring, strict=False):
        assert drawn == pytest.approx(corner, abs=PIXEL)
    expect(page.get_by_role("button", name="完成")).to_be_hidden()


def test_ring_is_counter_clockwise_however_it_was_drawn(open_map: Callable[..., Page]) -> None:
    page = open_map("polygon")
    for corner in reversed(CORNERS):
        page.mouse.click(*at(page, *corner))
        page.wait_for_timeout(350)
    page.get_by_role("button", name="完成").click()
    (ring,) = log_of(page, 1)[0][2]["coordinates"]
    twice_the_area = sum(x * next_y - next_x * y for (x, y), (next_x, next_y) in pairwise(ring))
    assert twice_the_area > 0


def test_escape_forgets_the_corners_and_then_lays_the_tool_down(open_map: Callable[..., Page]) -> None:
    page = open_map("polygon")
    for corner in CORNERS[:3]:
        page.mouse.click(*at(page, *corner))
        page.wait_for_timeout(350)
    expect(page.get_by_role("button", name="完成")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="完成")).to_be_hidden()
    expect(page.locator(".drawing-hint")).to_have_text("依次单击各顶点；Esc 取消")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="继续绘制")).to_be_visible()
    log_of(page, 0)


def test_undo_takes_back_one_corner(open_map: Callable[..., Page]) -> None:
    page = open_map("polygon")
    for corner in CORNERS[:3]:
        page.mouse.click(*at(page, *corner))
        page.wait_for_timeout(350)
    page.get_by_role("button", name="撤销上一点").click()
    expect(page.get_by_role("button", name="完成")).to_be_hidden()
    page.mouse.click(*at(page, *CORNERS[3]))
    page.get_by_role("button", name="完成").click()
    assert len(log_of(page, 1)[0][2]["coordinates"][0]) == 4


def test_bar_speaks_the_language_of_the_page(open_map: Callable[..., Page]) -> None:
    page = open_map("polygon", "lang=en")
    expect(page.locator(".drawing-hint")).to_have_text("Click corner after corner; Esc cancels")


def test_click_on_the_picture_asks_about_the_place(open_map: Callable[..., Page]) -> None:
    page = open_map()
    page.mouse.click(*at(page, 113.3, 22.8))
    kind, _, geometry, place = log_of(page, 1)[0]
    assert (kind, geometry) == ("place", None)
    assert place == pytest.approx([113.3, 22.8], abs=PIXEL)


def test_click_beside_the_picture_or_on_a_site_of_it_asks_nothing(open_map: Callable[..., Page]) -> None:
    page = open_map()
    page.mouse.click(*at(page, 112.7, 22.8))
    page.mouse.click(*at(page, 113.5, 23.0))
    assert log_of(page, 1)[0][:2] == ["select", "a"]


def test_new_picture_replaces_the_old_one_in_the_same_element(open_map: Callable[..., Page]) -> None:
    page = open_map()
    page.wait_for_function(f"({PICTURE})()?.src.startsWith('data:image/png')")
    page.evaluate(f"{{ const seen = ({PICTURE})(); seen.marked = true; window.before = seen.src; }}")
    page.locator("label", has_text="blue").click()
    page.wait_for_function(f"({PICTURE})().src !== window.before")
    assert page.evaluate(f"({PICTURE})().marked")


def test_switch_of_the_picture_takes_it_off(open_map: Callable[..., Page]) -> None:
    page = open_map()
    page.get_by_role("checkbox", name="Surface").click()
    page.wait_for_function(f"!({PICTURE})()")


@pytest.fixture
def finger(browser: Any) -> Any:
    context = browser.new_context(has_touch=True, is_mobile=True, viewport={"width": 420, "height": 800})
    yield context.new_page()
    context.close()


def test_finger_draws_an_area(finger: Page, serve: Callable[..., str]) -> None:
    finger.goto(serve(SCRIPT))
    finger.locator(".map .panel").wait_for()
    finger.locator("label", has_text=re.compile("^polygon$")).click()
    expect(finger.locator(".drawing-bar")).to_be_visible()
    frame = finger.locator(".map").bounding_box()
    assert frame
    for right, down in ((120, 250), (260, 250), (190, 400)):
        finger.touchscreen.tap(frame["x"] + right, frame["y"] + down)
        finger.wait_for_timeout(400)
    finger.get_by_role("button", name="完成").tap()
    assert log_of(finger, 1)[0][2]["type"] == "Polygon"
