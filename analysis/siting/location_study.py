"""Where the next sites should go, by ids: from places on a plane or from a table of costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypedDict, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.checks import require_choice, require_unique
from analysis.errors import ParameterError, Problem
from analysis.progress import Progress, silent
from analysis.siting.location import NO_RULES, TIME_LIMIT_S, Location, maximal_coverage, p_centre, p_median
from analysis.siting.location_places import Places
from analysis.siting.location_rules import MAX_PAIRS, SiteRules

Objective = Literal["pmedian", "coverage", "pcentre"]
Floats = NDArray[np.float64]

_UNITS = {
    "people": {"pmedian": "person_m", "coverage": "people", "pcentre": "m"},
    "weight": {"pmedian": "weight_m", "coverage": "weight", "pcentre": "m"},
    "cost": {"pmedian": "cost", "coverage": "weight", "pcentre": "cost"},
}
"""Kind of the weights, or ``cost`` for a table of costs, -> objective -> its unit."""


class _Common(TypedDict):
    rules: SiteRules
    unit: str
    time_limit_s: float
    progress: Progress


@dataclass(frozen=True, eq=False)
class CostTable:
    """Costs as a user gives them: shape (n, m), with the ids of demand and candidates."""

    demand_ids: tuple[str, ...]
    candidate_ids: tuple[str, ...]
    costs: Floats


@dataclass(frozen=True, eq=False)
class Siting:
    """A choice of sites by id.

    Parameters
    ----------
    chosen
        Ids of the chosen candidates.
    assignment
        Demand id -> id of the site that serves it, chosen or standing; None where coverage reaches none.
    existing
        Ids of the sites that stand.
    location
        The numbers.
    left_out
        Demand without a place -> reason code.
    """

    chosen: tuple[str, ...]
    assignment: Mapping[str, str | None]
    existing: tuple[str, ...]
    location: Location
    left_out: Mapping[str, str]


def locate(
    demand: Places,
    candidates: Places,
    p: int,
    objective: Objective,
    *,
    existing: Places | None = None,
    radius_m: float | None = None,
    min_spacing_m: float | None = None,
    per_city: int | None = None,
    time_limit_s: float = TIME_LIMIT_S,
    rng: np.random.Generator | None = None,
    progress: Progress = silent,
) -> Siting:
    """Choose p of the candidates by straight-line distance.

    Parameters
    ----------
    demand, candidates
        In one projected CRS, metres. Demand without weights counts 1 each.
    p, objective
        How many, and by which model; demand of weight 0 does not count in any.
    existing
        Sites that stand: they serve, keep new ones at their distance, and are not counted in p.
    radius_m
        Of coverage, which needs it.
    min_spacing_m, per_city
        As of `SiteRules`.
    time_limit_s, rng, progress
        As of `p_median` and `p_centre`.

    Raises
    ------
    ParameterError
        ``unknown_choice``, ``locate_needs_radius``, ``locate_no_demand``, ``locate_too_many_pairs``,
        ``duplicate_site``, and those of the models.
    """
    require_unique(candidates.ids)
    every, fixed = _with_existing(candidates, existing)
    location = _solved(
        distances_m(demand.xy, every.xy),
        np.ones(len(demand.ids)) if demand.weights is None else demand.weights,
        p,
        objective,
        radius=radius_m,
        rules=SiteRules(min_spacing_m, every.xy, per_city, every.cities, fixed),
        units=_UNITS[demand.unit],
        time_limit_s=time_limit_s,
        rng=rng,
        progress=progress,
    )
    return _siting(location, demand.ids, every.ids, every.ids[len(candidates.ids) :], demand.left_out)


def locate_by_costs(
    table: CostTable,
    p: int,
    objective: Objective,
    *,
    weights: ArrayLike | None = None,
    radius: float | None = None,
    time_limit_s: float = TIME_LIMIT_S,
    rng: np.random.Generator | None = None,
    progress: Progress = silent,
) -> Siting:
    """Choose p of the candidates by a table of costs, in whatever unit it has.

    Parameters
    ----------
    weights
        Of the demand, 1 each if None.
    radius
        Of coverage, in the unit of the costs.
    table, p, objective, time_limit_s, rng, progress
        As of `locate`.

    Raises
    ------
    ParameterError
        As `locate`.
    """
    require_unique(table.candidate_ids)
    demand = np.ones(len(table.demand_ids)) if weights is None else np.asarray(weights, dtype=float)
    location = _solved(
        table.costs,
        demand,
        p,
        objective,
        radius=radius,
        rules=NO_RULES,
        units=_UNITS["cost"],
        time_limit_s=time_limit_s,
        rng=rng,
        progress=progress,
    )
    return _siting(location, table.demand_ids, table.candidate_ids, (), {})


def _with_existing(candidates: Places, existing: Places | None) -> tuple[Places, tuple[int, ...]]:
    """Return candidates and sites that stand, in this order, and the places of the latter; no quota counts these."""
    if existing is None:
        return candidates, ()
    first, standing = len(candidates.ids), len(existing.ids)
    cities = None if candidates.cities is None else (*candidates.cities, *([""] * standing))
    xy = np.vstack([candidates.xy, existing.xy])
    return Places((*candidates.ids, *existing.ids), xy, cities), tuple(range(first, first + standing))


def distances_m(demand_xy: Floats, candidates_xy: Floats) -> Floats:
    """Return straight-line distances, shape (n, m).

    Raises
    ------
    ParameterError
        ``locate_too_many_pairs``, ``locate_no_demand``, or ``coordinates_not_finite``.
    """
    from scipy.spatial.distance import cdist  # not every run of the application needs it

    pairs = len(demand_xy) * len(candidates_xy)
    if pairs > MAX_PAIRS:
        raise ParameterError(Problem("locate_too_many_pairs", "candidates", {"pairs": pairs, "most": MAX_PAIRS}))
    if not pairs:
        raise ParameterError(Problem("locate_no_demand", "demand"))
    if not (np.isfinite(demand_xy).all() and np.isfinite(candidates_xy).all()):
        raise ParameterError(Problem("coordinates_not_finite", "demand, candidates"))
    found: Floats = cdist(demand_xy, candidates_xy)
    return found


def _solved(
    costs: Floats,
    weights: Floats,
    p: int,
    objective: Objective,
    *,
    radius: float | None,
    rules: SiteRules,
    units: Mapping[str, str],
    time_limit_s: float,
    rng: np.random.Generator | None,
    progress: Progress,
) -> Location:
    require_choice("objective", objective, get_args(Objective))
    common: _Common = {
        "rules": rules,
        "unit": units[objective],
        "time_limit_s": time_limit_s,
        "progress": progress,
    }
    if objective == "pmedian":
        return p_median(costs, weights, p, **common)
    if objective == "pcentre":
        return p_centre(costs, p, weights=weights, rng=rng, **common)
    if radius is None:
        raise ParameterError(Problem("locate_needs_radius", "radius"))
    return maximal_coverage(costs, weights, p, radius=radius, **common)


def _siting(
    location: Location,
    demand_ids: Sequence[str],
    names: Sequence[str],
    existing_ids: tuple[str, ...],
    left_out: Mapping[str, str],
) -> Siting:
    """Return a choice with ids; `names` are those of the candidates, then of the sites that stand."""
    served = {
        demand: names[column] if column >= 0 else None
        for demand, column in zip(demand_ids, location.assignment.tolist(), strict=True)
    }
    return Siting(tuple(names[column] for column in location.chosen), served, existing_ids, location, left_out)
