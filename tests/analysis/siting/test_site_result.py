"""Alternatives compared as a whole: what is weighed, what is excluded, which weights are used."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.errors import ParameterError
from analysis.siting.alternatives import Alternatives, from_points, from_table
from analysis.siting.approach import Approach
from analysis.siting.criteria import CRITERIA
from analysis.siting.criteria_table import CriteriaTable, criteria_table
from analysis.siting.decision import rank
from analysis.siting.matrix import decision_matrix
from analysis.siting.own_criteria import own_criteria
from analysis.siting.result import compare_alternatives, safety_of_winner, table_of, with_objective
from analysis.siting.surroundings import Surroundings
from analysis.siting.thresholds import Threshold
from analysis.siting.value import Gaussian, Linear, Step, ValueFunction
from analysis.siting.weighting import AhpMember, Weighting
from tests.analysis.siting.whole import metres

VALUES = pd.DataFrame(
    {"jobs": [10.0, 20.0, 30.0], "cost": [1.0, 3.0, 5.0], "slope": [2.0, 4.0, 9.0]}, index=["a", "b", "c"]
)


def own(values: pd.DataFrame, around: Surroundings, **objectives: str) -> tuple[Alternatives, CriteriaTable]:
    alternatives = from_table(values)
    wanted = {str(name): objectives.get(str(name), "max") for name in values}
    criteria = own_criteria(alternatives.columns, wanted)  # type: ignore[arg-type]  # of the allowed ones
    return alternatives, criteria_table(alternatives, around, criteria=criteria)


def test_it_ranks_as_the_matrix_does(around: Surroundings) -> None:
    alternatives, table = own(VALUES, around, cost="min")
    answer = compare_alternatives(alternatives, table)
    names = ["jobs", "cost", "slope"]
    matrix = decision_matrix(list("abc"), names, VALUES.to_numpy(), objectives=["max", "min", "max"])
    expected = rank(matrix, [1, 1, 1])
    pd.testing.assert_series_equal(answer.ranking.score, expected.score, check_index_type=False, check_names=False)
    assert answer.weights == pytest.approx(dict.fromkeys(VALUES, 1 / 3))
    assert [one.id for one in answer.used] == list(VALUES)


def test_limits_exclude_before_anything_is_weighed(around: Surroundings) -> None:
    alternatives, table = own(VALUES, around)
    answer = compare_alternatives(alternatives, table, thresholds={"slope": Threshold(maximum=5), "none": Threshold(1)})
    assert answer.broken == ((), (), ("slope",))
    assert list(answer.ranking.score.index) == ["a", "b"]
    assert answer.thresholds == {"slope": Threshold(maximum=5)}


def test_a_value_function_decides_what_raw_values_are_worth(around: Surroundings) -> None:
    alternatives, table = own(VALUES, around)
    values: dict[str, ValueFunction] = {"jobs": Step(15, "min"), "slope": Gaussian(2, 1)}
    answer = compare_alternatives(alternatives, table, values=values, weighting=direct(jobs=1, slope=1, cost=0))
    matrix = answer.matrix
    assert [matrix.row(place)[0] for place in range(3)] == [1, 0, 0]
    np.testing.assert_allclose([matrix.row(place)[2] for place in range(3)], np.exp(-0.5 * np.array([0, 4, 49])))
    assert answer.ranking.winners == ("a",)
    assert set(answer.matrix.objectives) == {"max"}


def test_a_falling_line_over_all_values_ranks_as_less_is_better(around: Surroundings) -> None:
    alternatives, table = own(VALUES, around, cost="min")
    falling = compare_alternatives(alternatives, table, values={"cost": Linear(5, 1)})
    plain = compare_alternatives(alternatives, table)
    np.testing.assert_allclose(falling.ranking.score, plain.ranking.score)


def test_limits_look_at_raw_values_where_there_is_a_value_function(around: Surroundings) -> None:
    alternatives, table = own(VALUES, around)
    limits, values = {"cost": Threshold(minimum=2)}, {"cost": Linear(5, 1)}
    answer = compare_alternatives(alternatives, table, thresholds=limits, values=values)
    assert list(answer.ranking.score.index) == ["b", "c"]


def test_an_objective_can_be_changed_without_computing_anew(around: Surroundings) -> None:
    alternatives, table = own(VALUES, around)
    turned = [with_objective(one, "ideal", 4.0) if one.id == "slope" else one for one in table.criteria]
    answer = compare_alternatives(alternatives, table_of(table, turned[2:]))
    assert answer.ranking.winners == ("b",)
    assert answer.ideals == {"slope": 4.0}


def test_an_empty_criterion_is_left_out_or_refused_as_wanted(around: Surroundings) -> None:
    alternatives, table = own(VALUES.assign(empty=np.nan), around)
    assert compare_alternatives(alternatives, table).left_out == {"empty": "no_value"}
    with pytest.raises(ParameterError, match="criterion_without_values"):
        compare_alternatives(alternatives, table, keep_empty=True)


def test_nothing_to_compare_by_and_nothing_within_limits_are_told(around: Surroundings) -> None:
    alternatives, table = own(VALUES, around)
    with pytest.raises(ParameterError, match="no_criterion"):
        compare_alternatives(alternatives, table_of(table, []))
    with pytest.raises(ParameterError, match="no_alternative_within_limits"):
        compare_alternatives(alternatives, table, thresholds={"jobs": Threshold(minimum=100)})


def test_those_within_the_limits_without_any_value_are_told_apart_from_an_empty_criterion(around: Surroundings) -> None:
    alternatives, table = own(VALUES.assign(cost=[10.0, np.nan, 30.0]), around)
    with pytest.raises(ParameterError) as caught:
        compare_alternatives(alternatives, table, thresholds={"cost": Threshold(maximum=5)})
    assert [(one.code, one.where, dict(one.values)) for one in caught.value.problems] == [
        ("no_value_within_limits", "cost", {"n": 1})
    ]


def direct(**weights: float) -> Weighting:
    return Weighting("direct", tuple(weights.items()))


@pytest.mark.parametrize("kind", ["equal", "entropy", "critic"])
def test_weights_of_each_kind_sum_to_1(around: Surroundings, kind: str) -> None:
    alternatives, table = own(VALUES, around)
    answer = compare_alternatives(alternatives, table, weighting=Weighting(kind))  # type: ignore[arg-type]  # allowed
    assert sum(answer.weights.values()) == pytest.approx(1)
    assert answer.ahp is None


def test_direct_weights_may_name_more_than_is_compared_but_not_less(around: Surroundings) -> None:
    alternatives, table = own(VALUES, around)
    answer = compare_alternatives(alternatives, table, weighting=direct(jobs=2, cost=1, slope=1, other=9))
    assert answer.weights == pytest.approx({"jobs": 0.5, "cost": 0.25, "slope": 0.25})
    with pytest.raises(ParameterError, match="weight_missing"):
        compare_alternatives(alternatives, table, weighting=direct(jobs=2))
    with pytest.raises(ParameterError, match="weights_all_zero"):
        compare_alternatives(alternatives, table, weighting=direct(jobs=0, cost=0, slope=0))


def test_comparisons_of_more_criteria_are_cut_to_those_compared(around: Surroundings) -> None:
    alternatives, table = own(VALUES[["jobs", "cost"]], around)
    names = ("cost", "slope", "jobs")
    matrix = ((1.0, 1.0, 3.0), (1.0, 1.0, 1.0), (1 / 3, 1.0, 1.0))
    answer = compare_alternatives(
        alternatives, table, weighting=Weighting("ahp", members=(AhpMember("", names, matrix),))
    )
    assert answer.weights == pytest.approx({"jobs": 0.25, "cost": 0.75})
    assert answer.ahp is not None


def test_an_unknown_kind_of_weights_and_comparisons_out_of_shape_are_told(around: Surroundings) -> None:
    alternatives, table = own(VALUES, around)
    with pytest.raises(ParameterError, match="unknown_choice"):
        compare_alternatives(alternatives, table, weighting=Weighting("guess"))  # type: ignore[arg-type]  # is tested
    member = AhpMember("m", ("jobs", "cost", "slope"), ((1.0,),))
    with pytest.raises(ParameterError, match="comparisons_shape"):
        compare_alternatives(alternatives, table, weighting=Weighting("ahp", members=(member,)))
    member = AhpMember("m", ("jobs",), ((1.0,),))
    with pytest.raises(ParameterError, match="weight_missing"):
        compare_alternatives(alternatives, table, weighting=Weighting("ahp", members=(member,)))


def test_one_alternative_comes_first(around: Surroundings) -> None:
    alternatives, table = own(VALUES.iloc[:1], around)
    assert compare_alternatives(alternatives, table).ranking.winners == ("a",)


@pytest.mark.parametrize("method", ["weighted_sum", "topsis", "vikor", "promethee2"])
def test_the_winner_is_tested_with_positions_redrawn(around: Surroundings, method: str) -> None:
    alternatives = from_points(metres([[5_000, 5_000], [25_000, 6_000], [45_000, 30_000]]), list("abc"))
    table = criteria_table(alternatives, around, criteria=CRITERIA, chosen=["rail_minutes", "agglomeration"])
    answer = compare_alternatives(
        alternatives,
        table,
        approach=Approach(method),  # type: ignore[arg-type]  # one of them
        values={"rail_minutes": Linear(60, 0)},
    )
    found = safety_of_winner(answer, around, np.random.default_rng(1), draws=50)
    assert found.safety.winner == answer.ranking.winners[0]
    assert found.by_position is not None
    assert found.by_position.sum() >= 1


def test_own_columns_have_no_position_to_redraw(around: Surroundings) -> None:
    alternatives, table = own(VALUES, around)
    answer = compare_alternatives(alternatives, table)
    assert safety_of_winner(answer, around, np.random.default_rng(1), draws=50).by_position is None
