"""A planner looks at a city's card, colours the map by the data, and tries a line that is not there."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.running_page import settled, take_by_typing
from ui.text import Text

pytestmark = pytest.mark.journey


@pytest.mark.parametrize("language", ["zh", "en"])
def test_planner_tries_a_line_and_sees_who_gains(
    page: Page, serve: Callable[..., str], tmp_path: Path, language: str
) -> None:
    text = Text(language)
    page.goto(f"{serve()}/?lang={language}&page=layout")
    expect(page.get_by_text("77/54264")).to_be_visible()
    expect(page.locator(".map")).to_have_count(1)

    heyuan = "河源市" if language == "zh" else "Heyuan"
    take_by_typing(page, box_named(page, text("layout_page.choose_city")), heyuan)
    expect(page.locator(".yt-card h3", has_text=heyuan)).to_be_visible()

    page.get_by_text(text("layout_page.lines"), exact=True).click()
    # A line begins at the plan's first city until another is chosen.
    take_by_typing(page, box_named(page, text("layout_page.line_to")), heyuan)
    settled(page)
    page.get_by_role("button", name=text("layout_page.line_add")).click()
    expect(page.get_by_text(text("layout_page.lines_count"))).to_be_visible()
    with page.expect_download() as waiting:
        page.get_by_role("button", name=text("layout_page.download_effect")).click()
    waiting.value.save_as(tmp_path / "effect.csv")
    assert "河源市" in (tmp_path / "effect.csv").read_text(encoding="utf-8-sig")
    assert len(page.screenshot(path=tmp_path / f"layout-{language}.png", full_page=True)) > 20_000


def box_named(page: Page, label: str) -> Locator:
    return page.get_by_role("combobox", name=re.compile(rf"{re.escape(label)}$"))
