"""Ripley's K and L: are the sites clustered, and at which distances."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.checks import choice_problems
from analysis.clustering.pattern import checked_points
from analysis.clustering.set_covariance import unmoved
from analysis.clustering.window import Window
from analysis.errors import ParameterError, Problem

Correction = Literal["none", "border", "translation", "isotropic"]
"""What is done about the pairs that the window's edge cuts off."""

CORRECTIONS: tuple[Correction, ...] = get_args(Correction)
DISTANCES = 50
"""How many distances there are where none are asked for."""


@dataclass(frozen=True, eq=False)
class Ripley:
    """Ripley's K and L of a point pattern; with uniform independent points K is near pi r^2 and L near r.

    Parameters
    ----------
    r_m
        Distances, shape (m,).
    k_m2, l_m
        K and L = sqrt(K / pi) at each distance, shape (m,); NaN where the border correction has no point left.
    correction
        Which edge correction was made.
    n
        Number of points.
    """

    r_m: NDArray[np.float64]
    k_m2: NDArray[np.float64]
    l_m: NDArray[np.float64]
    correction: Correction
    n: int


def default_distances_m(window: Window) -> NDArray[np.float64]:
    """Return 50 evenly spaced distances from 0 to a quarter of the shorter side of the window's bounding box."""
    return np.linspace(0.0, window.usual_reach_m, DISTANCES)


def ripley(points_xy: ArrayLike, window: Window, r_m: ArrayLike, *, correction: Correction) -> Ripley:
    """Return Ripley's K and L of a point pattern.

    Parameters
    ----------
    points_xy
        Shape (n, 2), projected metres, n of at least 2.
    window
        Where points could lie. Points outside it count too; `k_of_layouts_m2` says how.
    r_m
        Distances, shape (m,): ascending, from 0 to at most `Window.longest_m`.
    correction
        Of the edge; `k_of_layouts_m2` states each.

    Raises
    ------
    ParameterError
        ``too_few_points`` for fewer than two; ``coordinates_not_finite``; ``no_point_in_area`` if all lie outside;
        what `problems_of` finds wrong with the distances and the correction.
    """
    points = checked_points(points_xy, needed=0)
    distances_m = np.array(r_m, dtype=float).reshape(-1)
    k_m2 = k_of_layouts_m2(points[None], window, distances_m, correction=correction)[0]
    if not window.contains(points).any():
        raise ParameterError(Problem("no_point_in_area", "points", {"n": len(points)}))
    return Ripley(distances_m, k_m2, _l_of_k(k_m2), correction, len(points))


def l_of_layouts_m(
    layouts_xy: ArrayLike, window: Window, r_m: ArrayLike, *, correction: Correction
) -> NDArray[np.float64]:
    """Return L = sqrt(K / pi) of many layouts of the same number of points, shape (s, m), metres.

    Parameters and errors are those of `k_of_layouts_m2`.

    References
    ----------
    Besag, J. (1977). Contribution to the discussion of Ripley's paper. Journal of the Royal Statistical Society B 39,
    193-195.
    """
    return _l_of_k(k_of_layouts_m2(layouts_xy, window, r_m, correction=correction))


