"""What a planner may choose when a layout is computed: hashable, so that a result can be kept under it."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.layout.flows import Decay, FlowModel
from analysis.layout.hierarchy import PERMUTATIONS
from analysis.layout.network_input import Mass
from analysis.layout.new_line import Line
from analysis.layout.potential import NORMALISATION, Normalisation
from analysis.layout.tier_differences import WEIGHT_DRAWS
from analysis.layout.travel import TravelMode

DRAWS = 400

Weights = tuple[tuple[str, float], ...]
"""Pairs of component and weight; empty for equal weights."""


@dataclass(frozen=True)
class LayoutSettings:
    """Choices of a layout.

    Parameters
    ----------
    mode
        Of travel: ``fastest``, ``rail`` or ``road``.
    mass
        That flows are modelled from: ``population``, ``gdp`` or ``parks``.
    model
        Of flows: ``gravity`` or ``radiation``, which has no decay and no parameter.
    decay, parameter
        Of the gravity model: ``power`` with its exponent, or ``exponential`` with the minutes in which a flow halves;
        `analysis.layout.flows.DECAY_PARAMETERS` if None.
    lines
        Tried. The flows, and what follows from them, are those with the lines; reach, tiers and score are those of the
        network as it stands.
    potential_weights
        Of the indicators of a city's potential; equal if empty.
    normalisation
        Of these indicators: ``log_minmax``, ``minmax`` or ``rank``.
    weights
        Of the components of the score; equal if empty.
    draws
        Of estimated links and uncertain positions; 0 takes them as exact.
    permutations
        Of the tiers' labels over the cities.
    weight_draws
        Of the indicators' weights, at least 1.
    """

    mode: TravelMode = "fastest"
    mass: Mass = "population"
    model: FlowModel = "gravity"
    decay: Decay = "power"
    parameter: float | None = None
    lines: tuple[Line, ...] = ()
    potential_weights: Weights = ()
    normalisation: Normalisation = NORMALISATION
    weights: Weights = ()
    draws: int = DRAWS
    permutations: int = PERMUTATIONS
    weight_draws: int = WEIGHT_DRAWS
