"""What slides of several subjects are put together from: a score as a chart, a table of texts, a method's notes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from analysis.score import Score
from briefing.slides import Chart, Series, Slide
from briefing.table import Column, Table
from ui import wording
from ui.methods import methods
from ui.text import Text


def score_slide(
    name: str, score: Score, text: Text, *, words: Callable[[str], str], caveats: Sequence[str], notes: Sequence[str]
) -> Slide | None:
    """Return a score as a bar for each component; None for a score without a value.

    Parameters
    ----------
    name
        ``clustering`` or ``layout``.
    score, text
        The score, and the catalogue in the reader's language.
    words
        Component id -> its name.
    caveats, notes
        Of the slide.
    """
    if score.value is None:
        return None
    parts = score.components
    chart = Chart(
        "bar",
        text("briefing_deck.score_chart"),
        (Series(text("app.score_points"), tuple(part.contribution for part in parts)),),
        tuple(words(part.id) for part in parts),
        number_format="0.0",
    )
    best, least = max(parts, key=_share), min(parts, key=_share)
    span = wording.interval(score.low, score.high, 0)
    bullets = [text("briefing_deck.score_how", n=len(parts))]
    if len(parts) > 1:
        bullets.append(text("briefing_deck.score_best", name=words(best.id), share=f"{best.transformed:.0%}"))
        bullets.append(text("briefing_deck.score_least", name=words(least.id), share=f"{least.transformed:.0%}"))
    headline = text(f"briefing_deck.score_{name}", value=wording.number(score.value, 0), span=span)
    return Slide(f"score_{name}", headline, tuple(bullets), chart, tuple(caveats), tuple(notes))


def _share(part: object) -> float:
    return float(part.transformed)  # type: ignore[attr-defined]  # a component of a score


def text_table(
    name: str, title: str, columns: Sequence[str], rows: Iterable[Sequence[str]], *, notes: Sequence[str] = ()
) -> Table:
    """Return a table of texts that are finished already."""
    made = tuple(Column(f"{name}_{place}", words) for place, words in enumerate(columns))
    return Table(name, title, made, tuple(tuple(row) for row in rows), tuple(notes))


def method_notes(ids: Sequence[str], text: Text) -> tuple[str, ...]:
    """Return for the speaker what these measures are and which works they rest on."""
    every = {method.id: method for section in methods().values() for method in section}
    notes: list[str] = []
    for name in ids:
        notes.append(text("briefing_deck.method_note", name=text(f"method.{name}"), words=text(f"method.{name}_words")))
        notes += every[name].references
    return tuple(notes)
