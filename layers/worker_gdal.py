"""What GDAL reads, in the reading process: six drivers, none with a network, each for its own format."""

from __future__ import annotations

import os
import sqlite3
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from analysis.errors import Problem, UnreadableError
from layers.limits import Limits
from layers.markup import check_kml
from layers.values import shown
from layers.worker_result import Found
from layers.worker_sheet import read_sheet, sheet_with_places

DRIVERS: Final = {
    "geojson": "GeoJSON",
    "geopackage": "GPKG",
    "shapefile": "ESRI Shapefile",
    "kml": "LIBKML",
    "flatgeobuf": "FlatGeobuf",
    "xlsx": "XLSX",
}
SETTINGS: Final = {
    "GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR",
    "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": "{none}",
    "GDAL_HTTP_PROXY": "http://127.0.0.1:0",
    "GDAL_HTTP_TIMEOUT": "1",
    "GDAL_HTTP_CONNECTTIMEOUT": "1",
    "GDAL_HTTP_MAX_RETRY": "0",
    "GDAL_DRIVER_PATH": "disable",
    "PROJ_NETWORK": "OFF",
    "OGR_SQLITE_LOAD_EXTENSIONS": "",
    "OGR_XLSX_HEADERS": "FORCE",
    "OGR_XLSX_FIELD_TYPES": "AUTO",
    "OGR_GEOJSON_DATE_AS_STRING": "YES",
    "LIBKML_RESOLVE_STYLE": "NO",
    "SHAPE_RESTORE_SHX": "YES",
    "GDAL_NUM_THREADS": "1",
    "OGR_GENSQL_STREAM_BASE_IMPL": "YES",  # see `_by_feature`
}
"""GDAL's settings in the reading process: no network even where a driver would ask for one."""

_KML_OWN: Final = (
    "timestamp", "begin", "end", "altitudeMode", "tessellate", "extrude", "visibility", "drawOrder", "icon", "snippet",
)  # fmt: skip
"""Columns that the driver adds whether the file has them or not."""

_RTREE: Final = "rtree"


def refuse_other_drivers() -> None:
    """Load GDAL and make sure that it knows the six drivers only.

    Raises
    ------
    RuntimeError
        If another driver is there all the same; the process must then not read anything.
    """
    import pyogrio

    others = set(pyogrio.list_drivers()) - set(DRIVERS.values())
    if others:
        raise RuntimeError(f"drivers: {sorted(others)}")


def read(job: Mapping[str, Any], folder: Path, limits: Limits) -> Found:
    """Read one layer: that of the name in `layer`, else the first.

    Raises
    ------
    UnreadableError
        ``cannot_open``, ``not_what_its_name_says``, ``too_many_layers``, ``too_many_features``, ``layer_unknown``,
        ``database_refused``, and as `layers.markup.check_kml`.
    """
    from pyogrio import read_info
    from pyogrio.errors import DataLayerError, DataSourceError

    path, name = str(folder / job["path"]), job["name"]
    told = check_kml(folder / job["path"], name, limits) if job["format"] == "kml" else []
    if job["format"] == "geopackage":
        _check_database(folder / job["path"], name)
    try:
        listed = _layers_of(path, name, limits)
        number = _number_of(path, [one for one, _ in listed], job)
        options = {"encoding": job["encoding"]} if job.get("encoding") else {}
        _check_info(read_info(path, layer=number, **options), job, limits)
        is_sheet = job["format"] == "xlsx"
        found = read_sheet(path, number, job, _layer) if is_sheet else _layer(path, number, options, job)
    except (DataSourceError, DataLayerError, OSError, IndexError, ValueError) as error:
        if isinstance(error, UnreadableError):
            raise
        raise UnreadableError(Problem("cannot_open", name, {"reason": _reason(error, folder)})) from error
    found.warnings = [*told, *found.warnings]
    found.layers = [(one, -1, kind) for one, kind in listed]
    found.layer = listed[number][0] if listed else ""
    found.encoding = job.get("encoding") or "utf-8"
    return found


def read_plain_geojson(job: Mapping[str, Any], folder: Path) -> Found | None:
    """Return a large GeoJSON, read once from end to end; None if GDAL cannot."""
    from pyogrio.errors import DataLayerError, DataSourceError

    try:
        return _layer(str(folder / job["path"]), 0, {}, job)
    except (DataSourceError, DataLayerError, OSError, IndexError, ValueError):
        return None


