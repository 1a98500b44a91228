"""The parts of the computation by themselves, each in a new process: reading the study, clustering, layout.

The import of the packages is a figure of its own. The peer of reading is geopandas alone, which reads the same spatial
files without checking them; the peer of clustering is as many tables of nearest neighbours by SciPy's tree as the
simulations under both nulls need at the least; the layout has none.
"""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
import time
from collections.abc import Callable

from bench.figures import Figure, main
from bench.serving import ROOT

SIMULATIONS = 999
NULLS = 2
SEED = 0


def measure(quick: bool) -> list[Figure]:
    """Return the times of the parts."""
    runs = [_in_new_process() for _ in range(1 if quick else 3)]
    times = {name: [run[name] for run in runs] for name in runs[0]}
    tree = f"SciPy's tree on {NULLS} x {SIMULATIONS} random patterns"
    return [
        Figure("import of what reads and computes", "ms", times["import"]),
        Figure(
            "read_study, first time", "ms", times["read"], None, times["read_peer"], "geopandas.read_file, unchecked"
        ),
        Figure(
            f"cluster, {SIMULATIONS} simulations, both nulls", "ms", times["cluster"], None, times["cluster_peer"], tree
        ),
        Figure("layout", "ms", times["layout"]),
    ]


def _in_new_process() -> dict[str, float]:
    command = [sys.executable, "-m", "bench.components", "--once"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=300)
    times: dict[str, float] = json.loads(done.stdout)
    return times


def once() -> dict[str, float]:
    """Do each part once and return the milliseconds."""
    times = {"import": _milliseconds(_imports)}
    import geopandas as gpd
    import numpy as np
    from scipy.spatial import KDTree

    from analysis.clustering.result import cluster
    from analysis.clustering.settings import ClusterSettings
    from analysis.layout.result import layout
    from layers.read import read_study

    times["read"] = _milliseconds(read_study)
    study = read_study().study
    files = [ROOT / "parks.geojson", *sorted((ROOT / "layers").glob("*.geojson"))]
    times["read_peer"] = _milliseconds(lambda: [gpd.read_file(file) for file in files])
    chance = np.random.default_rng(SEED)
    patterns = chance.uniform(0, 1e5, (NULLS * SIMULATIONS, len(study.layer("parks")), 2))
    times["cluster"] = _milliseconds(
        lambda: cluster(study, settings=ClusterSettings(simulations=SIMULATIONS), rng=np.random.default_rng(SEED))
    )
    times["cluster_peer"] = _milliseconds(lambda: [KDTree(points).query(points, k=2) for points in patterns])
    times["layout"] = _milliseconds(lambda: layout(study, rng=np.random.default_rng(SEED)))
    return times


def _imports() -> None:
    for name in ("analysis.clustering.result", "analysis.layout.result", "layers.read"):
        importlib.import_module(name)


def _milliseconds(act: Callable[[], object]) -> float:
    started = time.perf_counter()
    act()
    return 1000 * (time.perf_counter() - started)


if __name__ == "__main__":
    if "--once" in sys.argv:
        print(json.dumps(once()))
    else:
        main(measure)
