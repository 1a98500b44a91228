"""A layer as it was read into a file of the format that the suffix names: whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from analysis.datum.shift import PLAIN
from analysis.errors import Problem, UnreadableError
from briefing.formats import FORMATS, Format
from briefing.plain_layer import PlainLayer
from briefing.whole_file import require_writable, whole_file

_ALSO: Final = {".json": ".geojson"}
"""Suffix -> that of the format that it is another name of."""

WRITTEN: Final = (*(one.suffix for one in FORMATS if one.write_plain is not None), *_ALSO)

_WGS84_BY_RULE: Final = (".geojson", ".json", ".kml")
"""Formats whose coordinates are WGS 84 by their own rule."""


def write_layer(layer: PlainLayer, path: Path, *, formats: Sequence[Format] = FORMATS) -> list[Problem]:
    """Write a layer.

    Parameters
    ----------
    layer
        In degrees. GCJ-02 and BD-09 have no CRS code: the file states none, and GeoJSON gets a member `datum`.
    path
        Its suffix names the format, one of `WRITTEN`; an existing file is replaced once the new one is whole.
    formats
        Those that are known.

    Returns
    -------
    list of Problem
        Warnings: what the format could not keep as it was, or what its rules don't foresee.

    Raises
    ------
    LayerError
        If the format cannot hold the geometries. Nothing is left on disk.
    UnreadableError
        As `require_writable`; ``cannot_write``: the disk or the driver refuses. Nothing is left on disk.
    """
    import pyarrow as pa  # heavy, like GDAL, and only here for its errors
    from pyogrio.errors import DataLayerError, DataSourceError, FieldError

    suffix = path.suffix.lower()
    write = {one.suffix: one.write_plain for one in formats}[_ALSO.get(suffix, suffix)]
    if write is None:
        raise KeyError(suffix)
    require_writable(path)
    try:
        with whole_file(path) as made:
            found = write(made, layer, path.name)
    except UnreadableError:
        raise
    except (OSError, DataSourceError, DataLayerError, FieldError, pa.ArrowException) as error:
        raise UnreadableError(Problem("cannot_write", path.name, {"reason": str(error)[:160]})) from error
    if layer.datum not in PLAIN and suffix in _WGS84_BY_RULE:
        found.append(Problem("datum_not_in_format", path.name, {"datum": layer.datum}, severity="warning"))
    return found
