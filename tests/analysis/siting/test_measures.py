from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.siting import measures
from analysis.siting.measures import (
    gravity_access,
    internal_distance_m,
    jaccard,
    market_potential,
    related_access,
    variety_access,
)

A, B, C, NONE = frozenset({"x", "y"}), frozenset({"y", "z"}), frozenset({"q"}), frozenset[str]()


def test_a_site_counts_1_where_it_stands_and_a_third_one_decay_away() -> None:
    found = gravity_access([(0, 0), (10, 0)], [(0, 0), (0, 0)], decay_m=10)
    assert found == pytest.approx([2, 2 * np.exp(-1)])


def test_no_site_gives_no_access_and_no_point_no_value() -> None:
    assert gravity_access([(0, 0)], [], decay_m=1).tolist() == [0]
    assert variety_access([(0, 0)], [], [], decay_m=1).tolist() == [0]
    assert market_potential([(0, 0)], [], [], []).tolist() == [0]
    assert gravity_access([], [(0, 0)], decay_m=1).shape == (0,)


@given(st.floats(0, 1e6), st.floats(0, 1e6), st.floats(1, 1e6))
def test_access_falls_with_distance(one: float, other: float, decay_m: float) -> None:
    near, far = gravity_access([(min(one, other), 0), (max(one, other), 0)], [(0, 0)], decay_m=decay_m)
    assert near >= far


def test_chunks_of_points_give_what_the_whole_gives(monkeypatch: pytest.MonkeyPatch, rng: np.random.Generator) -> None:
    points, sites = rng.uniform(0, 100, (50, 2)), rng.uniform(0, 100, (7, 2))
    whole = gravity_access(points, sites, decay_m=30)
    monkeypatch.setattr(measures, "_PAIRS_AT_ONCE", 21)
    assert gravity_access(points, sites, decay_m=30).tolist() == whole.tolist()


def test_like_sites_count_by_what_they_share() -> None:
    alike = jaccard([A], [A, B, C])
    assert alike.tolist() == [[1, 1 / 3, 0]]
    assert related_access([(0, 0)], [(0, 0), (0, 0), (0, 0)], alike, decay_m=5) == pytest.approx([4 / 3])


def test_sets_that_are_not_known_have_no_similarity() -> None:
    assert np.isnan(jaccard([A, NONE], [NONE])).all()


def test_an_industry_counts_once_by_its_nearest_site() -> None:
    found = variety_access([(0, 0)], [(0, 0), (10, 0), (0, 10)], [A, B, NONE], decay_m=10)
    assert found == pytest.approx([2 + np.exp(-1)])  # x and y here, z one decay away


def test_market_potential_is_mass_over_kilometres() -> None:
    found = market_potential([(3_000, 4_000), (0, 0)], [(0, 0)], [10], [2_000])
    assert found.tolist() == [2, 5]  # 10 over 5 km; and over 2 km, the city's distance to itself


def test_a_disc_is_two_thirds_of_its_radius_from_its_middle() -> None:
    """The mean of r over a disc of radius R is the integral of 2 r^2 / R^2, that is 2 R / 3."""
    assert internal_distance_m(np.pi * 3_000**2) == pytest.approx(2_000)
