"""One file of the corpus: how it is built, and what the door must say of it."""

from __future__ import annotations

import io
import json
import tempfile
import warnings
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import geopandas as gpd
from shapely import Point
from shapely.geometry.base import BaseGeometry

FINE = ""


@dataclass(frozen=True)
class Case:
    """A file and its outcome.

    `refused` is the code of the refusal, or `FINE`; `features` how many there must be; `says` the codes of problems
    that the reading must have, none but these unless `more`; `check` looks at the rest.
    """

    id: str
    name: str
    content: Callable[[], bytes]
    refused: str = FINE
    features: int = 1
    says: frozenset[str] = frozenset()
    choices: Mapping[str, Any] = field(default_factory=dict)
    limits: Mapping[str, int] = field(default_factory=dict)


def fine(
    id: str, name: str, content: bytes | Callable[[], bytes], features: int = 1, says: Sequence[str] = (), **more: Any
) -> Case:
    return Case(id, name, content if callable(content) else lambda: content, FINE, features, frozenset(says), **more)


def bad(id: str, name: str, content: bytes | Callable[[], bytes], code: str, **more: Any) -> Case:
    return Case(id, name, content if callable(content) else lambda: content, code, **more)


def feature(geometry: object, /, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def point(x: object = 113.5, y: object = 23.1) -> dict[str, Any]:
    return {"type": "Point", "coordinates": [x, y]}


def collection(*features: object, **members: Any) -> bytes:
    whole = {"type": "FeatureCollection", **members, "features": list(features)}
    return json.dumps(whole, ensure_ascii=False).encode()


def frame(
    geometries: Sequence[BaseGeometry | None] = (Point(113.5, 23.1),), crs: str | None = "EPSG:4326", **columns: Any
) -> gpd.GeoDataFrame:
    given = columns or {"name": ["园区"] * len(geometries)}
    return gpd.GeoDataFrame(given, geometry=list(geometries), crs=crs)


def written(made: gpd.GeoDataFrame, suffix: str, **options: Any) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"layer{suffix}"
        with warnings.catch_warnings(action="ignore"):  # of a layer without a coordinate system
            made.to_file(path, **options)
        return path.read_bytes()


def parquet(made: gpd.GeoDataFrame, **options: Any) -> bytes:
    buffer = io.BytesIO()
    made.to_parquet(buffer, **options)
    return buffer.getvalue()


def shapefile(made: gpd.GeoDataFrame, **options: Any) -> dict[str, bytes]:
    with tempfile.TemporaryDirectory() as folder:
        made.to_file(Path(folder) / "layer.shp", **options)
        return {path.suffix: path.read_bytes() for path in Path(folder).iterdir()}


def zipped(files: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def kml(body: str, head: str = '<?xml version="1.0" encoding="UTF-8"?>', encoding: str = "utf-8") -> bytes:
    return f'{head}<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{body}</Document></kml>'.encode(encoding)


PLACEMARK = "<Placemark><name>园区</name><Point><coordinates>113.5,23.1,0</coordinates></Point></Placemark>"
