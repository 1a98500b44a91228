"""How layers look, wherever they are drawn: one place for colours and line widths.

Tiers run along one hue from dark to light, so that their order survives grey printing; statuses use hues that
stay apart for colour-blind readers (Okabe and Ito 2008, "Color Universal Design").
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

STATUS_COLOURS: Final = {
    "planned": "#e69f00",
    "under_construction": "#cc79a7",
    "recognised": "#009e73",
    "operating": "#0072b2",
}
"""Colour of a site by its furthest status."""

TOWN_KIND_COLOURS: Final = {"ai_town": "#d55e00", "related_town": "#8c6d5a", "related_park": "#8c6d5a"}
LINK_COLOURS: Final = {"rail": "#444444", "road": "#9a8c7c"}
HUB_COLOURS: Final = {
    "stations": "#5a5a5a",
    "platforms": "#7b3294",
    "airports": "#1f6f8b",
    "seaports": "#20639b",
}
BOUNDARY: Final = "#8a8f98"
CONTEXT_FILL: Final = "#f1efea"
SELECTION: Final = "#c1121f"

_TIER_DARK = (0x8F, 0xAE, 0xCC)
_TIER_LIGHT = (0xF0, 0xF3, 0xF6)

CERTAINTY_DASHES: Final = {"high": "", "medium": "8 4", "low": "2 5"}
"""Dash pattern of the uncertainty circle: the less sure, the more broken."""


def tier_colours(tiers: Sequence[str]) -> dict[str, str]:
    """Return a fill colour for each tier, highest first, evenly spaced from dark to light.

    Works for any number of tiers; one tier alone takes the dark end.
    """
    steps = max(len(tiers) - 1, 1)
    return {tier: _mix(place / steps) for place, tier in enumerate(tiers)}


def _mix(share: float) -> str:
    parts = (round(dark + (light - dark) * share) for dark, light in zip(_TIER_DARK, _TIER_LIGHT, strict=True))
    return "#" + "".join(f"{part:02x}" for part in parts)
