"""Sound files with bytes changed, cut or put in: the door answers or refuses, always, and nothing stays on disk."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.errors import UnreadableError
from layers.reading import Reading
from tests.corpus import binary_files, case, geojson_files, table_files

SOUND: dict[str, tuple[str, Callable[[], bytes]]] = {
    "geojson": ("a.geojson", lambda: case.collection(case.feature(case.point(), a=[1], id="x"))),
    "polygon": ("a.geojson", lambda: case.collection(case.feature(geojson_files.polygon(geojson_files.SQUARE)))),
    "csv": ("a.csv", lambda: table_files.table("a,113°30′,23", 'b,"x",1')),
    "xlsx": ("a.xlsx", lambda: table_files.BOOK),
    "kml": ("a.kml", lambda: case.kml(case.PLACEMARK)),
    "kmz": ("a.kmz", lambda: case.zipped({"doc.kml": case.kml(case.PLACEMARK)})),
    "gpkg": ("a.gpkg", lambda: case.written(case.frame(), ".gpkg")),
    "fgb": ("a.fgb", lambda: case.written(case.frame(), ".fgb")),
    "parquet": ("a.parquet", lambda: case.parquet(case.frame())),
    "shapefile": ("a.zip", lambda: binary_files.shp(encoding="gbk")),
    "stored": ("a.zip", lambda: stored_shapefile()),
}
POINTED = ("+", "-", "9", "\x00", "\xff", "{", "[", "<", "]]>", '"', "..", "/", "NaN", "1e999")


def stored_shapefile() -> bytes:
    """Return a Shapefile packed without compression, so that a change reaches its parts."""
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(binary_files.shp(encoding="gbk"))) as archive:
        return case.zipped({one: archive.read(one) for one in archive.namelist()}, zipfile.ZIP_STORED)


@cache
def sound(kind: str) -> bytes:
    return SOUND[kind][1]()


def mutated(content: bytes, seed: int, changes: int) -> bytes:
    """Return content with a few bytes changed, cut out, doubled or put in."""
    draw, data = random.Random(seed), bytearray(content)  # noqa: S311 - not for secrets
    for _ in range(changes):
        at = draw.randrange(len(data) or 1)
        match draw.randrange(5):
            case 0:
                data[at : at + 1] = bytes([draw.randrange(256)])
            case 1:
                del data[at : at + draw.randrange(1, 40)]
            case 2:
                data[at:at] = data[at : at + draw.randrange(1, 40)]
            case 3:
                data[at:at] = draw.choice(POINTED).encode("latin-1")
            case _:
                data[at : at + 4] = draw.choice([b"\xff\xff\xff\xff", b"\x00\x00\x00\x00", b"\xff\xff\xff\x7f"])
    return bytes(data)


@pytest.mark.parametrize("kind", SOUND)
@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32), changes=st.integers(1, 6))
def test_mutated_file_is_read_or_refused(kind: str, read: Any, seed: int, changes: int) -> None:
    content = mutated(sound(kind), seed, changes)
    try:
        reading = read(SOUND[kind][0], content)
    except UnreadableError:
        return
    assert isinstance(reading, Reading)
    assert len(reading.raw.records) == len(reading.frame)
    assert all(repair.count for repair in reading.repairs)


@pytest.mark.parametrize("suffix", ["geojson", "csv", "kml", "zip", "xlsx", "gpkg", "fgb", "parquet", "kmz"])
@settings(max_examples=20, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=300))
def test_random_bytes_are_read_or_refused(suffix: str, read: Any, content: bytes) -> None:
    with contextlib.suppress(UnreadableError):
        assert read(f"a.{suffix}", content).format
