"""The built-in layers hold what the plan and the published statistics say, and fit together."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from shapely.geometry import shape

from layers.build.links import fit_road, read_seats
from layers.catalog import BUILT_IN, Layer, layer_by_id
from layers.plan import read_plan

ROOT = Path(__file__).resolve().parents[2]
ESTIMATED = {"韶关市", "云浮市", "阳江市", "汕尾市", "河源市"}
"""Cities without a row in the table of road times."""

Row = dict[str, Any]
by_layer = pytest.mark.parametrize("layer", BUILT_IN, ids=lambda layer: layer.id)
by_geojson = pytest.mark.parametrize(
    "layer", [layer for layer in BUILT_IN if layer.path.endswith(".geojson")], ids=lambda layer: layer.id
)
by_located = pytest.mark.parametrize(
    "layer", [layer for layer in BUILT_IN if layer.geometry != "none"], ids=lambda layer: layer.id
)


def rows(layer_id: str) -> list[Row]:
    path = ROOT / layer_by_id(layer_id).path
    if path.suffix == ".csv":
        with path.open(encoding="utf-8", newline="") as file:
            return [{name: value or None for name, value in row.items()} for row in csv.DictReader(file)]
    return [feature["properties"] for feature in json.loads(path.read_bytes())["features"]]


def geometries(layer_id: str) -> Any:
    path = ROOT / layer_by_id(layer_id).path
    if path.suffix == ".csv":
        return np.array([shapely.Point(float(row["lon"]), float(row["lat"])) for row in rows(layer_id)])
    return np.array([shape(feature["geometry"]) for feature in json.loads(path.read_bytes())["features"]])


def texts(value: Any) -> list[tuple[str, Any]]:
    """Every named value at any depth of a feature's properties."""
    if isinstance(value, dict):
        return [*value.items(), *(found for part in value.values() for found in texts(part))]
    return [found for part in value for found in texts(part)] if isinstance(value, list) else []


def pairs_of_texts(value: Any) -> list[tuple[str, Any, Any]]:
    """Every Chinese text that may have an English one, with it: (name, Chinese, English)."""
    if isinstance(value, list):
        return [found for part in value for found in pairs_of_texts(part)]
    if not isinstance(value, dict):
        return []
    found = [(name, value.get(name), value[f"{name}_en"]) for name in value if f"{name}_en" in value]
    found += [("name", value.get("name_zh"), value["name_en"])] if "name_en" in value else []
    return found + [pair for part in value.values() for pair in pairs_of_texts(part)]


@pytest.mark.parametrize(
    ("layer_id", "count"),
    [
        ("parks", 15),  # 粤府〔2018〕64号 五(一)
        ("towns", 8),
        ("cities", 21),
        ("districts", 124),  # with Dongguan and Zhongshan as one each
        ("study_area", 1),
        ("townships", 1312),
        ("stations", 94),
        ("links", 190 + 210),
        ("platforms", 31),
        ("airports", 11),
        ("seaports", 20),
        ("context", 7),
    ],
)
def test_layer_has_as_many_features_as_its_source(layer_id: str, count: int) -> None:
    assert len(rows(layer_id)) == count


def test_three_of_the_eight_towns_are_called_ai_towns() -> None:
    assert Counter(row["kind"] for row in rows("towns")) == {"ai_town": 3, "related_town": 4, "related_park": 1}


def test_population_and_gdp_sum_to_the_published_totals_of_the_province() -> None:
    # Census bulletin 2020 and Guangdong Statistics Bureau 2024.
    assert sum(row["population_2020"] for row in rows("cities")) == 126_012_510
    assert sum(row["gdp_2024_100m_yuan"] for row in rows("cities")) == pytest.approx(141_633.81, abs=0.005)


def test_tiers_hold_every_city_once() -> None:
    tiers = read_plan(ROOT / "layers" / "plan.toml").tiers
    assert {tier.id: len(tier.cities) for tier in tiers} == {"core": 3, "key": 3, "node": 15}
    assert sorted(city for tier in tiers for city in tier.cities) == sorted(row["name_zh"] for row in rows("cities"))


