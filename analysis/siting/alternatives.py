"""The places that are compared: towns, townships, the user's own points, polygons or table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely.geometry.base import BaseGeometry

from analysis.checks import duplicate_problems
from analysis.errors import ParameterError, Problem
from analysis.sites import has_position
from analysis.siting.surroundings import industry_sets, representative_xy

if TYPE_CHECKING:
    import geopandas

    from analysis.study import Study

LINE_TOLERANCE_M = 200.0
"""So far outside the study's outline a place still counts as inside: outlines are generalised."""

_NAMED_IN_AN_ERROR = 100
"""So many places are named at most: a file of a million points at sea must not make a message of a million lines."""

_ALLOWED = ("Point", "MultiPoint", "Polygon", "MultiPolygon")


@dataclass(frozen=True, eq=False)
class Alternatives:
    """Places to compare.

    Parameters
    ----------
    ids
        Unique.
    xy
        Shape (n, 2), metres of the working coordinate system; NaN for a place whose position is not known.
    polygons
        Shape (n,) of Shapely geometries, None for a place that is a point; None if all are.
    position_uncertainty_m
        Shape (n,); 0 where a position is exact or nothing is known of it.
    columns
        The user's own columns, indexed by id.
    industries
        Of each place; empty where none is known.

    Raises
    ------
    ParameterError
        ``no_alternatives``, ``duplicate_site``, ``bad_uncertainty``; all at once.
    """

    ids: tuple[str, ...]
    xy: NDArray[np.float64]
    polygons: NDArray[np.object_] | None
    position_uncertainty_m: NDArray[np.float64]
    columns: pd.DataFrame = field(default_factory=pd.DataFrame)
    industries: tuple[frozenset[str], ...] = ()

    def __post_init__(self) -> None:
        problems = [] if self.ids else [Problem("no_alternatives", "alternatives")]
        problems += duplicate_problems(self.ids)
        problems += [
            Problem("bad_uncertainty", name, {"value": float(radius_m)})
            for name, radius_m in zip(self.ids, self.position_uncertainty_m, strict=True)
            if not (np.isfinite(radius_m) and radius_m >= 0)
        ]
        if problems:
            raise ParameterError(*problems[:_NAMED_IN_AN_ERROR])

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def placed(self) -> NDArray[np.bool_]:
        """Whether each position is known, shape (n,)."""
        return finite_rows(self.xy)


def finite_rows(points_xy: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return which points, shape (n, 2), have two finite coordinates."""
    finite = np.isfinite(points_xy)
    return np.asarray(finite[:, 0] & finite[:, 1], dtype=np.bool_)


def from_layer(study: Study, layer: Literal["townships", "towns", "parks"]) -> Alternatives:
    """Return the features of a study's layer that have a position.

    Raises
    ------
    MissingLayerError
        ``missing_layer``.
    ParameterError
        ``no_alternatives`` if none has a position.
    """
    frame = study.projected(layer)
    return from_frame(frame[has_position(frame)], study)


def from_frame(frame: geopandas.GeoDataFrame, study: Study) -> Alternatives:
    """Return points or polygons as alternatives.

    A polygon is measured from its centroid, or if that lies outside it, from a point inside.

    Parameters
    ----------
    frame
        In any stated coordinate system, its index unique. Columns `position_uncertainty_m` and `industries` are
        understood; every other one is the user's own.
    study
        Whose working coordinate system is used.

    Raises
    ------
    ParameterError
        ``crs_missing``; ``geometry_type`` for each line; ``no_alternatives``, ``duplicate_site``,
        ``bad_uncertainty``.
    """
    _check_frame(frame)
    placed = frame.to_crs(study.crs).geometry.to_numpy()
    areal = shapely.get_dimensions(placed) == 2
    polygons = placed.copy() if areal.any() else None
    if polygons is not None:
        polygons[~areal] = None
    table = pd.DataFrame(frame.drop(columns=frame.geometry.name))
    return _made(table, representative_xy(placed), polygons)


def from_table(table: pd.DataFrame) -> Alternatives:
    """Return the rows of a table without geometry: only its own columns can be criteria.

    Parameters
    ----------
    table
        Its index unique.

    Raises
    ------
    ParameterError
        ``no_alternatives``, ``duplicate_site``, ``bad_uncertainty``.
    """
    return _made(table, np.full((len(table), 2), np.nan), None)


def from_points(points_xy: ArrayLike, ids: Sequence[str] | None = None) -> Alternatives:
    """Return points of the working coordinate system, shape (n, 2); numbered from 1 unless named.

    Raises
    ------
    ParameterError
        ``no_alternatives``, ``duplicate_site``.
    """
    points = np.asarray(points_xy, dtype=float).reshape(-1, 2)
    names = [str(place + 1) for place in range(len(points))] if ids is None else list(ids)
    return _made(pd.DataFrame(index=pd.Index(names, dtype=object)), points, None)


def outside_study(
    alternatives: Alternatives, area: BaseGeometry, *, tolerance_m: float = LINE_TOLERANCE_M
) -> NDArray[np.bool_]:
    """Return which alternatives lie at sea or beyond the study, shape (n,).

    Parameters
    ----------
    alternatives
        One without position is not called outside.
    area
        The study's land.
    tolerance_m
        So far from the land is still inside.
    """
    shapely.prepare(area)
    outside = alternatives.placed
    outside[outside] = ~shapely.intersects_xy(area, alternatives.xy[outside])
    outside[outside] = shapely.distance(area, shapely.points(alternatives.xy[outside])) > tolerance_m
    return outside


def require_inside(
    alternatives: Alternatives, area: BaseGeometry, *, tolerance_m: float = LINE_TOLERANCE_M
) -> Alternatives:
    """Return the alternatives if all lie in the study.

    Raises
    ------
    ParameterError
        ``outside_study`` for each that does not (the first hundred), with its distance.
    """
    outside = np.flatnonzero(outside_study(alternatives, area, tolerance_m=tolerance_m))[:_NAMED_IN_AN_ERROR]
    away_m = shapely.distance(area, shapely.points(alternatives.xy[outside]))
    problems = [
        Problem("outside_study", alternatives.ids[place], {"distance_km": round(float(away) / 1000, 1)})
        for place, away in zip(outside, away_m, strict=True)
    ]
    if problems:
        raise ParameterError(*problems)
    return alternatives


def _made(table: pd.DataFrame, xy: NDArray[np.float64], polygons: NDArray[np.object_] | None) -> Alternatives:
    columns = table.set_axis(pd.Index(map(str, table.index), name="id", dtype=object))
    if "position_uncertainty_m" in columns:
        uncertainty_m = np.asarray(columns["position_uncertainty_m"].astype(float).fillna(0.0), dtype=np.float64)
    else:
        uncertainty_m = np.zeros(len(columns))
    own = columns.drop(columns=["position_uncertainty_m", "industries"], errors="ignore")
    return Alternatives(tuple(columns.index), xy, polygons, uncertainty_m, own, industry_sets(columns))


def _check_frame(frame: geopandas.GeoDataFrame) -> None:
    if frame.crs is None:
        raise ParameterError(Problem("crs_missing", "alternatives"))
    problems = [
        Problem("geometry_type", str(name), {"value": geometry.geom_type, "allowed": ", ".join(_ALLOWED)})
        for name, geometry in frame.geometry.items()
        if geometry is not None and geometry.geom_type not in _ALLOWED
    ]
    if problems:
        raise ParameterError(*problems[:_NAMED_IN_AN_ERROR])
