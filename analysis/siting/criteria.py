"""The criteria by which sites are compared, in one registry; a new criterion is one more entry.

A criterion's source, licence and date stand in the catalogue of layers, under the ids in `Criterion.layers`; its name
and what it means stand in the text catalogue, under its own id.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from analysis.siting.criterion import Compute, Criterion, Places
from analysis.siting.measures import (
    gravity_access,
    internal_distance_m,
    jaccard,
    market_potential,
    related_access,
    variety_access,
)
from analysis.siting.nearest import sum_within
from analysis.siting.settings import CriterionSettings
from analysis.siting.surroundings import Surroundings
from analysis.siting.value import Linear


def _to_nearest(layer: str) -> Compute:
    return lambda places, around, _: around.points[layer].nearest.distance_m(places.xy)


def _access_to(layer: str) -> Compute:
    return lambda places, around, settings: gravity_access(places.xy, around.points[layer].xy, decay_m=settings.decay_m)


def _rail_minutes(places: Places, around: Surroundings, settings: CriterionSettings) -> NDArray[np.float64]:
    return around.points["stations"].nearest.distance_m(places.xy) * settings.local_min_per_m


def _relatedness(places: Places, around: Surroundings, settings: CriterionSettings) -> NDArray[np.float64]:
    """Sum over parks of the share of common industries, faded by distance; NaN for a place without industries."""
    planned = frozenset(settings.industries)
    own = [industries or planned for industries in places.industries]
    parks = around.points["parks"]
    known = np.array([bool(industries) for industries in parks.industries])
    alike = jaccard(own, [industries for industries in parks.industries if industries])
    return related_access(places.xy, parks.xy[known], alike, decay_m=settings.decay_m)


def _industry_variety(places: Places, around: Surroundings, settings: CriterionSettings) -> NDArray[np.float64]:
    parks = around.points["parks"]
    return variety_access(places.xy, parks.xy, parks.industries, decay_m=settings.decay_m)


def _people_60min(places: Places, around: Surroundings, settings: CriterionSettings) -> NDArray[np.float64]:
    return sum_within(places.xy, around.people_xy, around.people, radius_m=settings.reach_m)


def _market_potential(places: Places, around: Surroundings, _: CriterionSettings) -> NDArray[np.float64]:
    cities = around.require_cities()
    known = np.isfinite(cities.gdp)
    within_m = internal_distance_m(cities.area_m2[known])
    return market_potential(places.xy, cities.seat_xy[known], cities.gdp[known], within_m)


def _tier_need(places: Places, around: Surroundings, settings: CriterionSettings) -> NDArray[np.float64]:
    """1 in a city whose tier expects a park and that has none, else 0; NaN outside every city."""
    cities, plan = around.require_cities(), around.require_plan()
    expecting = settings.expecting_tiers
    tiers = {tier.id for tier in plan.tiers[:-1]} if expecting is None else set(expecting)
    need = [plan.tier_of.get(city) in tiers and not around.parks_in_city.get(city) for city in cities.names]
    # The last entry stands for no city, whose place is -1.
    return np.array([*map(float, need), np.nan])[cities.containing(places.xy)]


def _in_named_site(places: Places, around: Surroundings, settings: CriterionSettings) -> NDArray[np.float64]:
    """1 within `near_m` of a named park or town, its own radius added where its area is known; else 0."""
    near = np.zeros(len(places.xy), dtype=bool)
    for layer in ("parks", "towns"):
        if layer in around.points:
            sites = around.points[layer]
            for site_xy, radius_m in zip(sites.xy, sites.radius_m, strict=True):
                near |= np.hypot(*(places.xy - site_xy).T) <= settings.near_m + radius_m
    return near.astype(float)


CRITERIA: tuple[Criterion, ...] = (
    Criterion("rail_minutes", "min", "min", ("stations",), ("stations",), _rail_minutes, Linear(60, 0)),
    Criterion("rail_m", "m", "min", ("stations",), ("stations",), _to_nearest("stations"), Linear(30_000, 0)),
    Criterion("airport_m", "m", "min", ("airports",), ("airports",), _to_nearest("airports"), Linear(100_000, 0)),
    Criterion("seaport_m", "m", "min", ("seaports",), ("seaports",), _to_nearest("seaports"), Linear(100_000, 0)),
    Criterion("platform_m", "m", "min", ("platforms",), ("platforms",), _to_nearest("platforms"), Linear(20_000, 0)),
    Criterion("platform_access", "platforms", "max", ("platforms",), ("platforms",), _access_to("platforms")),
    Criterion("agglomeration", "parks", "max", ("parks",), ("parks",), _access_to("parks")),
    Criterion("relatedness", "parks", "max", ("parks",), ("park_industries", "own_industries"), _relatedness),
    Criterion("industry_variety", "industries", "max", ("parks",), ("park_industries",), _industry_variety),
    Criterion("people_60min", "people", "max", ("cities", "townships"), ("people",), _people_60min),
    Criterion("market_potential", "100m_yuan_per_km", "max", ("cities",), ("gdp",), _market_potential),
    Criterion(
        "tier_need",
        "1",
        "max",
        ("plan", "cities", "parks"),
        ("plan", "cities", "parks"),
        _tier_need,
        Linear(0, 1),
        ("same_document",),
        to_features=False,
    ),
    Criterion(
        "in_named_site",
        "1",
        "max",
        ("parks", "towns"),
        ("named_sites",),
        _in_named_site,
        Linear(0, 1),
        ("outline_unknown",),
    ),
)
