"""Compared sites made into what the workbook computes with, and into tables."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, cast

from briefing.comparison import ComparedAlternative, ComparedCriterion, Comparison, Objective
from briefing.table import Column, Table
from ui.briefing.columns import column, made_table
from ui.compared_words import criterion_name
from ui.sites import city_name, site_name
from ui.sites_job import Compared
from ui.terminal_sites import sites_json
from ui.text import Text

CRITERIA_COLUMNS = ("criterion", "weight", "objective", "unit", "minimum", "maximum", "caveat")


def comparison_of(found: Compared, text: Text) -> Comparison:
    """Return the comparison in the reader's words."""
    content, answer = sites_json(found, text), found.answer
    approach = answer.ranking.approach
    words = text(
        "briefing_table.method",
        method=text(f"siting.method_{approach.method}"),
        normalisation=text(f"briefing_table.normalisation_{approach.normalisation}"),
        words="",
    ).strip()
    return Comparison(
        method=approach.method,
        normalisation=str(approach.normalisation),
        words=words,
        criteria=tuple(_criterion(found, name, text) for name in answer.weights),
        alternatives=tuple(_alternative(found, row, text) for row in content["alternatives"]),
        notes=(words, *content["words"], *_notes(content, text)),
    )


def comparison_table(found: Comparison, text: Text) -> Table:
    """Return raw values, scores and ranks, the best first and those that were excluded at the end."""
    raw = tuple(_raw_column(one, text) for one in found.criteria)
    ends = [column(name, text) for name in ("rank", "id", "place", "score", "lon", "lat", "excluded_by")]
    rank, name, place, score, lon, lat, excluded = ends
    columns = (rank, name, place, score, *raw, lon, lat, excluded)
    rows = tuple(
        (one.rank, one.id, one.name or None, one.score, *one.raw, one.lon, one.lat, one.excluded_by)
        for one in (*found.compared, *found.excluded)
    )
    return Table("comparison", text("briefing_table.table_comparison"), columns, rows, found.notes)


def criteria_table(found: Compared, text: Text) -> Table:
    """Return the criteria with weight, objective, limits and caveats."""
    content, answer = sites_json(found, text), found.answer
    rows = []
    for name, weight in answer.weights.items():
        limit = answer.thresholds.get(name)
        rows.append(
            {
                "criterion": criterion_name(name, text),
                "weight": float(weight),
                "objective": _objective_words(_criterion(found, name, text), text),
                "unit": _unit(found, name, text),
                "minimum": None if limit is None else limit.minimum,
                "maximum": None if limit is None else limit.maximum,
                "caveat": " ".join(content["caveats"][name]),
            }
        )
    return made_table("criteria", CRITERIA_COLUMNS, rows, text)


def _criterion(found: Compared, name: str, text: Text) -> ComparedCriterion:
    answer = found.answer
    value = answer.values.get(name)
    return ComparedCriterion(
        id=name,
        title=criterion_name(name, text),
        unit=_unit(found, name, text),
        objective=cast(Objective, answer.objectives[name]),
        ideal=answer.ideals.get(name),
        weight=float(answer.weights[name]),
        value=value,
    )


def _alternative(found: Compared, row: Mapping[str, Any], text: Text) -> ComparedAlternative:
    names, matrix = list(found.answer.weights), found.answer.matrix
    gaps = matrix.filled.get(row["id"], ())
    filled: tuple[tuple[int, float], ...] = ()
    if gaps:
        values = matrix.row(list(matrix.alternatives).index(row["id"])).tolist()
        filled = tuple((place, values[place]) for place, name in enumerate(names) if name in gaps)
    raw = (float(row["raw"][name]) for name in names)
    return ComparedAlternative(
        id=row["id"],
        name=_name(found, row, text),
        raw=tuple(None if math.isnan(value) else value for value in raw),
        filled=filled,
        score=row["score"],
        rank=row["rank"],
        excluded_by=row["excluded_by"],
        lon=row.get("lon"),
        lat=row.get("lat"),
    )


def _name(found: Compared, row: Mapping[str, Any], text: Text) -> str:
    """Return the name of a township with its city, or of a park or town; empty where it has none besides its id."""
    if row.get("name"):
        return " ".join(row[key] for key in ("city", "name") if row.get(key))
    study, one = found.study, row["id"]
    if study is None:
        return ""
    townships = study.rows("townships") if study.has("townships") else {}
    if one in townships:
        return f"{city_name(study, townships[one]['city'], text)} {text.choose(townships[one], 'name')}"
    named = site_name(study, one, text)
    return "" if named == one else named


def _raw_column(one: ComparedCriterion, text: Text) -> Column:
    about = text("briefing_table.raw_about", criterion=one.title, objective=_objective_words(one, text))
    return Column(f"raw_{one.id}", one.title, "number", unit=one.unit, description=about)


def _objective_words(one: ComparedCriterion, text: Text) -> str:
    return text(f"briefing_table.objective_{one.objective}", ideal="" if one.ideal is None else f"{one.ideal:g}")


def _unit(found: Compared, name: str, text: Text) -> str:
    unit = next(one.unit for one in found.answer.table.criteria if one.id == name)
    return text(f"siting.unit_{unit}") if unit else ""


def _notes(content: Mapping[str, Any], text: Text) -> list[str]:
    notes = [
        text("siting.left_out", name=criterion_name(name, text), reason=reason)
        for name, reason in content["left_out"].items()
    ]
    about: dict[str, list[str]] = {}
    for name, caveats in content["caveats"].items():
        for caveat in caveats:
            about.setdefault(caveat, []).append(content["names"][name])
    separator = text("app.list_separator")
    return notes + [
        text("siting.caveat", names=separator.join(names), caveat=caveat) for caveat, names in about.items()
    ]
