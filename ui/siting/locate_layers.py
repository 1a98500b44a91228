"""Chosen sites on the map: numbered, with the sites that stand, who is served by which, and the radius of coverage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from shapely import LineString, Point

from analysis.degrees import to_degrees
from analysis.siting.location_places import Places, existing_sites, population_demand
from analysis.study import Study
from ui.locate_job import LocateAnswer, LocateOptions
from ui.map.model import MapLayer, Style, Swatch
from ui.map.payload import features
from ui.sites import site_name
from ui.text import Text

CHOSEN_COLOUR: Final = "#d95f02"
STANDING_COLOUR: Final = "#1b6ca8"
UNSERVED_COLOUR: Final = "#9a9a9a"
LonLat = tuple[float, float]


def locate_layers(
    study: Study, answer: LocateAnswer, options: LocateOptions, sites: Sequence[Mapping[str, Any]], text: Text
) -> tuple[MapLayer, ...]:
    """Return the layers of a choice, in the order of the legend; without the study's own.

    Parameters
    ----------
    study
        The study.
    answer, options
        The choice and what was asked for.
    sites
        The chosen ones, the one that serves most first, as `located_content` has them.
    text
        The catalogue in the reader's language.
    """
    standing = existing_sites(study, options.existing or "none")
    return (
        _chosen(options, sites, text),
        *(() if standing is None else (_standing(study, standing, text),)),
        *_lines(study, answer, standing, sites, text),
    )


def _chosen(options: LocateOptions, sites: Sequence[Mapping[str, Any]], text: Text) -> MapLayer:
    reach_m = options.radius_m if options.objective == "coverage" else None
    titles = [str(site.get("name") or site["id"]) for site in sites]
    return MapLayer(
        id="locate-chosen",
        title=text("locate_part.legend_chosen"),
        kind="point",
        features=features(
            ids=[site["id"] for site in sites],
            geometries=[Point(site["lon"], site["lat"]) for site in sites],
            titles=titles,
            lines=[
                [str(site.get("city", "")), text("locate_part.served", share=f"{100 * site['served_share']:.1f}")]
                for site in sites
            ],
            labels=[f"{place} {title}" for place, title in enumerate(titles, start=1)],
            styles=[Style(label_priority=200.0 - place) for place in range(len(sites))],
            uncertainty_m=[reach_m] * len(sites),
        ),
        style=Style(fill=CHOSEN_COLOUR, stroke="#ffffff", stroke_width=1.5, size=7.5, shape="diamond"),
        legend=_chosen_legend(reach_m, text),
        z_order=70,
    )


def _chosen_legend(reach_m: float | None, text: Text) -> tuple[tuple[str, Swatch], ...]:
    if reach_m is None:
        return ()
    ring = Swatch(draw="ring", fill=CHOSEN_COLOUR, stroke=CHOSEN_COLOUR)
    mark = Swatch(draw="diamond", fill=CHOSEN_COLOUR, stroke="#ffffff")
    return (
        (text("locate_part.legend_chosen"), mark),
        (text("locate_part.legend_reach", km=f"{reach_m / 1000:g}"), ring),
    )


def _standing(study: Study, standing: Places, text: Text) -> MapLayer:
    lonlat = _lonlat(study, standing.xy)
    return MapLayer(
        id="locate-standing",
        title=text("locate_part.legend_standing"),
        kind="point",
        features=features(
            ids=standing.ids,
            geometries=[Point(at) for at in lonlat],
            titles=[site_name(study, one, text) for one in standing.ids],
        ),
        style=Style(fill=STANDING_COLOUR, stroke="#ffffff", stroke_width=1.2, size=5.5, shape="circle"),
        z_order=60,
    )


def _lines(
    study: Study,
    answer: LocateAnswer,
    standing: Places | None,
    sites: Sequence[Mapping[str, Any]],
    text: Text,
) -> tuple[MapLayer, ...]:
    """Return a line from each demand to the site that serves it, by whether that is chosen or stands, and the rest."""
    demand = population_demand(study)
    at = dict(zip(demand.ids, _lonlat(study, demand.xy), strict=True))
    chosen = {str(site["id"]): (float(site["lon"]), float(site["lat"])) for site in sites}
    stands = {} if standing is None else dict(zip(standing.ids, _lonlat(study, standing.xy), strict=True))
    served = {one: site for one, site in answer.siting.assignment.items() if site is not None and one in at}
    by_chosen = {one: chosen[site] for one, site in served.items() if site in chosen}
    by_standing = {one: stands[site] for one, site in served.items() if site not in chosen and site in stands}
    unserved = [at[one] for one, site in answer.siting.assignment.items() if site is None and one in at]
    found = [
        _line_layer("locate-by-chosen", text("locate_part.legend_by_chosen"), at, by_chosen, CHOSEN_COLOUR),
        _line_layer("locate-by-standing", text("locate_part.legend_by_standing"), at, by_standing, STANDING_COLOUR),
    ]
    if unserved:
        found.append(
            MapLayer(
                id="locate-unserved",
                title=text("locate_part.legend_unserved"),
                kind="point",
                features=features(
                    ids=range(len(unserved)), geometries=map(Point, unserved), titles=[""] * len(unserved)
                ),
                style=Style(fill=UNSERVED_COLOUR, fill_opacity=0.7, size=1.8),
                interactive=False,
            )
        )
    return tuple(layer for layer in found if layer.features)


def _line_layer(
    layer_id: str, title: str, at: Mapping[str, LonLat], served: Mapping[str, LonLat], colour: str
) -> MapLayer:
    ids = [one for one in served if served[one] != at[one]]
    drawn = features(ids=ids, geometries=[LineString([at[one], served[one]]) for one in ids], titles=[""] * len(ids))
    style = Style(stroke=colour, stroke_width=0.8, stroke_opacity=0.55)
    return MapLayer(layer_id, title, "line", drawn, style=style, interactive=False)


def _lonlat(study: Study, xy: NDArray[np.float64]) -> list[LonLat]:
    return [(lon, lat) for lon, lat in to_degrees(xy, study.crs).tolist()]
