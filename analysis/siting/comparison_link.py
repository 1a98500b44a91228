"""A comparison as a short text that can stand in a link, and back; what comes in is bounded before it is unpacked."""

from __future__ import annotations

import base64
import binascii
import re
import zlib
from typing import Final

from analysis.errors import ParameterError, Problem
from analysis.siting.comparison import Comparison
from analysis.siting.comparison_json import from_json, to_json

LONGEST_LINK: Final = 4_000
"""Characters; addresses much longer are cut by mail programs and chats. Above it a comparison goes into a file."""

MOST_UNPACKED: Final = 200_000
"""Bytes that a text may unpack to."""

_VERSION: Final = "1."
_TEXT: Final = re.compile(r"[A-Za-z0-9_-]+", re.ASCII)


def to_link(comparison: Comparison) -> str | None:
    """Return a comparison as a text of letters, digits, ``-``, ``_`` and ``.``; None if it is too long for a link."""
    plain = to_json(comparison).encode()
    if len(plain) > MOST_UNPACKED:
        return None
    packed = base64.urlsafe_b64encode(zlib.compress(plain, 9)).decode().rstrip("=")
    return _VERSION + packed if len(packed) + len(_VERSION) <= LONGEST_LINK else None


def from_link(text: str, *, where: str = "link") -> Comparison:
    """Return the comparison that `to_link` wrote.

    Raises
    ------
    ParameterError
        ``too_long``; ``comparison_link_damaged`` for anything that is not whole, also if it unpacks to more than
        200,000 bytes; as in `from_json`.
    """
    if len(text) > LONGEST_LINK:
        raise ParameterError(Problem("too_long", where, {"n": len(text), "allowed": LONGEST_LINK}))
    damaged = ParameterError(Problem("comparison_link_damaged", where))
    body = text.removeprefix(_VERSION)
    if body == text or not _TEXT.fullmatch(body):
        raise damaged
    try:
        packed = base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))
        unpacking = zlib.decompressobj()
        plain = unpacking.decompress(packed, MOST_UNPACKED)
        if not unpacking.eof or unpacking.unused_data:
            raise damaged
        content = plain.decode()
    except (binascii.Error, zlib.error, UnicodeDecodeError) as error:
        raise damaged from error
    return from_json(content, where=where)
