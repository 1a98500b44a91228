"""What every file of a briefing says of itself, in its metadata and on its face."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Final

from analysis.errors import ParameterError, Problem
from briefing.plain_text import one_line

TITLE_LIMIT: Final = 120
"""Characters of a title, subtitle, author or approval number: more would leave the sheet or shrink beyond reading."""

FACTS: Final = ("study", "scenario", "date", "version", "author", "crs", "approval", "fingerprint")
"""What stands on a file's face, in this order; `labels` holds a word for each, and for `sources`."""

_LIMITED: Final = ("title", "subtitle", "author", "approval_number")


@dataclass(frozen=True)
class Source:
    """Where a layer comes from, in finished words; `date` and `caveat` may be empty."""

    layer: str
    title: str
    source: str
    licence: str
    date: str = ""
    caveat: str = ""

    @property
    def line(self) -> str:
        """The source on one line: title, source, licence, date."""
        known = [part for part in (self.source, self.licence, self.date) if part]
        return f"{self.title}: {'; '.join(known)}" if known else self.title


@dataclass(frozen=True)
class About:
    """What a file of a briefing says of itself; all texts are finished and in `language`.

    Parameters
    ----------
    title, subtitle
        Heading; the subtitle may be empty.
    study, fingerprint
        Name of the study, and what changes whenever one of its files does.
    scenario
        Name of the scenario; that of the plan as published for the baseline.
    date
        Of the briefing, also the time stamp inside the files, so that the same input gives the same bytes.
    version
        Of this software, with its name.
    language
        ``zh`` or ``en``.
    author
        The author unit; may be empty.
    approval_number
        Approval number of the map (审图号) as typed; None where there is none.
    stamp
        What stands in its place.
    sources
        Of every layer that is used.
    crs
        Coordinate system in which was measured.
    labels
        Word for each of `FACTS` and for ``sources``.

    Raises
    ------
    ParameterError
        ``empty_title``; ``text_too_long`` for each text above `TITLE_LIMIT` characters; all at once. Line ends and
        control characters are no part of any text and do not count.
    """

    title: str
    subtitle: str
    study: str
    fingerprint: str
    scenario: str
    date: date
    version: str
    language: str
    author: str
    approval_number: str | None
    stamp: str
    sources: tuple[Source, ...]
    crs: str
    labels: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def __post_init__(self) -> None:
        for name in (*_LIMITED, "study", "scenario", "stamp"):
            given = getattr(self, name)
            object.__setattr__(self, name, None if given is None else one_line(given))
        problems = [] if self.title else [Problem("empty_title", "title")]
        problems += [
            Problem("text_too_long", name, {"n": len(given), "limit": TITLE_LIMIT})
            for name in _LIMITED
            if len(given := getattr(self, name) or "") > TITLE_LIMIT
        ]
        if problems:
            raise ParameterError(*problems)

    @property
    def moment(self) -> datetime:
        """The date as a moment, midnight UTC: the time stamp inside the files."""
        return datetime(self.date.year, self.date.month, self.date.day, tzinfo=UTC)

    @property
    def approval(self) -> str:
        """The approval number, or the stamp where there is none."""
        return self.approval_number or self.stamp

    def facts(self) -> tuple[tuple[str, str], ...]:
        """Return label and value of everything known, in the order of `FACTS`, for a file's face."""
        values = {name: self.date.isoformat() if name == "date" else str(getattr(self, name)) for name in FACTS}
        return tuple((self.labels.get(name, name), value) for name, value in values.items() if value)

    def line(self) -> str:
        """Return study, scenario, date and version on one line, for a footer or a field of metadata."""
        return " · ".join(part for part in (self.study, self.scenario, self.date.isoformat(), self.version) if part)

    def metadata(self) -> dict[str, object]:
        """Return everything for a machine: keys in English, values as they are; the same input gives the same order."""
        names = ("title", "subtitle", "study", "fingerprint", "scenario", "version", "language", "author", "crs")
        return {
            **{name: getattr(self, name) for name in names},
            "date": self.date.isoformat(),
            "approval_number": self.approval_number,
            "stamp": None if self.approval_number else self.stamp,
            "sources": [
                {name: getattr(one, name) for name in ("layer", "title", "source", "licence", "date", "caveat")}
                for one in self.sources
            ],
        }

    def titled(self, title: str, subtitle: str = "") -> About:
        """Return the same with another title, for one sheet of several."""
        return replace(self, title=title, subtitle=subtitle)
