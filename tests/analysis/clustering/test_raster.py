from __future__ import annotations

import numpy as np
import pytest
import shapely

from analysis.clustering.raster import land_raster
from analysis.errors import ParameterError

TRIANGLE = shapely.Polygon([(1_000, 2_000), (9_000, 2_000), (1_000, 8_000)])
HOLED = shapely.Polygon(shapely.box(0, 0, 800, 800).exterior, [shapely.box(200, 200, 600, 600).exterior])


def test_land_shares_add_up_to_the_land() -> None:
    for area, cells in ((TRIANGLE, 64), (HOLED, 8), (shapely.box(0, 0, 700, 300), 70)):
        found = land_raster(area, cells_across=cells)
        assert found.land_share.sum() * found.cell_m**2 == pytest.approx(area.area, rel=2e-3)
        assert found.land_share.shape == (len(found.y_m), len(found.x_m))


def test_a_cell_is_land_by_the_part_of_it_that_is() -> None:
    found = land_raster(HOLED, cells_across=8)
    east, north = (np.searchsorted(centres, 450) for centres in (found.x_m, found.y_m))
    assert found.land_share[north, east] == 0
    assert found.land_share[1, 1] == pytest.approx(1)
    assert (found.x_m[1], found.y_m[1], found.cell_m) == (50, 50, 100)


def test_an_empty_cell_lies_beyond_every_side() -> None:
    found = land_raster(TRIANGLE, cells_across=20)
    for edge in (found.land_share[0], found.land_share[-1], found.land_share[:, 0], found.land_share[:, -1]):
        assert not edge.any()


def test_a_point_on_the_edge_is_on_land() -> None:
    found = land_raster(HOLED)
    points = np.array([[(0, 0), (200, 300)], [(400, 400), (900, 0)]], dtype=float)
    assert found.contains(points).tolist() == [[True, True], [False, False]]


def test_the_mass_of_a_narrow_kernel_inland_is_all_on_land() -> None:
    found = land_raster(HOLED, cells_across=16)
    in_columns, in_rows = found.cell_masses(np.array([(100.0, 100.0), (400.0, 400.0), (0.0, 100.0)]), 5)
    assert found.mass_on_land(in_columns, in_rows) == pytest.approx([1, 0, 0.5])
    assert in_columns.sum(axis=1)[:2] == pytest.approx([1, 1])


@pytest.mark.parametrize("cells", [0, 7, -3])
def test_too_few_cells_are_refused(cells: int) -> None:
    with pytest.raises(ParameterError, match="too_few_cells"):
        land_raster(HOLED, cells_across=cells)


def test_what_is_no_land_is_refused() -> None:
    with pytest.raises(ParameterError, match="empty_area"):
        land_raster(shapely.Point(0, 0))
