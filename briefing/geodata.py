"""Geodata of a briefing: one function a format. Every one names study, scenario, date, version, sources, licences."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from briefing.about import About
from briefing.csv_rows import write_csv_rows
from briefing.features import write_by_gdal
from briefing.geojson import write_collection
from briefing.geolayer import GeoLayer
from briefing.geopackage import description, time_stamp, write_geopackage
from briefing.geoparquet import write_geoparquet as write_parquet
from briefing.kml import kml_text
from briefing.shapefile_bundle import write_shapefiles
from briefing.text_geodata import csv_metadata_text, csv_rows, fields, geojson_features, geojson_members

__all__ = [
    "SIDECAR",
    "write_csv",
    "write_flatgeobuf",
    "write_geojson",
    "write_geopackage",
    "write_geoparquet",
    "write_kml",
    "write_shapefiles",
]

SIDECAR: Final = "-metadata.json"
"""Ending of the file beside a CSV that says what the CSV cannot."""


def write_geojson(path: Path, layer: GeoLayer, about: About) -> None:
    """Write a layer as GeoJSON (RFC 7946); the same input gives the same bytes."""
    write_collection(path, geojson_members(layer, about), geojson_features(layer))


def write_csv(path: Path, layer: GeoLayer, about: About, *, name: str) -> None:
    """Write a layer's table as CSV, and beside it `<path>-metadata.json`; the same input gives the same bytes.

    Positions stand in the columns `lon` and `lat`. `name` is what the file will be called in the end, which the
    metadata refer to.
    """
    write_csv_rows(path, csv_rows(layer.table))
    metadata = csv_metadata_text(layer, about, name)
    path.with_name(path.name + SIDECAR).write_text(metadata, encoding="utf-8", newline="\n")


def write_kml(path: Path, layers: Sequence[GeoLayer], about: About, *, words: Mapping[str, str]) -> tuple[str, ...]:
    """Write layers as KML; return a sentence that names the features without a position, if there are any."""
    path.write_text(kml_text(layers, about), encoding="utf-8", newline="\n")
    return unplaced(layers, words)


def write_flatgeobuf(path: Path, layer: GeoLayer, about: About, *, words: Mapping[str, str]) -> tuple[str, ...]:
    """Write a layer as FlatGeobuf; return a sentence that names the features without a position, if there are any."""
    with time_stamp(about):
        write_by_gdal(
            path,
            layer.placed().features(),
            "FlatGeobuf",
            layer_metadata=_metadata(layer, about),
            layer_options={"TITLE": about.title, "DESCRIPTION": description(about)},
        )
    return unplaced([layer], words)


def write_geoparquet(path: Path, layer: GeoLayer, about: About) -> None:
    """Write a layer as GeoParquet; what the file is stands in its key-value metadata, each field with its meaning."""
    of_fields = {one.id: {"title": one.data_heading, "description": one.description} for one in layer.table.columns}
    write_parquet(path, layer.features(), about=_metadata(layer, about), of_fields=of_fields)


def unplaced(layers: Sequence[GeoLayer], words: Mapping[str, str]) -> tuple[str, ...]:
    """Return a sentence that names the features that a format cannot hold, as they have no position."""
    ids = [one for layer in layers for one in layer.without_place]
    return (words["without_place"].format(ids=", ".join(ids)),) if ids else ()


def _metadata(layer: GeoLayer, about: About) -> dict[str, str]:
    said: dict[str, Any] = {"about": about.metadata(), "fields": fields(layer.table)}
    return {name: json.dumps(value, ensure_ascii=False) for name, value in said.items()}
