"""What the command line prints: JSON that any reader takes, and words without control characters."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis.clustering.result import ClusterResult, cluster
from analysis.clustering.settings import ClusterSettings
from analysis.errors import Problem
from analysis.layout.new_line import Line
from analysis.layout.result import layout
from analysis.layout.settings import LayoutSettings
from analysis.study import Study
from ui import terminal, terminal_cluster, terminal_layout
from ui.text import LANGUAGES, Text


def printed(content: Any, capsys: pytest.CaptureFixture[str]) -> Any:
    terminal.show(content, terminal.layer_lines, Text("zh"), as_json=True)
    out = capsys.readouterr().out
    assert out.endswith("\n")
    assert out.count("\n") == 1
    return json.loads(out)


def test_json_holds_plain_values_in_full_precision(capsys: pytest.CaptureFixture[str]) -> None:
    content = {
        "float": np.float64(1 / 3),
        "int": np.int64(7),
        "flag": np.bool_(True),
        "missing": pd.NA,
        "nan": math.nan,
        "infinite": np.float64("inf"),
        "list": (1, np.float32(0.5)),
        "text": '园\n"<',
        3: None,
    }
    assert printed(content, capsys) == {
        "float": 1 / 3,
        "int": 7,
        "flag": True,
        "missing": None,
        "nan": None,
        "infinite": None,
        "list": [1, 0.5],
        "text": '园\n"<',
        "3": None,
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_problem_row_says_where_what_and_remedy(language: str) -> None:
    row = terminal.problem_row(Problem("missing_field", "parks.geojson", {"field": "id"}), Text(language))
    assert set(row) == {"where", "what", "remedy", "severity", "code"}
    assert all(row.values())


def test_escape_sequences_of_a_file_do_not_reach_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    sequence = "\x1b]0;title\x07\x1b[31mred\x9b2J\u202e"
    row = {"where": sequence, "what": sequence, "remedy": sequence}
    report = {"path": sequence, "ok": False, "features": 1, "crs": sequence, "problems": [row]}
    terminal.show({"files": [report]}, terminal.check_lines, Text("zh"), as_json=False)
    terminal.problems([Problem("missing_field", sequence, {"field": sequence})], Text("zh"))
    captured = capsys.readouterr()
    for character in "\x1b\x07\x9b\u202e":
        assert character not in captured.out + captured.err
    assert "red" in captured.out


def test_markup_of_a_file_stays_text(capsys: pytest.CaptureFixture[str]) -> None:
    row = {"where": "[bold]x[/bold]", "what": ":smile:", "remedy": "[link=http://x]y[/link]"}
    report = {"path": "p", "ok": False, "features": 1, "crs": None, "problems": [row]}
    terminal.show({"files": [report]}, terminal.check_lines, Text("en"), as_json=False)
    out = capsys.readouterr().out
    for part in row.values():
        assert part in out


@pytest.fixture(scope="module")
def clustered(study: Study) -> ClusterResult:
    settings = ClusterSettings(simulations=199, position_draws=20)
    return cluster(study, rng=np.random.default_rng(0), settings=settings)


def words_of(content: Any, lines: Any, language: str, capsys: pytest.CaptureFixture[str]) -> str:
    terminal.show(content, lines, Text(language), as_json=False)
    return capsys.readouterr().out


def test_cluster_json_has_the_null_of_the_seats_and_what_chance_makes_of_concentration(
    clustered: ClusterResult,
) -> None:
    content = terminal_cluster.cluster_json(clustered, Text("en"))
    assert content["clark_evans"]["p_seats"] == content["nulls"]["seats"]["p"] > 0.05
    assert content["clark_evans"]["naive_alternative"] == content["clark_evans"]["donnelly_alternative"] == "two-sided"
    assert [name for name, null in content["nulls"].items() if null["sensitivity"]] == ["seats"]
    assert content["nulls"]["seats"]["radius_m"] == 10_000
    assert "beyond_seats" not in {part["id"] for part in content["score"]["components"]}
    # Expected HHI of 15 sites: 1/15 + 14/15 of the sum of squared chances, 1/21 where cities are equally likely.
    null = content["concentration"]["null"]
    assert null["equal"]["expected_hhi"] == pytest.approx(1 / 15 + 14 / 15 / 21, abs=0.002)
    assert null["equal"]["p_hhi"] < 0.05 < null["population"]["p_hhi"]
    assert content["within"] == {"zh-sinomach": "zh-smart"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_cluster_in_words_is_honest_about_its_nulls(
    clustered: ClusterResult, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    text = Text(language)
    out = words_of(terminal_cluster.cluster_json(clustered, text), terminal_cluster.cluster_lines, language, capsys)
    assert text("clustering.small_sample", n=15) in out
    assert text("clustering.platform_what") in out
    assert text("clustering.null_seats_words", km=10) in out
    assert text("cli.ripley", correction=text("clustering.correction_translation")) in out
    assert "99.9" not in out
    # The parks' claim against land and settlement does not hold near the seats of the cities.
    (qualified,) = [line for line in out.splitlines() if "10 公里内随机" in line or "within 10 km of the city" in line]
    assert ("证据就不足了" if language == "zh" else "too weak") in qualified
    # The parks' L curve differs from layouts near the seats all the same, and the sentence says so.
    assert qualified.index(text("clustering.finding_ripley")) > qualified.index("0.1")


@pytest.mark.parametrize("language", LANGUAGES)
def test_layout_in_words_says_what_its_numbers_rest_on(
    study: Study, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    text = Text(language)
    content = terminal_layout.layout_json(layout(study, rng=np.random.default_rng(0)), study, text)
    assert content["p_kendall_tau_b"] < 0.005
    assert content["reach_estimated"] == {"60": [], "90": ["河源市"], "120": ["河源市"]}
    assert (content["without_link"], content["unreachable"], content["without_population"]) == ([], [], [])
    parks = next(row for row in content["progress"] if row["measure"] == "parks")
    assert (parks["reached"], parks["reached_before_plan"], parks["reached_since"]) == (8, 5, 3)
    out = words_of(content, terminal_layout.layout_lines, language, capsys)
    for key in ("layout.minutes_how", "layout.caveat_same_document", "layout.caveat_modelled_flows"):
        assert text(key) in out
    assert ("河源市" if language == "zh" else "Heyuan") in out.split(text("layout.minutes_how"))[1]
    assert text("layout.progress_how", issued="2018-07-23") in out
    hubs = {"zh": ("广州市", "深圳市", "汕头市", "茂名市"), "en": ("Guangzhou", "Shenzhen", "Shantou", "Maoming")}
    named = text("app.list_separator").join(hubs[language])
    assert text("cli.hubs_power", mass=text("cli.mass_population"), parameter=2, hubs=named) in out
    assert text("cli.same_tier", same=18, n=21) in out
    assert text("cli.farthest_how", speed=40) in out
    assert text("cli.line_no_gain") not in out


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_line_that_is_slower_than_the_way_there_is_helps_nobody_and_is_told(
    study: Study, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    text = Text(language)
    settings = LayoutSettings(lines=(Line("广州市", "深圳市", 900.0),), draws=1, permutations=9, weight_draws=1)
    found = layout(study, rng=np.random.default_rng(0), settings=settings)
    out = words_of(terminal_layout.layout_json(found, study, text), terminal_layout.layout_lines, language, capsys)
    one, other = ("广州市", "深圳市") if language == "zh" else ("Guangzhou", "Shenzhen")
    assert text("cli.line_unused", one=one, other=other) in out
    assert text("cli.line_no_gain") in out
