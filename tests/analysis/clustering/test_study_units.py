from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
from shapely import box

from analysis.clustering.study_units import study_site_counts, study_units, study_weights, weights_offered
from analysis.errors import MissingLayerError, ParameterError
from analysis.study import Study
from tests.analysis.invented import CITIES, METRES, PARKS, corner, make_layers, make_sites, make_study


def halves() -> gpd.GeoDataFrame:
    """Each city cut into a west and an east district; names recur in every city."""
    rows, land = [], []
    for place, city in enumerate(CITIES):
        x, y = corner(place)
        for name, west in (("West", 0), ("East", 10_000)):
            rows.append({"id": f"{city}{name}", "name_zh": name, "city": city})
            land.append(box(x + west, y, x + west + 10_000, y + 20_000))
    frame = gpd.GeoDataFrame(rows, geometry=land, crs=METRES).to_crs(4326)
    return frame.set_index("id", drop=False)


@pytest.fixture
def with_districts() -> Study:
    return make_study(districts=halves())


def test_cities_have_people_and_land(study: Study) -> None:
    units = study_units(study, "cities")
    assert units.names == CITIES
    assert units.population is not None
    assert units.population.tolist() == [600, 300, 200, 100, 100, 100]
    assert units.area_km2.to_numpy() == pytest.approx(400, rel=1e-6)


def test_districts_of_one_city_know_their_city(with_districts: Study) -> None:
    units = study_units(with_districts, "districts")
    assert (units.names[:2], units.cities[:2]) == (("West", "East"), ("Alpha", "Alpha"))
    assert units.population is None


def test_seat_stands_for_a_city_where_it_is_known() -> None:
    cities = make_layers()["cities"].assign(seat_lon=[113.9, *[np.nan] * 5], seat_lat=[22.6, *[np.nan] * 5])
    study = make_study(cities=cities)
    plain, seats = study_units(make_study(), "cities").points_xy, study_units(study, "cities").points_xy
    assert np.hypot(*(plain - seats).T).round().tolist()[1:] == [0] * 5
    assert np.hypot(*(plain[0] - seats[0])) > 1000


def test_travel_is_offered_for_cities_with_links_only(study: Study, with_districts: Study) -> None:
    assert weights_offered(study, "cities") == (("contiguity", "nearest", "distance", "travel"), {})
    assert weights_offered(with_districts, "districts")[1] == {"travel": "cities_only"}
    assert weights_offered(make_study(without=["links"]), "cities")[1] == {"travel": "missing_links"}


def test_each_rule_gives_weights_of_the_units(study: Study) -> None:
    units = study_units(study, "cities")
    assert study_weights(study, units).neighbours.tolist() == [3, 5, 3, 3, 5, 3]
    assert study_weights(study, units, "nearest", k=2).k == 2
    assert study_weights(study, units, "distance").band_m == pytest.approx(20_000, rel=1e-6)
    travel = study_weights(study, units, "travel", band_min=60)
    assert travel.units == units.ids
    assert [units.names[units.ids.index(unit)] for unit in travel.islands] == ["Zeta"]
    assert set(travel.attached.values()) <= set(units.ids)


def test_rule_that_is_not_offered_and_unknown_units_are_refused(with_districts: Study) -> None:
    units = study_units(with_districts, "districts")
    with pytest.raises(ParameterError):
        study_weights(with_districts, units, "travel")
    with pytest.raises(ParameterError):
        study_units(with_districts, "towns")  # type: ignore[arg-type]
    with pytest.raises(ParameterError):
        study_site_counts(with_districts, units, "cities")  # type: ignore[arg-type]
    with pytest.raises(MissingLayerError):
        study_units(make_study(), "districts")


def test_sites_are_counted_by_city_and_by_district(with_districts: Study) -> None:
    cities = study_units(with_districts, "cities")
    assert study_site_counts(with_districts, cities).counts.tolist() == [3, 1, 0, 0, 1, 0]
    assert study_site_counts(with_districts, cities, "both").counts.sum() == 6
    districts = study_units(with_districts, "districts")
    assert study_site_counts(with_districts, districts).counts[["AlphaWest", "AlphaEast"]].tolist() == [3, 0]


def test_site_in_the_sea_counts_in_the_district_that_it_states() -> None:
    """The name of a district alone would not do: every city has one called West."""
    parks = make_sites((*PARKS, ("sea", "Beta", 30_000, -5_000, "low")), [[]] * 6)
    study = make_study(parks=parks.assign(district=[None] * 5 + ["West"]), districts=halves())
    found = study_site_counts(study, study_units(study, "districts"))
    assert dict(found.by_statement) == {"sea": "BetaWest"}
    cities = study_units(study, "cities")
    by_city = study_site_counts(study, cities)
    assert cities.names[cities.ids.index(by_city.by_statement["sea"])] == "Beta"
