"""The options of `cluster`: what each does to the numbers, and what is refused with its message."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pytest
from shapely import LineString, Point, box
from shapely.geometry.base import BaseGeometry

import cli
from analysis.clustering.ripley import CORRECTIONS, Correction, ripley
from analysis.clustering.window import Window
from layers.read import read_study
from ui.text import Text

FEW = ("--simulations", "9")
GAUSS = "EPSG:4547"
LAND = box(420_000, 2_550_000, 440_000, 2_570_000)
"""20 km by 20 km around Guangzhou's seat."""

FIVE = [(425_000.0, 2_555_000.0), (425_400.0, 2_555_300.0), (426_000.0, 2_555_000.0), (435_000.0, 2_565_000.0),
        (435_000.0, 2_565_500.0)]  # fmt: skip
Called = Callable[..., Any]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Called:
    """Return what calls `cluster` and gives exit status, standard output and standard error."""

    def called(*arguments: object) -> tuple[int, str, str]:
        status = cli.main(["--lang", "en", "cluster", *FEW, *map(str, arguments)])
        captured = capsys.readouterr()
        assert "Traceback" not in captured.out + captured.err
        return status, captured.out, captured.err

    return called


@pytest.fixture
def content(run: Called) -> Called:
    def called(*arguments: object) -> dict[str, Any]:
        status, out, error = run(*arguments, "--json")
        assert status == 0, error
        found: dict[str, Any] = json.loads(out, parse_constant=lambda name: pytest.fail(f"{name} is not JSON"))
        return found

    return called


@pytest.fixture
def own(tmp_path: Path) -> Callable[..., tuple[str, ...]]:
    """Return what writes points and the square and gives the options that name them."""

    def written(places: list[tuple[float, float]], crs: str = GAUSS) -> tuple[str, ...]:
        return "--sites", write(tmp_path, places, crs), "--area", write_shapes(tmp_path, "area", [LAND], crs)

    return written


def write(folder: Path, places: list[tuple[float, float]], crs: str = GAUSS) -> str:
    return write_shapes(folder, "sites", [Point(place) for place in places], crs)


def write_shapes(folder: Path, name: str, shapes: list[BaseGeometry], crs: str = GAUSS) -> str:
    path = folder / f"{name}.gpkg"
    geopandas.GeoDataFrame(geometry=shapes, crs=GAUSS).to_crs(crs).to_file(path)
    return str(path)


def test_built_in_study_gives_every_key_of_the_contract_and_what_was_added(content: Called) -> None:
    found = content()
    assert set(found) >= {
        "n", "area_km2", "clark_evans", "ripley", "groups", "concentration", "score", "per_site", "nulls",
        "group_detail", "density", "hotspots", "firm_concentration", "findings", "score_sensitivity",
        "position_draws", "outside_area", "kept_in_place", "within", "answer", "caveats", "left_out",
    }  # fmt: skip
    assert found["left_out"].keys() == {"firms"}
    assert {"core", "largest_distance_m"} <= set(found["groups"][0])
    assert set(found["density"]) == {"bandwidth_m", "rule", "edge_correction", "contours", "peak", "chance"}
    assert set(found["density"]["chance"]) == set(found["nulls"]) == {"land", "settlement", "seats"}
    assert len(found["hotspots"]["getis_ord"]["units"]) == len(found["hotspot_names"])
    assert found["position_draws"] == 400
    assert found["findings"]


def test_files_of_ones_own_give_the_contracts_keys_and_say_what_is_left_out(
    content: Called, own: Callable[..., tuple[str, ...]]
) -> None:
    found = content(*own(FIVE))
    assert set(found) >= {"n", "area_km2", "clark_evans", "ripley", "groups", "score", "per_site", "left_out"}
    assert {"concentration", "settlement", "platforms", "hotspots", "firms"} <= set(found["left_out"])
    assert found["hotspots"] is None
    assert found["findings"] == []
    assert found["ripley"]["positions_low_m"] is None
    assert set(found["nulls"]) == {"land"}


