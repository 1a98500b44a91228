"""The study's layers as the map draws them: titles, tooltips, colours, and what stands in the legend.

A new layer on the map is one function here and one line in `study_map_layers`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely import LineString, Point, box

from analysis.degrees import to_degrees
from analysis.plan import Plan
from analysis.sites import furthest_status
from analysis.study import Study
from briefing.style import (
    BOUNDARY,
    CERTAINTY_DASHES,
    CONTEXT_FILL,
    HUB_COLOURS,
    LINK_COLOURS,
    STATUS_COLOURS,
    TOWN_KIND_COLOURS,
    tier_colours,
)
from ui.map.model import Bounds, MapLayer, Shape, Style, Swatch
from ui.map.payload import features, label_point
from ui.map.served import served
from ui.sites import city_name, tier_name
from ui.text import Text

if TYPE_CHECKING:
    import geopandas
    from pyproj import CRS

SITE_SIZE_PX: Final = 7.0
TOWN_SIZE_PX: Final = 7.8
"""Wider, so that the corners of a town show under a park at the same place."""
CONTEXT_MARGIN_DEG: Final = 0.5
"""A neighbour's name stands in the part of it that the whole-area view shows."""

MARGIN: Final = 0.15
"""Room round points, as a share of their extent."""

LEAST_EXTENT_DEG: Final = 0.2

FAST_LINK_MIN: Final = 120
"""Links up to this long are drawn; all 210 pairs would cover the map."""


def study_map_layers(
    study: Study, text: Text, site_ids: Mapping[str, Sequence[str]] | None = None
) -> tuple[MapLayer, ...]:
    """Return every layer that the study has, in the order of the legend.

    Parameters
    ----------
    study
        The study; a layer that it lacks is left out.
    text
        The catalogue in the reader's language.
    site_ids
        Which parks and towns to draw, by layer id; all where a layer is not named.
    """
    chosen = site_ids or {}
    makers: tuple[tuple[str, Callable[[], MapLayer]], ...] = (
        ("parks", lambda: _sites_layer(study, "parks", text, chosen.get("parks"))),
        ("towns", lambda: _sites_layer(study, "towns", text, chosen.get("towns"))),
        ("cities", lambda: _cities_layer(study, text)),
        ("districts", lambda: _districts_layer(study, text)),
        ("links", lambda: _links_layer(study, text, mode="rail")),
        ("links", lambda: _links_layer(study, text, mode="road")),
        ("platforms", lambda: _hubs_layer(study, "platforms", text, shape="triangle", visible=True)),
        ("stations", lambda: _hubs_layer(study, "stations", text, shape="square")),
        ("airports", lambda: _hubs_layer(study, "airports", text, shape="cross", where="passenger")),
        ("seaports", lambda: _hubs_layer(study, "seaports", text, shape="cross")),
        ("context", lambda: _context_layer(study, text)),
    )
    needs = {"links": ("links", "cities")}  # a link runs between city seats
    return tuple(make() for layer_id, make in makers if study.has(*needs.get(layer_id, (layer_id,))))


def map_bounds(study: Study) -> tuple[float, float, float, float]:
    """Return south, west, north, east of what the study covers; the whole country if it has no layer."""
    for layer_id in ("study_area", "cities", "parks"):
        if study.has(layer_id):
            # The largest part alone: far islands would push the mainland into a corner.
            parts = shapely.get_parts(study.layer(layer_id).geometry.to_numpy())
            main = parts[[shapely.area(parts).argmax()]] if layer_id == "study_area" else parts
            west, south, east, north = (float(value) for value in shapely.total_bounds(main))
            return south, west, north, east
    return 18.0, 73.5, 53.6, 135.1


