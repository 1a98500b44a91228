from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.layout.park_industries import (
    Level,
    ParkIndustries,
    city_shares,
    dissimilarity,
    park_industries,
    specialisation,
)

GROUP_OF = {"robots": "machines", "vehicles": "machines", "software": "services", "design": "services"}
CITY = pd.Series({"p1": "Alpha", "p2": "Alpha", "p3": "Beta", "p4": "Gamma"})
INDUSTRIES = pd.Series(
    {"p1": ["robots", "software"], "p2": ["robots"], "p3": ["vehicles"], "p4": ["vehicles", "design"]}
)


def made(level: Level = "industry") -> ParkIndustries:
    return park_industries(CITY, INDUSTRIES, GROUP_OF, level=level)


def test_parks_are_read_at_both_levels_of_the_taxonomy() -> None:
    found = made()
    assert found.cities == ("Alpha", "Beta", "Gamma")
    assert found.kinds == ("robots", "vehicles", "software", "design")
    assert found.does.sum(axis=1).tolist() == [2, 1, 1, 2]
    assert made("group").kinds == ("machines", "services")
    assert made("group").does.tolist() == [[True, True], [True, False], [True, False], [True, True]]


def test_parks_that_state_nothing_and_industries_that_are_unknown_are_named() -> None:
    stated = pd.Series({"p1": ["alchemy", "robots"], "p2": None, "p3": ["alchemy"], "p4": []})
    found = park_industries(CITY, stated, GROUP_OF)
    assert found.parks == ("p1",)
    assert found.without_industries == ("p2", "p3", "p4")
    assert found.unknown == ("alchemy",)


def test_no_park_or_no_taxonomy_gives_nothing_to_measure() -> None:
    for found in (park_industries(CITY[:0], INDUSTRIES[:0], GROUP_OF), park_industries(CITY, INDUSTRIES, {})):
        assert found.parks == found.cities == found.kinds == ()
        assert specialisation(found).size == 0


def test_each_park_counts_once_in_the_shares_of_its_city() -> None:
    """Alpha: half of p1 and all of p2 are robots, 1.5 of 2 parks."""
    assert city_shares(made())[0].tolist() == pytest.approx([0.75, 0, 0.25, 0])


def test_specialisation_by_hand() -> None:
    """Alpha has (3/4, 0, 1/4, 0), the others (0, 3/4, 0, 1/4): nothing in common.

    Beta has (0, 1, 0, 0), the others together (9, 3, 3, 3) / 18: half of 9/18 + 15/18 + 3/18 + 3/18 is 5/6.
    """
    assert specialisation(made())[:2].tolist() == pytest.approx([1, 5 / 6])


def test_cities_that_do_the_same_are_not_special_and_the_only_city_is_not_measured() -> None:
    same = pd.Series({park: ["robots"] for park in CITY.index})
    assert specialisation(park_industries(CITY, same, GROUP_OF)).tolist() == [0, 0, 0]
    assert np.isnan(specialisation(park_industries(CITY[:2], INDUSTRIES[:2], GROUP_OF))).all()


def test_dissimilarity_by_hand() -> None:
    """Alpha and Beta share nothing; Beta and Gamma share vehicles of vehicles and design."""
    assert dissimilarity(made(), [(0, 1), (1, 2)]).tolist() == [1, 0.5]
    assert dissimilarity(made("group"), [(0, 2)]).tolist() == [0]
    assert dissimilarity(made(), []).size == 0


def test_leaving_a_park_out_leaves_out_a_city_that_has_no_other() -> None:
    fewer = made().without("p3")
    assert fewer.cities == ("Alpha", "Gamma")
    assert fewer.parks == ("p1", "p2", "p4")
    assert fewer.city.tolist() == [0, 0, 1]
    assert made().without("elsewhere").parks == made().parks


def test_many_deals_at_once_are_each_deal_alone() -> None:
    of = made()
    orders = [[0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1]]
    together = specialisation(of, of.does[np.array(orders)])
    apart = [specialisation(of, of.does[order]) for order in orders]
    assert together == pytest.approx(np.array(apart))
    pairs = [(0, 1), (0, 2)]
    assert dissimilarity(of, pairs, of.does[np.array(orders)]) == pytest.approx(
        np.array([dissimilarity(of, pairs, of.does[order]) for order in orders])
    )


lists = st.lists(st.sampled_from(sorted(GROUP_OF)), min_size=1, max_size=4)


@given(st.lists(st.tuples(st.sampled_from("ABC"), lists), min_size=1, max_size=8))
def test_measures_stay_between_0_and_1(parks: list[tuple[str, list[str]]]) -> None:
    names = [f"p{place}" for place in range(len(parks))]
    of = park_industries(pd.Series([p[0] for p in parks], names), pd.Series([p[1] for p in parks], names), GROUP_OF)
    pairs = [(one, other) for one in range(len(of.cities)) for other in range(one)]
    known = specialisation(of)[~np.isnan(specialisation(of))]
    for found in (known, dissimilarity(of, pairs)):
        assert ((found >= 0) & (found <= 1 + 1e-12)).all()
    assert city_shares(of).sum(axis=1) == pytest.approx(1)
