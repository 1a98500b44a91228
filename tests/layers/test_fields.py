from __future__ import annotations

import pytest

from analysis.errors import LayerError
from analysis.study import Study
from layers.catalog import LAYERS, layer_by_id
from layers.check import check_layer
from layers.draft import draft_of
from layers.fields import SYNONYMS, FieldSource, guess_column, guess_sources, layer_of_draft, named_column
from layers.read import StudyReading, read_study
from layers.session_study import OWN, OwnLayer, own_layer, with_own_layers
from layers.upload import read_upload


@pytest.fixture(scope="module")
def reading() -> StudyReading:
    return read_study()


@pytest.fixture(scope="module")
def study(reading: StudyReading) -> Study:
    return reading.study


PORTS = "港口名称,Name (English),lon,lat,误差（米）\n甲港,Port A,113.5,22.6,300\n乙港,Port B,114.2,22.5,\n"


@pytest.mark.parametrize(
    ("field", "columns", "expected"),
    [
        ("name_zh", ["编号", "名称"], "名称"),
        ("name_zh", ["园区名称", "name_zh"], "name_zh"),
        ("city", ["所在城市", "区县"], "所在城市"),
        ("district", ["所在城市", "区县"], "区县"),
        ("area_km2", ["面积（平方公里）"], "面积（平方公里）"),
        ("area_km2", ["Area (km2)"], "Area (km2)"),
        ("minutes", ["From", "To", "TIME"], "TIME"),
        ("from_city", ["From", "To", "TIME"], "From"),
        ("employees", ["企业名称", "从业人员"], "从业人员"),
        ("position_uncertainty_m", ["精度（米）"], "精度（米）"),
        ("name_zh", ["港口名称", "Name (English)"], "港口名称"),
        ("name_zh", ["x", "y"], None),
        ("name_zh", [], None),
    ],
)
def test_columns_are_guessed_in_chinese_and_english(field: str, columns: list[str], expected: str | None) -> None:
    assert guess_column(field, columns) == expected


def test_synonyms_are_of_fields_that_exist_and_are_written_plain() -> None:
    assert set(SYNONYMS) <= {field.name for layer in LAYERS for field in layer.fields}
    for names in SYNONYMS.values():
        assert all("".join(c for c in name.casefold() if c.isalnum()) == name for name in names)


def test_a_column_serves_one_field_only() -> None:
    draft = draft_of(read_upload("x.csv", b"name,lon,lat,note\na,113,23,b\n"))
    sources = guess_sources(layer_by_id("towns"), draft)
    used = [source.of for name, source in sources.items() if source.kind == "column" and name != "name_en"]
    assert len(used) == len(set(used))


def test_what_only_the_user_knows_is_asked_and_not_made_up(study: Study) -> None:
    draft = draft_of(read_upload("x.csv", "名称,经度,纬度\na,113,23\n".encode()))
    sources = guess_sources(layer_by_id("parks"), draft)
    assert sources["status"] == sources["position_uncertainty_m"] == FieldSource("value")
    assert sources["city"] == FieldSource("place")
    assert sources["kind"] == FieldSource("value", "park")
    _, problems = check_layer(layer_by_id("parks"), layer_of_draft(draft, layer_by_id("parks"), sources, study))
    told = {str(one.values["field"]) for one in problems if one.severity == "error"}
    assert {"status", "position_uncertainty_m", "position_confidence"} <= told


def test_a_plain_table_of_points_becomes_parks(reading: StudyReading) -> None:
    content = "名称,城市,经度,纬度,状态,误差米,可信度,主导产业\n甲园,广州,113.4,23.15,planned,500,high,\n"
    draft = draft_of(read_upload("x.csv", content.encode()))
    raw = layer_of_draft(draft, layer_by_id("parks"), guess_sources(layer_by_id("parks"), draft), reading.study)
    taken, warnings = own_layer("parks", raw, reading)
    park = taken.frame.iloc[0]
    assert park["city"] == "广州市", "a city is known without its 市"
    assert park["name_en"] == "甲园"
    assert park["status"][0]["status"] == "planned"
    assert park["sources"][0]["source"] == "x.csv"
    assert (park.geometry.x, park.geometry.y) == (113.4, 23.15)
    assert all(one.severity == "warning" for one in warnings)


def test_a_place_tells_its_city_and_district(study: Study) -> None:
    seat = study.layer("cities").iloc[0]
    content = f"名称,经度,纬度\na,{seat['seat_lon']},{seat['seat_lat']}\nb,120.0,10.0\n"
    draft = draft_of(read_upload("x.csv", content.encode()))
    raw = layer_of_draft(draft, layer_by_id("townships"), {"city": FieldSource("place")}, study)
    assert [one["city"] for one in raw.records] == [seat["name_zh"], None]


def test_a_layer_with_errors_is_refused_with_all_of_them(reading: StudyReading) -> None:
    draft = draft_of(read_upload("x.csv", "名称,经度,纬度\na,113,23\n".encode()))
    with pytest.raises(LayerError) as error:
        own_layer("stations", layer_of_draft(draft, layer_by_id("stations"), {}, reading.study), reading)
    assert len(error.value.problems) >= 3


def test_a_layer_that_refers_to_nothing_known_is_refused(reading: StudyReading) -> None:
    content = "from,to,mode,minutes,estimated\n广州,月球,rail,60,否\n"
    draft = draft_of(read_upload("x.csv", content.encode()))
    layer = layer_by_id("links")
    with pytest.raises(LayerError) as error:
        own_layer("links", layer_of_draft(draft, layer, guess_sources(layer, draft), reading.study), reading)
    assert [one.code for one in error.value.problems] == ["reference_unknown"]


def test_own_layers_take_the_place_of_those_of_the_study_and_leave_it_as_it_is(reading: StudyReading) -> None:
    draft = draft_of(read_upload("x.csv", PORTS.encode()))
    layer = layer_by_id("seaports")
    sources = {**guess_sources(layer, draft), "position_uncertainty_m": FieldSource("value", "300")}
    taken, _ = own_layer("seaports", layer_of_draft(draft, layer, sources, reading.study), reading)
    mixed = with_own_layers(reading, {"seaports": taken})
    assert list(mixed.study.layer("seaports")["name_en"]) == ["Port A", "Port B"]
    assert mixed.study.fingerprint.startswith(OWN)
    assert mixed.study.fingerprint != with_own_layers(mixed, {"seaports": taken}).study.fingerprint
    assert len(reading.study.layer("seaports")) != 2
    assert with_own_layers(reading, {}) is reading


def test_layers_that_no_longer_fit_are_left_out_with_the_reason(reading: StudyReading) -> None:
    cities = reading.study.layer("cities").iloc[:1]
    mixed = with_own_layers(reading, {"cities": OwnLayer("c.geojson", cities, "k")})
    assert "parks" not in mixed.study.layers
    assert {one.code for one in mixed.problems["parks"]} >= {"reference_unknown"}


def test_the_column_of_names_is_found() -> None:
    assert named_column(draft_of(read_upload("x.csv", PORTS.encode()))) == "港口名称"
    assert named_column(draft_of(read_upload("x.csv", b"a,b\n1,2\n"))) is None
