from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import ParameterError
from analysis.layout.inferred_tiers import (
    drawn_tiers,
    tied_at_boundary,
    tiers_by_breaks,
    tiers_by_size,
    tiers_by_ward,
)

VALUES = pd.Series({"a": 0.9, "b": 0.2, "c": 0.5, "d": 0.8, "e": 0.1})
few_values = st.lists(st.integers(0, 20), min_size=1, max_size=9)


def named(values: list[float] | list[int]) -> pd.Series:
    return pd.Series([float(value) for value in values], index=[f"c{place}" for place in range(len(values))])


def within_squares(values: pd.Series, classes: pd.Series) -> float:
    return float(((values - values.groupby(classes).transform("mean")) ** 2).sum())


def least_squares(values: list[int], k: int) -> float:
    """The least sum of squares over every way of cutting the sorted values into k classes, one by one."""
    ordered = np.sort(np.array(values, dtype=float))
    cuts = combinations(range(1, len(ordered)), k - 1)
    return min(sum(float(((part - part.mean()) ** 2).sum()) for part in np.split(ordered, cut)) for cut in cuts)


def test_tiers_of_the_plans_sizes_are_filled_from_the_highest_value() -> None:
    assert tiers_by_size(VALUES, [1, 2, 2]).to_dict() == {"a": 2, "b": 0, "c": 1, "d": 1, "e": 0}


def test_a_tier_without_a_city_stays_empty() -> None:
    assert tiers_by_size(VALUES, [1, 0, 4]).to_dict() == {"a": 2, "b": 0, "c": 0, "d": 0, "e": 0}


def test_sizes_that_do_not_add_up_leave_the_lowest_tier_longer_or_shorter() -> None:
    assert tiers_by_size(VALUES, [1, 1]).tolist() == [1, 0, 0, 0, 0]
    assert tiers_by_size(VALUES, [4, 4]).tolist() == [1, 1, 1, 1, 0]


def test_one_tier_holds_every_city() -> None:
    for found in (tiers_by_size(VALUES, [5]), tiers_by_breaks(VALUES, 1), tiers_by_ward(VALUES.to_frame(), VALUES, 1)):
        assert found.to_dict() == dict.fromkeys(VALUES.index, 0)


def test_equal_values_stand_by_name_whatever_their_order_and_are_named() -> None:
    values = pd.Series({"z": 0.5, "y": 0.9, "x": 0.5, "w": 0.1})
    for one in (values, values.iloc[::-1]):
        assert tiers_by_size(one, [2, 2])[list("zyxw")].tolist() == [0, 1, 1, 0]
        assert set(tied_at_boundary(one, [2, 2])) == {"x", "z"}
    assert tied_at_boundary(values, [1, 3]) == ()


def test_a_city_without_a_value_gets_no_tier() -> None:
    values = VALUES.where(VALUES.index != "d")
    assert tiers_by_size(values, [1, 2, 2]).to_dict() == {"a": 2, "b": 1, "c": 1, "e": 0}
    assert "d" not in tiers_by_breaks(values, 2)
    assert "d" not in tiers_by_ward(values.to_frame(), values, 2)


def test_no_city_gives_no_tier() -> None:
    empty = VALUES.iloc[:0]
    for found in (tiers_by_size(empty, [1, 2]), tiers_by_breaks(empty, 2), tiers_by_ward(empty.to_frame(), empty, 2)):
        assert found.empty


def test_natural_breaks_of_4_5_9_10_part_the_two_pairs() -> None:
    """The usual small example of Jenks' method: squares within 0.5 + 0.5 of 26 in all, a fit of 0.96."""
    values = named([4, 5, 9, 10])
    found = tiers_by_breaks(values, 2)
    assert found.tolist() == [0, 0, 1, 1]
    assert 1 - within_squares(values, found) / 26 == pytest.approx(0.9615, abs=5e-5)


