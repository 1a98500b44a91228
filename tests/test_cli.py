"""The command line keeps its contract: exit statuses, JSON and nothing else on standard output, never a traceback."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas
import pytest
from shapely import Point, Polygon, box

from layers.catalog import LAYERS
from layers.read import ROOT
from layers.study_template import FOLDER, template_zip
from tests.hostile_study import COMPUTED, write_hostile_study
from tests.invented_study import write_invented_study

FEW = ("--simulations", "19")
Run = Callable[..., tuple[int, str, str]]

CLUSTER_KEYS = {"n", "area_km2", "clark_evans", "ripley", "groups", "concentration", "score", "per_site"}
CLUSTER_MAY_LACK = {"ripley", "groups", "concentration"}


def square(folder: Path, crs: str = "EPSG:4547", name: str = "area.gpkg") -> Path:
    """20 km by 20 km around Guangzhou's seat in CGCS2000 / 3-degree Gauss-Kruger CM 114E, or in another CRS."""
    frame = geopandas.GeoDataFrame(geometry=[box(420_000, 2_550_000, 440_000, 2_570_000)], crs="EPSG:4547").to_crs(crs)
    frame.to_file(folder / name)
    return folder / name


def points(folder: Path, places: list[tuple[float, float]], crs: str = "EPSG:4547", name: str = "sites.gpkg") -> Path:
    frame = geopandas.GeoDataFrame(
        {"id": [f"s{place}" for place in range(len(places))]}, geometry=[Point(xy) for xy in places], crs="EPSG:4547"
    )
    frame.to_crs(crs).to_file(folder / name)
    return folder / name


FIVE = [
    (425_000.0, 2_555_000.0),
    (425_400, 2_555_300),
    (426_000, 2_555_000),
    (435_000, 2_565_000),
    (435_000, 2_565_500),
]


def test_layers_lists_every_layer_with_its_source_licence_and_date(as_json: Callable[..., Any]) -> None:
    content = as_json("layers")
    assert set(content) == {"layers"}
    assert [row["id"] for row in content["layers"]] == [layer.id for layer in LAYERS]
    for row in content["layers"]:
        assert {"id", "title", "path", "features", "geometry", "source", "licence", "date"} <= set(row)
        assert all(row.values()) or row["id"] == "firms"  # optional, and the built-in study has none
    assert content["layers"][0]["features"] == 15


def test_language_is_that_of_the_option(run: Run) -> None:
    assert "Parks" in run("--lang", "en", "layers")[1]
    assert "规划点名的园区"[:4] in run("layers")[1]
    assert "List every layer" in run("--lang=en", "--help")[1]


@pytest.mark.parametrize(
    "command", [("layers",), ("layout",), ("cluster", *FEW), ("verify",), ("check", "parks.geojson")]
)
def test_english_output_holds_no_chinese_but_the_documents_citation(run: Run, command: tuple[str, ...]) -> None:
    status, out, _ = run("--lang", "en", *command)
    assert status == 0
    words = "".join(out.split()).replace("粤府〔2018〕64号", "").replace("五(一)", "").replace("│", "")
    for citation in "粤府〔2018〕64号":  # a narrow column breaks the number over several lines
        words = words.replace(citation, "")
    assert not [character for character in words if "\u4e00" <= character <= "\u9fff"]


@pytest.mark.parametrize("command", [("layers",), ("layout",), ("cluster", *FEW), ("verify",)])
def test_chinese_output_names_things_in_chinese(run: Run, command: tuple[str, ...]) -> None:
    out = run(*command)[1]
    for word in ("polygon", "True", " core ", " key ", " node "):
        assert word not in out


def test_check_accepts_the_built_in_parks(as_json: Callable[..., Any]) -> None:
    (report,) = as_json("check", ROOT / "parks.geojson")["files"]
    assert set(report) == {"path", "ok", "features", "crs", "datum_guess", "datum", "problems"}
    assert report["ok"]
    assert report["features"] == 15
    assert report["datum_guess"] == "wgs84"


