"""GeoParquet: the one place that knows its metadata."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely
from pyproj import CRS

from briefing.features import GEOMETRY, Features

if TYPE_CHECKING:
    import pyarrow as pa

VERSION: Final = "1.1.0"


def write_geoparquet(
    path: Path,
    features: Features,
    *,
    about: Mapping[str, str] | None = None,
    of_fields: Mapping[str, Mapping[str, str]] | None = None,
) -> None:
    """Write features; the same input gives the same bytes.

    Parameters
    ----------
    path
        To be written.
    features
        With geometries.
    about
        What the file is: its key-value metadata.
    of_fields
        Field -> what it is: the key-value metadata of its column.
    """
    from pyarrow import parquet  # heavy

    table = features.table()
    said = of_fields or {}
    shapes = np.array([one for one in features.geometries or () if one is not None], dtype=object)
    kinds = {f"{one.geom_type} Z" if one.has_z else one.geom_type for one in shapes}
    bounds = shapely.total_bounds(shapes).tolist()
    fields = [one.with_metadata(dict(said[one.name])) if one.name in said else one for one in table.schema]
    crs = None if features.crs is None else CRS.from_user_input(features.crs)
    schema = geo_schema(fields, crs, kinds, about={**_texts(table.schema.metadata), **(about or {})}, bounds=bounds)
    parquet.write_table(table.cast(schema), path)


def geo_schema(
    fields: list[pa.Field],
    crs: CRS | None,
    kinds: Collection[str],
    *,
    about: Mapping[str, str],
    bounds: list[float] | None = None,
) -> pa.Schema:
    """Return the schema of a file whose geometries stand in `GEOMETRY` as WKB.

    Parameters
    ----------
    fields
        All of them, that of the geometries included.
    crs
        None for an unknown one.
    kinds
        Types of the geometries, such as ``Point`` or ``Point Z``; none where they are not known.
    about
        Further key-value metadata of the file.
    bounds
        Least and greatest coordinates (x, y, x, y), left out if they are not known or not finite.

    References
    ----------
    GeoParquet specification 1.1, "File metadata".
    """
    import pyarrow as pa

    column: dict[str, Any] = {"encoding": "WKB", "geometry_types": sorted(kinds)}
    column["crs"] = None if crs is None else crs.to_json_dict()
    if bounds is not None and np.isfinite(bounds).all():
        column["bbox"] = bounds
    geo = {"version": VERSION, "primary_column": GEOMETRY, "columns": {GEOMETRY: column}}
    return pa.schema(fields, metadata={**about, "geo": json.dumps(geo)})


def _texts(metadata: Mapping[bytes, bytes] | None) -> dict[str, str]:
    return {name.decode(): value.decode() for name, value in (metadata or {}).items()}
