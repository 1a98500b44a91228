"""The layout sheet: cities by tier, who sends most to whom, hubs, fast links, and the answer in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from analysis.degrees import from_degrees
from analysis.layout.gaps import Gap
from analysis.layout.result import LayoutResult
from analysis.plan import Plan
from analysis.study import Study
from briefing.sheet import Block, Label, LegendEntry, Mark, Sheet, SheetLayer
from briefing.style import LINK_COLOURS
from ui.briefing.map_clustering import score_items, score_line
from ui.briefing.map_ground import (
    Order,
    city_labels,
    ground_layers,
    neighbour_labels,
    study_bounds,
    study_locator,
    tier_legend,
)
from ui.briefing.map_sites import site_layers, status_legend
from ui.layout.shown import Shown
from ui.map.layout_layers import MUTUAL_COLOUR, TREE_COLOUR, city_places
from ui.map.study_layers import FAST_LINK_MIN, short_city
from ui.plan_text import gap_sentence, measure_name
from ui.sites import city_name, site_name
from ui.text import Text

WIDTHS_PT: Final = (0.9, 4.2)
"""Of the smallest and the largest dominant flow."""

ARROW_SHARE: Final = 0.0095
"""Length of an arrow head, of the map's width; the heads say which way a flow runs."""

SMALLER: Final = 0.7
"""Parks stand in the background here."""

RAIL: Final = Mark(edge=LINK_COLOURS["rail"], edge_pt=0.55)
ROAD: Final = Mark(edge=LINK_COLOURS["road"], edge_pt=0.45, dash=(3.0, 2.0))
NODAL: Final = Mark(edge=TREE_COLOUR, edge_pt=2.2)
MUTUAL: Final = Mark(edge=MUTUAL_COLOUR, edge_pt=1.3, dash=(2.0, 2.4))
HUB: Final = Mark(fill=TREE_COLOUR, edge="#ffffff", edge_pt=0.9, shape="square", size_mm=1.5)

Places = Mapping[str, tuple[float, float]]


def layout_sheet(order: Order, result: LayoutResult) -> Sheet:
    """Return the sheet of a layout."""
    study, text = order.study, order.text
    shown = Shown(study, study.require_plan(), text, result)
    bounds = study_bounds(study)
    places = seats_xy(study)
    return Sheet(
        id="layout",
        about=order.about_sheet(
            text("briefing_map.name_layout"), _message(shown), ("parks", "cities", "context", "links", "platforms")
        ),
        paper=order.paper,
        crs=study.crs,
        bounds=bounds,
        layers=(
            *ground_layers(study, tiers=True),
            *_links(study, places),
            *_flows(shown, places, bounds[2] - bounds[0]),
            *_parks(study),
            *_hubs(shown, places),
        ),
        labels=(
            *_seat_names(study, text, places, shown),
            *neighbour_labels(study, text, bounds),
        ),
        focus=study.area if study.has("study_area") else None,
        blocks=_blocks(shown),
        words=order.words(),
        locator=study_locator(order),
        graticule=order.graticule,
        avoid=("flows", "links-rail", "links-road"),
    )


def seats_xy(study: Study) -> dict[str, tuple[float, float]]:
    """Return where each city's lines begin and end, in the study's coordinate system."""
    places = city_places(study)
    return {city: (x, y) for city, (x, y) in zip(places, from_degrees(list(places.values()), study.crs), strict=True)}


def _message(shown: Shown) -> str:
    found, text = shown.network.dominant, shown.text
    if found is None or not found.hubs:
        return text("briefing_map.message_layout", cities=len(shown.plan.cities), tiers=len(shown.plan.tiers))
    return text("briefing_map.message_hubs", cities=len(shown.plan.cities), hubs=shown.cities(found.hubs))


