"""What a table of geodata holds as text: its cells for a CSV, its fields documented, its features for GeoJSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from briefing.about import About
from briefing.geojson import feature
from briefing.geolayer import GeoLayer
from briefing.plain_text import plain_text
from briefing.table import Cell, Table


def geojson_members(layer: GeoLayer, about: About) -> dict[str, object]:
    """Return what stands before the features: the layer's name, what the file is, fields with unit and meaning."""
    return {"name": layer.id, "about": about.metadata(), "fields": fields(layer.table)}


def geojson_features(layer: GeoLayer) -> Iterator[dict[str, Any]]:
    """Yield the features of a GeoJSON file; one without a position has the geometry null."""
    names = [column.id for column in layer.table.columns]
    for row, shape in zip(layer.table.rows, layer.geometries, strict=True):
        cells = (plain_text(value) if isinstance(value, str) else value for value in row)
        yield feature(dict(zip(names, cells, strict=True)), shape, feature_id=row[0])


def csv_rows(table: Table) -> Iterator[list[object]]:
    """Yield the rows of a CSV, the names of the columns first: a flag as 1 or 0, a missing value empty."""
    yield [column.id for column in table.columns]
    for row in table.rows:
        yield [csv_cell(value) for value in row]


def csv_cell(value: Cell) -> object:
    """Return a value as a CSV holds it."""
    if isinstance(value, str):
        return plain_text(value)
    return int(value) if isinstance(value, bool) else value


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
