"""Travel between cities: rail and road as known, and road estimated for pairs that have no row.

The estimate is a straight line in the geodesic distance between the two seats, fitted by least squares on the known
pairs: km = a + b d (b is the circuity of the way, a the way to and from the main road), minutes = c + e d.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from pyproj import Geod

from layers.build.files import FACTS, LAYERS, read_table, write_table
from layers.build.romanise import letters

RAIL_YEAR: Final = 2021
TRANSFER_MIN: Final = 30
Row = dict[str, Any]
Array = NDArray[np.float64]


@dataclass(frozen=True)
class Fit:
    """A fitted line and how well it does.

    `standard_error` is the residuals' (two parameters fitted); `left_out_error` is the root mean square error for the
    pairs of a city when all pairs of that city are left out of the fit, which is the case of a city without any row.
    """

    intercept: float
    slope: float
    r_squared: float
    standard_error: float
    left_out_error: float

    def at(self, distance_km: float) -> float:
        """Return the line's value at a straight-line distance."""
        return self.intercept + self.slope * distance_km


def fit_line(distance_km: Array, values: Array, pairs: list[tuple[str, str]]) -> Fit:
    """Fit values on distances by least squares; `pairs` names the two cities of each row."""
    slope, intercept = np.polyfit(distance_km, values, 1)
    residuals = values - intercept - slope * distance_km
    left_out: list[Array] = []
    for city in sorted({city for pair in pairs for city in pair}):
        own = np.array([city in pair for pair in pairs])
        line = np.polyfit(distance_km[~own], values[~own], 1)
        left_out.append(values[own] - np.polyval(line, distance_km[own]))
    return Fit(
        float(intercept),
        float(slope),
        float(1 - residuals.var() / values.var()),
        float(np.sqrt((residuals**2).sum() / (len(values) - 2))),
        float(np.sqrt((np.concatenate(left_out) ** 2).mean())),
    )


def read_seats() -> dict[str, tuple[float, float]]:
    """Return longitude and latitude of each city's seat, in the order of the cities layer."""
    features = json.loads((LAYERS / "cities.geojson").read_text(encoding="utf-8"))["features"]
    cities = [feature["properties"] for feature in features]
    return {city["name_zh"]: (city["seat_lon"], city["seat_lat"]) for city in cities}


def straight_line_km(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Return the geodesic distance on the WGS 84 ellipsoid."""
    return float(Geod(ellps="WGS84").inv(*one, *other)[2] / 1000)


def fit_road(seats: dict[str, tuple[float, float]]) -> tuple[Fit, Fit]:
    """Return the fits of road kilometres and of driving minutes on straight-line kilometres."""
    rows = read_table(FACTS / "road_times.csv")
    pairs = [(row["city_a"], row["city_b"]) for row in rows]
    distance_km = np.array([straight_line_km(seats[one], seats[other]) for one, other in pairs])
    road_km, minutes = (np.array([float(row[name]) for row in rows]) for name in ("road_km", "drive_min"))
    return fit_line(distance_km, road_km, pairs), fit_line(distance_km, minutes, pairs)


def rail_rows() -> Iterator[Row]:
    """Yield the fastest journey of each pair that the timetable has."""
    for known in read_table(FACTS / "rail_times.csv"):
        direct = known["direct_min"] != "" and float(known["direct_min"]) <= float(known["best_min"])
        via = known["via"]
        yield _row(
            (known["city_a"], known["city_b"]),
            "rail",
            float(known["best_min"]),
            year=RAIL_YEAR,
            note=None if direct else f"在{via}换乘，换乘计{TRANSFER_MIN}分钟",
            note_en=None if direct else f"change at {letters(via)}, counted as {TRANSFER_MIN} minutes",
        )


def road_rows(seats: dict[str, tuple[float, float]]) -> Iterator[Row]:
    """Yield every pair of cities: known rows as they are, the others estimated."""
    known = {frozenset((row["city_a"], row["city_b"])): row for row in read_table(FACTS / "road_times.csv")}
    length, duration = fit_road(seats)
    for pair in combinations(seats, 2):
        if row := known.get(frozenset(pair)):
            yield _row(pair, "road", float(row["drive_min"]), distance_km=float(row["road_km"]))
            continue
        distance_km = straight_line_km(seats[pair[0]], seats[pair[1]])
        yield _row(
            pair,
            "road",
            round(duration.at(distance_km), 1),
            distance_km=round(length.at(distance_km), 1),
            estimated=True,
            uncertainty_min=round(duration.left_out_error, 1),
            note="按两市驻地的直线距离估算",
            note_en="estimated from the straight-line distance between the seats",
        )


def main() -> None:
    """Write the layer and print what was fitted."""
    seats = read_seats()
    for name, fit in zip(("km", "minutes"), fit_road(seats), strict=True):
        print(name, fit)
    write_table(LAYERS / "links.csv", [*rail_rows(), *road_rows(seats)])


def _row(
    pair: tuple[str, str],
    mode: str,
    minutes: float,
    *,
    distance_km: float | None = None,
    year: int | None = None,
    estimated: bool = False,
    uncertainty_min: float | None = None,
    note: str | None = None,
    note_en: str | None = None,
) -> Row:
    return {
        "from_city": pair[0],
        "to_city": pair[1],
        "mode": mode,
        "minutes": minutes,
        "distance_km": distance_km,
        "year": year,
        "estimated": estimated,
        "uncertainty_min": uncertainty_min,
        "note": note,
        "note_en": note_en,
    }


if __name__ == "__main__":
    main()
