from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import geopandas as gpd
import pytest
import shapely

from analysis.study import Study
from layers.read import read_study
from ui.map.assets import asset_root
from ui.map.model import MapLayer
from ui.map.study_layers import FAST_LINK_MIN, map_bounds, study_map_layers
from ui.text import Text


@pytest.fixture(scope="module")
def study() -> Study:
    return read_study().study


@pytest.fixture(scope="module")
def layers(study: Study) -> dict[str, MapLayer]:
    return {layer.id: layer for layer in study_map_layers(study, Text("zh"))}


def drawn(layer: MapLayer) -> list[dict[str, Any]]:
    if layer.features is None:
        content: list[dict[str, Any]] = json.loads((asset_root() / layer.url).read_text(encoding="utf-8"))
        return content
    return [dict(feature) for feature in layer.features]


def test_every_layer_of_the_map_is_drawn_and_parks_come_first(layers: dict[str, MapLayer]) -> None:
    assert list(layers) == [
        "parks",
        "towns",
        "cities",
        "districts",
        "links-rail",
        "links-road",
        "platforms",
        "stations",
        "airports",
        "seaports",
        "context",
    ]


def test_parks_are_points_with_their_uncertainty_and_never_outlines(layers: dict[str, MapLayer], study: Study) -> None:
    parks = [feature for feature in drawn(layers["parks"]) if "/" not in feature["id"]]
    assert len(parks) == 15
    stated = study.layer("parks")["position_uncertainty_m"]
    for feature in parks:
        assert feature["type"] == "Point"
        assert feature["radius_m"] == stated[feature["id"]]


def test_second_site_leads_to_its_park(layers: dict[str, MapLayer]) -> None:
    others = [feature for feature in drawn(layers["parks"]) if "/" in feature["id"]]
    assert [feature["id"] for feature in others] == ["zh-usv/2"]
    assert others[0]["radius_m"] == 20_000


def test_less_certain_positions_have_more_broken_circles(layers: dict[str, MapLayer], study: Study) -> None:
    by_confidence = {
        study.layer("parks").loc[feature["id"], "position_confidence"]: feature["dash"]
        for feature in drawn(layers["parks"])
        if "/" not in feature["id"]
    }
    assert by_confidence == {"high": "", "medium": "8 4", "low": "2 5"}


def test_towns_have_another_shape_than_parks(layers: dict[str, MapLayer]) -> None:
    assert layers["parks"].style is not None
    assert layers["towns"].style is not None
    assert layers["parks"].style["shape"] != layers["towns"].style["shape"]


def test_tiers_stand_in_the_legend_from_the_plan(layers: dict[str, MapLayer], study: Study) -> None:
    assert study.plan is not None
    assert [label for label, _ in layers["cities"].legend] == [tier.name.zh for tier in study.plan.tiers]


def test_only_fast_links_are_drawn_and_estimates_say_so(layers: dict[str, MapLayer], study: Study) -> None:
    road = drawn(layers["links-road"])
    links = study.layer("links")
    fast = links[(links["mode"] == "road") & (links["minutes"] <= FAST_LINK_MIN)]
    assert len(road) == len(fast)
    estimated = [feature for feature in road if "估算" in feature["lines"][0]]
    assert len(estimated) == int(fast["estimated"].sum())
    assert estimated


def test_chosen_sites_alone_are_drawn(study: Study) -> None:
    layers = {
        layer.id: layer for layer in study_map_layers(study, Text("zh"), site_ids={"parks": ["sz-bay"], "towns": []})
    }
    assert [feature["id"] for feature in drawn(layers["parks"])] == ["sz-bay"]
    assert drawn(layers["towns"]) == []


def test_layer_that_the_study_lacks_is_left_out(study: Study) -> None:
    without = replace(
        study, layers={key: frame for key, frame in study.layers.items() if key not in ("links", "towns")}
    )
    assert {"links-rail", "links-road", "towns"}.isdisjoint(layer.id for layer in study_map_layers(without, Text("zh")))


def test_without_a_plan_cities_are_drawn_plain(study: Study) -> None:
    layers = {layer.id: layer for layer in study_map_layers(replace(study, plan=None), Text("zh"))}
    assert layers["cities"].legend == ()


def test_language_changes_words_and_nothing_else(study: Study, layers: dict[str, MapLayer]) -> None:
    english = {layer.id: layer for layer in study_map_layers(study, Text("en"))}
    assert list(english) == list(layers)
    assert [feature["coordinates"] for feature in drawn(english["parks"])] == [
        feature["coordinates"] for feature in drawn(layers["parks"])
    ]
    assert english["parks"].title == "Parks of the plan"


def test_whole_view_holds_every_city_seat(study: Study) -> None:
    south, west, north, east = map_bounds(study)
    cities = study.layer("cities")
    assert cities["seat_lat"].between(south, north).all()
    assert cities["seat_lon"].between(west, east).all()


def test_far_island_does_not_push_the_mainland_into_a_corner(study: Study) -> None:
    land = shapely.MultiPolygon([shapely.box(110, 21, 115, 25), shapely.box(117, 10, 117.1, 10.1)])
    area = gpd.GeoDataFrame(geometry=[land], crs=study.layer("study_area").crs)
    assert map_bounds(replace(study, layers={"study_area": area})) == (21, 110, 25, 115)


def test_study_without_layers_shows_the_country(study: Study) -> None:
    assert map_bounds(replace(study, layers={})) == (18.0, 73.5, 53.6, 135.1)
