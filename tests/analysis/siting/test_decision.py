from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import ParameterError
from analysis.siting.approach import Approach, Preference, approaches
from analysis.siting.decision import LIBRARY_ROWS, competition_ranks, rank, scores
from analysis.siting.matrix import DecisionMatrix, decision_matrix
from analysis.siting.reference import library_scores
from tests.analysis.siting.decision_cases import (
    AIRCRAFT,
    AIRCRAFT_WEIGHTS,
    ALL,
    LINEAR,
    SIX_SITES,
    SIX_SITES_WEIGHTS,
    TURNED,
    codes,
    label,
    matrices,
    problem_of,
    weights_for,
)

every_approach = pytest.mark.parametrize("approach", ALL, ids=label)


def test_topsis_of_the_fighter_aircraft() -> None:
    """Hwang and Yoon (1981), section 3.3, with vector normalisation."""
    found = rank(AIRCRAFT, AIRCRAFT_WEIGHTS, Approach("topsis", "vector"))
    assert found.score.tolist() == pytest.approx([0.643277, 0.268384, 0.613542, 0.312291], abs=1e-6)
    assert found.rank.tolist() == [1, 4, 2, 3]
    assert found.winners == ("A1",)


def test_topsis_distances_of_the_fighter_aircraft() -> None:
    """Hwang and Yoon (1981), section 3.3: separation measures."""
    found = rank(AIRCRAFT, AIRCRAFT_WEIGHTS, Approach("topsis", "vector")).details
    assert found["distance_to_best"].tolist() == pytest.approx([0.0545, 0.1197, 0.0580, 0.1009], abs=1e-4)
    assert found["distance_to_worst"].tolist() == pytest.approx([0.0983, 0.0439, 0.0920, 0.0458], abs=1e-4)


def test_vikor_of_the_mountain_climb() -> None:
    """Opricovic and Tzeng (2004), section 4: three routes by risk and altitude, v = 0.5."""
    found = rank(problem_of([[1, 3000], [2, 3750], [5, 4500]], ["min", "max"]), [1, 1], Approach("vikor"))
    assert found.details["sum_of_losses"].tolist() == pytest.approx([0.5, 0.375, 0.5])
    assert found.details["largest_loss"].tolist() == pytest.approx([0.5, 0.25, 0.5])
    assert found.score.tolist() == pytest.approx([1, 0, 1])
    assert found.details["compromise"].tolist() == [False, True, False]
    assert found.rank.tolist() == [2, 1, 2]


def test_vikor_of_six_sites() -> None:
    """Papathanasiou and Ploskas (2018), Multiple Criteria Decision Aid, chapter 2, with v = 0.625."""
    found = rank(SIX_SITES, SIX_SITES_WEIGHTS, Approach("vikor", majority=0.625))
    assert found.score.tolist() == pytest.approx([0.640, 1, 0.693, 0.271, 0, 0.694], abs=5e-4)


def test_promethee_of_six_sites() -> None:
    """Papathanasiou and Ploskas (2018), chapter 3: linear preference, indifference 1 and preference 2 throughout."""
    linear = Preference("linear", dict.fromkeys(SIX_SITES.criteria, 1.0), dict.fromkeys(SIX_SITES.criteria, 2.0))
    found = rank(SIX_SITES, SIX_SITES_WEIGHTS, Approach("promethee2", preference=linear))
    assert found.score.tolist() == pytest.approx([-0.26, -0.52, -0.22, 0.36, 0.70, -0.06], abs=5e-3)
    assert (found.details["leaving_flow"] - found.details["entering_flow"]).tolist() == pytest.approx(found.score)


def test_weighted_sum_by_hand() -> None:
    found = rank(problem_of([[0, 8], [5, 4], [10, 0]], ["max", "min"]), [3, 1], Approach("weighted_sum", "minmax"))
    assert found.score.tolist() == pytest.approx([0, 0.5, 1])
    assert found.weights == pytest.approx([0.75, 0.25])


@pytest.mark.parametrize("method", ["weighted_sum", "topsis"])
def test_normalisation_can_change_the_winner(method: Any) -> None:
    """By hand: on (1, 3), (2, 4), (4, 3) the weighted sum by minmax is 0, 2/3, 1/2; by vector c leads b."""
    winners = {one: rank(TURNED, [1, 1], Approach(method, one)).winners for one in ("minmax", "vector")}
    assert winners == {"minmax": ("b",), "vector": ("c",)}
    assert rank(TURNED, [1, 1]).score.tolist() == pytest.approx([0, 2 / 3, 1 / 2])


