"""The comparison that a session keeps: where the page's parts read it and change it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from analysis.siting.comparison import Comparison
from ui import state
from ui.siting.defaults import first_comparison

_NAME = "comparison"


def comparison() -> Comparison:
    """Return the session's comparison: at first an empty choice of alternatives with the usual criteria."""
    kept = state.remembered(_NAME, None)
    if not isinstance(kept, Comparison):
        kept = first_comparison()
        state.remember(_NAME, kept)
    return kept


def change(**changes: Any) -> Comparison:  # noqa: ANN401 - fields of a comparison
    """Change fields of the session's comparison and return it; in a widget's callback, or before the page is drawn."""
    changed = replace(comparison(), **changes)
    state.remember(_NAME, changed)
    return changed


def put(changed: Comparison) -> None:
    """Take another comparison in place of the session's, such as one from a file; every widget begins anew."""
    state.remember(_NAME, changed)
    state.remember("comparison_turn", turn() + 1)


def turn() -> int:
    """Return how often the whole comparison was replaced: part of the key of every widget that shows a piece of it."""
    return int(state.remembered("comparison_turn", 0))
