"""GeoPackage, FlatGeobuf, GeoParquet and Shapefiles, good and bad."""

from __future__ import annotations

import io
import sqlite3
import tempfile
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from shapely import LineString, MultiPolygon, Point, Polygon, box

from tests.corpus.case import Case, bad, fine, frame, parquet, shapefile, written, zipped

PLANAR = "EPSG:4547"


def geopackage(*layers: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.gpkg"
        for layer in layers:
            frame().to_file(path, layer=layer)
        return path.read_bytes()


def with_sql(*statements: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.gpkg"
        frame().to_file(path, layer="layer")
        base = sqlite3.connect(path)
        for statement in statements:
            base.execute(statement)
        base.commit()
        base.close()
        return path.read_bytes()


def renamed() -> bytes:
    name = "<img src=x onerror=alert(1)>"
    tables = ("gpkg_contents", "gpkg_geometry_columns", "gpkg_ogr_contents")
    updates = [f"UPDATE {table} SET table_name = '{name}'" for table in tables]  # noqa: S608 - names of our own
    return with_sql("DELETE FROM gpkg_extensions", f'ALTER TABLE layer RENAME TO "{name}"', *updates)


def endless_view() -> bytes:
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n) SELECT i FROM n"
    return with_sql(
        f"CREATE VIEW endless AS {endless}",
        "INSERT INTO gpkg_contents (table_name, data_type, identifier) VALUES ('endless', 'attributes', 'endless')",
    )


def shp(*left_out: str, encoding: str | None = None, geometry: object = None, **more: bytes) -> bytes:
    made = frame([Point(1000, 2000)] if geometry is None else [geometry], PLANAR, 名称=["园区甲"])
    parts = shapefile(made, **({"encoding": encoding} if encoding else {}))
    kept = {f"a{suffix}": content for suffix, content in parts.items() if suffix not in left_out}
    return zipped({**kept, **{f"a.{suffix}": content for suffix, content in more.items()}})


def parquet_table(metadata: dict[bytes, bytes] | None, wkb: bytes = Point(1, 2).wkb) -> bytes:
    buffer = io.BytesIO()
    table = pa.table({"a": [1], "geometry": [wkb]}).replace_schema_metadata(metadata)
    pq.write_table(table, buffer)
    return buffer.getvalue()


def parquet_bomb() -> bytes:
    """Return 900,000 rows of one long text, which a dictionary keeps in a few kilobytes."""
    buffer = io.BytesIO()
    rows = 900_000
    texts = pa.DictionaryArray.from_arrays(pa.array([0] * rows, pa.int32()), ["x" * 900])
    points = pa.DictionaryArray.from_arrays(pa.array([0] * rows, pa.int32()), [Point(1, 2).wkb])
    table = pa.table({"a": texts.cast(pa.string()), "geometry": points.cast(pa.binary())})
    pq.write_table(table.replace_schema_metadata(geo()), buffer)
    return buffer.getvalue()


def geo(encoding: str = "WKB", crs: str = "null") -> dict[bytes, bytes]:
    text = f'{{"primary_column":"geometry","columns":{{"geometry":{{"encoding":"{encoding}","crs":{crs}}}}}}}'
    return {b"geo": text.encode()}


COLUMNS: dict[str, Any] = {"n": [1], "x": [1.5], "t": ["园"], "d": pd.to_datetime(["2024-01-02"]), "b": [True]}

NINE = [Point(1, 1)] * 9
FEW = {"features": 5}
BOW_TIE = Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])
GRID = '"+proj=longlat +nadgrids=@/etc/passwd"'

