"""Ripley's L of 999 simulated layouts at 50 distances, and what compiling its loops takes once.

Two settings, each in a new process: 200 points in the unit square, and 15 points on the built-in province, whose coast
has some 1,700 sides, with the sites' own number of points. The drawing of the layouts and the envelope are part of it;
the first call, which compiles or loads the loops, is a figure of its own. The peer of the first setting is spatstat's
`envelope(..., Lest, correction = "translation")` in R on this machine, right after; without R it is left out.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from typing import Final

from bench.figures import Figure, main
from bench.serving import ROOT

SIMULATIONS: Final = 999
DISTANCES: Final = 50
SQUARE_POINTS: Final = 200
PROVINCE_POINTS: Final = 15
SEED: Final = 0
FASTER: Final = 5
"""The square is to be so many times faster than the peer."""

PROVINCE_TARGET_MS: Final = 500
LIMIT_S: Final = 300
CORRECTIONS: Final = ("translation", "isotropic", "border", "none")


def measure(quick: bool) -> list[Figure]:
    """Return the times of both settings, of the peer where there is one, and of the first call."""
    repetitions = 2 if quick else 7
    with tempfile.TemporaryDirectory() as empty:
        compiling = _in_new_process(repetitions, cache=empty)
        loading = _in_new_process(repetitions, cache=empty)
    peer_name, peer = _spatstat(repetitions)
    return [
        _square(loading["square translation"], peer_name, peer),
        *(
            Figure(f"the same, {correction}", "ms", loading[f"square {correction}"])
            for correction in CORRECTIONS
            if correction != "translation"
        ),
        *(
            Figure(
                f"L of {PROVINCE_POINTS} points on the province, {SIMULATIONS} simulations, {correction}",
                "ms",
                loading[f"province {correction}"],
                PROVINCE_TARGET_MS if correction in CORRECTIONS[:2] else None,
            )
            for correction in CORRECTIONS
        ),
        Figure("overlap of the province with itself", "ms", loading["overlap"]),
        Figure("first call of all four corrections, nothing compiled", "ms", compiling["first"]),
        Figure("first call of all four corrections, compiled before", "ms", loading["first"]),
    ]


def _square(times_ms: list[float], peer_name: str, peer_ms: list[float]) -> Figure:
    what = f"L of {SQUARE_POINTS} points in a square, {SIMULATIONS} simulations, translation"
    if not peer_ms:
        return Figure(f"{what} (no peer: R with spatstat is not on this machine)", "ms", times_ms)
    return Figure(what, "ms", times_ms, statistics.median(peer_ms) / FASTER, peer_ms, peer_name)


def _spatstat(repetitions: int) -> tuple[str, list[float]]:
    """Return what the peer is and its milliseconds; nothing where R or spatstat is missing."""
    rscript = shutil.which("Rscript")
    if rscript is None:
        return "", []
    script = ROOT / "bench" / "peers" / "envelope.R"
    options = [str(number) for number in (SQUARE_POINTS, SIMULATIONS, DISTANCES, min(repetitions, 3))]
    done = subprocess.run([rscript, script, *options], stdout=subprocess.PIPE, text=True, check=False, timeout=LIMIT_S)
    lines = done.stdout.split("\n")
    return (lines[0].strip(), [float(line) for line in lines[1:] if line.strip()]) if done.returncode == 0 else ("", [])


def _in_new_process(repetitions: int, *, cache: str) -> dict[str, list[float]]:
    command = [sys.executable, "-m", "bench.ripley", "--once", str(repetitions)]
    surroundings = {**os.environ, "NUMBA_CACHE_DIR": cache}
    done = subprocess.run(
        command, cwd=ROOT, env=surroundings, stdout=subprocess.PIPE, text=True, check=True, timeout=LIMIT_S
    )
    times: dict[str, list[float]] = json.loads(done.stdout)
    return times


def once(repetitions: int) -> dict[str, list[float]]:
    """Return the milliseconds of every repetition of each part."""
    import shapely

    from analysis.clustering.nulls import LandNull
    from analysis.clustering.ripley import l_of_layouts_m
    from analysis.clustering.window import Window
    from layers.read import read_study

    square, land = shapely.box(0, 0, 1, 1), read_study().study.area
    few = [[(0.2, 0.2), (0.3, 0.3)]]
    window = Window(square)
    first = [partial(l_of_layouts_m, few, window, [0.1], correction=correction) for correction in CORRECTIONS]
    times = {
        "first": [sum(_ms(call) for call in first)],
        "overlap": [_ms(lambda: Window(land).set_covariance) for _ in range(repetitions)],
    }
    for name, area, n in (("square", square, SQUARE_POINTS), ("province", land, PROVINCE_POINTS)):
        window, null = Window(area), LandNull(area)
        for correction in CORRECTIONS:
            times[f"{name} {correction}"] = [
                _ms(partial(_envelope, null, n, window, correction)) for _ in range(repetitions)
            ]
    return times


def _envelope(null: object, n: int, window: object, correction: str) -> None:
    import numpy as np

    from analysis.clustering.envelope import envelope, simulate_l
    from analysis.clustering.ripley import default_distances_m, ripley

    rng, r_m = np.random.default_rng(SEED), default_distances_m(window)
    observed = ripley(null.draw(n, rng), window, r_m, correction=correction)
    simulated = simulate_l(null, n, window, r_m, correction=correction, simulations=SIMULATIONS, rng=rng)
    envelope(observed.l_m, simulated, r_m)


def _ms(act: Callable[[], object]) -> float:
    started = time.perf_counter()
    act()
    return 1000 * (time.perf_counter() - started)


if __name__ == "__main__":
    if "--once" in sys.argv:
        print(json.dumps(once(int(sys.argv[-1]))))
    else:
        main(measure)
