"""The cells of a grid as files: what other programs read in them."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import rasterio
import shapely
from pyproj import CRS

from analysis.errors import ParameterError
from analysis.siting.grid import Grid, grid_over
from analysis.siting.hexagons import Hexagons, hexagons_over
from briefing import grid_files
from briefing.grid_files import SUFFIXES, CellFile, cells_as_bytes, write_cells
from tests.analysis.invented import make_study

UTM = CRS("EPSG:32649")
AREA = shapely.box(500_000, 2_500_000, 504_000, 2_503_000).difference(
    shapely.box(501_000, 2_501_000, 502_000, 2_502_000)
)


@pytest.fixture
def grid() -> Grid:
    return grid_over(AREA, cell_m=1_000)  # 4 by 3 cells, one of them in a lake


def content(grid: Grid) -> CellFile:
    score = np.linspace(0, 1, len(grid))
    score[2] = np.nan
    rank = np.where(np.isfinite(score), np.arange(len(grid)) + 1, 0).astype(float)
    about = {"study": "广东 <b>", "method": "weighted sum", "date": "2026-01-31"}
    return CellFile(grid, UTM, {"score": score, "rank": rank, "rail_m": np.arange(11.0)}, {"rail_m": "m"}, about)


@pytest.mark.parametrize("suffix", [".gpkg", ".parquet"])
@pytest.mark.parametrize("at_once", [4, 50_000])
def test_cells_are_read_back_as_they_were(
    grid: Grid, tmp_path: Path, suffix: str, at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grid_files, "CELLS_AT_ONCE", at_once)
    path = tmp_path / f"grid{suffix}"
    write_cells(content(grid), path)
    found = gpd.read_parquet(path) if suffix == ".parquet" else gpd.read_file(path)
    assert found.crs == UTM
    assert found["cell"].tolist() == grid.ids(np.arange(11))
    assert found.geometry.geom_equals(gpd.GeoSeries(grid.polygons(np.arange(11)), crs=UTM)).all()
    assert found["rail_m"].tolist() == list(range(11))
    assert np.isnan(found["score"][2])
    assert found["rank"].isna().tolist() == [place == 2 for place in range(11)]
    assert found["rank"].dropna().tolist() == [place + 1 for place in range(11) if place != 2]


@pytest.mark.parametrize("at_once", [4, 50_000])
def test_raster_has_each_cell_in_its_place(
    grid: Grid, tmp_path: Path, at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grid_files, "CELLS_AT_ONCE", at_once)
    path = tmp_path / "grid.tif"
    write_cells(content(grid), path)
    with rasterio.open(path) as raster:
        assert raster.crs == UTM
        assert raster.res == (1_000, 1_000)
        assert raster.bounds == (500_000, 2_500_000, 504_000, 2_503_000)
        assert raster.dtypes == ("float32",) * 3
        assert raster.descriptions == ("score", "rank", "rail_m")
        assert raster.units == ("", "", "m") or raster.units == (None, None, "m")
        assert np.isnan(raster.nodata)
        assert {name: raster.tags()[name] for name in ("study", "method", "date", "unit_rail_m")} == {
            "study": "广东 <b>",
            "method": "weighted sum",
            "date": "2026-01-31",
            "unit_rail_m": "m",
        }
        sampled = np.array(list(raster.sample(grid.xy.tolist())))
        lake = next(raster.sample([(501_500, 2_501_500)]))
    np.testing.assert_allclose(sampled[:, 2], np.arange(11))
    assert np.isnan(lake).all()
    assert np.isnan(sampled[2, :2]).all()


@pytest.mark.parametrize("suffix", [".gpkg", ".parquet"])
def test_hexagons_are_written_too(suffix: str, tmp_path: Path) -> None:
    study = make_study()
    cells = Hexagons(hexagons_over(study, resolution=6), study.crs)
    path = tmp_path / f"hexagons{suffix}"
    write_cells(CellFile(cells, study.crs, {"score": np.ones(len(cells))}), path)
    found = gpd.read_parquet(path) if suffix == ".parquet" else gpd.read_file(path)
    assert tuple(found["cell"]) == cells.alternatives.ids


def test_raster_of_hexagons_is_refused(tmp_path: Path) -> None:
    study = make_study()
    cells = Hexagons(hexagons_over(study, resolution=6), study.crs)
    with pytest.raises(ParameterError) as caught:
        write_cells(CellFile(cells, study.crs, {"score": np.ones(len(cells))}), tmp_path / "a.tif")
    assert caught.value.problems[0].code == "grid_file_needs_squares"
    assert list(tmp_path.iterdir()) == []


def test_another_format_is_refused(grid: Grid, tmp_path: Path) -> None:
    for write in (lambda: write_cells(content(grid), tmp_path / "a.shp"), lambda: cells_as_bytes(content(grid), "")):
        with pytest.raises(ParameterError) as caught:
            write()
        assert caught.value.problems[0].code == "unknown_choice"


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_bytes_are_a_whole_file(grid: Grid, suffix: str) -> None:
    head = {".gpkg": b"SQLite format 3\0", ".parquet": b"PAR1", ".tif": b"II*\0"}[suffix]
    assert cells_as_bytes(content(grid), suffix).startswith(head)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_what_fails_midway_leaves_the_old_file_and_nothing_else(
    grid: Grid, tmp_path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / f"grid{suffix}"
    path.write_bytes(b"old")

    def fails(content: CellFile, path: Path) -> None:  # noqa: ARG001 - as a writer is called
        path.write_bytes(b"half")
        raise OSError("disk full")

    monkeypatch.setitem(grid_files._WRITERS, suffix, fails)
    with pytest.raises(OSError, match="disk full"):
        write_cells(content(grid), path)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_an_existing_file_is_replaced_and_not_added_to(grid: Grid, tmp_path: Path) -> None:
    path = tmp_path / "grid.gpkg"
    for _ in range(2):
        write_cells(content(grid), path)
    assert len(gpd.read_file(path)) == 11


def test_geopackage_keeps_what_must_be_known(grid: Grid, tmp_path: Path) -> None:
    import pyogrio

    path = tmp_path / "grid.gpkg"
    write_cells(content(grid), path)
    kept = pyogrio.read_info(path, layer="cells")["layer_metadata"]
    assert kept["study"] == "广东 <b>"
    assert kept["unit_rail_m"] == "m"
