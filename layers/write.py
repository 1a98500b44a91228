"""A layer into a file of the format that the suffix names: whole or not at all, attributes as they are."""

from __future__ import annotations

import csv
import json
import tempfile
import warnings
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError, FieldError

from analysis.datum.shift import PLAIN, Datum
from analysis.errors import LayerError, Problem, UnreadableError
from layers.raw import RawLayer

RFC7946: Final = (".geojson", ".json", ".kml")
"""Formats whose coordinates are WGS 84 by their own rule."""

_NAME_BYTES: Final = 10
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class _Format:
    write: Callable[[RawLayer, Path, str, Datum], list[Problem]]
    driver: str = ""


def write_layer(raw: RawLayer, path: Path, *, datum: Datum) -> list[Problem]:
    """Write a layer.

    Parameters
    ----------
    raw
        Features in degrees.
    path
        Its suffix names the format, one of `WRITTEN`; an existing file is replaced once the new one is whole.
    datum
        Of the coordinates. GCJ-02 and BD-09 have no CRS code: the file states none, and GeoJSON gets a member `datum`.

    Returns
    -------
    list of Problem
        Warnings: what the format could not keep as it was, or what its rules don't foresee.

    Raises
    ------
    LayerError
        If the format cannot hold the geometries. Nothing is left on disk.
    UnreadableError
        ``cannot_write``: the folder, the disk, or the driver refuses. Nothing is left on disk.
    """
    chosen = _FORMATS[path.suffix.lower()]
    try:
        with tempfile.TemporaryDirectory(prefix=".writing-", dir=path.parent) as folder:
            made = Path(folder) / f"{path.stem}{path.suffix.lower()}"
            found = chosen.write(raw, made, chosen.driver, datum)
            made.replace(path)
    except (OSError, DataSourceError, DataLayerError, FieldError, pa.ArrowException) as error:
        raise UnreadableError(Problem("cannot_write", path.name, {"reason": str(error)[:160]})) from error
    if datum not in PLAIN and path.suffix.lower() in RFC7946:
        found.append(Problem("datum_not_in_format", path.name, {"datum": datum}, severity="warning"))
    return found


def _write_geojson(raw: RawLayer, path: Path, _driver: str, datum: Datum) -> list[Problem]:
    with path.open("w", encoding="utf-8") as file:
        note = "" if datum in PLAIN else f' "datum": "{datum}",'
        file.write(f'{{"type": "FeatureCollection",{note} "features": [\n')
        for place, (record, geometry) in enumerate(zip(raw.records, raw.geometries, strict=True)):
            shape = None if geometry is None else shapely.geometry.mapping(geometry)
            feature = {"type": "Feature", "properties": dict(record), "geometry": shape}
            file.write((",\n" if place else "") + json.dumps(feature, ensure_ascii=False, default=_plain))
        file.write("\n]}\n")
    return []


def _write_csv(raw: RawLayer, path: Path, _driver: str, _datum: Datum) -> list[Problem]:
    if any(geometry is not None and geometry.geom_type != "Point" for geometry in raw.geometries):
        raise LayerError(Problem("geometry_type", raw.name, {"value": "Polygon, LineString", "allowed": "Point"}))
    names = [name for name in _names(raw.records) if name not in ("lon", "lat")]
    guarded = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file)
        table.writerow([*names, "lon", "lat"])
        for record, point in zip(raw.records, raw.geometries, strict=True):
            cells = [_cell(record.get(name)) for name in names]
            safe = [f"'{cell}" if _runs(cell) else cell for cell in cells]
            guarded += sum(cell != before for cell, before in zip(safe, cells, strict=True))
            place = ("", "") if point is None or point.is_empty else (repr(float(point.x)), repr(float(point.y)))
            table.writerow([*safe, *place])
    return [Problem("formulas_guarded", path.name, {"count": guarded}, severity="warning")] if guarded else []


def _write_gdal(
    raw: RawLayer, path: Path, driver: str, datum: Datum, *, table: pa.Table | None = None, kind: str = "Unknown"
) -> list[Problem]:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        pyogrio.write_arrow(
            _table(raw) if table is None else table,
            path,
            layer=path.stem,
            driver=driver,
            geometry_name="geometry",
            geometry_type=kind,
            crs={"wgs84": "EPSG:4326", "cgcs2000": "EPSG:4490"}.get(datum),
            encoding="UTF-8",
            **_options(driver),
        )
    changed = [str(one.message) for one in caught if "field" in str(one.message).lower()]
    return [Problem("fields_changed", path.name, {"count": len(changed)}, severity="warning")] if changed else []


def _options(driver: str) -> dict[str, str]:
    # Its index would put the rows in another order, and has no place for a feature without a position.
    return {"SPATIAL_INDEX": "NO"} if driver == "FlatGeobuf" else {}


