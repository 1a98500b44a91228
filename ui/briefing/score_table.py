"""A score's components, a row each, with what the score would be without each."""

from __future__ import annotations

from collections.abc import Callable

from analysis.score import Score, weight_sensitivity
from briefing.table import Table
from ui.briefing.columns import made_table
from ui.plan_text import item_name
from ui.text import Text

COLUMNS = ("component", "raw", "unit", "how", "transformed", "weight", "contribution", "without", "doubled")


def score_table(name: str, found: Score, text: Text, *, words: Callable[[str], str], caveats: tuple[str, ...]) -> Table:
    """Return the components of a score.

    Parameters
    ----------
    name
        Of the table: ``score_clustering`` or ``score_layout``.
    found
        The score.
    words
        Component id, and the same with ``_how``, to its words.
    caveats
        What must stand beside the score.
    """
    sensitivity = {str(name): row for name, row in weight_sensitivity(found).to_dict("index").items()}
    rows = [
        {
            "component": words(part.id),
            "raw": part.raw,
            "unit": unit_name(part.unit, text),
            "how": words(f"{part.id}_how"),
            "transformed": part.transformed,
            "weight": part.weight,
            "contribution": part.contribution,
            "without": sensitivity[part.id]["without"],
            "doubled": sensitivity[part.id]["doubled"],
        }
        for part in found.components
    ]
    return made_table(name, COLUMNS, rows, text, notes=(total_words(found, text), *caveats, *_left_out(found, text)))


def unit_name(unit: str, text: Text) -> str:
    """Return a unit of an analysis in words: a ratio has none."""
    return "" if unit == "1" else text(f"briefing_table.unit_{unit}")


def total_words(found: Score, text: Text) -> str:
    """Return the score with its interval in a sentence."""
    if found.value is None:
        return text("briefing_table.score_none")
    if found.low is None or found.high is None:
        return text("briefing_table.score_alone", value=f"{found.value:.1f}")
    bounds = {"low": f"{found.low:.1f}", "high": f"{found.high:.1f}"}
    return text("briefing_table.score_total", value=f"{found.value:.1f}", **bounds)


def _left_out(found: Score, text: Text) -> list[str]:
    return [
        text("briefing_table.left_out", name=item_name(None, name, text), reason=text(f"reason.{reason}"))
        for name, reason in found.left_out.items()
    ]
