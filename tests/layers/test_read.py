from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pyogrio
import pytest

from analysis.errors import Problem
from layers.catalog import BUILT_IN
from layers.read import check_file, fingerprint, read_study, stamp

Edit = Callable[[Callable[[dict[str, Any]], None]], None]


def test_built_in_study_is_whole() -> None:
    reading = read_study()
    assert reading.broken == ()
    assert set(reading.study.layers) == {layer.id for layer in BUILT_IN}
    assert reading.study.plan is not None
    assert reading.study.area.area / 1e6 == pytest.approx(179_000, rel=0.02)  # the province's land, km2


def test_missing_layer_stops_only_itself(study_folder: Path) -> None:
    (study_folder / "layers" / "platforms.csv").unlink()
    reading = read_study(study_folder)
    assert reading.broken == ("platforms",)
    assert [problem.code for problem in reading.problems["platforms"]] == ["file_missing"]
    assert reading.study.has("parks", "cities", "towns")


@pytest.mark.parametrize(
    ("content", "code"), [(b"{", "not_json"), (b"\xff\xfe\x00", "not_utf8"), (b'{"features": []}', "no_features")]
)
def test_broken_parks_leave_the_rest_usable(study_folder: Path, content: bytes, code: str) -> None:
    (study_folder / "parks.geojson").write_bytes(content)
    reading = read_study(study_folder)
    assert reading.problems["parks"][0].code == code
    assert not reading.study.has("parks")
    assert reading.study.has("cities", "towns")


def test_every_problem_of_a_layer_is_in_its_message(edit_parks: Edit, study_folder: Path) -> None:
    def spoil(content: dict[str, Any]) -> None:
        content["features"][0]["properties"]["city"] = "火星市"
        content["features"][1]["geometry"]["coordinates"] = [116.4, 39.9]
        content["features"][2]["properties"]["industries"] = ["alchemy"]
        content["features"][3]["properties"]["within"] = "nowhere"

    edit_parks(spoil)
    found = {(problem.code, problem.where) for problem in read_study(study_folder).problems["parks"]}
    assert {
        ("reference_unknown", "parks.geojson: gz-nansha"),
        ("outside_city", "parks.geojson: gz-huangpu"),
        ("reference_unknown", "parks.geojson: gz-panyu"),
        ("reference_unknown", "parks.geojson: sz-longhua"),
    } <= found


@pytest.mark.parametrize(
    ("record", "code"),
    [
        ({"status": "thriving", "date": "2018", "source": "x"}, "value_not_allowed"),
        ({"date": "2018", "source": "x"}, "missing_value"),
        ({"status": "planned", "date": 2018, "source": "x"}, "wrong_type"),
        ({"status": "planned", "date": "soon", "source": "x"}, "wrong_type"),
    ],
)
def test_status_records_are_checked_inside(
    edit_parks: Edit, study_folder: Path, record: dict[str, Any], code: str
) -> None:
    def spoil(content: dict[str, Any]) -> None:
        content["features"][0]["properties"]["status"] = [record]

    edit_parks(spoil)
    reading = read_study(study_folder)
    assert code in [problem.code for problem in reading.problems["parks"]]
    assert "parks" in reading.broken


def test_duplicate_ids_are_named(edit_parks: Edit, study_folder: Path) -> None:
    def spoil(content: dict[str, Any]) -> None:
        content["features"][1]["properties"]["id"] = content["features"][0]["properties"]["id"]

    edit_parks(spoil)
    assert "duplicate_id" in [problem.code for problem in read_study(study_folder).problems["parks"]]


def test_plan_with_an_unknown_city_is_refused_and_the_map_stays(study_folder: Path) -> None:
    path = study_folder / "layers" / "plan.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('"广州市"', '"火星市"'), encoding="utf-8")
    reading = read_study(study_folder)
    assert "plan" in reading.broken
    assert reading.study.plan is None
    assert reading.study.has("parks", "cities")


def test_plan_with_a_tier_twice_is_refused(study_folder: Path) -> None:
    path = study_folder / "layers" / "plan.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('id = "key"', 'id = "core"'), encoding="utf-8")
    reading = read_study(study_folder)
    assert reading.study.plan is None
    assert reading.problems["plan"]


def test_empty_folder_is_a_study_with_nothing_but_messages(tmp_path: Path) -> None:
    reading = read_study(tmp_path)
    assert set(reading.broken) == {layer.id for layer in BUILT_IN} | {"plan"}
    assert dict(reading.study.layers) == {}


def test_stamp_and_fingerprint_change_with_a_file(study_folder: Path) -> None:
    before = stamp(study_folder), fingerprint(study_folder)
    path = study_folder / "parks.geojson"
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert stamp(study_folder) != before[0]
    assert fingerprint(study_folder) != before[1]


