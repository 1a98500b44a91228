"""How a long computation tells how far it has come, and how it is stopped."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[float], None]
"""Takes the share done, from 0 to 1. Whoever passes it in may raise from it to stop the computation."""


def silent(share: float) -> None:
    """Take note of nothing: the default where nobody watches."""
    del share


def part_of(progress: Progress, start: float, end: float) -> Progress:
    """Return a progress of a part that stretches from `start` to `end` of the whole."""
    return lambda share: progress(start + (end - start) * share)
