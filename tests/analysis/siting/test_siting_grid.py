from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import Point, Polygon, box

from analysis.errors import ParameterError
from analysis.siting.alternatives import from_points
from analysis.siting.criteria import CRITERIA
from analysis.siting.criteria_table import criteria_table, possible_criteria
from analysis.siting.criterion import Places
from analysis.siting.grid import (
    CELLS_AT_ONCE,
    MOST_CELLS,
    Grid,
    Lattice,
    alternatives_of_grid,
    chunks_of_criteria,
    criteria_of_chunk,
    criteria_of_grid,
    grid_over,
    land_shares,
    lattice_over,
)
from analysis.siting.settings import CriterionSettings
from analysis.siting.surroundings import Surroundings

PLANNED = CriterionSettings(industries=("robots",))


def test_cells_have_their_centre_on_land() -> None:
    grid = grid_over(box(0, 0, 30, 20), cell_m=10)
    assert grid.lattice == Lattice(0, 0, 10, 3, 2)
    assert grid.xy.tolist() == [[5, 5], [15, 5], [25, 5], [5, 15], [15, 15], [25, 15]]
    with_lake = grid_over(box(0, 0, 30, 20).difference(box(11, 1, 19, 9)), cell_m=10)
    assert with_lake.places.tolist() == [0, 2, 3, 4, 5]


def test_cells_of_different_areas_lie_on_each_other() -> None:
    one, other = lattice_over(box(-3, -3, 55, 55), cell_m=10), lattice_over(box(17, 23, 99, 99), cell_m=10)
    assert (one.west_m, one.south_m) == (-10, -10)
    assert (other.west_m, other.south_m) == (10, 20)


def test_an_area_that_holds_no_centre_has_no_cell() -> None:
    assert len(grid_over(box(1, 1, 3, 3), cell_m=10)) == 0
    with pytest.raises(ParameterError) as caught:
        alternatives_of_grid(grid_over(box(1, 1, 3, 3), cell_m=10))
    assert caught.value.problems[0].code == "no_alternatives"


def test_more_cells_than_can_be_held_are_refused_before_they_are_made(around: Surroundings) -> None:
    with pytest.raises(ParameterError) as caught:
        grid_over(box(0, 0, 1e6, 1e6), cell_m=100)
    assert caught.value.problems[0].code == "too_many_cells"
    assert dict(caught.value.problems[0].values) == {"cells": 100_000_000, "most": MOST_CELLS}
    with pytest.raises(ParameterError, match="too_many_cells"):
        criteria_of_grid(around, cell_m=1)


def test_cells_may_do_without_outlines() -> None:
    grid = grid_over(box(0, 0, 30, 20), cell_m=10)
    bare, whole = alternatives_of_grid(grid, outlines=False), alternatives_of_grid(grid)
    assert bare.polygons is None
    assert whole.polygons is not None
    assert bare.ids == whole.ids
    assert bare.xy.tolist() == whole.xy.tolist()


@pytest.mark.parametrize("cell_m", [0.5, 0, -10, np.nan, np.inf])
def test_cells_that_cannot_be_are_refused(cell_m: float) -> None:
    with pytest.raises(ParameterError) as caught:
        lattice_over(box(0, 0, 10, 10), cell_m=cell_m)
    assert caught.value.problems[0].code == "setting_not_allowed"


def test_an_area_that_is_none_is_refused() -> None:
    with pytest.raises(ParameterError) as caught:
        lattice_over(Polygon(), cell_m=10)
    assert caught.value.problems[0].code == "empty_area"


@given(st.integers(1, 300_000), st.integers(1, 100_000))
def test_chunks_hold_every_row_once_and_no_more_cells_than_fit(columns: int, rows: int) -> None:
    chunks = Lattice(0, 0, 1, columns, rows).chunks()
    assert chunks[0][0] == 0
    assert chunks[-1][1] == rows
    assert all(before[1] == after[0] for before, after in pairwise(chunks))
    assert max(last - first for first, last in chunks) * columns <= max(CELLS_AT_ONCE, columns)
    assert len(chunks) >= min(rows, 20)


def test_a_chunk_alone_gives_what_it_gives_among_the_others(around: Surroundings) -> None:
    lattice = lattice_over(around.area, cell_m=1_000)
    whole = criteria_of_grid(around, cell_m=1_000, settings=PLANNED)
    places, raw = criteria_of_chunk(lattice, around, whole.criteria, (7, 9), PLANNED)
    at = np.searchsorted(whole.grid.places, places)
    assert places.size == 120
    assert (whole.grid.places[at] == places).all()
    assert raw == pytest.approx(whole.raw[at], rel=1e-12)


def test_cells_have_the_numbers_that_points_have(around: Surroundings) -> None:
    found = criteria_of_grid(around, cell_m=2_500, settings=PLANNED)
    table = criteria_table(from_points(found.grid.xy), around, settings=PLANNED)
    assert found.criteria == table.criteria == CRITERIA
    assert found.raw == pytest.approx(table.raw.to_numpy(), rel=1e-12, abs=1e-12)
    alone = criteria_table(from_points(found.grid.xy[77:78]), around, settings=PLANNED)
    assert alone.raw.to_numpy()[0] == pytest.approx(found.raw[77], rel=1e-12, abs=1e-12)


def test_what_cannot_be_computed_on_a_grid_is_named(around: Surroundings) -> None:
    found = criteria_of_grid(around, cell_m=5_000, chosen=["relatedness", "airport_m"])
    assert found.left_out == {"relatedness": "no_own_industries"}
    assert found.raw.shape == (96, 1)


def test_progress_is_told_and_can_stop_the_run(around: Surroundings) -> None:
    told: list[float] = []
    criteria_of_grid(around, cell_m=500, chosen=["airport_m"], progress=told.append)
    assert len(told) >= 20
    assert told == sorted(told)
    assert told[-1] == 1

    def stop(share: float) -> None:
        if share > 0.5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        criteria_of_grid(around, cell_m=500, chosen=["airport_m"], progress=stop)


def test_chunks_come_one_by_one(around: Surroundings) -> None:
    possible, _ = possible_criteria(CRITERIA, Places(np.zeros((1, 2))), around, PLANNED)
    chunks = chunks_of_criteria(lattice_over(around.area, cell_m=1_000), around, possible, settings=PLANNED)
    sizes = [raw.shape for places, raw in chunks if places.size]
    assert sizes == [(60, len(CRITERIA))] * 40  # a row at a time


def test_share_of_land_is_exact() -> None:
    island = Point(500, 500).buffer(300).union(box(700, 0, 1_000, 1_000))
    grid = grid_over(island, cell_m=70)
    expected = shapely.area(shapely.intersection(island, grid.lattice.squares(grid.places))) / 70**2
    assert land_shares(grid, island) == pytest.approx(expected, abs=1e-9)
    assert 0 < expected.min() < 0.9


def test_share_of_land_of_no_cell_is_empty() -> None:
    assert land_shares(Grid(Lattice(0, 0, 10, 1, 1), np.zeros(0, dtype=np.int64)), box(0, 0, 3, 3)).shape == (0,)


def test_cells_as_alternatives_are_named_by_row_and_column() -> None:
    found = alternatives_of_grid(grid_over(box(0, 0, 20, 20), cell_m=10))
    assert found.ids == ("r0c0", "r0c1", "r1c0", "r1c1")
    assert found.polygons is not None
    assert found.polygons[3].bounds == (10, 10, 20, 20)
