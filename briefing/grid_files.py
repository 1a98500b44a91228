"""The cells of a grid with their values, scores and ranks as GeoPackage, GeoParquet or GeoTIFF.

Outlines are made and written block by block, so that memory does not grow with them: the values of a million cells
are all that is held. A file that exists is replaced at the end, by a whole one.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS

from analysis.errors import ParameterError, Problem
from analysis.siting.cells import Cells
from analysis.siting.grid import Grid, Lattice

SUFFIXES: Final = (".gpkg", ".parquet", ".tif")
LAYER: Final = "cells"
CELLS_AT_ONCE: Final = 50_000
GEOPARQUET_VERSION: Final = "1.1.0"


@dataclass(frozen=True, eq=False)
class CellFile:
    """What is written.

    Parameters
    ----------
    cells
        Squares or hexagons, n of them.
    crs
        Of the cells.
    columns
        Name -> one number for each cell, shape (n,), NaN where there is none. ASCII names, such as ``score`` and the
        ids of criteria; ``rank`` is written as a whole number.
    units
        Column name -> unit.
    about
        What must be known of the numbers: study, method, weights, date.
    """

    cells: Cells
    crs: CRS
    columns: Mapping[str, NDArray[np.float64]]
    units: Mapping[str, str] = field(default_factory=dict)
    about: Mapping[str, str] = field(default_factory=dict)


def write_cells(content: CellFile, path: Path) -> None:
    """Write the cells in the format that the path's suffix names; a reader sees the old file or the new one, whole.

    Raises
    ------
    ParameterError
        ``unknown_choice`` for another suffix; ``grid_file_needs_squares`` for a raster of hexagons.
    OSError
        If the folder cannot be written to.
    """
    suffix = _checked(content, path.suffix.lower())
    path = path.resolve()
    # A folder of its own beside the target: GDAL may put more than one file next to what it writes.
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".cells-") as folder:
        temporary = Path(folder) / f"cells{suffix}"
        _WRITERS[suffix](content, temporary)
        temporary.replace(path)


def cells_as_bytes(content: CellFile, suffix: str) -> bytes:
    """Return the file's content.

    Raises
    ------
    ParameterError
        As in `write_cells`.
    """
    _checked(content, suffix)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"cells{suffix}"
        _WRITERS[suffix](content, path)
        return path.read_bytes()


def _checked(content: CellFile, suffix: str) -> str:
    if suffix not in SUFFIXES:
        values = {"option": "file", "value": suffix, "allowed": ", ".join(SUFFIXES)}
        raise ParameterError(Problem("unknown_choice", "file", values))
    if suffix == ".tif" and not isinstance(content.cells, Grid):
        raise ParameterError(Problem("grid_file_needs_squares", "file"))
    return suffix


def _blocks(n: int) -> Iterator[NDArray[np.int64]]:
    for first in range(0, n, CELLS_AT_ONCE):
        yield np.arange(first, min(first + CELLS_AT_ONCE, n))


def _whole(name: str) -> bool:
    return name == "rank"


def _column(name: str, values: NDArray[np.float64]) -> tuple[NDArray[Any], NDArray[np.bool_]]:
    """Return a column as it is written, and where it has no value."""
    nothing = ~np.isfinite(values) if not _whole(name) else ~(values > 0)
    if _whole(name):
        return np.where(nothing, 0, values).astype(np.int32), nothing
    return np.where(nothing, 0.0, values), nothing


def _write_geopackage(content: CellFile, path: Path) -> None:
    import pyogrio.raw  # GDAL takes a while to load

    names = list(content.columns)
    for block in _blocks(len(content.cells)):
        written = {name: _column(name, content.columns[name][block]) for name in names}
        pyogrio.raw.write(
            str(path),
            geometry=shapely.to_wkb(content.cells.polygons(block)),
            field_data=[np.array(content.cells.ids(block), dtype=object), *(values for values, _ in written.values())],
            fields=["cell", *names],
            field_mask=[None, *(nothing for _, nothing in written.values())],
            layer=LAYER,
            driver="GPKG",
            geometry_type="Polygon",
            crs=content.crs.to_wkt(),
            append=block[0] > 0,
            **({} if block[0] else {"layer_metadata": _about(content)}),
        )


def _write_geoparquet(content: CellFile, path: Path) -> None:
    import pyarrow as pa  # heavy
    from pyarrow import parquet

    kinds = {name: pa.int32() if _whole(name) else pa.float64() for name in content.columns}
    fields = [pa.field("cell", pa.string()), *(pa.field(name, kind) for name, kind in kinds.items())]
    schema = pa.schema([*fields, pa.field("geometry", pa.binary())])
    schema = schema.with_metadata({"geo": _geo_metadata(content), **_about(content)})
    with parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        for block in _blocks(len(content.cells)):
            columns = [pa.array(content.cells.ids(block), pa.string())]
            for name, kind in kinds.items():
                values, nothing = _column(name, content.columns[name][block])
                columns.append(pa.array(values, kind, mask=nothing))
            columns.append(pa.array(shapely.to_wkb(content.cells.polygons(block)), pa.binary()))
            writer.write_table(pa.table(columns, schema=schema))


def _geo_metadata(content: CellFile) -> str:
    """Return what GeoParquet keeps in the file's metadata (GeoParquet specification 1.1, "File metadata")."""
    geometry = {"encoding": "WKB", "geometry_types": ["Polygon"], "crs": content.crs.to_json_dict()}
    return json.dumps({"version": GEOPARQUET_VERSION, "primary_column": "geometry", "columns": {"geometry": geometry}})


