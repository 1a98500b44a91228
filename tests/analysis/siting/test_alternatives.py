from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import LineString, Point, box

from analysis.errors import MissingLayerError, ParameterError
from analysis.siting.alternatives import (
    Alternatives,
    from_frame,
    from_layer,
    from_points,
    from_table,
    outside_study,
    require_inside,
)
from analysis.study import Study
from tests.analysis.invented import METRES, make_study, point_frame
from tests.analysis.siting.whole import metres


def problems_of(error: pytest.ExceptionInfo[ParameterError]) -> list[tuple[str, str]]:
    return [(problem.code, problem.where) for problem in error.value.problems]


def test_townships_become_alternatives_in_the_working_system(study: Study) -> None:
    found = from_layer(study, "townships")
    assert len(found) == 15
    assert found.ids[0] == "t00"
    assert found.xy[0] == pytest.approx(metres([(4_000, 10_000)])[0], abs=0.01)
    assert found.polygons is None
    assert found.columns["city"].iloc[0] == "Alpha"


def test_towns_keep_how_uncertain_they_are(study: Study) -> None:
    assert from_layer(study, "towns").position_uncertainty_m.tolist() == [1000]


def test_features_without_position_are_no_alternatives() -> None:
    towns = point_frame([("w1", 0, 0), ("w2", 1, 1)])
    towns.loc["w2", "geometry"] = None
    assert from_layer(make_study(towns=towns), "towns").ids == ("w1",)


def test_missing_layer_is_named() -> None:
    with pytest.raises(MissingLayerError):
        from_layer(make_study(without=["towns"]), "towns")


def test_polygons_are_measured_from_their_middle_and_kept(study: Study) -> None:
    corner = metres([(0, 0)])[0]
    shapes = [box(*corner, *(corner + 2_000)), Point(corner)]
    frame = gpd.GeoDataFrame({"cost": [3.0, 4.0], "industries": [["a"], []]}, geometry=shapes, crs=METRES)
    found = from_frame(frame, study)
    assert found.xy == pytest.approx(metres([(1_000, 1_000), (0, 0)]))
    assert found.polygons is not None
    assert found.polygons[0].area == pytest.approx(4e6)
    assert found.polygons[1] is None
    assert found.industries == (frozenset({"a"}), frozenset())
    assert found.columns["cost"].tolist() == [3, 4]
    assert list(found.columns) == ["cost"]
    assert found.ids == ("0", "1")


def test_frame_without_system_and_every_line_are_refused(study: Study) -> None:
    with pytest.raises(ParameterError) as caught:
        from_frame(gpd.GeoDataFrame(geometry=[Point(0, 0)]), study)
    assert problems_of(caught) == [("crs_missing", "alternatives")]
    line = LineString([(0, 0), (1, 1)])
    with pytest.raises(ParameterError) as caught:
        from_frame(gpd.GeoDataFrame(geometry=[line, Point(0, 0), line], crs=METRES), study)
    assert problems_of(caught) == [("geometry_type", "0"), ("geometry_type", "2")]


def test_plain_table_has_no_position() -> None:
    found = from_table(pd.DataFrame({"rent": [1.0, 2.0]}, index=["x", "y"]))
    assert found.ids == ("x", "y")
    assert not found.placed.any()
    assert found.columns["rent"].tolist() == [1, 2]


def test_clicked_points_are_numbered_unless_named() -> None:
    assert from_points([(0, 0), (1, 1)]).ids == ("1", "2")
    assert from_points([(0, 0)], ["here"]).ids == ("here",)


def test_everything_wrong_is_named_at_once() -> None:
    with pytest.raises(ParameterError) as caught:
        Alternatives(("a", "a", "b"), np.zeros((3, 2)), None, np.array([0, -1, np.nan]))
    assert problems_of(caught) == [("duplicate_site", "a"), ("bad_uncertainty", "a"), ("bad_uncertainty", "b")]


def test_no_alternative_is_refused() -> None:
    with pytest.raises(ParameterError) as caught:
        from_points([])
    assert problems_of(caught) == [("no_alternatives", "alternatives")]


def test_uncertainty_that_is_not_known_is_taken_as_none() -> None:
    table = pd.DataFrame({"position_uncertainty_m": [5.0, np.nan]}, index=["a", "b"])
    assert from_table(table).position_uncertainty_m.tolist() == [5, 0]


def test_every_alternative_at_sea_is_named_with_its_distance(study: Study) -> None:
    given = from_points(metres([(-10_000, 5_000), (5_000, 5_000), (5_000, 43_000)]), ["sea", "land", "north"])
    assert outside_study(given, study.area).tolist() == [True, False, True]
    with pytest.raises(ParameterError) as caught:
        require_inside(given, study.area)
    assert problems_of(caught) == [("outside_study", "sea"), ("outside_study", "north")]
    assert [str(problem) for problem in caught.value.problems] == [
        "sea: outside_study (distance_km=10.0)",
        "north: outside_study (distance_km=3.0)",
    ]


def test_a_place_just_off_a_generalised_coast_counts_as_inside(study: Study) -> None:
    shore = from_points(metres([(-150, 5_000)]))
    assert require_inside(shore, study.area) is shore
    assert outside_study(shore, study.area, tolerance_m=100).tolist() == [True]


def test_an_alternative_without_position_is_not_called_outside(study: Study) -> None:
    assert not outside_study(from_table(pd.DataFrame(index=["x"])), study.area).any()


def test_a_message_names_a_hundred_places_at_most(study: Study) -> None:
    with pytest.raises(ParameterError) as caught:
        require_inside(from_points(np.zeros((5_000, 2)) + np.arange(5_000)[:, None]), study.area)
    assert len(caught.value.problems) == 100
