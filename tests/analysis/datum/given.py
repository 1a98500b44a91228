"""The invented study as something known, and its points in every system that the detector tells apart."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from pyproj import Transformer

from analysis.datum.known import Known, Place
from analysis.datum.shift import Datum, convert
from analysis.study import Study
from tests.analysis.invented import make_study, point_frame

GRID = [(f"station {i}", 3_000.0 + 5_000 * (i % 5), 4_000.0 + 4_500 * (i // 5)) for i in range(15)]


def study() -> Study:
    """Return the invented study with fifteen stations that are known within 200 m."""
    names = [name for name, _, _ in GRID]
    stations = point_frame(GRID, name_zh=names, name_en=names, position_uncertainty_m=[200.0] * len(GRID))
    return make_study(stations=stations)


def shifted(lon_lat: NDArray[np.float64], datum: Datum) -> NDArray[np.float64]:
    """Return positions of WGS 84 in another datum."""
    return np.column_stack(convert(lon_lat[:, 0], lon_lat[:, 1], source="wgs84", target=datum))


def projected(lon_lat: NDArray[np.float64], crs: str) -> NDArray[np.float64]:
    """Return positions in metres of a system."""
    east, north = Transformer.from_crs("EPSG:4490", crs, always_xy=True).transform(lon_lat[:, 0], lon_lat[:, 1])
    return np.column_stack([east, north])


def vaguer(known: Known, uncertainty_m: float) -> Known:
    """Return the same places, each known within this only."""
    places = {name: Place(one.lon, one.lat, uncertainty_m) for name, one in known.places.items()}
    return Known(places, known.areas, known.land)
