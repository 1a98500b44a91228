"""An exported page as it opens from a USB stick: in a browser that has no network."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

DRAWN_MS = 500
"""In which the page draws its map and would run what it should not."""


def exported(page: Page, button: str, path: Path) -> Path:
    """Press an export's button and return the file that it gave."""
    with page.expect_download() as waiting:
        page.get_by_role("button", name=button).click()
    waiting.value.save_as(path)
    return path


@contextmanager
def opened_offline(browser: Browser, traffic: Any, path: Path) -> Iterator[Page]:
    """Open a file; a request to anywhere fails the test."""
    offline = browser.new_context(offline=True)
    try:
        traffic.listen(offline)
        opened = offline.new_page()
        opened.goto(path.as_uri())
        opened.wait_for_timeout(DRAWN_MS)
        yield opened
    finally:
        offline.close()
