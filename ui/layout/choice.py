"""What a reader of the layout page chooses, as one value that can be part of a key."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.layout.flows import Decay, FlowModel
from analysis.layout.network_input import Mass
from analysis.layout.new_line import Line
from analysis.layout.potential import NORMALISATION, Normalisation
from analysis.layout.travel import TravelMode


@dataclass(frozen=True)
class Choice:
    """How travel, flows and potential are measured.

    Parameters
    ----------
    mode
        Of travel.
    mass, model, decay, parameter
        Of the flows; `decay` and `parameter` do not count under the radiation model.
    lines
        Tried lines.
    normalisation
        Of the potential's indicators.
    weights
        (indicator, weight) of the potential; empty for equal weights.
    """

    mode: TravelMode = "fastest"
    mass: Mass = "population"
    model: FlowModel = "gravity"
    decay: Decay = "power"
    parameter: float | None = None
    lines: tuple[Line, ...] = ()
    normalisation: Normalisation = NORMALISATION
    weights: tuple[tuple[str, float], ...] = ()
