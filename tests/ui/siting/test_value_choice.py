"""Value functions on the page: how each kind starts, changes, is typed, drawn, and what is refused."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import ParameterError
from analysis.siting.comparison import CriterionChoice
from analysis.siting.comparison_json import MOST_POINTS
from analysis.siting.thresholds import Threshold
from analysis.siting.value import Breakpoints, Gaussian, Linear, Logistic, Step
from ui.siting.shown import Shown
from ui.siting.value_choice import (
    KINDS,
    against_objective,
    changed,
    curve,
    default_function,
    kind_of,
    points_from,
    points_text,
    started,
    within,
)
from ui.siting.value_functions import plot
from ui.text import Text

TenTownships = Callable[..., Shown]
VALUES = np.array([10.0, 20.0, np.nan, 40.0])
MORE, LESS = CriterionChoice("x", "max"), CriterionChoice("x", "min")


@pytest.mark.parametrize("kind", KINDS[1:])
@pytest.mark.parametrize("choice", [MORE, LESS, CriterionChoice("x", "ideal", 25.0)])
@pytest.mark.parametrize("values", [VALUES, np.array([7.0, 7.0]), np.zeros(0), np.array([1e6 + 1, 1e6 + 2])])
def test_every_kind_starts_from_any_values(kind: str, choice: CriterionChoice, values: np.ndarray) -> None:
    value = started(kind, choice, values)
    assert kind_of(value) == kind
    frame = curve(value, values)
    assert frame["worth"].between(0, 1).all()
    assert frame["x"].is_monotonic_increasing


@pytest.mark.parametrize("kind", ["linear", "step", "logistic", "breakpoints"])
def test_a_kind_starts_in_the_direction_of_the_objective(kind: str) -> None:
    for choice in (MORE, LESS):
        value = started(kind, choice, VALUES)
        assert value is not None
        assert value.direction == choice.objective


def test_the_default_is_no_function_and_draws_the_line_over_what_is_compared() -> None:
    assert started("default", MORE, VALUES) is None
    limited = CriterionChoice("x", "min", threshold=Threshold(None, 30.0))
    kept = within(limited, VALUES)
    assert kept.tolist() == [True, True, False, False]
    assert default_function(limited, VALUES, kept) == Linear(20.0, 10.0)
    assert default_function(MORE, np.array([5.0, 5.0]), np.array([True, True])) is None


def test_one_parameter_changes_and_the_others_stay() -> None:
    assert changed(Linear(0, 10), best=20.0) == Linear(0, 20)
    assert changed(Logistic(5, 1, "min"), scale=2.0) == Logistic(5, 2, "min")
    assert changed(Step(5, "max"), sense="min") == Step(5, "min")


@pytest.mark.parametrize(
    ("value", "numbers", "code"),
    [
        (Linear(0, 10), {"best": 0.0}, "value_ends_equal"),
        (Gaussian(0, 1), {"spread": 0.0}, "value_not_positive"),
        (Logistic(0, 1), {"scale": -1.0}, "value_not_positive"),
        (Step(0), {"threshold": np.inf}, "value_function_not_finite"),
    ],
)
def test_a_bad_parameter_is_refused(
    value: Linear | Gaussian | Logistic | Step, numbers: dict[str, float], code: str
) -> None:
    with pytest.raises(ParameterError) as caught:
        changed(value, **numbers)
    assert [problem.code for problem in caught.value.problems] == [code]


@pytest.mark.parametrize(
    "typed", ["0: 1, 30: 0.5, 60: 0", "0：1，30：0.5，60：0", "0:1;30:.5;60:0", " 0 :1 \n 30: 0.5\n60:0,"]
)
def test_breakpoints_are_read_however_they_are_typed(typed: str) -> None:
    assert points_from(typed) == Breakpoints((0, 30, 60), (1, 0.5, 0))


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "breakpoints_uneven"),
        ("0: 1", "breakpoints_uneven"),
        ("0: 1, 5", "breakpoints_typed"),
        ("a: 1, 5: 0", "breakpoints_typed"),
        ("5: 1, 0: 0", "breakpoints_unordered"),
        ("0: 0, 5: 2", "out_of_range"),
        ("0: 0, nan: 1", "value_function_not_finite"),
    ],
)
def test_what_is_wrong_with_typed_breakpoints_is_told(typed: str, code: str) -> None:
    with pytest.raises(ParameterError) as caught:
        points_from(typed)
    assert code in [problem.code for problem in caught.value.problems]


@given(st.lists(st.tuples(st.integers(-1000, 1000), st.integers(0, 100)), min_size=2, unique_by=lambda pair: pair[0]))
def test_breakpoints_come_back_as_typed(pairs: list[tuple[int, int]]) -> None:
    ordered = sorted(pairs)
    value = Breakpoints(tuple(at / 8 for at, _ in ordered), tuple(worth / 100 for _, worth in ordered))
    assert points_from(points_text(value)) == value


def test_a_step_is_drawn_upright() -> None:
    frame = curve(Step(25.0), VALUES)
    left, right = frame.loc[frame["worth"] == 0, "x"].max(), frame.loc[frame["worth"] == 1, "x"].min()
    assert right - left < 1e-9


def test_the_plot_takes_in_values_limits_and_parameters() -> None:
    x = curve(Linear(0, 100), VALUES, [120.0])["x"]
    assert x.min() < 0
    assert x.max() > 120


def test_a_function_against_the_objective_is_noticed() -> None:
    assert against_objective(CriterionChoice("x", "min", value=Linear(0, 1)))
    assert not against_objective(CriterionChoice("x", "max", value=Linear(0, 1)))
    assert not against_objective(CriterionChoice("x", "max", value=Gaussian(0, 1)))
    assert not against_objective(MORE)


@pytest.mark.parametrize("kind", KINDS)
def test_the_plot_shows_line_alternatives_and_limits(kind: str) -> None:
    choice = CriterionChoice("x", "max", value=started(kind, MORE, VALUES), threshold=Threshold(15.0, None))
    spec = plot(choice, VALUES, "km", Text("en")).to_dict()
    line, ticks, rules = spec["layer"]
    data = {key: len(rows) for key, rows in spec["datasets"].items()}
    assert data[line["data"]["name"]] > 100
    assert data[ticks["data"]["name"]] == 3
    assert data[rules["data"]["name"]] == 1
    assert line["encoding"]["x"]["title"] == "km"


def test_a_value_function_changes_what_is_compared(ten_townships: TenTownships) -> None:
    plain = ten_townships()
    criteria = tuple(
        CriterionChoice(one.id, one.objective, one.ideal, Step(20.0, "min") if one.id == "rail_minutes" else None)
        for one in plain.comparison.criteria
    )
    shown = ten_townships(criteria=criteria)
    column = list(shown.answer.matrix.criteria).index("rail_minutes")
    assert set(shown.answer.matrix.values[:, column]) == {0.0, 1.0}


@given(st.text(max_size=40) | st.text("0123456789.,:;-+e naif，：；、", max_size=40))
def test_any_text_is_breakpoints_or_problems(typed: str) -> None:
    try:
        found = points_from(typed)
    except ParameterError:
        return
    assert found.at == tuple(sorted(found.at))
    assert all(0 <= worth <= 1 for worth in found.worth)


def test_more_points_than_a_comparison_keeps_are_one_problem() -> None:
    with pytest.raises(ParameterError) as caught:
        points_from(", ".join(f"{n}: 0" for n in range(MOST_POINTS + 1)))
    assert [(one.code, one.values["allowed"]) for one in caught.value.problems] == [("too_long", MOST_POINTS)]
    with pytest.raises(ParameterError) as caught:
        points_from("x," * 100_000)
    assert len(caught.value.problems) == 1
