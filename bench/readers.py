"""A file of one's own through the door: 50 MB of GeoJSON to a checked frame, and the checks of 100,000 polygons.

The door copies the file, starts its process with limits, reads, hands the table over, builds the geometries and checks
every feature; the peer is pyogrio with Arrow in this process, which does none of that but reading. Both read the file
in turn. A small file shows what the process costs by itself. The checks are those that any layer needs, and the repairs
on offer, on valid polygons of 20 vertices.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyogrio
import shapely
from numpy.typing import NDArray

from bench.figures import Figure, main
from layers.geometry_checks import geometry_problems
from layers.repair import repairs_on_offer
from layers.upload import read_upload

FILE_BYTES = 50_000_000
POLYGONS = 100_000
VERTICES = 20
READ_RATIO, CHECK_S = 1.5, 3.0


def measure(quick: bool) -> list[Figure]:
    """Return the times of reading and of checking."""
    repeats = 3 if quick else 7
    with tempfile.TemporaryDirectory() as folder:
        small, large = Path(folder) / "small.geojson", Path(folder) / "large.geojson"
        small.write_text(_collection(_features(10)), encoding="utf-8")
        large.write_text(_collection(_until(FILE_BYTES)), encoding="utf-8")
        read_upload(small.name, small)  # imports
        start = [_seconds(lambda: read_upload(small.name, small)) for _ in range(repeats)]
        pairs = [(_seconds(lambda: _by_door(large)), _seconds(lambda: _by_pyogrio(large))) for _ in range(repeats)]
    ours, peer = [one for one, _ in pairs], [other for _, other in pairs]
    polygons = _polygons(POLYGONS)
    frame = gpd.GeoDataFrame({"id": range(POLYGONS)}, geometry=polygons, crs="EPSG:4326")
    checks = [_seconds(lambda: _check(polygons)) for _ in range(repeats)]
    offers = [_seconds(lambda: repairs_on_offer(frame)) for _ in range(repeats)]
    return [
        Figure("50 MB of GeoJSON to a checked frame", "s", ours, None, peer, "pyogrio with Arrow"),
        Figure("that, beside its peer in the same turn", "", [a / b for a, b in pairs], READ_RATIO),
        Figure("ten features through the door", "s", start),
        Figure(f"checks of {POLYGONS:,} polygons", "s", checks, CHECK_S),
        Figure(f"repairs on offer for {POLYGONS:,} polygons", "s", offers, CHECK_S),
    ]


def _by_door(path: Path) -> None:
    assert read_upload(path.name, path).ok  # noqa: S101 - a measurement of a refusal would say nothing


def _by_pyogrio(path: Path) -> None:
    pyogrio.read_dataframe(path, use_arrow=True)


def _check(polygons: NDArray[np.object_]) -> None:
    geometry_problems(polygons, str, broken={}, geographic=True)


def _seconds(action: Callable[[], object]) -> float:
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def _polygons(count: int) -> NDArray[np.object_]:
    """Return regular polygons at random places in degrees."""
    rng = np.random.default_rng(0)
    centres = rng.uniform((109, 20), (117, 26), (count, 1, 2))
    angles = np.linspace(0, 2 * np.pi, VERTICES, endpoint=False)
    ring = 0.01 * np.column_stack([np.cos(angles), np.sin(angles)])
    return np.asarray(shapely.polygons(np.round(centres + ring, 6)))


def _features(count: int) -> Iterator[str]:
    for place, polygon in enumerate(_polygons(count)):
        properties = {"id": f"p{place}", "name": f"园区{place}", "area": round(place / 7, 3), "n": place}
        geometry = shapely.to_geojson(polygon)
        yield f'{{"type":"Feature","properties":{json.dumps(properties, ensure_ascii=False)},"geometry":{geometry}}}'


def _until(size: int) -> Iterator[str]:
    """Yield features up to a size in bytes."""
    written = 0
    for feature in _features(POLYGONS):
        written += len(feature.encode()) + 1
        if written > size:
            return
        yield feature


def _collection(features: Iterator[str]) -> str:
    return f'{{"type":"FeatureCollection","features":[{",".join(features)}]}}'


if __name__ == "__main__":
    main(measure)
