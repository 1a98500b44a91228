"""Every format of geodata holds every feature and field, and says what it is."""

from __future__ import annotations

import csv
import json
import sqlite3
from io import StringIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import geopandas
import pyarrow.parquet as pq
import pyogrio
import pytest
from shapely import MultiPolygon, Point, box

from briefing import geodata
from briefing.geolayer import GeoLayer, Style, StyleEntry
from briefing.kml import kml_colour
from briefing.qml import qml, rgba
from briefing.shapefile import SHORT_NAMES, fitting, short_names
from briefing.table import Column, Table
from tests.briefing.given import about
from ui.briefing.columns import KINDS
from ui.briefing.words import file_words
from ui.text import Text

WORDS = file_words(Text("zh"))
COLUMNS = (
    Column("id", "编号", description="唯一"),
    Column("name_zh", "名称"),
    Column("status", "状态"),
    Column("position_uncertainty_m", "位置误差", "number", unit="米"),
    Column("area_year", "年份", "year"),
    Column("in_group_share", "比例", "percent", unit="%"),
    Column("minutes_estimated", "估算", "flag"),
    Column("lon", "经度", "number"),
    Column("lat", "纬度", "number"),
)
LONG = "长" * 100
OTHER = StyleEntry("", "其他", "#8a8f98")
STYLE = Style("status", "point", (StyleEntry("planned", "规划", "#e69f00"),), OTHER, "name_zh")
AREA_STYLE = Style("status", "area", (StyleEntry("core", "核心", "#8faecc", "#8a8f98"),), OTHER, "name_zh")
PLACES = (Point(113.485, 22.8697), Point(114.05, 22.5432), None)


def sites(name: str = "parks", style: Style | None = STYLE) -> GeoLayer:
    rows = (
        ("a", "<b>甲</b> & {{1}}", "planned", 1 / 3, 2018, 0.25, True, 113.485, 22.8697),
        ("b", "=1+1", "operating", None, None, None, None, 114.05, 22.5432),
        ("c", LONG, None, 700.0, 2020, 1.0, False, None, None),
    )
    return GeoLayer(Table(name, "园区", COLUMNS, rows), PLACES, style)


def cities() -> GeoLayer:
    ring = MultiPolygon([box(113, 22, 114, 23), box(115, 22, 116, 23)])
    row = ("g", "广州市", "core", None, None, None, None, None, None)
    return GeoLayer(Table("cities", "城市", COLUMNS, (row,)), (ring,), AREA_STYLE)


def said(text: str) -> None:
    """Assert that a text names everything that a file must name."""
    for known in (about().study, about().scenario, "2026-03-01", about().version, about().stamp, "公开文件"):
        assert known in text


def test_geojson_follows_rfc_7946_and_documents_its_fields(tmp_path: Path) -> None:
    geodata.write_geojson(tmp_path / "x.geojson", sites(), about())
    text = (tmp_path / "x.geojson").read_text("utf-8")
    content = json.loads(text)
    said(text)
    assert content["type"] == "FeatureCollection"
    assert "crs" not in content
    first, second, third = content["features"]
    assert first["geometry"] == {"type": "Point", "coordinates": [113.485, 22.8697]}
    assert first["id"] == "a"
    assert first["properties"]["position_uncertainty_m"] == 1 / 3
    assert first["properties"]["name_zh"] == "<b>甲</b> & {{1}}"
    assert first["properties"]["minutes_estimated"] is True
    assert second["properties"]["position_uncertainty_m"] is None
    assert third["geometry"] is None
    assert third["properties"]["name_zh"] == LONG
    documented = {one["name"]: one for one in content["fields"]}
    assert set(documented) == set(first["properties"])
    assert documented["position_uncertainty_m"]["unit"] == "米"
    assert documented["in_group_share"]["unit"] == ""  # the value is a share, not per cent


def test_geojson_is_read_by_gdal_with_its_types(tmp_path: Path) -> None:
    geodata.write_geojson(tmp_path / "x.geojson", sites(), about())
    frame = geopandas.read_file(tmp_path / "x.geojson")
    assert list(frame["id"]) == ["a", "b", "c"]
    assert frame.geometry.iloc[1].equals(PLACES[1])


