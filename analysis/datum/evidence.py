"""How well places read in one way agree with what is known: log-likelihoods that hypotheses are compared by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import shapely
from numpy.typing import NDArray

from analysis.datum.known import Known, plain_name

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

Array = NDArray[np.float64]

OTHER_SPOT_M: Final = 100.0
"""Two people's points for one place differ by this much (standard deviation on each axis), even if both are right."""

STRAY_SHARE: Final = 0.05
"""Share of points that lie anywhere, whatever the hypothesis."""

ANYWHERE_M2: Final = np.pi * 1_000_000.0**2
"""Area over which such a point is spread: a circle of a thousand kilometres' radius."""

FACTORS: Final = (1.0, 0.3, 0.1, 0.03, 0.0)
"""By which the places' uncertainty is taken: smaller where points and places share a source."""

IN_95: Final = 2.4477
"""Radius of the circle that holds 95 % of a round normal distribution, in standard deviations of one axis."""

BORDER_M: Final = 200.0
"""Borders are generalised: a point this close to its area counts as inside."""

M_PER_DEG: Final = 111_320.0
"""Length of a degree of the equator of WGS 84, rounded: for sizes, where a per cent does not matter."""

_A_M, _E2 = 6378137.0, 0.00669437999014
"""Half the longer axis of WGS 84's ellipsoid and the square of its eccentricity."""


@dataclass(frozen=True)
class Named:
    """Points that have a known name: their rows, and the place of each: degrees (n, 2) and uncertainty in metres."""

    rows: NDArray[np.intp]
    place: Array
    uncertainty_m: Array

    @property
    def distinct(self) -> int:
        """How many places there are: points of one name say one thing."""
        return len(np.unique(self.place, axis=0))

    def sharp(self, limit_m: float) -> Named:
        """Return those whose place is known within the limit."""
        kept = self.uncertainty_m <= limit_m
        return Named(self.rows[kept], self.place[kept], self.uncertainty_m[kept])


def named_points(names: Sequence[object] | None, known: Known) -> Named:
    """Return the points whose name is that of a known place, compared by `plain_name`."""
    plain = [plain_name(name) for name in names or ()]
    rows = [row for row, name in enumerate(plain) if name in known.places]
    places = [known.places[plain[row]] for row in rows]
    return Named(
        np.array(rows, dtype=np.intp),
        np.array([(one.lon, one.lat) for one in places], dtype=float).reshape(-1, 2),
        np.array([one.uncertainty_m for one in places], dtype=float),
    )


def offsets_m(lon_lat: Array, named: Named) -> Array:
    """Return how far each named point lies east and north of its place, shape (n, 2), in metres; NaN if unreadable.

    On WGS 84's ellipsoid, by the radii of curvature at the place: exact to a thousandth over some kilometres, a measure
    of size only over hundreds.
    """
    latitude = np.radians(named.place[:, 1])
    flattening = 1 - _E2 * np.sin(latitude) ** 2
    normal_m = _A_M / np.sqrt(flattening)
    scale = np.column_stack([normal_m * np.cos(latitude), normal_m * (1 - _E2) / flattening])
    return np.asarray(np.radians(lon_lat[named.rows] - named.place) * scale)


def deviation_m(named: Named, *, factor: float = 1.0, blur_m: float = 0.0) -> Array:
    """Return the standard deviation on each axis: half the uncertainty by a factor, another spot, and a blur."""
    return np.sqrt((factor * named.uncertainty_m / 2) ** 2 + OTHER_SPOT_M**2 + blur_m**2)


def by_names(lon_lat: Array, named: Named, *, factor: float = 1.0, blur_m: float = 0.0) -> float:
    """Return the log-likelihood ratio of the named points to points anywhere.

    Each lies round its place (normal, `deviation_m`) or, `STRAY_SHARE` of them, anywhere. More than 0 speaks for the
    hypothesis, less than 0 against it; 0 for no point.
    """
    deviation = deviation_m(named, factor=factor, blur_m=blur_m)
    length = np.hypot(*offsets_m(lon_lat, named).T)
    density = np.exp(-((length / deviation) ** 2) / 2) / (2 * np.pi * deviation**2)
    mixed = STRAY_SHARE + (1 - STRAY_SHARE) * ANYWHERE_M2 * np.where(np.isfinite(length), density, 0.0)
    return float(np.log(mixed).sum())


