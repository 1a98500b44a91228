"""The full deck of the built-in study: four maps drawn, then all slides written, in Chinese.

The results are computed before the clock starts, as on the page, where they are there already; the last figure is the
command from the start of its process, which computes them as well.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from analysis.clustering.settings import ClusterSettings
from analysis.progress import silent
from bench.figures import Figure, main
from bench.serving import ROOT
from layers.read import read_study
from ui.brief_job import known_of
from ui.briefing.about import Typed, about_study
from ui.briefing.deck import deck_file
from ui.text import Text

TARGET_S = 20.0


def measure(quick: bool) -> list[Figure]:
    """Return the times."""
    study, text = read_study().study, Text("zh")
    known = known_of(study, ClusterSettings(), 0, silent)
    about = about_study(study, Typed(date(2026, 3, 1)), text)
    repeats = 1 if quick else 5
    times = []
    for _ in range(repeats):
        started = time.perf_counter()
        deck_file(known.results(study), about, text, hotspots=known.hotspots)
        times.append(time.perf_counter() - started)
    whole = [_command() for _ in range(1 if quick else 3)]
    return [
        Figure("full deck with four maps, results at hand", "s", times, TARGET_S),
        Figure("full deck by the command, from its start", "s", whole, TARGET_S),
    ]


def _command() -> float:
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        command = [sys.executable, str(ROOT / "cli.py"), "brief", "--out", str(Path(folder) / "deck.pptx")]
        subprocess.run(command, check=True, capture_output=True, cwd=ROOT)
        return time.perf_counter() - started


if __name__ == "__main__":
    main(measure)
