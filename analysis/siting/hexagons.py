"""Hexagons of the H3 system over a study's land: cells whose neighbours are all equally far."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely
from pyproj import Transformer

from analysis.errors import ParameterError, Problem
from analysis.siting.alternatives import Alternatives

if TYPE_CHECKING:
    from analysis.study import Study

MOST_HEXAGONS = 300_000
"""Above this the cells are better squares, which are worked through in chunks."""

_RESOLUTIONS = 15


def hexagons_over(study: Study, *, resolution: int) -> Alternatives:
    """Return the H3 cells whose centre is on the study's land, as alternatives with polygons, named by H3 index.

    Cells of one resolution differ in area by up to a factor of two over the globe, by a few per cent over a province.

    Parameters
    ----------
    study
        With its study area.
    resolution
        0 to 15; cells of 36 km² on average at 6, 5.2 km² at 7, 0.74 km² at 8.

    Raises
    ------
    ParameterError
        ``out_of_range`` for the resolution; ``too_many_cells`` for more than 300,000 cells; ``no_alternatives`` if
        the land holds no centre.

    References
    ----------
    Sahr, K., White, D. and Kimerling, A. J. (2003). Geodesic discrete global grid systems. Cartography and Geographic
    Information Science 30(2), 121-134; the H3 system of Uber Technologies follows it.
    """
    import h3  # here, because only those who ask for hexagons need its library

    if resolution not in range(_RESOLUTIONS + 1):
        span = {"minimum": 0, "maximum": _RESOLUTIONS}
        raise ParameterError(Problem("out_of_range", "hexagons", {"field": "resolution", "value": resolution, **span}))
    expected = study.area.area / h3.average_hexagon_area(resolution, unit="m^2")
    if expected > MOST_HEXAGONS:
        raise ParameterError(Problem("too_many_cells", "hexagons", {"cells": round(expected), "most": MOST_HEXAGONS}))
    in_degrees = study.layer("study_area").geometry.union_all()
    ids = sorted(h3.geo_to_cells(in_degrees, resolution))
    corners = [[(lon, lat) for lat, lon in h3.cell_to_boundary(name)] for name in ids]
    centres = np.array([h3.cell_to_latlng(name) for name in ids]).reshape(-1, 2)
    to_study = Transformer.from_crs("EPSG:4326", study.crs, always_xy=True)
    return Alternatives(
        ids=tuple(ids),
        xy=np.column_stack(to_study.transform(centres[:, 1], centres[:, 0])),
        polygons=np.array([shapely.Polygon(to_study.itransform(ring)) for ring in corners], dtype=object),
        position_uncertainty_m=np.zeros(len(ids)),
        columns=pd.DataFrame(index=pd.Index(ids, name="id", dtype=object)),
    )
