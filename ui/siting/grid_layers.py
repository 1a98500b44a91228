"""The grid on the map: the surface of scores, the best patches with their ranks, the cell that was asked about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np
import shapely

from analysis.siting.best_cells import Patch
from analysis.siting.grid_score import CellMatrix, CellScores
from analysis.study import Study
from briefing.style import SELECTION
from ui.map.model import MapLayer, Style, Swatch
from ui.map.payload import features
from ui.map.served import served
from ui.map.study_layers import study_map_layers
from ui.siting.grid_compute import GridReady
from ui.siting.grid_places import outlines
from ui.siting.surface import EXCLUDED_GROUND, EXCLUDED_LINE, MISSING_GREY, codes_of, picture, ramp_colours
from ui.text import Text

SURFACE_LAYER: Final = "grid-surface"
PATCH_LAYER: Final = "grid-best"
OUTLINE_LAYER: Final = "grid-outlines"
CELL_LAYER: Final = "grid-cell"
BACKGROUND: Final = ("parks", "towns", "platforms", "stations", "context")
SHOWN_AT_FIRST: Final = ("context",)
PATCH_COLOUR: Final = "#d95f02"
LAND_FILL: Final = "#fbfaf7"
RAMP_STEPS: Final = 24


def grid_layers(
    study: Study,
    ready: GridReady,
    matrix: CellMatrix,
    scored: CellScores,
    patches: Sequence[Patch],
    cell: int | None,
    text: Text,
) -> tuple[MapLayer, ...]:
    """Return the layers of a ranked grid, in the order of the legend; without the study's own (`background`)."""
    layers = [surface_layer(ready, matrix, scored, text), *_patch_layers(study, ready, patches, text)]
    if cell is not None:
        layers.append(_cell_layer(study, ready, cell, text))
    return tuple(layers)


def surface_layer(ready: GridReady, matrix: CellMatrix, scored: CellScores, text: Text) -> MapLayer:
    """Return the surface of scores with its legend."""
    legend: list[tuple[str, Swatch]] = [
        ("", Swatch(draw="ramp", colours=ramp_colours(RAMP_STEPS), ticks=ramp_ticks(scored)))
    ]
    if matrix.excluded.any():
        swatch = Swatch(draw="hatch", fill=EXCLUDED_GROUND, stroke=EXCLUDED_LINE)
        legend.append((text("grid_part.legend_excluded"), swatch))
    if matrix.missing.any():
        legend.append((text("grid_part.legend_missing"), Swatch(draw="area", fill=MISSING_GREY)))
    return MapLayer(
        id=SURFACE_LAYER,
        title=text("grid_part.legend_score", method=text(f"siting.method_{scored.approach.method}")),
        kind="image",
        image=picture(ready.pixels, codes_of(scored.merit, matrix.excluded)),
        legend=tuple(legend),
    )


def ramp_ticks(scored: CellScores) -> tuple[str, ...]:
    """Return the scores at the ramp's ends and in its middle, from the worst to the best."""
    compared = scored.merit[np.isfinite(scored.merit)]
    sign = -1 if scored.approach.lower_is_better else 1
    low, high = float(compared.min()), float(compared.max())
    return tuple(f"{sign * value:.2f}".replace("-0.00", "0.00") for value in (low, (low + high) / 2, high))


def background(study: Study, text: Text) -> tuple[MapLayer, ...]:
    """Return the study's own layers below and above the surface: borders as lines that answer to nothing."""
    kept = tuple(
        replace(layer, visible=layer.id in SHOWN_AT_FIRST, interactive=layer.id != "context")
        for layer in study_map_layers(study, text)
        if layer.id in BACKGROUND
    )
    return (*_borders(study, text), *kept)


def land(study: Study) -> tuple[MapLayer, ...]:
    """Return the study's land as a pale ground, for a map without a surface."""
    if not study.has("cities"):
        return ()
    cities = study.layer("cities")
    drawn = features(ids=cities.index, geometries=cities.geometry, titles=[""] * len(cities))
    return (
        MapLayer("grid-land", "", "polygon", **served(study, drawn), style=Style(fill=LAND_FILL), interactive=False),
    )


def _borders(study: Study, text: Text) -> tuple[MapLayer, ...]:
    if not study.has("cities"):
        return ()
    cities = study.layer("cities")
    rows = cities.to_dict("records")
    lines = [shapely.boundary(shape) for shape in cities.geometry]
    drawn = features(ids=cities.index, geometries=lines, titles=[text.choose(row, "name") for row in rows])
    style = Style(stroke="#5f6670", stroke_width=0.9, stroke_opacity=0.8)
    return (
        MapLayer(
            "grid-borders",
            text("grid_part.legend_borders"),
            "line",
            **served(study, drawn),
            style=style,
            interactive=False,
        ),
    )


def _patch_layers(study: Study, ready: GridReady, patches: Sequence[Patch], text: Text) -> tuple[MapLayer, MapLayer]:
    """Return a numbered mark at each patch, which shows from afar, and its outline, which shows from close by."""
    shapes = outlines(study, ready, [patch.cells for patch in patches])
    ranks = [str(place) for place in range(1, len(patches) + 1)]
    titles = [text("grid_part.patch_title", rank=rank) for rank in ranks]
    marks = MapLayer(
        id=PATCH_LAYER,
        title=text("grid_part.legend_best"),
        kind="point",
        features=features(
            ids=ranks,
            geometries=[shape.representative_point() for shape in shapes],
            titles=titles,
            labels=ranks,
            styles=[Style(label_priority=100.0 - place) for place in range(len(ranks))],
        ),
        style=Style(fill="#ffffff", stroke=PATCH_COLOUR, stroke_width=2.4, size=4.5, label_look="site"),
        interactive=False,  # a click asks about the cell below
        z_order=70,
    )
    drawn = features(ids=ranks, geometries=shapes, titles=titles)
    style = Style(stroke=PATCH_COLOUR, stroke_width=2.6)
    edges = MapLayer(
        OUTLINE_LAYER, text("grid_part.legend_outlines"), "polygon", drawn, style=style, interactive=False, z_order=30
    )
    return marks, edges


def _cell_layer(study: Study, ready: GridReady, cell: int, text: Text) -> MapLayer:
    cells = np.array([cell])
    return MapLayer(
        id=CELL_LAYER,
        title="",
        kind="polygon",
        features=features(
            ids=ready.cells.ids(cells),
            geometries=outlines(study, ready, [cells]),
            titles=[text("grid_part.cell_title", id=ready.cells.ids(cells)[0])],
        ),
        style=Style(stroke=SELECTION, stroke_width=3),
        interactive=False,
        z_order=40,
    )
