from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from analysis.layout.gaps import Gap
from analysis.layout.rank_size import rank_size
from ui.layout.gaps import gaps_by_kind
from ui.layout.hierarchy import labelled, rank_frame
from ui.layout.lines import minutes_words
from ui.layout.map import room_for_legend
from ui.layout.shown import tier_of_rank

SIZES = pd.Series({"b": 50.0, "a": 100.0, "none": 0.0, "unknown": math.nan, "c": 25.0})


def test_rank_frame_leaves_out_cities_without_a_size() -> None:
    frame = rank_frame(SIZES, rank_size(SIZES))
    assert list(frame["city"]) == ["a", "b", "c"]
    assert list(frame["rank"]) == [1, 2, 3]
    assert list(frame["rank_less"]) == [0.5, 1.5, 2.5]


def test_fitted_ranks_lie_on_a_line_of_the_slope() -> None:
    sizes = pd.Series({str(rank): 100 / rank for rank in range(1, 9)})
    frame = rank_frame(sizes, rank_size(sizes, shift=0))
    assert np.allclose(frame["fitted"], frame["rank"])  # sizes of 100 / rank follow the rule exactly


def test_names_are_written_where_there_is_room_the_largest_city_first() -> None:
    frame = pd.DataFrame({"size": [100.0, 99.0, 10.0], "rank_less": [0.5, 0.51, 2.5]})
    assert labelled(frame) == [True, False, True]


def test_no_city_and_one_city_are_labelled_without_fault() -> None:
    empty = pd.DataFrame({"size": [], "rank_less": []})
    assert labelled(empty) == []
    assert labelled(pd.DataFrame({"size": [1.0], "rank_less": [0.5]})) == [True]


def test_rank_zero_is_the_lowest_tier() -> None:
    assert tier_of_rank(("core", "key", "node"), 0.0) == "node"
    assert tier_of_rank(("core", "key", "node"), 2) == "core"


def test_gaps_keep_their_order_by_kind() -> None:
    gaps = [Gap("x", "1"), Gap("y", "2"), Gap("x", "3")]
    assert {kind: [gap.who for gap in found] for kind, found in gaps_by_kind(gaps).items()} == {
        "x": ["1", "3"],
        "y": ["2"],
    }
    assert list(gaps_by_kind(gaps)) == ["x", "y"]
    assert gaps_by_kind([]) == {}


@pytest.mark.parametrize(("minutes", "words"), [(12.4, "12"), (math.inf, "–"), (math.nan, "–")])
def test_no_way_is_a_dash(minutes: float, words: str) -> None:
    assert minutes_words(minutes) == words


def test_room_for_the_legend_is_added_in_the_east_only() -> None:
    south, west, north, east = room_for_legend((20.0, 110.0, 25.0, 120.0))
    assert (south, west, north) == (20.0, 110.0, 25.0)
    assert east > 120.0
