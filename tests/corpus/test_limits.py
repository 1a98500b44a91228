"""What a file may cost, and that nothing of it stays: each test has a process of its own, with small limits."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import pytest

from analysis.errors import ParameterError, UnreadableError
from layers import sandbox, upload
from layers.limits import Limits
from layers.sandbox import PREFIX, Worker, private_folder
from layers.upload import Choices, read_upload
from tests.corpus.binary_files import endless_view, parquet_bomb, parquet_table
from tests.corpus.case import collection, feature, point

ROOT = Path(__file__).resolve().parent.parent.parent
linux_only = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the system has no such limit")


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def code_of(name: str, content: bytes, limits: Limits, choices: Choices | None = None) -> str:
    with pytest.raises(UnreadableError) as caught:
        read_upload(name, content, limits=limits, choices=choices)
    return caught.value.problems[0].code


def test_endless_reading_is_stopped_and_leaves_nothing(own_folder: Path) -> None:
    limits = Limits(seconds=1)
    assert code_of("a.gpkg", endless_view(), limits, Choices(layer="endless")) == "reading_time"
    assert list(own_folder.iterdir()) == []


@linux_only
def test_reading_that_needs_too_much_memory_is_stopped(own_folder: Path) -> None:
    bomb = parquet_bomb()
    assert len(bomb) < 500_000
    assert code_of("a.parquet", bomb, Limits(memory_bytes=700_000_000)) in ("reading_memory", "reading_broke")
    assert list(own_folder.iterdir()) == []


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        (Limits(file_bytes=100), "file_too_large"),
        (Limits(features=1), "too_many_features"),
        (Limits(vertices=1), "too_many_vertices"),
        (Limits(columns=1), "too_many_columns"),
        (Limits(attribute_characters=1), "attribute_too_long"),
    ],
)
def test_limit_is_kept(limits: Limits, code: str) -> None:
    two = collection(feature(point(), a="xy", b="xy"), feature(point(1, 1), a="xy", b="xy"))
    assert code_of("a.geojson", two, limits) == code


def test_all_that_is_too_much_is_told_at_once() -> None:
    two = collection(feature(point(), a="xy", b="xy"), feature(point(1, 1)))
    with pytest.raises(UnreadableError) as caught:
        read_upload("a.geojson", two, limits=Limits(features=1, columns=1, attribute_characters=1))
    codes = [problem.code for problem in caught.value.problems]
    assert codes == ["too_many_features", "too_many_columns", "attribute_too_long", "attribute_too_long"]


def test_problems_of_one_kind_are_named_up_to_a_number_and_then_counted() -> None:
    many = collection(*[feature(point(200 + place, 0), id=f"p{place}") for place in range(50)])
    problems = read_upload("a.geojson", many, limits=Limits(problems_per_kind=3)).problems
    assert [problem.code for problem in problems] == ["coordinates_not_degrees"] * 3 + ["and_more"]
    assert problems[0].where == "a.geojson: p0"
    assert problems[-1].values["count"] == 47


def test_limits_come_from_the_environment() -> None:
    assert Limits.from_environment({"YUANTU_MAX_SECONDS": "7"}) == Limits(seconds=7)


@pytest.mark.parametrize("value", ["0", "-1", "1e6", "", "many", "٣"])
def test_wrong_limit_is_named(value: str) -> None:
    with pytest.raises(ParameterError) as caught:
        Limits.from_environment({"YUANTU_MAX_FEATURES": value})
    assert caught.value.problems[0].where == "YUANTU_MAX_FEATURES"


def test_killed_process_leaves_nothing_and_is_told_of(own_folder: Path) -> None:
    with private_folder() as folder, Worker(folder, Limits()) as worker:
        worker.missing("a.csv")
        threading.Timer(0.3, os.kill, (worker.process_id, 9)).start()
        job = {"name": "a.gpkg", "format": "geopackage", "folder": str(folder), "path": "a.gpkg", "layer": "endless"}
        (folder / "a.gpkg").write_bytes(endless_view())
        with pytest.raises(UnreadableError) as caught:
            worker.ask(job)
    assert caught.value.problems[0].code == "reading_broke"
    assert list(own_folder.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="no lock that outlives nobody")
def test_folder_of_a_killed_program_is_removed_by_the_next(own_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = (
        "import sys; from layers.sandbox import private_folder\n"
        "with private_folder(): print('in', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", script]
    environment = {**os.environ, "TMPDIR": str(own_folder), "PYTHONPATH": str(ROOT)}
    pipe = subprocess.PIPE
    with subprocess.Popen(  # noqa: S603 - our own interpreter
        command, env=environment, cwd=ROOT, stdin=pipe, stdout=pipe
    ) as program:
        assert program.stdout is not None
        program.stdout.readline()
        assert [path.name.startswith(PREFIX) for path in own_folder.iterdir()] == [True]
        monkeypatch.setattr(sandbox, "_NEW_S", -1.0)
        with private_folder() as mine:
            assert len(list(own_folder.iterdir())) == 2, "what is in use stays"
        program.kill()
        program.wait()
    with private_folder() as mine:
        assert list(own_folder.iterdir()) == [mine]
    assert list(own_folder.iterdir()) == []


def test_folder_is_for_this_user_only() -> None:
    with private_folder() as folder:
        assert sys.platform == "win32" or folder.stat().st_mode & 0o077 == 0


def test_reading_process_sees_nothing_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("YUANTU_SECRET", "key")
    assert "key" not in sandbox._environment(Path("x")).values()


def test_large_file_and_small_file_read_alike() -> None:
    """Above 1 MB GDAL reads; below, every feature is built one by one."""
    features = [
        feature(
            point(100 + n / 1000, 20), id=f"p{n}", n=n, x=n / 3, t="园", d="2024-01-02", f=True, l=["a"], r={"b": [n]}
        )
        for n in range(9_000)
    ]
    large = read_upload("a.geojson", collection(*features))
    small = read_upload("a.geojson", collection(*features[:10]))
    assert large.encoding.basis == "stated", "GDAL has read it"
    assert small.encoding.basis == "recognised"
    assert large.raw.records[:10] == small.raw.records
    assert large.frame.geometry[:10].tolist() == small.frame.geometry.tolist()
    assert large.crs == small.crs


def test_large_file_with_a_broken_feature_names_it() -> None:
    features = [feature(point(100, 20), t="x" * 100) for _ in range(9_000)]
    features[5_000] = feature({"type": "Point", "coordinates": []})
    problems = read_upload("a.geojson", collection(*features)).problems
    assert [(one.code, one.where) for one in problems] == [("geometry_missing", "a.geojson: #5001")]


def test_parquet_of_odd_bytes_is_told_by_feature() -> None:
    metadata = {b"geo": b'{"primary_column":"geometry","columns":{"geometry":{"encoding":"WKB"}}}'}
    content = parquet_table(metadata, b"\x01\xee\x00\x00\x00" + bytes(16))
    codes = {one.code for one in read_upload("a.parquet", content).problems}
    assert codes == {"geometry_unreadable"}


def test_only_so_many_processes_read_at_the_same_time(monkeypatch: pytest.MonkeyPatch) -> None:
    turns = threading.BoundedSemaphore(1)
    monkeypatch.setattr(upload, "TURNS", turns)
    found: list[int] = []
    reader = threading.Thread(
        target=lambda: found.append(len(read_upload("a.geojson", collection(feature(point()))).frame))
    )
    with turns:
        reader.start()
        reader.join(0.5)
        assert found == []
    reader.join(60)
    assert found == [1]
    assert turns.acquire(blocking=False)
