"""GeoParquet in the reading process: geometries in WKB, as version 1 of the specification has them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from analysis.errors import Problem, UnreadableError
from layers.limits import Limits
from layers.values import shown
from layers.worker_result import Found

DEEPEST_COLLECTION: Final = 10


def read(job: Mapping[str, Any], folder: Path, limits: Limits) -> Found:
    """Read the table and its primary geometry.

    Raises
    ------
    UnreadableError
        ``cannot_open``, ``too_many_features``, ``too_many_columns``, ``parquet_without_geometry``,
        ``parquet_encoding``, ``nested_too_deep``.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    name = job["name"]
    try:
        with pq.ParquetFile(folder / job["path"], memory_map=False) as file:
            _check_size(file, name, limits)
            geo = _metadata(file.schema_arrow.metadata or {}, name)
            table = file.read(use_threads=False)
    except MemoryError:  # Arrow's is one of its own errors as well
        raise
    except (pa.ArrowException, OSError, ValueError, OverflowError) as error:
        if isinstance(error, UnreadableError):
            raise
        raise UnreadableError(Problem("cannot_open", name, {"reason": shown(str(error))})) from error
    primary, described = _geometry_column(geo, table.column_names, name)
    at = table.column_names.index(primary)
    wkb, broken = _sound(table.column(at), name)
    kept = [place for place in range(table.num_columns) if place != at]
    crs = described.get("crs", "OGC:CRS84")
    return Found(
        names=[table.column_names[place] for place in kept],
        columns=[table.column(place) for place in kept],
        wkb=wkb,
        rows=table.num_rows,
        crs=json.dumps(crs) if isinstance(crs, dict) else crs,
        broken=broken,
    )


def _check_size(file: Any, name: str, limits: Limits) -> None:  # noqa: ANN401 - Arrow ships no types
    if file.metadata.num_rows > limits.features:
        values = {"count": file.metadata.num_rows, "limit": limits.features}
        raise UnreadableError(Problem("too_many_features", name, values))
    if len(file.schema_arrow.names) > limits.columns:
        values = {"count": len(file.schema_arrow.names), "limit": limits.columns}
        raise UnreadableError(Problem("too_many_columns", name, values))


def _metadata(metadata: Mapping[bytes, bytes], name: str) -> Mapping[str, Any]:
    try:
        geo = json.loads(metadata.get(b"geo", b""))
    except (ValueError, RecursionError):
        geo = None
    if not isinstance(geo, dict):
        raise UnreadableError(Problem("parquet_without_geometry", name))
    return geo


def _geometry_column(geo: Mapping[str, Any], names: list[str], name: str) -> tuple[str, Mapping[str, Any]]:
    primary, columns = geo.get("primary_column"), geo.get("columns")
    described = columns.get(primary) if isinstance(columns, dict) and isinstance(primary, str) else None
    if not isinstance(primary, str) or not isinstance(described, dict) or names.count(primary) != 1:
        raise UnreadableError(Problem("parquet_without_geometry", name))
    if described.get("encoding") != "WKB":
        raise UnreadableError(Problem("parquet_encoding", name, {"encoding": shown(described.get("encoding"))}))
    return primary, described


def _sound(column: Any, name: str) -> tuple[Any, dict[int, str]]:  # noqa: ANN401
    """Return the geometries as GEOS writes them, and the places of those that it cannot read."""
    import numpy as np
    import pyarrow as pa
    import shapely

    given = np.array(column.cast(pa.binary()).to_pylist(), dtype=object)
    geometries = shapely.from_wkb(given, on_invalid="ignore")
    missing = np.array([one is None for one in given], dtype=bool)
    broken = {int(place): "WKB" for place in np.flatnonzero(shapely.is_missing(geometries) & ~missing)}
    parts = geometries
    for _ in range(DEEPEST_COLLECTION):
        parts = shapely.get_parts(parts[shapely.get_type_id(parts) == shapely.GeometryType.GEOMETRYCOLLECTION])
        if not len(parts):
            return pa.array(shapely.to_wkb(geometries).tolist(), pa.binary()), broken
    raise UnreadableError(Problem("nested_too_deep", name))