CASES: list[Case] = [
    fine("gpkg", "a.gpkg", lambda: written(frame(), ".gpkg")),
    fine("gpkg_types", "a.gpkg", lambda: written(frame(**COLUMNS), ".gpkg")),
    fine("gpkg_planar", "a.gpkg", lambda: written(frame([Point(1000, 2000)], PLANAR), ".gpkg")),
    fine("gpkg_two_layers", "a.gpkg", lambda: geopackage("一", "二")),
    fine("gpkg_second_layer", "a.gpkg", lambda: geopackage("一", "二"), choices={"layer": "二"}),
    fine("gpkg_hostile_layer", "a.gpkg", renamed),
    fine("gpkg_no_crs", "a.gpkg", lambda: written(frame(crs=None), ".gpkg"), says=["crs_missing"]),
    fine("gpkg_view", "a.gpkg", lambda: with_sql("CREATE VIEW v AS SELECT 1")),
    bad("gpkg_no_layer", "a.gpkg", lambda: geopackage("一"), "layer_unknown", choices={"layer": "三"}),
    bad("gpkg_many_layers", "a.gpkg", lambda: geopackage("一", "二"), "too_many_layers", limits={"layers": 1}),
    bad("gpkg_virtual", "a.gpkg", lambda: with_sql("CREATE VIRTUAL TABLE t USING fts5(a)"), "database_refused"),
    bad("gpkg_cut", "a.gpkg", lambda: written(frame(), ".gpkg")[:3000], "cannot_open"),
    bad("gpkg_head_only", "a.gpkg", b"SQLite format 3\x00" + b"\x00" * 84, "cannot_open"),
    bad("gpkg_vrt", "a.gpkg", b"<OGRVRTDataSource/>", "xml_refused"),
    bad("gpkg_many_features", "a.gpkg", lambda: written(frame(NINE), ".gpkg"), "too_many_features", limits=FEW),
    fine("fgb", "a.fgb", lambda: written(frame(), ".fgb")),
    fine("fgb_types", "a.fgb", lambda: written(frame(**COLUMNS), ".fgb")),
    fine("fgb_polygons", "a.fgb", lambda: written(frame([box(0, 0, 1, 1), box(1, 1, 2, 2)]), ".fgb"), 2),
    bad("fgb_cut_head", "a.fgb", lambda: written(frame(), ".fgb")[:20], "no_layer"),
    bad("fgb_magic_only", "a.fgb", b"fgb\x03fgb\x00", "no_layer"),
    bad("fgb_as_gpkg", "a.gpkg", lambda: written(frame(), ".fgb"), "not_what_its_name_says"),
    fine("parquet", "a.parquet", lambda: parquet(frame())),
    fine("geoparquet_suffix", "a.geoparquet", lambda: parquet(frame())),
    fine("parquet_types", "a.parquet", lambda: parquet(frame(**COLUMNS))),
    fine("parquet_planar", "a.parquet", lambda: parquet(frame([Point(1000, 2000)], PLANAR))),
    fine("parquet_nested", "a.parquet", lambda: parquet(frame(a=[[1, 2]], b=[{"c": 1}]))),
    fine("parquet_no_crs", "a.parquet", lambda: parquet_table(geo()), says=["crs_missing"]),
    bad("parquet_plain", "a.parquet", lambda: parquet_table(None), "parquet_without_geometry"),
    bad("parquet_odd_geo", "a.parquet", lambda: parquet_table({b"geo": b"[1]"}), "parquet_without_geometry"),
    bad("parquet_native", "a.parquet", lambda: parquet(frame(), geometry_encoding="geoarrow"), "parquet_encoding"),
    bad("parquet_grid", "a.parquet", lambda: parquet_table(geo(crs=GRID)), "crs_unknown"),
    bad("parquet_cut", "a.parquet", lambda: parquet(frame())[:-10], "cannot_open"),
    bad("parquet_magic_only", "a.parquet", b"PAR1", "cannot_open"),
    bad("parquet_many", "a.parquet", lambda: parquet(frame(NINE)), "too_many_features", limits=FEW),
    fine("shp", "a.zip", lambda: shp(encoding="utf-8")),
    fine("shp_gbk", "a.zip", lambda: shp(encoding="gbk")),
    fine("shp_gbk_unstated", "a.zip", lambda: shp(".cpg", encoding="gbk")),
    fine("shp_utf8_unstated", "a.zip", lambda: shp(".cpg", encoding="utf-8")),
    fine("shp_wrong_cpg", "a.zip", lambda: shp(".cpg", encoding="gbk", cpg=b"UTF-8"), says=["encoding_differs"]),
    fine("shp_code_page", "a.zip", lambda: shp(".cpg", encoding="gbk", cpg=b"936")),
    fine("shp_no_prj", "a.zip", lambda: shp(".prj"), says=["crs_missing"]),
    fine("shp_no_shx", "a.zip", lambda: shp(".shx"), says=["shapefile_part"]),
    fine("shp_no_dbf", "a.zip", lambda: shp(".dbf"), says=["shapefile_part"]),
    fine("shp_line", "a.zip", lambda: shp(geometry=LineString([(0, 0), (1, 1)]))),
    fine("shp_chosen_encoding", "a.zip", lambda: shp(".cpg", encoding="gbk"), choices={"encoding": "gb18030"}),
    fine("shp_polygon", "a.zip", lambda: shp(geometry=MultiPolygon([box(0, 0, 1, 1), box(2, 2, 3, 3)]))),
    fine("shp_invalid", "a.zip", lambda: shp(geometry=BOW_TIE), says=["geometry_invalid"]),
    bad("shp_cut", "a.zip", lambda: zipped({"a.shp": b"\x00\x00\x27\x0a" + b"\x00" * 20}), "cannot_open"),
    bad("shp_odd", "a.zip", lambda: zipped({"a.shp": b"hello"}), "not_what_its_name_says"),
    bad("shp_alone", "a.shp", b"\x00\x00\x27\x0a" + b"\x00" * 20, "cannot_open"),
]  # fmt: skip
ENDLESS = bad("gpkg_endless_view", "a.gpkg", endless_view, "reading_time", choices={"layer": "endless"})
