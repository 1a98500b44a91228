"""Districts or cities on the map by a local statistic: shaded by its score, outlined where it is significant."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Final

from analysis.clustering.areal_result import ArealResult
from analysis.study import Study
from ui.map.model import MapLayer, Style, Swatch
from ui.map.payload import features
from ui.map.study_layers import study_map_layers
from ui.text import Text

Z_CLASSES: Final = ((-math.inf, "#2166ac"), (-4.0, "#92c5de"), (-2.0, "#f2f2f2"), (2.0, "#f4a582"), (4.0, "#b2182b"))
"""Lowest standard score of each class, from cold to hot, with its colour (diverging, safe for colour-blind readers).

No bound is a level of significance: with mostly zeros the scores are far from normal.
"""

UNDEFINED_COLOUR: Final = "#d9d9d9"
SIGNIFICANT_COLOUR: Final = "#111111"
BACKGROUND: Final = ("parks", "towns", "context")


def unit_map_layers(study: Study, result: ArealResult, names: dict[str, str], text: Text) -> tuple[MapLayer, ...]:
    """Return the units shaded by Gi*, with the study's sites above them.

    Parameters
    ----------
    study
        The study.
    result
        Statistics of its units.
    names
        Unit id -> its name in the reader's language.
    text
        The catalogue in the reader's language.
    """
    frame = result.getis.frame
    polygons = study.layer(result.settings.units).geometry
    ids = [str(unit) for unit in frame.index]
    rows = dict(zip(ids, frame.to_dict("records"), strict=True))
    units = MapLayer(
        id="hotspot-units",
        title=text("clustering.map_gi"),
        kind="polygon",
        features=features(
            ids=ids,
            geometries=list(polygons),
            titles=[names[unit] for unit in ids],
            lines=[
                [
                    text("clustering.map_gi_value", value=f"{rows[unit]['value']:.3g}", z=f"{rows[unit]['gi_z']:.2f}"),
                    text("clustering.map_gi_p", p=f"{rows[unit]['p']:.3f}", q=f"{rows[unit]['p_adjusted']:.3f}"),
                ]
                for unit in ids
            ],
            styles=[_style(rows[unit]["gi_z"], rows[unit]["label"]) for unit in ids],
        ),
        style=Style(stroke="#ffffff", stroke_width=0.6, fill_opacity=0.85),
        legend=_legend(text),
        z_order=10,
    )
    background = [layer for layer in study_map_layers(study, text) if layer.id in BACKGROUND]
    return (units, *background)


def z_colour(z: float) -> str:
    """Return the colour of a standard score; grey where it is not defined."""
    if math.isnan(z):
        return UNDEFINED_COLOUR
    return next(colour for least, colour in reversed(Z_CLASSES) if z >= least)


def _style(z: float, label: str) -> Style:
    style = Style(fill=z_colour(z))
    if label in ("hot", "cold"):
        style |= Style(stroke=SIGNIFICANT_COLOUR, stroke_width=2.2)
    return style


def _legend(text: Text) -> tuple[tuple[str, Swatch], ...]:
    bounds = [f"{least:g}" for least, _ in Z_CLASSES[1:]]
    words = [
        text("clustering.gi_below", z=bounds[0]),
        *(f"{low} – {high}" for low, high in pairwise(bounds)),
        text("clustering.gi_above", z=bounds[-1]),
    ]
    entries = [(word, Swatch(draw="area", fill=colour)) for word, (_, colour) in zip(words, Z_CLASSES, strict=True)]
    entries.append((text("clustering.gi_significant"), Swatch(draw="area", fill="#ffffff", stroke=SIGNIFICANT_COLOUR)))
    return tuple(reversed(entries))
