"""Where a deck is set: a presentation without slides, its two layouts, and the room that they leave."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pptx.opc.constants import RELATIONSHIP_TYPE

from briefing.slide_fit import Box

Pptx = Any
"""An object of python-pptx or an element of its XML: the library has no types, and only private names for some."""


@dataclass(frozen=True)
class Stage:
    """A presentation to be filled.

    Parameters
    ----------
    presentation
        Without slides.
    opening, content
        Layouts of the title slide and of all others.
    headline
        Where a content slide's title stands.
    body, foot
        Room for the content, and for two lines below it.
    east_asian
        Typeface of every run, or a reference to the theme's.
    own
        Whether it is the project's own theme, whose sizes are known.
    """

    presentation: Pptx
    opening: Pptx
    content: Pptx
    headline: Box
    body: Box
    foot: Box
    east_asian: str
    own: bool

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of a slide in points."""
        return self.presentation.slide_width.pt, self.presentation.slide_height.pt


def theme_part(master: Pptx) -> Pptx:
    """Return the part with a master's theme."""
    return master.part.part_related_by(RELATIONSHIP_TYPE.THEME)


def box_of(shape: Pptx) -> Box:
    """Return where a shape stands; a placeholder without a place of its own has that of its layout."""
    return Box(shape.left.pt, shape.top.pt, shape.width.pt, shape.height.pt)
