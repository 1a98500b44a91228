"""Text from outside as a document can hold it: what XML, PDF and cells cannot carry is dropped."""

from __future__ import annotations

from typing import Final

_CONTROLS: Final = [code for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) not in "\t\n\r"]
_BIDI_OVERRIDES: Final = [*range(0x202A, 0x202F), *range(0x2066, 0x206A)]  # would turn the text that follows round
_NOT_CHARACTERS: Final = [*range(0xD800, 0xE000), 0xFFFE, 0xFFFF]
_DROPPED: Final = dict.fromkeys([*_CONTROLS, *_BIDI_OVERRIDES, *_NOT_CHARACTERS])


def plain_text(value: object) -> str:
    r"""Return a value as text without control characters, bidirectional overrides and lone surrogates.

    Tabs and line ends stay, a carriage return becomes a line end. None gives the empty text. Nothing is escaped: HTML
    has its own gate (`briefing.escape`).
    """
    if value is None:
        return ""
    return str.translate(str(value), _DROPPED).replace("\r\n", "\n").replace("\r", "\n")


def one_line(value: object) -> str:
    """Return a value as `plain_text` does, on one line without spaces around it."""
    return " ".join(plain_text(value).split())
