"""Writing measured and broken into lines, in millimetres, the same for every output format."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final, Literal

from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.font_manager import FontProperties

Weight = Literal["normal", "bold"]

PT_PER_MM: Final = 72 / 25.4
LINE_SPACING: Final = 1.32
"""Distance of two baselines, in sizes of the font."""

CAP_HEIGHT: Final = 0.74
"""Height of a capital or a Chinese character above the baseline, in sizes of the font."""

DESCENT: Final = 0.2
_MEASURED_PT: Final = 100.0
_NOT_FIRST: Final = frozenset("，。、；：！？）》」』】”’…·,.;:!?)]}%")
_NOT_LAST: Final = frozenset("（《「『【“‘([{")


class Typesetter:
    """Measures and breaks text in some font families; must be used within `briefing.figure.drawing`."""

    def __init__(self, families: Sequence[str]) -> None:
        self.families = tuple(families)

    def width_mm(self, text: str, size_pt: float, weight: Weight = "normal") -> float:
        """Return the width of one line."""
        return _width_pt(text, self.families, weight) * size_pt / PT_PER_MM

    def lines(self, text: str, width_mm: float, size_pt: float, weight: Weight = "normal") -> list[str]:
        """Return a text broken into lines that are no wider; line ends in the text are kept.

        Chinese breaks between any two characters but for punctuation, other scripts between words; a word that is
        wider than a line breaks within. An empty text is one empty line.
        """
        return [
            line for paragraph in text.split("\n") for line in self._broken(paragraph, width_mm, size_pt, weight)
        ] or [""]

    def _broken(self, text: str, width_mm: float, size_pt: float, weight: Weight) -> Iterator[str]:
        line, width = "", 0.0
        for piece in self._pieces(text, width_mm, size_pt, weight):
            wide = self.width_mm(piece, size_pt, weight)
            if line.strip() and width + self.width_mm(piece.rstrip(), size_pt, weight) > width_mm:
                yield line.rstrip()
                line, width = "", 0.0
                piece = piece.lstrip()
                wide = self.width_mm(piece, size_pt, weight)
            line += piece
            width += wide
        yield line.rstrip()

    def _pieces(self, text: str, width_mm: float, size_pt: float, weight: Weight) -> Iterator[str]:
        for piece in pieces(text):
            if len(piece) > 1 and self.width_mm(piece.strip(), size_pt, weight) > width_mm:
                yield from piece
            else:
                yield piece

    def block_height_mm(self, lines: int, size_pt: float) -> float:
        """Return the height of some lines."""
        return lines * LINE_SPACING * size_pt / PT_PER_MM

    def fitted(
        self, text: str, width_mm: float, sizes_pt: Sequence[float], most_lines: int, weight: Weight = "normal"
    ) -> tuple[list[str], float]:
        """Return lines and size: the first size at which the text takes no more than so many lines, else the last.

        At the last size a text that is still too long ends in an ellipsis.
        """
        for size_pt in sizes_pt:
            lines = self.lines(text, width_mm, size_pt, weight)
            if len(lines) <= most_lines:
                return lines, size_pt
        return [*lines[: most_lines - 1], lines[most_lines - 1][:-1] + "…"], size_pt


def pieces(text: str) -> list[str]:
    """Return a text in pieces between which a line may break; together they are the text."""
    found: list[str] = []
    for one in text:
        glued = bool(found) and (
            one in _NOT_FIRST
            or one == " "
            or found[-1][-1] in _NOT_LAST
            or (not _breaks(one) and not _breaks(found[-1][-1]) and not found[-1].endswith((" ", "/", "-")))
        )
        if glued:
            found[-1] += one
        else:
            found.append(one)
    return found


def _breaks(one: str) -> bool:
    """Return whether a line may break before and after a character: those of Chinese and other wide scripts."""
    return "\u2e80" <= one <= "\ufaff" or "\uff00" <= one <= "\uffef" or one >= "\U00020000"


@lru_cache(maxsize=20_000)
def _width_pt(text: str, families: tuple[str, ...], weight: Weight) -> float:
    """Return the width of a text of size 1, in points."""
    properties = FontProperties(family=list(families), weight=weight, size=_MEASURED_PT)
    width, _, _ = _renderer().get_text_width_height_descent(text, properties, ismath=False)  # type: ignore[no-untyped-call]
    return float(width) / _MEASURED_PT


@lru_cache(maxsize=1)
def _renderer() -> RendererAgg:
    return RendererAgg(8, 8, 72.0)  # type: ignore[no-untyped-call]
