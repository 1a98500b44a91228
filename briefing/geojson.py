"""Features as GeoJSON (RFC 7946), a line each; the same input gives the same bytes."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry


def write_collection(path: Path, members: Mapping[str, object], features: Iterable[Mapping[str, Any]]) -> None:
    """Write a FeatureCollection, feature by feature.

    Parameters
    ----------
    path
        To be written.
    members
        What stands before the features, beside ``type``; the standard lets a reader skip it.
    features
        As `feature` makes them; may be none.
    """
    head = json.dumps({"type": "FeatureCollection", **members}, ensure_ascii=False, allow_nan=False)[:-1]
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(f'{head}, "features": [\n')
        for place, one in enumerate(features):
            file.write((",\n" if place else "") + json.dumps(one, ensure_ascii=False, allow_nan=False))
        file.write("\n]}\n")


def feature(
    properties: Mapping[str, object], shape: BaseGeometry | None, *, feature_id: object = None
) -> dict[str, Any]:
    """Return a feature; its geometry is null where there is none or an empty one."""
    placed = shape is not None and not shape.is_empty
    return {
        "type": "Feature",
        **({} if feature_id is None else {"id": feature_id}),
        "geometry": mapping(shape) if placed else None,
        "properties": {name: json_value(value) for name, value in properties.items()},
    }


def json_value(value: Any) -> Any:  # noqa: ANN401 - a value of any driver goes in, one that JSON knows comes out
    """Return a value as JSON holds it: a number that is not finite as null, bytes in hexadecimal, dates in ISO 8601."""
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(name): json_value(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [json_value(one) for one in value]
    return value.hex() if isinstance(value, bytes) else value.isoformat() if hasattr(value, "isoformat") else str(value)
