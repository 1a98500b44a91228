"""`sites` refuses what cannot be compared: one clear message, all problems at once, the right exit status."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.aircraft import Write, toml

METHODS = ["weighted_sum", "topsis", "vikor", "promethee2"]
Run = Callable[..., tuple[int, str, str]]


def test_all_that_is_wrong_with_the_weights_is_told_at_once(run: Run, aircraft: Path, write: Write) -> None:
    bad = write(
        "w.toml",
        '[other]\n[criteria.speed]\nweight = -1\n[criteria.range]\nweight = "much"\n[criteria.cost]\nweight = 1\n'
        'objective = "less"\nmin = 3\nmax = 2\ncolour = 1\n[criteria.payload]\nobjective = "ideal"\nweight = nan\n',
    )
    status, out, error = run("--lang", "en", "sites", aircraft, "--weights", bad)
    assert status == 1
    assert out == ""
    for words in ("“other”", "-1", "“much”", "“less”", "“colour”", "minimum 3", "ideal value", "nan"):
        assert words in error


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no criterion"),
        ("criteria = 3\n", "wrong type"),
        ("ahp = 3\n", "wrong type"),
        ("[criteria]\nspeed = 3\n", "wrong type"),
        ("[criteria.speed]\n", "no weight"),
        ("[criteria.speed]\nweight = 0\n", "weight"),
        ("[criteria.colour]\nweight = 1\n", "no criterion “colour”"),
        ('[criteria.speed]\nweight = 1\nobjective = "max"\nideal = 3\n', "ideal value"),
        ('[ahp]\ncriteria = ["speed", "cost"]\nmatrix = [[1, 2], [3, 1]]\n', "no reciprocals"),
        ('[ahp]\ncriteria = ["speed", "cost"]\nmatrix = [[1, 2], [3]]\n', "2 x 2"),
        ('[ahp]\ncriteria = ["speed", "cost"]\nmatrix = [[1, -2], [-0.5, 1]]\n', "-2"),
        ('[ahp]\ncriteria = ["speed", "cost"]\nmatrix = [[1, "x"], [0.5, 1]]\n', "“x”"),
        ('[ahp]\ncriteria = ["speed", "speed"]\nmatrix = [[1, 1], [1, 1]]\n', "Two criteria"),
        ('[ahp]\ncriteria = "speed"\nmatrix = [[1]]\n', "wrong type"),
        ('[ahp]\ncriteria = ["speed"]\nmatrix = 1\n', "wrong type"),
        ('[ahp]\ncriteria = ["speed"]\nmatrix = [[1]]\n[criteria.speed]\nweight = 1\n', "beside the comparisons"),
        ('[ahp]\ncriteria = ["speed"]\nmatrix = [[1]]\n[criteria.cost]\nmax = 1\n', "no weight"),
    ],
)
def test_a_wrong_weights_file_is_status_1(run: Run, aircraft: Path, write: Write, text: str, words: str) -> None:
    status, out, error = run("--lang", "en", "sites", aircraft, "--weights", write("w.toml", text))
    assert status == 1
    assert out == ""
    assert words in error


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("id,speed\na,fast\n", "“fast”"),
        ("id,speed\na,1\na,2\n", "“a”"),
        ("id,speed\n", ""),
        ("id,speed\na,1,2\n", "3 cells"),
        ("id,speed\na,inf\n", "infinite"),
        ("id,speed\na,\n", "No alternative has a value"),
        ("id,speed,lon,lat\na,1,x,2\n", "lon='x'"),
    ],
)
def test_a_wrong_table_is_status_1(run: Run, write: Write, table: str, words: str) -> None:
    one = write("w.toml", toml({"speed": 1}))
    status, out, error = run("--lang", "en", "sites", write("a.csv", table), "--weights", one)
    assert status == 1
    assert out == ""
    assert error
    assert words in error


def test_a_table_without_places_and_weights_has_no_criterion(run: Run, aircraft: Path) -> None:
    status, _, error = run("--lang", "en", "sites", aircraft)
    assert status == 1
    assert "no weights file names them" in error


def test_points_at_sea_are_told(run: Run, write: Write) -> None:
    points = write("p.csv", "id,lon,lat\nsea,115,20\n")
    status, _, error = run("--lang", "en", "sites", points, "--criteria", "rail_m")
    assert status == 1
    assert "at sea" in error


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--townships", "--criteria", "colour"), "no criterion “colour”"),
        (("--grid", "5000000"), "no alternative"),
        (("--grid", "0"), "cell_m"),
        (("--grid", "50000", "--method", "vikor", "--normalisation", "vector"), "minmax"),
        (("--grid", "50000", "--criteria", "relatedness"), "relatedness"),
    ],
)
def test_what_the_study_cannot_answer_is_status_1(run: Run, arguments: tuple[str, ...], words: str) -> None:
    status, out, error = run("--lang", "en", "sites", *arguments)
    assert status == 1
    assert out == ""
    assert words in error


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--townships", "--grid", "1000"),
        ("a.csv", "--townships"),
        ("no/such.csv",),
        ("no/such.xlsx",),
        ("no/such.doc",),
        ("--townships", "--weights", "no/such.toml"),
        ("--townships", "--method", "best"),
        ("--townships", "--normalisation", "none"),
        ("--townships", "--missing", "zero"),
        ("--townships", "--robustness", "0"),
        ("--townships", "--seed", "-1"),
        ("--grid", "x"),
    ],
)
def test_wrong_usage_or_unreadable_input_is_status_2(run: Run, arguments: tuple[str, ...]) -> None:
    status, out, error = run("sites", *arguments)
    assert status == 2
    assert out == ""
    assert error


@pytest.mark.parametrize("content", [b"[criteria", b"\xff\xfe"])
def test_a_weights_file_that_is_no_toml_is_status_2(run: Run, aircraft: Path, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "w.toml").write_bytes(content)
    assert run("sites", aircraft, "--weights", tmp_path / "w.toml")[0] == 2


def test_a_file_that_is_no_workbook_is_status_2(run: Run, write: Write, weights: Path) -> None:
    assert run("sites", write("a.xlsx", "id,x\n"), "--weights", weights)[0] == 2
    assert run("sites", write("b.xlsx", "PK\x03\x04 cut off"), "--weights", weights)[0] == 2


def test_a_table_needs_no_study(run: Run, aircraft: Path, weights: Path, tmp_path: Path) -> None:
    status, out, error = run("--study", tmp_path / "none", "sites", aircraft, "--weights", weights, "--json")
    assert status == 0
    assert error == ""
    assert json.loads(out)["left_out"] == {}


def test_weights_of_two_kinds_are_no_group(run: Run, write: Write) -> None:
    pairs = write("ann.toml", '[ahp]\ncriteria = ["speed", "cost"]\nmatrix = [[1, 2], [0.5, 1]]\n')
    direct = write("bo.toml", toml({"speed": 1, "cost": 1}))
    table = write("a.csv", "id,speed,cost\na,1,2\nb,2,1\n")
    status, out, error = run("--lang", "en", "sites", table, "--weights", pairs, "--weights", direct)
    assert status == 1
    assert out == ""
    assert "bo.toml: Several files of weights" in error
    assert error.count("\n") == 1


def test_people_who_compare_different_criteria_are_told_each_difference(run: Run, write: Write) -> None:
    start = "[ahp]\nmatrix = [[1, 2], [0.5, 1]]\n"
    files = [write(f"{name}.toml", f'{start}criteria = ["speed", "{name}"]\n') for name in ("cost", "range")]
    table = write("a.csv", "id,speed,cost,range\na,1,2,3\nb,2,1,3\n")
    status, _, error = run("--lang", "en", "sites", table, "--weights", files[0], "--weights", files[1])
    assert status == 1
    assert "“range” is not compared" in error
    assert "“cost” is not compared" in error


def test_people_who_state_different_objectives_are_told(run: Run, write: Write) -> None:
    pairs = '[ahp]\ncriteria = ["speed", "cost"]\nmatrix = [[1, 2], [0.5, 1]]\n[criteria.cost]\nobjective = "{}"\n'
    files = [write(f"{sense}.toml", pairs.format(sense)) for sense in ("max", "min")]
    table = write("a.csv", "id,speed,cost\na,1,2\nb,2,1\n")
    status, _, error = run("--lang", "en", "sites", table, "--weights", files[0], "--weights", files[1])
    assert status == 1
    assert "different objectives" in error


def test_what_is_wrong_in_each_persons_file_is_told_at_once(run: Run, write: Write, aircraft: Path) -> None:
    bad = '[ahp]\ncriteria = ["speed", "cost"]\nmatrix = [[1, {}], [3, 1]]\n'
    files = [write("ann.toml", bad.format(3)), write("bo.toml", bad.format(-1))]
    status, _, error = run("--lang", "en", "sites", aircraft, "--weights", files[0], "--weights", files[1])
    assert status == 1
    assert "ann.toml" in error
    assert "bo.toml" in error