@pytest.mark.parametrize("correction", CORRECTIONS)
def test_each_edge_correction_gives_the_numbers_of_the_analysis(
    content: Called, own: Callable[..., tuple[str, ...]], correction: Correction
) -> None:
    found = content(*own(FIVE), "--correction", correction, "--r-m", "500,1000,4000")["ripley"]
    alone = ripley(FIVE, Window(LAND), np.array([500.0, 1000, 4000]), correction=correction)
    assert found["correction"] == correction
    assert found["r_m"] == [500, 1000, 4000]
    for name, values in (("k_m2", alone.k_m2), ("l_m", alone.l_m)):
        told = [float("nan") if value is None else value for value in found[name]]
        assert told == pytest.approx(values, nan_ok=True)


def test_radius_and_least_number_make_the_groups_by_hand(content: Called, own: Callable[..., tuple[str, ...]]) -> None:
    """Distances in the first clump: 500, 670.8 and 1,000 m; in the second 500 m."""
    files = own(FIVE)
    pairs = content(*files, "--radius-m", "500", "--min-sites", "2")
    assert [group["members"] for group in pairs["groups"]] == [["1", "2"], ["4", "5"]]
    assert pairs["group_detail"]["noise"] == ["3"]
    three = content(*files, "--radius-m", "671", "--min-sites", "3")
    assert [group["members"] for group in three["groups"]] == [["1", "2", "3"]]
    assert three["groups"][0]["radius_m"] == 671
    assert three["group_detail"]["share_in_groups"] == pytest.approx(0.6)


def test_groups_are_printed_by_the_names_of_their_sites(run: Called, content: Called) -> None:
    sites = {one["id"]: one["name"] for one in content()["per_site"]}
    assert sites["zh-usv"] == read_study().study.rows("parks")["zh-usv"]["name_en"]
    printed = " ".join(run()[1].split())
    for group in content()["groups"]:
        assert "- " + ", ".join(sites[one] for one in group["members"]) in printed


def test_weights_share_out_the_score(content: Called, own: Callable[..., tuple[str, ...]]) -> None:
    options = ("--radius-m", "500", "--min-sites", "2", "--weights", "share_in_groups=3, beyond_land=1")
    score = content(*own(FIVE), *options)["score"]
    parts = {part["id"]: part for part in score["components"]}
    assert {name: part["weight"] for name, part in parts.items()} == {"share_in_groups": 0.75, "beyond_land": 0.25}
    assert parts["share_in_groups"]["contribution"] == pytest.approx(60)
    assert score["value"] == pytest.approx(60 + 25 * parts["beyond_land"]["transformed"])


def test_units_and_neighbours_are_those_asked_for(content: Called) -> None:
    found = content("--units", "cities", "--neighbours", "travel", "--null", "land")["hotspots"]
    assert found["units"] == "cities"
    assert found["neighbours"]["choice"] == "travel"
    assert found["getis_ord"]["n"] == 21
    assert sum(row["value"] for row in found["getis_ord"]["units"].values()) == 15


def test_points_without_an_area_lie_on_the_studys_land(content: Called, tmp_path: Path) -> None:
    """All five stand round Guangzhou's seat; the study gives settlement, platforms, cities and districts."""
    found = content("--sites", write(tmp_path, FIVE, "EPSG:4490"))
    study = read_study().study
    assert found["n"] == 5
    assert found["area_km2"] == pytest.approx(study.area.area / 1e6)
    assert set(found["nulls"]) == {"land", "settlement", "seats"}
    assert found["position_draws"] == 0
    assert "position_uncertainty" in found["left_out"]
    assert sum(row["value"] for row in found["hotspots"]["getis_ord"]["units"].values()) == 5
    assert found["concentration"]["hhi"] == 1


def test_a_point_at_sea_is_measured_and_counts_in_no_city(content: Called, tmp_path: Path) -> None:
    found = content("--sites", write(tmp_path, [*FIVE, (420_000.0, 2_300_000.0)]))
    assert found["n"] == 6
    assert found["outside_area"] == ["6"]
    assert found["hotspots"]["sites_not_counted"] == ["6"]
    assert found["concentration"]["hhi"] == 1


def test_the_same_seed_gives_the_same_bytes_for_files_and_another_one_others(
    run: Called, own: Callable[..., tuple[str, ...]]
) -> None:
    files = own(FIVE)
    first, again, other = (run(*files, "--seed", seed, "--json")[1] for seed in (3, 3, 4))
    assert first == again != other


@pytest.mark.parametrize("places", [[], FIVE[:1]])
def test_fewer_than_two_points_are_refused(
    run: Called, own: Callable[..., tuple[str, ...]], places: list[tuple[float, float]]
) -> None:
    status, out, error = run(*own(places), "--json")
    assert (status, out) == (1, "")
    assert error


