"""Where the layers and fact tables lie, and how they are written: the same content gives the same bytes."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import shapely
from shapely.geometry.base import BaseGeometry

LAYERS: Final = Path(__file__).resolve().parent.parent
FACTS: Final = Path(__file__).resolve().parent / "facts"
DECIMALS: Final = 5
"""Of a degree: about one metre."""


def read_table(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file with a header."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write_table(path: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write rows with the first row's columns; None becomes an empty field and a flag `true` or `false`."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows({name: _cell(value) for name, value in row.items()} for row in rows)
    print(f"{path.name}: {len(rows)} rows")


def write_features(path: Path, features: Iterable[tuple[Mapping[str, Any], BaseGeometry]]) -> None:
    """Write GeoJSON as RFC 7946 has it: no `crs`, exterior rings counter-clockwise, one feature a line."""
    lines = [_feature(properties, geometry) for properties, geometry in features]
    text = '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n"
    path.write_text(text, encoding="utf-8")
    print(f"{path.name}: {len(lines)} features, {len(text.encode()) // 1024} KiB")


def _cell(value: object) -> object:
    return str(value).lower() if isinstance(value, bool) else value


def _feature(properties: Mapping[str, Any], geometry: BaseGeometry) -> str:
    feature = {
        "type": "Feature",
        "properties": dict(properties),
        "geometry": _rounded(shapely.geometry.mapping(shapely.orient_polygons(geometry, exterior_cw=False))),
    }
    return json.dumps(feature, ensure_ascii=False, separators=(",", ":"))


def _rounded(value: Any) -> Any:  # noqa: ANN401 - GeoJSON nests to any depth
    if isinstance(value, float):
        return round(value, DECIMALS)
    if isinstance(value, dict):
        return {name: _rounded(part) for name, part in value.items()}
    return [_rounded(part) for part in value] if isinstance(value, list | tuple) else value
