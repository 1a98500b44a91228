"""What groups of sites can be made from: distances, a radius, and how many sites it takes."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from analysis.errors import ParameterError, Problem

FEWEST_SITES = 2
"""A group has at least two sites."""

_ROUNDING = 1e-9
"""Distances there and back may differ by this much, as sums in another order do."""


def check_grouping(*, radius: float, min_sites: int) -> None:
    """Raise ``bad_radius`` or ``bad_min_sites`` unless sites can be grouped with these."""
    problems = [*radius_problems(radius), *min_sites_problems(min_sites)]
    if problems:
        raise ParameterError(*problems)


def distance_problems(table: NDArray[np.float64], n: int) -> list[Problem]:
    """Return a problem unless this is a symmetric (n, n) table of distances with zeros on the diagonal."""
    sound = table.shape == (n, n) and bool((table >= 0).all()) and not table.diagonal().any()
    if sound and np.allclose(table, table.T, rtol=_ROUNDING, atol=_ROUNDING):
        return []
    return [Problem("bad_distances", "distances", {"n": n})]


def symmetric(table: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the table without the rounding by which there and back may differ."""
    return np.minimum(table, table.T)


def radius_problems(radius: float | None) -> list[Problem]:
    """Return a problem unless the radius is a number of at least 0."""
    if radius is not None and math.isfinite(radius) and radius >= 0:
        return []
    return [Problem("bad_radius", "radius", {"value": "" if radius is None else radius})]


def min_sites_problems(min_sites: int) -> list[Problem]:
    """Return a problem unless it takes at least two sites to make a group."""
    values = {"value": min_sites, "needed": FEWEST_SITES}
    return [] if min_sites >= FEWEST_SITES else [Problem("bad_min_sites", "min_sites", values)]
