from __future__ import annotations

import gc
import io
import zipfile
from pathlib import Path

import pytest

from analysis.errors import UnreadableError
from layers.limits import Limits
from layers.opened_study import open_study_archive, read_study_at
from layers.read import read_study
from layers.session_study import OWN
from layers.study_template import FOLDER, template_zip


def packed(files: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


def template_files(top: str = "") -> dict[str, bytes]:
    return {
        f"{top}{path.relative_to(FOLDER).as_posix()}": path.read_bytes() for path in FOLDER.rglob("*") if path.is_file()
    }


def codes(error: pytest.ExceptionInfo[UnreadableError]) -> set[str]:
    return {problem.code for problem in error.value.problems}


def test_the_template_is_a_study_without_problems() -> None:
    reading = open_study_archive("t.zip", template_zip()).reading
    assert reading.problems == {}
    assert reading.study.plan is not None
    assert set(reading.study.layers) == {"parks", "cities", "study_area"}


def test_the_template_packs_the_same_every_time() -> None:
    assert template_zip() == template_zip()


def test_a_study_of_an_archive_is_marked_as_a_users_own() -> None:
    assert open_study_archive("t.zip", template_zip()).reading.study.fingerprint.startswith(OWN)
    assert not read_study(FOLDER).study.fingerprint.startswith(OWN)


def test_a_study_in_a_folder_of_the_archive_is_found() -> None:
    content = packed({**template_files("my study/2026/"), "my study/notes.txt": b"x", "layers.txt": b"x"})
    assert open_study_archive("t.zip", content).reading.problems == {}


def test_only_files_of_a_study_are_unpacked() -> None:
    opened = open_study_archive("t.zip", packed({**template_files(), "layers/run.py": b"x", "other.csv": b"x"}))
    assert not (opened.folder / "layers/run.py").exists()
    assert not (opened.folder / "other.csv").exists()
    assert not (opened.folder / "README.md").exists()


def test_nobody_else_may_enter_its_folder_and_it_goes_with_the_session() -> None:
    opened = open_study_archive("t.zip", template_zip())
    folder = opened.folder
    assert folder.stat().st_mode & 0o077 == 0
    del opened
    gc.collect()
    assert not folder.exists()


def test_closing_removes_the_folder_and_may_come_twice() -> None:
    opened = open_study_archive("t.zip", template_zip())
    opened.close()
    assert not opened.folder.exists()
    opened.close()


def test_needed_layers_that_are_missing_are_told() -> None:
    files = {name: content for name, content in template_files().items() if "cities" not in name}
    problems = open_study_archive("t.zip", packed(files)).reading.problems
    assert [one.code for one in problems["cities"]] == ["file_missing"]
    assert "stations" not in problems


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (packed({"readme.txt": b"x"}), "archive_without_study"),
        (packed({}), "archive_without_study"),
        (packed({**template_files(), "/etc/parks.geojson": b"{}"}), "archive_path"),
        (packed({**template_files(), "../x": b"{}"}), "archive_path"),
        (b"PK\x03\x04 broken", "archive_broken"),
    ],
)
def test_an_unsafe_archive_is_refused(content: bytes, code: str, tmp_path: Path) -> None:
    with pytest.raises(UnreadableError) as error:
        open_study_archive("t.zip", content)
    assert code in codes(error)
    (tmp_path / "t.zip").write_bytes(content)
    with pytest.raises(UnreadableError) as error:
        read_study_at(tmp_path / "t.zip")
    assert code in codes(error)


def test_limits_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UnreadableError) as error:
        open_study_archive("t.zip", template_zip(), limits=Limits(file_bytes=1000))
    assert codes(error) == {"file_too_large"}
    monkeypatch.setattr("layers.opened_study.MOST_STUDY_BYTES", 1000)
    with pytest.raises(UnreadableError) as error:
        open_study_archive("t.zip", template_zip())
    assert codes(error) == {"archive_size"}


def test_a_study_is_read_from_a_folder_and_from_its_archive_alike(tmp_path: Path) -> None:
    (tmp_path / "my region.zip").write_bytes(template_zip())
    archived, folder = read_study_at(tmp_path / "my region.zip").study, read_study_at(FOLDER).study
    assert archived.id == "my region"
    assert archived.fingerprint == folder.fingerprint
    assert list(archived.layers) == list(folder.layers)


def test_no_study_at_all_is_told() -> None:
    with pytest.raises(UnreadableError) as error:
        read_study_at(Path("no/such/place"))
    assert codes(error) == {"folder_missing"}
