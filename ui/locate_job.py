"""From what a person asks for to the choice of new sites: files and layers read, candidates and demand put together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pyproj import CRS

from analysis.errors import ParameterError, Problem
from analysis.progress import Progress
from analysis.siting.alternatives import from_points, require_inside
from analysis.siting.location_places import (
    ExistingChoice,
    Places,
    existing_sites,
    population_demand,
    square_candidates,
    township_candidates,
    with_cities,
)
from analysis.siting.location_study import CostTable, Objective, Siting, locate, locate_by_costs
from analysis.study import Study
from layers.raw import read_brought
from layers.siting_files import Table, cost_table, demand_weights, own_crs, places, read_table

TOWNSHIPS, GRID, POPULATION = "townships", "grid", "population"


@dataclass(frozen=True)
class LocateOptions:
    """What is asked for; None where nothing is said.

    `candidates` is ``townships``, ``grid`` or a file, `demand` ``population`` or a file; either file may be a table of
    costs. `existing` are the parks where the demand is the study's people, else none.
    """

    p: int
    objective: Objective
    candidates: str | None
    demand: str | None
    existing: ExistingChoice | None
    cell_m: float | None
    radius_m: float | None
    min_spacing_m: float | None
    per_city: int | None
    time_limit_s: float


@dataclass(frozen=True, eq=False)
class LocateAnswer:
    """A choice with where its candidates lie; `candidates`, `crs` and `study` are None where they are not known."""

    siting: Siting
    weights: dict[str, float]
    candidates: Places | None = None
    crs: CRS | None = None
    study: Study | None = None


def answer(
    options: LocateOptions, study: Callable[[], Study], rng: np.random.Generator, progress: Progress
) -> LocateAnswer:
    """Return the choice that is asked for; the study is read only if it is needed.

    Raises
    ------
    YuantuError
        What is wrong with the files, the layers or the options.
    """
    tables = {name: _table(given) for name, given in (("candidates", options.candidates), ("demand", options.demand))}
    costs = next((table for table in tables.values() if table is not None and _is_costs(table)), None)
    if costs is not None:
        return _by_costs(options, costs, tables, rng, progress)
    return _by_places(options, study, rng, progress)


def _table(given: str | None) -> Table | None:
    return None if given in (None, TOWNSHIPS, GRID, POPULATION) else read_table(Path(str(given)))


def _is_costs(table: Table) -> bool:
    return not table.has_places and table.weight_field is None


def _by_costs(
    options: LocateOptions,
    costs: Table,
    tables: dict[str, Table | None],
    rng: np.random.Generator,
    progress: Progress,
) -> LocateAnswer:
    table = cost_table(costs)
    _check_fits_costs(options, costs, tables)
    own = tables["demand"]
    weights = None if own is None or own == costs else demand_weights(own, table.demand_ids)
    siting = locate_by_costs(
        table,
        options.p,
        options.objective,
        weights=weights,
        radius=options.radius_m,
        time_limit_s=options.time_limit_s,
        rng=rng,
        progress=progress,
    )
    return LocateAnswer(siting, _weight_of(table, weights))


def _weight_of(table: CostTable, weights: NDArray[np.float64] | None) -> dict[str, float]:
    values = np.ones(len(table.demand_ids)) if weights is None else weights
    return dict(zip(table.demand_ids, values.tolist(), strict=True))


def _check_fits_costs(options: LocateOptions, costs: Table, tables: dict[str, Table | None]) -> None:
    """Raise for what a table of costs leaves no room for: other candidates, other demand, distances, cities."""
    problems = []
    for name, given in (("candidates", options.candidates), ("demand", options.demand)):
        table = tables[name]
        weights = name == "demand" and table is not None and not table.has_places and table.weight_field is not None
        if given is not None and table != costs and not weights:
            problems.append(Problem("locate_beside_costs", f"--{name}", {"value": given}))
    if options.min_spacing_m is not None:
        problems.append(Problem("locate_needs_places", "--min-spacing-m"))
    if options.per_city is not None:
        problems.append(Problem("locate_needs_cities", "--per-city"))
    if options.existing not in (None, "none"):
        problems.append(Problem("locate_beside_costs", "--existing", {"value": str(options.existing)}))
    if problems:
        raise ParameterError(*problems)


def _by_places(
    options: LocateOptions, read_study: Callable[[], Study], rng: np.random.Generator, progress: Progress
) -> LocateAnswer:
    study = read_study() if _needs_study(options) else None
    crs = study.crs if study is not None else own_crs(read_brought(Path(str(options.candidates))))
    return _chosen(options, study, crs, _candidates(options, study, crs), rng, progress)


def answer_in_study(
    options: LocateOptions, study: Study, candidates: Places | None, rng: np.random.Generator, progress: Progress
) -> LocateAnswer:
    """Return the choice for a study's people, or for a file of demand.

    Parameters
    ----------
    options
        What is asked for; `candidates` is ``townships`` or ``grid`` unless the places are given.
    study
        The study.
    candidates
        In the study's coordinates; None takes those of the options.
    rng, progress
        As in `answer`.

    Raises
    ------
    YuantuError
        As `answer`.
    """
    places_there = _candidates(options, study, study.crs) if candidates is None else _in_cities(candidates, study)
    return _chosen(options, study, study.crs, places_there, rng, progress)


def _chosen(
    options: LocateOptions,
    study: Study | None,
    crs: CRS,
    candidates: Places,
    rng: np.random.Generator,
    progress: Progress,
) -> LocateAnswer:
    demand = _demand(options, study, crs)
    siting = locate(
        demand,
        candidates,
        options.p,
        options.objective,
        existing=_existing(options, study),
        radius_m=options.radius_m,
        min_spacing_m=options.min_spacing_m,
        per_city=options.per_city,
        time_limit_s=options.time_limit_s,
        rng=rng,
        progress=progress,
    )
    weights = np.ones(len(demand.ids)) if demand.weights is None else demand.weights
    weight_of = dict(zip(demand.ids, weights.tolist(), strict=True))
    return LocateAnswer(siting, weight_of, candidates, crs, study)


def _needs_study(options: LocateOptions) -> bool:
    own = options.candidates not in (None, TOWNSHIPS, GRID) and options.demand not in (None, POPULATION)
    return not own or options.per_city is not None or options.existing not in (None, "none")


def _demand(options: LocateOptions, study: Study | None, crs: CRS) -> Places:
    if study is not None and options.demand in (None, POPULATION):
        return population_demand(study)
    return places(read_brought(Path(str(options.demand))), crs)


def _candidates(options: LocateOptions, study: Study | None, crs: CRS) -> Places:
    if study is None:
        return replace(places(read_brought(Path(str(options.candidates))), crs), weights=None)
    if options.candidates in (None, TOWNSHIPS):
        return township_candidates(study)
    if options.candidates == GRID:
        found = square_candidates(study.area, options.cell_m)
    else:
        found = replace(places(read_brought(Path(str(options.candidates))), crs), weights=None)
        require_inside(from_points(found.xy, found.ids), study.area)
    return _in_cities(found, study)


def _in_cities(found: Places, study: Study) -> Places:
    return found if found.cities is not None or not study.has("cities") else with_cities(found, study)


def _existing(options: LocateOptions, study: Study | None) -> Places | None:
    if study is None or options.existing == "none":
        return None
    if options.existing is not None:
        return existing_sites(study, options.existing)
    by_people = options.demand in (None, POPULATION) and study.has("parks")
    return existing_sites(study, "parks") if by_people else None
