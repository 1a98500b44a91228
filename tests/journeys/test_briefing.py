"""A planner takes a map and the slides away, and both are what they should be."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect
from pptx import Presentation

from tests.journeys.running_page import settled
from ui.text import Text

pytestmark = pytest.mark.journey


@pytest.mark.parametrize("language", ["zh", "en"])
def test_planner_takes_a_map_and_the_slides_away(
    page: Page, serve: Callable[..., str], tmp_path: Path, language: str
) -> None:
    text = Text(language)
    page.goto(f"{serve()}/?lang={language}&page=briefing")
    expect(page.get_by_role("heading", name=text("briefing.downloads"))).to_be_visible()
    author = page.get_by_role("textbox", name=text("briefing.author"))
    author.fill("规划院 =1+1")
    author.press("Enter")
    settled(page)

    overview = text("briefing.of_map", file=text("briefing.file_png"), map=text("briefing.map_overview"))
    picture = taken(page, overview, tmp_path / "map.png")
    with Image.open(picture) as image:
        assert image.size == (3507, 2480)  # A4 at 300 dpi, whole pixels

    slides = text("briefing.file_pptx")
    page.get_by_role("button", name=text("briefing.prepare", file=slides)).click()
    expect(download(page, slides)).to_be_visible()
    deck = Presentation(str(taken(page, slides, tmp_path / "deck.pptx")))
    assert len(deck.slides) > 15
    assert deck.core_properties.author == "规划院 =1+1"
    assert any(shape.has_chart for slide in deck.slides for shape in slide.shapes)


def download(page: Page, label: str) -> Locator:
    """Return a button that hands out a file; the choice of formats has buttons of the same name."""
    return page.get_by_test_id("stDownloadButton").get_by_role("button", name=label, exact=True)


def taken(page: Page, label: str, path: Path) -> Path:
    """Press a button and return what it gave."""
    with page.expect_download() as waiting:
        download(page, label).click()
    waiting.value.save_as(path)
    return path
