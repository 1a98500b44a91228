"""Geometry and columns turned into the compact plain features that the component draws."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import shapely

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from ui.map.model import Feature, Style

DECIMALS: Final = 5
"""Of a degree: about one metre."""

_TYPES: Final = {
    shapely.GeometryType.POINT: "Point",
    shapely.GeometryType.LINESTRING: "LineString",
    shapely.GeometryType.POLYGON: "Polygon",
    shapely.GeometryType.MULTIPOINT: "MultiPoint",
    shapely.GeometryType.MULTILINESTRING: "MultiLineString",
    shapely.GeometryType.MULTIPOLYGON: "MultiPolygon",
}


def features(
    *,
    ids: Iterable[object],
    geometries: Iterable[BaseGeometry | None],
    titles: Iterable[str],
    lines: Iterable[Sequence[str]] | None = None,
    labels: Iterable[str] | None = None,
    styles: Iterable[Style] | None = None,
    uncertainty_m: Iterable[float | None] | None = None,
    uncertainty_dashes: Iterable[str] | None = None,
    label_points: Iterable[tuple[float, float]] | None = None,
) -> list[Feature]:
    """Return one plain feature for each geometry, column by column.

    Parameters
    ----------
    ids
        Unique within the layer; taken as text.
    geometries
        Shapely geometries in WGS 84, longitude first. Features whose geometry is missing or empty are left out.
    titles, lines
        Of the tooltip: one title, up to three further lines.
    labels
        Written on the map; empty text for none.
    styles
        Overrides of the layer's style.
    uncertainty_m
        Radius in metres of the circle that the place lies in; None, NaN or 0 for none. Points only.
    uncertainty_dashes
        Dash pattern of that circle's outline.
    label_points
        Longitude and latitude where the label of a polygon is centred; the middle of its largest part where not given.

    Raises
    ------
    ValueError
        If the columns differ in length, a geometry collection is among the geometries, or a coordinate isn't finite.
    """
    shapes = list(geometries)
    columns: dict[str, list[Any]] = {"id": list(ids), "title": list(titles)}
    optional = {
        "lines": lines,
        "label": labels,
        "style": styles,
        "radius_m": uncertainty_m,
        "dash": uncertainty_dashes,
        "label_at": label_points,
    }
    columns |= {name: list(column) for name, column in optional.items() if column is not None}
    if any(len(column) != len(shapes) for column in columns.values()):
        raise ValueError(f"columns of different length: { ({name: len(column) for name, column in columns.items()}) }")
    rows = ({name: column[place] for name, column in columns.items()} for place in range(len(shapes)))
    return [
        _feature(shape, row)
        for shape, row in zip(shapes, rows, strict=True)
        if shape is not None and not shape.is_empty
    ]


def public_layer_bytes(layer_features: Sequence[Feature]) -> bytes:
    """Return features as the compact JSON that `ui.map.assets.register_public_layer` takes."""
    text = json.dumps(list(layer_features), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.encode("utf-8", "surrogatepass")


def label_point(geometry: BaseGeometry) -> tuple[float, float]:
    """Return longitude and latitude of the middle of the largest circle in a polygon's largest part.

    A point or line gets a point on it.

    Raises
    ------
    ValueError
        If the geometry is empty.
    """
    if geometry.is_empty:
        raise ValueError("an empty geometry has no middle")
    parts = [part for part in shapely.get_parts(geometry) if part.geom_type == "Polygon" and part.area > 0]
    if not parts:
        point = geometry.representative_point()
    else:
        largest = max(parts, key=lambda part: part.area)
        radius_line = shapely.maximum_inscribed_circle(largest, tolerance=math.sqrt(largest.area) / 50)
        point = shapely.get_point(radius_line, 0)
    return round(float(point.x), DECIMALS), round(float(point.y), DECIMALS)


def _feature(geometry: BaseGeometry, row: Mapping[str, Any]) -> Feature:
    name = _TYPES.get(shapely.get_type_id(geometry))
    if name is None:
        raise ValueError(f"feature {row['id']}: {geometry.geom_type} cannot be drawn")
    feature: dict[str, object] = {
        "id": str(row["id"]),
        "type": name,
        "coordinates": _rounded(geometry.__geo_interface__["coordinates"]),
        "title": row["title"],
    }
    if lines := [line for line in row.get("lines", ()) if line][:3]:
        feature["lines"] = lines
    for key in ("label", "style"):
        if row.get(key):
            feature[key] = row[key]
    radius_m = row.get("radius_m")
    if radius_m is not None and radius_m > 0:
        feature |= {"radius_m": float(radius_m), "dash": row.get("dash", "")}
    if row.get("label") and name.endswith("Polygon"):
        feature["label_at"] = list(row.get("label_at") or label_point(geometry))
    return feature


def _rounded(coordinates: Sequence[Any]) -> list[Any]:
    """Round nested coordinates and drop heights."""
    if isinstance(coordinates[0], int | float):
        longitude, latitude = (round(float(part), DECIMALS) for part in coordinates[:2])
        if not (abs(longitude) <= 360 and abs(latitude) <= 90):
            raise ValueError(f"{longitude}, {latitude} is no longitude and latitude")
        return [longitude, latitude]
    positions = [_rounded(part) for part in coordinates]
    return _without_repeats(positions) if isinstance(coordinates[0][0], int | float) else positions


def _without_repeats(positions: list[list[float]]) -> list[list[float]]:
    """Drop vertices that rounding has made equal to the one before."""
    kept = [place for index, place in enumerate(positions) if index == 0 or place != positions[index - 1]]
    return kept if len(kept) > 1 else positions
