"""The map of the siting page: townships are picked by a click, places and areas are drawn, the compared ones ranked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from analysis.siting.alternatives import Alternatives
from analysis.siting.comparison import Picked
from analysis.siting.result import SiteAnswer
from analysis.study import Study
from briefing.style import SELECTION
from ui import cached, state, widgets
from ui.map import component
from ui.map.model import MapEvent
from ui.map.siting_layers import siting_map_layers
from ui.map.study_layers import map_bounds
from ui.siting import kept
from ui.siting.alternatives import take_event
from ui.siting.bound import segments
from ui.text import Text

MAP_HEIGHT_PX: Final = 560
TOOLS: Final = ("none", "point", "polygon")
_TOOL: Final = "siting_tool"


def show(
    study: Study, alternatives: Alternatives | None, answer: SiteAnswer | None, names: Mapping[str, str], text: Text
) -> None:
    """Draw the map, with the tool to draw where places are picked."""
    picking = isinstance(kept.comparison().alternatives, Picked)
    tool = state.remembered(_TOOL, TOOLS[0])
    if picking:
        segments("siting_tool_choice", TOOLS, tool, lambda one: state.remember(_TOOL, one), "siting_page.tool", text)

    def take(event: MapEvent) -> None:
        take_event(event, study, text)

    draw: Literal["point", "polygon"] | None = tool if picking and tool in ("point", "polygon") else None
    component.show_map(
        key="siting_map",
        layers=siting_map_layers(study, alternatives, answer, lambda one: names.get(one, one), text),
        bounds=map_bounds(study),
        texts={name: text(f"map.{name}") for name in component.TEXT_KEYS},
        height_px=MAP_HEIGHT_PX,
        attribution=(text(cached.attribution_key()),),
        selection_colour=SELECTION,
        writes_address=False,
        draw=draw,
        on_event=take,
    )
    if picking:
        widgets.note(text("siting_page.map_how"))