@pytest.mark.parametrize("layer_id", ["parks", "towns", "townships", "stations", "platforms"])
def test_point_lies_in_the_city_and_district_that_it_names(layer_id: str) -> None:
    cities = dict(zip((row["name_zh"] for row in rows("cities")), geometries("cities"), strict=True))
    names = [(row["city"], row["name_zh"]) for row in rows("districts")]
    districts = dict(zip(names, geometries("districts"), strict=True))
    for row, point in zip(rows(layer_id), geometries(layer_id), strict=True):
        assert cities[row["city"]].covers(point), row["id"]
        assert row["district"] is None or districts[row["city"], row["district"]].covers(point), row["id"]


def test_areas_are_valid_and_fit_together_without_gap_or_overlap() -> None:
    for layer_id in ("districts", "cities"):
        assert shapely.is_valid(geometries(layer_id)).all()
        assert shapely.coverage_is_valid(geometries(layer_id), gap_width=0.001)


def test_cities_and_provinces_around_share_their_borders() -> None:
    together = np.concatenate([geometries("cities"), geometries("context")])
    assert shapely.is_valid(together).all()
    assert shapely.coverage_is_valid(together, gap_width=0.001)


def test_city_is_the_union_of_its_districts_and_the_study_area_of_the_cities() -> None:
    districts = geometries("districts")
    of_city = np.array([row["city"] for row in rows("districts")])
    for row, land in zip(rows("cities"), geometries("cities"), strict=True):
        union = shapely.coverage_union_all(districts[of_city == row["name_zh"]])
        assert shapely.symmetric_difference(union, land).area == 0
    union = shapely.coverage_union_all(geometries("cities"))
    assert shapely.symmetric_difference(union, geometries("study_area")[0]).area == 0


def test_names_of_districts_are_unique_so_that_a_name_refers() -> None:
    assert max(Counter(row["name_zh"] for row in rows("districts")).values()) == 1


@by_geojson
def test_geojson_follows_rfc_7946(layer: Layer) -> None:
    content = json.loads((ROOT / layer.path).read_bytes())
    assert "crs" not in content
    for geometry in geometries(layer.id):
        for polygon in shapely.get_parts(geometry):
            if polygon.geom_type == "Polygon":
                assert polygon.exterior.is_ccw
                assert not any(ring.is_ccw for ring in polygon.interiors)


@by_located
def test_coordinates_have_at_most_five_decimals(layer: Layer) -> None:
    coordinates = shapely.get_coordinates(geometries(layer.id))
    np.testing.assert_allclose(coordinates, coordinates.round(5), rtol=0, atol=1e-12)


