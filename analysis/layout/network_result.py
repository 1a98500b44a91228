"""The travel network and its flows from end to end: a study in, hub tree, centralities and hierarchy out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import isnan
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.layout.centrality import centralities, salience
from analysis.layout.dominant_flows import DominantFlows, dominant_flows
from analysis.layout.flows import Decay, FlowModel, without_mass
from analysis.layout.hub_stability import hub_stability
from analysis.layout.minutes import redrawn_minutes_between
from analysis.layout.network_input import Mass, Model, NetworkInput, flow_model, network_input
from analysis.layout.new_line import Line, LineEffect, line_effect
from analysis.layout.polycentricity import (
    PERMUTATIONS,
    Polycentricity,
    PolycentricityNull,
    polycentricity,
    polycentricity_null,
)
from analysis.layout.rank_size import RankSize, primacy, rank_size
from analysis.layout.travel import TravelMode, cities_without_link, links_of_mode
from analysis.progress import Progress, part_of, silent

if TYPE_CHECKING:
    from analysis.study import Study

REDRAWS: Final = 400

MODELLED_FLOWS: Final = "modelled_flows"
"""Caveat: the flows are modelled from masses and minutes; none was observed."""

DESCRIPTIVE_HIERARCHY: Final = "descriptive_hierarchy"
"""Caveat: primacy describes these few cities; there is no null for it."""

NO_FLOWS: Final = "no_flows"
"""Reason code: no two linked cities have a mass."""


@dataclass(frozen=True, eq=False)
class NetworkResult:
    """Flows between the cities and the order that follows from them.

    What could not be computed is None (or an empty frame) and named in `left_out`.

    Parameters
    ----------
    mass, model, decay, parameter, mode, lines
        As asked for; `decay` and `parameter` are None for the radiation model, which has none.
    parameters_varied
        The decay's parameters over which the stability is told; empty for the radiation model.
    masses
        By city; missing where unknown.
    minutes
        Cities by cities, in min.
    flows
        Cities by cities, from row to column.
    dominant
        Dominant flows, hubs, tree.
    salience
        One row for each two cities with a flow.
    centralities
        By city.
    rank_size
        Of the masses.
    primacy_two_city, primacy_four_city
        P1 / P2 and P1 / (P2 + P3 + P4) of the masses; None with fewer cities.
    polycentricity, polycentricity_null
        Of the flows; the null deals the masses anew to the cities.
    hub_stability
        By city, see `analysis.layout.hub_stability.hub_stability`.
    redraws
        How often estimated links were redrawn; 0 if none is estimated.
    line_effect
        What the tried lines change; None without any.
    without_mass, without_link
        Cities without mass, or without link; all are without link where the layer of links is missing.
    caveats
        Codes of what must stand beside the numbers.
    left_out
        Name of what was not computed -> reason code.
    """

    mass: Mass
    model: FlowModel
    decay: Decay | None
    parameter: float | None
    parameters_varied: tuple[float, ...]
    mode: TravelMode
    lines: tuple[Line, ...]
    masses: pd.Series
    minutes: pd.DataFrame
    flows: pd.DataFrame
    dominant: DominantFlows | None
    salience: pd.DataFrame
    centralities: pd.DataFrame
    rank_size: RankSize | None
    primacy_two_city: float | None
    primacy_four_city: float | None
    polycentricity: Polycentricity | None
    polycentricity_null: PolycentricityNull | None
    hub_stability: pd.DataFrame
    redraws: int
    line_effect: LineEffect | None
    without_mass: tuple[str, ...]
    without_link: tuple[str, ...]
    caveats: tuple[str, ...]
    left_out: Mapping[str, str]


@dataclass(frozen=True, eq=False)
class _Chance:
    """What is left to chance, how often, and who watches."""

    rng: np.random.Generator
    redraws: int
    permutations: int
    progress: Progress


@dataclass(frozen=True, eq=False)
class _FlowParts:
    """All that rests on flows."""

    flows: pd.DataFrame
    dominant: DominantFlows | None = None
    centralities: pd.DataFrame = field(default_factory=pd.DataFrame)
    polycentricity: Polycentricity | None = None
    null: PolycentricityNull | None = None
    stability: pd.DataFrame = field(default_factory=pd.DataFrame)
    redraws: int = 0


def network_layout(
    study: Study,
    *,
    rng: np.random.Generator,
    mass: Mass = "population",
    model: FlowModel = "gravity",
    decay: Decay = "power",
    parameter: float | None = None,
    mode: TravelMode = "fastest",
    lines: Sequence[Line] = (),
    redraws: int = REDRAWS,
    permutations: int = PERMUTATIONS,
    progress: Progress = silent,
) -> NetworkResult:
    """Return the flows between a study's cities, their hubs and their hierarchy.

    Parameters
    ----------
    study
        With its plan and cities; links make flows possible, parks are needed as masses only if asked for.
    rng
        Source of chance for redrawing estimated links and permuting masses.
    mass
        ``population``, ``gdp`` or ``parks`` (named parks of each city).
    model
        ``gravity`` or ``radiation``.
    decay, parameter
        Of the gravity model, see `analysis.layout.flows.gravity`.
    mode
        Of travel: ``fastest``, ``rail`` or ``road``.
    lines
        Tried lines; the flows and all that follows from them are those with the lines.
    redraws, permutations
        How often.
    progress
        Told about 40 times.

    Raises
    ------
    ParameterError
        ``unknown_choice``, ``bad_decay``, and what `with_lines`, `travel_network` and `gravity` raise.
    MissingLayerError
        ``missing_layer`` without plan or cities.
    """
    chosen = flow_model(model, decay=decay, parameter=parameter)
    given = network_input(study, mass=mass, mode=mode, lines=lines)
    left_out = dict(given.left_out)
    chance = _Chance(rng, redraws, permutations, progress)
    parts = _flow_parts(given, chosen, mode, chance, left_out)
    has_mass = "masses" not in left_out
    if lines and "links" in left_out:
        left_out["line_effect"] = left_out["links"]
    progress(1.0)
    return NetworkResult(
        mass=mass,
        model=chosen.name,
        decay=chosen.decay,
        parameter=chosen.parameter,
        parameters_varied=tuple(one.parameter for one in chosen.varied if one.parameter is not None),
        mode=mode,
        lines=tuple(lines),
        masses=given.masses,
        minutes=given.minutes,
        flows=parts.flows,
        dominant=parts.dominant,
        salience=salience(parts.flows),
        centralities=parts.centralities,
        rank_size=rank_size(given.masses) if has_mass else None,
        primacy_two_city=_known(primacy(given.masses)),
        primacy_four_city=_known(primacy(given.masses, cities=4)),
        polycentricity=parts.polycentricity,
        polycentricity_null=parts.null,
        hub_stability=parts.stability,
        redraws=parts.redraws,
        line_effect=line_effect(given.given_links, study.require_plan(), lines, cities=given.cities, mode=mode)
        if lines and "links" not in left_out
        else None,
        without_mass=without_mass(given.masses, given.minutes),
        without_link=cities_without_link(given.network),
        caveats=(MODELLED_FLOWS, DESCRIPTIVE_HIERARCHY),
        left_out=left_out,
    )


def _flow_parts(
    given: NetworkInput, model: Model, mode: TravelMode, chance: _Chance, left_out: dict[str, str]
) -> _FlowParts:
    flows = model.frame(given.masses, given.minutes)
    if not flows.to_numpy(dtype=float).any():
        left_out["flows"] = left_out.get("links", left_out.get("masses", NO_FLOWS))
        return _FlowParts(flows.iloc[:0, :0])
    # Streams of their own: asking for more of one leaves the other as it was.
    redraw_rng, permute_rng = chance.rng.spawn(2)
    redraws = chance.redraws if links_of_mode(given.links, mode)["estimated"].astype(bool).any() else 0
    return _FlowParts(
        flows=flows,
        dominant=dominant_flows(flows),
        centralities=centralities(flows, given.network),
        polycentricity=polycentricity(flows),
        stability=hub_stability(
            flows.to_numpy(dtype=float),
            _redrawn_flows(given, model, mode, redraw_rng, redraws),
            (other.matrix(given.mass_array, given.minutes.to_numpy(dtype=float)) for other in model.varied),
            cities=flows.index,
            draws=redraws,
            progress=part_of(chance.progress, 0.0, 0.5),
        ),
        redraws=redraws,
        null=_null(given, model, permute_rng, chance),
    )


def _redrawn_flows(
    given: NetworkInput, model: Model, mode: TravelMode, rng: np.random.Generator, redraws: int
) -> Iterator[NDArray[np.float64]]:
    for minutes in redrawn_minutes_between(given.links, given.cities, rng, draws=redraws, mode=mode):
        yield model.matrix(given.mass_array, minutes)


def _null(given: NetworkInput, model: Model, rng: np.random.Generator, chance: _Chance) -> PolycentricityNull | None:
    minutes = given.minutes.to_numpy(dtype=float)
    return polycentricity_null(
        given.mass_array,
        lambda masses: model.matrix(masses, minutes),
        rng,
        permutations=chance.permutations,
        progress=part_of(chance.progress, 0.5, 1.0),
    )


def _known(value: float) -> float | None:
    return None if isnan(value) else value