def _write_geotiff(content: CellFile, path: Path) -> None:
    import rasterio  # brings a GDAL of its own
    from rasterio import Affine
    from rasterio.windows import Window

    assert isinstance(content.cells, Grid)  # noqa: S101 - `_checked` says so
    lattice, places = content.cells.lattice, content.cells.places
    north_m = lattice.south_m + lattice.rows * lattice.cell_m
    names = list(content.columns)
    profile = {
        "driver": "GTiff",
        "width": lattice.columns,
        "height": lattice.rows,
        "count": len(names),
        "dtype": "float32",
        "nodata": np.nan,
        "crs": content.crs.to_wkt(),
        "transform": Affine(lattice.cell_m, 0, lattice.west_m, 0, -lattice.cell_m, north_m),
        "compress": "deflate",
        "predictor": 3,
        "interleave": "band",
        "bigtiff": "if_safer",
    }
    with rasterio.open(path, "w", **profile) as raster:
        for band, name in enumerate(names, start=1):
            raster.set_band_description(band, name)
            raster.set_band_unit(band, content.units.get(name, ""))
        raster.update_tags(**_about(content))
        for first, last in _row_blocks(lattice):
            low, high = np.searchsorted(places, [first * lattice.columns, last * lattice.columns])
            window = Window(0, lattice.rows - last, lattice.columns, last - first)
            for band, name in enumerate(names, start=1):
                block = np.full((last - first) * lattice.columns, np.nan, dtype=np.float32)
                block[places[low:high] - first * lattice.columns] = _for_raster(name, content.columns[name][low:high])
                rows = block.reshape(last - first, lattice.columns)[::-1]  # a raster's rows run from north to south
                raster.write(rows, band, window=window)


def _row_blocks(lattice: Lattice) -> Iterator[tuple[int, int]]:
    step = max(CELLS_AT_ONCE // lattice.columns, 1)
    for first in range(0, lattice.rows, step):
        yield first, min(first + step, lattice.rows)


def _for_raster(name: str, values: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.where(values > 0, values, np.nan) if _whole(name) else values


def _about(content: CellFile) -> dict[str, str]:
    units = {f"unit_{name}": unit for name, unit in content.units.items() if unit}
    return {**{name: str(value) for name, value in content.about.items()}, **units}


_WRITERS: Final = {".gpkg": _write_geopackage, ".parquet": _write_geoparquet, ".tif": _write_geotiff}