def rounding_m(xy: Array, *, metres_per_unit: float) -> float:
    """Return the standard deviation on each axis that rounding leaves, in metres: degrees of two decimals, 321 m.

    Parameters
    ----------
    xy
        Coordinates of any shape; what is not finite does not count.
    metres_per_unit
        Length of their unit.

    Returns
    -------
    float
        The step of the fewest decimals that write all of them, over the root of 12, as of an error spread evenly over a
        step. 0 for no number, and for numbers of more than six decimals.
    """
    numbers = xy[np.isfinite(xy)]
    for decimals in range(7 if len(numbers) else 0):
        if np.abs(numbers - np.round(numbers, decimals)).max() < 1e-9 * max(1.0, np.abs(numbers).max()):
            return float(metres_per_unit * 10.0**-decimals / np.sqrt(12))
    return 0.0


def by_names_of_any_source(lon_lat: Array, named: Named, *, blur_m: float = 0.0) -> tuple[float, float]:
    """Return `by_names` whether or not the points share their source with the places, and the likeliest factor.

    Points that were copied from the same source lie far closer to their places than these are known: the errors are
    common to both. The uncertainty is therefore scaled by an unknown factor, `FACTORS` being equally likely.
    """
    logs = np.array([by_names(lon_lat, named, factor=factor, blur_m=blur_m) for factor in FACTORS])
    most = logs.max()
    return float(most + np.log(np.exp(logs - most).mean())), FACTORS[int(logs.argmax())]


def agreeing(lon_lat: Array, named: Named, *, factor: float = 1.0, blur_m: float = 0.0) -> NDArray[np.bool_]:
    """Return which named points lie where 95 % would, were the hypothesis right."""
    length = np.hypot(*offsets_m(lon_lat, named).T)
    return np.asarray(length <= IN_95 * deviation_m(named, factor=factor, blur_m=blur_m), dtype=bool)


@dataclass(frozen=True)
class Placed:
    """Points with the area that should hold them: rows, and for each area its polygon and the points' places in `rows`.

    `density` is that of points spread evenly over the point's area, times `ANYWHERE_M2`.
    """

    rows: NDArray[np.intp]
    members: tuple[tuple[BaseGeometry, NDArray[np.intp]], ...]
    density: Array


def placed_points(usable: NDArray[np.bool_], area_names: Sequence[object] | None, known: Known, *, most: int) -> Placed:
    """Return usable points with the area that they name, else with the study's land; at most `most`, evenly picked.

    Where some points name a known area, the others are left out; without land and names there are none.
    """
    plain = [plain_name(name) for name in area_names or ()]
    rows = [row for row, name in enumerate(plain) if usable[row] and name in known.areas]
    if not rows:
        rows = np.flatnonzero(usable).tolist() if known.land is not None else []
        plain = [""] * len(usable)
    picked = rows[:: max(1, -(-len(rows) // most))]
    groups: dict[str, list[int]] = {}
    for place, row in enumerate(picked):
        groups.setdefault(plain[row], []).append(place)
    members = tuple((known.areas.get(name, known.land), np.array(places)) for name, places in groups.items())
    density = np.ones(len(picked))
    for polygon, places in members:
        density[places] = ANYWHERE_M2 / _area_m2(polygon)
    return Placed(np.array(picked, dtype=np.intp), members, density)


def inside(lon_lat: Array, placed: Placed) -> NDArray[np.bool_]:
    """Return which points lie in their area or within `BORDER_M` of it."""
    result = np.zeros(len(placed.rows), dtype=bool)
    for polygon, places in placed.members:
        shapely.prepare(polygon)
        points = shapely.points(np.nan_to_num(lon_lat[placed.rows[places]], nan=1e6))
        held = shapely.intersects(polygon, points)
        held[~held] = shapely.dwithin(polygon, points[~held], BORDER_M / M_PER_DEG)
        result[places] = held
    return result


def by_areas(lon_lat: Array, placed: Placed) -> float:
    """Return the log-likelihood ratio of points in their areas to points anywhere, built as `by_names`."""
    held = inside(lon_lat, placed)
    return float(np.log(STRAY_SHARE + (1 - STRAY_SHARE) * placed.density * held).sum())


def _area_m2(polygon: BaseGeometry) -> float:
    """Return a polygon's area, roughly: degrees scaled at its middle."""
    south, north = polygon.bounds[1], polygon.bounds[3]
    return max(float(polygon.area) * M_PER_DEG**2 * float(np.cos(np.radians((south + north) / 2))), 1.0)
