"""A process of its own for every file from outside, with limits, in a private folder that is always removed."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any, Final, Protocol, Self

from analysis.errors import Problem, UnreadableError
from layers.limits import Limits

PREFIX: Final = "yuantu-upload-"
AT_ONCE: Final = 4
"""Reading processes at the same time, of all sessions together: each may take its whole memory; others wait."""

TURNS: Final = threading.BoundedSemaphore(AT_ONCE)
_ROOT: Final = Path(__file__).resolve().parent.parent
_LOCK: Final = "lock"
_GRACE_S: Final = 5.0
_NEW_S: Final = 5.0
_START: Final = "import sys; sys.path.insert(0, sys.argv[1]); from layers.worker import main; main()"


@contextlib.contextmanager
def private_folder() -> Iterator[Path]:
    """Give a folder that only this user may enter, and remove it at the end, whatever happens.

    What a killed program left behind is removed by the next that comes here: the lock on its folder is then free.
    """
    _sweep()
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    lock = _locked(folder)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        if lock is not None:
            lock.close()


class Reads(Protocol):
    """What the door needs of a reading process, for the time of one file."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...

    def ask(self, job: Mapping[str, Any]) -> dict[str, Any]:
        """Have a file read."""

    def missing(self, name: str) -> tuple[str, ...]:
        """Return the limits that the system cannot set."""


class Worker:
    """A reading process; `ask` it for one file after another, or use a fresh one for each.

    Parameters
    ----------
    folder
        Below it lie the folders of its jobs; it can write nowhere else.
    limits
        Hold for the process as a whole, the time for each job.
    """

    def __init__(self, folder: Path, limits: Limits) -> None:
        self._limits = limits
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-I", "-c", _START, str(_ROOT)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            env=_environment(folder),
            text=True,
            encoding="utf-8",
            start_new_session=True,
        )
        self._lines: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._listen, daemon=True).start()
        self._say(json.dumps(limits.as_dict()))
        self._missing: tuple[str, ...] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def process_id(self) -> int:
        """The number of the process."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether it can take another job."""
        return self._process.poll() is None

    def missing(self, name: str) -> tuple[str, ...]:
        """Return the limits that this system cannot set, once the process is ready."""
        if self._missing is None:
            self._missing = tuple(self._answer(name)["missing"])
        return self._missing

    def ask(self, job: Mapping[str, Any]) -> dict[str, Any]:
        """Have one file read and return the description of the result.

        Raises
        ------
        UnreadableError
            With the problems that the process found; ``reading_time``, ``reading_memory`` or ``reading_broke`` if it
            did not come to an end.
        """
        name = str(job["name"])
        self.missing(name)
        self._say(json.dumps(dict(job)))
        answer = self._answer(name)
        if "refused" in answer:
            raise UnreadableError(*map(problem_of, answer["refused"]))
        found: dict[str, Any] = answer["ok"]
        return found

    def stop(self) -> None:
        """End the process, at once if it does not end by itself."""
        if self._process.stdin is not None:
            with contextlib.suppress(OSError):
                self._process.stdin.close()
        self._process.kill()
        self._process.wait()

    def _listen(self) -> None:
        output = self._process.stdout
        if output is not None:
            with output:
                for line in output:
                    self._lines.put(line)
        self._lines.put("")

    def _say(self, line: str) -> None:
        if self._process.stdin is not None:
            with contextlib.suppress(OSError):  # a process that has ended is told of by its missing answer
                self._process.stdin.write(line + "\n")
                self._process.stdin.flush()

    def _answer(self, name: str) -> dict[str, Any]:
        try:
            line = self._lines.get(timeout=self._limits.seconds + _GRACE_S)
        except queue.Empty:
            line = "late"
        if line.startswith("{"):
            answer: dict[str, Any] = json.loads(line)
            return answer
        self.stop()
        raise UnreadableError(self._ending(name, late=line == "late"))

    def _ending(self, name: str, *, late: bool) -> Problem:
        import signal

        from layers.worker import EXIT_TOO_LONG

        status = self._process.returncode
        too_long = (-getattr(signal, "SIGXCPU", 0), EXIT_TOO_LONG)
        if late or status in too_long:
            return Problem("reading_time", name, {"limit": self._limits.seconds})
        return Problem("reading_broke", name, {"status": status})


def problem_of(told: Mapping[str, Any]) -> Problem:
    """Return a problem as the process wrote it down."""
    return Problem(told["code"], told["where"], told["values"], told["severity"])


def _environment(folder: Path) -> dict[str, str]:
    """Return the whole environment of the process: nothing of the server's own, such as keys, gets there."""
    from pyogrio import list_drivers

    from layers.worker_gdal import DRIVERS, SETTINGS

    kept = {key: os.environ[key] for key in ("SYSTEMROOT", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH") if key in os.environ}
    skipped = ",".join(sorted(set(list_drivers()) - set(DRIVERS.values())))
    fixed = {
        "OGR_SKIP": skipped,
        "ARROW_DEFAULT_MEMORY_POOL": "system",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "MALLOC_ARENA_MAX": "2",
        "PYTHONDONTWRITEBYTECODE": "1",
        "LC_ALL": "C.UTF-8",
    }
    return kept | SETTINGS | fixed | dict.fromkeys(("HOME", "TMPDIR", "TEMP", "TMP"), str(folder))


def _locked(folder: Path) -> IO[bytes] | None:
    """Return a lock that the system frees when this program ends in any way; None where it has none of the kind."""
    try:
        import fcntl
    except ImportError:
        return None
    lock = (folder / _LOCK).open("wb")
    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    return lock


def _sweep() -> None:
    try:
        import fcntl
    except ImportError:
        return
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        try:
            found = folder.lstat()
            if found.st_uid != os.getuid() or time.time() - found.st_mtime < _NEW_S:  # one just made has no lock yet
                continue
            with (folder / _LOCK).open("rb") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder, ignore_errors=True)
        except OSError:  # in use, or gone
            continue
