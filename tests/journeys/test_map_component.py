"""The map component in a real browser, on a page of its own with hostile names."""

from __future__ import annotations

import math
import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.journey

SCRIPT = "tests/journeys/apps/map_demo.py"
HOSTILE = "<img src=x onerror=window.ran=1>{{7*7}}${1+1}`tick`\\n&amp;<script>window.ran=1</script>"
CENTRE_LATITUDE, CENTRE_LONGITUDE, ZOOM = 23.0, 113.5, 9
RUN = re.compile(r"^run \d")
PIXELS_PER_DEGREE = 256 * 2**ZOOM / 360

OPAQUE_PIXELS = """name => {
  const root = document.querySelector("[data-testid=stBidiComponentIsolated]").shadowRoot;
  const canvas = root.querySelector(`.leaflet-${name}-pane canvas`);
  if (!canvas) return -1;
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  let count = 0;
  for (let place = 3; place < data.length; place += 4) if (data[place] > 0) count += 1;
  return count;
}"""


@pytest.fixture
def open_map(page: Page, serve: Callable[..., str]) -> Callable[..., Page]:
    def opened(query: str = "") -> Page:
        page.goto(f"{serve(SCRIPT)}/?{query}")
        page.locator(".map .label").first.wait_for(state="attached")
        expect(page.get_by_text(RUN)).to_be_visible()
        return page

    return opened


def at(page: Page, longitude: float, latitude: float = CENTRE_LATITUDE) -> tuple[float, float]:
    """Where a place lies on the screen while the map shows its first view (spherical Mercator, EPSG:3857)."""
    frame = page.locator(".map").bounding_box()
    assert frame
    up = math.degrees(
        math.asinh(math.tan(math.radians(latitude))) - math.asinh(math.tan(math.radians(CENTRE_LATITUDE)))
    )
    x = frame["x"] + frame["width"] / 2 + (longitude - CENTRE_LONGITUDE) * PIXELS_PER_DEGREE
    return x, frame["y"] + frame["height"] / 2 - up * PIXELS_PER_DEGREE


def run_stamp(page: Page) -> str:
    return page.get_by_text(RUN).inner_text()


def press_and_wait_for_run(page: Page, name: str) -> None:
    before = run_stamp(page)
    page.get_by_role("button", name=name, exact=True).click()
    expect(page.get_by_text(before)).to_have_count(0)
    expect(page.get_by_text(RUN)).to_be_visible()


def drag(page: Page, right: float, down: float) -> None:
    x, y = at(page, 113.35, 22.75)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + right / 2, y + down / 2)
    page.mouse.move(x + right, y + down, steps=4)
    page.wait_for_timeout(150)  # a pause before letting go: no drift after the drag
    page.mouse.up()


def verbatim(page: Page, locator: Locator) -> None:
    assert HOSTILE in (locator.text_content() or "")
    assert page.evaluate("window.ran") is None


def test_every_layer_is_painted(open_map: Callable[..., Page]) -> None:
    page = open_map()
    for pane in ("layer-sites", "layer-towns", "layer-lines", "layer-areas", "circles-sites"):
        page.wait_for_function(f"({OPAQUE_PIXELS})('{pane}') > 20")


def test_uncertainty_circle_is_true_to_scale(open_map: Callable[..., Page]) -> None:
    page = open_map()
    # Ground resolution of spherical Mercator: equator length / 256 / 2^zoom x cos(latitude).
    metres_per_pixel = 40_075_016.686 / 256 / 2**ZOOM * math.cos(math.radians(CENTRE_LATITUDE))
    page.wait_for_function(f"({OPAQUE_PIXELS})('circles-sites') > 0")
    painted_radius = math.sqrt(page.evaluate(OPAQUE_PIXELS, "circles-sites") / math.pi)
    casing = 1.5 + 0.5  # half the casing's width, and the half pixel that smoothing adds
    assert painted_radius - casing == pytest.approx(10_000 / metres_per_pixel, abs=0.8)  # Leaflet rounds to pixels


def test_click_on_a_site_selects_it(open_map: Callable[..., Page]) -> None:
    page = open_map()
    started = time.perf_counter()
    page.mouse.click(*at(page, 113.5))
    expect(page.get_by_text("chosen ('sites', 'middle')")).to_be_visible()
    assert time.perf_counter() - started < 5
    assert page.evaluate(OPAQUE_PIXELS, "selected") > 0


def test_click_on_a_line_and_on_an_area_selects_them(open_map: Callable[..., Page]) -> None:
    page = open_map()
    page.mouse.click(*at(page, 113.7, 22.8))
    expect(page.get_by_text("chosen ('lines', 'line')")).to_be_visible()
    page.mouse.click(*at(page, 113.7, 22.9))
    expect(page.get_by_text("chosen ('areas', 'area')")).to_be_visible()


