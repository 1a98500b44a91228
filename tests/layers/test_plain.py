from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pytest
from pyproj import CRS, Transformer
from shapely import LineString, Point
from shapely.geometry.base import BaseGeometry

from analysis.errors import LayerError, MissingLayerError
from analysis.study import Study
from layers.plain import points_in_study, points_on_area
from layers.raw import RawLayer
from tests.analysis.clustering.given import LAND
from tests.analysis.invented import METRES, make_study

WGS84 = CRS.from_epsg(4326)
PLACES = [(505_000.0, 2_505_000.0), (525_000.0, 2_506_000.0), (499_000.0, 2_505_000.0)]
"""In Alpha, in Beta, and in the sea west of Alpha."""


@pytest.fixture
def study() -> Study:
    return make_study()


def raw(
    geometries: Sequence[BaseGeometry | None],
    crs: CRS | None = METRES,
    records: Sequence[Mapping[str, Any]] | None = None,
) -> RawLayer:
    chosen = [{}] * len(geometries) if records is None else records
    return RawLayer("mine.geojson", chosen, geometries, {}, crs)


def codes(error: pytest.ExceptionInfo[LayerError]) -> list[str]:
    return [problem.code for problem in error.value.problems]


def in_degrees() -> list[BaseGeometry]:
    to_degrees = Transformer.from_crs(METRES, WGS84, always_xy=True)
    return [Point(*to_degrees.transform(*place)) for place in PLACES]


@pytest.mark.parametrize("degrees", [False, True])
def test_points_lie_in_the_studys_system_whichever_they_state(study: Study, degrees: bool) -> None:
    given = raw(in_degrees(), WGS84) if degrees else raw([Point(place) for place in PLACES])
    found = points_in_study(given, study)
    assert found.crs == study.crs
    assert np.column_stack([found.geometry.x, found.geometry.y]) == pytest.approx(np.array(PLACES), abs=0.01)


def test_each_point_has_the_city_that_holds_it(study: Study) -> None:
    found = points_in_study(raw([Point(place) for place in PLACES]), study)
    assert found["city"].tolist() == ["Alpha", "Beta", None]
    assert found["position_uncertainty_m"].tolist() == [0, 0, 0]


def test_ids_are_those_of_the_file_else_the_places_in_it(study: Study) -> None:
    points = [Point(place) for place in PLACES]
    named = points_in_study(raw(points, records=[{"id": "x"}, {"id": 7}, {"id": "z"}]), study)
    assert named.index.tolist() == ["x", "7", "z"]
    assert points_in_study(raw(points), study).index.tolist() == ["1", "2", "3"]


def test_a_point_whose_id_is_left_empty_has_its_place_for_a_name(study: Study) -> None:
    points = [Point(place) for place in PLACES]
    found = points_in_study(raw(points, records=[{"id": "x"}, {"id": None}, {"id": ""}]), study)
    assert found.index.tolist() == ["x", "2", "3"]


def test_a_file_that_states_no_system_is_refused(study: Study) -> None:
    with pytest.raises(LayerError) as error:
        points_in_study(raw([Point(PLACES[0])], None), study)
    assert codes(error) == ["crs_missing"]


def test_every_geometry_that_is_no_point_is_named(study: Study) -> None:
    line = LineString(PLACES[:2])
    with pytest.raises(LayerError) as error:
        points_in_study(raw([line, Point(PLACES[0]), line]), study)
    wrong = [problem for problem in error.value.problems if problem.code == "geometry_type"]
    assert [problem.where for problem in wrong] == ["mine.geojson: #1", "mine.geojson: #3"]
    assert wrong[0].values == {"value": "LineString", "allowed": "Point"}


def test_all_problems_come_at_once(study: Study) -> None:
    records = [{"id": "same"}, {"id": "same"}]
    with pytest.raises(LayerError) as error:
        points_in_study(raw([LineString(PLACES[:2]), Point(PLACES[0])], None, records), study)
    assert {"duplicate_id", "geometry_type", "crs_missing"} <= set(codes(error))


@pytest.mark.parametrize("geometry", [None, Point()])
def test_a_point_without_a_place_is_refused(study: Study, geometry: BaseGeometry | None) -> None:
    with pytest.raises(LayerError):
        points_in_study(raw([Point(PLACES[0]), geometry]), study)


def test_a_file_without_a_point_is_refused(study: Study) -> None:
    with pytest.raises(LayerError) as error:
        points_in_study(raw([]), study)
    assert codes(error) == ["no_features"]


def test_a_study_without_cities_cannot_hold_points() -> None:
    with pytest.raises(MissingLayerError):
        points_in_study(raw([Point(PLACES[0])]), make_study(without=("cities",)))


def test_points_and_area_in_metres_are_taken_as_they_stand() -> None:
    found = points_on_area(raw([Point(1, 2), Point(3, 4)]), raw([LAND]))
    assert found.xy.tolist() == [[1, 2], [3, 4]]
    assert found.ids == ("1", "2")
    assert found.area.equals(LAND)
    assert found.crs == METRES


def test_several_polygons_are_one_area() -> None:
    from shapely import box

    found = points_on_area(raw([Point(1, 2)]), raw([box(0, 0, 10, 10), box(5, 0, 20, 10)]))
    assert found.area.area == pytest.approx(200)
