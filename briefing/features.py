"""Features as the binary formats take them: attributes in Arrow's types, a geometry each; and the one GDAL writer."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

if TYPE_CHECKING:
    import pyarrow as pa

GEOMETRY: Final = "geometry"
"""Column of the geometries."""


@dataclass(frozen=True, eq=False)
class Features:
    """What is written.

    Parameters
    ----------
    name
        Of the layer.
    attributes
        A column a field, n rows; none is called `GEOMETRY`.
    geometries
        n of them; None for a feature without one. None in place of all for a table without geometry.
    crs
        Such as ``EPSG:4326``; None where no code says it.
    kind
        Type of the geometries as GDAL calls it; ``Unknown`` where they may differ.
    """

    name: str
    attributes: pa.Table
    geometries: Iterable[BaseGeometry | None] | None
    crs: str | None
    kind: str = "Unknown"

    def table(self) -> pa.Table:
        """Return attributes and geometries in one table, the geometries last and as WKB."""
        import pyarrow as pa  # heavy

        if self.geometries is None:
            return self.attributes
        shapes = np.array(list(self.geometries), dtype=object)
        wkb = pa.array(shapely.to_wkb(shapes, flavor="iso").tolist(), type=pa.binary())
        return self.attributes.append_column(GEOMETRY, wkb)


def write_by_gdal(
    path: Path,
    features: Features,
    driver: str,
    *,
    append: bool = False,
    layer_options: Mapping[str, str] | None = None,
    layer_metadata: Mapping[str, str] | None = None,
    dataset_metadata: Mapping[str, str] | None = None,
) -> None:
    """Write features with one of GDAL's drivers.

    Parameters
    ----------
    path
        To be written, or with `append` to be added to.
    features
        A column without any value becomes a column of texts, as GDAL knows no column without a type.
    driver
        GDAL's name of the format.
    append
        Whether the layer goes into a file that exists.
    layer_options, layer_metadata, dataset_metadata
        As the driver takes them.

    Raises
    ------
    pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError
        If the driver refuses.
    """
    import pyogrio  # GDAL takes a while to load

    plain = features.geometries is None
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "'crs' was not provided")  # a table, or a datum without a code
        pyogrio.write_arrow(
            _with_types(features.table()),
            path,
            layer=features.name,
            driver=driver,
            geometry_name=None if plain else GEOMETRY,
            geometry_type=None if plain else features.kind,
            crs=features.crs,
            encoding="UTF-8",
            append=append,
            layer_options=dict(layer_options or {}),
            layer_metadata=None if layer_metadata is None else dict(layer_metadata),
            dataset_metadata=None if dataset_metadata is None else dict(dataset_metadata),
        )


def _with_types(table: pa.Table) -> pa.Table:
    import pyarrow as pa

    empty = {one.name for one in table.schema if pa.types.is_null(one.type)}
    schema = pa.schema([one.with_type(pa.string()) if one.name in empty else one for one in table.schema])
    return table.cast(schema)
