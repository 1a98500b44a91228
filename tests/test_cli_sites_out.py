"""`sites --grid SIDE --out FILE` writes the cells that it compares, and says why where it cannot."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import rasterio

Run = Callable[..., tuple[int, str, str]]
GRID = ("--lang", "en", "sites", "--grid", "20000", "--robustness", "5")


@pytest.mark.parametrize("suffix", [".gpkg", ".parquet", ".tif"])
def test_cells_are_written_as_they_were_compared(run: Run, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"grid{suffix}"
    status, out, _ = run(*GRID, "--json", "--method", "vikor", "--out", str(path))
    assert status == 0
    by_id = {one["id"]: one for one in json.loads(out)["alternatives"]}
    if suffix == ".tif":
        with rasterio.open(path) as raster:
            assert raster.tags()["method"] == "vikor"
            assert raster.tags()["better"] == "lower"
            assert "Guangdong" in raster.tags()["study"]  # the plan, not the folder that the study lies in
            assert raster.descriptions[:2] == ("score", "rank")
            ranks = raster.read(2)
        assert int(np.isfinite(ranks).sum()) == len(by_id)
        assert np.nanmin(ranks) == 1
        return
    cells = gpd.read_parquet(path) if suffix == ".parquet" else gpd.read_file(path)
    assert set(cells["cell"]) == set(by_id)
    for row in cells.itertuples():
        one = by_id[row.cell]
        assert row.rank == one["rank"]
        assert row.score == pytest.approx(one["score"])
        assert row.rail_m == pytest.approx(one["raw"]["rail_m"])


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("sites", "--townships", "--out", "a.gpkg"), "only the cells of a grid"),
        (("sites", "--grid", "20000", "--out", "a.shp"), ".gpkg | .parquet | .tif"),
        (("sites", "--grid", "20000", "--out", "no-such-folder/a.tif"), "no-such-folder"),
    ],
)
def test_file_that_cannot_be_is_wrong_usage(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    status, _, told = run("--lang", "en", *arguments)
    assert status == 2
    assert words in " ".join(told.replace("│", " ").split())
    assert list(tmp_path.iterdir()) == []


def test_file_that_the_system_refuses_is_a_message(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "taken.tif"
    (path / "folder").mkdir(parents=True)  # a folder that is not empty cannot be replaced by a file
    status, _, told = run(*GRID, "--out", str(path))
    assert status == 2
    assert "cannot be written" in told
    assert list(tmp_path.iterdir()) == [path]
