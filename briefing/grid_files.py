"""The cells of a grid with their values, scores and ranks as GeoPackage, GeoParquet or GeoTIFF.

Outlines are made and written block by block, so that memory does not grow with them: the values of a million cells
are all that is held. A file that exists is replaced at the end, by a whole one.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray
from pyproj import CRS

from analysis.errors import ParameterError, Problem
from analysis.siting.cells import Cells
from analysis.siting.grid import Grid, Lattice
from briefing.features import Features, write_by_gdal
from briefing.geoparquet import geo_schema
from briefing.whole_file import whole_file

if TYPE_CHECKING:
    import pyarrow as pa

SUFFIXES: Final = (".gpkg", ".parquet", ".tif")
LAYER: Final = "cells"
CELLS_AT_ONCE: Final = 50_000


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
    with whole_file(path.resolve()) as made:
        _WRITERS[suffix](content, made)


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


def _column(name: str, values: NDArray[np.float64]) -> pa.Array:
    """Return a column as it is written, nothing where there is no number."""
    import pyarrow as pa  # heavy

    nothing = ~(values > 0) if _whole(name) else ~np.isfinite(values)
    return pa.array(np.where(nothing, 0, values).astype(np.int32 if _whole(name) else np.float64), mask=nothing)


def _features(content: CellFile, block: NDArray[np.int64]) -> Features:
    """Return the cells of a block as they are written."""
    import pyarrow as pa

    columns = {name: _column(name, values[block]) for name, values in content.columns.items()}
    table = pa.table({"cell": pa.array(content.cells.ids(block), pa.string()), **columns})
    return Features(LAYER, table, content.cells.polygons(block), content.crs.to_wkt(), "Polygon")


def _write_geopackage(content: CellFile, path: Path) -> None:
    for block in _blocks(len(content.cells)):
        first = block[0] == 0
        about = _about(content) if first else None
        write_by_gdal(path, _features(content, block), "GPKG", append=not first, layer_metadata=about)


def _write_geoparquet(content: CellFile, path: Path) -> None:
    from pyarrow import parquet  # heavy

    fields = list(_features(content, np.arange(0)).table().schema)
    schema = geo_schema(fields, content.crs, ["Polygon"], about=_about(content))
    with parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        for block in _blocks(len(content.cells)):
            writer.write_table(_features(content, block).table().cast(schema))


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
