"""A study with a broken layer, in a real browser: one message, and everything else works."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from layers.catalog import BUILT_IN
from layers.read import ROOT

pytestmark = pytest.mark.journey


def test_broken_towns_cost_one_message_and_a_mended_file_is_taken_up(
    page: Page, serve: Callable[..., str], tmp_path: Path
) -> None:
    (tmp_path / "layers").mkdir()
    for path in [*(layer.path for layer in BUILT_IN), "layers/plan.toml"]:
        shutil.copy(ROOT / path, tmp_path / path)
    towns = tmp_path / "layers/towns.geojson"
    whole = towns.read_bytes()
    towns.write_bytes(whole[:3000])
    address = serve("app.py", environment={"YUANTU_STUDY": str(tmp_path)})
    page.goto(f"{address}/?lang=en&select=parks:gz-nansha&nonsense=1")
    boxes = page.locator("[role=alert].yt-box")
    expect(boxes).to_have_count(2)  # one for the link, one for the layer
    expect(boxes.filter(has_text="AI towns")).to_contain_text("cut off")
    expect(page.locator('[data-card="gz-nansha"]')).to_be_visible()
    expect(page.get_by_role("checkbox", name="Parks of the plan")).to_be_checked()
    expect(page.get_by_role("checkbox", name="Towns and related sites")).to_have_count(0)
    for title, part in (
        ("Clustering", "The 15 parks lie closer"),
        ("Layout", "77/54264"),
        ("Layers and sources", "11 of 12"),
    ):
        page.get_by_role("link", name=title).click()
        expect(page.get_by_text(part).first).to_be_visible()
    towns.write_bytes(whole)
    page.goto(f"{address}/?lang=en")
    expect(page.get_by_role("checkbox", name="Towns and related sites")).to_be_checked()
    expect(boxes).to_have_count(0)
