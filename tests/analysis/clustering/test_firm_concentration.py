from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import product
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.clustering.firm_concentration import cluster_index, ellison_glaeser, firm_concentration
from analysis.errors import MissingLayerError, ParameterError
from analysis.study import Study
from tests.analysis.invented import CITIES, make_layers, make_study

Row = tuple[str, str, float, int | None]


def with_firms(rows: Sequence[Row], **layers: gpd.GeoDataFrame) -> Study:
    table = pd.DataFrame(rows, columns=["city", "industry", "employees", "plants"])
    return make_study(firms=gpd.GeoDataFrame(table.set_axis([f"f{i}" for i in range(len(rows))])), **layers)


def codes(error: pytest.ExceptionInfo[ParameterError]) -> list[str]:
    return [problem.code for problem in error.value.problems]


def test_gamma_by_hand(rng: np.random.Generator) -> None:
    """Plants of 3 and 1 in one of two equal regions, of 2 in the other.

    s = 2/3, 1/3; G = 2 (1/6)^2 = 1/18; H = (9 + 1 + 4)/36 = 7/18; gamma = (1/18 - 7/36) / (1/2 11/18) = -5/11.
    """
    found = ellison_glaeser([3, 1, 2], [0, 0, 1], [50, 50], rng)
    assert found.raw_g == pytest.approx(1 / 18)
    assert found.herfindahl == pytest.approx(7 / 18)
    assert found.gamma == pytest.approx(-5 / 11)
    assert (found.expected, found.plants) == (0, 3)


def test_all_plants_in_one_of_two_equal_regions_give_one(rng: np.random.Generator) -> None:
    found = ellison_glaeser([5, 1, 9, 3], [1, 1, 1, 1], [1, 1], rng)
    assert found.gamma == pytest.approx(1)
    assert found.p == pytest.approx(2 / 16, abs=0.02)  # all four on one side, either of the two


@given(st.lists(st.integers(1, 9), min_size=2, max_size=4), st.lists(st.integers(1, 5), min_size=2, max_size=3))
def test_expectation_of_gamma_is_zero_whatever_the_plants_sizes(sizes: list[int], base: list[int]) -> None:
    """Ellison and Glaeser (1997), proposition 1, by every way in which the plants can choose."""
    chances, rng = np.array(base) / sum(base), np.random.default_rng(0)
    mean = math.fsum(
        float(np.prod(chances[list(way)])) * ellison_glaeser(sizes, way, base, rng, draws=1).gamma
        for way in product(range(len(base)), repeat=len(sizes))
    )
    assert mean == pytest.approx(0, abs=1e-9)


def test_p_agrees_with_every_way_in_which_plants_can_choose(rng: np.random.Generator) -> None:
    sizes, base = [4, 2, 1], [3, 1]
    observed = ellison_glaeser(sizes, [1, 1, 0], base, rng, draws=20_000)
    exact = sum(
        float(np.prod([base[place] / 4 for place in way]))
        for way in product(range(2), repeat=3)
        if ellison_glaeser(sizes, way, base, rng, draws=1).gamma >= observed.gamma - 1e-9
    )
    assert observed.p == pytest.approx(exact, abs=0.02)


@pytest.mark.parametrize(
    ("sizes", "places", "base"),
    [([], [], [1, 1]), ([5], [0], [1, 1]), ([5, 5], [0, 0], [1, 0]), ([5, 5], [0, 1], [0, 0])],
    ids=["no plant", "one plant", "all of the base in one city", "no base"],
)
def test_where_nothing_can_be_concentrated_there_is_no_gamma(
    sizes: list[float], places: list[int], base: list[float], rng: np.random.Generator
) -> None:
    found = ellison_glaeser(sizes, places, base, rng)
    assert math.isnan(found.gamma)
    assert math.isnan(found.p)


def test_every_bad_number_is_named(rng: np.random.Generator) -> None:
    with pytest.raises(ParameterError) as error:
        ellison_glaeser([0, -1, np.nan, 3], [0, 0, 0, 0], [1, -1], rng, draws=0)
    assert codes(error) == ["bad_employees"] * 3 + ["negative_base", "too_few_simulations"]


def test_cluster_index_of_the_textbook() -> None:
    """1,743 of 5,740 employees, 35 of 53 plants, 50 of 576 km2, 488 of 4,621 people: 21.87491.

    Farhauer, O. and Kroell, A. (2014). Standorttheorien, 2nd ed., Wiesbaden: Springer; the example of REAT's manual.
    """
    found = cluster_index([1743, 5740 - 1743], [35, 53 - 35], [50, 576 - 50], [488, 4621 - 488])
    assert found[0] == pytest.approx(21.87491, abs=5e-6)


def test_cluster_index_by_hand_and_of_an_industry_spread_like_people() -> None:
    """Half of the employees and three of four plants on a quarter of the land with half of the people: 3."""
    assert cluster_index([5, 5], [3, 1], [1, 3], [10, 10]).tolist() == pytest.approx([3, 1 / 3])
    assert cluster_index([1, 3], [1, 3], [1, 3], [1, 3]) == pytest.approx(1)


