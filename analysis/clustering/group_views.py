"""Other ways to group the same sites: by minutes of travel, or at whatever density they hold together longest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import pandas as pd

from analysis.clustering.distances import LOCAL_SPEED_KMH, distance_matrix_m, travel_minutes_matrix
from analysis.clustering.group_radius import sensitivity
from analysis.clustering.groups import MIN_SITES, Groups, group_sites
from analysis.clustering.inputs import ClusterInput
from analysis.layout.reach_map import city_seats
from analysis.layout.travel import travel_network

if TYPE_CHECKING:
    from analysis.study import Study

View = Literal["minutes", "hdbscan"]

RADIUS_MIN = 30.0
"""Minutes within which sites are linked at first: half an hour."""


@dataclass(frozen=True, eq=False)
class GroupView:
    """Groups found in another way.

    Parameters
    ----------
    groups
        The groups and the sites in none.
    sensitivity
        How they change with the minutes; None for HDBSCAN, which has no radius.
    left_out
        Site -> why it is infinitely far from all others.
    """

    groups: Groups
    sensitivity: pd.DataFrame | None
    left_out: Mapping[str, str]


def views_offered(study: Study) -> tuple[View, ...]:
    """Return the ways that this study allows: minutes need links between cities with seats."""
    has_seats = study.has("cities", "links") and {"seat_lon", "seat_lat"} <= set(study.layer("cities").columns)
    return ("minutes", "hdbscan") if has_seats else ("hdbscan",)


def group_view(
    study: Study,
    given: ClusterInput,
    view: View,
    *,
    radius_min: float = RADIUS_MIN,
    min_sites: int = MIN_SITES,
    local_speed_kmh: float = LOCAL_SPEED_KMH,
) -> GroupView:
    """Return the groups of the sites in another way.

    Parameters
    ----------
    study
        With links and cities for minutes.
    given
        The sites.
    view
        ``minutes``: DBSCAN on minutes of travel, as `analysis.clustering.distances.travel_minutes_matrix` makes them.
        ``hdbscan``: on straight lines, without a radius.
    radius_min, local_speed_kmh
        For minutes only.
    min_sites
        As for `analysis.clustering.groups.group_sites`.

    Raises
    ------
    ParameterError
        ``bad_radius``, ``bad_min_sites``, ``bad_speed``.
    MissingLayerError
        ``missing_layer`` for minutes without links or cities.
    """
    if view == "hdbscan":
        groups = group_sites(distance_matrix_m(given.xy), given.ids, method="hdbscan", min_sites=min_sites)
        return GroupView(groups, None, {})
    cities = study.layer("cities")["name_zh"].astype(str)
    network = travel_network(pd.DataFrame(study.layer("links")), list(dict.fromkeys(cities)))
    travel = travel_minutes_matrix(given.xy, given.cities, city_seats(study), network, local_speed_kmh=local_speed_kmh)
    groups = group_sites(travel.minutes, given.ids, radius=radius_min, unit="min", min_sites=min_sites)
    steps = sensitivity(travel.minutes, given.ids, min_sites=min_sites)
    left_out = {given.ids[place]: reason for place, reason in travel.left_out.items()}
    return GroupView(groups, steps, left_out)