def test_check_lists_the_problems_of_every_file(as_json: Callable[..., Any], tmp_path: Path) -> None:
    broken = tmp_path / "parks.geojson"
    content = json.loads((ROOT / "parks.geojson").read_text(encoding="utf-8"))
    content["features"][0]["properties"]["name_zh"] = None
    content["features"][1]["properties"]["id"] = content["features"][2]["properties"]["id"]
    content["features"][3]["geometry"]["coordinates"].reverse()
    broken.write_text(json.dumps(content), encoding="utf-8")
    other = tmp_path / "empty.geojson"
    other.write_text('{"type": "FeatureCollection", "features": []}', encoding="utf-8")
    first, second = as_json("check", broken, other, status=1)["files"]
    assert {problem["code"] for problem in first["problems"]} >= {
        "missing_value",
        "duplicate_id",
        "coordinates_swapped",
    }
    assert {"where", "what", "remedy"} <= set(first["problems"][0])
    assert [problem["code"] for problem in second["problems"]] == ["no_features"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("cut.geojson", b'{"type": "FeatureCollection", "features": ['),
        ("gbk.geojson", '{"名": 1}'.encode("gbk")),
        ("list.geojson", b"[]"),
        ("number.geojson", b"1e999"),
        ("deep.geojson", b"[" * 100_000),
        ("fake.gpkg", b"not a database"),
        ("cut.gpkg", b"SQLite format 3\x00"),
        ("cut.fgb", b"fgb\x03fgb\x01"),
        ("cut.shp", b"\x00\x00\x27\x0a"),
        ("empty.csv", b""),
        ("quote.csv", b'id,lon,lat\n"a,1,2\n'),
        ("empty.geojson", b""),
        ("deck.pptx", b"PK"),
        ("none", b""),
    ],
)
def test_unreadable_file_is_status_2_with_one_message(
    as_json: Callable[..., Any], run: Run, tmp_path: Path, name: str, content: bytes
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    (report,) = as_json("check", path, status=2)["files"]
    assert not report["ok"]
    assert len(report["problems"]) == 1
    assert run("cluster", "--sites", path, "--area", path)[0] == 2


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("nonsense",),
        ("check",),
        ("--lang", "fr", "layers"),
        ("--lang",),
        ("--study", "no/such/folder", "layers"),
        ("--study", "parks.geojson", "layers"),
        ("--study", "no/such/folder", "cluster"),
        ("--study", "no/such/folder", "layout"),
        ("check", "no/such/file.geojson"),
        ("check", "layers"),
        ("cluster", "--null", "x"),
        ("cluster", "--correction", "x"),
        ("cluster", "--seed", "-1"),
        ("cluster", "--simulations", "0"),
        ("cluster", "--r-m", "1,x"),
        ("cluster", "--weights", "beyond_land"),
        ("cluster", "--sites", "no/such/file.gpkg"),
        ("cluster", "--area", "parks.geojson"),
        ("cluster", "--sites", "a.gpkg", "--area", "b.gpkg"),
        ("layout", "--seed", "x"),
        ("layout", "--mode", "sea"),
        ("layout", "--mass", "weight"),
        ("layout", "--model", "x"),
        ("layout", "--decay", "x"),
        ("layout", "--parameter", "-1"),
        ("layout", "--parameter", "nan"),
        ("layout", "--normalisation", "x"),
        ("layout", "--line", "广州市,河源市"),
        ("layout", "--line", "广州市,河源市,soon"),
        ("layout", "--line", "广州市,河源市,-60"),
        ("layout", "--line", "广州市,河源市,60,sea"),
        ("layout", "--line", "广州市,河源市,60,rail,x"),
        ("layout", "--weights", "wrong=1"),
        ("layout", "--weights", "aims"),
        ("layout", "--potential-weights", "gdp=-1"),
        ("layout", "--potential-weights", "gdp=inf"),
        ("layers", "--nonsense"),
    ],
)
def test_wrong_usage_or_unreadable_input_is_status_2(run: Run, arguments: tuple[str, ...]) -> None:
    status, _, error = run(*arguments)
    assert status == 2
    assert error or arguments in [(), ("check", "no/such/file.geojson"), ("check", "layers")]


