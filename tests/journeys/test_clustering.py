"""A planner asks whether parks, towns and points of their own cluster; long computations can be watched and stopped."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from ui.text import Text

pytestmark = pytest.mark.journey

OWN_POINTS = """id,lon,lat
"<b>first</b> {{ 7 * 7 }}",113.30,23.10
second,113.31,23.11
third,113.32,23.10
fourth,114.10,22.60
"""


def open_page(page: Page, address: str, language: str) -> Text:
    page.goto(f"{address}/?lang={language}&page=clustering")
    text = Text(language)
    expect(page.get_by_role("heading", name=text("clustering.per_site_title"))).to_be_visible()
    return text


def chosen(page: Page, group: str, option: str) -> None:
    page.get_by_role("radiogroup", name=group).get_by_text(option, exact=True).click()


def choose_from(page: Page, label: str, option: str) -> None:
    page.get_by_role("combobox", name=re.compile(re.escape(label))).click()
    page.get_by_role("option", name=option, exact=True).click()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_planner_reads_the_answer_the_map_the_curve_and_the_groups(
    page: Page, serve: Callable[..., str], tmp_path: Path, language: str
) -> None:
    text = open_page(page, serve(), language)
    lead = page.locator(".yt-lead").first
    expect(lead).to_contain_text("999")
    expect(lead).to_contain_text(re.compile(r"p = 0\.1"))
    for part in ("curve", "chance", "groups", "hotspots", "concentration", "score"):
        expect(page.get_by_role("heading", name=text(f"clustering.{part}_title"))).to_be_visible()
    expect(page.locator(".map")).to_have_count(2)
    expect(page.locator("[data-testid=stVegaLiteChart]").first).to_be_visible()

    chosen(page, text("clustering.null"), text("clustering.null_settlement"))
    expect(page.get_by_text(re.compile("0.004"))).not_to_have_count(0)

    chosen(page, text("clustering.units"), text("clustering.units_cities"))
    expect(page.get_by_text(text("clustering.hotspots_few_units", n=21, zero=14))).to_be_visible()

    with page.expect_download() as waiting:
        page.get_by_role("button", name=text("clustering.download_curve")).click()
    waiting.value.save_as(tmp_path / "curve.csv")
    rows = list(csv.DictReader((tmp_path / "curve.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert len(rows) == 50
    assert {"r_m", "k_m2", "l_m", "land_low_m", "settlement_high_m", "positions_low_m"} <= set(rows[0])
    assert len(page.screenshot(path=tmp_path / f"clustering-{language}.png", full_page=True)) > 20_000


def test_points_of_ones_own_are_measured_and_shown_as_text(
    page: Page, serve: Callable[..., str], tmp_path: Path
) -> None:
    text = open_page(page, serve(), "en")
    chosen(page, text("clustering.sites"), text("clustering.sites_own"))
    expect(page.get_by_text(text("clustering.own_lead"))).to_be_visible()
    file = tmp_path / "own.csv"
    file.write_text(OWN_POINTS, encoding="utf-8")
    page.locator("input[type=file]").set_input_files(file)
    expect(page.locator(".yt-lead").first).to_contain_text("The 4 points")
    expect(page.get_by_text("<b>first</b> {{ 7 * 7 }}").first).to_be_visible()
    expect(page.locator("b", has_text="first")).to_have_count(0)


def test_a_broken_file_is_one_message_that_names_it(page: Page, serve: Callable[..., str], tmp_path: Path) -> None:
    text = open_page(page, serve(), "en")
    chosen(page, text("clustering.sites"), text("clustering.sites_own"))
    expect(page.get_by_text(text("clustering.own_lead"))).to_be_visible()
    file = tmp_path / "broken.csv"
    file.write_text("id,lon,lat\na,113.3,north\nb,113.4,23\n", encoding="utf-8")
    page.locator("input[type=file]").set_input_files(file)
    box = page.locator(".yt-box")
    expect(box).to_have_count(1)
    expect(box).to_contain_text("broken.csv")


def test_a_long_computation_is_watched_and_stopped(page: Page, serve: Callable[..., str]) -> None:
    text = open_page(page, serve(), "en")
    page.get_by_text(text("clustering.settings")).click()
    choose_from(page, text("clustering.correction"), text("clustering.correction_isotropic"))
    expect(page.get_by_text("edge correction: isotropic")).to_be_visible()
    choose_from(page, text("clustering.simulations"), "9999")
    stop = page.get_by_role("button", name=text("app.stop"), exact=True)
    expect(stop).to_be_visible()
    expect(page.get_by_role("progressbar")).to_be_visible()
    stop.click()
    expect(page.get_by_text(text("app.stopped"))).to_be_visible()
    page.get_by_role("button", name=text("app.start_again")).click()
    expect(stop).to_be_visible()
