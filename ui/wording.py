"""Numbers and lists as a sentence or a table writes them, on the pages, in the terminal and in the briefing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from ui.text import Text


def interval(low: float | None, high: float | None, digits: int) -> str:
    """Return an interval as `low–high`; a dash where there is none."""
    if low is None or high is None:
        return "–"
    return f"{number(low, digits)}–{number(high, digits)}"


def share_range(low: float, high: float) -> str:
    """Return a share, or a range of shares, in per cent."""
    return f"{low:.0%}" if low == high else f"{low:.0%}–{high:.0%}"


def quotient(row: Mapping[Any, float]) -> str:
    """Return a location quotient with its interval."""
    if pd.isna(row["value"]):
        return "–"
    return f"{row['value']:.1f} ({row['low']:.1f}–{row['high']:.1f})"


def joined(words: Sequence[str], text: Text) -> str:
    """Return words as a sentence lists them, `a, b and c`."""
    if len(words) < 2:
        return "".join(words)
    return text("app.list_last", first=text("app.list_separator").join(words[:-1]), last=words[-1])


def number(value: float | None, digits: int = 0) -> str:
    """Return a number with thousands separated; a dash where there is none."""
    if value is None or value != value:
        return "–"
    return f"{value:,.{digits}f}"


def kilometres(metres: float, digits: int = 1) -> str:
    """Return a length in metres as kilometres, without the unit."""
    return number(metres / 1000, digits)


def kilometre_interval(low_m: float, high_m: float) -> str:
    """Return an interval in metres as kilometres, without the unit."""
    return f"{kilometres(low_m)}–{kilometres(high_m)}"


def p_value(value: float, simulations: int | None = None) -> str:
    """Return a p-value as it is written: never zero, and not finer than the simulations allow."""
    floor = 1 / (simulations + 1) if simulations else 0.0001
    if value <= floor:
        return f"≤ {floor:.4f}" if simulations else "< 0.0001"
    return f"{value:.4f}" if value < 0.001 else f"{value:.3f}"  # 0.0003 would else read as zero
