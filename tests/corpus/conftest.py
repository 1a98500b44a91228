"""One reading process for the whole corpus, so that hundreds of files cost one start; it is replaced if it ends."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from layers.limits import Limits
from layers.sandbox import Worker
from layers.upload import read_upload


class Kept:
    """Stands in for a process of its own for each file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._workers: dict[Limits, Worker] = {}
        self.started = 0

    def __call__(self, _: Path, limits: Limits) -> Kept:
        self._worker = self._workers.get(limits)
        if self._worker is None or not self._worker.alive:
            self._worker = self._workers[limits] = Worker(self._folder, limits)
            self.started += 1
        return self

    def __enter__(self) -> Kept:
        return self

    def __exit__(self, *_: object) -> None:
        """Keep the process."""

    def ask(self, job: Any) -> dict[str, Any]:
        assert self._worker is not None
        return self._worker.ask(job)

    def missing(self, name: str) -> tuple[str, ...]:
        assert self._worker is not None
        return self._worker.missing(name)

    def stop(self) -> None:
        for worker in self._workers.values():
            worker.stop()


@pytest.fixture(scope="session")
def upload_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("uploads")


@pytest.fixture(scope="session")
def kept(upload_root: Path) -> Iterator[Kept]:
    worker = Kept(upload_root)
    yield worker
    worker.stop()


@pytest.fixture
def read(kept: Kept, upload_root: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Any]]:
    """Read by the kept process; afterwards nothing may be left on disk."""
    monkeypatch.setattr(tempfile, "tempdir", str(upload_root))
    yield partial(read_upload, worker=kept)
    assert list(upload_root.iterdir()) == []
