"""How long every city and township takes to a city of a higher tier, for shading a map like isochrones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import shapely
from numpy.typing import ArrayLike, NDArray

from analysis.degrees import from_degrees
from analysis.errors import ParameterError, Problem
from analysis.layout.reach import THRESHOLDS_MIN
from analysis.sites import has_position

if TYPE_CHECKING:
    from analysis.study import Study

LOCAL_SPEED_KM_H = 40.0
"""Straight-line kilometres an hour on the way to a seat: 50 km/h on roads a quarter longer than the straight line. An
assumption, not measured."""

FARTHEST = 10
BY_SEAT: Final = "seat"
DIRECT: Final = "direct"


@dataclass(frozen=True, eq=False)
class ReachMap:
    """Minutes to the nearest city of a higher tier.

    Parameters
    ----------
    cities
        Indexed by city; columns `minutes` (between seats or principal stations; 0 for a higher tier's own city,
        infinite where there is no way), `hub`, `estimated`, `band_min` (smallest threshold that holds `minutes`, NaN
        beyond the last).
    townships
        Indexed by township; columns `city`, `minutes`, `hub`, `way` (``seat``: straight to the seat of its own city and
        on from there; ``direct``: straight to the hub's seat), `leg_min` (of `minutes`, the straight-line part),
        `link_estimated` (whether the way between the cities is estimated), `estimated` (always: the leg is) and
        `band_min`. None where townships or seats are not known.
    farthest_cities, farthest_townships
        (id, minutes), farthest first; what no way reaches is not among them.
    unreachable_cities, unreachable_townships
        Ids.
    thresholds_min
        Of the bands.
    local_speed_km_h, end_min
        As assumed.
    left_out
        ``townships``, or a township that has no position -> reason code.
    """

    cities: pd.DataFrame
    townships: pd.DataFrame | None
    farthest_cities: tuple[tuple[str, float], ...]
    farthest_townships: tuple[tuple[str, float], ...]
    unreachable_cities: tuple[str, ...]
    unreachable_townships: tuple[str, ...]
    thresholds_min: tuple[float, ...]
    local_speed_km_h: float
    end_min: float
    left_out: Mapping[str, str]


def reach_map(
    study: Study,
    to_hub: pd.DataFrame,
    *,
    local_speed_km_h: float = LOCAL_SPEED_KM_H,
    end_min: float = 0.0,
    thresholds_min: Sequence[float] = THRESHOLDS_MIN,
    farthest: int = FARTHEST,
) -> ReachMap:
    """Return the minutes of every city and township to the nearest city of a higher tier.

    Parameters
    ----------
    study
        With its cities; townships add to it.
    to_hub
        Of every city, as `analysis.layout.travel.minutes_to_nearest` returns it: `minutes`, `hub`, `estimated`.
    local_speed_km_h
        Straight-line speed of the leg at the township's end, above 0.
    end_min
        Minutes added at the hub's end of every way between two cities, such as from a station to the seat. The links
        end at principal stations (rail) or seats (road); nothing is known of the legs beyond, hence 0.
    thresholds_min
        Of the bands, each included.
    farthest
        How many of the farthest places to name.

    Raises
    ------
    ParameterError
        ``out_of_range`` for a speed that is not above 0 or minutes below 0.
    """
    _check(local_speed_km_h, end_min)
    left_out: dict[str, str] = {}
    cities = to_hub[["minutes", "hub", "estimated"]].copy()
    cities["minutes"] = cities["minutes"].astype(float) + np.where(cities["minutes"] > 0, end_min, 0.0)
    cities["band_min"] = bands(cities["minutes"].to_numpy(), thresholds_min)
    townships = _townships(study, cities, local_speed_km_h, thresholds_min, left_out)
    empty: tuple[tuple[str, float], ...] = ()
    return ReachMap(
        cities=cities,
        townships=townships,
        farthest_cities=_farthest(cities["minutes"], farthest),
        farthest_townships=empty if townships is None else _farthest(townships["minutes"], farthest),
        unreachable_cities=_unreachable(cities),
        unreachable_townships=() if townships is None else _unreachable(townships),
        thresholds_min=tuple(thresholds_min),
        local_speed_km_h=local_speed_km_h,
        end_min=end_min,
        left_out=left_out,
    )


def township_minutes(
    points_xy: ArrayLike,
    city_of: Sequence[str],
    seats_xy: Mapping[str, ArrayLike],
    to_hub: pd.DataFrame,
    *,
    local_speed_km_h: float = LOCAL_SPEED_KM_H,
) -> pd.DataFrame:
    """Return the minutes of places to the nearest city of a higher tier.

    The shorter of two ways: straight to the seat of the own city and on from there, or straight to a hub's seat. Water
    and mountains are not seen: across an estuary the straight line is too short.

    Parameters
    ----------
    points_xy
        Shape (n, 2), metres; none gives an empty frame.
    city_of
        City of each place.
    seats_xy
        City -> seat, metres. A place whose city has none can only go directly.
    to_hub
        Indexed by city; `minutes` (0 for a hub, infinite where there is no way), `hub`, `estimated`.
    local_speed_km_h
        Of straight lines, above 0.

    Returns
    -------
    DataFrame
        Columns `minutes`, `hub`, `way`, `leg_min`, `link_estimated`, `estimated`, in the order of the places.
    """
    points = np.asarray(points_xy, dtype=float).reshape(-1, 2)
    m_per_min = local_speed_km_h * 1000 / 60
    own = to_hub.reindex(list(city_of))
    seats = np.array([seats_xy.get(city, (np.nan, np.nan)) for city in city_of], dtype=float).reshape(-1, 2)
    leg_min = np.hypot(*(points - seats).T) / m_per_min
    by_seat = leg_min + own["minutes"].to_numpy(dtype=float)
    by_seat[np.isnan(by_seat)] = np.inf
    hubs = [str(city) for city, hub in to_hub["hub"].items() if hub == city and city in seats_xy]
    direct, nearest = _nearest_hub(points, np.array([seats_xy[hub] for hub in hubs], dtype=float).reshape(-1, 2))
    direct = direct / m_per_min
    straight = direct < by_seat
    hub_direct = np.array([*hubs, None], dtype=object)[nearest]
    frame = pd.DataFrame({"minutes": np.minimum(by_seat, direct)})
    frame["hub"] = np.where(straight, hub_direct, own["hub"].to_numpy(dtype=object))
    frame.loc[np.isinf(frame["minutes"]), "hub"] = None
    frame["way"] = np.where(straight, DIRECT, BY_SEAT)
    frame["leg_min"] = np.where(straight, direct, leg_min)
    frame["link_estimated"] = ~straight & own["estimated"].eq(True).to_numpy()
    frame["estimated"] = True
    return frame


def bands(minutes: NDArray[np.float64], thresholds_min: Sequence[float] = THRESHOLDS_MIN) -> NDArray[np.float64]:
    """Return the smallest threshold that holds each number of minutes, NaN beyond the last."""
    limits = np.append(np.sort(np.asarray(thresholds_min, dtype=float)), np.nan)
    found: NDArray[np.float64] = limits[np.searchsorted(limits[:-1], minutes, side="left")]
    return found


def city_seats(study: Study) -> dict[str, tuple[float, float]]:
    """Return the seat of each city in the working CRS, metres; empty where the layer of cities does not tell them."""
    cities = study.layer("cities")
    if not {"seat_lon", "seat_lat"} <= set(cities.columns):
        return {}
    known = cities.dropna(subset=["seat_lon", "seat_lat"])
    seats = from_degrees(known[["seat_lon", "seat_lat"]], study.crs).tolist()
    return {str(city): (x, y) for city, (x, y) in zip(known["name_zh"], seats, strict=True)}


def _townships(
    study: Study, cities: pd.DataFrame, speed: float, thresholds_min: Sequence[float], left_out: dict[str, str]
) -> pd.DataFrame | None:
    seats = city_seats(study)
    if not study.has("townships") or not seats:
        left_out["townships"] = "missing_seats" if study.has("townships") else "missing_townships"
        return None
    every = study.projected("townships")
    placed = has_position(every)
    left_out |= {str(place): "position_unknown" for place in every.index[~placed]}
    known = every[placed]
    names = known["city"].astype(str).tolist()
    points = shapely.get_coordinates(known.geometry.to_numpy())
    found = township_minutes(points, names, seats, cities, local_speed_km_h=speed).set_index(known.index)
    found.insert(0, "city", names)
    return found.assign(band_min=bands(found["minutes"].to_numpy(), thresholds_min))


def _nearest_hub(
    points: NDArray[np.float64], hubs_xy: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """Return each point's distance to the nearest hub and its place; infinite and the place after the last if none."""
    if not len(hubs_xy):
        return np.full(len(points), np.inf), np.zeros(len(points), dtype=np.intp)
    # Imported where it is needed: SciPy's trees take a third of a second, and most pages never measure.
    from scipy.spatial import cKDTree

    distance_m, place = cKDTree(hubs_xy).query(points)
    return distance_m, place.astype(np.intp)


def _farthest(minutes: pd.Series, k: int) -> tuple[tuple[str, float], ...]:
    finite = minutes[np.isfinite(minutes)].sort_values(ascending=False, kind="stable").head(k)
    return tuple((str(place), float(value)) for place, value in finite.items())


def _unreachable(frame: pd.DataFrame) -> tuple[str, ...]:
    return tuple(map(str, frame.index[np.isinf(frame["minutes"])]))


def _check(local_speed_km_h: float, end_min: float) -> None:
    problems = []
    if not 0 < local_speed_km_h < np.inf:
        values: dict[str, str | float] = {"field": "local_speed_km_h", "value": local_speed_km_h, "minimum": 0}
        problems.append(Problem("out_of_range", "reach_map", {**values, "maximum": float("inf")}))
    if not 0 <= end_min < np.inf:
        problems.append(Problem("bad_minutes", "end_min", {"value": end_min}))
    if problems:
        raise ParameterError(*problems)
