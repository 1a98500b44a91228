"""Any JSON is a comparison or a list of problems: valid files with parts of them replaced by anything, and floods."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import ParameterError
from analysis.siting.comparison import Comparison
from analysis.siting.comparison_json import from_json, to_json
from analysis.siting.plain_values import LONGEST_TEXT, MOST_TOLD
from tests.analysis.siting.test_comparison_file import comparisons, plain

LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=10),
    st.sampled_from([10**400, -(2**70), 1e308, "NaN", "__proto__", "\ud800", "layer", "picked", "linear"]),
)
ANYTHING = st.recursive(
    LEAVES,
    lambda one: (
        st.lists(one, max_size=3)
        | st.dictionaries(st.sampled_from(["kind", "id", "point", "cells", "\ud800", "x"]), one, max_size=3)
    ),
    max_leaves=6,
)
Place = tuple[str | int, ...]


def places(value: Any, start: Place = ()) -> Iterator[Place]:
    """Yield the way to every part of a value."""
    yield start
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in parts:
        yield from places(part, (*start, key))


def put(value: Any, place: Place, new: Any) -> Any:
    """Return a value with one of its parts replaced."""
    if not place:
        return new
    copy: Any = dict(value) if isinstance(value, dict) else list(value)
    copy[place[0]] = put(copy[place[0]], place[1:], new)
    return copy


def words(error: ParameterError) -> str:
    """Return everything that the problems hold of the file."""
    return " ".join(f"{one.where} {' '.join(map(str, one.values.values()))}" for one in error.problems)


@given(comparisons(), st.data())
@settings(max_examples=150, deadline=None)
def test_any_part_replaced_by_anything_is_a_comparison_or_problems(comparison: Comparison, data: Any) -> None:
    value = json.loads(to_json(comparison))
    for _ in range(data.draw(st.integers(1, 3))):
        value = put(value, data.draw(st.sampled_from(list(places(value)))), data.draw(ANYTHING))
    try:
        found = from_json(json.dumps(value))
    except ParameterError as error:
        found = None
        words(error).encode()
    assert found is None or from_json(to_json(found)) == found


@given(ANYTHING)
@settings(max_examples=100, deadline=None)
def test_anything_is_a_comparison_or_problems(value: Any) -> None:
    with pytest.raises(ParameterError) as caught:
        from_json(json.dumps(value))
    assert caught.value.problems


@given(st.text(max_size=80))
def test_any_text_is_problems(text: str) -> None:
    with pytest.raises(ParameterError):
        from_json(text)


def test_key_that_stands_twice_among_very_many_is_found_at_once() -> None:
    """Looking for it key by key would take the square of their number: hours for a file within the limit."""
    keys = ",".join(f'"{n}":1' for n in range(400_000))
    with pytest.raises(ParameterError) as caught:
        from_json(f'{{{keys},"399999":1}}')
    assert [(one.code, one.values["value"], one.values["count"]) for one in caught.value.problems] == [
        ("duplicate_id", "399999", 2)
    ]


def test_half_a_character_in_a_key_can_be_told() -> None:
    for text in ('{"\\ud800": 1, "\\ud800": 1}', plain(**{"\ud800": 1})):
        with pytest.raises(ParameterError) as caught:
            from_json(text)
        assert b"?" in words(caught.value).encode()


def test_flood_of_what_is_wrong_is_told_in_part() -> None:
    cell: dict[str, Any] = {"id": "x", "point": None, "polygons": [], "uncertainty_m": None, "cells": [[]] * 50}
    table = {"kind": "table", "name": "t", "columns": ["a"] * 50, "sites": [cell] * 5_000}
    for text in (plain(alternatives=table), plain(**{str(n): 1 for n in range(10_000)})):
        with pytest.raises(ParameterError) as caught:
            from_json(text)
        assert len(caught.value.problems) == MOST_TOLD
        assert all(len(str(value)) <= LONGEST_TEXT for one in caught.value.problems for value in one.values.values())
