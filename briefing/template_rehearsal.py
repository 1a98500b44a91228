"""A small deck made with a template and thrown away: what breaks with it is the template's fault and can be told.

It is meant for a process with limits (`ui.briefing.template_trial`), since what a template makes a library do is not
known before.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from analysis.errors import Problem, UnreadableError
from briefing.about import About
from briefing.deck import deck_bytes
from briefing.slides import Deck, Slide
from briefing.table import Column, Table

_WORDS: Final = "园区 Parks"


def rehearse(content: bytes, name: str) -> None:
    """Make every kind of slide whose look depends on the template once: opening, words, table, notes.

    Raises
    ------
    UnreadableError
        As `briefing.slide_template.template_stage`; ``template_not_pptx`` for whatever else goes wrong.
    """
    try:
        deck_bytes(_deck(), template=content, template_name=name)
    except (UnreadableError, MemoryError):
        raise
    except Exception as error:  # what a broken template makes the library raise has no common base
        raise UnreadableError(Problem("template_not_pptx", name)) from error


def _deck() -> Deck:
    about = About(
        title=_WORDS,
        subtitle=_WORDS,
        study=_WORDS,
        fingerprint="0",
        scenario=_WORDS,
        date=date(2000, 1, 1),
        version="0",
        language="zh",
        author=_WORDS,
        approval_number=None,
        stamp=_WORDS,
        sources=(),
        crs="",
    )
    table = Table("sites", _WORDS, (Column("name", _WORDS),), ((_WORDS,),), (_WORDS,))
    slides = (
        Slide("words", _WORDS, (_WORDS,), None, (_WORDS,), (_WORDS,)),
        Slide("table", _WORDS, (_WORDS,), table, (_WORDS,), (_WORDS,)),
    )
    return Deck(about, slides, source=_WORDS, notes=(_WORDS,))
