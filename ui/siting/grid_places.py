"""Where cells and patches of a grid lie, and a cell's numbers in words."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from analysis.degrees import from_degrees, shape_to_degrees, to_degrees
from analysis.siting.best_cells import Patch
from analysis.siting.grid_score import CellMatrix, CellScores, cell_contributions
from analysis.study import Study
from ui.compared_words import criterion_name
from ui.sites import city_name
from ui.siting.grid_compute import GridReady, Rules
from ui.text import Text


def outlines(study: Study, ready: GridReady, groups: Sequence[NDArray[np.int64]]) -> list[BaseGeometry]:
    """Return one outline in degrees for each group of cells."""
    joined = [shapely.union_all(ready.cells.polygons(cells)) for cells in groups]
    return [shape_to_degrees(shape, study.crs) for shape in joined]


def cell_at(study: Study, ready: GridReady, lon: float, lat: float) -> int | None:
    """Return the cell at a longitude and latitude; None where there is none."""
    ((x, y),) = from_degrees([(lon, lat)], study.crs).tolist()
    return ready.cells.at(x, y) if np.isfinite([x, y]).all() else None


def where(study: Study, xy: NDArray[np.float64], text: Text) -> str:
    """Return in words where a place lies: the nearest city, and the nearest township with its distance; else a dash.

    Parameters
    ----------
    study
        Cities or townships that it lacks, or whose positions are not known, are left out.
    xy
        In the study's coordinates, shape (2,), metres.
    text
        The catalogue in the reader's language.
    """
    point = shapely.Point(*xy)
    parts = []
    if study.has("cities"):
        cities = study.projected("cities")
        parts.append(city_name(study, str(cities["name_zh"].iloc[cities.distance(point).argmin()]), text))
    if study.has("townships"):
        townships = study.projected("townships")
        distances_m = townships.distance(point).fillna(np.inf)
        if np.isfinite(distances_m).any():
            row = study.layer("townships").iloc[int(distances_m.argmin())]
            near = {"name": text.choose(row, "name"), "km": f"{distances_m.min() / 1000:.0f}"}
            parts.append(text("grid_part.near", **near))
    return text("app.list_separator").join(parts) or "–"


def patch_frame(study: Study, patches: Sequence[Patch], scored: CellScores, text: Text) -> pd.DataFrame:
    """Return the best patches in the reader's words, best first."""
    lonlat = to_degrees([patch.centre_xy for patch in patches], study.crs)
    sign = -1 if scored.approach.lower_is_better else 1
    return pd.DataFrame(
        {
            text("grid_part.column_rank"): np.arange(1, len(patches) + 1),
            text("grid_part.column_where"): [where(study, patch.centre_xy, text) for patch in patches],
            text("grid_part.column_score"): [sign * patch.score for patch in patches],
            text("grid_part.column_area_km2"): [patch.area_km2 for patch in patches],
            text("grid_part.column_best_rank"): [int(scored.rank[patch.best_cell]) for patch in patches],
            text("grid_part.column_lon"): lonlat[:, 0],
            text("grid_part.column_lat"): lonlat[:, 1],
        }
    )


def cell_frame(ready: GridReady, matrix: CellMatrix, scored: CellScores, cell: int, text: Text) -> pd.DataFrame:
    """Return a cell's criteria: raw value, unit, weight, and contribution in score points (NaN if not compared)."""
    column = {one.id: place for place, one in enumerate(ready.found.criteria)}
    parts = cell_contributions(matrix, scored, cell)
    shown = [np.nan] * len(matrix.criteria) if parts is None else (100 * parts).tolist()
    return pd.DataFrame(
        {
            "criterion": [criterion_name(one.id, text) for one in matrix.criteria],
            "value": [float(ready.found.raw[cell, column[one.id]]) for one in matrix.criteria],
            "unit": [text(f"siting.unit_{one.unit}") for one in matrix.criteria],
            "weight": [scored.weights[one.id] for one in matrix.criteria],
            "points": shown,
        },
        index=[one.id for one in matrix.criteria],
    )


def why_not_compared(ready: GridReady, matrix: CellMatrix, rules: Rules, cell: int, text: Text) -> str:
    """Return in words which limits exclude a cell, or which values it lacks; empty for one that is compared."""
    column = {one.id: place for place, one in enumerate(ready.found.criteria)}
    reasons = []
    for one in matrix.criteria:
        value, limit = float(ready.found.raw[cell, column[one.id]]), rules.limits.get(one.id)
        name = criterion_name(one.id, text)
        if limit is not None and limit.minimum is not None and value < limit.minimum:
            shown = {"value": f"{value:.6g}", "limit": f"{limit.minimum:.6g}"}
            reasons.append(text("siting.below_minimum", criterion=name, **shown))
        elif limit is not None and limit.maximum is not None and value > limit.maximum:
            shown = {"value": f"{value:.6g}", "limit": f"{limit.maximum:.6g}"}
            reasons.append(text("siting.above_maximum", criterion=name, **shown))
        elif np.isnan(value) and matrix.missing[cell]:
            reasons.append(text("siting.without_value", criterion=name))
    return text("app.list_separator").join(reasons)
