"""The live sheet gives our numbers, follows a changed weight, and says so where the method is another one."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from analysis.siting.approach import Approach
from analysis.siting.decision import rank
from analysis.siting.matrix import decision_matrix
from analysis.siting.value import Breakpoints, Gaussian, Linear, Logistic, Step, ValueFunction
from briefing.comparison import ComparedAlternative, ComparedCriterion, Comparison
from briefing.comparison_sheet import LIVE_ROWS, NORMALISATIONS
from briefing.table import Column, Table
from briefing.workbook import write_workbook
from tests.briefing.given import about
from tests.briefing.spreadsheet import Sheet, read_workbook
from ui.briefing.words import file_words
from ui.text import Text

WORDS = file_words(Text("en"))
OBJECTIVES: tuple[Any, ...] = ("max", "min", 4.0)
WEIGHTS = (0.5, 0.3, 0.2)
VALUES = np.random.default_rng(7).uniform(1, 9, size=(8, 3))
TABLE = Table("comparison", "Comparison", (Column("id", "Id"),), (("a",),))


def comparison(
    *,
    approach: Approach | None = None,
    values: Any = VALUES,
    objectives: tuple[Any, ...] = OBJECTIVES,
    functions: dict[int, ValueFunction] | None = None,
    missing: tuple[tuple[int, int], ...] = (),
) -> Comparison:
    """Return a comparison with the numbers of `analysis.siting.decision.rank`."""
    chosen, given = approach or Approach(), functions or {}
    counted = np.array(values, dtype=float)
    for place, function in given.items():
        counted[:, place] = function(counted[:, place])
    for row, place in missing:
        counted[row, place] = np.nan
    names = [f"a{row}" for row in range(len(counted))]
    criteria = [f"c{place}" for place in range(counted.shape[1])]
    asked: list[Any] = ["max" if place in given else one for place, one in enumerate(objectives)]
    matrix = decision_matrix(names, criteria, counted, objectives=asked, missing="worst")
    ranking = rank(matrix, WEIGHTS[: len(criteria)], chosen)
    return Comparison(
        method=chosen.method,
        normalisation=str(chosen.normalisation),
        words=chosen.method,
        criteria=tuple(_criterion(name, place, objectives[place], given) for place, name in enumerate(criteria)),
        alternatives=tuple(
            ComparedAlternative(
                id=name,
                name="",
                raw=tuple(
                    None if (row, place) in missing else float(values[row][place]) for place in range(len(criteria))
                ),
                score=float(ranking.score[name]),
                rank=int(ranking.rank[name]),
                filled=tuple((place, float(matrix.values[row, place])) for r, place in missing if r == row),
            )
            for row, name in enumerate(names)
        ),
        notes=("note",),
    )


def _criterion(name: str, place: int, objective: Any, functions: dict[int, ValueFunction]) -> ComparedCriterion:
    ideal = None if isinstance(objective, str) or place in functions else float(objective)
    kind: Any = objective if isinstance(objective, str) else "max" if place in functions else "ideal"
    return ComparedCriterion(name, name, "m", kind, ideal, WEIGHTS[place], functions.get(place))


def sheet_of(found: Comparison, folder: Path) -> Sheet:
    write_workbook(folder / "b.xlsx", [TABLE], about(), words=WORDS, comparison=found)
    return read_workbook(folder / "b.xlsx")["Comparison"]


def rows_of(sheet: Sheet, found: Comparison) -> dict[str, int]:
    """Return the row of each alternative."""
    return {one.id: int(sheet.find(one.id)[1:]) for one in found.alternatives}


def results(sheet: Sheet, found: Comparison, *, computed: bool) -> dict[str, tuple[float, float]]:
    """Return score and rank of each alternative, computed anew or as they were written."""
    read = sheet.compute if computed else sheet.values.__getitem__
    return {name: (read(f"C{row}"), read(f"D{row}")) for name, row in rows_of(sheet, found).items()}


def assert_ours(sheet: Sheet, found: Comparison) -> None:
    for computed in (True, False):
        got = results(sheet, found, computed=computed)
        for one in found.compared:
            assert got[one.id][0] == pytest.approx(one.score, abs=1e-9)
            assert got[one.id][1] == one.rank
    for address in sheet.formulas:
        assert sheet.compute(address) == pytest.approx(sheet.values[address], abs=1e-12)


@pytest.mark.parametrize("normalisation", NORMALISATIONS)
def test_formulas_and_their_kept_values_are_our_numbers(normalisation: Any, tmp_path: Path) -> None:
    found = comparison(approach=Approach("weighted_sum", normalisation))
    sheet = sheet_of(found, tmp_path)
    assert_ours(sheet, found)
    assert sum(address[0] in "CD" for address in sheet.formulas) == 2 * len(found.compared)


@pytest.mark.parametrize(
    "function",
    [
        Linear(8, 2),
        Step(5),
        Step(5, "min"),
        Gaussian(5, 1.5),
        Logistic(5, 0.7),
        Logistic(5, 0.7, "min"),
        Breakpoints((2, 4, 5, 8), (0, 1, 0.5, 0.2)),
    ],
)
def test_value_functions_are_computed_on_the_sheet(function: ValueFunction, tmp_path: Path) -> None:
    found = comparison(functions={1: function})
    assert_ours(sheet_of(found, tmp_path), found)


def test_changed_weight_changes_scores_and_ranks_as_our_method_does(tmp_path: Path) -> None:
    found = comparison(objectives=("max", "min", "min"))
    sheet = sheet_of(found, tmp_path)
    weight_row = int(sheet.find(WORDS["weight"])[1:])
    weights = {column: value for column, value in sheet.row(weight_row).items() if column != "A"}
    assert list(weights.values()) == [50, 30, 20]
    for column, value in zip(weights, (1, 0, 7), strict=True):
        sheet.changed(f"{column}{weight_row}", value)
    matrix = decision_matrix([f"a{n}" for n in range(8)], ["x", "y", "z"], VALUES, objectives=["max", "min", "min"])
    expected = rank(matrix, (1, 0, 7))
    got = results(sheet, found, computed=True)
    assert {name: one[0] for name, one in got.items()} == pytest.approx(expected.score.to_dict(), abs=1e-9)
    assert {name: one[1] for name, one in got.items()} == expected.rank.to_dict()
    assert expected.rank.to_dict() != {one.id: one.rank for one in found.alternatives}


def test_all_weights_zero_score_zero_and_break_nothing(tmp_path: Path) -> None:
    found = comparison()
    sheet = sheet_of(found, tmp_path)
    row = int(sheet.find(WORDS["weight"])[1:])
    for column in [column for column in sheet.row(row) if column != "A"]:
        sheet.changed(f"{column}{row}", 0)
    assert set(results(sheet, found, computed=True).values()) == {(0.0, 1.0)}


def test_equal_alternatives_share_a_rank_and_a_constant_criterion_adds_nothing(tmp_path: Path) -> None:
    values = np.array([[1, 5, 3], [1, 5, 3], [1, 9, 3], [1, 2, 3]])
    found = comparison(values=values, objectives=("max", "max", "max"))
    assert [one.rank for one in found.alternatives] == [2, 2, 1, 4]
    assert_ours(sheet_of(found, tmp_path), found)


def test_one_alternative_alone_ranks_first(tmp_path: Path) -> None:
    found = comparison(values=VALUES[:1])
    assert_ours(sheet_of(found, tmp_path), found)


def test_missing_value_takes_the_worst_as_our_policy_does_and_stays_empty_among_the_raw_values(tmp_path: Path) -> None:
    found = comparison(missing=((2, 0), (3, 2)))
    sheet = sheet_of(found, tmp_path)
    assert_ours(sheet, found)
    row = rows_of(sheet, found)["a2"]
    assert "F" not in sheet.row(row)  # the first criterion's raw value
    assert WORDS["filled"] in sheet.values.values()


@pytest.mark.parametrize("method", ["topsis", "vikor", "promethee2"])
def test_another_method_is_named_and_its_results_stand_beside(method: Any, tmp_path: Path) -> None:
    found = comparison(approach=Approach(method))
    sheet = sheet_of(found, tmp_path)
    assert WORDS["other_method"].format(method=method) in sheet.values.values()
    for one in found.compared:
        row = rows_of(sheet, found)[one.id]
        assert (sheet.values[f"E{row}"], sheet.values[f"F{row}"]) == (pytest.approx(one.score, abs=1e-12), one.rank)
        assert f"E{row}" not in sheet.formulas


def test_excluded_alternatives_stand_below_with_their_reason_and_without_a_rank(tmp_path: Path) -> None:
    base = comparison()
    out = ComparedAlternative("out", "Far away", (1.0, None, 100.0), None, None, "too far")
    found = Comparison(base.method, base.normalisation, base.words, base.criteria, (out, *base.alternatives))
    sheet = sheet_of(found, tmp_path)
    assert_ours(sheet, base)
    row = int(sheet.find("out")[1:])
    assert row == 1 + max(rows_of(sheet, base).values())
    assert f"C{row}" not in sheet.values
    assert "too far" in sheet.row(row).values()


def test_very_many_alternatives_have_values_and_no_formulas(tmp_path: Path) -> None:
    values = np.random.default_rng(0).uniform(size=(LIVE_ROWS + 1, 1))
    found = comparison(values=values, objectives=("max",))
    sheet = sheet_of(found, tmp_path)
    assert sheet.formulas == {}
    assert WORDS["not_live"].format(limit=f"{LIVE_ROWS:,}") in sheet.values.values()
    assert sheet.values[f"D{rows_of(sheet, found)[found.compared[0].id]}"] == 1


def test_weights_may_be_typed_as_numbers_from_zero_up_only(tmp_path: Path) -> None:
    sheet = sheet_of(comparison(), tmp_path)
    assert re.search(r'<dataValidation type="decimal" operator="greaterThanOrEqual"', sheet.xml)


def test_ids_that_look_like_formulas_are_text(tmp_path: Path) -> None:
    base = comparison()
    first, *rest = base.alternatives
    bad = ComparedAlternative("=1+1", "@SUM(A1)", first.raw, first.score, first.rank)
    sheet = sheet_of(Comparison(base.method, base.normalisation, base.words, base.criteria, (bad, *rest)), tmp_path)
    assert sheet.find("=1+1") not in sheet.formulas
    assert sheet.find("@SUM(A1)") not in sheet.formulas
