"""A warm rerun of the map page in Python, for one visitor alone; the peer reruns one line of text.

On the real server: from sending a click on a park over the websocket to the message that the script has finished, and
the processor time that the server used for it, which other programs on the machine disturb least. And in Streamlit's
test frame (AppTest), which compiles the script on every run and builds a tree of what it shows.
"""

from __future__ import annotations

import asyncio
import itertools
import logging
import sys
import time
from pathlib import Path

from streamlit.testing.v1 import AppTest

from bench.figures import Figure, main
from bench.serving import APPLICATION, ONE_LINE, ROOT, serve
from bench.sessions import parks
from bench.visitor import Visitor

TARGET_MS = 300.0
WARM_UP = 5
PAUSE_S = 0.05
"""Between two clicks: the server sends its last message after the script."""


def measure(quick: bool) -> list[Figure]:
    """Return the time of a rerun, on a server and in the test frame."""
    repeats = 9 if quick else 60
    ours, ours_cpu = asyncio.run(_on_server(APPLICATION, repeats))
    peer, peer_cpu = asyncio.run(_on_server(ONE_LINE, repeats))
    name = "one line of text"
    figures = [Figure("rerun of the map page, another park chosen", "ms", ours, TARGET_MS, peer, name)]
    if ours_cpu and peer_cpu:
        figures.append(Figure("of that, processor time per rerun", "ms", ours_cpu, None, peer_cpu, name))
    if quick:
        return figures
    frame, frame_peer = _in_test_frame(APPLICATION, repeats // 3), _in_test_frame(ONE_LINE, repeats // 3)
    figures.append(Figure("rerun in Streamlit's test frame", "ms", frame, TARGET_MS, frame_peer, name))
    return figures


async def _on_server(script: Path, repeats: int) -> tuple[list[float], list[float]]:
    with serve(script) as server:
        visitor = Visitor(server.port)
        await visitor.open()
        clicks = itertools.cycle(parks())
        for _ in range(WARM_UP):
            await visitor.click(next(clicks))
        before, took = server.processor_s(), []
        for _ in range(repeats):
            await asyncio.sleep(PAUSE_S)
            took.append(1000 * await visitor.click(next(clicks)))
        after = server.processor_s()
        await visitor.close()
    cpu = [1000 * (after - before) / repeats] if before is not None and after is not None else []
    return took, cpu


def _in_test_frame(script: Path, repeats: int) -> list[float]:
    logging.disable(logging.WARNING)  # Streamlit warns that there is no browser
    page = AppTest.from_file(script, default_timeout=120)
    sys.path.insert(0, str(ROOT))
    for _ in range(2):
        page.run()
    took = []
    for _ in range(repeats):
        started = time.perf_counter()
        page.run()
        took.append(1000 * (time.perf_counter() - started))
    if page.exception:
        raise RuntimeError(page.exception[0].message)
    return took


if __name__ == "__main__":
    main(measure)
