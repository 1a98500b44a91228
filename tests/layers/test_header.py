"""Which row of a table holds the names of its columns."""

from __future__ import annotations

import pytest

from layers.header import Header, found_header, in_short

TITLE: list[str | None] = ["2025 年储备用地一览表", None, None, None]
NAMES: list[str | None] = ["名称", "经度", "纬度", "备注"]
ROW: list[str | None] = ["甲地块", "113.4", "23.1", None]
COMPLETE = ("名称", "经度", "纬度", "备注")


def test_names_of_the_first_row_stay_where_they_are() -> None:
    assert found_header([NAMES, ROW]) == Header(1, 1, COMPLETE)


def test_a_title_and_notes_above_the_names_are_passed_over() -> None:
    rows: list[list[str | None]] = [TITLE, ["填报单位：", None, None, "2025-11-01"], [None] * 4, NAMES, ROW, ROW]
    assert found_header(rows) == Header(4, 4, COMPLETE)


def test_a_row_of_numbers_is_never_the_names() -> None:
    assert found_header([["甲", None, None, None], [*ROW[:3], "1,200"], NAMES]) == Header(1, 1, ("甲", "", "", ""))


def test_two_rows_are_read_together_where_only_both_name_the_position() -> None:
    rows: list[list[str | None]] = [["名称", "坐标", None, "备注"], [None, "经度", "纬度", None], ROW]
    assert found_header(rows) == Header(1, 2, COMPLETE)


def test_a_first_row_of_words_is_not_read_into_names_that_are_complete() -> None:
    rows: list[list[str | None]] = [NAMES, ["甲地块", "东", "北", "x"]]
    assert found_header(rows) == Header(1, 1, COMPLETE)


@pytest.mark.parametrize(("row", "expected"), [(1, 1), (2, 2), (3, 3), (99, 3)])
def test_the_row_that_the_user_chose_is_taken(row: int, expected: int) -> None:
    found = found_header([["a", "b"], ["c", "d"], ["e", "f"]], row=row)
    assert found is not None
    assert found.row == expected


def test_a_table_without_rows_has_no_names() -> None:
    assert found_header([]) is None


def test_a_table_of_one_column_begins_with_its_name() -> None:
    assert found_header([["名称"], ["甲"], ["乙"]]) == Header(1, 1, ("名称",))


def test_rows_are_told_in_short() -> None:
    assert in_short([["a", None, "b" * 30], list("cdefghi")]) == [f"a | {'b' * 23}…", "c | d | e | f | g | h | …"]
