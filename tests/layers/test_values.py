from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers.values import MAX_SHOWN_LENGTH, MISSING, convert, shown


@pytest.mark.parametrize(
    ("value", "kind", "expected"),
    [
        ("5", "number", 5.0),
        (5, "number", 5.0),
        ("5.0", "integer", 5),
        ("true", "flag", True),
        (False, "flag", False),
        (["a"], "texts", ["a"]),
        ([{"a": 1}], "records", [{"a": 1}]),
        ("", "number", None),
        (None, "text", None),
    ],
)
def test_value_takes_its_type(value: object, kind: str, expected: object) -> None:
    assert convert(value, kind) == expected  # type: ignore[arg-type]  # kinds are plain texts here


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("five", "number"),
        (True, "number"),
        ("nan", "number"),
        ("inf", "number"),
        ("5.5", "integer"),
        ("yes", "flag"),
        (1, "flag"),
        ("a", "texts"),
        ([1], "texts"),
        (["a"], "records"),
        (5, "text"),
    ],
)
def test_value_of_another_type_is_not_guessed(value: object, kind: str) -> None:
    assert convert(value, kind) is MISSING  # type: ignore[arg-type]  # kinds are plain texts here


@given(st.text())
def test_shown_value_is_one_short_printable_line(value: str) -> None:
    text = shown(value)
    assert len(text) <= MAX_SHOWN_LENGTH
    assert text.isprintable() or text == ""