def k_of_layouts_m2(
    layouts_xy: ArrayLike, window: Window, r_m: ArrayLike, *, correction: Correction
) -> NDArray[np.float64]:
    """Return Ripley's K of many layouts of the same number of points.

    With n points, a window W of area A and d the distance from point i to point j, K(r) is ::

        A / (n (n - 1))  sum over ordered pairs i, j with d <= r of w(i, j)

    where w(i, j) is

    - ``none``: 1.
    - ``translation``: A / |W ∩ W moved by j - i|.
    - ``isotropic``: the circle around i through j, over its part inside W; 1 for two points at one place.

    No weight is above 100, as in spatstat. With b the distance from point i to the boundary, ``border`` is ::

        A / n  sum over points i with b >= r of #{j: d <= r} / #{i: b >= r}

    and NaN where no point is so far inside. The translation correction is unbiased only where a move by r in any
    direction leaves some overlap, the isotropic one only below the radius of the circle around W; beyond, K is too
    small, and is to be compared with simulations, which share the bias.

    A point outside W, as on a quay seaward of a generalised coast, counts like any other: it belongs to n and to the
    pairs of the others. Its own circle has the part that lies inside W, mostly about half; its distance to the boundary
    is 0. Where all points coincide K is A at once, from r = 0 (A (n - 1) / n with ``border``).

    Parameters
    ----------
    layouts_xy
        Shape (s, n, 2), projected metres, n of at least 2; no layouts give an empty result.
    window
        Where points could lie.
    r_m
        Distances, shape (m,): ascending, from 0 to at most `Window.longest_m`.
    correction
        As above.

    Returns
    -------
    array
        Shape (s, m), square metres.

    Raises
    ------
    ParameterError
        ``coordinates_not_finite``, and what `problems_of` finds wrong.

    References
    ----------
    Ripley, B. D. (1977). Modelling spatial patterns. Journal of the Royal Statistical Society B 39, 172-212.

    Ohser, J. (1983). On estimators for the reduced second moment measure of point processes. Mathematische
    Operationsforschung und Statistik, Series Statistics 14, 63-71: the translation correction.

    Baddeley, A., Rubak, E. and Turner, R. (2015). Spatial point patterns: methodology and applications with R. CRC
    Press, chapter 7. These are the estimates of spatstat's `Kest`.
    """
    from analysis.clustering import pair_loops  # compiled at the first call: who needs no K does not wait for it

    layouts = np.ascontiguousarray(layouts_xy, dtype=float)
    distances_m = np.array(r_m, dtype=float).reshape(-1)
    n = layouts.shape[1]
    if problems := problems_of(n, window, distances_m, correction):
        raise ParameterError(*problems)
    checked_points(layouts, needed=0)
    if correction == "border":
        kept = np.searchsorted(distances_m, window.boundary_distance_m(layouts), side="right")
        centres, pairs = pair_loops.inner_pairs(layouts, distances_m, kept)
        found: NDArray[np.float64] = window.area_m2 / n * pairs / np.where(centres > 0, centres, np.nan)
        return found
    if correction == "isotropic":
        weights = pair_loops.arc_weighted(layouts, distances_m, window.segments)
    else:
        overlap = window.set_covariance if correction == "translation" else unmoved()
        weights = pair_loops.overlap_weighted(layouts, distances_m, overlap.share, overlap.step_x_m, overlap.step_y_m)
    scaled: NDArray[np.float64] = window.area_m2 / (n * (n - 1)) * weights
    return scaled


def problems_of(n: int, window: Window, distances_m: NDArray[np.float64], correction: str) -> list[Problem]:
    """Return all that keeps K of n points from being estimated; nothing if it can be.

    ``too_few_points`` for fewer than two; ``unknown_choice`` for the correction; ``no_distance`` if there is none;
    ``bad_distance`` for each that is negative or no number; ``radius_too_large`` for each beyond `Window.longest_m`;
    ``distances_not_ascending`` if one is not larger than that before it.
    """
    problems = [] if distances_m.size else [Problem("no_distance", "r_m")]
    if n < 2:
        problems.append(Problem("too_few_points", "points", {"n": n, "needed": 2}))
    problems += choice_problems("correction", correction, CORRECTIONS)
    for value in distances_m.tolist():
        if not value >= 0:
            problems.append(Problem("bad_distance", "r_m", {"value": value}))
        elif value > window.longest_m:
            problems.append(Problem("radius_too_large", "r_m", {"value": value, "longest": window.longest_m}))
    if (np.diff(distances_m) <= 0).any():
        problems.append(Problem("distances_not_ascending", "r_m"))
    return problems


def _l_of_k(k_m2: NDArray[np.float64]) -> NDArray[np.float64]:
    found: NDArray[np.float64] = np.sqrt(k_m2 / np.pi)
    return found
