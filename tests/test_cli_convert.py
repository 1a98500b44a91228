"""`convert` and what `check` says of a file's datum, from the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas
import pytest
from shapely import Point

from analysis.datum.shift import convert
from briefing.plain_file import WRITTEN
from layers.raw import read_raw
from layers.read import ROOT

Run = Callable[..., tuple[int, str, str]]
ROWS = [{"id": "a", "name": "河唇站", "count": 3}, {"id": "b", "name": "=1+1", "count": None}]


def geojson(folder: Path, *, crs: str | None = None, name: str = "sites.geojson", z: float | None = None) -> Path:
    places = [[113.5, 23.0], [114.0, 22.5]]
    features = [
        {
            "type": "Feature",
            "properties": row,
            "geometry": {"type": "Point", "coordinates": place + ([z] if z is not None else [])},
        }
        for row, place in zip(ROWS, places, strict=True)
    ]
    content: dict[str, Any] = {"type": "FeatureCollection", "features": features}
    if crs:
        content["crs"] = {"type": "name", "properties": {"name": crs}}
    path = folder / name
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return path


def test_there_and_back_again_gives_the_file_that_was(tmp_path: Path, as_json: Callable[..., Any]) -> None:
    start, there, back = geojson(tmp_path, z=7), tmp_path / "bd.gpkg", tmp_path / "back.geojson"
    content = as_json("convert", str(start), "--from", "wgs84", "--to", "bd09", "--out", str(there))
    assert content == {
        "path": str(there),
        "from": "wgs84",
        "to": "bd09",
        "features": 2,
        "outside": 0,
        "problems": [],
    }
    as_json("convert", str(there), "--from", "bd09", "--to", "wgs84", "--out", str(back))
    before, after = read_raw(start), read_raw(back)
    assert list(after.records) == ROWS
    for one, other in zip(before.geometries, after.geometries, strict=True):
        assert one is not None
        assert one.equals_exact(other, tolerance=1e-9)
        assert one.has_z


@pytest.mark.parametrize("suffix", WRITTEN)
@pytest.mark.parametrize("target", ["cgcs2000", "gcj02"])
def test_every_format_holds_the_converted_points_and_their_attributes(
    tmp_path: Path, as_json: Callable[..., Any], suffix: str, target: str
) -> None:
    out = tmp_path / f"out{suffix}"
    content = as_json("convert", str(geojson(tmp_path)), "--from", "wgs84", "--to", target, "--out", str(out))
    assert {problem["code"] for problem in content["problems"]} <= {"datum_not_in_format", "formulas_guarded"}
    lon, lat = convert([113.5, 114.0], [23.0, 22.5], source="wgs84", target=target)  # type: ignore[arg-type]
    if suffix == ".csv":
        raw = read_raw(out)
        found = geopandas.GeoDataFrame(list(raw.records), geometry=list(raw.geometries))
        assert found["name"].tolist() == ["河唇站", "'=1+1"]
    else:
        found = geopandas.read_parquet(out) if suffix == ".parquet" else geopandas.read_file(out)
        found = found.sort_values("name" if "name" in found else "Name", ascending=False)  # FlatGeobuf sorts by place
        assert found["name" if "name" in found else "Name"].tolist() == ["河唇站", "=1+1"]
    assert [point.x for point in found.geometry] == pytest.approx(lon.tolist(), abs=1e-9)
    assert [point.y for point in found.geometry] == pytest.approx(lat.tolist(), abs=1e-9)
    stated = suffix in (".geojson", ".json", ".kml")
    if suffix != ".csv" and not stated:
        assert (found.crs is None) == (target == "gcj02")
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_geojson_of_another_datum_says_so_and_is_not_taken_for_wgs84(
    tmp_path: Path, as_json: Callable[..., Any], run: Run
) -> None:
    start, out = geojson(tmp_path), tmp_path / "gcj.geojson"
    content = as_json("convert", str(start), "--from", "wgs84", "--to", "gcj02", "--out", str(out))
    assert [problem["code"] for problem in content["problems"]] == ["datum_not_in_format"]
    assert json.loads(out.read_text(encoding="utf-8"))["datum"] == "gcj02"
    again = ("convert", str(out), "--to", "wgs84", "--out", str(tmp_path / "again.geojson"))
    status, _, err = run("--lang", "en", *again, "--from", "bd09")
    assert (status, "contradicts bd09" in err) == (1, True)
    assert run(*again, "--from", "gcj02")[0] == 0


@pytest.mark.parametrize(
    ("crs", "source", "status"),
    [
        ("EPSG:4326", "gcj02", 0),
        ("EPSG:4490", "wgs84", 0),
        ("EPSG:4490", "gcj02", 1),
        ("EPSG:4214", "cgcs2000", 1),
        ("EPSG:4547", "bd09", 1),
    ],
)
def test_system_that_contradicts_is_refused_and_nothing_written(
    tmp_path: Path, run: Run, crs: str, source: str, status: int
) -> None:
    out = tmp_path / "out.geojson"
    start = geojson(tmp_path, crs=crs)
    arguments = ("convert", str(start), "--from", source, "--to", "wgs84", "--out", str(out))
    assert run(*arguments)[0] == status
    assert out.exists() == (status == 0)
    assert run(*arguments, "--ignore-crs")[0] == 0


def test_projected_metres_become_degrees(tmp_path: Path, as_json: Callable[..., Any]) -> None:
    start, out = tmp_path / "metres.gpkg", tmp_path / "out.geojson"
    frame = geopandas.GeoDataFrame({"id": ["a"]}, geometry=[Point(500_000, 2_500_000)], crs="EPSG:4547")
    frame.to_file(start)
    as_json("convert", str(start), "--from", "cgcs2000", "--to", "wgs84", "--out", str(out))
    point = read_raw(out).geometries[0]
    assert point is not None
    assert (point.x, point.y) == pytest.approx((114.0, 22.597822907), abs=1e-8)


def test_workbook_with_lon_and_lat_is_read(tmp_path: Path, as_json: Callable[..., Any]) -> None:
    import xlsxwriter

    start, out = tmp_path / "table.xlsx", tmp_path / "out.csv"
    with xlsxwriter.Workbook(start) as book:
        sheet = book.add_worksheet()
        for row, cells in enumerate([("name", "lon", "lat"), ("园区", 113.5, 23.0)]):
            sheet.write_row(row, 0, cells)
    as_json("convert", str(start), "--from", "bd09", "--to", "wgs84", "--out", str(out))
    raw = read_raw(out)
    assert raw.records[0] == {"name": "园区"}
    lon, lat = convert(113.5, 23.0, source="bd09", target="wgs84")
    assert raw.geometries[0] == Point(float(lon), float(lat))


def test_wrong_use_is_refused(tmp_path: Path, run: Run) -> None:
    start = str(geojson(tmp_path))
    out = str(tmp_path / "o.geojson")
    assert run("convert", start, "--from", "mars", "--to", "wgs84", "--out", out)[0] == 2
    assert run("convert", start, "--from", "wgs84", "--to", "gcj02", "--out", str(tmp_path / "o.docx"))[0] == 2
    assert run("convert", str(tmp_path / "none.csv"), "--from", "wgs84", "--to", "gcj02", "--out", out)[0] == 2
    missing = str(tmp_path / "no" / "folder.gpkg")
    status, _, err = run("--lang", "en", "convert", start, "--from", "wgs84", "--to", "gcj02", "--out", missing)
    assert (status, "The folder does not exist" in err) == (2, True)


def test_table_without_coordinates_and_degrees_out_of_range_are_problems(tmp_path: Path, run: Run) -> None:
    plain, wild = tmp_path / "plain.csv", tmp_path / "wild.csv"
    plain.write_text("name\na\n")
    wild.write_text("name,lon,lat\na,500000,2500000\n")
    for path in (plain, wild):
        out = tmp_path / "out.gpkg"
        assert run("convert", str(path), "--from", "gcj02", "--to", "wgs84", "--out", str(out))[0] == 1
        assert not out.exists()


def test_an_existing_file_stays_if_the_new_one_fails(tmp_path: Path, run: Run) -> None:
    out = tmp_path / "out.csv"
    out.write_text("kept")
    area = tmp_path / "area.geojson"
    ring = [[113, 23], [114, 23], [114, 24], [113, 23]]
    polygon = {"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
    area.write_text(json.dumps({"type": "FeatureCollection", "features": [polygon]}))
    assert run("convert", str(area), "--from", "gcj02", "--to", "wgs84", "--out", str(out))[0] == 1
    assert out.read_text() == "kept"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["area.geojson", "out.csv"]


def test_check_tells_the_datum_of_a_shifted_layer(tmp_path: Path, as_json: Callable[..., Any]) -> None:
    out = tmp_path / "shifted.csv"
    stations = str(ROOT / "layers" / "stations.csv")
    as_json("convert", stations, "--from", "wgs84", "--to", "gcj02", "--out", str(out))
    (report,) = as_json("--lang", "en", "check", str(out))["files"]
    assert report["datum_guess"] == "gcj02"
    assert report["datum"]["confidence"] > 0.99
    assert report["datum"]["agreeing"] == report["datum"]["compared"] == 94
    assert 450 < report["datum"]["east_m"] < 600
    assert "As if GCJ-02: read as WGS 84 they lie 520 m east, 300 m south" in report["datum"]["words"]
    assert "94 of 94 points agree" in report["datum"]["words"]


def test_check_says_that_it_cannot_tell(tmp_path: Path, as_json: Callable[..., Any]) -> None:
    (report,) = as_json("--lang", "en", "check", str(geojson(tmp_path)))["files"]
    assert report["datum"]["told"] is None
    assert report["datum"]["open_reason"] == "few_names"
    assert "cannot be told" in report["datum"]["words"]


def test_columns_of_a_table_are_known_by_their_names_and_told(
    tmp_path: Path, as_json: Callable[..., Any], run: Run
) -> None:
    table, there = tmp_path / "台账.csv", tmp_path / "there.geojson"
    table.write_bytes("储备用地,,\n名称,中心点经度,中心点纬度\n甲,113.5,23.0\n".encode("gbk"))
    content = as_json("convert", str(table), "--from", "bd09", "--to", "wgs84", "--out", str(there))
    assert content["columns"] == {"x": "中心点经度", "y": "中心点纬度"}
    assert "2" in content["problems"][0]["what"], "the row that holds the names"
    lon, lat = convert(113.5, 23.0, source="bd09", target="wgs84")
    (place,) = read_raw(there).geometries
    assert place is not None
    assert place.distance(Point(lon, lat)) < 1e-9
    table.write_text("名称,百度经度,百度纬度,高德经度,高德纬度\n甲,113.5,23,113.4,23\n", encoding="utf-8")
    status, _, error = run("convert", str(table), "--from", "bd09", "--to", "wgs84", "--out", str(there))
    assert status == 1
    assert "台账.csv" in error


def test_the_page_offers_the_formats_that_convert_writes() -> None:
    from ui.data.download import FORMATS  # the web framework, which the command line does without

    assert set(FORMATS) == set(WRITTEN) - {".json"}
