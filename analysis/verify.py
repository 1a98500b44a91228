"""Worked examples with a known answer: what `verify` on the command line and the tests recompute."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from analysis.examples import (
    concentration,
    datum,
    decision,
    density,
    flows,
    groups,
    hotspots,
    layout,
    location,
    pattern,
    rank_size,
    ripley,
    tiers,
)
from analysis.examples.example import Example
from analysis.plan import Bilingual

EXAMPLES: Final[tuple[Example, ...]] = (
    *layout.EXAMPLES,
    *flows.EXAMPLES,
    *rank_size.EXAMPLES,
    *tiers.EXAMPLES,
    *concentration.EXAMPLES,
    *pattern.EXAMPLES,
    *ripley.EXAMPLES,
    *groups.EXAMPLES,
    *density.EXAMPLES,
    *hotspots.EXAMPLES,
    *decision.EXAMPLES,
    *location.EXAMPLES,
    *datum.EXAMPLES,
)


@dataclass(frozen=True)
class Row:
    """An example with what was computed."""

    id: str
    source: Bilingual
    expected: float
    got: float
    agrees: bool


def run(examples: Sequence[Example] = EXAMPLES) -> tuple[Row, ...]:
    """Recompute the examples."""
    rows = []
    for example in examples:
        got = example.compute()
        agrees = math.isclose(got, example.expected, rel_tol=0, abs_tol=example.tolerance)
        rows.append(Row(example.id, example.source, example.expected, got, agrees))
    return tuple(rows)
