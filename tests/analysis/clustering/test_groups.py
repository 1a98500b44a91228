from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from hypothesis import assume, given
from hypothesis import strategies as st
from sklearn.cluster import DBSCAN

from analysis.clustering.distances import distance_matrix_m
from analysis.clustering.group_labels import NOISE, labels_of_layouts
from analysis.clustering.groups import Groups, default_radius_m, group_hulls, group_sites
from analysis.errors import ParameterError

coordinate = st.integers(0, 12)
points_of = st.lists(st.tuples(coordinate, coordinate), min_size=1, max_size=14)
radius_of = st.integers(0, 8)
TWO_CLUMPS = [(0, 0), (1, 0), (0, 1), (1, 1), (100, 0), (101, 0), (100, 1), (50, 50)]


def names(n: int) -> list[str]:
    return [f"s{place:02d}" for place in range(n)]


def grouped(points: object, *, radius: float | None = None, **options: object) -> Groups:
    table = distance_matrix_m(np.asarray(points, dtype=float))
    return group_sites(table, names(len(table)), radius=radius, **options)  # type: ignore[arg-type]


def members(groups: Groups) -> set[frozenset[str]]:
    return {frozenset(group.members) for group in groups.groups}


def test_two_clumps_and_a_site_between_them_are_two_groups_and_noise() -> None:
    found = grouped(TWO_CLUMPS, radius=2)
    assert [group.members for group in found.groups] == [("s00", "s01", "s02", "s03"), ("s04", "s05", "s06")]
    assert found.noise == ("s07",)
    assert found.groups[0].largest_distance == pytest.approx(math.sqrt(2))
    assert found.share_in_groups == pytest.approx(7 / 8)
    assert found.group_of["s05"] == 1
    assert "s07" not in found.group_of


def test_hdbscan_finds_the_two_clumps_without_a_radius_and_the_site_between_belongs_weakly() -> None:
    found = grouped(TWO_CLUMPS, method="hdbscan")
    assert [group.core for group in found.groups] == [("s00", "s01", "s02", "s03", "s07"), ("s04", "s05", "s06")]
    assert found.radius is None
    assert 0 < found.strength["s07"] < 0.05
    assert {strength for site, strength in found.strength.items() if site != "s07"} == {1.0}


def test_a_site_counts_itself_among_those_within_the_radius() -> None:
    """Ester et al. (1996), definition 1: the neighbourhood of a point holds the point."""
    row = [(0, 0), (1, 0), (2, 0)]
    assert grouped(row, radius=1, min_sites=3).groups[0].core == ("s01",)
    assert grouped(row, radius=1, min_sites=4).groups == ()


def test_ends_of_a_row_are_border_sites() -> None:
    found = grouped([(x, 0) for x in range(5)], radius=1)
    assert found.groups[0].members == ("s00", "s01", "s02", "s03", "s04")
    assert found.groups[0].core == ("s01", "s02", "s03")


def test_a_site_at_exactly_the_radius_is_within_it() -> None:
    assert len(grouped([(0, 0), (3, 4)], radius=5, min_sites=2).groups) == 1
    assert grouped([(0, 0), (3, 4)], radius=4.999, min_sites=2).groups == ()


BETWEEN = [(0, 0), (1, 0), (2, 0), (2, 1), (4.4, 0), (6, 0), (7, 0), (8, 0), (7, 1)]
"""At radius 2.5 the fifth site has one site on either side within reach: too few of four to be a core site itself."""


@pytest.mark.parametrize("order", [range(9), range(8, -1, -1)])
def test_a_border_site_between_two_groups_goes_to_its_nearest_core_site_whatever_the_order(order: range) -> None:
    ids = names(9)
    points = np.array(BETWEEN)[list(order)]
    found = group_sites(distance_matrix_m(points), [ids[place] for place in order], radius=2.5, min_sites=4)
    assert members(found) == {frozenset(ids[:4]), frozenset(ids[4:])}
    assert all("s04" not in group.core for group in found.groups)