def test_cluster_holds_the_contracts_keys_and_says_what_it_leaves_out(as_json: Callable[..., Any]) -> None:
    content = as_json("cluster", *FEW)
    assert set(content) >= CLUSTER_KEYS
    assert set(content["ripley"]) >= {"r_m", "k_m2", "l_m", "low_m", "high_m", "p_mad", "correction"}
    assert all(set(group) >= {"members", "radius_m"} for group in content["groups"])
    assert set(content["clark_evans"]) >= {"mean_nn_m", "naive", "donnelly", "p_land", "p_settlement"}
    assert set(content["concentration"]) >= {"hhi", "effective_cities", "gini", "location_quotient"}
    assert set(content["score"]) == {"value", "low", "high", "components"}
    part = content["score"]["components"][0]
    assert set(part) == {"id", "raw", "unit", "transformed", "weight", "contribution"}
    assert content["score"]["low"] <= content["score"]["value"] <= content["score"]["high"]
    assert content["n"] == len(content["per_site"]) == 15
    assert all({"id", "score", "components"} <= set(row) for row in content["per_site"])
    assert content["concentration"]["hhi"] == pytest.approx(
        37 / 225, abs=1e-15
    )  # (3² + 2² + 3² + 3² + 1 + 1 + 2²) / 15²
    assert len(repr(content["clark_evans"]["mean_nn_m"])) > 12


@pytest.mark.parametrize(
    ("null", "kept", "lost"), [("land", "p_land", "p_settlement"), ("settlement", "p_settlement", "p_land")]
)
def test_null_option_draws_one_kind_of_layouts_only(
    as_json: Callable[..., Any], null: str, kept: str, lost: str
) -> None:
    found = as_json("cluster", "--null", null, *FEW)
    assert kept in found["clark_evans"]
    assert lost not in found["clark_evans"]


def test_towns_and_both_count_other_sites(as_json: Callable[..., Any]) -> None:
    assert as_json("cluster", "--sites", "towns", *FEW)["n"] == 8
    assert as_json("cluster", "--sites", "both", *FEW)["n"] == 23


def test_verify_agrees_in_every_row(as_json: Callable[..., Any]) -> None:
    rows = as_json("verify")["examples"]
    assert all(set(row) >= {"source", "expected", "got"} and row["ok"] for row in rows)
    assert {"p_core_share", "p_core_key_share"} <= {row["id"] for row in rows}


