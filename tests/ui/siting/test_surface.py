"""The picture of a grid: which cell a pixel shows, and its colour."""

from __future__ import annotations

import io

import numpy as np
import pytest
import shapely
from PIL import Image
from pyproj import CRS, Transformer

from analysis.siting.cells import Cells
from analysis.siting.grid import grid_over
from analysis.siting.hexagons import Hexagons, hexagons_over
from tests.analysis.invented import make_study
from ui.siting import surface
from ui.siting.surface import Pixels, codes_of, picture, pixels_of, ramp_colours

UTM = CRS("EPSG:32649")
AREA = shapely.box(500_000, 2_500_000, 540_000, 2_530_000)


def lightness(colour: str) -> float:
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue


def place_of(pixels: Pixels, lon: float, lat: float) -> int:
    """Return the cell that the picture shows at a place, its rows being even in Web Mercator."""
    south, west, north, east = pixels.bounds
    to_mercator = Transformer.from_crs("EPSG:4326", "EPSG:3857", always_xy=True)
    (left, right, x), (bottom, top, y) = to_mercator.transform([west, east, lon], [south, north, lat])
    rows, columns = pixels.cell.shape
    row, column = int((top - y) / (top - bottom) * rows), int((x - left) / (right - left) * columns)
    return int(pixels.cell[row, column])


def colours_in(png: bytes) -> set[tuple[int, ...]]:
    image = Image.open(io.BytesIO(png)).convert("RGBA")
    return {colour for _, colour in image.getcolors(1_000_000) or []}  # type: ignore[misc]  # pixels are tuples here


@pytest.mark.parametrize("kind", ["squares", "hexagons"])
def test_each_cell_is_shown_where_it_lies(kind: str) -> None:
    study = make_study()
    cells: Cells = (
        grid_over(study.area, cell_m=2_000)
        if kind == "squares"
        else Hexagons(hexagons_over(study, resolution=6), study.crs)
    )
    shares: list[float] = []
    pixels = pixels_of(cells, study.crs, progress=shares.append)
    assert shares[-1] == 1
    lon, lat = Transformer.from_crs(study.crs, "EPSG:4326", always_xy=True).transform(*cells.xy.T)
    shown = [place_of(pixels, *at) for at in zip(lon, lat, strict=True)]
    assert shown == list(range(len(cells)))
    assert pixels.cell.max() <= len(cells)


def test_pixels_are_few_enough_for_cells_of_any_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(surface, "MOST_PIXELS", 50)
    pixels = pixels_of(grid_over(AREA, cell_m=500), UTM)
    assert max(pixels.cell.shape) == 50


def test_one_cell_is_a_picture() -> None:
    pixels = pixels_of(grid_over(shapely.box(500_000, 2_500_000, 501_000, 2_501_000), cell_m=1_000), UTM)
    assert picture(pixels, codes_of(np.array([0.4]), np.array([False]))).png.startswith(b"\x89PNG")


def test_the_ramp_runs_from_pale_to_dark_so_that_it_survives_grey_printing() -> None:
    steps = [lightness(colour) for colour in ramp_colours(20)]
    assert steps == sorted(steps, reverse=True)
    assert steps[0] - steps[-1] > 150


def test_better_cells_are_darker_and_the_others_have_greys_of_their_own() -> None:
    merit = np.array([0.1, 0.5, 0.9, np.nan, np.nan])
    codes = codes_of(merit, np.array([False, False, False, True, False]))
    assert len(set(codes.tolist())) == 5
    assert codes[0] < codes[1] < codes[2] == 255
    assert codes[4] != codes[3]


def test_cells_that_are_all_equal_take_one_colour() -> None:
    assert set(codes_of(np.full(4, 0.3), np.zeros(4, dtype=bool)).tolist()) == {255}


def test_no_compared_cell_is_no_error() -> None:
    assert len(codes_of(np.full(2, np.nan), np.array([True, False]))) == 2


def test_excluded_cells_are_hatched_and_the_sea_is_clear() -> None:
    land = AREA.difference(shapely.box(510_000, 2_510_000, 520_000, 2_520_000))
    grid = grid_over(land, cell_m=1_000)
    pixels = pixels_of(grid, UTM)
    everything = np.ones(len(grid), dtype=bool)
    found = colours_in(picture(pixels, codes_of(np.full(len(grid), np.nan), everything)).png)
    assert found == {(0, 0, 0, 0), (0x8A, 0x8A, 0x8A, 255), (0xEC, 0xEC, 0xEC, 255)}


def test_the_same_cells_give_the_same_picture_and_others_another() -> None:
    grid = grid_over(AREA, cell_m=5_000)
    pixels = pixels_of(grid, UTM)
    none = np.zeros(len(grid), dtype=bool)
    one, same = (picture(pixels, codes_of(np.arange(len(grid), dtype=float), none)) for _ in range(2))
    assert one.digest == same.digest
    assert picture(pixels, codes_of(-np.arange(len(grid), dtype=float), none)).digest != one.digest
