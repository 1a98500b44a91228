"""The invented study with every layer that a criterion needs."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.study import Study
from tests.analysis.invented import make_layers, make_study, point_frame

INDUSTRIES: tuple[list[str], ...] = (["robots", "chips"], ["robots"], [], ["vision"], ["drones", "vision"])
"""Of the five parks."""


def whole_study(*, without: Sequence[str] = (), **layers: gpd.GeoDataFrame) -> Study:
    """Return the invented study with stations, airports, seaports and the parks' industries."""
    parks = make_layers()["parks"].assign(industries=list(INDUSTRIES), area_km2=[np.nan, 3.0, np.nan, np.nan, np.nan])
    more = {
        "parks": parks,
        "stations": point_frame(
            [("s1", 10_000, 10_000), ("s2", 50_000, 10_000), ("slow", 30_000, 10_000)],
            highspeed_trains_per_day_2021=[20, 5, 0],
            position_uncertainty_m=[200.0, 200.0, 200.0],
        ),
        "airports": point_frame([("a1", 0, 0), ("field", 59_000, 39_000)], passenger=[True, False]),
        "seaports": point_frame([("h1", 60_000, 0), ("h2", 0, 40_000)]),
    }
    return make_study(without=without, **(more | layers))


def metres(places: ArrayLike) -> NDArray[np.float64]:
    """Return points given in metres from the study's corner, in its working coordinate system."""
    found: NDArray[np.float64] = np.asarray(places, dtype=float).reshape(-1, 2) + np.array([500_000, 2_500_000])
    return found
