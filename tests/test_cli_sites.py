"""`sites` keeps its contract: keys, published numbers, exclusions in words, and a clear message for what cannot be."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest

from tests.aircraft import AIRCRAFT_WEIGHTS, Write, toml

KEYS = {"alternatives", "weights", "consistency_ratio", "method", "normalisation", "robustness"}
ALTERNATIVE = {"id", "score", "rank", "raw", "contribution", "excluded_by"}
ROBUSTNESS = {"draws", "rank_acceptability", "winner_by_method", "reversal_weight"}
METHODS = ["weighted_sum", "topsis", "vikor", "promethee2"]
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def as_json(run: Run) -> Callable[..., Any]:
    def called(*arguments: str | Path) -> Any:
        status, out, _ = run("--lang", "en", "sites", *arguments, "--robustness", "200", "--json")
        assert status == 0
        assert out.count("\n") == 1
        content = json.loads(out)
        assert set(content) >= KEYS
        assert set(content["robustness"]) >= ROBUSTNESS
        assert all(set(one) >= ALTERNATIVE for one in content["alternatives"])
        return content

    return called


def by_id(content: Any) -> dict[str, Any]:
    return {one["id"]: one for one in content["alternatives"]}


def test_aircraft_by_topsis_score_as_published(as_json: Callable[..., Any], aircraft: Path, weights: Path) -> None:
    content = as_json(aircraft, "--weights", weights, "--method", "topsis", "--normalisation", "vector")
    scores = [one["score"] for one in content["alternatives"]]
    assert scores == pytest.approx([0.643277, 0.268384, 0.613542, 0.312291], abs=1e-6)
    assert [one["rank"] for one in content["alternatives"]] == [1, 4, 2, 3]
    assert content["weights"]["manoeuvrability"] == pytest.approx(0.3)
    assert content["alternatives"][0]["raw"]["range"] == 1500
    assert content["consistency_ratio"] is None
    assert content["objectives"]["cost"] == "min"


def test_contributions_sum_to_the_score(as_json: Callable[..., Any], aircraft: Path, weights: Path) -> None:
    content = as_json(aircraft, "--weights", weights)
    assert content["method"] == "weighted_sum"
    assert content["normalisation"] == "minmax"
    for one in content["alternatives"]:
        assert sum(one["contribution"].values()) == pytest.approx(one["score"])


@pytest.mark.parametrize("method", METHODS)
def test_every_method_ranks_and_names_its_normalisation(
    as_json: Callable[..., Any], aircraft: Path, weights: Path, method: str
) -> None:
    content = as_json(aircraft, "--weights", weights, "--method", method)
    usual = dict(zip(METHODS, ["minmax", "vector", "minmax", "none"], strict=True))
    assert content["normalisation"] == usual[method]
    assert sorted(one["rank"] for one in content["alternatives"]) == [1, 2, 3, 4]
    robust = content["robustness"]
    assert list(robust["winner_by_method"]) == METHODS
    assert robust["winner_by_method"][method] == content["winners"][0]
    assert robust["draws"] == 200
    assert all(len(shares) == 4 for shares in robust["rank_acceptability"].values())
    assert set(robust["reversal_weight"]) == set(AIRCRAFT_WEIGHTS)


def test_a_reversal_weight_reverses(as_json: Callable[..., Any], aircraft: Path, weights: Path, write: Write) -> None:
    first = as_json(aircraft, "--weights", weights)
    criterion, at = next((n, w) for n, w in first["robustness"]["reversal_weight"].items() if w is not None)
    beyond = at + 1e-3 * (1 if at > first["weights"][criterion] else -1)
    rest = (1 - beyond) / (1 - first["weights"][criterion])
    moved = {n: beyond if n == criterion else w * rest for n, w in first["weights"].items()}
    second = as_json(aircraft, "--weights", write("moved.toml", toml(moved, cost='objective = "min"')))
    assert second["winners"] != first["winners"]


def test_comparisons_in_pairs_weigh_as_published(as_json: Callable[..., Any], write: Write) -> None:
    path = write("a.csv", "id,x,y,z\np,1,2,3\nq,3,2,1\n")
    pairs = write("w.toml", '[ahp]\ncriteria = ["x", "y", "z"]\nmatrix = [[1, 0.5, 3], [2, 1, 4], ["1/3", 0.25, 1]]\n')
    content = as_json(path, "--weights", pairs)
    assert list(content["weights"].values()) == pytest.approx([0.3196, 0.5584, 0.1220], abs=5e-5)
    assert 0 < content["consistency_ratio"] < 0.1
    assert content["ahp"]["consistent"] is True
    assert "no objective" in " ".join(content["caveats"]["x"])


def test_contradicting_comparisons_name_the_one_to_look_at(run: Run, write: Write) -> None:
    path = write("a.csv", "id,x,y,z\np,1,2,3\nq,3,2,1\n")
    pairs = '[ahp]\ncriteria = ["x", "y", "z"]\nmatrix = [[1, 9, "1/9"], ["1/9", 1, 9], [9, "1/9", 1]]\n'
    status, out, error = run("--lang", "en", "sites", path, "--weights", write("w.toml", pairs), "--json")
    assert status == 0
    assert json.loads(out)["consistency_ratio"] > 0.1
    assert "contradict each other" in error
    assert "“x” to “y”" in error


def test_townships_of_the_study(as_json: Callable[..., Any]) -> None:
    content = as_json("--townships")
    assert len(content["alternatives"]) > 1000
    assert sorted(content["weights"].values()) == pytest.approx([1 / 12] * 12)
    assert "relatedness" in content["left_out"]
    best = min(content["alternatives"], key=lambda one: one["rank"])
    assert best["rank"] == 1
    assert {"name", "city", "lon", "lat"} <= set(best)
    robust = content["robustness"]
    assert len(robust["rank_acceptability"]) == 10
    assert robust["rank_acceptability_note"]
    assert best["id"] in robust["rank_acceptability"]
    assert content["units"]["rail_minutes"] == "min"


def test_cells_of_a_grid(as_json: Callable[..., Any]) -> None:
    content = as_json("--grid", "20000", "--criteria", "rail_minutes,people_60min")
    assert list(content["weights"]) == ["rail_minutes", "people_60min"]
    assert 400 < len(content["alternatives"]) < 500
    assert all(109 < one["lon"] < 118 for one in content["alternatives"])
    assert "name" not in content["alternatives"][0]


def test_points_take_built_in_criteria_beside_their_own_columns(as_json: Callable[..., Any], write: Write) -> None:
    points = write("p.csv", "id,lon,lat,rent,rail_m\ng,113.3,23.1,9,1\ns,114.0,22.6,12,2\n")
    own = as_json(points, "--weights", write("w.toml", toml({"rent": 1, "airport_m": 3}, rent='objective = "min"')))
    assert own["weights"] == {"rent": 0.25, "airport_m": 0.75}
    assert by_id(own)["g"]["raw"]["airport_m"] > 1000
    assert by_id(own)["g"]["lon"] == pytest.approx(113.3)
    assert own["robustness"]["safety"]["share_by_position"] is None or own["position_uncertainty_m"]
    as_it_stands = as_json(points, "--weights", write("v.toml", toml({"rail_m": 1}, rail_m='objective = "min"')))
    assert by_id(as_it_stands)["s"]["raw"] == {"rail_m": 2.0}


def test_geodata_in_metres_are_measured_in_the_studys_system(as_json: Callable[..., Any], tmp_path: Path) -> None:
    points = gpd.points_from_xy([113.3, 114.0], [23.1, 22.6], crs=4326).to_crs(32649)
    gpd.GeoDataFrame({"id": ["g", "s"], "a{b}": [1, 3]}, geometry=points).to_file(tmp_path / "g.gpkg")
    (tmp_path / "w.toml").write_text('[criteria."a{b}"]\nweight = 1\n[criteria.rail_m]\nweight = 1\n', encoding="utf-8")
    content = as_json(tmp_path / "g.gpkg", "--weights", tmp_path / "w.toml")
    assert by_id(content)["s"]["raw"]["a{b}"] == 3
    assert by_id(content)["s"]["lon"] == pytest.approx(114.0)


def test_a_built_in_criterion_that_a_table_cannot_have_is_left_out(as_json: Callable[..., Any], write: Write) -> None:
    both = write("w.toml", toml({"x": 1, "rail_m": 3}))
    content = as_json(write("a.csv", "id,x\np,1\nq,2\n"), "--weights", both)
    assert content["weights"] == {"x": 1.0}
    assert content["left_out"] == {"rail_m": "no alternative has a position"}


def test_positions_are_redrawn_where_sites_are_uncertain(as_json: Callable[..., Any], write: Write) -> None:
    points = write("p.csv", "id,lon,lat,position_uncertainty_m\ng,113.3,23.1,3000\ns,114.0,22.6,500\n")
    content = as_json(points, "--criteria", "rail_m,agglomeration")
    assert 0 <= content["robustness"]["safety"]["share_by_position"] <= 1
    assert "redrawn" in " ".join(content["words"])


def test_a_workbook_is_a_table_too(as_json: Callable[..., Any], weights: Path, aircraft: Path, tmp_path: Path) -> None:
    table = pd.read_csv(aircraft)
    pyogrio.write_dataframe(table, tmp_path / "a.xlsx", driver="XLSX")
    content = as_json(tmp_path / "a.xlsx", "--weights", weights, "--method", "topsis")
    assert by_id(content)["A1"]["score"] == pytest.approx(0.643277, abs=1e-6)


def test_a_table_without_ids_takes_its_first_column_of_texts_or_counts(
    as_json: Callable[..., Any], write: Write
) -> None:
    one = write("w.toml", toml({"x": 1}))
    assert set(by_id(as_json(write("a.csv", "place,x\nnorth,1\nsouth,2\n"), "--weights", one))) == {"north", "south"}
    assert set(by_id(as_json(write("b.csv", "x,y\n1,3\n2,4\n"), "--weights", one))) == {"1", "2"}


def test_limits_exclude_in_words_and_the_rest_is_ranked(
    as_json: Callable[..., Any], aircraft: Path, write: Write
) -> None:
    limits = write("w.toml", toml(AIRCRAFT_WEIGHTS, cost='objective = "min"\nmax = 6', reliability="min = 5"))
    content = as_json(aircraft, "--weights", limits)
    excluded = by_id(content)["A2"]
    assert excluded["score"] is None
    assert excluded["rank"] is None
    assert excluded["contribution"] is None
    assert excluded["raw"]["cost"] == 6.5
    assert "cost 6.5 is above the maximum 6" in excluded["excluded_by"]
    assert "reliability 3 is below the minimum 5" in excluded["excluded_by"]
    assert sorted(one["rank"] for one in content["alternatives"] if one["rank"]) == [1, 2, 3]
    assert "A2" not in content["robustness"]["rank_acceptability"]


def test_limits_that_exclude_all_are_a_problem(run: Run, aircraft: Path, write: Write) -> None:
    limits = write("w.toml", toml(AIRCRAFT_WEIGHTS, cost='objective = "min"\nmax = 1'))
    status, out, error = run("--lang", "en", "sites", aircraft, "--weights", limits)
    assert status == 1
    assert out == ""
    assert "None of the 4 alternatives" in error


def test_missing_values_exclude_or_count_as_the_worst(as_json: Callable[..., Any], write: Write) -> None:
    path = write("a.csv", "id,x,y\np,1,5\nq,,9\nr,3,1\n")
    two = write("w.toml", toml({"x": 1, "y": 1}))
    excluded = as_json(path, "--weights", two)
    assert by_id(excluded)["q"]["rank"] is None
    assert by_id(excluded)["q"]["raw"] == {"x": None, "y": 9.0}
    assert "x has no value" in by_id(excluded)["q"]["excluded_by"]
    worst = as_json(path, "--weights", two, "--missing", "worst")
    assert by_id(worst)["q"]["rank"] is not None
    assert by_id(worst)["q"]["excluded_by"] is None
    assert worst["filled"] == {"q": ["x"]}


def test_an_ideal_value_is_best_in_the_middle(as_json: Callable[..., Any], write: Write) -> None:
    path = write("a.csv", "id,slope\nflat,0\ngentle,3\nsteep,20\n")
    content = as_json(path, "--weights", write("w.toml", toml({"slope": 1}, slope='objective = "ideal"\nideal = 2.5')))
    assert content["winners"] == ["gentle"]
    assert content["ideals"] == {"slope": 2.5}
    assert by_id(content)["steep"]["raw"]["slope"] == 20


def test_one_alternative_and_equal_ones(as_json: Callable[..., Any], write: Write) -> None:
    one = write("w.toml", toml({"x": 1}))
    assert as_json(write("a.csv", "id,x\np,1\n"), "--weights", one)["winners"] == ["p"]
    assert as_json(write("b.csv", "id,x\np,1\nq,1\n"), "--weights", one)["winners"] == ["p", "q"]


def test_criteria_pick_from_the_weights_file(as_json: Callable[..., Any], aircraft: Path, weights: Path) -> None:
    content = as_json(aircraft, "--weights", weights, "--criteria", "speed,cost")
    assert content["weights"] == pytest.approx({"speed": 2 / 3, "cost": 1 / 3})
    assert "range" in content["left_out"]


def test_same_seed_gives_the_same_bytes(run: Run, aircraft: Path, weights: Path) -> None:
    arguments = ("sites", aircraft, "--weights", weights, "--seed", "3", "--json")
    assert run(*arguments)[1] == run(*arguments)[1]
    assert run(*arguments)[1] != run(*arguments, "--seed", "4")[1]


@pytest.mark.parametrize(
    ("language", "words"),
    [("zh", ("排第一", "翻转", "越小越好")), ("en", ("comes first", "reversal", "less is better"))],
)
def test_words_tell_winner_and_safety(
    run: Run, aircraft: Path, write: Write, language: str, words: tuple[str, ...]
) -> None:
    limits = write("w.toml", toml(AIRCRAFT_WEIGHTS, cost='objective = "min"\nmax = 6'))
    status, out, error = run("--lang", language, "sites", aircraft, "--weights", limits)
    assert status == 0
    assert error == ""
    assert all(word in out for word in words)
    assert "A2" in out


@pytest.mark.parametrize("language", ["zh", "en"])
def test_words_of_cells_tell_caveats_and_what_is_left_out(run: Run, language: str) -> None:
    status, out, _ = run("--lang", language, "sites", "--grid", "50000", "--robustness", "50")
    assert status == 0
    assert ("直线" if language == "zh" else "Straight lines") in out
    assert ("未计入" if language == "zh" else "Left out") in out


PAIRS = '[ahp]\ncriteria = ["x", "y"]\nmatrix = [[1, {0}], [{1}, 1]]\n'


def test_several_people_weigh_by_the_geometric_mean(as_json: Callable[..., Any], write: Write) -> None:
    path = write("a.csv", "id,x,y\np,1,2\nq,3,1\n")
    ann, bo = write("ann.toml", PAIRS.format(2, 0.5)), write("bo.toml", PAIRS.format(8, 0.125))
    content = as_json(path, "--weights", ann, "--weights", bo)
    assert content["weights"] == pytest.approx({"x": 0.8, "y": 0.2})
    assert content["consistency_ratio"] == 0
    members = {one["name"]: one["weights"]["x"] for one in content["group"]["members"]}
    assert members == pytest.approx({"ann": 2 / 3, "bo": 8 / 9})
    (judged,) = content["group"]["judgements"]
    assert (judged["low"], judged["high"], judged["mean"], judged["geometric_sd"]) == pytest.approx((2, 8, 4, 2))
    assert any("2 to 8 times" in words for words in content["words"])


def test_people_who_agree_are_said_to_and_one_person_is_no_group(as_json: Callable[..., Any], write: Write) -> None:
    path, pairs = write("a.csv", "id,x,y\np,1,2\nq,3,1\n"), PAIRS.format(2, 0.5)
    content = as_json(path, "--weights", write("ann.toml", pairs), "--weights", write("bo.toml", pairs))
    assert any("who agree" in words for words in content["words"])
    assert as_json(path, "--weights", write("ann.toml", pairs))["group"] is None


def test_files_of_the_same_name_are_numbered_people(as_json: Callable[..., Any], write: Write, tmp_path: Path) -> None:
    path = write("a.csv", "id,x,y\np,1,2\nq,3,1\n")
    (tmp_path / "more").mkdir()
    one, two = write("ann.toml", PAIRS.format(2, 0.5)), write("more/ann.toml", PAIRS.format(3, "'1/3'"))
    content = as_json(path, "--weights", one, "--weights", two)
    assert [one["name"] for one in content["group"]["members"]] == ["ann (1)", "ann (2)"]


def test_a_person_who_contradicts_himself_is_named(run: Run, write: Write) -> None:
    path = write("a.csv", "id,x,y,z\np,1,2,3\nq,3,2,1\n")
    even = '[ahp]\ncriteria = ["x", "y", "z"]\nmatrix = [[1, 1, 1], [1, 1, 1], [1, 1, 1]]\n'
    circular = '[ahp]\ncriteria = ["x", "y", "z"]\nmatrix = [[1, 9, "1/9"], ["1/9", 1, 9], [9, "1/9", 1]]\n'
    files = ("--weights", write("ann.toml", even), "--weights", write("bo.toml", circular))
    status, _, error = run("--lang", "en", "sites", path, *files, "--json")
    assert status == 0
    assert "bo: The comparisons contradict" in error
    assert "ann: " not in error
