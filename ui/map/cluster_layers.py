"""A clustering on the map: the sites by group, the groups' hulls, where the density is high, hot and cold units."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Final

import shapely
from shapely.geometry.base import BaseGeometry

from analysis.clustering.density_result import DensityResult
from analysis.clustering.result import ClusterResult
from analysis.degrees import shape_to_degrees
from analysis.study import Study
from ui.map.model import MapLayer, Style, Swatch
from ui.map.payload import features
from ui.map.served import served
from ui.map.study_layers import short_city, study_map_layers
from ui.text import Text

GROUP_COLOURS: Final = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")
"""Of the groups, the largest first; further ones begin anew (Okabe and Ito 2008)."""

NOISE_COLOUR: Final = "#6b7280"
DENSITY_COLOURS: Final = ("#7f2704", "#d94801", "#fdae6b")
"""Of the smallest area to the largest."""

SIGNIFICANT_COLOUR: Final = "#4a1486"
HULL_MARGIN_M: Final = 2500.0
"""A hull is drawn this much wider, so that two sites in a line and the sites at its corners lie within it."""

MOST_SITES_LABELLED: Final = 60


def cluster_map_layers(
    study: Study, result: ClusterResult, name: Callable[[str], str], text: Text
) -> tuple[MapLayer, ...]:
    """Return the layers of a clustering, in the order of the legend.

    Parameters
    ----------
    study
        The study, which gives the background and its coordinate system.
    result
        What was computed of it.
    name
        Site id -> its name.
    text
        The catalogue in the reader's language.
    """
    degrees = partial(shape_to_degrees, crs=study.crs)
    return (
        _sites(result, degrees, name, text),
        *_hulls(result, degrees, text),
        *_density(result, degrees, text),
        *background_layers(study, text),
    )


def background_layers(study: Study, text: Text) -> tuple[MapLayer, ...]:
    """Return cities and neighbours as a quiet ground: names and borders, no tiers."""
    found = []
    for layer in study_map_layers(study, text):
        if layer.id == "context":
            found.append(layer)
        if layer.id == "cities":
            found.append(_plain_cities(study, text))
    return tuple(found)


def _plain_cities(study: Study, text: Text) -> MapLayer:
    frame = study.layer("cities")
    names = [text.choose(row, "name") for row in frame.to_dict("records")]
    drawn = features(
        ids=frame.index, geometries=frame.geometry, titles=names, labels=[short_city(one) for one in names]
    )
    return MapLayer(
        id="cities-plain",
        title=text("clustering.map_cities"),
        kind="polygon",
        **served(study, drawn),
        style=Style(
            stroke="#b8c2cc", stroke_width=0.8, fill="#f6f8fa", fill_opacity=0.95, label_look="area", label_zoom=6
        ),
        legend=(),
        interactive=False,
        z_order=10,
    )


def group_colour(place: int) -> str:
    """Return the colour of a group by its place among them."""
    return GROUP_COLOURS[place % len(GROUP_COLOURS)]


def _sites(
    result: ClusterResult, degrees: Callable[[BaseGeometry], BaseGeometry], name: Callable[[str], str], text: Text
) -> MapLayer:
    group_of = {} if result.groups is None else result.groups.groups.group_of
    points = [degrees(shapely.Point(xy)) for xy in result.xy]
    few = result.n <= MOST_SITES_LABELLED
    drawn = features(
        ids=result.ids,
        geometries=points,
        titles=[name(site) for site in result.ids],
        lines=[_site_lines(result, place, group_of, text) for place in range(result.n)],
        labels=[name(site) if few else "" for site in result.ids],
        styles=[_site_style(group_of.get(site)) for site in result.ids],
        uncertainty_m=_uncertainty(result),
    )
    legend = [
        (text("clustering.map_group", n=place + 1), Swatch(draw="circle", fill=group_colour(place)))
        for place in range(min(len(set(group_of.values())), len(GROUP_COLOURS)))
    ]
    legend.append((text("clustering.map_noise"), Swatch(draw="circle", fill="#ffffff", stroke=NOISE_COLOUR)))
    return MapLayer(
        id="cluster-sites",
        title=text("clustering.map_sites"),
        kind="point",
        features=drawn,
        style=Style(shape="circle", size=7.0, stroke="#ffffff", stroke_width=1.5, label_look="site", label_zoom=9),
        legend=tuple(legend),
        z_order=60,
    )


def _uncertainty(result: ClusterResult) -> Sequence[float | None]:
    given = result.basis.given.uncertainty_m
    return [None] * result.n if given is None else given.tolist()


def _site_style(group: int | None) -> Style:
    if group is None:
        return Style(fill="#ffffff", stroke=NOISE_COLOUR, stroke_width=2.0)
    return Style(fill=group_colour(group))


def _site_lines(result: ClusterResult, place: int, group_of: dict[str, int], text: Text) -> list[str]:
    site = result.ids[place]
    lines = [text("clustering.map_group", n=group_of[site] + 1) if site in group_of else text("clustering.map_noise")]
    score = result.per_site[place].score.value
    if score is not None:
        lines.append(text("clustering.map_score", score=f"{score:.0f}"))
    return lines


def _hulls(result: ClusterResult, degrees: Callable[[BaseGeometry], BaseGeometry], text: Text) -> Iterable[MapLayer]:
    if result.groups is None or not result.groups.hulls:
        return
    hulls = [degrees(shapely.buffer(hull, HULL_MARGIN_M)) for hull in result.groups.hulls]
    yield MapLayer(
        id="cluster-hulls",
        title=text("clustering.map_hulls"),
        kind="polygon",
        features=features(
            ids=range(1, len(hulls) + 1),
            geometries=hulls,
            titles=[text("clustering.map_group", n=place + 1) for place in range(len(hulls))],
            styles=[Style(stroke=group_colour(place), fill=group_colour(place)) for place in range(len(hulls))],
        ),
        style=Style(fill_opacity=0.12, stroke_width=1.8, stroke_dash="6 3"),
        legend=((text("clustering.map_hulls"), Swatch(draw="area", fill="#dfe8f0", stroke=GROUP_COLOURS[0])),),
        interactive=False,
        z_order=40,
    )


def _density(result: ClusterResult, degrees: Callable[[BaseGeometry], BaseGeometry], text: Text) -> Iterable[MapLayer]:
    found = result.density
    if found is None:
        return
    yield _contours(found, degrees, text)
    for null, contour in found.significant.items():
        yield _significant(null, degrees(contour.polygon), text)


def _contours(found: DensityResult, degrees: Callable[[BaseGeometry], BaseGeometry], text: Text) -> MapLayer:
    """Return the areas of most density that hold given shares of the sites, the widest first."""
    order = sorted(zip(found.contours, DENSITY_COLOURS, strict=False), key=lambda pair: -pair[0].share)
    return MapLayer(
        id="cluster-density",
        title=text("clustering.map_density"),
        kind="polygon",
        features=features(
            ids=[f"{contour.share:.0%}" for contour, _ in order],
            geometries=[degrees(contour.polygon) for contour, _ in order],
            titles=[text("clustering.map_share", share=f"{contour.share:.0%}") for contour, _ in order],
            styles=[Style(stroke=colour, fill=colour) for _, colour in order],
        ),
        style=Style(fill_opacity=0.14, stroke_width=1.2),
        legend=tuple(
            (text("clustering.map_share", share=f"{contour.share:.0%}"), Swatch(draw="area", fill=colour))
            for contour, colour in reversed(order)
        ),
        interactive=False,
        z_order=30,
    )


def _significant(null: str, area: BaseGeometry, text: Text) -> MapLayer:
    """Return the area where the density is beyond what a null gives."""
    title = text("clustering.map_significant", null=text(f"clustering.null_{null}"))
    return MapLayer(
        id=f"cluster-significant-{null}",
        title=title,
        kind="polygon",
        features=features(ids=[null], geometries=[area], titles=[title]),
        style=Style(fill_opacity=0.0, stroke=SIGNIFICANT_COLOUR, stroke_width=2.4),
        visible=null == "land",
        interactive=False,
        z_order=35,
    )
