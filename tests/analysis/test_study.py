from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import pytest
from pyproj import CRS
from shapely import Point, box

from analysis.errors import MissingLayerError, ParameterError
from analysis.study import Study


@pytest.fixture
def small() -> Study:
    parks = gpd.GeoDataFrame(
        {"city": ["甲市"], "tags": [["x"]]}, index=["a"], geometry=[Point(114, 22.5)], crs="OGC:CRS84"
    )
    area = gpd.GeoDataFrame(geometry=[box(113, 22, 114, 23), box(114, 22, 115, 23)], crs="OGC:CRS84")
    return Study("small", None, {"parks": parks, "study_area": area}, CRS.from_epsg(4547), "f")


def test_geographic_system_is_refused(small: Study) -> None:
    with pytest.raises(ParameterError) as caught:
        replace(small, crs=CRS.from_epsg(4326))
    assert caught.value.problems[0].code == "crs_not_projected"


def test_missing_layer_is_named(small: Study) -> None:
    assert not small.has("parks", "towns")
    with pytest.raises(MissingLayerError) as caught:
        small.layer("towns")
    assert caught.value.problems[0].values["layer"] == "towns"


def test_missing_plan_is_named(small: Study) -> None:
    with pytest.raises(MissingLayerError) as caught:
        small.require_plan()
    assert caught.value.problems[0].values["layer"] == "plan"


def test_projected_layer_is_in_metres(small: Study) -> None:
    point = small.projected("parks").geometry.iloc[0]
    assert point.x == pytest.approx(500_000, abs=1)  # on the central meridian
    assert point.y == pytest.approx(2_489_400, abs=300)  # 22.5 degrees of meridian


def test_area_is_one_piece_of_land_in_square_metres(small: Study) -> None:
    assert small.area.geom_type == "Polygon"
    assert small.area.area / 1e6 == pytest.approx(2 * 111.3 * 102.8, rel=0.02)  # two cells of a degree at 22.5 N


def test_rows_hold_attributes_by_id_and_no_geometry(small: Study) -> None:
    assert small.rows("parks") == {"a": {"city": "甲市", "tags": ["x"]}}
    assert small.rows("parks") is small.rows("parks")
