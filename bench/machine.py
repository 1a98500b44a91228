"""What the figures were measured on, and how much of it others used meanwhile; without names and paths."""

from __future__ import annotations

import contextlib
import importlib.metadata
import os
import platform
import subprocess
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from tests.browser import find_browser

WATCH_S: Final = 1.0


def describe() -> dict[str, str]:
    """Return processor, cores, memory and the versions that matter."""
    system = platform.freedesktop_os_release().get("PRETTY_NAME", "") if hasattr(os, "sched_getaffinity") else ""
    return {
        "Processor": _line_of("/proc/cpuinfo", "model name") or platform.processor(),
        "Cores": str(os.cpu_count()),
        "Memory": _memory(),
        "System": system or platform.system(),
        "Python": platform.python_version(),
        "Streamlit": importlib.metadata.version("streamlit"),
        "Browser": _browser(),
    }


def _memory() -> str:
    kilobytes = _line_of("/proc/meminfo", "MemTotal").split(" ")[0]
    return f"{int(kilobytes) / 1024**2:.0f} GiB" if kilobytes else "unknown"


def _line_of(path: str, name: str) -> str:
    """Return what a file of Linux says of itself under a name; nothing on other systems."""
    file = Path(path)
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(name)), "")


def _browser() -> str:
    path = find_browser()
    if path is None:
        return "none"
    found = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=30, check=False).stdout
    return " ".join(found.split()[:2]) or "unknown"


class Watch:
    """Finds out, once a second, how much of the processors other programs use while the block lasts.

    A process is ours if this one is among its ancestors; the browser's processes outlive those that started them, so
    the system's own sums over children would miss them.
    """

    def __init__(self) -> None:
        self._ours_s: dict[int, float] = {}
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._look_until_the_end, daemon=True)

    def __enter__(self) -> Watch:
        self._start = _processors()
        if self._start:
            self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._start:
            self._end.set()
            self._thread.join()

    def by_others(self) -> float | None:
        """Return the share of all processor time that others used, from 0 to 1; None if the system keeps no books."""
        now = _processors()
        if self._start is None or now is None:
            return None
        available_s, used_s = now[0] - self._start[0], now[1] - self._start[1]
        return max(used_s - sum(self._ours_s.values()), 0.0) / available_s

    def _look_until_the_end(self) -> None:
        me = os.getpid()
        before_s = _processes().get(me, (0, 0.0))[1]
        while True:
            found = _processes()
            for number, (_, used_s) in found.items():
                if number in self._ours_s or _descends(number, me, found):
                    self._ours_s[number] = used_s - (before_s if number == me else 0.0)
            if self._end.wait(WATCH_S):
                return


def _processors() -> tuple[float, float] | None:
    """Return seconds of processor time since the machine started: available, and used by anyone."""
    stat = Path("/proc/stat")
    if not stat.exists():
        return None
    ticks = [int(part) / os.sysconf("SC_CLK_TCK") for part in stat.read_text().splitlines()[0].split()[1:9]]
    idle_s = ticks[3] + ticks[4]
    return sum(ticks), sum(ticks) - idle_s


def _processes() -> dict[int, tuple[int, float]]:
    """Return number -> (number of the parent, seconds of processor time) of all processes."""
    found = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with contextlib.suppress(OSError):  # it may have ended meanwhile
                fields = (folder / "stat").read_text(errors="replace").rpartition(")")[2].split()
                used_s = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
                found[int(folder.name)] = (int(fields[1]), used_s)
    return found


def _descends(number: int, ancestor: int, processes: Mapping[int, tuple[int, float]]) -> bool:
    while number in processes and number != ancestor:
        number = processes[number][0]
    return number == ancestor
