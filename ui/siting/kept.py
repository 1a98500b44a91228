"""The comparison that a session keeps: where the page's parts read it and change it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from analysis.errors import ParameterError, Problem
from analysis.siting.comparison import Comparison
from analysis.siting.comparison_link import from_link, to_link
from analysis.siting.source import known_only
from analysis.study import Study
from ui import state
from ui.siting.defaults import first_comparison

_NAME: Final = "comparison"
_TURN: Final = "comparison_turn"
_PROBLEMS: Final = "comparison_problems"
_CHECKED: Final = "comparison_checked"
_LINKED: Final = "comparison_linked"


def comparison() -> Comparison:
    """Return the session's comparison: at first that of the link, else none chosen and the usual criteria."""
    kept = state.remembered(_NAME, None)
    if isinstance(kept, Comparison):
        return kept
    kept = first_comparison()
    if packed := state.comparison_in_link():
        try:
            kept = from_link(packed, where=f"?{state.COMPARISON_PARAMETER}")
        except ParameterError as error:
            state.report_link(error.problems)
    state.remember(_NAME, kept)
    return kept


def drop_unknown(study: Study) -> Comparison:
    """Return the comparison without places that the study does not have; the reader is told of them once."""
    kept = comparison()
    fingerprint, checked = state.remembered(_CHECKED, ("", None))
    if fingerprint == study.fingerprint and checked is kept.alternatives:
        return kept
    source, unknown = known_only(kept.alternatives, study)
    if unknown:
        found = [Problem("unknown_alternative", f"?{state.COMPARISON_PARAMETER}", {"value": one}) for one in unknown]
        state.report_link(found)
        kept = change(alternatives=source)
    state.remember(_CHECKED, (study.fingerprint, kept.alternatives))
    return kept


def change(**changes: Any) -> Comparison:  # noqa: ANN401 - fields of a comparison
    """Change fields of the session's comparison and return it; in a widget's callback, or before the page is drawn."""
    changed = replace(comparison(), **changes)
    state.remember(_NAME, changed)
    return changed


def put(changed: Comparison) -> None:
    """Take another comparison in place of the session's, such as one from a file."""
    state.remember(_NAME, changed)
    state.remember(_TURN, turn() + 1)


def turn() -> int:
    """Return how often the whole comparison was replaced: part of the key of a widget that keeps a value of its own."""
    return int(state.remembered(_TURN, 0))


def refuse(*problems: Problem) -> None:
    """Remember what was wrong with a change that was not made, to be told once."""
    state.remember(_PROBLEMS, problems)


def take_problems() -> tuple[Problem, ...]:
    """Return what was refused since the last run."""
    found: tuple[Problem, ...] = state.remembered(_PROBLEMS, ())
    state.remember(_PROBLEMS, ())
    return found


def write_link() -> bool:
    """Have the link hold the comparison, once anything of it was chosen; return False if it is too long for a link."""
    kept = comparison()
    known, packed = state.remembered(_LINKED, (None, ""))
    if known is not kept:
        packed = "" if kept == first_comparison() else to_link(kept)
        state.remember(_LINKED, (kept, packed))
    state.set_comparison_in_link(packed or "")
    return packed is not None
