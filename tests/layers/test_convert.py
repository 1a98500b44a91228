from __future__ import annotations

import pytest
from pyproj import CRS
from shapely import Point, Polygon

from analysis.datum.shift import convert
from analysis.errors import LayerError
from layers.convert import convert_layer
from layers.datum import WGS84
from layers.raw import RawLayer


def layer(*geometries: object, crs: CRS | None = WGS84) -> RawLayer:
    records = [{"id": str(place)} for place in range(len(geometries))]
    return RawLayer("given", records, list(geometries), {}, crs)


def test_points_move_and_gaps_and_attributes_stay() -> None:
    given = layer(Point(113, 23), None, Point(0, 0))
    done = convert_layer(given, source="wgs84", target="gcj02")
    lon, lat = convert(113, 23, source="wgs84", target="gcj02")
    assert list(done.layer.geometries) == [Point(float(lon), float(lat)), None, Point(0, 0)]
    assert done.layer.records == given.records
    assert (done.layer.crs, done.outside) == (None, 1)


@pytest.mark.parametrize(("target", "epsg"), [("cgcs2000", 4490), ("wgs84", None)])
def test_datum_with_a_code_is_stated(target: str, epsg: int | None) -> None:
    done = convert_layer(layer(Point(113, 23)), source="gcj02", target=target)  # type: ignore[arg-type]
    assert done.layer.crs is not None
    assert done.layer.crs.to_epsg() == epsg if epsg else done.layer.crs == WGS84


def test_metres_with_heights_become_degrees_with_heights() -> None:
    given = layer(Point(500_000, 2_500_000, 12), crs=CRS.from_epsg(4547))
    point = convert_layer(given, source="cgcs2000", target="wgs84").layer.geometries[0]
    assert point is not None
    assert (point.x, point.y, point.z) == pytest.approx((114.0, 22.597822907, 12), abs=1e-8)


def test_invalid_ring_is_converted_as_it_is() -> None:
    bow = Polygon([(113, 23), (114, 24), (114, 23), (113, 24)])
    done = convert_layer(layer(bow), source="bd09", target="wgs84")
    assert done.layer.geometries[0] is not None
    assert not done.layer.geometries[0].is_valid


@pytest.mark.parametrize(
    ("geometry", "code"),
    [
        (Point(float("inf"), 23), "coordinates_not_finite"),
        (Point(23, 113), "coordinates_swapped"),
        (Point(5e5, 2e6), "coordinates_not_degrees"),
    ],
)
def test_coordinates_that_are_no_degrees_are_refused(geometry: Point, code: str) -> None:
    with pytest.raises(LayerError) as caught:
        convert_layer(layer(geometry), source="gcj02", target="wgs84")
    assert [problem.code for problem in caught.value.problems] == [code]


@pytest.mark.parametrize(
    ("epsg", "source"), [(4490, "gcj02"), (4547, "bd09"), (4547, "gcj02"), (4214, "wgs84"), (2435, "cgcs2000")]
)
def test_system_that_contradicts_is_named(epsg: int, source: str) -> None:
    given = layer(Point(113, 23), crs=CRS.from_epsg(epsg))
    with pytest.raises(LayerError) as caught:
        convert_layer(given, source=source, target="wgs84")  # type: ignore[arg-type]
    assert caught.value.problems[0].code == "datum_contradicts"
    done = convert_layer(given, source=source, target="wgs84", ignore_crs=True)  # type: ignore[arg-type]
    assert done.layer.geometries[0] is not None


def test_layer_that_states_nothing_is_believed() -> None:
    assert convert_layer(layer(Point(113, 23), crs=None), source="bd09", target="wgs84").outside == 0


def test_no_feature_is_a_problem() -> None:
    with pytest.raises(LayerError, match="no_features"):
        convert_layer(layer(), source="bd09", target="wgs84")
