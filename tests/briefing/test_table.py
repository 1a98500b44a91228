from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest

from briefing.table import Cell, Column, ColumnType, Table, shown

NAME, KM = Column("name", "名称"), Column("distance_km", "距离", "number", unit="公里", digits=1)


def test_heading_holds_the_unit() -> None:
    assert (NAME.heading, KM.heading) == ("名称", "距离 (公里)")


def test_nothing_is_rounded_in_the_data() -> None:
    table = Table("t", "表", (NAME, KM), (("甲", 1 / 3),))
    assert table.values("distance_km") == (1 / 3,)


def test_numpy_scalars_become_plain_and_what_is_not_finite_is_missing() -> None:
    rows: Any = (("甲", np.float64(2.5)), (None, np.nan), ("乙", np.int64(3)), ("丙", float("inf")))
    table = Table("t", "表", (NAME, KM), rows)
    assert table.values("distance_km") == (2.5, None, 3, None)
    assert [type(value) for value in table.values("distance_km")] == [float, type(None), int, type(None)]


@pytest.mark.parametrize(
    ("type_", "value"), [("text", 1), ("number", "1"), ("integer", 1.5), ("number", True), ("flag", 1), ("date", 2018)]
)
def test_cell_of_another_type_is_refused(type_: ColumnType, value: Cell) -> None:
    with pytest.raises(ValueError, match="of the column x"):
        Table("t", "表", (Column("x", "某", type_),), ((value,),))


def test_row_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="1 cells for 2"):
        Table("t", "表", (NAME, KM), (("甲",),))


def test_two_columns_of_one_id_are_refused() -> None:
    with pytest.raises(ValueError, match="two of the same id"):
        Table("t", "表", (NAME, NAME))


def test_only_keeps_these_columns_in_this_order() -> None:
    table = Table("t", "表", (NAME, KM), (("甲", 1.0),), ("注",)).only(["distance_km", "name"])
    assert table == Table("t", "表", (KM, NAME), ((1.0, "甲"),), ("注",))


@pytest.mark.parametrize(
    ("value", "column", "expected"),
    [
        (None, KM, "–"),
        (1234.56, KM, "1,234.6"),
        (-0.001, KM, "0.0"),
        (-0.05, Column("x", "x", "number", digits=2), "-0.05"),
        (0.1234567, Column("x", "x", "number"), "0.123457"),
        (0.256, Column("x", "x", "percent", digits=1), "25.6"),
        (12345, Column("x", "x", "integer"), "12,345"),
        (2018, Column("x", "x", "year"), "2018"),
        (True, Column("x", "x", "flag"), "✓"),
        (date(2026, 3, 1), Column("x", "x", "date"), "2026-03-01"),
        ("2018-07", Column("x", "x", "date"), "2018-07"),
    ],
)
def test_shown_rounds_to_the_digits_of_the_column(value: Cell, column: Column, expected: str) -> None:
    assert shown(value, column) == expected
