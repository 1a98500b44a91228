"""What stands on which slide: findings and caveats in sizes that can be read, the rest on a further slide."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import Final

from briefing.slide_fit import Box, text_height
from briefing.slide_table import Cut, cut_table
from briefing.slides import Chart, Picture, Slide
from briefing.table import Table

SIZES: Final = ((18.0, 12.0), (17.0, 12.0), (16.0, 11.5), (15.0, 11.0), (14.0, 11.0), (13.0, 10.5), (12.5, 10.0))
"""Font sizes of findings and caveats, the largest first."""

TABLE_SIZES: Final = SIZES[2:]
"""Beside a table, whose own texts are small."""

SMALLEST: Final = (8.0, 8.0)
"""Only for a single paragraph that would not fit a slide of its own."""

GAP: Final = 14.0
FIGURE_SHARE: Final = 0.66
"""Greatest share of the width for a picture or a chart that has findings beside it."""

MOST_FOOT: Final = 0.3
"""Share of the height that caveats below a table may take on each of its slides; more get a slide of their own."""

CHART_ASPECT: Final = 1.5


@dataclass(frozen=True)
class Words:
    """Findings and caveats in their sizes."""

    bullets: tuple[str, ...] = ()
    caveats: tuple[str, ...] = ()
    sizes: tuple[float, float] = SIZES[-1]

    def heights(self, width: float) -> tuple[float, float]:
        """Return the heights of findings and caveats in points."""
        size, small = self.sizes
        return text_height(self.bullets, size, width - size), text_height(self.caveats, small, width)

    def height(self, width: float) -> float:
        """Return the height of both with the gap between them."""
        first, second = self.heights(width)
        return first + second + (GAP if first and second else 0.0)


@dataclass(frozen=True)
class Page:
    """One slide of the presentation.

    Parameters
    ----------
    words, words_box
        Findings and caveats, and where they stand.
    figure, figure_box
        Picture or chart.
    cut, cut_page, table_box
        Page of a table.
    """

    words: Words
    words_box: Box
    figure: Picture | Chart | None = None
    figure_box: Box | None = None
    cut: Cut | None = None
    cut_page: int = 0
    table_box: Box | None = None


def pages_of_slide(slide: Slide, room: Box, *, aspect: float = CHART_ASPECT) -> list[Page]:
    """Return the pages that a slide takes, at least one.

    Parameters
    ----------
    slide
        What is to be said.
    room
        Below the headline.
    aspect
        Width over height of its picture.
    """
    if isinstance(slide.figure, Table):
        return list(_table_pages(slide, slide.figure, room))
    if slide.figure is None:
        return list(_word_pages(slide.bullets, slide.caveats, room))
    return list(_figure_pages(slide, slide.figure, room, aspect))


def fitted(
    bullets: Sequence[str], caveats: Sequence[str], box: Box, sizes: Sequence[tuple[float, float]] = SIZES
) -> Words | None:
    """Return all of it in the largest sizes that fit a box; None where none does."""
    every = (Words(tuple(bullets), tuple(caveats), one) for one in sizes)
    return next((words for words in every if words.height(box.width) <= box.height), None)


def _figure_pages(slide: Slide, figure: Picture | Chart, room: Box, aspect: float) -> Iterator[Page]:
    if not slide.bullets and not slide.caveats:
        yield Page(Words(), room, figure, room)
        return
    share = min(room.height * aspect / room.width, FIGURE_SHARE)
    left, right = room.columns(share, 1.5 * GAP)
    words = fitted(slide.bullets, slide.caveats, right)
    if words is not None:
        yield Page(words, right, figure, left)
        return
    words = _most(slide.bullets, slide.caveats, right)
    yield Page(words, right, figure, left)
    yield from _word_pages(slide.bullets[len(words.bullets) :], slide.caveats[len(words.caveats) :], room)


def _word_pages(bullets: Sequence[str], caveats: Sequence[str], room: Box) -> Iterator[Page]:
    while True:
        words = fitted(bullets, caveats, room) or _most(bullets, caveats, room)
        if not words.bullets and not words.caveats and (bullets or caveats):
            first = Words(tuple(bullets[:1]), () if bullets else tuple(caveats[:1]), SMALLEST)
            words = first
        yield Page(words, room)
        bullets, caveats = bullets[len(words.bullets) :], caveats[len(words.caveats) :]
        if not bullets and not caveats:
            return


def _most(bullets: Sequence[str], caveats: Sequence[str], box: Box) -> Words:
    """Return as much as fits in the smallest sizes, findings before caveats."""
    kept = Words()
    for text in bullets:
        more = replace(kept, bullets=(*kept.bullets, text))
        if more.height(box.width) > box.height:
            return kept
        kept = more
    for text in caveats:
        more = replace(kept, caveats=(*kept.caveats, text))
        if more.height(box.width) > box.height:
            return kept
        kept = more
    return kept


def _table_pages(slide: Slide, table: Table, room: Box) -> Iterator[Page]:
    caveats = (*slide.caveats, *table.notes)
    words = fitted(slide.bullets, (), Box(room.left, room.top, room.width, 0.4 * room.height), TABLE_SIZES)
    if words is None:
        yield from _word_pages(slide.bullets, (), room)
        words = Words()
    top = words.height(room.width)
    top += GAP if top else 0.0
    below = Words((), caveats, TABLE_SIZES[0])
    foot = below.height(room.width) + (GAP if caveats else 0.0)
    cut = cut_table(table, room.width, room.height - top - foot, room.height - foot)
    if len(cut.pages) > 1 and foot > MOST_FOOT * room.height:
        cut = cut_table(table, room.width, room.height - top, room.height)
    yield from _laid(cut, words, caveats, room, top)


def _laid(cut: Cut, words: Words, caveats: tuple[str, ...], room: Box, top: float) -> Iterator[Page]:
    """Yield the pages of a cut table, the caveats below its end if they fit there, else on a page of their own."""
    last = len(cut.pages) - 1
    for page in count():
        start = room.top + (top if page == 0 else 0.0)
        height = cut.heights[0] + sum(cut.heights[1:][cut.pages[page]])
        rest = room.below(start + height + GAP)
        under = fitted((), caveats, rest, TABLE_SIZES) if page == last else None
        here = words if page == 0 else Words()
        table_box = Box(room.left, start, room.width, height)
        if page < last or under is None:
            yield Page(here, room, cut=cut, cut_page=page, table_box=table_box)
        elif not here.bullets:
            yield Page(under, rest, cut=cut, cut_page=page, table_box=table_box)
        else:
            both = Words(here.bullets, under.caveats, (here.sizes[0], under.sizes[1]))
            yield Page(both, room, cut=cut, cut_page=page, table_box=table_box)
        if page == last:
            break
    if caveats and under is None:
        yield from _word_pages((), caveats, room)
