"""Chromium for a measurement, and how it knows that something is drawn."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Final

from playwright.sync_api import Browser, Page, ViewportSize

from tests.browser import NO_BROWSER, find_browser, started

PARKS_DRAWN: Final = """() => {
  const host = document.querySelector("[data-testid=stBidiComponentIsolated]");
  const canvas = host?.shadowRoot?.querySelector(".leaflet-layer-parks-pane canvas");
  if (!canvas?.width) return false;
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  for (let place = 3; place < data.length; place += 4) if (data[place] > 0) return true;
  return false;
}"""
"""Whether the canvas of the parks, which is clear at first, has a painted pixel."""

LIMIT_MS: Final = 90_000
POLL_MS: Final = 20
SIZE: Final[ViewportSize] = {"width": 1400, "height": 900}


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """Start the browser that the journeys use."""
    path = find_browser()
    if path is None:
        raise SystemExit(NO_BROWSER)
    with started(path) as browser:
        yield browser


@contextlib.contextmanager
def fresh_page(browser: Browser) -> Iterator[Page]:
    """Open a page with nothing in its cache."""
    context = browser.new_context(locale="zh-CN", viewport=SIZE)
    page = context.new_page()
    page.set_default_timeout(LIMIT_MS)
    try:
        yield page
    finally:
        context.close()


def wait_for_parks(page: Page) -> None:
    """Return when the first park is painted."""
    page.wait_for_function(PARKS_DRAWN, polling=POLL_MS)
