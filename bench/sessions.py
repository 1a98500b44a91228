"""Fifty visitors at once on one server that has two cores: how long a click on a park takes until its script has run.

Each visitor opens the map page over a websocket of its own, all within the first seconds, then clicks on one park after
another with two to four seconds to think between them. Measured from sending the click to the message that the script
has finished; nothing is drawn. The visitors run in one process beside the server, so on a machine with two cores they
take a part of them. Afterwards the same load goes to the peer, whose reruns show one line of text. Only this machine is
addressed, and the load ends by itself.
"""

from __future__ import annotations

import asyncio
import json
import random
import statistics
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from websockets.exceptions import WebSocketException

from bench.figures import Figure, main
from bench.serving import APPLICATION, ONE_LINE, ROOT, Server, serve
from bench.visitor import Visitor

TARGET_MS: Final = 250.0
VISITORS: Final = 50
ARRIVAL_S: Final = 3.0
THINK_S: Final = (2.0, 4.0)
SEED: Final = 0


@dataclass
class Load:
    """What the visitors noted."""

    opened_ms: list[float] = field(default_factory=list)
    clicks_ms: list[float] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)
    busy: float | None = None

    def percentile(self, share: int) -> float:
        """Return the time that this share of clicks stays under."""
        return statistics.quantiles(self.clicks_ms, n=100, method="inclusive")[share - 1]


def measure(quick: bool) -> list[Figure]:
    """Return percentiles of a click under load, errors, and how busy the server was."""
    seconds = 4.0 if quick else 40.0
    ours, peer = (_load(script, seconds) for script in (APPLICATION, ONE_LINE))
    name = "one line of text, same load"
    figures = [
        Figure(
            f"{VISITORS} sessions, {share}th percentile of a rerun",
            "ms",
            [ours.percentile(share)],
            TARGET_MS if share == 95 else None,
            [peer.percentile(share)],
            name,
        )
        for share in (50, 95, 99)
    ]
    figures.append(Figure("of them, opening the page", "ms", ours.opened_ms, None, peer.opened_ms, name))
    figures.append(Figure("of them, reruns", "", [len(ours.clicks_ms)], None, [len(peer.clicks_ms)], name))
    figures.append(Figure("of them, errors", "", [ours.errors.total()], 1, [peer.errors.total()], name))
    if ours.busy is not None and peer.busy is not None:
        figures.append(Figure("of them, processor of the server", "cores", [ours.busy], None, [peer.busy], name))
    for error, count in (ours.errors + peer.errors).items():
        print(f"{count} x {error}", file=sys.stderr)
    return figures


def _load(script: Path, seconds: float) -> Load:
    with serve(script) as server:
        return asyncio.run(_visits(server, seconds))


async def _visits(server: Server, seconds: float) -> Load:
    load = Load()
    await _first_visitor(server)
    start = time.perf_counter() + ARRIVAL_S
    chances = (random.Random(SEED + number) for number in range(VISITORS))  # noqa: S311 - nothing secret
    visits = [asyncio.create_task(_visit(server, load, chance, start, seconds)) for chance in chances]
    await asyncio.sleep(max(start - time.perf_counter(), 0))
    before = server.processor_s()
    await asyncio.sleep(seconds)
    after = server.processor_s()
    if before is not None and after is not None:
        load.busy = (after - before) / seconds
    await asyncio.gather(*visits)
    return load


async def _first_visitor(server: Server) -> None:
    """Let the server import and read everything, as before any fiftieth visitor."""
    first = Visitor(server.port)
    await first.open()
    for park in parks():
        await first.click(park)
    await first.close()


async def _visit(server: Server, load: Load, chance: random.Random, start: float, seconds: float) -> None:
    """Open, click until the time is over, leave; an error ends the visit and is counted."""
    visitor = Visitor(server.port)
    order = chance.sample(parks(), len(parks()))
    await asyncio.sleep(chance.uniform(0, ARRIVAL_S * 0.8))
    try:
        load.opened_ms.append(1000 * await visitor.open())
        await asyncio.sleep(max(start - time.perf_counter(), 0) + chance.uniform(0, THINK_S[1]))
        turn = 0
        while (left_s := start + seconds - time.perf_counter()) > 0:
            load.clicks_ms.append(1000 * await visitor.click(order[turn % len(order)]))
            turn += 1
            await asyncio.sleep(min(chance.uniform(*THINK_S), left_s))
        await visitor.close()
    except (OSError, RuntimeError, TimeoutError, WebSocketException) as error:
        load.errors[f"{type(error).__name__}: {error}"[:120]] += 1


def parks() -> Sequence[str]:
    """Return the ids of the named parks."""
    features = json.loads((ROOT / "parks.geojson").read_text(encoding="utf-8"))["features"]
    return [feature["properties"]["id"] for feature in features]


if __name__ == "__main__":
    main(measure)
