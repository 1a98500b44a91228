from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from analysis.errors import UnreadableError
from layers.archive import open_archive, unpack
from layers.limits import Limits
from tests.corpus.archive_files import BOMB, entry, gbk_name
from tests.corpus.case import zipped


def stored(folder: Path, content: bytes) -> Path:
    path = folder / "a.zip"
    path.write_bytes(content)
    return path


def codes(folder: Path, content: bytes, limits: Limits | None = None) -> list[str]:
    with pytest.raises(UnreadableError) as caught:
        open_archive(stored(folder, content), "a.zip", limits or Limits())
    return [problem.code for problem in caught.value.problems]


def test_whole_folder_is_unpacked(tmp_path: Path) -> None:
    target = tmp_path / "out"
    target.mkdir()
    content = zipped({"study/plan.toml": b"a = 1", "study/layers/b.csv": b"x", "study/": b""})
    written = unpack(stored(tmp_path, content), target, name="a.zip", limits=Limits())
    assert sorted(path.relative_to(target).as_posix() for path in written) == ["study/layers/b.csv", "study/plan.toml"]
    assert (target / "study" / "plan.toml").read_bytes() == b"a = 1"


@pytest.mark.parametrize("name", ["../x", "/x", "a/../../x", "C:/x", "..\\x", "a:b"])
def test_nothing_is_written_if_one_name_leads_out(tmp_path: Path, name: str) -> None:
    target = tmp_path / "out"
    target.mkdir()
    with pytest.raises(UnreadableError):
        unpack(stored(tmp_path, entry(name, b"x")()), target, name="a.zip", limits=Limits())
    assert list(target.iterdir()) == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.zip", "out"]


def test_a_file_and_a_folder_of_one_name_are_refused_not_overwritten(tmp_path: Path) -> None:
    target = tmp_path / "out"
    target.mkdir()
    with pytest.raises(UnreadableError):
        unpack(stored(tmp_path, zipped({"a": b"x", "a/b": b"y"})), target, name="a.zip", limits=Limits())


def test_all_problems_come_at_once(tmp_path: Path) -> None:
    assert codes(tmp_path, entry("../a\x01", b"x", external_attr=0o120777 << 16)()) == [
        "archive_path",
        "archive_name",
        "archive_link",
    ]


def test_chinese_name_of_an_old_desktop_is_read(tmp_path: Path) -> None:
    assert [one.name for one in open_archive(stored(tmp_path, gbk_name()), "a.zip", Limits()).entries] == [
        "园区.geojson"
    ]


def test_bomb_is_refused_by_its_ratio_and_by_its_size(tmp_path: Path) -> None:
    assert codes(tmp_path, BOMB) == ["archive_ratio"]
    limits = dataclasses.replace(Limits(), ratio=10_000, unpacked_bytes=1_000_000)
    assert codes(tmp_path, BOMB, limits) == ["archive_size"]


def test_small_entry_may_be_packed_at_any_ratio(tmp_path: Path) -> None:
    assert open_archive(stored(tmp_path, zipped({"a.csv": b"," * 900_000})), "a.zip", Limits()).entries


def test_directory_is_measured_before_it_is_read(tmp_path: Path) -> None:
    content = bytearray(zipped({"a": b""}))
    content[-10:-6] = (50_000_000).to_bytes(4, "little")
    assert codes(tmp_path, bytes(content)) == ["archive_entries"]


def test_directory_of_the_large_kind_is_refused(tmp_path: Path) -> None:
    content = zipped({"a": b""})
    assert codes(tmp_path, content[:-22] + b"PK\x06\x07" + bytes(16) + content[-22:]) == ["archive_broken"]
