"""Rail stations: the fact table with ids and names in letters."""

from __future__ import annotations

from typing import Any, Final

from layers.build.files import FACTS, LAYERS, read_table, write_table
from layers.build.romanise import letters

UNCERTAINTY_M: Final = 200
"""Of the conversion from GCJ-02, which has no published inverse, and of the point within the station."""


def station_rows() -> list[dict[str, Any]]:
    """Return the layer's rows in the order of the fact table; a station's id is its name in letters."""
    return [
        {
            "id": letters(station["name_zh"]).lower().replace("'", ""),
            "name_zh": f"{station['name_zh']}站",
            "name_en": f"{letters(station['name_zh'])} Railway Station",
            "city": station["city"],
            "district": station["district"],
            "trains_per_day_2021": int(station["trains_per_day_2021"]),
            "highspeed_trains_per_day_2021": int(station["highspeed_trains_per_day_2021"]),
            "position_uncertainty_m": UNCERTAINTY_M,
            "lon": float(station["lon"]),
            "lat": float(station["lat"]),
        }
        for station in read_table(FACTS / "stations.csv")
    ]


if __name__ == "__main__":
    write_table(LAYERS / "stations.csv", station_rows())
