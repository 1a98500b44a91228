"""What the aims are measured from, taken from a study."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from analysis.clustering.positions import draw_positions
from analysis.layout.aims import AimInput
from analysis.layout.minutes import minutes_between
from analysis.layout.park_industries import LEVELS, ParkIndustries, park_industries
from analysis.sites import has_position

if TYPE_CHECKING:
    import geopandas

    from analysis.plan import Plan
    from analysis.study import Study


def aim_input(
    study: Study,
    network: nx.Graph[str] | None,
    rng: np.random.Generator,
    *,
    minutes_redrawn: NDArray[np.float64] | None = None,
    draws: int = 0,
) -> AimInput:
    """Return what a study knows of its plan's aims.

    Parameters
    ----------
    study
        With its plan and cities; parks, platforms and industries add to it.
    network
        Of travel; None where it is not known.
    rng
        Source of chance for redrawing positions.
    minutes_redrawn
        Shape (draws, cities, cities), in the order of the lowest tier's cities and then those of higher tiers.
    draws
        How often to redraw positions; 0 takes them as exact.

    Raises
    ------
    ParameterError
        ``bad_uncertainty`` for a position.
    """
    plan = study.require_plan()
    left_out: dict[str, str] = {}
    industries = _industries(study, plan, left_out)
    if network is None:
        left_out["minutes"] = "missing_links"
    higher = tuple(city for tier in plan.tiers[:-1] for city in tier.cities)
    if not higher:
        left_out["higher"] = "one_tier"
    parks = study.projected("parks") if study.has("parks") else None
    placed = None if parks is None else parks[has_position(parks)]
    if parks is None:
        left_out["parks"] = "missing_parks"
    platforms = _platforms(study, left_out)
    with_park = set() if parks is None else set(parks["city"].astype(str))
    return AimInput(
        industries=industries,
        cities_without_park=tuple(city for city in plan.cities if city not in with_park),
        minutes=None if network is None else minutes_between(network),
        higher=higher,
        lowest=plan.tiers[-1].cities if plan.tiers else (),
        population=study.layer("cities").set_index("name_zh")["population_2020"].astype(float),
        minutes_redrawn=minutes_redrawn,
        park_ids=() if placed is None else tuple(map(str, placed.index)),
        parks_unplaced=() if parks is None else tuple(map(str, parks.index[~has_position(parks)])),
        parks_xy=_points(placed),
        platforms_xy=None if platforms is None else _points(platforms),
        parks_redrawn=_redrawn(placed, study, rng, draws),
        platforms_redrawn=_redrawn(platforms, None, rng, draws),
        left_out=left_out,
    )


def _industries(study: Study, plan: Plan, left_out: dict[str, str]) -> Sequence[ParkIndustries]:
    group_of = {industry.id: industry.group for industry in plan.industries}
    if not study.has("parks") or "industries" not in study.layer("parks") or not group_of:
        left_out["industries"] = "missing_industries" if study.has("parks") else "missing_parks"
        return ()
    parks = study.layer("parks")
    levels = [park_industries(parks["city"], parks["industries"], group_of, level=level) for level in LEVELS]
    if not levels[0].parks:
        left_out["industries"] = "missing_industries"
        return ()
    return levels


def _platforms(study: Study, left_out: dict[str, str]) -> geopandas.GeoDataFrame | None:
    if not study.has("platforms"):
        left_out["platforms"] = "missing_platforms"
        return None
    platforms = study.projected("platforms")
    placed = platforms[has_position(platforms)]
    if not len(placed):
        left_out["platforms"] = "empty_platforms"
        return None
    return placed


def _points(sites: geopandas.GeoDataFrame | None) -> NDArray[np.float64]:
    if sites is None:
        return np.zeros((0, 2))
    points: NDArray[np.float64] = shapely.get_coordinates(sites.geometry.to_numpy())
    return points


def _redrawn(
    sites: geopandas.GeoDataFrame | None, study: Study | None, rng: np.random.Generator, draws: int
) -> NDArray[np.float64] | None:
    """Return redrawn positions; on its city's land where the study is given, anywhere in the disc where it is not."""
    if sites is None or not draws:
        return None
    uncertainty_m = np.zeros(len(sites))
    if "position_uncertainty_m" in sites:
        uncertainty_m = np.nan_to_num(sites["position_uncertainty_m"].to_numpy(dtype=float))
    lands: list[BaseGeometry | None] = [None] * len(sites)
    if study is not None:
        cities = study.projected("cities").set_index("name_zh").geometry
        lands = [cities.get(city) for city in sites["city"]]
    return draw_positions(_points(sites), uncertainty_m, lands, rng, draws=draws).xy
