"""The atlas: one page for each park and each city, a map of the surroundings and everything known of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

import shapely
from shapely.geometry.base import BaseGeometry

from analysis.clustering.result import ClusterResult
from analysis.layout.result import LayoutResult
from briefing.sheet import Block, Bounds, Label, LegendEntry, Mark, Sheet, SheetLayer
from ui.briefing.atlas_facts import city_facts, park_facts
from ui.briefing.map_clustering import score_items, score_line
from ui.briefing.map_ground import (
    STUDY_EDGE,
    Order,
    city_labels,
    neighbour_labels,
    neighbours,
    part_locator,
    tier_marks,
    widened,
)
from ui.briefing.map_layout import gap_lines
from ui.briefing.map_sites import (
    SITE_MM,
    numbers,
    placed_rows,
    ring,
    ring_mark,
    site_labels,
    site_layers,
    site_list,
    site_mark,
    statuses_legend,
    town_legend,
)
from ui.layout.shown import Shown
from ui.sites import SITE_LAYERS

HALF_WIDTH_M: Final = 32_000.0
"""A park's map reaches so far to each side, or further where its position is less sure."""

RINGS_SHOWN: Final = 4.0
CITY_ROOM: Final = 0.06
FREE_M: Final = 3000.0
STATION: Final = Mark(fill="#5a5a5a", edge="#ffffff", edge_pt=0.5, shape="square", size_mm=0.75)
PLATFORM: Final = Mark(fill="#7b3294", edge="#ffffff", edge_pt=0.5, shape="triangle", size_mm=0.9)
AIRPORT: Final = Mark(fill="#1f6f8b", edge="#ffffff", edge_pt=0.5, shape="cross", size_mm=1.0)
HUBS: Final = (("stations", STATION), ("platforms", PLATFORM), ("airports", AIRPORT))
DISTRICT: Final = Mark(edge="#a9b3bd", edge_pt=0.45)
CITY_EDGE: Final = Mark(edge="#6f7b88", edge_pt=1.0)
LAND: Final = Mark(fill="#fbfbf9", edge="#6f7b88", edge_pt=0.9)
OUTSIDE: Final = Mark(fill="#f4f4f1", edge="#b3bbc4", edge_pt=0.5)
CHOSEN_RING: Final = Mark(edge="#c1121f", edge_pt=1.1, fill="#ffffff", opacity=0.35)
_SOURCES: Final = ("parks", "towns", "cities", "districts", "stations", "platforms", "airports", "context")

Row = Mapping[str, Any]


def atlas_sheets(order: Order, clustering: ClusterResult | None, layout: LayoutResult | None) -> Iterator[Sheet]:
    """Yield a page for each park in the order of the list, then one for each city in the plan's order.

    A park without a position has no page; it is on its city's.
    """
    study = order.study
    if study.has("parks"):
        for key, _ in placed_rows(study, "parks"):
            yield park_sheet(order, key, clustering)
    if study.has("cities"):
        ids = {str(row["name_zh"]): key for key, row in study.rows("cities").items()}
        known = list(study.plan.cities) if study.plan else []
        for city in [*known, *(name for name in ids if name not in known)]:
            if city in ids:
                yield city_sheet(order, ids[city], layout)


def park_sheet(order: Order, park: str, clustering: ClusterResult | None) -> Sheet:
    """Return the page of a park.

    Parameters
    ----------
    park
        Its id; its position must be known.
    clustering
        Adds its score; None for none.
    """
    study, text = order.study, order.text
    row = dict(placed_rows(study, "parks"))[park]
    bounds = park_bounds(row)
    chosen = SheetLayer("chosen", "area", [ring(row)], [replace(CHOSEN_RING, dash=ring_mark(row).dash)])
    symbol = SheetLayer("chosen-site", "point", [row["geometry"]], [_larger(site_mark("parks", row))])
    number = numbers(study)["parks", park]
    about = order.about_sheet(text("briefing_map.name_park"), "", _SOURCES)
    name = text.choose(row, "name")
    return Sheet(
        id=f"park-{park}",
        about=replace(
            about,
            title=f"{number}　{name}" if text.language == "zh" else f"{number}  {name}",
            subtitle=_of_atlas(order),
        ),
        paper=order.paper,
        crs=study.crs,
        bounds=bounds,
        layers=(*_ground(order), *_hubs(order), *site_layers(study), chosen, symbol),
        labels=(*_near_labels(order, bounds), *_hub_labels(order, bounds), *_own_label(order, park)),
        focus=_kept_free(order, ring(row)),
        blocks=(
            Block(text("briefing_map.facts"), facts=park_facts(order, {**row, "id": park})),
            *_park_score(order, park, clustering),
            Block(text("export.legend"), entries=_park_legend(order, row)),
        ),
        words=order.words(),
        locator=part_locator(order),
        graticule=order.graticule,
    )


