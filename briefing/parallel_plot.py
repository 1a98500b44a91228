"""Values between 0 and 1 on parallel axes, as SVG: one line for each site, told apart by dash and sign as well."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from briefing.markup import Markup, element, joined
from briefing.small_map import Shape, mark_at

LINES: Final[tuple[tuple[str, str, Shape], ...]] = (
    ("#0072b2", "", "circle"),
    ("#d55e00", "7 3", "square"),
    ("#009e73", "2 3", "triangle"),
    ("#a3337f", "10 3 2 3", "diamond"),
    ("#8a6d00", "4 2", "cross"),
    ("#333333", "1 2", "circle"),
)
"""Colour, dashes and sign of each site (after Okabe and Ito 2008, darkened where too pale to print)."""

WIDTH: Final = 1000.0
HEIGHT: Final = 215.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 60.0, 60.0, 10.0, 50.0
_CHARACTERS_A_LINE: Final = 180
"""So many half-wide characters fit beside each other over the width."""


def parallel_plot(axes: Sequence[str], sites: Sequence[str], values: Sequence[Sequence[float]]) -> Markup:
    """Return the plot as an SVG element.

    Parameters
    ----------
    axes
        What each axis is called; one at least.
    sites
        At most six.
    values
        One row for each site, one value between 0 and 1 for each axis; 1 is drawn on top.

    Raises
    ------
    ValueError
        If the counts do not fit.
    """
    if not axes or len(sites) > len(LINES) or [len(row) for row in values] != [len(axes)] * len(sites):
        raise ValueError(f"{len(values)} rows do not fit {len(sites)} sites on {len(axes)} axes")
    across = [_x(place, len(axes)) for place in range(len(axes))]
    lines = (
        _line(across, row, colour, dash, sign)
        for row, (colour, dash, sign) in zip(values, LINES, strict=False)
    )  # fmt: skip
    return element(
        "svg",
        element("title", ", ".join(sites)),
        *(_axis(x, name, len(axes)) for x, name in zip(across, axes, strict=True)),
        *(_text(_LEFT - 22, _y(level) + 4, f"{level:g}") for level in (0.0, 0.5, 1.0)),
        *lines,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {WIDTH:g} {HEIGHT:g}",
        role="img",
    )


def legend_line(place: int) -> Markup:
    """Return how the site at a place is drawn, for a legend."""
    colour, dash, sign = LINES[place]
    return element(
        "svg",
        element("path", d="M1 7h32", stroke=colour, stroke_width=2, stroke_dasharray=dash or None, fill="none"),
        mark_at(17, 7, sign, colour),
        xmlns="http://www.w3.org/2000/svg",
        viewBox="0 0 34 14",
        width=34,
        height=14,
    )


def lines_of(words: str, most: int) -> list[str]:
    """Return words broken into at most three lines of some `most` half-wide characters; the rest is an ellipsis."""
    lines, line = [], ""
    for piece in _pieces(words):
        if line and _wide(line + piece) > most:
            lines.append(line.strip())
            line = piece.lstrip()
        else:
            line += piece
    lines.append(line.strip())
    return lines if len(lines) <= 3 else [*lines[:2], lines[2] + "…"]


def _pieces(words: str) -> list[str]:
    """Return the places where a line may break: after a space, and around every wide character."""
    found: list[str] = []
    for character in words:
        if found and _wide(character) == 1 and found[-1][-1] != " " and _wide(found[-1][-1]) == 1:
            found[-1] += character
        else:
            found.append(character)
    return found


def _wide(words: str) -> int:
    return sum(2 if ord(character) >= 0x2E80 else 1 for character in words)


def _x(place: int, count: int) -> float:
    return WIDTH / 2 if count == 1 else _LEFT + place * (WIDTH - _LEFT - _RIGHT) / (count - 1)


def _y(value: float) -> float:
    return _TOP + (1 - value) * (HEIGHT - _TOP - _BOTTOM)


def _axis(x: float, name: str, count: int) -> Markup:
    words = lines_of(name, max(_CHARACTERS_A_LINE // max(count, 5), 12))
    return joined(
        (
            element("path", d=f"M{x:.1f} {_y(1):.1f}V{_y(0):.1f}", stroke="#9aa5b1", stroke_width=1),
            *(_text(x, _y(0) + 16 + 13 * place, line) for place, line in enumerate(words)),
        )
    )


def _text(x: float, y: float, words: str) -> Markup:
    return element(
        "text", words, x=x, y=y, font_size=11, font_family="sans-serif", text_anchor="middle", fill="#1c232b"
    )


def _line(across: Sequence[float], row: Sequence[float], colour: str, dash: str, sign: Shape) -> Markup:
    path = "M" + "L".join(f"{x:.1f} {_y(value):.1f}" for x, value in zip(across, row, strict=True))
    return joined(
        (
            element("path", d=path, fill="none", stroke=colour, stroke_width=1.8, stroke_dasharray=dash or None),
            *(mark_at(x, _y(value), sign, colour) for x, value in zip(across, row, strict=True)),
        )
    )
