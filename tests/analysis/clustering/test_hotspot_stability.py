from __future__ import annotations

import numpy as np
import pytest
from shapely.affinity import translate

from analysis.clustering.hotspot_stability import hotspot_stability
from analysis.clustering.hotspots import getis_ord
from analysis.clustering.spatial_weights import contiguity_weights
from analysis.errors import ParameterError
from tests.analysis.clustering.grids import cells, queen, values_of

IDS, SQUARES = cells(8, 8)
CLUSTER = np.array([(500.0 + 1000 * (i % 2), 500.0 + 1000 * (i // 2 % 2)) for i in range(16)])


def test_layout_that_does_not_move_keeps_its_labels_in_every_draw() -> None:
    weights = queen(8, 8)
    layouts = np.repeat(CLUSTER[None], 20, axis=0)
    found = hotspot_stability(weights, SQUARES, layouts, np.random.default_rng(1))
    counts = values_of(weights, found.frame["mean_sites"])
    assert counts.sum() == 16
    label = getis_ord(counts, weights, np.random.default_rng(1)).frame["label"]
    assert found.frame["hot_share"].eq(1).tolist() == label.eq("hot").tolist()
    assert label.eq("hot").any()
    assert found.frame["cold_share"].eq(label.eq("cold")).all()
    assert found.draws == 20


def test_half_of_the_layouts_in_another_corner_halves_the_share() -> None:
    layouts = np.repeat(CLUSTER[None], 10, axis=0)
    layouts[5:] = 8000 - layouts[5:]
    frame = hotspot_stability(queen(8, 8), SQUARES, layouts, np.random.default_rng(1)).frame
    assert frame["hot_share"].loc[["r0c0", "r7c7"]].tolist() == [0.5, 0.5]


def test_point_off_the_land_counts_in_the_nearest_unit() -> None:
    layouts = np.array([[(-3000.0, 500.0)]])
    frame = hotspot_stability(queen(8, 8), SQUARES, layouts, np.random.default_rng(1), permutations=9).frame
    assert frame["mean_sites"].loc["r0c0"] == 1


def test_island_without_neighbour_has_no_share() -> None:
    far = [*SQUARES[:-1], translate(SQUARES[-1], 50_000, 0)]
    weights = contiguity_weights(IDS, far, islands="keep")
    layouts = np.repeat(CLUSTER[None], 3, axis=0)
    frame = hotspot_stability(weights, far, layouts, np.random.default_rng(1), permutations=99).frame
    assert frame["hot_share"].isna().sum() == 1
    assert frame["mean_sites"].notna().all()


def test_no_site_is_no_hot_spot_and_no_draw_has_no_share() -> None:
    none = hotspot_stability(queen(8, 8), SQUARES, np.zeros((4, 0, 2)), np.random.default_rng(1), permutations=9)
    assert none.frame["hot_share"].eq(0).all()
    empty = hotspot_stability(queen(8, 8), SQUARES, np.zeros((0, 3, 2)), np.random.default_rng(1), permutations=9)
    assert empty.frame["hot_share"].isna().all()


def test_progress_is_told_and_few_units_are_refused() -> None:
    told: list[float] = []
    layouts = np.random.default_rng(0).uniform(0, 8000, (30, 5, 2))
    hotspot_stability(queen(8, 8), SQUARES, layouts, np.random.default_rng(1), permutations=9, progress=told.append)
    assert len(told) >= 20
    assert told[-1] == 1
    with pytest.raises(ParameterError):
        hotspot_stability(queen(1, 2), cells(1, 2)[1], layouts, np.random.default_rng(1))
