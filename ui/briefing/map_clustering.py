"""The clustering sheet: groups with their extent, where the density is high, hot districts, and the answer in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import shapely

from analysis.clustering.areal_result import ArealResult
from analysis.clustering.result import ClusterResult
from analysis.score import Score
from analysis.study import Study
from briefing.sheet import Block, Item, Label, LegendEntry, Mark, Shape, Sheet, SheetLayer
from ui.briefing.map_ground import (
    Order,
    city_labels,
    crowded,
    ground_layers,
    neighbour_labels,
    study_bounds,
    study_locator,
)
from ui.briefing.map_sites import SITE_MM, numbers
from ui.cluster_words import answer
from ui.map.cluster_layers import DENSITY_COLOURS, HULL_MARGIN_M, NOISE_COLOUR, SIGNIFICANT_COLOUR, group_colour
from ui.sites import site_name
from ui.text import Text
from ui.unit_names import unit_names

GROUP_SHAPES: Final[tuple[Shape, ...]] = ("circle", "square", "triangle", "diamond", "pentagon")
"""Of the groups in turn, so that they read apart without colour."""

DENSITY_OPACITY: Final = 0.2
HOT: Final = Mark(edge="#111111", edge_pt=1.1, hatch="\\\\\\", hatch_colour="#8c8c8c")
COLD: Final = Mark(edge="#111111", edge_pt=1.1, dash=(1.0, 1.5))
MOST_LISTED: Final = 24


def clustering_sheet(order: Order, result: ClusterResult, hotspots: ArealResult | None) -> Sheet:
    """Return the sheet of a clustering.

    Parameters
    ----------
    result
        Groups and density are drawn where they were computed.
    hotspots
        Its hot and cold units are outlined; None for none.
    """
    study, text = order.study, order.text
    bounds = study_bounds(study)
    points = [shapely.Point(xy) for xy in result.xy]
    return Sheet(
        id="clustering",
        about=order.about_sheet(
            text("briefing_map.name_clustering"),
            _message(result, text),
            ("parks", "towns", "cities", "context", "districts", "townships"),
        ),
        paper=order.paper,
        crs=study.crs,
        bounds=bounds,
        layers=(
            *ground_layers(study, tiers=False),
            *_density(result),
            *_hot_units(study, hotspots),
            *_hulls(result),
            _sites(result),
        ),
        labels=(*city_labels(study, text), *_labels(result, study, text), *neighbour_labels(study, text, bounds)),
        focus=study.area if study.has("study_area") else None,
        blocks=_blocks(order, result, hotspots),
        words=order.words(),
        locator=study_locator(order),
        enlarged=crowded(study, text, [shapely.buffer(point, 4 * HULL_MARGIN_M) for point in points]),
        graticule=order.graticule,
    )


def _message(result: ClusterResult, text: Text) -> str:
    """Return how many groups there are and how many sites lie in them."""
    if result.groups is None:
        return text("briefing_map.sites_measured", n=result.n)
    found = result.groups.groups
    grouped = result.n - len(found.noise)
    return text("briefing_map.message_clustering", n=result.n, grouped=grouped, groups=len(found.groups))


def score_line(title: str, score: Score, text: Text) -> str:
    """Return a score with its interval, or that there is none."""
    if score.value is None:
        return text("briefing_map.score_none", title=title)
    if score.low is None or score.high is None:
        return text("briefing_map.score", title=title, value=f"{score.value:.0f}")
    return text(
        "briefing_map.score_interval",
        title=title,
        value=f"{score.value:.0f}",
        low=f"{score.low:.0f}",
        high=f"{score.high:.0f}",
    )


def score_items(score: Score, names: Mapping[str, str]) -> tuple[Item, ...]:
    """Return the components of a score with their points, and bars as long as each component is good."""
    return tuple(
        Item("", names[one.id], f"{one.contribution:.0f} / {100 * one.weight:.0f}", share=float(one.transformed))
        for one in score.components
    )


def _group_of(result: ClusterResult) -> dict[str, int]:
    return {} if result.groups is None else result.groups.groups.group_of


def group_mark(group: int | None) -> Mark:
    """Return the symbol of a site of a group, or of none."""
    if group is None:
        return Mark(fill="#ffffff", edge=NOISE_COLOUR, edge_pt=1.5, size_mm=SITE_MM * 0.85)
    shape = GROUP_SHAPES[group % len(GROUP_SHAPES)]
    return Mark(fill=group_colour(group), edge="#ffffff", edge_pt=0.8, shape=shape, size_mm=SITE_MM)


def _sites(result: ClusterResult) -> SheetLayer:
    group_of = _group_of(result)
    points = [shapely.Point(xy) for xy in result.xy]
    return SheetLayer("sites", "point", points, [group_mark(group_of.get(site)) for site in result.ids])


def _hulls(result: ClusterResult) -> tuple[SheetLayer, ...]:
    if result.groups is None or not result.groups.hulls:
        return ()
    shapes = [shapely.buffer(hull, HULL_MARGIN_M) for hull in result.groups.hulls]
    marks = [Mark(edge=group_colour(place), edge_pt=1.3, dash=(4.0, 2.0)) for place in range(len(shapes))]
    return (SheetLayer("hulls", "area", shapes, marks),)


def _density(result: ClusterResult) -> tuple[SheetLayer, ...]:
    found = result.density
    if found is None:
        return ()
    pairs = sorted(zip(found.contours, DENSITY_COLOURS, strict=False), key=lambda pair: -pair[0].share)
    contours = SheetLayer(
        "density",
        "area",
        [contour.polygon for contour, _ in pairs],
        [Mark(fill=colour, opacity=DENSITY_OPACITY, edge=colour, edge_pt=0.6) for _, colour in pairs],
    )
    land = found.significant.get("land")
    if land is None:
        return (contours,)
    return contours, SheetLayer("significant", "area", [land.polygon], [Mark(edge=SIGNIFICANT_COLOUR, edge_pt=1.1)])


def _hot_units(study: Study, hotspots: ArealResult | None) -> tuple[SheetLayer, ...]:
    if hotspots is None:
        return ()
    labels = hotspots.getis.frame["label"]
    shapes = dict(
        zip(
            map(str, study.layer(hotspots.settings.units).index),
            study.projected(hotspots.settings.units).geometry,
            strict=True,
        )
    )
    found = [
        (shapes[str(unit)], HOT if label == "hot" else COLD)
        for unit, label in labels.items()
        if label in ("hot", "cold")
    ]
    return (SheetLayer("hotspots", "area", [shape for shape, _ in found], [mark for _, mark in found]),)


def _numbers(result: ClusterResult, study: Study) -> dict[str, str]:
    """Return the number of each site: as on the other sheets, or its place in the list for sites of one's own."""
    of = {key: number for (_, key), number in numbers(study).items()}
    return {site: of.get(site, str(place)) for place, site in enumerate(result.ids, start=1)}


