"""A template from outside is used once in a process with limits before it is used here: a trial of time and memory."""

from __future__ import annotations

import faulthandler
import hashlib
import json
import os
import subprocess
import sys
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, Final

from analysis.errors import Problem, UnreadableError
from briefing.template_package import check_template
from layers.limits import Limits
from layers.sandbox import TURNS, private_folder, problem_of
from layers.worker import EXIT_TOO_LONG, limit_process

SECONDS: Final = 20
MEMORY_BYTES: Final = 1_500_000_000
"""Of address space, the libraries included."""

KEPT_ANSWERS: Final = 64
_ROOT: Final = Path(__file__).resolve().parent.parent.parent
_START: Final = "import sys; sys.path.insert(0, sys.argv[1]); from ui.briefing.template_trial import main; main()"
_FILE: Final = "template.pptx"
_EXIT_MEMORY: Final = 4
_EXIT_BROKEN: Final = 5
_START_S: Final = 30
"""For the libraries, on a slow machine, beside the time for the trial."""

_KEPT: Final = ("SYSTEMROOT", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
_ONE_THREAD: Final = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1"}

_ANSWERS: Final[dict[bytes, tuple[Problem, ...]]] = {}
"""Hash of a template -> what is wrong with it: the page asks again whenever it is drawn."""


def try_template(content: bytes, name: str) -> None:
    """Look through a template, make a small deck with it in a process of its own, and forget the deck.

    Parameters
    ----------
    content
        The file.
    name
        Of the file, for messages.

    Raises
    ------
    UnreadableError
        As `briefing.template_rehearsal.rehearse`; ``reading_time``, ``reading_memory`` or ``reading_broke`` if the
        process did not come to an end.
    """
    check_template(content, name)
    key = hashlib.sha256(content).digest()
    if key not in _ANSWERS:
        if len(_ANSWERS) >= KEPT_ANSWERS:
            _ANSWERS.clear()
        _ANSWERS[key] = _tried(content, limits_of_trial())
    if _ANSWERS[key]:
        raise UnreadableError(*(replace(problem, where=name) for problem in _ANSWERS[key]))


def limits_of_trial() -> Limits:
    """Return the limits of the uploads, with less time and memory: a sound template needs a second."""
    given = Limits.from_environment()
    return replace(given, seconds=min(given.seconds, SECONDS), memory_bytes=min(given.memory_bytes, MEMORY_BYTES))


def _tried(content: bytes, limits: Limits) -> tuple[Problem, ...]:
    with private_folder() as folder, TURNS:
        (folder / _FILE).write_bytes(content)
        try:
            done = subprocess.run(  # noqa: S603 - our own interpreter and module
                [sys.executable, "-I", "-c", _START, str(_ROOT), json.dumps(limits.as_dict())],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=folder,
                env=_environment(folder),
                timeout=limits.seconds + _START_S,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return (Problem("reading_time", _FILE, {"limit": limits.seconds}),)
    if done.returncode == EXIT_TOO_LONG:
        return (Problem("reading_time", _FILE, {"limit": limits.seconds}),)
    if done.returncode == _EXIT_MEMORY:
        return (Problem("reading_memory", _FILE, {"limit": limits.memory_bytes}),)
    if done.returncode:
        return (Problem("reading_broke", _FILE, {"status": done.returncode}),)
    told: list[dict[str, Any]] = json.loads(done.stdout)
    return tuple(map(problem_of, told))


def _environment(folder: Path) -> dict[str, str]:
    """Return the whole environment of the process: nothing of the server's own, such as keys, gets there."""
    kept = {key: os.environ[key] for key in _KEPT if key in os.environ}
    return kept | _ONE_THREAD | dict.fromkeys(("HOME", "TMPDIR", "TEMP", "TMP"), str(folder))


def main() -> None:
    """Try the template that lies in the working folder; print what is wrong with it."""
    limits = Limits(**json.loads(sys.argv[2]))
    try:
        limit_process(limits)
        faulthandler.dump_traceback_later(limits.seconds, exit=True)
        told = _wrong(Path(_FILE))
    except MemoryError:
        os._exit(_EXIT_MEMORY)
    except Exception:  # noqa: BLE001 - such as a library that finds no room to be loaded; not the watchdog's status
        os._exit(_EXIT_BROKEN)
    print(json.dumps(told), flush=True)
    os._exit(0)


def _wrong(path: Path) -> list[dict[str, Any]]:
    from briefing.template_rehearsal import rehearse
    from layers.fence import close_network_and_folders

    close_network_and_folders(Path.cwd())
    try:
        rehearse(path.read_bytes(), path.name)
    except UnreadableError as error:
        return [asdict(problem) for problem in error.problems]
    return []
