"""Which encoding a text is in, and how that is known: UTF-8, UTF-16 with its mark, or the Chinese GB 18030 family."""

from __future__ import annotations

import codecs
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

Basis = Literal["chosen", "mark", "stated", "recognised", "plain"]
"""How it is known: the user chose it, a byte order mark, the file states it, its bytes fit, or all is ASCII."""

_MARKS: Final = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_CODE_PAGES: Final = {"936": "gb18030", "54936": "gb18030", "65001": "utf-8", "950": "big5", "1252": "cp1252"}
_CHINESE: Final = frozenset({"gb2312", "gbk", "gb18030"})
CHOICES: Final = ("utf-8", "gb18030", "big5", "utf-16", "cp1252")
"""What a user may choose; GBK and GB 2312 are parts of GB 18030."""


@dataclass(frozen=True)
class Encoding:
    """An encoding and how it is known."""

    name: str
    basis: Basis


def recognised(data: bytes) -> Encoding | None:
    """Return the encoding of a text, or None if it is none of those known here.

    UTF-8 is tried first: a Chinese text in GB 18030 is practically never valid UTF-8, while the reverse happens.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return Encoding(name, "mark")
    if data.isascii():
        return Encoding("utf-8", "plain")
    return of_pieces([data])


def of_pieces(pieces: Iterable[bytes], *, cut: bool = False) -> Encoding | None:
    """Return the encoding that fits every piece; with `cut` a piece may end within a character, as in fixed fields."""
    pieces = [piece for piece in pieces if not piece.isascii()]
    if not pieces:
        return Encoding("utf-8", "plain")
    for name in ("utf-8", "gb18030"):
        if all(_fits(piece, name, cut=cut) for piece in pieces):
            return Encoding(name, "recognised")
    return None


def stated(name: str) -> Encoding | None:
    """Return the encoding that a file names, such as ``GBK``, ``936`` or ``UTF-8``; None for an unknown name."""
    plain = name.strip().strip("\x00\ufeff").lower().removeprefix("cp").removeprefix("ansi ").strip()
    try:
        known = codecs.lookup(_CODE_PAGES.get(plain, plain)).name
    except (LookupError, ValueError):
        return None
    return Encoding("gb18030" if known in _CHINESE else known, "stated")


def decoded(data: bytes, encoding: str) -> str | None:
    """Return the text, or None if the bytes are not in this encoding."""
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError, ValueError):
        return None


def _fits(piece: bytes, name: str, *, cut: bool) -> bool:
    try:
        codecs.getincrementaldecoder(name)().decode(piece, final=not cut)
    except UnicodeDecodeError:
        return False
    return True
