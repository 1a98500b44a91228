"""What every file of a briefing says of itself, made from the study and what a person typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from analysis.errors import ParameterError, Problem
from analysis.study import Study
from briefing.about import FACTS, About, Source
from briefing.version import VERSION
from ui.briefing.sources_table import sources_table
from ui.text import Text

_UNSAID: Final = ""


@dataclass(frozen=True)
class Typed:
    """What a person may type; an empty text takes what stands in its place.

    Parameters
    ----------
    title
        Of the study's map if empty.
    author
        The author unit.
    approval_number
        Of the map; the stamp of an unapproved draft stands in its place if empty.
    scenario
        Name of the scenario; that of the plan as published if empty.
    date
        Of the briefing.
    """

    date: date
    title: str = _UNSAID
    author: str = _UNSAID
    approval_number: str = _UNSAID
    scenario: str = _UNSAID


def about_study(study: Study, typed: Typed, text: Text, *, subtitle: str = "") -> About:
    """Return what the files say of themselves.

    Raises
    ------
    ParameterError
        As `briefing.about.About`.
    """
    name = study.plan.name.in_language(text.language) if study.plan else study.id
    title = typed.title or text("export.title", plan=name)
    return About(
        title=title,
        subtitle=subtitle,
        study=name,
        fingerprint=study.fingerprint,
        scenario=typed.scenario or text("briefing_file.baseline"),
        date=typed.date,
        version=text("briefing_file.software", version=VERSION),
        language=text.language,
        author=typed.author,
        approval_number=typed.approval_number or None,
        stamp=text("map_page.draft"),
        sources=sources(study, text),
        crs=text("briefing_table.crs", measured=study.crs.name),
        labels=labels(text),
    )


def sources(study: Study, text: Text) -> tuple[Source, ...]:
    """Return the plan's document and every layer of the study as a source."""
    table = sources_table(study, text)
    names = ("layer", "title", "source", "licence", "date", "caveat")
    places = [table.place(name) for name in names]
    rows = [{name: str(row[place] or "") for name, place in zip(names, places, strict=True)} for row in table.rows]
    return tuple(Source(**row) for row in rows)


def labels(text: Text) -> Mapping[str, str]:
    """Return the word for each fact on a file's face."""
    return {name: text(f"briefing_file.{name}") for name in (*FACTS, "sources")}


def day(given: str, where: str) -> date:
    """Return a date such as 2026-03-01.

    Raises
    ------
    ParameterError
        ``bad_day``.
    """
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise ParameterError(Problem("bad_day", where, {"value": given})) from None
