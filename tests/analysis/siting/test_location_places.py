from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import MultiPolygon, Point, box

from analysis.errors import MissingLayerError, ParameterError
from analysis.siting.location_places import (
    GRID_CANDIDATES,
    NO_POPULATION,
    NO_TOWNSHIP,
    Places,
    default_cell_m,
    existing_sites,
    population_demand,
    square_candidates,
    township_candidates,
    with_cities,
)
from analysis.study import Study
from tests.analysis.invented import CITIES, POPULATIONS, corner, make_layers, make_study


def code(caught: pytest.ExceptionInfo[ParameterError]) -> str:
    return caught.value.problems[0].code


def test_people_of_a_city_are_shared_out_equally_among_its_townships(study: Study) -> None:
    demand = population_demand(study)
    assert demand.weights is not None
    assert demand.unit == "people"
    people = pd.Series(demand.weights).groupby(list(demand.cities or ())).sum()
    assert people.to_dict() == dict(zip(CITIES[:5], map(float, POPULATIONS[:5]), strict=True))
    assert sorted(demand.weights[:3]) == [200, 200, 200]


def test_a_city_without_township_or_seat_is_left_out_by_name(study: Study) -> None:
    assert population_demand(study).left_out == {"Zeta": NO_TOWNSHIP}


def test_a_city_without_township_has_its_people_at_its_seat() -> None:
    layers = make_layers()
    seats = layers["cities"].to_crs(4326).geometry.representative_point()
    cities = layers["cities"].assign(seat_lon=seats.x, seat_lat=seats.y)
    demand = population_demand(make_study(cities=cities))
    assert demand.left_out == {}
    assert demand.weights is not None
    assert demand.weights[demand.ids.index("Zeta")] == 100
    west, south = corner(5)
    east_m, north_m = demand.xy[demand.ids.index("Zeta")] - (west, south)
    assert 0 < east_m < 20_000
    assert 0 < north_m < 20_000


def test_a_seat_without_coordinates_is_no_place() -> None:
    cities = make_layers()["cities"].assign(seat_lon=np.nan, seat_lat=22.0)
    assert population_demand(make_study(cities=cities)).left_out == {"Zeta": NO_TOWNSHIP}


def test_a_city_without_known_people_is_left_out() -> None:
    cities = make_layers()["cities"]
    cities.loc[0, "population_2020"] = None
    assert population_demand(make_study(cities=cities)).left_out["Alpha"] == NO_POPULATION


def test_a_study_without_people_has_no_demand() -> None:
    cities = make_layers()["cities"].assign(population_2020=0)
    with pytest.raises(ParameterError) as caught:
        population_demand(make_study(cities=cities))
    assert code(caught) == "locate_no_demand"


def test_without_townships_layer_no_city_has_a_township() -> None:
    with pytest.raises(ParameterError):
        population_demand(make_study(without=["townships"]))
    with pytest.raises(MissingLayerError):
        township_candidates(make_study(without=["townships"]))


def test_townships_without_a_point_are_no_candidates() -> None:
    townships = make_layers()["townships"]
    townships.loc["t00", "geometry"] = Point()
    found = township_candidates(make_study(townships=townships))
    assert len(found.ids) == 14
    assert "t00" not in found.ids


def test_existing_sites_are_those_asked_for(study: Study) -> None:
    counts = {}
    for sites in ("parks", "towns", "both"):
        found = existing_sites(study, sites)
        assert found is not None
        counts[sites] = len(found.ids)
    assert counts == {"parks": 5, "towns": 1, "both": 6}
    assert existing_sites(study, "none") is None
    with pytest.raises(ParameterError) as caught:
        existing_sites(study, "all")  # type: ignore[arg-type]
    assert code(caught) == "unknown_choice"


def test_cells_are_those_whose_centre_lies_on_the_land() -> None:
    land = MultiPolygon([box(0, 0, 30, 20), box(100, 0, 110, 10)])
    found = square_candidates(land, 10)
    assert found.ids == ("0_0", "1_0", "2_0", "10_0", "0_1", "1_1", "2_1")
    assert found.xy[0].tolist() == [5, 5]
    assert found.xy[-1].tolist() == [25, 15]


def test_a_cell_keeps_its_id_when_the_land_changes() -> None:
    larger, smaller = square_candidates(box(-30, -30, 30, 30), 10), square_candidates(box(0, 0, 10, 10), 10)
    assert set(smaller.ids) <= set(larger.ids)
    assert larger.xy[larger.ids.index("-1_2")].tolist() == [-5, 25]


@pytest.mark.parametrize("cell_m", [0, -1, np.nan, np.inf])
def test_a_cell_without_size_is_refused(cell_m: float) -> None:
    with pytest.raises(ParameterError) as caught:
        square_candidates(box(0, 0, 1, 1), cell_m)
    assert code(caught) == "locate_not_positive"


def test_cells_larger_than_the_land_may_miss_it() -> None:
    with pytest.raises(ParameterError) as caught:
        square_candidates(box(0, 0, 1, 1), 10)
    assert code(caught) == "locate_no_cell"


def test_too_fine_a_grid_is_refused_before_it_is_made() -> None:
    with pytest.raises(ParameterError) as caught:
        square_candidates(box(0, 0, 1e6, 1e6), 1e-3)
    assert code(caught) == "locate_too_many_pairs"


@given(st.floats(1, 1e14))
def test_default_cell_gives_no_more_than_some_2000_cells(area_m2: float) -> None:
    side = default_cell_m(area_m2)
    assert area_m2 / side**2 <= GRID_CANDIDATES * (1 + 1e-9)
    assert area_m2 / side**2 >= GRID_CANDIDATES / 6.3  # the next smaller side is at least 2/5 as long
    assert round(side / 10 ** np.floor(np.log10(side * (1 + 1e-12)))) in (1, 2, 5)


def test_places_take_the_city_that_holds_them_or_is_nearest(study: Study) -> None:
    west, south = corner(0)
    xy = np.array([[west + 1.0, south + 1.0], [west - 500.0, south - 500.0]])
    assert with_cities(Places(("a", "b"), xy), study).cities == ("Alpha", "Alpha")
