"""The table that the reading process hands over, made into a frame of attributes and geometries."""

from __future__ import annotations

import json
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import shapely
from pyproj import CRS

from analysis.errors import Problem
from layers.coordinates import Positions
from layers.geometry_checks import Geometries
from layers.worker_result import GEOMETRY


def attributes_of(table: pa.Table, in_json: set[int]) -> pd.DataFrame:
    """Return the attributes as they stand; what came in JSON as the lists and mappings that it was."""
    columns: dict[str, Any] = {}
    for place, name in enumerate(table.column_names):
        if name == GEOMETRY:
            continue
        column = table.column(place)
        if place in in_json:
            columns[name] = [None if value is None else json.loads(value) for value in column.to_pylist()]
        elif pa.types.is_integer(column.type) or pa.types.is_boolean(column.type):
            columns[name] = _nullable(column)
        elif pa.types.is_floating(column.type):
            columns[name] = column.to_numpy()
        else:
            columns[name] = np.array(column.to_pylist(), dtype=object) if column.num_chunks else []
    return pd.DataFrame(
        {
            name: pd.Series(values, dtype=object if isinstance(values, list) else None)
            for name, values in columns.items()
        },
        index=pd.RangeIndex(table.num_rows),
    )


def geometries_of(table: pa.Table, broken: dict[int, str]) -> Geometries:
    """Return the geometries, and note in `broken` those that cannot be built."""
    wkb = np.array(table.column(GEOMETRY).to_pylist(), dtype=object)
    geometries = shapely.from_wkb(wkb, on_invalid="ignore")
    unbuilt = shapely.is_missing(geometries) & table.column(GEOMETRY).is_valid().to_numpy()
    for place in np.flatnonzero(unbuilt):
        broken.setdefault(int(place), "WKB")
    return np.asarray(geometries, dtype=object)


def without_heights(geometries: Geometries, name: str, found: list[Problem]) -> Geometries:
    """Return the geometries in the plane, and tell of heights that are not 0."""
    high = shapely.has_z(geometries)
    if not high.any():
        return geometries
    heights = shapely.get_coordinates(geometries[high], include_z=True)[:, 2]
    if (np.nan_to_num(heights) != 0).any():
        found.append(Problem("heights_left_out", name, {"count": int(high.sum())}, severity="warning"))
    return np.asarray(shapely.force_2d(geometries), dtype=object)


def points_of(placed: Positions, attributes: pd.DataFrame) -> Geometries:
    """Return a point for each row that has both coordinates, also where one is not finite."""
    xy = placed.xy
    points = shapely.points(xy)
    cells = attributes[[placed.columns.x, placed.columns.y]]
    blank = (cells.isna() | cells.map(lambda cell: isinstance(cell, str) and not cell.strip())).any(axis=1).to_numpy()
    missing = blank | np.isin(np.arange(len(xy)), list(placed.unreadable))
    nan = ~missing & np.isnan(xy).any(axis=1)
    points[nan] = shapely.points(np.full((int(nan.sum()), 2), np.nan), handle_nan="allow")
    points[missing] = None
    return np.asarray(points, dtype=object)


def frame_of(attributes: pd.DataFrame, geometries: Geometries, crs: CRS | None) -> gpd.GeoDataFrame:
    """Return attributes and geometries as one frame; an attribute called `geometry` gets a number."""
    if "geometry" in attributes:
        attributes = attributes.rename(columns={"geometry": _free_name("geometry", attributes)})
    return gpd.GeoDataFrame(attributes, geometry=gpd.GeoSeries(geometries, index=attributes.index, crs=crs))


def _nullable(column: Any) -> Any:  # noqa: ANN401 - Arrow ships no types
    if column.null_count == 0:
        return column.to_numpy()
    values = np.empty(len(column), dtype=object)
    values[:] = column.to_pylist()
    return values


def _free_name(name: str, attributes: pd.DataFrame) -> str:
    number = 2
    while f"{name}_{number}" in attributes:
        number += 1
    return f"{name}_{number}"
