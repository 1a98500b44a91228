"""The grid and the search for new sites on the siting page, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
import rasterio
from playwright.sync_api import Page, expect

from tests.journeys.running_page import settled

pytestmark = pytest.mark.journey

PICTURE = """() => [...document.querySelectorAll("[data-testid=stBidiComponentIsolated]")]
  .map((host) => host.shadowRoot?.querySelector(".picture")).find(Boolean)"""


@pytest.fixture
def open_part(page: Page, serve: Callable[..., str]) -> Callable[[str], Page]:
    def opened(part: str) -> Page:
        page.goto(f"{serve()}/?page=sites")
        choose(page, part)
        return page

    return opened


def choose(page: Page, segment: str) -> None:
    """Press one of a row of choices."""
    page.get_by_test_id("stButtonGroup").get_by_text(segment, exact=True).click()


def test_weight_recolours_the_grid_and_the_grid_is_exported(open_part: Callable[[str], Page], tmp_path: Path) -> None:
    page = open_part("全域网格")
    choose(page, "5")
    page.wait_for_function(f"({PICTURE})()?.src.startsWith('data:image/png')")
    expect(page.locator(".yt-lead").first).to_contain_text("最好的一片在")
    page.evaluate(f"{{ const seen = ({PICTURE})(); seen.marked = true; window.before = seen.src; }}")
    slider = page.get_by_role("slider").first
    slider.focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    page.wait_for_function(f"({PICTURE})().src !== window.before")
    assert page.evaluate(f"({PICTURE})().marked"), "the map was drawn anew"
    settled(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="GeoTIFF").click()
    path = tmp_path / "grid.tif"
    download.value.save_as(path)
    with rasterio.open(path) as raster:
        assert raster.descriptions[:2] == ("score", "rank")
        assert raster.res == (5_000, 5_000)
        assert (raster.read(2) == 1).any()


def test_click_on_a_cell_tells_its_rank_and_parts(open_part: Callable[[str], Page]) -> None:
    page = open_part("全域网格")
    choose(page, "5")
    page.wait_for_function(f"({PICTURE})()?.src.startsWith('data:image/png')")
    expect(page.get_by_text("单击地图上的任一网格")).to_be_visible()
    picture = page.locator(".picture").bounding_box()
    assert picture
    page.mouse.click(picture["x"] + 0.45 * picture["width"], picture["y"] + 0.45 * picture["height"])
    expect(page.get_by_role("heading", name=re.compile(r"^网格 r\d+c\d+"))).to_be_visible()
    expect(page.get_by_text(re.compile(r"^[\d,]+ / [\d,]+$"))).to_be_visible()


def test_new_sites_are_chosen_and_listed(open_part: Callable[[str], Page]) -> None:
    page = open_part("优化选址")
    expect(page.locator(".yt-lead")).to_contain_text("开始计算")
    page.get_by_role("button", name="开始计算").click()
    expect(page.locator(".yt-lead").first).to_contain_text("选出 5 处新地点")
    expect(page.locator(".map .label", has_text=re.compile("^1 "))).to_be_visible()
    expect(page.get_by_text("已证明没有更好的选择。")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="下载 GeoJSON").click()
    assert '"rank": 5' in Path(download.value.path()).read_text(encoding="utf-8")


def test_more_sites_than_candidates_is_a_message(open_part: Callable[[str], Page]) -> None:
    page = open_part("优化选址")
    page.get_by_role("combobox", name=re.compile("候选地点")).click()
    page.get_by_role("option", name="正在比较的候选地").click()
    page.get_by_role("button", name="开始计算").click()
    expect(page.get_by_role("alert")).to_contain_text("这样选不出地点")
