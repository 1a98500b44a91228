"""The sheet of a site comparison: every alternative by its score, the best ones by rank, and how they were compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from analysis.siting.alternatives import Alternatives
from analysis.siting.decision import Ranking
from analysis.siting.safety import Safety
from analysis.study import Study
from briefing.sheet import Block, Bounds, Enlarged, Item, Label, LegendEntry, Mark, Raster, Sheet, SheetLayer
from ui.briefing.map_ground import (
    Order,
    city_labels,
    crowded,
    ground_layers,
    neighbour_labels,
    part_locator,
    study_bounds,
    study_locator,
    widened,
)
from ui.compared_words import criterion_name
from ui.sites import city_name

SCORE_COLOURS: Final = ("#ffffcc", "#c2e699", "#78c679", "#31a354", "#006837")
"""Of fifths of the compared alternatives, the worst first (ColorBrewer YlGn; darker is better, in grey too)."""

EXCLUDED: Final = Mark(fill="#ffffff", edge="#9aa3ad", edge_pt=0.4, hatch="xxxx", hatch_colour="#c4cad1")
BEST: Final = 10
MANY_AREAS: Final = 4000
"""More cells than this are drawn as a picture: the same look, a fraction of the size."""

POINT_MM: Final = 1.2
SMALL_POINT_MM: Final = 0.75
MANY_POINTS: Final = 150
CLOSE_SHARE: Final = 0.4
"""Alternatives that reach over less than this share of the study's width get a map of their own part."""

EQUAL: Final = 1e-9
CLOSE_ROOM: Final = 0.25
LEAST_WIDTH_M: Final = 20_000.0
BEST_ROOM_M: Final = 9_000.0
"""Kept in sight round the best alternatives where they are enlarged."""


class Comparison(Protocol):
    """What is drawn of a comparison."""

    @property
    def alternatives(self) -> Alternatives:
        """All of them."""

    @property
    def ranking(self) -> Ranking:
        """Score and rank of those that were compared."""

    @property
    def weights(self) -> Mapping[str, float]:
        """Criterion id -> share."""


@dataclass(frozen=True, eq=False)
class _Drawn:
    """The comparison with its classes and names."""

    order: Order
    answer: Comparison
    fifth: NDArray[np.int64]
    """Class of each alternative from 0, the worst; -1 for one that was excluded."""

    @property
    def ranks(self) -> pd.Series:
        return self.answer.ranking.rank

    def best(self) -> list[str]:
        """Return the best alternatives in their order."""
        return [str(one) for one in self.ranks.sort_values(kind="stable").index[:BEST]]


def comparison_sheet(order: Order, answer: Comparison, safety: Safety | None) -> Sheet:
    """Return the sheet of a comparison.

    Alternatives without a place are in the list and not on the map.

    Parameters
    ----------
    safety
        How safe the winner is; None if it was not computed.
    """
    study, text = order.study, order.text
    drawn = _Drawn(order, answer, fifths(answer))
    bounds, close = _bounds(study, answer.alternatives)
    layers, rasters = _layers(drawn)
    return Sheet(
        id="sites",
        about=order.about_sheet(text("briefing_map.name_sites"), _message(drawn), _SOURCES),
        paper=order.paper,
        crs=study.crs,
        bounds=bounds,
        layers=(*ground_layers(study, tiers=False), *layers),
        rasters=rasters,
        labels=(*city_labels(study, text, priority=20.0), *_labels(drawn), *neighbour_labels(study, text, bounds)),
        focus=study.area if study.has("study_area") else None,
        blocks=_blocks(drawn, safety),
        words=order.words(),
        locator=part_locator(order) if close else study_locator(order),
        enlarged=None if close else _enlarged(drawn),
        graticule=order.graticule,
    )


_SOURCES: Final = (
    "parks",
    "cities",
    "context",
    "townships",
    "stations",
    "links",
    "platforms",
    "airports",
    "seaports",
)


