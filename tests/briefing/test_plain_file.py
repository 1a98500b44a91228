"""A layer as it was read, written in each format."""

from __future__ import annotations

import csv
import zipfile
from pathlib import Path
from typing import Any

import geopandas
import pytest
from shapely import LineString, MultiPolygon, Point, Polygon, box
from shapely.geometry.base import BaseGeometry

from analysis.errors import LayerError, UnreadableError
from briefing.csv_rows import guarded
from briefing.formats import FORMATS
from briefing.plain_file import WRITTEN, write_layer
from briefing.plain_layer import PlainLayer
from layers.raw import read_raw


def layer(records: list[dict[str, Any]], *geometries: BaseGeometry | None) -> PlainLayer:
    return PlainLayer("given", records, list(geometries), "wgs84")


def test_attributes_keep_their_types_in_geojson_and_geopackage(tmp_path: Path) -> None:
    records: list[dict[str, Any]] = [
        {"n": 3, "f": 0.1, "t": "园 <b>", "e": None, "big": 2**60},
        {"n": None, "f": 2.0, "t": "", "e": None, "big": 1},
    ]
    given = layer(records, Point(113, 23), None)
    for suffix in (".geojson", ".gpkg"):
        path = tmp_path / f"o{suffix}"
        assert write_layer(given, path) == []
        assert list(read_raw(path).records) == records
        assert read_raw(path).geometries == given.geometries


def test_lists_and_mixed_types_become_text_where_a_format_has_no_such_type(tmp_path: Path) -> None:
    path = tmp_path / "o.gpkg"
    write_layer(layer([{"l": ["a", 1], "m": 1}, {"l": None, "m": "x"}], Point(0, 0), Point(1, 1)), path)
    assert [dict(record) for record in read_raw(path).records] == [{"l": '["a", 1]', "m": "1"}, {"l": None, "m": "x"}]


def test_shapefile_names_are_cut_between_characters_and_told(tmp_path: Path) -> None:
    path = tmp_path / "o.zip"
    records = [{"园区名称一": 1, "园区名称二": 2, "short": 3}]
    (problem,) = write_layer(layer(records, Point(113, 23)), path)
    assert (problem.code, problem.values["count"], problem.severity) == ("fields_changed", 2, "warning")
    with zipfile.ZipFile(path) as archive:
        assert sorted(Path(name).suffix for name in archive.namelist()) == [".cpg", ".dbf", ".prj", ".shp", ".shx"]
    frame = geopandas.read_file(path)
    assert [name for name in frame.columns if name != "geometry"] == ["园区名", "园区_1", "short"]


@pytest.mark.parametrize("suffix", [".zip", ".csv"])
def test_format_that_cannot_hold_the_geometries_leaves_nothing(tmp_path: Path, suffix: str) -> None:
    given = layer([{}, {}], Point(0, 0), LineString([(0, 0), (1, 1)]))
    with pytest.raises(LayerError, match="geometry_type"):
        write_layer(given, tmp_path / f"o{suffix}")
    assert list(tmp_path.iterdir()) == []


def test_shapefile_holds_simple_and_multiple_polygons(tmp_path: Path) -> None:
    path = tmp_path / "o.zip"
    square = box(0, 0, 1, 1)
    write_layer(layer([{"a": 1}, {"a": 2}], square, MultiPolygon([square, box(2, 2, 3, 3)])), path)
    assert [one.area for one in geopandas.read_file(path).geometry] == [1, 2]


def test_csv_guards_formulas_and_leaves_numbers(tmp_path: Path) -> None:
    path = tmp_path / "o.csv"
    records = [{"a": "=cmd", "b": "-5", "c": -5, "d": "@x", "e": 0.1}]
    (problem,) = write_layer(layer(records, Point(113.123456789012, 23)), path)
    assert (problem.code, problem.values["count"]) == ("formulas_guarded", 2)
    with path.open(encoding="utf-8-sig", newline="") as file:
        names, cells = csv.reader(file)
    assert names == ["a", "b", "c", "d", "e", "lon", "lat"]
    assert cells == ["'=cmd", "-5", "-5", "'@x", "0.1", "113.123456789012", "23.0"]


@pytest.mark.parametrize("suffix", WRITTEN)
def test_geometry_that_is_missing_is_no_obstacle(tmp_path: Path, suffix: str) -> None:
    write_layer(layer([{"a": 1}, {"a": 2}], Point(1, 2, 3), None), tmp_path / f"o{suffix}")
    assert [path.name for path in tmp_path.iterdir()] == [f"o{suffix}"]


def test_folder_that_is_missing_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="folder_missing"):
        write_layer(layer([{}], Polygon()), tmp_path / "no" / "o.gpkg")


def test_datum_without_a_code_is_not_called_wgs84(tmp_path: Path) -> None:
    given = PlainLayer("given", [{"a": 1}], [Point(113, 23)], "bd09")
    for suffix in (".gpkg", ".fgb", ".zip", ".parquet"):
        path = tmp_path / f"o{suffix}"
        assert write_layer(given, path) == []
        frame = geopandas.read_parquet(path) if suffix == ".parquet" else geopandas.read_file(path)
        assert frame.crs is None


def test_text_that_a_shapefile_cannot_hold_is_cut_between_characters_and_told(tmp_path: Path) -> None:
    path = tmp_path / "o.zip"
    (problem,) = write_layer(layer([{"t": "长" * 100}, {"t": "短"}], Point(0, 0), Point(1, 1)), path)
    assert (problem.code, problem.values["count"], problem.severity) == ("texts_cut", 1, "warning")
    assert list(geopandas.read_file(path)["t"]) == ["长" * 84, "短"]


def test_number_that_is_not_finite_is_null_in_geojson(tmp_path: Path) -> None:
    path = tmp_path / "o.geojson"
    write_layer(layer([{"f": float("nan"), "l": [float("inf"), 1]}], Point(0, 0)), path)
    assert list(read_raw(path).records) == [{"f": None, "l": [None, 1]}]


def test_every_format_of_geodata_writes_briefings_and_plain_layers() -> None:
    assert {one.suffix for one in FORMATS if one.needs in ("layers", "sites")} == set(WRITTEN) - {".json"}


@pytest.mark.parametrize("text", ["=1", "+a", "-a", "@a", "\ta", "\na", "\ra"])
def test_text_that_begins_like_a_formula_is_none(text: str) -> None:
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize("value", ["-5", "+1e3", "a=1", "", None, -5, 0.1, True])
def test_value_that_no_spreadsheet_runs_stays(value: object) -> None:
    assert guarded(value) is value