def test_an_equally_near_border_site_goes_to_the_core_site_that_stands_first() -> None:
    line = [(0, 0), (1, 0), (2, 0), (4, 0), (6, 0), (7, 0), (8, 0), (1, 1), (7, 1)]
    forth = group_sites(distance_matrix_m(line), names(9), radius=2, min_sites=4)
    back = group_sites(distance_matrix_m(line[::-1]), names(9)[::-1], radius=2, min_sites=4)
    assert {"s03", "s02"} <= set(next(group.members for group in forth.groups if "s03" in group.members))
    assert {"s03", "s04"} <= set(next(group.members for group in back.groups if "s03" in group.members))


@pytest.mark.parametrize("method", ["dbscan", "hdbscan"])
@pytest.mark.parametrize("n", [0, 1, 2])
def test_too_few_sites_for_a_group_are_noise(method: str, n: int) -> None:
    found = grouped(np.zeros((n, 2)), radius=1, method=method)
    assert found.groups == ()
    assert found.noise == tuple(names(n))
    assert math.isnan(found.share_in_groups) if n == 0 else found.share_in_groups == 0


def test_sites_at_one_place_are_one_group_even_at_radius_0() -> None:
    found = grouped([(5, 5)] * 4 + [(5, 6)], radius=0)
    assert [group.members for group in found.groups] == [("s00", "s01", "s02", "s03")]
    assert found.groups[0].largest_distance == 0


def test_hdbscan_finds_no_group_among_sites_at_one_place() -> None:
    assert grouped([(5, 5)] * 5, method="hdbscan").noise == tuple(names(5))


def test_sites_without_a_way_between_them_never_touch() -> None:
    table = np.full((5, 5), np.inf)
    table[:3, :3] = 10
    np.fill_diagonal(table, 0)
    found = group_sites(table, names(5), radius=1e9, unit="min")
    assert found.groups[0].members == ("s00", "s01", "s02")
    assert (found.noise, found.unit) == (("s03", "s04"), "min")
    assert group_sites(table, names(5), method="hdbscan", unit="min").groups == ()


def test_hdbscan_takes_unreachable_sites() -> None:
    table = distance_matrix_m(np.array(TWO_CLUMPS[:7]))
    table[:4, 4:], table[4:, :4] = np.inf, np.inf
    found = group_sites(table, names(7), method="hdbscan", unit="min")
    assert members(found) == {frozenset(names(7)[:4]), frozenset(names(7)[4:])}


def test_all_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(ParameterError) as caught:
        group_sites([[0, 1], [2, 0]], ["a", "a"], radius=-1, unit="km", min_sites=1)  # type: ignore[arg-type]
    codes = {problem.code for problem in caught.value.problems}
    assert codes == {"unknown_choice", "bad_distances", "bad_radius", "bad_min_sites", "duplicate_site"}


@pytest.mark.parametrize("radius", [None, math.nan, math.inf, -1.0])
def test_a_radius_that_is_none_is_refused(radius: float | None) -> None:
    with pytest.raises(ParameterError, match="bad_radius"):
        grouped(TWO_CLUMPS, radius=radius)


@pytest.mark.parametrize("table", [[[0, math.nan], [math.nan, 0]], [[1, 1], [1, 0]], [[0, -1], [-1, 0]], [[0]], [0, 0]])
def test_a_table_that_holds_no_distances_is_refused(table: list[float]) -> None:
    with pytest.raises(ParameterError, match="bad_distances"):
        group_sites(table, ["a", "b"], radius=1)


def test_there_and_back_may_differ_by_rounding() -> None:
    table = distance_matrix_m(TWO_CLUMPS)
    table[0, 1] *= 1 + 1e-12
    assert members(group_sites(table, names(8), radius=1, min_sites=3)) == members(grouped(TWO_CLUMPS, radius=1))


