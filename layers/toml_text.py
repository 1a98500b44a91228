"""TOML from outside: as the standard library reads it, but a key of very many parts is refused instead of weighed."""

from __future__ import annotations

import re
import tomllib
from typing import Any, Final

MOST_PARTS: Final = 300
"""Of one dotted key: the library's time grows with the square of it."""

MOST_CHARACTERS: Final = 5_000_000
_BETWEEN_KEYS: Final = re.compile(r"[,{\[=\n]")


def toml_of(text: str) -> dict[str, Any]:
    """Return the content of a TOML text.

    Raises
    ------
    tomllib.TOMLDecodeError
        Also for a text of over five million characters, a key of over 300 parts, and a number of thousands of digits.
    """
    if len(text) > MOST_CHARACTERS:
        raise tomllib.TOMLDecodeError(f"more than {MOST_CHARACTERS} characters")
    if any(part.count(".") > MOST_PARTS for part in _BETWEEN_KEYS.split(text)):
        raise tomllib.TOMLDecodeError(f"more than {MOST_PARTS} dots in a key")
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        raise
    except ValueError as error:  # of a number of thousands of digits
        raise tomllib.TOMLDecodeError(str(error)[:120]) from error