def test_folder_of_layers_is_light() -> None:
    files = [path for path in (ROOT / "layers").rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    assert sum(path.stat().st_size for path in files) < 3_000_000


def test_road_links_have_every_pair_of_cities_once() -> None:
    road = Counter(frozenset((row["from_city"], row["to_city"])) for row in rows("links") if row["mode"] == "road")
    cities = [row["name_zh"] for row in rows("cities")]
    assert road == Counter(frozenset(pair) for pair in combinations(cities, 2))


def test_rail_links_have_every_pair_but_those_of_heyuan_once() -> None:
    rail = Counter(frozenset((row["from_city"], row["to_city"])) for row in rows("links") if row["mode"] == "rail")
    cities = [row["name_zh"] for row in rows("cities") if row["name_zh"] != "河源市"]
    assert rail == Counter(frozenset(pair) for pair in combinations(cities, 2))


def test_exactly_the_road_links_of_five_cities_are_estimated() -> None:
    for row in rows("links"):
        unknown = row["mode"] == "road" and bool(ESTIMATED & {row["from_city"], row["to_city"]})
        assert row["estimated"] == str(unknown).lower()
        assert (row["uncertainty_min"] is not None) == unknown


def test_road_links_have_no_year_because_none_is_recorded() -> None:
    assert {row["mode"]: row["year"] for row in rows("links")} == {"rail": "2021", "road": None}


def test_stated_fit_of_road_links_is_the_one_computed() -> None:
    length, duration = fit_road(read_seats())
    stated = layer_by_id("links").uncertainty
    numbers = [
        *(f"{fit.intercept:.1f} + {fit.slope:.3f} d" for fit in (length, duration)),
        f"{duration.r_squared:.3f}",
        f"{duration.standard_error:.1f}",
        f"{duration.left_out_error:.1f}",
    ]
    assert all(number in stated.zh and number in stated.en for number in numbers)


@by_layer
def test_every_english_text_has_a_chinese_one_and_the_reverse(layer: Layer) -> None:
    for row in rows(layer.id):
        for name, chinese, english in pairs_of_texts(row):
            assert bool(chinese) == bool(english), (row, name)
            assert not isinstance(chinese, list) or len(chinese) == len(english)


@by_layer
def test_chinese_texts_are_chinese(layer: Layer) -> None:
    dates = re.compile(r"\d{4}(-\d{2}){0,2}")
    for row in rows(layer.id):
        for name, chinese, _ in pairs_of_texts(row):
            if isinstance(chinese, str) and not dates.fullmatch(chinese):
                assert not chinese.isascii(), (row["id"], name)


@by_layer
def test_english_texts_are_english(layer: Layer) -> None:
    kept = {
        "CATL (瑞庆时代)",
        "富泰华",
        "裕展",
        "本田金属",
        "document 穗府办函〔2018〕105号",
    }  # names that are not translated
    for row in rows(layer.id):
        for _, _, english in pairs_of_texts(row):
            for text in english if isinstance(english, list) else [english]:
                assert text is None or text in kept or not re.search(r"[\u4e00-\u9fff]", text), text


def test_park_within_another_is_marked_so_that_area_is_not_counted_twice() -> None:
    parks = {row["id"]: row for row in rows("parks")}
    assert {park["id"]: park["within"] for park in parks.values() if park["within"]} == {"zh-sinomach": "zh-smart"}
    assert parks["zh-sinomach"]["area_km2"] < parks["zh-smart"]["area_km2"]


def test_second_site_of_the_vessel_park_is_no_park_of_its_own() -> None:
    others = {
        row["id"]: [site["name_zh"] for site in row["other_sites"]] for row in rows("parks") if row["other_sites"]
    }
    assert others == {"zh-usv": ["万山无人船海上测试场"]}


def test_every_park_cites_the_plan_and_no_town_does() -> None:
    assert {row["plan_clause"] for row in rows("parks")} == {"五(一)"}
    assert {row["plan_clause"] for row in rows("towns")} == {None}


def test_status_has_a_date_or_says_that_there_is_none() -> None:
    for layer_id in ("parks", "towns"):
        for row in rows(layer_id):
            for status in row["status"]:
                assert status["date"] is None or re.fullmatch(r"\d{4}(-\d{2}){0,2}", status["date"]), row["id"]
                assert status["source"] or status["note"], row["id"]


def test_confidence_of_a_town_follows_from_its_uncertainty() -> None:
    for row in rows("towns"):
        limit = {"high": (0, 1000), "medium": (1001, 3000), "low": (3001, 1e9)}[row["position_confidence"]]
        assert limit[0] <= row["position_uncertainty_m"] <= limit[1], row["id"]


def test_source_of_a_record_is_bare() -> None:
    # A remark stands in the note; an address ends where it ends.
    for layer_id in ("parks", "towns"):
        for name, value in texts(rows(layer_id)):
            if name == "source" and value is not None:
                assert value.startswith("粤府") or " " not in value, value


def test_nine_passenger_airports_lie_in_the_province() -> None:
    passenger = [row for row in rows("airports") if row["passenger"]]
    assert len([row for row in passenger if row["city"]]) == 9
    assert {row["iata_code"] for row in passenger if not row["city"]} == {"HKG", "MFM"}


def test_unverified_placements_stay_visible_in_both_languages() -> None:
    unverified = [row for row in rows("platforms") if "unverified" in row["position_basis_en"]]
    assert len(unverified) == 11
    assert all("未核实" in row["position_basis"] for row in unverified)
