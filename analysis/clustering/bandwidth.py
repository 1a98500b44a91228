"""How far each site's kernel reaches: rules for the bandwidth of a kernel density."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from analysis.clustering.raster import LEAST_MASS, LandRaster
from analysis.errors import ParameterError, Problem

BandwidthRule = Literal["scott", "likelihood", "own"]

_STEPS = 48
_PRECISION = 1e-5
"""Of the logarithm of the bandwidth."""


@dataclass(frozen=True)
class Bandwidth:
    """A bandwidth and where it comes from.

    Parameters
    ----------
    metres
        Standard deviation of the Gaussian kernel, the same in all directions.
    rule
        ``scott``, ``likelihood`` or ``own``.
    at_bound
        Whether the likelihood was largest at the end of the range in which it was sought: at the ``lower`` one the
        sites lie so close that no bandwidth is small enough, as where some coincide, at the ``upper`` one they show no
        clustering at all. None otherwise.
    """

    metres: float
    rule: BandwidthRule
    at_bound: Literal["lower", "upper"] | None = None


def own_bandwidth(bandwidth_m: float, raster: LandRaster) -> Bandwidth:
    """Return a bandwidth that the user chose.

    Raises
    ------
    ParameterError
        ``bad_bandwidth`` unless it is more than 0 and at most the diagonal of the land's bounding box.
    """
    largest_m = raster.window.longest_m
    if not 0 < bandwidth_m <= largest_m:  # also where it is not a number
        values = {"value": bandwidth_m, "largest": largest_m}
        raise ParameterError(Problem("bad_bandwidth", "bandwidth_m", values))
    return Bandwidth(float(bandwidth_m), "own")


def scott_bandwidth(points_xy: NDArray[np.float64], raster: LandRaster) -> Bandwidth:
    """Return Scott's bandwidth, n^(-1/6) sigma, from the points on land.

    One sigma for all directions: the root of the mean of both axes' variances (divisor n - 1), so that turning the map
    changes nothing. The rule suits one clump of normal shape and smooths several clumps too much.

    Raises
    ------
    ParameterError
        ``bandwidth_undefined`` where fewer than two different places lie on land.

    References
    ----------
    Scott, D. W. (1992). Multivariate density estimation: theory, practice, and visualization. Wiley, section 6.3.
    """
    inside = _on_land(points_xy, raster)
    sigma_m = float(np.sqrt(inside.var(axis=0, ddof=1).mean()))
    return Bandwidth(len(inside) ** (-1 / 6) * sigma_m, "scott")


def likelihood_bandwidth(points_xy: NDArray[np.float64], raster: LandRaster) -> Bandwidth:
    """Return the bandwidth by which the other points predict each point best.

    It maximises the sum of the logarithms of the edge-corrected density at each point on land without its own kernel;
    the integral that the likelihood of a point process subtracts is n whatever the bandwidth. Sought between the
    smallest distance of two different places and half the diagonal of the bounding box, on a grid and then around its
    best step. Of time and memory it takes the square of the number of points.

    Raises
    ------
    ParameterError
        ``bandwidth_undefined`` where fewer than two different places lie on land.

    References
    ----------
    Loader, C. (1999). Local regression and likelihood. Springer, section 5.3.

    Baddeley, A., Rubak, E. and Turner, R. (2015). Spatial point patterns: methodology and applications with R. Chapman
    and Hall/CRC, section 6.5.
    """
    from scipy.optimize import minimize_scalar  # here: most pages never smooth

    inside = _on_land(points_xy, raster)
    squared_m2 = np.square(inside[:, None] - inside).sum(axis=2)
    lower, upper = np.log(np.sqrt(squared_m2[squared_m2 > 0].min())), np.log(raster.window.longest_m / 2)
    steps = np.linspace(lower, max(upper, lower), _STEPS)
    tried = np.array([_log_likelihood(step, inside, squared_m2, raster) for step in steps.tolist()])
    best = int(tried.argmax())
    around = (steps[max(best - 1, 0)], steps[min(best + 1, _STEPS - 1)])
    found = minimize_scalar(
        lambda step: -_log_likelihood(step, inside, squared_m2, raster),
        bounds=around,
        method="bounded",
        options={"xatol": _PRECISION},
    )
    refined = float(found.x) if -found.fun >= tried[best] else float(steps[best])
    return Bandwidth(float(np.exp(refined)), "likelihood", _bound(refined, float(steps[0]), float(steps[-1])))


def leave_one_out_log_likelihood(points_xy: NDArray[np.float64], raster: LandRaster, bandwidth_m: float) -> float:
    """Return the sum of the logarithms of each point's density by the others, per square metre.

    Parameters
    ----------
    points_xy
        Shape (n, 2), on land.
    raster
        The land.
    bandwidth_m
        Positive.
    """
    squared_m2 = np.square(points_xy[:, None] - points_xy).sum(axis=2)
    return _log_likelihood(float(np.log(bandwidth_m)), points_xy, squared_m2, raster)


def _log_likelihood(
    log_bandwidth: float, points: NDArray[np.float64], squared_m2: NDArray[np.float64], raster: LandRaster
) -> float:
    from scipy.special import logsumexp  # here, as above

    bandwidth_m = np.exp(log_bandwidth)
    on_land = raster.mass_on_land(*raster.cell_masses(points, bandwidth_m))
    exponents = -squared_m2 / (2 * bandwidth_m**2) - np.log(np.maximum(on_land, LEAST_MASS))
    np.fill_diagonal(exponents, -np.inf)
    return float(logsumexp(exponents, axis=1).sum() - len(points) * np.log(2 * np.pi * bandwidth_m**2))


def _on_land(points: NDArray[np.float64], raster: LandRaster) -> NDArray[np.float64]:
    inside = points[raster.contains(points)]
    places = len(np.unique(inside, axis=0))
    if places < 2:
        raise ParameterError(Problem("bandwidth_undefined", "points", {"n": places}))
    return inside


def _bound(found: float, lower: float, upper: float) -> Literal["lower", "upper"] | None:
    near = 10 * _PRECISION
    if found - lower < near:
        return "lower"
    return "upper" if upper - found < near else None
