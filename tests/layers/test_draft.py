from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely

from analysis.datum.known import known_places
from analysis.datum.readings import DEGREES
from analysis.datum.readings import Reading as Numbers
from analysis.study import Study
from layers.draft import Draft, converted, draft_of, looks_of, mended, places_of, raw_of, read_as
from layers.read import read_study
from layers.upload import read_upload
from tests.own_files import DISTRICTS, shapefile, station_places, table, workbook

METRE_DEG = 1e-5


@pytest.fixture(scope="module")
def study() -> Study:
    return read_study().study


def xy_of(draft: Draft) -> np.ndarray[Any, Any]:
    return np.asarray(shapely.get_coordinates(draft.places))


def test_a_new_draft_is_the_file_as_it_was_read(study: Study) -> None:
    reading = read_upload("站点.xlsx", workbook(study))
    draft = draft_of(reading)
    assert draft.problems == reading.problems
    assert draft.steps == ()
    assert draft.attributes == ("名称", "城市", "评分")
    assert draft.converted_from is None


def test_conversion_brings_points_to_their_place_and_is_noted(study: Study) -> None:
    _, _, xy = station_places(study)
    draft = draft_of(read_upload("站点.xlsx", workbook(study, datum="gcj02")))
    done = converted(draft, "gcj02")
    assert np.abs(xy_of(done) - xy).max() < METRE_DEG
    assert done.converted_from == "gcj02"
    assert np.abs(xy_of(draft) - xy).max() > 0.001, "the draft before is not changed"
    assert looks_of(done, known_places(study)).datum == "wgs84"


def test_metres_become_degrees_before_a_conversion(study: Study) -> None:
    draft = draft_of(read_upload("县区.zip", shapefile(study)))
    districts = study.layer("districts").geometry.iloc[:DISTRICTS]
    assert np.abs(shapely.bounds(draft.places) - districts.bounds.to_numpy()).max() < METRE_DEG
    assert draft.frame.crs.is_projected
    assert converted(draft, "gcj02").frame.crs.name.startswith("WGS 84")


def test_numbers_read_in_another_zone_keep_their_values(study: Study) -> None:
    draft = draft_of(read_upload("县区.zip", shapefile(study)))
    before = shapely.get_coordinates(np.array(draft.frame.geometry))
    other = read_as(draft, Numbers("EPSG:4546"))
    assert np.array_equal(shapely.get_coordinates(np.array(other.frame.geometry)), before)
    assert looks_of(other, known_places(study)).mismatch == "other_zone"
    moved = shapely.get_coordinates(other.places)[:, 0] - shapely.get_coordinates(draft.places)[:, 0]
    assert np.allclose(moved, -3, atol=1e-6), "zones of three degrees lie three degrees apart"


def test_swapped_axes_are_exchanged(study: Study) -> None:
    _, _, xy = station_places(study)
    draft = draft_of(read_upload("t.csv", table(study, columns=("纬度", "经度"))))
    looks = looks_of(draft, known_places(study))
    assert looks.mismatch == "swapped"
    assert any(problem.code == "coordinates_swapped" for problem in draft.problems)
    assert not draft.ok
    done = read_as(draft, Numbers(DEGREES, swapped=True))
    assert done.ok
    assert np.abs(xy_of(done) - xy).max() < 1e-9


def test_repairs_are_noted_and_problems_looked_for_anew() -> None:
    bowtie = '{"type":"Polygon","coordinates":[[[113,23],[113.1,23.1],[113.1,23],[113,23.1],[113,23]]]}'
    feature = '{{"type":"Feature","properties":{{"a":{}}},"geometry":{}}}'
    content = ",".join([feature.format(1, bowtie), feature.format(2, "null")])
    draft = draft_of(read_upload("x.geojson", f'{{"type":"FeatureCollection","features":[{content}]}}'.encode()))
    assert {one.code for one in draft.problems} == {"geometry_invalid", "geometry_missing"}
    valid = mended(draft, ("invalid_rings",))
    assert {one.code for one in valid.problems} == {"geometry_missing"}
    done = mended(valid, ("missing_geometry",))
    assert done.ok
    assert [step.kind for step in done.steps] == ["repaired", "repaired"]
    assert len(done.frame) == 1


def test_a_table_without_places_has_nothing_to_mend() -> None:
    draft = draft_of(read_upload("x.csv", b"name,score\na,1\nb,2\n"))
    assert draft.repairs == ()
    assert raw_of(draft).crs is None
    assert raw_of(draft, {"called": "name"}).records == [{"called": "a"}, {"called": "b"}]


@pytest.mark.parametrize("bad", [(np.nan, 23.0), (np.inf, 23.0), (200.0, 23.0), (113.0, 95.0)])
def test_what_has_no_place_on_earth_is_nowhere(bad: tuple[float, float]) -> None:
    points = np.empty(2, dtype=object)
    points[:] = [shapely.points([bad], handle_nan="allow")[0], shapely.Point(113, 23)]
    places = places_of(gpd.GeoDataFrame(geometry=gpd.GeoSeries(points, crs=4326)))
    assert places[0] is None
    assert places[1] is not None


def test_no_feature_gives_no_place() -> None:
    assert len(places_of(gpd.GeoDataFrame(geometry=[], crs=4326))) == 0


def test_another_datum_is_told() -> None:
    frame = gpd.GeoDataFrame({"a": [1]}, geometry=[shapely.Point(500_000, 2_500_000)], crs="EPSG:2437")
    reading = read_upload(
        "x.geojson", gpd.GeoDataFrame({"a": [1]}, geometry=[shapely.Point(1, 1)], crs=4326).to_json().encode()
    )
    assert Draft(reading, frame).foreign_datum == "Beijing 1954"
    assert Draft(reading, frame.to_crs(4490)).foreign_datum == ""
