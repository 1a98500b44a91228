"""Parks and towns on the sheets: a shape for each status, circles for their uncertainty, numbers and the list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from string import ascii_uppercase
from typing import Any, Final

import shapely
from shapely.geometry.base import BaseGeometry

from analysis.sites import STATUSES, furthest_status, has_position
from analysis.study import Study
from briefing.sheet import Block, Item, Label, LegendEntry, Mark, Shape, SheetLayer
from briefing.style import BOUNDARY, STATUS_COLOURS, TOWN_KIND_COLOURS
from ui.sites import SITE_LAYERS, city_name
from ui.text import Text

STATUS_SHAPES: Final[dict[str, Shape]] = {
    "planned": "circle",
    "under_construction": "triangle",
    "recognised": "square",
    "operating": "diamond",
}
"""Of a park by its furthest status; a planned one is hollow, so that plans read apart from facts."""

TOWN_HOLLOW: Final = ("related_town", "related_park")
SITE_MM: Final = 1.35
TOWN_MM: Final = 1.05
RING_DASHES: Final = {"high": (), "medium": (4.0, 2.0), "low": (1.2, 1.6)}
RING_COLOUR: Final = "#5b6673"
EDGE: Final = "#ffffff"
"""Of a filled symbol, so that it stands apart from what it lies on."""


Row = Mapping[str, Any]


def site_mark(layer_id: str, row: Row) -> Mark:
    """Return the symbol of a park by its furthest status, or of a town by its kind."""
    if layer_id == "towns":
        return town_mark(str(row["kind"]))
    return status_mark(furthest_status(row["status"]))


def status_mark(status: str | None) -> Mark:
    """Return the symbol of a status."""
    if status is None:
        return Mark(fill="#ffffff", edge=BOUNDARY, edge_pt=1.2, size_mm=SITE_MM)
    colour = STATUS_COLOURS[status]
    if status == "planned":
        return Mark(fill="#ffffff", edge=_darker(colour), edge_pt=1.7, shape="circle", size_mm=SITE_MM * 0.95)
    return Mark(fill=colour, edge=EDGE, edge_pt=0.8, shape=STATUS_SHAPES[status], size_mm=SITE_MM * 1.1)


def town_mark(kind: str) -> Mark:
    """Return the symbol of a kind of town."""
    colour = TOWN_KIND_COLOURS.get(kind, BOUNDARY)
    if kind in TOWN_HOLLOW:
        return Mark(fill="#ffffff", edge=colour, edge_pt=1.1, shape="pentagon", size_mm=TOWN_MM)
    return Mark(fill=colour, edge=EDGE, edge_pt=0.7, shape="pentagon", size_mm=TOWN_MM * 1.15)


def _darker(colour: str) -> str:
    return "#" + "".join(f"{int(int(colour[place : place + 2], 16) * 0.82):02x}" for place in (1, 3, 5))


def numbers(study: Study) -> dict[tuple[str, str], str]:
    """Return the number of each park and the letter of each town, as they stand on the map and in the list.

    A town beyond the alphabet has ``T27`` and so on.
    """
    found: dict[tuple[str, str], str] = {}
    if study.has("parks"):
        found |= {("parks", str(key)): str(place) for place, key in enumerate(study.layer("parks").index, start=1)}
    if study.has("towns"):
        found |= {("towns", str(key)): _letter(place) for place, key in enumerate(study.layer("towns").index)}
    return found


def _letter(place: int) -> str:
    return ascii_uppercase[place] if place < len(ascii_uppercase) else f"T{place + 1}"


def site_layers(study: Study, *, towns: bool = True, quiet: bool = False) -> tuple[SheetLayer, ...]:
    """Return uncertainty circles, then towns, then parks.

    Parameters
    ----------
    towns
        Whether towns are drawn.
    quiet
        Without circles.
    """
    layers = []
    shown = [layer_id for layer_id in reversed(SITE_LAYERS) if study.has(layer_id) and (towns or layer_id == "parks")]
    if not quiet:
        layers += [_rings(study, layer_id) for layer_id in shown]
    return (*layers, *(_symbols(study, layer_id) for layer_id in shown))


def placed_rows(study: Study, layer_id: str) -> list[tuple[str, Row]]:
    """Return id and row, geometry projected, of the sites whose position is known."""
    frame = study.projected(layer_id)
    frame = frame[has_position(frame)]
    return list(zip(map(str, frame.index), frame.to_dict("records"), strict=True))


def _rings(study: Study, layer_id: str) -> SheetLayer:
    rows = [row for _, row in placed_rows(study, layer_id)]
    return SheetLayer(f"{layer_id}-rings", "area", [ring(row) for row in rows], [ring_mark(row) for row in rows])


def ring(row: Row) -> BaseGeometry:
    """Return the circle in which a site lies, in the study's coordinate system."""
    return shapely.buffer(row["geometry"], float(row["position_uncertainty_m"]), quad_segs=24)


