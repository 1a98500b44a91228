"""Whether a text fits: its lines estimated without a font, a little wider than any usual typeface sets them.

PowerPoint lays text out when it opens a file, and by then it is too late. Lines get a fixed height, so that only their
number is estimated; all lengths are points (1/72 inch).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

LINE_HEIGHT: Final = 1.3
"""Height of a line in font sizes, set as a fixed distance: Chinese typefaces would else differ by a fifth."""

PARAGRAPH_GAP: Final = 0.45
"""Space above a paragraph, in font sizes."""

_NARROW: Final = frozenset(" .,:;!|'ijl()[]ftr-")
_WORD: Final = re.compile(r"[ ]+|[!-~\u00a1-\u024f]+|.", re.DOTALL)
_OPENING: Final = frozenset("“‘（《〔【(")
_CLOSING: Final = frozenset("，。、；：！？”’）》〕】%％…—")


@dataclass(frozen=True)
class Box:
    """A rectangle on a slide, in points from its left upper corner."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Its right edge."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        return self.top + self.height

    def below(self, y: float) -> Box:
        """Return the part that begins at `y`; without height where nothing is left."""
        top = min(max(y, self.top), self.bottom)
        return Box(self.left, top, self.width, self.bottom - top)

    def columns(self, share: float, gap: float) -> tuple[Box, Box]:
        """Return it cut upright into two, the left one getting `share` of the width."""
        left = (self.width - gap) * share
        right = self.width - gap - left
        return Box(self.left, self.top, left, self.height), Box(self.left + left + gap, self.top, right, self.height)


@lru_cache(maxsize=4096)
def char_em(character: str) -> float:
    """Return the width of a character in font sizes, rather too wide than too narrow."""
    if unicodedata.east_asian_width(character) in "WFA":
        return 1.0
    if character in _NARROW:
        return 0.38
    return 0.78 if character.isupper() or character in "mwMW%&@" else 0.62


def text_em(text: str) -> float:
    """Return the width of a text on one line in font sizes."""
    return sum(map(char_em, text))


def line_count(text: str, size: float, width: float) -> int:
    """Return how many lines a paragraph takes; 1 for an empty one.

    Chinese may break after every character, though not before closing marks; words in Latin letters break at spaces,
    and anywhere if they are longer than a line.
    """
    room = max(width / size, 1.0)
    lines, used = 1, 0.0
    for word in _pieces(text):
        wide = text_em(word)
        if used + (wide if word.strip() else 0.0) <= room:
            used += wide
            continue
        whole, rest = divmod(wide, room)
        lines, used = (lines + 1 + int(whole), rest) if word.strip() else (lines, used)
    return lines


def _pieces(text: str) -> list[str]:
    """Return what may not be broken: words, and characters with the marks that cling to them."""
    pieces: list[str] = []
    for found in _WORD.findall(text):
        clings = pieces and ((found in _CLOSING) or (pieces[-1][-1:] in _OPENING))
        if clings:
            pieces[-1] += found
        else:
            pieces.append(found)
    return pieces


def text_height(paragraphs: Sequence[str], size: float, width: float, *, gap: float = PARAGRAPH_GAP) -> float:
    """Return the height of paragraphs set in one size; 0 for none."""
    lines = sum(line_count(text, size, width) for text in paragraphs)
    return size * (lines * LINE_HEIGHT + gap * max(len(paragraphs) - 1, 0))


def largest_size(
    paragraphs: Sequence[str], box: Box, sizes: Sequence[float], *, gap: float = PARAGRAPH_GAP
) -> float | None:
    """Return the largest of these sizes in which the paragraphs fit the box; None where none does."""
    return next(
        (size for size in sizes if text_height(paragraphs, size, box.width, gap=gap) <= box.height),
        None,
    )


def pages_of(heights: Sequence[float], first: float, later: float) -> list[slice]:
    """Return how a column of rows is cut into pages.

    Parameters
    ----------
    heights
        Of each row, none taller than a page ought to be; one that is gets a page to itself.
    first, later
        Room on the first page and on all others.

    Returns
    -------
    list of slice
        In order and without gaps; a single empty one for no rows. The first is empty where its room takes no row but a
        later page does.
    """
    pages: list[slice] = []
    start, used = 0, 0.0
    for place, height in enumerate(heights):
        room = later if pages else first
        if used + height > room and (place > start or (not pages and later > first)):
            pages.append(slice(start, place))
            start, used = place, 0.0
        used += height
    return [*pages, slice(start, len(heights))]
