"""What the siting page calls alternatives, criteria and units."""

from __future__ import annotations

from collections.abc import Mapping

from analysis.siting.comparison import SITE_LAYERS, Picked, Source, WholeLayer
from analysis.study import Study
from ui.sites import city_name
from ui.text import Text


def names_of(study: Study, source: Source, text: Text) -> dict[str, str]:
    """Return the name of every alternative that comes from a layer, id -> name; the others are named by their id."""
    found: dict[str, str] = {}
    for layer in SITE_LAYERS:
        if not study.has(layer):
            continue
        rows = study.rows(layer)
        if isinstance(source, WholeLayer):
            wanted = list(rows) if source.layer == layer else []
        else:
            wanted = [one for one in source.ids(layer) if one in rows] if isinstance(source, Picked) else []
        found |= {one: text.choose(rows[one], "name") or one for one in wanted}
    return _told_apart(found, study, text)


def city_of(study: Study, one: str, text: Text) -> str:
    """Return the city of an alternative that comes from a layer; empty where none is known."""
    for layer in SITE_LAYERS:
        if study.has(layer) and one in study.rows(layer):
            return city_name(study, str(study.rows(layer)[one].get("city") or ""), text)
    return ""


def name_in_city(study: Study, one: str, names: Mapping[str, str], text: Text) -> str:
    """Return an alternative's name with its city, for a sentence that stands alone."""
    name, city = names.get(one, one), city_of(study, one, text)
    return text("siting_page.name_with", name=name, more=city) if city and city not in name else name


def unit_name(unit: str, text: Text) -> str:
    """Return a unit in words; a column of the user's own has none."""
    return text(f"siting.unit_{unit}") if unit else ""


def _told_apart(names: Mapping[str, str], study: Study, text: Text) -> dict[str, str]:
    """Return the names, with the city added to those that occur twice, and the id where that is not enough."""
    found = dict(names)
    for add in (lambda one: city_of(study, one, text), lambda one: one):
        counts: dict[str, int] = {}
        for name in found.values():
            counts[name] = counts.get(name, 0) + 1
        for one, name in found.items():
            if counts[name] > 1 and (more := add(one)):
                found[one] = text("siting_page.name_with", name=name, more=more)
    return found
