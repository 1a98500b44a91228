"""A sheet of a workbook in the reading process: where its names stand, and which sheet holds places."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Final

from layers.coordinate_names import guess_columns
from layers.header import SAMPLE_ROWS, Header, found_header, in_short
from layers.worker_result import Found
from layers.worker_table import told_header

Read = Callable[[str, int, dict[str, Any], Mapping[str, Any]], Found]
"""Path, number of the sheet, options of the reader and job -> the sheet."""

MOST_SHEETS: Final = 20
"""That are looked into for places."""

_UNNAMED: Final = re.compile(r"Field\d+")
_LEADING_ZERO: Final = re.compile(r"\s*0\d")


def read_sheet(path: str, number: int, job: Mapping[str, Any], read: Read) -> Found:
    """Read a sheet; where its first row does not name every column, the row that does is looked for."""
    found = read(path, number, {}, job)
    if found.warnings:  # a column's type does not hold all its cells
        with _settings(OGR_XLSX_FIELD_TYPES="STRING"):
            found = read(path, number, {}, job)
    top = [[None if _UNNAMED.fullmatch(one) else one for one in found.names], *_rows(found)]
    if job.get("header") in (None, 1) and all(top[0]):
        return replace(found, header=1, top=in_short(top))
    bare = _bare(path, number, job, read)
    rows = _rows(bare)
    header = found_header(rows, row=job.get("header"))
    if header is None or (header.rows_before == 1 and bare.rows > 1):
        return replace(found, header=1, top=in_short(top))
    named = _named(bare, header)
    named.warnings = [*named.warnings, *told_header(header, job["name"])]
    return replace(named, header=header.row, top=in_short(rows))


def sheet_with_places(path: str, count: int, job: Mapping[str, Any], read: Read) -> int:
    """Return the number of the first sheet whose columns name a position; the first of all where none does."""
    for number in range(min(count, MOST_SHEETS)):
        header = found_header(_rows(_bare(path, number, job, read, max_features=SAMPLE_ROWS)))
        if header is not None and guess_columns(header.names) is not None:
            return number
    return 0


def _bare(path: str, number: int, job: Mapping[str, Any], read: Read, **options: Any) -> Found:  # noqa: ANN401
    """Return a sheet without any row taken for names, every cell as text."""
    with _settings(OGR_XLSX_HEADERS="DISABLE", OGR_XLSX_FIELD_TYPES="STRING"):
        return read(path, number, options, job)


@contextmanager
def _settings(**wanted: str) -> Iterator[None]:
    import pyogrio

    before = {name: pyogrio.get_gdal_config_option(name) for name in wanted}
    pyogrio.set_gdal_config_options(wanted)
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options(before)


def _rows(found: Found) -> list[list[str | None]]:
    columns = [one.slice(0, SAMPLE_ROWS).to_pylist() for one in found.columns]
    return [[None if cell is None else str(cell) for cell in row] for row in zip(*columns, strict=True)]


def _named(bare: Found, header: Header) -> Found:
    """Return the rows below the names, without empty ones and without empty columns that have no name."""
    import pyarrow as pa
    import pyarrow.compute as pc

    columns = [
        pc.if_else(pc.equal(pc.utf8_trim_whitespace(one), ""), None, one) for one in map(_below(header), bare.columns)
    ]
    filled = pa.array(
        [any(cells) for cells in zip(*(one.is_valid().to_pylist() for one in columns), strict=True)], pa.bool_()
    )
    columns = [one.filter(filled) for one in columns]
    kept = [
        (name or f"column_{place}", one)
        for place, (name, one) in enumerate(zip(header.names, columns, strict=True), 1)
        if name or one.null_count < len(one)
    ]
    return replace(
        bare, names=[name for name, _ in kept], columns=[_typed(one) for _, one in kept], rows=filled.true_count
    )


def _below(header: Header) -> Callable[[Any], Any]:
    return lambda column: column.slice(header.rows_before)


def _typed(column: Any) -> Any:  # noqa: ANN401 - Arrow ships no types
    """Return a column of texts as numbers where all are; a code such as 0752 stays a text."""
    import pyarrow as pa

    if column.null_count == len(column) or any(_LEADING_ZERO.match(one) for one in column.to_pylist() if one):
        return column
    for kind in (pa.int64(), pa.float64()):
        try:
            return column.cast(kind)
        except pa.ArrowInvalid:
            continue
    return column
