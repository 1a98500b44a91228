"""What a hostile person types or compares stands in every file of a briefing as text, and nothing runs there."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PIL import Image

from tests.briefing.spreadsheet import read_workbook
from tests.hostile_comparison import TYPED, write_hostile_comparison

Run = Callable[..., tuple[int, str, str]]
DAY = ("--date", "2026-03-01")


@pytest.fixture(scope="module")
def comparison(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_hostile_comparison(tmp_path_factory.mktemp("kept") / "kept.json")


@pytest.fixture
def made(run: Run, comparison: Path, tmp_path: Path) -> Callable[..., Path]:
    def make(suffix: str, *more: str) -> Path:
        out = tmp_path / f"b{suffix}"
        assert run("brief", "--out", out, "--comparison", comparison, *TYPED, *DAY, *more)[0] == 0
        return out

    return make


def test_workbook_computes_nothing_that_was_typed(made: Callable[..., Path]) -> None:
    path = made(".xlsx")
    sheets = read_workbook(path)
    formulas = [formula for sheet in sheets.values() for formula in sheet.formulas.values()]
    assert formulas
    assert not [one for one in formulas if re.match(r"=?(1\+1|HYPERLINK|SUM\(1\)|2\+3|cmd|-2)", one)]
    with zipfile.ZipFile(path) as archive:
        relations = b"".join(archive.read(name) for name in archive.namelist() if name.endswith(".rels"))
    assert b"127.0.0.1" not in relations


def test_deck_is_well_formed_and_links_nowhere(made: Callable[..., Path]) -> None:
    with zipfile.ZipFile(made(".pptx")) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for name, part in parts.items():
        if name.endswith((".xml", ".rels")):
            ElementTree.fromstring(part)  # noqa: S314 - our own file
        assert name.endswith((".png", ".xlsx")) or b"62615533" not in part
    assert not [name for name, part in parts.items() if name.endswith(".rels") and b"External" in part]
    notes = b"".join(part for name, part in parts.items() if "notesSlide" in name)
    assert b"<script>" not in notes


def test_metadata_of_a_picture_hold_text_without_controls(made: Callable[..., Path]) -> None:
    with Image.open(made(".png", "--map", "sites", "--dpi", "36")) as picture:
        told = json.dumps(getattr(picture, "text", {}))
    assert "onerror" in told
    assert "\x1b" not in told
    assert "\u202e" not in told
    assert "62615533" not in told


def test_drawing_is_well_formed_without_a_script_or_a_foreign_element(made: Callable[..., Path]) -> None:
    root = ElementTree.parse(made(".svg", "--map", "sites")).getroot()  # noqa: S314 - our own file
    names = {element.tag.rpartition("}")[2].lower() for element in root.iter()}
    assert not names & {"script", "img", "foreignobject", "iframe", "animate", "set"}
    assert not [key for element in root.iter() for key in element.attrib if key.lower().startswith("on")]


@pytest.mark.parametrize("suffix", [".geojson", ".kml", ".csv", ".gpkg", ".zip"])
def test_geodata_hold_the_ids_as_text(suffix: str, made: Callable[..., Path]) -> None:
    path = made(suffix)
    if suffix == ".kml":
        ElementTree.parse(path)  # noqa: S314 - our own file
        assert "<script>" not in path.read_text("utf-8")
    elif suffix == ".geojson":
        assert json.loads(path.read_text("utf-8"))["features"]
    elif suffix == ".csv":
        assert not re.search(r'(^|,)"?[=+@]', path.read_text("utf-8-sig"), re.MULTILINE)
    elif suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            assert all(re.fullmatch(r"[\w.-]+", name) for name in archive.namelist())
