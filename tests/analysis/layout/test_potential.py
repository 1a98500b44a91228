from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import ParameterError
from analysis.layout.potential import Normalisation, drawn_values, normalise, potential

CITIES = pd.Index(["a", "b", "c"], name="city")
FRAME = pd.DataFrame({"people": [0.0, 9.0, 99.0], "output": [2.0, 4.0, 3.0]}, index=CITIES)
NORMALISATIONS: tuple[Normalisation, ...] = ("log_minmax", "minmax", "rank")

number = st.floats(0, 1e9)
table = st.lists(st.tuples(number, number), min_size=1, max_size=8)


def framed(rows: list[tuple[float, float]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["people", "output"], index=[f"city {place}" for place in range(len(rows))])


def codes(error: pytest.ExceptionInfo[ParameterError]) -> list[str]:
    return [problem.code for problem in error.value.problems]


def test_each_normalisation_by_hand() -> None:
    """log10 of 1, 10 and 100 is 0, 1 and 2."""
    assert normalise(FRAME, "minmax")["people"].tolist() == pytest.approx([0, 9 / 99, 1])
    assert normalise(FRAME, "log_minmax")["people"].tolist() == pytest.approx([0, 0.5, 1])
    assert normalise(FRAME, "rank")["output"].tolist() == [0, 1, 0.5]


def test_equal_ranks_share_the_mean_of_their_places() -> None:
    found = normalise(pd.DataFrame({"x": [1.0, 2, 2, 3]}), "rank")["x"]
    assert found.tolist() == pytest.approx([0, 0.5, 0.5, 1])


def test_the_normalisation_can_change_the_order() -> None:
    """b leads by the logarithm, whose people count half; c leads by plain min-max, where they hardly count."""
    frame = pd.DataFrame({"people": [0.0, 9, 99], "output": [0.0, 10, 6]}, index=CITIES)
    assert potential(frame, normalisation="log_minmax").value.tolist() == pytest.approx(
        [0, 0.75, 0.5 + math.log(7) / math.log(11) / 2]
    )
    assert potential(frame, normalisation="minmax").value.tolist() == pytest.approx([0, 0.5 + 1 / 22, 0.8])
    assert potential(frame, normalisation="minmax").normalisation == "minmax"


def test_contributions_are_weights_times_normalised_values() -> None:
    found = potential(FRAME, weights={"people": 1, "output": 3}, normalisation="minmax")
    assert found.weights.to_dict() == {"people": 0.25, "output": 0.75}
    assert found.contributions.to_numpy()[2].tolist() == pytest.approx([0.25, 0.375])
    assert found.value.to_dict() == pytest.approx({"a": 0, "b": 0.25 / 11 + 0.75, "c": 0.625})


def test_a_constant_indicator_scores_zero_and_is_named() -> None:
    found = potential(FRAME.assign(same=5.0))
    assert found.normalised["same"].tolist() == [0, 0, 0]
    assert found.constant == ("same",)


@pytest.mark.parametrize("normalisation", NORMALISATIONS)
def test_one_city_alone_has_nothing_to_be_compared_with(normalisation: Normalisation) -> None:
    found = potential(FRAME.iloc[:1], normalisation=normalisation)
    assert found.value.tolist() == [0]
    assert found.constant == ("people", "output")


def test_a_missing_value_leaves_the_weight_to_the_others_and_is_named() -> None:
    found = potential(FRAME.assign(output=[2.0, np.nan, 3.0]), normalisation="minmax")
    assert found.value["b"] == pytest.approx(9 / 99)
    assert math.isnan(found.contributions["output"]["b"])
    assert found.incomplete == {"b": ("output",)}


def test_an_indicator_known_nowhere_is_left_out_and_may_still_have_a_weight() -> None:
    found = potential(FRAME.assign(parks=np.nan), weights={"people": 1, "output": 1, "parks": 5})
    assert found.left_out == {"parks": "no_data"}
    assert found.weights.to_dict() == {"people": 0.5, "output": 0.5}


def test_a_city_of_which_nothing_is_known_has_no_value() -> None:
    frame = FRAME.copy()
    frame.loc["b"] = np.nan
    assert potential(frame).value.isna().tolist() == [False, True, False]


def test_no_city_or_no_indicator_gives_an_index_without_values() -> None:
    assert potential(FRAME.iloc[:0]).value.empty
    assert potential(FRAME[[]]).value.isna().all()


def test_a_zero_is_allowed_under_the_logarithm_and_a_negative_value_is_not() -> None:
    with pytest.raises(ParameterError) as error:
        normalise(pd.DataFrame({"x": [-1.0, 2], "y": [np.inf, 1]}), "log_minmax")
    assert codes(error) == ["out_of_range", "out_of_range"]
    assert normalise(pd.DataFrame({"x": [-1.0, 2]}), "minmax")["x"].tolist() == [0, 1]


def test_unknown_normalisations_and_weights_are_refused() -> None:
    with pytest.raises(ParameterError, match="unknown_choice"):
        potential(FRAME, normalisation="zscore")  # type: ignore[arg-type]  # what is tested
    with pytest.raises(ParameterError, match="unknown_component"):
        potential(FRAME, weights={"wealth": 1})
    with pytest.raises(ParameterError, match="weights_all_zero"):
        potential(FRAME, weights={"people": 0, "output": 0})


@given(table, st.sampled_from(NORMALISATIONS))
def test_the_index_stays_on_its_scale_and_is_the_sum_of_its_parts(
    rows: list[tuple[float, float]], normalisation: Normalisation
) -> None:
    found = potential(framed(rows), normalisation=normalisation)
    assert found.value.between(0, 1).all()
    assert found.normalised.min().min() == 0
    assert found.contributions.sum(axis=1).tolist() == pytest.approx(found.value.tolist())


@given(table, st.sampled_from(NORMALISATIONS), st.floats(0, 1e6))
def test_raising_an_indicator_of_the_leading_city_never_lowers_it(
    rows: list[tuple[float, float]], normalisation: Normalisation, more: float
) -> None:
    frame = framed(rows)
    leader = str(frame["people"].idxmax())
    raised = frame.assign(people=frame["people"] + more * (frame.index == leader))
    before, after = (potential(one, normalisation=normalisation).value[leader] for one in (frame, raised))
    assert after >= before - 1e-9


@given(table, st.sampled_from(("minmax", "rank")), st.sampled_from((0.25, 2.0, 1024.0)))
def test_the_unit_does_not_matter_to_min_max_and_ranks(
    rows: list[tuple[float, float]], normalisation: Normalisation, factor: float
) -> None:
    """Factors that are powers of two, so that rounding parts no equal numbers."""
    frame = framed(rows).round()
    one, other = potential(frame, normalisation=normalisation), potential(frame * factor, normalisation=normalisation)
    assert one.value.tolist() == pytest.approx(other.value.tolist())


def test_values_under_many_weights_are_those_of_each() -> None:
    frame = FRAME.assign(output=[2.0, np.nan, 3.0])
    weights = np.array([[1.0, 0.0], [0.25, 0.75], [0.0, 1.0]])
    found = drawn_values(normalise(frame), weights)
    for row, (people, output) in zip(found, weights, strict=True):
        expected = potential(frame, weights={"people": people, "output": output}).value
        assert row == pytest.approx(expected.to_numpy(), nan_ok=True)
