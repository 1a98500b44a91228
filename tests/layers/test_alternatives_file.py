"""What the rows of a file of alternatives are called."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.errors import LayerError, Problem
from layers.alternatives_file import alternatives_frame, columns_of, read_alternatives

PLACED = "{head},经度,纬度\n{first},113.5,23.1\n{second},113.4,23\n"


def ids(folder: Path, text: str) -> list[str]:
    path = folder / "a.csv"
    path.write_text(text, encoding="utf-8")
    return list(alternatives_frame(read_alternatives(path), ()).index)


@pytest.mark.parametrize("head", ["名称", "项目名称", "name", "id"])
def test_places_are_called_by_the_column_of_names(tmp_path: Path, head: str) -> None:
    assert ids(tmp_path, PLACED.format(head=head, first="甲", second="乙")) == ["甲", "乙"]


@pytest.mark.parametrize(("first", "second"), [("甲", "甲"), ("甲", "")])
def test_names_that_tell_nothing_apart_are_a_column_like_others(tmp_path: Path, first: str, second: str) -> None:
    text = PLACED.format(head="名称", first=first, second=second)
    assert ids(tmp_path, text) == ["1", "2"]
    assert "名称" in columns_of(read_alternatives(tmp_path / "a.csv"))


def test_a_title_above_the_names_of_the_columns_is_passed_over(tmp_path: Path) -> None:
    assert ids(tmp_path, "候选地一览表\n" + PLACED.format(head="名称", first="甲", second="乙")) == ["甲", "乙"]


def test_rows_below_a_title_are_as_long_as_the_names_of_the_columns(tmp_path: Path) -> None:
    with pytest.raises(LayerError) as caught:
        ids(tmp_path, "候选地一览表\n名称,经度,纬度\n甲,113.5,23.1\n乙,113.4,23,5\n")
    assert caught.value.problems == (Problem("table_row_length", "a.csv: #2", {"cells": 4, "columns": 3}),)
