from __future__ import annotations

import json
from pathlib import Path

import geopandas as gpd
import pytest
from shapely import Point

from analysis.errors import UnreadableError
from layers.raw import read_raw


def code_of(path: Path) -> str:
    with pytest.raises(UnreadableError) as caught:
        read_raw(path)
    return caught.value.problems[0].code


def test_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError) as caught:
        read_raw(tmp_path / "absent.geojson")
    assert caught.value.problems[0].code == "file_missing"
    assert caught.value.problems[0].where == "absent.geojson"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "not_json"),
        (b'{"type": "FeatureCollection", "features": [', "not_json"),
        (b'{"type": "FeatureCollection", "features": [{"id": "\xb9\xe3"}]}', "not_utf8"),
        (b'{"type": "Feature"}', "not_a_feature_collection"),
        (b"[1, 2]", "not_a_feature_collection"),
        (b'{"features": [1]}', "not_a_feature_collection"),
        (b'{"features": [], "crs": {"properties": {"name": "EPSG:nonsense"}}}', "crs_unknown"),
        (b'{"features": [], "crs": "EPSG:4326"}', "crs_unknown"),
        (b'{"features": [], "crs": {"properties": {"name": "+proj=longlat +nadgrids=/etc/passwd"}}}', "crs_unknown"),
        (b'{"features": [], "crs": {"properties": {"name": "+init=/etc/passwd:1"}}}', "crs_unknown"),
        (b'{"features": [], "crs": {"properties": {"name": {"a": []}}}}', "crs_unknown"),
        (b"[" * 100_000, "nested_too_deep"),
    ],
)
def test_unreadable_geojson_says_why(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "layer.geojson"
    path.write_bytes(content)
    assert code_of(path) == code


def test_truncation_is_located(tmp_path: Path) -> None:
    path = tmp_path / "layer.geojson"
    path.write_text('{"features": [\n{"type":')
    with pytest.raises(UnreadableError) as caught:
        read_raw(path)
    assert caught.value.problems[0].values["line"] == 2


def test_unknown_suffix_is_refused_before_it_is_opened(tmp_path: Path) -> None:
    path = tmp_path / "layer.vrt"
    path.write_text("<OGRVRTDataSource/>")
    assert code_of(path) == "format_not_supported"


def test_virtual_dataset_under_another_name_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "layer.gpkg"
    path.write_text("<OGRVRTDataSource/>")
    assert code_of(path) == "xml_refused"


def test_broken_geometry_keeps_its_place_and_reason(tmp_path: Path) -> None:
    path = tmp_path / "layer.geojson"
    features = [
        {"type": "Feature", "properties": {"id": "a"}, "geometry": {"type": "Point", "coordinates": [1, 2]}},
        {"type": "Feature", "properties": {"id": "b"}, "geometry": {"type": "Blob", "coordinates": []}},
        {"type": "Feature", "properties": None, "geometry": None},
        {"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [[[0, 0], [1, 1]]]}},
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    raw = read_raw(path)
    assert raw.geometries[0] == Point(1, 2)
    assert set(raw.broken) == {1, 3}
    assert raw.geometries[2] is None


def test_feature_id_member_stands_in_for_a_missing_property(tmp_path: Path) -> None:
    path = tmp_path / "layer.geojson"
    path.write_text(json.dumps({"features": [{"id": 7, "properties": {}, "geometry": None}]}))
    assert read_raw(path).records[0]["id"] == "7"


def test_table_with_coordinates_becomes_points(tmp_path: Path) -> None:
    path = tmp_path / "layer.csv"
    path.write_bytes("\ufeffid,lon,lat\na,113.5,23\nb,,\nc,east,1\n".encode())
    raw = read_raw(path)
    assert raw.geometries[0] == Point(113.5, 23)
    assert raw.geometries[1] is None
    assert list(raw.broken) == [2]
    assert raw.records[0] == {"id": "a"}


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n1,2,3,4\n"])
def test_unreadable_table_says_so(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "layer.csv"
    path.write_bytes(content)
    assert code_of(path) == "not_a_table"


@pytest.mark.parametrize("suffix", [".gpkg", ".fgb", ".shp"])
def test_binary_formats_keep_attributes_geometry_and_crs(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"layer{suffix}"
    frame = gpd.GeoDataFrame({"id": ["a"], "name": ["园区"]}, geometry=[Point(1000, 2000)], crs="EPSG:4547")
    frame.to_file(path, encoding="utf-8")
    raw = read_raw(path)
    assert raw.records[0]["name"] == "园区"
    assert raw.geometries[0] == Point(1000, 2000)
    assert raw.crs is not None
    assert raw.crs.to_epsg() == 4547


@pytest.mark.parametrize("layer", ["sites", 'a"b'])
def test_flatgeobuf_keeps_geometries_beside_features_without_one(tmp_path: Path, layer: str) -> None:
    path = tmp_path / "layer.fgb"
    frame = gpd.GeoDataFrame({"n": [1, 2, 3, 4]}, geometry=[None, Point(1, 2), None, Point(3, 4)], crs="EPSG:4326")
    frame.to_file(path, layer=layer, SPATIAL_INDEX="NO", geometry_type="Point")
    if '"' in layer:  # no name that a query could be made of
        assert code_of(path) == "cannot_open"
    else:
        assert [record["n"] for record in read_raw(path).records] == [1, 2, 3, 4]
        assert list(read_raw(path).geometries) == [None, Point(1, 2), None, Point(3, 4)]


def test_truncated_geopackage_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "layer.gpkg"
    path.write_bytes(b"SQLite format 3\x00" + b"\x00" * 50)
    assert code_of(path) == "cannot_open"
