"""What the door hands back: a frame as it stands in the file, and everything that a user should know of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import geopandas as gpd
import pandas as pd

from analysis.errors import Problem
from layers.coordinate_names import CoordinateColumns
from layers.formats import Format
from layers.raw import RawLayer
from layers.repair import Repair, repairs_on_offer
from layers.text_encoding import Encoding


@dataclass(frozen=True)
class LayerChoice:
    """A layer of a file, a sheet of a workbook, or a file of an archive, by the name that `read_upload` takes."""

    name: str
    geometry: str = ""


@dataclass(frozen=True)
class Reading:
    """A file that could be read.

    Parameters
    ----------
    name, format
        As messages call the file, and what it is.
    frame
        Attributes as they stand and `geometry`, indexed from 0; no feature is left out, whatever is wrong with it.
    has_places
        False for a table whose columns of position are not known: every geometry is then missing.
    layer, layers
        What was read, and what could be; empty for a file that cannot hold more than one.
    crs
        What the file states; None if it states none.
    crs_stated
        False where the system was only told by the numbers, as by a zone before the easting.
    encoding
        Of the attributes' texts.
    header, top
        Which row of a table holds the names of its columns, counted from 1, and the first rows in short; 0 and empty
        for geodata.
    columns
        Names of the attributes in the file's order, the columns of position of a table among them.
    coordinates
        Which columns hold the position; None for geodata, and for a table without any that is known.
    broken
        Place -> reason, of geometries that could not be built.
    problems
        All, the first of each kind named one by one; ``error`` where the file must not be used as it is.
    """

    name: str
    format: Format
    frame: gpd.GeoDataFrame
    has_places: bool
    layer: str
    layers: tuple[LayerChoice, ...]
    crs_stated: bool
    encoding: Encoding
    delimiter: str
    columns: tuple[str, ...]
    coordinates: CoordinateColumns | None
    broken: Mapping[int, str]
    problems: tuple[Problem, ...]
    header: int = 0
    top: tuple[str, ...] = ()
    missing_limits: tuple[str, ...] = ()

    @property
    def crs(self) -> Any:  # noqa: ANN401 - a pyproj.CRS or None
        """The coordinate system of the frame."""
        return self.frame.crs

    @property
    def ok(self) -> bool:
        """Whether no problem is an error."""
        return not any(problem.severity == "error" for problem in self.problems)

    @cached_property
    def repairs(self) -> tuple[Repair, ...]:
        """What can be mended, worked out when first asked for."""
        return repairs_on_offer(self.frame, ring_order=self.format == "geojson")

    @cached_property
    def raw(self) -> RawLayer:
        """The same as the layers' checks take it: records with None for what is missing, without a table's position."""
        at = self.coordinates
        plain = self.frame if at is None else self.frame.drop(columns=[at.x, at.y])
        return RawLayer(self.name, records_of(plain), list(self.frame.geometry), self.broken, self.crs)


def records_of(frame: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    """Return the attributes as one mapping a feature, None for a missing value."""
    table = pd.DataFrame(frame.drop(columns=frame.geometry.name))
    plain = table.astype(object).where(table.notna(), None)
    return [{str(key): value for key, value in record.items()} for record in plain.to_dict("records")]
