"""The one door for any file that a user brings: checked from outside, read in a process of its own, checked inside."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePath
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import shapely
from pyproj import CRS

from analysis.errors import Problem, UnreadableError
from layers.bundle import (
    PARTS,
    check_workbook,
    encoding_of_shapefile,
    lacking_parts,
    unpack_kmz,
    unpack_layer,
)
from layers.coordinate_names import CoordinateColumns, guess_columns
from layers.coordinates import Positions, is_plausible, positions
from layers.datum import WGS84
from layers.formats import HEAD_BYTES, SUFFIXES, Format, recognise
from layers.geometry_checks import Geometries, geometry_problems
from layers.limits import Limits
from layers.reading import LayerChoice, Reading
from layers.received import attributes_of, frame_of, geometries_of, points_of, without_heights
from layers.sandbox import TURNS, Reads, Worker, private_folder, problem_of
from layers.stated_crs import crs_of
from layers.text_encoding import Basis, Encoding
from layers.values import shown
from layers.worker import RESULT
from layers.worker_result import GEOMETRY

LONGEST_SUFFIX: Final = 12
_TABLES: Final = ("csv", "xlsx")


@dataclass(frozen=True)
class Choices:
    """What a user decided of how to read a file; None where it is to be found out.

    Parameters
    ----------
    layer
        Name of a layer, of a sheet, or of an entry of an archive.
    encoding
        One of `layers.text_encoding.CHOICES`.
    delimiter
        Of a table of text.
    header
        Which row of a table holds the names of its columns, counted from 1.
    columns
        Which columns of a table hold the position.
    crs
        The system to take the coordinates in, whatever the file states.
    """

    layer: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    header: int | None = None
    columns: CoordinateColumns | None = None
    crs: CRS | None = None


@dataclass
class _Job:
    name: str
    format: Format
    file: str
    layer: str | None
    encoding: str | None = None
    basis: Basis | None = None
    choices: tuple[str, ...] = ()
    warnings: tuple[Problem, ...] = ()


def read_upload(
    name: str,
    data: bytes | Path,
    *,
    limits: Limits | None = None,
    choices: Choices | None = None,
    worker: Callable[[Path, Limits], Reads] | None = None,
) -> Reading:
    """Read a file that a user brought, in a process with limits; nothing of it is left on disk.

    Parameters
    ----------
    name
        Its name: the suffix says what it should be, messages call it so.
    data
        Its content, or where it lies. Of a shapefile that lies in a folder its other parts are read as well.
    limits
        Those of the environment by default.
    choices
        What the user decided; all is found out by default.
    worker
        How to start the process; a new one for each file by default.

    Returns
    -------
    Reading
        Also where features are wrong: its `problems` tell which.

    Raises
    ------
    UnreadableError
        Where the file is unsafe, too large, or cannot be read at all; with all that is known of why.
    """
    limits, choices = limits or Limits.from_environment(), choices or Choices()
    name = _called(name)
    with private_folder() as folder:
        job = _prepared(name, data, folder, limits, choices)
        with TURNS, (worker or Worker)(folder, limits) as process:
            told = process.ask(_as_json(job, folder, choices))
            missing = process.missing(name)
        with pa.OSFile(str(folder / RESULT), "rb") as file, pa.ipc.open_file(file) as stored:
            table = stored.read_all()
    return replace(_reading(job, told, table, limits, choices), missing_limits=missing)


def _called(name: str) -> str:
    """Return a file's name as messages call it: without folders, cut if it is long, its suffix kept."""
    full = PurePath(name.replace("\\", "/")).name or "-"
    suffix = PurePath(full).suffix
    called = shown(full)
    if called.endswith(suffix) or len(suffix) > LONGEST_SUFFIX:
        return called
    return f"{called[: -len(suffix) - 1]}…{suffix}"