def _links(study: Study, places: Places) -> tuple[SheetLayer, ...]:
    if not study.has("links"):
        return ()
    found = []
    for mode, mark in (("road", ROAD), ("rail", RAIL)):
        rows = [
            row
            for row in study.layer("links").to_dict("records")
            if row["mode"] == mode
            and row["minutes"] <= FAST_LINK_MIN / 2
            and {row["from_city"], row["to_city"]} <= places.keys()
        ]
        lines = [shapely.LineString([places[row["from_city"]], places[row["to_city"]]]) for row in rows]
        found.append(SheetLayer(f"links-{mode}", "line", lines, [mark] * len(lines)))
    return tuple(found)


def _flows(shown: Shown, places: Places, width_m: float) -> tuple[SheetLayer, ...]:
    found = shown.network.dominant
    if found is None:
        return ()
    rows = [row for row in found.flows.to_dict("records") if {row["from"], row["to"]} <= places.keys()]
    if not rows:
        return ()
    flows = np.log([float(row["flow"]) for row in rows])
    span = float(np.ptp(flows)) or 1.0
    widths = WIDTHS_PT[0] + (flows - flows.min()) / span * (WIDTHS_PT[1] - WIDTHS_PT[0])
    lines, casings, marks, heads, head_marks = [], [], [], [], []
    for row, width in zip(rows, widths.round(2).tolist(), strict=True):
        start, end = np.array(places[row["from"]]), np.array(places[row["to"]])
        mark = _flow_mark(row, width)
        lines.append(shapely.LineString([start, end]))
        casings.append(Mark(edge="#ffffff", edge_pt=mark.edge_pt + 1.2))
        marks.append(mark)
        heads.append(arrow_head(start, end, ARROW_SHARE * width_m * (0.8 + 0.12 * width)))
        head_marks.append(Mark(fill=mark.edge, edge="#ffffff", edge_pt=0.5))
    return (
        SheetLayer("flow-casings", "line", lines, casings),
        SheetLayer("flows", "line", lines, marks),
        SheetLayer("flow-heads", "area", heads, head_marks),
    )


def _flow_mark(row: Mapping[Any, Any], width_pt: float) -> Mark:
    if row["nodal"]:
        return Mark(edge=TREE_COLOUR, edge_pt=width_pt)
    return Mark(edge=MUTUAL_COLOUR, edge_pt=min(width_pt, 1.4), dash=MUTUAL.dash)


def arrow_head(start: NDArray[np.float64], end: NDArray[np.float64], length_m: float) -> shapely.Polygon:
    """Return a triangle past the middle of a line that points to its end; empty for a line without length."""
    along = end - start
    away = float(np.hypot(*along))
    if away == 0:
        return shapely.Polygon()
    along = along / away
    across = np.array([-along[1], along[0]])
    tip = start + along * (0.58 * away + length_m / 2)
    foot = tip - along * length_m
    return shapely.Polygon([tip, foot + across * length_m * 0.45, foot - across * length_m * 0.45])


def _parks(study: Study) -> tuple[SheetLayer, ...]:
    if not study.has("parks"):
        return ()
    (layer,) = site_layers(study, towns=False, quiet=True)
    marks = [replace(mark, size_mm=SMALLER * mark.size_mm, edge_pt=0.8 * mark.edge_pt) for mark in layer.marks]
    return (replace(layer, marks=marks),)


def _hubs(shown: Shown, places: Places) -> tuple[SheetLayer, ...]:
    found = shown.network.dominant
    hubs = [hub for hub in (() if found is None else found.hubs) if hub in places]
    seats = [city for city in places if city not in hubs]
    dots = SheetLayer("seats", "point", [shapely.Point(places[city]) for city in seats], [_SEAT] * len(seats))
    return dots, SheetLayer("hubs", "point", [shapely.Point(places[hub]) for hub in hubs], [HUB] * len(hubs))


_SEAT: Final = Mark(fill="#ffffff", edge="#33404d", edge_pt=0.8, size_mm=0.7)


