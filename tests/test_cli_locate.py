"""`locate` keeps its contract: keys, statuses, files of every kind, and a clear message for what cannot be."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from analysis.examples.location import pmed1_distances

KEYS = {"chosen", "objective_value", "unit", "status", "gap", "baseline_value"}
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def as_json(run: Run) -> Callable[..., Any]:
    def called(*arguments: str | Path) -> Any:
        status, out, _ = run("locate", *arguments, "--json")
        assert status == 0
        assert out.count("\n") == 1
        content = json.loads(out)
        assert set(content) >= KEYS
        return content

    return called


def write(folder: Path, name: str, text: str) -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


@pytest.fixture
def costs(tmp_path: Path) -> Path:
    return write(tmp_path, "costs.csv", "id,a,b,c\nx,1,4,9\ny,5,3,9\nz,9,9,2\n")


@pytest.fixture
def points(tmp_path: Path) -> Path:
    return write(
        tmp_path,
        "points.csv",
        "id,lon,lat,city,weight\nw,114,23,A,1\nx,114.1,23,A,1\ny,114.2,23,A,1\nz,115,23,B,9\n",
    )


def test_candidates_at_sea_or_in_another_country_are_told_with_their_distance(run: Run, tmp_path: Path) -> None:
    candidates = write(tmp_path, "sea.csv", "id,lon,lat\nland,113.3,23.1\nsea,115,21\nparis,2.3,48.8\n")
    status, out, err = run("locate", "--p", "1", "--objective", "pmedian", "--candidates", candidates)
    assert (status, out) == (1, "")
    assert "sea" in err
    assert "paris" in err
    assert "land：" not in err


def test_people_and_townships_with_the_parks_that_stand(as_json: Callable[..., Any]) -> None:
    content = as_json("--p", "2", "--objective", "pmedian")
    assert len(content["chosen"]) == 2
    assert content["unit"] == "person_m"
    assert content["status"] == "optimal"
    assert content["gap"] == 0
    assert content["baseline"] == "existing"
    assert content["baseline_value"] > content["objective_value"]
    assert len(content["existing"]) == 15
    assert content["total_weight"] == pytest.approx(126_012_510)
    assert content["mean"] == content["objective_value"] / content["total_weight"]
    assert {"id", "name", "city", "lon", "lat", "served_share"} == set(content["sites"][0])
    assert [site["id"] for site in content["sites"]] == content["chosen"]


def test_grid_and_coverage_with_spacing_and_quota(as_json: Callable[..., Any]) -> None:
    content = as_json(
        *("--p", "3", "--objective", "coverage", "--radius-m", "40000", "--candidates", "grid", "--cell-m", "20000"),
        *("--min-spacing-m", "50000", "--per-city", "1", "--existing", "none"),
    )
    assert content["unit"] == "people"
    assert content["baseline"] == "random"
    assert content["objective_value"] > content["baseline_value"]
    assert len({site["city"] for site in content["sites"]}) == 3
    assert None in content["assignment"].values()


def test_same_seed_gives_the_same_bytes(run: Run, costs: Path) -> None:
    arguments = ("locate", "--p", "1", "--objective", "pcentre", "--candidates", costs, "--seed", "3", "--json")
    assert run(*arguments)[1] == run(*arguments)[1]
    assert json.loads(run(*arguments)[1])["baseline_value"] is not None


def test_pmed1_as_a_table_of_costs_is_solved_to_5819(as_json: Callable[..., Any], tmp_path: Path) -> None:
    rows = [[str(place), *map(str, row)] for place, row in enumerate(pmed1_distances().tolist(), start=1)]
    header = ",".join(["", *(row[0] for row in rows)])
    path = write(tmp_path, "pmed1.csv", "\n".join([header, *(",".join(row) for row in rows)]))
    content = as_json("--p", "5", "--objective", "pmedian", "--candidates", path)
    assert content["objective_value"] == 5819
    assert content["unit"] == "cost"
    assert content["status"] == "optimal"
    assert content["baseline"] == "random"
    assert as_json("--p", "5", "--objective", "pmedian", "--demand", path)["objective_value"] == 5819


def test_costs_with_weights_of_the_demand(as_json: Callable[..., Any], costs: Path, tmp_path: Path) -> None:
    weights = write(tmp_path, "weights.csv", "id,weight\nx,1\ny,1\nz,10\n")
    plain = as_json("--p", "1", "--objective", "pmedian", "--candidates", costs)
    weighted = as_json("--p", "1", "--objective", "pmedian", "--candidates", costs, "--demand", weights)
    assert plain["objective_value"] == 15
    assert weighted["chosen"] == ["c"]
    assert weighted["objective_value"] == 9 + 9 + 20
    covered = as_json("--p", "1", "--objective", "coverage", "--radius-m", "3", "--candidates", costs)
    assert covered["objective_value"] == 1
    assert covered["assignment"]["x"] in ("a", None)


def test_two_files_of_points_need_no_study(run: Run, points: Path, tmp_path: Path) -> None:
    status, out, _ = run(
        *("--study", tmp_path / "none", "locate", "--p", "2", "--objective", "pmedian"),
        *("--candidates", points, "--demand", points, "--min-spacing-m", "50000", "--json"),
    )
    content = json.loads(out)
    assert status == 0
    assert content["chosen"] == ["x", "z"]
    assert content["unit"] == "weight_m"
    assert content["existing"] == []
    assert content["objective_value"] == pytest.approx(2 * 10_250, rel=1e-3)
    assert content["sites"][0]["lon"] == pytest.approx(114.1)
    assert content["sites"][0]["city"] == "A"


def test_points_as_candidates_for_the_studys_people(as_json: Callable[..., Any], points: Path) -> None:
    content = as_json("--p", "1", "--objective", "pcentre", "--candidates", points, "--per-city", "1")
    assert content["chosen"][0] in ("w", "x", "y", "z")
    assert content["unit"] == "m"


def test_points_as_demand_of_the_studys_townships(as_json: Callable[..., Any], points: Path) -> None:
    content = as_json("--p", "1", "--objective", "pmedian", "--demand", points)
    assert content["baseline"] == "random"
    assert content["total_weight"] == 12


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("objective", ["pmedian", "coverage", "pcentre"])
@pytest.mark.parametrize("kind", ["costs", "points"])
def test_words_tell_value_baseline_and_proof(
    run: Run, costs: Path, points: Path, language: str, objective: str, kind: str
) -> None:
    files = ("--candidates", costs) if kind == "costs" else ("--candidates", points, "--demand", points)
    radius = ("--radius-m", "20000") if objective == "coverage" else ()
    status, out, error = run("--lang", language, "locate", "--p", "1", "--objective", objective, *files, *radius)
    assert status == 0
    assert error == ""
    assert ("已证明" in out) == (language == "zh")
    assert ("Proven" in out) == (language == "en")
    assert ("直线" in out or "straight" in out) == (kind == "points")


def test_words_of_people_tell_what_they_rest_on(run: Run) -> None:
    out = run("--lang", "en", "locate", "--p", "1", "--objective", "coverage", "--radius-m", "30000")[1]
    assert "of the people live within 30 km" in out
    assert "With the 15 existing sites only" in out
    assert "shared out equally" in out


def test_without_proof_the_gap_is_told(run: Run, tmp_path: Path) -> None:
    rows = [f"{i}," + ",".join(str((i * 7919 + j * 104_729) % 997) for j in range(40)) for i in range(40)]
    path = write(tmp_path, "costs.csv", "\n".join(["id," + ",".join(f"c{j}" for j in range(40)), *rows]))
    arguments = ("--p", "6", "--candidates", path, "--time-limit-s", "1e-9")
    _, out, _ = run("--lang", "en", "locate", "--objective", "pmedian", *arguments)
    assert "at most" in out
    content = json.loads(run("locate", "--objective", "pmedian", *arguments, "--json")[1])
    assert content["status"] == "feasible"
    assert 0 < content["gap"] <= 1
    assert content["bound"] < content["objective_value"]


def test_radius_of_another_model_is_said_to_be_ignored(run: Run, costs: Path) -> None:
    arguments = ("locate", "--p", "1", "--objective", "pmedian", "--candidates", costs, "--radius-m", "3", "--json")
    status, out, error = run("--lang", "en", *arguments)
    assert status == 0
    json.loads(out)
    assert "ignored" in error


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--p", "1"),
        ("--objective", "pmedian"),
        ("--p", "x", "--objective", "pmedian"),
        ("--p", "1", "--objective", "other"),
        ("--p", "1", "--objective", "coverage"),
        ("--p", "1", "--objective", "pmedian", "--existing", "x"),
        ("--p", "1", "--objective", "pmedian", "--candidates", "no/such.csv"),
        ("--p", "1", "--objective", "pmedian", "--candidates", "no/such.gpkg"),
        ("--p", "1", "--objective", "pmedian", "--demand", "no/such.csv"),
        ("--p", "1", "--objective", "pmedian", "--demand", "towns"),
        ("--p", "1", "--objective", "pmedian", "--seed", "-1"),
    ],
)
def test_wrong_usage_or_unreadable_input_is_status_2(run: Run, arguments: tuple[str, ...]) -> None:
    status, out, error = run("locate", *arguments)
    assert status == 2
    assert out == ""
    assert error


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--p", "0"), "number of new sites"),
        (("--p", "-3"), "number of new sites"),
        (("--p", "9"), "only 3 candidates"),
        (("--p", "1", "--time-limit-s", "0"), "no positive number"),
        (("--p", "1", "--min-spacing-m", "5"), "no spacing can be kept"),
        (("--p", "1", "--per-city", "1"), "no quota can be kept"),
        (("--p", "1", "--existing", "parks"), "no place beside it"),
        (("--p", "1", "--demand", "population"), "no place beside it"),
    ],
)
def test_what_costs_cannot_answer_is_status_1(run: Run, costs: Path, arguments: tuple[str, ...], words: str) -> None:
    status, out, error = run("--lang", "en", "locate", "--objective", "pmedian", "--candidates", costs, *arguments)
    assert status == 1
    assert out == ""
    assert words in error


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--p", "3", "--min-spacing-m", "50000"), "spacing of 50000 m"),
        (("--p", "3", "--per-city", "1"), "at most 1 in a city"),
        (("--p", "2", "--min-spacing-m", "-1"), "no positive number"),
    ],
)
def test_an_infeasible_problem_names_what_makes_it_so(
    run: Run, points: Path, arguments: tuple[str, ...], words: str
) -> None:
    files = ("--candidates", points, "--demand", points)
    status, out, error = run("--lang", "en", "locate", "--objective", "pmedian", *files, *arguments)
    assert status == 1
    assert out == ""
    assert words in error


def test_costs_that_are_no_numbers_or_negative_are_status_1(run: Run, tmp_path: Path) -> None:
    for text in ("id,a\nx,far\n", "id,a\nx,-1\n", "id,a\nx,\n", "id,a\nx,1,2\n"):
        path = write(tmp_path, "costs.csv", text)
        status, out, error = run("locate", "--p", "1", "--objective", "pmedian", "--candidates", path)
        assert status in (1, 2)
        assert out == ""
        assert error


def test_grid_without_a_cell_on_land_is_status_1(run: Run) -> None:
    arguments = ("locate", "--p", "1", "--objective", "pmedian", "--candidates", "grid", "--cell-m", "5000000")
    status, _, error = run("--lang", "en", *arguments)
    assert status == 1
    assert "centre on the land" in error