def city_sheet(order: Order, city_id: str, layout: LayoutResult | None) -> Sheet:
    """Return the page of a city.

    Parameters
    ----------
    city_id
        Its id in the layer of the cities.
    layout
        Adds its role and its gaps; None for none.
    """
    study, text = order.study, order.text
    shape: BaseGeometry = study.projected("cities").geometry.loc[city_id]
    row = study.rows("cities")[city_id]
    largest = max(shapely.get_parts(shape), key=shapely.area)
    bounds = widened(_bounds_of(largest), CITY_ROOM)
    about = order.about_sheet(text("briefing_map.name_city"), "", (*_SOURCES, "links"))
    return Sheet(
        id=f"city-{city_id}",
        about=replace(about, title=text.choose(row, "name"), subtitle=_of_atlas(order)),
        paper=order.paper,
        crs=study.crs,
        bounds=bounds,
        layers=(*_ground(order, city_id), *_hubs(order), *site_layers(study)),
        labels=(*_near_labels(order, bounds), *_hub_labels(order, bounds), *_site_names(order, bounds)),
        focus=_kept_free(order, largest),
        blocks=tuple(_city_blocks(order, city_id, layout)),
        words=order.words(),
        locator=part_locator(order),
        graticule=order.graticule,
    )


def park_bounds(row: Row) -> Bounds:
    """Return the surroundings of a park: further where its position is less sure."""
    half = max(HALF_WIDTH_M, RINGS_SHOWN * float(row["position_uncertainty_m"]))
    x, y = row["geometry"].x, row["geometry"].y
    return x - half, y - half, x + half, y + half


def _bounds_of(shape: BaseGeometry) -> Bounds:
    west, south, east, north = shape.bounds
    return west, south, east, north


def _kept_free(order: Order, shape: BaseGeometry) -> BaseGeometry:
    """Return what insets should not cover: what the page is about, and every site."""
    rings = [
        shapely.buffer(row["geometry"], FREE_M)
        for layer_id in SITE_LAYERS
        if order.study.has(layer_id)
        for _, row in placed_rows(order.study, layer_id)
    ]
    return shapely.union_all([shapely.buffer(shape, FREE_M), *rings])


def _of_atlas(order: Order) -> str:
    plan = order.study.plan
    return order.text(
        "briefing_map.atlas_of", plan=plan.name.in_language(order.text.language) if plan else order.study.id
    )


def _larger(mark: Mark) -> Mark:
    return replace(mark, size_mm=1.35 * mark.size_mm)


def _ground(order: Order, city_id: str | None = None) -> tuple[SheetLayer, ...]:
    """Return neighbours, cities and districts; one city stands out where a page is about it."""
    study = order.study
    layers = [neighbours(study)]
    if study.has("cities"):
        frame = study.projected("cities")
        marks = [LAND if city_id is None else OUTSIDE] * len(frame)
        layers.append(SheetLayer("cities", "area", list(frame.geometry), marks))
        if city_id is not None:
            layers.append(SheetLayer("city", "area", [frame.geometry.loc[city_id]], [_city_fill(order, city_id)]))
    if study.has("districts"):
        frame = study.projected("districts")
        layers.append(SheetLayer("districts", "area", list(frame.geometry), [DISTRICT] * len(frame)))
    if study.has("cities"):
        frame = study.projected("cities")
        shapes = list(frame.geometry) if city_id is None else [frame.geometry.loc[city_id]]
        layers.append(
            SheetLayer("city-edges", "area", shapes, [CITY_EDGE if city_id is None else STUDY_EDGE] * len(shapes))
        )
    return tuple(layers)


def _city_fill(order: Order, city_id: str) -> Mark:
    """Return the land of a city in the colour of its tier, without its hatch: names stand on it."""
    plan, name = order.study.plan, str(order.study.rows("cities")[city_id]["name_zh"])
    if plan is None or name not in plan.tier_of:
        return LAND
    return replace(tier_marks(order.study)[plan.tier_of[name]], hatch="", opacity=0.6)


def _hubs(order: Order) -> tuple[SheetLayer, ...]:
    study = order.study
    return tuple(
        SheetLayer(layer_id, "point", list(frame.geometry), [mark] * len(frame))
        for layer_id, mark in HUBS
        if study.has(layer_id)
        for frame in [_shown(study.projected(layer_id))]
    )


def _shown(frame: Any) -> Any:  # noqa: ANN401 - geopandas frames
    return frame[frame["passenger"]] if "passenger" in frame else frame


