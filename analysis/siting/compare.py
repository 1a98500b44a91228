"""A comparison computed from its whole state: the same steps on the page, in a briefing and wherever a file is opened.

In two steps, so that a weight can be moved without measuring the criteria anew.
"""

from __future__ import annotations

from collections.abc import Sequence

from analysis.siting.alternatives import Alternatives
from analysis.siting.comparison import Comparison, CriterionChoice
from analysis.siting.criteria import CRITERIA
from analysis.siting.criteria_table import CriteriaTable, criteria_table
from analysis.siting.criterion import Criterion
from analysis.siting.own_criteria import own_criteria
from analysis.siting.result import SiteAnswer, compare_alternatives, table_of, with_objective
from analysis.siting.settings import CriterionSettings
from analysis.siting.surroundings import Surroundings


def table_of_everything(alternatives: Alternatives, around: Surroundings, settings: CriterionSettings) -> CriteriaTable:
    """Return the raw values of every criterion, and of every column of numbers of the user's own.

    A column with the name of a criterion of the registry stands in its place.

    Raises
    ------
    ParameterError
        As in `criteria_table`.
    """
    numeric = [str(name) for name in alternatives.columns.select_dtypes("number").columns]
    own = own_criteria(alternatives.columns, dict.fromkeys(numeric, "max"))
    registry = (*own, *(one for one in CRITERIA if one.id not in numeric))
    return criteria_table(alternatives, around, criteria=registry, settings=settings)


def criteria_of_choices(choices: Sequence[CriterionChoice], own: Sequence[Criterion] = ()) -> list[Criterion]:
    """Return the criteria of these choices with their objectives.

    Parameters
    ----------
    choices
        One that neither the registry nor `own` knows, such as a column of another file, is passed over.
    own
        Further criteria; one with the name of a criterion of the registry stands in its place.
    """
    known = {one.id: one for one in (*CRITERIA, *own)}
    return [with_objective(known[one.id], one.objective, one.ideal) for one in choices if one.id in known]


def compare_by(comparison: Comparison, alternatives: Alternatives, table: CriteriaTable) -> SiteAnswer:
    """Return alternatives compared as the state of a comparison says.

    Parameters
    ----------
    comparison
        Which criteria, limits, value functions, weights and method.
    alternatives
        Those of the comparison, from `alternatives_of`.
    table
        Of these alternatives, from `table_of_everything`.

    Raises
    ------
    ParameterError
        As in `compare_alternatives`.
    """
    return compare_alternatives(
        alternatives,
        table_of(table, criteria_of_choices(comparison.criteria, table.criteria)),
        weighting=comparison.weighting,
        thresholds=comparison.thresholds,
        values=comparison.values,
        approach=comparison.approach,
        missing=comparison.missing,
    )