def _prepared(name: str, data: bytes | Path, folder: Path, limits: Limits, choices: Choices) -> _Job:
    """Put the file into the private folder under a name of our own, unpacked and checked, and say how to read it."""
    suffix = PurePath(name).suffix.lower()
    brought = folder / f"brought{suffix if suffix in SUFFIXES else ''}"
    head = _copied(name, data, brought, limits)
    found = recognise(name, head)
    job = _Job(name, found, brought.name, choices.layer, choices.encoding)
    if found == "zip":
        inner = unpack_layer(brought, folder, name=name, layer=choices.layer, limits=limits)
        job = replace(job, format=inner.format, file=inner.file, layer=None, choices=inner.choices)
        job.name, job.warnings = f"{name}: {shown(inner.layer)}", inner.warnings
    elif found == "kmz":
        job = replace(job, format="kml", file=unpack_kmz(brought, folder, name=name, limits=limits))
    elif found == "xlsx":
        check_workbook(brought, name=name, limits=limits)
    elif found == "shapefile":
        job.warnings = _with_parts(name, data, folder, brought, limits)
        job.file = "layer.shp"
    if job.format == "shapefile" and choices.encoding is None:
        encoding, warnings = encoding_of_shapefile(folder, job.name)
        job.encoding, job.basis, job.warnings = encoding.name, encoding.basis, job.warnings + warnings
    return job


def _copied(name: str, data: bytes | Path, target: Path, limits: Limits) -> bytes:
    """Copy the file and return its first bytes."""
    try:
        size = data.stat().st_size if isinstance(data, Path) else len(data)
        if isinstance(data, Path) and not data.is_file():
            raise UnreadableError(Problem("cannot_open", name, {"reason": "not a file"}))
        if size > limits.file_bytes:
            raise UnreadableError(Problem("file_too_large", name, {"bytes": size, "limit": limits.file_bytes}))
        if isinstance(data, Path):
            shutil.copyfile(data, target)
        else:
            target.write_bytes(data)
        with target.open("rb") as file:
            return file.read(HEAD_BYTES)
    except FileNotFoundError as error:
        raise UnreadableError(Problem("file_missing", name)) from error
    except OSError as error:
        if isinstance(error, UnreadableError):
            raise
        reason = error.strerror or type(error).__name__
        raise UnreadableError(Problem("cannot_open", name, {"reason": reason})) from error


def _with_parts(name: str, data: bytes | Path, folder: Path, brought: Path, limits: Limits) -> tuple[Problem, ...]:
    """Put the parts of a shapefile that lie beside it into the folder as well."""
    brought.rename(folder / "layer.shp")
    found = [".shp"]
    for part in PARTS[1:]:
        beside = _beside(data, part)
        if beside is not None:
            _copied(name, beside, folder / f"layer{part}", limits)
            found.append(part)
    return lacking_parts(found, name)


def _beside(data: bytes | Path, part: str) -> Path | None:
    names = () if isinstance(data, bytes) else (data.with_suffix(part), data.with_suffix(part.upper()))
    return next((one for one in names if one.is_file()), None)


def _as_json(job: _Job, folder: Path, choices: Choices) -> dict[str, Any]:
    return {
        "name": job.name,
        "format": job.format,
        "folder": str(folder),
        "path": job.file,
        "layer": job.layer,
        "encoding": job.encoding,
        "delimiter": choices.delimiter,
        "header": choices.header,
    }


def _reading(job: _Job, told: Mapping[str, Any], table: pa.Table, limits: Limits, choices: Choices) -> Reading:
    attributes = attributes_of(table, set(told["in_json"]))
    broken = {int(place): str(reason) for place, reason in told["broken"]}
    found: list[Problem] = [*job.warnings, *map(problem_of, told["warnings"])]
    columns: CoordinateColumns | None = None
    if GEOMETRY in table.column_names:
        geometries = geometries_of(table, broken)
        crs, stated = _stated_crs(job, told, choices)
    else:
        geometries, crs, stated, columns = _from_columns(job, attributes, broken, found, choices)
    geometries = without_heights(geometries, job.name, found)
    frame = frame_of(attributes, geometries, crs)
    has_places = GEOMETRY in table.column_names or columns is not None
    found += _content_problems(job, frame, broken, limits, has_places=has_places)
    return Reading(
        name=job.name,
        format=job.format,
        frame=frame,
        has_places=has_places,
        layer=told["layer"] or (job.layer or ""),
        layers=_layer_choices(job, told),
        crs_stated=stated,
        encoding=Encoding(told["encoding"], job.basis or ("chosen" if choices.encoding else told["basis"])),
        delimiter=told["delimiter"],
        header=told["header"],
        top=tuple(told["top"]),
        columns=tuple(str(one) for one in attributes.columns),
        coordinates=columns,
        broken=broken,
        problems=tuple(found),
    )


def _layer_choices(job: _Job, told: Mapping[str, Any]) -> tuple[LayerChoice, ...]:
    if job.choices:
        return tuple(LayerChoice(one) for one in job.choices)
    return tuple(LayerChoice(one, kind) for one, _, kind in told["layers"])


