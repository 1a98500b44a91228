"""The page of a briefing in a browser: what was typed and compared is read there and runs nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser

from tests.hostile_comparison import IDS, TYPED, write_hostile_comparison
from tests.hostile_study import COMPUTED
from tests.journeys.offline import opened_offline

TOUCHED = 10


def test_typed_words_and_compared_ids_are_words_on_the_page(
    browser: Browser, traffic: Any, run: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    kept, out = write_hostile_comparison(tmp_path / "kept.json"), tmp_path / "b.html"
    assert run("brief", "--out", out, "--comparison", kept, *TYPED, "--date", "2026-03-01")[0] == 0
    with opened_offline(browser, traffic, out) as page:
        for element in page.query_selector_all(".leaflet-interactive")[:TOUCHED]:
            for event in ("mouseover", "click"):
                element.dispatch_event(event)
        for link in page.query_selector_all("a[href^='#']"):
            link.dispatch_event("click")
        assert page.evaluate("window.__ran") is None
        text = page.inner_text("body")
    assert "<img src=x onerror" in text
    assert "{{7919*7907}}" in text
    assert COMPUTED not in text
    assert sum(one in text for one in IDS) >= len(IDS) / 2
