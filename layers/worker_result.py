"""What the reading process hands back: a table in Arrow with plain columns, and a description of it in JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from analysis.errors import Problem, UnreadableError
from layers.limits import Limits
from layers.values import shown

GEOMETRY: Final = "\x00geometry"
"""Name of the column of geometries on its way: no file can have a column of this name."""

_BYTES_PER_VERTEX: Final = 16
_TEXT_IN_JSON: Final = re.compile(r'"(?:[^"\\]|\\.)*"')
_PLAIN: Final = (
    pa.types.is_integer, pa.types.is_floating, pa.types.is_boolean, pa.types.is_string, pa.types.is_large_string,
)  # fmt: skip


@dataclass
class Found:
    """A layer as it was read: `columns` without the geometry, `wkb` None for a layer that has none at all."""

    names: Sequence[str]
    columns: Sequence[pa.Array | pa.ChunkedArray]
    wkb: pa.Array | pa.ChunkedArray | None
    rows: int
    layer: str = ""
    layers: Sequence[tuple[str, int, str]] = ()
    crs: str | None = None
    encoding: str = "utf-8"
    basis: str = "stated"
    delimiter: str = ""
    header: int = 0
    """Row of a table that holds the names of its columns, counted from 1; 0 where no row does."""
    top: Sequence[str] = ()
    """The first rows of a table in short."""
    broken: Mapping[int, str] = field(default_factory=dict)
    in_json: set[int] = field(default_factory=set)
    warnings: list[Problem] = field(default_factory=list)


def write(found: Found, path: Path, name: str, limits: Limits) -> dict[str, Any]:
    """Write the table and return its description.

    Raises
    ------
    UnreadableError
        ``too_many_features``, ``too_many_columns``, ``too_many_vertices``, ``attribute_too_long``,
        ``nested_too_deep``; all at once.
    """
    columns = [_plain(column, place, found.in_json) for place, column in enumerate(found.columns)]
    problems = [*_size_problems(found, name, limits)]
    for column_name, column in zip(found.names, columns, strict=True):
        problems += _too_long(column_name, column, name, limits)
    problems += [one for place in sorted(found.in_json) for one in _too_deep(columns[place], name, limits)]
    if problems:
        raise UnreadableError(*problems[: limits.problems_per_kind])
    names, arrays = unique([printable(one) for one in found.names]), list(columns)
    if found.wkb is not None:
        names, arrays = [*names, GEOMETRY], [*arrays, found.wkb.cast(pa.binary())]
    table = pa.Table.from_arrays(arrays, names=names)
    with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, table.schema) as writer:
        writer.write_table(table)
    return {
        "layer": found.layer,
        "layers": list(found.layers),
        "crs": found.crs,
        "encoding": found.encoding,
        "basis": found.basis,
        "delimiter": found.delimiter,
        "header": found.header,
        "top": [shown(one) for one in found.top],
        "rows": found.rows,
        "broken": [[place, reason[:200]] for place, reason in found.broken.items()],
        "in_json": sorted(found.in_json),
        "warnings": [asdict(problem) for problem in found.warnings],
    }


def from_records(records: Sequence[Mapping[str, Any]], limits: Limits) -> tuple[list[str], list[pa.Array], set[int]]:
    """Return the columns of records in one type each; a column of anything else goes in JSON, its place in the set."""
    names = list(dict.fromkeys(key for record in records for key in record))[: limits.columns + 1]
    arrays, in_json = [], set()
    for place, name in enumerate(names):
        values = [record.get(name) for record in records]
        array = _typed(values)
        if array is None:
            in_json.add(place)
            array = pa.array([None if value is None else json.dumps(value) for value in values], pa.string())
        arrays.append(array)
    return names, arrays, in_json


def unique(names: Sequence[str]) -> list[str]:
    """Return the names with `_2`, `_3` after those that came before."""
    found: dict[str, None] = {}
    for name in names:
        number, one = 2, name
        while one in found:
            number, one = number + 1, f"{name}_{number}"
        found[one] = None
    return list(found)


def _typed(values: Sequence[Any]) -> pa.Array | None:
    kinds = {type(value) for value in values if value is not None}
    try:
        if kinds <= {str}:
            return pa.array([None if value is None else printable(value) for value in values], pa.string())
        if kinds == {bool}:
            return pa.array(values, pa.bool_())
        if kinds == {int}:
            return pa.array(values, pa.int64())
        if kinds <= {int, float}:
            return pa.array(values, pa.float64(), from_pandas=False)
    except (pa.ArrowInvalid, OverflowError):
        return None
    return None


def printable(value: str) -> str:
    """Return a text without halves of characters, which no file can hold: each becomes its escape."""
    return value.encode("utf-8", "backslashreplace").decode()


def _plain(column: Any, place: int, in_json: set[int]) -> Any:  # noqa: ANN401 - Arrow ships no types
    """Return a column of numbers, flags or texts; times become texts, and what has parts goes in JSON."""
    kind = column.type
    if any(test(kind) for test in _PLAIN):
        return column
    if isinstance(kind, pa.BaseExtensionType):  # such as Arrow's own type of a text in JSON
        return _plain(column.cast(kind.storage_type), place, in_json)
    if pa.types.is_dictionary(kind):
        return _plain(column.cast(kind.value_type), place, in_json)
    if pa.types.is_null(kind):
        return column.cast(pa.string())
    if pa.types.is_date(kind) or pa.types.is_time(kind) or pa.types.is_timestamp(kind):
        return pa.array([None if value is None else _iso(value) for value in column.to_pylist()], pa.string())
    if pa.types.is_decimal(kind):
        return column.cast(pa.float64())
    in_json.add(place)
    return pa.array(
        [None if value is None else json.dumps(value, default=_told) for value in column.to_pylist()], pa.string()
    )


def _iso(value: Any) -> str:  # noqa: ANN401 - a date, a time or both
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _told(value: object) -> str:
    return value.hex() if isinstance(value, bytes) else str(value)


def _size_problems(found: Found, name: str, limits: Limits) -> list[Problem]:
    problems = []
    if found.rows > limits.features:
        problems.append(Problem("too_many_features", name, {"count": found.rows, "limit": limits.features}))
    if len(found.names) > limits.columns:
        problems.append(Problem("too_many_columns", name, {"count": len(found.names), "limit": limits.columns}))
    if found.wkb is not None:
        vertices = (pc.sum(pc.binary_length(found.wkb)).as_py() or 0) // _BYTES_PER_VERTEX
        if vertices > 2 * limits.vertices:  # heights and the heads of rings count in this; the door counts exactly
            problems.append(Problem("too_many_vertices", name, {"count": vertices, "limit": limits.vertices}))
    return problems


def _too_long(column_name: str, column: Any, name: str, limits: Limits) -> list[Problem]:  # noqa: ANN401
    if not (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
        return []
    lengths = pc.binary_length(column)
    longest = pc.max(lengths).as_py() or 0
    if longest <= limits.attribute_characters:
        return []
    place = pc.index(lengths, longest).as_py()
    values = {"field": shown(column_name), "length": longest, "limit": limits.attribute_characters}
    return [Problem("attribute_too_long", f"{name}: #{place + 1}", values)]


def _too_deep(column: Any, name: str, limits: Limits) -> list[Problem]:  # noqa: ANN401
    """Return the first value with more levels than may be: the server, deep in calls of its own, could not read it."""
    opening = pc.add(pc.count_substring(column, "["), pc.count_substring(column, "{"))
    for place in pc.indices_nonzero(pc.fill_null(pc.greater(opening, limits.depth), False)).to_pylist():
        if _depth(column[place].as_py()) > limits.depth:
            return [Problem("nested_too_deep", f"{name}: #{place + 1}")]
    return []


def _depth(text: str) -> int:
    depth = deepest = 0
    for character in _TEXT_IN_JSON.sub("", text):
        depth += (character in "[{") - (character in "]}")
        deepest = max(deepest, depth)
    return deepest
