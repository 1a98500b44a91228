"""A field's values: from what a file holds to what the catalogue says, and as a message shows them."""

from __future__ import annotations

import math
import re
import unicodedata
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:  # the catalogue brings pandas with it, which the reading process does without
    from layers.catalog import FieldType

MISSING: Final = object()
"""What `convert` returns for a value that is not of its type."""

MAX_SHOWN_LENGTH: Final = 60
MAX_INTEGER: Final = 2**53
"""Whole numbers beyond this are not exact in JSON."""

_DATE: Final = re.compile(r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$", re.ASCII)


def convert(value: Any, kind: FieldType) -> Any:  # noqa: ANN401 - a JSON value goes in, a typed one comes out
    """Return the value in its type, None for an absent one, `MISSING` for one that does not fit.

    Text of a table is read as a number or a flag where the catalogue says so; nothing else is guessed.
    """
    if value is None or value == "":
        return None
    return _CONVERTERS[kind](value)


def has_broken_characters(value: object) -> bool:
    """Return whether a text, or any text in a list, holds control characters or halves of characters.

    Line breaks and tabs are welcome. The rest cannot be written to a file or shown, and has no place in a name.
    """
    texts = value if isinstance(value, list) else [value]
    return any(
        unicodedata.category(character) in ("Cc", "Cs") and character not in "\n\t"
        for text in texts
        if isinstance(text, str)
        for character in text
    )


def shown(value: object) -> str:
    """Return a value as a message shows it: one line, control characters visible, cut at 60 characters."""
    text = value if isinstance(value, str) else repr(value)
    text = "".join(character if character.isprintable() else f"\\x{ord(character):02x}" for character in text)
    return text if len(text) <= MAX_SHOWN_LENGTH else text[: MAX_SHOWN_LENGTH - 1] + "…"


def _text(value: Any) -> Any:  # noqa: ANN401 - as `convert`
    return value if isinstance(value, str) else MISSING


def _number(value: Any) -> Any:  # noqa: ANN401 - as `convert`
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return MISSING
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return MISSING
    return number if math.isfinite(number) else MISSING


def _integer(value: Any) -> Any:  # noqa: ANN401 - as `convert`
    number = _number(value)
    return int(number) if number is not MISSING and number == int(number) and abs(number) <= MAX_INTEGER else MISSING


def _flag(value: Any) -> Any:  # noqa: ANN401 - as `convert`
    if isinstance(value, bool):
        return value
    return {"true": True, "false": False}.get(value, MISSING) if isinstance(value, str) else MISSING


def _date(value: Any) -> Any:  # noqa: ANN401 - as `convert`
    return value if isinstance(value, str) and _DATE.match(value) else MISSING


def _texts(value: Any) -> Any:  # noqa: ANN401 - as `convert`
    return value if isinstance(value, list) and all(isinstance(part, str) for part in value) else MISSING


def _records(value: Any) -> Any:  # noqa: ANN401 - as `convert`
    return value if isinstance(value, list) and all(isinstance(part, dict) for part in value) else MISSING


_CONVERTERS: Final = {
    "text": _text,
    "number": _number,
    "integer": _integer,
    "flag": _flag,
    "date": _date,
    "texts": _texts,
    "records": _records,
}
