"""The layout on the map: cities by tier, potential or minutes; the hub tree; tried lines; townships by minutes."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

import pandas as pd
from shapely import LineString, Point

from analysis.study import Study
from briefing.style import tier_colours
from ui.layout.shown import Shown
from ui.map.model import Feature, MapLayer, Style, Swatch
from ui.map.payload import features, label_point
from ui.map.served import served
from ui.map.study_layers import short_city, study_map_layers
from ui.text import Text

SHADES: Final = ("plan", "inferred", "potential", "minutes")
CITY_LAYER: Final = "layout-cities"
HUB_LAYER: Final = "layout-hubs"
BACKGROUND: Final = ("parks", "platforms", "links-rail", "links-road", "context")
"""Layers of the study that are drawn too, by their ids on the study's own map."""

SHOWN_AT_FIRST: Final = ("parks", "context")
POTENTIAL_COLOURS: Final = ("#f1eef6", "#bdc9e1", "#74a9cf", "#2b8cbe", "#045a8d")
"""Of fifths of the scale from 0 to 1 (ColorBrewer PuBu)."""

MINUTES_COLOURS: Final = ("#238b45", "#a1d99b", "#fee391", "#fe9929", "#cc4c02", "#8c2d04")
"""From near to far; the last colour stands for everything beyond the last threshold."""

UNKNOWN_COLOUR: Final = "#d9d9d9"
TREE_COLOUR: Final = "#7a0177"
MUTUAL_COLOUR: Final = "#9e6a9c"
TRIED_COLOUR: Final = "#c1121f"
WIDTHS_PX: Final = (1.2, 7.0)
"""Of the smallest and the largest dominant flow."""


def layout_map_layers(
    shown: Shown, shade: str, label_points: Mapping[str, tuple[float, float]], background: Sequence[MapLayer]
) -> tuple[MapLayer, ...]:
    """Return the layers of a layout, in the order of the legend.

    Parameters
    ----------
    shown
        The study and what was computed of it.
    shade
        One of `SHADES`: what the cities' colour tells.
    label_points
        City id -> where its name stands.
    background
        As `background_layers` returns them.
    """
    places = city_places(shown.study)
    return (
        _cities(shown, shade, label_points),
        *_tree(shown, places),
        *_tried(shown, places),
        *_townships(shown),
        *background,
    )


def background_layers(study: Study, text: Text) -> tuple[MapLayer, ...]:
    """Return the study's own layers that a layout is drawn with; only the parks are switched on at first."""
    return tuple(
        replace(layer, visible=layer.id in SHOWN_AT_FIRST)
        for layer in study_map_layers(study, text)
        if layer.id in BACKGROUND
    )


def city_label_points(study: Study) -> dict[str, tuple[float, float]]:
    """Return where each city's name stands, longitude and latitude."""
    cities = study.layer("cities")
    return {str(key): label_point(shape) for key, shape in zip(cities.index, cities.geometry, strict=True)}


def city_places(study: Study) -> dict[str, tuple[float, float]]:
    """Return each city's seat, or a point on its land where the seat is not known: longitude and latitude."""
    found = {}
    for row in study.layer("cities").to_dict("records"):
        lon, lat = row.get("seat_lon"), row.get("seat_lat")
        if lon is None or lat is None or pd.isna(lon) or pd.isna(lat):
            lon, lat = label_point(row["geometry"])
        found[str(row["name_zh"])] = (float(lon), float(lat))
    return found


def potential_colour(value: float) -> str:
    """Return the colour of a potential from 0 to 1; grey where it is not known."""
    if math.isnan(value):
        return UNKNOWN_COLOUR
    last = len(POTENTIAL_COLOURS) - 1
    return POTENTIAL_COLOURS[min(int(value * len(POTENTIAL_COLOURS)), last)]


def minutes_colour(minutes: float, thresholds_min: Sequence[float]) -> str:
    """Return the colour of minutes to a higher tier: a hub's own, by threshold, beyond all, or grey without a way."""
    if math.isnan(minutes) or math.isinf(minutes):
        return UNKNOWN_COLOUR
    if minutes == 0:
        return MINUTES_COLOURS[0]
    place = next((place for place, limit in enumerate(thresholds_min) if minutes <= limit), len(thresholds_min))
    return MINUTES_COLOURS[min(place + 1, len(MINUTES_COLOURS) - 1)]


def flow_width(flow: float, smallest: float, largest: float) -> float:
    """Return the width of a line in pixels, evenly over the logarithm of the flow; the widest if all are equal."""
    span = math.log(largest / smallest)
    if span <= 0:
        return WIDTHS_PX[1]
    share = min(math.log(flow / smallest) / span, 1.0)
    return round(WIDTHS_PX[0] + share * (WIDTHS_PX[1] - WIDTHS_PX[0]), 2)


