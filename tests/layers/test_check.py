from __future__ import annotations

from dataclasses import replace
from typing import Any

import geopandas as gpd
import pytest
from pyproj import CRS
from shapely import MultiPoint, Point, Polygon, box
from shapely.geometry.base import BaseGeometry

from analysis.errors import Problem
from layers.catalog import Field, Layer, layer_by_id
from layers.check import check_inside, check_layer, check_plain, check_references
from layers.datum import WGS84
from layers.raw import RawLayer
from tests.layers.test_crossings import comb

PARKS = layer_by_id("parks")
SMALL = Layer(
    **{
        **{name: getattr(PARKS, name) for name in PARKS.__dataclass_fields__},
        "id": "small",
        "path": "small.geojson",
        "geometry": "point",
        "inside": "city",
        "fields": (
            Field("id", required=True),
            Field("city", refers_to="cities.name_zh"),
            Field("level", allowed=("high", "low")),
            Field("size_km2", "number", minimum=0, maximum=100),
            Field("tags", "texts", refers_to="plan.industries"),
            Field("good", "flag"),
            Field("year", "integer"),
        ),
    }
)


def raw(
    records: list[dict[str, Any]], geometries: list[BaseGeometry | None] | None = None, crs: CRS | None = WGS84
) -> RawLayer:
    return RawLayer("small.geojson", records, geometries or [Point(113, 23)] * len(records), {}, crs)


def codes(problems: list[Problem]) -> list[str]:
    return [problem.code for problem in problems]


def test_sound_layer_has_no_problem_and_typed_columns() -> None:
    frame, problems = check_layer(
        SMALL,
        raw([{"id": "a", "city": "广州市", "level": "high", "size_km2": "5", "tags": ["x"], "good": True, "year": 2}]),
    )
    assert problems == []
    assert frame.index.tolist() == ["a"]
    assert frame.loc["a", "size_km2"] == 5.0
    assert frame.loc["a", "year"] == 2
    assert frame.crs == WGS84


def test_absent_optional_columns_are_there_and_empty() -> None:
    frame, _ = check_layer(SMALL, raw([{"id": "a"}]))
    assert frame.loc["a", "tags"] == []
    assert frame.loc["a", "city"] is None
    assert not frame.loc["a", "good"]


def test_all_problems_come_at_once_with_feature_field_value() -> None:
    _, problems = check_layer(
        SMALL,
        raw(
            [
                {"id": "a", "level": "middle", "size_km2": 500, "year": 1.5},
                {"id": "a", "tags": "x", "good": "perhaps"},
                {"id": "", "size_km2": "many"},
            ]
        ),
    )
    found = {(problem.code, problem.where, problem.values.get("field")) for problem in problems}
    assert found == {
        ("value_not_allowed", "small.geojson: a", "level"),
        ("out_of_range", "small.geojson: a", "size_km2"),
        ("wrong_type", "small.geojson: a", "year"),
        ("wrong_type", "small.geojson: a", "tags"),
        ("wrong_type", "small.geojson: a", "good"),
        ("wrong_type", "small.geojson: #3", "size_km2"),
        ("missing_value", "small.geojson: #3", "id"),
        ("duplicate_id", "small.geojson: a", "id"),
    }


def test_missing_required_column_is_one_problem() -> None:
    _, problems = check_layer(SMALL, raw([{"city": None}, {"city": None}]))
    assert codes(problems) == ["missing_field"]


def test_two_hundred_unknown_fields_are_one_warning() -> None:
    _, problems = check_layer(SMALL, raw([{"id": "a"} | {f"extra_{place}": 1 for place in range(200)}]))
    assert codes(problems) == ["unknown_fields"]
    assert problems[0].severity == "warning"
    assert problems[0].values["count"] == 200
    assert len(str(problems[0].values["fields"])) < 200


def test_empty_layer_is_a_problem() -> None:
    frame, problems = check_layer(SMALL, raw([]))
    assert codes(problems) == ["no_features"]
    assert frame.empty


@pytest.mark.parametrize(
    ("geometry", "code"),
    [
        (None, "geometry_missing"),
        (Point(), "geometry_missing"),
        (MultiPoint([(113, 23)]), "geometry_type"),
        (Point(113, float("nan")), "coordinates_not_finite"),
        (Point(23, 113), "coordinates_swapped"),
        (Point(434000, 2543000), "coordinates_not_degrees"),
    ],
)
def test_geometry_problem_is_named(geometry: BaseGeometry | None, code: str) -> None:
    _, problems = check_layer(SMALL, raw([{"id": "a"}], [geometry]))
    assert codes(problems) == [code]


