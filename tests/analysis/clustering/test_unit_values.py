from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from esda.smoothing import Empirical_Bayes
from hypothesis import given
from hypothesis import strategies as st
from shapely import Point

from analysis.clustering.unit_values import site_counts, sites_per_1000_km2, sites_per_million, unit_places
from analysis.errors import ParameterError
from tests.analysis.clustering.grids import cells

IDS, SQUARES = cells(1, 3)


def sites(**places: Point | None) -> pd.Series:
    return pd.Series(places, dtype=object)


def test_sites_are_counted_where_they_lie() -> None:
    found = site_counts(IDS, SQUARES, sites(a=Point(500, 500), b=Point(600, 100), c=Point(2500, 1)))
    assert found.counts.to_dict() == {"r0c0": 2, "r0c1": 0, "r0c2": 1}
    assert found.unit_of.to_dict() == {"a": "r0c0", "b": "r0c0", "c": "r0c2"}
    assert (dict(found.by_statement), found.uncounted) == ({}, ())


def test_site_on_a_boundary_counts_once_in_the_first_unit() -> None:
    assert site_counts(IDS, SQUARES, sites(a=Point(1000, 500))).counts.tolist() == [1, 0, 0]


def test_site_off_all_units_counts_where_it_states_and_is_named() -> None:
    placed = sites(sea=Point(5000, 0), lost=None, empty=Point(), silent=Point(9000, 0), inside=Point(1500, 500))
    stated = pd.Series({"sea": "r0c2", "lost": "r0c0", "silent": None, "inside": "r0c0"}, dtype=object)
    found = site_counts(IDS, SQUARES, placed, stated=stated)
    assert found.counts.tolist() == [1, 1, 1]  # the place of `inside` stands against its statement
    assert dict(found.by_statement) == {"sea": "r0c2", "lost": "r0c0"}
    assert found.uncounted == ("empty", "silent")


def test_no_site_gives_zeros() -> None:
    assert site_counts(IDS, SQUARES, sites()).counts.tolist() == [0, 0, 0]


def test_stated_unit_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ParameterError) as error:
        site_counts(IDS, SQUARES, sites(a=None), stated=pd.Series({"a": "elsewhere"}))
    assert [problem.code for problem in error.value.problems] == ["unit_unknown"]


def test_places_of_no_point_are_none() -> None:
    assert unit_places(SQUARES, np.zeros((0, 2))).tolist() == []


def test_sites_on_land_and_a_unit_without_land() -> None:
    counts = pd.Series({"a": 2, "b": 1, "c": 0})
    found = sites_per_1000_km2(counts, pd.Series({"a": 500.0, "b": 0.0}))
    assert found.to_numpy() == pytest.approx([4, np.nan, np.nan], nan_ok=True)


def test_raw_rate_is_sites_per_million_people() -> None:
    found = sites_per_million(pd.Series({"a": 3, "b": 0}), pd.Series({"a": 2e6, "b": 1e6}), smoothed=False)
    assert found.tolist() == [1.5, 0]


def test_smoothed_rates_are_those_of_pysal_where_rates_differ_beyond_chance() -> None:
    counts, people = pd.Series([40, 2, 1, 60]), pd.Series([1e6, 1e6, 2e6, 0.5e6])
    theirs = 1e6 * Empirical_Bayes(counts, people).r.ravel()
    assert sites_per_million(counts, people).to_numpy() == pytest.approx(theirs)


def test_smoothed_rates_are_equal_where_chance_explains_all() -> None:
    """Marshall (1991): a variance among units estimated below 0 is 0."""
    counts, people = pd.Series([2, 1, 2, 1]), pd.Series([1e6, 1e6, 1e6, 1e6])
    assert sites_per_million(counts, people).tolist() == pytest.approx([1.5] * 4)
    assert Empirical_Bayes(counts, people).r.ravel()[0] < 1.5e-6  # beyond the mean, although its unit has more


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 9_000_000)), min_size=1, max_size=20))
def test_smoothing_moves_each_rate_towards_the_overall_one(units: list[tuple[int, int]]) -> None:
    counts, people = (pd.Series(column, dtype=float) for column in zip(*units, strict=True))
    overall = 1e6 * counts.sum() / people.sum()
    raw, smooth = sites_per_million(counts, people, smoothed=False), sites_per_million(counts, people)
    assert (smooth >= np.minimum(raw, overall) - 1e-6).all()
    assert (smooth <= np.maximum(raw, overall) + 1e-6).all()


def test_unit_without_people_has_no_rate_and_does_not_disturb_the_others() -> None:
    counts, people = pd.Series([4, 1, 1]), pd.Series([1e6, 2e6, np.nan])
    assert sites_per_million(counts, people).isna().tolist() == [False, False, True]
    assert sites_per_million(counts, people)[:2].tolist() == sites_per_million(counts[:2], people[:2]).tolist()
    assert sites_per_million(pd.Series([0, 0]), pd.Series([1.0, 2.0])).tolist() == [0, 0]


def test_every_negative_base_is_named() -> None:
    with pytest.raises(ParameterError) as error:
        sites_per_million(pd.Series([1, 1, 1]), pd.Series([-1.0, 5, -2]))
    assert [(problem.code, problem.where) for problem in error.value.problems] == [
        ("negative_base", "0"),
        ("negative_base", "2"),
    ]
