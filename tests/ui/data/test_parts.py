from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely.geometry import GeometryCollection, LineString, MultiPoint, Point, Polygon

from analysis.study import Study
from layers.draft import Draft, converted, draft_of
from layers.upload import read_upload
from tests.own_files import HOSTILE_NAME, HOSTILE_NAMES, hostile_geojson, station_places, table, workbook
from ui.data import preview
from ui.data.adopt import geometry_of, likeliest_layer
from ui.data.criterion import measured
from ui.data.download import FORMATS, file_stem, saved
from ui.data.use import alternatives_raw, point_sites


def draft_with(*geometries: Any) -> Draft:
    reading = read_upload("x.geojson", b'{"type":"FeatureCollection","features":[{"type":"Feature","properties":{}}]}')
    names = {"name": [f"n{place}" for place in range(len(geometries))]}
    return Draft(reading, gpd.GeoDataFrame(names, geometry=list(geometries), crs=4326))


SQUARE = Polygon([(113, 23), (113.1, 23), (113.1, 23.1), (113, 23)])


def test_the_map_draws_each_kind_in_a_layer_of_its_own() -> None:
    mixed = GeometryCollection([Point(113, 23), SQUARE])
    draft = draft_with(Point(113, 23), LineString([(113, 23), (114, 23)]), SQUARE, mixed, MultiPoint([(113, 23)]), None)
    drawn, left_out = preview.drawn_places(draft.places)
    layers = {layer.id: layer for layer in preview.own_layers(draft, drawn)}
    assert left_out == 0
    assert {key: len(layer.features or ()) for key, layer in layers.items()} == {
        "own-polygon": 2,
        "own-line": 1,
        "own-point": 2,
    }
    assert all(not layer.url for layer in layers.values())


def test_the_map_draws_what_it_has_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    draft = draft_with(*[Point(113, 23)] * 10, None)
    monkeypatch.setattr(preview, "MOST_DRAWN", 4)
    assert preview.drawn_places(draft.places) == ([0, 1, 2, 3], 6)
    monkeypatch.setattr(preview, "MOST_VERTICES", 2)
    assert preview.drawn_places(draft.places) == ([0, 1], 8)


def test_bounds_are_those_of_the_file_or_of_the_study() -> None:
    usual = (20.0, 109.0, 25.0, 117.0)
    assert preview.bounds_of(draft_with(None).places, usual) == usual
    south, west, north, east = preview.bounds_of(draft_with(Point(113, 23)).places, usual)
    assert south < 23 < north
    assert west < 113 < east
    assert preview.bounds_of(draft_with(Point(180, 90)).places, usual)[2:] == (85.0, 180.0)


def test_the_table_shows_hostile_words_and_two_columns_that_look_alike() -> None:
    draft = draft_of(read_upload(HOSTILE_NAME, hostile_geojson()))
    shown = preview.table_of(draft)
    assert len(shown) == len(HOSTILE_NAMES)
    assert list(shown["name"])[6].startswith("<script>")
    frame = draft.frame.assign(**{"a\x01": 1, "a\x02": 2})
    assert shown.columns.is_unique
    assert preview.table_of(Draft(draft.reading, frame)).columns.is_unique


def test_equal_names_are_told_apart_and_missing_ones_numbered() -> None:
    draft = draft_of(read_upload("x.csv", "名称,lon,lat\n甲,113,23\n甲,113,23\n,113,23\n".encode()))
    assert [record["id"] for record in point_sites(draft, "名称").records] == ["甲", "甲 (2)", "3"]
    assert [record["id"] for record in point_sites(draft, None).records] == ["1", "2", "3"]


def test_alternatives_keep_every_other_column() -> None:
    draft = draft_of(read_upload("x.csv", "id,名称,误差,分,lon,lat\n9,甲,50,3,113,23\n".encode()))
    (record,) = alternatives_raw(draft, "名称", "误差").records
    assert {key: str(value) for key, value in record.items()} == {"id": "甲", "position_uncertainty_m": "50", "分": "3"}


def test_a_converted_file_is_taken_away_in_every_format(study: Study) -> None:
    _, _, xy = station_places(study)
    draft = converted(draft_of(read_upload("站点.xlsx", workbook(study))), "bd09")
    for suffix in FORMATS:
        content, _ = saved(draft, suffix, "wgs84")
        again = draft_of(read_upload(f"x{suffix}", content))
        # The index of FlatGeobuf puts features into another order.
        assert np.abs(np.sort(shapely.get_coordinates(again.places), axis=0) - np.sort(xy, axis=0)).max() < 1e-5, suffix
    content, _ = saved(draft, ".csv", "bd09")
    again = draft_of(read_upload("x.csv", content))
    before = shapely.get_coordinates(draft.reading.frame.geometry.to_numpy())
    assert np.abs(shapely.get_coordinates(again.places) - before).max() < 1e-8


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("园区.xlsx", "园区"),
        ("a.zip: x/y.shp", "a"),
        ("../../etc/passwd", "passwd"),
        ("`ls` ${x}.csv", "ls____x"),
        ("<>.csv", "data"),
        ("", "data"),
    ],
)
def test_names_of_files_to_take_away_are_harmless(name: str, stem: str) -> None:
    assert file_stem(name) == stem


def test_the_likeliest_layer_is_offered() -> None:
    draft = draft_of(read_upload("x.csv", "名称,城市,区县,类型,lon,lat\n甲,广州,越秀,town,113,23\n".encode()))
    assert likeliest_layer(draft, ["parks", "townships", "airports"]) == "townships"
    assert geometry_of(draft) == "point"
    assert geometry_of(draft_with(SQUARE, Point(113, 23))) == "mixed"
    assert geometry_of(draft_of(read_upload("x.csv", b"a,b\n1,2\n"))) == "none"


def test_a_criterion_is_measured_in_kilometres_or_by_the_area(study: Study) -> None:
    points = draft_of(read_upload("t.csv", table(study)))
    xy = shapely.get_coordinates(gpd.GeoSeries(list(points.places), crs=4326).to_crs(study.crs).to_numpy())
    assert np.allclose(measured(points, study, xy, None), 0, atol=1e-6)
    assert np.allclose(measured(points, study, xy[:1] + np.array([30.0, 40.0]), None), 0.05)
    areas = draft_with(SQUARE)
    areas = Draft(areas.reading, areas.frame.assign(price=7.5))
    inside = gpd.GeoSeries([Point(113.09, 23.05), Point(115, 23)], crs=4326).to_crs(study.crs)
    found = measured(areas, study, shapely.get_coordinates(inside.to_numpy()), "price")
    assert found[0] == 7.5
    assert np.isnan(found[1])
