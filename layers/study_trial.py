"""A study from outside is read once in a process with limits before this one reads it: a trial of time and memory."""

from __future__ import annotations

import faulthandler
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Final

from analysis.errors import Problem, UnreadableError
from layers.limits import Limits
from layers.sandbox import TURNS
from layers.worker import EXIT_TOO_LONG, limit_process

_ROOT: Final = Path(__file__).resolve().parent.parent
_START: Final = "import sys; sys.path.insert(0, sys.argv[1]); from layers.study_trial import main; main()"
_EXIT_MEMORY: Final = 4
_EXIT_BROKEN: Final = 5
_START_S: Final = 30
"""For the libraries, on a slow machine, beside the time for reading."""

_KEPT: Final = ("SYSTEMROOT", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "TMPDIR", "TEMP", "TMP")
_ONE_THREAD: Final = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1"}


def try_study(folder: Path, name: str, limits: Limits) -> tuple[str, ...]:
    """Read a study in a process of its own, forget what was read, and return the limits that the system cannot set.

    Parameters
    ----------
    folder
        Its files.
    name
        Of the archive they came in, as messages call it.
    limits
        Of its time and memory.

    Raises
    ------
    UnreadableError
        ``reading_time``, ``reading_memory`` or ``reading_broke`` if the process did not come to an end.
    """
    try:
        with TURNS:
            ended = subprocess.run(  # noqa: S603 - our own interpreter and module
                [sys.executable, "-I", "-c", _START, str(_ROOT), str(folder), json.dumps(limits.as_dict())],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={key: os.environ[key] for key in _KEPT if key in os.environ} | _ONE_THREAD,
                timeout=limits.seconds + _START_S,
                check=False,
            )
        status = ended.returncode
    except subprocess.TimeoutExpired:
        status = EXIT_TOO_LONG
    if status == EXIT_TOO_LONG:
        raise UnreadableError(Problem("reading_time", name, {"limit": limits.seconds}))
    if status == _EXIT_MEMORY:
        raise UnreadableError(Problem("reading_memory", name, {"limit": limits.memory_bytes}))
    if status:
        raise UnreadableError(Problem("reading_broke", name, {"status": status}))
    return tuple(json.loads(ended.stdout))


def main() -> None:
    """Read the study that the arguments name; the exit status tells how that ended."""
    from layers.read import read_study

    limits = Limits(**json.loads(sys.argv[3]))
    print(json.dumps(limit_process(limits)), flush=True)
    faulthandler.dump_traceback_later(limits.seconds, exit=True)
    try:
        read_study(Path(sys.argv[2]))
    except MemoryError:
        os._exit(_EXIT_MEMORY)
    except Exception:  # noqa: BLE001 - the status of the watchdog must mean that alone
        os._exit(_EXIT_BROKEN)
    os._exit(0)