def _hub_labels(order: Order, bounds: Bounds) -> Iterator[Label]:
    """Yield the names of stations, platforms and airports in sight."""
    study, text = order.study, order.text
    west, south, east, north = bounds
    for layer_id, mark in HUBS:
        for row in _shown(study.projected(layer_id)).to_dict("records") if study.has(layer_id) else ():
            x, y = row["geometry"].x, row["geometry"].y
            if west <= x <= east and south <= y <= north:
                yield Label(text.choose(row, "name"), (x, y), "hub", 10.0, symbol_mm=mark.size_mm, may_lack=True)


def _near_labels(order: Order, bounds: Bounds) -> Iterator[Label]:
    """Yield the names of districts and cities, and of the neighbours."""
    study, text = order.study, order.text
    window = shapely.box(*bounds)
    if study.has("districts"):
        frame = study.projected("districts")
        for row in frame[frame.geometry.intersects(window)].to_dict("records"):
            if row["name_zh"] == row["city"]:  # a city without districts stands for itself in the layer
                continue
            point = row["geometry"].representative_point()
            yield Label(text.choose(row, "name"), (point.x, point.y), "district", 30.0, within=row["geometry"])
    yield from (
        label
        for label in city_labels(study, text, priority=35.0)
        if label.within is not None and label.within.intersects(window)
    )
    yield from neighbour_labels(study, text, bounds)


def _own_label(order: Order, park: str) -> Iterator[Label]:
    """Yield the name of the page's own park in full, of all others their numbers."""
    of = numbers(order.study)
    name = f"{of['parks', park]} "
    for label in site_labels(order.study, order.text):
        own = label.text.startswith(name) and label.short == of["parks", park]
        yield (
            replace(label, priority=95.0, enlarged=False, symbol_mm=SITE_MM * 1.5)
            if own
            else replace(label, enlarged=False)
        )


def _site_names(order: Order, bounds: Bounds) -> Iterator[Label]:
    west, south, east, north = bounds
    for label in site_labels(order.study, order.text):
        if west <= label.xy[0] <= east and south <= label.xy[1] <= north:
            yield replace(label, enlarged=False)


def _park_score(order: Order, park: str, clustering: ClusterResult | None) -> tuple[Block, ...]:
    text = order.text
    found = None if clustering is None else next((one for one in clustering.per_site if one.id == park), None)
    if found is None:
        return ()
    names = {one.id: text(f"briefing_map.part_{one.id}") for one in found.score.components}
    title = score_line(text("briefing_map.park_score"), found.score, text)
    return (Block(title, items=score_items(found.score, names)),)


def _park_legend(order: Order, row: Row) -> tuple[LegendEntry, ...]:
    study, text = order.study, order.text
    own = LegendEntry(
        text("briefing_map.own_ring", km=f"{float(row['position_uncertainty_m']) / 1000:g}"),
        "ring",
        replace(CHOSEN_RING, dash=ring_mark(row).dash),
    )
    return (own, *_site_legend(order), *_hub_legend(study.has, text))


def _site_legend(order: Order) -> tuple[LegendEntry, ...]:
    return (*statuses_legend(order.study, order.text), *town_legend(order.study, order.text))


def _hub_legend(has: Any, text: Any) -> tuple[LegendEntry, ...]:  # noqa: ANN401
    return tuple(
        LegendEntry(text(f"map_page.layer_{layer_id}"), "point", mark) for layer_id, mark in HUBS if has(layer_id)
    )


def _city_blocks(order: Order, city_id: str, layout: LayoutResult | None) -> Iterator[Block]:
    study, text = order.study, order.text
    city = str(study.rows("cities")[city_id]["name_zh"])
    shown = None if layout is None or study.plan is None else Shown(study, study.plan, text, layout)
    yield Block(text("briefing_map.facts"), facts=city_facts(order, city_id, shown))
    for layer_id in ("parks", "towns"):
        if study.has(layer_id):
            block = site_list(study, layer_id, text)
            here = [str(row["city"]) == city for row in study.rows(layer_id).values()]
            items = tuple(replace(one, detail="") for one, inside in zip(block.items, here, strict=True) if inside)
            if items:
                yield replace(block, items=items)
    if shown is not None:
        lines = _city_gaps(shown, city)
        if lines:
            yield Block(text("briefing_map.list_gaps"), paragraphs=lines)
    yield Block(text("export.legend"), entries=(*_site_legend(order), *_hub_legend(study.has, text)))


def _city_gaps(shown: Shown, city: str) -> tuple[str, ...]:
    study = shown.study
    sites = {
        str(key)
        for layer_id in ("parks", "towns")
        if study.has(layer_id)
        for key, row in study.rows(layer_id).items()
        if row["city"] == city
    }
    gaps = [gap for gap in shown.result.gaps if gap.who == city or gap.who in sites]
    return gap_lines(study, shown.plan, gaps, shown.text)
