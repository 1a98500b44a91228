"""From `plan.toml` to a checked `Plan`: all problems of the file at once, each with the place it stands at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from analysis.errors import PlanError, Problem
from analysis.plan import Aim, Bilingual, Document, Industry, Plan, Target, Tier
from layers.toml_text import read_toml
from layers.values import has_broken_characters, shown

_NOTHING = Bilingual("", "")

MAX_YEAR: Final = 9999
MOST_CHARACTERS: Final = 10_000
"""Of one text."""

MOST_ENTRIES: Final = 1_000
"""Of one kind, such as targets."""

MAX_TARGET: Final = 1e15
"""Larger than any number of things or yuan that a plan could ask for."""


@dataclass
class _Reader:
    """Takes values out of one table of the file and notes what is missing or of the wrong type.

    `place` is the table's path in the file, such as `target[2]`, counted from 1.
    """

    table: Mapping[str, Any]
    place: str
    problems: list[Problem] = field(default_factory=list)

    def value(self, name: str, kind: type | tuple[type, ...], called: str, *, default: Any = None) -> Any:  # noqa: ANN401 - TOML holds anything
        """Return the value, or `default` and a problem where it is missing or of another type."""
        if name not in self.table:
            self._note("plan_missing_key", name)
            return default
        value = self.table[name]
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            self._note("plan_wrong_type", name, type=called, value=_cut(value))
            return default
        return value

    def text(self, name: str, *, may_be_empty: bool = False) -> str:
        """Return a text; an empty one is a problem unless it may be."""
        value: str = self.value(name, str, "text", default="")
        self._check_characters(name, value)
        if not may_be_empty and value == "" and isinstance(self.table.get(name), str):
            self._note("plan_empty", name)
        return value

    def year(self, name: str) -> int:
        """Return a year."""
        value = self.value(name, int, "integer", default=0)
        if name in self.table and not 0 <= value <= MAX_YEAR:
            self._note("plan_wrong_type", name, type=f"integer, 0 to {MAX_YEAR}", value=_cut(value))
            return 0
        return int(value)

    def number_or_none(self, name: str) -> float | None:
        """Return a number, or None where the key is absent."""
        if name not in self.table:
            return None
        value = self.value(name, (int, float), "number")
        if value is not None and not (0 <= value <= MAX_TARGET):  # neither nan nor infinity passes this
            self._note("plan_wrong_type", name, type=f"number, 0 to {MAX_TARGET:g}", value=_cut(value))
            return None
        return None if value is None else float(value)

    def texts(self, name: str, *, may_be_empty: bool = False) -> tuple[str, ...]:
        """Return a list of texts."""
        values = self.value(name, list, "texts", default=[])
        if not all(isinstance(value, str) for value in values):
            self._note("plan_wrong_type", name, type="texts", value=_cut(values))
            return ()
        for value in values:
            self._check_characters(name, value)
        if not values and not may_be_empty and isinstance(self.table.get(name), list):
            self._note("plan_empty", name)
        return tuple(values)

    def bilingual(self, name: str, *, may_be_empty: bool = False) -> Bilingual:
        """Return a text in both languages."""
        value = self.value(name, dict, "{zh, en}")
        if value is None:
            return _NOTHING
        both = self.inside(value, name)
        return Bilingual(both.text("zh", may_be_empty=may_be_empty), both.text("en", may_be_empty=may_be_empty))

    def inside(self, table: Mapping[str, Any], name: str) -> _Reader:
        """Return a reader of a table within this one."""
        return _Reader(table, f"{self.place}.{name}" if self.place else name, self.problems)

    def one(self, name: str) -> _Reader:
        """Return a reader of a table that must be there."""
        return self.inside(self.value(name, dict, "table", default={}), name)

    def many(self, name: str) -> list[_Reader]:
        """Return a reader for each table of a list; none where the list is absent."""
        tables = self.table.get(name, [])
        if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
            self._note("plan_wrong_type", name, type="records", value=_cut(tables))
            return []
        if len(tables) > MOST_ENTRIES:
            self._note("plan_too_many", name, count=str(len(tables)), limit=str(MOST_ENTRIES))
            return []
        return [self.inside(table, f"{name}[{number}]") for number, table in enumerate(tables, start=1)]

    def _check_characters(self, name: str, value: str) -> None:
        if has_broken_characters(value):
            self._note("broken_characters", name, field=name, value=shown(value))
        elif len(value) > MOST_CHARACTERS:
            self._note("plan_too_long", name, count=str(len(value)), limit=str(MOST_CHARACTERS))

    def _note(self, code: str, name: str, **values: str) -> None:
        where = f"{self.place}.{name}" if self.place else name
        self.problems.append(Problem(code, where, values))


def read_plan(path: Path) -> Plan:
    """Read and check a plan file.

    Parameters
    ----------
    path
        TOML as in the built-in `layers/plan.toml`: `[plan]` and `[document]`, then any number of `[[tier]]`,
        `[[target]]`, `[[aim]]`, `[[industry_group]]`, `[[industry]]` and `[[note]]`. Tiers stand highest first.

    Raises
    ------
    PlanError
        With all problems at once: file missing, not UTF-8, not TOML; missing keys, wrong types, empty texts; a tier
        or industry id twice; a city in two tiers; no tier at all; an industry of an unknown group.
    """
    root = _Reader(read_toml(path, PlanError), "")
    plan = _plan(root)
    problems = [*root.problems, *_content_problems(plan, _groups(root))]
    if problems:
        raise PlanError(*(replace(problem, where=f"{path.name}: {problem.where}") for problem in problems))
    return plan


def check_plan_cities(plan: Plan, cities: set[str]) -> list[Problem]:
    """Compare a plan's cities with those of the cities layer.

    Returns
    -------
    list of Problem
        An error for each city of the plan that the layer does not have, a warning for each city without a tier.
    """
    unknown = [
        Problem("plan_city_unknown", "plan.toml: tier", {"city": city}) for city in plan.cities if city not in cities
    ]
    without = [
        Problem("plan_city_without_tier", "plan.toml: tier", {"city": city}, severity="warning")
        for city in sorted(cities - set(plan.cities))
    ]
    return unknown + without


def _cut(value: object) -> str:
    """Return a value as a message shows it; a whole number of thousands of digits has no decimal form at all."""
    try:
        return repr(value)[:60]
    except ValueError:
        return "…"


def _plan(root: _Reader) -> Plan:
    head = root.one("plan")
    return Plan(
        id=head.text("id"),
        name=head.bilingual("name"),
        document=_document(root.one("document")),
        tiers=tuple(_tier(reader) for reader in root.many("tier")),
        targets=tuple(_target(reader) for reader in root.many("target")),
        aims=tuple(_aim(reader) for reader in root.many("aim")),
        industries=tuple(_industry(reader) for reader in root.many("industry")),
        notes=tuple(Bilingual(reader.text("zh"), reader.text("en")) for reader in root.many("note")),
        town_note=head.bilingual("town_note") if "town_note" in head.table else Bilingual("", ""),
    )


def _document(reader: _Reader) -> Document:
    return Document(
        number=reader.text("number"),
        title=reader.bilingual("title"),
        issuer=reader.bilingual("issuer"),
        issued=reader.text("issued"),
        sources=reader.texts("sources"),
    )


def _tier(reader: _Reader) -> Tier:
    return Tier(
        id=reader.text("id"),
        name=reader.bilingual("name"),
        cities=reader.texts("cities"),
        clause=reader.text("clause", may_be_empty=True),
        sources=reader.texts("sources"),
    )


def _target(reader: _Reader) -> Target:
    value = reader.number_or_none("value")
    return Target(
        year=reader.year("year"),
        measure=reader.text("measure"),
        name=reader.bilingual("name"),
        value=value,
        unit=reader.bilingual("unit", may_be_empty="value" not in reader.table),
        clause=reader.text("clause", may_be_empty=True),
        sources=reader.texts("sources"),
        note=reader.bilingual("note", may_be_empty=True),
    )


def _aim(reader: _Reader) -> Aim:
    return Aim(
        id=reader.text("id"),
        name=reader.bilingual("name"),
        clause=reader.text("clause", may_be_empty=True),
        sources=reader.texts("sources"),
    )


def _industry(reader: _Reader) -> Industry:
    return Industry(id=reader.text("id"), name=reader.bilingual("name"), group=reader.text("group"))


def _groups(root: _Reader) -> dict[str, Bilingual]:
    return {reader.text("id"): reader.bilingual("name") for reader in root.many("industry_group")}


def _content_problems(plan: Plan, groups: Mapping[str, Bilingual]) -> Iterator[Problem]:
    if not plan.tiers:
        yield Problem("plan_no_tiers", "tier")
    yield from _repeated("tier", "plan_duplicate_id", (tier.id for tier in plan.tiers))
    yield from _repeated("tier", "plan_city_in_two_tiers", plan.cities)
    yield from _repeated("aim", "plan_duplicate_id", (aim.id for aim in plan.aims))
    yield from _repeated("industry", "plan_duplicate_id", (industry.id for industry in plan.industries))
    for industry in plan.industries:
        if industry.group and industry.group not in groups:
            yield Problem("plan_group_unknown", "industry", {"id": industry.id, "group": industry.group})


def _repeated(where: str, code: str, values: Iterable[str]) -> Iterator[Problem]:
    for value, count in Counter(values).items():
        if value and count > 1:
            yield Problem(code, where, {"value": value, "count": count})
