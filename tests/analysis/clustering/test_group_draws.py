from __future__ import annotations

import numpy as np
import pytest
import shapely
from numpy.typing import NDArray

from analysis.clustering.distances import distance_matrix_m
from analysis.clustering.group_draws import (
    comembership,
    compare_share,
    share_in_groups_of_layouts,
)
from analysis.clustering.groups import group_sites
from analysis.clustering.nulls import LandNull
from analysis.clustering.simulation import simulate
from analysis.errors import ParameterError

CLUMP = [(0, 0), (1, 0), (0, 1)]
APART = [(0, 0), (1, 0), (50, 1)]
SQUARE = shapely.box(0, 0, 1000, 1000)


def test_a_site_that_leaves_in_every_other_draw_is_together_half_the_time() -> None:
    found = comembership(np.array([[*CLUMP, (50, 0)], [*APART, (90, 90)]], dtype=float), 2, min_sites=2)
    assert found.in_group.tolist() == [1, 1, 0.5, 0]
    assert found.together[0].tolist() == [1, 1, 0.5, 0]
    assert (found.together == found.together.T).all()
    assert found.draws == 2


def test_two_noise_sites_are_not_together() -> None:
    found = comembership(np.array([[(0, 0), (99, 99)]], dtype=float), 2, min_sites=2)
    assert not found.together.any()


def test_without_a_draw_nothing_is_known() -> None:
    assert np.isnan(comembership(np.zeros((0, 3, 2)), 2).together).all()
    assert share_in_groups_of_layouts(np.zeros((0, 3, 2)), 2).shape == (0,)


def test_layouts_without_sites_have_no_share() -> None:
    assert np.isnan(share_in_groups_of_layouts(np.zeros((4, 0, 2)), 2)).all()
    assert comembership(np.zeros((4, 0, 2)), 2).together.shape == (0, 0)


def test_shares_are_those_of_each_layout_by_itself(rng: np.random.Generator) -> None:
    layouts = rng.random((40, 9, 2))
    ids = [str(place) for place in range(9)]
    one_by_one = [group_sites(distance_matrix_m(one), ids, radius=0.2).share_in_groups for one in layouts]
    assert share_in_groups_of_layouts(layouts, 0.2) == pytest.approx(one_by_one)


def test_layouts_larger_than_a_block_are_cut(rng: np.random.Generator, monkeypatch: pytest.MonkeyPatch) -> None:
    layouts = rng.random((11, 6, 2))
    whole = share_in_groups_of_layouts(layouts, 0.3)
    monkeypatch.setattr("analysis.clustering.group_labels._VALUES_AT_ONCE", 80)
    assert share_in_groups_of_layouts(layouts, 0.3).tolist() == whole.tolist()


def by_chance(rng: np.random.Generator, simulations: int) -> NDArray[np.float64]:
    """Return the shares in groups of random layouts of nine sites."""
    measures = {"share": lambda layouts: share_in_groups_of_layouts(layouts, 20)}
    return simulate(LandNull(SQUARE), 9, simulations, rng, measures)["share"]


def test_a_tight_clump_is_more_grouped_than_chance(rng: np.random.Generator) -> None:
    observed = float(share_in_groups_of_layouts(np.array([CLUMP * 3], dtype=float), 20)[0])
    found = compare_share("land", observed, by_chance(rng, 199))
    assert (found.observed, found.p, found.name) == (1, 1 / 200, "land")
    assert found.low <= found.expected <= found.high < 1


def test_an_observed_share_is_set_beside_simulated_ones_by_hand() -> None:
    """Of 39 layouts 3 have at least the observed half: p = 4 / 40. One of them is equal and counts."""
    simulated = np.array([0.0] * 20 + [0.25] * 16 + [0.5] + [0.75] * 2)
    found = compare_share("land", 0.5, simulated)
    assert (found.name, found.observed, found.simulations) == ("land", 0.5, 39)
    assert found.p == pytest.approx(4 / 40)
    assert found.expected == pytest.approx((16 * 0.25 + 0.5 + 1.5) / 39)
    assert (found.low, found.high) == pytest.approx((0, 0.75))


def test_no_site_in_a_group_is_what_chance_always_reaches() -> None:
    assert compare_share("land", 0.0, np.zeros(9)).p == 1
    assert compare_share("land", 1.0, np.zeros(9)).p == pytest.approx(1 / 10)


def test_bad_numbers_are_refused() -> None:
    with pytest.raises(ParameterError, match="bad_radius"):
        comembership(np.zeros((1, 3, 2)), -1)
    with pytest.raises(ParameterError, match="bad_min_sites"):
        share_in_groups_of_layouts(np.zeros((1, 3, 2)), 1, min_sites=1)
