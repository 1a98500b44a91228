from __future__ import annotations

from itertools import product
from math import inf, nan

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import ParameterError
from analysis.examples.flows import table, telephone_calls
from analysis.layout.dominant_flows import NO_PARENT, dominant_flows, dominant_places, root_places
from tests.analysis.layout.test_travel import codes

TREE = {
    "a": "b", "b": None, "c": "b", "d": "b", "e": None, "f": "g",
    "g": None, "h": "j", "i": "j", "j": None, "k": "j", "l": "k",
}  # fmt: skip


def test_the_telephone_example_has_its_four_hubs() -> None:
    """Nystuen and Dacey (1961): b, e, g and j are terminal, ranked by their inflow.

    The hubs are the published ones; the copy of the matrix was not checked against the paper.
    """
    found = dominant_flows(telephone_calls())
    assert found.hubs == ("b", "j", "e", "g")
    assert found.without_flow == ()


def test_the_telephone_example_has_its_tree() -> None:
    found = dominant_flows(telephone_calls())
    assert found.parent == TREE
    assert found.hub["l"] == "j"
    assert found.hub["e"] == "e"
    assert [name for name, place in sorted(found.rank.items(), key=lambda one: one[1])] == [*"bjeicdgakfhl"]


def test_the_telephone_example_does_not_hang_on_one_message() -> None:
    calls = telephone_calls().to_numpy(dtype=float)
    parents = dominant_places(calls)[1]
    for i, j, change in product(range(12), range(12), (-1, 1)):
        other = calls.copy()
        other[i, j] = max(other[i, j] + change, 0) if i != j else 0
        assert (dominant_places(other)[1] == parents).all()


def test_shares_are_of_all_that_a_place_sends() -> None:
    first = dominant_flows(telephone_calls()).flows.to_dict("records")[0]
    assert first == {"from": "a", "to": "b", "flow": 75, "share": 75 / 167, "nodal": True}


def test_a_flow_to_a_smaller_place_is_told_but_not_in_the_tree() -> None:
    flows = dominant_flows(telephone_calls()).flows
    assert flows[~flows["nodal"]]["from"].tolist() == ["b", "e", "g", "j"]
    assert len(flows) == 12


def test_two_equal_cities_have_one_hub() -> None:
    """Each sends most to the other; the one that comes first is taken as the larger."""
    found = dominant_flows(table([[0, 5], [5, 0]]))
    assert found.hubs == ("a",)
    assert found.parent == {"a": None, "b": "a"}


def test_of_equally_large_flows_the_one_to_the_larger_city_counts() -> None:
    found = dominant_flows(table([[0, 4, 4], [1, 0, 0], [1, 9, 0]]))
    assert found.flows["to"].tolist() == ["b", "a", "b"]


def test_a_city_without_flow_is_no_hub() -> None:
    found = dominant_flows(table([[0, 5, 0], [5, 0, 0], [0, 0, 0]]))
    assert found.without_flow == ("c",)
    assert found.hubs == ("a",)
    assert (found.parent["c"], found.hub["c"], found.rank["c"]) == (None, None, 3)
    assert found.flows["from"].tolist() == ["a", "b"]


def test_a_city_that_only_receives_is_a_hub() -> None:
    found = dominant_flows(table([[0, 5], [0, 0]]))
    assert found.hubs == ("b",)
    assert found.flows.to_dict("records") == [{"from": "a", "to": "b", "flow": 5, "share": 1, "nodal": True}]


def test_parts_without_flow_between_them_have_hubs_of_their_own() -> None:
    found = dominant_flows(table([[0, 5, 0, 0], [5, 0, 0, 0], [0, 0, 0, 1], [0, 0, 1, 0]]))
    assert found.hubs == ("a", "c")
    assert found.hub == {"a": "a", "b": "a", "c": "c", "d": "c"}


def test_the_diagonal_does_not_count_and_the_table_stays_as_it_is() -> None:
    flows = table([[99, 5], [5, 99]])
    assert dominant_flows(flows).inflow == {"a": 5, "b": 5}
    assert flows.to_numpy()[0, 0] == 99


def test_no_city_and_one_city() -> None:
    assert dominant_flows(pd.DataFrame()).hubs == ()
    alone = dominant_flows(table([[0]]))
    assert (alone.hubs, alone.without_flow, len(alone.flows)) == ((), ("a",), 0)


@given(st.integers(1, 7), st.data())
def test_every_tree_ends_in_a_larger_hub(size: int, data: st.DataObject) -> None:
    cells = data.draw(st.lists(st.integers(0, 4), min_size=size * size, max_size=size * size))
    flows = np.array(cells, dtype=float).reshape(size, size)
    np.fill_diagonal(flows, 0)
    _, parents, order = dominant_places(flows)
    roots = root_places(parents)
    inflow = flows.sum(axis=0)
    assert sorted(order) == list(range(size))
    assert (parents[roots] == NO_PARENT).all()
    assert (inflow[roots] >= inflow).all()
    child = parents != NO_PARENT
    assert (flows[child, parents[child]] == flows[child].max(axis=1)).all()


def test_every_bad_flow_is_named() -> None:
    with pytest.raises(ParameterError) as error:
        dominant_flows(table([[0, -1, nan], [inf, 0, 1], [1, 1, 0]]))
    assert codes(error) == ["bad_flow"] * 3
    assert [problem.where for problem in error.value.problems] == ["a-b", "a-c", "b-a"]


def test_rows_and_columns_must_be_the_same_cities() -> None:
    with pytest.raises(ParameterError) as error:
        dominant_flows(telephone_calls().iloc[:3])
    assert codes(error) == ["flows_not_square"]