def test_natural_breaks_that_a_greedy_cut_of_the_widest_gaps_would_miss() -> None:
    """The widest gap is above 8; parting 0, 1 from 7, 8 and leaving 20 alone is best, as all ten cuts show."""
    assert tiers_by_breaks(named([7, 0, 20, 8, 1]), 3).tolist() == [1, 0, 2, 1, 0]


@given(few_values, st.integers(1, 5))
def test_natural_breaks_are_as_good_as_the_best_of_all_cuts(values: list[int], k: int) -> None:
    different = len(set(values))
    classes = tiers_by_breaks(named(values), k)
    assert within_squares(named(values), classes) == pytest.approx(least_squares(values, min(k, different)), abs=1e-6)
    assert classes.max() == k - 1
    assert classes.nunique() == min(k, different)


@given(few_values, st.integers(1, 5), st.randoms(use_true_random=False))
def test_tiers_follow_the_values_whatever_the_order_of_cities(values: list[int], k: int, shuffle: object) -> None:
    series = named(values)
    mixed = series.sample(frac=1, random_state=shuffle.randrange(1000))  # type: ignore[attr-defined]  # Hypothesis' own
    pairs = (
        (tiers_by_breaks(series, k), tiers_by_breaks(mixed, k)),
        (tiers_by_size(series, [2] * k), tiers_by_size(mixed, [2] * k)),
    )
    for found, of_mixed in pairs:
        assert of_mixed[series.index].tolist() == found.tolist()
        assert found[series.sort_values(kind="stable").index].is_monotonic_increasing or series.duplicated().any()


def test_clusters_of_profiles_are_ranked_by_their_mean_potential() -> None:
    """Two clear pairs and a city on its own, which has the highest potential."""
    profiles = pd.DataFrame({"x": [0.0, 0.1, 1.0, 1.1, 5], "y": [0.0, 0, 1, 1, 5]}, index=list("abcde"))
    potential = pd.Series([0.1, 0.2, 0.05, 0.1, 0.9], index=list("abcde"))
    assert tiers_by_ward(profiles, potential, 3).to_dict() == {"a": 1, "b": 1, "c": 0, "d": 0, "e": 2}


def test_profiles_that_do_not_differ_fill_the_highest_tier_only() -> None:
    profiles = pd.DataFrame({"x": [1.0, 1, 1]}, index=list("abc"))
    assert tiers_by_ward(profiles, pd.Series(1.0, index=list("abc")), 2).tolist() == [1, 1, 1]
    assert tiers_by_ward(profiles.iloc[:1], pd.Series(1.0, index=list("abc")), 2).tolist() == [1]


@given(st.lists(st.lists(st.integers(0, 5), min_size=6, max_size=6), min_size=1, max_size=5), st.permutations(range(6)))
def test_tiers_of_many_draws_are_those_of_each(rows: list[list[int]], order: list[int]) -> None:
    names = [f"c{place}" for place in order]
    drawn = drawn_tiers(np.array(rows, dtype=float), names, [1, 2, 3])
    for found, values in zip(drawn, rows, strict=True):
        alone = tiers_by_size(pd.Series(np.array(values, dtype=float), index=names), [1, 2, 3])
        assert found.tolist() == alone.tolist()


def test_a_draw_without_a_value_has_no_tier() -> None:
    assert drawn_tiers(np.array([[np.nan, 1, 2]]), list("abc"), [1, 1, 1]).tolist() == [[-1, 1, 2]]


@pytest.mark.parametrize("sizes", [[-1, 6], []])
def test_sizes_that_make_no_sense_are_refused(sizes: list[int]) -> None:
    with pytest.raises(ParameterError, match="bad_subset_size"):
        tiers_by_size(VALUES, sizes)
    with pytest.raises(ParameterError, match="bad_subset_size"):
        drawn_tiers(np.zeros((1, 2)), ["a", "b"], sizes)


def test_no_tier_at_all_is_refused() -> None:
    with pytest.raises(ParameterError, match="bad_subset_size"):
        tiers_by_breaks(VALUES, 0)
    with pytest.raises(ParameterError, match="bad_subset_size"):
        tiers_by_ward(VALUES.to_frame(), VALUES, 0)