def xy_bounds(xy: NDArray[np.float64], crs: CRS) -> Bounds:
    """Return south, west, north, east of points with some room round them.

    Parameters
    ----------
    xy
        Shape (n, 2) with n of at least 1, in `crs`.
    crs
        Of the points.
    """
    lon, lat = to_degrees(xy, crs).T
    room = MARGIN * max(float(np.ptp(lon)), float(np.ptp(lat)), LEAST_EXTENT_DEG)
    return float(lat.min()) - room, float(lon.min()) - room, float(lat.max()) + room, float(lon.max()) + room


def _sites_layer(study: Study, layer_id: str, text: Text, ids: Sequence[str] | None) -> MapLayer:
    frame = study.layer(layer_id)
    shown = frame if ids is None else frame.loc[[key for key in frame.index if key in set(ids)]]
    rows = shown.to_dict("records")
    shape: Shape = "circle" if layer_id == "parks" else "diamond"
    drawn = features(
        ids=shown.index,
        geometries=shown.geometry,
        titles=[text.choose(row, "name") for row in rows],
        lines=[_site_lines(study, layer_id, row, text) for row in rows],
        labels=[text.choose(row, "name") for row in rows],
        styles=[_site_style(layer_id, row) for row in rows],
        uncertainty_m=shown["position_uncertainty_m"],
        uncertainty_dashes=[CERTAINTY_DASHES[row["position_confidence"]] for row in rows],
    )
    drawn = [*drawn, *_other_sites(shown, text)] if layer_id == "parks" else drawn
    return MapLayer(
        id=layer_id,
        title=text(f"map_page.layer_{layer_id}"),
        kind="point",
        features=drawn,
        style=Style(
            shape=shape,
            size=SITE_SIZE_PX if layer_id == "parks" else TOWN_SIZE_PX,
            stroke="#ffffff",
            stroke_width=1.5,
            label_look="site",
            label_zoom=9,
        ),
        legend=_site_legend(layer_id, frame, text),
        z_order=60 if layer_id == "parks" else 50,
    )


def _site_lines(study: Study, layer_id: str, row: Mapping[str, Any], text: Text) -> list[str]:
    status = furthest_status(row["status"])
    kind = text("site.kind_park") if layer_id == "parks" else text(f"site.kind_{row['kind']}")
    return [
        text("app.list_separator").join(
            part
            for part in (kind, city_name(study, row["city"], text), text(f"site.status_{status}") if status else "")
            if part
        ),
        text("map_page.position_known_to", km=f"{row['position_uncertainty_m'] / 1000:g}"),
    ]


def _site_style(layer_id: str, row: Mapping[str, Any]) -> Style:
    if layer_id == "towns":
        return Style(fill=TOWN_KIND_COLOURS[row["kind"]])
    status = furthest_status(row["status"])
    return Style(fill=STATUS_COLOURS[status] if status else BOUNDARY)


def _other_sites(parks: geopandas.GeoDataFrame, text: Text) -> list[Mapping[str, object]]:
    """Return the further sites of a park as small marks of the same id, so that a click leads to the park."""
    found = [
        (f"{key}/{place}", other, row)
        for key, row in zip(parks.index, parks.to_dict("records"), strict=True)
        for place, other in enumerate(row["other_sites"], start=2)
    ]
    return features(
        ids=[key for key, _, _ in found],
        geometries=[Point(float(other["lon"]), float(other["lat"])) for _, other, _ in found],
        titles=[text.choose(other, "name") for _, other, _ in found],
        lines=[
            [
                text("map_page.second_site_of", name=text.choose(row, "name")),
                text("map_page.position_known_to", km=f"{float(other['position_uncertainty_m']) / 1000:g}"),
            ]
            for _, other, row in found
        ],
        styles=[Style(fill="#ffffff", stroke=_site_style("parks", row)["fill"], size=5.0) for _, _, row in found],
        uncertainty_m=[float(other["position_uncertainty_m"]) for _, other, _ in found],
        uncertainty_dashes=[CERTAINTY_DASHES["low"] for _ in found],
    )


