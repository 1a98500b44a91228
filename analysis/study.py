"""A study: one plan, its layers, its land, measured in one projected coordinate system."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis.errors import MissingLayerError, ParameterError, Problem
from analysis.plan import Plan

if TYPE_CHECKING:
    import geopandas
    from pyproj import CRS
    from shapely.geometry.base import BaseGeometry


@dataclass(frozen=True, eq=False)
class Study:
    """A plan with its layers. Read one with `layers.read.read_study`.

    Parameters
    ----------
    id
        Name of the study's folder.
    plan
        The plan, or None where the plan file could not be read.
    layers
        Layer id -> frame in WGS 84, indexed by feature id where the layer has ids. Layers that are missing
        or broken are left out.
    crs
        Projected working CRS in metres, in which all distances and areas are taken.
    fingerprint
        Changes whenever a file of the study changes: the key of every cache.
    own_files
        Layer id -> name of the user's file that stands in its place for a session.

    Raises
    ------
    ParameterError
        If `crs` is not projected: lengths in degrees would be wrong without anyone noticing.
    """

    id: str
    plan: Plan | None
    layers: Mapping[str, geopandas.GeoDataFrame]
    crs: CRS
    fingerprint: str
    own_files: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.crs.is_projected:
            raise ParameterError(Problem("crs_not_projected", self.id, {"crs": self.crs.name}))

    def has(self, *layer_ids: str) -> bool:
        """Return whether all these layers are there."""
        return all(layer_id in self.layers for layer_id in layer_ids)

    def layer(self, layer_id: str) -> geopandas.GeoDataFrame:
        """Return a layer in WGS 84.

        Raises
        ------
        MissingLayerError
            If the study does not have it.
        """
        if layer_id not in self.layers:
            raise MissingLayerError(Problem("missing_layer", self.id, {"layer": layer_id}))
        return self.layers[layer_id]

    def rows(self, layer_id: str) -> Mapping[str, Mapping[str, Any]]:
        """Return a layer's attributes by feature id, without geometry; must not be changed.

        Read once and kept: looking a feature up in a frame costs a hundred times as much, on every rerun of a page.
        """
        if layer_id not in self._rows:
            table = pd.DataFrame(self.layer(layer_id).drop(columns="geometry"))
            rows = zip(table.index, table.to_dict("records"), strict=True)
            self._rows[layer_id] = {str(key): {str(name): value for name, value in row.items()} for key, row in rows}
        return self._rows[layer_id]

    def projected(self, layer_id: str) -> geopandas.GeoDataFrame:
        """Return a layer in the working CRS; units are metres."""
        if layer_id not in self._projected:
            self._projected[layer_id] = self.layer(layer_id).to_crs(self.crs)
        return self._projected[layer_id]

    @cached_property
    def _rows(self) -> dict[str, Mapping[str, Mapping[str, Any]]]:
        return {}

    @cached_property
    def _projected(self) -> dict[str, geopandas.GeoDataFrame]:
        return {}

    @cached_property
    def area(self) -> BaseGeometry:
        """The study's land, one polygon or multipolygon in the working CRS."""
        return self.projected("study_area").geometry.union_all()

    def require_plan(self) -> Plan:
        """Return the plan.

        Raises
        ------
        MissingLayerError
            If the plan file could not be read.
        """
        if self.plan is None:
            raise MissingLayerError(Problem("missing_layer", self.id, {"layer": "plan"}))
        return self.plan
