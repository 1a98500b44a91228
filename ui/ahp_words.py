"""Pairwise comparisons in words: where they contradict each other, and where the people of a group disagree."""

from __future__ import annotations

from typing import Final

from analysis.errors import Problem
from analysis.siting.ahp import Ahp
from analysis.siting.group_ahp import GroupAhp
from ui.compared_words import criterion_name
from ui.text import Text

_AGREES: Final = 1e-9


def inconsistency(ahp: Ahp, where: str) -> Problem | None:
    """Return the warning of comparisons whose consistency ratio is above 0.10, with the one to look at first."""
    if ahp.consistent or ahp.worst is None:
        return None
    values: dict[str, str | float] = {
        "ratio": round(ahp.consistency_ratio, 3),
        "row": ahp.worst.row,
        "column": ahp.worst.column,
        "given": f"{ahp.worst.given:.3g}",
        "suggested": f"{ahp.worst.suggested:.3g}",
    }
    return Problem("ahp_inconsistent", where, values, severity="warning")


def group_words(group: GroupAhp, text: Text) -> str:
    """Return how many people's weights these are, and where they disagree most."""
    widest = group.judgements[0] if group.judgements else None
    if widest is None or widest.geometric_sd <= 1 + _AGREES:
        return text("siting.group_agrees", n=len(group.members))
    return text(
        "siting.group_disagrees",
        n=len(group.members),
        row=criterion_name(widest.row, text),
        column=criterion_name(widest.column, text),
        low=f"{widest.low:.3g}",
        high=f"{widest.high:.3g}",
        mean=f"{widest.mean:.3g}",
    )
