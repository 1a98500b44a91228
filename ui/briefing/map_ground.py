"""What every map sheet begins with: neighbours and cities, their names, where the study lies, what is crowded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse.csgraph import connected_components
from shapely.geometry.base import BaseGeometry

from analysis.study import Study
from briefing.about import About
from briefing.paper import Paper
from briefing.sheet import (
    Bounds,
    Enlarged,
    Label,
    LegendEntry,
    Locator,
    Mark,
    SheetLayer,
    SheetWords,
)
from briefing.style import BOUNDARY, CONTEXT_FILL, tier_colours
from ui.map.payload import label_point
from ui.map.study_layers import short_city
from ui.text import Text

PLAN: Final = "plan"
"""Id of the plan's document among the sources; every sheet rests on it."""

MARGIN_SHARE: Final = 0.022
"""Room round what must be in sight, as a share of its longer side."""

LOCATOR_ROOM: Final = 0.55
"""How far the locator reaches beyond the study, as a share of its width and height."""

CROWDED_SHARE: Final = 0.06
"""Sites this near to one another, as a share of the map's width, crowd each other at its scale."""

ENLARGED_SHARE: Final = 0.45
"""A part is enlarged only if it is no wider than this share of the map."""

HIGHEST_HATCH: Final = "////"
"""Over the highest tier, so that it reads without colour; those below differ by lightness and by their word."""

PLAIN_CITY: Final = Mark(fill="#fbfbf9", edge="#b3bbc4", edge_pt=0.45)
NEIGHBOUR: Final = Mark(fill=CONTEXT_FILL, edge="#d6d0c4", edge_pt=0.5)
STUDY_EDGE: Final = Mark(edge="#5f6b78", edge_pt=1.0)
STUDY_GLOW: Final = Mark(edge="#dfe6ec", edge_pt=3.2)
SEEN_AREA: Final = 0.002
"""A neighbour of which less than this share of the map is in sight is not named."""


@dataclass(frozen=True)
class Order:
    """What every sheet of a briefing is made from.

    Parameters
    ----------
    study, text
        The study, and the catalogue in the reader's language.
    about
        What the sheet says of itself.
    paper
        The sheet's size.
    graticule
        Whether lines of longitude and latitude are drawn.
    """

    study: Study
    text: Text
    about: About
    paper: Paper
    graticule: bool = False

    def about_sheet(self, name: str, message: str, layers: Sequence[str]) -> About:
        """Return what a sheet says of itself: its own name below the title, only the sources that it uses."""
        plan = self.study.plan.name.in_language(self.text.language) if self.study.plan else ""
        title, subtitle = self.about.title, self.about.subtitle
        if plan and title == self.text("export.title", plan=plan):  # nobody chose it
            title, subtitle = self.text("briefing_map.title", plan=plan, name=name), subtitle or message
        subtitle = subtitle or self.text("briefing_map.subtitle", name=name, message=message)
        used = tuple(one for one in self.about.sources if one.layer in (PLAN, *layers))
        return replace(self.about, title=title, subtitle=subtitle, sources=used)

    def words(self) -> SheetWords:
        """Return the sheet's own words."""
        names = ("north", "kilometres", "scale", "more")
        return SheetWords(**{name: _kept(self.text, name) for name in names})


def _kept(text: Text, name: str) -> str:
    """Return a text whose placeholders the sheet fills."""
    return text(f"briefing_map.{name}", n="{n}", paper="{paper}")


def study_bounds(study: Study) -> Bounds:
    """Return what a map of the whole study must show, in metres of its coordinate system.

    Far islands count only where nothing else is known: the largest part of the land decides.
    """
    for layer_id in ("study_area", "cities", "parks"):
        if study.has(layer_id):
            parts = shapely.get_parts(study.projected(layer_id).geometry.to_numpy())
            main = parts[[shapely.area(parts).argmax()]] if layer_id == "study_area" else parts
            return widened(_bounds(main), MARGIN_SHARE)
    return -1e5, -1e5, 1e5, 1e5


def widened(bounds: Bounds, share: float) -> Bounds:
    """Return bounds with room on all sides, as a share of the longer side."""
    west, south, east, north = bounds
    room = share * max(east - west, north - south, 1.0)
    return west - room, south - room, east + room, north + room


def _bounds(geometries: NDArray[np.object_]) -> Bounds:
    west, south, east, north = (float(value) for value in shapely.total_bounds(geometries))
    return west, south, east, north


def ground_layers(study: Study, *, tiers: bool, cities: Sequence[Mark] | None = None) -> tuple[SheetLayer, ...]:
    """Return neighbours, cities and the study's outline.

    Parameters
    ----------
    tiers
        Whether cities are shaded by the plan's tiers.
    cities
        A mark of one's own for each city instead.
    """
    layers = [neighbours(study)]
    if study.has("study_area"):
        layers.append(SheetLayer("glow", "area", [study.area], [STUDY_GLOW]))
    if study.has("cities"):
        frame = study.projected("cities")
        marks = (
            cities if cities is not None else [city_mark(study, str(name), tiers=tiers) for name in frame["name_zh"]]
        )
        order = np.argsort([mark.fill + mark.hatch for mark in marks], kind="stable")
        layers.append(
            SheetLayer("cities", "area", [frame.geometry.iloc[one] for one in order], [marks[one] for one in order])
        )
    if study.has("study_area"):
        layers.append(SheetLayer("study_area", "area", [study.area], [STUDY_EDGE]))
    return tuple(layers)


def neighbours(study: Study) -> SheetLayer:
    """Return the land around the study; an empty layer where the study does not have it."""
    shapes = list(study.projected("context").geometry) if study.has("context") else []
    return SheetLayer("context", "area", shapes, [NEIGHBOUR] * len(shapes))