@every_approach
@settings(max_examples=30)
@given(st.data())
def test_the_loops_and_the_library_give_the_same_numbers(approach: Approach, data: st.DataObject) -> None:
    table = data.draw(matrices())
    weights = np.array(data.draw(weights_for(table)))
    library = library_scores(table, weights / weights.sum(), approach)
    ours = scores(table, weights, approach)
    assert rank(table, weights, approach).score.to_numpy() == pytest.approx(ours, abs=1e-9)
    if library is not None and approach.method != "vikor":
        assert library == pytest.approx(ours, abs=1e-9)


@every_approach
def test_the_loops_and_the_library_agree_on_a_thousand_rows(approach: Approach, rng: np.random.Generator) -> None:
    values = np.exp(rng.normal(0, 2, (1000, 6)))
    values[:, 2], values[:, 4] = np.round(values[:, 2]) + 1, 7
    table = problem_of(values, ["max", "min", "max", "min", "max", "min"])
    weights = rng.dirichlet(np.ones(6))
    library = library_scores(table, weights, approach)
    assert library is not None
    assert len(table.alternatives) > LIBRARY_ROWS
    assert scores(table, weights, approach) == pytest.approx(library, abs=1e-9)
    assert rank(table, weights, approach).score.to_numpy() == pytest.approx(library, abs=1e-9)


@every_approach
def test_the_loops_keep_their_digits_far_from_zero(approach: Approach, rng: np.random.Generator) -> None:
    table = problem_of(4e6 + rng.uniform(0, 10, (300, 4)), ["max", "min", "max", "min"])
    library = library_scores(table, np.full(4, 0.25), approach)
    assert library is not None
    assert scores(table, np.ones(4), approach) == pytest.approx(library, abs=1e-9)


@every_approach
def test_long_grids_are_scored_in_blocks_with_progress(approach: Approach, rng: np.random.Generator) -> None:
    table = problem_of(rng.uniform(1, 9, (150_000, 2)), ["max", "min"])
    told: list[float] = []
    found = scores(table, [1, 2], approach, progress=told.append)
    assert told[-1] == 1
    assert told == sorted(told)
    if approach.normalisation != "none":
        some = [0, 65_535, 65_536, 149_999]
        extremes = [int(place) for column in table.values.T for place in (column.argmin(), column.argmax())]
        assert np.isfinite(found[some + extremes]).all()
    assert found.shape == (150_000,)


@every_approach
def test_a_constant_criterion_contributes_nothing(approach: Approach) -> None:
    found = rank(problem_of([[1, 5, 2], [2, 5, 1], [4, 5, 3]]), [1, 8, 1], approach)
    assert found.constant == ("c2",)
    assert found.contributions is not None
    assert np.abs(found.contributions["c2"]).max() == 0


@every_approach
@pytest.mark.parametrize("table", [problem_of([[3, 7]]), problem_of([[3, 7], [3, 7], [3, 7]])])
def test_one_alternative_and_equal_ones_all_come_first(approach: Approach, table: DecisionMatrix) -> None:
    found = rank(table, [1, 2], approach)
    assert found.score.tolist() == [0.0] * len(table.alternatives)
    assert found.rank.tolist() == [1] * len(table.alternatives)
    assert found.winners == tuple(table.alternatives)


@every_approach
def test_two_alternatives_of_which_one_dominates(approach: Approach) -> None:
    assert rank(problem_of([[1, 5], [9, 9]]), [1, 1], approach).winners == ("b",)


def test_vikor_with_equal_regrets_leaves_that_term_out() -> None:
    found = rank(problem_of([[0, 10, 5], [10, 0, 7]]), [0.4, 0.4, 0.2], Approach("vikor"))
    assert found.details["largest_loss"].tolist() == pytest.approx([0.4, 0.4])
    assert found.score.tolist() == pytest.approx([0.5, 0])