def test_click_on_nothing_clears_the_selection(open_map: Callable[..., Page]) -> None:
    page = open_map()
    page.mouse.click(*at(page, 113.5))
    expect(page.get_by_text("chosen ('sites', 'middle')")).to_be_visible()
    page.mouse.click(*at(page, 112.7))
    expect(page.get_by_text("chosen None")).to_be_visible()


def test_tooltip_shows_hostile_text_verbatim_and_runs_nothing(open_map: Callable[..., Page]) -> None:
    page = open_map()
    page.mouse.move(*at(page, 113.5))
    expect(page.locator(".tooltip-title")).to_be_visible()
    verbatim(page, page.locator(".tooltip-title"))
    verbatim(page, page.locator(".tooltip-line").first)
    assert page.locator(".tooltip img, .tooltip script").count() == 0


def test_legend_labels_and_attribution_show_hostile_text_verbatim(open_map: Callable[..., Page]) -> None:
    page = open_map()
    page.locator(".label-area").wait_for(state="attached")
    for place in (".row-title", ".entry-label", ".label-site", ".label-area", ".attribution"):
        verbatim(page, page.locator(place).first)
    assert page.locator(".map img, .map script").count() == 0


def test_things_at_one_point_are_chosen_from_a_list_by_keyboard(open_map: Callable[..., Page]) -> None:
    page = open_map()
    page.mouse.click(*at(page, 113.2))
    items = page.locator(".chooser-item")
    expect(items).to_have_count(2)
    verbatim(page, page.locator(".chooser"))
    names = items.locator(".chooser-title").all_text_contents()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    chosen = "('sites', 'left')" if names[1] == "Left" else "('towns', 'town')"
    expect(page.get_by_text(f"chosen {chosen}")).to_be_visible()
    expect(page.locator(".chooser")).to_be_hidden()


def test_chooser_closes_on_escape(open_map: Callable[..., Page]) -> None:
    page = open_map()
    page.mouse.click(*at(page, 113.2))
    page.keyboard.press("Escape")
    expect(page.locator(".chooser")).to_be_hidden()
    expect(page.get_by_text("chosen None")).to_be_visible()


def test_switching_a_layer_changes_the_address_without_a_run(open_map: Callable[..., Page]) -> None:
    page = open_map()
    before = run_stamp(page)
    page.get_by_role("checkbox", name="Lines").click()
    page.wait_for_url(re.compile("layers=sites,towns,areas"))
    page.wait_for_function(f"({OPAQUE_PIXELS})('layer-lines') <= 0")
    page.wait_for_timeout(600)
    assert run_stamp(page) == before


def test_view_survives_runs_and_other_parameters(open_map: Callable[..., Page]) -> None:
    page = open_map("lang=zh")
    drag(page, 120, -60)
    page.wait_for_url(re.compile(r"view=22\.8\d+,113\.1[67]\d+,9"))
    address = page.url
    press_and_wait_for_run(page, "rerun")
    assert page.url == address
    press_and_wait_for_run(page, "write")
    page.wait_for_url(re.compile("written="))
    drag(page, 0, -100)
    page.wait_for_url(re.compile(r"view=22\.[56]\d+,113\.1[67]\d+,9"))
    moved = re.search("view=[^&]+", page.url)
    # Streamlit now holds an older view; when it writes the address again, the component puts the newer one back.
    press_and_wait_for_run(page, "write")
    page.wait_for_timeout(500)
    assert moved
    assert moved[0] in page.url
    assert "lang=zh" in page.url


def test_view_survives_a_change_of_language(open_map: Callable[..., Page]) -> None:
    page = open_map()
    drag(page, 120, 0)
    page.wait_for_url(re.compile("view="))
    address = page.url
    press_and_wait_for_run(page, "english")
    expect(page.get_by_role("button", name="Zoom in")).to_be_visible()
    expect(page.get_by_role("button", name="放大")).to_have_count(0)
    expect(page.locator(".leaflet-control-scale-line")).to_have_text(re.compile("km$"))
    assert page.url == address


def test_link_decides_view_and_layers(open_map: Callable[..., Page]) -> None:
    page = open_map("view=23.0,116.9,10&layers=sites,lines")
    expect(page.get_by_role("checkbox", name="Towns")).not_to_be_checked()
    expect(page.get_by_role("checkbox", name="Lines")).to_be_checked()
    expect(page.locator(".label", has_text="Far")).to_be_visible()


def test_broken_link_is_ignored(open_map: Callable[..., Page]) -> None:
    page = open_map("view=nan,1e999,x&layers=<img>,areas")
    expect(page.get_by_role("checkbox", name="Areas")).to_be_checked()
    expect(page.get_by_role("checkbox", name="Lines")).not_to_be_checked()


def test_selection_from_elsewhere_moves_into_sight(open_map: Callable[..., Page]) -> None:
    page = open_map()
    expect(page.locator(".label", has_text="Far")).to_have_count(0)
    press_and_wait_for_run(page, "far")
    expect(page.locator(".label", has_text="Far")).to_be_visible()
    page.wait_for_function(f"({OPAQUE_PIXELS})('selected') > 0")


