"""The sheets that a map is drawn on: paper sizes, margins, and how large the writing is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from analysis.errors import ParameterError, Problem

MM_PER_INCH: Final = 25.4


@dataclass(frozen=True)
class Paper:
    """A sheet of paper or a slide.

    Parameters
    ----------
    id
        As it is chosen: ``A4``, ``A3-portrait``, ``16:9``.
    width_mm, height_mm
        Of the whole sheet.
    margin_mm
        Left free on all sides.
    type_scale
        How large the writing is, relative to A4: a wall sheet or a slide is read from further away.
    panel_share
        Width of what stands beside the map, of the sheet's width; an upright sheet has it below.
    panel_columns
        In so many columns.
    """

    id: str
    width_mm: float
    height_mm: float
    margin_mm: float
    type_scale: float
    panel_share: float = 0.265
    panel_columns: int = 1

    @property
    def landscape(self) -> bool:
        """Whether it is wider than high."""
        return self.width_mm > self.height_mm

    @property
    def printed(self) -> bool:
        """Whether it has a size of its own on paper, so that a map's scale can be told in numbers."""
        return ":" not in self.id

    @property
    def size_in(self) -> tuple[float, float]:
        """Width and height in inches."""
        return self.width_mm / MM_PER_INCH, self.height_mm / MM_PER_INCH


PAPERS: Final = (
    Paper("A4", 297.0, 210.0, 9.0, 1.0),
    Paper("A4-portrait", 210.0, 297.0, 9.0, 1.0, 1.0, 2),
    Paper("A3", 420.0, 297.0, 12.0, 1.3),
    Paper("A3-portrait", 297.0, 420.0, 12.0, 1.3, 1.0, 2),
    Paper("16:9", 338.667, 190.5, 8.0, 1.05, 0.37, 2),
)
"""Landscape where the name says nothing else; 16:9 is the slide of 13.333 by 7.5 inches."""


def paper(name: str) -> Paper:
    """Return a sheet by its name; capitals do not matter.

    Raises
    ------
    ParameterError
        ``unknown_choice``.
    """
    for one in PAPERS:
        if one.id.lower() == name.strip().lower():
            return one
    known = ", ".join(one.id for one in PAPERS)
    raise ParameterError(Problem("unknown_choice", "--paper", {"option": "--paper", "value": name, "allowed": known}))
