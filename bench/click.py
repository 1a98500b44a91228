"""From a click on a park's symbol to its card on the page, in Chromium; the peer's button changes one line of text.

The map opens with each park in turn in its middle, as after a zoom, without the layers that may lie on the same place
(towns, platforms), where a click would first ask which one is meant; then the mouse clicks there. The page itself looks
for the card on every frame, so no waiting of the tool is counted.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from playwright.sync_api import Page

from bench.browser import chromium, fresh_page, wait_for_parks
from bench.figures import Figure, main
from bench.serving import APPLICATION, ONE_BUTTON, ROOT, serve

TARGET_MS = 700.0
ZOOM = 16
"""Here no two parks overlap."""
QUIET_MS = 700
"""Pause before a click, so that the page has come to rest."""

CLOCK = """wanted => {
  window.shown = new Promise(done => {
    const asked = performance.now();
    let start = null;
    document.addEventListener("mousedown", event => { start = event.timeStamp; }, { capture: true, once: true });
    const look = () => {
      const found = document.querySelector(wanted.selector);
      const there = found && found.offsetParent && (!wanted.text || found.textContent.includes(wanted.text));
      if (there && start !== null) done(performance.now() - start);
      else if (performance.now() > asked + 20000) done(null);
      else requestAnimationFrame(look);
    };
    look();
  });
}"""


def measure(quick: bool) -> list[Figure]:
    """Return the time from click to card."""
    with chromium() as browser:
        with serve(APPLICATION) as server, fresh_page(browser) as page:
            parks = list(_parks())[: 2 if quick else None]
            _open(page, server.address, parks[0])  # the first visitor of a server waits longer; first_page measures it
            ours = [_click_park(page, server.address, park) for park in parks]
        with serve(ONE_BUTTON) as server, fresh_page(browser) as page:
            page.goto(server.address)
            page.get_by_text("clicks 0").wait_for()
            peer = [_click_button(page, turn) for turn in range(1, len(parks) + 1)]
    return [Figure("click on a park to its card", "ms", ours, TARGET_MS, peer, "a button that changes a text")]


def _parks() -> Iterator[tuple[str, float, float]]:
    """Yield id, longitude and latitude of the named parks."""
    for feature in json.loads((ROOT / "parks.geojson").read_text(encoding="utf-8"))["features"]:
        longitude, latitude = feature["geometry"]["coordinates"]
        yield feature["properties"]["id"], longitude, latitude


def _open(page: Page, address: str, park: tuple[str, float, float]) -> None:
    _, longitude, latitude = park
    page.goto(f"{address}/?view={latitude},{longitude},{ZOOM}&layers=parks,cities")
    wait_for_parks(page)
    page.wait_for_timeout(QUIET_MS)


def _click_park(page: Page, address: str, park: tuple[str, float, float]) -> float:
    _open(page, address, park)
    frame = page.locator(".map").bounding_box()
    if frame is None:
        raise RuntimeError("the map has no size")
    page.evaluate(CLOCK, {"selector": f'[data-card="{park[0]}"]', "text": ""})
    page.mouse.click(frame["x"] + frame["width"] / 2, frame["y"] + frame["height"] / 2)
    return _shown(page)


def _click_button(page: Page, turn: int) -> float:
    page.wait_for_timeout(QUIET_MS)
    page.evaluate(CLOCK, {"selector": "[data-testid=stMarkdownContainer]:not(button *)", "text": f"clicks {turn}"})
    page.get_by_role("button", name="next").click()
    return _shown(page)


def _shown(page: Page) -> float:
    took = page.evaluate("window.shown")
    if took is None:
        raise RuntimeError(f"nothing appeared after the click at {page.url}")
    return float(took)


if __name__ == "__main__":
    main(measure)
