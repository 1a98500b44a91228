"""A GeoPackage with every layer, its look, the documentation of its fields, and what the file is."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from briefing.about import About
from briefing.features import Features, write_by_gdal
from briefing.geolayer import GeoLayer, attributes
from briefing.qml import qml
from briefing.table import Column, Table

SCHEMA_EXTENSION: Final = "http://www.geopackage.org/spec121/#extension_schema"

_STYLES: Final = """
CREATE TABLE layer_styles (
  id INTEGER PRIMARY KEY AUTOINCREMENT, f_table_catalog TEXT(256), f_table_schema TEXT(256), f_table_name TEXT(256),
  f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN,
  description TEXT, owner TEXT(30), ui TEXT(30), update_time DATETIME)
"""
_COLUMNS: Final = """
CREATE TABLE IF NOT EXISTS gpkg_data_columns (
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT, title TEXT, description TEXT, mime_type TEXT,
  constraint_name TEXT, CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name),
  CONSTRAINT gdc_tn UNIQUE (table_name, name));
CREATE TABLE IF NOT EXISTS gpkg_data_column_constraints (
  constraint_name TEXT NOT NULL, constraint_type TEXT NOT NULL, value TEXT, min NUMERIC, min_is_inclusive BOOLEAN,
  max NUMERIC, max_is_inclusive BOOLEAN, description TEXT,
  CONSTRAINT gdcc_ntv UNIQUE (constraint_name, constraint_type, value));
"""
_EXTENSIONS: Final = """
CREATE TABLE IF NOT EXISTS gpkg_extensions (
  table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL, definition TEXT NOT NULL, scope TEXT NOT NULL,
  CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name))
"""


def write_geopackage(path: Path, layers: Sequence[GeoLayer], tables: Sequence[Table], about: About) -> None:
    """Write layers, and tables without geometry beside them.

    Parameters
    ----------
    path
        To be written; must not exist.
    layers
        With their styles, which QGIS applies when the layer is opened.
    tables
        Such as sources and fields.
    about
        Becomes the file's metadata and the description of each layer.
    """
    metadata = {"about": json.dumps(about.metadata(), ensure_ascii=False)}
    names = _identifiers([*(layer.table for layer in layers), *tables])
    written = [*(layer.features() for layer in layers)]
    written += [Features(table.id, attributes(table), None, None) for table in tables]
    with time_stamp(about):
        for place, features in enumerate(written):
            write_by_gdal(
                path,
                features,
                "GPKG",
                append=place > 0,
                dataset_metadata=None if place else metadata,
                layer_options={"IDENTIFIER": names[features.name], "DESCRIPTION": description(about)},
            )
    with closing(sqlite3.connect(path)) as book, book:
        _document_fields(book, [*(layer.table for layer in layers), *tables])
        _write_styles(book, layers, about)


def _identifiers(tables: Sequence[Table]) -> dict[str, str]:
    """Return a name for people for each table: its title, with its id where two share one, which the format forbids."""
    titles = [table.title for table in tables]
    return {
        table.id: table.title if titles.count(table.title) == 1 else f"{table.title} ({table.id})" for table in tables
    }


def description(about: About) -> str:
    """Return what the file is and where it comes from, on some lines."""
    sources = [f"{about.labels.get('sources', 'sources')}:", *(source.line for source in about.sources)]
    return "\n".join([about.title, about.line(), about.approval, *sources])


@contextmanager
def time_stamp(about: About) -> Iterator[None]:
    """Let GDAL write the briefing's date in place of the present moment."""
    import pyogrio

    before = pyogrio.get_gdal_config_option("OGR_CURRENT_DATE")
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": f"{about.moment:%Y-%m-%dT%H:%M:%S}.000Z"})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": before})


def _document_fields(book: sqlite3.Connection, tables: Sequence[Table]) -> None:
    """Write title, unit and meaning of each field, as the schema extension of the standard has it."""
    book.executescript(_COLUMNS)
    book.execute(_EXTENSIONS)
    rows = [
        (table.id, one.id, _alias(one, table), one.data_heading, one.description)
        for table in tables
        for one in table.columns
    ]
    book.executemany(
        "INSERT INTO gpkg_data_columns (table_name, column_name, name, title, description) VALUES (?, ?, ?, ?, ?)",
        rows,
    )
    for name in ("gpkg_data_columns", "gpkg_data_column_constraints"):
        book.execute(
            "INSERT INTO gpkg_extensions (table_name, extension_name, definition, scope) VALUES (?, ?, ?, ?)",
            (name, "gpkg_schema", SCHEMA_EXTENSION, "read-write"),
        )


def _alias(column: Column, table: Table) -> str:
    """Return what a program calls a field in place of its name; two fields of a table may not share it."""
    headings = [one.data_heading for one in table.columns]
    return column.data_heading if headings.count(column.data_heading) == 1 else f"{column.data_heading} [{column.id}]"


def _write_styles(book: sqlite3.Connection, layers: Sequence[GeoLayer], about: About) -> None:
    """Write the table that QGIS looks for, listed among the contents as QGIS lists it."""
    stamp = f"{about.moment:%Y-%m-%dT%H:%M:%S}.000Z"
    book.execute(_STYLES)
    book.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, last_change, srs_id) "
        "VALUES ('layer_styles', 'attributes', 'layer_styles', '', ?, 0)",
        (stamp,),
    )
    for layer in layers:
        if layer.style is not None:
            book.execute(
                "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, "
                "styleName, styleQML, styleSLD, useAsDefault, description, owner, update_time) "
                "VALUES ('', '', ?, 'geom', ?, ?, '', 1, ?, '', ?)",
                (layer.id, layer.table.title[:30], qml(layer.style), about.line(), stamp),
            )
