"""Compared sites on the map: coloured and labelled by rank, the excluded ones hollow, townships to pick beneath."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
import shapely

from analysis.degrees import to_degrees
from analysis.siting.alternatives import Alternatives
from analysis.siting.result import SiteAnswer
from analysis.siting.source import placed_ids
from analysis.study import Study
from ui import cached
from ui.map.cluster_layers import background_layers
from ui.map.model import MapLayer, Style, Swatch
from ui.map.payload import features
from ui.map.served import served
from ui.map.study_layers import study_map_layers
from ui.sites import city_name
from ui.text import Text

TOWNSHIPS: Final = "site-townships"
SITES: Final = "site-alternatives"
AREAS: Final = "site-areas"
RANK_COLOURS: Final = ("#440154", "#3b528b", "#21918c", "#5ec962", "#c8c41a")
"""From the first rank to the last, in fifths (viridis, darkened at its end)."""

UNRANKED: Final = "#6b7280"
MOST_LABELLED: Final = 40
_ABOVE_PARKS: Final = 1000
"""Labels of compared sites come before those of parks, the best first."""


def siting_map_layers(
    study: Study,
    alternatives: Alternatives | None,
    answer: SiteAnswer | None,
    name: Callable[[str], str],
    text: Text,
) -> tuple[MapLayer, ...]:
    """Return the layers, in the order of the legend.

    Parameters
    ----------
    study
        The study: parks, townships and borders as the ground.
    alternatives
        What is compared; None while nothing is.
    answer
        The comparison; None where it could not be made: then all are hollow.
    name
        Alternative id -> name.
    text
        The catalogue in the reader's language.
    """
    own = () if alternatives is None else _site_layers(study, alternatives, answer, name, text)
    return (*own, *cached.kept(ground, study, text))


def ground(study: Study, text: Text) -> tuple[MapLayer, ...]:
    """Return what lies beneath: parks, townships that can be picked, cities and neighbours."""
    parks = [layer for layer in study_map_layers(study, text) if layer.id == "parks"]
    return (*parks, *_townships(study, text), *background_layers(study, text))


def _townships(study: Study, text: Text) -> tuple[MapLayer, ...]:
    ids = placed_ids(study, "townships")
    if not ids:
        return ()
    frame, rows = study.layer("townships").loc[list(ids)], study.rows("townships")
    drawn = features(
        ids=ids,
        geometries=shapely.centroid(frame.geometry.to_numpy()),
        titles=[text.choose(rows[one], "name") or one for one in ids],
        lines=[[city_name(study, str(rows[one].get("city") or ""), text), text("siting_page.map_pick")] for one in ids],
    )
    return (
        MapLayer(
            id=TOWNSHIPS,
            title=text("siting_page.map_townships"),
            kind="point",
            **served(study, drawn),
            style=Style(shape="circle", size=2.6, fill="#8a97a5", stroke="#ffffff", stroke_width=0.5),
            z_order=20,
        ),
    )


def _site_layers(
    study: Study, alternatives: Alternatives, answer: SiteAnswer | None, name: Callable[[str], str], text: Text
) -> tuple[MapLayer, ...]:
    placed = np.flatnonzero(alternatives.placed)
    ids = [alternatives.ids[place] for place in placed]
    lon, lat = to_degrees(alternatives.xy[placed], study.crs).T
    ranks = {} if answer is None else {str(one): int(rank) for one, rank in answer.ranking.rank.items()}
    count = max(len(ranks), 1)
    sites = features(
        ids=ids,
        geometries=list(shapely.points(lon, lat)),
        titles=[name(one) for one in ids],
        lines=[_lines(one, ranks, answer, text) for one in ids],
        labels=[_label(one, ranks, name) for one in ids],
        styles=[_style(ranks.get(one), count) for one in ids],
        uncertainty_m=alternatives.position_uncertainty_m[placed].tolist(),
    )
    layer = MapLayer(
        id=SITES,
        title=text("siting_page.map_sites"),
        kind="point",
        features=sites,
        style=Style(
            shape="circle",
            size=7.5 if count <= MOST_LABELLED else 4.0,
            stroke="#ffffff",
            stroke_width=1.5,
            label_look="site",
            label_zoom=6,
        ),
        legend=_legend(count, text),
        z_order=70,
    )
    return (layer, *_areas(study, alternatives, ranks, name, text))


def _areas(
    study: Study,
    alternatives: Alternatives,
    ranks: dict[str, int],
    name: Callable[[str], str],
    text: Text,
) -> tuple[MapLayer, ...]:
    """Return the outlines of alternatives that are areas."""
    if alternatives.polygons is None:
        return ()
    areal = [place for place, one in enumerate(alternatives.polygons) if one is not None]
    in_degrees = shapely.transform(alternatives.polygons[areal], lambda xy: to_degrees(xy, study.crs))
    ids, count = [alternatives.ids[place] for place in areal], max(len(ranks), 1)
    drawn = features(
        ids=ids,
        geometries=list(in_degrees),
        titles=[name(one) for one in ids],
        styles=[Style(fill=colour, stroke=colour) for colour in (rank_colour(ranks.get(one), count) for one in ids)],
    )
    return (
        MapLayer(
            id=AREAS,
            title=text("siting_page.map_areas"),
            kind="polygon",
            features=drawn,
            style=Style(fill_opacity=0.25, stroke_width=1.5),
            interactive=False,
            z_order=40,
        ),
    )


def rank_colour(rank: int | None, count: int) -> str:
    """Return the colour of a rank among `count`; grey for none."""
    if rank is None:
        return UNRANKED
    return RANK_COLOURS[min((rank - 1) * len(RANK_COLOURS) // count, len(RANK_COLOURS) - 1)]


def _style(rank: int | None, count: int) -> Style:
    if rank is None:
        return Style(fill="#ffffff", stroke=UNRANKED, stroke_width=2.0)
    return Style(fill=rank_colour(rank, count), label_priority=float(_ABOVE_PARKS - rank), label_over_symbols=True)


def _label(one: str, ranks: dict[str, int], name: Callable[[str], str]) -> str:
    if one not in ranks:
        return name(one) if len(ranks) <= MOST_LABELLED else ""
    return f"{ranks[one]} {name(one)}" if ranks[one] <= MOST_LABELLED else ""


def _lines(one: str, ranks: dict[str, int], answer: SiteAnswer | None, text: Text) -> list[str]:
    if answer is None or one not in ranks:
        return [text("siting_page.map_unranked")]
    score = float(answer.ranking.score[one])
    return [text("siting_page.map_rank", rank=ranks[one], n=len(ranks), score=f"{score:.4g}")]


def _legend(count: int, text: Text) -> tuple[tuple[str, Swatch], ...]:
    words: dict[str, list[int]] = {}
    for rank in range(1, count + 1):
        words.setdefault(rank_colour(rank, count), []).append(rank)
    entries = [
        (
            text("siting_page.map_ranks", first=ranks[0], last=ranks[-1])
            if len(ranks) > 1
            else text("siting_page.map_one_rank", rank=ranks[0]),
            Swatch(draw="circle", fill=colour),
        )
        for colour, ranks in words.items()
    ]
    entries.append((text("siting_page.map_unranked"), Swatch(draw="circle", fill="#ffffff", stroke=UNRANKED)))
    return tuple(entries)