def _site_legend(layer_id: str, frame: pd.DataFrame, text: Text) -> tuple[tuple[str, Swatch], ...]:
    if layer_id == "towns":
        kinds = [kind for kind in TOWN_KIND_COLOURS if kind in set(frame["kind"])]
        by_colour = {
            TOWN_KIND_COLOURS[kind]: [other for other in kinds if TOWN_KIND_COLOURS[other] == TOWN_KIND_COLOURS[kind]]
            for kind in kinds
        }
        return tuple(
            (
                text("app.list_separator").join(text(f"site.kind_{kind}") for kind in same),
                Swatch(draw="diamond", fill=colour),
            )
            for colour, same in by_colour.items()
        )
    statuses = {furthest_status(records) for records in frame["status"]}
    entries = [
        (text(f"site.status_{status}"), Swatch(draw="circle", fill=colour))
        for status, colour in STATUS_COLOURS.items()
        if status in statuses
    ]
    certainty = [
        (text(f"site.confidence_{level}"), Swatch(draw="ring", stroke="#5b6673", stroke_dash=dash))
        for level, dash in CERTAINTY_DASHES.items()
        if level in set(frame["position_confidence"])
    ]
    return (*entries, *certainty)


def _cities_layer(study: Study, text: Text) -> MapLayer:
    frame = study.layer("cities")
    plan = study.plan
    colours = tier_colours([tier.id for tier in plan.tiers]) if plan else {}
    rows = frame.to_dict("records")
    drawn = features(
        ids=frame.index,
        geometries=frame.geometry,
        titles=[text.choose(row, "name") for row in rows],
        lines=[_city_lines(study, row, text) for row in rows],
        labels=[short_city(text.choose(row, "name")) for row in rows],
        styles=[_city_style(row, plan, colours) for row in rows],
    )
    return MapLayer(
        id="cities",
        title=text("map_page.layer_cities"),
        kind="polygon",
        **served(study, drawn),
        style=Style(
            stroke="#ffffff", stroke_width=1.2, fill="#eef2f5", fill_opacity=0.9, label_look="area", label_zoom=6
        ),
        legend=tuple(
            (tier.name.in_language(text.language), Swatch(draw="area", fill=colours[tier.id]))
            for tier in (plan.tiers if plan else ())
        ),
        z_order=10,
    )


def short_city(name: str) -> str:
    """Return a city's name as a map has room for it."""
    return name.removesuffix("市") if len(name) > 2 else name


def _city_lines(study: Study, row: Mapping[str, Any], text: Text) -> list[str]:
    lines = [tier_name(study.plan, row["name_zh"], text)]
    if study.has("parks"):
        count = int((study.layer("parks")["city"] == row["name_zh"]).sum())
        lines.append(text("site.parks_here", count=count))
    return lines


def _city_style(row: Mapping[str, Any], plan: Plan | None, colours: Mapping[str, str]) -> Style:
    tier = plan.tier_of.get(row["name_zh"]) if plan else None
    if tier is None or plan is None:
        return Style()
    return Style(fill=colours[tier], label_priority=float(plan.tier_rank[tier]))


def _districts_layer(study: Study, text: Text) -> MapLayer:
    frame = study.layer("districts")
    rows = frame.to_dict("records")
    drawn = features(
        ids=frame.index,
        geometries=frame.geometry,
        titles=[text.choose(row, "name") for row in rows],
        labels=[text.choose(row, "name") for row in rows],
    )
    return MapLayer(
        id="districts",
        title=text("map_page.layer_districts"),
        kind="polygon",
        **served(study, drawn),
        style=Style(fill_opacity=0.0, stroke=BOUNDARY, stroke_width=0.7, label_look="area", label_zoom=10),
        legend=(),
        visible=False,
        interactive=False,
        z_order=20,
    )