def fifths(answer: Comparison) -> NDArray[np.int64]:
    """Return the class of each alternative by its rank among those compared, 4 for the best fifth; -1 for excluded."""
    rank = answer.ranking.rank
    share = (rank.to_numpy() - 1) / max(len(rank), 1)
    classes = pd.Series(len(SCORE_COLOURS) - 1 - np.minimum((share * 5).astype(int), 4), index=rank.index.map(str))
    return classes.reindex(list(answer.alternatives.ids)).fillna(-1).to_numpy().astype(np.int64)


def _bounds(study: Study, alternatives: Alternatives) -> tuple[Bounds, bool]:
    """Return what is shown, and whether that is a part of the study only."""
    whole = study_bounds(study)
    xy = alternatives.xy[alternatives.placed]
    if not len(xy):
        return whole, False
    (west, south), (east, north) = xy.min(axis=0).tolist(), xy.max(axis=0).tolist()
    if max(east - west, north - south) > CLOSE_SHARE * (whole[2] - whole[0]):
        return whole, False
    room = max(LEAST_WIDTH_M - max(east - west, north - south), 0.0) / 2
    return widened((west - room, south - room, east + room, north + room), CLOSE_ROOM), True


def _enlarged(drawn: _Drawn) -> Enlarged | None:
    """Return where the best alternatives crowd each other."""
    given = drawn.answer.alternatives
    places = {name: place for place, name in enumerate(given.ids)}
    points = [shapely.Point(given.xy[places[one]]) for one in drawn.best() if given.placed[places[one]]]
    shapes = [shapely.buffer(point, BEST_ROOM_M) for point in points]
    return crowded(drawn.order.study, drawn.order.text, shapes)


def _mark(place: int, *, area: bool, many: bool) -> Mark:
    if area:
        return EXCLUDED if place < 0 else Mark(fill=SCORE_COLOURS[place], opacity=0.85, edge="#ffffff", edge_pt=0.15)
    size = SMALL_POINT_MM if many else POINT_MM
    if place < 0:
        return Mark(edge="#9aa3ad", edge_pt=0.6, shape="cross", fill="#ffffff", size_mm=size)
    return Mark(fill=SCORE_COLOURS[place], edge="#41505e", edge_pt=0.3 if many else 0.6, size_mm=size)


def _layers(drawn: _Drawn) -> tuple[list[SheetLayer], tuple[Raster, ...]]:
    """Return the alternatives, the best on top; a very large number of cells as a picture."""
    given = drawn.answer.alternatives
    order = np.argsort(drawn.fifth, kind="stable")
    order = order[given.placed[order]]
    many = len(order) > MANY_POINTS
    areas = [] if given.polygons is None else [one for one in order if given.polygons[one] is not None]
    points = [one for one in order if given.polygons is None or given.polygons[one] is None]
    layers: list[SheetLayer] = []
    rasters: tuple[Raster, ...] = ()
    if len(areas) > MANY_AREAS:
        rasters = (_raster(drawn, np.array(areas)),)
    elif areas and given.polygons is not None:
        marks = [_mark(int(drawn.fifth[one]), area=True, many=many) for one in areas]
        layers.append(SheetLayer("areas", "area", [given.polygons[one] for one in areas], marks))
    if points:
        marks = [_mark(int(drawn.fifth[one]), area=False, many=many) for one in points]
        layers.append(SheetLayer("points", "point", [shapely.Point(given.xy[one]) for one in points], marks))
    if areas:  # the borders again, above the cells
        layers += [
            SheetLayer(f"{one.id}-above", "line", one.geometries, [_line(mark) for mark in one.marks])
            for one in _borders(drawn.order.study)
        ]
    layers.append(_winners(drawn))
    return layers, rasters


def _borders(study: Study) -> list[SheetLayer]:
    return [layer for layer in ground_layers(study, tiers=False) if layer.id in ("cities", "study_area")]


