"""What the figures were measured on, and how much of it others used meanwhile; without names and paths."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import resource
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.journeys.conftest import find_browser


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


@dataclass(frozen=True)
class Processors:
    """Seconds of processor time since the machine started: all that was available, used, and used by our children."""

    available_s: float
    used_s: float
    ours_s: float


def processors() -> Processors | None:
    """Return the processors' books; None where the system keeps none in /proc/stat."""
    stat = Path("/proc/stat")
    if not stat.exists():
        return None
    ticks = [int(part) / os.sysconf("SC_CLK_TCK") for part in stat.read_text().splitlines()[0].split()[1:9]]
    idle = ticks[3] + ticks[4]
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Processors(sum(ticks), sum(ticks) - idle, children.ru_utime + children.ru_stime)


def used_by_others(before: Processors | None, after: Processors | None) -> float | None:
    """Return the share of all processor time that other programs used, from 0 to 1."""
    if before is None or after is None:
        return None
    others = (after.used_s - before.used_s) - (after.ours_s - before.ours_s)
    return max(others, 0.0) / (after.available_s - before.available_s)
