"""A comparison computed from its state, in the steps that the page and a briefing share."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.siting.alternatives import from_table
from analysis.siting.compare import compare_by, criteria_of_choices, table_of_everything
from analysis.siting.comparison import Comparison, CriterionChoice
from analysis.siting.criteria import CRITERIA
from analysis.siting.settings import DEFAULT_SETTINGS
from analysis.siting.surroundings import Surroundings
from analysis.siting.thresholds import Threshold
from analysis.siting.weighting import Weighting

VALUES = pd.DataFrame(
    {"airport_m": [5.0, 1.0, 3.0], "cost": [10.0, 20.0, 99.0], "name": ["x", "y", "z"]}, index=["a", "b", "c"]
)


def test_a_column_of_the_users_own_stands_in_place_of_a_criterion(around: Surroundings) -> None:
    table = table_of_everything(from_table(VALUES), around, DEFAULT_SETTINGS)
    np.testing.assert_array_equal(table.raw["airport_m"], [5, 1, 3])
    assert [one.id for one in table.criteria if one.id in VALUES] == ["airport_m", "cost"]


def test_choices_keep_their_order_and_objective_and_unknown_ones_are_passed_over() -> None:
    choices = [CriterionChoice("seaport_m", "ideal", 9.0), CriterionChoice("gone"), CriterionChoice("airport_m", "max")]
    found = criteria_of_choices(choices)
    assert [(one.id, one.objective, one.ideal) for one in found] == [
        ("seaport_m", "ideal", 9.0),
        ("airport_m", "max", None),
    ]
    assert {one.id for one in found} < {one.id for one in CRITERIA}


def test_everything_in_the_state_counts(around: Surroundings) -> None:
    alternatives = from_table(VALUES)
    table = table_of_everything(alternatives, around, DEFAULT_SETTINGS)
    comparison = Comparison(
        criteria=(
            CriterionChoice("cost", "min", threshold=Threshold(maximum=50)),
            CriterionChoice("airport_m", "max"),
        ),
        weighting=Weighting("direct", (("cost", 1.0), ("airport_m", 3.0))),
        method="topsis",
    )
    answer = compare_by(comparison, alternatives, table)
    assert answer.weights == {"cost": 0.25, "airport_m": 0.75}
    assert answer.ranking.approach == comparison.approach
    assert answer.broken == ((), (), ("cost",))
    assert answer.ranking.winners == ("a",)