@pytest.mark.parametrize(
    ("values", "compromise"),
    [
        ([[5, 8, 4], [7, 6, 8], [8, 8, 6], [7, 4, 6]], [False, True, True, False]),
        ([[4, 4, 4], [7, 6, 8], [8, 8, 6], [6, 8, 8]], [False, True, True, True]),
    ],
)
def test_the_compromise_holds_all_that_are_close_to_the_first(values: Any, compromise: list[bool]) -> None:
    """Conditions of Opricovic and Tzeng (2004), p. 448; worked in the tests of scikit-criteria (VIKOR)."""
    found = rank(problem_of(values), [0.3, 0.4, 0.3], Approach("vikor"))
    assert found.details["compromise"].tolist() == compromise


def test_a_first_that_is_best_in_neither_sum_nor_regret_shares_the_compromise_with_the_second() -> None:
    """Opricovic and Tzeng (2004), p. 448: acceptable advantage without acceptable stability."""
    table = problem_of([[0, 0, 8], [7, 4, 0], [0, 4, 6], [5, 1, 0], [0, 9, 7], [5, 1, 1]])
    found = rank(table, [0.4, 0.3, 0.3], Approach("vikor"))
    first_two = found.score.sort_values().iloc[:2]
    assert first_two.iloc[1] - first_two.iloc[0] > 1 / 5
    assert found.details["sum_of_losses"].idxmin() == "e"
    assert found.details["largest_loss"].idxmin() == "f"
    assert list(first_two.index) == ["b", "f"]
    assert list(found.details.index[found.details["compromise"]]) == ["b", "f"]


def test_the_first_alone_is_the_compromise_if_it_leads_and_is_best_in_one() -> None:
    found = rank(problem_of([[9, 9], [1, 2], [2, 1]]), [1, 1], Approach("vikor"))
    assert found.details["compromise"].tolist() == [True, False, False]


@every_approach
@settings(max_examples=30)
@given(st.data())
def test_raising_a_value_never_lowers_its_rank_below_a_dominated_one(approach: Approach, data: st.DataObject) -> None:
    """An alternative at least as good everywhere as another never scores worse."""
    table = data.draw(matrices())
    weights = data.draw(weights_for(table))
    found = scores(table, weights, approach)
    gains = np.where(table.maximised, table.values, -table.values)
    for one in range(len(gains)):
        ahead = (gains[one] >= gains).all(axis=1)
        worse = found[one] - found if approach.lower_is_better else found - found[one]
        assert (worse[ahead] <= 1e-9).all()


@every_approach
@settings(max_examples=30)
@given(st.data())
def test_only_proportions_of_weights_count(approach: Approach, data: st.DataObject) -> None:
    table = data.draw(matrices())
    weights = np.array(data.draw(weights_for(table)))
    assert scores(table, 37 * weights, approach) == pytest.approx(scores(table, weights, approach), abs=1e-12)


def test_equal_scores_share_the_best_of_their_ranks() -> None:
    assert competition_ranks(np.array([0.5, 0.9, 0.5, 0.1])).tolist() == [2, 1, 2, 4]
    assert competition_ranks(np.array([0.5, 0.9, 0.5, 0.1]), lower_is_better=True).tolist() == [2, 4, 2, 1]
    assert competition_ranks(np.array([0.1 + 0.2, 0.3])).tolist() == [1, 1]
    assert competition_ranks(np.zeros(0)).tolist() == []


def test_every_result_names_its_normalisation() -> None:
    assert [Approach(method).normalisation for method in ("weighted_sum", "topsis", "vikor", "promethee2")] == [
        "minmax", "vector", "minmax", "none",
    ]  # fmt: skip
    assert rank(TURNED, [1, 1]).approach.normalisation == "minmax"
    assert len({(one.method, one.normalisation) for one in approaches()}) == 8


@pytest.mark.parametrize(
    ("method", "normalisation", "majority", "function", "expected"),
    [
        ("electre", "", 0.5, "usual", ["unknown_choice"]),
        ("topsis", "log", 0.5, "usual", ["unknown_choice"]),
        ("promethee2", "minmax", 0.5, "gaussian", ["unknown_choice"] * 2),
        ("vikor", "sum", 1.1, "usual", ["unknown_choice", "bad_majority"]),
        ("vikor", "", float("nan"), "usual", ["bad_majority"]),
    ],
)
def test_an_approach_that_does_not_exist_is_refused(
    method: Any, normalisation: Any, majority: float, function: Any, expected: list[str]
) -> None:
    with pytest.raises(ParameterError) as error:
        Approach(method, normalisation, majority, Preference(function))
    assert codes(error) == expected