def _labels(result: ClusterResult, study: Study, text: Text) -> tuple[Label, ...]:
    of = _numbers(result, study)
    return tuple(
        Label(
            f"{of[site]} {site_name(study, site, text)}",
            (float(x), float(y)),
            "site",
            80.0,
            short=of[site],
            symbol_mm=SITE_MM,
            enlarged=True,
        )
        for site, (x, y) in zip(result.ids, result.xy, strict=True)
    )


def _blocks(order: Order, result: ClusterResult, hotspots: ArealResult | None) -> tuple[Block, ...]:
    study, text = order.study, order.text
    names = {one.id: text(f"clustering.component_{one.id}") for one in result.score.components}
    what = text("briefing_map.sites_measured", n=result.n)
    blocks = [
        Block(text("briefing_map.finding"), paragraphs=(answer(result, what, text),), lead=True),
        Block(text("briefing_map.legend_clusters"), entries=_group_legend(result, text)),
        Block(
            text("clustering.map_density"), entries=_density_legend(result, text), paragraphs=_bandwidth(result, text)
        ),
        Block(
            text("briefing_map.legend_hotspots"),
            entries=_hot_legend(hotspots, text),
            paragraphs=_hot_words(study, hotspots, text),
        ),
        Block(
            score_line(text("clustering.score_title"), result.score, text),
            items=score_items(result.score, names),
            paragraphs=(text("briefing_map.score_caveat"),),
        ),
        _members(result, study, text),
    ]
    return tuple(one for one in blocks if one.entries or one.items or one.paragraphs)


