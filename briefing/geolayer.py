"""A finished layer of geodata: a table whose columns are the fields, a geometry for each row, and how it looks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, TypeGuard

from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from briefing.features import Features
from briefing.plain_text import plain_text
from briefing.table import Cell, Column, Table

if TYPE_CHECKING:
    import pyarrow as pa

WGS84: Final = "EPSG:4326"

_TYPES: Final = {
    "text": ("string", "object"),
    "date": ("string", "object"),
    "number": ("float64", "float64"),
    "percent": ("float64", "float64"),
    "integer": ("int64", "Int64"),
    "year": ("int64", "Int64"),
    "flag": ("bool", "boolean"),
}
"""Type of a column -> that in Arrow, and that in pandas, where a whole number stays one beside a missing value."""


@dataclass(frozen=True)
class StyleEntry:
    """How features with one value look: fill and outline as ``#rrggbb``, size of a point in millimetres."""

    value: str
    label: str
    fill: str
    outline: str = "#ffffff"
    size_mm: float = 3.2
    shape: str = "circle"


@dataclass(frozen=True)
class Style:
    """How a layer looks: one entry for each value of a field, and for any other value.

    Parameters
    ----------
    field
        Column of the table.
    kind
        Points or areas.
    entries
        In the order of the legend.
    other
        For values that no entry has.
    label_field
        Column that names the features on the map; empty for none.
    """

    field: str
    kind: Literal["point", "area"]
    entries: tuple[StyleEntry, ...]
    other: StyleEntry
    label_field: str = ""


@dataclass(frozen=True, eq=False)
class GeoLayer:
    """A layer in WGS 84, longitude first.

    Parameters
    ----------
    table
        Its id names the layer; its columns are the fields, of which ``id`` is the first.
    geometries
        One a row; None where the position is not known.
    style
        None for a layer without one.

    Raises
    ------
    ValueError
        If there is not one geometry for each row.
    """

    table: Table
    geometries: tuple[BaseGeometry | None, ...]
    style: Style | None = None

    def __post_init__(self) -> None:
        if len(self.geometries) != len(self.table.rows):
            count = f"{len(self.geometries)} geometries for {len(self.table.rows)} rows"
            raise ValueError(f"the layer {self.table.id} has {count}")

    @property
    def id(self) -> str:
        """Name of the layer."""
        return self.table.id

    @property
    def without_place(self) -> tuple[str, ...]:
        """Ids of the features without a position."""
        return tuple(
            str(row[0]) for row, shape in zip(self.table.rows, self.geometries, strict=True) if not has_place(shape)
        )

    def placed(self) -> GeoLayer:
        """Return the layer without the features that have no position."""
        kept = [place for place, shape in enumerate(self.geometries) if has_place(shape)]
        old = self.table
        table = Table(old.id, old.title, old.columns, tuple(old.rows[place] for place in kept), old.notes)
        return GeoLayer(table, tuple(self.geometries[place] for place in kept), self.style)

    def features(self) -> Features:
        """Return the layer as files take it: every value in full, areas as multipolygons."""
        shapes = [shape if has_place(shape) else None for shape in self.geometries]
        if self.style is None or self.style.kind == "point":
            return Features(self.id, attributes(self.table), shapes, WGS84, "Point")
        areas = [MultiPolygon([shape]) if isinstance(shape, Polygon) else shape for shape in shapes]
        return Features(self.id, attributes(self.table), areas, WGS84, "MultiPolygon")


def has_place(shape: BaseGeometry | None) -> TypeGuard[BaseGeometry]:
    """Return whether a geometry is there and not empty."""
    return shape is not None and not shape.is_empty


def attributes(table: Table) -> pa.Table:
    """Return a table with a typed column for each of its columns; a date is a text in ISO 8601."""
    import pandas as pd  # heavy, both
    import pyarrow as pa

    types = {column.id: _TYPES[column.type] for column in table.columns}
    columns = {
        column.id: pd.Series(_values(table.values(column.id), column), dtype=types[column.id][1])
        for column in table.columns
    }
    schema = pa.schema([(name, of_arrow) for name, (of_arrow, _) in types.items()])
    return pa.Table.from_pandas(pd.DataFrame(columns), schema=schema, preserve_index=False)


def _values(values: Sequence[Cell], column: Column) -> list[Cell]:
    if column.type == "text":
        return [None if value is None else plain_text(value) for value in values]
    return [None if value is None else str(value) for value in values] if column.type == "date" else list(values)
