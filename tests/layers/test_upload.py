"""What a reading tells beside its frame, and what a user may choose."""

from __future__ import annotations

import tempfile
import tracemalloc
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
from pyproj import CRS
from shapely import Point

from analysis.errors import UnreadableError
from layers.bundle import encoding_of_shapefile
from layers.coordinate_names import CoordinateColumns
from layers.reading import LayerChoice
from layers.text_encoding import Encoding
from layers.upload import Choices, read_upload
from tests.corpus.binary_files import geopackage, shp
from tests.corpus.case import collection, feature, point, zipped
from tests.corpus.conftest import Kept
from tests.corpus.table_files import workbook


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Any]]:
    root = tmp_path_factory.mktemp("uploads")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tempfile, "tempdir", str(root))
        kept = Kept(root)
        yield partial(read_upload, worker=kept)
        kept.stop()


def test_shapefile_of_an_old_desktop_says_its_encoding_and_why(door: Callable[..., Any]) -> None:
    reading = door("a.zip", shp(".cpg", encoding="gbk"))
    assert reading.encoding == Encoding("gb18030", "recognised")
    assert reading.raw.records == [{"名称": "园区甲"}]
    assert reading.crs.to_epsg() == 4547


def test_encoding_can_be_chosen(door: Callable[..., Any]) -> None:
    reading = door("a.zip", shp(".cpg", encoding="gbk"), choices=Choices(encoding="cp1252"))
    assert reading.encoding == Encoding("cp1252", "chosen")
    assert "园区" not in str(reading.raw.records)


def test_layers_sheets_and_entries_are_named_to_choose_from(door: Callable[..., Any]) -> None:
    two = door("a.gpkg", geopackage("一", "二"))
    assert two.layer == "一"
    assert two.layers == (LayerChoice("一", "Point"), LayerChoice("二", "Point"))
    assert [one.name for one in door("a.xlsx", workbook([["a"], [1]], [["b"], [1]])).layers] == ["Sheet1", "Sheet2"]
    packed = door("a.zip", zipped({"a.geojson": collection(feature(point())), "b/c.kml": b"<kml/>"}))
    assert [one.name for one in packed.layers] == ["a.geojson", "b/c.kml"]


def test_columns_of_position_can_be_chosen(door: Callable[..., Any]) -> None:
    content = b"name,here,there\nx,23,113\n"
    assert not door("a.csv", content).has_places
    assert door("a.csv", content).columns == ("name", "here", "there")
    reading = door("a.csv", content, choices=Choices(columns=CoordinateColumns("there", "here")))
    assert reading.frame.geometry[0] == Point(113, 23)
    assert reading.coordinates == CoordinateColumns("there", "here", "degrees")
    assert reading.raw.records == [{"name": "x"}]


def test_columns_that_are_not_there_are_named(door: Callable[..., Any]) -> None:
    with pytest.raises(UnreadableError) as caught:
        door("a.csv", b"a\n1\n", choices=Choices(columns=CoordinateColumns("x", "y")))
    assert [one.values["field"] for one in caught.value.problems] == ["x", "y"]


def test_system_can_be_chosen(door: Callable[..., Any]) -> None:
    reading = door("a.csv", b"x,y\n434000,2543000\n", choices=Choices(crs=CRS.from_epsg(4547)))
    assert reading.crs.to_epsg() == 4547
    assert not reading.crs_stated
    assert reading.ok


def test_zone_tells_the_system_but_does_not_state_it(door: Callable[..., Any]) -> None:
    reading = door("a.csv", b"x,y\n38434000,2543000\n")
    assert (reading.crs.to_epsg(), reading.crs_stated) == (4526, False)


def test_geojson_is_wgs84_and_says_so(door: Callable[..., Any]) -> None:
    reading = door("a.geojson", collection(feature(point())))
    assert (reading.crs.to_string(), reading.crs_stated) == ("OGC:CRS84", True)


def test_repairs_are_offered_and_nothing_is_repaired(door: Callable[..., Any]) -> None:
    same = feature(point(), a=1)
    reading = door("a.geojson", collection(same, same, feature(None, a=2)))
    assert [(one.kind, one.places) for one in reading.repairs] == [
        ("missing_geometry", (2,)),
        ("duplicate_features", (1,)),
    ]
    assert len(reading.frame) == 3


def test_shapefile_in_a_folder_brings_its_parts(tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame({"名": ["甲"]}, geometry=[Point(1000, 2000)], crs="EPSG:4547")
    frame.to_file(tmp_path / "a.shp", encoding="gbk")
    reading = read_upload("a.shp", tmp_path / "a.shp")
    assert reading.raw.records == [{"名": "甲"}]
    assert reading.crs.to_epsg() == 4547


@pytest.mark.parametrize("name", ["absent.gpkg", "."])
def test_missing_file_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(UnreadableError):
        read_upload("absent.gpkg", tmp_path / name)


def test_user_s_own_file_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    path.write_bytes(geopackage("一"))
    before = path.stat().st_mtime_ns, path.read_bytes()
    read_upload("a.gpkg", path)
    assert (path.stat().st_mtime_ns, path.read_bytes()) == before
    assert [one.name for one in tmp_path.iterdir()] == ["a.gpkg"]


def attribute_table(length: int, fields: int, width: int, records: int) -> bytes:
    described = (b"A".ljust(11, b"\0") + b"C" + bytes(4) + bytes([width])).ljust(32, b"\0") * fields
    start = 32 + len(described) + 1
    head = bytes([3, 26, 1, 1]) + records.to_bytes(4, "little") + start.to_bytes(2, "little")
    return (head + length.to_bytes(2, "little")).ljust(32, b"\0") + described + b"\r" + b"\xd6" * (length * records)


@pytest.mark.parametrize(("width", "length"), [(255, 1), (0, 1), (1, 60_000)])
def test_a_header_of_an_attribute_table_cannot_make_its_sample_larger_than_the_table(
    tmp_path: Path, width: int, length: int
) -> None:
    (tmp_path / "layer.dbf").write_bytes(attribute_table(length, 2_000, width, 200))
    tracemalloc.start()
    encoding_of_shapefile(tmp_path, "a.zip")
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 60_000_000


def test_kml_is_looked_through_in_the_reading_process_not_in_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        pytest.fail("in this process")

    monkeypatch.setattr("layers.markup.check_kml", refuse)
    monkeypatch.setattr("layers.worker_gdal.check_kml", refuse)
    entity = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><kml>&x;</kml>'
    with pytest.raises(UnreadableError) as error:
        read_upload("a.kml", entity)
    assert [one.code for one in error.value.problems] == ["xml_doctype"]
