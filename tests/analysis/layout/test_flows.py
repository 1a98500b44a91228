from __future__ import annotations

from math import inf, nan

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import ParameterError
from analysis.examples.flows import table
from analysis.layout.flows import (
    DECAY_PARAMETERS,
    DECAY_RANGES,
    breaking_point,
    decay_parameter,
    gravity,
    gravity_matrix,
    radiation,
    radiation_matrix,
    without_mass,
)
from tests.analysis.layout.cells import cells
from tests.analysis.layout.test_travel import codes

MINUTES = table([[0, 30, 60], [30, 0, 45], [60, 45, 0]])
MASSES = pd.Series({"a": 10.0, "b": 20.0, "c": 30.0})


def test_gravity_by_power_by_hand() -> None:
    found = gravity(MASSES, MINUTES)
    expected = [[0, 200 / 900, 300 / 3600], [200 / 900, 0, 600 / 2025], [300 / 3600, 600 / 2025, 0]]
    assert found.to_numpy() == pytest.approx(np.array(expected))
    assert list(found.index) == list(found.columns) == ["a", "b", "c"]


def test_gravity_by_half_minutes_by_hand() -> None:
    found = gravity(MASSES, MINUTES, decay="exponential", parameter=30, constant=2)
    assert cells(found, "a") == pytest.approx([0, 2 * 200 / 2, 2 * 300 / 4])


def test_twice_the_minutes_quarter_the_flow() -> None:
    assert (gravity(MASSES, 2 * MINUTES) * 4).to_numpy() == pytest.approx(gravity(MASSES, MINUTES).to_numpy())


def test_cities_without_a_way_have_no_flow() -> None:
    apart = table([[0, inf], [inf, 0]])
    for decay in ("power", "exponential"):
        assert not gravity(MASSES, apart, decay=decay).to_numpy().any()
    assert not radiation(MASSES, apart).to_numpy().any()


def test_less_than_a_minute_counts_as_one() -> None:
    assert gravity(MASSES, table([[0, 0], [0, 0]])).loc["a", "b"] == 200


@pytest.mark.parametrize("mass", [0.0, nan])
def test_a_city_without_mass_has_no_flow_and_is_named(mass: float) -> None:
    masses = MASSES.copy()
    masses["b"] = mass
    for found in (gravity(masses, MINUTES), radiation(masses, MINUTES)):
        assert not found["b"].any()
        assert not found.loc["b"].any()
        assert cells(found, "a", "c")[0] > 0
    assert without_mass(masses, MINUTES) == ("b",)


def test_a_city_that_the_masses_do_not_know_has_none() -> None:
    assert without_mass(MASSES.drop("c"), MINUTES) == ("c",)
    assert not gravity(MASSES.drop("c"), MINUTES)["c"].any()


def test_radiation_by_hand() -> None:
    """Simini et al. (2012), equation 2, with what a city sends out in proportion to its mass."""
    found = radiation(MASSES, MINUTES)
    assert found.loc["a", "b"] == pytest.approx(10 * 10 * 20 / (10 * 30))
    assert found.loc["a", "c"] == pytest.approx(10 * 10 * 30 / (30 * 60))
    assert found.loc["b", "c"] == pytest.approx(20 * 20 * 30 / (30 * 60))
    assert found.loc["c", "a"] == pytest.approx(30 * 30 * 10 / (50 * 60))


def test_equally_far_cities_share_one_destination_by_mass() -> None:
    found = radiation(MASSES, table([[0, 30, 30], [30, 0, 45], [30, 45, 0]])).loc["a"]
    assert found["b"] + found["c"] == pytest.approx(10 * 50 / 60)
    assert found["c"] / found["b"] == pytest.approx(30 / 20)


def square(values: list[float], size: int) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    minutes = np.zeros((size, size))
    minutes[np.triu_indices(size, 1)] = values
    return minutes + minutes.T


