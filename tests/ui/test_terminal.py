"""What the command line prints: JSON that any reader takes, and words without control characters."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis.errors import Problem
from ui import terminal
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