@pytest.mark.parametrize(
    ("weights", "expected"),
    [
        ([1], ["weights_shape"]),
        ([[1, 1]], ["weights_shape"]),
        ([0, 0], ["weights_all_zero"]),
        ([-1, float("nan")], ["bad_weight"] * 2),
    ],
)
def test_bad_weights_are_refused(weights: Any, expected: list[str]) -> None:
    with pytest.raises(ParameterError) as error:
        scores(TURNED, weights)
    assert codes(error) == expected


@pytest.mark.parametrize(
    ("indifference", "threshold"),
    [({}, {}), ({"c1": 2}, {"c1": 2, "c2": 1}), ({"c1": -1}, {"c1": 2, "c2": float("inf")})],
)
def test_thresholds_that_do_not_go_together_are_refused(indifference: Any, threshold: Any) -> None:
    approach = Approach("promethee2", preference=Preference("linear", indifference, threshold))
    for compute in (scores, rank):
        with pytest.raises(ParameterError) as error:
            compute(TURNED, [1, 1], approach)
        assert set(codes(error)) == {"bad_threshold"}


def test_normalisation_by_the_sum_names_every_criterion_that_it_cannot_take() -> None:
    table = problem_of([[-1, 0, 0, 1], [2, 3, 3, 1]], ["max", "min", "max", "min"])
    for method in ("weighted_sum", "topsis"):
        with pytest.raises(ParameterError) as error:
            scores(table, np.ones(4), Approach(method, "sum"))
        assert [one.where for one in error.value.problems] == ["c1", "c2"]


def test_vector_normalisation_survives_tiny_values() -> None:
    tiny, plain = problem_of([[1e-200], [3e-200]]), problem_of([[1], [3]])
    for method in ("weighted_sum", "topsis"):
        approach = Approach(method, "vector")
        assert scores(tiny, [1], approach) == pytest.approx(scores(plain, [1], approach))


def test_contributions_are_left_to_the_asker_on_a_grid(rng: np.random.Generator) -> None:
    table = decision_matrix([str(i) for i in range(10_001)], ["x"], rng.uniform(size=(10_001, 1)), objectives=["max"])
    assert rank(table, [1]).contributions is None


@every_approach
@settings(max_examples=30)
@given(st.data())
def test_contributions_add_up(approach: Approach, data: st.DataObject) -> None:
    table = data.draw(matrices())
    found = rank(table, data.draw(weights_for(table)), approach)
    assert found.contributions is not None
    total = found.contributions.sum(axis=1)
    advantage = -found.score if approach.lower_is_better else found.score
    if approach.lower_is_better:
        total, advantage = total - total.iloc[0], advantage - advantage.iloc[0]
    assert total.tolist() == pytest.approx(advantage.tolist(), abs=1e-7)


def test_linear_preference_up_to_the_range_is_the_weighted_sum() -> None:
    """With no indifference and the range as threshold, net flow is n / (n - 1) times the lead over the mean sum."""
    spans = {name: float(np.ptp(SIX_SITES.values[:, place])) for place, name in enumerate(SIX_SITES.criteria)}
    flows = scores(SIX_SITES, SIX_SITES_WEIGHTS, Approach("promethee2", preference=Preference("linear", {}, spans)))
    sums = scores(SIX_SITES, SIX_SITES_WEIGHTS)
    assert flows == pytest.approx(6 / 5 * (sums - sums.mean()))


def test_linear_differs_from_usual() -> None:
    assert Approach("promethee2") != LINEAR
    assert scores(SIX_SITES, SIX_SITES_WEIGHTS, LINEAR) != pytest.approx(
        scores(SIX_SITES, SIX_SITES_WEIGHTS, Approach("promethee2"))
    )


@pytest.mark.parametrize("method", ["weighted_sum", "topsis"])
def test_a_zero_among_shares_of_the_sum_is_computed_without_the_library(method: str) -> None:
    """The library takes positive values only; a criterion to maximise may be zero."""
    table = problem_of(np.array([[0.0, 1.0], [2.0, 3.0], [1.0, 1.0]]), ["max", "max"])
    chosen = Approach(method, "sum")  # type: ignore[arg-type]
    assert library_scores(table, np.array([0.5, 0.5]), chosen) is None
    assert rank(table, [1, 1], chosen).score.to_numpy() == pytest.approx(scores(table, [1, 1], chosen))