@pytest.mark.parametrize("write", [geodata.write_geojson, geodata.write_csv])
def test_same_input_gives_the_same_bytes(write: Any, tmp_path: Path) -> None:
    more = {"name": "x.csv"} if write is geodata.write_csv else {}
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        write(tmp_path / name / "x", sites(), about(), **more)
    files = sorted(one.name for one in (tmp_path / "one").iterdir())
    assert files
    assert all((tmp_path / "one" / one).read_bytes() == (tmp_path / "two" / one).read_bytes() for one in files)


def test_csv_has_a_mark_positions_and_guarded_formulas(tmp_path: Path) -> None:
    geodata.write_csv(tmp_path / "x.csv", sites(), about(), name="x.csv")
    raw = (tmp_path / "x.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(StringIO(raw.decode("utf-8-sig"), newline="")))
    assert rows[1]["name_zh"] == "'=1+1"
    assert (rows[0]["lon"], rows[0]["lat"]) == ("113.485", "22.8697")
    assert float(rows[0]["position_uncertainty_m"]) == 1 / 3
    assert (rows[0]["minutes_estimated"], rows[1]["minutes_estimated"]) == ("1", "")
    assert rows[2]["name_zh"] == LONG


def test_what_a_csv_cannot_say_stands_in_its_sidecar(tmp_path: Path) -> None:
    geodata.write_csv(tmp_path / "made", sites(), about(), name="园区.csv")
    text = (tmp_path / ("made" + geodata.SIDECAR)).read_text("utf-8")
    said(text)
    content = json.loads(text)
    assert content["url"] == "园区.csv"
    assert [one["name"] for one in content["tableSchema"]["columns"]] == [one.id for one in COLUMNS]


@pytest.fixture
def geopackage(tmp_path: Path) -> Path:
    tables = [Table("fields", "字段", (Column("field", "字段"),), (("id",),))]
    layers = [sites(), sites("towns"), cities()]
    geodata.write_geopackage(tmp_path / "x.gpkg", layers, tables, about())
    return tmp_path / "x.gpkg"


def test_geopackage_holds_every_layer_and_table(geopackage: Path) -> None:
    names = dict(pyogrio.list_layers(geopackage))
    assert names["parks"] == names["towns"] == "Point"
    assert names["cities"] == "MultiPolygon"
    assert names["fields"] is None
    frame = geopandas.read_file(geopackage, layer="parks")
    assert frame.crs.to_epsg() == 4326
    assert list(frame["name_zh"]) == ["<b>甲</b> & {{1}}", "=1+1", LONG]
    assert frame["position_uncertainty_m"].iloc[0] == 1 / 3
    assert frame.geometry.iloc[2] is None


def test_geopackage_says_what_it_is(geopackage: Path) -> None:
    info = pyogrio.read_info(geopackage, layer="parks")
    said(info["dataset_metadata"]["about"])
    said(info["layer_metadata"]["DESCRIPTION"])


def test_geopackage_carries_styles_as_qgis_looks_for_them(geopackage: Path) -> None:
    book = sqlite3.connect(geopackage)
    rows = book.execute("SELECT f_table_name, f_geometry_column, styleQML, useAsDefault FROM layer_styles").fetchall()
    listed = book.execute("SELECT data_type FROM gpkg_contents WHERE table_name = 'layer_styles'").fetchall()
    geometry = dict(book.execute("SELECT table_name, column_name FROM gpkg_geometry_columns").fetchall())
    book.close()
    assert [(row[0], row[3]) for row in rows] == [("parks", 1), ("towns", 1), ("cities", 1)]
    assert all(geometry[row[0]] == row[1] for row in rows)
    assert listed == [("attributes",)]
    assert all(ET.fromstring(row[2].partition("\n")[2]).tag == "qgis" for row in rows)  # noqa: S314 - our own


def test_geopackage_documents_its_fields(geopackage: Path) -> None:
    book = sqlite3.connect(geopackage)
    rows = book.execute("SELECT column_name, title, description FROM gpkg_data_columns WHERE table_name = 'parks'")
    found = {row[0]: row[1:] for row in rows.fetchall()}
    extensions = book.execute("SELECT table_name FROM gpkg_extensions WHERE extension_name = 'gpkg_schema'").fetchall()
    book.close()
    assert set(found) == {one.id for one in COLUMNS}
    assert found["position_uncertainty_m"][0] == "位置误差 (米)"
    assert found["id"][1] == "唯一"
    assert {row[0] for row in extensions} == {"gpkg_data_columns", "gpkg_data_column_constraints"}


def test_qml_has_a_symbol_for_each_value_and_for_any_other() -> None:
    root = ET.fromstring(qml(STYLE).partition("\n")[2])  # noqa: S314 - our own
    renderer = root.find("renderer-v2")
    assert renderer is not None
    assert renderer.attrib["attr"] == "status"
    assert [one.attrib["value"] for one in renderer.iterfind("categories/category")] == ["planned", ""]
    symbols = renderer.findall("symbols/symbol")
    assert [one.attrib["name"] for one in symbols] == ["0", "1"]
    options = {one.attrib["name"]: one.attrib["value"] for one in symbols[0].iterfind("layer/Option/Option")}
    assert options["color"] == "230,159,0,255"
    assert rgba("#8faecc") == "143,174,204,255"


def test_kml_has_a_folder_a_layer_and_escapes_what_a_viewer_would_run(tmp_path: Path) -> None:
    hostile = about(title="<script>x</script>")
    told = geodata.write_kml(tmp_path / "x.kml", [sites(), cities()], hostile, words=WORDS)
    assert told == (WORDS["without_place"].format(ids="c"),)
    text = (tmp_path / "x.kml").read_text("utf-8")
    said(text)
    root = ET.fromstring(text)  # noqa: S314 - our own
    space = {"k": "http://www.opengis.net/kml/2.2"}
    folders = root.findall("k:Document/k:Folder", space)
    assert [one.findtext("k:name", namespaces=space) for one in folders] == ["园区", "城市"]
    marks = folders[0].findall("k:Placemark", space)
    assert len(marks) == 2
    assert marks[0].findtext("k:Point/k:coordinates", namespaces=space) == "113.485,22.8697"
    assert marks[0].findtext("k:name", namespaces=space) == "<b>甲</b> & {{1}}"
    assert len(folders[1].findall(".//k:Polygon", space)) == 2
    description = root.findtext("k:Document/k:description", namespaces=space)
    assert description is not None
    assert "<script" not in description
    styles = {one.attrib["id"] for one in root.iterfind("k:Document/k:Style", space)}
    assert {one.findtext("k:styleUrl", namespaces=space) for one in marks} <= {f"#{name}" for name in styles}


def test_kml_colours_run_from_opacity_to_red() -> None:
    assert kml_colour("#8faecc") == "ffccae8f"
    assert kml_colour("#8faecc", 0.6) == "99ccae8f"


def test_flatgeobuf_keeps_every_value_and_names_what_has_no_place(tmp_path: Path) -> None:
    told = geodata.write_flatgeobuf(tmp_path / "x.fgb", sites(), about(), words=WORDS)
    frame = geopandas.read_file(tmp_path / "x.fgb").sort_values("id")
    assert list(frame["id"]) == ["a", "b"]
    assert frame["position_uncertainty_m"].iloc[0] == 1 / 3
    assert told == (WORDS["without_place"].format(ids="c"),)
    assert about().study.encode() in (tmp_path / "x.fgb").read_bytes()


def test_geoparquet_says_what_it_is_and_documents_its_fields(tmp_path: Path) -> None:
    geodata.write_geoparquet(tmp_path / "x.parquet", sites(), about())
    schema = pq.read_schema(tmp_path / "x.parquet")
    said(json.dumps(json.loads(schema.metadata[b"about"]), ensure_ascii=False))
    assert b"geo" in schema.metadata
    assert schema.field("position_uncertainty_m").metadata[b"title"].decode() == "位置误差 (米)"
    frame = geopandas.read_parquet(tmp_path / "x.parquet")
    assert frame["area_year"].dtype == "Int64"  # though one is missing
    assert frame["area_year"].iloc[0] == 2018
    assert frame["name_zh"].iloc[2] == LONG
    assert frame.crs.to_epsg() == 4326


@pytest.fixture
def shapefiles(tmp_path: Path) -> tuple[Path, tuple[str, ...]]:
    told = geodata.write_shapefiles(tmp_path / "x.zip", [sites(), cities()], about(), words=WORDS)
    return tmp_path / "x.zip", told


def test_shapefile_is_in_cgcs2000_and_utf8(shapefiles: tuple[Path, tuple[str, ...]]) -> None:
    path, _ = shapefiles
    frame = geopandas.read_file(f"/vsizip/{path}/parks.shp")
    assert frame.crs.to_epsg(min_confidence=20) == 4490
    assert "China_2000" in ZipFile(path).read("parks.prj").decode()
    assert ZipFile(path).read("parks.cpg") == b"UTF-8"
    assert list(frame["name_zh"])[:2] == ["<b>甲</b> & {{1}}", "=1+1"]
    assert frame.geometry.iloc[0].equals_exact(PLACES[0], 1e-9)
    assert len(geopandas.read_file(f"/vsizip/{path}/cities.shp")) == 1


def test_shapefile_cuts_no_text_silently(shapefiles: tuple[Path, tuple[str, ...]]) -> None:
    path, told = shapefiles
    frame = geopandas.read_file(f"/vsizip/{path}/parks.shp")
    assert frame["name_zh"].iloc[2] == "长" * 84
    assert len(told) == 1
    assert "300" in told[0]
    with ZipFile(path) as book:
        rows = list(csv.reader(StringIO(book.read("full_texts.csv").decode("utf-8-sig"))))
        assert rows[1] == ["parks", "c", "name_zh", LONG]
        assert told[0] in book.read("about.txt").decode("utf-8-sig")
        said(book.read("about.txt").decode("utf-8-sig"))
        said(book.read("about.json").decode())


def test_shapefile_documents_its_short_field_names(shapefiles: tuple[Path, tuple[str, ...]]) -> None:
    path, _ = shapefiles
    with ZipFile(path) as book:
        rows = list(csv.DictReader(StringIO(book.read("fields.csv").decode("utf-8-sig"))))
    short = {row["field"]: row[WORDS["short_name"]] for row in rows if row["layer"] == "parks"}
    assert short["position_uncertainty_m"] == "pos_unc_m"
    assert set(short.values()) == set(geopandas.read_file(f"/vsizip/{path}/parks.shp").columns) - {"geometry"}


def test_short_names_are_short_and_differ() -> None:
    found = short_names(["population_2020", "long_name_one", "long_name_two", "LONG_NAME_ONE"])
    assert found["population_2020"] == "pop_2020"
    assert all(len(name) <= 10 for name in found.values())
    assert len({name.casefold() for name in found.values()}) == 4
    assert all(len(name) <= 10 and name.isascii() for name in SHORT_NAMES.values())
    assert len({*SHORT_NAMES.values(), *KINDS}) == len(SHORT_NAMES.values()) + len(KINDS)


def test_cut_text_never_ends_in_half_a_character() -> None:
    assert fitting("长" * 100) == "长" * 84
    assert fitting("a" + "长" * 84) == "a" + "长" * 84
    assert fitting("园") == "园"


def test_layer_without_features_can_be_written(tmp_path: Path) -> None:
    empty = GeoLayer(Table("parks", "园区", COLUMNS), (), STYLE)
    geodata.write_geojson(tmp_path / "x.geojson", empty, about())
    assert json.loads((tmp_path / "x.geojson").read_text("utf-8"))["features"] == []
    geodata.write_shapefiles(tmp_path / "x.zip", [empty], about(), words=WORDS)
    geodata.write_geopackage(tmp_path / "x.gpkg", [empty], [], about())
    assert pyogrio.read_info(tmp_path / "x.gpkg", layer="parks")["features"] == 0


def test_layer_needs_a_geometry_for_each_row() -> None:
    with pytest.raises(ValueError, match="0 geometries for 3 rows"):
        GeoLayer(sites().table, ())