def test_verify_fails_on_a_miss(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    from analysis import verify

    rows = verify.run()
    monkeypatch.setattr(verify, "run", lambda: (*rows, replace(rows[0], agrees=False)))
    assert run("verify", "--json")[0] == 1


def test_same_seed_gives_the_same_bytes_and_another_seed_others(run: Run) -> None:
    first, again, other = (run("cluster", *FEW, "--seed", seed, "--json")[1] for seed in ("7", "7", "8"))
    assert first == again != other
    assert run("layout", "--seed", "3", "--json")[1] == run("layout", "--seed", "3", "--json")[1]


@pytest.mark.parametrize("crs", ["EPSG:4547", "EPSG:4490", "OGC:CRS84"])
def test_own_files_are_measured_in_metres_whatever_crs_they_state(
    as_json: Callable[..., Any], tmp_path: Path, crs: str
) -> None:
    suffix = "geojson" if crs == "OGC:CRS84" else "gpkg"
    sites = points(tmp_path, FIVE, crs, f"sites.{suffix}")
    content = as_json("cluster", "--sites", sites, "--area", square(tmp_path, crs, f"area.{suffix}"), *FEW)
    # Nearest neighbours by Pythagoras: 500, 500, 640.3 (600, 300 m apart is 670.8), 500 and 500 m.
    nearest = [500.0, 500.0, (600**2 + 300**2) ** 0.5, 500.0, 500.0]
    assert content["clark_evans"]["mean_nn_m"] == pytest.approx(
        sum(nearest) / 5, rel=1e-9 if crs == "EPSG:4547" else 2e-3
    )
    assert content["area_km2"] == pytest.approx(400, rel=1e-9 if crs == "EPSG:4547" else 2e-3)
    assert content["n"] == 5
    assert {"concentration", "p_settlement"} <= set(content["left_out"]) | {"p_settlement"}
    assert "concentration" not in content
    assert [row["id"] for row in content["per_site"]] == ["s0", "s1", "s2", "s3", "s4"]


def test_words_of_own_files_need_no_settlement(run: Run, tmp_path: Path) -> None:
    for language in ("zh", "en"):
        status, out, _ = run(
            "--lang", language, "cluster", "--sites", points(tmp_path, FIVE), "--area", square(tmp_path), *FEW
        )
        assert status == 0
        assert out


def test_files_in_two_systems_are_a_problem(run: Run, tmp_path: Path) -> None:
    sites, area = points(tmp_path, FIVE), square(tmp_path, "EPSG:4490")
    status, _, error = run("--lang", "en", "cluster", "--sites", sites, "--area", area)
    assert status == 1
    assert "different coordinate systems" in error


@pytest.mark.parametrize("places", [[FIVE[0]], []])
def test_one_or_no_point_is_a_problem(run: Run, tmp_path: Path, places: list[tuple[float, float]]) -> None:
    status, out, error = run("cluster", "--sites", points(tmp_path, places), "--area", square(tmp_path), "--json")
    assert status == 1
    assert not out
    assert error


def test_two_points_at_one_place_have_no_distance(as_json: Callable[..., Any], tmp_path: Path) -> None:
    content = as_json("cluster", "--sites", points(tmp_path, [FIVE[0]] * 2), "--area", square(tmp_path), *FEW)
    assert content["clark_evans"]["mean_nn_m"] == 0


def test_points_outside_the_area_and_a_crossed_area_are_problems(run: Run, tmp_path: Path) -> None:
    far = points(tmp_path, [(0.0, 0.0), (1.0, 0.0)])
    assert run("cluster", "--sites", far, "--area", square(tmp_path), *FEW)[0] == 1
    crossed = Polygon([(420_000, 2_550_000), (440_000, 2_570_000), (440_000, 2_550_000), (420_000, 2_570_000)])
    geopandas.GeoDataFrame(geometry=[crossed], crs="EPSG:4547").to_file(tmp_path / "crossed.gpkg")
    assert run("cluster", "--sites", points(tmp_path, FIVE), "--area", tmp_path / "crossed.gpkg", *FEW)[0] == 1


def test_points_for_area_and_area_for_points_are_problems(run: Run, tmp_path: Path) -> None:
    status, _, error = run("cluster", "--sites", square(tmp_path), "--area", points(tmp_path, FIVE))
    assert status == 1
    assert error.count("\n") >= 2


def test_study_of_an_empty_folder_has_no_layer_and_says_so(run: Run, tmp_path: Path) -> None:
    status, out, error = run("--study", tmp_path, "layers", "--json")
    assert status == 1
    assert all(row["features"] is None for row in json.loads(out)["layers"])
    needed = [layer.path for layer in LAYERS if layer.needed]
    assert error.count("\n") == len(needed) + 1
    assert all(path in error for path in (*needed, "plan.toml"))
    for command in ("cluster", "layout"):
        status, out, error = run("--study", tmp_path, command, "--json")
        assert status == 1
        assert not out
        assert error


def test_hostile_study_is_printed_as_text(run: Run, tmp_path: Path) -> None:
    folder = write_hostile_study(tmp_path / "study")
    for command in (("layers",), ("cluster", *FEW), ("layout",), ("check", folder / "parks.geojson")):
        for json_option in ((), ("--json",)):
            status, out, error = run("--study", folder, *command, *json_option)
            assert status == 0
            assert COMPUTED not in out + error
            if json_option:
                json.loads(out)


@pytest.mark.parametrize("packed", [False, True])
def test_study_of_ones_own_computes_what_its_layers_support(run: Run, tmp_path: Path, packed: bool) -> None:
    study = FOLDER
    if packed:
        study = tmp_path / "mine.zip"
        study.write_bytes(template_zip())
    status, out, error = run("--study", study, "layers", "--json")
    assert (status, error) == (0, "")
    assert not {row["source"] for row in json.loads(out)["layers"]} & {layer.source.zh for layer in LAYERS}
    status, out, error = run("--study", study, "layout", "--json")
    assert (status, error) == (0, "")
    content = json.loads(out)
    assert content["left_out"]
    assert sum(content["parks_per_tier"].values()) == 7
    status, out, error = run("--study", study, "sites", "--townships", "--json")
    assert (status, out) == (1, "")
    assert "townships" in error


def test_a_file_is_checked_against_the_study_that_is_named(run: Run, tmp_path: Path) -> None:
    folder = write_invented_study(tmp_path)
    file = str(folder / "parks.geojson")
    assert run("--study", str(folder), "check", file)[0] == 0
    assert run("check", file)[0] == 1