def _line(mark: Mark) -> Mark:
    return Mark(edge=mark.edge, edge_pt=mark.edge_pt)


def _raster(drawn: _Drawn, places: NDArray[np.int64]) -> Raster:
    """Return square cells of one size as a picture, one pixel each."""
    given = drawn.answer.alternatives
    first = None if given.polygons is None else given.polygons[places[0]]
    side = 1.0 if first is None else float(np.ptp(shapely.bounds(first)[[0, 2]]))
    column = np.round((given.xy[places, 0] - given.xy[places, 0].min()) / side).astype(int)
    row = np.round((given.xy[places, 1].max() - given.xy[places, 1]) / side).astype(int)
    colours = np.zeros((row.max() + 1, column.max() + 1, 4), dtype=np.uint8)
    table = np.array([_rgb(colour) for colour in (*SCORE_COLOURS, "#d4d8dd")], dtype=np.uint8)
    colours[row, column, :3] = table[drawn.fifth[places]]
    colours[row, column, 3] = 225
    left, top = given.xy[places, 0].min() - side / 2, given.xy[places, 1].max() + side / 2
    bounds = (left, top - side * colours.shape[0], left + side * colours.shape[1], top)
    return Raster("cells", "study_area", tuple(float(one) for one in bounds), colours)  # type: ignore[arg-type]  # four of them


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


WINNER: Final = Mark(fill="#c1121f", edge="#ffffff", edge_pt=0.9, shape="diamond", size_mm=1.5)
NEXT: Final = Mark(fill="#1d2630", edge="#ffffff", edge_pt=0.8, shape="circle", size_mm=1.05)


def _winners(drawn: _Drawn) -> SheetLayer:
    given, ranks = drawn.answer.alternatives, drawn.ranks
    places = {name: place for place, name in enumerate(given.ids)}
    shown = [one for one in reversed(drawn.best()) if given.placed[places[one]]]
    points = [shapely.Point(given.xy[places[one]]) for one in shown]
    return SheetLayer("best", "point", points, [WINNER if ranks[one] == 1 else NEXT for one in shown])


def _labels(drawn: _Drawn) -> tuple[Label, ...]:
    given = drawn.answer.alternatives
    places = {name: place for place, name in enumerate(given.ids)}
    return tuple(
        Label(
            f"{drawn.ranks[one]} {name_of(drawn.order, one)}",
            (float(given.xy[places[one], 0]), float(given.xy[places[one], 1])),
            "site",
            90.0 - place,
            short=str(drawn.ranks[one]),
            enlarged=True,
            symbol_mm=WINNER.size_mm if drawn.ranks[one] == 1 else NEXT.size_mm,
        )
        for place, one in enumerate(drawn.best())
        if given.placed[places[one]]
    )


def name_of(order: Order, alternative: str) -> str:
    """Return the name of an alternative: a township by its own, everything else by its id."""
    row = _township(order.study, alternative)
    return order.text.choose(row, "name") or alternative if row is not None else alternative


def _township(study: Study, alternative: str) -> Mapping[str, object] | None:
    return study.rows("townships").get(alternative) if study.has("townships") else None


def _message(drawn: _Drawn) -> str:
    text, winners = drawn.order.text, drawn.answer.ranking.winners
    names = text("app.list_separator").join(name_of(drawn.order, str(one)) for one in winners[:3])
    return text("briefing_map.message_sites", n=len(drawn.ranks), names=names)


def _blocks(drawn: _Drawn, safety: Safety | None) -> tuple[Block, ...]:
    text = drawn.order.text
    blocks = [
        Block(text("briefing_map.finding"), paragraphs=_finding(drawn, safety), lead=True),
        Block(text("briefing_map.legend_ranks"), entries=_legend(drawn)),
        Block(text("briefing_map.list_best"), items=_best_items(drawn)),
        _weights(drawn),
    ]
    return tuple(one for one in blocks if one.entries or one.items or one.paragraphs)


