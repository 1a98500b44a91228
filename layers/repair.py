"""Repairs of a layer: offered with what they would change, made only when a user says so, and never twice.

Every repair leaves a sound layer as it is, and made a second time changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, get_args

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from analysis.errors import ParameterError, Problem
from layers.crossings import mendable

RepairKind = Literal[
    "repeated_points", "invalid_rings", "mixed_types", "ring_order", "missing_geometry", "duplicate_features"
]
KINDS: Final[tuple[RepairKind, ...]] = get_args(RepairKind)
"""In the order in which they are made: what one leaves behind a later one sees."""

Geometries = NDArray[Any]


@dataclass(frozen=True)
class Repair:
    """One repair on offer.

    Parameters
    ----------
    kind
        What is mended, one of `KINDS`.
    places
        Labels, in the frame's index, of the features that it changes or removes.
    removes
        Whether these features are removed rather than changed.
    """

    kind: RepairKind
    places: tuple[Any, ...]
    removes: bool

    @property
    def count(self) -> int:
        """How many features it concerns."""
        return len(self.places)


def repairs_on_offer(frame: gpd.GeoDataFrame, *, ring_order: bool = True) -> tuple[Repair, ...]:
    """Return the repairs that would change the frame as it stands, in the order in which they are made.

    Parameters
    ----------
    frame
        Any layer; it is not changed. Coordinates that are not finite cannot be mended and are left alone, and so are
        areas whose edges cross so often that mending them would take minutes, see `layers.crossings`.
    ring_order
        Whether outer rings should run against the clock, as RFC 7946 (section 3.1.6) asks of GeoJSON.
    """
    offered = []
    for kind in KINDS:
        if kind == "ring_order" and not ring_order:
            continue
        places = np.flatnonzero(_concerned(kind, frame))
        if len(places):
            offered.append(Repair(kind, tuple(frame.index[places]), removes=kind in _REMOVING))
    return tuple(offered)


def repaired(frame: gpd.GeoDataFrame, kinds: Collection[str]) -> tuple[gpd.GeoDataFrame, tuple[Repair, ...]]:
    """Return a mended copy of the frame, and what was done.

    Parameters
    ----------
    frame
        Any layer; it is not changed.
    kinds
        Which repairs to make, in any order; they are made in that of `KINDS`.

    Returns
    -------
    tuple
        The frame with the labels of its features kept, and one `Repair` for each kind that changed anything. A polygon
        whose rings leave no area has no geometry afterwards; ``missing_geometry``, made later, removes it.

    Raises
    ------
    ParameterError
        ``unknown_choice`` for a repair that does not exist.

    Notes
    -----
    Invalid rings are mended by GEOS's method "structure": rings are made valid one by one, outer ones united, and the
    holes taken out of them; collapsed parts are dropped.
    """
    unknown = [kind for kind in kinds if kind not in KINDS]
    if unknown:
        values = {"option": "repair", "value": str(unknown[0])[:60], "allowed": ", ".join(KINDS)}
        raise ParameterError(Problem("unknown_choice", "repair", values))
    done = []
    for kind in KINDS:
        if kind not in kinds:
            continue
        places = _concerned(kind, frame)
        if not places.any():
            continue
        done.append(Repair(kind, tuple(frame.index[places]), removes=kind in _REMOVING))
        frame = frame[~places] if kind in _REMOVING else _changed(frame, places, _CHANGES[kind])
    return frame.copy(), tuple(done)


def _changed(
    frame: gpd.GeoDataFrame, places: NDArray[np.bool_], change: Callable[[Geometries], Geometries]
) -> gpd.GeoDataFrame:
    geometries = _geometries(frame)
    geometries[places] = change(geometries[places])
    copy = frame.copy()
    copy[frame.geometry.name] = gpd.GeoSeries(geometries, index=frame.index, crs=frame.crs)
    return copy


def _geometries(frame: gpd.GeoDataFrame) -> Geometries:
    return np.array(frame.geometry.to_numpy(), dtype=object)


def _concerned(kind: RepairKind, frame: gpd.GeoDataFrame) -> NDArray[np.bool_]:
    """Return a mask of the features that a repair concerns."""
    geometries = _geometries(frame)
    if kind == "missing_geometry":
        return np.asarray(shapely.is_missing(geometries) | shapely.is_empty(geometries))
    if kind == "duplicate_features":
        return _duplicates(frame, geometries)
    mask = np.zeros(len(geometries), dtype=bool)
    sound = _finite(geometries)
    if kind == "mixed_types":
        mask[sound] = _mixed(geometries[sound])
        mask[mask] = _soon_mended(geometries[mask])
    elif kind == "invalid_rings":
        mask[sound] = ~shapely.is_valid(geometries[sound]) & (shapely.get_dimensions(geometries[sound]) == 2)
        mask[mask] = mendable(geometries[mask])
    else:
        before = geometries[sound]
        mask[sound] = ~_same(before, _CHANGES[kind](before))
        if kind == "ring_order":  # a ring that crosses itself has no direction
            mask[sound] &= shapely.is_valid(before)
    return mask


def _finite(geometries: Geometries) -> NDArray[np.bool_]:
    """Return a mask of the geometries that are there and whose coordinates are all finite."""
    xy, feature = shapely.get_coordinates(geometries, return_index=True)
    mask = ~(shapely.is_missing(geometries) | shapely.is_empty(geometries))
    mask[feature[~np.isfinite(xy).all(axis=1)]] = False
    return np.asarray(mask)


def _same(before: Geometries, after: Geometries) -> NDArray[np.bool_]:
    """Whether geometries have the same vertices in the same order."""
    return np.asarray(shapely.equals_exact(before, after, 0.0))


def _without_repeated(geometries: Geometries) -> Geometries:
    try:
        return np.asarray(shapely.remove_repeated_points(geometries, 0.0))
    except shapely.GEOSException:  # a ring of one place only: such a feature is left for the repair of rings
        return np.array([_one_without_repeated(one) for one in geometries], dtype=object)


def _one_without_repeated(geometry: Any) -> Any:  # noqa: ANN401 - Shapely ships no types
    try:
        return shapely.remove_repeated_points(geometry, 0.0)
    except shapely.GEOSException:
        return geometry


def _valid(geometries: Geometries) -> Geometries:
    """Return valid areas; what has none becomes None."""
    made = shapely.make_valid(geometries, method="structure", keep_collapsed=False)
    return np.array([_areas(one) for one in made], dtype=object)


def _areas(geometry: Any) -> Any:  # noqa: ANN401 - Shapely ships no types
    parts = shapely.get_parts(shapely.get_parts(np.array([geometry], dtype=object)))
    areas = parts[shapely.get_dimensions(parts) == 2]
    areas = areas[~shapely.is_empty(areas)]
    if not len(areas):
        return None
    made = areas[0] if len(areas) == 1 else shapely.multipolygons(areas)
    # Parts that share an edge or overlap, which GEOS may leave behind, are valid one by one only.
    return made if made.is_valid else shapely.union_all(areas)


def _mixed(geometries: Geometries) -> NDArray[np.bool_]:
    """Return a mask of collections, and of single geometries where multiple ones of the same kind are, or come, too."""
    types = shapely.get_type_id(geometries)
    collections = types == shapely.GeometryType.GEOMETRYCOLLECTION
    multiple = np.isin(types, list(_MULTIPLE.values())) | collections
    dimensions = shapely.get_dimensions(geometries)
    return np.asarray(collections | (~multiple & np.isin(dimensions, dimensions[multiple])))


def _soon_mended(geometries: Geometries) -> NDArray[np.bool_]:
    """Return a mask without areas that are too tangled to be united."""
    mask = np.ones(len(geometries), dtype=bool)
    collections = shapely.get_type_id(geometries) == shapely.GeometryType.GEOMETRYCOLLECTION
    united = (shapely.get_dimensions(geometries) == 2) & (collections | ~shapely.is_valid(geometries))
    mask[united] = mendable(geometries[united])
    return mask


_MULTIPLE: Final = {0: 4, 1: 5, 3: 6}
"""Type of a single geometry -> type of the multiple one."""

_BUILDERS: Final[dict[int, Callable[..., Any]]] = {
    0: shapely.multipoints,
    1: shapely.multilinestrings,
    2: shapely.multipolygons,
}


def _multiple(geometries: Geometries) -> Geometries:
    """Return each as a multiple geometry of its highest dimension."""
    return np.array([_highest(one) for one in geometries], dtype=object)


def _highest(geometry: Any) -> Any:  # noqa: ANN401 - Shapely ships no types
    parts = np.array([geometry], dtype=object)
    while (shapely.get_type_id(parts) > shapely.GeometryType.POLYGON).any():
        parts = shapely.get_parts(parts)
    dimensions = shapely.get_dimensions(parts)
    dimension = int(dimensions.max(initial=-1))
    if dimension < 0:
        return None
    made = _BUILDERS[dimension](parts[dimensions == dimension])
    if dimension == 2 and not made.is_valid:  # areas of a collection may overlap, those of one geometry may not
        sound = shapely.make_valid(parts[dimensions == dimension], method="structure", keep_collapsed=False)
        made = _areas(shapely.union_all(sound))
        return made if made is None else shapely.multipolygons(shapely.get_parts(made))
    return made


def _against_the_clock(geometries: Geometries) -> Geometries:
    return np.asarray(shapely.orient_polygons(geometries, exterior_cw=False))


def _duplicates(frame: gpd.GeoDataFrame, geometries: Geometries) -> NDArray[np.bool_]:
    """Return a mask of features that are in the frame before, with the same vertices and the same attributes."""
    shapes = pd.Series(shapely.to_wkb(geometries))
    candidates = np.flatnonzero(shapes.duplicated(keep=False).to_numpy())
    mask = np.zeros(len(geometries), dtype=bool)
    if len(candidates):
        rows = _as_text(frame.iloc[candidates].drop(columns=frame.geometry.name))
        rows["\x00shape"] = shapes.iloc[candidates].to_numpy()
        mask[candidates] = rows.duplicated().to_numpy()
    return mask


def _as_text(table: pd.DataFrame) -> pd.DataFrame:
    columns: Sequence[pd.Series[Any]] = [table.iloc[:, place].map(repr) for place in range(table.shape[1])]
    return pd.DataFrame({place: column.to_numpy() for place, column in enumerate(columns)}, index=range(len(table)))


_CHANGES: Final[dict[str, Callable[[Geometries], Geometries]]] = {
    "repeated_points": _without_repeated,
    "invalid_rings": _valid,
    "mixed_types": _multiple,
    "ring_order": _against_the_clock,
}
_REMOVING: Final = ("missing_geometry", "duplicate_features")
