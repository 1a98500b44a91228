"""Hexagons of the H3 system over a study's land: cells whose neighbours are all equally far."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer

from analysis.errors import ParameterError, Problem
from analysis.siting.alternatives import Alternatives

if TYPE_CHECKING:
    from analysis.study import Study

MOST_HEXAGONS = 300_000
"""Above this the cells are better squares, which are worked through in chunks."""

_RESOLUTIONS = 15


@dataclass(frozen=True, eq=False)
class Hexagons:
    """H3 cells as a tiling.

    Parameters
    ----------
    alternatives
        From `hexagons_over`.
    crs
        Of their coordinates.
    """

    alternatives: Alternatives
    crs: CRS

    def __len__(self) -> int:
        return len(self.alternatives)

    @property
    def xy(self) -> NDArray[np.float64]:
        """Centres, shape (n, 2), metres."""
        return self.alternatives.xy

    @cached_property
    def cell_km2(self) -> float:
        """Mean area of a cell; 0 without cells."""
        return float(shapely.area(self._outlines).mean()) / 1e6 if len(self) else 0.0

    def ids(self, cells: NDArray[np.int64]) -> list[str]:
        """Return the H3 indices of cells."""
        return [self.alternatives.ids[cell] for cell in cells.tolist()]

    def polygons(self, cells: NDArray[np.int64]) -> NDArray[Any]:
        """Return the outlines of cells, shape (m,)."""
        return self._outlines[cells]

    def beside(self, cell: int) -> list[int]:
        """Return the cells that share a side with one."""
        import h3  # as in `hexagons_over`

        around = h3.grid_disk(self.alternatives.ids[cell], 1)
        return sorted(self._positions[name] for name in around if self._positions.get(name, cell) != cell)

    def at(self, x: float, y: float) -> int | None:
        """Return the cell that holds a place, in metres; None where there is none."""
        import h3  # as in `hexagons_over`

        if not len(self):
            return None
        lon, lat = Transformer.from_crs(self.crs, "EPSG:4326", always_xy=True).transform(x, y)
        return self._positions.get(h3.latlng_to_cell(lat, lon, h3.get_resolution(self.alternatives.ids[0])))

    @cached_property
    def _positions(self) -> dict[str, int]:
        return {name: position for position, name in enumerate(self.alternatives.ids)}

    @property
    def _outlines(self) -> NDArray[Any]:
        found = self.alternatives.polygons
        return np.zeros(0, dtype=object) if found is None else found


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
