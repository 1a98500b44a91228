"""What an atlas page says of a park or a city: word and value, line by line."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from ui.briefing.map_ground import Order
from ui.layout.shown import Shown
from ui.sites import city_name, district_name, industry_names, site_name, tier_name
from ui.text import Text

Row = Mapping[str, Any]
Facts = tuple[tuple[str, str], ...]


def park_facts(order: Order, row: Row) -> Facts:
    """Return where a park lies, how sure that is, its status with date and source, and the rest that is known."""
    text, study = order.text, order.study
    pairs = [
        ("place", _place(order, row)),
        ("tier", tier_name(study.plan, str(row["city"]), text)),
        ("clause", _clause(order, row)),
        *(("status", line) for line in _statuses(row, text)),
        ("position", _position(row, text)),
        ("basis", text.choose(row, "position_basis")),
        ("bounds", text.choose(row, "stated_bounds")),
        ("area", _area(row, text)),
        ("industries", text("app.list_separator").join(industry_names(row, study.plan, text))),
        ("firms", text("app.list_separator").join(_firms(row, text))),
        *(("other_site", line) for line in _other_sites(row, text)),
        ("relation", "; ".join(_relations(order, row)) if text.language == "en" else "；".join(_relations(order, row))),
        ("note", text.choose(row, "note")),
    ]
    return _labelled(pairs, text)


def city_facts(order: Order, city_id: str, shown: Shown | None) -> Facts:
    """Return a city's tier, people and output, and with a layout its role among the others."""
    text, row = order.text, order.study.rows("cities")[city_id]
    city = str(row["name_zh"])
    pairs = [("tier", tier_name(order.study.plan, city, text)), *_figures(row, text)]
    if shown is not None:
        pairs += list(_role(shown, city))
    return _labelled(pairs, text)


def _labelled(pairs: list[tuple[str, str]], text: Text) -> Facts:
    """Return the words of facts that are known; a word that would repeat is left empty."""
    found, before = [], ""
    for name, value in pairs:
        if value and value != "–":
            found.append(("" if name == before else text(f"briefing_map.fact_{name}"), value))
            before = name
    return tuple(found)


def _place(order: Order, row: Row) -> str:
    text, city = order.text, str(row["city"])
    district = row.get("district")
    parts = [
        city_name(order.study, city, text),
        district_name(order.study, district, city, text) if isinstance(district, str) and district else "",
        text.choose(row, "town"),
    ]
    return text("app.list_separator").join(part for part in parts if part)


def _clause(order: Order, row: Row) -> str:
    plan, clause = order.study.plan, row.get("plan_clause")
    if plan is None or not isinstance(clause, str) or not clause:
        return ""
    return order.text("site.clause", document=plan.document.number, clause=clause)


def _statuses(row: Row, text: Text) -> Iterator[str]:
    for record in row["status"]:
        parts = [
            text(f"site.status_{record['status']}"),
            record.get("date") or text("site.date_unknown"),
            record.get("source") or "",
            text.choose(record, "note"),
        ]
        yield text("app.list_separator").join(str(part) for part in parts if part)


def _position(row: Row, text: Text) -> str:
    km = f"{float(row['position_uncertainty_m']) / 1000:g}"
    return text("briefing_map.position_sure", km=km, certainty=text(f"site.certainty_{row['position_confidence']}"))


def _area(row: Row, text: Text) -> str:
    if not _known(row, "area_km2"):
        return text("site.area_unknown")
    area = f"{row['area_km2']:.3g}" if row["area_km2"] < 1 else f"{row['area_km2']:,.1f}".removesuffix(".0")
    dated = _known(row, "area_year")
    line = text("site.area_of_year", area=area, year=int(row["area_year"])) if dated else text("site.area", area=area)
    remark = text.choose(row, "area_note")
    return line + text("app.in_brackets", words=remark) if remark else line


def _firms(row: Row, text: Text) -> list[str]:
    english = row.get("lead_firms_en") if text.language == "en" else None
    found = english or row.get("lead_firms")
    return [str(one) for one in found] if isinstance(found, list) else []


def _other_sites(row: Row, text: Text) -> Iterator[str]:
    others = row.get("other_sites")
    for other in others if isinstance(others, list) else ():
        yield text(
            "site.other_site",
            name=text.choose(other, "name"),
            km=f"{float(other['position_uncertainty_m']) / 1000:g}",
            basis=text.choose(other, "position_basis"),
        )


def _relations(order: Order, row: Row) -> list[str]:
    study, text = order.study, order.text
    found = []
    if isinstance(row.get("within"), str) and row["within"]:
        found.append(text("site.within", name=site_name(study, row["within"], text)))
    found += [text("site.overlaps", name=site_name(study, key, text)) for key in row.get("overlaps") or []]
    inner = [key for key, other in study.rows("parks").items() if other.get("within") == row["id"]]
    return found + [text("site.contains", name=site_name(study, key, text)) for key in inner]


def _figures(row: Row, text: Text) -> Iterator[tuple[str, str]]:
    if _known(row, "population_2020"):
        people = float(row["population_2020"])
        yield "people", text("site.population", people=f"{people:,.0f}", people_10k=f"{people / 10000:,.1f}")
    if _known(row, "gdp_2024_100m_yuan"):
        yield "output", text("site.gdp", gdp=f"{row['gdp_2024_100m_yuan']:,.0f}")
    if _known(row, "industrial_firms_2023"):
        yield "industry", text("site.firms", firms=f"{row['industrial_firms_2023']:,.0f}")
    if _known(row, "area_km2"):
        yield "area", text("site.city_area", area=f"{row['area_km2']:,.0f}")


def _role(shown: Shown, city: str) -> Iterator[tuple[str, str]]:
    text, found = shown.text, shown.network.dominant
    inferred = shown.inferred_tier(city)
    if inferred is not None:
        share = shown.stability(city, inferred)
        held = "–" if share is None else f"{share:.0%}"
        yield "data_tier", text("layout_page.card_data", tier=shown.tier(inferred), share=held)
    ways = shown.result.to_higher_tier
    if city in ways.index and math.isfinite(float(ways["minutes"][city])):
        key = "layout_page.card_higher_estimated" if ways["estimated"][city] else "layout_page.card_higher"
        yield "hub", text(key, hub=shown.city(str(ways["hub"][city])), minutes=f"{float(ways['minutes'][city]):.0f}")
    if found is not None and found.hub.get(city) is not None:
        parent = found.parent[city]
        if parent is None:
            yield "hub", text("layout_page.card_is_hub", stays="")
        else:
            hub = shown.city(str(found.hub[city]))
            yield "hub", text("layout_page.card_parent", parent=shown.city(parent), hub=hub, stays="")


def _known(row: Row, field: str) -> bool:
    return row.get(field) is not None and not pd.isna(row[field])
