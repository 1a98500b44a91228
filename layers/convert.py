"""A file's features from one datum into another, attributes untouched; refused where the file says otherwise."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer

from analysis.datum.shift import PLAIN, Datum, convert_geometries, in_rectangle
from analysis.errors import LayerError, Problem
from layers.check import LAYER_CRS_NAMES, check_plain
from layers.datum import WGS84
from layers.raw import RawLayer

CGCS2000 = CRS.from_epsg(4490)


@dataclass(frozen=True)
class Converted:
    """Features in the new datum; `outside` of them lie outside the rectangle where GCJ-02 and BD-09 shift."""

    layer: RawLayer
    outside: int


def convert_layer(raw: RawLayer, *, source: Datum, target: Datum, ignore_crs: bool = False) -> Converted:
    """Return the features in another datum, in degrees.

    Parameters
    ----------
    raw
        As the file stands. Metres are brought into degrees first, by the system that the file states.
    source, target
        Datums. GCJ-02 and BD-09 have no code that a file could state, so a file in them states WGS 84 or nothing.
    ignore_crs
        Take the numbers as degrees of `source` whatever the file states.

    Returns
    -------
    Converted
        The layer states the target's CRS; none for GCJ-02 and BD-09.

    Raises
    ------
    LayerError
        All problems of the file: its geometry, or ``datum_contradicts``: it states another datum than `source`.
    """
    degrees = raw if ignore_crs else _in_degrees(raw, source)
    checked = replace(degrees, crs=WGS84)
    problems = [problem for problem in check_plain(checked) if problem.code in _STOPPING]
    if problems:
        raise LayerError(*problems)
    geometries = np.array(list(degrees.geometries), dtype=object)
    wgs84 = convert_geometries(geometries, source=source, target="wgs84")
    moved = convert_geometries(wgs84, source="wgs84", target=target)
    crs = {"wgs84": WGS84, "cgcs2000": CGCS2000}.get(target)
    layer = RawLayer(raw.name, raw.records, list(moved), raw.broken, crs)
    return Converted(layer, _outside(wgs84))


_STOPPING = {
    "no_features",
    "geometry_unreadable",
    "coordinates_not_finite",
    "coordinates_swapped",
    "coordinates_not_degrees",
}
"""Problems that no conversion can leave aside; an invalid ring or a missing geometry stays what it is."""


def _in_degrees(raw: RawLayer, source: Datum) -> RawLayer:
    if raw.crs is None:
        return raw
    datum = raw.crs.geodetic_crs.name if raw.crs.geodetic_crs is not None else ""
    plain_wgs84 = raw.crs.is_geographic and datum != CGCS2000.name
    if datum not in LAYER_CRS_NAMES or not (source in PLAIN or plain_wgs84):
        raise LayerError(Problem("datum_contradicts", raw.name, {"crs": raw.crs.name, "datum": source}))
    if raw.crs.is_geographic:
        return raw
    way = Transformer.from_crs(raw.crs, raw.crs.geodetic_crs, always_xy=True)
    return replace(raw, geometries=[None if one is None else _projected(one, way) for one in raw.geometries])


def _projected(geometry: shapely.Geometry, way: Transformer) -> shapely.Geometry:
    def degrees(rows: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack([*way.transform(rows[:, 0], rows[:, 1]), *rows[:, 2:].T])

    return shapely.transform(geometry, degrees, include_z=bool(shapely.has_z(geometry)))


def _outside(geometries: NDArray[np.object_]) -> int:
    west, south, east, north = shapely.bounds(geometries).T
    present = np.isfinite(west)
    inside = in_rectangle(west, south) & in_rectangle(east, north)
    return int((present & ~inside).sum())
