"""Files for the search of new sites: points with weights, tables of costs, tables of weights."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer

from analysis.errors import LayerError, Problem, UnreadableError
from analysis.siting.location_places import Places
from analysis.siting.location_study import CostTable
from layers.check import check_plain
from layers.datum import WGS84, working_crs
from layers.header import SAMPLE_ROWS, found_header
from layers.raw import RawLayer
from layers.text_encoding import CHOICES, recognised
from layers.values import shown

WEIGHT_FIELDS: Final = ("weight", "population")
"""Columns that tell how much a place of demand counts, the first that is there."""

MAX_NAMED: Final = 20
_PLACE_FIELDS: Final = {"lon", "lat"}


@dataclass(frozen=True)
class Table:
    """A CSV as it stands: its columns, and its rows of as many cells."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def has_places(self) -> bool:
        """Whether the rows are points."""
        return set(self.columns) >= _PLACE_FIELDS

    @property
    def weight_field(self) -> str | None:
        """The column of weights, if there is one."""
        return next((name for name in WEIGHT_FIELDS if name in self.columns[1:]), None)


def read_table(path: Path, *, below_titles: bool = False) -> Table | None:
    """Return a CSV, or None for any other kind of file.

    Parameters
    ----------
    path
        The file.
    below_titles
        Whether titles and notes above the names of the columns are passed over, as offices write them.

    Raises
    ------
    UnreadableError
        If it is missing, in an unknown encoding, or no table.
    LayerError
        ``table_row_length`` for rows of more or fewer cells than columns.
    """
    if path.suffix.lower() != ".csv":
        return None
    text = _text(path)
    try:
        lines = [tuple(cell.strip() for cell in row) for row in csv.reader(StringIO(text), strict=True) if row]
    except csv.Error as error:
        raise UnreadableError(Problem("not_a_table", path.name, {"reason": str(error)[:120]})) from error
    if not lines:
        raise UnreadableError(Problem("not_a_table", path.name, {"reason": "-"}))
    header = found_header(lines[:SAMPLE_ROWS]) if below_titles else None
    above = header.rows_before if header else 1
    names = header.names if header and header.row < above else lines[above - 1]  # as long as its row, if it is one
    rows = lines[above:]
    problems = [
        Problem("table_row_length", f"{path.name}: #{place}", {"cells": len(row), "columns": len(names)})
        for place, row in enumerate(rows, start=1)
        if len(row) != len(names)
    ]
    if problems:
        raise LayerError(*problems[:MAX_NAMED])
    return Table(path.name, names, tuple(rows))


def _text(path: Path) -> str:
    if not path.is_file():
        raise UnreadableError(Problem("file_missing", path.name))
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableError(Problem("cannot_open", path.name, {"reason": str(error.strerror)})) from error
    encoding = recognised(data)
    if encoding is None:
        raise UnreadableError(Problem("encoding_unknown", path.name, {"allowed": ", ".join(CHOICES)}))
    try:
        return data.decode(encoding.name)
    except UnicodeDecodeError as error:  # only the first bytes of a file with a mark tell its encoding
        raise UnreadableError(Problem("not_in_encoding", path.name, {"encoding": encoding.name})) from error


def cost_table(table: Table) -> CostTable:
    """Return a table of costs: demand down the first column, candidates along the first row.

    Raises
    ------
    LayerError
        ``no_features`` without rows or columns, ``duplicate_id``, ``table_not_a_number``; all at once.
    """
    demand = tuple(row[0] for row in table.rows)
    candidates = table.columns[1:]
    problems = [] if demand and candidates else [Problem("no_features", table.name)]
    problems += [*_repeated(table.name, table.columns[0] or "#", demand), *_repeated(table.name, "1", candidates)]
    costs = [
        [_number(table.name, row[0], name, cell, problems) for name, cell in zip(candidates, row[1:], strict=True)]
        for row in table.rows
    ]
    if problems:
        raise LayerError(*problems[:MAX_NAMED])
    return CostTable(demand, candidates, np.array(costs))


