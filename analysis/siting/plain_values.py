"""Reading plain values, as JSON holds them, into typed ones: strict, and telling of all that is wrong at once."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

from analysis.errors import ParameterError, Problem

Made = TypeVar("Made")

LONGEST_TEXT: Final = 200
"""Characters of a name or an id."""

MOST_TOLD: Final = 100
"""So many problems are kept at most: a hostile file must not make a message of a million lines."""

_SHOWN: Final = 60


def read_json(text: str, *, where: str, longest: int) -> Any:  # noqa: ANN401 - whatever JSON holds
    """Return what a JSON text holds; a number that is not one (NaN) and a key that stands twice are problems.

    Raises
    ------
    ParameterError
        ``too_long``, ``not_json``, ``nested_too_deep``, ``duplicate_id`` for a key, ``wrong_type``.
    """
    if len(text) > longest:
        raise ParameterError(Problem("too_long", where, {"n": len(text), "allowed": longest}))

    def no_number(name: str) -> float:
        raise ParameterError(Problem("wrong_type", where, {"field": "number", "value": name, "type": "number"}))

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            twice, count = Counter(name for name, _ in pairs).most_common(1)[0]
            values: dict[str, str | float] = {"field": "key", "value": _shown(twice), "count": count}
            raise ParameterError(Problem("duplicate_id", where, values))
        return found

    try:
        return json.loads(text, parse_constant=no_number, object_pairs_hook=unique)
    except json.JSONDecodeError as error:
        raise ParameterError(Problem("not_json", where, {"line": error.lineno, "column": error.colno})) from error
    except RecursionError as error:
        raise ParameterError(Problem("nested_too_deep", where)) from error
    except ParameterError:
        raise
    except ValueError as error:  # a whole number of thousands of digits
        raise ParameterError(Problem("not_json", where, {"line": 1, "column": 1})) from error


@dataclass
class PlainReader:
    """Takes plain values and keeps what is wrong with them; what a method returns for a wrong one means nothing."""

    problems: list[Problem] = field(default_factory=list)

    def raise_problems(self) -> None:
        """Raise ``ParameterError`` with all problems, if there are any."""
        if self.problems:
            raise ParameterError(*self.problems[:MOST_TOLD])

    def table(self, value: object, keys: Sequence[str], where: str) -> Mapping[str, Any]:
        """Return a table with exactly these keys; one that is missing holds None and has been told of."""
        if not isinstance(value, dict):
            self._wrong(value, where, "table")
            return dict.fromkeys(keys, _MISSING)
        allowed = ", ".join(keys)
        unknown = [_shown(key) for key in value if key not in keys]
        self.problems += [
            Problem("weights_unknown_key", where, {"name": key, "allowed": allowed}) for key in unknown[:MOST_TOLD]
        ]
        missing = [key for key in keys if key not in value]
        self.problems += [Problem("key_missing", where, {"name": key}) for key in missing]
        return {key: value.get(key, _MISSING) for key in keys}

    def items(self, value: object, where: str, *, most: int) -> list[Any]:
        """Return a list of at most so many."""
        if value is _MISSING:
            return []
        if not isinstance(value, list):
            self._wrong(value, where, "list")
            return []
        if len(value) > most:
            self.problems.append(Problem("too_long", where, {"n": len(value), "allowed": most}))
            return []
        return value

    def text(self, value: object, where: str, *, longest: int = LONGEST_TEXT) -> str:
        """Return a text that can be written again and is not longer."""
        if value is _MISSING:
            return ""
        if not isinstance(value, str) or not _writable(value):
            self._wrong(value, where, "text")
            return ""
        if len(value) > longest:
            self.problems.append(Problem("too_long", where, {"n": len(value), "allowed": longest}))
        return value

    def texts(self, value: object, where: str, *, most: int) -> tuple[str, ...]:
        """Return a list of texts."""
        return tuple(self.text(one, f"{where}[{i}]") for i, one in enumerate(self.items(value, where, most=most)))

    def number(self, value: object, where: str) -> float:
        """Return a finite number."""
        if value is _MISSING:
            return 0.0
        try:
            found = float(value) if isinstance(value, int | float) and not isinstance(value, bool) else math.nan
        except OverflowError:
            found = math.inf
        if not math.isfinite(found):
            self._wrong(value, where, "number")
        return found

    def numbers(self, value: object, where: str, *, most: int) -> tuple[float, ...]:
        """Return a list of finite numbers."""
        return tuple(self.number(one, f"{where}[{i}]") for i, one in enumerate(self.items(value, where, most=most)))

    def whole(self, value: object, where: str, *, least: int, most: int) -> int:
        """Return a whole number between two."""
        if value is _MISSING:
            return least
        if isinstance(value, bool) or not isinstance(value, int):
            self._wrong(value, where, "whole number")
            return least
        if not least <= value <= most:
            shown = float(value) if abs(value) < 2**53 else str(value)[:_SHOWN]
            span = {"field": where, "value": shown, "minimum": least, "maximum": most}
            self.problems.append(Problem("out_of_range", where, span))
            return least
        return value

    def choice(self, value: object, allowed: Sequence[str], where: str) -> Any:  # noqa: ANN401 - one of the literals
        """Return one of a few texts."""
        if value is _MISSING:
            return allowed[0]
        if not isinstance(value, str) or value not in allowed:
            values = {"option": where, "value": _shown(value), "allowed": ", ".join(allowed)}
            self.problems.append(Problem("unknown_choice", where, values))
            return allowed[0]
        return value

    def optional(self, value: object, read: Callable[[object], Made]) -> Made | None:
        """Return None for none, or for what is missing and has been told of; else what `read` makes of it."""
        return None if value is None or value is _MISSING else read(value)

    def made(self, make: Callable[[], Made], where: str, *, before: int) -> Made | None:
        """Return what is made of values that are all right: nothing went wrong since there were `before` problems."""
        if len(self.problems) > before:
            return None
        try:
            return make()
        except ParameterError as error:
            self.problems += [Problem(one.code, where, one.values) for one in error.problems]
            return None

    def _wrong(self, value: object, where: str, expected: str) -> None:
        if value is not _MISSING and len(self.problems) <= MOST_TOLD:
            values = {"field": where.rpartition(".")[2], "value": _shown(value), "type": expected}
            self.problems.append(Problem("wrong_type", where, values))


_MISSING: Final = object()
"""Stands for a value whose absence has been told of."""


def _shown(value: object) -> str:
    if isinstance(value, dict | list):
        return "{…}" if isinstance(value, dict) else "[…]"
    if isinstance(value, int) and abs(value) > 2**60:
        return "…"
    return str(value)[:_SHOWN].encode("utf-8", "replace").decode()


def _writable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:  # half a surrogate pair
        return False
    return True