@given(points_of, radius_of, st.integers(2, 5))
def test_groups_agree_with_scikit_learn_but_for_ambiguous_borders(
    points: list[tuple[int, int]], radius: int, min_sites: int
) -> None:
    assume(radius > 0)
    table = distance_matrix_m(points)
    library = DBSCAN(eps=radius, min_samples=min_sites, metric="precomputed").fit(table)
    found = grouped(points, radius=radius, min_sites=min_sites)
    ids = names(len(points))
    core = [ids[place] for place in library.core_sample_indices_]
    assert sorted(core) == sorted(site for group in found.groups for site in group.core)
    assert found.noise == tuple(site for site, label in zip(ids, library.labels_, strict=True) if label == -1)
    for place, site in enumerate(ids):
        near = [other for other in library.core_sample_indices_ if table[place, other] <= radius]
        if near and len({library.labels_[other] for other in near}) == 1:
            assert all(found.group_of[ids[other]] == found.group_of[site] for other in near)


@given(points_of, radius_of, st.integers(2, 5))
def test_the_groups_of_many_layouts_are_those_of_one(
    points: list[tuple[int, int]], radius: int, min_sites: int
) -> None:
    layout = np.array(points, dtype=float)
    other = layout[::-1] * 2
    found = grouped(points, radius=radius, min_sites=min_sites)
    labels = labels_of_layouts(np.stack([other, layout, other]), radius, min_sites)[1]
    ids = np.array(names(len(points)))
    assert {frozenset(ids[labels == label].tolist()) for label in set(labels.tolist()) - {NOISE}} == members(found)


@given(points_of, radius_of, st.integers(-1000, 1000), st.sampled_from([0.25, 2.0, 1024.0]))
def test_groups_do_not_change_with_place_or_scale(
    points: list[tuple[int, int]], radius: int, shift: int, factor: float
) -> None:
    moved = grouped((np.array(points) + shift) * factor, radius=radius * factor)
    assert members(moved) == members(grouped(points, radius=radius))


@given(points_of, radius_of, st.randoms())
def test_core_sites_and_noise_do_not_change_with_the_order(
    points: list[tuple[int, int]], radius: int, random: object
) -> None:
    ids = names(len(points))
    order = list(range(len(points)))
    random.shuffle(order)  # type: ignore[attr-defined]
    plain = grouped(points, radius=radius)
    table = distance_matrix_m(np.array(points)[order])
    mixed = group_sites(table, [ids[place] for place in order], radius=radius)
    assert {frozenset(group.core) for group in mixed.groups} == {frozenset(group.core) for group in plain.groups}
    assert set(mixed.noise) == set(plain.noise)


@given(points_of, st.integers(2, 4))
def test_hdbscan_puts_every_site_into_one_group_or_noise(points: list[tuple[int, int]], min_sites: int) -> None:
    found = grouped(points, method="hdbscan", min_sites=min_sites)
    placed = [site for group in found.groups for site in group.members] + list(found.noise)
    assert sorted(placed) == names(len(points))
    assert all(len(group.members) >= min_sites for group in found.groups)
    assert all(0 <= value <= 1 for value in found.strength.values())


def test_groups_stand_in_order_of_size() -> None:
    found = grouped(TWO_CLUMPS[4:] + TWO_CLUMPS[:4], radius=2)
    assert [len(group.members) for group in found.groups] == [4, 3]


def test_default_radius_is_half_the_expected_distance() -> None:
    """Clark and Evans (1954): 25 points on a square kilometre are expected 100 m apart."""
    assert default_radius_m(25, 1e6) == pytest.approx(50)


def test_default_radius_needs_a_point_and_land() -> None:
    with pytest.raises(ParameterError, match="too_few_points"):
        default_radius_m(0, 1e6)
    with pytest.raises(ParameterError, match="empty_area"):
        default_radius_m(5, 0)


def test_hulls_are_a_polygon_a_line_and_a_point() -> None:
    points = [(0, 0), (2, 0), (2, 2), (0, 2), (1, 1), (50, 0), (51, 0), (90, 9), (90, 9), (500, 500)]
    found = grouped(points, radius=3, min_sites=2)
    hulls = group_hulls(found, names(10), points)
    assert [hull.geom_type for hull in hulls] == ["Polygon", "LineString", "Point"]
    assert hulls[0].equals(shapely.box(0, 0, 2, 2))
    assert hulls[1].length == pytest.approx(1)


def test_no_group_has_no_hull() -> None:
    assert group_hulls(grouped([(0, 0)], radius=1), ["s00"], [(0, 0)]) == ()
