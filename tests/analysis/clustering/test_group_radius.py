from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.clustering.distances import distance_matrix_m
from analysis.clustering.group_radius import (
    MOST_EXACT,
    RADII,
    StableRange,
    changing_radii,
    default_radii,
    sensitivity,
    stable_range,
)
from analysis.clustering.groups import Groups, group_sites
from analysis.errors import ParameterError

coordinate = st.integers(0, 12)
points_of = st.lists(st.tuples(coordinate, coordinate), min_size=2, max_size=10)
ROW = distance_matrix_m([(0, 0), (1, 0), (3, 0), (10, 0)])
IDS = ["a", "b", "c", "d"]


def test_a_row_joins_up_step_by_step() -> None:
    found = sensitivity(ROW, IDS, [0, 0.9, 1, 2, 7, 10], min_sites=2)
    assert found.index.tolist() == [0, 0.9, 1, 2, 7, 10]
    assert found["groups"].tolist() == [0, 0, 1, 1, 1, 1]
    assert found["share_in_groups"].tolist() == [0, 0, 0.5, 0.75, 1, 1]
    assert found["largest"].tolist() == [0, 0, 2, 3, 4, 4]
    assert found["noise"].tolist() == [4, 4, 2, 1, 0, 0]


def test_default_radii_reach_half_the_largest_distance() -> None:
    radii = default_radii(ROW)
    assert (len(radii), radii[0], radii[-1]) == (RADII, 0, 5)


def test_radii_are_all_those_at_which_groups_can_change() -> None:
    assert sensitivity(ROW, IDS).index.tolist() == changing_radii(ROW).tolist() == [0, 1, 2, 3, 5]


def test_radii_of_identical_sites_are_zero_alone() -> None:
    assert changing_radii(np.zeros((5, 5))).tolist() == [0]


def test_of_very_many_distances_the_radii_are_evenly_spaced(rng: np.random.Generator) -> None:
    table = distance_matrix_m(rng.uniform(size=(100, 2)))
    assert np.unique(table[table <= table.max() / 2]).size > MOST_EXACT
    assert changing_radii(table).tolist() == default_radii(table).tolist()


@given(points_of, st.integers(2, 4), st.floats(0, 8))
def test_the_row_below_a_radius_tells_its_groups(points: list[tuple[int, int]], min_sites: int, radius: float) -> None:
    table = distance_matrix_m(points)
    ids = [str(place) for place in range(len(points))]
    rows = sensitivity(table, ids, min_sites=min_sites)
    radius = min(radius, rows.index[-1])
    below = rows[rows.index <= radius].iloc[-1]
    assert below.to_dict() == sensitivity(table, ids, [radius], min_sites=min_sites).iloc[0].to_dict()


def test_radii_reach_a_stated_maximum_and_heed_no_infinite_distance() -> None:
    assert default_radii(ROW, maximum=8, count=3).tolist() == [0, 4, 8]
    table = ROW.copy()
    table[3, :3], table[:3, 3] = np.inf, np.inf
    assert default_radii(table)[-1] == 1.5


def test_no_site_and_one_site() -> None:
    assert sensitivity(np.zeros((0, 0)), [], [1])["share_in_groups"].isna().all()
    assert sensitivity(np.zeros((1, 1)), ["a"], [1])["noise"].tolist() == [1]
    assert stable_range(np.zeros((0, 0)), [], 5) == StableRange(0, math.inf)
    assert stable_range(np.zeros((1, 1)), ["a"], 5) == StableRange(0, math.inf)


def test_stable_range_runs_between_two_distances() -> None:
    assert stable_range(ROW, IDS, 1.5, min_sites=2) == StableRange(1, 2)
    assert stable_range(ROW, IDS, 1, min_sites=2) == StableRange(1, 2)
    assert stable_range(ROW, IDS, 0.5, min_sites=2) == StableRange(0, 1)
    assert stable_range(ROW, IDS, 3, min_sites=2) == StableRange(2, 7)
    assert stable_range(ROW, IDS, 100, min_sites=2) == StableRange(7, math.inf)


@given(points_of, st.floats(0, 15), st.integers(2, 4))
def test_groups_are_the_same_throughout_the_stable_range_and_not_beyond(
    points: list[tuple[int, int]], radius: float, min_sites: int
) -> None:
    table, ids = distance_matrix_m(points), [str(place) for place in range(len(points))]

    def parts(at: float) -> set[frozenset[str]]:
        found: Groups = group_sites(table, ids, radius=at, min_sites=min_sites)
        return {frozenset(group.members) for group in found.groups}

    found = stable_range(table, ids, radius, min_sites=min_sites)
    assert found.low <= radius < found.high
    within = [value for value in np.unique(table).tolist() if found.low <= value < found.high]
    assert all(parts(value) == parts(radius) for value in [*within, found.low])
    if found.low > 0:
        assert parts(math.nextafter(found.low, 0)) != parts(radius)
    if math.isfinite(found.high):
        assert parts(found.high) != parts(radius)


@given(points_of, st.integers(2, 4))
def test_the_share_in_groups_never_falls_as_the_radius_grows(points: list[tuple[int, int]], min_sites: int) -> None:
    ids = [str(place) for place in range(len(points))]
    shares = sensitivity(distance_matrix_m(points), ids, np.linspace(0, 18, 40), min_sites=min_sites)
    assert shares["share_in_groups"].is_monotonic_increasing


def test_what_is_no_radius_or_table_is_refused() -> None:
    with pytest.raises(ParameterError, match="bad_radius"):
        sensitivity(ROW, IDS, [1, -1])
    with pytest.raises(ParameterError, match="bad_min_sites"):
        stable_range(ROW, IDS, 1, min_sites=0)
    with pytest.raises(ParameterError, match="bad_distances"):
        stable_range(ROW, ["a"], 1)
