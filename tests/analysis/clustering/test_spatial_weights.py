from __future__ import annotations

import geopandas as gpd
import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from libpysal.graph import Graph
from shapely import box

from analysis.clustering.spatial_weights import (
    SpatialWeights,
    contiguity_weights,
    distance_weights,
    nearest_weights,
    travel_weights,
)
from analysis.errors import ParameterError
from analysis.layout.travel import travel_network
from tests.analysis.clustering.grids import cells, queen
from tests.analysis.invented import CITIES, LINKS

LINE = np.array([(0.0, 0), (1000, 0), (3000, 0), (7000, 0)])
ABCD = ("a", "b", "c", "d")


def pairs(weights: SpatialWeights) -> set[str]:
    """Every (unit, neighbour) as two letters."""
    rows, columns = weights.matrix.nonzero()
    return {weights.units[row] + weights.units[column] for row, column in zip(rows, columns, strict=True)}


def codes(error: pytest.ExceptionInfo[ParameterError]) -> list[str]:
    return [problem.code for problem in error.value.problems]


def network(mode: str = "fastest") -> nx.Graph[str]:
    links = pd.DataFrame(LINKS, columns=["from_city", "to_city", "mode", "minutes", "estimated", "uncertainty_min"])
    return travel_network(links.assign(year=2021), CITIES, mode=mode)  # type: ignore[arg-type]


def test_queen_joins_corners_as_well_as_sides() -> None:
    assert queen(3, 3).neighbours.tolist() == [3, 5, 3, 5, 8, 5, 3, 5, 3]


def test_contiguity_is_what_pysal_finds_where_boundaries_meet_exactly() -> None:
    ids, squares = cells(4, 5)
    theirs = Graph.build_contiguity(gpd.GeoSeries(squares, index=list(ids)), rook=False)
    assert (queen(4, 5).matrix != theirs.sparse).nnz == 0


def test_contiguity_bridges_a_gap_within_the_tolerance_and_an_overlap() -> None:
    squares = [box(0, 0, 10, 10), box(10.5, 0, 20, 10), box(19, 0, 30, 10), box(32, 0, 40, 10)]
    assert pairs(contiguity_weights(ABCD, squares, islands="keep")) == {"ab", "ba", "bc", "cb"}
    assert pairs(contiguity_weights(ABCD, squares, gap_m=0, islands="keep")) == {"bc", "cb"}


def test_island_is_attached_to_the_nearest_land_in_both_directions_and_named() -> None:
    squares = [box(0, 0, 10, 10), box(10, 0, 20, 10), box(45, 0, 50, 10)]
    attached = contiguity_weights(("a", "b", "c"), squares)
    assert attached.islands == ("c",)
    assert dict(attached.attached) == {"c": "b"}
    assert pairs(attached) == {"ab", "ba", "bc", "cb"}
    kept = contiguity_weights(("a", "b", "c"), squares, islands="keep")
    assert kept.islands == ("c",)
    assert dict(kept.attached) == {}
    assert kept.neighbours.tolist() == [1, 1, 0]


def test_two_islands_that_are_each_others_nearest_are_joined_once() -> None:
    found = contiguity_weights(("a", "b"), [box(0, 0, 1, 1), box(9, 0, 10, 1)])
    assert dict(found.attached) == {"a": "b", "b": "a"}
    assert found.matrix.toarray().tolist() == [[0, 1], [1, 0]]


def test_one_unit_and_none_have_no_neighbours() -> None:
    assert contiguity_weights(("a",), [box(0, 0, 1, 1)]).islands == ("a",)
    assert distance_weights(("a",), [(0, 0)]).islands == ("a",)
    assert contiguity_weights((), []).neighbours.tolist() == []
    assert distance_weights((), np.zeros((0, 2))).neighbours.tolist() == []


def test_nearest_gives_each_unit_k_neighbours_though_not_in_both_directions() -> None:
    found = nearest_weights(ABCD, LINE, k=1)
    assert pairs(found) == {"ab", "ba", "cb", "dc"}
    assert found.k == 1


def test_units_at_one_place_are_each_others_nearest() -> None:
    assert pairs(nearest_weights(ABCD[:3], [(0, 0), (0, 0), (5, 5)], k=1)) >= {"ab", "ba"}
    same = nearest_weights(ABCD, np.zeros((4, 2)), k=2)
    assert same.neighbours.tolist() == [2, 2, 2, 2]
    assert not same.matrix.diagonal().any()


