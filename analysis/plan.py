"""The plan as data: its document, tiers, targets and aims. Nothing about any province stands in code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Bilingual:
    """A text in Chinese and English."""

    zh: str
    en: str

    def in_language(self, language: str) -> str:
        """Return the text in ``zh`` or ``en``."""
        return self.en if language == "en" else self.zh


@dataclass(frozen=True)
class Document:
    """The document that the plan stands in."""

    number: str
    title: Bilingual
    issuer: Bilingual
    issued: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Tier:
    """A rank of cities. Tiers are ordered: the first is the highest.

    ``clause`` is empty where the clause number has not been verified against the document.
    """

    id: str
    name: Bilingual
    cities: tuple[str, ...]
    clause: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Target:
    """What the plan wants by a year.

    ``value`` is None where the plan sets a direction but no number. ``measure`` is a key such as ``parks``,
    ``ai_towns``, ``clusters`` or ``core_industry_100m_yuan``.
    """

    year: int
    measure: str
    name: Bilingual
    value: float | None
    unit: Bilingual
    clause: str
    sources: tuple[str, ...]
    note: Bilingual


@dataclass(frozen=True)
class Aim:
    """One of the plan's aims for the layout, such as 产业互补."""

    id: str
    name: Bilingual
    clause: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Industry:
    """An entry of the taxonomy that sites refer to by id."""

    id: str
    name: Bilingual
    group: str


@dataclass(frozen=True)
class Plan:
    """A plan with ordered tiers (first = highest), targets by year and aims.

    `town_note` says what the plan does (not) say of towns; it stands wherever towns are shown.
    """

    id: str
    name: Bilingual
    document: Document
    tiers: tuple[Tier, ...]
    targets: tuple[Target, ...]
    aims: tuple[Aim, ...]
    industries: tuple[Industry, ...]
    notes: tuple[Bilingual, ...]
    town_note: Bilingual = Bilingual("", "")

    @cached_property
    def tier_of(self) -> Mapping[str, str]:
        """Tier id of each city."""
        return {city: tier.id for tier in self.tiers for city in tier.cities}

    @cached_property
    def tier_rank(self) -> Mapping[str, int]:
        """Rank of each tier id: 0 is the lowest tier, the highest tier has the largest number."""
        return {tier.id: len(self.tiers) - 1 - place for place, tier in enumerate(self.tiers)}

    @cached_property
    def cities(self) -> tuple[str, ...]:
        """All cities, in the order of their tiers."""
        return tuple(city for tier in self.tiers for city in tier.cities)

    @cached_property
    def industry_names(self) -> Mapping[str, Bilingual]:
        """Name of each industry id."""
        return {industry.id: industry.name for industry in self.industries}
