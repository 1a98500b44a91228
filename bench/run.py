"""Measure everything, print one table and write bench/RESULTS.md: `python -m bench.run [--quick]`.

Each measurement is a process of its own, one after the other. `--quick` takes few repetitions and writes no file.
"""

from __future__ import annotations

import argparse
import datetime
import json
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from bench import machine
from bench.figures import Figure, table
from bench.serving import ROOT

MEASUREMENTS: Final = (
    "first_page",
    "rerun",
    "click",
    "transfer",
    "sessions",
    "components",
    "ripley",
    "local_moran",
    "nearest",
    "grid",
    "decision",
    "locate",
    "readers",
    "figure",
    "deck",
)
RESULTS: Final = Path(__file__).parent / "RESULTS.md"
LIMIT_S: Final = 900
SHARED: Final = 0.1
"""Above this share of the processors used by other programs, the figures say so."""


def run(*, quick: bool) -> str:
    """Return the results as Markdown."""
    started = time.perf_counter()
    figures: list[Figure] = []
    failed: list[str] = []
    others: dict[str, float | None] = {}
    for name in MEASUREMENTS:
        print(f"{time.perf_counter() - started:4.0f} s  {name}", file=sys.stderr)
        with machine.Watch() as watch:
            found = _measure(name, quick=quick)
        others[name] = watch.by_others()
        figures += found
        if not found:
            failed.append(name)
    return _report(figures, failed, others, quick=quick)


def _measure(name: str, *, quick: bool) -> list[Figure]:
    command = [sys.executable, "-m", f"bench.{name}", "--json", *(["--quick"] if quick else [])]
    try:
        done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True, timeout=LIMIT_S)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        print(f"{name}: {error}", file=sys.stderr)
        return []
    return [Figure(**one) for one in json.loads(done.stdout)]


def _report(figures: list[Figure], failed: list[str], others: Mapping[str, float | None], *, quick: bool) -> str:
    described = [f"- {name}: {value}" for name, value in machine.describe().items()]
    lines = [
        "# Measured speed",
        "",
        f"{datetime.datetime.now(datetime.UTC):%Y-%m-%d}{', quick run' if quick else ''}. "
        "`python -m bench.run` writes this file; the docstring of each script in bench/ says how it measures.",
        "",
        *described,
        f"- {_shared(others)}",
        "",
        table(figures),
        "",
        *(f"- Not measured, because it failed: {name}" for name in failed),
    ]
    return "\n".join(lines).rstrip() + "\n"


def _shared(others: Mapping[str, float | None]) -> str:
    known = {name: share for name, share in others.items() if share is not None}
    if not known:
        return "How much of the machine other programs used meanwhile is not known."
    shares = ", ".join(f"{name} {share:.0%}" for name, share in known.items())
    longer = (
        " **The machine was shared: times are longer than on a quiet one.**" if max(known.values()) > SHARED else ""
    )
    return f"Processor time that other programs used meanwhile: {shares}.{longer}"


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few repetitions, no file")
    quick: bool = parser.parse_args().quick
    report = run(quick=quick)
    print(report)
    if not quick:
        RESULTS.write_text(report, encoding="utf-8")


if __name__ == "__main__":
    main()