@given(st.integers(2, 6), st.data())
def test_what_radiates_from_a_city_sums_to_its_finite_size_share(size: int, data: st.DataObject) -> None:
    pairs = size * (size - 1) // 2
    minutes = square(data.draw(st.lists(st.sampled_from([5.0, 10, 20, 40]), min_size=pairs, max_size=pairs)), size)
    masses = np.array(data.draw(st.lists(st.integers(1, 99), min_size=size, max_size=size)), dtype=float)
    sent = radiation_matrix(masses, minutes).sum(axis=1)
    assert sent == pytest.approx(masses * (1 - masses / masses.sum()))


@given(st.integers(2, 6), st.data())
def test_gravity_is_symmetric_and_order_does_not_matter(size: int, data: st.DataObject) -> None:
    pairs = size * (size - 1) // 2
    minutes = square(data.draw(st.lists(st.floats(1, 300), min_size=pairs, max_size=pairs)), size)
    masses = np.array(data.draw(st.lists(st.floats(0, 1e8), min_size=size, max_size=size)))
    order = np.array(data.draw(st.permutations(range(size))))
    for matrix in (
        gravity_matrix(masses, minutes, decay="power", parameter=1.5),
        gravity_matrix(masses, minutes, decay="exponential", parameter=45),
    ):
        assert (matrix == matrix.T).all()
    plain = radiation_matrix(masses, minutes)
    moved = radiation_matrix(masses[order], minutes[np.ix_(order, order)])
    assert moved == pytest.approx(plain[np.ix_(order, order)])


def test_all_problems_of_masses_and_minutes_are_listed_at_once() -> None:
    masses = pd.Series({"a": -1.0, "b": inf, "c": 3.0})
    minutes = table([[0, -30, 60], [-30, 0, 45], [61, 45, 0]])
    for model in (gravity, radiation):
        with pytest.raises(ParameterError) as error:
            model(masses, minutes)
        assert codes(error) == ["bad_minutes", "bad_minutes", "asymmetric_minutes", "bad_mass", "bad_mass"]


@pytest.mark.parametrize("parameter", [0.0, -1.0, nan, inf])
def test_a_decay_needs_a_parameter_above_zero(parameter: float) -> None:
    with pytest.raises(ParameterError) as error:
        gravity(MASSES, MINUTES, parameter=parameter)
    assert codes(error) == ["bad_decay"]


def test_an_unknown_decay_is_refused() -> None:
    with pytest.raises(ParameterError) as error:
        gravity(MASSES, MINUTES, decay="linear")  # type: ignore[arg-type]  # wrong on purpose
    assert codes(error) == ["unknown_choice"]


def test_the_stated_ranges_hold_the_stated_defaults() -> None:
    assert decay_parameter("power") == 2
    assert decay_parameter("exponential") == 60
    assert all(DECAY_PARAMETERS[decay] in values for decay, values in DECAY_RANGES.items())


def test_no_city_and_one_city_have_no_flow() -> None:
    assert gravity(MASSES, table([[0]])).to_numpy().tolist() == [[0]]
    assert radiation(MASSES, table([[0]])).to_numpy().tolist() == [[0]]
    assert gravity(MASSES, pd.DataFrame()).empty
    assert radiation(MASSES, pd.DataFrame()).empty


def test_breaking_point_of_converse() -> None:
    """Converse (1949): 80 km / (1 + sqrt(1/2)) from the larger."""
    assert breaking_point(400_000, 200_000, 80) == pytest.approx(46.862915, abs=5e-7)


@given(st.floats(1, 1e8), st.floats(1, 1e8), st.floats(0, 1e4))
def test_the_two_breaking_points_meet(one: float, other: float, distance: float) -> None:
    assert breaking_point(one, other, distance) + breaking_point(other, one, distance) == pytest.approx(distance)


def test_equal_cities_break_half_way() -> None:
    assert breaking_point(5, 5, 10) == 5


def test_gravity_pulls_equally_hard_from_both_at_the_breaking_point() -> None:
    from_a = breaking_point(400_000, 200_000, 80)
    assert 400_000 / from_a**2 == pytest.approx(200_000 / (80 - from_a) ** 2)


def test_all_problems_of_a_breaking_point_are_listed_at_once() -> None:
    with pytest.raises(ParameterError) as error:
        breaking_point(0, nan, -1)
    assert codes(error) == ["bad_mass", "bad_mass", "out_of_range"]
