"""What a study's map shows, in words: for the map page and the briefing."""

from __future__ import annotations

from analysis.sites import total_area_km2
from analysis.study import Study
from ui import wording
from ui.text import Text


def overview(study: Study, text: Text, *, key: str = "map_page.summary") -> str:
    """Return what the plan names, in one sentence; `key` is the sentence's entry in the catalogue."""
    parks = len(study.layer("parks")) if study.has("parks") else 0
    towns = int((study.layer("towns")["kind"] == "ai_town").sum()) if study.has("towns") else 0
    cities = study.layer("parks")["city"].nunique() if study.has("parks") else 0
    document = study.plan.document.number if study.plan else "–"
    numbers = {"document": document, "parks": parks, "cities": cities}
    return text(key, **numbers, towns=towns) if towns else text(f"{key}_without_towns", **numbers)


def map_notes(study: Study, text: Text) -> tuple[str, ...]:
    """Return what must stand beside the map: its standing, the plan's word on towns, what circles mean, the areas."""
    towns = (study.plan.town_note.in_language(text.language),) if study.plan and study.has("towns") else ()
    return (text("map_page.draft"), *filter(None, towns), text("map_page.positions_note"), *area_words(study, text))


def area_words(study: Study, text: Text) -> tuple[str, ...]:
    """Return how much land the parks have together, as far as it is published; nothing without parks."""
    if not study.has("parks"):
        return ()
    parks = study.layer("parks")
    total = total_area_km2(parks["area_km2"], parks["within"])
    if total.unknown == total.n:
        return (text("map_page.areas_unknown"),)
    known = wording.number(total.known_km2, 1)
    return (text("map_page.areas", known=known, n=total.n, unknown=total.unknown, contained=total.contained),)
