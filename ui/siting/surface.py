"""The scores of all cells as a picture for the map.

Which cell each pixel shows is found once (`pixels_of`); after a change of weights only the colours are looked up anew
(`picture`): some 30 ms for the 2 million pixels of a province.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer

from analysis.progress import Progress, silent
from analysis.siting.cells import Cells
from analysis.siting.grid import Grid
from ui.map.model import Bounds, MapImage

MERCATOR: Final = "EPSG:3857"
MOST_PIXELS: Final = 1_800
"""Along the longer side."""

PIXELS_PER_CELL: Final = 3
"""Along a cell's side, where there is room."""

RAMP: Final = ("#ffffd9", "#edf8b1", "#c7e9b4", "#7fcdbb", "#41b6c4", "#1d91c0", "#225ea8", "#253494", "#081d58")
"""From the worst to the best: pale to dark, so that the order survives grey printing and colour blindness (the scheme
YlGnBu of Harrower, M. and Brewer, C. A. (2003), ColorBrewer.org, The Cartographic Journal 40(1), 27-37)."""

EXCLUDED_LINE: Final = "#8a8a8a"
EXCLUDED_GROUND: Final = "#ececec"
MISSING_GREY: Final = "#bdbdbd"
OPACITY: Final = 0.85

_NOTHING, _LINE, _GROUND, _MISSING, _FIRST = range(5)
_LEVELS: Final = 256 - _FIRST
_HATCHES: Final = 90
"""Lines across the picture, so that they stay apart when the whole of it is seen."""
_ROWS_AT_ONCE: Final = 100


@dataclass(frozen=True, eq=False)
class Pixels:
    """Which cell each pixel of a picture shows.

    Parameters
    ----------
    cell
        Shape (rows, columns), rows from north to south, evenly spaced in Web Mercator; the number of cells stands for
        none.
    bounds
        Outer edges, in degrees.
    hatched
        Pixels of the lines that mark what is excluded, the same shape.
    """

    cell: NDArray[np.int32]
    bounds: Bounds
    hatched: NDArray[np.bool_]


