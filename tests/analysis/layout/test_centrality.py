from __future__ import annotations

from math import inf, sqrt

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.examples.flows import chain_links, table, telephone_calls
from analysis.layout.centrality import centralities, eigenvector, salience
from analysis.layout.travel import travel_network
from tests.analysis.layout.cells import cells


def network(rows: list[tuple[str, str, float]], cities: str) -> nx.Graph[str]:
    links = pd.DataFrame(rows, columns=["from_city", "to_city", "minutes"])
    return travel_network(links.assign(mode="rail", year=None, estimated=False), list(cities))


def star(leaves: str) -> tuple[pd.DataFrame, nx.Graph[str]]:
    flows = np.zeros((len(leaves) + 1, len(leaves) + 1))
    flows[0, 1:] = flows[1:, 0] = 1
    return table(flows.tolist()), network([("a", leaf, 20) for leaf in leaves], "a" + leaves)


def column(frame: pd.DataFrame, name: str) -> list[float]:
    values: list[float] = frame[name].tolist()
    return values


def test_a_star_by_hand() -> None:
    """A leaf is 20 minutes from the centre and 20 + 30 + 20 from each of the three other leaves."""
    flows, links = star("bcde")
    found = centralities(flows, links)
    assert column(found, "weighted_degree") == [4, 1, 1, 1, 1]
    assert column(found, "eigenvector") == pytest.approx([1 / sqrt(2), *[1 / sqrt(8)] * 4])
    assert column(found, "closeness_per_min") == pytest.approx([4 / 80, *[4 / (20 + 3 * 70)] * 4])
    assert column(found, "betweenness") == [1, 0, 0, 0, 0]


def test_a_chain_by_hand() -> None:
    flows = table([[0, 2, 0], [2, 0, 2], [0, 2, 0]])
    found = centralities(flows, travel_network(chain_links((20.0, 30.0)), ["a", "b", "c"]))
    assert column(found, "weighted_degree") == [2, 4, 2]
    assert column(found, "eigenvector") == pytest.approx([0.5, sqrt(0.5), 0.5])
    assert column(found, "closeness_per_min") == pytest.approx([2 / 100, 2 / 50, 2 / 110])
    assert column(found, "betweenness") == [0, 1, 0]


def test_equals_are_equally_central() -> None:
    flows = table((1 - np.eye(4)).tolist())
    pairs = [(one, other, 10.0) for one in "abcd" for other in "abcd" if one < other]
    found = centralities(flows, network(pairs, "abcd"))
    assert column(found, "eigenvector") == pytest.approx([0.5] * 4)
    assert column(found, "closeness_per_min") == pytest.approx([0.1] * 4)
    assert column(found, "betweenness") == [0] * 4


def test_two_cities_by_hand() -> None:
    found = centralities(table([[0, 7], [7, 0]]), network([("a", "b", 25)], "ab"))
    assert column(found, "weighted_degree") == [7, 7]
    assert column(found, "eigenvector") == pytest.approx([sqrt(0.5)] * 2)
    assert column(found, "closeness_per_min") == pytest.approx([0.04] * 2)
    assert column(found, "betweenness") == [0, 0]


def test_a_city_without_link_or_flow_is_not_central() -> None:
    flows = table([[0, 7, 0], [7, 0, 0], [0, 0, 0]])
    found = centralities(flows, network([("a", "b", 25)], "abc"))
    assert cells(found, "c") == [0, 0, 0, 0]
    assert found.loc["a", "closeness_per_min"] == pytest.approx(0.5 * 0.04)


def test_one_city_alone_and_none() -> None:
    alone = centralities(table([[0]]), network([], "a"))
    assert alone["eigenvector"].isna().tolist() == [True]
    assert cells(alone, "a", "weighted_degree", "closeness_per_min", "betweenness") == [0, 0, 0]
    assert centralities(pd.DataFrame(), network([], "")).empty


def test_cities_no_minutes_apart_are_infinitely_close() -> None:
    found = centralities(table([[0, 1], [1, 0]]), network([("a", "b", 0)], "ab"), change_min=0)
    assert column(found, "closeness_per_min") == [inf, inf]


def test_a_change_keeps_a_way_from_leading_through_a_third_city() -> None:
    links = network([("a", "b", 10), ("b", "c", 10), ("a", "c", 45)], "abc")
    flows = table((1 - np.eye(3)).tolist())
    assert column(centralities(flows, links), "betweenness") == [0, 0, 0]
    assert column(centralities(flows, links, change_min=5), "betweenness") == [0, 1, 0]


def test_the_order_of_the_network_does_not_matter() -> None:
    flows = table([[0, 2, 0], [2, 0, 2], [0, 2, 0]])
    links = chain_links((20.0, 30.0))
    one, other = (centralities(flows, travel_network(links, list(order))) for order in ("abc", "cab"))
    pd.testing.assert_frame_equal(one, other)