def _cities(shown: Shown, shade: str, label_points: Mapping[str, tuple[float, float]]) -> MapLayer:
    text = shown.text
    frame = shown.study.layer("cities")
    rows = frame.to_dict("records")
    names = [text.choose(row, "name") for row in rows]
    cities = [str(row["name_zh"]) for row in rows]
    drawn = features(
        ids=frame.index,
        geometries=frame.geometry,
        titles=names,
        lines=[_city_lines(shown, city) for city in cities],
        labels=[short_city(name) for name in names],
        styles=[Style(fill=_colour(shown, shade, city)) for city in cities],
        label_points=[label_points[str(key)] for key in frame.index],
    )
    return MapLayer(
        id=CITY_LAYER,
        title=text("layout_page.map_cities", shade=text(f"layout_page.shade_{shade}")),
        kind="polygon",
        features=drawn,
        style=Style(stroke="#ffffff", stroke_width=1.2, fill_opacity=0.9, label_look="area", label_zoom=6),
        legend=_legend(shown, shade),
        z_order=10,
    )


def _city_lines(shown: Shown, city: str) -> list[str]:
    text = shown.text
    lines = []
    if city in shown.plan.tier_of:
        lines.append(text("layout_page.map_plan", tier=shown.tier(shown.plan.tier_of[city])))
    inferred = shown.inferred_tier(city)
    if inferred is not None:
        lines.append(text("layout_page.map_inferred", tier=shown.tier(inferred)))
    minutes = _minutes(shown, city)
    if 0 < minutes < math.inf:
        lines.append(text("layout_page.map_minutes", minutes=f"{minutes:.0f}"))
    return lines


def _colour(shown: Shown, shade: str, city: str) -> str:
    if shade == "potential":
        value = float("nan") if shown.headline is None else float(shown.headline.potential.value.get(city, math.nan))
        return potential_colour(value)
    if shade == "minutes":
        found = shown.tiers.reach_map
        return UNKNOWN_COLOUR if found is None else minutes_colour(_minutes(shown, city), found.thresholds_min)
    tier = shown.plan.tier_of.get(city) if shade == "plan" else shown.inferred_tier(city)
    return UNKNOWN_COLOUR if tier is None else tier_colours([one.id for one in shown.plan.tiers])[tier]


def _minutes(shown: Shown, city: str) -> float:
    found = shown.tiers.reach_map
    return math.nan if found is None else float(found.cities["minutes"].get(city, math.nan))


def _legend(shown: Shown, shade: str) -> tuple[tuple[str, Swatch], ...]:
    if shade == "potential":
        parts = len(POTENTIAL_COLOURS)
        return tuple(
            (f"{place / parts:.1f} – {(place + 1) / parts:.1f}", Swatch(draw="area", fill=colour))
            for place, colour in enumerate(POTENTIAL_COLOURS)
        )
    if shade == "minutes":
        return _minutes_legend(shown, "area")
    colours = tier_colours([tier.id for tier in shown.plan.tiers])
    return tuple((shown.tier(tier), Swatch(draw="area", fill=colour)) for tier, colour in colours.items())


def _minutes_legend(shown: Shown, draw: str) -> tuple[tuple[str, Swatch], ...]:
    found, text = shown.tiers.reach_map, shown.text
    if found is None:
        return ()
    limits = found.thresholds_min
    shape: Swatch = {"draw": "circle"} if draw == "circle" else {"draw": "area"}
    words = [
        (text("layout_page.map_hub_itself"), 0.0),
        *((text("layout_page.map_within", minutes=f"{limit:g}"), limit) for limit in limits),
        (text("layout_page.map_beyond", minutes=f"{limits[-1]:g}"), limits[-1] + 1),
    ]
    wanted = words if draw == "area" else words[1:]
    return tuple((word, Swatch(**shape, fill=minutes_colour(minutes, limits))) for word, minutes in wanted)


