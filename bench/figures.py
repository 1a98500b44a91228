"""What a measurement says: its values, its target, and the peer that was measured beside it in the same run."""

from __future__ import annotations

import argparse
import dataclasses
import json
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

HEADINGS: Final = ("what", "median", "range", "target", "kept", "peer", "ratio", "difference")


@dataclass(frozen=True)
class Figure:
    """One measured thing.

    Parameters
    ----------
    what
        What was measured.
    unit
        Of all values: `s`, `ms`, `MB`, or empty for counts.
    values
        One for each repetition.
    target
        What the median must stay under; None where there is no target.
    peer
        The same measured on the peer in the same run; empty where there is none.
    peer_name
        What the peer is.
    """

    what: str
    unit: str
    values: Sequence[float]
    target: float | None = None
    peer: Sequence[float] = ()
    peer_name: str = ""

    @property
    def median(self) -> float:
        """The middle value."""
        return statistics.median(self.values)

    @property
    def kept(self) -> bool | None:
        """Whether the median is under the target; None without a target."""
        return None if self.target is None else self.median < self.target

    def cells(self) -> tuple[str, ...]:
        """Return the row of the table, in the order of `HEADINGS`."""
        peer = statistics.median(self.peer) if self.peer else None
        return (
            self.what,
            self._with_unit(self.median),
            f"{digits(min(self.values))} - {digits(max(self.values))} (n={len(self.values)})"
            if len(self.values) > 1
            else "",
            "" if self.target is None else f"< {self._with_unit(self.target)}",
            {None: "", True: "yes", False: "**no**"}[self.kept],
            "" if peer is None else f"{self._with_unit(peer)} ({self.peer_name})",
            "" if not peer else digits(self.median / peer),
            "" if peer is None else self._with_unit(self.median - peer),
        )

    def _with_unit(self, value: float) -> str:
        return f"{digits(value)} {self.unit}".strip()


def digits(value: float) -> str:
    """Return a number with three digits that count, or whole where it is large."""
    return f"{value:,.0f}" if abs(value) >= 100 or value == int(value) else f"{value:.3g}"


def table(figures: Sequence[Figure]) -> str:
    """Return the figures as a Markdown table."""
    rows = [HEADINGS, tuple("---" for _ in HEADINGS), *(figure.cells() for figure in figures)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def main(measure: Callable[[bool], list[Figure]]) -> None:
    """Run one measurement from the command line: print its table, or JSON for `bench.run`."""
    parser = argparse.ArgumentParser(description="Measures one thing; bench.run measures all.")
    parser.add_argument("--quick", action="store_true", help="few repetitions")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    chosen = parser.parse_args()
    figures = measure(chosen.quick)
    print(json.dumps([dataclasses.asdict(one) for one in figures]) if chosen.json else table(figures))
