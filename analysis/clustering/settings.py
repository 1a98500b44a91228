"""What a planner may choose when clustering is computed: hashable, so that a result can be kept under it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from analysis.clustering.bandwidth import BandwidthRule
from analysis.clustering.groups import MIN_SITES
from analysis.clustering.ripley import Correction
from analysis.clustering.seats import SEATS_RADIUS_M

SiteChoice = Literal["parks", "towns", "both"]
NullChoice = Literal["land", "settlement", "both"]

SIMULATIONS = 999
POSITION_DRAWS = 400

Weights = tuple[tuple[str, float], ...]
"""Pairs of component and weight; empty for equal weights."""


@dataclass(frozen=True)
class ClusterSettings:
    """Choices of a clustering.

    Parameters
    ----------
    null
        ``land``, ``settlement`` or ``both``. With settlement comes ``seats``, for sensitivity, where the cities' seats
        are known: it is reported, but no part of the score.
    simulations
        Layouts simulated under each null, at least 1.
    correction
        Of Ripley's K at the edge.
    r_m
        Distances of K and L, ascending; `analysis.clustering.ripley.default_distances_m` if empty.
    radius_m
        Within which two sites are linked in a group; `analysis.clustering.groups.default_radius_m` if None.
    min_sites
        Sites within the radius, itself included, that make a site the core of a group.
    bandwidth_rule, bandwidth_m
        Of the kernel density: ``scott`` or ``likelihood``, or one's own in metres.
    position_draws
        Layouts with positions redrawn within their uncertainty; 0 takes positions as exact.
    seats_radius_m
        Radius round the cities' seats for the null ``seats``.
    weights, site_weights
        Of the components of the score, and of those of each site's score; equal if empty.
    """

    null: NullChoice = "both"
    simulations: int = SIMULATIONS
    correction: Correction = "translation"
    r_m: tuple[float, ...] = ()
    radius_m: float | None = None
    min_sites: int = MIN_SITES
    bandwidth_rule: BandwidthRule = "scott"
    bandwidth_m: float | None = None
    position_draws: int = POSITION_DRAWS
    seats_radius_m: float = SEATS_RADIUS_M
    weights: Weights = ()
    site_weights: Weights = ()
