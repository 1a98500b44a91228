"""A file from one datum into another, from path to path."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import shapely

from analysis.datum.shift import Datum
from analysis.errors import LayerError, Problem
from briefing.plain_file import write_layer
from briefing.plain_layer import PlainLayer
from briefing.whole_file import require_writable
from layers.convert import convert_layer
from layers.coordinate_names import CoordinateColumns
from layers.raw import RawLayer
from layers.reading import Reading
from layers.upload import read_upload

_NOTE: Final = re.compile(rb'^\s*\{\s*"type"\s*:\s*"FeatureCollection"\s*,\s*"datum"\s*:\s*"([a-z0-9]{1,20})"')


@dataclass(frozen=True)
class Conversion:
    """What was written: `outside` features lie where nothing is shifted.

    `warnings` say what the format changed, and how a table was read; `columns` are those taken for the position, None
    for geodata.
    """

    path: Path
    source: Datum
    target: Datum
    features: int
    outside: int
    warnings: tuple[Problem, ...]
    columns: CoordinateColumns | None = None


def convert_file(path: Path, out: Path, *, source: Datum, target: Datum, ignore_crs: bool = False) -> Conversion:
    """Read, convert and write.

    Raises
    ------
    UnreadableError
        If the file cannot be read or the new one not be written.
    LayerError
        With all problems of the file; ``datum_contradicts`` if it states another datum than `source`.
    """
    require_writable(out)
    reading = read_upload(path.name, path)
    raw = reading.raw
    noted = _noted_datum(path)
    if noted not in (None, source) and not ignore_crs:
        raise LayerError(Problem("datum_contradicts", raw.name, {"crs": noted or "", "datum": source}))
    _require_places(raw)
    done = convert_layer(raw, source=source, target=target, ignore_crs=ignore_crs)
    warnings = write_layer(PlainLayer(raw.name, done.layer.records, done.layer.geometries, target), out)
    told = (*_of_table(reading), *warnings)
    return Conversion(out, source, target, len(raw.records), done.outside, told, reading.coordinates)


def _of_table(reading: Reading) -> list[Problem]:
    return [one for one in reading.problems if one.code in ("header_below", "header_of_two", "northing_first")]


def _noted_datum(path: Path) -> str | None:
    """Return the datum that a GeoJSON of our own names in its first member."""
    if path.suffix.lower() not in (".geojson", ".json"):
        return None
    with path.open("rb") as file:
        found = _NOTE.match(file.read(200).removeprefix(b"\xef\xbb\xbf"))
    return found.group(1).decode() if found else None


def _require_places(raw: RawLayer) -> None:
    geometries = np.array([one for one in raw.geometries if one is not None], dtype=object)
    if raw.records and not raw.broken and not (~shapely.is_empty(geometries)).any():
        raise LayerError(Problem("no_coordinates", raw.name))
