"""How concentrated industries are beyond what the size of their plants explains, and in which cities they cluster."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from analysis.checks import require_choice
from analysis.clustering.nulls import place_in
from analysis.errors import ParameterError, Problem
from analysis.progress import Progress, part_of, silent

if TYPE_CHECKING:
    from analysis.study import Study

FirmBase = Literal["population", "employment"]

PLANT_DRAWS = 9999
MISSING_FIRM_LAYER = "missing_firm_layer"
ONE_PLANT = "one_plant"
NO_BASE = "no_base"

_AT_ONCE = 2_000_000
"""Drawn plants held at a time."""

_LEAST_BLOCKS = 20
_ROUNDING = 1e-9


@dataclass(frozen=True)
class EllisonGlaeser:
    """Concentration of one industry.

    Parameters
    ----------
    gamma
        The index: 0 where plants choose cities as a dart would, near 1 where all sit in one small city, negative where
        they avoid each other. NaN for a single plant, or where one city holds the whole base.
    expected
        Its mean under the null, exactly 0.
    p
        One-sided: (1 + draws at least as concentrated) / (1 + draws). NaN where `gamma` is.
    raw_g
        Sum of squared differences between the industry's shares and those of the base.
    herfindahl
        Of the plants' shares of employment.
    plants, simulations
        Plants of the industry, and draws.
    """

    gamma: float
    expected: float
    p: float
    raw_g: float
    herfindahl: float
    plants: int
    simulations: int
    alternative: Literal["more_concentrated"] = "more_concentrated"


@dataclass(frozen=True, eq=False)
class FirmConcentration:
    """Concentration of every industry of a study.

    Parameters
    ----------
    base
        What plants choose cities by under the null.
    industries
        Indexed by industry: `plants`, `employees`, `cities` (with a plant), `gamma`, `expected`, `p`, `raw_g`,
        `herfindahl`.
    clusters
        Indexed by industry and city, every city of the base: `plants`, `employees`, `cluster_index`, `expected`, `p`.
    simulations
        Draws under the null.
    left_out
        ``firms`` -> why nothing was computed; else industry -> why it has no `gamma`, and city -> why its plants do not
        count.
    """

    base: FirmBase
    industries: pd.DataFrame
    clusters: pd.DataFrame
    simulations: int
    left_out: Mapping[str, str]


def ellison_glaeser(
    employees: ArrayLike,
    places: Sequence[int],
    base: ArrayLike,
    rng: np.random.Generator,
    *,
    draws: int = PLANT_DRAWS,
    progress: Progress = silent,
) -> EllisonGlaeser:
    """Return Ellison and Glaeser's index of one industry, with its p under plants that choose cities by the base alone.

    Parameters
    ----------
    employees
        Of each plant, positive.
    places
        Place of each plant's city in `base`.
    base
        Of each city, at least 0: the chance of a city under the null, on any scale.
    rng
        Source of chance.
    draws
        How often the plants choose.
    progress
        Told the share done.

    Notes
    -----
    gamma = (G - (1 - X) H) / ((1 - X)(1 - H)), with G the sum of (s - x)^2 over cities, X that of x^2, s and x the
    shares of the industry's employment and of the base, and H the plants' Herfindahl index. As E[G] = (1 - X) H under
    the null, the expectation of gamma is 0 whatever the plants' sizes.

    Raises
    ------
    ParameterError
        ``bad_employees`` for each number that is not positive; ``negative_base``; ``too_few_simulations``.

    References
    ----------
    Ellison, G. and Glaeser, E. L. (1997). Geographic concentration in U.S. manufacturing industries: a dartboard
    approach. Journal of Political Economy 105, 889-927, equation 5.
    """
    sizes, weights = _checked(employees, base, draws)
    if not len(sizes) or weights.sum() <= 0:
        return _undefined(len(sizes), draws, math.nan, math.nan)
    share, chances = sizes / sizes.sum(), weights / weights.sum()
    drawn, _ = _drawn(share, chances, rng, draws, progress)
    return _against(share, np.asarray(places, dtype=np.int64), chances, drawn)


def _against(
    share: NDArray[np.float64],
    places: NDArray[np.int64],
    chances: NDArray[np.float64],
    drawn: NDArray[np.float64],
) -> EllisonGlaeser:
    raw = float(_raw_g(np.bincount(places, share, len(chances)).astype(float), chances))
    herfindahl, room = float(np.square(share).sum()), float(1 - np.square(chances).sum())
    divisor = room * (1 - herfindahl)
    if divisor <= _ROUNDING:
        return _undefined(len(share), len(drawn), raw, herfindahl)
    as_high = np.count_nonzero(_raw_g(drawn, chances) >= raw - _ROUNDING)
    p = float((1 + as_high) / (1 + len(drawn)))
    return EllisonGlaeser((raw - room * herfindahl) / divisor, 0.0, p, raw, herfindahl, len(share), len(drawn))


def _undefined(plants: int, draws: int, raw: float, herfindahl: float) -> EllisonGlaeser:
    return EllisonGlaeser(math.nan, 0.0, math.nan, raw, herfindahl, plants, draws)


def cluster_index(
    employees: ArrayLike, plants: ArrayLike, area_km2: ArrayLike, population: ArrayLike
) -> NDArray[np.float64]:
    """Return Litzenberger and Sternberg's cluster index of one industry in each city.

    Parameters
    ----------
    employees, plants
        Of the industry in each city, shape (..., cities).
    area_km2, population
        Of each city.

    Returns
    -------
    array
        Shape of `employees`. 1 where the city's part of the industry is its part of land and of people; more where it
        is denser; 0 where a city has none of it; NaN where the industry has no employee or plant at all, or the city no
        land or people.

    Notes
    -----
    Density of the industry times its stock, over the size of its plants, each relative to the whole area:
    (e_j/e)/(a_j/a) times (e_j/e)/(p_j/p) over (e_j/b_j)/(e/b), with employees e, area a, people p and plants b.
    Employees cancel once, which leaves (e_j/e)(b_j/b) / ((a_j/a)(p_j/p)). A few large plants thus count for less than
    many small ones.

    References
    ----------
    Sternberg, R. and Litzenberger, T. (2004). Regional clusters in Germany - their geography and their relevance for
    entrepreneurial activities. European Planning Studies 12, 767-791.
    Litzenberger, T. and Sternberg, R. (2006). Der Clusterindex - eine Methodik zur Identifizierung regionaler Cluster
    am Beispiel deutscher Industriebranchen. Geographische Zeitschrift 94, 209-224.
    """
    room = _share(area_km2) * _share(population)
    both = _share(employees) * _share(plants)
    index: NDArray[np.float64] = np.divide(both, room, out=np.full(both.shape, np.nan), where=room > 0)
    return index


def firm_concentration(
    study: Study,
    *,
    rng: np.random.Generator,
    base: FirmBase = "population",
    draws: int = PLANT_DRAWS,
    progress: Progress = silent,
) -> FirmConcentration:
    """Return the concentration of every industry in a study's layer of firms.

    Parameters
    ----------
    study
        With cities. Without the layer ``firms`` there is no result but its reason.
    rng
        Source of chance; each industry has a stream of its own.
    base
        ``population``: plants would go where people live, as elsewhere in this analysis. ``employment``: where the
        layer's employment of all industries is, as Ellison and Glaeser have it; this needs a layer of all industries,
        for of one alone nothing could stand out.
    draws
        How often the plants of each industry choose cities anew. A row with several plants counts as equal ones, which
        makes the plants' Herfindahl index as small as it can be.
    progress
        Told the share done.

    Raises
    ------
    ParameterError
        ``unknown_choice``, ``too_few_simulations``, ``bad_employees``.
    MissingLayerError
        ``missing_layer`` without cities.
    """
    require_choice("base", base, get_args(FirmBase))
    if not study.has("firms"):
        empty = pd.DataFrame()
        return FirmConcentration(base, empty, empty, 0, {"firms": MISSING_FIRM_LAYER})
    cities = _cities(study, base)
    left_out = {str(city): "missing_population" for city in cities.index[cities["population"].isna()]}
    cities = cities.dropna()
    firms = _plants(study)
    firms = firms[firms["city"].isin(cities.index)]
    names = sorted(firms["industry"].unique())
    rows, frames = [], []
    for place, (name, stream) in enumerate(zip(names, rng.spawn(len(names)), strict=True)):
        part = firms[firms["industry"] == name]
        part_done = part_of(progress, place / len(names), (place + 1) / len(names))
        row, frame = _industry(part, cities, stream, draws, part_done)
        rows.append(row)
        frames.append(frame)
        left_out |= {} if np.isfinite(row["gamma"]) else {name: ONE_PLANT if len(part) == 1 else NO_BASE}
    industries = pd.DataFrame(rows, index=pd.Index(names, name="industry", dtype=object))
    clusters = pd.concat(frames, keys=names, names=["industry", "city"]) if frames else pd.DataFrame()
    return FirmConcentration(base, industries, clusters, draws, left_out)


def _industry(
    plants: pd.DataFrame, cities: pd.DataFrame, rng: np.random.Generator, draws: int, progress: Progress
) -> tuple[dict[str, float], pd.DataFrame]:
    """Return the row of an industry, and its cluster index in every city with a p under the same null."""
    sizes, chances = _checked(plants["employees"], cities["base"], draws)
    share, chances = sizes / sizes.sum(), chances / chances.sum()
    places = cities.index.get_indexer(pd.Index(plants["city"]))
    drawn, drawn_plants = _drawn(share, chances, rng, draws, progress)
    found = _against(share, places, chances, drawn)
    area, people = cities["area_km2"].to_numpy(dtype=float), cities["population"].to_numpy(dtype=float)
    employed, counted = np.bincount(places, sizes, len(cities)), np.bincount(places, minlength=len(cities))
    observed = cluster_index(employed, counted, area, people)
    simulated = cluster_index(drawn, drawn_plants, area, people)
    as_high = np.count_nonzero(simulated >= observed - _ROUNDING, axis=0)
    frame = pd.DataFrame(
        {
            "plants": counted,
            "employees": employed,
            "cluster_index": observed,
            "expected": simulated.mean(axis=0),
            "p": np.where(np.isfinite(observed), (1 + as_high) / (1 + draws), np.nan),
        },
        index=cities.index,
    )
    row = {"plants": len(sizes), "employees": float(sizes.sum()), "cities": int(np.count_nonzero(counted))}
    measured = {name: getattr(found, name) for name in ("gamma", "expected", "p", "raw_g", "herfindahl")}
    return row | measured, frame


def _plants(study: Study) -> pd.DataFrame:
    """Return one row a plant: a row of several equal plants is taken apart."""
    firms = pd.DataFrame(study.layer("firms")).reindex(columns=["city", "industry", "employees", "plants"])
    count = firms["plants"].astype(float).fillna(1).astype(int)
    employees = firms["employees"].astype(float) / count
    return firms.assign(employees=employees).loc[firms.index.repeat(count), ["city", "industry", "employees"]]


def _cities(study: Study, base: FirmBase) -> pd.DataFrame:
    cities = study.projected("cities").set_index("name_zh")
    table = pd.DataFrame({"area_km2": cities.area / 1e6, "population": cities["population_2020"].astype(float)})
    if base == "population":
        return table.assign(base=table["population"])
    employed = pd.DataFrame(study.layer("firms")).groupby("city")["employees"].sum()
    return table.assign(base=employed.reindex(table.index).fillna(0.0).astype(float))


def _drawn(
    share: NDArray[np.float64],
    chances: NDArray[np.float64],
    rng: np.random.Generator,
    draws: int,
    progress: Progress,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return each city's share of employment, and its plants, when plants choose by chance; shape (draws, cities)."""
    plants, cities = len(share), len(chances)
    cumulated = np.cumsum(chances)
    employed, counted = np.empty((draws, cities)), np.empty((draws, cities))
    block = max(1, min(_AT_ONCE // plants, -(-draws // _LEAST_BLOCKS)))
    for start in range(0, draws, block):
        rows = min(block, draws - start)
        city = place_in(cumulated, rng.random(rows * plants))
        cell = city + cities * np.repeat(np.arange(rows), plants)
        part = slice(start, start + rows)
        employed[part] = np.bincount(cell, np.tile(share, rows), rows * cities).reshape(rows, cities)
        counted[part] = np.bincount(cell, minlength=rows * cities).reshape(rows, cities)
        progress((start + rows) / draws)
    return employed, counted


def _raw_g(share: NDArray[np.float64], chances: NDArray[np.float64]) -> NDArray[np.float64]:
    squares: NDArray[np.float64] = np.square(share - chances).sum(axis=-1)
    return squares


def _share(values: ArrayLike) -> NDArray[np.float64]:
    """Return shares along the last axis; NaN where there is nothing to share."""
    given = np.asarray(values, dtype=float)
    total = given.sum(axis=-1, keepdims=True)
    shares: NDArray[np.float64] = np.divide(given, total, out=np.full(given.shape, np.nan), where=total > 0)
    return shares


def _checked(employees: ArrayLike, base: ArrayLike, draws: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    sizes, weights = np.asarray(employees, dtype=float), np.asarray(base, dtype=float)
    problems = [
        Problem("bad_employees", f"plant {place}", {"value": float(size)})
        for place, size in enumerate(sizes, start=1)
        if not 0 < size < np.inf
    ]
    problems += [
        Problem("negative_base", f"city {place}", {"field": "base", "value": float(weight)})
        for place, weight in enumerate(weights, start=1)
        if not 0 <= weight < np.inf
    ]
    if draws < 1:
        problems.append(Problem("too_few_simulations", "draws", {"n": draws, "needed": 1}))
    if problems:
        raise ParameterError(*problems)
    return sizes, weights