def city_mark(study: Study, city: str, *, tiers: bool = True) -> Mark:
    """Return how a city looks: by its tier, or plain."""
    plan = study.plan
    tier = plan.tier_of.get(city) if plan is not None and tiers else None
    return PLAIN_CITY if plan is None or tier is None else tier_marks(study)[tier]


def tier_marks(study: Study) -> dict[str, Mark]:
    """Return the mark of each tier, highest first: from dark to light, the upper ones hatched too."""
    plan = study.require_plan()
    ids = [tier.id for tier in plan.tiers]
    return {
        tier: Mark(
            fill=colour,
            edge="#8d99a6",
            edge_pt=0.4,
            hatch=HIGHEST_HATCH if not place else "",
            hatch_colour="#b4c8dc",
        )
        for place, (tier, colour) in enumerate(tier_colours(ids).items())
    }


def tier_tags(study: Study, text: Text) -> dict[str, str]:
    """Return the shortest word for each tier that tells it from the others: ``核心``, ``core``."""
    plan = study.plan
    names = {tier.id: tier.name.in_language(text.language) for tier in plan.tiers} if plan else {}
    short = {tier: name.split()[0] if " " in name else name[:2] for tier, name in names.items()}
    return short if len(set(short.values())) == len(short) else names


def tier_legend(study: Study, text: Text) -> tuple[LegendEntry, ...]:
    """Return the legend of the tiers, the highest first."""
    if study.plan is None:
        return ()
    marks, tags = tier_marks(study), tier_tags(study, text)
    return tuple(
        LegendEntry(
            text("briefing_map.tier_with_count", tier=tier.name.in_language(text.language), count=len(tier.cities)),
            "area",
            replace(marks[tier.id], edge=BOUNDARY, edge_pt=0.4, tag=tags[tier.id]),
        )
        for tier in study.plan.tiers
    )


def city_labels(study: Study, text: Text, *, tiers: bool = False, priority: float = 50.0) -> tuple[Label, ...]:
    """Return the names of the cities, those of higher tiers first; with the tier below the name if asked for."""
    if not study.has("cities"):
        return ()
    frame, plan = study.projected("cities"), study.plan
    tags = tier_tags(study, text) if tiers else {}
    found = []
    for row in frame.to_dict("records"):
        tier = plan.tier_of.get(row["name_zh"]) if plan else None
        rank = plan.tier_rank[tier] if plan and tier else 0
        found.append(
            Label(
                short_city(text.choose(row, "name")),
                label_point(row["geometry"]),
                "area",
                priority + rank,
                tag=tags.get(tier, "") if tier else "",
                within=row["geometry"],
            )
        )
    return tuple(found)


def neighbour_labels(study: Study, text: Text, bounds: Bounds) -> tuple[Label, ...]:
    """Return the names of the neighbours, each in the part of it that is in sight."""
    if not study.has("context"):
        return ()
    window = shapely.box(*bounds)
    found = []
    for row in study.projected("context").to_dict("records"):
        part = row["geometry"] & window
        if part.area > SEEN_AREA * window.area:
            found.append(Label(text.choose(row, "name"), label_point(part), "context", 1.0, within=part))
    return tuple(found)


def study_locator(order: Order) -> Locator | None:
    """Return where the study lies among its neighbours; None where the study has no neighbours."""
    study, text = order.study, order.text
    if not study.has("context", "study_area"):
        return None
    west, south, east, north = study_bounds(study)
    room_x, room_y = LOCATOR_ROOM * (east - west), LOCATOR_ROOM * (north - south)
    bounds = (west - room_x, south - room_y, east + room_x, north + room_y)
    own = SheetLayer("study_area", "area", [study.area], [Mark(fill="#8faecc", edge="#5f6b78", edge_pt=0.4)])
    return Locator(
        bounds=bounds,
        layers=(neighbours(study), own),
        labels=neighbour_labels(study, text, bounds),
        caption=text("briefing_map.locator"),
    )


def part_locator(order: Order) -> Locator | None:
    """Return the study with its cities, for a sheet that shows a part of it; None without cities."""
    study, text = order.study, order.text
    if not study.has("cities"):
        return None
    layers = (neighbours(study), *ground_layers(study, tiers=False)[2:3])
    return Locator(study_bounds(study), layers, (), text("briefing_map.locator"))


def crowded(
    study: Study, text: Text, shapes: Sequence[BaseGeometry], *, share: float = CROWDED_SHARE
) -> Enlarged | None:
    """Return the part of the map where sites stand too close to be named; None where there is none.

    Parameters
    ----------
    shapes
        The sites with their uncertainty circles, in the study's coordinate system.
    share
        How near is too near, as a share of the map's width.
    """
    if len(shapes) < 3:
        return None
    west, _, east, _ = study_bounds(study)
    xy = shapely.get_coordinates(shapely.centroid(np.array(shapes, dtype=object)))
    away = np.hypot(*(xy[:, None, :] - xy[None, :, :]).transpose(2, 0, 1))
    _, group = connected_components(away < share * (east - west), directed=False)
    largest = np.bincount(group).argmax()
    members = [shape for shape, one in zip(shapes, group, strict=True) if one == largest]
    bounds = widened(_bounds(np.array(members, dtype=object)), 0.05)
    narrow = bounds[2] - bounds[0] <= ENLARGED_SHARE * (east - west)
    if len(members) < 3 or not narrow:
        return None
    return Enlarged(bounds, text("briefing_map.enlarged"))


def records(frame: Any) -> list[Mapping[str, Any]]:  # noqa: ANN401 - a geopandas frame
    """Return a frame's rows."""
    rows: list[Mapping[str, Any]] = frame.to_dict("records")
    return rows