def _layers_of(path: str, name: str, limits: Limits) -> list[tuple[str, str]]:
    from pyogrio import list_layers

    listed = [(str(one), str(kind or "")) for one, kind in list_layers(path)]
    if len(listed) > limits.layers:
        raise UnreadableError(Problem("too_many_layers", name, {"count": len(listed), "limit": limits.layers}))
    return listed


def _check_info(info: Mapping[str, Any], job: Mapping[str, Any], limits: Limits) -> None:
    if info["driver"] != DRIVERS[job["format"]]:
        raise UnreadableError(Problem("not_what_its_name_says", job["name"], {"suffix": Path(job["path"]).suffix}))
    if info["features"] > limits.features:
        values = {"count": int(info["features"]), "limit": limits.features}
        raise UnreadableError(Problem("too_many_features", job["name"], values))


def _number_of(path: str, names: list[str], job: Mapping[str, Any]) -> int:
    wanted, name = job.get("layer"), job["name"]
    if not names:
        raise UnreadableError(Problem("no_layer", name))
    if wanted is None:
        return sheet_with_places(path, len(names), job, _layer) if job["format"] == "xlsx" and len(names) > 1 else 0
    if wanted not in names:
        allowed = ", ".join(shown(one) for one in names[:8])
        raise UnreadableError(Problem("layer_unknown", name, {"layer": shown(wanted), "allowed": allowed}))
    return names.index(wanted)


def _layer(path: str, number: int, options: dict[str, Any], job: Mapping[str, Any]) -> Found:
    from pyogrio.raw import read_arrow

    own = {"DATE_AS_STRING": "YES", "ARRAY_AS_STRING": "YES"} if job["format"] == "geojson" else {}
    chosen_layer = _by_feature(path, number) if job["format"] == "flatgeobuf" else {"layer": number}
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        meta, table = read_arrow(path, **chosen_layer, **options, **own)
    geometry = meta["geometry_name"] or "wkb_geometry"
    # A layer may have a column of the same name as the geometry, which is the last.
    places = [place for place, one in enumerate(table.column_names) if one == geometry]
    at = places[-1] if places else None
    if at is not None:
        table.column(at).validate(full=True)  # a driver's own array, which may be broken
    kept = [place for place in range(table.num_columns) if place != at]
    types = dict(zip(meta["fields"], meta["ogr_subtypes"], strict=True))
    names = [table.column_names[place] for place in kept]
    columns = [table.column(place) for place in kept]
    if job["format"] == "kml":
        chosen = [place for place, one in enumerate(names) if one not in _KML_OWN]
        names, columns = [names[place] for place in chosen], [columns[place] for place in chosen]
    in_json = {place for place, one in enumerate(names) if types.get(one) == "OFSTJSON"}
    name = job["name"]
    messages = dict.fromkeys(str(one.message)[:160].replace(path, name) for one in told)
    return Found(
        names=names,
        columns=columns,
        wkb=None if at is None else table.column(at),
        rows=table.num_rows,
        crs=meta["crs"],
        in_json=in_json,
        warnings=[Problem("reader_says", name, {"text": shown(one)}, severity="warning") for one in list(messages)[:5]],
    )


def _by_feature(path: str, number: int) -> dict[str, Any]:
    """Return how a FlatGeobuf is read one feature after the other.

    GDAL's fast way loses geometries, and leaves an array that cannot be read, where a feature has none.
    """
    from pyogrio import list_layers

    layer = str(list_layers(path)[number][0])
    if set(layer) & set('"\\'):  # such a name could say more than a name in the query
        return {"layer": number}
    return {"sql": f'SELECT * FROM "{layer}"', "sql_dialect": "OGRSQL"}  # noqa: S608 - checked just now


def _reason(error: Exception, folder: Path) -> str:
    return shown(str(error).replace(str(folder), "").replace(os.sep + "layer", "layer"))


def _check_database(path: Path, name: str) -> None:
    """Refuse a database whose tables are programs: virtual tables other than the spatial index of the format."""
    try:
        base = sqlite3.connect(f"file:{path.name}?mode=ro&immutable=1", uri=True)
        try:
            found = base.execute("SELECT name, sql FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL%'").fetchall()
        finally:
            base.close()
    except sqlite3.Error as error:
        raise UnreadableError(Problem("cannot_open", name, {"reason": shown(str(error))})) from error
    others = [str(table) for table, sql in found if _module(str(sql)) != _RTREE]
    if others:
        raise UnreadableError(Problem("database_refused", name, {"table": shown(others[0])}))


def _module(sql: str) -> str:
    _, _, after = sql.lower().partition(" using ")
    return after.strip().partition("(")[0].strip().strip('"')
