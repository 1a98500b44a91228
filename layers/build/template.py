"""Cut the template of a study out of the built-in one: three cities with their parks, simplified outlines.

Run from the project's folder: `python -m layers.build.template`. The plan and the explanations beside it are kept by
hand.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry import mapping, shape

ROOT = Path(__file__).resolve().parents[2]
TEMPLATE = ROOT / "layers/template"
CITIES = ("广州市", "佛山市", "东莞市")
GRID_DEG = 0.002
NEEDED = {
    "parks.geojson": (
        "id", "name_zh", "name_en", "kind", "city", "status", "industries", "area_km2", "position_uncertainty_m",
        "position_basis", "position_basis_en", "position_confidence", "sources",
    ),
    "layers/cities.geojson": ("id", "name_zh", "name_en", "population_2020", "seat_lon", "seat_lat"),
}  # fmt: skip


def main() -> None:
    """Write the template's layers."""
    cities = [one for one in _features("layers/cities.geojson") if one["properties"]["name_zh"] in CITIES]
    outlines = shapely.coverage_simplify([shape(one["geometry"]) for one in cities], 0.01)
    outlines = shapely.set_precision(outlines, GRID_DEG)
    for feature, outline in zip(cities, outlines, strict=True):
        feature["geometry"] = mapping(shapely.orient_polygons(outline))
    parks = [one for one in _features("parks.geojson") if one["properties"]["city"] in CITIES]
    _write("layers/cities.geojson", [_needed("layers/cities.geojson", one) for one in cities])
    _write("parks.geojson", [_needed("parks.geojson", one) for one in parks])
    land = mapping(shapely.orient_polygons(shapely.union_all(outlines)))
    names = {"id": "land", "name_zh": "研究范围", "name_en": "Study area"}
    _write("layers/study_area.geojson", [{"type": "Feature", "properties": names, "geometry": land}])


def _features(path: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((ROOT / path).read_text(encoding="utf-8"))["features"]
    return found


def _needed(path: str, feature: dict[str, Any]) -> dict[str, Any]:
    kept = {name: feature["properties"].get(name) for name in NEEDED[path]}
    return {**feature, "properties": {name: value for name, value in kept.items() if value is not None}}


def _write(path: str, features: list[dict[str, Any]]) -> None:
    lines = ",\n".join(json.dumps(one, ensure_ascii=False) for one in features)
    content = f'{{"type": "FeatureCollection", "features": [\n{lines}\n]}}\n'
    (TEMPLATE / path).write_text(content, encoding="utf-8")


if __name__ == "__main__":
    main()
