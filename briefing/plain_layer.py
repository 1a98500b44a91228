"""A layer as it was read, without words of its own, in each format: attributes as they are, and what was changed."""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from shapely.geometry.base import BaseGeometry

from analysis.datum.shift import PLAIN, Datum
from analysis.errors import LayerError, Problem
from briefing.csv_rows import write_csv_rows
from briefing.features import GEOMETRY, Features, write_by_gdal
from briefing.geojson import feature, json_value, write_collection
from briefing.geoparquet import write_geoparquet
from briefing.shapefile import write_shapefile, zipped_shapefiles

if TYPE_CHECKING:
    import pyarrow as pa

_CODES: Final[Mapping[Datum, str]] = {"wgs84": "EPSG:4326", "cgcs2000": "EPSG:4490"}
"""Datum -> code of its CRS; GCJ-02 and BD-09 have none."""


@dataclass(frozen=True, eq=False)
class PlainLayer:
    """A layer to be written.

    Parameters
    ----------
    name
        How messages call it.
    records
        A mapping of attributes for each feature; they need not have the same names.
    geometries
        One a feature, in degrees; None for a feature without one.
    datum
        Of the coordinates.
    """

    name: str
    records: Sequence[Mapping[str, Any]]
    geometries: Sequence[BaseGeometry | None]
    datum: Datum

    @property
    def fields(self) -> list[str]:
        """Names of the attributes, in the order in which they first stand."""
        return list(dict.fromkeys(str(name) for record in self.records for name in record))

    def features(self, name: str) -> Features:
        """Return the layer with typed columns: texts where a column mixes types or holds lists."""
        import pyarrow as pa  # heavy

        columns = {one: _column([record.get(one) for record in self.records]) for one in self.fields if one != GEOMETRY}
        return Features(name, pa.table(columns), self.geometries, _CODES.get(self.datum))


def to_geojson(path: Path, layer: PlainLayer, name: str) -> list[Problem]:
    """Write GeoJSON; a member `datum` names a datum that has no CRS code."""
    del name
    members = {} if layer.datum in PLAIN else {"datum": layer.datum}
    write_collection(path, members, map(feature, layer.records, layer.geometries))
    return []


def to_csv(path: Path, layer: PlainLayer, name: str) -> list[Problem]:
    """Write points as a table, their positions in `lon` and `lat`.

    Raises
    ------
    LayerError
        ``geometry_type`` for anything but points.
    """
    if any(shape is not None and shape.geom_type != "Point" for shape in layer.geometries):
        raise LayerError(Problem("geometry_type", layer.name, {"value": "Polygon, LineString", "allowed": "Point"}))
    count = write_csv_rows(path, _csv_rows(layer))
    return [Problem("formulas_guarded", name, {"count": count}, severity="warning")] if count else []


def to_geopackage(path: Path, layer: PlainLayer, name: str) -> list[Problem]:
    """Write a GeoPackage of one layer."""
    return _by_gdal(path, layer, name, "GPKG")


def to_flatgeobuf(path: Path, layer: PlainLayer, name: str) -> list[Problem]:
    """Write FlatGeobuf in the order of the features."""
    # Its index would put the rows in another order, and has no place for a feature without a position.
    return _by_gdal(path, layer, name, "FlatGeobuf", {"SPATIAL_INDEX": "NO"})


def to_kml(path: Path, layer: PlainLayer, name: str) -> list[Problem]:
    """Write KML; GDAL's keeps heights and the types of the attributes."""
    return _by_gdal(path, layer, name, "KML")


def to_shapefile(path: Path, layer: PlainLayer, name: str) -> list[Problem]:
    """Write a zipped Shapefile.

    Raises
    ------
    LayerError
        ``geometry_type`` if there are several kinds of geometry.
    """
    features = replace(layer.features(Path(name).stem), kind=_kind(layer))
    with zipped_shapefiles(path, date.today()) as folder:
        written = write_shapefile(folder, features, date.today(), known={})
    found = []
    if written.renamed:
        found.append(Problem("fields_changed", name, {"count": written.renamed}, severity="warning"))
    if written.cut:
        found.append(Problem("texts_cut", name, {"count": len(written.cut)}, severity="warning"))
    return found


def to_geoparquet(path: Path, layer: PlainLayer, name: str) -> list[Problem]:
    """Write GeoParquet."""
    write_geoparquet(path, layer.features(name))
    return []


def _by_gdal(
    path: Path, layer: PlainLayer, name: str, driver: str, options: Mapping[str, str] | None = None
) -> list[Problem]:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        write_by_gdal(path, layer.features(Path(name).stem), driver, layer_options=options)
    changed = [str(one.message) for one in caught if "field" in str(one.message).lower()]
    return [Problem("fields_changed", name, {"count": len(changed)}, severity="warning")] if changed else []


def _csv_rows(layer: PlainLayer) -> Iterator[list[object]]:
    names = [name for name in layer.fields if name not in ("lon", "lat")]
    yield [*names, "lon", "lat"]
    for record, point in zip(layer.records, layer.geometries, strict=True):
        place = ("", "") if point is None or point.is_empty else (repr(float(point.x)), repr(float(point.y)))
        yield [*(_text(record.get(name)) for name in names), *place]


def _text(value: object) -> str:
    """Return a value as a text: a list as JSON, nothing as the empty text."""
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(json_value(value), ensure_ascii=False).strip('"')


def _column(values: list[Any]) -> pa.Array:
    import pyarrow as pa

    if not any(isinstance(value, list | dict) for value in values):
        try:
            return pa.array(values)
        except (pa.ArrowInvalid, pa.ArrowTypeError):
            pass  # types are mixed
    return pa.array([None if value is None else _text(value) for value in values], type=pa.string())


def _kind(layer: PlainLayer) -> str:
    """Return the one kind of geometry that a Shapefile holds.

    Raises
    ------
    LayerError
        ``geometry_type`` if there are several.
    """
    kinds = {shape.geom_type for shape in layer.geometries if shape is not None and not shape.is_empty}
    families = {kind.removeprefix("Multi") for kind in kinds} - ({"Point"} if kinds == {"MultiPoint"} else set())
    if len(families) > 1 or {"Point", "MultiPoint"} <= kinds:
        raise LayerError(Problem("geometry_type", layer.name, {"value": ", ".join(sorted(kinds)), "allowed": "1"}))
    high = any(shape is not None and shape.has_z for shape in layer.geometries)
    kind = "MultiPoint" if kinds == {"MultiPoint"} else next(iter(families), "Point")
    return f"{kind} Z" if high else kind
