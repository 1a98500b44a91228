"""Files as they stand: attributes, geometries and CRS of any supported format, before any check of content."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pandas as pd
from pyproj import CRS
from shapely import Point
from shapely.geometry.base import BaseGeometry

from analysis.errors import Problem, UnreadableError
from layers import geojson
from layers.datum import WGS84
from layers.formats import SUFFIXES
from layers.stated_crs import crs_of

TEXT_SUFFIXES: Final = (".geojson", ".json", ".csv")
"""Formats that are read here, without GDAL; all others are read by the door of `layers.upload`."""

SUPPORTED: Final = tuple(SUFFIXES)


@dataclass(frozen=True)
class RawLayer:
    """A file's content: one mapping of attributes and one geometry a feature.

    `geometries` holds None for a feature without one; `broken` tells, by place, why a geometry could not be built.
    """

    name: str
    records: Sequence[Mapping[str, Any]]
    geometries: Sequence[BaseGeometry | None]
    broken: Mapping[int, str]
    crs: CRS | None


def read_raw(path: Path, *, name: str = "") -> RawLayer:
    """Read a file of any supported format.

    Parameters
    ----------
    path
        GeoJSON or CSV with `lon` and `lat`; any other format that may be brought is read in a process of its own.
    name
        How messages call the file; its own name by default.

    Raises
    ------
    UnreadableError
        If it is missing, cut off, not UTF-8, or not of a supported format.
    """
    name = name or path.name
    suffix = path.suffix.lower()
    if suffix not in SUPPORTED:
        raise _unreadable("format_not_supported", name, suffix=suffix or "-", supported=" ".join(SUPPORTED))
    if not path.is_file():
        raise _unreadable("file_missing", name)
    if suffix not in TEXT_SUFFIXES:
        return read_brought(path, name=name)
    text = _decode(path, name)
    return _read_csv(text, name) if suffix == ".csv" else _read_geojson(text, name)


def read_brought(path: Path, *, name: str = "") -> RawLayer:
    """Read a file of a user's own by the door: any format, in a process with limits.

    Raises
    ------
    UnreadableError
        If it is missing, unsafe, too large, or cannot be read.
    """
    from layers.upload import read_upload  # the door brings Arrow, which reading a study does without

    return read_upload(name or path.name, path).raw


def _unreadable(code: str, name: str, **values: str | int) -> UnreadableError:
    return UnreadableError(Problem(code, name, values))


def _decode(path: Path, name: str) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _unreadable("not_utf8", name, byte=error.start) from error
    except OSError as error:
        raise _unreadable("cannot_open", name, reason=error.strerror or type(error).__name__) from error


def _read_geojson(text: str, name: str) -> RawLayer:
    parsed = geojson.parse(text, name)
    return RawLayer(name, parsed.records, parsed.geometries, parsed.broken, _stated_crs(parsed.crs, name))


def _stated_crs(member: object, name: str) -> CRS:
    """Return the CRS of a GeoJSON file: WGS 84, unless the pre-standard `crs` member says otherwise."""
    if member is None:
        return WGS84
    return crs_of(str(geojson.stated_name(member)), name)


def _read_csv(text: str, name: str) -> RawLayer:
    from io import StringIO

    try:
        table = pd.read_csv(StringIO(text), dtype=str, keep_default_na=False, na_values=[""])
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise _unreadable("not_a_table", name, reason=str(error).strip()[:120]) from error
    records: list[dict[str, Any]] = [
        {str(key): (None if pd.isna(value) else value) for key, value in row.items()}
        for row in table.to_dict("records")
    ]
    if not {"lon", "lat"} <= set(table.columns):
        return RawLayer(name, records, [None] * len(records), {}, None)
    built = [_point(record.pop("lon"), record.pop("lat")) for record in records]
    return RawLayer(
        name=name,
        records=records,
        geometries=[geometry for geometry, _ in built],
        broken={place: reason for place, (_, reason) in enumerate(built) if reason},
        crs=WGS84,
    )


def _point(lon: str | None, lat: str | None) -> tuple[Point | None, str]:
    if lon is None or lat is None:
        return None, ""
    try:
        return Point(float(lon), float(lat)), ""
    except ValueError:
        return None, f"lon={lon[:40]!r}, lat={lat[:40]!r}"
