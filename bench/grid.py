"""All criteria on every cell of the province: cold in a new process, again in the same one, and a changed weight.

Cold counts the import of the siting modules, the compiled loops loaded from disk, and the layers taken into the working
coordinate system; reading the study does not count, the pages have it already. A changed weight is what the page does
when one is moved: weighing, ranking and a new picture of all cells; the best patches apart. Memory is the most that a
process held in which the chunks of a finer grid are dropped as they come, beside one that does the 1 km grid in the
same way.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time

import numpy as np

from bench.figures import Figure, main
from bench.serving import ROOT

CELL_M = 1_000.0
FINE_M = 250.0
INDUSTRIES = ("artificial_intelligence",)
COLD_S, WEIGHT_S = 3.0, 0.15


def measure(quick: bool) -> list[Figure]:
    """Return the times and the memory."""
    runs = [_in_new_process("--once", CELL_M) for _ in range(1 if quick else 3)]
    coarse, fine = (_in_new_process("--chunks", cell_m) for cell_m in (CELL_M, 2 * FINE_M if quick else FINE_M))
    what = f"{int(runs[0]['criteria'])} criteria on {int(runs[0]['cells']):,} cells"
    return [
        Figure(f"{what}, cold", "s", [run["cold"] for run in runs], COLD_S),
        Figure(f"{what}, again", "s", [run["again"] for run in runs]),
        Figure("a changed weight on them, ranked and drawn", "s", [run["weight"] for run in runs], WEIGHT_S),
        Figure("ten best patches of 20 km² on them", "s", [run["best"] for run in runs]),
        Figure(
            f"memory for {int(fine['cells']):,} cells in chunks",
            "MB",
            [fine["memory"]],
            None,
            [coarse["memory"]],
            f"{int(coarse['cells']):,} cells",
        ),
    ]


def _in_new_process(what: str, cell_m: float) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.grid", what, str(cell_m)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=300)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def once(cell_m: float) -> dict[str, float]:
    """Do everything once and return the seconds."""
    from layers.read import read_study

    study = read_study().study
    started = time.perf_counter()
    from analysis.siting.grid_score import square_criteria
    from analysis.siting.settings import CriterionSettings
    from analysis.siting.surroundings import surroundings_of

    settings = CriterionSettings(industries=INDUSTRIES)
    found = square_criteria(surroundings_of(study), cell_m=cell_m, settings=settings)
    times = {"cold": time.perf_counter() - started}
    started = time.perf_counter()
    square_criteria(surroundings_of(study), cell_m=cell_m, settings=settings)
    times["again"] = time.perf_counter() - started
    from analysis.siting.weighting import Weighting
    from ui.siting.grid_compute import GridReady, Rules, best_patches, ranked
    from ui.siting.surface import codes_of, picture, pixels_of

    ready = GridReady(found, pixels_of(found.cells, study.crs))
    ranked(ready, Rules())  # the matrix is kept while only weights change
    weighting = Weighting("direct", tuple((one.id, 1.0 + place) for place, one in enumerate(found.criteria)))
    started = time.perf_counter()
    matrix, scored = ranked(ready, Rules(weighting=weighting))
    picture(ready.pixels, codes_of(scored.merit, matrix.excluded)).as_data()
    times["weight"] = time.perf_counter() - started
    started = time.perf_counter()
    best_patches(ready, scored, count=10, min_area_km2=20, min_spacing_km=20)
    times["best"] = time.perf_counter() - started
    return times | {"cells": len(found.cells), "criteria": len(found.criteria)}


def in_chunks(cell_m: float) -> dict[str, float]:
    """Go through all chunks and drop them; return the cells and the most memory held, in MB."""
    from analysis.siting.criteria import CRITERIA
    from analysis.siting.criteria_table import possible_criteria
    from analysis.siting.criterion import Places
    from analysis.siting.grid import chunks_of_criteria, lattice_over
    from analysis.siting.settings import CriterionSettings
    from analysis.siting.surroundings import surroundings_of
    from layers.read import read_study

    settings, around = CriterionSettings(industries=INDUSTRIES), surroundings_of(read_study().study)
    possible, _ = possible_criteria(CRITERIA, Places(np.zeros((1, 2))), around, settings)
    chunks = chunks_of_criteria(lattice_over(around.area, cell_m=cell_m), around, possible, settings=settings)
    cells = sum(len(places) for places, _ in chunks)
    return {"cells": cells, "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


if __name__ == "__main__":
    if "--once" in sys.argv:
        print(json.dumps(once(float(sys.argv[-1]))))
    elif "--chunks" in sys.argv:
        print(json.dumps(in_chunks(float(sys.argv[-1]))))
    else:
        main(measure)
