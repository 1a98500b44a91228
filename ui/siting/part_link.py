"""Which part of the siting page a link opens, with the cells of its grid.

Written ``grid-square-5`` (km), ``grid-hexagon-6`` (H3 resolution) or ``locate``; a link without it opens the
comparison of candidate sites.
"""

from __future__ import annotations

from typing import Final

from ui import state
from ui.siting.grid_compute import RESOLUTIONS, SQUARE_KM

PARTS: Final = ("compare", "grid", "locate")
PART: Final = "siting_part"
KIND: Final = "grid_kind"
SQUARE: Final = "grid_square_km"
RESOLUTION: Final = "grid_resolution"
FIRST_SQUARE_KM: Final = 1.0
FIRST_RESOLUTION: Final = 6

_READ: Final = "siting_part_read"
_SIZES: Final = {
    **{f"square-{size:g}": ("square", SQUARE, size) for size in SQUARE_KM},
    **{f"hexagon-{size}": ("hexagon", RESOLUTION, size) for size in RESOLUTIONS},
}


def read() -> None:
    """Open the part that the link names, once in a session; the reader is told of one that does not exist."""
    if state.remembered(_READ, False):
        return
    state.remember(_READ, True)
    given = state.part_in_link()
    part, dash, cells = given.partition("-")
    if given and (part not in PARTS or (dash and (part != "grid" or cells not in _SIZES))):
        state.report_stale(state.PART_PARAMETER, given)
        return
    if part:
        state.remember(PART, part)
    if cells:
        kind, name, size = _SIZES[cells]
        state.remember(KIND, kind)
        state.remember(name, size)


def write(part: str) -> None:
    """Have the link open this part, with the cells that are chosen now."""
    if part == "grid":
        hexagons = state.remembered(KIND, "square") == "hexagon"
        size = state.remembered(RESOLUTION, FIRST_RESOLUTION) if hexagons else state.remembered(SQUARE, FIRST_SQUARE_KM)
        part = f"grid-{'hexagon' if hexagons else 'square'}-{size:g}"
    state.set_part_in_link("" if part == PARTS[0] else part)
