"""The indicators that a city's potential is made of, taken from a study."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import networkx as nx
import numpy as np
import pandas as pd

from analysis.layout.accessibility import HALF_LIFE_MIN, reachable_people
from analysis.layout.minutes import minutes_between
from analysis.layout.travel import TravelMode, travel_network

if TYPE_CHECKING:
    from analysis.study import Study

UNITS: Final[Mapping[str, str]] = {
    "population": "people",
    "gdp": "100m_yuan",
    "parks": "1",
    "platforms": "1",
    "accessibility": "people",
}
"""Indicator -> unit code, in the order in which they stand."""

FROM_PLAN: Final = ("parks",)
"""Indicators that come from the plan's own document, as its tiers do."""

MAY_BE_FROM_PLAN: Final = (*FROM_PLAN, "platforms")
"""With those whose list may lean on the document: it names some platforms."""

_COLUMNS: Final = {"population": "population_2020", "gdp": "gdp_2024_100m_yuan"}


@dataclass(frozen=True, eq=False)
class CityIndicators:
    """What is known of the cities of a plan.

    Parameters
    ----------
    frame
        City x indicator, in the order of the plan; NaN where not known. Columns `population` (people), `gdp` (100
        million yuan), `parks` and `platforms` (counts), `accessibility` (people of other cities, see
        `analysis.layout.accessibility.reachable_people`), without those left out.
    platforms_named_in_plan
        How many of the platforms the plan itself names; None where that is not recorded.
    half_life_min
        Of accessibility.
    network
        That accessibility was taken on; None without links.
    left_out
        Indicator -> reason code.
    """

    frame: pd.DataFrame
    platforms_named_in_plan: int | None
    half_life_min: float
    network: nx.Graph[str] | None
    left_out: Mapping[str, str]


def city_indicators(
    study: Study, *, mode: TravelMode = "fastest", half_life_min: float = HALF_LIFE_MIN
) -> CityIndicators:
    """Return the indicators of the plan's cities.

    A platform counts for the city that its layer names, or else for the one whose land holds it. Accessibility counts
    the people of every city of the study, those without a tier too.

    Parameters
    ----------
    study
        With its plan and cities; parks, platforms and links add to it.
    mode
        Of travel.
    half_life_min
        Minutes after which people count half.

    Raises
    ------
    ParameterError
        What `travel_network` and `reachable_people` raise.
    MissingLayerError
        ``missing_layer`` without plan or cities.
    """
    cities = study.layer("cities").set_index("name_zh")
    index = pd.Index(study.require_plan().cities, name="city", dtype=object)
    left_out: dict[str, str] = {}
    found: dict[str, pd.Series] = {}
    for name, column in _COLUMNS.items():
        if column in cities and cities[column].notna().any():
            found[name] = cities[column].astype(float)
        else:
            left_out[name] = f"missing_{name}"
    for name in ("parks", "platforms"):
        if study.has(name):
            found[name] = _counts(study, name).reindex(index, fill_value=0)
        else:
            left_out[name] = f"missing_{name}"
    network = _network(study, mode, left_out)
    if network is not None and "population" in found:
        found["accessibility"] = _accessibility(network, found["population"], half_life_min)
    elif network is not None:
        left_out["accessibility"] = left_out["population"]
    columns = {name: found[name].reindex(index).astype(float) for name in UNITS if name in found}
    return CityIndicators(
        frame=pd.DataFrame(columns, index=index),
        platforms_named_in_plan=_named_in_plan(study),
        half_life_min=half_life_min,
        network=network,
        left_out=left_out,
    )


def _counts(study: Study, layer: str) -> pd.Series:
    """Return the features of a layer in each city that has one."""
    frame = study.layer(layer)
    if "city" in frame:
        stated: pd.Series = frame["city"].astype(str).value_counts()
        return stated
    # Imported where it is needed: only layers without a `city` column have to be laid over the cities.
    from geopandas import sjoin

    cities = study.projected("cities")[["name_zh", "geometry"]]
    inside = sjoin(study.projected(layer)[["geometry"]], cities, predicate="within")
    holding: pd.Series = inside.loc[~inside.index.duplicated(), "name_zh"].astype(str).value_counts()
    return holding


def _network(study: Study, mode: TravelMode, left_out: dict[str, str]) -> nx.Graph[str] | None:
    if not study.has("links"):
        left_out["accessibility"] = "missing_links"
        return None
    names = study.layer("cities")["name_zh"].astype(str)
    cities = list(dict.fromkeys([*study.require_plan().cities, *names]))
    return travel_network(pd.DataFrame(study.layer("links")), cities, mode=mode)


def _accessibility(network: nx.Graph[str], population: pd.Series, half_life_min: float) -> pd.Series:
    minutes = minutes_between(network)
    people = population.reindex(minutes.index).to_numpy(dtype=float)
    reached = reachable_people(minutes.to_numpy(dtype=np.float64), people, half_life_min=half_life_min)
    return pd.Series(reached, index=minutes.index)


def _named_in_plan(study: Study) -> int | None:
    if not study.has("platforms") or "named_in_plan" not in study.layer("platforms"):
        return None
    return int(study.layer("platforms")["named_in_plan"].astype(bool).sum())
