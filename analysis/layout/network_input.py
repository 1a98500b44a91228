"""What the flows are computed from: a study's masses, links and minutes, and a model with its parameter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.checks import require_choice
from analysis.layout.flows import (
    DECAY_RANGES,
    MODELS,
    Decay,
    FlowModel,
    decay_parameter,
    gravity,
    gravity_matrix,
    radiation,
    radiation_matrix,
)
from analysis.layout.minutes import minutes_between
from analysis.layout.new_line import Line, with_lines
from analysis.layout.travel import TravelMode, travel_network

if TYPE_CHECKING:
    import networkx as nx

    from analysis.study import Study

Mass = Literal["population", "gdp", "parks"]
MASS_COLUMNS: Final[Mapping[str, str]] = MappingProxyType(
    {"population": "population_2020", "gdp": "gdp_2024_100m_yuan"}
)
"""Column of the cities layer that holds a mass."""

MASSES: Final = (*MASS_COLUMNS, "parks")
_MISSING: Final[Mapping[str, str]] = MappingProxyType(
    {"population": "missing_population", "gdp": "missing_gdp", "parks": "missing_parks"}
)
_LINK_COLUMNS: Final = ("from_city", "to_city", "mode", "minutes", "year", "estimated")


@dataclass(frozen=True)
class Model:
    """A model of flows with its parameter, for frames and for bare arrays.

    Parameters
    ----------
    name
        ``gravity`` or ``radiation``.
    decay, parameter
        Of the gravity model; None for the radiation model, which has none.
    """

    name: FlowModel
    decay: Decay | None
    parameter: float | None

    def frame(self, masses: pd.Series, minutes: pd.DataFrame) -> pd.DataFrame:
        """Return checked flows, as `gravity` or `radiation` does."""
        if self.decay is None:
            return radiation(masses, minutes)
        return gravity(masses, minutes, decay=self.decay, parameter=self.parameter)

    def matrix(self, masses: NDArray[np.float64], minutes: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the flows of arrays that need no check."""
        if self.decay is None or self.parameter is None:
            return radiation_matrix(masses, minutes)
        return gravity_matrix(masses, minutes, decay=self.decay, parameter=self.parameter)

    @property
    def varied(self) -> tuple[Model, ...]:
        """The model with each parameter of `DECAY_RANGES`; none for the radiation model."""
        values = () if self.decay is None else DECAY_RANGES[self.decay]
        return tuple(Model(self.name, self.decay, value) for value in values)


@dataclass(frozen=True, eq=False)
class NetworkInput:
    """What a study gives for flows.

    Parameters
    ----------
    cities
        Of the plan, then any others of the cities layer.
    masses
        By city; missing where unknown.
    given_links, links
        Without and with the tried lines.
    network, minutes
        With them.
    left_out
        ``masses`` and ``links`` -> reason code, where the study lacks them.
    """

    cities: tuple[str, ...]
    masses: pd.Series
    given_links: pd.DataFrame
    links: pd.DataFrame
    network: nx.Graph[str]
    minutes: pd.DataFrame
    left_out: Mapping[str, str]

    @property
    def mass_array(self) -> NDArray[np.float64]:
        """The masses in the order of the minutes, 0 where unknown."""
        return self.masses.reindex(self.minutes.index).fillna(0.0).to_numpy(dtype=float)


def flow_model(model: str, *, decay: str = "power", parameter: float | None = None) -> Model:
    """Return a model of flows; decay and parameter do not matter to ``radiation``.

    Raises
    ------
    ParameterError
        ``unknown_choice`` or ``bad_decay``.
    """
    if model == "radiation":
        return Model("radiation", None, None)
    require_choice("model", model, MODELS)
    value = decay_parameter(decay, parameter)
    return Model("gravity", "exponential" if decay == "exponential" else "power", value)


def network_input(study: Study, *, mass: Mass, mode: TravelMode, lines: Sequence[Line] = ()) -> NetworkInput:
    """Return a study's masses and travel network, with lines tried; without a layer of links none is tried.

    Raises
    ------
    ParameterError
        ``unknown_choice``, and what `with_lines` and `travel_network` raise.
    MissingLayerError
        ``missing_layer`` without plan or cities.
    """
    require_choice("mass", mass, MASSES)
    plan, layer = study.require_plan(), study.layer("cities")
    cities = tuple(dict.fromkeys([*plan.cities, *layer["name_zh"].astype(str)]))
    masses = _masses(study, mass, cities)
    has_links = study.has("links")
    given = pd.DataFrame(study.layer("links")) if has_links else pd.DataFrame(columns=list(_LINK_COLUMNS))
    links = with_lines(given, lines, cities=cities) if lines and has_links else given
    network = travel_network(links, cities, mode=mode)
    left_out = {} if has_links else {"links": "missing_links"}
    if not (masses > 0).any():
        left_out["masses"] = _MISSING[mass]
    return NetworkInput(cities, masses, given, links, network, minutes_between(network), left_out)


def _masses(study: Study, mass: Mass, cities: Sequence[str]) -> pd.Series:
    index = pd.Index(list(cities), name="city", dtype=object)
    if mass == "parks":
        sites = study.layer("parks")["city"].astype(str) if study.has("parks") else pd.Series([], dtype=object)
        return sites.value_counts().reindex(index, fill_value=0).astype(float).rename("parks")
    layer = study.layer("cities").set_index("name_zh")
    column = MASS_COLUMNS[mass]
    known = layer[column] if column in layer else pd.Series(np.nan, index=layer.index)
    return known.astype(float).reindex(index).rename(column)