def _group_legend(result: ClusterResult, text: Text) -> tuple[LegendEntry, ...]:
    if result.groups is None:
        return ()
    found = result.groups.groups
    entries = [
        LegendEntry(
            text("briefing_map.group_with_count", n=place + 1, count=len(group.members)), "point", group_mark(place)
        )
        for place, group in enumerate(found.groups)
    ]
    if found.noise:
        entries.append(LegendEntry(text("clustering.map_noise"), "point", group_mark(None)))
    if result.groups.hulls:
        entries.append(
            LegendEntry(text("clustering.map_hulls"), "area", Mark(edge=group_colour(0), edge_pt=1.3, dash=(4.0, 2.0)))
        )
    return tuple(entries)


def _density_legend(result: ClusterResult, text: Text) -> tuple[LegendEntry, ...]:
    found = result.density
    if found is None:
        return ()
    pairs = list(zip(found.contours, DENSITY_COLOURS, strict=False))
    entries = [
        LegendEntry(
            text("clustering.map_share", share=f"{contour.share:.0%}"),
            "area",
            Mark(fill=colour, opacity=DENSITY_OPACITY * (1 + len(pairs) - place) / 2, edge=colour, edge_pt=0.7),
        )
        for place, (contour, colour) in enumerate(pairs)
    ]
    if "land" in found.significant:
        words = text("clustering.map_significant", null=text("clustering.null_land"))
        entries.append(LegendEntry(words, "area", Mark(edge=SIGNIFICANT_COLOUR, edge_pt=1.1)))
    return tuple(entries)


def _bandwidth(result: ClusterResult, text: Text) -> tuple[str, ...]:
    if result.density is None:
        return ()
    bandwidth = result.density.density.bandwidth
    rule = text(f"clustering.bandwidth_{bandwidth.rule}")
    return (text("clustering.density_how", km=f"{bandwidth.metres / 1000:.1f}", rule=rule),)


def _hot_legend(hotspots: ArealResult | None, text: Text) -> tuple[LegendEntry, ...]:
    if hotspots is None:
        return ()
    labels = set(hotspots.getis.frame["label"])
    pairs = (("hot", HOT), ("cold", COLD))
    return tuple(
        LegendEntry(text(f"briefing_map.unit_{label}"), "area", mark) for label, mark in pairs if label in labels
    )


def _hot_words(study: Study, hotspots: ArealResult | None, text: Text) -> tuple[str, ...]:
    if hotspots is None:
        return ()
    names, labels = unit_names(study, hotspots, text), hotspots.getis.frame["label"]
    hot = [names[str(unit)] for unit in labels.index[labels == "hot"]]
    if not hot:
        return (text("briefing_map.no_hot_unit"),)
    return (text("briefing_map.hot_units", names=text("app.list_separator").join(hot)),)


def _members(result: ClusterResult, study: Study, text: Text) -> Block:
    of, group_of = _numbers(result, study), _group_of(result)
    order = sorted(result.ids, key=lambda site: (group_of.get(site, len(group_of)), result.ids.index(site)))
    items = tuple(Item(of[site], site_name(study, site, text), mark=group_mark(group_of.get(site))) for site in order)
    more = len(items) - MOST_LISTED
    paragraphs = (text("briefing_map.more", n=more),) if more > 0 else ()
    return Block(text("briefing_map.list_sites"), items=items[:MOST_LISTED], paragraphs=paragraphs)
