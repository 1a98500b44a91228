"""Texts from outside without the characters that a reader cannot see and a terminal or browser might obey."""

from __future__ import annotations

import unicodedata

REPLACEMENT = "\ufffd"


def visible(text: str) -> str:
    """Return a text in which every control character, direction mark and lone surrogate is a replacement character.

    Line ends, tabs and all kinds of spaces, the wide one of Chinese texts among them, stay.
    """
    return "".join(character if _shows(character) else REPLACEMENT for character in text)


def _shows(character: str) -> bool:
    return character.isprintable() or character in "\n\t" or unicodedata.category(character) == "Zs"