def test_self_intersection_says_where() -> None:
    layer = Layer(**{**{name: getattr(SMALL, name) for name in SMALL.__dataclass_fields__}, "geometry": "polygon"})
    bow_tie = Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])
    _, problems = check_layer(layer, raw([{"id": "a"}], [bow_tie]))
    assert codes(problems) == ["geometry_invalid"]
    assert "Self-intersection" in str(problems[0].values["reason"])


@pytest.mark.parametrize("crs", ["EPSG:4547", "EPSG:3857", "EPSG:4214"])
def test_layer_in_another_system_is_refused(crs: str) -> None:
    _, problems = check_layer(SMALL, raw([{"id": "a"}], crs=CRS.from_user_input(crs)))
    assert codes(problems) == ["wrong_crs"]


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:4490", "OGC:CRS84"])
def test_geographic_systems_of_the_same_datum_are_welcome(crs: str) -> None:
    _, problems = check_layer(SMALL, raw([{"id": "a"}], crs=CRS.from_user_input(crs)))
    assert problems == []


def test_unknown_reference_is_named_for_each_value() -> None:
    frame, _ = check_layer(SMALL, raw([{"id": "a", "city": "火星市", "tags": ["x", "y"]}]))
    known = {"cities.name_zh": frozenset({"广州市"}), "plan.industries": frozenset({"x"})}
    problems = check_references(SMALL, frame, known)
    assert [problem.values["value"] for problem in problems] == ["火星市", "y"]


def test_reference_to_a_layer_that_is_not_there_is_not_checked() -> None:
    frame, _ = check_layer(SMALL, raw([{"id": "a", "city": "火星市"}]))
    assert check_references(SMALL, frame, {}) == []


CITIES = gpd.GeoDataFrame({"name_zh": ["广州市"]}, geometry=[box(113, 22, 114, 24)], crs=WGS84)
METRES = CRS.from_epsg(4547)


def test_point_outside_its_city_is_named_with_its_distance() -> None:
    frame, _ = check_layer(
        SMALL, raw([{"id": "a", "city": "广州市"}, {"id": "b", "city": "广州市"}], [Point(113.5, 23), Point(115, 23)])
    )
    problems = check_inside(SMALL, frame, CITIES, crs=METRES)
    assert codes(problems) == ["outside_city"]
    assert problems[0].where == "small.geojson: b"
    assert problems[0].values["distance_km"] == pytest.approx(102.5, abs=0.5)  # one degree of longitude at 23 N


def test_points_without_a_known_city_are_not_placed() -> None:
    frame, _ = check_layer(SMALL, raw([{"id": "a"}, {"id": "b", "city": "火星市"}]))
    assert check_inside(SMALL, frame, CITIES, crs=METRES) == []


def test_plain_file_is_checked_for_what_any_layer_needs() -> None:
    problems = check_plain(raw([{"id": "a"}, {"id": "a"}], [None, Point(500, 500)], crs=None))
    assert codes(problems) == ["crs_missing", "duplicate_id", "geometry_missing"]


def test_hostile_values_are_shown_cut_and_on_one_line() -> None:
    _, problems = check_layer(SMALL, raw([{"id": "a", "level": "<img src=x onerror=alert(1)>\n\x00" + "x" * 500}]))
    value = str(problems[0].values["value"])
    assert len(value) == 60
    assert "\n" not in value
    assert "\x00" not in value


AREAS = replace(SMALL, geometry="polygon")


def area_raw(*geometries: BaseGeometry) -> RawLayer:
    return raw([{"id": str(place)} for place in range(len(geometries))], list(geometries))


def test_more_features_than_the_pages_can_bear_are_refused() -> None:
    _, problems = check_layer(replace(SMALL, most=2), raw([{"id": "a"}, {"id": "b"}, {"id": "c"}]))
    assert [(one.code, one.values["count"], one.values["limit"]) for one in problems] == [("too_many_features", 3, 2)]


def test_more_vertices_than_the_pages_can_bear_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert check_layer(AREAS, area_raw(box(0, 0, 1, 1), box(1, 0, 2, 1)))[1] == []
    monkeypatch.setattr("layers.check.MOST_VERTICES", 9)
    assert codes(check_layer(AREAS, area_raw(box(0, 0, 1, 1), box(1, 0, 2, 1)))[1]) == ["too_many_vertices"]


def test_sound_areas_that_cross_each_other_too_often_to_be_united_are_refused() -> None:
    tangled = area_raw(comb(500, upright=False), comb(500, upright=True))
    assert codes(check_layer(AREAS, tangled)[1]) == ["outlines_tangled"]


def test_what_others_refer_to_by_name_is_unique() -> None:
    records = [{"id": "a", "city": "广州市"}, {"id": "b", "city": "广州市"}]
    _, problems = check_layer(replace(SMALL, also_unique=("city",)), raw(records))
    assert [(one.code, one.values["field"]) for one in problems] == [("duplicate_id", "city")]