def test_cluster_index_without_industry_land_or_people() -> None:
    assert cluster_index([5, 0], [1, 0], [1, 1], [1, 1]).tolist() == [4, 0]
    assert np.isnan(cluster_index([0, 0], [0, 0], [1, 1], [1, 1])).all()
    assert np.isnan(cluster_index([5, 5], [1, 1], [1, 0], [1, 1])).tolist() == [False, True]


def test_study_without_firms_has_a_reason_and_nothing_else(study: Study, rng: np.random.Generator) -> None:
    found = firm_concentration(study, rng=rng)
    assert dict(found.left_out) == {"firms": "missing_firm_layer"}
    assert found.industries.empty
    assert found.clusters.empty
    with pytest.raises(MissingLayerError):
        firm_concentration(make_study(without=["cities"], firms=with_firms([]).layer("firms")), rng=rng)


def test_each_industry_has_its_index_and_each_city_its_cluster_index(rng: np.random.Generator) -> None:
    rows: list[Row] = [("Zeta", "chips", 100, 5), ("Zeta", "chips", 40, None), ("Alpha", "chips", 20, 1)]
    rows += [("Alpha", "robots", 50, None), ("Beta", "robots", 50, None), ("Gamma", "software", 5, None)]
    found = firm_concentration(with_firms(rows), rng=rng, draws=999)
    chips = found.industries.loc["chips"].to_dict()
    assert (chips["plants"], chips["employees"], chips["cities"]) == (7, 160, 2)
    assert chips["herfindahl"] == pytest.approx((5 * 20**2 + 40**2 + 20**2) / 160**2)
    assert chips["gamma"] > 0.5
    assert chips["p"] == pytest.approx(1 / 1000, abs=0.005)
    assert dict(found.left_out) == {"software": "one_plant"}
    assert math.isnan(found.industries["gamma"].loc["software"])
    zeta = found.clusters.xs("chips").loc["Zeta"].to_dict()
    # People 100 of 1,400, land one of six equal cities.
    assert zeta["cluster_index"] == pytest.approx((140 / 160) * (6 / 7) / ((1 / 6) * (100 / 1400)))
    assert zeta["p"] == pytest.approx(1 / 1000, abs=0.005)
    assert len(found.clusters) == 3 * len(CITIES)


def test_expected_cluster_index_is_below_that_of_a_cluster_and_p_of_an_empty_city_one(rng: np.random.Generator) -> None:
    rows: list[Row] = [("Zeta", "chips", 10, 4)]
    clusters = firm_concentration(with_firms(rows), rng=rng, draws=999).clusters.xs("chips")
    assert clusters["p"].loc["Alpha"] == 1
    assert clusters["expected"].loc["Zeta"] < clusters["cluster_index"].loc["Zeta"]


def test_employment_as_base_finds_nothing_in_an_industry_that_is_the_only_one(rng: np.random.Generator) -> None:
    rows: list[Row] = [("Zeta", "chips", 100, 5), ("Alpha", "chips", 20, 2)]
    found = firm_concentration(with_firms(rows), rng=rng, base="employment", draws=99).industries
    assert found["raw_g"].loc["chips"] == pytest.approx(0)
    assert found["gamma"].loc["chips"] < 0


def test_order_of_rows_does_not_matter_and_the_same_seed_gives_the_same_numbers() -> None:
    rows: list[Row] = [("Zeta", "chips", 100, 5), ("Alpha", "chips", 20, 2), ("Alpha", "robots", 7, 2)]
    one, other = (
        firm_concentration(with_firms(order), rng=np.random.default_rng(3), draws=199).industries
        for order in (rows, rows[::-1])
    )
    assert one["gamma"].to_numpy() == pytest.approx(other["gamma"].to_numpy())
    again = firm_concentration(with_firms(rows), rng=np.random.default_rng(3), draws=199).industries
    pd.testing.assert_frame_equal(one, again)


def test_city_without_known_people_is_left_out_and_named(rng: np.random.Generator) -> None:
    cities = make_layers()["cities"].assign(population_2020=[600, 300, 200, 100, 100, np.nan])
    rows: list[Row] = [("Zeta", "chips", 10, None), ("Alpha", "chips", 10, None), ("Beta", "chips", 10, None)]
    found = firm_concentration(with_firms(rows, cities=cities), rng=rng, draws=9)
    assert dict(found.left_out) == {"Zeta": "missing_population"}
    assert found.industries["plants"].loc["chips"] == 2


def test_progress_is_told_and_a_choice_that_does_not_exist_is_refused(rng: np.random.Generator) -> None:
    told: list[float] = []
    ellison_glaeser([1, 2, 3], [0, 1, 1], [1, 1], rng, draws=100, progress=told.append)
    assert len(told) >= 20
    assert told[-1] == 1
    whole: list[float] = []
    rows: list[Row] = [("Alpha", "a", 1, 2), ("Beta", "b", 1, 2)]
    firm_concentration(with_firms(rows), rng=rng, draws=9, progress=whole.append)
    assert whole == sorted(whole)
    assert whole[-1] == 1
    wrong: Any = "gdp"
    with pytest.raises(ParameterError) as error:
        firm_concentration(with_firms(rows), rng=rng, base=wrong)
    assert codes(error) == ["unknown_choice"]