def _tree(shown: Shown, places: Mapping[str, tuple[float, float]]) -> Iterable[MapLayer]:
    found, text = shown.network.dominant, shown.text
    if found is None:
        return
    rows = found.flows.to_dict("records")
    flows = [float(row["flow"]) for row in rows]
    yield MapLayer(
        id="layout-tree",
        title=text("layout_page.map_tree"),
        kind="line",
        features=features(
            ids=[f"{row['from']}-{row['to']}" for row in rows],
            geometries=[LineString([places[row["from"]], places[row["to"]]]) for row in rows],
            titles=[text("map_page.link", start=shown.city(row["from"]), end=shown.city(row["to"])) for row in rows],
            lines=[[text("layout_page.map_flow", share=f"{row['share']:.0%}")] for row in rows],
            styles=[
                _flow_style(flow, min(flows), max(flows), nodal=row["nodal"])
                for row, flow in zip(rows, flows, strict=True)
            ],
        ),
        style=Style(stroke_opacity=0.75),
        legend=(
            (text("layout_page.map_nodal"), Swatch(draw="line", stroke=TREE_COLOUR, stroke_width=3)),
            (
                text("layout_page.map_not_nodal"),
                Swatch(draw="line", stroke=MUTUAL_COLOUR, stroke_width=2, stroke_dash="3 4"),
            ),
        ),
        z_order=60,
    )
    yield _hubs(shown, places)


def _flow_style(flow: float, smallest: float, largest: float, *, nodal: bool) -> Style:
    width = flow_width(flow, smallest, largest)
    return (
        Style(stroke=TREE_COLOUR, stroke_width=width)
        if nodal
        else Style(stroke=MUTUAL_COLOUR, stroke_width=min(width, 2.0), stroke_dash="3 4")
    )


def _hubs(shown: Shown, places: Mapping[str, tuple[float, float]]) -> MapLayer:
    found, text = shown.network.dominant, shown.text
    hubs = () if found is None else found.hubs
    ids = {str(row["name_zh"]): str(key) for key, row in shown.study.rows("cities").items()}
    drawn = [hub for hub in hubs if hub in ids]
    return MapLayer(
        id=HUB_LAYER,
        title=text("layout_page.map_hubs"),
        kind="point",
        features=features(
            ids=[ids[hub] for hub in drawn],
            geometries=[Point(places[hub]) for hub in drawn],
            titles=[shown.city(hub) for hub in drawn],
            lines=[[text("layout_page.map_hub")] for _ in drawn],
        ),
        style=Style(shape="square", size=7.0, fill=TREE_COLOUR, stroke="#ffffff", stroke_width=1.5),
        z_order=70,
    )


def _tried(shown: Shown, places: Mapping[str, tuple[float, float]]) -> Iterable[MapLayer]:
    lines, text = shown.settings.lines, shown.text
    if not lines:
        return
    yield MapLayer(
        id="layout-tried",
        title=text("layout_page.map_tried"),
        kind="line",
        features=features(
            ids=range(len(lines)),
            geometries=[LineString([places[line.from_city], places[line.to_city]]) for line in lines],
            titles=[
                text("map_page.link", start=shown.city(line.from_city), end=shown.city(line.to_city)) for line in lines
            ],
            lines=[[text("map_page.link_minutes", minutes=f"{line.minutes:.0f}")] for line in lines],
        ),
        style=Style(stroke=TRIED_COLOUR, stroke_width=3.0, stroke_dash="8 4"),
        z_order=65,
    )


def _townships(shown: Shown) -> Iterable[MapLayer]:
    found, text = shown.tiers.reach_map, shown.text
    if found is None or found.townships is None or not len(found.townships):
        return
    yield MapLayer(
        id="layout-townships",
        title=text("layout_page.map_townships"),
        kind="point",
        **served(shown.study, township_features(shown.study, found.townships, shown, text)),
        style=Style(shape="circle", size=2.6, stroke="#5b6673", stroke_width=0.3),
        visible=False,
        legend=_minutes_legend(shown, "circle"),
        z_order=20,
    )


def township_features(study: Study, townships: pd.DataFrame, shown: Shown, text: Text) -> list[Feature]:
    """Return the townships as points coloured by their minutes to a city of a higher tier."""
    layer = study.layer("townships").loc[townships.index]
    limits = () if shown.tiers.reach_map is None else shown.tiers.reach_map.thresholds_min
    minutes = townships["minutes"].to_list()
    names = [text.choose(row, "name") for row in layer.to_dict("records")]
    return features(
        ids=layer.index,
        geometries=layer.geometry,
        titles=[name or str(key) for name, key in zip(names, layer.index, strict=True)],
        lines=[
            [
                text("layout_page.map_minutes", minutes=f"{one:.0f}")
                if math.isfinite(one)
                else text("layout_page.map_no_way")
            ]
            for one in minutes
        ],
        styles=[Style(fill=minutes_colour(one, limits)) for one in minutes],
    )


def _minutes_words(minutes: float, text: Text) -> str:
    if not math.isfinite(minutes):
        return text("layout_page.map_no_way")
    return text("layout_page.map_minutes", minutes=f"{minutes:.0f}")
