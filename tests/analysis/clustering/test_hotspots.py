from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from esda.getisord import G_Local
from esda.moran import Moran_Local
from hypothesis import given
from hypothesis import strategies as st

from analysis.clustering.global_moran import global_moran
from analysis.clustering.hotspots import benjamini_hochberg, getis_ord, gi_star_z, local_moran
from analysis.clustering.spatial_weights import distance_weights
from analysis.errors import ParameterError
from tests.analysis.clustering.grids import checkerboard, queen, rook, values_of

nine = st.lists(st.integers(0, 9), min_size=9, max_size=9).filter(lambda values: len(set(values)) > 1)
BOTH = pytest.mark.parametrize("method", [local_moran, getis_ord])
METHODS = {"local_moran": local_moran, "getis_ord": getis_ord}


def corner_of_tens() -> np.ndarray:
    values = np.zeros((12, 12))
    values[:4, :4] = 10
    values[:4, :4] += np.arange(16).reshape(4, 4) / 10
    return values


def test_local_moran_of_a_checkerboard_is_minus_one_everywhere(rng: np.random.Generator) -> None:
    weights = rook(4, 4)
    frame = local_moran(values_of(weights, checkerboard(4, 4)), weights, rng).frame
    assert frame["i"].to_numpy() == pytest.approx(-1)
    assert frame["lag"].to_numpy() == pytest.approx(1 - frame["value"].to_numpy())


@given(nine)
def test_local_moran_is_that_of_pysal_and_its_mean_is_moran(values: list[int]) -> None:
    weights = queen(3, 3)
    rng = np.random.default_rng(0)
    series = values_of(weights, values)
    found = local_moran(series, weights, rng, permutations=9).frame
    with np.errstate(invalid="ignore"):
        theirs = Moran_Local(np.array(values, dtype=float), weights.graph, permutations=0)
    # PySAL's statistic carries (n - 1)/n; ours averages to Moran's I.
    assert found["i"].to_numpy() * 8 / 9 == pytest.approx(theirs.Is, abs=1e-9)
    assert found["i"].mean() == pytest.approx(global_moran(series, weights, rng, permutations=1).i, abs=1e-9)


def test_z_is_that_of_all_orders_of_the_other_values(rng: np.random.Generator) -> None:
    """Mean and variance of the lag by drawing, against the closed form (Sokal et al. 1998)."""
    weights = rook(3, 3)
    values = np.array([4.0, 1, 0, 2, 7, 1, 0, 3, 5])
    found = local_moran(values_of(weights, values), weights, rng, permutations=9).frame
    deviation = values - values.mean()
    for unit in (0, 1, 4):
        others = np.delete(deviation, unit)
        k = weights.neighbours[unit]
        draws = np.array([rng.permutation(others)[:k].mean() for _ in range(40_000)])
        lag = (weights.row_standardised() @ deviation)[unit]
        z = np.sign(deviation[unit]) * (lag - draws.mean()) / draws.std()
        assert found["z"].iloc[unit] == pytest.approx(z, abs=0.03)


def test_gi_star_of_the_centre_of_a_three_by_three_cross_by_hand(rng: np.random.Generator) -> None:
    """Rook: the centre and its four neighbours hold 1, the corners 0.

    Mean 5/9, deviation sqrt(20)/9, sum 5 of 5 units: (5 - 25/9) / (sqrt(20)/9 sqrt((45 - 25)/8)) = 20 / sqrt(50).
    """
    weights = rook(3, 3)
    found = getis_ord(values_of(weights, [0, 1, 0, 1, 1, 1, 0, 1, 0]), weights, rng).frame
    assert found["gi_z"].loc["r1c1"] == pytest.approx(20 / math.sqrt(50))
    assert found["local_sum"].loc["r1c1"] == 5


@given(nine)
def test_gi_star_is_that_of_pysal(values: list[int]) -> None:
    weights = rook(3, 3)
    theirs = G_Local(np.array(values, dtype=float), weights.graph, transform="B", star=True, permutations=0)
    ours = gi_star_z(np.array([values], dtype=float), weights.with_self())[0]
    assert ours == pytest.approx(theirs.Zs, abs=1e-9)


def test_gi_star_takes_values_whose_sum_is_zero_or_negative() -> None:
    weights = rook(3, 3)
    values = np.array([-1.0, 2, 0, 1, -3, 1, 0, 4, -4])
    one, shifted = gi_star_z(np.array([values, values - 100]), weights.with_self())
    assert one == pytest.approx(shifted)


def test_corner_of_high_values_is_high_among_high_and_hot(rng: np.random.Generator) -> None:
    weights = queen(12, 12)
    values = values_of(weights, corner_of_tens())
    local, hot = local_moran(values, weights, rng).frame, getis_ord(values, weights, rng).frame
    assert local["label"].loc["r1c1"] == "HH"
    assert hot["label"].loc["r1c1"] == "hot"
    assert set(hot["label"]) <= {"hot", "cold", "not_significant"}
    assert local["label"].loc["r11c11"] == "not_significant"  # most units are as low, so this is nothing special


