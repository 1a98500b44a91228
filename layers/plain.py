"""Plain files of points, on an area of their own or on a study's land, brought into one projected CRS."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from shapely.geometry.base import BaseGeometry

from analysis.errors import LayerError, Problem
from analysis.sites import polygon_at
from analysis.study import Study
from layers.check import check_plain
from layers.datum import working_crs
from layers.raw import RawLayer


@dataclass(frozen=True)
class PointsOnArea:
    """Points (n, 2) and the polygon that they could lie in, both in metres of `crs`."""

    xy: NDArray[np.float64]
    ids: tuple[str, ...]
    area: BaseGeometry
    crs: CRS


def points_on_area(points: RawLayer, area: RawLayer) -> PointsOnArea:
    """Return points and area ready to be measured.

    Both are measured in the CRS that they state if it is projected; degrees are projected into the working CRS of the
    area.

    Raises
    ------
    LayerError
        With all problems of both files: their own, other geometries than points or polygons, no CRS, or two
        different ones.
    """
    problems = [problem for raw in (points, area) for problem in check_plain(raw) if problem.severity == "error"]
    problems += _type_problems(points, ("Point",)) + _type_problems(area, ("Polygon", "MultiPolygon"))
    problems += _crs_problems(points, area)
    if problems or points.crs is None:
        raise LayerError(*problems)
    geometries = [geometry for geometry in points.geometries if geometry is not None]
    xy = shapely.get_coordinates(geometries)
    polygon = shapely.union_all([geometry for geometry in area.geometries if geometry is not None])
    ids = tuple(_ids(points))
    if points.crs.is_projected:
        return PointsOnArea(xy, ids, polygon, points.crs)
    crs = working_crs(polygon.bounds)
    project = Transformer.from_crs(points.crs, crs, always_xy=True)
    projected = shapely.transform(polygon, lambda pairs: np.column_stack(project.transform(*pairs.T)))
    return PointsOnArea(np.column_stack(project.transform(*xy.T)), ids, projected, crs)


def points_in_study(points: RawLayer, study: Study) -> gpd.GeoDataFrame:
    """Return plain points as sites of a study, in its working CRS.

    Returns
    -------
    GeoDataFrame
        Indexed by the points' ids (their place in the file where they have none); `city` is the city whose land holds
        the point, missing where none does; `position_uncertainty_m` is 0, for a plain file tells of none.

    Raises
    ------
    LayerError
        With all problems of the file: its own, other geometries than points, no CRS.
    MissingLayerError
        ``missing_layer`` without cities.
    """
    problems = [problem for problem in check_plain(points) if problem.severity == "error"]
    problems += _type_problems(points, ("Point",))
    if points.crs is None:
        problems.append(Problem("crs_missing", points.name))
    if problems or points.crs is None:
        raise LayerError(*problems)
    placed = gpd.GeoSeries(list(points.geometries), crs=points.crs, index=pd.Index(_ids(points), dtype=object))
    projected = placed.to_crs(study.crs)
    cities = study.projected("cities")
    held_by = polygon_at(projected, cities.geometry)
    names = [None if place < 0 else str(cities["name_zh"].iloc[place]) for place in held_by]
    columns = {"city": pd.Series(names, index=projected.index, dtype=object), "position_uncertainty_m": 0.0}
    return gpd.GeoDataFrame(columns, geometry=projected)


def _ids(raw: RawLayer) -> list[str]:
    """Return each feature's id, or its place in the file counted from 1 where it has none."""
    given = [record.get("id") for record in raw.records]
    return [str(place if name in (None, "") else name) for place, name in enumerate(given, start=1)]


def _type_problems(raw: RawLayer, allowed: tuple[str, ...]) -> list[Problem]:
    return [
        Problem(
            "geometry_type", f"{raw.name}: #{place + 1}", {"value": geometry.geom_type, "allowed": ", ".join(allowed)}
        )
        for place, geometry in enumerate(raw.geometries)
        if geometry is not None and geometry.geom_type not in allowed
    ]


def _crs_problems(points: RawLayer, area: RawLayer) -> list[Problem]:
    missing = [Problem("crs_missing", raw.name) for raw in (points, area) if raw.crs is None]
    if missing or points.crs is None or area.crs is None or points.crs.equals(area.crs, ignore_axis_order=True):
        return missing
    return [Problem("crs_differ", f"{points.name}, {area.name}", {"first": points.crs.name, "second": area.crs.name})]
