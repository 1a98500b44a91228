"""A planner goes from the empty map to a defended ranking of ten townships, keeps it, and opens it again."""

from __future__ import annotations

import contextlib
import csv
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from analysis.siting.source import placed_ids
from layers.read import read_study
from tests.journeys.running_page import LIST_MS, settled, take_by_typing
from ui.siting.alternatives import options_of
from ui.text import Text

pytestmark = pytest.mark.journey

TRIES = 5


def ten_townships(text: Text) -> list[str]:
    """Return ten townships from all over the province as the list names them."""
    study = read_study().study
    _, names = options_of(study, "townships", text)
    return [names[one] for one in placed_ids(study, "townships")[::130]][:10]


def pick_all(page: Page, text: Text, names: list[str]) -> None:
    choice = page.get_by_test_id("stMultiSelect").filter(has_text=text("siting_page.pick_townships"))
    for name in names:
        chip = choice.locator(f'[data-tag][aria-label="{name}"]')
        for _ in range(TRIES):
            with contextlib.suppress(AssertionError):
                take_by_typing(page, choice.get_by_role("combobox"), name)
                expect(chip).to_be_visible(timeout=LIST_MS)
                break
        expect(chip).to_be_visible()
    settled(page)


def lead_of(page: Page) -> str:
    return page.locator(".yt-lead").first.inner_text()


def test_planner_ranks_ten_townships_keeps_the_ranking_and_opens_it_again(
    page: Page, serve: Callable[..., str], traffic: Any, tmp_path: Path
) -> None:
    # Streamlit first looks for its server below the page's own address, and then at the root.
    traffic.allow("/sites/_stcore/")
    traffic.allow("console: Failed to load resource: the server responded with a status of 404")
    text = Text("zh")
    page.goto(f"{serve()}/?lang=zh&page=sites")
    expect(page.get_by_text(text("siting_page.empty_lead"))).to_be_visible()
    expect(page.locator(".map")).to_be_visible()
    pick_all(page, text, ten_townships(text))
    expect(page.locator(".yt-lead").first).to_contain_text("10 个候选地中")
    expect(page.get_by_role("heading", name=text("siting_page.robust_title"))).to_be_visible()
    expect(page.get_by_text(re.compile("随机抽取权重 1000 次"))).to_be_visible()

    seaport = text("siting.criterion_seaport_m")
    page.get_by_role("slider", name=seaport).press("ArrowRight")
    expect(page.get_by_role("slider", name=seaport)).to_have_value("15")
    expect(page.get_by_role("radio", name=text("siting_page.weights_direct"))).to_be_checked()
    settled(page)
    assert sum(int(one.input_value()) for one in page.get_by_role("slider").all()) == 100

    with page.expect_download() as waiting:
        page.get_by_role("button", name=text("siting_page.download_ranking")).click()
    waiting.value.save_as(tmp_path / "sites.csv")
    rows = list(csv.DictReader((tmp_path / "sites.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert [row["rank"] for row in rows] == [str(rank) for rank in range(1, 11)]
    assert len(page.screenshot(path=tmp_path / "siting.png", full_page=True)) > 20_000

    with page.expect_download() as waiting:
        page.get_by_role("button", name=text("siting_page.save")).click()
    waiting.value.save_as(tmp_path / "kept.json")
    assert len(json.loads((tmp_path / "kept.json").read_text(encoding="utf-8"))["alternatives"]["townships"]) == 10

    before, link = lead_of(page), page.url
    assert "compare=" in link
    again = page.context.new_page()
    again.goto(link)
    expect(again.locator(".yt-lead").first).to_have_text(before)
    expect(again.get_by_role("slider", name=seaport)).to_have_value("15")

    settled(again)
    again.goto(f"{serve()}/?lang=en&page=sites")
    english = Text("en")
    expect(again.get_by_text(english("siting_page.empty_lead"))).to_be_visible()
    again.locator("input[type=file]").set_input_files(tmp_path / "kept.json")
    expect(again.locator(".yt-lead").first).to_contain_text("comes first among 10 compared")
    settled(again)
    again.close()