def pixels_of(cells: Cells, crs: CRS, *, progress: Progress = silent) -> Pixels:
    """Return which cell each pixel shows.

    Parameters
    ----------
    cells
        One at least.
    crs
        Of the cells.
    progress
        Told the share done.
    """
    outlines = cells.polygons(np.arange(len(cells)))
    west, south, east, north = _mercator_bounds(outlines, crs)
    side_m = np.sqrt(cells.cell_km2 * 1e6) / np.cos(np.radians(_latitude((south + north) / 2)))
    pixel_m = max(side_m / PIXELS_PER_CELL, (east - west) / MOST_PIXELS, (north - south) / MOST_PIXELS)
    columns, rows = (max(round(length / pixel_m), 1) for length in (east - west, north - south))
    x = west + (np.arange(columns) + 0.5) * (east - west) / columns
    y = north - (np.arange(rows) + 0.5) * (north - south) / rows
    if isinstance(cells, Grid):
        found = _squares_at(cells, crs, x, y, progress)
    else:
        found = _outlines_at(outlines, crs, (west, south, east, north), (rows, columns))
    progress(1.0)
    across = np.add.outer(np.arange(rows), np.arange(columns))
    to_degrees = Transformer.from_crs(MERCATOR, "EPSG:4326", always_xy=True)
    (west_deg, east_deg), (south_deg, north_deg) = to_degrees.transform([west, east], [south, north])
    period = max(columns // _HATCHES, 4)
    return Pixels(found, (south_deg, west_deg, north_deg, east_deg), across % period < period / 3)


def codes_of(merit: NDArray[np.float64], excluded: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """Return the colour of each cell as a place in the palette, shape (n,).

    Parameters
    ----------
    merit
        More is better; NaN where a cell is not compared. The ramp runs from the least to the greatest; equal cells all
        take its dark end.
    excluded
        Whether a cell breaks a limit; what is neither compared nor excluded lacks a value.
    """
    codes = np.full(len(merit), _MISSING, dtype=np.uint8)
    codes[excluded] = _GROUND
    compared = np.isfinite(merit)
    if compared.any():
        low, high = merit[compared].min(), merit[compared].max()
        share = (merit[compared] - low) / (high - low) if high > low else np.ones(int(compared.sum()))
        codes[compared] = _FIRST + np.rint(share * (_LEVELS - 1)).astype(np.uint8)
    return codes


def picture(pixels: Pixels, codes: NDArray[np.uint8]) -> MapImage:
    """Return the cells in these colours."""
    from PIL import Image  # not every page draws a grid

    looked_up = np.append(codes, np.uint8(_NOTHING))
    found = looked_up[pixels.cell]
    if (codes == _GROUND).any():
        found[(found == _GROUND) & pixels.hatched] = _LINE
    image = Image.frombytes("P", found.shape[::-1], found.tobytes())
    image.putpalette(_palette())
    file = io.BytesIO()
    image.save(file, "PNG", compress_level=1, transparency=bytes([0, *([255] * 255)]))
    return MapImage(file.getvalue(), pixels.bounds, OPACITY)


def ramp_colours(steps: int) -> list[str]:
    """Return so many colours of the ramp, from the worst to the best."""
    return ["#" + "".join(f"{part:02x}" for part in colour) for colour in _ramp(steps).tolist()]


def _palette() -> bytes:
    fixed = [_rgb(colour) for colour in ("#000000", EXCLUDED_LINE, EXCLUDED_GROUND, MISSING_GREY)]
    return bytes(np.vstack([fixed, _ramp(_LEVELS)]).astype(np.uint8).ravel())


def _ramp(steps: int) -> NDArray[np.uint8]:
    colours = np.array([_rgb(colour) for colour in RAMP], dtype=float)
    places = np.linspace(0, len(RAMP) - 1, steps)
    parts = [np.interp(places, np.arange(len(RAMP)), column) for column in colours.T]
    found: NDArray[np.uint8] = np.rint(np.column_stack(parts)).astype(np.uint8)
    return found


def _rgb(colour: str) -> list[int]:
    return [int(colour[place : place + 2], 16) for place in (1, 3, 5)]


def _latitude(northing_m: float) -> float:
    _, latitude = Transformer.from_crs(MERCATOR, "EPSG:4326", always_xy=True).transform(0, northing_m)
    return float(latitude)


def _mercator_bounds(outlines: NDArray[Any], crs: CRS) -> tuple[float, float, float, float]:
    to_mercator = Transformer.from_crs(crs, MERCATOR, always_xy=True)
    x, y = to_mercator.transform(*shapely.get_coordinates(outlines).T)
    return float(np.min(x)), float(np.min(y)), float(np.max(x)), float(np.max(y))


def _squares_at(
    grid: Grid, crs: CRS, x: NDArray[np.float64], y: NDArray[np.float64], progress: Progress
) -> NDArray[np.int32]:
    """Return the cell at each pixel's centre, block by block of rows."""
    lattice = grid.lattice
    position = np.full(lattice.rows * lattice.columns + 1, len(grid), dtype=np.int32)  # the last entry: place -1
    position[grid.places] = np.arange(len(grid), dtype=np.int32)
    from_mercator = Transformer.from_crs(MERCATOR, crs, always_xy=True)
    found = np.empty((len(y), len(x)), dtype=np.int32)
    for first in range(0, len(y), _ROWS_AT_ONCE):
        block = slice(first, first + _ROWS_AT_ONCE)
        east, north = from_mercator.transform(*np.meshgrid(x, y[block]))
        found[block] = position[lattice.places_of(east, north)]
        progress(min(block.stop / len(y), 1.0))
    return found


def _outlines_at(
    outlines: NDArray[Any], crs: CRS, bounds: tuple[float, float, float, float], shape: tuple[int, int]
) -> NDArray[np.int32]:
    """Return the cell whose outline holds each pixel's centre."""
    from rasterio import Affine  # only for cells that are no squares
    from rasterio.features import rasterize

    to_mercator = Transformer.from_crs(crs, MERCATOR, always_xy=True)
    projected = shapely.transform(outlines, to_mercator.transform, interleaved=False)
    west, south, east, north = bounds
    transform = Affine((east - west) / shape[1], 0, west, 0, (south - north) / shape[0], north)
    found: NDArray[np.int32] = rasterize(
        zip(projected, range(len(projected)), strict=True),
        out_shape=shape,
        fill=len(projected),
        transform=transform,
        dtype="int32",
    )
    return found
