"""A comparison of sites as JSON, and back: strict, so that a file never means something else than it says."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any, Final, get_args

from analysis.errors import ParameterError, Problem
from analysis.siting.ahp import RANDOM_INDEX
from analysis.siting.approach import METHODS
from analysis.siting.comparison import (
    SITE_LAYERS,
    Cell,
    Comparison,
    CriterionChoice,
    HexagonCells,
    LonLat,
    OwnSite,
    OwnTable,
    Picked,
    Ring,
    Source,
    SquareCells,
    WholeLayer,
)
from analysis.siting.explain import BENCHMARKS
from analysis.siting.matrix import MISSING_POLICIES
from analysis.siting.plain_values import PlainReader, read_json
from analysis.siting.settings import CriterionSettings
from analysis.siting.thresholds import Threshold
from analysis.siting.value import Breakpoints, Gaussian, Linear, Logistic, Objective, Step, ValueFunction
from analysis.siting.weighting import WEIGHT_KINDS, AhpMember, Weighting

SCHEMA: Final = 1
LONGEST_FILE: Final = 5_000_000
"""Characters."""

MOST_SITES: Final = 5_000
MOST_COLUMNS: Final = 100
MOST_CRITERIA: Final = 100
MOST_CORNERS: Final = 20_000
"""Of one polygon."""

MOST_MEMBERS: Final = 50
MOST_POINTS: Final = 100
"""Of one value function."""

MOST_DRAWS: Final = 100_000

_VALUE_KINDS: Final[Mapping[str, type[Any]]] = {
    "linear": Linear,
    "step": Step,
    "gaussian": Gaussian,
    "logistic": Logistic,
    "breakpoints": Breakpoints,
}
_KEYS: Final = (
    "schema", "alternatives", "criteria", "settings", "weights", "method", "normalisation", "majority", "missing",
    "benchmark", "benchmark_alternative", "side_by_side", "draws", "seed",
)  # fmt: skip
_SITE_KEYS: Final = ("id", "point", "polygons", "uncertainty_m", "cells")
_CRITERION_KEYS: Final = ("id", "objective", "ideal", "value", "minimum", "maximum")
_SOURCE_KEYS: Final = {
    "layer": ("kind", "layer"),
    "picked": ("kind", *SITE_LAYERS, "drawn"),
    "table": ("kind", "name", "columns", "sites"),
    "squares": ("kind", "cell_m"),
    "hexagons": ("kind", "resolution"),
}


def to_json(comparison: Comparison, *, indent: int | None = None) -> str:
    """Return a comparison as JSON: the same text for the same comparison."""
    separators = (",", ":") if indent is None else (",", ": ")
    plain = _plain(comparison)
    return json.dumps(plain, ensure_ascii=False, allow_nan=False, indent=indent, separators=separators)


def from_json(text: str, *, where: str = "comparison") -> Comparison:
    """Return the comparison that `to_json` wrote.

    Parameters
    ----------
    text
        JSON of at most 5,000,000 characters.
    where
        What problems call it: the file's name.

    Raises
    ------
    ParameterError
        ``comparison_schema`` alone for a version that is not known; ``too_long``, ``not_json``, ``nested_too_deep``;
        everything else that is wrong at once: ``key_missing``, ``weights_unknown_key``, ``wrong_type`` (also for NaN),
        ``unknown_choice``, ``out_of_range``, ``duplicate_criterion``, and what settings, limits, value functions and
        approach find.
    """
    plain = read_json(text, where=where, longest=LONGEST_FILE)
    schema = plain.get("schema") if isinstance(plain, dict) else None
    if isinstance(schema, bool) or schema != SCHEMA:
        shown = "–" if schema is None else str(schema)[:20] if isinstance(schema, int | str) else "…"
        raise ParameterError(Problem("comparison_schema", where, {"value": shown, "known": SCHEMA}))
    reader = PlainReader()
    found = _comparison(reader, plain, where)
    reader.raise_problems()
    if found is None:  # only where something is wrong with it
        raise ParameterError(Problem("comparison_schema", where, {"value": SCHEMA, "known": SCHEMA}))
    return found


def _plain(comparison: Comparison) -> dict[str, Any]:
    weighting = comparison.weighting
    return {
        "schema": SCHEMA,
        "alternatives": _plain_source(comparison.alternatives),
        "criteria": [_plain_criterion(one) for one in comparison.criteria],
        "settings": asdict(comparison.settings),
        "weights": {
            "kind": weighting.kind,
            "direct": [list(pair) for pair in weighting.direct],
            "members": [asdict(member) for member in weighting.members],
        },
        "method": comparison.method,
        "normalisation": comparison.normalisation,
        "majority": comparison.majority,
        "missing": comparison.missing,
        "benchmark": comparison.benchmark,
        "benchmark_alternative": comparison.benchmark_alternative,
        "side_by_side": list(comparison.side_by_side),
        "draws": comparison.draws,
        "seed": comparison.seed,
    }


def _plain_source(source: Source) -> dict[str, Any]:
    if isinstance(source, WholeLayer):
        return {"kind": "layer", "layer": source.layer}
    if isinstance(source, Picked):
        picked = {str(layer): list(source.ids(layer)) for layer in SITE_LAYERS}
        return {"kind": "picked", **picked, "drawn": [asdict(site) for site in source.drawn]}
    if isinstance(source, OwnTable):
        sites = [asdict(site) for site in source.sites]
        return {"kind": "table", "name": source.name, "columns": list(source.columns), "sites": sites}
    if isinstance(source, SquareCells):
        return {"kind": "squares", "cell_m": source.cell_m}
    return {"kind": "hexagons", "resolution": source.resolution}


def _plain_criterion(choice: CriterionChoice) -> dict[str, Any]:
    limit = choice.threshold
    return {
        "id": choice.id,
        "objective": choice.objective,
        "ideal": choice.ideal,
        "value": None if choice.value is None else _plain_value(choice.value),
        "minimum": None if limit is None else limit.minimum,
        "maximum": None if limit is None else limit.maximum,
    }


def _plain_value(function: ValueFunction) -> dict[str, Any]:
    kind = next(name for name, one in _VALUE_KINDS.items() if type(function) is one)
    return {"kind": kind, **asdict(function)}  # type: ignore[call-overload]  # all of the kinds are dataclasses


def _comparison(reader: PlainReader, plain: object, where: str) -> Comparison | None:
    given = reader.table(plain, _KEYS, where)
    criteria = reader.items(given["criteria"], "criteria", most=MOST_CRITERIA)
    benchmark_alternative = reader.optional(
        given["benchmark_alternative"], lambda one: reader.text(one, "benchmark_alternative")
    )
    before = len(reader.problems)
    normalisations = sorted({one for method in METHODS for one in method.normalisations})
    values: dict[str, Any] = {
        "alternatives": _source(reader, given["alternatives"]),
        "criteria": tuple(_criterion(reader, one, f"criteria[{place}]") for place, one in enumerate(criteria)),
        "settings": _settings(reader, given["settings"]),
        "weighting": _weighting(reader, given["weights"]),
        "method": reader.choice(given["method"], [one.id for one in METHODS], "method"),
        "normalisation": reader.choice(given["normalisation"], normalisations, "normalisation"),
        "majority": reader.number(given["majority"], "majority"),
        "missing": reader.choice(given["missing"], MISSING_POLICIES, "missing"),
        "benchmark": reader.choice(given["benchmark"], BENCHMARKS, "benchmark"),
        "benchmark_alternative": benchmark_alternative,
        "side_by_side": reader.texts(given["side_by_side"], "side_by_side", most=MOST_SITES),
        "draws": reader.whole(given["draws"], "draws", least=1, most=MOST_DRAWS),
        "seed": reader.whole(given["seed"], "seed", least=0, most=2**53),
    }
    names = [one.id for one in values["criteria"] if one is not None]
    reader.problems += [Problem("duplicate_criterion", one) for one in sorted(set(names)) if names.count(one) > 1]
    return reader.made(lambda: Comparison(**values), where, before=before)


def _source(reader: PlainReader, plain: object) -> Source:
    where = "alternatives"
    kind = plain.get("kind") if isinstance(plain, dict) else None
    if not isinstance(kind, str) or kind not in _SOURCE_KEYS:
        reader.choice(kind, tuple(_SOURCE_KEYS), f"{where}.kind")
        return Picked()
    given = reader.table(plain, _SOURCE_KEYS[kind], where)
    if kind == "layer":
        return WholeLayer(reader.choice(given["layer"], SITE_LAYERS, f"{where}.layer"))
    if kind == "picked":
        picked = {layer: reader.texts(given[layer], f"{where}.{layer}", most=MOST_SITES) for layer in SITE_LAYERS}
        return Picked(**picked, drawn=_sites(reader, given["drawn"], f"{where}.drawn", columns=0))
    if kind == "table":
        columns = reader.texts(given["columns"], f"{where}.columns", most=MOST_COLUMNS)
        sites = _sites(reader, given["sites"], f"{where}.sites", columns=len(columns))
        return OwnTable(reader.text(given["name"], f"{where}.name"), columns, sites)
    if kind == "squares":
        return SquareCells(reader.number(given["cell_m"], f"{where}.cell_m"))
    return HexagonCells(reader.whole(given["resolution"], f"{where}.resolution", least=0, most=15))


def _sites(reader: PlainReader, plain: object, where: str, *, columns: int) -> tuple[OwnSite, ...]:
    rows = reader.items(plain, where, most=MOST_SITES)
    return tuple(_site(reader, row, f"{where}[{place}]", columns) for place, row in enumerate(rows))


def _site(reader: PlainReader, plain: object, where: str, columns: int) -> OwnSite:
    given = reader.table(plain, _SITE_KEYS, where)
    polygons = reader.items(given["polygons"], f"{where}.polygons", most=MOST_CORNERS)
    cells = reader.items(given["cells"], f"{where}.cells", most=MOST_COLUMNS)
    if len(cells) != columns:
        shape = {"given": f"1 x {len(cells)}", "expected": f"1 x {columns}"}
        reader.problems.append(Problem("matrix_shape", f"{where}.cells", shape))
    return OwnSite(
        reader.text(given["id"], f"{where}.id"),
        reader.optional(given["point"], lambda one: _lon_lat(reader, one, f"{where}.point")),
        tuple(_polygon(reader, one, f"{where}.polygons[{place}]") for place, one in enumerate(polygons)),
        reader.optional(given["uncertainty_m"], lambda one: reader.number(one, f"{where}.uncertainty_m")),
        tuple(_cell(reader, one, f"{where}.cells[{place}]") for place, one in enumerate(cells)),
    )


def _polygon(reader: PlainReader, plain: object, where: str) -> tuple[Ring, ...]:
    rings = reader.items(plain, where, most=MOST_CORNERS)
    return tuple(
        tuple(_lon_lat(reader, one, f"{where}[{place}]") for one in reader.items(ring, where, most=MOST_CORNERS))
        for place, ring in enumerate(rings)
    )


def _lon_lat(reader: PlainReader, plain: object, where: str) -> LonLat:
    numbers = reader.numbers(plain, where, most=2)
    lon, lat = numbers if len(numbers) == 2 else (0.0, 0.0)
    if len(numbers) == 1 or (numbers == () and plain == []):
        reader.problems.append(Problem("matrix_shape", where, {"given": f"1 x {len(numbers)}", "expected": "1 x 2"}))
    for name, value, most in (("longitude", lon, 180), ("latitude", lat, 90)):
        if abs(value) > most:
            span: dict[str, str | float] = {"field": name, "value": value, "minimum": -most, "maximum": most}
            reader.problems.append(Problem("out_of_range", where, span))
    return lon, lat


def _cell(reader: PlainReader, plain: object, where: str) -> Cell:
    if plain is None or isinstance(plain, str):
        return None if plain is None else reader.text(plain, where)
    return reader.number(plain, where)


def _criterion(reader: PlainReader, plain: object, where: str) -> CriterionChoice | None:
    given = reader.table(plain, _CRITERION_KEYS, where)
    objective = reader.choice(given["objective"], get_args(Objective), f"{where}.objective")
    ideal = reader.optional(given["ideal"], lambda one: reader.number(one, f"{where}.ideal"))
    if objective == "ideal" and ideal is None:
        reader.problems.append(Problem("ideal_missing", where))
    before = len(reader.problems)
    low = reader.optional(given["minimum"], lambda one: reader.number(one, f"{where}.minimum"))
    high = reader.optional(given["maximum"], lambda one: reader.number(one, f"{where}.maximum"))
    limit = None
    if low is not None or high is not None:
        limit = reader.made(lambda: Threshold(low, high), where, before=before)
    value = reader.optional(given["value"], lambda one: _value(reader, one, f"{where}.value"))
    return CriterionChoice(reader.text(given["id"], f"{where}.id"), objective, ideal, value, limit)


def _value(reader: PlainReader, plain: object, where: str) -> ValueFunction | None:
    kind = plain.get("kind") if isinstance(plain, dict) else None
    if not isinstance(kind, str) or kind not in _VALUE_KINDS:
        reader.choice(kind, tuple(_VALUE_KINDS), f"{where}.kind")
        return None
    make = _VALUE_KINDS[kind]
    names = [one.name for one in fields(make)]
    before = len(reader.problems)
    given = reader.table(plain, ("kind", *names), where)
    values: dict[str, Any] = {}
    for name in names:
        if name == "sense":
            values[name] = reader.choice(given[name], ("max", "min"), f"{where}.{name}")
        elif make is Breakpoints:
            values[name] = reader.numbers(given[name], f"{where}.{name}", most=MOST_POINTS)
        else:
            values[name] = reader.number(given[name], f"{where}.{name}")
    made: ValueFunction | None = reader.made(lambda: make(**values), where, before=before)
    return made


def _settings(reader: PlainReader, plain: object) -> CriterionSettings | None:
    before = len(reader.problems)
    names = [one.name for one in fields(CriterionSettings)]
    given = reader.table(plain, names, "settings")
    values: dict[str, Any] = {}
    for name in names:
        where = f"settings.{name}"
        if name == "industries":
            values[name] = reader.texts(given[name], where, most=MOST_SITES)
        elif name == "expecting_tiers":
            values[name] = reader.optional(given[name], lambda one: reader.texts(one, "settings", most=MOST_CRITERIA))
        else:
            values[name] = reader.number(given[name], where)
    return reader.made(lambda: CriterionSettings(**values), "settings", before=before)


def _weighting(reader: PlainReader, plain: object) -> Weighting:
    given = reader.table(plain, ("kind", "direct", "members"), "weights")
    pairs = reader.items(given["direct"], "weights.direct", most=MOST_CRITERIA)
    members = reader.items(given["members"], "weights.members", most=MOST_MEMBERS)
    return Weighting(
        reader.choice(given["kind"], WEIGHT_KINDS, "weights.kind"),
        tuple(_pair(reader, pair, f"weights.direct[{place}]") for place, pair in enumerate(pairs)),
        tuple(_member(reader, one, f"weights.members[{place}]") for place, one in enumerate(members)),
    )


def _pair(reader: PlainReader, plain: object, where: str) -> tuple[str, float]:
    pair = reader.items(plain, where, most=2)
    if len(pair) != 2:
        reader.problems.append(Problem("matrix_shape", where, {"given": f"1 x {len(pair)}", "expected": "1 x 2"}))
        return "", 0.0
    name, weight = reader.text(pair[0], where), reader.number(pair[1], where)
    if weight < 0:
        reader.problems.append(Problem("bad_weight", where, {"component": name, "value": weight}))
    return name, weight


def _member(reader: PlainReader, plain: object, where: str) -> AhpMember:
    given = reader.table(plain, ("name", "criteria", "matrix"), where)
    most = len(RANDOM_INDEX)
    rows = reader.items(given["matrix"], f"{where}.matrix", most=most)
    return AhpMember(
        reader.text(given["name"], f"{where}.name"),
        reader.texts(given["criteria"], f"{where}.criteria", most=most),
        tuple(reader.numbers(row, f"{where}.matrix[{place}]", most=most) for place, row in enumerate(rows)),
    )
