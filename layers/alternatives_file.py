"""Alternatives from a file: geodata, or a plain table whose rows have no place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import geopandas as gpd
import pandas as pd

from analysis.errors import LayerError, Problem
from layers.check import check_plain
from layers.fields import guess_column
from layers.raw import RawLayer, read_brought
from layers.siting_files import MAX_NAMED, read_table
from layers.values import shown

_UNCERTAINTY: Final = "position_uncertainty_m"


def read_alternatives(path: Path) -> RawLayer:
    """Read alternatives: any format that may be brought, of a workbook its first sheet.

    Raises
    ------
    UnreadableError
        If the file is missing or cannot be read.
    LayerError
        All that is wrong with its rows.
    """
    read_table(path, below_titles=True)  # tells of rows of a CSV that are too long or too short
    raw = read_brought(path)
    problems = [problem for problem in _problems(raw) if problem.severity == "error"]
    if problems:
        raise LayerError(*problems[:MAX_NAMED])
    return raw


def has_places(raw: RawLayer) -> bool:
    """Whether any row has a geometry, or should have one."""
    return bool(raw.broken) or any(geometry is not None for geometry in raw.geometries)


def alternatives_frame(raw: RawLayer, numbers: Iterable[str]) -> pd.DataFrame:
    """Return the rows as a frame indexed by id, a GeoDataFrame where they have places.

    Parameters
    ----------
    raw
        From `read_alternatives`.
    numbers
        Columns to read as numbers, those that are there; an empty cell is a missing value.

    Raises
    ------
    LayerError
        ``table_not_a_number``, ``duplicate_id``, ``bad_uncertainty``; all at once.
    """
    key = _key_column(raw)
    ids = [str(record[key]) if key else str(place) for place, record in enumerate(raw.records, start=1)]
    problems = [
        Problem("duplicate_id", raw.name, {"field": key or "id", "value": shown(one), "count": ids.count(one)})
        for one in _repeated(ids)
    ]
    table = pd.DataFrame.from_records([dict(record) for record in raw.records], index=pd.Index(ids, dtype=object))
    for column in dict.fromkeys((*numbers, _UNCERTAINTY)):
        if column in table:
            values = [
                _number(raw.name, one, column, value, problems) for one, value in zip(ids, table[column], strict=True)
            ]
            table[column] = pd.Series(values, index=table.index, dtype=float)
    if problems:
        raise LayerError(*problems[:MAX_NAMED])
    if not has_places(raw):
        return table
    plain = table.drop(columns="geometry", errors="ignore")
    placed: pd.DataFrame = gpd.GeoDataFrame(plain, geometry=list(raw.geometries), crs=raw.crs)
    return placed


def columns_of(raw: RawLayer) -> tuple[str, ...]:
    """Return the names of the columns in the order of the file, without that of the ids."""
    key = _key_column(raw)
    return tuple(dict.fromkeys(name for record in raw.records for name in record if name != key))


def _problems(raw: RawLayer) -> list[Problem]:
    if has_places(raw):
        missing = [Problem("crs_missing", raw.name)] if raw.crs is None else []
        return [*check_plain(raw), *missing]
    return [] if raw.records else [Problem("no_features", raw.name)]


def _key_column(raw: RawLayer) -> str | None:
    """Return the column of ids: `id`, else one of names that tells the rows apart.

    In a table without places it is the first column, if it holds a text in every row.
    """
    records = raw.records
    if records and all(record.get("id") not in (None, "") for record in records):
        return "id"
    if not records:
        return None
    if has_places(raw):
        names = guess_column("name_zh", list(records[0])) or guess_column("name_en", list(records[0]))
        values = [str(record.get(names or "") or "") for record in records]
        return names if all(values) and len(set(values)) == len(values) else None
    first = str(next(iter(records[0]), ""))
    named = all(isinstance(record.get(first), str) and not _is_number(record[first]) for record in records)
    return first if named else None


def _is_number(value: str) -> bool:
    try:
        float(value)
    except ValueError:
        return False
    return True


def _repeated(ids: list[str]) -> list[str]:
    return [one for one, count in Counter(ids).items() if count > 1][:MAX_NAMED]


def _number(name: str, row: str, column: str, value: object, problems: list[Problem]) -> float:
    if value is None or value == "" or value is pd.NA:
        return float("nan")
    try:
        return float(str(value).strip())
    except ValueError:
        values = {"column": shown(column), "value": shown(value)}
        problems.append(Problem("table_not_a_number", f"{name}: {shown(row)}", values))
        return float("nan")
