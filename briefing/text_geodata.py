"""Geodata as plain text: GeoJSON and CSV. The same input gives the same bytes."""

from __future__ import annotations

import csv
import json
from io import StringIO
from typing import Any, Final

from shapely.geometry import mapping

from briefing.about import About
from briefing.geolayer import GeoLayer, has_place
from briefing.plain_text import plain_text
from briefing.table import Cell, Table

FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")
BOM: Final = "\ufeff"


def geojson_text(layer: GeoLayer, about: About) -> str:
    """Return a layer as a GeoJSON FeatureCollection after RFC 7946: WGS 84, longitude first, no `crs`.

    A feature without a position has the geometry null. What the file is, and the fields with unit and meaning, stand
    in its members `about` and `fields`, which the standard lets a reader skip.
    """
    features = [
        _feature(layer.table, row, shape) for row, shape in zip(layer.table.rows, layer.geometries, strict=True)
    ]
    collection = {
        "type": "FeatureCollection",
        "name": layer.id,
        "about": about.metadata(),
        "fields": fields(layer.table),
    }
    head = json.dumps(collection, ensure_ascii=False, allow_nan=False)[:-1]
    body = ",\n".join(json.dumps(one, ensure_ascii=False, allow_nan=False) for one in features)
    return f'{head}, "features": [\n{body}\n]}}\n'


def csv_text(layer: GeoLayer) -> str:
    """Return a layer's table as CSV with a mark that lets a spreadsheet read its Chinese.

    Positions stand in the columns `lon` and `lat`. A text that a spreadsheet would take for a formula gets a quote
    first; a flag is 1 or 0; a missing value is empty.
    """
    out = StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([column.id for column in layer.table.columns])
    writer.writerows([guarded(value) for value in row] for row in layer.table.rows)
    return BOM + out.getvalue()


def csv_metadata_text(layer: GeoLayer, about: About, file_name: str) -> str:
    """Return what a CSV cannot say of itself as the sidecar of CSV on the Web: fields, units, sources, licences.

    References
    ----------
    W3C (2015). Metadata Vocabulary for Tabular Data. The file stands beside the CSV as `<name>-metadata.json`.
    """
    types = {"number": "number", "percent": "number", "integer": "integer", "year": "gYear", "flag": "boolean"}
    columns = [
        {
            "name": column.id,
            "titles": [column.title],
            "datatype": types.get(column.type, "string"),
            "dc:description": column.description,
            **({"unit": column.data_unit} if column.data_unit else {}),
        }
        for column in layer.table.columns
    ]
    content = {
        "@context": "http://www.w3.org/ns/csvw",
        "url": file_name,
        "dc:title": about.title,
        "about": about.metadata(),
        "tableSchema": {"columns": columns, "primaryKey": layer.table.columns[0].id},
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def guarded(value: Cell) -> object:
    """Return a value as a CSV holds it: never a formula."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, str):
        text = plain_text(value)
        return f"'{text}" if value.startswith(FORMULA_STARTS) else text
    return value


def fields(table: Table) -> list[dict[str, str]]:
    """Return each field with title, type, unit and meaning."""
    return [
        {
            "name": column.id,
            "title": column.title,
            "type": column.type,
            "unit": column.data_unit,
            "description": column.description,
        }
        for column in table.columns
    ]


def _feature(table: Table, row: tuple[Cell, ...], shape: Any) -> dict[str, Any]:  # noqa: ANN401 - a geometry or None
    properties = {
        column.id: plain_text(value) if isinstance(value, str) else value
        for column, value in zip(table.columns, row, strict=True)
    }
    return {
        "type": "Feature",
        "id": row[0],
        "geometry": dict(mapping(shape)) if has_place(shape) else None,
        "properties": properties,
    }
