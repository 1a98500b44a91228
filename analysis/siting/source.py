"""From what is to be compared to alternatives with positions in the working coordinate system of a study."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from analysis.errors import ParameterError, Problem
from analysis.sites import has_position
from analysis.siting.alternatives import Alternatives, from_frame, from_layer, from_table, require_inside
from analysis.siting.comparison import (
    SITE_LAYERS,
    HexagonCells,
    OwnSite,
    OwnTable,
    Picked,
    SiteLayer,
    Source,
    SquareCells,
    WholeLayer,
)
from analysis.siting.grid import alternatives_of_grid, grid_over
from analysis.siting.hexagons import hexagons_over

if TYPE_CHECKING:
    import geopandas

    from analysis.study import Study


def alternatives_of(source: Source, study: Study) -> Alternatives:
    """Return what is to be compared.

    Parameters
    ----------
    source
        Ids of layers must be known (`known_only`). A drawn or uploaded polygon may not cross itself.
    study
        Whose working coordinate system is used, and in which every drawn or uploaded place must lie.

    Raises
    ------
    ParameterError
        ``no_alternatives``, ``duplicate_site``, ``unknown_alternative``, ``geometry_invalid``, ``outside_study``,
        ``bad_uncertainty``; as in `grid_over` and `hexagons_over`.
    MissingLayerError
        ``missing_layer``.
    """
    if isinstance(source, WholeLayer):
        return from_layer(study, source.layer)
    if isinstance(source, SquareCells):
        return alternatives_of_grid(grid_over(study.area, cell_m=source.cell_m))
    if isinstance(source, HexagonCells):
        return hexagons_over(study, resolution=source.resolution)
    if isinstance(source, OwnTable):
        return _of_table(source, study)
    return _of_picked(source, study)


def known_only(source: Source, study: Study) -> tuple[Source, tuple[str, ...]]:
    """Return the source without ids that the study does not have (any more), and those ids."""
    if not isinstance(source, Picked):
        return source, ()
    unknown: list[str] = []
    for layer in SITE_LAYERS:
        known = set(placed_ids(study, layer))
        unknown += [one for one in source.ids(layer) if one not in known]
        source = source.with_ids(layer, [one for one in source.ids(layer) if one in known])
    return source, tuple(unknown)


def placed_ids(study: Study, layer: SiteLayer) -> tuple[str, ...]:
    """Return the ids of a layer's features that have a position; none where the layer is missing."""
    if not study.has(layer):
        return ()
    frame = study.layer(layer)
    return tuple(map(str, frame.index[has_position(frame)]))


def _of_table(table: OwnTable, study: Study) -> Alternatives:
    rows = [site.cells for site in table.sites]
    ids = pd.Index([site.id for site in table.sites], dtype=object)
    columns = pd.DataFrame.from_records(rows, columns=list(table.columns), index=ids).infer_objects()
    if not any(site.point or site.polygons for site in table.sites):
        return from_table(_with_uncertainty(columns, table.sites))
    frame = _frame(table.sites, columns)
    return require_inside(from_frame(frame, study), study.area)


def _of_picked(picked: Picked, study: Study) -> Alternatives:
    parts = [_of_layer(study, layer, picked.ids(layer)) for layer in SITE_LAYERS if picked.ids(layer)]
    if picked.drawn:
        ids = pd.Index([site.id for site in picked.drawn], dtype=object)
        drawn = from_frame(_frame(picked.drawn, pd.DataFrame(index=ids)), study)
        parts.append(require_inside(drawn, study.area))
    return _together(parts)


def _of_layer(study: Study, layer: SiteLayer, ids: Sequence[str]) -> Alternatives:
    known = set(placed_ids(study, layer))
    problems = [Problem("unknown_alternative", layer, {"value": one}) for one in ids if one not in known]
    if problems:
        raise ParameterError(*problems)
    frame = study.projected(layer)
    return from_frame(frame.loc[list(ids)], study)


def _together(parts: Sequence[Alternatives]) -> Alternatives:
    ids = tuple(name for part in parts for name in part.ids)
    no_polygon = [np.full(len(part), None, dtype=object) if part.polygons is None else part.polygons for part in parts]
    areal = any(part.polygons is not None for part in parts)
    return Alternatives(
        ids=ids,
        xy=np.vstack([part.xy for part in parts]) if parts else np.zeros((0, 2)),
        polygons=np.concatenate(no_polygon) if areal else None,
        position_uncertainty_m=np.concatenate([part.position_uncertainty_m for part in parts] or [np.zeros(0)]),
        columns=pd.DataFrame(index=pd.Index(ids, name="id", dtype=object)),
        industries=tuple(own for part in parts for own in part.industries),
    )


def _frame(sites: Sequence[OwnSite], columns: pd.DataFrame) -> geopandas.GeoDataFrame:
    import geopandas as gpd  # here, because what is picked from layers needs none

    geometries = [_geometry(site) for site in sites]
    problems = [
        Problem("geometry_invalid", site.id, {"reason": shapely.is_valid_reason(geometry)})
        for site, geometry in zip(sites, geometries, strict=True)
        if geometry is not None and not geometry.is_valid
    ]
    if problems:
        raise ParameterError(*problems)
    return gpd.GeoDataFrame(_with_uncertainty(columns, sites), geometry=geometries, crs="EPSG:4326")


def _with_uncertainty(columns: pd.DataFrame, sites: Sequence[OwnSite]) -> pd.DataFrame:
    known = [np.nan if site.uncertainty_m is None else site.uncertainty_m for site in sites]
    return columns.assign(position_uncertainty_m=known)


def _geometry(site: OwnSite) -> shapely.Geometry | None:
    if site.point is not None:
        return shapely.Point(site.point)
    if not site.polygons:
        return None
    try:
        parts = [shapely.Polygon(rings[0], rings[1:]) for rings in site.polygons]
    except (IndexError, ValueError, shapely.errors.GEOSException) as error:
        raise ParameterError(Problem("geometry_invalid", site.id, {"reason": str(error)[:100]})) from error
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)
