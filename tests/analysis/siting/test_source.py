"""From what is to be compared to alternatives in the study's coordinate system."""

from __future__ import annotations

import numpy as np
import pytest
from pyproj import Transformer

from analysis.errors import ParameterError
from analysis.siting.comparison import HexagonCells, OwnSite, OwnTable, Picked, SquareCells, WholeLayer
from analysis.siting.source import alternatives_of, known_only, placed_ids
from analysis.study import Study
from tests.analysis.siting.whole import metres


def degrees(study: Study, east_m: float, north_m: float) -> tuple[float, float]:
    to_degrees = Transformer.from_crs(study.crs, "EPSG:4326", always_xy=True)
    lon, lat = to_degrees.transform(*metres([east_m, north_m])[0])
    return float(lon), float(lat)


def square(study: Study, east_m: float, north_m: float, side_m: float = 1_000) -> tuple[tuple[float, float], ...]:
    corners = [(0, 0), (side_m, 0), (side_m, side_m), (0, side_m), (0, 0)]
    return tuple(degrees(study, east_m + x, north_m + y) for x, y in corners)


def test_whole_layer_picked_ids_and_drawn_places(whole: Study) -> None:
    assert alternatives_of(WholeLayer("parks"), whole).ids == ("p1", "p2", "p3", "p4", "p5")
    drawn = (
        OwnSite("mine", degrees(whole, 10_000, 10_000), uncertainty_m=300.0),
        OwnSite("area", polygons=((square(whole, 30_000, 10_000),),)),
    )
    found = alternatives_of(Picked(parks=("p4", "p1"), drawn=drawn), whole)
    assert found.ids == ("p4", "p1", "mine", "area")
    np.testing.assert_allclose(found.xy[2:], metres([[10_000, 10_000], [30_500, 10_500]]), atol=0.5)
    assert found.position_uncertainty_m[2:].tolist() == [300, 0]
    assert found.polygons is not None
    assert [one is not None for one in found.polygons] == [False, False, False, True]
    assert found.industries[0] == {"vision"}
    assert found.industries[2] == frozenset()


def test_nothing_picked_is_told(whole: Study) -> None:
    with pytest.raises(ParameterError, match="no_alternatives"):
        alternatives_of(Picked(), whole)


def test_an_id_that_is_not_there_is_told_and_can_be_dropped(whole: Study) -> None:
    picked = Picked(parks=("p1", "gone"), townships=("never",))
    with pytest.raises(ParameterError, match="unknown_alternative"):
        alternatives_of(picked, whole)
    kept, unknown = known_only(picked, whole)
    assert kept == Picked(parks=("p1",))
    assert unknown == ("never", "gone")
    assert known_only(SquareCells(), whole) == (SquareCells(), ())


def test_the_same_name_twice_is_told(whole: Study) -> None:
    with pytest.raises(ParameterError, match="duplicate_site"):
        alternatives_of(Picked(parks=("p1",), drawn=(OwnSite("p1", degrees(whole, 1_000, 1_000)),)), whole)


def test_a_place_at_sea_and_an_area_that_crosses_itself_are_told(whole: Study) -> None:
    with pytest.raises(ParameterError, match="outside_study"):
        alternatives_of(Picked(drawn=(OwnSite("sea", degrees(whole, -30_000, 0)),)), whole)
    a, b, c, d, _ = square(whole, 10_000, 10_000)
    with pytest.raises(ParameterError, match="geometry_invalid"):
        alternatives_of(Picked(drawn=(OwnSite("bow", polygons=(((a, c, b, d, a),),)),)), whole)
    with pytest.raises(ParameterError, match="geometry_invalid"):
        alternatives_of(Picked(drawn=(OwnSite("line", polygons=(((a, b),),)),)), whole)


def test_a_table_with_and_without_places(whole: Study) -> None:
    rows = (OwnSite("a", cells=(1.0, "x")), OwnSite("b", cells=(None, "y")))
    plain = alternatives_of(OwnTable("t.csv", ("cost", "note"), rows), whole)
    assert not plain.placed.any()
    assert plain.columns["cost"].dtype == float
    assert np.isnan(plain.columns["cost"]["b"])
    placed = OwnTable("t.csv", ("cost",), (OwnSite("a", degrees(whole, 5_000, 5_000), cells=(1.0,)),))
    found = alternatives_of(placed, whole)
    np.testing.assert_allclose(found.xy, metres([[5_000, 5_000]]), atol=0.5)
    assert list(found.columns) == ["cost"]


def test_cells_cover_the_land(whole: Study) -> None:
    assert len(alternatives_of(SquareCells(10_000), whole)) == 24
    assert len(alternatives_of(HexagonCells(5), whole)) > 3


def test_a_layer_that_is_missing_has_no_ids(whole: Study) -> None:
    assert placed_ids(whole, "parks") == ("p1", "p2", "p3", "p4", "p5")
    assert placed_ids(whole, "towns") == tuple(whole.layer("towns").index) if whole.has("towns") else ()
