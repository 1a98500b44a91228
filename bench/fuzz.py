"""Fuzzing of the readers with coverage for a bounded time: `python -m bench.fuzz [--seconds 300] [--format kml]`.

Needs Atheris, which is not among the requirements, for it is built for Linux only; without it the program says so and
ends well. What it drives runs in this process, so that its coverage is seen: everything before the reading process
(archives, markup, workbooks, encodings), and the readers of text that are Python. Anything but a result or a refusal
with problems is a finding; the bytes that led to it are written to `--keep`.
"""

from __future__ import annotations

import argparse
import contextlib
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

Target = Callable[[Path, Path], object]
FORMATS = ("angle", "csv", "geojson", "kml", "kmz", "xlsx", "zip")
CODE = ["analysis", "layers"]
"""What is watched for coverage."""

MOST_SEED_BYTES = 20_000


def targets() -> dict[str, Target]:
    """Return what is driven, by the suffix of the file; the code is imported here, so that it can be watched."""
    from layers.bundle import check_workbook, encoding_of_shapefile, unpack_kmz, unpack_layer
    from layers.coordinates import degrees_of
    from layers.limits import Limits
    from layers.markup import check_kml
    from layers.worker_table import read_csv
    from layers.worker_text import read_geojson

    limits = Limits(file_bytes=1_000_000, unpacked_bytes=2_000_000, entries=50, seconds=5)

    def in_archive(path: Path, folder: Path) -> None:
        if unpack_layer(path, folder, name=path.name, layer=None, limits=limits).format == "shapefile":
            encoding_of_shapefile(folder, path.name)

    def text(read: Callable[..., Any]) -> Target:
        return lambda path, folder: read({"name": path.name, "path": path.name, "format": "text"}, folder, limits)

    def in_kmz(path: Path, folder: Path) -> None:
        check_kml(folder / unpack_kmz(path, folder, name="a.kmz", limits=limits), "a.kmz", limits)

    return {
        "angle": lambda path, _: degrees_of(path.read_bytes()[:80].decode("utf-8", "replace")),
        "csv": text(read_csv),
        "geojson": text(read_geojson),
        "kml": lambda path, _: check_kml(path, path.name, limits),
        "kmz": in_kmz,
        "xlsx": lambda path, _: check_workbook(path, name=path.name, limits=limits),
        "zip": in_archive,
    }


def one_input(kind: str, target: Target, content: bytes) -> None:
    """Put one content through one target; a refusal is fine, any other exception is not."""
    from analysis.errors import YuantuError
    from layers.formats import HEAD_BYTES, recognise

    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        path = folder / f"brought.{kind}"
        path.write_bytes(content)
        with contextlib.suppress(YuantuError):
            if kind != "angle":
                recognise(path.name, content[:HEAD_BYTES])
            target(path, folder)


def seeds(kind: str) -> list[bytes]:
    """Return what the fuzzer begins with: the small files of the corpus of this kind."""
    from tests.corpus import archive_files, geojson_files, table_files

    if kind == "angle":
        return [one.encode() for one in table_files.SPELLINGS]
    cases = [*archive_files.CASES, *geojson_files.CASES, *table_files.CASES]
    made = (case.content() for case in cases if case.name.endswith(f".{kind}"))
    return [content for content in made if len(content) < MOST_SEED_BYTES]


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=300)
    parser.add_argument("--format", choices=FORMATS, default="zip")
    parser.add_argument("--keep", type=Path, default=Path(tempfile.gettempdir()))
    chosen = parser.parse_args()
    try:
        import atheris
    except ImportError:
        print("skipped: Atheris is not installed (pip install atheris, Linux only)", file=sys.stderr)
        return 0
    with atheris.instrument_imports(include=CODE):
        target = targets()[chosen.format]
    options = [f"-max_total_time={chosen.seconds}", "-timeout=10", f"-artifact_prefix={chosen.keep}/"]
    with tempfile.TemporaryDirectory() as folder:
        for number, content in enumerate(seeds(chosen.format)):
            (Path(folder) / str(number)).write_bytes(content)
        atheris.Setup([sys.argv[0], *options, folder], lambda data: one_input(chosen.format, target, bytes(data)))
        atheris.Fuzz()
    return 0


if __name__ == "__main__":
    sys.exit(main())
