"""TOML from outside: as the standard library reads it, but a key of very many parts is refused instead of weighed."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any, Final

from analysis.errors import Problem, YuantuError

MOST_PARTS: Final = 300
"""Of one dotted key: the library's time grows with the square of it."""

MOST_CHARACTERS: Final = 5_000_000
_BETWEEN_KEYS: Final = re.compile(r"[,{\[=\n]")


def toml_of(text: str) -> dict[str, Any]:
    """Return the content of a TOML text.

    Raises
    ------
    tomllib.TOMLDecodeError
        Also for a text of over five million characters, for a key of over 300 parts, and for a number of thousands of
        digits.
    """
    if len(text) > MOST_CHARACTERS:
        raise tomllib.TOMLDecodeError(f"more than {MOST_CHARACTERS} characters")
    if any(part.count(".") > MOST_PARTS for part in _BETWEEN_KEYS.split(text)):
        raise tomllib.TOMLDecodeError(f"more than {MOST_PARTS} dots in a key")
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        raise
    except ValueError as error:  # a whole number of over 4300 digits, or a day that no calendar has
        raise tomllib.TOMLDecodeError(str(error)) from error


def read_toml(path: Path, kind: type[YuantuError]) -> dict[str, Any]:
    """Return the content of a TOML file.

    Raises
    ------
    YuantuError
        Of this kind: ``file_missing`` (also for a folder or a device), ``cannot_open``, ``not_utf8``,
        ``nested_too_deep``, ``not_toml``.
    """
    if not path.is_file():  # nor a device without an end
        raise kind(Problem("file_missing", path.name))
    try:
        return toml_of(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise kind(Problem("cannot_open", path.name, {"reason": reason})) from error
    except UnicodeDecodeError as error:
        raise kind(Problem("not_utf8", path.name, {"byte": error.start})) from error
    except RecursionError as error:
        raise kind(Problem("nested_too_deep", path.name)) from error
    except tomllib.TOMLDecodeError as error:
        raise kind(Problem("not_toml", path.name, {"reason": str(error)})) from error