def demand_weights(table: Table, demand_ids: Sequence[str]) -> NDArray[np.float64]:
    """Return the weight of each demand from a table of ids, in the first column, and weights.

    Raises
    ------
    LayerError
        ``missing_field`` without a column of weights, ``duplicate_id``, ``table_not_a_number``,
        ``table_lacks_demand`` and ``table_unknown_demand`` for ids that only one of the two has; all at once.
    """
    field = table.weight_field
    if field is None:
        raise LayerError(Problem("missing_field", table.name, {"field": WEIGHT_FIELDS[0]}))
    place = table.columns.index(field)
    problems = _repeated(table.name, table.columns[0] or "#", [row[0] for row in table.rows])
    weights = {row[0]: _number(table.name, row[0], field, row[place], problems) for row in table.rows}
    lacking = [one for one in demand_ids if one not in weights]
    known = set(demand_ids)
    unknown = [one for one in weights if one not in known]
    problems += [Problem("table_lacks_demand", table.name, {"id": shown(one)}) for one in lacking]
    problems += [Problem("table_unknown_demand", table.name, {"id": shown(one)}) for one in unknown]
    if problems:
        raise LayerError(*problems[:MAX_NAMED])
    return np.array([weights[one] for one in demand_ids])


def own_crs(points: RawLayer) -> CRS:
    """Return the CRS to measure points in: their own if it is in metres, else one made for their extent.

    Raises
    ------
    LayerError
        ``crs_missing``, or what is wrong with the points.
    """
    crs = _checked(points)
    if crs.is_projected and all(axis.unit_conversion_factor == 1 for axis in crs.axis_info):
        return crs
    xy = shapely.get_coordinates(_geometries(points))
    degrees = np.column_stack(Transformer.from_crs(crs, WGS84, always_xy=True).transform(*xy.T))
    (west, south), (east, north) = degrees.min(axis=0), degrees.max(axis=0)
    return working_crs((float(west), float(south), float(east), float(north)))


def places(points: RawLayer, crs: CRS) -> Places:
    """Return points, or a point within each polygon, in a projected CRS.

    Returns
    -------
    Places
        With `weights` from a column of that name or of `population`, and with `cities` where every row has one.

    Raises
    ------
    LayerError
        All problems at once: those of the file itself, ``crs_missing``, ``table_not_a_number``, ``geometry_type``.
    """
    given = _checked(points)
    problems: list[Problem] = []
    weights = _weights(points, problems)
    if problems:
        raise LayerError(*problems[:MAX_NAMED])
    xy = shapely.get_coordinates(shapely.point_on_surface(_geometries(points)))
    projected = np.column_stack(Transformer.from_crs(given, crs, always_xy=True).transform(*xy.T))
    return Places(tuple(_ids(points)), projected, _cities(points), weights)


def _checked(points: RawLayer) -> CRS:
    problems = [problem for problem in check_plain(points) if problem.severity == "error"]
    problems += [
        Problem("geometry_type", f"{points.name}: #{place + 1}", {"value": one.geom_type, "allowed": "Point, Polygon"})
        for place, one in enumerate(points.geometries)
        if one is not None and one.geom_type not in ("Point", "Polygon", "MultiPolygon")
    ]
    if points.crs is None:
        problems.append(Problem("crs_missing", points.name))
    if problems or points.crs is None:
        raise LayerError(*problems)
    return points.crs


def _geometries(points: RawLayer) -> NDArray[Any]:
    return np.array([geometry for geometry in points.geometries if geometry is not None], dtype=object)


def _ids(points: RawLayer) -> list[str]:
    return [str(record.get("id", place + 1)) for place, record in enumerate(points.records)]


def _cities(points: RawLayer) -> tuple[str, ...] | None:
    names = [record.get("city") for record in points.records]
    return tuple(str(name) for name in names) if all(names) else None


def _weights(points: RawLayer, problems: list[Problem]) -> NDArray[np.float64] | None:
    fields: Mapping[str, None] = dict.fromkeys(name for record in points.records for name in record)
    field = next((name for name in WEIGHT_FIELDS if name in fields), None)
    if field is None:
        return None
    rows = zip(_ids(points), points.records, strict=True)
    return np.array([_number(points.name, one, field, record.get(field), problems) for one, record in rows])


def _number(name: str, row: str, column: str, value: object, problems: list[Problem]) -> float:
    """Return a number; note a problem where it is none. Whether it is allowed is for the model to say."""
    try:
        return float(str(value))
    except ValueError:
        values = {"column": shown(column), "value": shown("" if value is None else str(value))}
        problems.append(Problem("table_not_a_number", f"{name}: {shown(row)}", values))
        return float("nan")


def _repeated(name: str, field: str, ids: Sequence[str]) -> list[Problem]:
    return [
        Problem("duplicate_id", name, {"field": shown(field), "value": shown(value), "count": count})
        for value, count in Counter(ids).items()
        if count > 1
    ]