def _seat_names(study: Study, text: Text, places: Places, shown: Shown) -> tuple[Label, ...]:
    """Return the cities' names beside their seats, with the tier below."""
    found = shown.network.dominant
    hubs = () if found is None else found.hubs
    of_area = city_labels(study, text, tiers=True)
    cities = [str(name) for name in study.layer("cities")["name_zh"]]
    return tuple(
        Label(
            label.text,
            places[city],
            "seat",
            label.priority + (20 if city in hubs else 0),
            tag=label.tag,
            symbol_mm=HUB.size_mm if city in hubs else _SEAT.size_mm,
        )
        for city, label in zip(cities, of_area, strict=True)
        if city in places
    )


def _blocks(shown: Shown) -> tuple[Block, ...]:
    # Imported here: it stands with the page's parts, whose own library takes a second to import.
    from ui.layout.answer import answer

    text, result = shown.text, shown.result
    names = {one.id: text(f"layout.component_{one.id}") for one in result.score.components}
    blocks = [
        Block(text("briefing_map.finding"), paragraphs=(answer(shown),), lead=True),
        Block(text("briefing_map.legend_tiers"), entries=tier_legend(shown.study, text)),
        Block(text("briefing_map.legend_network"), entries=_network_legend(shown), paragraphs=_how(shown)),
        Block(text("briefing_map.legend_status"), entries=_status(shown.study, text)),
        Block(
            score_line(text("layout.score_title"), result.score, text),
            items=score_items(result.score, names),
            paragraphs=(text("briefing_map.layout_caveat"),),
        ),
        Block(text("briefing_map.list_gaps"), paragraphs=gap_lines(shown.study, shown.plan, result.gaps, text)),
    ]
    return tuple(one for one in blocks if one.entries or one.items or one.paragraphs)


def gap_lines(study: Study, plan: Plan, gaps: Sequence[Gap], text: Text) -> tuple[str, ...]:
    """Return what is missing: a sentence where a kind of gap occurs once, else the kind with all whom it concerns."""
    kinds = dict.fromkeys(gap.kind for gap in gaps)
    found = []
    for kind in kinds:
        same = [gap for gap in gaps if gap.kind == kind]
        if len(same) == 1:
            found.append(gap_sentence(study, plan, same[0], text))
            continue
        names = text("app.list_separator").join(_name(study, plan, gap, text) for gap in same)
        found.append(text("briefing_map.gaps", kind=text(f"gap.{kind}_title"), n=len(same), names=names))
    return tuple(found)


def _name(study: Study, plan: Plan, gap: Gap, text: Text) -> str:
    if gap.kind.startswith("target_"):
        year = int(gap.values["year"])
        return text("briefing_map.target", year=year, measure=measure_name(plan, gap.who, year, text))
    if gap.who in plan.tier_of:
        return short_city(city_name(study, gap.who, text))
    return site_name(study, gap.who, text)


def _status(study: Study, text: Text) -> tuple[LegendEntry, ...]:
    return tuple(entry for entry in status_legend(study, text) if entry.kind == "point")


def _how(shown: Shown) -> tuple[str, ...]:
    return () if shown.network.dominant is None else (shown.text("briefing_map.flows_how"),)


def _network_legend(shown: Shown) -> tuple[LegendEntry, ...]:
    text, entries = shown.text, []
    if shown.network.dominant is not None:
        entries += [
            LegendEntry(text("briefing_map.flow_nodal"), "line", NODAL),
            LegendEntry(text("layout_page.map_not_nodal"), "line", MUTUAL),
            LegendEntry(text("layout_page.map_hub"), "point", HUB),
        ]
    if shown.study.has("links"):
        entries += [
            LegendEntry(text(f"map_page.layer_links_{mode}", minutes=FAST_LINK_MIN // 2), "line", mark)
            for mode, mark in (("rail", RAIL), ("road", ROAD))
        ]
    return tuple(entries)