def test_check_of_the_built_in_parks_is_clean() -> None:
    report = check_file(Path("parks.geojson"))
    assert report.ok
    assert report.features == 15
    assert report.datum_guess == "wgs84"


def test_check_of_a_layer_compares_with_the_study(tmp_path: Path) -> None:
    content = json.loads(Path("parks.geojson").read_text(encoding="utf-8"))
    content["features"][0]["properties"]["city"] = "火星市"
    path = tmp_path / "parks.geojson"
    path.write_text(json.dumps(content), encoding="utf-8")
    report = check_file(path)
    assert not report.ok
    assert [problem.code for problem in report.problems] == ["reference_unknown"]


def test_check_of_an_unreadable_file_says_so(tmp_path: Path) -> None:
    report = check_file(tmp_path / "absent.geojson")
    assert report.unreadable
    assert not report.ok


@pytest.mark.parametrize(
    "text",
    [
        '{"features": [], "crs": {"properties": null}}',
        '{"features": [], "crs": {"properties": []}}',
        '{"features": [{"properties": {"id": "a", "size": ' + "9" * 5000 + '}, "geometry": null}]}',
        '{"features": [{"properties": {"id": "a"}, "geometry": {"type": "Point", "coordinates": ['
        + "9" * 400
        + ", 1]}}]}",
        '{"features": [{"properties": {"id": "a", "area_km2": ' + "9" * 400 + '}, "geometry": null}]}',
        '{"features": [{"properties": {"id": "a", "area_year": 1e300}, "geometry": null}]}',
        '{"features": [{"properties": {"id": "a", "position_uncertainty_m": 1e300}, "geometry": null}]}',
    ],
    ids=["crs-null", "crs-list", "digits", "coordinate", "area", "year", "uncertainty"],
)
def test_absurd_values_are_a_message_and_never_a_crash(study_folder: Path, text: str) -> None:
    (study_folder / "parks.geojson").write_text(text, encoding="utf-8")
    reading = read_study(study_folder)
    assert "parks" in reading.broken
    assert not check_file(study_folder / "parks.geojson").ok


@pytest.mark.parametrize("character", ["\\ud800", "\\u0000", "\\u001b", "\\u009f"])
def test_broken_characters_in_a_name_stop_the_layer(study_folder: Path, character: str) -> None:
    path = study_folder / "parks.geojson"
    spoiled = path.read_text(encoding="utf-8").replace('"name_zh": "南沙', f'"name_zh": "{character}南沙', 1)
    path.write_text(spoiled, encoding="utf-8")
    assert [problem.code for problem in read_study(study_folder).problems["parks"]] == ["broken_characters"]


def test_park_within_itself_by_way_of_another_is_refused(edit_parks: Edit, study_folder: Path) -> None:
    def spoil(content: dict[str, Any]) -> None:
        for feature in content["features"]:
            if feature["properties"]["id"] == "zh-smart":
                feature["properties"]["within"] = "zh-sinomach"

    edit_parks(spoil)
    problems = read_study(study_folder).problems["parks"]
    assert {problem.code for problem in problems} == {"within_cycle"}
    assert len(problems) == 2


def test_links_that_contradict_each_other_are_told_when_the_layer_is_read(study_folder: Path) -> None:
    path = study_folder / "layers" / "links.csv"
    rows = ["广州市,广州市,rail,29.0,,2021,false,,,", "深圳市,广州市,rail,31.0,,2021,false,,,"]
    path.write_text(path.read_text(encoding="utf-8") + "\n".join(rows) + "\n", encoding="utf-8")
    assert read_study(study_folder).problems["links"] == (
        Problem("link_to_itself", "layers/links.csv: 广州市-广州市", {"city": "广州市"}),
        Problem("contradicting_links", "layers/links.csv: 广州市-深圳市", {"mode": "rail", "minutes": "29, 31"}),
    )


def test_table_without_geometry_in_a_geopackage_is_a_message(tmp_path: Path) -> None:
    path = tmp_path / "table.gpkg"
    pyogrio.write_dataframe(pd.DataFrame({"id": ["a"]}), path)
    report = check_file(path)
    assert "geometry_missing" in [problem.code for problem in report.problems]


@pytest.mark.parametrize("value", ["nan", "inf", "-3"])
def test_target_that_is_no_count_is_refused(study_folder: Path, value: str) -> None:
    path = study_folder / "layers" / "plan.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("value = 10\n", f"value = {value}\n", 1), encoding="utf-8")
    assert [problem.code for problem in read_study(study_folder).problems["plan"]] == ["plan_wrong_type"]