def ring_mark(row: Row) -> Mark:
    """Return how the circle of a site looks: the less sure, the more broken."""
    return Mark(
        fill="#ffffff", opacity=0.28, edge=RING_COLOUR, edge_pt=0.5, dash=RING_DASHES[row["position_confidence"]]
    )


def _symbols(study: Study, layer_id: str) -> SheetLayer:
    rows = [row for _, row in placed_rows(study, layer_id)]
    return SheetLayer(layer_id, "point", [row["geometry"] for row in rows], [site_mark(layer_id, row) for row in rows])


def site_labels(study: Study, text: Text, *, towns: bool = True) -> tuple[Label, ...]:
    """Return the names of parks, with their number; a town's letter alone where its name has no room."""
    of = numbers(study)
    found = []
    for layer_id in SITE_LAYERS:
        if not study.has(layer_id) or (layer_id == "towns" and not towns):
            continue
        for key, row in placed_rows(study, layer_id):
            number = of[layer_id, key]
            parks = layer_id == "parks"
            found.append(
                Label(
                    f"{number} {text.choose(row, 'name')}" if parks else number,
                    (row["geometry"].x, row["geometry"].y),
                    "site",
                    80.0 if parks else 40.0,
                    short=number,
                    symbol_mm=SITE_MM if parks else TOWN_MM,
                    enlarged=True,
                )
            )
    return tuple(found)


def status_legend(study: Study, text: Text) -> tuple[LegendEntry, ...]:
    """Return the legend of the statuses that occur with their number of parks, and of the uncertainty circles."""
    counts = _statuses(study)
    counted = [
        replace(entry, text=text("briefing_map.status_with_count", status=entry.text, count=count))
        for entry, count in zip(statuses_legend(study, text), counts.values(), strict=True)
    ]
    return (*counted, *ring_legend(study, text))


def statuses_legend(study: Study, text: Text) -> tuple[LegendEntry, ...]:
    """Return the legend of the statuses that occur, from the least to the furthest."""
    return tuple(
        LegendEntry(text(f"site.status_{status}"), "point", status_mark(status)) for status in _statuses(study)
    )


def _statuses(study: Study) -> dict[str, int]:
    """Return status -> number of parks that have come so far and no further, in the order of the statuses."""
    rows = study.rows("parks").values() if study.has("parks") else ()
    counts = Counter(furthest_status(row["status"]) for row in rows)
    return {status: counts[status] for status in STATUSES if counts[status]}


def ring_legend(study: Study, text: Text) -> tuple[LegendEntry, ...]:
    """Return the legend of the uncertainty circles that occur."""
    levels = {
        row["position_confidence"] for name in SITE_LAYERS if study.has(name) for row in study.rows(name).values()
    }
    return tuple(
        LegendEntry(
            text("briefing_map.ring", certainty=text(f"site.certainty_{level}")),
            "ring",
            Mark(edge=RING_COLOUR, edge_pt=0.6, dash=dash),
        )
        for level, dash in RING_DASHES.items()
        if level in levels
    )


def town_legend(study: Study, text: Text) -> tuple[LegendEntry, ...]:
    """Return the legend of the kinds of town that occur."""
    if not study.has("towns"):
        return ()
    kinds = {str(row["kind"]) for row in study.rows("towns").values()}
    marks: dict[Mark, list[str]] = {}
    for kind in TOWN_KIND_COLOURS:
        if kind in kinds:
            marks.setdefault(town_mark(kind), []).append(text(f"site.kind_{kind}"))
    return tuple(LegendEntry(text("app.list_separator").join(names), "point", mark) for mark, names in marks.items())


def site_list(study: Study, layer_id: str, text: Text) -> Block:
    """Return the list of parks or towns beside the map: number, symbol, name and city."""
    of = numbers(study)
    items = tuple(
        Item(
            of[layer_id, key],
            text.choose(row, "name"),
            city_name(study, str(row["city"]), text),
            mark=site_mark(layer_id, row),
        )
        for key, row in study.rows(layer_id).items()
    )
    return Block(text(f"briefing_map.list_{layer_id}"), items=items)
