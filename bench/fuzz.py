"""Fuzzing of the readers with coverage for a bounded time: `python -m bench.fuzz [--seconds 300] [--format kml]`.

Needs Atheris, which is not among the requirements, for it is built for Linux only; without it the program says so and
ends well. What it drives runs in this process, so that its coverage is seen: everything before the reading process
(archives, markup, workbooks, encodings), and the readers of text that are Python. Anything but a result or a refusal
with problems is a finding; the bytes that led to it are written to `--keep`.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from analysis.errors import YuantuError
from layers.bundle import check_workbook, encoding_of_shapefile, unpack_kmz, unpack_layer
from layers.coordinates import degrees_of
from layers.formats import HEAD_BYTES, recognise
from layers.limits import Limits
from layers.markup import check_kml
from layers.worker_table import read_csv
from layers.worker_text import read_geojson

LIMITS = Limits(file_bytes=1_000_000, unpacked_bytes=2_000_000, entries=50, seconds=5)


def _zip(path: Path, folder: Path) -> None:
    found = unpack_layer(path, folder, name=path.name, layer=None, limits=LIMITS)
    if found.format == "shapefile":
        encoding_of_shapefile(folder, path.name)


def _text(read: Callable[..., Any]) -> Callable[[Path, Path], None]:
    def by(path: Path, folder: Path) -> None:
        read({"name": path.name, "path": path.name, "format": "text"}, folder, LIMITS)

    return by


TARGETS: dict[str, Callable[[Path, Path], None]] = {
    "zip": _zip,
    "kmz": lambda path, folder: (
        check_kml(folder / unpack_kmz(path, folder, name="a.kmz", limits=LIMITS), "a", LIMITS) and None
    ),
    "xlsx": lambda path, _: check_workbook(path, name=path.name, limits=LIMITS),
    "kml": lambda path, _: check_kml(path, path.name, LIMITS) and None,
    "geojson": _text(read_geojson),
    "csv": _text(read_csv),
    "angle": lambda path, _: degrees_of(path.read_bytes()[:80].decode("utf-8", "replace")) and None,
}
"""What is driven, by the suffix of the file."""


def one_input(kind: str, content: bytes) -> None:
    """Put one content through one target; a refusal is fine, any other exception is not."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        path = folder / f"brought.{kind}"
        path.write_bytes(content)
        try:
            if kind != "angle":
                recognise(path.name, content[:HEAD_BYTES])
            TARGETS[kind](path, folder)
        except YuantuError:
            return


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=300)
    parser.add_argument("--format", choices=sorted(TARGETS), default="zip")
    parser.add_argument("--keep", type=Path, default=Path(tempfile.gettempdir()))
    parser.add_argument("--seeds", type=Path, help="folder of files to begin with")
    chosen = parser.parse_args()
    try:
        import atheris
    except ImportError:
        print("skipped: Atheris is not installed (pip install atheris, Linux only)", file=sys.stderr)
        return 0
    atheris.instrument_all()
    options = [f"-max_total_time={chosen.seconds}", "-timeout=10", f"-artifact_prefix={chosen.keep}/"]
    atheris.Setup(
        [sys.argv[0], *options, *([str(chosen.seeds)] if chosen.seeds else [])],
        lambda data: one_input(chosen.format, bytes(data)),
    )
    atheris.Fuzz()
    return 0


if __name__ == "__main__":
    sys.exit(main())
