"""Kernel density of sites: how many per square kilometre, smoothed, with the edge of the land allowed for."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from shapely.geometry.base import BaseGeometry

from analysis.checks import require_choice
from analysis.clustering.bandwidth import Bandwidth, BandwidthRule, likelihood_bandwidth, own_bandwidth, scott_bandwidth
from analysis.clustering.pattern import checked_points
from analysis.clustering.raster import CELLS_ACROSS, LEAST_MASS, LandRaster, land_raster
from analysis.clustering.window import Window
from analysis.errors import ParameterError, Problem

M2_PER_KM2 = 1e6

_RULES = {"scott": scott_bandwidth, "likelihood": likelihood_bandwidth}


@dataclass(frozen=True, eq=False)
class Density:
    """Kernel density on a raster.

    Parameters
    ----------
    raster
        Cells and land.
    everywhere_per_km2
        Mean of the density in each cell, shape (rows, columns) from the south-west, also off the land, where it only
        serves to draw contours up to the coast.
    points_xy, weights
        The sites, shapes (n, 2) and (n,).
    bandwidth
        Of the Gaussian kernel.
    outside
        Places (in the order given) of the points that lie off the land: each counts with that part of its kernel which
        lies on land. So does a site on an island too small for the raster, which is not named here.
    sites_on_land
        Integral of the density over the land: the weights of the points on land, and of the others that part.
    edge_correction
        Jones and Diggle's.
    """

    raster: LandRaster
    everywhere_per_km2: NDArray[np.float64] = field(repr=False)
    points_xy: NDArray[np.float64] = field(repr=False)
    weights: NDArray[np.float64] = field(repr=False)
    bandwidth: Bandwidth
    outside: tuple[int, ...]
    sites_on_land: float
    edge_correction: Literal["jones_diggle"] = "jones_diggle"

    @property
    def x_m(self) -> NDArray[np.float64]:
        """Centres of the columns, from the west."""
        return self.raster.x_m

    @property
    def y_m(self) -> NDArray[np.float64]:
        """Centres of the rows, from the south."""
        return self.raster.y_m

    @property
    def bandwidth_m(self) -> float:
        """Standard deviation of the kernel."""
        return self.bandwidth.metres

    @property
    def area(self) -> BaseGeometry:
        """The land."""
        return self.raster.window.area

    @cached_property
    def sites_per_km2(self) -> NDArray[np.float64]:
        """The density, NaN in cells without land."""
        return np.where(self.raster.is_land, self.everywhere_per_km2, np.nan)

    @cached_property
    def sites_in_cell(self) -> NDArray[np.float64]:
        """Sites that the density puts on the land of each cell; together `sites_on_land`."""
        cell_km2 = self.raster.cell_m**2 / M2_PER_KM2
        return self.everywhere_per_km2 * self.raster.land_share * cell_km2


def density(
    points_xy: ArrayLike,
    area: BaseGeometry | Window,
    *,
    bandwidth_m: float | None = None,
    rule: BandwidthRule = "scott",
    weights: ArrayLike | None = None,
    cells_across: int = CELLS_ACROSS,
) -> Density:
    """Return the kernel density of sites on land, with a Gaussian kernel.

    Each kernel is divided by its mass on land, so that a site on land counts in full however close it lies to the
    edge, and the density integrates to the number of sites. This correction at the site (Jones and Diggle) is chosen
    for that property; the other usual one, at the place where the density is read, has no bias where sites are uniform
    but gives another total. Where land is a narrow island the whole kernel is scaled up, the mainland's part too.

    Parameters
    ----------
    points_xy
        Shape (n, 2), projected metres; callers guard the coordinate system with
        `analysis.clustering.pattern.require_metres`. No point gives 0 everywhere. Points off the land are named.
    area
        Polygon or multipolygon, same coordinate system.
    bandwidth_m
        The user's own; the rule is then ``own``.
    rule
        ``scott`` or ``likelihood``, where `bandwidth_m` is None. The rules do not heed weights.
    weights
        Of the points, 0 or more; 1 each if None.
    cells_across
        Cells along the longer side of the land. Masses are exact on this raster: the products of each kernel's masses
        in rows and columns are summed up, which for as many sites as a plan has is faster than a Fourier transform.

    Raises
    ------
    ParameterError
        ``invalid_area``, ``empty_area``, ``too_few_cells``, ``coordinates_not_finite``, ``bad_bandwidth``,
        ``unknown_choice``, ``bandwidth_undefined`` (a rule needs two different places on land), ``bad_site_weights``.

    References
    ----------
    Diggle, P. J. (1985). A kernel method for smoothing point process data. Applied Statistics 34, 138-147.

    Jones, M. C. (1993). Simple boundary correction for kernel density estimation. Statistics and Computing 3, 135-146.

    Notes
    -----
    A density describes; it is no test. `analysis.clustering.density_chance` compares it with chance.
    """
    points = checked_points(points_xy, needed=0)
    chances = _checked_weights(weights, len(points))
    raster = land_raster(area, cells_across=cells_across)
    bandwidth = own_bandwidth(bandwidth_m, raster) if bandwidth_m is not None else _by_rule(rule, points, raster)
    per_m2, factor, on_land = smoothed(points[None], chances, raster, bandwidth.metres)
    return Density(
        raster=raster,
        everywhere_per_km2=per_m2[0] * M2_PER_KM2,
        points_xy=points,
        weights=chances,
        bandwidth=bandwidth,
        outside=tuple(np.flatnonzero(~raster.contains(points)).tolist()),
        sites_on_land=float((factor * on_land).sum()),
    )


def smoothed(
    layouts_xy: NDArray[np.float64], weights: NDArray[np.float64], raster: LandRaster, bandwidth_m: float
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return the density of many layouts.

    Parameters
    ----------
    layouts_xy
        Shape (layouts, n, 2), metres.
    weights
        Shape (n,).
    raster, bandwidth_m
        Where, and how smooth.

    Returns
    -------
    tuple of arrays
        The density per square metre, shape (layouts, rows, columns); what each kernel is multiplied by; and its mass
        on land before that, both of shape (layouts, n).
    """
    in_columns, in_rows = raster.cell_masses(layouts_xy, bandwidth_m)
    on_land = raster.mass_on_land(in_columns, in_rows)
    corrected = raster.contains(layouts_xy) & (on_land > LEAST_MASS)
    factor = weights / np.where(corrected, on_land, 1.0)
    per_m2 = (in_rows * factor[..., None]).swapaxes(-1, -2) @ in_columns / raster.cell_m**2
    return per_m2, factor, on_land


def _by_rule(rule: str, points: NDArray[np.float64], raster: LandRaster) -> Bandwidth:
    require_choice("rule", rule, _RULES)
    return _RULES[rule](points, raster)


def _checked_weights(weights: ArrayLike | None, n: int) -> NDArray[np.float64]:
    found = np.ones(n) if weights is None else np.asarray(weights, dtype=float)
    if found.shape != (n,) or not (np.isfinite(found).all() and (found >= 0).all()):
        raise ParameterError(Problem("bad_site_weights", "weights", {"n": n}))
    return found