@pytest.mark.parametrize("k", [0, -1, 4, 5])
def test_k_below_one_or_not_below_n_is_refused(k: int) -> None:
    with pytest.raises(ParameterError) as error:
        nearest_weights(ABCD, LINE, k=k)
    assert codes(error) == ["bad_neighbour_count"]


def test_distance_band_holds_its_end_and_states_the_smallest_that_leaves_no_island() -> None:
    found = distance_weights(ABCD, LINE)
    assert found.band_m == 4000
    assert pairs(found) == {"ab", "ba", "ac", "ca", "bc", "cb", "cd", "dc"}
    assert found.islands == ()
    assert pairs(distance_weights(ABCD, LINE, band_m=1000, islands="keep")) == {"ab", "ba"}


def test_band_too_small_names_its_islands_and_attaches_or_keeps_them() -> None:
    kept = distance_weights(ABCD, LINE, band_m=10, islands="keep")
    assert kept.islands == ABCD
    assert kept.matrix.nnz == 0
    attached = distance_weights(ABCD, LINE, band_m=10)
    assert attached.islands == ABCD
    assert dict(attached.attached) == {"a": "b", "b": "a", "c": "b", "d": "c"}


@given(st.lists(st.tuples(st.integers(-50, 50), st.integers(-50, 50)), min_size=2, max_size=20))
def test_default_band_leaves_nobody_alone_and_weights_are_symmetric(points: list[tuple[int, int]]) -> None:
    found = distance_weights([str(place) for place in range(len(points))], points)
    assert found.neighbours.min() >= 1
    assert (found.matrix != found.matrix.T).nnz == 0
    assert not found.matrix.diagonal().any()


@pytest.mark.parametrize("band", [-1.0, float("nan"), float("inf")])
def test_band_that_is_no_length_is_refused_with_every_other_fault(band: float) -> None:
    with pytest.raises(ParameterError) as error:
        distance_weights(("a", "a", "c", "d"), LINE, band_m=band, islands="sink")  # type: ignore[arg-type]
    assert codes(error) == ["bad_band", "duplicate_id", "unknown_choice"]
    with pytest.raises(ParameterError):
        contiguity_weights(("a",), [box(0, 0, 1, 1)], gap_m=band)
    with pytest.raises(ParameterError):
        travel_weights(network(), CITIES, band_min=band)


def test_travel_counts_changes_and_states_its_band() -> None:
    """Beta to Gamma is 30 minutes, Alpha to Gamma 20 + 30 and a change of 30, Alpha to Delta 60, Delta to Zeta 100."""
    found = travel_weights(network(), CITIES)
    assert found.band_min == 100
    joined = {
        (found.units[a], found.units[b])
        for a, b in zip(*found.matrix.nonzero(), strict=True)
        if found.units[a] < found.units[b]
    }
    assert ("Alpha", "Gamma") in joined
    assert ("Delta", "Zeta") in joined
    assert ("Alpha", "Epsilon") not in joined  # 20 + 30 + 50 and two changes
    assert found.islands == ()


def test_city_that_no_link_reaches_stays_without_neighbour() -> None:
    found = travel_weights(network("rail"), CITIES)
    assert found.band_min == 60
    assert found.islands == ("Gamma", "Epsilon", "Zeta")
    assert dict(found.attached) == {}


def test_city_beyond_the_band_is_attached_to_the_one_fewest_minutes_away() -> None:
    found = travel_weights(network(), CITIES, band_min=60)
    assert found.islands == ("Zeta",)
    assert dict(found.attached) == {"Zeta": "Delta"}


def test_travel_to_a_city_that_the_network_lacks_is_refused() -> None:
    with pytest.raises(ParameterError) as error:
        travel_weights(network(), ["Alpha", "Omega"])
    assert codes(error) == ["unknown_city"]


def test_standardised_rows_sum_to_one_or_stay_empty() -> None:
    kept = distance_weights(ABCD, LINE, band_m=2000, islands="keep")
    assert kept.row_standardised().sum(axis=1).tolist() == [1, 1, 1, 0]


def test_graph_of_pysal_holds_the_same_neighbours_and_isolates() -> None:
    kept = distance_weights(ABCD, LINE, band_m=2000, islands="keep")
    assert list(kept.graph.isolates) == ["d"]
    assert (kept.graph.sparse != kept.matrix).nnz == 0
    assert list(kept.graph.unique_ids) == list(ABCD)
