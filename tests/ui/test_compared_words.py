"""What a comparison is said to show: equal alternatives, near and far reversals."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.siting.alternatives import from_table
from analysis.siting.compare import compare_by, table_of_everything
from analysis.siting.comparison import Comparison, CriterionChoice
from analysis.siting.result import SiteAnswer, safety_of_winner
from analysis.siting.safety import Robustness
from analysis.siting.settings import DEFAULT_SETTINGS
from analysis.siting.surroundings import surroundings_of
from analysis.siting.weighting import Weighting
from tests.analysis.invented import make_study
from ui.compared_words import winner_words
from ui.text import Text


def compared(values: dict[str, list[float]], **weights: float) -> tuple[SiteAnswer, Robustness]:
    around = surroundings_of(make_study())
    alternatives = from_table(pd.DataFrame(values, index=list("abc")))
    comparison = Comparison(
        criteria=tuple(CriterionChoice(name) for name in values),
        weighting=Weighting("direct", tuple(weights.items())) if weights else Weighting(),
    )
    answer = compare_by(comparison, alternatives, table_of_everything(alternatives, around, DEFAULT_SETTINGS))
    return answer, safety_of_winner(answer, around, np.random.default_rng(0), draws=50)


def words(values: dict[str, list[float]], **weights: float) -> list[str]:
    return winner_words(*compared(values, **weights), str, Text("en"))


def test_equal_alternatives_have_no_winner_and_no_runner_up() -> None:
    assert words({"cost": [1, 1, 1]}) == [
        "All 3 compared score the same: these criteria and weights do not tell them apart.",
        "The same for all, and so without effect: cost.",
    ]


def test_two_equal_winners_of_three_are_both_named() -> None:
    first, second, *_ = words({"cost": [2, 2, 1]})
    assert first == "a comes first among 3 compared (weighted sum, score 1)."
    assert second == "Equal to it: b."


@pytest.mark.parametrize(("weight", "said"), [(60.0, "The nearest reversal"), (99.0, "No small change of one weight")])
def test_a_reversal_is_called_near_or_far_by_the_change_of_weight(weight: float, said: str) -> None:
    found = words({"jobs": [2, 1, 0], "land": [0, 2, 1]}, jobs=weight, land=100 - weight)
    assert any(sentence.startswith(said) for sentence in found), found


def test_no_reversal_is_said_where_one_dominates() -> None:
    assert "It stays first whatever any one weight is." in words({"jobs": [2, 1, 0], "land": [2, 1, 0]})
