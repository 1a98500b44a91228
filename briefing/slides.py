"""What a deck is made of: texts, pictures as bytes, tables and charts as numbers; `briefing.deck` writes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal

from briefing.about import About
from briefing.table import Table

ChartKind = Literal["bar", "stacked_bar", "column", "line"]
"""Horizontal bars, the same stacked, vertical columns, or lines over a numeric axis."""

KINDS: Final[tuple[ChartKind, ...]] = ("bar", "stacked_bar", "column", "line")


@dataclass(frozen=True)
class Picture:
    """A picture, with what it shows in words for those who cannot see it.

    Parameters
    ----------
    content
        PNG or JPEG.
    alt
        Not empty.
    """

    content: bytes
    alt: str

    def __post_init__(self) -> None:
        if not self.alt.strip():
            raise ValueError("a picture needs words for those who cannot see it")


@dataclass(frozen=True)
class Series:
    """One series of a chart; None where there is no value. `dashed` draws a line as a reference."""

    name: str
    values: tuple[float | None, ...]
    dashed: bool = False


@dataclass(frozen=True)
class Chart:
    """A chart that stays one: its numbers can be edited in the presentation.

    Parameters
    ----------
    kind
        How it is drawn.
    title
        Its heading, and its words for those who cannot see it.
    categories
        Names of the bars, the first on top, or of the columns; empty for lines.
    x
        Ascending places of the values of a line; empty for the others.
    series
        At least one, each as long as `categories` or `x`.
    x_title, y_title
        Of the axes, with units; `y_title` is that of the values.
    number_format
        Of the values, as Excel writes it.
    labels
        Whether each bar or column carries its value.

    Raises
    ------
    ValueError
        If the kind is none, there is no value, lengths differ, or `x` does not ascend.
    """

    kind: ChartKind
    title: str
    series: tuple[Series, ...]
    categories: tuple[str, ...] = ()
    x: tuple[float, ...] = ()
    x_title: str = ""
    y_title: str = ""
    number_format: str = "0.0"
    labels: bool = True

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"{self.kind!r} is no kind of chart")
        places: Sequence[object] = self.x if self.kind == "line" else self.categories
        if not self.series or not places or (self.kind == "line") == bool(self.categories):
            raise ValueError(f"the chart {self.title!r} has nothing to draw")
        if any(len(one.values) != len(places) for one in self.series):
            raise ValueError(f"the series of the chart {self.title!r} differ in length")
        if any(left > right for left, right in pairwise(self.x)):
            raise ValueError(f"the x of the chart {self.title!r} do not ascend")


@dataclass(frozen=True)
class Slide:
    """A slide: what it says in a sentence, and what that rests on.

    Parameters
    ----------
    id
        Name for machines.
    headline
        The finding, one sentence.
    bullets
        What else was found.
    figure
        Picture or chart beside the bullets, or a table below them; a long table goes on over further slides.
    caveats
        What must be known when reading it.
    notes
        For the speaker: method and sources.
    source
        The line of sources at the foot; that of the deck if empty.
    """

    id: str
    headline: str
    bullets: tuple[str, ...] = ()
    figure: Picture | Chart | Table | None = None
    caveats: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    source: str = ""


@dataclass(frozen=True)
class Deck:
    """A presentation.

    Parameters
    ----------
    about
        What the title slide, every footer and the file's properties say.
    slides
        After the title slide.
    source
        Line of sources at the foot of every slide.
    notes
        Of the title slide.
    continued
        Text with ``{page}`` and ``{pages}`` that is put behind the headline of a slide that goes on, such as
        `` (2/3)``.
    """

    about: About
    slides: tuple[Slide, ...]
    source: str = ""
    notes: tuple[str, ...] = ()
    continued: str = " ({page}/{pages})"
