"""A kept comparison as a file of the command line: bounded before it is read, and its texts lead nowhere."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from analysis.errors import ParameterError, UnreadableError, YuantuError
from analysis.progress import silent
from analysis.siting.comparison import Comparison, CriterionChoice, OwnSite, OwnTable, Picked
from analysis.siting.comparison_json import to_json
from tests.analysis.invented import make_study
from tests.bait import SECRET, Bait
from ui.briefing import comparison_file
from ui.briefing.comparison_file import compare_kept, read_comparison


@pytest.fixture
def bait() -> Iterator[Bait]:
    made = Bait()
    yield made
    made.close()


def written(folder: Path, content: bytes) -> Path:
    path = folder / "kept.json"
    path.write_bytes(content)
    return path


def test_byte_order_mark_is_passed_over_as_on_the_page(tmp_path: Path) -> None:
    assert read_comparison(written(tmp_path, b"\xef\xbb\xbf" + to_json(Comparison()).encode())) == Comparison()


def test_file_above_the_limit_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path, to_json(Comparison()).encode())
    monkeypatch.setattr(comparison_file, "MOST_BYTES", 10)
    monkeypatch.setattr(Path, "read_text", None)
    with pytest.raises(ParameterError, match="too_long"):
        read_comparison(path)


@pytest.mark.parametrize(("content", "code"), [(b"\xff\xfe", "not_utf8"), (b"{", "not_json"), (b"\0", "not_json")])
def test_what_is_no_text_of_json_is_told(content: bytes, code: str, tmp_path: Path) -> None:
    with pytest.raises(YuantuError, match=code):
        read_comparison(written(tmp_path, content))


def test_folders_and_devices_are_no_files(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.json", Path("/dev/zero")):
        with pytest.raises(UnreadableError, match="file_missing"):
            read_comparison(path)


def test_no_text_of_a_comparison_makes_a_connection_or_reads_another_file(bait: Bait, tmp_path: Path) -> None:
    canary = tmp_path / "canary.json"
    canary.write_text(SECRET, encoding="utf-8")
    study = make_study()
    for lure in (f"http://{bait.address}/x", f"/vsicurl/http://{bait.address}/x", canary.as_uri(), str(canary)):
        choice = CriterionChoice(lure, "max")
        table = OwnTable(lure, (lure,), tuple(OwnSite(f"{lure}{n}", cells=(lure,)) for n in range(3)))
        for source in (table, Picked((lure,), (lure,), (lure,), (OwnSite(lure, (113.0, 23.0)),))):
            given = replace(Comparison(), alternatives=source, criteria=(choice,), benchmark_alternative=lure)
            path = written(tmp_path, json.dumps({**json.loads(to_json(given)), "extra": {"$ref": lure}}).encode())
            with pytest.raises(ParameterError) as caught:
                read_comparison(path)
            assert SECRET not in str(caught.value)
            with pytest.raises(YuantuError) as failed:
                compare_kept(given, study, silent)
            assert SECRET not in str(failed.value)
    assert bait.visits == 0
