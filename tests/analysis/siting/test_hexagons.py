from __future__ import annotations

import numpy as np
import pytest
import shapely

from analysis.errors import ParameterError
from analysis.siting.criteria_table import criteria_table
from analysis.siting.hexagons import hexagons_over
from analysis.siting.surroundings import Surroundings
from analysis.study import Study
from tests.analysis.invented import make_study


def test_hexagons_have_their_centre_on_land_and_cover_it(study: Study) -> None:
    found = hexagons_over(study, resolution=6)
    assert found.polygons is not None
    assert shapely.intersects_xy(study.area.buffer(1), found.xy).all()
    assert shapely.area(found.polygons).sum() == pytest.approx(study.area.area, rel=0.05)
    assert {shapely.get_num_coordinates(hexagon) for hexagon in found.polygons} == {7}
    assert np.hypot(*(shapely.get_coordinates(shapely.centroid(found.polygons)) - found.xy).T).max() < 50
    assert list(found.ids) == sorted(found.ids)


def test_hexagons_are_alternatives_like_any_other(whole: Study, around: Surroundings) -> None:
    found = hexagons_over(whole, resolution=6)
    table = criteria_table(found, around, chosen=["airport_m"])
    assert table.raw["airport_m"].notna().all()


@pytest.mark.parametrize("resolution", [-1, 16])
def test_resolution_that_does_not_exist_is_refused(study: Study, resolution: int) -> None:
    with pytest.raises(ParameterError) as caught:
        hexagons_over(study, resolution=resolution)
    assert caught.value.problems[0].code == "out_of_range"


def test_too_many_hexagons_are_refused_before_they_are_made() -> None:
    with pytest.raises(ParameterError) as caught:
        hexagons_over(make_study(), resolution=12)
    assert caught.value.problems[0].code == "too_many_cells"
