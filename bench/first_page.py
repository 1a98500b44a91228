"""From the start of `streamlit run app.py` to the first parks painted in Chromium; the peer shows one line of text.

Every repetition starts a new server process and opens a page with an empty cache; the browser itself runs already, and
the programs' files may be in the machine's file cache. The page is opened as soon as the server answers.
"""

from __future__ import annotations

import time

from playwright.sync_api import Browser, Page

from bench.browser import chromium, fresh_page, wait_for_parks
from bench.figures import Figure, main
from bench.serving import APPLICATION, ONE_LINE, Server

TARGET_S = 4.0


def measure(quick: bool) -> list[Figure]:
    """Return the time to the first page and, apart, until the server answers."""
    ours: list[tuple[float, float]] = []
    peer: list[tuple[float, float]] = []
    with chromium() as browser:
        for _ in range(1 if quick else 5):
            ours.append(_start(browser, application=True))
            peer.append(_start(browser, application=False))
    answers, drawn = zip(*ours, strict=True)
    peer_answers, peer_drawn = zip(*peer, strict=True)
    return [
        Figure("start to first parks on the map", "s", drawn, TARGET_S, peer_drawn, "one line of text"),
        Figure("of that, until the server answers", "s", answers, None, peer_answers, "one line of text"),
    ]


def _start(browser: Browser, *, application: bool) -> tuple[float, float]:
    server = Server(APPLICATION if application else ONE_LINE)
    try:
        server.wait()
        answered = time.perf_counter() - server.started
        with fresh_page(browser) as page:
            page.goto(server.address, wait_until="commit")
            wait_for_parks(page) if application else _wait_for_line(page)
            return answered, time.perf_counter() - server.started
    finally:
        server.stop()


def _wait_for_line(page: Page) -> None:
    page.get_by_text("ready", exact=True).wait_for()


if __name__ == "__main__":
    main(measure)
