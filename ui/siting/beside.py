"""What stands side by side: raw values, values from 0 to 1, and what lies near each site, as texts and numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.siting.scaling import fit_scale
from briefing.side_by_side import MOST_SITES, Row
from briefing.small_map import Marks, Shape, SmallMap
from briefing.style import HUB_COLOURS, STATUS_COLOURS
from ui import wording
from ui.siting.shown import Shown
from ui.visible import visible

FIRST_SHOWN: Final = 3
"""So many stand side by side until the reader chooses: the best ones."""

REACHES_KM: Final = (10, 30, 60)
KINDS: Final[tuple[tuple[str, Shape, str], ...]] = (
    ("parks", "circle", STATUS_COLOURS["recognised"]),
    ("platforms", "cross", HUB_COLOURS["platforms"]),
    ("stations", "square", HUB_COLOURS["stations"]),
    ("airports", "triangle", HUB_COLOURS["airports"]),
    ("seaports", "diamond", "#b35900"),
)
"""Layer, sign and colour of what the small maps show; the seaports in a hue that no other sign has."""


def chosen_sites(shown: Shown) -> tuple[str, ...]:
    """Return the compared sites that stand side by side, at most six: the best ones until the reader chooses."""
    ranked = set(shown.ranked)
    chosen = tuple(one for one in shown.comparison.side_by_side if one in ranked)[:MOST_SITES]
    return chosen or shown.ranked[:FIRST_SHOWN]


def values_01(shown: Shown) -> pd.DataFrame:
    """Return each criterion's value from 0 (worst of all compared) to 1 (best): sites down, criteria across.

    A criterion with the same value everywhere says nothing and is left out.
    """
    matrix = shown.answer.matrix
    scaled = fit_scale(matrix, "minmax").normalised(matrix.values)
    frame = pd.DataFrame(scaled, index=[str(one) for one in matrix.alternatives], columns=list(matrix.criteria))
    return frame.drop(columns=[name for name in shown.answer.ranking.constant if name in frame])


def table_rows(shown: Shown, sites: Sequence[str]) -> list[Row]:
    """Return rank, score and the raw value of every criterion, the best of each row marked."""
    text, answer = shown.text, shown.answer
    rank = answer.ranking.rank.set_axis(answer.ranking.rank.index.map(str))
    score = answer.ranking.score.set_axis(answer.ranking.score.index.map(str))
    first = min(int(rank[one]) for one in sites)
    leads = tuple(int(rank[one]) == first for one in sites)
    rows = [
        Row(text("siting_page.column_rank"), "", tuple(f"{int(rank[one])}" for one in sites), leads),
        Row(text("siting_page.column_score"), "", tuple(f"{float(score[one]):.4g}" for one in sites), leads),
    ]
    worth = values_01(shown)
    raw = answer.table.raw.set_axis(answer.table.raw.index.map(str))
    for name, weight in answer.weights.items():
        values = raw.loc[list(sites), name].to_numpy(dtype=float)
        rows.append(
            Row(
                criterion_label(shown, name),
                f"{weight:.1%}",
                _formatted(values / 1000 if shown.in_metres(name) else values),
                _best(worth.loc[list(sites), name].to_numpy(), values) if name in worth else (False,) * len(sites),
            )
        )
    return rows


def criterion_label(shown: Shown, name: str) -> str:
    """Return a criterion with its unit, and whether more or less of it is better."""
    text, unit = shown.text, shown.unit(name)
    if shown.in_metres(name):
        unit = text("map.unit_km")
    by_value = name in shown.comparison.values  # noqa: PD011 - of a comparison
    objective = text("siting_beside.by_value") if by_value else shown.objective(name)
    more = text("app.list_separator").join(filter(None, (unit, objective)))
    return text("siting_page.with_unit", name=shown.criterion(name), unit=more)


def exact_frame(shown: Shown, sites: Sequence[str]) -> pd.DataFrame:
    """Return raw values in the criterion's own unit, values from 0 to 1 and weights, in full precision."""
    worth = values_01(shown)
    raw = shown.answer.table.raw.set_axis(shown.answer.table.raw.index.map(str))
    return pd.DataFrame(
        {
            "site": one,
            "name": shown.site(one),
            "criterion": name,
            "weight": weight,
            "raw_value": _number(raw, one, name),
            "value_0_to_1": _number(worth, one, name) if name in worth else np.nan,
        }
        for one in sites
        for name, weight in shown.answer.weights.items()
    )


def small_maps(shown: Shown, sites: Sequence[str], reach_km: float) -> list[SmallMap]:
    """Return a map of each site that has a position, all on the same scale."""
    given = shown.answer.alternatives
    placed = {one: place for place, one in enumerate(given.ids) if one in sites and given.placed[place]}
    xy = {one: given.xy[place] for one, place in placed.items()}
    land = [shown.study.area] if shown.around.cities is None else list(shown.around.cities.land)
    return [
        SmallMap(
            title=visible(shown.site(one)),
            centre_xy=(float(xy[one][0]), float(xy[one][1])),
            reach_m=1000.0 * reach_km,
            land=land,
            marks=marks_of(shown),
            others_xy=np.array([xy[other] for other in xy if other != one]).reshape(-1, 2),
            outline=None if given.polygons is None else given.polygons[placed[one]],
            kilometre=shown.text("map.unit_km"),
        )
        for one in sites
        if one in xy
    ]


def marks_of(shown: Shown) -> list[Marks]:
    """Return what the small maps show around a site."""
    points = shown.around.points
    return [
        Marks(shown.text(f"siting_beside.kind_{layer}"), points[layer].xy, shape, colour)
        for layer, shape, colour in KINDS
        if layer in points
    ]


def captions(shown: Shown, maps: Sequence[SmallMap]) -> list[tuple[str, ...]]:
    """Return for each map how far the nearest feature of each kind is, in a straight line."""
    text, points = shown.text, shown.around.points
    return [
        tuple(
            text(
                "siting_beside.nearest",
                kind=text(f"siting_beside.kind_{layer}"),
                km=wording.kilometres(float(points[layer].nearest.distance_m([one.centre_xy])[0])),
            )
            for layer, _, _ in KINDS
            if layer in points
        )
        for one in maps
    ]


def _number(frame: pd.DataFrame, row: str, column: str) -> float:
    return float(cast(float, frame.loc[row, column]))


def _best(worth: NDArray[np.float64], raw: NDArray[np.float64]) -> tuple[bool, ...]:
    """Return which of these sites are the best; none where all are equal, never one whose value is missing."""
    if not worth.size or np.ptp(worth) == 0:
        return (False,) * len(worth)
    return tuple(bool(one) for one in (worth == worth.max()) & np.isfinite(raw))


def _formatted(values: NDArray[np.float64]) -> tuple[str, ...]:
    """Return numbers with some three figures of the largest; a dash for what is missing."""
    known = np.abs(values[np.isfinite(values)])
    largest = float(known.max()) if known.size else 0.0
    digits = next((places for places, least in enumerate((100.0, 10.0, 1.0)) if largest >= least), 3)
    return tuple(wording.number(float(value), digits) for value in values)