def test_home_shows_the_whole_area(open_map: Callable[..., Page]) -> None:
    page = open_map()
    page.get_by_role("button", name="放大").click()
    page.wait_for_url(re.compile(",10&"))
    page.get_by_role("button", name="显示全域").click()
    page.wait_for_url(re.compile(r",8(\.\d+)?&"))


def test_labels_do_not_collide(open_map: Callable[..., Page]) -> None:
    page = open_map()
    page.wait_for_timeout(300)
    boxes = [label.bounding_box() for label in page.locator(".label:not(.left-out)").all()]
    shown = [box for box in boxes if box]
    assert len(shown) >= 3
    for place, one in enumerate(shown):
        for other in shown[place + 1 :]:
            apart_x = one["x"] + one["width"] <= other["x"] or other["x"] + other["width"] <= one["x"]
            apart_y = one["y"] + one["height"] <= other["y"] or other["y"] + other["height"] <= one["y"]
            assert apart_x or apart_y, (one, other)


def test_failing_basemap_costs_one_message(open_map: Callable[..., Page]) -> None:
    # Streamlit answers any unknown address with its own page, which is no picture.
    page = open_map("basemap=1")
    expect(page.locator(".message-text")).to_have_text("底图无法加载，其余图层不受影响。")
    page.mouse.click(*at(page, 113.5))
    expect(page.get_by_text("chosen ('sites', 'middle')")).to_be_visible()
    page.get_by_role("button", name="关闭").click()
    expect(page.locator(".message")).to_be_hidden()


def test_tianditu_has_its_map_and_its_labels_with_the_users_key(open_map: Callable[..., Page], traffic: Any) -> None:
    open_map("basemap=tianditu")
    tiles = [address for address in traffic.addresses if "no-such-tile" in address]
    assert {re.sub(r".*T=(\w+)&tk=(\w+)&s=\d", r"\1 \2", address) for address in tiles} == {
        "vec_w secret",
        "cva_w secret",
    }


def test_layer_that_cannot_be_fetched_costs_one_message(
    open_map: Callable[..., Page], page: Page, traffic: Any
) -> None:
    traffic.allow("answer 404")
    traffic.allow("404 (Not Found)")
    page.route("**/data/*.json", lambda route: route.fulfill(status=404))
    open_map()
    expect(page.locator(".message-text")).to_have_text("有图层未能加载，请刷新页面重试。")
    page.mouse.click(*at(page, 113.5))
    expect(page.get_by_text("chosen ('sites', 'middle')")).to_be_visible()


def test_small_screen_starts_with_a_closed_legend(open_map: Callable[..., Page], page: Page) -> None:
    page.set_viewport_size({"width": 420, "height": 800})
    open_map()
    expect(page.locator(".panel-list")).to_have_count(0)
    page.get_by_role("button", name="图层与图例").click()
    expect(page.get_by_role("checkbox", name="Towns")).to_be_visible()


@pytest.mark.parametrize("page", ["en-US"], indirect=True)
def test_browser_language_is_not_the_page_language(open_map: Callable[..., Page]) -> None:
    page = open_map()
    expect(page.get_by_role("button", name="放大")).to_be_visible()


def test_map_in_a_hidden_tab_appears_whole_and_keeps_its_view_from_page_to_page(
    page: Page, serve: Callable[..., str]
) -> None:
    page.goto(serve("tests/journeys/apps/map_pages.py"))
    expect(page.locator(".label")).to_have_count(1)
    page.get_by_role("button", name="放大").click()
    page.wait_for_url(re.compile("view="))
    view = re.search("view=[^&]+", page.url)
    page.get_by_role("link", name="second").click()
    expect(page.get_by_text("second page")).to_be_visible()
    page.get_by_role("tab", name="hidden").click()
    expect(page.get_by_role("checkbox", name="Places")).to_be_visible()
    page.wait_for_url(re.compile("second.*view="))
    assert view
    assert view[0] in page.url


def test_quick_runs_leave_one_map(page: Page, serve: Callable[..., str]) -> None:
    page.goto(serve("tests/journeys/apps/map_pages.py"))
    page.get_by_role("button", name="burst").click()
    expect(page.locator(".label", has_text="Place 5")).to_be_visible()
    expect(page.locator(".map")).to_have_count(1)


def test_fixture_notices_requests_to_other_machines_and_errors(page: Page, traffic: Any) -> None:
    page.goto("about:blank")
    page.evaluate("fetch('http://example.invalid/').catch(() => {})")
    page.evaluate("setTimeout(() => { throw new Error('broken page') })")
    page.evaluate("console.error('broken console')")
    page.wait_for_timeout(300)
    complaints = "\n".join(traffic.unexpected())
    for part in ("another machine: http://example.invalid/", "failed request", "broken page", "broken console"):
        assert part in complaints
    traffic.allow("example.invalid")
    traffic.allow("broken")
    traffic.allow("ERR_NAME_NOT_RESOLVED")
