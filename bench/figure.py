"""Drawing an A4 map at 300 dpi, and the same from a new process; its peer is a layout exported by QGIS.

The peer prints the same layers (neighbours, cities by tier, parks) with title, legend and scale bar as a layout of the
same size and resolution by `qgis_process`, right after; without QGIS it is left out.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date
from functools import partial
from pathlib import Path
from typing import Final

from bench.figures import Figure, main
from bench.serving import ROOT

TARGET_S: Final = 3.0
FASTER: Final = 3
"""The map is to be so many times faster than the peer."""

LIMIT_S: Final = 600
PLAIN: Final = {"PATH": "/usr/bin:/bin", "HOME": str(Path.home()), "LC_ALL": "C.UTF-8", "QT_QPA_PLATFORM": "offscreen"}
"""Surroundings of the peer: the system's Python must not see this one's packages."""


def measure(quick: bool) -> list[Figure]:
    """Return the times of the three formats, of a new process, and of the peer where there is one."""
    repetitions = 2 if quick else 7
    times = once(repetitions)
    process = [_new_process() for _ in range(1 if quick else 3)]
    peer_name, peer = _qgis(1 if quick else 3)
    what = "overview map, A4 at 300 dpi, PNG"
    goal = statistics.median(peer) / FASTER if peer else None
    against = "the same, against a layout" if peer else "the same (no peer: QGIS is not on this machine)"
    return [
        Figure(what, "s", times["png"], TARGET_S),
        Figure(against, "s", times["png"], goal, peer, peer_name),
        Figure("the same in a new process, imports and layers read", "s", process),
        Figure("overview map, A4, PDF", "s", times["pdf"]),
        Figure("overview map, A4, SVG", "s", times["svg"]),
        Figure("atlas of every park and city, PDF", "s", times["atlas"]),
    ]


def once(repetitions: int) -> dict[str, list[float]]:
    """Return the seconds of every repetition of each format; the sheet is made anew each time."""
    from briefing.figure import pdf_bytes, png_bytes, svg_bytes
    from briefing.paper import paper
    from layers.read import read_study
    from ui.briefing.maps import MapResults, atlas, sheet_for
    from ui.text import Text

    study, text = read_study().study, Text("zh")
    about, a4, nothing = _about(study, text), paper("A4"), MapResults()
    sheet = partial(sheet_for, "overview", study, nothing, about, text, a4)
    acts = {
        "png": lambda: png_bytes(sheet(), dpi=300),
        "pdf": lambda: pdf_bytes(sheet()),
        "svg": lambda: svg_bytes(sheet()),
    }
    times = {name: [_seconds(act) for _ in range(repetitions)] for name, act in acts.items()}
    if repetitions > 1:
        times["atlas"] = [_seconds(lambda: pdf_bytes(list(atlas(study, nothing, about, text, a4))))]
    return times


def _draw_once() -> None:
    from briefing.figure import png_bytes
    from briefing.paper import paper
    from layers.read import read_study
    from ui.briefing.maps import MapResults, sheet_for
    from ui.text import Text

    study, text = read_study().study, Text("zh")
    png_bytes(sheet_for("overview", study, MapResults(), _about(study, text), text, paper("A4")), dpi=300)


def _about(study: object, text: object) -> object:
    from briefing.about import About

    return About(
        title="A4",
        subtitle="",
        study=study.id,
        fingerprint=study.fingerprint,
        scenario="",
        date=date(2026, 1, 1),
        version="",
        language="zh",
        author="",
        approval_number=None,
        stamp=text("map_page.draft"),
        sources=(),
        crs=study.crs.name,
    )


def _seconds(act: object) -> float:
    started = time.perf_counter()
    act()  # type: ignore[operator]
    return time.perf_counter() - started


def _new_process() -> float:
    started = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "bench.figure", "--once"],
        cwd=ROOT,
        check=True,
        timeout=LIMIT_S,
        stdout=subprocess.DEVNULL,
    )
    return time.perf_counter() - started


def _qgis(repetitions: int) -> tuple[str, list[float]]:
    """Return what the peer is and its seconds; nothing where QGIS is not installed."""
    # Debian's qgis_process is a script that hands an option of the desktop to the program behind it, which refuses it.
    python, *processes = (
        shutil.which(name, path=PLAIN["PATH"]) for name in ("python3", "qgis_process.bin", "qgis_process")
    )
    process = next(filter(None, processes), None)
    if python is None or process is None:
        return "", []
    with tempfile.TemporaryDirectory() as folder:
        project, picture = (str(Path(folder) / name) for name in ("map.qgs", "map.png"))
        made = _run([python, str(ROOT / "bench" / "peers" / "layout_qgis.py"), str(ROOT), project])
        export = ["run", "native:printlayouttoimage", f"--PROJECT_PATH={project}", "--LAYOUT=map", "--DPI=300"]
        times = []
        for _ in range(repetitions):
            started = time.perf_counter()
            _run([process, *export, f"--OUTPUT={picture}"])
            times.append(time.perf_counter() - started)
            if not Path(picture).exists():
                return "", []
    return f"{made}, qgis_process", times


def _run(command: list[str]) -> str:
    done = subprocess.run(command, check=True, timeout=LIMIT_S, env=PLAIN, capture_output=True, text=True)
    return done.stdout.strip()


if __name__ == "__main__":
    if "--once" in sys.argv:
        _draw_once()
    else:
        main(measure)
