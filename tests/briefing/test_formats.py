"""One registry of formats; a file is written whole or not at all."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from analysis.errors import ParameterError, UnreadableError
from briefing.formats import FORMATS, Content, Format, format_of, rendered, write
from briefing.table import Column, Table
from briefing.whole_file import require_writable
from tests.briefing.given import about
from tests.briefing.test_geodata import WORDS, cities, sites

TABLE = Table("t", "表", (Column("id", "编号"),), (("a",),))
CONTENT = Content(
    about=about(),
    words=WORDS,
    tables=(TABLE,),
    layers=(sites(), cities()),
    sites=sites("sites"),
    page=lambda: b"<html>",
    deck=lambda: b"PK",
)
CONTRACT = [".png", ".pdf", ".svg", ".pptx", ".xlsx", ".html", ".gpkg", ".geojson", ".kml", ".fgb", ".parquet", ".csv"]


def failing(path: Path, content: Content, name: str) -> tuple[str, ...]:
    del content, name
    path.write_bytes(b"half of it")
    raise ParameterError()


def full_disk(path: Path, content: Content, name: str) -> tuple[str, ...]:
    del path, content, name
    raise OSError(28, "No space left on device")


def test_registry_holds_the_formats_of_the_contract_and_the_shapefile() -> None:
    assert [one.suffix for one in FORMATS] == [*CONTRACT, ".zip"]
    assert len({one.media_type for one in FORMATS}) == len(FORMATS)


@pytest.mark.parametrize("suffix", [one.suffix for one in FORMATS if one.needs != "maps"])
def test_every_format_is_written_and_nothing_else_is_left(suffix: str, tmp_path: Path) -> None:
    written = write(tmp_path / f"b{suffix.upper()}", CONTENT)
    assert written.bytes == (tmp_path / f"b{suffix.upper()}").stat().st_size > 0
    assert sorted(tmp_path.iterdir()) == sorted([written.path, *written.beside])


def test_workbook_tells_its_sheets_and_the_csv_its_sidecar(tmp_path: Path) -> None:
    assert write(tmp_path / "b.xlsx", CONTENT).pages == 2
    written = write(tmp_path / "b.csv", CONTENT)
    assert written.pages is None
    assert [one.name for one in written.beside] == ["b.csv-metadata.json"]
    assert '"url": "b.csv"' in written.beside[0].read_text("utf-8")


@pytest.mark.parametrize("name", ["b.doc", "b", "b.xlsx.bak", ".xlsx"])
def test_unknown_suffix_lists_the_known_ones(name: str) -> None:
    with pytest.raises(ParameterError) as caught:
        format_of(Path(name))
    (problem,) = caught.value.problems
    assert problem.code == "unknown_suffix"
    assert str(problem.values["known"]).split() == [*CONTRACT, ".zip"]


@pytest.mark.parametrize(("suffix", "without"), [(".xlsx", "tables"), (".gpkg", "layers"), (".png", "sheets")])
def test_nothing_selected_is_a_message(suffix: str, without: str, tmp_path: Path) -> None:
    with pytest.raises(ParameterError) as caught:
        write(tmp_path / f"b{suffix}", replace(CONTENT, **{without: ()}))  # type: ignore[arg-type]  # mypy takes it for any field
    assert [one.code for one in caught.value.problems] == ["nothing_selected"]
    assert list(tmp_path.iterdir()) == []


def test_after_an_error_nothing_is_left_and_the_old_file_stands(tmp_path: Path) -> None:
    (tmp_path / "b.bad").write_bytes(b"old")
    with pytest.raises(ParameterError):
        write(tmp_path / "b.bad", CONTENT, formats=[Format(".bad", "x/y", "sites", failing)])
    assert [(one.name, one.read_bytes()) for one in tmp_path.iterdir()] == [("b.bad", b"old")]


def test_full_disk_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError) as caught:
        write(tmp_path / "b.bad", CONTENT, formats=[Format(".bad", "x/y", "sites", full_disk)])
    assert caught.value.problems[0].code == "folder_not_writable"
    assert "No space left" in str(caught.value.problems[0].values["reason"])
    assert list(tmp_path.iterdir()) == []


def test_folder_must_be_there_and_writable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for path, code in [(tmp_path / "no" / "b.csv", "folder_missing"), (tmp_path, "is_a_folder")]:
        with pytest.raises(UnreadableError) as caught:
            require_writable(path)
        assert [one.code for one in caught.value.problems] == [code]

    def refused(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "mkdir", refused)
    with pytest.raises(UnreadableError) as caught:
        require_writable(tmp_path / "b.csv")
    assert [one.code for one in caught.value.problems] == ["folder_not_writable"]


def test_written_file_replaces_an_older_one_and_has_usual_rights(tmp_path: Path) -> None:
    (tmp_path / "b.geojson").write_text("old")
    write(tmp_path / "b.geojson", CONTENT)
    assert "FeatureCollection" in (tmp_path / "b.geojson").read_text("utf-8")
    (tmp_path / "other").write_text("")
    assert (tmp_path / "b.geojson").stat().st_mode == (tmp_path / "other").stat().st_mode


def test_rendered_gives_the_bytes_of_the_file_and_of_those_beside_it(tmp_path: Path) -> None:
    found = rendered(".csv", CONTENT, "园区")
    assert list(found) == ["园区.csv", "园区.csv-metadata.json"]
    assert found["园区.csv"] == write(tmp_path / "b.csv", CONTENT).path.read_bytes()
