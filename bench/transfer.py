"""Bytes over the network on the first load of the map page, with an empty cache, in Chromium.

HTTP answers count as they came over the wire (headers and compressed bodies), websocket messages with their payload.
`/static/` at the server's root is Streamlit's own frontend; all else is ours. The peer, one line of text, loads less of
that frontend, because Streamlit fetches the code of a widget when a page uses it.
"""

from __future__ import annotations

import base64
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser

from bench.browser import chromium, fresh_page, wait_for_parks
from bench.figures import Figure, main
from bench.serving import APPLICATION, ONE_LINE, serve

TARGET_MB = 3.0
QUIET_MS = 1_000
"""How long to wait for stragglers after the page is drawn."""


class Wire:
    """Adds up what Chromium's own books say of one page."""

    def __init__(self) -> None:
        self.bytes: Counter[str] = Counter()
        self._kinds: dict[str, str] = {}

    def asked(self, event: dict[str, Any]) -> None:
        """Note what a request is for."""
        path = urlsplit(event["request"]["url"]).path
        frontend = path.startswith("/static/") or path == "/"
        self._kinds[event["requestId"]] = "frontend" if frontend else "files" if "/_stcore/bidi" in path else "other"

    def arrived(self, event: dict[str, Any]) -> None:
        """Count a finished answer."""
        self.bytes[self._kinds.get(event["requestId"], "other")] += int(event["encodedDataLength"])

    def message(self, event: dict[str, Any]) -> None:
        """Count a websocket message."""
        frame = event["response"]
        payload = frame["payloadData"]
        self.bytes["messages"] += len(base64.b64decode(payload) if frame["opcode"] == 2 else payload.encode())

    def megabytes(self, *kinds: str) -> float:
        """Return the sum of some kinds, or of all."""
        return sum(self.bytes[kind] for kind in kinds or self.bytes) / 1e6


def measure(quick: bool) -> list[Figure]:
    """Return what the page transfers, all and beyond Streamlit's frontend."""
    repeats = 1 if quick else 3
    with chromium() as browser:
        ours = [_load(browser, APPLICATION) for _ in range(repeats)]
        peer = [_load(browser, ONE_LINE) for _ in range(repeats)]
    name = "one line of text"
    total, peer_total = [one.megabytes() for one in ours], [one.megabytes() for one in peer]
    beyond = [one.megabytes("files", "messages", "other") for one in ours]
    return [
        Figure("transferred beyond Streamlit's frontend", "MB", beyond, TARGET_MB),
        Figure("of that, map code and public layers", "MB", [one.megabytes("files") for one in ours]),
        Figure("of that, websocket messages", "MB", [one.megabytes("messages") for one in ours]),
        Figure("transferred in all", "MB", total, None, peer_total, name),
    ]


def _load(browser: Browser, script: Path) -> Wire:
    wire = Wire()
    with serve(script) as server, fresh_page(browser) as page:
        books = page.context.new_cdp_session(page)
        books.on("Network.requestWillBeSent", wire.asked)
        books.on("Network.loadingFinished", wire.arrived)
        books.on("Network.webSocketFrameReceived", wire.message)
        books.on("Network.webSocketFrameSent", wire.message)
        books.send("Network.enable")
        page.goto(server.address)
        if script == APPLICATION:
            wait_for_parks(page)
        else:
            page.get_by_text("ready", exact=True).wait_for()
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(QUIET_MS)
    return wire


if __name__ == "__main__":
    main(measure)