def _stated_crs(job: _Job, told: Mapping[str, Any], choices: Choices) -> tuple[CRS | None, bool]:
    if choices.crs is not None:
        return choices.crs, False
    if told["crs"]:
        return crs_of(str(told["crs"]), job.name), True
    return (WGS84, True) if job.format in ("geojson", "kml") else (None, False)


def _from_columns(
    job: _Job, attributes: pd.DataFrame, broken: dict[int, str], found: list[Problem], choices: Choices
) -> tuple[Geometries, CRS | None, bool, CoordinateColumns | None]:
    """Return the points of a table, and take their columns out of its attributes."""
    placed = _placed(job, attributes, choices)
    if placed is None:
        if len(attributes):
            found.append(Problem("no_coordinate_columns", job.name, severity="warning"))
        return np.full(len(attributes), None, dtype=object), None, False, None
    broken.update(placed.unreadable)
    crs = choices.crs or _crs_of_numbers(job, placed, found)
    return points_of(placed, attributes), crs, False, placed.columns


def _placed(job: _Job, attributes: pd.DataFrame, choices: Choices) -> Positions | None:
    """Return the positions of the columns that were chosen, or that their names and numbers tell; else None."""
    if choices.columns is not None:
        lacking = [one for one in (choices.columns.x, choices.columns.y) if one not in attributes]
        if lacking:
            raise UnreadableError(*(Problem("missing_field", job.name, {"field": shown(one)}) for one in lacking))
        return positions(attributes, choices.columns)
    guessed = guess_columns([str(one) for one in attributes.columns])
    if guessed is None or attributes.empty:
        return None
    found = positions(attributes, guessed)
    return found if is_plausible(found) else None


def _crs_of_numbers(job: _Job, placed: Positions, found: list[Problem]) -> CRS | None:
    if placed.swapped:
        values = {"x": shown(placed.columns.x), "y": shown(placed.columns.y)}
        found.append(Problem("northing_first", job.name, values, severity="warning"))
    if placed.columns.unit == "degrees":
        return WGS84
    if placed.epsg is None:
        return None
    crs = CRS.from_epsg(placed.epsg)
    found.append(Problem("zone_from_numbers", job.name, {"crs": crs.name}, severity="warning"))
    return crs


def _content_problems(
    job: _Job, frame: gpd.GeoDataFrame, broken: Mapping[int, str], limits: Limits, *, has_places: bool
) -> list[Problem]:
    if frame.empty:
        return [Problem("no_features", job.name)]
    vertices = int(shapely.get_num_coordinates(frame.geometry.to_numpy()).sum())
    if vertices > limits.vertices:
        raise UnreadableError(Problem("too_many_vertices", job.name, {"count": vertices, "limit": limits.vertices}))
    if not has_places and job.format in _TABLES:
        return []  # a table may do without places
    problems = [] if frame.crs is not None else [Problem("crs_missing", job.name, severity="warning")]
    problems += _duplicate_ids(job, frame, limits)
    return problems + geometry_problems(
        np.array(frame.geometry.to_numpy(), dtype=object),
        lambda place: f"{job.name}: {_feature(frame, place)}",
        broken=broken,
        geographic=frame.crs is not None and frame.crs.is_geographic,
        per_kind=limits.problems_per_kind,
        name=job.name,
    )


def _feature(frame: gpd.GeoDataFrame, place: int) -> str:
    """Return a feature's id, or its place in the file counted from 1."""
    value = frame["id"].iloc[place] if "id" in frame else None
    known = value is not None and value is not pd.NA and value != "" and value == value
    return shown(str(value)) if known else f"#{place + 1}"


def _duplicate_ids(job: _Job, frame: gpd.GeoDataFrame, limits: Limits) -> list[Problem]:
    if "id" not in frame or frame["id"].isna().any():
        return []
    ids = frame["id"].map(str)
    counts = ids[ids.duplicated(keep=False)].value_counts(sort=False)
    named = [
        Problem("duplicate_id", f"{job.name}: {shown(one)}", {"field": "id", "value": shown(one), "count": int(count)})
        for one, count in counts.iloc[: limits.problems_per_kind].items()
    ]
    left = len(counts) - len(named)
    more = [Problem("and_more", job.name, {"count": left, "of": named[-1].where})] if left > 0 else []
    return named + more