def _links_layer(study: Study, text: Text, *, mode: str) -> MapLayer:
    seats = {row["name_zh"]: (row["seat_lon"], row["seat_lat"]) for row in study.rows("cities").values()}
    links = study.layer("links")
    near = links[(links["mode"] == mode) & (links["minutes"] <= FAST_LINK_MIN)]
    rows = [row for row in near.to_dict("records") if row["from_city"] in seats and row["to_city"] in seats]
    drawn = features(
        ids=[f"{row['from_city']}-{row['to_city']}-{mode}" for row in rows],
        geometries=[LineString([seats[row["from_city"]], seats[row["to_city"]]]) for row in rows],
        titles=[
            text(
                "map_page.link",
                start=city_name(study, row["from_city"], text),
                end=city_name(study, row["to_city"], text),
            )
            for row in rows
        ],
        lines=[
            [
                text(
                    "map_page.link_estimated" if row["estimated"] else "map_page.link_minutes",
                    minutes=f"{row['minutes']:.0f}",
                )
            ]
            for row in rows
        ],
        styles=[_link_style(row["minutes"], estimated=row["estimated"]) for row in rows],
    )
    return MapLayer(
        id=f"links-{mode}",
        title=text(f"map_page.layer_links_{mode}", minutes=FAST_LINK_MIN),
        kind="line",
        **served(study, drawn),
        style=Style(stroke=LINK_COLOURS[mode], stroke_opacity=0.7, stroke_dash="" if mode == "rail" else "6 4"),
        visible=False,
        z_order=30,
    )


def _link_style(minutes: float, *, estimated: bool) -> Style:
    style = Style(stroke_width=round(3.2 - 2.4 * minutes / FAST_LINK_MIN, 2))
    if estimated:
        style["stroke_dash"] = "1 5"
    return style


def _hubs_layer(
    study: Study, layer_id: str, text: Text, *, shape: Shape, visible: bool = False, where: str = ""
) -> MapLayer:
    frame = study.layer(layer_id)
    frame = frame[frame[where]] if where else frame
    rows = frame.to_dict("records")
    drawn = features(
        ids=frame.index,
        geometries=frame.geometry,
        titles=[text.choose(row, "name") for row in rows],
        lines=[_hub_lines(row, layer_id, text) for row in rows],
    )
    return MapLayer(
        id=layer_id,
        title=text(f"map_page.layer_{layer_id}"),
        kind="point",
        **served(study, drawn),
        style=Style(shape=shape, size=4.5, fill=HUB_COLOURS[layer_id], stroke="#ffffff", stroke_width=1.0),
        visible=visible,
        z_order=40,
    )


def _hub_lines(row: Mapping[str, Any], layer_id: str, text: Text) -> list[str]:
    lines = []
    if layer_id == "platforms":
        lines.append(text(f"map_page.platform_{row['kind']}"))
        lines.append(text.choose(row, "position_basis"))
    if layer_id == "stations":
        lines.append(text("map_page.trains_per_day", trains=row["trains_per_day_2021"]))
    if row.get("position_uncertainty_m"):
        lines.append(text("map_page.position_known_to", km=f"{row['position_uncertainty_m'] / 1000:g}"))
    return lines


def _context_layer(study: Study, text: Text) -> MapLayer:
    frame = study.layer("context")
    south, west, north, east = map_bounds(study)
    window = box(
        west - CONTEXT_MARGIN_DEG, south - CONTEXT_MARGIN_DEG, east + CONTEXT_MARGIN_DEG, north + CONTEXT_MARGIN_DEG
    )
    seen = [part if not (part := geometry & window).is_empty else geometry for geometry in frame.geometry]
    rows = frame.to_dict("records")
    drawn = features(
        ids=frame.index,
        geometries=frame.geometry,
        titles=[text.choose(row, "name") for row in rows],
        labels=[text.choose(row, "name") for row in rows],
        label_points=[label_point(part) for part in seen],
    )
    return MapLayer(
        id="context",
        title="",
        kind="polygon",
        **served(study, drawn),
        style=Style(
            fill=CONTEXT_FILL, fill_opacity=1.0, stroke="#d9d5cc", stroke_width=0.8, label_look="area", label_zoom=6
        ),
        interactive=False,
        z_order=0,
    )