def _finding(drawn: _Drawn, safety: Safety | None) -> tuple[str, ...]:
    text, ranking = drawn.order.text, drawn.answer.ranking
    winner = str(ranking.winners[0])
    words = [
        text(
            "siting.winner",
            name=name_of(drawn.order, winner),
            n=len(ranking.score),
            score=f"{ranking.score[winner]:.4g}",
            method=text(f"siting.method_{ranking.approach.method}"),
        )
    ]
    if safety is not None and len(ranking.score) > 1:
        share = f"{100 * safety.share_first:.0f}"
        won, compared = safety.approaches_won, safety.approaches_compared
        words.append(text("siting.safe", share=share, draws=safety.draws, won=won, all=compared))
    return tuple(words)


def _legend(drawn: _Drawn) -> tuple[LegendEntry, ...]:
    text, given = drawn.order.text, drawn.answer.alternatives
    area = given.polygons is not None and any(one is not None for one in given.polygons)
    present = set(drawn.fifth.tolist())
    many = len(given) > MANY_POINTS
    best = [
        LegendEntry(text("briefing_map.first"), "point", WINNER),
        LegendEntry(text("briefing_map.next", n=BEST), "point", NEXT),
    ]
    shades = [
        LegendEntry(
            text(f"briefing_map.fifth_{place + 1}"), "area" if area else "point", _mark(place, area=area, many=many)
        )
        for place in reversed(range(len(SCORE_COLOURS)))
        if place in present
    ]
    if -1 in present:
        shades.append(
            LegendEntry(text("briefing_map.excluded"), "area" if area else "point", _mark(-1, area=area, many=many))
        )
    return tuple(best[: 1 if len(drawn.ranks) == 1 else 2] + shades)


def _best_items(drawn: _Drawn) -> tuple[Item, ...]:
    order, score = drawn.order, drawn.answer.ranking.score
    lower = drawn.answer.ranking.approach.lower_is_better
    shares = _shares(score.to_numpy(), lower=lower)
    share = pd.Series(shares, index=score.index)
    found = []
    for one in drawn.best():
        row = _township(order.study, one)
        city = "" if row is None else city_name(order.study, str(row["city"]), order.text)
        detail = order.text("app.list_separator").join(part for part in (city, f"{score[one]:#.4g}") if part)
        found.append(Item(str(drawn.ranks[one]), name_of(order, one), detail, share=float(share[one])))
    return tuple(found)


def _shares(scores: NDArray[np.float64], *, lower: bool) -> NDArray[np.float64]:
    """Return scores from 0, the worst, to 1, the best; 1 where all are equal."""
    low, high = float(scores.min()), float(scores.max())
    if high == low:
        return np.ones(len(scores))
    shares: NDArray[np.float64] = (scores - low) / (high - low)
    return 1 - shares if lower else shares


def _weights(drawn: _Drawn) -> Block:
    """Return the weights as bars; where all are equal, in a sentence."""
    text = drawn.order.text
    weights = sorted(drawn.answer.weights.items(), key=lambda pair: -pair[1])
    names = [criterion_name(name, text) for name, _ in weights]
    most, least = weights[0][1], weights[-1][1]
    if most - least < EQUAL:
        listed = text("app.list_separator").join(names)
        equal = text("briefing_map.equal_weights", n=len(names), names=listed)
        return Block(text("briefing_map.list_weights"), paragraphs=(equal, *_method(drawn)))
    items = [
        Item("", name, f"{weight:.0%}", share=weight / most) for name, (_, weight) in zip(names, weights, strict=True)
    ]
    return Block(text("briefing_map.list_weights"), items=tuple(items), paragraphs=_method(drawn))


def _method(drawn: _Drawn) -> tuple[str, ...]:
    text, approach = drawn.order.text, drawn.answer.ranking.approach
    method = text(f"siting.method_{approach.method}")
    scaled = text(f"briefing_map.scaled_{approach.normalisation}")
    return (text("briefing_map.method", method=method, normalisation=scaled),)
