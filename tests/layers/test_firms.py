"""The optional layer of firms: a study may have it, and is told what is wrong with it only then."""

from __future__ import annotations

from pathlib import Path

import pytest

from layers.read import check_file, read_study

HEAD = "id,name_zh,name_en,city,industry,employees,plants,year,source\n"


def write(folder: Path, *rows: str) -> Path:
    path = folder / "layers" / "firms.csv"
    path.write_text(HEAD + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return path


def test_study_without_firms_is_whole(study_folder: Path) -> None:
    reading = read_study(study_folder)
    assert not reading.study.has("firms")
    assert "firms" not in reading.problems


def test_firms_are_read_with_their_numbers(study_folder: Path) -> None:
    write(study_folder, "f1,某厂,,广州市,chips,120,,2024,survey", "f2,,,深圳市,robots,900,30,,")
    reading = read_study(study_folder)
    assert reading.broken == ()
    firms = reading.study.layer("firms")
    assert firms["employees"].tolist() == [120, 900]
    assert firms["plants"].isna().tolist() == [True, False]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("f1,,,北京市,chips,120,,,", "reference_unknown"),
        ("f1,,,广州市,,120,,,", "missing_value"),
        ("f1,,,广州市,chips,0,,,", "out_of_range"),
        ("f1,,,广州市,chips,many,,,", "wrong_type"),
        ("f1,,,广州市,chips,5,0,,", "out_of_range"),
        ("f1,,,广州市,chips,5,2.5,,", "wrong_type"),
    ],
)
def test_bad_row_costs_the_layer_and_nothing_else(study_folder: Path, row: str, code: str) -> None:
    write(study_folder, row)
    reading = read_study(study_folder)
    assert reading.broken == ("firms",)
    assert [problem.code for problem in reading.problems["firms"]] == [code]
    assert reading.study.has("cities")


def test_file_of_firms_is_checked_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "layers").mkdir()
    report = check_file(write(tmp_path, "f1,,,广州市,chips,5,,,", "f1,,,广州市,chips,5,,,"))
    assert [problem.code for problem in report.problems] == ["duplicate_id"]