def test_low_values_among_high_and_high_among_low_are_labelled(rng: np.random.Generator) -> None:
    weights = queen(12, 12)
    values = np.tile(np.arange(12.0), (12, 1)) + rng.normal(0, 0.1, (12, 12))
    values[5, 10], values[5, 1] = 0, 11
    label = local_moran(values_of(weights, values), weights, rng).frame["label"]
    assert (label.loc["r5c10"], label.loc["r5c1"]) == ("LH", "HL")
    assert (label.loc["r9c10"], label.loc["r9c1"]) == ("HH", "LL")
    cold = getis_ord(values_of(weights, values), weights, rng).frame["label"]
    assert (cold.loc["r9c0"], cold.loc["r9c11"]) == ("cold", "hot")


def test_values_without_order_are_hardly_ever_labelled() -> None:
    weights = queen(8, 8)
    found = 0
    for seed in range(20):
        rng = np.random.default_rng(seed)
        values = values_of(weights, rng.normal(size=64))
        found += int(getis_ord(values, weights, rng, permutations=1999).frame["label"].ne("not_significant").any())
    assert found <= 4  # false discoveries in 5 % of the layouts are expected


@BOTH
def test_equal_values_are_not_significant_and_say_so(method: object, rng: np.random.Generator) -> None:
    weights = queen(3, 3)
    found = METHODS[method.__name__](values_of(weights, [2] * 9), weights, rng)  # type: ignore[attr-defined]
    assert found.code == "equal_values"
    assert set(found.frame["label"]) == {"not_significant"}
    assert found.frame["p"].isna().all()
    assert found.frame["value"].eq(2).all()


def test_value_at_the_mean_has_no_score_and_p_one(rng: np.random.Generator) -> None:
    weights = rook(3, 3)
    frame = local_moran(values_of(weights, [9, 1, 9, 1, 5, 9, 1, 9, 1]), weights, rng).frame
    assert frame["value"].mean() == 5
    assert frame["i"].loc["r1c1"] == 0
    assert math.isnan(frame["z"].loc["r1c1"])
    assert frame["p"].loc["r1c1"] == 1


@BOTH
def test_islands_and_missing_values_have_no_statistic_and_a_label(method: object, rng: np.random.Generator) -> None:
    ids = [f"u{i}" for i in range(8)]
    weights = distance_weights(ids, [(1000 * i, 0) for i in range(7)] + [(90_000, 0)], band_m=1000, islands="keep")
    values = pd.Series([3.0, 0, 4, 1, np.nan, 5, 2, 6], index=ids)
    found = METHODS[method.__name__](values, weights, rng)  # type: ignore[attr-defined]
    assert list(found.frame.index) == ids
    assert found.frame["label"].loc["u7"] == "no_neighbour"
    assert found.frame["label"].loc["u4"] == "no_value"
    assert found.frame.loc[["u4", "u7"], ["p", "p_adjusted"]].isna().all(axis=None)
    assert (found.islands, found.missing, found.n, found.zero_units) == (("u7",), ("u4",), 6, 1)


@BOTH
def test_same_seed_gives_the_same_numbers(method: object) -> None:
    weights = queen(5, 5)
    values = values_of(weights, np.random.default_rng(3).poisson(1, 25))
    one, other = (
        METHODS[method.__name__](values, weights, np.random.default_rng(9)).frame  # type: ignore[attr-defined]
        for _ in range(2)
    )
    pd.testing.assert_frame_equal(one, other)


def test_caveats_name_zeros_few_units_and_few_permutations(rng: np.random.Generator) -> None:
    weights = queen(3, 3)
    mostly = values_of(weights, [4, 0, 0, 0, 1, 0, 0, 0, 0])
    found = getis_ord(mostly, weights, rng, permutations=99)
    assert found.caveats == ("mostly_zero", "few_units", "few_permutations")
    assert found.zero_units == 7
    large = queen(6, 6)
    assert getis_ord(values_of(large, np.arange(36)), large, rng).caveats == ()


@pytest.mark.parametrize("alpha", [0, 1, -0.1, float("nan")])
def test_level_outside_zero_and_one_is_refused(alpha: float, rng: np.random.Generator) -> None:
    weights = queen(3, 3)
    with pytest.raises(ParameterError) as error:
        local_moran(values_of(weights, np.arange(9)), weights, rng, alpha=alpha)
    assert [problem.code for problem in error.value.problems] == ["bad_alpha"]


def test_benjamini_hochberg_of_their_own_example() -> None:
    """Benjamini and Hochberg (1995), section 3.2: fifteen p-values; at 0.05 the four smallest are discoveries."""
    p = [
        0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590,
        1.0000,
    ]  # fmt: skip
    adjusted = benjamini_hochberg(p)
    assert (adjusted <= 0.05).sum() == 4
    assert adjusted[3] == pytest.approx(0.0095 * 15 / 4)


def test_missing_p_values_stay_missing_and_do_not_count() -> None:
    assert benjamini_hochberg([0.01, np.nan, 0.02]).tolist() == pytest.approx([0.02, np.nan, 0.02], nan_ok=True)
    assert np.isnan(benjamini_hochberg([np.nan])).all()
    assert benjamini_hochberg([]).tolist() == []