def test_two_points_are_measured_and_none_is_left_out(content: Called, own: Callable[..., tuple[str, ...]]) -> None:
    found = content(*own(FIVE[:2]))
    assert found["clark_evans"]["mean_nn_m"] == pytest.approx(500)
    assert {part["id"] for part in found["per_site"][0]["components"]} == {"nearest_site", "in_group"}


def test_points_at_one_place_have_no_bandwidth_and_print_in_words(
    run: Called, content: Called, own: Callable[..., tuple[str, ...]]
) -> None:
    files = own([FIVE[0]] * 4)
    found = content(*files)
    assert found["clark_evans"]["mean_nn_m"] == 0
    assert found["density"] is None
    assert "density" in found["left_out"]
    status, out, _ = run(*files)
    assert status == 0
    assert found["left_out"]["density"] in " ".join(out.split())


@pytest.mark.parametrize(("language", "shown"), [("zh", "并不集聚"), ("en", "do not cluster")])
def test_points_evenly_spread_are_said_not_to_cluster(
    capsys: pytest.CaptureFixture[str], own: Callable[..., tuple[str, ...]], language: str, shown: str
) -> None:
    west, south, east, north = LAND.bounds
    across, up = (east - west) / 4, (north - south) / 4
    even = [(west + across * (i + 0.5), south + up * (j + 0.5)) for i in range(4) for j in range(4)]
    cli.main(["--lang", language, "cluster", *own(even), "--simulations", "99", "--json"])
    found = json.loads(capsys.readouterr().out)
    assert shown in found["answer"]
    assert found["ripley"]["by_null"]["land"]["above_m"] == []
    cli.main(["--lang", language, "cluster", *own(even), "--simulations", "99"])
    words = capsys.readouterr().out.splitlines()
    land = [line for line in words if line.startswith(Text(language)("clustering.null_land")) and "│" in line]
    assert "–" in land[1]  # of Ripley's L: no distance of strongest clustering


def test_a_radius_larger_than_the_area_makes_one_group_that_chance_makes_too(
    content: Called, own: Callable[..., tuple[str, ...]]
) -> None:
    found = content(*own(FIVE), "--radius-m", "1e6")
    assert [len(group["members"]) for group in found["groups"]] == [5]
    assert found["group_detail"]["chance"]["land"]["p"] == 1


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--r-m", "2000,1000"),
        ("--r-m", "1000,1000"),
        ("--r-m", "-5"),
        ("--r-m", "nan"),
        ("--r-m", "inf"),
        ("--radius-m", "-1"),
        ("--radius-m", "nan"),
        ("--min-sites", "1"),
        ("--weights", "nonsense=1"),
        ("--weights", "share_in_groups=-1"),
        ("--weights", "share_in_groups=nan"),
        ("--weights", "share_in_groups=0,beyond_land=0"),
    ],
)
def test_a_number_that_makes_no_sense_is_a_problem_with_one_message(
    run: Called, own: Callable[..., tuple[str, ...]], option: str, value: str
) -> None:
    status, out, error = run(*own(FIVE), f"{option}={value}", "--json")
    assert (status, out) == (1, "")
    assert error.count("\n") == 1


def test_a_rule_of_neighbours_that_districts_do_not_have_is_a_problem(run: Called) -> None:
    status, _, error = run("--neighbours", "travel")
    assert status == 1
    assert error.startswith("neighbours")
    assert "contiguity, nearest, distance" in error


@pytest.mark.parametrize("arguments", [("--units", "farms"), ("--neighbours", "friends"), ("--radius-m", "far")])
def test_a_word_that_is_no_choice_is_wrong_usage(run: Called, arguments: tuple[str, str]) -> None:
    assert run(*arguments)[0] == 2


def test_lines_on_the_studys_land_are_a_problem(run: Called, tmp_path: Path) -> None:
    status, _, error = run("--sites", write_shapes(tmp_path, "lines", [LineString(FIVE[:2]), LineString(FIVE[2:4])]))
    assert status == 1
    assert error.count("LineString") == 2


def test_an_area_in_feet_is_a_problem(run: Called, own: Callable[..., tuple[str, ...]]) -> None:
    status, _, error = run(*own(FIVE, "EPSG:2263"))
    assert status == 1
    assert error