def test_both_directions_count_by_half() -> None:
    found = centralities(table([[0, 6], [2, 0]]), network([("a", "b", 25)], "ab"))
    assert column(found, "weighted_degree") == [4, 4]


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(1, 90)), max_size=12))
def test_closeness_without_changes_is_that_of_networkx(rows: list[tuple[int, int, int]]) -> None:
    pairs = {tuple(sorted(("abcdef"[a], "abcdef"[b]))): minutes for a, b, minutes in rows if a != b}
    links = network([(one, other, float(minutes)) for (one, other), minutes in pairs.items()], "abcdef")
    found = centralities(table((1 - np.eye(6)).tolist()), links, change_min=0)
    expected = nx.closeness_centrality(links, distance="minutes", wf_improved=True)
    assert found["closeness_per_min"].to_dict() == pytest.approx(expected)


def test_eigenvector_is_that_of_networkx_where_that_settles() -> None:
    calls = telephone_calls().to_numpy(dtype=float)
    both = (calls + calls.T) / 2
    expected = nx.eigenvector_centrality_numpy(nx.from_numpy_array(both), weight="weight")
    assert eigenvector(both) == pytest.approx([expected[place] for place in range(12)])


def test_of_two_parts_the_stronger_one_is_central() -> None:
    weak_first = table([[0, 1, 0, 0], [1, 0, 0, 0], [0, 0, 0, 9], [0, 0, 9, 0]]).to_numpy()
    assert eigenvector(weak_first) == pytest.approx([0, 0, sqrt(0.5), sqrt(0.5)])


def test_of_two_equal_parts_the_first_is_central() -> None:
    equal = table([[0, 9, 0, 0], [9, 0, 0, 0], [0, 0, 0, 9], [0, 0, 9, 0]]).to_numpy()
    assert eigenvector(equal) == pytest.approx([sqrt(0.5), sqrt(0.5), 0, 0])


def saliences(flows: pd.DataFrame) -> dict[str, float]:
    found = salience(flows)
    return {one + other: value for one, other, value in zip(found["from"], found["to"], found["salience"], strict=True)}


def test_every_link_of_a_star_or_a_chain_is_fully_salient() -> None:
    assert saliences(star("bcd")[0]) == {"ab": 1, "ac": 1, "ad": 1}
    assert saliences(table([[0, 2, 0], [2, 0, 9], [0, 9, 0]])) == {"ab": 1, "bc": 1}
    assert saliences(table([[0, 3], [3, 0]])) == {"ab": 1}


def test_among_equals_a_link_is_salient_to_its_two_ends_only() -> None:
    assert set(saliences(table((1 - np.eye(5)).tolist())).values()) == {2 / 5}


def test_a_weak_side_of_a_triangle_is_not_salient() -> None:
    """Lengths 1, 1 and 4: the way round is shorter than the weak side."""
    assert saliences(table([[0, 4, 1], [4, 0, 4], [1, 4, 0]])) == {"ab": 1, "bc": 1, "ac": 0}


def test_links_of_equally_long_ways_are_all_in_the_tree() -> None:
    """The side of length 2 is as long as the way round of 1 and 1; b's tree does not hold it."""
    assert saliences(table([[0, 4, 2], [4, 0, 4], [2, 4, 0]])) == {"ab": 1, "bc": 1, "ac": pytest.approx(2 / 3)}


def test_salience_does_not_depend_on_the_unit_of_flow() -> None:
    calls = telephone_calls()
    pd.testing.assert_series_equal(salience(calls)["salience"], salience(calls * 1e12)["salience"])


def test_cities_without_flow_have_no_tree() -> None:
    assert saliences(table([[0, 3, 0], [3, 0, 0], [0, 0, 0]])) == {"ab": 1}
    assert salience(table([[0, 0], [0, 0]])).empty
    assert salience(pd.DataFrame()).empty


def test_parts_without_flow_between_them_share_the_trees() -> None:
    assert saliences(table([[0, 3, 0, 0], [3, 0, 0, 0], [0, 0, 0, 1], [0, 0, 1, 0]])) == {"ab": 0.5, "cd": 0.5}


@given(st.integers(2, 6), st.data())
def test_a_spanning_number_of_links_is_salient(size: int, data: st.DataObject) -> None:
    """Each tree holds at least one link less than it has cities, and without ties no more."""
    pairs = size * (size - 1) // 2
    values = data.draw(st.lists(st.floats(0.1, 100), min_size=pairs, max_size=pairs, unique=True))
    flows = np.zeros((size, size))
    flows[np.triu_indices(size, 1)] = values
    found = salience(table((flows + flows.T).tolist()))["salience"]
    assert found.between(0, 1).all()
    assert found.sum() >= size - 1 - 1e-9
