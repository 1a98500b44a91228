from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.ndimage import label
from scipy.spatial.distance import cdist
from shapely import box

from analysis.errors import ParameterError
from analysis.siting.best_cells import best_cells
from analysis.siting.grid import Grid, grid_over

KM = 1_000


def square(side: int) -> Grid:
    return grid_over(box(0, 0, side * KM, side * KM), cell_m=KM)


def test_without_an_area_the_best_cells_are_taken_one_by_one() -> None:
    found = best_cells([1, 5, 3, np.nan], square(2), count=3)
    assert [patch.cells.tolist() for patch in found] == [[1], [2], [0]]
    assert [patch.score for patch in found] == [5, 3, 1]
    assert found[0].area_km2 == 1
    assert found[0].centre_xy.tolist() == [1_500, 500]


def test_a_patch_that_is_good_throughout_beats_one_with_a_single_peak() -> None:
    scores = np.array([[10, 0, 0, 0, 0], [0, 0, 0, 0, 0], [0, 0, 0, 0, 0], [0, 0, 0, 8, 8], [0, 0, 0, 8, 8]])
    (patch,) = best_cells(scores.ravel(), square(5), count=1, min_area_km2=4)
    assert patch.score == 8
    assert patch.cells.tolist() == [18, 19, 23, 24]
    assert patch.best_cell == 18


def test_the_area_is_rounded_up_to_whole_cells() -> None:
    (patch,) = best_cells(np.arange(9), square(3), count=1, min_area_km2=2.1)
    assert patch.area_km2 == 3


def test_cells_that_touch_at_a_corner_or_across_the_edge_are_not_connected() -> None:
    corner = [np.nan, 1, 1, np.nan]
    assert best_cells(corner, square(2), count=1, min_area_km2=2) == ()
    around_the_edge = np.full(9, np.nan)
    around_the_edge[[2, 3]] = 1  # the end of the first row, the start of the second
    assert best_cells(around_the_edge, square(3), count=1, min_area_km2=2) == ()


def test_patches_keep_their_distance() -> None:
    found = best_cells(np.arange(25)[::-1], square(5), count=9, min_spacing_m=2 * KM)
    centres = np.array([patch.centre_xy for patch in found])
    assert (cdist(centres, centres) + np.eye(len(found)) * 1e9).min() >= 2 * KM
    assert found[0].cells.tolist() == [0]
    assert found[1].cells.tolist() == [2]


def test_fewer_come_back_where_no_more_fit() -> None:
    assert len(best_cells(np.ones(4), square(2), count=9, min_spacing_m=10 * KM)) == 1
    assert best_cells(np.full(4, np.nan), square(2), count=2) == ()
    assert best_cells([], Grid(square(2).lattice, np.zeros(0, dtype=np.int64)), count=2) == ()


@given(
    arrays(float, 36, elements=st.one_of(st.floats(0, 1), st.just(np.nan))),
    st.integers(1, 5),
    st.integers(1, 6),
    st.sampled_from([0.0, 1_500.0, 3_000.0]),
)
def test_patches_are_connected_large_enough_and_apart(
    scores: np.ndarray, count: int, area_km2: int, spacing_m: float
) -> None:
    grid = square(6)
    found = best_cells(scores, grid, count=count, min_area_km2=area_km2, min_spacing_m=spacing_m)
    assert len(found) <= count
    for patch in found:
        assert len(patch.cells) == area_km2
        assert np.isfinite(scores[patch.cells]).all()
        assert patch.score == pytest.approx(scores[patch.cells].mean())
        raster = np.zeros(36)
        raster[patch.cells] = 1
        assert label(raster.reshape(6, 6))[1] == 1
    taken = [grid.xy[patch.cells] for patch in found]
    for i, one in enumerate(taken):
        for other in taken[:i]:
            assert cdist(one, other).min() >= max(spacing_m, KM)
    assert [patch.score for patch in found] == sorted((patch.score for patch in found), reverse=True)


def test_every_number_out_of_its_range_is_named() -> None:
    with pytest.raises(ParameterError) as caught:
        best_cells(np.ones(4), square(2), count=0, min_area_km2=-1, min_spacing_m=np.nan)
    assert [problem.where for problem in caught.value.problems] == ["count", "min_area_km2", "min_spacing_m"]
