"""A file's features as the detector of datums compares them: coordinates as they stand, names, areas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from analysis.datum.guess import DatumGuess, guess_datum
from analysis.datum.known import Known, best_name_column
from layers.raw import RawLayer

MOST: Final = 5_000


def guess_of_file(raw: RawLayer, known: Known) -> DatumGuess:
    """Tell what a file's coordinates look like.

    Points are compared by name where a column holds names that the study knows, and by city or district where one holds
    those. A line or polygon is taken at a point on it, and only by area: its name stands for no point. Of more than
    `MOST` features every so many-th is taken: more say nothing new.
    """
    every = max(1, -(-len(raw.geometries) // MOST))
    geometries = np.array(list(raw.geometries[::every]), dtype=object)
    middle = _points_on(geometries)
    xy = np.column_stack([shapely.get_x(middle), shapely.get_y(middle)])
    columns = _columns(raw.records[::every])
    points = shapely.get_type_id(geometries) == shapely.GeometryType.POINT
    named = best_name_column(columns, known.places) if points.any() else None
    area = best_name_column(columns, known.areas)
    names = [name if point else None for name, point in zip(columns[named], points, strict=True)] if named else None
    return guess_datum(xy, known, names=names, area_names=columns[area] if area else None, stated=raw.crs)


def _points_on(geometries: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return a point on each geometry; None where there is none or a coordinate is not finite."""
    finite = np.isfinite(shapely.bounds(geometries)).all(axis=1)
    usable = geometries.copy()
    usable[~finite] = None
    return np.asarray(shapely.point_on_surface(usable), dtype=np.object_)


def _columns(records: Sequence[Mapping[str, Any]]) -> dict[str, list[object]]:
    names = dict.fromkeys(name for record in records for name in record)
    return {name: [record.get(name) for record in records] for name in names}