def _write_shapefile(raw: RawLayer, path: Path, driver: str, datum: Datum) -> list[Problem]:
    folder = path.parent / "parts"
    folder.mkdir()
    table = _table(raw)
    short = _short_names([name for name in table.column_names if name != "geometry"])
    table = table.rename_columns([*short, "geometry"])
    _write_gdal(raw, folder / f"{path.stem}.shp", driver, datum, table=table, kind=_kind(raw))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in sorted(folder.iterdir()):
            archive.write(part, part.name)
    changed = sum(name != before for name, before in zip(short, _names(raw.records), strict=False))
    return [Problem("fields_changed", path.name, {"count": changed}, severity="warning")] if changed else []


def _write_parquet(raw: RawLayer, path: Path, _driver: str, _datum: Datum) -> list[Problem]:
    import geopandas  # reads and writes GeoParquet's own metadata

    table = _table(raw).drop_columns(["geometry"])
    columns = table.to_pandas(types_mapper=None if not table.num_columns else _arrow_type)
    frame = geopandas.GeoDataFrame(columns, geometry=list(raw.geometries), crs=raw.crs)
    frame.to_parquet(path, index=False)
    return []


WRITTEN: Final = (".geojson", ".json", ".gpkg", ".zip", ".kml", ".fgb", ".parquet", ".csv")

_FORMATS: Final[Mapping[str, _Format]] = {
    ".geojson": _Format(_write_geojson),
    ".json": _Format(_write_geojson),
    ".gpkg": _Format(_write_gdal, "GPKG"),
    ".zip": _Format(_write_shapefile, "ESRI Shapefile"),
    ".kml": _Format(_write_gdal, "KML"),
    ".fgb": _Format(_write_gdal, "FlatGeobuf"),
    ".parquet": _Format(_write_parquet),
    ".csv": _Format(_write_csv),
}


def _names(records: Sequence[Mapping[str, Any]]) -> list[str]:
    return list(dict.fromkeys(str(name) for record in records for name in record))


def _plain(value: Any) -> Any:  # noqa: ANN401 - a value of any driver goes in, one that JSON knows comes out
    return value.hex() if isinstance(value, bytes) else value.isoformat() if hasattr(value, "isoformat") else str(value)


def _cell(value: object) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=_plain).strip('"')


def _runs(cell: str) -> bool:
    """Return whether a spreadsheet would run a cell as a formula; a number is none."""
    if not cell.startswith(_FORMULA):
        return False
    try:
        float(cell)
    except ValueError:
        return True
    return False


def _short_names(names: Sequence[str]) -> list[str]:
    """Return field names as a Shapefile holds them: ten bytes, cut between characters, each its own."""
    made: list[str] = []
    for name in names:
        short, number = _cut(name, _NAME_BYTES), 1
        while short.casefold() in {one.casefold() for one in made} or not short:
            tail = f"_{number}"
            short, number = _cut(name, _NAME_BYTES - len(tail)) + tail, number + 1
        made.append(short)
    return made


def _cut(name: str, size: int) -> str:
    return name.encode("utf-8", "replace")[:size].decode("utf-8", "ignore")


def _table(raw: RawLayer) -> pa.Table:
    """Return attributes in their own types, texts where a column mixes them, and geometries as WKB."""
    columns = {}
    for name in _names(raw.records):
        if name != "geometry":
            columns[name] = _column([record.get(name) for record in raw.records])
    shapes = np.array(list(raw.geometries), dtype=object)
    columns["geometry"] = pa.array(shapely.to_wkb(shapes, flavor="iso").tolist(), type=pa.binary())
    return pa.table(columns)


def _column(values: list[Any]) -> pa.Array:
    if any(isinstance(value, list | dict) for value in values):
        return pa.array([None if value is None else _cell(value) for value in values], type=pa.string())
    try:
        made = pa.array(values)
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        return pa.array([None if value is None else _cell(value) for value in values], type=pa.string())
    return made.cast(pa.string()) if pa.types.is_null(made.type) else made


def _arrow_type(kind: pa.DataType) -> Any:  # noqa: ANN401 - a pandas type
    import pandas as pd

    return pd.ArrowDtype(kind)


def _kind(raw: RawLayer) -> str:
    """Return the one kind of geometry that a Shapefile holds.

    Raises
    ------
    LayerError
        ``geometry_type`` if there are several.
    """
    kinds = {geometry.geom_type for geometry in raw.geometries if geometry is not None and not geometry.is_empty}
    families = {kind.removeprefix("Multi") for kind in kinds} - ({"Point"} if kinds == {"MultiPoint"} else set())
    if len(families) > 1 or {"Point", "MultiPoint"} <= kinds:
        raise LayerError(Problem("geometry_type", raw.name, {"value": ", ".join(sorted(kinds)), "allowed": "1"}))
    high = any(geometry is not None and geometry.has_z for geometry in raw.geometries)
    kind = "MultiPoint" if kinds == {"MultiPoint"} else next(iter(families), "Point")
    return f"{kind} Z" if high else kind
